//! How runs end, or go on without their stream.

use super::{error, file, played, server, stage, streamed};
use crate::stream::{names, only, parse, text};
use crate::support::app::{NOW, TestApp};
use crate::support::stage::{Stage, long_text};
use http_body_util::BodyExt;
use serde_json::{Value, json};

#[tokio::test]
async fn runs_fail_with_each_code() {
    for (step, code, message) in [
        ("fail: Out of paper.", "server_error", "Out of paper."),
        ("fail: {}", "server_error", "Sorry, something went wrong."),
        (
            "fail: { code: rate_limit_exceeded, message: 'Slow down, {{ message }}.' }",
            "rate_limit_exceeded",
            "Slow down, Hello.",
        ),
        ("fail: { code: invalid_prompt }", "invalid_prompt", "Sorry, something went wrong."),
        ("fail: { code: server_error }", "server_error", "Sorry, something went wrong."),
    ] {
        let stage = stage(&format!("- {step}"), json!([])).await;
        let events = streamed(&stage, json!({})).await;
        for run in [only(&events, "thread.run.failed").clone(), played(&stage, json!({})).await] {
            assert_eq!((&run["status"], &run["failed_at"]), (&json!("failed"), &json!(NOW)), "{step}");
            assert_eq!(run["last_error"], json!({"code": code, "message": message}), "{step}");
        }
        assert_eq!(stage.messages().await.len(), 1);
    }
}

#[tokio::test]
async fn an_end_in_the_middle_of_a_message_leaves_half_of_it() {
    for (end, status, run_event, reason) in [
        ("fail: No.", "failed", "thread.run.failed", "run_failed"),
        ("expire", "expired", "thread.run.expired", "run_expired"),
        ("expire:", "expired", "thread.run.expired", "run_expired"),
        ("incomplete: max_completion_tokens", "incomplete", "thread.run.incomplete", "max_tokens"),
        ("incomplete: max_prompt_tokens", "incomplete", "thread.run.incomplete", "max_tokens"),
    ] {
        let stage = stage(&format!("- say: {{ text: 'Half of', open: true }}\n- {end}"), json!([])).await;
        let events = streamed(&stage, json!({})).await;
        let run = only(&events, run_event).clone();
        assert_eq!((text(&events).as_str(), &run["status"]), ("Half of", &json!(status)));
        let message = stage.messages().await.remove(1);
        assert_eq!(
            (&message["status"], &message["incomplete_details"]),
            (&json!("incomplete"), &json!({"reason": reason})),
            "{end}"
        );
        assert_eq!(only(&events, "thread.message.incomplete"), &message);
        let steps = stage.steps(&run).await;
        assert_ne!(steps[0]["status"], "in_progress", "{end}");
        let wanted = end.strip_prefix("incomplete: ").map_or(Value::Null, |reason| json!({"reason": reason}));
        assert_eq!(run["incomplete_details"], wanted);
        assert!(run["usage"]["completion_tokens"].as_u64().is_some_and(|tokens| tokens > 0), "{end}: {}", run["usage"]);
    }
}

#[tokio::test]
async fn an_end_without_a_message_leaves_none() {
    for (end, status) in [("expire", "expired"), ("incomplete: max_prompt_tokens", "incomplete")] {
        let stage = stage(&format!("- {end}"), json!([])).await;
        assert_eq!(played(&stage, json!({})).await["status"], status);
        assert_eq!(stage.messages().await.len(), 1);
    }
}

/// What came of a stream, and whether it ended well.
async fn cut(stage: &Stage) -> (String, bool) {
    let body = json!({"assistant_id": stage.assistant, "stream": true});
    let mut body = stage.app.begin(stage.app.request("POST", &stage.path("/runs"), Some(body))).await.into_body();
    let mut read = Vec::new();
    while let Some(frame) = body.frame().await {
        match frame {
            Ok(frame) => read.extend_from_slice(&frame.into_data().expect("data")),
            Err(_broken) => return (String::from_utf8(read).expect("UTF-8"), false),
        }
    }
    (String::from_utf8(read).expect("UTF-8"), true)
}

