//! Faults that a test asks for.

use crate::support::app::TestApp;
use crate::support::stage::{Stage, id, items};
use futures_util::FutureExt;
use http_body_util::BodyExt;
use serde_json::{Value, json};
use understage::Pace;

const FAULTS: &str = "/_understage/faults";

async fn add(app: &TestApp, fault: Value) -> Value {
    app.made(FAULTS, json!({"faults": [fault]})).await
}

#[tokio::test]
async fn a_reply_comes_in_the_place_of_the_real_one() {
    let app = TestApp::new();
    let rule = json!({"method": "POST", "path": "/v1/threads", "first": 2,
        "reply": {"status": 429, "code": "rate_limit_exceeded", "retry_after": 3}});
    add(&app, rule.clone()).await;
    assert_eq!(app.get("/v1/assistants").await.status, 200, "it is for threads alone");
    for _ in 0..2 {
        let reply = app.post("/v1/threads", json!({})).await;
        let error = json!({"error": {"message": "Rate limit reached. Please try again later.", "type": "requests",
            "param": null, "code": "rate_limit_exceeded"}});
        assert_eq!((reply.status, reply.header("retry-after"), reply.json()), (429, Some("3"), error));
        assert!(reply.header("x-request-id").is_some());
    }
    assert_eq!(app.post("/v1/threads", json!({})).await.status, 200);
    assert_eq!(app.got("/_understage/leaks").await["threads"]["count"], 1, "what was struck was not carried out");
    let mut shown = rule;
    shown["origin"] = json!("pushed");
    shown["seen"] = json!(3);
    shown["played"] = json!(2);
    assert_eq!(app.got(FAULTS).await, json!({"faults": [shown]}));
    assert_eq!(app.as_key("other").got(FAULTS).await, json!({"faults": []}));
    assert_eq!(app.delete(FAULTS).await.json(), json!({"faults": []}));
}

#[tokio::test]
async fn a_fraction_is_the_same_each_time() {
    let struck = || async {
        let app = TestApp::new();
        add(&app, json!({"fraction": 0.3, "reply": {"status": 500}})).await;
        let mut statuses = Vec::new();
        for _ in 0..100 {
            statuses.push(app.get("/v1/models").await.status);
        }
        statuses
    };
    let first = struck().await;
    let count = first.iter().filter(|status| **status == 500).count();
    assert!((15..45).contains(&count), "{count} of 100");
    assert_eq!(struck().await, first);
}

#[tokio::test]
async fn streams_are_cut_and_malformed_at_an_event() {
    let stage = Stage::plain(Pace::Instant).await;
    let runs = stage.path("/runs");
    let body = json!({"assistant_id": stage.assistant, "stream": true});
    let whole = stage.app.post(&runs, body.clone()).await.text();
    add(&stage.app, json!({"path": "/v1/threads/*/runs", "cut": {"after": 3}})).await;
    let cut = stage.app.begin(stage.app.request("POST", &runs, Some(body.clone()))).await;
    let mut stream = cut.into_body();
    let (mut events, mut broken) = (0, false);
    while let Some(frame) = stream.frame().await {
        match frame {
            Ok(_) => events += 1,
            Err(_) => broken = true,
        }
    }
    assert_eq!((events, broken), (3, true));
    let listed = items(stage.app.got(&runs).await);
    assert_eq!(listed[0]["status"], "completed", "the run went on");
    add(&stage.app, json!({"path": "/v1/threads/*/runs", "method": "POST", "malform": {"event": 2}})).await;
    let malformed = stage.app.post(&runs, body).await.text();
    assert!(whole.matches("\n\n").count() > 10 && malformed.matches("\n\n").count() > 10);
    let second = malformed.split("\n\n").nth(1).expect("two events");
    let data = second.split_once("data: ").expect("data").1;
    assert!(serde_json::from_str::<Value>(data).is_err(), "{data}");
}

#[tokio::test]
async fn an_answer_is_lost_after_its_work_is_done() {
    let app = TestApp::new();
    add(&app, json!({"path": "/v1/threads", "cut": {}})).await;
    let response = app.begin(app.request("POST", "/v1/threads", Some(json!({})))).await;
    assert!(response.extensions().get::<understage::Cut>().is_some(), "the server closes the connection");
    assert_eq!(app.got("/_understage/leaks").await["threads"]["count"], 1);
}

