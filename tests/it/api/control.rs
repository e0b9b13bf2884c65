//! `/_understage` and `/health`.

use super::{nobody, plainly, refused};
use crate::support::app::TestApp;
use crate::support::stage::{QUESTION, Stage, id};
use serde_json::json;
use understage::Pace;

#[tokio::test]
async fn health_needs_no_key() {
    let app = TestApp::new().as_key("");
    for path in ["/health", "/_understage/health"] {
        let reply = app.get(path).await;
        assert_eq!(reply.text(), format!(r#"{{"status":"ok","version":"{}"}}"#, env!("CARGO_PKG_VERSION")));
        assert_eq!(reply.header("content-type"), Some("application/json"));
    }
}

#[tokio::test]
async fn a_run_is_stepped_beat_by_beat() {
    let stage = Stage::weather(Pace::Step).await;
    let run = stage.start(json!({})).await;
    let path = format!("/_understage/runs/{}/step", id(&run));
    // Neither body nor beta header is needed.
    let bare = stage.app.with_header("openai-beta", "");
    let reply = bare.send("POST", &path, None).await;
    assert_eq!(reply.json(), stage.now(&run).await);
    assert_eq!(reply.json()["status"], "in_progress");
    assert_eq!(stage.step(&run, 1_000_000).await["status"], "requires_action", "a halt is a halt");
    assert_eq!(stage.step(&run, 5).await["status"], "requires_action");
    stage.submit(&run, "18").await;
    assert_eq!(stage.step(&run, 1_000_000).await["status"], "completed");
    let (status, code, ..) = stage.app.post(&path, json!({})).await.refusal();
    assert_eq!((status, code), (409, json!("nothing_to_step")));
}

#[tokio::test]
async fn only_runs_at_pace_step_are_stepped() {
    let stage = Stage::weather(Pace::Polls(3)).await;
    let run = stage.start(json!({})).await;
    let path = format!("/_understage/runs/{}/step", id(&run));
    let (status, code, _, message) = stage.app.post(&path, json!({})).await.refusal();
    assert_eq!((status, code), (409, json!("not_stepped")));
    assert!(message.contains("'polls:3'"), "{message}");
    let nobody = nobody("run_");
    let reply = stage.app.post(&format!("/_understage/runs/{nobody}/step"), json!({})).await;
    plainly(&reply, 404, &format!("No run found with id '{nobody}'."));
    let other = stage.app.as_key("other").post(&path, json!({})).await;
    plainly(&other, 404, &format!("No run found with id '{}'.", id(&run)));
    assert_eq!(stage.app.as_key("").post(&path, json!({})).await.status, 401);
}

#[tokio::test]
async fn a_count_is_a_whole_number() {
    let stage = Stage::weather(Pace::Step).await;
    let run = stage.start(json!({})).await;
    let path = format!("/_understage/runs/{}/step", id(&run));
    let below = "Invalid 'count': integer below minimum value. Expected a value >= 1, but got 0 instead.";
    let reply = stage.app.post(&path, json!({"count": 0})).await;
    refused(&reply, Some("integer_below_min_value"), Some("count"), below);
    let reply = stage.app.post(&path, json!({"beats": 1})).await;
    refused(&reply, Some("unknown_parameter"), Some("beats"), "Unknown parameter: 'beats'.");
    assert_eq!(stage.status(&run).await, "queued");
}

#[tokio::test]
async fn a_request_may_name_its_pace() {
    let stage = Stage::weather(Pace::Instant).await;
    for (pace, status) in [("step", "queued"), ("polls:2", "queued"), ("instant", "requires_action")] {
        let thread = stage.app.made("/v1/threads", json!({"messages": [{"role": "user", "content": QUESTION}]})).await;
        let app = stage.app.with_header("x-understage-pace", pace);
        let paced = Stage { app, assistant: stage.assistant.clone(), thread: id(&thread) };
        let run = paced.start(json!({})).await;
        assert_eq!(paced.status(&run).await, status, "{pace}");
    }
    for pace in ["fast", "polls:0", "polls:1001"] {
        let reply = stage.app.with_header("x-understage-pace", pace).get("/v1/assistants").await;
        assert_eq!((reply.status, reply.refusal().2), (400, json!("x-understage-pace")), "{pace}");
    }
}

#[tokio::test]
async fn a_run_is_stepped_to_its_next_status_or_halt() {
    let stage = Stage::weather(Pace::Step).await;
    let run = stage.start(json!({})).await;
    let path = format!("/_understage/runs/{}/step", id(&run));
    for (until, status) in [("status", "in_progress"), ("status", "requires_action"), ("halt", "requires_action")] {
        assert_eq!(stage.app.made(&path, json!({"until": until})).await["status"], status, "{until}");
    }
    stage.submit(&run, "18").await;
    assert_eq!(stage.app.made(&path, json!({"until": "halt"})).await["status"], "completed");
    let both = stage.app.post(&path, json!({"until": "halt", "count": 1})).await.refusal();
    assert_eq!((both.0, both.1), (400, json!("mutually_exclusive_parameters")));
}
