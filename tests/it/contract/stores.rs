//! Vector stores, their files and batches, in every status.

use super::checked::{Checked, id};
use serde_json::{Value, json};

/// What every story asks for, and the file that says so.
pub const QUESTION: &str = "How tall is the lighthouse of Skerry Point?";
const TEXT: &str = "Notes of the keeper.\n\nThe lighthouse of Skerry Point is 41 metres tall. It was lit in 1854.\n";

/// A file that says how tall the lighthouse is.
pub async fn notes(server: &Checked) -> String {
    server.upload("notes.txt", "assistants", TEXT.as_bytes()).await
}

/// A file that cannot be searched.
async fn picture(server: &Checked) -> String {
    server.upload("picture.png", "assistants", b"not really").await
}

/// A store with these fields; its path.
pub async fn store(server: &Checked, body: Value) -> String {
    format!("/v1/vector_stores/{}", id(&server.made("/v1/vector_stores", body).await))
}

fn chunking() -> Value {
    json!({"type": "static", "static": {"max_chunk_size_tokens": 100, "chunk_overlap_tokens": 50}})
}

/// Made, listed, changed and deleted, with and without files.
pub async fn made(server: &Checked) {
    let (notes, picture) = (notes(server).await, picture(server).await);
    server.ask("POST", "/v1/vector_stores", None).await;
    let empty = store(server, json!({})).await;
    assert_eq!(server.got(&empty).await["status"], "completed");
    let body = json!({"file_ids": [notes, picture], "name": "N", "description": "D", "chunking_strategy": chunking(),
        "expires_after": {"anchor": "last_active_at", "days": 30}, "metadata": {"k": "v"}});
    let made = server.made("/v1/vector_stores", body).await;
    assert_eq!((&made["status"], &made["file_counts"]["in_progress"]), (&json!("in_progress"), &json!(2)));
    let path = format!("/v1/vector_stores/{}", id(&made));
    let counts = &server.got(&path).await["file_counts"];
    assert_eq!((&counts["completed"], &counts["failed"]), (&json!(1), &json!(1)));
    for change in [
        json!({}),
        json!({"name": "M", "metadata": {"a": "b"}, "expires_after": {"anchor": "last_active_at", "days": 1}}),
        json!({"name": null, "metadata": null, "expires_after": null}),
    ] {
        server.made(&path, change).await;
        server.got(&path).await;
    }
    for query in ["", "?limit=1", "?order=asc&limit=2", "?after=vs_00000000000000000000000000000000&limit=0"] {
        server.send("GET", &format!("/v1/vector_stores{query}"), None).await;
    }
    server.got(&format!("/v1/vector_stores?before={}", id(&made))).await;
    server.ask("DELETE", &path, None).await;
    server.refused(404, "GET", &path, None).await;
    server.refused(404, "POST", &format!("{path}/search"), Some(json!({"query": "x"}))).await;
    let unknown = json!({"file_ids": ["file-000000000000000000000000"]});
    server.refused(400, "POST", "/v1/vector_stores", Some(unknown)).await;
    server.refused(400, "GET", "/v1/vector_stores/thread_x", None).await;
}

/// Files put in one by one: read, failed, noted about, given as text, and taken out.
pub async fn files(server: &Checked) {
    let (notes, picture, path) = (notes(server).await, picture(server).await, store(server, json!({})).await);
    let files = format!("{path}/files");
    let attributes = json!({"year": 1854, "kind": "keeper", "draft": false, "height": 41.5});
    for body in [
        json!({"file_id": notes, "attributes": attributes, "chunking_strategy": chunking()}),
        json!({"file_id": notes, "chunking_strategy": {"type": "auto"}, "attributes": null}),
        json!({"file_id": picture}),
    ] {
        assert_eq!(server.made(&files, body).await["status"], "in_progress");
    }
    let own = format!("{files}/{notes}");
    let other = format!("{files}/{picture}");
    assert_eq!(server.got(&own).await["status"], "completed");
    assert_eq!(server.got(&other).await["last_error"]["code"], "unsupported_file");
    for body in [json!({"attributes": attributes}), json!({"attributes": null}), json!({"attributes": {}})] {
        server.made(&own, body).await;
        server.got(&own).await;
    }
    for query in ["", "?filter=completed", "?filter=failed", "?filter=cancelled", "?filter=in_progress", "?limit=1"] {
        server.got(&format!("{files}{query}")).await;
    }
    server.got(&format!("{files}?order=asc&after={notes}")).await;
    let content = server.got(&format!("{own}/content")).await;
    let pieces = content["data"].as_array().expect("pieces").iter();
    assert_eq!(pieces.map(|piece| piece["text"].as_str().expect("text")).collect::<String>(), TEXT.trim_end());
    server.got(&format!("{other}/content")).await;
    server.ask("DELETE", &own, None).await;
    for (verb, path) in [("GET", own.clone()), ("DELETE", own.clone()), ("GET", format!("{own}/content"))] {
        server.refused(404, verb, &path, None).await;
    }
    server.refused(404, "POST", &own, Some(json!({"attributes": {}}))).await;
    // A file that is deleted leaves every store.
    server.ask("DELETE", &format!("/v1/files/{picture}"), None).await;
    server.refused(404, "GET", &other, None).await;
    let patient = server.paced("polls:1");
    patient.made(&files, json!({"file_id": notes})).await;
    assert_eq!(patient.got(&own).await["status"], "in_progress");
    assert_eq!(patient.got(&own).await["status"], "completed");
}

