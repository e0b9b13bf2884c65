//! Waits and holds.

use super::{advance, file, freeze, paced, server, stage};
use crate::stream::{Open, names, text};
use crate::support::stage::{Stage, id};
use serde_json::{Value, json};
use understage::Pace;

const WAITS: &str = "- say: { chunks: ['One '], open: true }\n- wait: 90s\n- say: { chunks: ['two '], open: true }\n- wait: 1500\n- say: 'three'";

#[tokio::test]
async fn a_wait_is_over_exactly_when_it_is_due() {
    for streamed in [false, true] {
        let stage = stage(WAITS, json!([])).await;
        freeze(&stage).await;
        let mut open = Open::run(&stage, json!({"stream": streamed})).await;
        let run = stage.app.got(&stage.path("/runs")).await["data"][0].take();
        let mut told = String::new();
        for (by, status, said) in [
            ("0s", "in_progress", "One "),
            ("89s", "in_progress", "One "),
            ("1s", "in_progress", "One two "),
            // The second wait is rounded up to whole seconds, as the clock has them.
            ("1s", "in_progress", "One two "),
            ("1s", "completed", "One two three"),
        ] {
            advance(&stage, by).await;
            assert_eq!(stage.status(&run).await, status, "{by}");
            if streamed {
                let (events, over) = open.ready();
                told += &text(&events);
                assert_eq!((told.as_str(), over), (said, status == "completed"), "{by}");
            }
        }
        assert_eq!(super::said(&stage).await, "One two three");
    }
}

#[tokio::test]
async fn time_that_is_moved_far_passes_over_one_wait_at_a_time() {
    let stage = stage(WAITS, json!([])).await;
    freeze(&stage).await;
    let run = stage.start(json!({})).await;
    advance(&stage, "300s").await;
    assert_eq!(stage.status(&run).await, "in_progress", "the second wait begins when the first is over");
    advance(&stage, "2s").await;
    assert_eq!(stage.status(&run).await, "completed");
}

#[tokio::test]
async fn a_wait_of_a_moment_passes_by_itself() {
    let stage = stage("- wait: 1ms\n- say: Done.", json!([])).await;
    let mut open = Open::run(&stage, json!({})).await;
    let mut events = Vec::new();
    use http_body_util::BodyExt;
    while let Some(frame) = open.0.frame().await {
        events.extend(crate::stream::parse(
            std::str::from_utf8(&frame.expect("bytes").into_data().expect("data")).expect("UTF-8"),
        ));
    }
    assert_eq!((names(&events).last(), text(&events).as_str()), (Some(&"done"), "Done."));
}

#[tokio::test]
async fn a_wait_can_be_stepped_over() {
    let stage = stage("- wait: 1h\n- say: Done.", json!([])).await;
    freeze(&stage).await;
    let run = stage.start(json!({})).await;
    assert_eq!(stage.step(&run, 1).await["status"], "completed");
    advance(&stage, "1h").await;
    assert_eq!(stage.messages().await.len(), 2, "it is said once");
}

#[tokio::test]
async fn a_hold_lasts_until_it_is_stepped() {
    let steps = "- say: { text: 'One', open: true }\n- hold\n- say: { text: ', two', open: true }\n- hold:\n- say: '.'";
    let stage = stage(steps, json!([])).await;
    let mut open = Open::run(&stage, json!({})).await;
    let run = stage.app.got(&stage.path("/runs")).await["data"][0].take();
    for (said, status) in [("One", "in_progress"), (", two", "in_progress"), (".", "completed")] {
        let (events, over) = open.ready();
        assert_eq!((text(&events).as_str(), over), (said, status == "completed"));
        advance(&stage, "9m").await;
        assert!(open.ready().0.is_empty(), "time is no matter");
        stage.app.made("/_understage/clock", json!({"freeze": crate::support::app::NOW})).await;
        assert_eq!(stage.status(&run).await, status);
        if status == "in_progress" {
            stage.step(&run, 1).await;
        }
    }
    let refused = stage.app.post(&format!("/_understage/runs/{}/step", id(&run)), json!({})).await;
    assert_eq!(refused.status, 409);
}

#[tokio::test]
async fn a_hold_is_held_where_statuses_last_for_reads() {
    let stage = Stage::on(paced(&file("- hold\n- say: Done."), Pace::Polls(1)), json!([]), "Hello").await;
    let run = stage.start(json!({})).await;
    for status in ["queued", "in_progress", "in_progress", "in_progress"] {
        assert_eq!(stage.status(&run).await, status);
    }
    assert_eq!(stage.step(&run, 1).await["status"], "in_progress");
    let mut reads = 0;
    while stage.status(&run).await == "in_progress" {
        reads += 1;
        assert!(reads < 4, "it goes on with the reads");
    }
    assert_eq!(stage.status(&run).await, "completed");
}

#[tokio::test]
async fn waits_take_no_time_where_beats_are_counted() {
    for pace in [Pace::Polls(1), Pace::Step] {
        let stage = Stage::on(paced(&file("- wait: 1h\n- say: Done."), pace), json!([]), "Hello").await;
        let run = stage.start(json!({})).await;
        if pace == Pace::Step {
            stage.step_to(&run, "completed").await;
        }
        let mut seen: Vec<String> = Vec::new();
        while seen.last().is_none_or(|status| status != "completed") {
            seen.push(stage.status(&run).await);
            assert!(seen.len() < 5, "{seen:?}");
        }
    }
}

#[tokio::test]
async fn a_scenario_has_a_pace_of_its_own_and_the_request_wins() {
    let yaml =
        |pace: &str| file("- call: f\n- say: Done.").replace("    steps:", &format!("    pace: {pace}\n    steps:"));
    for (own, asked, status) in [
        ("instant", None, "requires_action"),
        ("polls:2", None, "queued"),
        ("step", None, "queued"),
        ("step", Some("instant"), "requires_action"),
        ("instant", Some("step"), "queued"),
    ] {
        let stage = Stage::on(server(&yaml(own)), json!([super::function("f")]), "Hello").await;
        let app =
            asked.map_or_else(|| stage.app.as_key("sk-test"), |pace| stage.app.with_header("x-understage-pace", pace));
        let run: Value = app.made(&stage.path("/runs"), json!({"assistant_id": stage.assistant})).await;
        assert_eq!(stage.status(&run).await, status, "{own} {asked:?}");
    }
    let stage = Stage::on(server(&yaml("polls:2")), json!([super::function("f")]), "Hello").await;
    let run = stage.start(json!({})).await;
    let seen = async || stage.status(&run).await;
    for status in ["queued", "queued", "in_progress", "in_progress", "requires_action"] {
        assert_eq!(seen().await, status);
    }
    assert_eq!(stage.submit(&run, "").await.status, 200);
    let mut after = Vec::new();
    while after.last().is_none_or(|status| status != "completed") {
        after.push(seen().await);
        assert!(after.len() < 9);
    }
    assert_eq!(
        after.iter().filter(|status| *status == "in_progress").count(),
        2,
        "{after:?}: the pace lasts for the whole run"
    );
}
