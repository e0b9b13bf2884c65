//! Stories of streams, event by event, without sockets.

mod any;
mod bytes;
mod endings;
mod plain;
mod readers;
mod search;
mod tools;

use crate::support::app::{Reply, TestApp};
use crate::support::stage::{Stage, id};
use axum::body::Body;
use futures_util::FutureExt;
use http_body_util::BodyExt;
use serde_json::{Value, json};
use tokio::task::unconstrained;

/// One event: its name and its data.
pub type Event = (String, Value);

/// What a plain run tells, deltas counted once.
const PLAIN: [&str; 12] = [
    "thread.run.created",
    "thread.run.queued",
    "thread.run.in_progress",
    "thread.run.step.created",
    "thread.run.step.in_progress",
    "thread.message.created",
    "thread.message.in_progress",
    "thread.message.delta",
    "thread.message.completed",
    "thread.run.step.completed",
    "thread.run.completed",
    "done",
];

/// Starts a run whose reply is its stream.
async fn streamed(stage: &Stage, extra: Value) -> Reply {
    let reply = stage.ask(crate::support::stage::with(json!({"stream": true}), extra)).await;
    assert_eq!((reply.status, reply.header("content-type")), (200, Some("text/event-stream; charset=utf-8")));
    reply
}

/// The names of events, those of neighbouring deltas once.
pub fn names(events: &[Event]) -> Vec<&str> {
    let mut names: Vec<&str> = events.iter().map(|(name, _)| name.as_str()).collect();
    names.dedup_by(|next, last| next == last && next.ends_with(".delta"));
    names
}

/// The data of the only event of this name.
pub fn only<'a>(events: &'a [Event], name: &str) -> &'a Value {
    let mut found = events.iter().filter(|(own, _)| own == name);
    match (found.next(), found.next()) {
        (Some((_, data)), None) => data,
        (first, _) => {
            panic!("{name}: {} in {:?}", if first.is_some() { "more than one" } else { "none" }, names(events))
        }
    }
}

/// The text that the deltas of messages bring.
pub fn text(events: &[Event]) -> String {
    let deltas = events.iter().filter(|(name, _)| name == "thread.message.delta");
    deltas.filter_map(|(_, data)| data["delta"]["content"][0]["text"]["value"].as_str()).collect()
}

/// Where an object of an event can be read, if the event tells of a whole one.
fn place(data: &Value) -> Option<String> {
    let thread = || data["thread_id"].as_str().expect("a thread");
    match data["object"].as_str()? {
        "thread" => Some(format!("/v1/threads/{}", id(data))),
        "thread.run" => Some(format!("/v1/threads/{}/runs/{}", thread(), id(data))),
        "thread.message" => Some(format!("/v1/threads/{}/messages/{}", thread(), id(data))),
        "thread.run.step" => {
            let run = data["run_id"].as_str().expect("a run");
            Some(format!("/v1/threads/{}/runs/{run}/steps/{}", thread(), id(data)))
        }
        _ => None,
    }
}

/// An event's object as a read shows it: the recordings differ in a field of runs and one of steps.
fn as_read(data: &Value) -> Value {
    let mut read = data.clone();
    match data["object"].as_str() {
        Some("thread.run") => {
            assert_eq!(read["tool_resources"], json!({"code_interpreter": {"file_ids": []}}));
            read["tool_resources"] = json!({});
        }
        Some("thread.run.step") => {
            assert!(read["expires_at"].is_i64(), "always a number in events: {read}");
            if read["status"] != "in_progress" {
                read["expires_at"] = Value::Null;
            }
        }
        _ => {}
    }
    read
}

/// Reads each object as it was told of last, and finds it so.
pub async fn agree(app: &TestApp, events: &[Event]) {
    let mut last: Vec<(String, &Value)> = Vec::new();
    for (_, data) in events {
        if let Some(place) = place(data) {
            last.retain(|(own, _)| *own != place);
            last.push((place, data));
        }
    }
    assert!(!last.is_empty());
    for (place, data) in last {
        assert_eq!(app.got(&place).await, as_read(data), "{place}");
    }
}

