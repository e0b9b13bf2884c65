//! `/v1/files`: objects, purposes, content.

use super::keys;
use crate::support::app::{NOW, TestApp};
use crate::support::stage::{id, items};
use axum::body::Body;
use http_body_util::BodyExt;
use serde_json::json;

const PURPOSES: [&str; 6] = ["fine-tune", "assistants", "batch", "user_data", "vision", "evals"];

#[tokio::test]
async fn a_file_is_made_read_and_deleted() {
    let app = TestApp::new().with_header("openai-beta", "");
    let made = app.upload("data.csv", "assistants", b"a,b\n1,2\n").await;
    let expected = json!({"object": "file", "id": made["id"], "purpose": "assistants", "filename": "data.csv",
        "bytes": 8, "created_at": NOW, "status": "processed"});
    assert_eq!(made.to_string(), expected.to_string(), "in this order");
    let path = format!("/v1/files/{}", id(&made));
    assert_eq!(app.got(&path).await, made);
    let gone = app.delete(&path).await;
    assert_eq!(gone.text(), format!(r#"{{"object":"file","deleted":true,"id":"{}"}}"#, id(&made)));
    for reply in [app.get(&path).await, app.delete(&path).await, app.get(&format!("{path}/content")).await] {
        let (status, code, param, message) = reply.refusal();
        assert_eq!((status, code, param), (404, json!(null), json!("id")));
        assert_eq!(message, format!("No such File object: {}", id(&made)));
        assert_eq!(keys(&reply.json()), ["error", "detail"]);
    }
    let (status, .., message) = app.get("/v1/files/fake_id").await.refusal();
    assert_eq!((status, message.as_str()), (404, "No such File object: fake_id"));
}

#[tokio::test]
async fn a_purpose_picks_its_files() {
    let app = TestApp::new();
    for purpose in PURPOSES {
        app.upload("a.png", purpose, b"x").await;
    }
    for purpose in PURPOSES {
        let list = items(app.got(&format!("/v1/files?purpose={purpose}")).await);
        assert_eq!((list.len(), &list[0]["purpose"]), (1, &json!(purpose)));
    }
    assert_eq!(items(app.got("/v1/files?purpose=").await).len(), 6);
    assert_eq!(items(app.got("/v1/files?purpose=nonsense").await).len(), 0);
    let page = app.got("/v1/files?purpose=vision&limit=1").await;
    assert_eq!(page["has_more"], false, "what the filter leaves out does not count");
}

#[tokio::test]
async fn content_comes_back_byte_for_byte() {
    let app = TestApp::new();
    let binary: Vec<u8> = (0..=255).cycle().take(300_000).collect();
    for content in [&b""[..], b"\r\n--understage-test-boundar\r\n--\r\n", &binary] {
        let file = app.upload("a.bin", "batch", content).await;
        assert_eq!(file["bytes"], content.len());
        let reply = app.get(&format!("/v1/files/{}/content", id(&file))).await;
        assert_eq!((reply.status, reply.bytes == content), (200, true));
        assert_eq!(reply.header("content-type"), Some("application/octet-stream"));
        assert_eq!(reply.header("content-length"), Some(content.len().to_string().as_str()));
        assert_eq!(reply.header("content-disposition"), Some("attachment; filename=\"a.bin\""));
        assert_eq!(reply.header("x-content-type-options"), Some("nosniff"));
    }
}

#[tokio::test]
async fn what_a_client_uploaded_for_assistants_is_not_given_back() {
    let app = TestApp::new();
    for purpose in PURPOSES {
        let file = app.upload("a.png", purpose, b"x").await;
        let reply = app.get(&format!("/v1/files/{}/content", id(&file))).await;
        if matches!(purpose, "assistants" | "user_data") {
            let (status, code, param, message) = reply.refusal();
            assert_eq!((status, code, param), (400, json!(null), json!(null)));
            assert_eq!(message, format!("Not allowed to download files of purpose: {purpose}"));
        } else {
            assert_eq!((reply.status, reply.bytes), (200, b"x".to_vec()), "{purpose}");
        }
    }
}

#[tokio::test]
async fn a_download_that_has_begun_outlives_its_file() {
    let app = TestApp::new();
    let content = vec![7; 1_000_000];
    let path = format!("/v1/files/{}", id(&app.upload("a.bin", "batch", &content).await));
    let response = app.begin(app.request("GET", &format!("{path}/content"), None)).await;
    assert_eq!(app.delete(&path).await.status, 200);
    let read = response.into_body().collect().await.expect("a whole body").to_bytes();
    assert!(read == content[..]);
}

#[tokio::test]
async fn a_file_may_expire() {
    let app = TestApp::new();
    let parts = |anchor: &'static str, seconds: &'static str| {
        [
            ("purpose", None, &b"batch"[..]),
            ("file", Some("a.jsonl"), &b"{}"[..]),
            ("expires_after[anchor]", None, anchor.as_bytes()),
            ("expires_after[seconds]", None, seconds.as_bytes()),
        ]
    };
    for seconds in ["3600", "2592000"] {
        let file = app.upload_parts(&parts("created_at", seconds)).await.json();
        assert_eq!(file["expires_at"], NOW + seconds.parse::<i64>().expect("a number"));
        assert_eq!(app.got(&format!("/v1/files/{}", id(&file))).await, file);
    }
    let whole = parts("created_at", "3600");
    for (reply, param, code) in [
        (app.upload_parts(&parts("created_at", "3599")).await, "expires_after.seconds", "integer_below_min_value"),
        (app.upload_parts(&parts("created_at", "2592001")).await, "expires_after.seconds", "integer_above_max_value"),
        (app.upload_parts(&parts("created_at", "soon")).await, "expires_after.seconds", "invalid_type"),
        (app.upload_parts(&parts("now", "3600")).await, "expires_after.anchor", "invalid_value"),
        (app.upload_parts(&whole[..3]).await, "expires_after.seconds", "missing_required_parameter"),
        (app.upload_parts(&[whole[0], whole[1], whole[3]]).await, "expires_after.anchor", "missing_required_parameter"),
    ] {
        let (status, got, at, message) = reply.refusal();
        assert_eq!((status, got, at), (400, json!(code), json!(param)), "{message}");
    }
    assert_eq!(items(app.got("/v1/files").await).len(), 2);
}

#[tokio::test]
async fn a_file_that_is_in_use_can_be_deleted() {
    let app = TestApp::new();
    let file = id(&app.upload("a.csv", "assistants", b"a,b\n1,2\n").await);
    let tools = json!([{"type": "code_interpreter"}]);
    let resources = json!({"code_interpreter": {"file_ids": [file]}});
    let body = json!({"model": "gpt-4o", "tools": tools, "tool_resources": resources});
    let assistant = app.made("/v1/assistants", body).await;
    assert_eq!(app.delete(&format!("/v1/files/{file}")).await.status, 200);
    let thread = json!({"messages": [{"role": "user", "content": "Plot the file."}]});
    let run = app.made("/v1/threads/runs", json!({"assistant_id": assistant["id"], "thread": thread})).await;
    let path = format!("/v1/threads/{}/runs/{}", run["thread_id"].as_str().expect("a thread"), id(&run));
    assert_eq!(app.got(&path).await["status"], "completed");
    let request = app.request("GET", &format!("/v1/files/{file}"), None).map(|_| Body::empty());
    assert_eq!(app.raw(request).await.status, 404);
}
