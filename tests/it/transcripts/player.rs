//! Plays a session against a server, as far as it can be played.

use super::compare::{Comparison, Place};
use super::ids::{self, Ids};
use super::recording::{Exchange, Session};
use super::tally::Tally;
use super::{bodies, rules, streams};
use crate::support::app::{Reply, TestApp};
use serde_json::{Value, json};
use std::collections::{BTreeSet, HashMap};

/// A session being played.
pub struct Player<'a> {
    session: &'a Session,
    tally: &'a mut Tally,
    app: TestApp,
    ids: Ids,
    /// The status that the last poll of a run was recorded with.
    polled: HashMap<String, String>,
    /// Ids of objects whose making was not recorded.
    foreign: BTreeSet<String>,
}

impl<'a> Player<'a> {
    pub fn new(session: &'a Session, tally: &'a mut Tally) -> Self {
        let app = TestApp::new().with_header("x-understage-pace", "step");
        let made: BTreeSet<&String> = session.exchanges.iter().flat_map(Exchange::made).chain(&session.lost).collect();
        let named = session.exchanges.iter().flat_map(|exchange| &exchange.named);
        let foreign = named.filter(|id| !made.contains(id)).cloned().collect();
        Self { session, tally, app, ids: Ids::default(), polled: HashMap::new(), foreign }
    }

    /// Plays everything that can be played.
    pub async fn play(mut self) {
        let mut left: Vec<&Exchange> = self.session.exchanges.iter().collect();
        while !left.is_empty() {
            let next = match self.session.ordered {
                true => Some(0),
                false => self.next(&left),
            };
            let Some(next) = next else { break };
            let exchange = left.remove(next);
            match self.is_ready(exchange) {
                true => self.exchange(exchange).await,
                false => self.leave_out(self.obstacle(exchange), 1),
            }
        }
        for exchange in left {
            self.leave_out(self.obstacle(exchange), 1);
        }
    }

