//! Scenarios verb by verb: what a file says is what a client sees, read and streamed.

mod cast;
mod ends;
mod kept;
mod named;
mod pauses;
mod pushed;
mod say;
mod stops;
mod templates;
mod threads;
mod tools;

use crate::stream::{Event, keeps_the_rules};
use crate::support::app::TestApp;
use crate::support::stage::{Stage, with};
use serde_json::{Value, json};
use std::path::Path;
use understage::{AppConfig, Pace, Scenarios, load_text};

/// What a file called `test.yaml` in the project's folder says.
fn scenarios(yaml: &str) -> Scenarios {
    let loaded = load_text("test.yaml", yaml, Some(Path::new(env!("CARGO_MANIFEST_DIR"))));
    loaded.unwrap_or_else(|problems| {
        panic!("{}", problems.iter().map(|problem| problem.render(false)).collect::<Vec<_>>().join("\n"))
    })
}

/// A server that plays this file.
fn server(yaml: &str) -> TestApp {
    paced(yaml, Pace::Instant)
}

/// A server at this pace that plays this file.
fn paced(yaml: &str, pace: Pace) -> TestApp {
    TestApp::with(AppConfig { scenarios: scenarios(yaml), pace, ..AppConfig::default() })
}

/// A file with one scenario, which fits every run; its first step is in line 4.
fn file(steps: &str) -> String {
    let steps: String = steps.trim_matches('\n').lines().map(|line| format!("      {line}\n")).collect();
    format!("scenarios:\n  - name: test\n    steps:\n{steps}")
}

/// A stage whose runs play these steps.
async fn stage(steps: &str, tools: Value) -> Stage {
    Stage::on(server(&file(steps)), tools, "Hello").await
}

/// A function that takes anything.
fn function(name: &str) -> Value {
    json!({"type": "function", "function": {"name": name}})
}

/// Starts a run; the run as it is at its next halt.
async fn played(stage: &Stage, extra: Value) -> Value {
    let run = stage.start(extra).await;
    stage.now(&run).await
}

/// The events of a run, which keep the rules of streams.
async fn streamed(stage: &Stage, extra: Value) -> Vec<Event> {
    let reply = stage.ask(with(json!({"stream": true}), extra)).await;
    let events = reply.events();
    keeps_the_rules(&stage.app, &events).await;
    events
}

/// The text pieces of messages, as they come.
fn pieces(events: &[Event]) -> Vec<&str> {
    let deltas = events.iter().filter(|(name, _)| name == "thread.message.delta");
    deltas.filter_map(|(_, data)| data["delta"]["content"][0]["text"]["value"].as_str()).collect()
}

/// What was said last.
async fn said(stage: &Stage) -> String {
    let mut last = stage.messages().await.pop().expect("a message");
    let value = last["content"][0]["text"]["value"].take();
    value.as_str().unwrap_or_else(|| panic!("no text: {last}")).to_owned()
}

/// What a failed run says.
async fn error(stage: &Stage, run: &Value) -> String {
    let run = stage.now(run).await;
    assert_eq!(run["status"], "failed", "{run}");
    assert_eq!(run["last_error"]["code"], "server_error");
    run["last_error"]["message"].as_str().expect("a message").to_owned()
}

/// Lets the time of the stage's project stand.
async fn freeze(stage: &Stage) {
    stage.app.made("/_understage/clock", json!({"freeze": true})).await;
}

/// Moves it on.
async fn advance(stage: &Stage, by: &str) {
    stage.app.made("/_understage/clock", json!({"advance": by})).await;
}
