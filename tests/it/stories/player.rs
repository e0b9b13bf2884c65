//! Who plays a story: a client that asks for one thing after another, and writes down all that comes back.

use super::way::{Opened, Way};
use crate::contract::checked::is_as_described;
use crate::stream::{Event, keeps_the_rules, parse};
use crate::support::app::{NOW, Reply};
use crate::support::stage::{awaited, id, items, with};
use serde_json::{Value, json};

/// Headers that tell of the machine and its time, and so may differ.
const LOOSE: [&str; 2] = ["openai-processing-ms", "date"];
/// What faults reply, which no operation is described to.
const INJECTED: [u16; 2] = [429, 503];

/// A client of one project, and all that came back.
pub struct Player {
    way: Way,
    transcript: String,
}

impl Player {
    /// A client whose project's time stands at [`NOW`].
    pub async fn new(way: Way) -> Self {
        let mut player = Self { way, transcript: String::new() };
        player.post("/_understage/clock", json!({"freeze": NOW})).await;
        player
    }

    /// The same, its project given the scenarios of a file over the control API.
    pub async fn with_scenarios(way: Way, yaml: String) -> Self {
        let mut player = Self::new(way).await;
        let kind = ("content-type", "application/yaml");
        let reply = player.ask("POST", "/_understage/scenarios", &[kind], yaml.into_bytes()).await;
        assert_eq!(reply.status, 200, "{}", reply.text());
        player
    }

    /// All requests and replies: status, headers but for those that tell of the machine's time, bodies.
    pub fn transcript(self) -> String {
        self.transcript
    }

    /// Any request.
    pub async fn ask(&mut self, verb: &str, path: &str, headers: &[(&str, &str)], body: Vec<u8>) -> Reply {
        let mut opened = self.way.begin(verb, path, headers, body).await;
        assert!(opened.read_out().await, "{verb} {path}: the connection broke");
        self.note(verb, path, opened, true).await
    }

    async fn note(&mut self, verb: &str, path: &str, opened: Opened, whole: bool) -> Reply {
        let reply = opened.reply;
        let headers = reply.headers.iter().filter(|(name, _)| !LOOSE.contains(&name.as_str()));
        let headers: Vec<String> = headers.map(|(name, value)| format!("{name}: {value:?}")).collect();
        let (status, body) = (reply.status, String::from_utf8_lossy(&reply.bytes));
        let end = if whole { "" } else { "(broken)\n" };
        self.transcript += &format!("{verb} {path}\n{status} {}\n{body}\n{end}\n", headers.join("\n"));
        if let Way::Here(app) = &self.way
            && whole
            && !INJECTED.contains(&status)
        {
            is_as_described(verb, path, &reply);
            if reply.header("content-type") == Some("text/event-stream; charset=utf-8") {
                keeps_the_rules(app, &reply.events()).await;
            }
        }
        reply
    }

    /// A request with a JSON body, if there is one.
    pub async fn send(&mut self, verb: &str, path: &str, body: Option<Value>) -> Reply {
        let kind: &[(&str, &str)] = if body.is_some() { &[("content-type", "application/json")] } else { &[] };
        let body = body.map(|json| json.to_string().into_bytes()).unwrap_or_default();
        self.ask(verb, path, kind, body).await
    }

    /// GET that must succeed.
    pub async fn get(&mut self, path: &str) -> Value {
        let reply = self.send("GET", path, None).await;
        assert_eq!(reply.status, 200, "GET {path}: {}", reply.text());
        reply.json()
    }

    /// POST that must succeed.
    pub async fn post(&mut self, path: &str, body: Value) -> Value {
        let reply = self.send("POST", path, Some(body)).await;
        assert_eq!(reply.status, 200, "POST {path}: {}", reply.text());
        reply.json()
    }

    /// POST that must be refused with 400; the code.
    pub async fn refused(&mut self, path: &str, body: Value) -> Value {
        let reply = self.send("POST", path, Some(body)).await;
        assert_eq!(reply.status, 400, "POST {path}: {}", reply.text());
        reply.json()["error"]["message"].take()
    }

    /// POST that is answered with a stream; its events.
    pub async fn streamed(&mut self, path: &str, body: Value) -> Vec<Event> {
        let reply = self.send("POST", path, Some(with(body, json!({"stream": true})))).await;
        assert_eq!(reply.status, 200, "POST {path}: {}", reply.text());
        reply.events()
    }

