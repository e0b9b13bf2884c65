//! Uploads: completed, cancelled and expired; and forms that are no parts.

use super::checked::{Checked, id};
use crate::support::app::TestApp;
use serde_json::{Value, json};

fn announced() -> Value {
    json!({"filename": "notes.txt", "purpose": "assistants", "bytes": 5, "mime_type": "text/plain"})
}

/// Parts, and what may become of them.
pub async fn all(server: &Checked) {
    let mut body = announced();
    body["expires_after"] = json!({"anchor": "created_at", "seconds": 3600});
    let begin = async || format!("/v1/uploads/{}", id(&server.made("/v1/uploads", body.clone()).await));
    let path = begin().await;
    let complete = format!("{path}/complete");
    let (second, first) = (server.add_part(&path, b"lo").await, server.add_part(&path, b"hel").await);
    let (first, second) = (id(&first.json()), id(&second.json()));
    for (parts, md5) in [
        (json!([first]), Value::Null),
        (json!([first, first]), Value::Null),
        (json!([first, "part_00000000000000000000000000000000"]), Value::Null),
        (json!([first, second]), json!("0")),
    ] {
        server.refused(400, "POST", &complete, Some(json!({"part_ids": parts, "md5": md5}))).await;
    }
    // Sent again, as after an answer that was lost; what is not named does not count.
    assert_eq!(server.add_part(&path, b"lo").await.status, 200);
    let named = json!({"part_ids": [first, second], "md5": "5d41402abc4b2a76b9719d911017c592"});
    let whole = server.made(&complete, named.clone()).await;
    assert_eq!((&whole["status"], &whole["file"]["bytes"]), (&json!("completed"), &json!(5)));
    server.got(&format!("/v1/files/{}", id(&whole["file"]))).await;
    let cancelled = begin().await;
    assert_eq!(server.ask("POST", &format!("{cancelled}/cancel"), None).await["status"], "cancelled");
    let expired = begin().await;
    server.app().clock.advance(3600);
    for over in [path, cancelled, expired] {
        server.refused(400, "POST", &format!("{over}/complete"), Some(named.clone())).await;
        server.refused(400, "POST", &format!("{over}/cancel"), None).await;
        assert_eq!(server.add_part(&over, b"x").await.status, 400);
    }
    let unknown = "/v1/uploads/upload_00000000000000000000000000000000";
    server.refused(404, "POST", &format!("{unknown}/cancel"), None).await;
    server.refused(404, "POST", &format!("{unknown}/complete"), Some(named)).await;
    assert_eq!(server.add_part(unknown, b"x").await.status, 404);
}

#[tokio::test]
async fn broken_parts_are_refused_and_leave_nothing() {
    let server = Checked::new(TestApp::new());
    let path = format!("/v1/uploads/{}", id(&server.made("/v1/uploads", announced()).await));
    let cases: [(&[&str], Value); 4] = [
        (&[], json!(null)),
        (&["data", "data"], json!(null)),
        (&["data", "surprise"], json!("unknown_parameter")),
        (&["file"], json!("unknown_parameter")),
    ];
    for (fields, code) in cases {
        let fields: Vec<(&str, &[u8])> = fields.iter().map(|name| (*name, b"hello".as_slice())).collect();
        let reply = server.add_form(&path, &fields).await;
        let (status, got, _, message) = reply.refusal();
        assert_eq!((status, got), (400, code), "{message}");
    }
    // The whole of what was announced still fits.
    assert_eq!(server.add_part(&path, b"hello").await.status, 200);
}
