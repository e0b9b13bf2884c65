//! Code, searches and calls.

use super::{error, file, function, played, said, server, stage, streamed};
use crate::stream::{keeps_the_rules, only};
use crate::support::stage::{Stage, awaited, id, outputs_for};
use serde_json::{Value, json};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";

/// A stage whose assistant runs code, with this table attached to its thread.
async fn with_table(steps: &str, csv: &str) -> Stage {
    let stage = stage(steps, json!([{"type": "code_interpreter"}])).await;
    let table = id(&stage.app.upload("sales.csv", "assistants", csv.as_bytes()).await);
    let attached = json!([{"file_id": table, "tools": [{"type": "code_interpreter"}]}]);
    stage
        .app
        .made(&stage.path("/messages"), json!({"role": "user", "content": "Plot it.", "attachments": attached}))
        .await;
    stage
}

async fn content(stage: &Stage, file: &Value) -> Vec<u8> {
    stage.app.get(&format!("/v1/files/{}/content", file.as_str().unwrap_or_else(|| panic!("no id")))).await.bytes
}

#[tokio::test]
async fn code_gives_outputs_in_order_and_files() {
    let steps = r#"
- code:
    input: "print('{{ message }}')"
    outputs:
      - logs: "first\n"
      - chart: { csv: attached, title: Sales }
      - logs: "second\n"
      - image: docs/images/chart.png
    files:
      /mnt/data/a.txt: { text: "for {{ message }}" }
      /mnt/data/b.csv: fixtures/data/revenue.csv
- say: "[a](sandbox:/mnt/data/a.txt) and [b](sandbox:/mnt/data/b.csv)"
"#;
    let stage = with_table(steps, "Quarter,Sales\nQ1,100\nQ2,90\n").await;
    let events = streamed(&stage, json!({})).await;
    let run = only(&events, "thread.run.completed").clone();
    let code = stage.steps(&run).await.remove(0)["step_details"]["tool_calls"][0]["code_interpreter"].take();
    assert_eq!(code["input"], "print('Plot it.')");
    let kinds: Vec<&str> =
        code["outputs"].as_array().expect("outputs").iter().filter_map(|own| own["type"].as_str()).collect();
    assert_eq!(kinds, ["logs", "image", "logs", "image"]);
    assert_eq!((&code["outputs"][0]["logs"], &code["outputs"][2]["logs"]), (&json!("first\n"), &json!("second\n")));
    let chart = content(&stage, &code["outputs"][1]["image"]["file_id"]).await;
    assert!(chart.starts_with(PNG) && chart.len() > 1000);
    let message = stage.messages().await.pop().expect("a message");
    let types: Vec<&str> =
        message["content"].as_array().expect("parts").iter().filter_map(|own| own["type"].as_str()).collect();
    assert_eq!(types, ["image_file", "image_file", "text"]);
    let annotations = &message["content"][2]["text"]["annotations"];
    assert_eq!(content(&stage, &annotations[0]["file_path"]["file_id"]).await, b"for Plot it.");
    let table = std::fs::read("fixtures/data/revenue.csv").expect("a table");
    assert_eq!(content(&stage, &annotations[1]["file_path"]["file_id"]).await, table);
}

#[tokio::test]
async fn short_code_is_its_input() {
    for (steps, outputs) in [
        ("- code: 'x = 1'\n- say: Done.", json!([])),
        ("- code: { input: 'x = 1', logs: '1' }\n- say: Done.", json!([{"type": "logs", "logs": "1"}])),
    ] {
        let stage = stage(steps, json!([{"type": "code_interpreter"}])).await;
        let run = played(&stage, json!({})).await;
        let code = json!({"input": "x = 1", "outputs": outputs});
        assert_eq!(stage.steps(&run).await[0]["step_details"]["tool_calls"][0]["code_interpreter"], code);
    }
}

#[tokio::test]
async fn charts_of_every_kind_are_drawn() {
    let mut seen = std::collections::HashMap::new();
    for options in [
        "csv: attached",
        "csv: attached, kind: bar",
        "csv: attached, kind: scatter",
        "csv: attached, kind: pie",
        "csv: attached, kind: histogram",
        "csv: attached, x: Quarter, y: Costs",
        "csv: attached, y: [Costs, Sales]",
        "csv: fixtures/data/revenue.csv, y: revenue",
    ] {
        let steps = format!("- code: {{ input: plot(), chart: {{ {options} }} }}\n- say: Done.");
        let stage = with_table(&steps, "Quarter,Sales,Costs\n1,100,70\n2,120,80\n3,90,75\n").await;
        let run = played(&stage, json!({})).await;
        assert_eq!(run["status"], "completed", "{options}: {}", run["last_error"]);
        let code = stage.steps(&run).await.remove(0)["step_details"]["tool_calls"][0]["code_interpreter"].take();
        let chart = content(&stage, &code["outputs"][0]["image"]["file_id"]).await;
        assert!(chart.starts_with(PNG), "{options}");
        if let Some(other) = seen.insert(chart, options) {
            panic!("one picture for {options} and {other}");
        }
    }
}

