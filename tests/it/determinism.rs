//! One seed, one clock, the same requests: the same bytes, headers included.

use crate::stories::{Player, STORIES, Story, Way};
use crate::support::app::{Reply, TestApp};
use crate::support::program::{Served, understage};
use crate::support::stage::{QUESTION, get_weather, id, long_text, outputs_for};
use serde_json::{Value, json};
use understage::AppConfig;

/// Headers that tell of the machine and its time, and so may differ.
const LOOSE: [&str; 2] = ["openai-processing-ms", "date"];

/// A server on which a script is played, and all that came back.
struct Script<'a> {
    app: &'a TestApp,
    /// Another key, asked for something between any two requests.
    between: Option<TestApp>,
    transcript: String,
}

impl Script<'_> {
    fn note(&mut self, what: &str, reply: &Reply) {
        let headers: Vec<String> = reply
            .headers
            .iter()
            .filter(|(name, _)| !LOOSE.contains(&name.as_str()))
            .map(|(name, value)| format!("{name}: {value:?}"))
            .collect();
        let body = String::from_utf8_lossy(&reply.bytes);
        self.transcript += &format!("{what}\n{} {}\n{body}\n\n", reply.status, headers.join("\n"));
    }

    async fn send(&mut self, verb: &str, path: &str, body: Option<Value>) -> Reply {
        if let Some(other) = &self.between {
            let assistant = other.made("/v1/assistants", json!({"model": "gpt-4o", "instructions": "x"})).await;
            other.made("/v1/threads/runs", json!({"assistant_id": assistant["id"]})).await;
            other.upload("x.txt", "assistants", b"x").await;
        }
        let reply = self.app.send(verb, path, body).await;
        self.note(&format!("{verb} {path}"), &reply);
        reply
    }

    async fn get(&mut self, path: &str) -> Reply {
        self.send("GET", path, None).await
    }

    async fn post(&mut self, path: &str, body: Value) -> Reply {
        self.send("POST", path, Some(body)).await
    }

    /// Everything that can be read of a thread and a run.
    async fn look(&mut self, run: &Value) {
        let thread = format!("/v1/threads/{}", run["thread_id"].as_str().expect("a thread"));
        let path = format!("{thread}/runs/{}", id(run));
        for path in [format!("{thread}/messages"), format!("{path}/steps"), path, thread] {
            self.get(&path).await;
        }
    }

    /// Runs by all ways, with what they are asked for.
    async fn runs(&mut self, assistant: &Value) {
        let said = json!([{"role": "user", "content": QUESTION}]);
        for stream in [false, true] {
            let thread = self.post("/v1/threads", json!({"messages": said, "metadata": {"n": "1"}})).await.json();
            let runs = format!("/v1/threads/{}/runs", id(&thread));
            for extra in [json!("auto"), json!("none"), json!({"type": "code_interpreter"})] {
                let body = json!({"assistant_id": assistant["id"], "stream": stream, "tool_choice": extra});
                self.post(&runs, body).await;
                let run = self.get(&runs).await.json()["data"][0].take();
                if run["status"] == "requires_action" {
                    let outputs = json!({"tool_outputs": outputs_for(&run, "18"), "stream": stream});
                    self.post(&format!("{runs}/{}/submit_tool_outputs", id(&run)), outputs).await;
                }
                self.look(&run).await;
            }
        }
        let body = json!({"assistant_id": assistant["id"], "thread": {"messages": said}});
        let run = self.post("/v1/threads/runs", body.clone()).await.json();
        let path = format!("/v1/threads/{}/runs/{}", run["thread_id"].as_str().expect("a thread"), id(&run));
        self.post(&format!("{path}/cancel"), json!({})).await;
        self.look(&run).await;
        let run = self.post("/v1/threads/runs", body).await.json();
        self.app.clock.advance(600);
        self.look(&run).await;
    }

    async fn files(&mut self) {
        for name in ["a.csv", "b.csv"] {
            let parts: [(&str, Option<&str>, &[u8]); 2] =
                [("purpose", None, b"batch"), ("file", Some(name), b"a,b\n1,2")];
            let reply = self.app.upload_parts(&parts).await;
            self.note("upload", &reply);
            let path = format!("/v1/files/{}", id(&reply.json()));
            self.get(&format!("{path}/content")).await;
            self.get(&path).await;
        }
        self.get("/v1/files?limit=1").await;
    }

    /// Stores and what is found in them, for clients and for runs.
    async fn search(&mut self) {
        let mut files = Vec::new();
        for n in 0..12 {
            let text = format!("Lot {n}: {} The ink of pen {n} is blue.", "A pen needs ink. ".repeat(n * 20));
            let parts: [(&str, Option<&str>, &[u8]); 2] =
                [("purpose", None, b"assistants"), ("file", Some("a.txt"), text.as_bytes())];
            let reply = self.app.upload_parts(&parts).await;
            self.note("upload", &reply);
            files.push(id(&reply.json()));
        }
        let store = id(&self.post("/v1/vector_stores", json!({"file_ids": files[..6]})).await.json());
        let path = format!("/v1/vector_stores/{store}");
        let batch = self.post(&format!("{path}/file_batches"), json!({"file_ids": files})).await.json();
        for below in ["", &format!("/file_batches/{}", id(&batch)), "/files?limit=5"] {
            self.get(&format!("{path}{below}")).await;
        }
        self.post(&format!("{path}/search"), json!({"query": ["ink of pen 7", "lot 3"]})).await;
        let body = json!({"model": "gpt-4o", "tools": [{"type": "file_search"}],
            "tool_resources": {"file_search": {"vector_store_ids": [store]}}});
        let assistant = self.post("/v1/assistants", body).await.json();
        let attached = json!([{"file_id": files[0], "tools": [{"type": "file_search"}]}]);
        let said = json!([{"role": "user", "content": "Which ink has pen 7?", "attachments": attached}]);
        for stream in [false, true] {
            let body = json!({"assistant_id": assistant["id"], "thread": {"messages": said}, "stream": stream});
            self.post("/v1/threads/runs", body).await;
        }
        self.get("/v1/vector_stores").await;
    }

    async fn refusals(&mut self) {
        for path in ["/nope", "/v1/assistants?limit=0", "/v1/threads/undefined", "/v1/vector_stores/x", "/v1/files/x"] {
            self.get(path).await;
        }
        self.post("/v1/assistants", json!({"typo": 1})).await;
        self.send("PUT", "/v1/models", None).await;
        self.get("/v1/models").await;
    }

    async fn play(mut self) -> String {
        let tools = json!([get_weather(), {"type": "code_interpreter"}]);
        let body = json!({"model": "gpt-4o", "tools": tools, "instructions": long_text()});
        let assistant = self.post("/v1/assistants", body).await.json();
        self.files().await;
        self.runs(&assistant).await;
        self.search().await;
        self.refusals().await;
        self.get("/v1/assistants").await;
        self.transcript
    }
}

