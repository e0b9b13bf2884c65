//! Bodies, paths and verbs that no operation can do anything with.

use super::{nobody, plainly, refused};
use crate::support::app::{Reply, TestApp};
use crate::support::stage::items;
use axum::body::Body;
use axum::http::Request;
use serde_json::{Value, json};

const HINT: &str = "We could not parse the JSON body of your request. (HINT: This likely means you aren't using your \
    HTTP library correctly. The OpenAI API expects a JSON payload, but what was sent was not valid JSON. If you have \
    trouble figuring out how to fix this, please contact us through our help center at help.openai.com.)";

/// Sends these bytes as a new assistant.
async fn send(app: &TestApp, kind: Option<&str>, body: Vec<u8>) -> Reply {
    let mut request = app.request("POST", "/v1/assistants", None);
    if let Some(kind) = kind {
        request.headers_mut().insert("content-type", kind.parse().expect("a header"));
    }
    *request.body_mut() = Body::from(body);
    app.raw(request).await
}

#[tokio::test]
async fn what_is_no_json_is_refused_and_nothing_is_left() {
    let app = TestApp::new();
    let deep = |open: &str, close: &str| format!("{{\"model\":{}1{}}}", open.repeat(100_000), close.repeat(100_000));
    let bodies: [Vec<u8>; 15] = [
        // JSON, but no object.
        b"[]".to_vec(),
        b"null".to_vec(),
        b"\"x\"".to_vec(),
        b"1".to_vec(),
        b"{".to_vec(),
        b"{'model': 'gpt-4o'}".to_vec(),
        b"model=gpt-4o".to_vec(),
        br#"{"model": "gpt-4o",}"#.to_vec(),
        br#"{"model": "gpt-4o"} x"#.to_vec(),
        br#"{"model": "gpt-4o", "temperature": NaN}"#.to_vec(),
        br#"{"model": "gpt-4o", "temperature": 1e999}"#.to_vec(),
        br#"{"model": "gpt-4o", "name": "\ud800"}"#.to_vec(),
        b"{\"model\": \"gpt-4o\", \"name\": \"\xff\"}".to_vec(),
        deep("[", "]").into_bytes(),
        deep("{\"a\":", "}").into_bytes(),
    ];
    for body in bodies {
        let shown = String::from_utf8_lossy(&body[..body.len().min(60)]).into_owned();
        let reply = send(&app, Some("application/json"), body).await;
        assert_eq!(reply.status, 400, "{shown}: {}", reply.text());
        plainly(&reply, 400, HINT);
    }
    assert_eq!(items(app.got("/v1/assistants").await).len(), 0);
}

#[tokio::test]
async fn a_body_is_json_by_its_header_too() {
    let app = TestApp::new();
    let body = br#"{"model": "gpt-4o"}"#;
    for kind in ["application/json", "application/json; charset=utf-8", "APPLICATION/JSON", "application/x+json"] {
        assert_eq!(send(&app, Some(kind), body.to_vec()).await.status, 200, "{kind}");
    }
    for kind in [Some("text/plain"), Some("application/x-www-form-urlencoded"), Some("json"), None] {
        let reply = send(&app, kind, body.to_vec()).await;
        let got = kind.unwrap_or_default();
        let message = format!(
            "Unsupported content type: '{got}'. This API method only accepts 'application/json' requests, but you \
             specified the header 'Content-Type: {got}'. Please try again with a supported content type."
        );
        refused(&reply, Some("unsupported_content_type"), None, &message);
    }
    assert_eq!(items(app.got("/v1/assistants").await).len(), 4);
}

#[tokio::test]
async fn bodies_have_a_limit_and_one_byte_more_is_too_much() {
    const LIMIT: usize = 16 * 1024 * 1024;
    let app = TestApp::new();
    let mut body = br#"{"model": "gpt-4o"}"#.to_vec();
    body.resize(LIMIT, b' ');
    assert_eq!(send(&app, Some("application/json"), body.clone()).await.status, 200);
    body.push(b' ');
    let reply = send(&app, Some("application/json"), body).await;
    let message = "Maximum content size limit (16777216) exceeded. Please reduce the size of your request.";
    plainly(&reply, 413, message);
    assert_eq!(items(app.got("/v1/assistants").await).len(), 1);
}

