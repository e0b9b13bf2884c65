//! The journal: what was asked, and what came of it.

use super::refused;
use crate::support::app::{NOW, TestApp};
use crate::support::stage::{QUESTION, Stage, get_weather, id, items};
use axum::http::Request;
use futures_util::FutureExt;
use http_body_util::BodyExt;
use serde_json::{Value, json};
use understage::Pace;

const REQUESTS: &str = "/_understage/requests";

async fn entries(app: &TestApp, query: &str) -> Vec<Value> {
    items(app.got(&format!("{REQUESTS}?{query}")).await)
}

/// The only entry that a query finds.
async fn only(app: &TestApp, query: &str) -> Value {
    let mut found = entries(app, query).await;
    assert_eq!(found.len(), 1, "{query}: {found:?}");
    found.remove(0)
}

#[tokio::test]
async fn a_request_is_noted_with_all_that_came_of_it() {
    let app = TestApp::new().with_header("x-stainless-retry-count", "2").with_header("user-agent", "secret agent");
    let app = app.with_header("cookie", "secret").with_header("api-key", "secret");
    let body = json!({"model": "gpt-4o", "metadata": {"k": "v"}});
    let reply = app.post("/v1/assistants?beta=true", body.clone()).await;
    let expected = json!({"object": "list", "data": [{"id": 1, "at": NOW, "method": "POST", "path": "/v1/assistants",
        "query": "beta=true", "operation": "createAssistant", "thread_id": null, "run_id": null,
        "request_id": reply.header("x-request-id"),
        "headers": {"openai-beta": "assistants=v2", "x-stainless-retry-count": "2"}, "status": 200, "aborted": false,
        "fault": null, "error": null, "events": null, "run": null, "request": body,
        "request_bytes": body.to_string().len(), "response": reply.json(), "response_bytes": reply.bytes.len()}],
        "total": 1, "dropped": 0});
    let got = app.get(REQUESTS).await;
    assert_eq!(got.json().to_string(), expected.to_string());
    assert!(!got.text().contains("secret") && !got.text().contains("sk-test"), "{}", got.text());
    assert_eq!(app.as_key("other").got(REQUESTS).await["total"], 0, "each project has its own");
    for path in ["/health", "/_understage/clock", REQUESTS] {
        app.got(path).await;
    }
    assert_eq!(app.delete(REQUESTS).await.json(), json!({"object": "list", "data": [], "total": 0, "dropped": 0}));
    app.get("/v1/models/gpt-4o").await;
    assert_eq!(only(&app, "").await["id"], 2, "numbers go on");
    app.made("/_understage/reset", json!({})).await;
    app.get("/v1/models/gpt-4o").await;
    assert_eq!(only(&app, "").await["id"], 1);
}

#[tokio::test]
async fn refusals_and_bad_bodies_are_noted() {
    let app = TestApp::new();
    app.get("/v1/nowhere").await;
    app.post("/v1/assistants", json!({"model": "gpt-4o", "modle": 1})).await;
    for body in ["{\"broken", "[1]", "é"] {
        let (mut parts, _) = app.request("POST", "/v1/threads", Some(json!({}))).into_parts();
        parts.headers.remove("content-length");
        app.raw(Request::from_parts(parts, body.to_owned().into())).await;
    }
    let long = json!({"metadata": {"k": "x".repeat(300_000)}});
    app.post("/v1/threads", long.clone()).await;
    let noted = entries(&app, "").await;
    let unrouted = &noted[0];
    assert_eq!(
        (&unrouted["operation"], &unrouted["status"], &unrouted["request"]),
        (&Value::Null, &json!(404), &Value::Null)
    );
    let error = json!({"code": "unknown_parameter", "param": "modle", "message": "Unknown parameter: 'modle'."});
    assert_eq!((&noted[1]["error"], &noted[1]["request"]["modle"]), (&error, &json!(1)));
    let bodies: Vec<&Value> = noted[2..5].iter().map(|entry| &entry["request"]).collect();
    assert_eq!(bodies, [&json!("{\"broken"), &json!([1]), &json!("é")]);
    assert_eq!((&noted[5]["request"], &noted[5]["request_bytes"]), (&Value::Null, &json!(long.to_string().len())));
    assert_eq!(entries(&app, "status=4xx").await.len(), 6);
}

#[tokio::test]
async fn files_are_told_by_their_forms() {
    let app = TestApp::new();
    app.upload("a.txt", "assistants", b"hello").await;
    let noted = only(&app, "").await;
    assert_eq!(noted["request"], json!({"filename": "a.txt", "purpose": "assistants", "bytes": 5}));
    let picture = id(&app.upload("a.png", "vision", b"not really").await);
    assert_eq!(app.get(&format!("/v1/files/{picture}/content")).await.text(), "not really");
    assert_eq!(only(&app, "operation=downloadFile").await["response"], Value::Null);
    app.get("/v1/files/file-1").await;
    assert!(only(&app, "status=404").await["response"]["detail"].is_object(), "as it was sent");
}