#[tokio::test]
async fn a_stream_is_cut_and_the_run_goes_on() {
    let say = "- say: { chunks: [One, two, three] }";
    for (steps, count, last) in [
        (format!("- drop\n{say}"), Some(3), "thread.run.in_progress"),
        (format!("- drop:\n{say}"), Some(3), "thread.run.in_progress"),
        // What has left is not taken back.
        (format!("- drop: {{ after: 0 }}\n{say}"), Some(2), "thread.run.queued"),
        (format!("- drop: {{ after: 5 }}\n{say}"), Some(5), "thread.run.step.in_progress"),
        (format!("- drop: {{ after: 9 }}\n{say}"), Some(9), "thread.message.delta"),
        (format!("- drop: {{ after: 1000 }}\n{say}"), None, "done"),
        (format!("{say}\n- drop"), Some(12), "thread.run.step.completed"),
    ] {
        let stage = stage(&steps, json!([])).await;
        let (read, whole) = cut(&stage).await;
        let events = parse(&read);
        assert_eq!((events.last().map(|(name, _)| name.as_str()), whole), (Some(last), count.is_none()), "{steps}");
        if let Some(count) = count {
            assert_eq!(events.len(), count, "{steps}: {:?}", names(&events));
        }
        assert_eq!(stage.now(&events[0].1).await["status"], "completed");
        assert_eq!(super::said(&stage).await, "Onetwothree");
        assert_eq!(played(&stage, json!({})).await["status"], "completed", "without a stream nothing is cut");
    }
}

#[tokio::test]
async fn token_limits_cut_what_is_scripted() {
    let long = long_text();
    for (steps, tools) in [
        (format!("- say: '{long}'"), json!([])),
        (format!("- refuse: '{long}'"), json!([])),
        (format!("- code: '{long}'"), json!([{"type": "code_interpreter"}])),
        (format!("- call: {{ f: {{ text: '{long}' }} }}"), json!([super::function("f")])),
    ] {
        let stage = stage(&steps, tools).await;
        let events = streamed(&stage, json!({"max_completion_tokens": 256})).await;
        let run = only(&events, "thread.run.incomplete");
        assert_eq!(run["incomplete_details"]["reason"], "max_completion_tokens");
        assert_eq!(run["usage"]["completion_tokens"], 256, "{steps:.20}");
    }
}

#[tokio::test]
async fn a_chunk_that_does_not_fit_is_left_out_whole() {
    let stage = stage(&format!("- say: {{ chunks: ['Short. ', '{}', 'Never.'] }}", long_text()), json!([])).await;
    let events = streamed(&stage, json!({"max_completion_tokens": 256})).await;
    assert_eq!(text(&events), "Short. ");
    assert_eq!(only(&events, "thread.run.incomplete")["incomplete_details"]["reason"], "max_completion_tokens");
}

#[tokio::test]
async fn a_prompt_over_its_limit_ends_a_run_before_it_speaks() {
    let app: TestApp = server(&file("- say: Never."));
    let stage = Stage::on(app, json!([]), &long_text()).await;
    let run = played(&stage, json!({"max_prompt_tokens": 256})).await;
    assert_eq!(run["incomplete_details"]["reason"], "max_prompt_tokens");
    assert_eq!(stage.messages().await.len(), 1);
}

#[tokio::test]
async fn what_is_wrong_fails_the_run_where_it_stands() {
    let stage = stage("- say: First.\n- say: '{{ outputs.none.x }}'\n- say: Never.", json!([])).await;
    let run = stage.start(json!({})).await;
    let message = error(&stage, &run).await;
    assert!(message.starts_with("Scenario 'test' (test.yaml:5): `outputs` has no `none`"), "{message}");
    assert_eq!(super::said(&stage).await, "First.");
}
