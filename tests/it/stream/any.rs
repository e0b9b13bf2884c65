//! Any requests in any order: what must hold whatever a client does.

use super::{Event, Open, agree};
use crate::support::app::TestApp;
use crate::support::stage::{ACTIVE, QUESTION, Stage, awaited, get_weather, id, items, outputs_for};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::collections::{HashMap, HashSet};
use understage::{AppConfig, Scenarios, load_text};

/// One request of a client that does not know what it does.
#[derive(Clone, Copy, Debug)]
enum Act {
    Create { pace: &'static str, streamed: bool, called: bool },
    Step(u32),
    Read,
    Post,
    Cancel,
    Submit { right: bool, streamed: bool },
    Modify,
    Delete(usize),
    Advance(i64),
}

fn act() -> impl Strategy<Value = Act> {
    let pace = prop::sample::select(vec!["instant", "polls:1", "polls:2", "step", "step", "step"]);
    let create = (pace, any::<bool>(), prop::bool::weighted(0.7));
    prop_oneof![
        3 => create.prop_map(|(pace, streamed, called)| Act::Create { pace, streamed, called }),
        4 => prop_oneof![1u32..4, Just(1000)].prop_map(Act::Step),
        3 => Just(Act::Read),
        2 => Just(Act::Post),
        1 => Just(Act::Cancel),
        3 => (prop::bool::weighted(0.8), any::<bool>()).prop_map(|(right, streamed)| Act::Submit { right, streamed }),
        1 => Just(Act::Modify),
        1 => (0usize..8).prop_map(Act::Delete),
        1 => prop_oneof![1i64..300, Just(600)].prop_map(Act::Advance),
    ]
}

/// A thread, and what has been seen of it.
struct Seen {
    stage: Stage,
    /// Streams that have not ended, with all that they told.
    open: Vec<(Open, Vec<Event>)>,
    /// Runs that are over, as they were when that was first seen.
    over: HashMap<String, Value>,
    paces: HashMap<String, &'static str>,
    deleted: HashSet<String>,
    /// Whether runs may be held, so that they can be stepped at any pace.
    held: bool,
}

fn is_active(run: &Value) -> bool {
    run["status"].as_str().is_some_and(|status| ACTIVE.contains(&status))
}

impl Seen {
    async fn new(scenarios: Scenarios) -> Self {
        let held = !scenarios.scenarios.is_empty();
        let app = TestApp::with(AppConfig { scenarios, ..AppConfig::default() });
        let stage = Stage::on(app, json!([get_weather()]), QUESTION).await;
        let path = format!("/v1/assistants/{}", stage.assistant);
        stage.app.made(&path, json!({"instructions": "Help."})).await;
        let (over, paces, deleted) = Default::default();
        Self { stage, open: Vec::new(), over, paces, deleted, held }
    }

    /// The newest run. Lists are no reads, so nothing moves by this.
    async fn newest(&self) -> Option<Value> {
        items(self.stage.app.got(&self.stage.path("/runs?limit=1")).await).pop()
    }

    /// Sends a request that is let in exactly if `allowed`; a stream is kept.
    async fn send(&mut self, app: &TestApp, path: &str, body: Value, allowed: bool) {
        let response = app.begin(app.request("POST", path, Some(body.clone()))).await;
        let status = response.status().as_u16();
        assert_eq!(status, if allowed { 200 } else { 400 }, "{path} {body}");
        if response.headers()["content-type"] == "text/event-stream; charset=utf-8" {
            self.open.push((Open(response.into_body()), Vec::new()));
        }
    }

    async fn act(&mut self, act: Act) {
        let newest = self.newest().await;
        let active = newest.as_ref().is_some_and(is_active);
        let app = self.stage.app.as_key("sk-test");
        let at = |rest: &str| newest.as_ref().map(|run| self.stage.at(run, rest));
        match act {
            Act::Create { pace, streamed, called } => {
                let choice = if called { "auto" } else { "none" };
                let body = json!({"assistant_id": self.stage.assistant, "stream": streamed, "tool_choice": choice});
                let path = self.stage.path("/runs");
                self.send(&app.with_header("x-understage-pace", pace), &path, body, !active).await;
                if let Some(run) = self.newest().await {
                    self.paces.entry(id(&run)).or_insert(pace);
                }
            }
            Act::Post => {
                let body = json!({"role": "user", "content": "And in Rome?"});
                self.send(&app, &self.stage.path("/messages"), body, !active).await;
            }
            Act::Advance(seconds) => app.clock.advance(seconds),
            Act::Delete(index) => self.delete(index).await,
            Act::Step(_) | Act::Read | Act::Cancel | Act::Submit { .. } | Act::Modify => {
                if let (Some(run), Some(path)) = (&newest, at("")) {
                    self.act_on(act, run, &path, active).await;
                }
            }
        }
    }

