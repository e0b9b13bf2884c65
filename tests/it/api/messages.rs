//! `/v1/threads/{thread_id}/messages`.

use super::{keys, nobody, plainly, refused, sentences};
use crate::support::app::{NOW, TestApp};
use crate::support::stage::{ACTIVE, OVER, Stage, id, items};
use serde_json::{Value, json};
use understage::Pace;

fn said(text: &str) -> Value {
    json!({"role": "user", "content": text})
}

#[tokio::test]
async fn a_message_is_made_read_changed_and_deleted() {
    let stage = Stage::plain(Pace::Instant).await;
    let path = stage.path("/messages");
    let made = stage.app.made(&path, json!({"role": "assistant", "content": "naïve ₂", "metadata": {"k": "v"}})).await;
    assert_eq!(
        keys(&made),
        [
            "id",
            "object",
            "created_at",
            "assistant_id",
            "thread_id",
            "run_id",
            "status",
            "incomplete_details",
            "incomplete_at",
            "completed_at",
            "role",
            "content",
            "attachments",
            "metadata"
        ]
    );
    let expected = json!({"id": made["id"], "object": "thread.message", "created_at": NOW, "assistant_id": null,
        "thread_id": stage.thread, "run_id": null, "status": "completed", "incomplete_details": null,
        "incomplete_at": null, "completed_at": NOW, "role": "assistant",
        "content": [{"type": "text", "text": {"value": "naïve ₂", "annotations": []}}], "attachments": [],
        "metadata": {"k": "v"}});
    assert_eq!(made, expected);
    let own = format!("{path}/{}", id(&made));
    assert_eq!(stage.app.got(&own).await, made);
    assert_eq!(stage.app.made(&own, json!({"metadata": {"k": "w"}})).await["metadata"], json!({"k": "w"}));
    let reply = stage.app.post(&own, json!({"content": "x"})).await;
    refused(&reply, Some("unknown_parameter"), Some("content"), "Unknown parameter: 'content'.");
    let gone = stage.app.delete(&own).await;
    assert_eq!(gone.text(), format!(r#"{{"id":"{}","object":"thread.message.deleted","deleted":true}}"#, id(&made)));
    for reply in [stage.app.get(&own).await, stage.app.delete(&own).await, stage.app.post(&own, json!({})).await] {
        plainly(&reply, 404, &format!("No message found with id '{}'.", id(&made)));
    }
    assert_eq!(stage.messages().await.len(), 1);
}

#[tokio::test]
async fn content_is_text_or_parts() {
    let stage = Stage::plain(Pace::Instant).await;
    let image = id(&stage.app.upload("a.png", "vision", b"png").await);
    let content = json!([{"type": "text", "text": "Look."},
        {"type": "image_file", "image_file": {"file_id": image, "detail": "high"}},
        {"type": "image_url", "image_url": {"url": "data:image/png;base64,AA=="}}]);
    let made = stage.app.made(&stage.path("/messages"), json!({"role": "user", "content": content})).await;
    assert_eq!(
        made["content"],
        json!([{"type": "text", "text": {"value": "Look.", "annotations": []}},
            {"type": "image_file", "image_file": {"file_id": image, "detail": "high"}},
            {"type": "image_url", "image_url": {"url": "data:image/png;base64,AA==", "detail": "auto"}}])
    );
}

#[tokio::test]
async fn refusals_are_the_services() {
    let stage = Stage::plain(Pace::Instant).await;
    let text = id(&stage.app.upload("a.txt", "assistants", b"x").await);
    let part = |part: Value| json!({"role": "user", "content": [part]});
    let cases = [
        (json!({"role": "user"}), "Missing required parameter: 'content'."),
        (json!({"content": "x"}), "Missing required parameter: 'role'."),
        (
            json!({"role": "system", "content": "x"}),
            "Invalid value: 'system'. Supported values are: 'user' and 'assistant'.",
        ),
        (json!({"role": "user", "content": "x", "file_ids": []}), "Unknown parameter: 'file_ids'."),
        (
            json!({"role": "user", "content": null}),
            "Invalid type for 'content': expected one of a string or array of objects, but got null instead.",
        ),
        (
            said(""),
            "Invalid 'content': empty string. Expected a string with minimum length 1, but got an empty string instead.",
        ),
        (
            json!({"role": "user", "content": []}),
            "Invalid 'content': empty array. Expected an array with minimum length 1, but got an empty array instead.",
        ),
        (
            said(&"x".repeat(256_001)),
            "Invalid 'content': string too long. Expected a string with maximum length 256000, but got a string with \
             length 256001 instead.",
        ),
        (part(json!({"type": "text"})), "Missing required parameter: 'content[0].text'."),
        (
            part(json!({"type": "video"})),
            "Invalid value: 'video'. Supported values are: 'text', 'image_url', and 'image_file'.",
        ),
        (
            part(json!({"type": "image_url", "image_url": {"url": "file:///etc/passwd"}})),
            "Invalid 'content[0].image_url.url'. Expected a valid URL, but got a value with an invalid format.",
        ),
        (
            part(json!({"type": "image_file", "image_file": {"file_id": text}})),
            "Invalid message content: Expected file type to be a supported format: .jpeg, .jpg, .png, .gif, .webp but \
             got .txt.",
        ),
        (
            json!({"role": "user", "content": "x", "attachments": [{"file_id": text}]}),
            "Missing required parameter: 'attachments[0].tools'.",
        ),
        (
            json!({"role": "user", "content": "x", "attachments": [{"file_id": text, "tools": [{"type": "function"}]}]}),
            "Invalid value: 'function'. Supported values are: 'code_interpreter' and 'file_search'.",
        ),
    ];
    sentences(&stage.app, &stage.path("/messages"), &cases).await;
    assert_eq!(stage.messages().await.len(), 1, "a refused request leaves nothing behind");
}

#[tokio::test]
async fn a_thread_is_locked_exactly_while_a_run_is_active() {
    for (status, locked) in ACTIVE.iter().map(|it| (it, true)).chain(OVER.iter().map(|it| (it, false))) {
        let stage = Stage::weather(Pace::Step).await;
        let run = stage.run_in(status).await;
        let reply = stage.app.post(&stage.path("/messages"), said("And in Rome?")).await;
        if locked {
            let message = format!("Can't add messages to {} while a run {} is active.", stage.thread, id(&run));
            plainly(&reply, 400, &message);
        } else {
            assert_eq!(reply.status, 200, "{status}: {}", reply.text());
        }
        // Reading, changing and deleting stay allowed.
        let first = stage.path(&format!("/messages/{}", id(&stage.messages().await[0])));
        stage.app.made(&first, json!({"metadata": {"seen": status}})).await;
        assert_eq!(stage.app.got(&first).await["metadata"]["seen"], *status);
        assert_eq!(stage.app.delete(&first).await.status, 200);
    }
}

#[tokio::test]
async fn run_id_picks_the_messages_of_a_run() {
    let stage = Stage::plain(Pace::Instant).await;
    let (one, two) = (stage.start(json!({})).await, stage.start(json!({})).await);
    for run in [&one, &two] {
        let list = items(stage.app.got(&stage.path(&format!("/messages?run_id={}", id(run)))).await);
        assert_eq!(list.len(), 1);
        assert_eq!((&list[0]["run_id"], &list[0]["assistant_id"]), (&run["id"], &run["assistant_id"]));
        assert_eq!(list[0]["role"], "assistant");
    }
    assert_eq!(stage.messages().await.len(), 3);
    for run in [nobody("run_"), "nonsense".to_owned()] {
        assert_eq!(items(stage.app.got(&stage.path(&format!("/messages?run_id={run}"))).await).len(), 0);
    }
    let page = stage.app.got(&stage.path(&format!("/messages?run_id={}&limit=1", id(&one)))).await;
    assert_eq!(page["has_more"], false, "what the filter leaves out does not count");
}

#[tokio::test]
async fn a_message_belongs_to_its_thread() {
    let stage = Stage::plain(Pace::Instant).await;
    let message = id(&stage.messages().await[0]);
    let other = id(&stage.app.made("/v1/threads", json!({})).await);
    let path = format!("/v1/threads/{other}/messages/{message}");
    let not_found = format!("No message found with id '{message}'.");
    for reply in [stage.app.get(&path).await, stage.app.delete(&path).await, stage.app.post(&path, json!({})).await] {
        plainly(&reply, 404, &not_found);
    }
    assert_eq!(stage.messages().await.len(), 1);
    let reply = stage.app.get(&stage.path("/messages/abc")).await;
    let message = "Invalid 'message_id': 'abc'. Expected an ID that begins with 'msg'.";
    refused(&reply, Some("invalid_value"), Some("message_id"), message);
}

/// A run at pace `step` that has begun to write its message; the path of the message.
async fn writing(stage: &Stage) -> (Value, String) {
    let run = stage.start(json!({})).await;
    while stage.messages().await.len() < 2 {
        stage.step(&run, 1).await;
    }
    let message = stage.messages().await.remove(1);
    assert_eq!((&message["status"], &message["content"]), (&json!("in_progress"), &json!([])));
    (run, stage.path(&format!("/messages/{}", id(&message))))
}

#[tokio::test]
async fn a_message_that_is_deleted_while_it_is_written_stays_deleted() {
    let stage = Stage::plain(Pace::Step).await;
    let (run, path) = writing(&stage).await;
    assert_eq!(stage.app.delete(&path).await.status, 200);
    stage.step_to(&run, "completed").await;
    assert_eq!(stage.app.get(&path).await.status, 404);
    assert_eq!(stage.messages().await.len(), 1);
}

#[tokio::test]
async fn metadata_given_to_a_message_while_it_is_written_stays() {
    let stage = Stage::plain(Pace::Step).await;
    let (run, path) = writing(&stage).await;
    stage.app.made(&path, json!({"metadata": {"k": "v"}})).await;
    stage.step_to(&run, "completed").await;
    let message = stage.app.got(&path).await;
    assert_eq!((&message["status"], &message["metadata"]), (&json!("completed"), &json!({"k": "v"})));
}

#[tokio::test]
async fn odd_text_comes_back_as_it_went_in() {
    let app = TestApp::new();
    for text in ["\0", "\u{202e}txt.exe", "<|endoftext|>", "🦀\u{fffd}\u{10ffff}", " \t\r\n", "\"\\/"] {
        let thread = id(&app.made("/v1/threads", json!({"messages": [said(text)]})).await);
        let listed = items(app.got(&format!("/v1/threads/{thread}/messages")).await);
        assert_eq!(listed[0]["content"][0]["text"]["value"], text);
    }
}