    /// Why an exchange that names what is not there cannot be played.
    fn obstacle(&self, exchange: &Exchange) -> &'static str {
        let unknown = exchange.named.iter().filter(|id| !self.is_known(id));
        match unknown.filter_map(|id| ids::prefix(id)).any(|prefix| prefix == "step_") {
            true => "steps that our shorter run does not have",
            false => "what needs the v1 API",
        }
    }

    /// What can be played next where no order is given. What shows objects waits for those that are still to be made,
    /// and what deletes comes last, since others may name what it deletes.
    fn next(&self, left: &[&Exchange]) -> Option<usize> {
        let makes_one_of = |exchange: &&&Exchange, ids: &[String]| {
            self.is_ready(exchange) && exchange.made().any(|id| ids.contains(id))
        };
        let shows_all = |exchange: &&Exchange| {
            exchange.method != "GET" || !left.iter().any(|other| makes_one_of(&other, &exchange.brought))
        };
        let kept = |exchange: &Exchange| exchange.method != "DELETE" && shows_all(&exchange);
        // The oldest first, as lists have them; and what is put into a store before it is looked at there.
        let age = |exchange: &Exchange| {
            let made_at = exchange.reply["created_at"].as_u64().unwrap_or(u64::MAX);
            let looks = exchange.method == "GET" && exchange.path.starts_with("/v1/vector_stores/");
            (!kept(exchange), made_at, looks)
        };
        let ready = left.iter().enumerate().filter(|(_, exchange)| self.is_ready(exchange));
        ready.min_by_key(|(_, exchange)| age(exchange)).map(|(at, _)| at)
    }

    fn leave_out(&mut self, reason: &'static str, count: usize) {
        if count > 0 {
            *self.tally.left_out.entry(reason).or_default() += count;
        }
    }

    /// Whether every object that the request names is there, or can be put there.
    fn is_ready(&self, exchange: &Exchange) -> bool {
        exchange.named.iter().all(|id| self.is_known(id))
    }

    fn is_known(&self, id: &str) -> bool {
        self.ids.get(id).is_some() || ids::prefix(id) == Some("call_") || self.can_stand_in(id)
    }

    /// The service refused some requests for objects whose making was not recorded: any object of the kind will do.
    fn can_stand_in(&self, id: &str) -> bool {
        let plain = matches!(ids::prefix(id), Some("asst_" | "thread_" | "file-"));
        plain && self.foreign.contains(id)
    }

    async fn exchange(&mut self, exchange: &Exchange) {
        let status = exchange.reply["status"].as_str().unwrap_or_default().to_owned();
        if exchange.is_poll() && self.polled.insert(exchange.path.clone(), status.clone()) == Some(status) {
            return self.leave_out("polls that showed nothing new", 1);
        }
        for id in &exchange.named {
            self.stand_in(id, &exchange.reply).await;
        }
        self.reach(exchange).await;
        let raised = exchange.body.as_ref().is_some_and(|body| raised(body).1);
        let reply = self.send(exchange).await;
        let mut comparison = Comparison::new(&mut self.ids, !self.session.ordered);
        let place =
            Place { path: format!("{} {} {}", exchange.source, exchange.method, exchange.path), ..Place::default() };
        head(&mut comparison, &place, exchange, &reply);
        if raised {
            comparison.used.insert(rules::LIMITS);
        }
        match &exchange.sse {
            Some(events) if reply.status == 200 => {
                self.tally.streams.push(streams::compare(&mut comparison, &place, events, &reply.events()));
            }
            _ if exchange.reply.is_object() && reply.header("content-type") == Some("application/json") => {
                comparison.value(&place, &exchange.reply, &reply.json());
            }
            // The bytes of a file were replaced by as many others.
            _ => {}
        }
        let (used, differences) = (comparison.used, comparison.differences);
        self.tally.replayed += 1;
        self.tally.exact += usize::from(used.is_empty() && differences.is_empty());
        self.tally.differences.extend(differences);
        used.into_iter().for_each(|rule| *self.tally.rules.entry(rule).or_default() += 1);
    }

    /// Makes an object for an id whose making was not recorded; an assistant as its run shows it, if there is one.
    async fn stand_in(&mut self, id: &str, reply: &Value) {
        if self.ids.get(id).is_some() {
            return;
        }
        let made = match ids::prefix(id) {
            Some("asst_") => {
                let model = reply["model"].as_str().unwrap_or("gpt-4");
                let body = json!({"model": model, "instructions": reply["instructions"], "tools": reply["tools"]});
                self.app.made("/v1/assistants", body).await
            }
            Some("thread_") => self.app.made("/v1/threads", json!({})).await,
            Some("file-") => self.app.upload("stand-in.txt", "assistants", b"x").await,
            _ => return,
        };
        self.ids.learn(id, made["id"].as_str().expect("an id"));
    }

    /// Plays runs as far as they had got when this was recorded.
    async fn reach(&self, exchange: &Exchange) {
        let (reply, path) = (&exchange.reply, self.ids.put_in(exchange.target()));
        if exchange.is_poll() {
            self.step_to(&path, &reply["status"]).await;
        }
        for item in reply["data"].as_array().into_iter().flatten().filter(|item| item["object"] == "thread.run") {
            let run = self.ids.put_in(item["id"].as_str().expect("an id"));
            self.step_to(&format!("{path}/{run}"), &item["status"]).await;
        }
        // The service had read a batch before it was cancelled if it says so.
        if let Some(batch) = path.strip_suffix("/cancel").filter(|_| reply["status"] == "completed") {
            self.app.get(batch).await;
        }
        if exchange.method == "GET" && path.contains("/steps") {
            self.step_to_step(&path, reply).await;
        }
        let started = path.ends_with("/cancel") && !reply["started_at"].is_null();
        let refused = reply["error"]["message"].as_str().and_then(|text| text.strip_prefix("Runs in status \""));
        let status = refused.and_then(|rest| rest.split('"').next()).or(started.then_some("in_progress"));
        if let (Some(status), Some((run, _))) = (status, path.rsplit_once('/')) {
            self.step_to(run, &Value::from(status)).await;
        }
    }

    /// Plays the run at `path` until it has this status, or goes no further.
    async fn step_to(&self, path: &str, status: &Value) {
        let id = path.rsplit('/').next().unwrap_or_default();
        let step = format!("/_understage/runs/{id}/step");
        for _ in 0..5_000 {
            let run = self.app.get(path).await;
            let there = run.status != 200 || run.json()["status"] == *status;
            if there || self.app.post(&step, json!({})).await.status != 200 {
                return;
            }
        }
    }

    /// Plays the run of the steps at `path` until the newest is as far as it was recorded, or the run goes no further.
    async fn step_to_step(&self, path: &str, recorded: &Value) {
        let newest = |reply: &Value| reply.get("data").map_or(reply.clone(), |steps| steps[0].clone());
        let wanted = newest(recorded);
        if wanted.is_null() {
            return;
        }
        let calls = |step: &Value| step["step_details"]["tool_calls"].as_array().map(|calls| !calls.is_empty());
        let list = format!("{}/steps?limit=1", path.split("/steps").next().unwrap_or_default());
        let id = list.split('/').nth(5).unwrap_or_default();
        let step = format!("/_understage/runs/{id}/step");
        for _ in 0..5_000 {
            let now = newest(&self.app.get(&list).await.json());
            let there = ["type", "status"].iter().all(|key| now[*key] == wanted[*key]) && calls(&now) == calls(&wanted);
            if there || self.app.post(&step, json!({})).await.status != 200 {
                return;
            }
        }
    }

    async fn send(&self, exchange: &Exchange) -> Reply {
        if let Some((path, fields)) = bodies::form(self.session, exchange) {
            let path = self.ids.put_in(&path);
            let fields: Vec<bodies::Field<'_>> =
                fields.iter().map(|(name, file, bytes)| (*name, file.as_deref(), bytes.as_slice())).collect();
            return self.app.form(&path, &fields).await;
        }
        let path = self.ids.put_in(&exchange.path);
        let body = exchange.body.clone().or_else(|| bodies::lost(self.session, exchange)).map(|body| {
            let text = self.ids.put_in(&raised(&body).0.to_string());
            serde_json::from_str(&text).expect("JSON")
        });
        let pace = match (&exchange.sse, bodies::looks(self.session, exchange)) {
            (Some(_), _) => "instant".to_owned(),
            (None, 0) => "step".to_owned(),
            (None, looks) => format!("polls:{looks}"),
        };
        self.app.with_header("x-understage-pace", &pace).send(&exchange.method, &path, body).await
    }
}

/// A body with its token limits raised to what the contract allows, and whether any was.
fn raised(body: &Value) -> (Value, bool) {
    let mut body = body.clone();
    let mut any = false;
    for limit in ["max_completion_tokens", "max_prompt_tokens"] {
        if body[limit].as_u64().is_some_and(|limit| limit < 256) {
            body[limit] = json!(256);
            any = true;
        }
    }
    (body, any)
}

fn head(comparison: &mut Comparison<'_>, place: &Place, exchange: &Exchange, reply: &Reply) {
    if exchange.status != reply.status {
        let text = reply.text();
        comparison.differ(place, format!("status: sent {}, ours {} {text}", exchange.status, reply.status));
    }
    let own = reply.header("content-type").unwrap_or_default();
    if exchange.content_type != own {
        comparison.differ(place, format!("content type: sent {}, ours {own}", exchange.content_type));
    }
}
