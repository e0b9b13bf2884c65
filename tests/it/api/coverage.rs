//! What was exercised: coverage, events, metrics, and the description.

use crate::support::app::{NOW, TestApp};
use crate::support::stage::{Stage, id};
use axum::body::Body;
use futures_util::FutureExt;
use http_body_util::BodyExt;
use serde_json::{Value, json};
use tokio::task::unconstrained;
use understage::Pace;

const COVERAGE: &str = "/_understage/coverage";

/// The names of one kind that were seen, with their counts.
fn seen<'a>(report: &'a Value, kind: &str) -> Vec<(&'a str, u64)> {
    let all = report[kind]["seen"].as_array().expect("a list").iter();
    all.map(|it| (it["name"].as_str().expect("a name"), it["count"].as_u64().expect("a count"))).collect()
}

fn never(report: &Value, kind: &str, name: &str) -> bool {
    report[kind]["never"].as_array().expect("a list").contains(&json!(name))
}

#[tokio::test]
async fn what_was_exercised_is_told_from_what_never_was() {
    let stage = Stage::weather(Pace::Instant).await;
    let run = stage.start(json!({})).await;
    stage.submit(&run, "18").await;
    stage.app.made("/_understage/faults", json!({"faults": [{"path": "/v1/models", "reply": {"status": 503}}]})).await;
    stage.app.get("/v1/models").await;
    stage.app.get("/v1/nowhere").await;
    stage.app.get("/v1/chat/completions").await;
    stage.ask(json!({"stream": true, "tool_choice": "none"})).await;
    let report = stage.app.got(COVERAGE).await;
    let routes = [
        ("createAssistant", 1),
        ("createThread", 1),
        ("createRun", 2),
        ("getRun", 1),
        ("submitToolOuputsToRun", 1),
        ("listModels", 1),
    ];
    assert_eq!(seen(&report, "routes"), routes);
    assert!(never(&report, "routes", "deleteThread") && !never(&report, "routes", "understageGetClock"));
    let runs = [("queued", 3), ("in_progress", 3), ("requires_action", 1), ("completed", 2)];
    assert_eq!(seen(&report, "run_statuses"), runs);
    assert_eq!(seen(&report, "step_statuses"), [("in_progress", 3), ("completed", 3)]);
    assert!(never(&report, "step_statuses", "expired"));
    // The user's message is complete from the beginning.
    assert_eq!(seen(&report, "message_statuses"), [("in_progress", 2), ("completed", 3)]);
    assert!(seen(&report, "events").contains(&("done", 1)) && never(&report, "events", "thread.run.failed"));
    assert_eq!(seen(&report, "errors"), [("UnknownUrl", 1)]);
    assert!(never(&report, "errors", "ThreadLocked") && !never(&report, "errors", "MissingKey"));
    assert_eq!(seen(&report, "faults"), [("reply", 1)]);
    assert!(never(&report, "faults", "malform"));
    assert_eq!(seen(&stage.app.as_key("other").got(COVERAGE).await, "routes"), []);
}

#[tokio::test]
async fn a_change_that_keeps_the_status_is_not_counted() {
    let stage = Stage::plain(Pace::Instant).await;
    let run = stage.start(json!({})).await;
    stage.app.made(&stage.at(&run, ""), json!({"metadata": {"k": "v"}})).await;
    assert!(seen(&stage.app.got(COVERAGE).await, "run_statuses").contains(&("completed", 1)));
}

#[tokio::test]
async fn counting_begins_anew_and_the_server_remembers() {
    let stage = Stage::plain(Pace::Instant).await;
    stage.start(json!({})).await;
    let fresh = TestApp::new().got(COVERAGE).await;
    assert_eq!(stage.app.delete(COVERAGE).await.json(), fresh);
    stage.app.get("/v1/models").await;
    stage.app.made("/_understage/reset", json!({})).await;
    assert_eq!(stage.app.got(COVERAGE).await, fresh);
    let text = stage.app.as_key("").get("/_understage/metrics").await.text();
    for line in [
        "understage_requests_total{operation=\"createRun\",status=\"200\"} 1",
        "understage_requests_total{operation=\"listModels\",status=\"200\"} 1",
        "understage_runs_total{status=\"completed\"} 1",
        "understage_runs_total{status=\"expired\"} 0",
        "understage_projects 1",
    ] {
        assert!(text.lines().any(|own| own == line), "{line} in {text}");
    }
}

