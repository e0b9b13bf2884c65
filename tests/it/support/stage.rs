//! A server with an assistant and a thread: where tests of runs begin.

use super::app::{Reply, TestApp};
use serde_json::{Value, json};
use understage::Pace;

/// A question that a `get_weather` function is plainly for.
pub const QUESTION: &str = "What's the weather in Paris?";

/// A function that takes a place.
pub fn function(name: &str, description: &str) -> Value {
    json!({"type": "function", "function": {"name": name, "description": description, "parameters": {
        "type": "object", "properties": {"location": {"type": "string", "description": "A city, as Paris"}},
        "required": ["location"]}}})
}

/// `get_weather(location)`.
pub fn get_weather() -> Value {
    function("get_weather", "Get the current weather in a place")
}

/// More than 256 tokens in any vocabulary.
pub fn long_text() -> String {
    "one two three four five six seven eight nine ten ".repeat(60)
}

/// Tools, question and further fields of runs that may write more than 256 tokens: one of them does, whatever
/// responder there is. It answers at length, or in a format that takes long, or reports a function's [`long_text`].
pub fn talkative() -> [(Value, String, Value); 3] {
    let schema = json!({"type": "object", "properties": {"text": {"type": "string", "const": long_text()}},
        "required": ["text"], "additionalProperties": false});
    let format = json!({"type": "json_schema", "json_schema": {"name": "long", "schema": schema}});
    [
        (json!([]), long_text(), json!({})),
        (json!([]), "Hi".to_owned(), json!({"response_format": format})),
        (json!([get_weather()]), QUESTION.to_owned(), json!({})),
    ]
}

/// A server, an assistant and a thread with one message of a user.
pub struct Stage {
    pub app: TestApp,
    pub assistant: String,
    pub thread: String,
}

impl Stage {
    /// A stage whose assistant has these tools, and whose user says `text`.
    pub async fn new(pace: Pace, tools: Value, text: &str) -> Self {
        Self::on(TestApp::paced(pace), tools, text).await
    }

    /// The same on a server that is there.
    pub async fn on(app: TestApp, tools: Value, text: &str) -> Self {
        let assistant = app.made("/v1/assistants", json!({"model": "gpt-4o", "tools": tools})).await;
        let messages = json!([{"role": "user", "content": text}]);
        let thread = app.made("/v1/threads", json!({"messages": messages})).await;
        Self { app, assistant: id(&assistant), thread: id(&thread) }
    }

    /// Nothing but talk.
    pub async fn plain(pace: Pace) -> Self {
        Self::new(pace, json!([]), "Tell me a story.").await
    }

    /// A question that one function call answers.
    pub async fn weather(pace: Pace) -> Self {
        Self::new(pace, json!([get_weather()]), QUESTION).await
    }

    /// `/v1/threads/{id}` and what follows.
    pub fn path(&self, rest: &str) -> String {
        format!("/v1/threads/{}{rest}", self.thread)
    }

    /// The path of a run and what follows.
    pub fn at(&self, run: &Value, rest: &str) -> String {
        self.path(&format!("/runs/{}{rest}", id(run)))
    }

    /// Asks for a run with these fields beside the assistant.
    pub async fn ask(&self, extra: Value) -> Reply {
        let body = with(json!({"assistant_id": self.assistant}), extra);
        self.app.post(&self.path("/runs"), body).await
    }

    /// Starts a run; the run as the reply shows it.
    pub async fn start(&self, extra: Value) -> Value {
        let reply = self.ask(extra).await;
        assert_eq!(reply.status, 200, "{}", reply.text());
        reply.json()
    }

    /// The run as it is now.
    pub async fn now(&self, run: &Value) -> Value {
        self.app.got(&self.at(run, "")).await
    }

    /// Its status.
    pub async fn status(&self, run: &Value) -> String {
        self.now(run).await["status"].as_str().expect("a status").to_owned()
    }

    /// The steps of a run, oldest first.
    pub async fn steps(&self, run: &Value) -> Vec<Value> {
        items(self.app.got(&self.at(run, "/steps?order=asc")).await)
    }

    /// The messages of the thread, oldest first.
    pub async fn messages(&self) -> Vec<Value> {
        items(self.app.got(&self.path("/messages?order=asc")).await)
    }

    /// Plays a run at pace `step` on by so many beats.
    pub async fn step(&self, run: &Value, count: u32) -> Value {
        self.app.made(&format!("/_understage/runs/{}/step", id(run)), json!({"count": count})).await
    }

    /// Plays a run at pace `step` until it has this status.
    pub async fn step_to(&self, run: &Value, status: &str) -> Value {
        for _ in 0..2000 {
            let now = self.step(run, 1).await;
            if now["status"] == status {
                return now;
            }
        }
        panic!("{status} is never reached: {}", self.now(run).await);
    }

    /// Cancels a run.
    pub async fn cancel(&self, run: &Value) -> Reply {
        self.app.post(&self.at(run, "/cancel"), json!({})).await
    }

    /// Gives each call that a run waits for the same output.
    pub async fn submit(&self, run: &Value, output: &str) -> Reply {
        let outputs = outputs_for(&self.now(run).await, output);
        self.app.post(&self.at(run, "/submit_tool_outputs"), json!({"tool_outputs": outputs})).await
    }

    /// A new run of a [`Stage::weather`] at pace `step`, brought to this status.
    pub async fn run_in(&self, status: &str) -> Value {
        let extra = match status {
            "incomplete" => json!({"max_prompt_tokens": 256, "instructions": long_text()}),
            _ => json!({}),
        };
        let run = self.start(extra).await;
        match status {
            "queued" => {}
            "cancelling" => assert_eq!(self.cancel(&run).await.status, 200),
            "cancelled" => {
                assert_eq!(self.cancel(&run).await.status, 200);
                self.step(&run, 1).await;
            }
            "expired" => self.app.clock.advance(600),
            "completed" => {
                self.step_to(&run, "requires_action").await;
                assert_eq!(self.submit(&run, "18").await.status, 200);
                self.step_to(&run, "completed").await;
            }
            other => drop(self.step_to(&run, other).await),
        }
        let now = self.now(&run).await;
        assert_eq!(now["status"], status);
        now
    }
}

/// Statuses in which a run holds its thread.
pub const ACTIVE: [&str; 4] = ["queued", "in_progress", "requires_action", "cancelling"];
/// Statuses in which it is over (`failed` needs a fault).
pub const OVER: [&str; 4] = ["cancelled", "completed", "incomplete", "expired"];

/// The `id` of an object.
pub fn id(object: &Value) -> String {
    object["id"].as_str().unwrap_or_else(|| panic!("no id in {object}")).to_owned()
}

/// The `data` of a list.
pub fn items(mut list: Value) -> Vec<Value> {
    match list["data"].take() {
        Value::Array(items) => items,
        other => panic!("no list: {other}"),
    }
}

/// `body` with these fields too.
pub fn with(mut body: Value, extra: Value) -> Value {
    for (key, value) in extra.as_object().expect("an object") {
        body[key] = value.clone();
    }
    body
}

/// The calls that a run waits for.
pub fn awaited(run: &Value) -> Vec<Value> {
    let calls = &run["required_action"]["submit_tool_outputs"]["tool_calls"];
    calls.as_array().unwrap_or_else(|| panic!("nothing is awaited: {run}")).clone()
}

/// The same output for each of them.
pub fn outputs_for(run: &Value, output: &str) -> Value {
    awaited(run).iter().map(|call| json!({"tool_call_id": call["id"], "output": output})).collect()
}