#[tokio::test]
async fn a_chart_that_cannot_be_drawn_fails_the_run() {
    let steps = "- code: { input: plot(), chart: { csv: attached, y: Profit } }";
    let stage = with_table(steps, "Quarter,Sales\nQ1,100\n").await;
    let run = stage.start(json!({})).await;
    let message = error(&stage, &run).await;
    assert!(message.starts_with("Scenario 'test' (test.yaml:4): ") && message.contains("Profit"), "{message}");
    let stage = super::stage(steps, json!([{"type": "code_interpreter"}])).await;
    let run = stage.start(json!({})).await;
    let message = "Scenario 'test' (test.yaml:4): no CSV file is attached to the thread or its assistant";
    assert_eq!(error(&stage, &run).await, message);
}

/// A stage whose assistant searches a store with one file.
async fn searching(steps: &str, said: &str) -> Stage {
    let app = server(&file(steps));
    let file = id(&app.upload("facts.md", "assistants", b"The heron is grey.\n\nThe kingfisher is blue.").await);
    let store = app.made("/v1/vector_stores", json!({"file_ids": [file]})).await;
    let stage = Stage::on(app, json!([{"type": "file_search"}]), said).await;
    let resources = json!({"file_search": {"vector_store_ids": [store["id"]]}});
    stage.app.made(&format!("/v1/assistants/{}", stage.assistant), json!({"tool_resources": resources})).await;
    stage
}

#[tokio::test]
async fn a_real_search_finds_and_cites() {
    for search in ["real", "{ results: real }", "{ query: 'which colour has the kingfisher' }"] {
        let steps = format!("- search: {search}\n- say: '{{{{ results[0].file_name }}}} {{{{ cite(1) }}}}'");
        let stage = searching(&steps, "Which colour has the kingfisher?").await;
        streamed(&stage, json!({})).await;
        let text = stage.messages().await.pop().expect("a message")["content"][0]["text"].take();
        assert_eq!(text["value"], "facts.md 【4:0†facts.md】", "{search}");
        assert_eq!(text["annotations"][0]["type"], "file_citation");
    }
}

#[tokio::test]
async fn a_search_that_finds_nothing_has_nothing_to_cite() {
    let stage = stage("- search: real\n- say: '{{ cite(1) }}'", json!([{"type": "file_search"}])).await;
    let run = stage.start(json!({})).await;
    let message = error(&stage, &run).await;
    assert_eq!(
        message,
        "Scenario 'test' (test.yaml:5): `cite(1)` names no result: the last search found nothing, or there was none"
    );
}

#[tokio::test]
async fn a_literal_search_finds_what_it_says() {
    let steps = r#"
- search:
    query: "{{ message }}!"
    results:
      - { file: facts.md, score: 0.75, text: "About {{ message }}." }
      - { file: lost.md, score: 0.5, text: "Nothing." }
- call: pause
- say: "{{ cite(2) }}{{ results[0].text }}"
"#;
    let stage = searching(steps, "herons").await;
    let tools = json!([{"type": "file_search"}, function("pause")]);
    stage.app.made(&format!("/v1/assistants/{}", stage.assistant), json!({"tools": tools})).await;
    let run = played(&stage, json!({})).await;
    let search = stage.steps(&run).await.remove(0)["step_details"]["tool_calls"][0]["file_search"].take();
    let shown: Vec<Value> = search["results"]
        .as_array()
        .expect("results")
        .iter()
        .map(|own| json!([own["file_name"], own["score"]]))
        .collect();
    assert_eq!(shown, [json!(["facts.md", 0.75]), json!(["lost.md", 0.5])]);
    assert_eq!(stage.submit(&run, "").await.status, 200);
    assert_eq!(said(&stage).await, "【4:1†lost.md】About herons.", "what was found is known after a call, too");
}

