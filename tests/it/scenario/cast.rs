//! Which scenario a run plays: conditions, strictness, near misses.

use super::{error, function, played, said, scenarios, server};
use crate::support::app::TestApp;
use crate::support::stage::{Stage, id, with};
use serde_json::{Value, json};
use understage::AppConfig;

/// A server whose only scenario has these conditions.
fn when(conditions: &str) -> TestApp {
    server(&format!("scenarios:\n  - name: test\n    when: {{ {conditions} }}\n    steps:\n      - say: It fits.\n"))
}

/// What is asked for: an assistant's fields, a thread's, a run's.
async fn fits(conditions: &str, assistant: &Value, thread: &Value, run: &Value) -> bool {
    let app = when(conditions);
    let body = with(json!({"model": "gpt-4o", "instructions": "Be kind."}), assistant.clone());
    let assistant = app.made("/v1/assistants", body).await;
    let said = with(json!({"messages": [{"role": "user", "content": "Hello, world"}]}), thread.clone());
    let thread = format!("/v1/threads/{}", id(&app.made("/v1/threads", said).await));
    app.made(&format!("{thread}/runs"), with(json!({"assistant_id": assistant["id"]}), run.clone())).await;
    let last = app.got(&format!("{thread}/messages")).await["data"][0].take();
    last["content"][0]["text"]["value"] == "It fits."
}

#[tokio::test]
async fn conditions_look_at_the_run() {
    let no = json!({});
    for (conditions, assistant, thread, run, wanted) in [
        ("", no.clone(), no.clone(), no.clone(), true),
        ("assistant: Bot", json!({"name": "Bot"}), no.clone(), no.clone(), true),
        ("assistant: Bot", json!({"name": "Bots"}), no.clone(), no.clone(), false),
        ("assistant: B*t", json!({"name": "Best Bot"}), no.clone(), no.clone(), true),
        ("assistant: Bot", no.clone(), no.clone(), no.clone(), false),
        ("assistant: asst_*", no.clone(), no.clone(), no.clone(), true),
        ("model: gpt-4o", no.clone(), no.clone(), no.clone(), true),
        ("model: gpt-4", no.clone(), no.clone(), no.clone(), false),
        ("model: gpt-4?", no.clone(), no.clone(), no.clone(), true),
        ("model: gpt-4o", no.clone(), no.clone(), json!({"model": "gpt-4o-mini"}), false),
        ("message: world", no.clone(), no.clone(), no.clone(), true),
        ("message: World", no.clone(), no.clone(), no.clone(), false),
        ("message: /WORLD$/i", no.clone(), no.clone(), no.clone(), true),
        ("message: /^world/", no.clone(), no.clone(), no.clone(), false),
        ("instructions: kind", no.clone(), no.clone(), no.clone(), true),
        ("instructions: kind", no.clone(), no.clone(), json!({"instructions": "Be brief."}), false),
        ("instructions: brief", no.clone(), no.clone(), json!({"additional_instructions": "Be brief."}), true),
        ("metadata: { flow: a* }", no.clone(), no.clone(), json!({"metadata": {"flow": "abc"}}), true),
        ("metadata: { flow: a* }", no.clone(), json!({"metadata": {"flow": "abc"}}), no.clone(), true),
        ("metadata: { flow: a* }", json!({"metadata": {"flow": "abc"}}), no.clone(), no.clone(), true),
        (
            "metadata: { flow: a }",
            json!({"metadata": {"flow": "a"}}),
            json!({"metadata": {"flow": "b"}}),
            no.clone(),
            false,
        ),
        (
            "metadata: { flow: b }",
            json!({"metadata": {"flow": "a"}}),
            json!({"metadata": {"flow": "b"}}),
            no.clone(),
            true,
        ),
        (
            "metadata: { flow: b }",
            no.clone(),
            json!({"metadata": {"flow": "b"}}),
            json!({"metadata": {"flow": "c"}}),
            false,
        ),
        (
            "metadata: { flow: a, user: u }",
            json!({"metadata": {"flow": "a"}}),
            json!({"metadata": {"user": "u"}}),
            no.clone(),
            true,
        ),
        ("metadata: { flow: a }", no.clone(), no.clone(), no.clone(), false),
        ("turn: 1", no.clone(), no.clone(), no.clone(), true),
        ("turn: 2", no.clone(), no.clone(), no.clone(), false),
        ("tools: f", json!({"tools": [function("f"), function("g")]}), no.clone(), no.clone(), true),
        ("tools: [f, g]", json!({"tools": [function("f"), function("g")]}), no.clone(), no.clone(), true),
        ("tools: [f, g]", json!({"tools": [function("f")]}), no.clone(), no.clone(), false),
        (
            "tools: code_interpreter",
            json!({"tools": [function("f")]}),
            no.clone(),
            json!({"tools": [{"type": "code_interpreter"}]}),
            true,
        ),
        ("tools: file_search", no.clone(), no.clone(), no.clone(), false),
        ("outputs: { f: x }", no.clone(), no.clone(), no.clone(), false),
        ("message: world, model: gpt-5", no.clone(), no.clone(), no.clone(), false),
    ] {
        assert_eq!(
            fits(conditions, &assistant, &thread, &run).await,
            wanted,
            "{conditions} {assistant} {thread} {run}"
        );
    }
}

