//! Scenarios and snapshots: a run goes on where it stood, in another project and on another server.

use super::{function, said, server};
use crate::support::app::TestApp;
use crate::support::stage::{Stage, id, outputs_for};
use serde_json::{Value, json};

const PATH: &str = "/_understage/scenarios";
const SNAPSHOT: &str = "/_understage/snapshot";

fn calling(name: &str) -> Value {
    json!({"scenarios": [{"name": name, "steps": [{"call": "f"}, {"say": "It was {{ outputs.f }}."}]}]})
}

/// A project of a server without files, in which a run waits for the output of `f`.
async fn waiting(query: &str) -> (Stage, Value) {
    let stage = Stage::on(TestApp::new(), json!([function("f")]), "Hello").await;
    stage.app.made(&format!("{PATH}{query}"), calling("o")).await;
    let run = stage.start(json!({})).await;
    let run = stage.now(&run).await;
    assert_eq!(run["status"], "requires_action");
    (stage, run)
}

async fn restored(snapshot: &Value) -> TestApp {
    let other = TestApp::new().as_key("sk-other");
    let reply = other.send("PUT", SNAPSHOT, Some(snapshot.clone())).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    other
}

#[tokio::test]
async fn a_run_goes_on_with_its_scenario_even_where_that_is_gone() {
    for (query, delete) in [("", false), ("?once=true", false), ("", true)] {
        let (stage, run) = waiting(query).await;
        if delete {
            stage.app.delete(PATH).await;
        }
        let app = restored(&stage.app.got(SNAPSHOT).await).await;
        let listed = app.got(PATH).await["scenarios"].as_array().expect("a list").len();
        assert_eq!(listed, usize::from(query.is_empty() && !delete));
        let path = stage.path(&format!("/runs/{}/submit_tool_outputs", id(&run)));
        app.made(&path, json!({"tool_outputs": outputs_for(&run, "7")})).await;
        let messages = app.got(&stage.path("/messages?order=desc&limit=1")).await;
        assert_eq!(messages["data"][0]["content"][0]["text"]["value"], "It was 7.", "{query} {delete}");
    }
}

#[tokio::test]
async fn runs_that_are_over_need_no_scenario() {
    let yaml = "scenarios: [{ name: once-from-a-file, steps: [{ say: Done. }] }]";
    let stage = Stage::on(server(yaml), json!([]), "Hello").await;
    stage.start(json!({})).await;
    assert_eq!(said(&stage).await, "Done.");
    restored(&stage.app.got(SNAPSHOT).await).await;
}

#[tokio::test]
async fn a_run_whose_scenario_came_from_a_file_needs_the_file() {
    let yaml = "scenarios: [{ name: from-a-file, steps: [{ call: f }, { say: Done. }] }]";
    let stage = Stage::on(server(yaml), json!([function("f")]), "Hello").await;
    stage.start(json!({})).await;
    let snapshot = stage.app.got(SNAPSHOT).await;
    let refusal = TestApp::new().send("PUT", SNAPSHOT, Some(snapshot.clone())).await;
    let (status, code, _, message) = refusal.refusal();
    assert_eq!((status, code), (400, json!("invalid_snapshot")));
    assert!(message.contains("\"from-a-file\", which is not there: start the server with its file"), "{message}");
    assert_eq!(server(yaml).send("PUT", SNAPSHOT, Some(snapshot)).await.status, 200);
}

#[tokio::test]
async fn the_control_api_is_found_below_v1_too() {
    let (stage, _) = waiting("").await;
    let list = stage.app.got("/v1/_understage/scenarios").await;
    assert_eq!(list, stage.app.got(PATH).await);
    let noted = stage.app.got("/v1/_understage/requests?limit=1000").await;
    let paths: Vec<&str> =
        noted["data"].as_array().expect("a list").iter().filter_map(|it| it["path"].as_str()).collect();
    assert!(!paths.iter().any(|path| path.contains("_understage")), "{paths:?}");
}

#[tokio::test]
async fn what_the_run_forbids_is_not_called() {
    for (fields, why) in [
        (json!({"tool_choice": "none"}), "tool_choice is none"),
        (json!({"parallel_tool_calls": false}), "one call at a time"),
    ] {
        let yaml = "scenarios: [{ name: two, steps: [{ call: [f, g] }] }]";
        let stage = Stage::on(server(yaml), json!([function("f"), function("g")]), "Hello").await;
        let run = stage.start(fields).await;
        let message = super::error(&stage, &run).await;
        assert!(message.contains(why), "{message}");
    }
}
