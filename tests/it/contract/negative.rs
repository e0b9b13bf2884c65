//! Valid bodies, taken from the examples of our description, broken in one place each: every one is refused with the
//! code and the place that the breakage calls for, and leaves everything as it was.

use super::checked::{Checked, id};
use super::description::{Operation, ours};
use super::mutations::broken;
use crate::support::app::TestApp;
use serde_json::{Value, json};

/// A project with an object of every kind, and the ids that examples and paths stand for.
struct World {
    server: Checked,
    names: Vec<(&'static str, String)>,
}

impl World {
    async fn new() -> Self {
        let server = Checked::new(TestApp::new());
        let file = server.upload("image.png", "vision", b"not really").await;
        let text = server.upload("notes.txt", "assistants", b"Notes.").await;
        let store = id(&server.made("/v1/vector_stores", json!({})).await);
        let batches = format!("/v1/vector_stores/{store}/file_batches");
        let batch = id(&server.made(&batches, json!({"file_ids": [text]})).await);
        let announced = json!({"filename": "a.txt", "purpose": "assistants", "bytes": 5, "mime_type": "text/plain"});
        let upload = id(&server.made("/v1/uploads", announced).await);
        let part = id(&server.add_part(&format!("/v1/uploads/{upload}"), b"hello").await.json());
        let function = json!({"type": "function", "function": {"name": "f"}});
        let assistant = server.made("/v1/assistants", json!({"model": "gpt-4o", "tools": [function]})).await;
        let free = thread(&server).await;
        let message = &server.got(&format!("/v1/threads/{free}/messages")).await["data"][0];
        let (over, waiting, queued) = (thread(&server).await, thread(&server).await, thread(&server).await);
        let run = |thread: &str, choice: &str, pace: &str| {
            let body = json!({"assistant_id": assistant["id"], "tool_choice": choice});
            let (server, path) = (server.paced(pace), format!("/v1/threads/{thread}/runs"));
            async move { id(&server.made(&path, body).await) }
        };
        let done = run(&over, "none", "instant").await;
        let calling = run(&waiting, "required", "instant").await;
        let stepped = run(&queued, "none", "step").await;
        let required = server.got(&format!("/v1/threads/{waiting}/runs/{calling}")).await;
        let call = id(&required["required_action"]["submit_tool_outputs"]["tool_calls"][0]);
        let names = vec![
            ("file-000000000000000000000000", file),
            ("file-111111111111111111111111", text.clone()),
            ("vs_00000000000000000000000000000000", store.clone()),
            ("part_00000000000000000000000000000000", part),
            ("{vector_store_id}", store),
            ("{file_id}", text),
            ("{batch_id}", batch),
            ("{upload_id}", upload),
            ("asst_000000000000000000000000", id(&assistant)),
            ("call_000000000000000000000000", call),
            ("{assistant_id}", id(&assistant)),
            ("{message_id}", id(message)),
            ("{thread_id}/runs/{run_id}/submit", format!("{waiting}/runs/{calling}/submit")),
            ("{thread_id}/runs/{run_id}", format!("{over}/runs/{done}")),
            ("{run_id}", stepped),
            ("{thread_id}", free),
            ("{step_id}", "step_000000000000000000000000".to_owned()),
        ];
        Self { server, names }
    }

    /// `text` with the ids that there are.
    fn named(&self, text: &str) -> String {
        self.names.iter().fold(text.to_owned(), |text, (name, id)| text.replace(name, id))
    }

    /// Everything that there is, as lists show it.
    async fn snapshot(&self) -> String {
        let mut all = String::new();
        let threads =
            self.names.iter().filter_map(|(_, id)| id.split('/').next().filter(|id| id.starts_with("thread_")));
        let of_thread = |id| ["", "/messages", "/runs"].map(|list| format!("/v1/threads/{id}{list}"));
        let lists = ["/v1/assistants", "/v1/files", "/v1/vector_stores", "/v1/vector_stores/{vector_store_id}/files"];
        let lists = lists.map(|list| self.named(list));
        for path in threads.flat_map(of_thread).chain(lists) {
            all.push_str(&self.server.app().get(&path).await.text());
        }
        all
    }

