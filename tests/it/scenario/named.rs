//! Scenarios that metadata names.

use super::{error, played, said, server};
use crate::support::stage::Stage;
use serde_json::json;

const TWO: &str = "scenarios:
  - name: first
    steps: [{ say: First. }]
";
const NAMED: &str = "scenarios:
  - name: greet
    when: { message: /never said|(?<who>ell)/ }
    steps: [{ say: 'It is {{ who }}.' }]
  - name: picky
    when: { model: gpt-5 }
    steps: [{ say: Picked. }]
  - name: once
    when: { model: gpt-5 }
    turns: [[{ say: Once. }]]
";

#[tokio::test]
async fn metadata_of_run_thread_or_assistant_names_a_scenario() {
    let named = json!({"metadata": {"scenario": "picky"}});
    for on in ["run", "thread", "assistant"] {
        let stage = Stage::on(server(NAMED), json!([]), "Hello").await;
        match on {
            "thread" => drop(stage.app.made(&stage.path(""), named.clone()).await),
            "assistant" => drop(stage.app.made(&format!("/v1/assistants/{}", stage.assistant), named.clone()).await),
            _ => {}
        }
        played(&stage, if on == "run" { named.clone() } else { json!({}) }).await;
        assert_eq!(said(&stage).await, "Picked.", "{on}: its conditions are not looked at");
        // The run's own metadata wins.
        played(&stage, json!({"metadata": {"scenario": "greet"}})).await;
        assert_eq!(said(&stage).await, "It is ell.", "{on}: what its patterns catch is there");
    }
}

#[tokio::test]
async fn a_name_that_is_not_there_fails_the_run() {
    let stage = Stage::on(server(NAMED), json!([]), "Hello").await;
    let run = stage.start(json!({"metadata": {"scenario": "pickY"}})).await;
    let message = error(&stage, &run).await;
    assert!(message.starts_with("metadata.scenario names \"pickY\", and no scenario is called so."), "{message}");
    assert!(message.contains("picky"), "{message}");
    let stage = Stage::on(server(TWO), json!([]), "Hello").await;
    let run = stage.start(json!({"metadata": {"scenario": ""}})).await;
    assert!(error(&stage, &run).await.contains("names \"\""));
}

#[tokio::test]
async fn a_named_scenario_whose_turns_are_over_fails_the_run() {
    let stage = Stage::on(server(NAMED), json!([]), "Hello").await;
    let named = json!({"metadata": {"scenario": "once"}});
    played(&stage, named.clone()).await;
    assert_eq!(said(&stage).await, "Once.");
    let run = stage.start(named).await;
    let wanted = "metadata.scenario names once (test.yaml:8), but its only turn has been played on this thread.";
    assert_eq!(error(&stage, &run).await, wanted);
}
