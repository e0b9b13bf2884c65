//! `/v1/vector_stores/{id}/files` and `/file_batches`: how files come in, what becomes of them, how they go.

use super::plainly;
use super::vector_stores::{PATH, store_of};
use crate::support::app::{NOW, TestApp};
use crate::support::stage::{id, items};
use serde_json::{Value, json};
use understage::Pace;

const TEXT: &str = "Ink is blue.";

fn statuses(list: Value) -> Vec<String> {
    items(list).iter().map(|file| file["status"].as_str().unwrap_or_default().to_owned()).collect()
}

async fn empty_store(app: &TestApp) -> String {
    format!("{PATH}/{}", id(&app.made(PATH, json!({})).await))
}

async fn uploads(app: &TestApp, count: usize) -> Vec<String> {
    let mut ids = Vec::new();
    for n in 0..count {
        ids.push(id(&app.upload(&format!("{n}.txt"), "assistants", TEXT.as_bytes()).await));
    }
    ids
}

#[tokio::test]
async fn a_file_comes_is_read_changed_and_goes() {
    let app = TestApp::new();
    let store = empty_store(&app).await;
    let file = id(&app.upload("a.md", "assistants", TEXT.as_bytes()).await);
    let made = app.made(&format!("{store}/files"), json!({"file_id": file, "attributes": {"a": 1, "b": true}})).await;
    let strategy = json!({"type": "static", "static": {"max_chunk_size_tokens": 800, "chunk_overlap_tokens": 400}});
    let expected = json!({"id": file, "object": "vector_store.file", "usage_bytes": 0, "created_at": NOW,
        "vector_store_id": store.trim_start_matches("/v1/vector_stores/"), "status": "in_progress", "last_error": null,
        "chunking_strategy": strategy, "attributes": {"a": 1, "b": true}});
    assert_eq!(made.to_string(), expected.to_string(), "in this order");
    let path = format!("{store}/files/{file}");
    let read = app.got(&path).await;
    assert_eq!((&read["status"], &read["usage_bytes"]), (&json!("completed"), &json!(TEXT.len() + 1024)));
    let changed = app.made(&path, json!({"attributes": {"c": "d"}})).await;
    assert_eq!((&changed["attributes"], &changed["status"]), (&json!({"c": "d"}), &json!("completed")));
    let content = app.got(&format!("{path}/content")).await;
    assert_eq!(content["data"], json!([{"type": "text", "text": TEXT}]));
    let gone = app.delete(&path).await;
    assert_eq!(gone.text(), format!(r#"{{"id":"{file}","object":"vector_store.file.deleted","deleted":true}}"#));
    plainly(&app.get(&path).await, 404, &format!("No file found with id '{file}'."));
    assert_eq!(app.got(&format!("/v1/files/{file}")).await["id"], json!(file), "the file itself stays");
    assert_eq!(app.got(&store).await["usage_bytes"], 0);
    let hits = app.made(&format!("{store}/search"), json!({"query": "ink"})).await;
    assert_eq!(items(hits).len(), 0);
}

#[tokio::test]
async fn what_cannot_be_read_fails_in_the_services_words() {
    let app = TestApp::new();
    let cases: [(&str, &[u8], &str, &str); 4] = [
        ("a.csv", b"a,b", "unsupported_file", "The file type is not supported."),
        ("a.png", b"\x89PNG\r\n\x1a\n", "unsupported_file", "The file type is not supported."),
        ("a.pdf", b"no PDF", "invalid_file", "The file could not be parsed."),
        ("a.txt", b"", "invalid_file", "The file could not be parsed."),
    ];
    let store = empty_store(&app).await;
    let mut files = Vec::new();
    for (name, bytes, ..) in cases {
        files.push(id(&app.upload(name, "assistants", bytes).await));
    }
    let good = id(&app.upload("good.txt", "assistants", TEXT.as_bytes()).await);
    let all: Vec<&String> = files.iter().chain([&good]).collect();
    let batch = app.made(&format!("{store}/file_batches"), json!({"file_ids": all})).await;
    let batch = app.got(&format!("{store}/file_batches/{}", id(&batch))).await;
    assert_eq!(batch["status"], "completed", "although most of its files failed");
    assert_eq!(
        batch["file_counts"],
        json!({"in_progress": 0, "completed": 1, "failed": 4, "cancelled": 0, "total": 5})
    );
    for (file, (name, _, code, message)) in files.iter().zip(cases) {
        let file = app.got(&format!("{store}/files/{file}")).await;
        assert_eq!((&file["status"], &file["usage_bytes"]), (&json!("failed"), &json!(0)), "{name}");
        assert_eq!(file["last_error"], json!({"code": code, "message": message}), "{name}");
    }
    let own = app.got(&store).await;
    assert_eq!((&own["status"], &own["file_counts"]["failed"]), (&json!("completed"), &json!(4)));
    for (filter, count) in [("failed", 4), ("completed", 1), ("in_progress", 0), ("cancelled", 0)] {
        assert_eq!(items(app.got(&format!("{store}/files?filter={filter}")).await).len(), count, "{filter}");
    }
    assert_eq!(app.get(&format!("{store}/files?filter=done")).await.status, 400);
}

#[tokio::test]
async fn a_batch_says_how_far_it_is_and_lists_its_files() {
    let app = TestApp::new();
    let store = empty_store(&app).await;
    let files = uploads(&app, 3).await;
    app.made(&format!("{store}/files"), json!({"file_id": files[0]})).await;
    let each = json!([{"file_id": files[1], "attributes": {"n": 1}},
        {"file_id": files[2], "chunking_strategy": {"type": "static", "static":
            {"max_chunk_size_tokens": 100, "chunk_overlap_tokens": 0}}}]);
    let made = app.made(&format!("{store}/file_batches"), json!({"files": each})).await;
    let counts = json!({"in_progress": 2, "completed": 0, "failed": 0, "cancelled": 0, "total": 2});
    let expected = json!({"id": made["id"], "object": "vector_store.files_batch", "created_at": NOW,
        "status": "in_progress", "vector_store_id": made["vector_store_id"], "file_counts": counts});
    assert_eq!(made.to_string(), expected.to_string(), "in this order");
    let path = format!("{store}/file_batches/{}", id(&made));
    let listed = items(app.got(&format!("{path}/files?order=asc")).await);
    assert_eq!((listed.len(), &listed[0]["attributes"]), (2, &json!({"n": 1})));
    assert_eq!(listed[1]["chunking_strategy"]["static"]["max_chunk_size_tokens"], 100);
    let page = app.got(&format!("{path}/files?limit=1")).await;
    assert_eq!((&page["first_id"], &page["has_more"]), (&json!(files[2]), &json!(true)));
    let next = app.got(&format!("{path}/files?limit=1&after={}", files[2])).await;
    assert_eq!((&next["first_id"], &next["has_more"]), (&json!(files[1]), &json!(false)));
    assert_eq!(app.got(&path).await["status"], "completed");
    let cancelled = app.made(&format!("{path}/cancel"), json!({})).await;
    assert_eq!(cancelled["status"], "completed", "a batch that is over stays so (wire.md §3)");
    let missing = format!("vsfb_{}", "0".repeat(32));
    let reply = app.get(&format!("{store}/file_batches/{missing}")).await;
    plainly(&reply, 404, &format!("No file batch found with id '{missing}'."));
}

#[tokio::test]
async fn a_batch_can_be_cancelled_before_anybody_looks() {
    let app = TestApp::new();
    let store = empty_store(&app).await;
    let files = uploads(&app, 2).await;
    let made = app.made(&format!("{store}/file_batches"), json!({"file_ids": files})).await;
    let path = format!("{store}/file_batches/{}", id(&made));
    let cancelled = app.made(&format!("{path}/cancel"), json!({})).await;
    assert_eq!((&cancelled["status"], &cancelled["file_counts"]["cancelled"]), (&json!("cancelled"), &json!(2)));
    assert_eq!(app.got(&path).await, cancelled);
    assert_eq!(statuses(app.got(&format!("{path}/files")).await), ["cancelled", "cancelled"]);
    assert_eq!(app.got(&store).await["status"], "completed");
    // Attached anew, a file is read after all.
    app.made(&format!("{store}/files"), json!({"file_id": files[0]})).await;
    assert_eq!(app.got(&format!("{store}/files/{}", files[0])).await["status"], "completed");
    assert_eq!(app.got(&path).await["file_counts"], cancelled["file_counts"]);
}

#[tokio::test]
async fn a_file_that_is_attached_again_is_read_anew() {
    let app = TestApp::new();
    let (store, files) = store_of(&app, &[("a.txt", &"Ink is blue. ".repeat(200))]).await;
    let store = format!("{PATH}/{store}");
    let before = app.got(&store).await;
    let chunking = json!({"type": "static", "static": {"max_chunk_size_tokens": 100, "chunk_overlap_tokens": 50}});
    let again = json!({"file_id": files[0], "chunking_strategy": chunking});
    assert_eq!(app.made(&format!("{store}/files"), again).await["status"], "in_progress");
    let after = app.got(&store).await;
    assert_eq!(after["file_counts"], before["file_counts"]);
    assert!(after["usage_bytes"].as_u64() > before["usage_bytes"].as_u64(), "more pieces take more");
    let content = items(app.got(&format!("{store}/files/{}/content", files[0])).await);
    let whole: String = content.iter().filter_map(|piece| piece["text"].as_str()).collect();
    assert_eq!(whole, "Ink is blue. ".repeat(200).trim_end(), "pieces make up the whole, each part once");
}

#[tokio::test]
async fn other_paces_take_their_time() {
    let app = TestApp::paced(Pace::Polls(2));
    let (store, _) = store_of(&app, &[("a.txt", TEXT)]).await;
    let path = format!("{PATH}/{store}");
    for status in ["in_progress", "in_progress", "completed"] {
        assert_eq!(app.got(&path).await["status"], status);
    }
    let app = TestApp::paced(Pace::Realistic);
    let (store, _) = store_of(&app, &[("a.txt", TEXT)]).await;
    let path = format!("{PATH}/{store}");
    assert_eq!(app.got(&path).await["status"], "in_progress");
    app.clock.advance(60);
    assert_eq!(app.got(&path).await["status"], "completed");
}

#[tokio::test]
async fn a_store_holds_ten_thousand_files_and_no_more() {
    let app = TestApp::new();
    let store = empty_store(&app).await;
    let files = uploads(&app, 10_001).await;
    for some in files[..10_000].chunks(2_000) {
        let made = app.made(&format!("{store}/file_batches"), json!({"file_ids": some})).await;
        app.made(&format!("{store}/file_batches/{}/cancel", id(&made)), json!({})).await;
    }
    let reply = app.post(&format!("{store}/files"), json!({"file_id": files[10_000]})).await;
    let name = store.trim_start_matches("/v1/vector_stores/");
    plainly(&reply, 400, &format!("Vector store '{name}' cannot have more than 10000 files."));
    let reply = app.post(&format!("{store}/file_batches"), json!({"file_ids": files[..2_001]})).await;
    assert_eq!(reply.refusal().1, json!("array_above_max_length"));
}

#[tokio::test]
async fn what_was_read_before_is_not_shown_of_a_file_that_is_read_anew() {
    let app = TestApp::new();
    let file = id(&app.upload("a.md", "assistants", b"Ink is blue.").await);
    let store = id(&app.made("/v1/vector_stores", json!({"file_ids": [file]})).await);
    let path = format!("/v1/vector_stores/{store}");
    let content = format!("{path}/files/{file}/content");
    assert_eq!(app.got(&content).await["data"][0]["text"], "Ink is blue.");
    let later = app.with_header("x-understage-pace", "polls:3");
    let batch = id(&later.made(&format!("{path}/file_batches"), json!({"file_ids": [file]})).await);
    assert_eq!(app.got(&content).await["data"], json!([]), "in progress");
    app.made(&format!("{path}/file_batches/{batch}/cancel"), json!({})).await;
    assert_eq!(app.got(&content).await["data"], json!([]), "cancelled");
}