#[tokio::test]
async fn metrics_are_as_prometheus_reads_them() {
    let stage = Stage::plain(Pace::Step).await;
    let body = json!({"assistant_id": stage.assistant, "stream": true});
    let open = stage.app.begin(stage.app.request("POST", &stage.path("/runs"), Some(body))).await;
    stage.app.get("/nope").await;
    let metrics = async || stage.app.as_key("").get("/_understage/metrics").await;
    let reply = metrics().await;
    assert_eq!(reply.header("content-type"), Some("text/plain; version=0.0.4; charset=utf-8"));
    let text = reply.text();
    assert!(text.contains("\nunderstage_open_streams 1\n"), "{text}");
    assert!(text.contains("{operation=\"none\",status=\"404\"} 1\n"), "{text}");
    let mut kinds = std::collections::BTreeSet::new();
    for line in text.lines() {
        let name = line.trim_start_matches("# HELP ").trim_start_matches("# TYPE ");
        let name = name.split([' ', '{']).next().expect("a name");
        match line.strip_prefix("# TYPE ") {
            Some(_) => assert!(kinds.insert(name), "one head for each: {line}"),
            None if line.starts_with('#') => {}
            None => {
                assert!(kinds.contains(name), "{line}");
                let value = line.rsplit(' ').next().expect("a value");
                assert!(value.parse::<u64>().is_ok(), "{line}");
            }
        }
    }
    drop(open);
    assert!(metrics().await.text().contains("\nunderstage_open_streams 0\n"));
}

/// A stream of happenings that is being read.
struct Listener(Body);

impl Listener {
    async fn new(app: &TestApp) -> Self {
        let response = app.begin(app.request("GET", "/_understage/events", None)).await;
        assert_eq!(response.headers()["content-type"], "text/event-stream; charset=utf-8");
        let mut own = Self(response.into_body());
        assert_eq!(own.next().as_deref(), Some(": listening\n\n"));
        own
    }

    /// The next block; `None` if there is none yet, an empty one at the end.
    fn next(&mut self) -> Option<String> {
        let frame = unconstrained(self.0.frame()).now_or_never()?;
        let bytes = frame.map(|frame| frame.expect("bytes").into_data().expect("data").to_vec());
        Some(String::from_utf8(bytes.unwrap_or_default()).expect("UTF-8"))
    }

    fn event(&mut self) -> (String, Value) {
        let block = self.next().expect("an event");
        let (name, data) = block.strip_prefix("event: ").and_then(|rest| rest.split_once("\ndata: ")).expect("a block");
        (name.to_owned(), serde_json::from_str(data).expect("JSON"))
    }
}

#[tokio::test]
async fn whoever_listens_is_told_of_requests_and_runs() {
    let stage = Stage::plain(Pace::Step).await;
    let mut listener = Listener::new(&stage.app).await;
    assert_eq!(listener.next(), None, "only what happens from now on");
    let run = stage.start(json!({})).await;
    let moved = |status: &str| {
        let told = json!({"id": id(&run), "thread_id": stage.thread, "status": status, "at": NOW});
        ("run".to_owned(), told)
    };
    assert_eq!(listener.event(), moved("queued"));
    let (name, told) = listener.event();
    assert_eq!((&*name, &told["operation"], &told["run_id"]), ("request", &json!("createRun"), &run["id"]));
    assert!(told.get("request").is_none() && told.get("response").is_none(), "{told}");
    stage.app.as_key("other").get("/v1/models").await;
    stage.step(&run, 1).await;
    assert_eq!(listener.event(), moved("in_progress"));
    assert_eq!(listener.next(), None);
    for _ in 0..300 {
        stage.app.get("/v1/models/gpt-4o").await;
    }
    assert_eq!(listener.event(), ("lagged".to_owned(), json!({"missed": 300 - 256})));
    assert_eq!(listener.event().0, "request");
    stage.app.made("/_understage/reset", json!({})).await;
    while !listener.next().expect("an event, or the end").is_empty() {}
}

#[tokio::test]
async fn the_description_is_served_without_a_key() {
    let reply = TestApp::new().as_key("").get("/_understage/openapi.json").await;
    let file = include_str!("../../../openapi/understage.json");
    assert_eq!((reply.status, reply.header("content-type")), (200, Some("application/json")));
    assert_eq!(reply.text(), file);
    let manifest = include_str!("../../../Cargo.toml");
    let left_out = manifest.lines().find(|line| line.starts_with("exclude")).expect("a list");
    assert!(!left_out.contains("openapi"), "it is part of the package: {left_out}");
}