    /// POST that is answered with a stream, read until `text` was in it.
    pub async fn open(&mut self, path: &str, body: Value, text: &str) -> Opened {
        let body = with(body, json!({"stream": true})).to_string().into_bytes();
        let mut opened = self.way.begin("POST", path, &[("content-type", "application/json")], body).await;
        opened.read_to(text).await;
        opened
    }

    /// Reads what is left of a stream; its events, and whether it ended well.
    pub async fn rest(&mut self, path: &str, mut opened: Opened) -> (Vec<Event>, bool) {
        let whole = opened.read_out().await;
        let reply = self.note("POST", path, opened, whole).await;
        (parse(&reply.text()), whole)
    }

    /// Uploads a file; its id.
    pub async fn upload(&mut self, name: &str, text: &str) -> String {
        let part = |head: &str, text: &str| format!("--b\r\nContent-Disposition: form-data; {head}\r\n\r\n{text}\r\n");
        let file = part(&format!("name=\"file\"; filename=\"{name}\""), text);
        let body = format!("{}{file}--b--\r\n", part("name=\"purpose\"", "assistants"));
        let kind = ("content-type", "multipart/form-data; boundary=b");
        let reply = self.ask("POST", "/v1/files", &[kind], body.into_bytes()).await;
        assert_eq!(reply.status, 200, "{}", reply.text());
        id(&reply.json())
    }

    /// An assistant with these fields; its id.
    pub async fn assistant(&mut self, fields: Value) -> String {
        id(&self.post("/v1/assistants", with(json!({"model": "gpt-4o"}), fields)).await)
    }

    /// A run on a new thread on which the user says `text`.
    pub async fn run(&mut self, assistant: &str, text: &str, fields: Value) -> Value {
        self.post("/v1/threads/runs", order(assistant, text, fields)).await
    }

    /// The run as it is now.
    pub async fn now(&mut self, run: &Value) -> Value {
        self.get(&path(run, "")).await
    }

    /// Its steps, oldest first.
    pub async fn steps(&mut self, run: &Value) -> Vec<Value> {
        items(self.get(&path(run, "/steps?order=asc")).await)
    }

    /// The messages of its thread, oldest first.
    pub async fn messages(&mut self, run: &Value) -> Vec<Value> {
        items(self.get(&format!("{}/messages?order=asc", thread(run))).await)
    }

    /// What was said last on its thread.
    pub async fn said(&mut self, run: &Value) -> String {
        let mut messages = self.messages(run).await;
        let last = messages.pop().expect("a message");
        last["content"][0]["text"]["value"].as_str().unwrap_or_else(|| panic!("no text: {last}")).to_owned()
    }

    /// Gives the calls that a run waits for these outputs, in order; the run as it is then.
    pub async fn submit(&mut self, run: &Value, outputs: &[&str]) -> Value {
        let calls = awaited(&self.now(run).await);
        assert_eq!(calls.len(), outputs.len());
        let given =
            calls.iter().zip(outputs).map(|(call, output)| json!({"tool_call_id": call["id"], "output": output}));
        let given: Vec<Value> = given.collect();
        self.post(&path(run, "/submit_tool_outputs"), json!({"tool_outputs": given})).await;
        self.now(run).await
    }

    /// Moves the project's time on.
    pub async fn advance(&mut self, by: &str) {
        self.post("/_understage/clock", json!({"advance": by})).await;
    }
}

/// What asks for a run on a new thread.
pub fn order(assistant: &str, text: &str, fields: Value) -> Value {
    let thread = json!({"messages": [{"role": "user", "content": text}]});
    with(json!({"assistant_id": assistant, "thread": thread}), fields)
}

/// The path of a run's thread.
pub fn thread(run: &Value) -> String {
    format!("/v1/threads/{}", run["thread_id"].as_str().expect("a thread"))
}

/// The path of a run, and what follows.
pub fn path(run: &Value, rest: &str) -> String {
    format!("{}/runs/{}{rest}", thread(run), id(run))
}

/// The names and arguments of the calls that a run waits for.
pub fn calls(run: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().expect("text").to_owned();
    awaited(run).iter().map(|call| (text(&call["function"]["name"]), text(&call["function"]["arguments"]))).collect()
}
