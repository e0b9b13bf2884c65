//! `/v1/vector_stores`: stores, their time, and searching them.

use super::{keys, plainly, sentences};
use crate::support::app::{NOW, TestApp};
use crate::support::stage::{id, items};
use serde_json::{Value, json};

pub const PATH: &str = "/v1/vector_stores";
const DAY: i64 = 86_400;

/// A store with these files.
pub async fn store_of(app: &TestApp, files: &[(&str, &str)]) -> (String, Vec<String>) {
    let mut ids = Vec::new();
    for (name, text) in files {
        ids.push(id(&app.upload(name, "assistants", text.as_bytes()).await));
    }
    (id(&app.made(PATH, json!({"file_ids": ids})).await), ids)
}

#[tokio::test]
async fn a_store_is_made_read_changed_and_deleted() {
    // No beta header is wanted here (wire.md §2).
    let app = TestApp::new().with_header("openai-beta", "");
    let made = app.made(PATH, json!({"name": "Ours", "description": "All of it", "metadata": {"k": "v"}})).await;
    let counts = json!({"in_progress": 0, "completed": 0, "failed": 0, "cancelled": 0, "total": 0});
    let expected = json!({"id": made["id"], "object": "vector_store", "created_at": NOW, "name": "Ours",
        "description": "All of it", "usage_bytes": 0, "file_counts": counts, "status": "completed",
        "expires_at": null, "last_active_at": NOW, "metadata": {"k": "v"}});
    assert_eq!(made.to_string(), expected.to_string(), "in this order");
    let path = format!("{PATH}/{}", id(&made));
    assert_eq!(app.got(&path).await, made);
    let changed =
        app.made(&path, json!({"name": null, "expires_after": {"anchor": "last_active_at", "days": 2}})).await;
    assert_eq!((&changed["name"], &changed["metadata"]), (&json!(""), &json!({"k": "v"})));
    assert_eq!(changed["expires_at"], NOW + 2 * DAY);
    assert_eq!(app.made(&path, json!({"expires_after": null})).await["expires_at"], json!(null));
    assert_eq!(items(app.got(PATH).await).len(), 1);
    let gone = app.delete(&path).await;
    assert_eq!(gone.text(), format!(r#"{{"id":"{}","object":"vector_store.deleted","deleted":true}}"#, id(&made)));
    for reply in [app.get(&path).await, app.delete(&path).await, app.get(&format!("{path}/files")).await] {
        plainly(&reply, 404, &format!("No vector store found with id '{}'.", id(&made)));
    }
}

#[tokio::test]
async fn files_are_read_before_anybody_looks() {
    let app = TestApp::new();
    let text = "The kettle boils at the usual temperature.";
    let file = id(&app.upload("kettle.txt", "assistants", text.as_bytes()).await);
    let reply = app.post(PATH, json!({"file_ids": [file, file]})).await;
    assert!(reply.header("openai-poll-after-ms").is_some());
    let made = reply.json();
    assert_eq!((&made["status"], &made["file_counts"]["in_progress"]), (&json!("in_progress"), &json!(1)));
    let listed = items(app.got(PATH).await);
    // As the service counted: the text, and 1,024 bytes for each piece of it.
    assert_eq!((&listed[0]["status"], &listed[0]["usage_bytes"]), (&json!("completed"), &json!(text.len() + 1024)));
    assert_eq!((&listed[0]["file_counts"]["completed"], &listed[0]["file_counts"]["total"]), (&json!(1), &json!(1)));
    let path = format!("{PATH}/{}", id(&made));
    app.delete(&format!("/v1/files/{file}")).await;
    let after = app.got(&path).await;
    assert_eq!((&after["usage_bytes"], &after["file_counts"]["total"]), (&json!(0), &json!(0)), "it is in no store");
}

#[tokio::test]
async fn a_search_finds_passages_and_says_where() {
    let app = TestApp::new();
    let files = [
        ("returns.md", "# Returns\n\nA kettle can be sent back within thirty days of purchase."),
        ("care.md", "# Care\n\nDescale the kettle twice a year with vinegar."),
        ("unrelated.md", "# Boats\n\nA ketch has two masts."),
    ];
    let (store, ids) = store_of(&app, &files).await;
    let path = format!("{PATH}/{store}/search");
    let page = app.made(&path, json!({"query": "When can a kettle be sent back?"})).await;
    assert_eq!(keys(&page), ["object", "search_query", "data", "has_more", "next_page"]);
    assert_eq!((&page["object"], &page["has_more"]), (&json!("vector_store.search_results.page"), &json!(false)));
    assert_eq!(page["search_query"], json!(["When can a kettle be sent back?"]));
    let first = &page["data"][0];
    assert_eq!(keys(first), ["file_id", "filename", "score", "attributes", "content"]);
    assert_eq!((&first["file_id"], &first["filename"]), (&json!(ids[0]), &json!("returns.md")));
    assert_eq!(first["content"], json!([{"type": "text", "text": files[0].1}]));
    let scores: Vec<f64> =
        page["data"].as_array().expect("a list").iter().filter_map(|hit| hit["score"].as_f64()).collect();
    assert!(scores.is_sorted_by(|a, b| a >= b) && scores.iter().all(|score| (0.0..=1.0).contains(score)), "{scores:?}");
    assert_eq!(scores.len(), 2, "what has no word of the query is not found");

    let rewritten = app.made(&path, json!({"query": "When can a kettle be sent back?", "rewrite_query": true})).await;
    assert_eq!(rewritten["search_query"], json!(["kettle sent back"]));
    let several = app.made(&path, json!({"query": ["descale", "masts"], "max_num_results": 1})).await;
    assert_eq!((items(several).len(), scores[0] > 0.5), (1, true));
    let strict = json!({"query": "kettle vinegar", "ranking_options": {"score_threshold": scores[0]}});
    let strict = items(app.made(&path, strict).await);
    assert!(strict.iter().all(|hit| hit["score"].as_f64() >= Some(scores[0])), "{strict:?}");
    for odd in ["\" OR * NEAR(", "\u{0}", "🫖", "", "the", &"x ".repeat(50_000), "a-b:c^2 AND NOT {x}"] {
        assert_eq!(app.post(&path, json!({"query": odd})).await.status, 200, "{odd}");
    }
}

#[tokio::test]
async fn filters_look_at_attributes() {
    let app = TestApp::new();
    let (store, ids) = store_of(&app, &[("a.txt", "Blue ink."), ("b.txt", "Red ink."), ("c.txt", "Green ink.")]).await;
    for (file, attributes) in ids.iter().zip([json!({"year": 2021, "kind": "pen"}), json!({"year": 2023.0}), json!({})])
    {
        app.made(&format!("{PATH}/{store}/files/{file}"), json!({"attributes": attributes})).await;
    }
    let cases = [
        (json!({"type": "eq", "key": "year", "value": 2023}), vec![1]),
        (json!({"type": "ne", "key": "year", "value": 2023}), vec![0, 2]),
        (json!({"type": "gte", "key": "year", "value": 2021}), vec![0, 1]),
        (json!({"type": "in", "key": "kind", "value": ["pen", "brush"]}), vec![0]),
        (
            json!({"type": "and", "filters": [{"type": "gt", "key": "year", "value": 2020},
            {"type": "nin", "key": "kind", "value": ["pen"]}]}),
            vec![1],
        ),
        (json!({"type": "or", "filters": []}), vec![]),
    ];
    for (filter, expected) in cases {
        let body = json!({"query": "ink", "filters": filter});
        let hits = items(app.made(&format!("{PATH}/{store}/search"), body).await);
        let mut found: Vec<usize> =
            hits.iter().filter_map(|hit| ids.iter().position(|id| hit["file_id"] == **id)).collect();
        found.sort_unstable();
        assert_eq!(found, expected, "{filter}");
    }
}

#[tokio::test]
async fn a_store_expires_by_the_clock_and_use_keeps_it() {
    let app = TestApp::new();
    let file = id(&app.upload("a.txt", "assistants", b"Blue ink.").await);
    let expiry = json!({"anchor": "last_active_at", "days": 1});
    let made = app.made(PATH, json!({"file_ids": [file], "expires_after": expiry})).await;
    assert_eq!((&made["expires_after"], &made["expires_at"]), (&expiry, &json!(NOW + DAY)));
    let path = format!("{PATH}/{}", id(&made));
    app.clock.advance(DAY - 1);
    app.made(&format!("{path}/search"), json!({"query": "ink"})).await;
    let used = app.got(&path).await;
    assert_eq!((&used["last_active_at"], &used["expires_at"]), (&json!(NOW + DAY - 1), &json!(NOW + 2 * DAY - 1)));
    app.clock.advance(DAY);
    let expired = app.got(&path).await;
    assert_eq!((&expired["status"], &expired["file_counts"]["completed"]), (&json!("expired"), &json!(1)));
    // What it held can be listed, so that it can be put into another; nothing else can be done with it.
    assert_eq!(items(app.got(&format!("{path}/files")).await)[0]["id"], json!(file));
    let sentence = format!("Vector store '{}' has expired.", id(&made));
    for (below, body) in [
        ("", json!({"name": "x"})),
        ("/files", json!({"file_id": file})),
        ("/file_batches", json!({"file_ids": [file]})),
        ("/search", json!({"query": "ink"})),
    ] {
        plainly(&app.post(&format!("{path}{below}"), body).await, 400, &sentence);
    }
    assert_eq!(app.delete(&path).await.status, 200);
}

#[tokio::test]
async fn bounds_are_where_the_service_had_them() {
    let app = TestApp::new();
    let id = "file-000000000000000000000000";
    let many: Vec<Value> = vec![json!(id); 501];
    sentences(
        &app,
        PATH,
        &[
            (json!({"file_ids": many}), "Invalid 'file_ids': array too long. Expected an array with maximum length 500, but got an array with length 501 instead."),
            (json!({"file_ids": [id]}), &format!("The following file IDs were not found: {id}")),
            (json!({"expires_after": {"anchor": "created_at", "days": 1}}), "Invalid value: 'created_at'. Supported values are: 'last_active_at'."),
            (json!({"expires_after": {"anchor": "last_active_at", "days": 366}}), "Invalid 'expires_after.days': integer above maximum value. Expected a value <= 365, but got 366 instead."),
            (json!({"chunking_strategy": {"type": "other"}}), "Invalid value: 'other'. Supported values are: 'auto' and 'static'."),
            (json!({"files": []}), "Unknown parameter: 'files'."),
        ],
    )
    .await;
}

#[tokio::test]
async fn projects_do_not_see_each_others_stores() {
    let app = TestApp::new();
    let (store, _) = store_of(&app, &[("a.txt", "Blue ink.")]).await;
    let other = app.as_key("sk-other");
    plainly(&other.get(&format!("{PATH}/{store}")).await, 404, &format!("No vector store found with id '{store}'."));
    assert_eq!(items(other.got(PATH).await).len(), 0);
}
