//! `/_understage` and `/health`.

use super::{nobody, plainly, refused};
use crate::support::app::{NOW, TestApp};
use crate::support::stage::{QUESTION, Stage, id, items};
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

const CLOCK: &str = "/_understage/clock";

#[tokio::test]
async fn time_stands_goes_and_is_moved_in_one_project_alone() {
    let app = TestApp::new().with_header("openai-beta", "");
    assert_eq!(app.got(CLOCK).await, json!({"now": NOW, "frozen": false}));
    assert_eq!(app.made(CLOCK, json!({"freeze": true})).await, json!({"now": NOW, "frozen": true}));
    app.clock.advance(5);
    assert_eq!(app.got(CLOCK).await["now"], NOW);
    let at = json!({"freeze": 1_000, "advance": "2h"});
    assert_eq!(app.made(CLOCK, at).await, json!({"now": 8_200, "frozen": true}));
    assert_eq!(app.made("/v1/vector_stores", json!({})).await["created_at"], 8_200);
    assert_eq!(app.made(CLOCK, json!({"freeze": false})).await, json!({"now": 8_200, "frozen": false}));
    app.clock.advance(3);
    assert_eq!(app.got(CLOCK).await["now"], 8_203);
    assert_eq!(app.as_key("other").got(CLOCK).await["now"], NOW + 8);
    for (body, param) in
        [(json!({"advance": "1w"}), "advance"), (json!({"freeze": "x"}), "freeze"), (json!({"x": 1}), "x")]
    {
        assert_eq!(app.post(CLOCK, body).await.refusal().2, json!(param));
    }
    assert_eq!(app.as_key("").get(CLOCK).await.status, 401);
}

#[tokio::test]
async fn what_is_due_has_expired_when_the_clock_answers() {
    let stage = Stage::weather(Pace::Step).await;
    let run = stage.start(json!({})).await;
    let store = json!({"expires_after": {"anchor": "last_active_at", "days": 1}});
    let store = format!("/v1/vector_stores/{}", id(&stage.app.made("/v1/vector_stores", store).await));
    stage.app.made(CLOCK, json!({"advance": "599s"})).await;
    assert_eq!(stage.status(&run).await, "queued");
    stage.app.made(CLOCK, json!({"advance": 1})).await;
    assert_eq!(stage.status(&run).await, "expired");
    stage.app.made(CLOCK, json!({"advance": "1d"})).await;
    assert_eq!(stage.app.got(&store).await["status"], "expired");
}

#[tokio::test]
async fn runs_are_ended_from_outside() {
    let stage = Stage::weather(Pace::Step).await;
    for (end, body, status, error) in [
        ("expire", json!({}), "expired", json!(null)),
        ("fail", json!({}), "failed", json!({"code": "server_error", "message": "Sorry, something went wrong."})),
        (
            "fail",
            json!({"code": "rate_limit_exceeded", "message": "Rate limit reached."}),
            "failed",
            json!({"code": "rate_limit_exceeded", "message": "Rate limit reached."}),
        ),
    ] {
        for beats in [0, 2, 1_000] {
            let run = stage.start(json!({})).await;
            if beats > 0 {
                stage.step(&run, beats).await;
            }
            let path = format!("/_understage/runs/{}/{end}", id(&run));
            let ended = stage.app.made(&path, body.clone()).await;
            assert_eq!((&ended["status"], &ended["last_error"]), (&json!(status), &error), "{beats} beats");
            assert_eq!(stage.now(&run).await["status"], status);
            let open = stage.steps(&run).await.into_iter().filter(|step| step["status"] == "in_progress").count();
            assert_eq!(open, 0, "its steps have ended with it");
            let (code, again, ..) = stage.app.post(&path, body.clone()).await.refusal();
            assert_eq!((code, again), (409, json!("run_over")));
        }
    }
    let run = stage.start(json!({})).await;
    stage.cancel(&run).await;
    let ended = stage.app.made(&format!("/_understage/runs/{}/fail", id(&run)), json!({})).await;
    assert_eq!(ended["status"], "cancelled", "its client has asked for that already");
}

#[tokio::test]
async fn a_reset_project_is_as_it_was_at_first() {
    let app = TestApp::new();
    let other = app.as_key("other");
    other.made("/v1/threads", json!({})).await;
    let play = || async {
        let file = id(&app.upload("a.txt", "assistants", b"Ink is blue.").await);
        let store = id(&app.made("/v1/vector_stores", json!({"file_ids": [file]})).await);
        let found = app.made(&format!("/v1/vector_stores/{store}/search"), json!({"query": "ink"})).await;
        let stage = Stage::on(app.with_header("x-understage-pace", "step"), json!([]), "Hello.").await;
        let run = stage.start(json!({})).await;
        (store, found, run)
    };
    let first = play().await;
    app.made(CLOCK, json!({"advance": "7d"})).await;
    assert_eq!(app.made("/_understage/reset", json!({})).await, json!({"reset": true}));
    for path in ["/v1/files", "/v1/vector_stores", "/v1/assistants"] {
        assert_eq!(items(app.got(path).await).len(), 0, "{path}");
    }
    assert_eq!(app.got(CLOCK).await["now"], NOW);
    app.made("/_understage/reset", json!({})).await;
    assert_eq!(play().await, first, "the same requests, the same answers");
    let path = format!("/v1/threads/{}/runs/{}", first.2["thread_id"].as_str().expect("a thread"), id(&first.2));
    assert_eq!(app.got(&path).await["status"], "queued", "no run of before plays on");
    assert_eq!(other.made("/v1/threads", json!({})).await["object"], "thread");
}

#[tokio::test]
async fn what_is_left_behind_is_told() {
    let stage = Stage::plain(Pace::Step).await;
    let empty = json!({"count": 0, "ids": []});
    let run = stage.start(json!({})).await;
    let upload = json!({"filename": "a.txt", "purpose": "assistants", "bytes": 1, "mime_type": "text/plain"});
    let uploads: Vec<String> = vec![id(&stage.app.made("/v1/uploads", upload.clone()).await)];
    let cancelled = id(&stage.app.made("/v1/uploads", upload).await);
    stage.app.made(&format!("/v1/uploads/{cancelled}/cancel"), json!({})).await;
    let active = json!([{"thread_id": stage.thread, "run_id": run["id"], "status": "queued"}]);
    let expected = json!({"assistants": {"count": 1, "ids": [stage.assistant]},
        "threads": {"count": 1, "ids": [stage.thread]}, "files": empty, "vector_stores": empty,
        "uploads": {"count": 1, "ids": uploads}, "active_runs": active});
    assert_eq!(stage.app.got("/_understage/leaks").await.to_string(), expected.to_string());
    for _ in 0..120 {
        stage.app.made("/v1/vector_stores", json!({})).await;
    }
    let stores = stage.app.got("/_understage/leaks").await["vector_stores"].clone();
    assert_eq!((&stores["count"], stores["ids"].as_array().map(Vec::len)), (&json!(120), Some(100)));
    stage.app.delete(&stage.path("")).await;
    let left = stage.app.got("/_understage/leaks").await;
    assert_eq!((&left["threads"], &left["active_runs"]), (&empty, &json!([])));
}