#[tokio::test]
async fn runs_are_found_by_their_ids() {
    let stage = Stage::weather(Pace::Instant).await;
    let run = stage.start(json!({})).await;
    stage.submit(&run, "18").await;
    let of_run = entries(&stage.app, &format!("run_id={}", id(&run))).await;
    let told: Vec<(&str, &Value)> =
        of_run.iter().map(|entry| (entry["operation"].as_str().expect("routed"), &entry["run"])).collect();
    let built_in = json!({"scenario": null, "misses": [], "failed_expectation": null});
    assert_eq!(told, [("createRun", &built_in), ("getRun", &Value::Null), ("submitToolOuputsToRun", &built_in)]);
    let of_thread = entries(&stage.app, &format!("thread_id={}&limit=2", stage.thread)).await;
    assert_eq!(of_thread[0]["operation"], "createThread", "it was made by this request");
    assert_eq!(entries(&stage.app, "unmatched=true").await.len(), 2);
    assert_eq!(entries(&stage.app, "scenario=weather").await.len(), 0);
    let made =
        json!({"assistant_id": stage.assistant, "thread": {"messages": [{"role": "user", "content": QUESTION}]}});
    let made = stage.app.made("/v1/threads/runs", made).await;
    let noted = only(&stage.app, &format!("run_id={}", id(&made))).await;
    assert_eq!((&noted["run_id"], &noted["thread_id"], &noted["run"]), (&made["id"], &made["thread_id"], &built_in));
}

#[tokio::test]
async fn runs_tell_their_scenario_or_why_they_have_none() {
    let stage = Stage::weather(Pace::Instant).await;
    let scenario = json!({"name": "weather", "when": {"message": "weather"}, "steps": [
        {"call": [{"get_weather": {"location": "Paris"}}], "expect": {"get_weather": "/^[0-9]+$/"}}, {"say": "Warm."}]});
    let other = json!({"name": "storm", "when": {"message": "storm"}, "steps": [{"say": "Hide."}]});
    let pushed = json!({"scenarios": [scenario, other]});
    stage.app.made("/_understage/scenarios", pushed).await;
    let run = stage.start(json!({})).await;
    stage.submit(&run, "warm").await;
    let noted = entries(&stage.app, "scenario=weather").await;
    assert_eq!(noted.len(), 2);
    assert_eq!(noted[0]["run"], json!({"scenario": "weather", "misses": [], "failed_expectation": null}));
    let failed = noted[1]["run"]["failed_expectation"].as_str().expect("a complaint");
    assert!(failed.contains("get_weather") && failed.contains("warm"), "{failed}");
    let body =
        json!({"assistant_id": stage.assistant, "thread": {"messages": [{"role": "user", "content": "Hello."}]}});
    stage.app.made("/v1/threads/runs", body).await;
    let unmatched = only(&stage.app, "unmatched=true").await;
    let misses = unmatched["run"]["misses"].as_array().expect("misses");
    assert!(misses.len() == 2 && misses[0].to_string().contains("Hello."), "{misses:?}");
}

#[tokio::test]
async fn a_stream_is_told_by_its_events_so_far() {
    let stage = Stage::plain(Pace::Step).await;
    let body = json!({"assistant_id": stage.assistant, "stream": true});
    let request = stage.app.request("POST", &stage.path("/runs"), Some(body));
    let mut stream = stage.app.begin(request).await.into_body();
    stream.frame().await.expect("a frame").expect("bytes");
    let begun = only(&stage.app, "operation=createRun").await;
    assert_eq!(begun["events"], json!(["thread.run.created", "thread.run.queued"]));
    assert_eq!((&begun["status"], &begun["response"], &begun["aborted"]), (&json!(200), &Value::Null, &json!(false)));
    let run = json!({"id": begun["run_id"]});
    stage.step_to(&run, "completed").await;
    stream.collect().await.expect("the rest");
    let over = only(&stage.app, "operation=createRun").await;
    let events = over["events"].as_array().expect("events");
    assert_eq!((events.last(), &over["aborted"]), (Some(&json!("done")), &json!(false)));
    let request =
        stage.app.request("POST", &stage.path("/runs"), Some(json!({"assistant_id": stage.assistant, "stream": true})));
    drop(stage.app.begin(request).await);
    let left = entries(&stage.app, "operation=createRun&order=desc&limit=1").await;
    assert_eq!((&left[0]["aborted"], &left[0]["events"]), (&json!(true), &json!([])));
}