    /// Refuses `body` broken in every way; how many there were.
    async fn refuses(&self, operation: &Operation, schema: &Value, body: &Value) -> usize {
        let path = self.named(&operation.path);
        let before = self.snapshot().await;
        let breakages = broken(ours(), schema, body);
        for broken in &breakages {
            let reply = self.server.send(&operation.verb, &path, Some(broken.body.clone())).await;
            assert_eq!(reply.status, 400, "{} accepts {}: {}", operation.id, broken.param, broken.code);
            let (_, code, param, message) = reply.refusal();
            // A body that is no object is no body at all, and has no name.
            let expected = (!broken.param.is_empty()).then_some((broken.code, &*broken.param));
            // A purpose that is none is refused without a code, as the service did.
            let expected = expected.filter(|expected| *expected != ("invalid_value", "purpose"));
            // What is wrong with a scenario is told by its line, as in files.
            if operation.id == "understagePushScenarios" {
                assert_eq!(code, "invalid_scenarios", "{message}");
                assert_eq!(self.snapshot().await, before, "{} changed something for {message}", operation.id);
                continue;
            }
            assert_eq!(code.as_str().zip(param.as_str()), expected, "{}: {message}", operation.id);
            assert!(message.contains(&broken.param) || broken.code == "invalid_value", "{message}");
            assert_eq!(self.snapshot().await, before, "{} changed something for {message}", operation.id);
        }
        let accepted = self.server.send(&operation.verb, &path, Some(body.clone())).await;
        assert_eq!(accepted.status, 200, "{}: the unbroken body: {}", operation.id, accepted.text());
        breakages.len()
    }
}

async fn thread(server: &Checked) -> String {
    let body = json!({"messages": [{"role": "user", "content": "Hello."}]});
    id(&server.made("/v1/threads", body).await)
}

/// The example of an operation, and forms of it in which other choices are taken.
fn bodies(world: &World, content: &Value) -> Vec<Value> {
    let given =
        |example: &Value| -> Value { serde_json::from_str(&world.named(&example.to_string())).expect("an example") };
    if let Some(examples) = content["examples"].as_object() {
        return examples.values().map(|example| given(&example["value"])).collect();
    }
    let example = given(&content["example"]);
    let others = [
        ("/tool_choice", json!("auto")),
        ("/tool_choice", json!({"type": "code_interpreter"})),
        ("/response_format", json!("auto")),
        ("/response_format", json!({"type": "json_object"})),
        ("/content", json!("text")),
        ("/additional_messages/0/content", json!("text")),
        ("/query", json!("text")),
        ("/filters", json!({"type": "gt", "key": "year", "value": 1.5})),
        ("/chunking_strategy", json!({"type": "auto"})),
    ];
    let mut bodies = vec![example.clone()];
    for (pointer, value) in others {
        let mut other = example.clone();
        if let Some(place) = other.pointer_mut(pointer) {
            *place = value;
            bodies.push(other);
        }
    }
    bodies
}

#[tokio::test]
async fn broken_bodies_are_refused_and_change_nothing() {
    let mut count = 0;
    for operation in ours().operations() {
        let content = &ours().details(&operation)["requestBody"]["content"]["application/json"];
        // A snapshot is refused in words of its own (`tests/it/api/snapshot`).
        if content.is_null() || operation.id == "understageRestoreSnapshot" {
            continue;
        }
        let first = World::new().await;
        for (index, _) in bodies(&first, content).iter().enumerate() {
            // The unbroken body changes the world, so each form of it gets a new one.
            let world = World::new().await;
            count += world.refuses(&operation, &content["schema"], &bodies(&world, content)[index]).await;
        }
    }
    eprintln!("contract: {count} broken bodies refused");
    assert!(count > 1000, "{count}");
}

#[tokio::test]
async fn broken_queries_are_refused() {
    let world = World::new().await;
    for operation in ours().operations().iter().filter(|operation| operation.verb == "GET") {
        let parameters = ours().details(operation)["parameters"].as_array().cloned().unwrap_or_default();
        for parameter in parameters.iter().map(|parameter| ours().resolve(parameter)) {
            let (name, schema) = (parameter["name"].as_str().expect("a name"), &parameter["schema"]);
            if parameter["in"] == "query" {
                for (value, code) in bad_values(name, schema) {
                    let path = format!("{}?{name}={value}", world.named(&operation.path));
                    let (got, param) = world.server.refused(400, "GET", &path, None).await;
                    let place = name.trim_end_matches("[]");
                    assert_eq!((got, param), (json!(code), json!(place)), "{path}");
                }
            }
        }
    }
}

fn bad_values(name: &str, schema: &Value) -> Vec<(String, &'static str)> {
    let mut bad = Vec::new();
    if let (Some(least), Some(most)) = (schema["minimum"].as_i64(), schema["maximum"].as_i64()) {
        bad.push((format!("{}", least - 1), "integer_below_min_value"));
        bad.push((format!("{}", most + 1), "integer_above_max_value"));
        bad.push(("ten".to_owned(), "invalid_type"));
    }
    if schema["enum"].is_array() || schema["items"].is_object() || matches!(name, "after" | "before") {
        bad.push(("sideways".to_owned(), "invalid_value"));
    }
    bad
}

#[tokio::test]
async fn broken_uploads_are_refused_and_leave_nothing() {
    let server = Checked::new(TestApp::new());
    type Part = (&'static str, Option<&'static str>, &'static [u8]);
    const FILE: Part = ("file", Some("a.csv"), b"x");
    const PURPOSE: Part = ("purpose", None, b"assistants");
    const ANCHOR: Part = ("expires_after[anchor]", None, b"created_at");
    let cases: [(&[Part], Value, Value); 11] = [
        (&[PURPOSE], json!(null), json!(null)),
        (&[FILE], json!(null), json!(null)),
        (&[], json!(null), json!(null)),
        (&[FILE, PURPOSE, ("surprise", None, b"x")], json!("unknown_parameter"), json!("surprise")),
        (&[FILE, ("purpose", None, b"world_domination")], json!(null), json!("purpose")),
        (&[("file", Some("a.exe"), b"x"), PURPOSE], json!(null), json!(null)),
        (&[("file", Some("a.CSV"), b"x"), PURPOSE], json!(null), json!(null)),
        (&[FILE, PURPOSE, ANCHOR], json!("missing_required_parameter"), json!("expires_after.seconds")),
        (
            &[FILE, PURPOSE, ("expires_after[seconds]", None, b"3600")],
            json!("missing_required_parameter"),
            json!("expires_after.anchor"),
        ),
        (
            &[FILE, PURPOSE, ANCHOR, ("expires_after[seconds]", None, b"3599")],
            json!("integer_below_min_value"),
            json!("expires_after.seconds"),
        ),
        (
            &[FILE, PURPOSE, ("expires_after[anchor]", None, b"now")],
            json!("invalid_value"),
            json!("expires_after.anchor"),
        ),
    ];
    for (parts, code, param) in cases {
        let reply = server.upload_parts(parts).await;
        let (status, got_code, got_param, message) = reply.refusal();
        assert_eq!((status, got_code, got_param), (400, code, param), "{message}");
        assert_eq!(reply.json()["detail"]["message"], message.as_str());
    }
    assert_eq!(server.got("/v1/files").await["data"], json!([]));
}