#[tokio::test]
async fn a_body_that_breaks_off_leaves_nothing() {
    let app = TestApp::new();
    let pieces = [Ok(br#"{"model": "gpt"#.to_vec()), Err(std::io::Error::other("gone"))];
    let mut request = app.request("POST", "/v1/assistants", Some(json!({})));
    *request.body_mut() = Body::from_stream(futures_util::stream::iter(pieces));
    assert_eq!(app.raw(request).await.status, 400);
    assert_eq!(items(app.got("/v1/assistants").await).len(), 0);
}

#[tokio::test]
async fn unknown_urls_are_named() {
    let app = TestApp::new();
    for (verb, path) in [
        ("GET", "/v1"),
        ("POST", "/v1/chatter"),
        ("GET", "/v1/assistants/"),
        ("GET", "/v1/threads/thread_x/messages/msg_x/files"),
        ("POST", "/_understage/nope"),
    ] {
        plainly(&app.send(verb, path, None).await, 404, &format!("Invalid URL ({verb} {path})"));
    }
    for (verb, path) in [("GET", "/"), ("GET", "/assistants"), ("DELETE", "/v2/assistants")] {
        let hint = "The API is served below /v1: is that missing in the base URL?";
        plainly(&app.send(verb, path, None).await, 404, &format!("Invalid URL ({verb} {path}). {hint}"));
    }
}

#[tokio::test]
async fn wrong_verbs_are_told_the_right_ones() {
    let app = TestApp::new();
    let thread = format!("/v1/threads/{}", nobody("thread_"));
    for (verb, path, allowed) in [
        ("PUT", "/v1/assistants".to_owned(), vec!["GET", "HEAD", "POST"]),
        ("GET", "/v1/threads".to_owned(), vec!["POST"]),
        ("GET", "/v1/threads/runs".to_owned(), vec!["POST"]),
        ("PATCH", thread.clone(), vec!["DELETE", "GET", "HEAD", "POST"]),
        ("DELETE", format!("{thread}/runs"), vec!["GET", "HEAD", "POST"]),
        ("POST", "/v1/models".to_owned(), vec!["GET", "HEAD"]),
        ("POST", "/health".to_owned(), vec!["GET", "HEAD"]),
        ("OPTIONS", "/v1/models".to_owned(), vec!["GET", "HEAD"]),
    ] {
        let reply = app.send(verb, &path, None).await;
        let (status, code, _, message) = reply.refusal();
        assert_eq!((status, code), (405, json!("method_not_supported")), "{verb} {path}");
        assert!(message.starts_with(&format!("Not allowed to {verb} on {path}.")), "{message}");
        let mut own: Vec<&str> = reply.header("allow").unwrap_or_default().split(',').map(str::trim).collect();
        own.sort_unstable();
        assert_eq!(own, allowed, "{verb} {path}");
    }
}

#[tokio::test]
async fn families_that_are_not_emulated_say_so() {
    let app = TestApp::new();
    for path in ["/v1/chat", "/v1/chat/completions", "/v1/responses", "/v1/batches/batch_1"] {
        for verb in ["GET", "POST", "DELETE"] {
            let reply = app.send(verb, path, None).await;
            // Official SDKs would try a 5xx again and again.
            assert_eq!(reply.header("x-should-retry"), Some("false"), "{verb} {path}");
            let (status, code, _, message) = reply.refusal();
            assert_eq!((status, code), (501, json!("not_emulated")), "{verb} {path}");
            assert!(message.starts_with("understage does not emulate "), "{message}");
        }
    }
    plainly(&app.get("/v1/chatx").await, 404, "Invalid URL (GET /v1/chatx)");
}

#[tokio::test]
async fn ids_that_cannot_be_are_refused_by_their_prefix_and_others_not_found() {
    let app = TestApp::new();
    let zeros = "0".repeat(24);
    for (path, param, prefix, name) in [
        ("/v1/assistants/{}", "assistant_id", "asst", "assistant"),
        ("/v1/threads/{}", "thread_id", "thread", "thread"),
        ("/v1/threads/{}/runs", "thread_id", "thread", "thread"),
        ("/v1/vector_stores/{}", "vector_store_id", "vs", "vector store"),
        ("/v1/vector_stores/{}/files", "vector_store_id", "vs", "vector store"),
    ] {
        for wrong in ["undefined", "%00", "..%2F..", "%F0%9F%A6%80", &format!("file-{zeros}")] {
            let reply = app.get(&path.replace("{}", wrong)).await;
            let (status, code, got, message) = reply.refusal();
            assert_eq!((status, code, got), (400, json!("invalid_value"), json!(param)), "{path} {wrong}");
            assert!(message.ends_with(&format!("Expected an ID that begins with '{prefix}'.")), "{message}");
        }
        for missing in
            [format!("{prefix}_{zeros}"), format!("{prefix}_x"), prefix.to_owned(), "thread_%C3%A9".to_owned()]
        {
            if missing.starts_with(prefix) {
                let reply = app.get(&path.replace("{}", &missing)).await;
                let (status, _, _, message) = reply.refusal();
                assert_eq!(status, 404, "{message}");
                assert!(message.starts_with(&format!("No {name} found with id '{prefix}")), "{message}");
            }
        }
    }
    let broken = app.get("/v1/threads/%FF").await;
    assert_eq!(broken.status, 404, "{}", broken.text());
}

#[tokio::test]
async fn every_refusal_is_one_envelope() {
    let app = TestApp::new();
    let envelope = |json: &Value| super::keys(&json["error"]).join(" ");
    for path in ["/nope", "/v1/assistants?limit=0", "/v1/chat"] {
        let reply = app.get(path).await;
        assert_eq!(reply.header("content-type"), Some("application/json"));
        assert_eq!(super::keys(&reply.json()), ["error"], "{path}");
        assert_eq!(envelope(&reply.json()), "message type param code", "{path}");
    }
    let reply = app.get("/v1/files/nope").await;
    assert_eq!(super::keys(&reply.json()), ["error", "detail"]);
    assert_eq!(reply.json()["detail"], json!({"message": "No such File object: nope", "code": null}));
    assert_eq!(app.get("/v1/chat").await.json()["error"]["type"], "server_error");
    assert_eq!(app.get("/nope").await.json()["error"]["type"], "invalid_request_error");
}

#[tokio::test]
async fn stray_parameters_of_a_query_are_ignored() {
    let app = TestApp::new();
    for query in ["api-version=2024", "limit=5&limit=7&x=%ZZ", "&&=&", "order"] {
        assert_eq!(app.get(&format!("/v1/assistants?{query}")).await.status, 200, "{query}");
    }
    let request = Request::builder().uri("http://localhost/v1/models").header("authorization", "Bearer k");
    let reply = app.raw(request.body(Body::empty()).expect("a request")).await;
    assert_eq!(reply.status, 200, "a request in absolute form names its host in its first line");
}
