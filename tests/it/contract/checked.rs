//! A test server whose every reply is checked on its way out.

use super::description::{Description, Operation, all, ours};
use crate::support::app::{Reply, TestApp};
use serde_json::Value;
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

/// What has been seen in checked replies.
#[derive(Debug, Default)]
pub struct Seen {
    /// Operations that have succeeded.
    pub operations: BTreeSet<String>,
    /// Statuses in which objects were shown, each after the object's name.
    pub statuses: BTreeSet<String>,
    /// Names of events.
    pub events: BTreeSet<String>,
    /// `status code` of refusals.
    pub refusals: BTreeSet<String>,
    /// Replies checked.
    pub replies: usize,
}

/// A server, and what has been seen of it.
#[derive(Clone)]
pub struct Checked {
    app: Arc<TestApp>,
    seen: Arc<Mutex<Seen>>,
}

impl Checked {
    /// Checks every reply of `app`.
    pub fn new(app: TestApp) -> Self {
        Self { app: Arc::new(app), seen: Arc::default() }
    }

    /// What has been seen so far.
    pub fn seen(&self) -> std::sync::MutexGuard<'_, Seen> {
        self.seen.lock().expect("no panic while it was held")
    }

    /// The server itself, for what no description covers.
    pub fn app(&self) -> &TestApp {
        &self.app
    }

    /// The same, asked with this header too.
    pub fn with_header(&self, name: &str, value: &str) -> Self {
        Self { app: Arc::new(self.app.with_header(name, value)), seen: Arc::clone(&self.seen) }
    }

    /// The same, its runs played at this pace.
    pub fn paced(&self, pace: &str) -> Self {
        self.with_header("x-understage-pace", pace)
    }

    /// Sends a request, and checks what comes back.
    pub async fn send(&self, verb: &str, path: &str, body: Option<Value>) -> Reply {
        let reply = self.app.send(verb, path, body).await;
        self.check(verb, path, &reply);
        reply
    }

    /// Uploads these parts, and checks what comes back.
    pub async fn upload_parts(&self, parts: &[(&str, Option<&str>, &[u8])]) -> Reply {
        let reply = self.app.upload_parts(parts).await;
        self.check("POST", "/v1/files", &reply);
        reply
    }

    /// Adds a part to the upload at `path`, and checks what comes back.
    pub async fn add_part(&self, path: &str, bytes: &[u8]) -> Reply {
        self.add_form(path, &[("data", bytes)]).await
    }

    /// Sends a form to the parts of the upload at `path`, and checks what comes back.
    pub async fn add_form(&self, path: &str, fields: &[(&str, &[u8])]) -> Reply {
        let parts: Vec<_> = fields.iter().map(|(name, bytes)| (*name, Some("part"), *bytes)).collect();
        let path = format!("{path}/parts");
        let reply = self.app.form(&path, &parts).await;
        self.check("POST", &path, &reply);
        reply
    }

    /// Uploads a file; its id.
    pub async fn upload(&self, name: &str, purpose: &str, content: &[u8]) -> String {
        let reply = self.upload_parts(&[("purpose", None, purpose.as_bytes()), ("file", Some(name), content)]).await;
        assert_eq!(reply.status, 200, "{}", reply.text());
        id(&reply.json())
    }

    /// A request that must succeed; the JSON that came back.
    pub async fn ask(&self, verb: &str, path: &str, body: Option<Value>) -> Value {
        let reply = self.send(verb, path, body).await;
        assert_eq!(reply.status, 200, "{verb} {path}: {}", reply.text());
        reply.json()
    }

    /// GET that must succeed.
    pub async fn got(&self, path: &str) -> Value {
        self.ask("GET", path, None).await
    }

    /// POST that must succeed.
    pub async fn made(&self, path: &str, body: Value) -> Value {
        self.ask("POST", path, Some(body)).await
    }

    /// POST that must answer with a stream; its events.
    pub async fn streamed(&self, path: &str, body: Value) -> Vec<(String, Value)> {
        let reply = self.send("POST", path, Some(body)).await;
        assert_eq!(reply.status, 200, "{path}: {}", reply.text());
        reply.events()
    }

    /// A request that must be refused with this status; `(code, param)`.
    pub async fn refused(&self, status: u16, verb: &str, path: &str, body: Option<Value>) -> (Value, Value) {
        let reply = self.send(verb, path, body).await;
        let (got, code, param, message) = reply.refusal();
        assert_eq!(got, status, "{verb} {path}: {message}");
        (code, param)
    }

    fn check(&self, verb: &str, path: &str, reply: &Reply) {
        let mut seen = self.seen();
        seen.replies += 1;
        let operation = is_as_described(verb, path, reply);
        match reply.status {
            200 => drop(seen.operations.insert(operation.id)),
            status => drop(seen.refusals.insert(format!("{status} {}", reply.json()["error"]["code"]))),
        }
        if is_stream(reply) {
            for (name, data) in reply.events() {
                note_status(&mut seen, &data);
                seen.events.insert(name);
            }
        } else if reply.header("content-type") == Some("application/json") {
            note_status(&mut seen, &reply.json());
        }
    }
}