/// Batches that are read, and batches that are cancelled first.
pub async fn batches(server: &Checked) {
    let (notes, picture, path) = (notes(server).await, picture(server).await, store(server, json!({})).await);
    let batches = format!("{path}/file_batches");
    let attributes = json!({"kind": "keeper"});
    for (body, cancelled) in [
        (json!({"file_ids": [notes, picture], "attributes": attributes, "chunking_strategy": chunking()}), false),
        (json!({"files": [{"file_id": notes, "attributes": attributes}, {"file_id": picture}]}), false),
        (json!({"file_ids": [notes]}), true),
    ] {
        let made = server.made(&batches, body).await;
        assert_eq!(made["status"], "in_progress");
        let own = format!("{batches}/{}", id(&made));
        let expected = if cancelled { "cancelled" } else { "completed" };
        if cancelled {
            assert_eq!(server.ask("POST", &format!("{own}/cancel"), None).await["status"], expected);
        }
        assert_eq!(server.got(&own).await["status"], expected);
        assert_eq!(server.ask("POST", &format!("{own}/cancel"), None).await["status"], expected);
        for query in ["", "?filter=completed", "?filter=cancelled", "?limit=1&order=asc"] {
            server.got(&format!("{own}/files{query}")).await;
        }
        server.got(&path).await;
    }
    let unknown = format!("{batches}/vsfb_00000000000000000000000000000000");
    for (verb, path) in [("GET", ""), ("GET", "/files"), ("POST", "/cancel")] {
        server.refused(404, verb, &format!("{unknown}{path}"), None).await;
    }
    let unknown = json!({"file_ids": ["file-000000000000000000000000"]});
    server.refused(400, "POST", &batches, Some(unknown)).await;
}

/// Searched by words, by attributes, and for nothing that is there.
pub async fn searched(server: &Checked) {
    let (notes, path) = (notes(server).await, store(server, json!({})).await);
    let attributes = json!({"year": 1854, "kind": "keeper"});
    server.made(&format!("{path}/files"), json!({"file_id": notes, "attributes": attributes})).await;
    let search = format!("{path}/search");
    let year = |op: &str, value: Value| json!({"type": op, "key": "year", "value": value});
    for (more, found) in [
        (json!({}), 1),
        (json!({"query": [QUESTION, "When was it lit?"], "rewrite_query": true, "max_num_results": 1}), 1),
        (json!({"ranking_options": {"ranker": "default-2024-11-15", "score_threshold": 0.01}}), 1),
        (json!({"filters": year("gte", json!(1854))}), 1),
        (json!({"filters": year("in", json!([1, 1854]))}), 1),
        (json!({"filters": {"type": "or", "filters": [year("lt", json!(1854)), year("eq", json!("1854"))]}}), 0),
        (json!({"filters": {"type": "and", "filters": [year("ne", json!(1)), {"type": "and", "filters": []}]}}), 1),
        (json!({"query": "zeppelin"}), 0),
    ] {
        let mut body = json!({"query": QUESTION});
        body.as_object_mut().expect("an object").append(&mut more.as_object().expect("an object").clone());
        let page = server.made(&search, body).await;
        assert_eq!(page["data"].as_array().map(Vec::len), Some(found), "{more}: {page}");
    }
    server.refused(400, "POST", &search, Some(json!({}))).await;
}

/// Two stores whose time is over: what can still be done with them, and what not.
pub async fn expired(server: &Checked) {
    let notes = notes(server).await;
    let body = json!({"file_ids": [notes], "expires_after": {"anchor": "last_active_at", "days": 1}});
    let path = store(server, body).await;
    let batch = server.made(&format!("{path}/file_batches"), json!({"file_ids": [notes]})).await;
    let batch = format!("{path}/file_batches/{}", id(&batch));
    server.got(&path).await;
    let tools = json!([{"type": "file_search"}]);
    let assistant = id(&server.made("/v1/assistants", json!({"model": "gpt-4o", "tools": tools})).await);
    let resources = json!({"file_search": {"vector_stores": [{"file_ids": [notes]}]}});
    let thread = json!({"messages": [{"role": "user", "content": QUESTION}], "tool_resources": resources});
    let thread = format!("/v1/threads/{}", id(&server.made("/v1/threads", thread).await));
    server.app().clock.advance(8 * 86_400);
    assert_eq!(server.got(&path).await["status"], "expired");
    server.got("/v1/vector_stores").await;
    for path in [format!("{path}/files"), format!("{path}/files/{notes}"), batch.clone(), format!("{batch}/files")] {
        server.got(&path).await;
    }
    for (path, body) in [
        (path.clone(), json!({"name": "late"})),
        (format!("{path}/files"), json!({"file_id": notes})),
        (format!("{path}/files/{notes}"), json!({"attributes": {}})),
        (format!("{path}/file_batches"), json!({"file_ids": [notes]})),
        (format!("{path}/search"), json!({"query": QUESTION})),
    ] {
        server.refused(400, "POST", &path, Some(body)).await;
    }
    for stream in [false, true] {
        let body = json!({"assistant_id": assistant, "stream": stream});
        server.send("POST", &format!("{thread}/runs"), Some(body)).await;
        let run = &server.got(&format!("{thread}/runs?limit=1")).await["data"][0];
        assert_eq!((&run["status"], &run["last_error"]["code"]), (&json!("failed"), &json!("server_error")));
    }
    server.ask("DELETE", &path, None).await;
}