#[tokio::test]
async fn calls_have_every_shape() {
    let tools = json!([function("a"), function("b")]);
    for (call, wanted) in [
        ("a", json!([["a", "{}"]])),
        ("{ a: }", json!([["a", "{}"]])),
        (
            "{ b: { n: 1, f: 1.50, t: true, z: null, l: [x, '{{ message }}'], o: { k: v } }, a: {} }",
            json!([["b", r#"{"n":1,"f":1.50,"t":true,"z":null,"l":["x","Hello"],"o":{"k":"v"}}"#], ["a", "{}"]]),
        ),
        ("[a, { b: 'not {{ message }} JSON' }, a]", json!([["a", "{}"], ["b", "not Hello JSON"], ["a", "{}"]])),
    ] {
        let stage = stage(&format!("- call: {call}\n- say: '{{{{ outputs }}}}'"), tools.clone()).await;
        let events = streamed(&stage, json!({})).await;
        let run = only(&events, "thread.run.requires_action").clone();
        let calls: Value =
            awaited(&run).iter().map(|own| json!([own["function"]["name"], own["function"]["arguments"]])).collect();
        assert_eq!(calls, wanted, "{call}");
        let body = json!({"tool_outputs": outputs_for(&run, "7"), "stream": true});
        let events = stage.app.post(&stage.at(&run, "/submit_tool_outputs"), body).await.events();
        keeps_the_rules(&stage.app, &events).await;
        let outputs = if calls.to_string().contains("\"b\"") { r#"{"a":"7","b":"7"}"# } else { r#"{"a":"7"}"# };
        assert_eq!(said(&stage).await, outputs);
    }
}

#[tokio::test]
async fn an_argument_that_is_one_blank_keeps_its_kind() {
    let steps = r#"
- call: f
- call: { g: { all: "{{ outputs.f }}", n: "{{ outputs.f.n }}", l: "{{ outputs.f.l }}", t: "n={{ outputs.f.n }}", c: "{{ count }}" } }
"#;
    let stage = stage(steps, json!([function("f"), function("g")])).await;
    let run = played(&stage, json!({})).await;
    assert_eq!(stage.submit(&run, r#"{"n": 3, "l": ["x", null]}"#).await.status, 200);
    let wanted = r#"{"all":{"n":3,"l":["x",null]},"n":3,"l":["x",null],"t":"n=3","c":1}"#;
    assert_eq!(awaited(&stage.now(&run).await)[0]["function"]["arguments"], wanted);
}

#[tokio::test]
async fn outputs_are_as_expected_or_the_run_fails() {
    let steps = "- call: [a, b]\n  expect: { b: '/^\\d+$/' }\n- say: '{{ outputs.b }}'";
    for (outputs, failed) in [(["x", "12"], None), (["12", "x"], Some("\"x\"")), (["12", ""], Some("\"\""))] {
        let stage = stage(steps, json!([function("a"), function("b")])).await;
        let run = played(&stage, json!({})).await;
        let given: Vec<Value> = awaited(&run)
            .iter()
            .zip(outputs)
            .map(|(call, output)| json!({"tool_call_id": call["id"], "output": output}))
            .collect();
        stage.app.made(&stage.at(&run, "/submit_tool_outputs"), json!({"tool_outputs": given})).await;
        match failed {
            None => assert_eq!(said(&stage).await, "12"),
            Some(shown) => {
                let wanted = format!("Scenario 'test' (test.yaml:4): the output of b is {shown}, not like /^\\d+$/");
                assert_eq!(error(&stage, &run).await, wanted);
            }
        }
    }
}

#[tokio::test]
async fn what_is_not_offered_cannot_be_used() {
    for (step, tool) in [("code: x", "code_interpreter"), ("search: real", "file_search"), ("call: b", "b")] {
        for (tools, offered) in [(json!([]), "nothing"), (json!([function("a")]), "a")] {
            let stage = stage(&format!("- say: Hm.\n- {step}"), tools).await;
            let run = stage.start(json!({})).await;
            let wanted =
                format!("Scenario 'test' (test.yaml:5): the run does not offer {tool}; its tools are: {offered}");
            assert_eq!(error(&stage, &run).await, wanted);
            assert_eq!(said(&stage).await, "Hm.", "what came before has happened");
        }
    }
}

#[tokio::test]
async fn what_code_has_made_is_there_behind_a_call() {
    let steps = r#"
- code:
    input: "print(1)"
    image: docs/images/chart.png
    files: { /mnt/data/a.txt: { text: made } }
- call: f
- say: "[a](sandbox:/mnt/data/a.txt)"
"#;
    let stage = stage(steps, json!([{"type": "code_interpreter"}, function("f")])).await;
    let run = stage.start(json!({})).await;
    stage.submit(&run, "done").await;
    assert_eq!(stage.now(&run).await["status"], "completed");
    let content = &stage.messages().await.pop().expect("a message")["content"];
    assert_eq!(content[0]["type"], "image_file", "{content}");
    let link = &content[1]["text"]["annotations"][0];
    assert_eq!(self::content(&stage, &link["file_path"]["file_id"]).await, b"made", "{content}");
}
