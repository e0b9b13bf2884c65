//! Stories through every operation; what matters here is that each reply is as described, which [`Checked`] sees to.

use super::checked::{Checked, id};
use super::description::{ours, published};
use super::{control, runs, searches, stores, uploads};
use crate::support::app::TestApp;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Operations that never succeed, as no model can be deleted.
const NEVER: [&str; 1] = ["deleteModel"];
/// Statuses of the objects that have some, by object and schema.
const STATUSES: [(&str, &str); 5] = [
    ("thread.run", "RunStatus/enum"),
    ("upload", "Upload/properties/status/enum"),
    ("vector_store", "VectorStore/properties/status/enum"),
    ("vector_store.file", "VectorStoreFile/properties/status/enum"),
    ("vector_store.files_batch", "FileBatch/properties/status/enum"),
];
/// Statuses that are never shown: an upload that has expired cannot be read, and a batch does not fail as a whole.
const UNSHOWN: [&str; 2] = ["upload expired", "vector_store.files_batch failed"];
/// Events that nothing leads to without a script: a step fails only if the server itself does.
const UNREACHED: [&str; 1] = ["thread.run.step.failed"];

#[tokio::test]
async fn every_reply_and_event_is_as_described() {
    let server = Checked::new(TestApp::new());
    assistants(&server).await;
    threads(&server).await;
    messages(&server).await;
    files(&server).await;
    models(&server).await;
    runs::plain(&server).await;
    runs::streamed(&server).await;
    runs::with_functions(&server).await;
    runs::cancelled(&server).await;
    runs::cancelled_in_a_stream(&server).await;
    runs::expired(&server).await;
    runs::incomplete(&server).await;
    runs::with_code(&server).await;
    runs::polled(&server).await;
    stores::made(&server).await;
    stores::files(&server).await;
    stores::batches(&server).await;
    stores::searched(&server).await;
    searches::all(&server).await;
    searches::refused(&server).await;
    uploads::all(&server).await;
    stores::expired(&server).await;
    control::all(&server).await;
    refusals(&server).await;
    assert_covered(&server);
}

fn assert_covered(server: &Checked) {
    let seen = server.seen();
    let all: BTreeSet<String> = ours().operations().into_iter().map(|operation| operation.id).collect();
    let missed: Vec<&String> = all.difference(&seen.operations).collect();
    assert_eq!(missed, NEVER, "operations that never succeeded");
    let of_schema = |(object, schema): (&'static str, &'static str)| {
        let words = ours().at(&format!("/components/schemas/{schema}")).as_array().expect("statuses");
        words.iter().map(move |word| format!("{object} {}", word.as_str().expect("text")))
    };
    let statuses = STATUSES.into_iter().flat_map(of_schema);
    let missed: Vec<String> = statuses.filter(|status| !seen.statuses.contains(status)).collect();
    assert_eq!(missed, UNSHOWN, "statuses that were never shown");
    let events = ours().events().into_iter().map(|(name, _)| name);
    let missed: Vec<String> = events.filter(|name| !seen.events.contains(name)).collect();
    assert_eq!(missed, UNREACHED, "events that never came");
    eprintln!(
        "contract: {} replies, {} operations, {} statuses, {} events, {} refusals; checked against {}",
        seen.replies,
        seen.operations.len(),
        seen.statuses.len(),
        seen.events.len(),
        seen.refusals.len(),
        published().map_or("our description only", |_| "both descriptions"),
    );
}

#[test]
fn no_described_event_is_unpublished() {
    let Some(published) = published() else { return };
    let names: Vec<String> = published.events().into_iter().map(|(name, _)| name).collect();
    let unpublished = |(name, _): &(String, &Value)| !names.contains(name);
    assert!(!ours().events().iter().any(unpublished));
    let missing: Vec<&String> =
        names.iter().filter(|name| ours().events().iter().all(|(own, _)| own != *name)).collect();
    assert_eq!(missing, ["error"], "a stream is never broken off by an error");
}

