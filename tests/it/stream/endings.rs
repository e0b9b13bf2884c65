//! Streams of runs that do not end well.

use super::{Event, Open, PLAIN, agree, names, only, streamed, text};
use crate::support::app::NOW;
use crate::support::stage::{Stage, long_text, outputs_for, talkative, with};
use serde_json::{Value, json};
use understage::Pace;

/// A stream at pace `step` whose run has written a piece of its message.
async fn writing() -> (Stage, Open, Value) {
    let stage = Stage::plain(Pace::Step).await;
    let mut open = Open::run(&stage, json!({})).await;
    let run = open.ready().0.remove(0).1;
    stage.step(&run, 4).await;
    let (events, over) = open.ready();
    assert_eq!((names(&events), over), (PLAIN[2..8].to_vec(), false));
    (stage, open, run)
}

/// What the message, the step and the run of these events say of their end.
fn broken_off(events: &[Event], step: &str, run: &str) -> [Value; 3] {
    let message = only(events, "thread.message.incomplete");
    assert_eq!((&message["status"], &message["completed_at"]), (&json!("incomplete"), &Value::Null));
    assert_ne!(message["content"], json!([]), "what was written stays");
    [
        message["incomplete_details"]["reason"].clone(),
        only(events, step)["status"].clone(),
        only(events, run)["status"].clone(),
    ]
}

#[tokio::test]
async fn a_run_is_cancelled_while_it_streams() {
    let (stage, mut open, run) = writing().await;
    let reply = stage.cancel(&run).await.json();
    let (events, over) = open.ready();
    assert_eq!((names(&events), over), (vec!["thread.run.cancelling"], false));
    assert_eq!(super::as_read(&events[0].1), reply);
    agree(&stage.app, &events).await;
    stage.step(&run, 1).await;
    let (events, over) = open.ready();
    let told = ["thread.message.incomplete", "thread.run.step.cancelled", "thread.run.cancelled", "done"];
    assert_eq!((names(&events), over), (told.to_vec(), true));
    assert_eq!(broken_off(&events, told[1], told[2]), ["run_cancelled", "cancelled", "cancelled"]);
    assert_eq!(only(&events, told[2])["cancelled_at"], NOW);
    agree(&stage.app, &events).await;
}

#[tokio::test]
async fn a_run_is_cancelled_before_it_has_begun() {
    let stage = Stage::plain(Pace::Step).await;
    let mut open = Open::run(&stage, json!({})).await;
    let run = open.ready().0.remove(0).1;
    stage.cancel(&run).await;
    stage.step(&run, 1).await;
    let (events, over) = open.ready();
    let told = vec!["thread.run.cancelling", "thread.run.cancelled", "done"];
    assert_eq!((names(&events), over), (told, true));
    agree(&stage.app, &events).await;
}

#[tokio::test]
async fn a_run_expires_while_it_streams() {
    let told = ["thread.message.incomplete", "thread.run.step.expired", "thread.run.expired", "done"];
    for by_request in [true, false] {
        let (stage, mut open, run) = writing().await;
        stage.app.clock.advance(599);
        stage.app.tick().await;
        assert_eq!(open.ready(), (vec![], false));
        stage.app.clock.advance(1);
        if by_request {
            stage.app.got("/v1/models").await;
        } else {
            stage.app.tick().await;
        }
        let (events, over) = open.ready();
        assert_eq!((names(&events), over), (told.to_vec(), true));
        assert_eq!(broken_off(&events, told[1], told[2]), ["run_expired", "expired", "expired"]);
        assert_eq!(only(&events, told[1])["expired_at"], NOW + 600);
        agree(&stage.app, &events).await;
        assert_eq!(stage.status(&run).await, "expired");
    }
}

#[tokio::test]
async fn another_projects_request_expires_nothing_here() {
    let (stage, mut open, _run) = writing().await;
    stage.app.clock.advance(600);
    stage.app.as_key("other").got("/v1/models").await;
    assert_eq!(open.ready(), (vec![], false));
    stage.app.tick().await;
    assert!(open.ready().1, "the server's own clock sees to it");
}

#[tokio::test]
async fn a_prompt_above_its_limit_ends_the_run_before_any_step() {
    let stage = Stage::plain(Pace::Instant).await;
    let extra = json!({"max_prompt_tokens": 256, "instructions": long_text()});
    let events = streamed(&stage, extra).await.events();
    assert_eq!(names(&events), [&PLAIN[..3], &["thread.run.incomplete", "done"]].concat());
    let run = only(&events, "thread.run.incomplete");
    assert_eq!(
        (&run["incomplete_details"], &run["status"]),
        (&json!({"reason": "max_prompt_tokens"}), &json!("incomplete"))
    );
    agree(&stage.app, &events).await;
}

/// The events of a run whose text is cut, from its last start on.
async fn cut() -> Option<(Stage, Vec<Event>)> {
    for (tools, text, extra) in talkative() {
        let stage = Stage::new(Pace::Instant, tools, &text).await;
        let limited = with(json!({"max_completion_tokens": 256}), extra);
        let mut events = streamed(&stage, limited).await.events();
        let asked = events.iter().find(|(name, _)| name == "thread.run.requires_action").cloned();
        if let Some((_, run)) = asked {
            let body = json!({"tool_outputs": outputs_for(&run, &long_text()), "stream": true});
            events = stage.app.post(&stage.at(&run, "/submit_tool_outputs"), body).await.events();
        }
        if events.iter().any(|(name, _)| name == "thread.run.incomplete") {
            let start = events.iter().position(|(name, _)| name == "thread.run.in_progress").expect("a start");
            return Some((stage, events.split_off(start)));
        }
    }
    None
}

#[tokio::test]
async fn text_above_its_limit_is_cut() {
    let (stage, events) = cut().await.expect("a long reply");
    let told = ["thread.message.incomplete", "thread.run.step.completed", "thread.run.incomplete"];
    assert_eq!(names(&events), [&PLAIN[2..8], &told, &["done"]].concat());
    assert_eq!(broken_off(&events, told[1], told[2]), ["max_tokens", "completed", "incomplete"]);
    let (message, run) = (only(&events, told[0]), only(&events, told[2]));
    assert_eq!(message["content"][0]["text"]["value"], text(&events), "cut between two deltas");
    assert_eq!(run["incomplete_details"], json!({"reason": "max_completion_tokens"}));
    assert_eq!((&run["completed_at"], &run["expires_at"]), (&json!(NOW), &Value::Null));
    agree(&stage.app, &events).await;
}

#[tokio::test]
async fn a_thread_that_is_deleted_takes_its_stream_with_it() {
    let (stage, mut open, _run) = writing().await;
    assert_eq!(stage.app.delete(&stage.path("")).await.status, 200);
    assert_eq!(open.ready(), (vec![], true), "there is nothing left to tell of");
}

#[tokio::test]
async fn a_message_that_is_deleted_is_told_to_its_end_but_does_not_come_back() {
    let (stage, mut open, run) = writing().await;
    let message = super::place(&stage.messages().await[1]).expect("a message");
    assert_eq!(stage.app.delete(&message).await.status, 200);
    stage.step_to(&run, "completed").await;
    let (events, over) = open.ready();
    assert_eq!((names(&events), over), (PLAIN[7..].to_vec(), true));
    assert_eq!(stage.app.get(&message).await.status, 404);
}
