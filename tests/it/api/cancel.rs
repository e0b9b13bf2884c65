//! Cancelling, in every status.

use super::plainly;
use crate::support::app::NOW;
use crate::support::stage::{Stage, id};
use serde_json::{Value, json};
use understage::Pace;

#[tokio::test]
async fn an_active_run_is_cancelling_and_at_its_next_beat_cancelled() {
    for status in ["queued", "in_progress", "requires_action"] {
        let stage = Stage::weather(Pace::Step).await;
        let run = stage.run_in(status).await;
        stage.app.clock.advance(7);
        let reply = stage.cancel(&run).await.json();
        let expected = [json!("cancelling"), Value::Null, json!(NOW + 600), Value::Null, Value::Null];
        let shown = |run: &Value| {
            ["status", "cancelled_at", "expires_at", "required_action", "usage"].map(|field| run[field].clone())
        };
        assert_eq!(shown(&reply), expected, "{status}");
        assert_eq!(stage.now(&run).await, reply, "{status}");
        plainly(&stage.cancel(&run).await, 400, "Cannot cancel run with status 'cancelling'.");
        let done = stage.step(&run, 1).await;
        assert_eq!(shown(&done)[..4], [json!("cancelled"), json!(NOW + 7), Value::Null, Value::Null], "{status}");
        assert!(done["usage"]["total_tokens"].is_u64(), "{done}");
        for step in stage.steps(&run).await {
            assert_eq!((&step["status"], &step["cancelled_at"]), (&json!("cancelled"), &json!(NOW + 7)), "{status}");
            assert_eq!(step["usage"], done["usage"], "{status}: the run took what its one step took");
        }
        assert_eq!(stage.start(json!({})).await["status"], "queued", "{status}: the thread is free again");
    }
}

#[tokio::test]
async fn at_instant_pace_it_is_cancelled_when_the_reply_is_there() {
    let stage = Stage::weather(Pace::Instant).await;
    let run = stage.start(json!({})).await;
    assert_eq!(stage.cancel(&run).await.json()["status"], "cancelling");
    let now = stage.now(&run).await;
    assert_eq!((&now["status"], &now["cancelled_at"]), (&json!("cancelled"), &json!(NOW)));
    assert_eq!(stage.steps(&run).await[0]["status"], "cancelled");
    assert_eq!(stage.steps(&run).await[0]["usage"], now["usage"]);
}

#[tokio::test]
async fn a_run_that_is_over_cannot_be_cancelled() {
    for status in ["cancelled", "completed", "incomplete", "expired"] {
        let stage = Stage::weather(Pace::Step).await;
        let run = stage.run_in(status).await;
        plainly(&stage.cancel(&run).await, 400, &format!("Cannot cancel run with status '{status}'."));
        assert_eq!(stage.now(&run).await, run);
    }
}

#[tokio::test]
async fn a_message_that_is_being_written_breaks_off() {
    let stage = Stage::plain(Pace::Step).await;
    let run = stage.start(json!({})).await;
    while stage.messages().await.len() < 2 {
        stage.step(&run, 1).await;
    }
    // One piece of text at least.
    stage.step(&run, 3).await;
    assert_eq!(stage.cancel(&run).await.status, 200);
    stage.step(&run, 1).await;
    let message = stage.messages().await.remove(1);
    assert_eq!(
        (&message["status"], &message["incomplete_details"], &message["incomplete_at"], &message["completed_at"]),
        (&json!("incomplete"), &json!({"reason": "run_cancelled"}), &json!(NOW), &Value::Null)
    );
    assert_ne!(message["content"], json!([]), "what was written stays");
    let step = stage.steps(&run).await.remove(0);
    assert_eq!((&step["status"], &step["expires_at"]), (&json!("cancelled"), &Value::Null));
    assert!(step["usage"]["completion_tokens"].as_u64() > Some(0), "{step}");
}

#[tokio::test]
async fn at_pace_polls_cancelling_lasts_its_reads() {
    for reads in [1, 3] {
        let stage = Stage::weather(Pace::Polls(reads)).await;
        let run = stage.start(json!({})).await;
        stage.status(&run).await;
        assert_eq!(stage.cancel(&run).await.json()["status"], "cancelling");
        for _ in 0..reads {
            assert_eq!(stage.status(&run).await, "cancelling");
        }
        assert_eq!(stage.status(&run).await, "cancelled");
    }
}

#[tokio::test]
async fn what_is_not_there_cannot_be_cancelled() {
    let stage = Stage::plain(Pace::Instant).await;
    let run = json!({"id": super::nobody("run_")});
    plainly(&stage.cancel(&run).await, 404, &format!("No run found with id '{}'.", id(&run)));
}