/// Every form that a tool, a format and a field of an assistant can have.
async fn assistants(server: &Checked) {
    let file = server.upload("data.csv", "assistants", b"x,y\n1,2\n").await;
    let function = json!({"name": "f", "description": "d", "parameters": {"type": "object"}, "strict": false});
    let closed = json!({"type": "object", "properties": {}, "required": [], "additionalProperties": false});
    let made = server.made(
        "/v1/assistants",
        json!({"model": "gpt-4o", "tools": [{"type": "code_interpreter"},
        {"type": "file_search"}, {"type": "file_search", "file_search": {"max_num_results": 3, "ranking_options":
        {"ranker": "auto", "score_threshold": 0.5}}}, {"type": "function", "function": function}, {"type": "function",
        "function": {"name": "bare"}}, {"type": "function", "function": {"name": "s", "parameters": closed, "strict":
        true}}], "tool_resources": {"code_interpreter": {"file_ids": [file]}}}),
    );
    let path = format!("/v1/assistants/{}", id(&made.await));
    for change in [
        json!({"name": "N", "description": "D", "instructions": "I", "reasoning_effort": "high", "temperature": 0,
            "top_p": 0.5, "metadata": {"k": "v"}}),
        json!({"response_format": {"type": "text"}}),
        json!({"response_format": {"type": "json_object"}}),
        json!({"response_format": {"type": "json_schema", "json_schema": {"name": "j"}}}),
        json!({"response_format": {"type": "json_schema", "json_schema": {"name": "j", "description": "d",
            "schema": closed, "strict": true}}}),
        json!({"name": null, "description": null, "instructions": null, "reasoning_effort": null, "tools": null,
            "tool_resources": null, "metadata": null, "temperature": null, "top_p": null, "response_format": null}),
        json!({"model": "gpt-4o-mini"}),
        json!({}),
    ] {
        server.made(&path, change).await;
        server.got(&path).await;
    }
    for query in ["", "?limit=1", "?order=asc&limit=2", "?after=asst_000000000000000000000000&limit=0"] {
        server.send("GET", &format!("/v1/assistants{query}"), None).await;
    }
    server.ask("DELETE", &path, None).await;
    server.got("/v1/assistants").await;
    server.got("/health").await;
    server.got("/_understage/health").await;
}

