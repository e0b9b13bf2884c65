//! Projects with something of everything in them, and all that can be read of one.

use super::app::TestApp;
use super::stage::{QUESTION, get_weather, id, long_text, outputs_for};
use serde_json::{Value, json};

/// A project with objects of every kind, in all states but those of a run in motion.
pub async fn grown(app: &TestApp) {
    let mut walk = Walk::new(app);
    for round in 0..4u8 {
        for what in 0..Walk::KINDS {
            walk.step(what, round.wrapping_mul(67).wrapping_add(what)).await;
        }
    }
    let file = id(&app.upload("sales.csv", "assistants", b"month,amount\nJan,3\nFeb,5\nMar,4\n").await);
    let notes = id(&app.upload("ink.md", "assistants", b"The ink of pen 7 is blue.").await);
    let tools = json!([get_weather(), {"type": "code_interpreter"}, {"type": "file_search"}]);
    let assistant = id(&app.made("/v1/assistants", json!({"model": "gpt-4o", "tools": tools})).await);
    let plot = "Plot a bar chart of the amounts per month, and save the table as a CSV file.";
    for (text, choice, files, end) in [
        (plot, "code_interpreter", json!([{"file_id": file, "tools": [{"type": "code_interpreter"}]}]), ""),
        ("Which ink has pen 7?", "file_search", json!([{"file_id": notes, "tools": [{"type": "file_search"}]}]), ""),
        (QUESTION, "function", json!([]), "expire"),
        (QUESTION, "function", json!([]), "fail"),
        (QUESTION, "function", json!([]), "cancel"),
        (QUESTION, "function", json!([]), ""),
        (QUESTION, "incomplete", json!([]), ""),
    ] {
        let message = json!({"role": "user", "content": text, "attachments": files});
        let mut body = json!({"assistant_id": assistant, "thread": {"messages": [message]}});
        match choice {
            "function" => body["tool_choice"] = json!({"type": choice, "function": {"name": "get_weather"}}),
            "incomplete" => {
                body["instructions"] = json!(long_text());
                body["max_prompt_tokens"] = json!(256);
            }
            tool => body["tool_choice"] = json!({"type": tool}),
        }
        let run = app.made("/v1/threads/runs", body).await;
        let thread = run["thread_id"].as_str().expect("a thread");
        match end {
            "" => {}
            "cancel" => drop(app.made(&format!("/v1/threads/{thread}/runs/{}/cancel", id(&run)), json!({})).await),
            end => drop(app.made(&format!("/_understage/runs/{}/{end}", id(&run)), json!({})).await),
        }
    }
    let waiting = app.with_header("x-understage-pace", "polls:3");
    let store = id(&waiting.made("/v1/vector_stores", json!({"file_ids": [file, notes]})).await);
    let batches = format!("/v1/vector_stores/{store}/file_batches");
    let batch = id(&waiting.made(&batches, json!({"file_ids": [file]})).await);
    app.made(&format!("{batches}/{batch}/cancel"), json!({})).await;
}

/// Things done to a project one after another, each to what is there.
pub struct Walk<'a> {
    app: &'a TestApp,
    /// Paths of what was made, by the family.
    made: Vec<(&'static str, String)>,
}

impl<'a> Walk<'a> {
    /// How many kinds of step there are.
    pub const KINDS: u8 = 19;

    pub fn new(app: &'a TestApp) -> Self {
        Self { app, made: Vec::new() }
    }

    /// One of what was made of a family.
    fn any(&self, family: &str, with: u8) -> Option<String> {
        let all: Vec<&String> = self.made.iter().filter(|(own, _)| *own == family).map(|(_, id)| id).collect();
        all.get(usize::from(with) % all.len().max(1)).map(|id| (*id).clone())
    }

    async fn make(&mut self, family: &'static str, path: &str, body: Value) -> Option<Value> {
        let reply = self.app.post(path, body).await;
        if reply.status != 200 {
            return None;
        }
        self.made.push((family, id(&reply.json())));
        Some(reply.json())
    }

    /// Does one thing; what cannot be done now is refused, and changes nothing.
    pub async fn step(&mut self, what: u8, with: u8) {
        match what % Self::KINDS {
            0 => self.assistant(with).await,
            1 => self.file(with).await,
            2 | 3 => self.thread(with).await,
            4 => self.store(with).await,
            5 => self.message(with).await,
            6..=8 => self.run(with).await,
            9 => self.end(with, &["cancel", "expire", "fail"]).await,
            10 => self.end(with, &["submit"]).await,
            11 => self.batch(with).await,
            12 | 13 => self.upload(with).await,
            14 => self.delete(with).await,
            15 => drop(self.app.post("/_understage/clock", json!({"advance": u32::from(with) * 9})).await),
            16 => drop(self.app.get(&format!("/v1/vector_stores?limit={with}")).await),
            17 => {
                let rule = json!({"path": "/v1/models/*", "every": 1 + u32::from(with), "delay_ms": 0});
                self.app.made("/_understage/faults", json!({"faults": [rule]})).await;
                self.app.get("/v1/models/gpt-4o").await;
            }
            _ => self.modify(with).await,
        }
    }