#[tokio::test]
async fn faults_and_lost_clients_are_told() {
    let app = TestApp::new();
    let rule = |act: Value| {
        let mut rule = act;
        rule["path"] = json!("/v1/threads");
        json!({"faults": [rule]})
    };
    let body = json!({"metadata": {"k": "v"}});
    app.made("/_understage/faults", rule(json!({"reply": {"status": 429, "code": "slow_down"}}))).await;
    app.post("/v1/threads", body.clone()).await;
    app.made("/_understage/faults", rule(json!({"cut": {}}))).await;
    app.post("/v1/threads", body.clone()).await;
    app.made("/_understage/faults", rule(json!({"hang": true}))).await;
    let hanging = app.begin(app.request("POST", "/v1/threads", Some(body.clone())));
    let mut hanging = Box::pin(hanging);
    assert!((&mut hanging).now_or_never().is_none());
    assert_eq!(entries(&app, "").await[2]["aborted"], false, "there may be an answer yet");
    drop(hanging);
    let told: Vec<Value> = entries(&app, "").await;
    let told: Vec<(&Value, &Value, &Value, &Value)> =
        told.iter().map(|it| (&it["fault"], &it["status"], &it["aborted"], &it["request"])).collect();
    let null = Value::Null;
    assert_eq!(
        told,
        [
            (&json!("reply"), &json!(429), &json!(false), &body),
            (&json!("cut"), &null, &json!(true), &body),
            (&json!("hang"), &null, &json!(true), &body),
        ]
    );
    assert_eq!(only(&app, "status=429").await["error"]["code"], "slow_down");
}

#[tokio::test]
async fn a_cut_stream_is_told_up_to_the_cut() {
    let stage = Stage::plain(Pace::Instant).await;
    stage.app.made("/_understage/faults", json!({"faults": [{"path": "**/runs", "cut": {"after": 3}}]})).await;
    let body = json!({"assistant_id": stage.assistant, "stream": true});
    let request = stage.app.request("POST", &stage.path("/runs"), Some(body));
    let mut stream = stage.app.begin(request).await.into_body();
    while let Some(Ok(_)) = stream.frame().await {}
    drop(stream);
    let noted = only(&stage.app, "operation=createRun").await;
    let events = json!(["thread.run.created", "thread.run.queued", "thread.run.in_progress"]);
    assert_eq!((&noted["events"], &noted["aborted"], &noted["fault"]), (&events, &json!(true), &json!("cut")));
}

#[tokio::test]
async fn pages_go_on_where_they_ended() {
    let app = TestApp::new();
    for _ in 0..7 {
        app.get("/v1/models/gpt-4o").await;
    }
    let ids = async |query: &str| -> Vec<u64> {
        entries(&app, query).await.iter().map(|entry| entry["id"].as_u64().expect("a number")).collect()
    };
    assert_eq!(ids("limit=3").await, [1, 2, 3]);
    assert_eq!(ids("limit=3&after=3").await, [4, 5, 6]);
    assert_eq!(ids("order=desc&limit=3&after=3").await, [2, 1]);
    let page = app.got(&format!("{REQUESTS}?limit=1&after=3&method=get&path=/v1/models/*")).await;
    assert_eq!((&page["total"], page["data"].as_array().map(Vec::len)), (&json!(7), Some(1)));
    let reply = app.get(&format!("{REQUESTS}?page=2")).await;
    refused(&reply, Some("unknown_parameter"), Some("page"), "Unknown parameter: 'page'.");
    assert_eq!(app.delete(&format!("{REQUESTS}?status=200")).await.status, 400, "it takes all or nothing");
    assert_eq!(app.as_key("").get(REQUESTS).await.status, 401);
}

#[tokio::test]
async fn the_same_requests_give_the_same_journal() {
    let play = || async {
        let stage = Stage::new(Pace::Instant, json!([get_weather()]), QUESTION).await;
        let run = stage.start(json!({})).await;
        stage.submit(&run, "18").await;
        stage.ask(json!({"stream": true})).await;
        stage.app.get(REQUESTS).await.text()
    };
    assert_eq!(play().await, play().await);
}

#[tokio::test]
async fn a_page_elsewhere_changes_nothing_and_leaves_no_trace() {
    let app = TestApp::new();
    app.made("/_understage/faults", json!({"faults": [{"nth": 9, "hang": true}]})).await;
    app.made("/v1/threads", json!({})).await;
    for origin in ["https://evil.example", "null"] {
        let evil = app.with_header("origin", origin);
        for (verb, path) in [
            ("POST", "/_understage/reset"),
            ("POST", "/_understage/clock"),
            ("POST", "/_understage/faults"),
            ("DELETE", "/_understage/faults"),
            ("DELETE", REQUESTS),
            ("DELETE", "/_understage/coverage"),
            ("GET", "/_understage/events"),
            ("POST", "/v1/threads"),
        ] {
            let (status, code, ..) = evil.send(verb, path, Some(json!({}))).await.refusal();
            assert_eq!((status, code), (403, json!("forbidden_origin")), "{verb} {path} {origin}");
        }
    }
    assert_eq!(only(&app, "").await["operation"], "createThread");
    assert_eq!(items(json!({"data": app.got("/_understage/faults").await["faults"]})).len(), 1);
    assert_eq!(app.got("/_understage/leaks").await["threads"]["count"], 1);
    assert_eq!(app.got("/_understage/coverage").await["routes"]["seen"], json!([{"name": "createThread", "count": 1}]));
}
