//! What templates can tell of a run.

use super::{error, file, function, played, said, server, stage};
use crate::support::app::NOW;
use crate::support::stage::{Stage, id};
use serde_json::json;

#[tokio::test]
async fn templates_tell_of_the_run() {
    for (template, wanted) in [
        ("{{ message }}!", "Hello!"),
        ("{{ message | upper }} {{ message | length }}", "HELLO 5"),
        ("{{ metadata.flow }} {{ metadata.user }}", "run assistant"),
        ("{{ run.model }}, {{ run.instructions }}, {{ run.tools | join('/') }}", "gpt-4o, Be kind., climb"),
        ("{{ turn }} {{ count }}", "1 1"),
        ("{% if turn == 1 %}first{% else %}later{% endif %}", "first"),
        ("{% for n in range(3) %}{{ n }}{% endfor %}", "012"),
        ("{{ metadata.none | default('nothing') }}", "nothing"),
        ("{{ run.assistant_name }}", "Bot"),
        ("{{ captures }}", "{}"),
        ("no blanks: { } % #", "no blanks: { } % #"),
    ] {
        let stage = stage(&format!("- say: {}", json!(template)), json!([function("climb")])).await;
        let change =
            json!({"name": "Bot", "instructions": "Be kind.", "metadata": {"flow": "assistant", "user": "assistant"}});
        stage.app.made(&format!("/v1/assistants/{}", stage.assistant), change).await;
        played(&stage, json!({"metadata": {"flow": "run"}})).await;
        assert_eq!(said(&stage).await, wanted, "{template}");
    }
}

#[tokio::test]
async fn templates_tell_ids_and_times() {
    let say = "- say: '{{ run.id }} {{ run.thread_id }} {{ run.assistant_id }} {{ run.created_at }} {{ now }}'";
    let stage = stage(say, json!([])).await;
    let run = stage.start(json!({})).await;
    let wanted = format!("{} {} {} {NOW} {NOW}", id(&run), stage.thread, stage.assistant);
    assert_eq!(said(&stage).await, wanted);
}

#[tokio::test]
async fn templates_tell_of_outputs_and_their_members() {
    let steps = r#"
- call: [f, g]
- say: "{{ outputs.f }}|{{ outputs.g.list[1].name }}|{{ outputs.g.list | length }}|{{ outputs.g }}"
"#;
    let stage = stage(steps, json!([function("f"), function("g")])).await;
    let run = played(&stage, json!({})).await;
    let calls = crate::support::stage::awaited(&run);
    let g = r#"{"list": [1, {"name": "x"}],  "b": 1.50}"#;
    let outputs =
        json!([{"tool_call_id": calls[1]["id"], "output": g}, {"tool_call_id": calls[0]["id"], "output": "plain {"}]);
    stage.app.made(&stage.at(&run, "/submit_tool_outputs"), json!({"tool_outputs": outputs})).await;
    assert_eq!(said(&stage).await, format!("plain {{|x|2|{g}"));
}

#[tokio::test]
async fn what_patterns_catch_is_there() {
    let yaml = "scenarios:\n  - name: s\n    when:\n      message: '/(?<greeting>\\w+), (\\w+)(?<more>!)?/'\n      assistant: '/(?<role>\\w+) bot/'\n    \
        steps: [{ say: \"{{ greeting }} {{ captures['2'] }} {{ role }} {{ more | default('-') }}\" }]\n";
    let stage = Stage::on(server(yaml), json!([]), "Hello, world").await;
    stage.app.made(&format!("/v1/assistants/{}", stage.assistant), json!({"name": "chat bot"})).await;
    played(&stage, json!({})).await;
    assert_eq!(said(&stage).await, "Hello world chat -");
}

#[tokio::test]
async fn a_template_that_fails_fails_the_run_and_says_where() {
    for (step, part) in [
        ("say: '{{ metadata.flow }}'", "`metadata` has no `flow`"),
        ("say: '{{ cite(1) }}'", "`cite(1)` names no result"),
        ("say: '{{ results[0].text }}'", ""),
        ("refuse: '{{ outputs.f }}'", "`outputs` has no `f`"),
        ("call: { f: { a: '{{ outputs.f.x }}' } }", "`outputs` has no `f`"),
        ("fail: '{{ metadata.x }}'", "`metadata` has no `x`"),
        ("say: '{% for i in range(900) %}{% for j in range(900) %}x{% endfor %}{% endfor %}'", "takes too long"),
        ("say: { chunks: [fine, '{{ 1 // 0 }}'] }", ""),
    ] {
        let app = server(&file(&format!("- say: Before.\n\n- {step}")));
        let stage = Stage::on(app, json!([function("f")]), "Hello").await;
        let run = stage.start(json!({})).await;
        let message = error(&stage, &run).await;
        assert!(message.starts_with("Scenario 'test' (test.yaml:6): ") && message.contains(part), "{step}: {message}");
        assert_eq!(said(&stage).await, "Before.");
    }
}
