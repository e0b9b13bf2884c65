//! Who is let in: keys, the beta header, hosts, pages; and what each key sees.

use super::{plainly, refused};
use crate::support::app::{Reply, TestApp};
use crate::support::stage::{Stage, id, items};
use axum::body::Body;
use axum::http::Request;
use serde_json::json;
use understage::{AppConfig, Pace};

const NO_KEY: &str = "You didn't provide an API key. You need to provide your API key in an Authorization header using \
    Bearer auth (i.e. Authorization: Bearer YOUR_KEY), or as the password field (with blank username) if you're \
    accessing the API from your browser and are prompted for a username and password. You can obtain an API key from \
    https://platform.openai.com/account/api-keys.";
const NO_BETA: &str = "You must provide the 'OpenAI-Beta' header to access the Assistants API. Please try again by \
    setting the header 'OpenAI-Beta: assistants=v2'.";

/// GET with these headers, and a host unless one is named.
async fn get(app: &TestApp, path: &str, headers: &[(&str, &[u8])]) -> Reply {
    let mut request = Request::builder().uri(path);
    if !headers.iter().any(|(name, _)| *name == "host") {
        request = request.header("host", "localhost:2778");
    }
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    app.raw(request.body(Body::empty()).expect("a request")).await
}

#[tokio::test]
async fn without_a_key_nobody_is_answered() {
    let app = TestApp::new();
    let garbage: [&[u8]; 7] = [b"", b"Bearer", b"Bearer ", b"Basic c2stdGVzdA==", b"sk-test", b"\xff\xfe", b"Token x"];
    for path in ["/v1/assistants", "/v1/threads/thread_x", "/v1/files", "/v1/models", "/v1/files/x/content"] {
        plainly(&get(&app, path, &[]).await, 401, NO_KEY);
        for value in garbage {
            plainly(
                &get(&app, path, &[("authorization", value), ("openai-beta", b"assistants=v2")]).await,
                401,
                NO_KEY,
            );
        }
    }
    let lower = get(&app, "/v1/models", &[("authorization", b"bearer k")]).await;
    assert_eq!(lower.status, 200);
}

#[tokio::test]
async fn only_keys_that_are_let_in_are_answered() {
    let app = TestApp::with(AppConfig { api_keys: vec!["sk-good".into(), "sk-too".into()], ..AppConfig::default() });
    for key in ["sk-good", "sk-too"] {
        assert_eq!(app.as_key(key).get("/v1/assistants").await.status, 200);
    }
    for (key, shown) in [("foobar", "foobar"), ("sk-good-not-quite-9876", "sk-good-**********9876")] {
        let (status, code, param, message) = app.as_key(key).get("/v1/assistants").await.refusal();
        assert_eq!((status, code, param), (401, json!("invalid_api_key"), json!(null)));
        let told = "You can find your API key at https://platform.openai.com/account/api-keys.";
        assert_eq!(message, format!("Incorrect API key provided: {shown}. {told}"));
    }
    assert_eq!(app.as_key("").get("/health").await.status, 200);
}

#[tokio::test]
async fn the_beta_header_is_wanted_where_the_service_wanted_it() {
    let stage = Stage::plain(Pace::Instant).await;
    let run = stage.start(json!({})).await;
    let old = "The v1 Assistants API has been deprecated. Please try again by setting the header 'OpenAI-Beta: \
        assistants=v2'.";
    for path in ["/v1/assistants".to_owned(), stage.path(""), stage.path("/messages"), stage.at(&run, "/steps")] {
        for (beta, refusal) in [
            ("assistants=v2", None),
            ("assistants=v2, realtime=v1", None),
            ("", Some(NO_BETA)),
            ("realtime=v1", Some(NO_BETA)),
            ("assistants=v1", Some(old)),
            ("foo=v1", Some("Unknown beta requested: 'foo'.")),
        ] {
            let reply = stage.app.with_header("openai-beta", beta).get(&path).await;
            match refusal {
                Some(message) => refused(&reply, Some("invalid_beta"), None, message),
                None => assert_eq!(reply.status, 200, "{path}"),
            }
        }
    }
    for path in ["/v1/files", "/v1/models"] {
        assert_eq!(stage.app.with_header("openai-beta", "").get(path).await.status, 200, "{path}");
    }
}

#[tokio::test]
async fn each_key_has_a_world_of_its_own() {
    let stage = Stage::weather(Pace::Instant).await;
    let file = id(&stage.app.upload("a.png", "vision", b"x").await);
    let run = stage.start(json!({})).await;
    let (step, message) = (id(&stage.steps(&run).await[0]), id(&stage.messages().await[0]));
    let stranger = stage.app.as_key("another key");
    let (thread, assistant) = (&stage.thread, &stage.assistant);
    for path in [
        format!("/v1/assistants/{assistant}"),
        stage.path(""),
        stage.path("/messages"),
        stage.path(&format!("/messages/{message}")),
        stage.path("/runs"),
        stage.at(&run, ""),
        stage.at(&run, "/steps"),
        stage.at(&run, &format!("/steps/{step}")),
        format!("/v1/files/{file}"),
        format!("/v1/files/{file}/content"),
    ] {
        assert_eq!((stranger.get(&path).await.status, stage.app.get(&path).await.status), (404, 200), "{path}");
        let deleted = stranger.delete(&path).await.status;
        assert!(matches!(deleted, 404 | 405), "{path}: {deleted}");
        assert_eq!(stage.app.get(&path).await.status, 200, "{path}");
    }
    for (path, body) in [
        (format!("/v1/assistants/{assistant}"), json!({"name": "mine"})),
        (stage.path(""), json!({"metadata": {"k": "v"}})),
        (stage.path("/messages"), json!({"role": "user", "content": "Hi"})),
        (stage.path("/runs"), json!({"assistant_id": assistant})),
        (stage.at(&run, "/cancel"), json!({})),
        (stage.at(&run, "/submit_tool_outputs"), json!({"tool_outputs": []})),
        ("/v1/threads/runs".to_owned(), json!({"assistant_id": assistant})),
    ] {
        assert_eq!(stranger.post(&path, body).await.status, 404, "{path}");
    }
    let attached = json!({"code_interpreter": {"file_ids": [file]}});
    assert_eq!(stranger.post("/v1/threads", json!({"tool_resources": attached})).await.status, 400);
    for path in ["/v1/assistants", "/v1/files"] {
        assert_eq!(items(stranger.got(path).await).len(), 0);
    }
    assert_eq!(stage.status(&run).await, "requires_action", "{thread}");
}