async fn played(app: &TestApp, between: Option<TestApp>) -> String {
    let transcript = Script { app, between, transcript: String::new() }.play().await;
    assert!(transcript.matches("x-request-id").count() >= 60, "a long script");
    transcript
}

/// Says where two transcripts part, which is shorter than both.
fn same(one: &str, other: &str) {
    for (at, (left, right)) in one.lines().zip(other.lines()).enumerate() {
        assert_eq!(left, right, "line {at}");
    }
    assert_eq!(one.len(), other.len());
}

#[tokio::test]
async fn the_same_requests_give_the_same_bytes() {
    same(&played(&TestApp::new(), None).await, &played(&TestApp::new(), None).await);
}

#[tokio::test]
async fn what_other_keys_do_changes_nothing() {
    let app = TestApp::new();
    let other = app.as_key("somebody else");
    same(&played(&TestApp::new(), None).await, &played(&app, Some(other)).await);
}

#[tokio::test]
async fn each_key_and_each_seed_has_ids_of_its_own() {
    let app = TestApp::new();
    let seeded = TestApp::exactly(AppConfig { seed: Some(2), ..AppConfig::default() });
    let mut ids = std::collections::HashSet::new();
    for app in [&app, &app.as_key("another"), &seeded] {
        for path in ["/v1/assistants", "/v1/threads"] {
            let body = if path.ends_with("assistants") { json!({"model": "gpt-4o"}) } else { json!({}) };
            let reply = app.post(path, body).await;
            assert!(ids.insert(id(&reply.json())));
            assert!(ids.insert(reply.header("x-request-id").expect("an id").to_owned()));
        }
    }
    assert_eq!(ids.len(), 12);
}

#[tokio::test]
async fn without_a_seed_ids_differ_from_start_to_start() {
    let mut ids = Vec::new();
    for _ in 0..2 {
        ids.push(id(&TestApp::exactly(AppConfig::default()).made("/v1/threads", json!({})).await));
    }
    assert_ne!(ids[0], ids[1]);
}

/// Every story, told by a player that `way` gives.
async fn told<W: Future<Output = Player>>(way: impl Fn(Story) -> W) -> Vec<String> {
    let mut told = Vec::new();
    for story in STORIES {
        told.push(story.played(way(*story).await).await);
    }
    told
}

fn all_same(one: &[String], other: &[String]) {
    assert_eq!(one.len(), other.len());
    one.iter().zip(other).for_each(|(one, other)| same(one, other));
}

#[tokio::test]
async fn every_story_is_the_same_on_every_server_with_one_seed() {
    let anew = async |story: Story| Player::new(Way::Here(story.server())).await;
    let first = told(anew).await;
    all_same(&first, &told(anew).await);
    assert!(first.iter().all(|told| told.contains("x-request-id")));
}

/// One server for all stories, each of them told by a project that pushes its file.
fn pushed(app: &TestApp, story: Story) -> impl Future<Output = Player> + use<> {
    Player::with_scenarios(Way::Here(app.as_key(story.file)), story.text())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn stories_of_many_projects_at_once_do_not_mix() {
    let alone = told(|story| pushed(&TestApp::new(), story)).await;
    let app = TestApp::new();
    let players = STORIES.iter().map(|story| {
        let player = pushed(&app, *story);
        tokio::spawn(async move { story.played(player.await).await })
    });
    let mut together = Vec::new();
    for player in players.collect::<Vec<_>>() {
        together.push(player.await.expect("a story that is told to its end"));
    }
    all_same(&alone, &together);
}

/// The stories over sockets, told to the program by a project each that pushes its file.
async fn by_the_program() -> Vec<String> {
    let served = Served::start(understage(&["--port", "0", "--seed", "1"]));
    let address = ([127, 0, 0, 1], served.port.parse().expect("a port")).into();
    let way = |key: &str| Way::There(address, key.to_owned());
    let health = way("sk-test").begin("GET", "/health", &[], Vec::new()).await;
    assert!(health.reply.header("date").is_some(), "the program tells the time, which transcripts leave out");
    told(|story| Player::with_scenarios(way(story.file), story.text())).await
}

#[tokio::test]
async fn every_story_is_the_same_after_the_program_has_been_started_anew() {
    all_same(&by_the_program().await, &by_the_program().await);
}