    async fn assistant(&mut self, with: u8) {
        let schema = json!({"type": "object", "properties": {}, "required": [], "additionalProperties": false});
        let format = match with % 4 {
            0 => json!("auto"),
            1 => json!({"type": "text"}),
            2 => json!({"type": "json_object"}),
            _ => json!({"type": "json_schema", "json_schema": {"name": "j", "schema": schema, "strict": true}}),
        };
        let search = json!({"type": "file_search", "file_search": {"max_num_results": 3, "ranking_options":
            {"ranker": "auto", "score_threshold": 0.1}}});
        let mut body = json!({"model": "gpt-4o", "name": format!("A{with}"), "metadata": {"k": "v"},
            "tools": [get_weather(), search, {"type": "code_interpreter"}], "response_format": format,
            "temperature": f64::from(with) / 128.0});
        if let Some(store) = self.any("store", with) {
            body["tool_resources"] = json!({"file_search": {"vector_store_ids": [store]}});
        }
        self.make("assistant", "/v1/assistants", body).await;
    }

    async fn file(&mut self, with: u8) {
        let text = format!("name,amount\nink {with},{with}\npen,2\n");
        let made = match with % 4 {
            0 => self.app.upload("a.csv", "assistants", text.as_bytes()).await,
            1 => self.app.upload("a.md", "assistants", format!("Ink {with} is blue.\r\n").as_bytes()).await,
            2 => self.app.upload("a.pdf", "assistants", &[0, 159, 146, 150, with]).await,
            _ => self.app.upload("a.png", "vision", &[137, 80, 78, 71, with]).await,
        };
        self.made.push(("file", id(&made)));
    }

    async fn thread(&mut self, with: u8) {
        let mut message = json!({"role": "user", "content": QUESTION, "metadata": {"n": "1"}});
        if let Some(file) = self.any("file", with).filter(|_| with.is_multiple_of(3)) {
            let tools = json!([{"type": "code_interpreter"}, {"type": "file_search"}]);
            message["attachments"] = json!([{"file_id": file, "tools": tools}]);
            message["content"] = json!("Plot the amounts of the file as a bar chart, and save them as a CSV file.");
        }
        self.make("thread", "/v1/threads", json!({"messages": [message]})).await;
    }

    async fn message(&mut self, with: u8) {
        let Some(thread) = self.any("thread", with) else { return };
        let mut parts = vec![
            json!({"type": "text", "text": format!("Message {with}.")}),
            json!({"type": "image_url", "image_url": {"url": "https://example.com/a.png", "detail": "low"}}),
        ];
        if let Some(file) = self.any("file", with) {
            parts.push(json!({"type": "image_file", "image_file": {"file_id": file, "detail": "high"}}));
        }
        self.app.post(&format!("/v1/threads/{thread}/messages"), json!({"role": "user", "content": parts})).await;
    }

    async fn run(&mut self, with: u8) {
        let (Some(assistant), Some(thread)) = (self.any("assistant", with), self.any("thread", with)) else { return };
        let choice = match with % 5 {
            0 => json!({"type": "function", "function": {"name": "get_weather"}}),
            1 => json!("none"),
            2 => json!({"type": "code_interpreter"}),
            3 => json!({"type": "file_search"}),
            _ => json!("auto"),
        };
        let mut body = json!({"assistant_id": assistant, "tool_choice": choice});
        if with.is_multiple_of(7) {
            body["truncation_strategy"] = json!({"type": "last_messages", "last_messages": 2});
            body["max_completion_tokens"] = json!(256);
        }
        let path = format!("/v1/threads/{thread}/runs");
        if let Some(run) = self.make("run", &path, body).await {
            self.made.push(("run of", format!("{path}/{}", id(&run))));
        }
    }

    async fn end(&mut self, with: u8, ends: &[&str]) {
        // The newest is the one that may still be active.
        let Some((_, path)) = self.made.iter().rev().find(|(family, _)| *family == "run of") else { return };
        let (path, run) = (path.clone(), self.app.get(path).await.json());
        let name = path.rsplit('/').next().expect("an id");
        match ends[usize::from(with) % ends.len()] {
            "cancel" => drop(self.app.post(&format!("{path}/cancel"), json!({})).await),
            "submit" if run["status"] == "requires_action" => {
                let outputs = json!({"tool_outputs": outputs_for(&run, "18 degrees")});
                self.app.post(&format!("{path}/submit_tool_outputs"), outputs).await;
            }
            end => drop(self.app.post(&format!("/_understage/runs/{name}/{end}"), json!({})).await),
        }
    }

    async fn store(&mut self, with: u8) {
        let files: Vec<String> = self.any("file", with).into_iter().collect();
        let body = json!({"name": format!("S{with}"), "file_ids": files, "metadata": {"k": "v"},
            "expires_after": {"anchor": "last_active_at", "days": 1 + with % 3}});
        self.make("store", "/v1/vector_stores", body).await;
    }