#[tokio::test]
async fn rules_are_refused_at_their_place() {
    let app = TestApp::new();
    for (rule, param) in [
        (json!({}), "faults[0].reply"),
        (json!({"reply": {"status": 200}}), "faults[0].reply.status"),
        (json!({"hang": true, "first": 1, "every": 2}), "faults[0].every"),
        (json!({"hang": true, "cut": {}}), "faults[0].hang"),
        (json!({"hang": true, "what": 1}), "faults[0].what"),
        (json!({"hang": true, "project": "sk-other"}), "faults[0].project"),
        (json!({"hang": true, "project": "proj_other"}), "faults[0].project"),
    ] {
        let reply = app.post(FAULTS, json!({"faults": [rule]})).await;
        assert_eq!((reply.status, reply.refusal().2), (400, json!(param)));
    }
    assert_eq!(app.got(FAULTS).await, json!({"faults": []}));
    let reset = Stage::plain(Pace::Instant).await;
    add(&reset.app, json!({"hang": true, "first": 1_000_000})).await;
    reset.app.made("/_understage/reset", json!({})).await;
    assert!(!id(&reset.app.made("/v1/threads", json!({})).await).is_empty(), "a reset takes them away");
}

#[tokio::test]
async fn events_come_with_pauses_between_them() {
    let stage = Stage::plain(Pace::Instant).await;
    add(&stage.app, json!({"delay_events_ms": 600_000, "first": 2})).await;
    assert_eq!(stage.app.get("/v1/assistants").await.status, 200, "an answer that is no stream comes at once");
    let body = json!({"assistant_id": stage.assistant, "stream": true});
    let answer = stage.app.begin(stage.app.request("POST", &stage.path("/runs"), Some(body))).await;
    let mut stream = answer.into_body();
    let first = stream.frame().await.expect("a frame").expect("no error").into_data().expect("data");
    assert!(first.starts_with(b"event: thread.run.created\n"), "{first:?}");
    assert!(stream.frame().now_or_never().is_none(), "the second event is awaited");
}

#[tokio::test]
async fn a_request_asks_for_a_fault_of_its_own() {
    let app = TestApp::new();
    add(&app, json!({"path": "/v1/models", "reply": {"status": 500}})).await;
    let struck = app.with_header("x-understage-fault", "429; retry_after_ms=1; tries=2");
    for (count, status) in [("0", 429), ("1", 429), ("2", 500), ("2", 200)] {
        let reply = struck.with_header("x-stainless-retry-count", count).get("/v1/models").await;
        assert_eq!(reply.status, status, "try {count}");
        assert_eq!(reply.header("retry-after-ms"), (status == 429).then_some("1"));
    }
    assert_eq!(struck.get("/v1/models").await.status, 429, "without a count it is the first try");
    assert_eq!(struck.got(FAULTS).await["faults"][0]["seen"], 2, "rules do not count what the header struck");
    let unreadable = app.with_header("x-understage-fault", "nonsense");
    let (status, code, param, _) = unreadable.get("/v1/models").await.refusal();
    assert_eq!((status, code, param), (400, json!("invalid_value"), json!("x-understage-fault")));
    assert_eq!(unreadable.get("/health").await.status, 200, "the control API is spared");
    assert_eq!(unreadable.as_key("").get("/v1/models").await.status, 401, "who asks comes first");
    let hung = app.with_header("x-understage-fault", "hang");
    assert!(hung.get("/v1/models").now_or_never().is_none());
}

#[tokio::test]
async fn a_rule_shows_a_project_and_no_key() {
    let app = TestApp::new();
    let id = app.get("/v1/models").await.header("openai-project").expect("an id").to_owned();
    for project in ["sk-test", &id] {
        add(&app, json!({"project": project, "reply": {"status": 500}})).await;
    }
    assert_eq!(app.get("/v1/models").await.status, 500);
    let shown = app.get(FAULTS).await;
    assert!(!shown.text().contains("sk-test"), "{}", shown.text());
    assert!(shown.json()["faults"].as_array().expect("rules").iter().all(|rule| rule["project"] == *id));
}
