//! Who reads a stream, and how.

use super::{Open, PLAIN, agree, names, only};
use crate::support::stage::Stage;
use serde_json::json;
use understage::Pace;

#[tokio::test]
async fn whoever_sees_an_event_can_read_what_it_tells() {
    let code = json!({"type": "code_interpreter"});
    for (tools, extra) in [(json!([]), json!({})), (json!([code]), json!({"tool_choice": code}))] {
        let stage = Stage::new(Pace::Step, tools, "What is 12 * 12?").await;
        let mut open = Open::run(&stage, extra).await;
        let (mut told, _) = open.ready();
        agree(&stage.app, &told).await;
        let run = told[0].1.clone();
        loop {
            stage.step(&run, 1).await;
            let (events, over) = open.ready();
            told.extend(events);
            agree(&stage.app, &told).await;
            if over {
                break;
            }
        }
        assert_eq!(names(&told).last(), Some(&"done"));
    }
}

#[tokio::test]
async fn a_reader_that_leaves_stops_nothing() {
    let stage = Stage::plain(Pace::Step).await;
    let mut open = Open::run(&stage, json!({})).await;
    let run = open.ready().0.remove(0).1;
    stage.step(&run, 4).await;
    drop(open);
    stage.step_to(&run, "completed").await;
    let message = stage.messages().await.remove(1);
    assert_eq!(message["status"], "completed");
    let whole = Stage::plain(Pace::Instant).await;
    whole.start(json!({})).await;
    assert_eq!(message, whole.messages().await[1], "the message is as whole as with a reader");
}

#[tokio::test]
async fn a_reader_that_never_reads_misses_nothing() {
    let stage = Stage::plain(Pace::Step).await;
    let mut open = Open::run(&stage, json!({})).await;
    let runs = stage.app.got(&stage.path("/runs")).await;
    stage.step_to(&runs["data"][0], "completed").await;
    let (events, over) = open.ready();
    assert_eq!((names(&events), over), (PLAIN.to_vec(), true));
    agree(&stage.app, &events).await;
}

#[tokio::test]
async fn streams_of_two_runs_do_not_mix() {
    let stage = Stage::plain(Pace::Step).await;
    let body = json!({"assistant_id": stage.assistant, "stream": true,
        "thread": {"messages": [{"role": "user", "content": "Hi"}]}});
    let mut opens = Vec::new();
    for _ in 0..3 {
        let mut open = Open::post(&stage.app, "/v1/threads/runs", body.clone()).await;
        let (told, _) = open.ready();
        opens.push((told[1].1.clone(), open, told));
    }
    for _ in 0..200 {
        for (run, open, told) in &mut opens {
            if goes_on(told) {
                stage.step(run, 1).await;
                told.extend(open.ready().0);
            }
        }
    }
    for (run, _, told) in &opens {
        assert_eq!(names(told), [&["thread.created"], &PLAIN[..]].concat());
        assert_eq!(only(told, "thread.run.completed")["id"], run["id"]);
    }
}

/// Whether the run of these events goes on.
fn goes_on(told: &[super::Event]) -> bool {
    told.last().is_some_and(|(name, _)| name != "done")
}