#[tokio::test]
async fn foreign_hosts_and_pages_are_turned_away() {
    let app = TestApp::with(AppConfig {
        allowed_hosts: vec!["ci.example".into()],
        cors_origins: vec!["https://app.example".into()],
        ..AppConfig::default()
    });
    let key: (&str, &[u8]) = ("authorization", b"Bearer k");
    for host in ["localhost", "127.0.0.1:2778", "[::1]:2778", "EMULATOR:80", "x.internal", "ci.example"] {
        assert_eq!(get(&app, "/v1/models", &[key, ("host", host.as_bytes())]).await.status, 200, "{host}");
    }
    for host in ["evil.example", "localhost.evil.example", "", "a b", "\u{e9}"] {
        for path in ["/v1/models", "/health", "/_understage/health", "/nope"] {
            let (status, code, ..) = get(&app, path, &[key, ("host", host.as_bytes())]).await.refusal();
            assert_eq!((status, code), (403, json!("forbidden_host")), "{host} {path}");
        }
    }
    for origin in ["http://localhost:3000", "https://app.example"] {
        let reply = get(&app, "/v1/models", &[key, ("origin", origin.as_bytes())]).await;
        assert_eq!((reply.status, reply.header("access-control-allow-origin")), (200, Some(origin)));
        assert_eq!((reply.header("vary"), reply.header("access-control-allow-credentials")), (Some("Origin"), None));
    }
    for origin in ["https://evil.example", "null", "http://localhost.evil.example"] {
        let reply = get(&app, "/v1/models", &[key, ("origin", origin.as_bytes())]).await;
        assert_eq!((reply.status, reply.refusal().1), (403, json!("forbidden_origin")), "{origin}");
        assert_eq!(reply.header("access-control-allow-origin"), None);
    }
    let cross = get(&app, "/v1/models", &[key, ("sec-fetch-site", b"cross-site")]).await;
    assert_eq!(cross.status, 403);
}

#[tokio::test]
async fn a_page_elsewhere_changes_nothing() {
    let app = TestApp::new();
    let evil = app.with_header("origin", "https://evil.example");
    assert_eq!(evil.post("/v1/assistants", json!({"model": "gpt-4o"})).await.status, 403);
    let form = app.request("POST", "/v1/assistants", Some(json!({"model": "gpt-4o"})));
    let (mut parts, body) = form.into_parts();
    parts.headers.insert("content-type", "text/plain".parse().expect("a header"));
    assert_eq!(app.raw(Request::from_parts(parts, body)).await.status, 400);
    assert_eq!(items(app.got("/v1/assistants").await).len(), 0);
}

#[tokio::test]
async fn browsers_of_this_machine_may_ask_first() {
    let app = TestApp::new();
    let headers: [(&str, &[u8]); 3] = [
        ("origin", b"http://localhost:5173"),
        ("access-control-request-method", b"POST"),
        ("access-control-request-headers", b"authorization,openai-beta"),
    ];
    let mut request = Request::builder().method("OPTIONS").uri("/v1/assistants").header("host", "localhost");
    for (name, value) in headers {
        request = request.header(name, value);
    }
    let reply = app.raw(request.body(Body::empty()).expect("a request")).await;
    assert_eq!((reply.status, reply.bytes.len()), (204, 0));
    assert_eq!(reply.header("access-control-allow-origin"), Some("http://localhost:5173"));
    assert_eq!(reply.header("access-control-allow-headers"), Some("authorization,openai-beta"));
    assert_eq!(reply.header("access-control-allow-methods"), Some("GET, POST, PUT, DELETE"));
}

#[tokio::test]
async fn every_answer_carries_the_services_headers() {
    let app = TestApp::new();
    let mut seen = std::collections::HashSet::new();
    for (verb, path, status) in
        [("GET", "/v1/models", 200), ("GET", "/nope", 404), ("POST", "/v1/models", 405), ("GET", "/v1/chat", 501)]
    {
        let reply = app.send(verb, path, None).await;
        assert_eq!(reply.status, status);
        for (name, value) in [
            ("openai-version", "2020-10-01"),
            ("openai-organization", "understage"),
            ("x-content-type-options", "nosniff"),
            ("x-understage-version", env!("CARGO_PKG_VERSION")),
        ] {
            assert_eq!(reply.header(name), Some(value), "{path}");
        }
        assert!(reply.header("openai-processing-ms").is_some_and(|text| text.parse::<u64>().is_ok()));
        assert!(reply.header("openai-project").is_some_and(|text| text.starts_with("proj_")));
        let request = reply.header("x-request-id").expect("an id").to_owned();
        assert!(request.len() == 36 && request.starts_with("req_"), "{request}");
        assert!(seen.insert(request), "no two answers share an id");
        assert!(!reply.headers.keys().any(|name| name.as_str().starts_with("x-ratelimit")));
    }
    let nobody = app.as_key("").get("/v1/models").await;
    assert_eq!(nobody.header("openai-project"), None);
}
