//! Runs that are stopped from outside while they wait or are held.

use super::{advance, file, freeze, paced, stage};
use crate::stream::{Open, names, parse};
use crate::support::stage::{Stage, id};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use understage::Pace;

/// Something said, and then a pause.
const PAUSES: [&str; 2] = ["hold", "wait: 1h"];

fn paused(pause: &str) -> String {
    format!("- say: {{ text: 'Half', open: true }}\n- {pause}\n- say: ' and half.'")
}

async fn only_run(stage: &Stage) -> Value {
    stage.app.got(&stage.path("/runs")).await["data"][0].take()
}

#[tokio::test]
async fn a_paused_run_is_cancelled() {
    for pause in PAUSES {
        let stage = stage(&paused(pause), json!([])).await;
        freeze(&stage).await;
        let mut open = Open::run(&stage, json!({})).await;
        let run = only_run(&stage).await;
        assert_eq!(stage.cancel(&run).await.json()["status"], "cancelling");
        assert_eq!(stage.status(&run).await, "cancelled", "{pause}");
        let (events, over) = open.ready();
        assert_eq!(
            names(&events)[names(&events).len() - 3..],
            ["thread.run.step.cancelled", "thread.run.cancelled", "done"]
        );
        assert!(over);
        advance(&stage, "1h").await;
        assert_eq!(super::said(&stage).await, "Half");
    }
}

#[tokio::test]
async fn a_run_is_cancelled_at_every_pace() {
    for (pace, pause) in [(Pace::Polls(1), "hold"), (Pace::Step, "hold"), (Pace::Step, "wait: 1h")] {
        let stage = Stage::on(paced(&file(&paused(pause)), pace), json!([]), "Hello").await;
        let run = stage.start(json!({})).await;
        match pace {
            Pace::Step => drop(stage.step(&run, 4).await),
            _ => while stage.status(&run).await != "in_progress" {},
        }
        assert_eq!(stage.cancel(&run).await.json()["status"], "cancelling");
        match pace {
            Pace::Step => drop(stage.step(&run, 1).await),
            _ => assert_eq!(stage.status(&run).await, "cancelling"),
        }
        assert_eq!(stage.status(&run).await, "cancelled");
    }
}

#[tokio::test]
async fn a_held_run_is_cancelled_at_realistic_pace() {
    let stage = Stage::on(paced(&file("- hold\n- say: Never."), Pace::Realistic), json!([]), "Hello").await;
    let mut open = Open::run(&stage, json!({})).await;
    let mut told = Vec::new();
    let run = only_run(&stage).await;
    while let Some(frame) = open.0.frame().await {
        told.extend(parse(std::str::from_utf8(&frame.expect("bytes").into_data().expect("data")).expect("UTF-8")));
        if names(&told).last() == Some(&"thread.run.in_progress") {
            assert_eq!(stage.cancel(&run).await.status, 200);
        }
    }
    assert_eq!(names(&told)[3..], ["thread.run.cancelling", "thread.run.cancelled", "done"]);
}

#[tokio::test]
async fn a_paused_run_expires() {
    for pause in PAUSES {
        let stage = stage(&paused(pause), json!([])).await;
        freeze(&stage).await;
        let mut open = Open::run(&stage, json!({})).await;
        let run = only_run(&stage).await;
        advance(&stage, "10m").await;
        assert_eq!(stage.status(&run).await, "expired", "{pause}");
        let (events, over) = open.ready();
        assert_eq!((names(&events).last(), over), (Some(&"done"), true));
        advance(&stage, "1h").await;
        assert_eq!(super::said(&stage).await, "Half");
    }
}

#[tokio::test]
async fn a_paused_run_is_ended_by_the_control_api() {
    for (end, status) in [("expire", "expired"), ("fail", "failed")] {
        for pause in PAUSES {
            let stage = stage(&paused(pause), json!([])).await;
            freeze(&stage).await;
            let run = stage.start(json!({})).await;
            let ended = stage.app.made(&format!("/_understage/runs/{}/{end}", id(&run)), json!({})).await;
            assert_eq!(ended["status"], status);
            advance(&stage, "1h").await;
            assert_eq!(stage.status(&run).await, status);
        }
    }
}

#[tokio::test]
async fn a_paused_run_goes_with_its_thread() {
    for pause in PAUSES {
        let stage = stage(&paused(pause), json!([])).await;
        freeze(&stage).await;
        let mut open = Open::run(&stage, json!({})).await;
        let run = only_run(&stage).await;
        open.ready();
        assert_eq!(stage.app.delete(&stage.path("")).await.status, 200);
        assert_eq!(open.ready(), (Vec::new(), true), "its stream ends");
        advance(&stage, "1h").await;
        assert_eq!(stage.app.post(&format!("/_understage/runs/{}/step", id(&run)), json!({})).await.status, 404);
    }
}

#[tokio::test]
async fn a_paused_run_goes_with_its_project() {
    for pause in PAUSES {
        let stage = stage(&paused(pause), json!([])).await;
        freeze(&stage).await;
        let mut open = Open::run(&stage, json!({})).await;
        let run = only_run(&stage).await;
        open.ready();
        assert_eq!(stage.app.post("/_understage/reset", json!({})).await.status, 200);
        assert_eq!(open.ready(), (Vec::new(), true), "its stream ends");
        // The project begins anew, ids included: the same requests make the same run, which has its own pause.
        let again = Stage::on(stage.app, json!([]), "Hello").await;
        freeze(&again).await;
        let second = again.start(json!({})).await;
        assert_eq!(id(&second), id(&run), "{pause}");
        assert_eq!(again.status(&second).await, "in_progress");
        advance(&again, "599s").await;
        assert_eq!(again.status(&second).await, "in_progress", "{pause}");
    }
}

#[tokio::test]
async fn the_server_that_stops_leaves_no_stream_open() {
    let stage = stage(&paused("hold"), json!([])).await;
    let mut open = Open::run(&stage, json!({})).await;
    open.ready();
    drop(stage);
    assert_eq!(open.ready(), (Vec::new(), true));
}
