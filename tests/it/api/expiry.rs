//! Runs expire ten minutes after their creation, on the clock.

use super::plainly;
use crate::support::app::NOW;
use crate::support::stage::{Stage, id};
use serde_json::{Value, json};
use understage::Pace;

#[tokio::test]
async fn an_active_run_expires_at_six_hundred_seconds_and_not_before() {
    for status in ["queued", "in_progress", "requires_action"] {
        let stage = Stage::weather(Pace::Step).await;
        let run = stage.run_in(status).await;
        stage.app.clock.advance(599);
        assert_eq!(stage.now(&run).await, run, "{status}");
        stage.app.clock.advance(1);
        let expired = stage.now(&run).await;
        assert_eq!(
            ["status", "expires_at", "cancelled_at", "failed_at", "completed_at", "required_action", "last_error"]
                .map(|field| expired[field].clone()),
            [json!("expired"), Value::Null, Value::Null, Value::Null, Value::Null, Value::Null, Value::Null],
            "{status}"
        );
        assert_eq!(expired["started_at"], run["started_at"]);
        for step in stage.steps(&run).await {
            assert_eq!((&step["status"], &step["expired_at"]), (&json!("expired"), &json!(NOW + 600)), "{status}");
            assert_eq!(step["usage"], expired["usage"], "{status}");
        }
        let message = json!({"role": "user", "content": "And now?"});
        assert_eq!(stage.app.post(&stage.path("/messages"), message).await.status, 200, "{status}: the lock is gone");
        plainly(&stage.cancel(&run).await, 400, "Cannot cancel run with status 'expired'.");
        let reply = stage.app.post(&format!("/_understage/runs/{}/step", id(&run)), json!({})).await;
        assert_eq!((reply.status, stage.status(&run).await.as_str()), (409, "expired"));
    }
}

#[tokio::test]
async fn a_run_that_waits_at_instant_pace_expires_too() {
    let stage = Stage::weather(Pace::Instant).await;
    let run = stage.start(json!({})).await;
    stage.app.clock.advance(600);
    // The first thing that anybody hears of it is that its outputs are not wanted any more.
    let outputs = json!({"tool_outputs": [{"tool_call_id": "call_x", "output": "1"}]});
    let reply = stage.app.post(&stage.at(&run, "/submit_tool_outputs"), outputs).await;
    plainly(&reply, 400, "Runs in status \"expired\" do not accept tool outputs.");
    assert_eq!(stage.steps(&run).await[0]["status"], "expired");
    assert_eq!(stage.now(&run).await["usage"], stage.steps(&run).await[0]["usage"]);
}

#[tokio::test]
async fn a_run_that_is_being_cancelled_ends_cancelled() {
    let stage = Stage::weather(Pace::Step).await;
    let run = stage.run_in("cancelling").await;
    stage.app.clock.advance(600);
    let now = stage.now(&run).await;
    assert_eq!((&now["status"], &now["cancelled_at"]), (&json!("cancelled"), &json!(NOW + 600)));
}

#[tokio::test]
async fn outputs_do_not_prolong_a_run() {
    let stage = Stage::weather(Pace::Step).await;
    let run = stage.run_in("requires_action").await;
    stage.app.clock.advance(500);
    assert_eq!(stage.submit(&run, "18").await.json()["expires_at"], NOW + 600);
    stage.app.clock.advance(100);
    assert_eq!(stage.status(&run).await, "expired");
    let steps = stage.steps(&run).await;
    assert_eq!((steps.len(), &steps[0]["status"]), (1, &json!("completed")), "the call was done");
}

#[tokio::test]
async fn a_message_that_is_being_written_breaks_off() {
    let stage = Stage::plain(Pace::Step).await;
    let run = stage.start(json!({})).await;
    stage.step(&run, 4).await;
    stage.app.clock.advance(600);
    stage.app.tick().await;
    let message = stage.messages().await.remove(1);
    assert_eq!(
        (&message["status"], &message["incomplete_details"]),
        (&json!("incomplete"), &json!({"reason": "run_expired"}))
    );
}

#[tokio::test]
async fn every_run_that_is_due_expires_and_no_other() {
    let stage = Stage::plain(Pace::Step).await;
    let body = json!({"assistant_id": stage.assistant, "thread": {"messages": [{"role": "user", "content": "Hi"}]}});
    let mut runs = Vec::new();
    for _ in 0..5 {
        runs.push(stage.app.made("/v1/threads/runs", body.clone()).await);
        stage.app.clock.advance(10);
    }
    stage.app.clock.advance(600 - 50 + 25);
    let mut statuses = Vec::new();
    for run in &runs {
        let path = format!("/v1/threads/{}/runs/{}", run["thread_id"].as_str().expect("a thread"), id(run));
        statuses.push(stage.app.got(&path).await["status"].as_str().expect("a status").to_owned());
    }
    assert_eq!(statuses, ["expired", "expired", "expired", "queued", "queued"]);
}