async fn threads(server: &Checked) {
    let file = server.upload("more.csv", "assistants", b"x,y\n1,2\n").await;
    let resources = json!({"code_interpreter": {"file_ids": [file]}});
    for body in [
        json!({}),
        json!({"metadata": {"k": "v"}, "tool_resources": resources,
        "messages": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b", "metadata": {"k": "v"}}]}),
    ] {
        let path = format!("/v1/threads/{}", id(&server.made("/v1/threads", body).await));
        server.got(&path).await;
        server.got(&format!("{path}/messages")).await;
        server.got(&format!("{path}/runs")).await;
        for change in [
            json!({"metadata": {"a": "b"}}),
            json!({"tool_resources": resources}),
            json!({"tool_resources": null, "metadata": null}),
        ] {
            server.made(&path, change).await;
            server.got(&path).await;
        }
        server.ask("DELETE", &path, None).await;
        server.refused(404, "GET", &path, None).await;
    }
    server.ask("POST", "/v1/threads", None).await;
}

async fn messages(server: &Checked) {
    let csv = server.upload("data.csv", "assistants", b"x,y\n1,2\n").await;
    let png = server.upload("image.png", "vision", b"not really").await;
    let txt = server.upload("notes.txt", "assistants", b"Notes.").await;
    let thread = format!("/v1/threads/{}/messages", id(&server.made("/v1/threads", json!({})).await));
    for content in [
        json!("text"),
        json!([{"type": "text", "text": "a"}, {"type": "text", "text": "b"}]),
        json!([{"type": "image_file", "image_file": {"file_id": png}}]),
        json!([{"type": "image_file", "image_file": {"file_id": png, "detail": "high"}}, {"type": "image_url",
            "image_url": {"url": "https://example.com/a.png", "detail": "low"}}, {"type": "image_url",
            "image_url": {"url": "data:image/png;base64,AAAA"}}]),
    ] {
        server
            .made(
                &thread,
                json!({"role": "user", "content": content, "attachments": [{"file_id": csv,
            "tools": [{"type": "code_interpreter"}]}, {"file_id": txt, "tools": [{"type": "file_search"}]}]}),
            )
            .await;
    }
    let message = server.made(&thread, json!({"role": "assistant", "content": "c", "attachments": null})).await;
    let path = format!("{thread}/{}", id(&message));
    server.made(&path, json!({"metadata": {"k": "v"}})).await;
    server.got(&path).await;
    server.got(&format!("{thread}?limit=2&order=asc&after={}", id(&message))).await;
    server.got(&format!("{thread}?run_id=run_000000000000000000000000")).await;
    server.ask("DELETE", &path, None).await;
    server.got(&thread.replace("/messages", "")).await;
}

async fn files(server: &Checked) {
    for (name, purpose) in [
        ("a.csv", "assistants"),
        ("a.png", "vision"),
        ("a.jsonl", "fine-tune"),
        ("a.jsonl", "batch"),
        ("a.bin", "user_data"),
    ] {
        let path = format!("/v1/files/{}", server.upload(name, purpose, b"bytes").await);
        server.got(&path).await;
        server.send("GET", &format!("{path}/content"), None).await;
        server.got(&format!("/v1/files?purpose={purpose}&limit=1")).await;
        server.ask("DELETE", &path, None).await;
        server.refused(404, "GET", &path, None).await;
    }
    let expiring: [(&str, Option<&str>, &[u8]); 4] = [
        ("purpose", None, b"vision"),
        ("file", Some("e.png"), b""),
        ("expires_after[anchor]", None, b"created_at"),
        ("expires_after[seconds]", None, b"3600"),
    ];
    assert_eq!(server.upload_parts(&expiring).await.status, 200);
    server.got("/v1/files?order=asc").await;
    server.got("/v1/files?purpose=none").await;
}

async fn models(server: &Checked) {
    server.got("/v1/models").await;
    server.got("/v1/models/gpt-4o").await;
    server.refused(404, "GET", "/v1/models/none", None).await;
    server.refused(403, "DELETE", "/v1/models/gpt-4o", None).await;
    server.refused(404, "DELETE", "/v1/models/none", None).await;
}

/// Refusals that hold for every operation: who asks, from where, with which beta.
async fn refusals(server: &Checked) {
    for operation in ours().operations() {
        let path = operation.path.replace("{thread_id}", "thread_x").replace("{assistant_id}", "asst_x");
        let path = path.replace("{run_id}", "run_x").replace(['{', '}'], "");
        if operation.path.starts_with("/v1") {
            let free = ["/v1/files", "/v1/models", "/v1/uploads", "/v1/vector_stores"];
            let beta = !free.iter().any(|family| operation.path.starts_with(family));
            for value in ["", "assistants=v1", "none=v1"].iter().filter(|_| beta) {
                let got = server.with_header("openai-beta", value).refused(400, &operation.verb, &path, None).await;
                assert_eq!(got.0, "invalid_beta", "{operation:?}");
            }
        }
        let foreign = server.with_header("origin", "https://evil.example");
        let got = foreign.refused(403, &operation.verb, &path, None).await;
        assert_eq!(got.0, "forbidden_origin", "{operation:?}");
    }
    let nobody = Checked::new(server.app().as_key(""));
    let open = ["/health", "/metrics", "/openapi.json"];
    let keyed = |path: &str| !open.iter().any(|end| path.ends_with(end));
    for operation in ours().operations().iter().filter(|operation| keyed(&operation.path)) {
        nobody.refused(401, &operation.verb, &operation.path.replace(['{', '}'], ""), None).await;
    }
    let huge = json!({"metadata": {"k": "x".repeat(17 << 20)}});
    server.refused(413, "POST", "/v1/threads", Some(huge)).await;
    for (verb, path) in [("PUT", "/v1/threads"), ("PATCH", "/v1/files"), ("DELETE", "/v1/models")] {
        let reply = server.app().send(verb, path, None).await;
        assert_eq!(reply.status, 405, "{verb} {path}");
        let name = if path.starts_with("/v1/files") { "FileError" } else { "Error" };
        let schema = ours().at(&format!("/components/schemas/{name}"));
        ours().check(name, schema, &reply.json()).expect("the envelope");
    }
}