/// Checks a reply against every description; the operation that gave it.
pub fn is_as_described(verb: &str, path: &str, reply: &Reply) -> Operation {
    for description in all() {
        if let Some(operation) = description.operation(verb, path) {
            let checked = check_reply(description, &operation, reply);
            checked.unwrap_or_else(|complaint| panic!("{verb} {path} answered {}: {complaint}", reply.status));
        }
    }
    ours().operation(verb, path).unwrap_or_else(|| panic!("{verb} {path} is not described"))
}

/// The id of an object.
pub fn id(object: &Value) -> String {
    object["id"].as_str().unwrap_or_else(|| panic!("no id: {object}")).to_owned()
}

fn note_status(seen: &mut Seen, object: &Value) {
    if let (Some(name), Some(status)) = (object["object"].as_str(), object["status"].as_str()) {
        seen.statuses.insert(format!("{name} {status}"));
    }
    object["data"].as_array().into_iter().flatten().for_each(|item| note_status(seen, item));
}

fn is_stream(reply: &Reply) -> bool {
    reply.header("content-type") == Some("text/event-stream; charset=utf-8")
}

fn check_reply(description: &Description, operation: &Operation, reply: &Reply) -> Result<(), String> {
    let own = description.name == ours().name;
    if is_stream(reply) {
        return check_stream(description, operation, reply);
    }
    let responses = &description.details(operation)["responses"];
    let status = reply.status.to_string();
    let described = description.resolve(&responses[&status]);
    if described.is_null() && !own && reply.status >= 400 {
        let schema = &description.at("/components/schemas/ErrorResponse");
        return description.check("ErrorResponse", schema, &reply.json());
    }
    let content_type = reply.header("content-type").ok_or("no content type")?;
    // The published description calls even the bytes of a file JSON.
    if !own && operation.id == "downloadFile" {
        return Ok(());
    }
    let content = described["content"].get(content_type);
    let content = content.ok_or_else(|| format!("{} has no {status} of {content_type}", description.name))?;
    if own {
        check_headers(description, described, reply)?;
    }
    if content_type != "application/json" {
        return Ok(());
    }
    description.check(&format!("{} {status}", operation.id), &content["schema"], &reply.json())
}

fn check_stream(description: &Description, operation: &Operation, reply: &Reply) -> Result<(), String> {
    let own = description.name == ours().name;
    if own && description.details(operation)["responses"]["200"]["content"].get("text/event-stream").is_none() {
        return Err(format!("{} does not stream", operation.id));
    }
    let events = reply.events();
    events.iter().try_for_each(|(name, data)| description.check_event(name, data))
}

/// Headers that a response is said to have are there and have their form.
fn check_headers(description: &Description, response: &Value, reply: &Reply) -> Result<(), String> {
    for (name, header) in response["headers"].as_object().into_iter().flatten() {
        let got = reply.header(name).ok_or_else(|| format!("no header {name}"))?;
        let schema = &description.resolve(header)["schema"];
        description.check(&format!("header {name}"), schema, &Value::from(got))?;
    }
    Ok(())
}
