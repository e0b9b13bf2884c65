//! `/v1/uploads`: files that come in parts.

use super::{plainly, refused};
use crate::support::app::{NOW, TestApp};
use crate::support::stage::{id, items};
use serde_json::{Value, json};

const PATH: &str = "/v1/uploads";

fn body(bytes: usize) -> Value {
    json!({"filename": "a.txt", "purpose": "assistants", "bytes": bytes, "mime_type": "text/plain"})
}

async fn part(app: &TestApp, upload: &str, bytes: &[u8]) -> String {
    let reply = app.form(&format!("{PATH}/{upload}/parts"), &[("data", Some("blob"), bytes)]).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    let part = reply.json();
    let expected = json!({"id": part["id"], "object": "upload.part", "created_at": NOW, "upload_id": upload});
    assert_eq!(part.to_string(), expected.to_string(), "in this order");
    id(&part)
}

#[tokio::test]
async fn parts_become_a_file_in_the_order_in_which_they_are_named() {
    // No beta header is wanted here.
    let app = TestApp::new().with_header("openai-beta", "");
    let made = app.made(PATH, body(11)).await;
    let expected = json!({"id": made["id"], "object": "upload", "bytes": 11, "created_at": NOW, "filename": "a.txt",
        "purpose": "assistants", "status": "pending", "expires_at": NOW + 3600});
    assert_eq!(made.to_string(), expected.to_string(), "in this order");
    let upload = id(&made);
    let world = part(&app, &upload, b"world").await;
    // Sent again, as after an answer that was lost: only what is named counts.
    part(&app, &upload, b"hello ").await;
    let hello = part(&app, &upload, b"hello ").await;
    let whole = json!({"part_ids": [hello, world], "md5": "5EB63BBBE01EEED093CB22BB8F5ACDC3"});
    let complete = app.made(&format!("{PATH}/{upload}/complete"), whole).await;
    assert_eq!((&complete["status"], &complete["file"]["bytes"]), (&json!("completed"), &json!(11)));
    let file = complete["file"].clone();
    assert_eq!(app.got(&format!("/v1/files/{}", id(&file))).await, file);
    let store = id(&app.made("/v1/vector_stores", json!({"file_ids": [file["id"]]})).await);
    let content = app.got(&format!("/v1/vector_stores/{store}/files/{}/content", id(&file))).await;
    assert_eq!(content["data"][0]["text"], "hello world");
}

#[tokio::test]
async fn what_does_not_add_up_is_refused_and_can_be_mended() {
    let app = TestApp::new();
    let upload = id(&app.made(PATH, body(4)).await);
    let complete = format!("{PATH}/{upload}/complete");
    let (a, b) = (part(&app, &upload, b"ab").await, part(&app, &upload, b"cd").await);
    let other = id(&app.made(PATH, body(4)).await);
    let foreign = part(&app, &other, b"ab").await;
    let cases = [
        (
            json!({"part_ids": [a]}),
            None,
            "part_ids",
            "The parts have 2 bytes together, but this upload was created for 4 bytes.".to_owned(),
        ),
        (
            json!({"part_ids": [a, foreign]}),
            Some("invalid_value"),
            "part_ids",
            format!("The following parts were not found in this upload: {foreign}"),
        ),
        (json!({"part_ids": [a, b, a]}), Some("invalid_value"), "part_ids", format!("The part '{a}' is named twice.")),
        (
            json!({"part_ids": [a, b], "md5": "0"}),
            Some("invalid_value"),
            "md5",
            "The md5 checksum of the parts is 'e2fc714c4727ee9395f324cd2e7f331f', but '0' was expected.".to_owned(),
        ),
        (
            json!({"part_ids": []}),
            Some("empty_array"),
            "part_ids",
            "Invalid 'part_ids': empty array. Expected an array with minimum length 1, but got an empty array instead."
                .to_owned(),
        ),
    ];
    for (body, code, param, message) in cases {
        refused(&app.post(&complete, body).await, code, Some(param), &message);
    }
    let many = [("data", Some("a"), &b"x"[..]), ("data", Some("b"), b"y")];
    assert_eq!(app.form(&format!("{PATH}/{upload}/parts"), &many).await.status, 400);
    assert_eq!(app.form(&format!("{PATH}/{upload}/parts"), &[]).await.status, 400);
    assert_eq!(app.made(&complete, json!({"part_ids": [a, b]})).await["status"], "completed");
    plainly(
        &app.post(&complete, json!({"part_ids": [a, b]})).await,
        400,
        "Cannot complete an upload with status 'completed'.",
    );
}

#[tokio::test]
async fn cancelled_and_expired_uploads_take_nothing_more() {
    let app = TestApp::new();
    for (status, over) in [("cancelled", true), ("expired", false)] {
        let upload = id(&app.made(PATH, body(2)).await);
        let own = part(&app, &upload, b"ab").await;
        if over {
            assert_eq!(app.made(&format!("{PATH}/{upload}/cancel"), json!({})).await["status"], status);
        } else {
            app.clock.advance(3600);
        }
        let cancel = app.post(&format!("{PATH}/{upload}/cancel"), json!({})).await;
        plainly(&cancel, 400, &format!("Cannot cancel an upload with status '{status}'."));
        let more = app.form(&format!("{PATH}/{upload}/parts"), &[("data", None, b"x")]).await;
        plainly(&more, 400, &format!("Cannot add parts to an upload with status '{status}'."));
        let whole = app.post(&format!("{PATH}/{upload}/complete"), json!({"part_ids": [own]})).await;
        plainly(&whole, 400, &format!("Cannot complete an upload with status '{status}'."));
    }
    assert_eq!(items(app.got("/v1/files").await).len(), 0);
    let missing = format!("upload_{}", "0".repeat(32));
    let reply = app.post(&format!("{PATH}/{missing}/cancel"), json!({})).await;
    plainly(&reply, 404, &format!("No upload found with id '{missing}'."));
}

#[tokio::test]
async fn beginning_one_takes_what_a_file_would() {
    let app = TestApp::new();
    let mut wrong = body(3);
    wrong["purpose"] = json!("world_domination");
    let message = "'world_domination' is not one of ['fine-tune', 'assistants', 'batch', 'user_data', 'vision', 'evals'] - 'purpose'";
    refused(&app.post(PATH, wrong).await, None, Some("purpose"), message);
    let mut wrong = body(3);
    wrong["filename"] = json!("a.exe");
    assert!(app.post(PATH, wrong).await.refusal().3.starts_with("Invalid extension exe."));
    for bytes in [json!(0), json!("3"), json!(8_u64 * 1024 * 1024 * 1024 + 1)] {
        let mut wrong = body(3);
        wrong["bytes"] = bytes;
        assert_eq!(app.post(PATH, wrong).await.refusal().2, json!("bytes"));
    }
}