#[tokio::test]
async fn outputs_of_earlier_runs_are_a_condition() {
    let yaml = "scenarios:\n  - name: ask\n    when: { message: look }\n    steps:\n      - call: look\n      - say: 'Now {{ outputs.look }}.'\n\
        \x20 - name: after\n    when: { outputs: { look: '/(?<n>\\d+) left/' } }\n    steps:\n      - say: '{{ n }}, {{ earlier_outputs.look }}'\n";
    let stage = Stage::on(server(yaml), json!([function("look")]), "Please look.").await;
    for (output, then) in [("12 left", "12, 12 left"), ("7 left", "7, 7 left")] {
        stage.app.made(&stage.path("/messages"), json!({"role": "user", "content": "Please look."})).await;
        let run = stage.start(json!({})).await;
        assert_eq!(stage.submit(&run, output).await.status, 200);
        stage.app.made(&stage.path("/messages"), json!({"role": "user", "content": "And?"})).await;
        played(&stage, json!({})).await;
        assert_eq!(said(&stage).await, then, "the last output counts");
    }
}

#[tokio::test]
async fn the_first_that_fits_is_played() {
    let yaml = "scenarios:\n  - name: b\n    when: { turn: 2 }\n    steps: [{ say: second }]\n  - name: a\n    when: { message: Hello }\n    \
        steps: [{ say: hello }]\n  - name: c\n    steps: [{ say: rest }]\n";
    let stage = Stage::on(server(yaml), json!([]), "Hello").await;
    for wanted in ["hello", "second", "hello"] {
        played(&stage, json!({})).await;
        assert_eq!(said(&stage).await, wanted);
    }
}

const MISSED: &str = "scenarios:
  - name: far
    when: { message: weather, model: gpt-4o, turn: 7 }
    steps: [hold]
  - name: near
    when: { model: gpt-4o, tools: [f], message: /rain/ }
    steps: [hold]
  - name: played
    turns: [[{ say: Once. }]]
";

#[tokio::test]
async fn strict_servers_fail_runs_that_nothing_fits() {
    let config = AppConfig { scenarios: scenarios(MISSED), strict_scenarios: true, ..AppConfig::default() };
    let stage = Stage::on(TestApp::with(config), json!([function("f")]), "Hello").await;
    played(&stage, json!({})).await;
    assert_eq!(said(&stage).await, "Once.");
    let run = stage.start(json!({})).await;
    let message = error(&stage, &run).await;
    let near = message.find("near (test.yaml:5)").expect("the nearest");
    let far = message.find("far (test.yaml:2)").expect("one further off");
    assert!(near < far, "{message}");
    for part in ["No scenario fits this run", "message is \"Hello\", not like /rain/"] {
        assert!(message.contains(part), "{part}: {message}");
    }
}

#[tokio::test]
async fn five_near_misses_are_told_and_long_values_are_cut() {
    let one = |n: usize| format!("  - name: s{n}\n    when: {{ message: nothing{n} }}\n    steps: [hold]\n");
    let yaml = format!("scenarios:\n{}", (0..9).map(one).collect::<String>());
    let config = AppConfig { scenarios: scenarios(&yaml), strict_scenarios: true, ..AppConfig::default() };
    let stage = Stage::on(TestApp::with(config), json!([]), &"x".repeat(5000)).await;
    let run = stage.start(json!({})).await;
    let message = error(&stage, &run).await;
    assert_eq!((message.matches("Near miss").count(), message.matches('…').count()), (5, 5));
    assert!(message.len() < 2000, "{}", message.len());
}

#[tokio::test]
async fn strict_servers_without_scenarios_play_nothing() {
    let stage =
        Stage::on(TestApp::with(AppConfig { strict_scenarios: true, ..AppConfig::default() }), json!([]), "Hello")
            .await;
    let run = stage.start(json!({})).await;
    assert_eq!(error(&stage, &run).await, "No scenario fits this run, and --strict-scenarios is set.");
}
