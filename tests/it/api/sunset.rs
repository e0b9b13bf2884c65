//! The end of the API, rehearsed.

use crate::support::app::{NOW, TestApp};
use serde_json::json;
use understage::{AppConfig, Sunset};

const SUNSET: &str = "/_understage/sunset";

fn started(sunset: &str) -> TestApp {
    TestApp::with(AppConfig { sunset: Some(sunset.parse::<Sunset>().expect("a sunset")), ..AppConfig::default() })
}

#[tokio::test]
async fn openai_answers_nothing_and_azure_says_why() {
    let app = started("openai");
    for path in ["/v1/assistants", "/v1/threads/thread_x/messages"] {
        let reply = app.get(path).await;
        assert_eq!((reply.status, reply.text(), reply.header("content-type")), (404, String::new(), None), "{path}");
        assert!(reply.header("x-request-id").is_some());
    }
    assert_eq!(app.as_key("").get("/v1/assistants").await.status, 401, "who asks comes first");
    for path in ["/v1/files", "/v1/vector_stores", "/v1/models"] {
        app.got(path).await;
    }
    app.made(SUNSET, json!({"like": "azure"})).await;
    let reply = app.post("/v1/threads", json!({})).await;
    let error = json!({"error": {"message": "The Assistants API has been retired.", "type": "invalid_request_error",
        "param": null, "code": "assistants_api_deprecated"}});
    assert_eq!((reply.status, reply.json()), (410, error));
    assert_eq!(app.as_key("other").get("/v1/assistants").await.text(), "", "other projects have the server's");
    let shown = json!({"sunset": {"like": "azure", "fraction": 1.0, "from": null, "seen": 1, "refused": 1}});
    assert_eq!(app.got(SUNSET).await, shown);
    assert_eq!(app.delete(SUNSET).await.json(), json!({"sunset": null}));
    app.got("/v1/assistants").await;
    app.made("/_understage/reset", json!({})).await;
    assert_eq!(app.get("/v1/assistants").await.status, 404, "a reset brings the server's back");
}

#[tokio::test]
async fn it_begins_on_the_projects_clock() {
    let app = TestApp::new();
    app.made(SUNSET, json!({"like": "openai", "from": NOW + 60})).await;
    app.got("/v1/assistants").await;
    app.made("/_understage/clock", json!({"advance": 60})).await;
    assert_eq!(app.get("/v1/assistants").await.status, 404);
    assert_eq!(app.got(SUNSET).await["sunset"]["seen"], 1, "what came before is not counted");
    let dated = app.made(SUNSET, json!({"like": "openai", "from": "2026-08-26T02:00:00+02:00"})).await;
    assert_eq!(dated["sunset"]["from"], 1_787_702_400);
    app.got("/v1/assistants").await;
    app.made("/_understage/clock", json!({"freeze": 1_787_702_400})).await;
    assert_eq!(app.get("/v1/assistants").await.status, 404);
}

#[tokio::test]
async fn a_brown_out_strikes_the_same_requests_each_time() {
    let statuses = || async {
        let app = started("azure:0.2");
        let mut statuses = Vec::new();
        for _ in 0..100 {
            statuses.push(app.get("/v1/assistants").await.status);
        }
        let shown = app.got(SUNSET).await;
        let refused = statuses.iter().filter(|status| **status == 410).count();
        assert_eq!((&shown["sunset"]["seen"], &shown["sunset"]["refused"]), (&json!(100), &json!(refused)));
        assert!((8..35).contains(&refused), "{refused} of 100");
        statuses
    };
    assert_eq!(statuses().await, statuses().await);
    let never = started("openai:0");
    never.got("/v1/assistants").await;
}

#[tokio::test]
async fn what_is_rehearsed_is_refused_at_its_place() {
    let app = TestApp::new();
    for (body, code, param) in [
        (json!({}), "missing_required_parameter", "like"),
        (json!({"like": "aws"}), "invalid_value", "like"),
        (json!({"like": "openai", "fraction": 1.5}), "decimal_above_max_value", "fraction"),
        (json!({"like": "openai", "from": "soon"}), "invalid_value", "from"),
        (json!({"like": "openai", "from": true}), "invalid_type", "from"),
        (json!({"like": "openai", "until": 1}), "unknown_parameter", "until"),
    ] {
        let (status, got_code, got_param, message) = app.post(SUNSET, body).await.refusal();
        assert_eq!((status, got_code, got_param), (400, json!(code), json!(param)), "{message}");
    }
    assert_eq!(app.got(SUNSET).await, json!({"sunset": null}));
}

#[tokio::test]
async fn faults_lie_around_it() {
    let app = started("openai").with_header("x-understage-fault", "429; tries=1");
    assert_eq!(app.get("/v1/assistants").await.status, 429);
    assert_eq!(app.with_header("x-stainless-retry-count", "1").get("/v1/assistants").await.status, 404);
}