    async fn batch(&mut self, with: u8) {
        let (Some(store), Some(file)) = (self.any("store", with), self.any("file", with / 2)) else { return };
        let body = json!({"files": [{"file_id": file, "attributes": {"n": with, "b": true, "s": "x", "f": 0.1}}]});
        let pace = if with.is_multiple_of(2) { "instant" } else { "polls:3" };
        let path = format!("/v1/vector_stores/{store}/file_batches");
        let made = self.app.with_header("x-understage-pace", pace).post(&path, body).await;
        if made.status == 200 && with.is_multiple_of(5) {
            self.app.post(&format!("{path}/{}/cancel", id(&made.json())), json!({})).await;
        }
    }

    async fn upload(&mut self, with: u8) {
        let new = json!({"filename": "u.txt", "purpose": "assistants", "bytes": 4, "mime_type": "text/plain",
            "expires_after": {"anchor": "created_at", "seconds": 3600}});
        let Some(upload) = self.make("upload", "/v1/uploads", new).await else { return };
        let path = format!("/v1/uploads/{}", id(&upload));
        let part = self.app.form(&format!("{path}/parts"), &[("data", Some("b"), b"part")]).await.json();
        match with % 3 {
            0 => drop(self.app.post(&format!("{path}/complete"), json!({"part_ids": [part["id"]]})).await),
            1 => drop(self.app.post(&format!("{path}/cancel"), json!({})).await),
            _ => {}
        }
    }

    async fn delete(&mut self, with: u8) {
        let families =
            [("thread", "threads"), ("assistant", "assistants"), ("file", "files"), ("store", "vector_stores")];
        let (family, below) = families[usize::from(with) % families.len()];
        if let Some(thread) = self.any("thread", with) {
            let messages = self.app.get(&format!("/v1/threads/{thread}/messages")).await.json();
            if let Some(message) = messages["data"][0]["id"].as_str() {
                self.app.delete(&format!("/v1/threads/{thread}/messages/{message}")).await;
            }
        }
        if let Some(one) = self.any(family, with / 4).filter(|_| with > 30) {
            self.app.delete(&format!("/v1/{below}/{one}")).await;
        }
    }

    async fn modify(&mut self, with: u8) {
        let metadata = json!({"metadata": {"n": with.to_string()}});
        for (family, below) in [("thread", "threads"), ("assistant", "assistants"), ("store", "vector_stores")] {
            if let Some(one) = self.any(family, with) {
                self.app.post(&format!("/v1/{below}/{one}"), metadata.clone()).await;
            }
        }
    }
}

/// The answer to every request that reads something of the project that a snapshot tells of.
pub async fn everything(app: &TestApp, snapshot: &str) -> Vec<(String, u16, String)> {
    let snapshot: Value = serde_json::from_str(snapshot).expect("JSON");
    let text = |value: &Value| value.as_str().expect("text").to_owned();
    let mut paths: Vec<String> = ["assistants", "files", "vector_stores"].map(|family| format!("/v1/{family}")).into();
    paths.extend(["clock", "faults", "leaks"].map(|family| format!("/_understage/{family}")));
    for (kind, objects) in snapshot["objects"].as_object().expect("kinds") {
        for object in objects.as_array().expect("objects") {
            let described = if kind == "files" { &object["file"] } else { object };
            let own = described["id"].as_str().unwrap_or_default();
            let below = |field: &str| text(&object[field]);
            match kind.as_str() {
                "threads" => paths.extend(["", "/messages", "/runs"].map(|rest| format!("/v1/threads/{own}{rest}"))),
                "messages" => paths.push(format!("/v1/threads/{}/messages/{own}", below("thread_id"))),
                "runs" => {
                    let path = format!("/v1/threads/{}/runs/{own}", below("thread_id"));
                    let full = "include[]=step_details.tool_calls[*].file_search.results[*].content";
                    paths.extend([format!("{path}/steps?{full}"), format!("{path}/steps"), path]);
                }
                "files" => paths.extend(["", "/content"].map(|rest| format!("/v1/files/{own}{rest}"))),
                "vector_stores" => {
                    paths.extend(["", "/files", "/files?filter=failed"].map(|r| format!("/v1/vector_stores/{own}{r}")));
                }
                "vector_store_files" => {
                    let path = format!("/v1/vector_stores/{}/files/{own}", below("vector_store_id"));
                    paths.extend([format!("{path}/content"), path]);
                }
                "file_batches" => {
                    let path = format!("/v1/vector_stores/{}/file_batches/{own}", below("vector_store_id"));
                    paths.extend([format!("{path}/files"), path]);
                }
                "assistants" => paths.push(format!("/v1/assistants/{own}")),
                _ => {}
            }
        }
    }
    let mut read = Vec::new();
    for path in paths {
        let reply = app.get(&path).await;
        let body = String::from_utf8_lossy(&reply.bytes).into_owned();
        read.push((path, reply.status, body));
    }
    read
}
