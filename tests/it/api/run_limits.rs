//! Token limits, truncation and pace.

use crate::support::app::NOW;
use crate::support::stage::{Stage, long_text, talkative, with};
use serde_json::{Value, json};
use understage::Pace;

/// What the model sees, in tokens.
async fn prompt_tokens(stage: &Stage, run: &Value) -> u64 {
    stage.now(run).await["usage"]["prompt_tokens"].as_u64().expect("usage")
}

#[tokio::test]
async fn a_prompt_above_its_limit_leaves_the_run_incomplete() {
    let stage = Stage::weather(Pace::Instant).await;
    let run = stage.start(json!({"max_prompt_tokens": 256, "instructions": long_text()})).await;
    let now = stage.now(&run).await;
    assert_eq!(
        ["status", "incomplete_details", "completed_at", "expires_at", "last_error"].map(|field| now[field].clone()),
        [json!("incomplete"), json!({"reason": "max_prompt_tokens"}), json!(NOW), Value::Null, Value::Null]
    );
    assert_eq!(stage.steps(&run).await, Vec::<Value>::new());
    assert_eq!(stage.messages().await.len(), 1);
}

#[tokio::test]
async fn old_messages_are_left_out_to_keep_a_prompt_below_its_limit() {
    let stage = Stage::new(Pace::Instant, json!([]), &long_text()).await;
    stage.app.made(&stage.path("/messages"), json!({"role": "user", "content": "Hi"})).await;
    let run = stage.start(json!({"max_prompt_tokens": 256})).await;
    assert_eq!(stage.status(&run).await, "completed");
    assert!(prompt_tokens(&stage, &run).await <= 256);
}

#[tokio::test]
async fn truncation_shows_the_model_the_last_messages_only() {
    let stage = Stage::new(Pace::Instant, json!([]), &long_text()).await;
    stage.app.made(&stage.path("/messages"), json!({"role": "user", "content": "Hi"})).await;
    let last = |n: u32| json!({"truncation_strategy": {"type": "last_messages", "last_messages": n}});
    let one = stage.start(last(1)).await;
    assert_eq!(one["truncation_strategy"], json!({"type": "last_messages", "last_messages": 1}));
    assert!(prompt_tokens(&stage, &one).await < 20);
    let all = stage.start(json!({"truncation_strategy": {"type": "auto"}})).await;
    assert_eq!(all["truncation_strategy"], json!({"type": "auto", "last_messages": null}));
    assert!(prompt_tokens(&stage, &all).await > 256);
    let many = stage.start(last(100)).await;
    assert!(prompt_tokens(&stage, &many).await > 256);
}

/// A run whose text is cut by its limit.
async fn cut() -> Option<(Stage, Value)> {
    for (tools, text, extra) in talkative() {
        let stage = Stage::new(Pace::Instant, tools, &text).await;
        let run = stage.start(with(json!({"max_completion_tokens": 256}), extra)).await;
        if stage.status(&run).await == "requires_action" {
            assert_eq!(stage.submit(&run, &long_text()).await.status, 200);
        }
        if stage.status(&run).await == "incomplete" {
            let run = stage.now(&run).await;
            return Some((stage, run));
        }
    }
    None
}

#[tokio::test]
async fn text_above_its_limit_is_cut_and_the_run_incomplete() {
    let (stage, run) = cut().await.expect("a long reply");
    assert_eq!(
        ["incomplete_details", "completed_at", "expires_at"].map(|field| run[field].clone()),
        [json!({"reason": "max_completion_tokens"}), json!(NOW), Value::Null]
    );
    assert_eq!(run["usage"]["completion_tokens"], 256);
    let step = stage.steps(&run).await.pop().expect("a step");
    assert_eq!((&step["type"], &step["status"]), (&json!("message_creation"), &json!("completed")));
    let message = stage.messages().await.pop().expect("a message");
    assert_eq!(
        ["status", "incomplete_details", "incomplete_at", "completed_at"].map(|field| message[field].clone()),
        [json!("incomplete"), json!({"reason": "max_tokens"}), json!(NOW), Value::Null]
    );
    assert_ne!(message["content"], json!([]), "cut, not dropped");
}

#[tokio::test]
async fn a_limit_that_is_not_reached_changes_nothing() {
    let stage = Stage::plain(Pace::Instant).await;
    let free = stage.start(json!({})).await;
    let other = Stage::plain(Pace::Instant).await;
    let limited = other.start(json!({"max_completion_tokens": 4096, "max_prompt_tokens": 4096})).await;
    assert_eq!(other.now(&limited).await["usage"], stage.now(&free).await["usage"]);
    assert_eq!(other.messages().await[1]["content"], stage.messages().await[1]["content"]);
}

#[tokio::test]
async fn at_pace_polls_each_status_lasts_so_many_reads() {
    for reads in [1, 2, 5] {
        let stage = Stage::weather(Pace::Polls(reads)).await;
        let run = stage.start(json!({})).await;
        for status in ["queued", "in_progress"] {
            for _ in 0..reads {
                assert_eq!(stage.status(&run).await, status, "polls:{reads}");
            }
        }
        for _ in 0..3 * reads {
            assert_eq!(stage.status(&run).await, "requires_action", "it waits as long as it takes");
        }
        assert_eq!(stage.submit(&run, "18").await.json()["status"], "queued");
        for status in ["queued", "in_progress"] {
            for _ in 0..reads {
                assert_eq!(stage.status(&run).await, status, "polls:{reads}");
            }
        }
        assert_eq!(stage.status(&run).await, "completed");
    }
}

#[tokio::test]
async fn lists_and_the_reads_of_other_runs_are_no_reads_of_a_run() {
    let stage = Stage::plain(Pace::Polls(1)).await;
    let run = stage.start(json!({})).await;
    for _ in 0..5 {
        stage.app.got(&stage.path("/runs")).await;
        stage.steps(&run).await;
        stage.app.as_key("other").get(&stage.at(&run, "")).await;
    }
    assert_eq!(stage.status(&run).await, "queued");
}

#[tokio::test]
async fn clients_that_poll_are_told_when_to_come_back() {
    for (pace, millis) in [("instant", "1"), ("polls:2", "1"), ("step", "20")] {
        let stage = Stage::weather(Pace::Instant).await;
        let app = stage.app.with_header("x-understage-pace", pace);
        let stage = Stage { app, ..stage };
        let reply = stage.ask(json!({})).await;
        assert_eq!(reply.header("openai-poll-after-ms"), Some(millis), "{pace}");
        let reply = stage.app.get(&stage.at(&reply.json(), "")).await;
        assert_eq!(reply.header("openai-poll-after-ms"), Some(millis), "{pace}");
    }
}