/// What holds for every stream that has ended well: it ends once, nothing follows the end of its run, what its deltas bring is
/// what its messages then say, and whatever it told of can be read so.
pub async fn keeps_the_rules(app: &TestApp, events: &[Event]) {
    let dones = events.iter().filter(|(name, _)| name == "done").count();
    assert_eq!((dones, events.last().map(|(name, _)| name.as_str())), (1, Some("done")));
    let over = |(name, _): &Event| name.strip_prefix("thread.run.").is_some_and(|status| OVER.contains(&status));
    let end = events.iter().position(over);
    assert!(end.is_none_or(|at| at + 2 == events.len()), "something follows the end: {:?}", names(events));
    for (_, message) in events.iter().filter(|(name, _)| name == "thread.message.completed") {
        let own = |(name, data): &&Event| name == "thread.message.delta" && data["id"] == message["id"];
        let brought: String = events.iter().filter(own).filter_map(|(_, data)| piece(data)).collect();
        let parts = message["content"].as_array().expect("parts").iter();
        let whole: String =
            parts.filter_map(|part| part["text"]["value"].as_str().or(part["refusal"].as_str())).collect();
        assert_eq!(brought, whole);
    }
    let asked = events.iter().any(|(name, _)| name == "thread.run.requires_action");
    // The calls of a step that waits for their outputs are told by deltas only.
    let told = |(_, data): &&Event| !(asked && data["object"] == "thread.run.step" && data["status"] == "in_progress");
    agree(app, &events.iter().filter(told).cloned().collect::<Vec<_>>()).await;
}

/// Statuses of a run that is over.
const OVER: [&str; 5] = ["completed", "failed", "cancelled", "expired", "incomplete"];

/// The piece of text that a delta brings.
fn piece(delta: &Value) -> Option<&str> {
    let part = &delta["delta"]["content"][0];
    part["text"]["value"].as_str().or(part["refusal"].as_str())
}

/// A stream that is being read.
pub struct Open(pub Body);

impl Open {
    /// Starts a run and reads its stream.
    pub async fn run(stage: &Stage, extra: Value) -> Self {
        let body = crate::support::stage::with(json!({"assistant_id": stage.assistant, "stream": true}), extra);
        Self::post(&stage.app, &stage.path("/runs"), body).await
    }

    /// Posts a request whose reply is a stream, and reads it.
    pub async fn post(app: &TestApp, path: &str, body: Value) -> Self {
        let response = app.begin(app.request("POST", path, Some(body))).await;
        assert_eq!(response.status(), 200);
        Self(response.into_body())
    }

    /// The next frame: `None` if there is none yet, an empty one at the end.
    fn frame(&mut self) -> Option<Vec<u8>> {
        let frame = unconstrained(self.0.frame()).now_or_never()?;
        Some(frame.map_or_else(Vec::new, |frame| frame.expect("bytes").into_data().expect("data").to_vec()))
    }

    /// The events that are there, and whether the stream has ended.
    pub fn ready(&mut self) -> (Vec<Event>, bool) {
        let mut events = Vec::new();
        while let Some(frame) = self.frame() {
            if frame.is_empty() {
                return (events, true);
            }
            events.extend(parse(std::str::from_utf8(&frame).expect("UTF-8")));
        }
        (events, false)
    }
}

/// Events from whole blocks.
pub fn parse(text: &str) -> Vec<Event> {
    let blocks = text.strip_suffix("\n\n").unwrap_or_else(|| panic!("whole blocks: {text:?}")).split("\n\n");
    blocks
        .map(|block| {
            let (name, data) = block.split_once('\n').expect("two lines");
            let data = data.strip_prefix("data: ").expect("data");
            let value = serde_json::from_str(data).unwrap_or_else(|_| Value::from(data));
            (name.strip_prefix("event: ").expect("a name").to_owned(), value)
        })
        .collect()
}