    async fn act_on(&mut self, act: Act, run: &Value, path: &str, active: bool) {
        let app = self.stage.app.as_key("sk-test");
        let status = run["status"].as_str().expect("a status");
        match act {
            Act::Step(count) => {
                let reply = app.post(&format!("/_understage/runs/{}/step", id(run)), json!({"count": count})).await;
                let steps = self.held || self.paces[&id(run)] == "step";
                let stepped = active && steps && reply.status == 200;
                // A stream at another pace, or what follows one, has played at once: there is nothing to step.
                assert!(stepped || reply.status == 409, "{status}: {}", reply.text());
            }
            Act::Cancel => {
                let allowed = active && status != "cancelling";
                self.send(&app, &format!("{path}/cancel"), json!({}), allowed).await;
            }
            Act::Modify => {
                self.send(&app, path, json!({"metadata": {"changed": "yes"}}), !active).await;
                if !active {
                    self.over.insert(id(run), self.stage.now(run).await);
                }
            }
            Act::Submit { right, streamed } => {
                let waits = status == "requires_action";
                let outputs = if waits && right { outputs_for(run, "18") } else { json!([]) };
                assert!(!waits || !awaited(run).is_empty());
                let body = json!({"tool_outputs": outputs, "stream": streamed});
                self.send(&app, &format!("{path}/submit_tool_outputs"), body, waits && right).await;
            }
            _ => drop(app.got(path).await),
        }
    }

    async fn delete(&mut self, index: usize) {
        let messages = self.stage.messages().await;
        let Some(message) = messages.get(index % messages.len().max(1)) else { return };
        let reply = self.stage.app.delete(&self.stage.path(&format!("/messages/{}", id(message)))).await;
        assert_eq!(reply.status, 200);
        self.deleted.insert(id(message));
    }

    /// What must hold between any two requests.
    async fn check(&mut self) {
        self.check_runs().await;
        for message in self.stage.messages().await {
            let path = self.stage.path(&format!("/messages/{}", id(&message)));
            assert_eq!(self.stage.app.got(&path).await, message);
            assert!(!self.deleted.contains(&id(&message)), "what is deleted does not come back");
        }
        self.check_streams().await;
    }

    async fn check_runs(&mut self) {
        let runs = items(self.stage.app.got(&self.stage.path("/runs?limit=100")).await);
        let active: Vec<usize> = (0..runs.len()).filter(|at| is_active(&runs[*at])).collect();
        assert!(active.is_empty() || active == [0], "at most one run is active, and it is the newest");
        for run in runs.iter().filter(|run| !is_active(run)) {
            assert_eq!(&self.stage.now(run).await, run, "list and retrieve agree");
            let first = self.over.entry(id(run)).or_insert_with(|| run.clone());
            assert_eq!(first, run, "a run that is over never changes");
            for step in self.stage.steps(run).await {
                assert_ne!(step["status"], "in_progress", "a run that is over has no open step: {run}");
            }
        }
        for message in self.stage.messages().await {
            let writes = active.first().is_some_and(|at| message["run_id"] == runs[*at]["id"]);
            assert!(writes || message["status"] != "in_progress", "nobody writes this any more: {message}");
        }
    }

    async fn check_streams(&mut self) {
        let mut open = Vec::new();
        for (mut stream, mut told) in std::mem::take(&mut self.open) {
            let (events, over) = stream.ready();
            told.extend(events);
            let asked = told.iter().any(|(name, _)| name == "thread.run.requires_action");
            // The calls of a step that waits for their outputs are told by deltas only.
            told.retain(|(_, data)| !(asked && data["object"] == "thread.run.step" && data["status"] == "in_progress"));
            told.retain(|(_, data)| !data["id"].as_str().is_some_and(|id| self.deleted.contains(id)));
            // Where a wait ends with a call, the same move of the clock may expire the run behind the stream's end.
            let waits = self.newest().await.is_some_and(|run| run["status"] == "requires_action");
            if waits || !(asked && self.held) {
                agree(&self.stage.app, &told).await;
            }
            if !over {
                open.push((stream, told));
            }
        }
        self.open = open;
    }
}

/// A scenario of any steps; a message that is left open is gone on with.
fn scenario() -> impl Strategy<Value = String> {
    let steps = prop::sample::select(vec![
        "- say: Hello.",
        "- say: { chunks: [One, two] }",
        "- refuse: No.",
        "- call: get_weather",
        "- call: { get_weather: { location: Paris } }",
        "- hold",
        "- wait: 90s",
        "- { say: { text: Half, open: true } }\n- hold\n- say: ' and half.'",
        "- { say: { text: Half, open: true } }\n- wait: 1s\n- wait: 5s\n- say: ' and half.'",
    ]);
    let ends = prop::sample::select(vec![
        "- say: Done.",
        "- fail: No.",
        "- expire",
        "- incomplete: max_prompt_tokens",
        "- { say: { text: Half, open: true } }\n- expire",
        "- say: '{{ outputs.none }}'",
    ]);
    (prop::collection::vec(steps, 0..4), ends).prop_map(|(mut steps, end)| {
        steps.push(end);
        let steps = steps.join("\n").replace('\n', "\n      ");
        format!("scenarios:\n  - name: any\n    steps:\n      {steps}\n")
    })
}

fn play(scenarios: Scenarios, acts: Vec<Act>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime");
    runtime.block_on(async {
        let mut seen = Seen::new(scenarios).await;
        for act in acts {
            seen.act(act).await;
            seen.check().await;
        }
    });
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_a_client_does_runs_keep_their_rules(acts in prop::collection::vec(act(), 1..30)) {
        play(Scenarios::default(), acts);
    }

    #[test]
    fn whatever_a_scenario_says_runs_keep_their_rules(
        yaml in scenario(),
        acts in prop::collection::vec(act(), 1..30),
    ) {
        play(load_text("any.yaml", &yaml, None).expect("a scenario"), acts);
    }
}
