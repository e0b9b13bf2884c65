//! The requests of a project, for whoever verifies them.

use crate::domain::journal::{Facts, Wanted};
use crate::error::{ApiError, Result};
use crate::http::caller::Caller;
use crate::http::journaling::is_control;
use crate::http::respond::{Answer, json_response};
use crate::http::routes::route_rows;
use crate::store::{Entry, Kept, Outcome, RunNote};
use crate::wire::UnixTime;
use crate::wire::event::StreamEvent;
use crate::wire::ids::{Id, RequestId, RunId, ThreadId};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::LazyLock;

#[derive(Serialize)]
struct Listed<'a> {
    object: &'static str,
    data: Vec<ShownEntry<'a>>,
    total: usize,
    dropped: u64,
}

/// An entry as it is shown: the fields are the control API's own.
#[derive(Serialize)]
pub struct ShownEntry<'a> {
    id: u64,
    at: UnixTime,
    method: &'a str,
    path: &'a str,
    query: &'a str,
    operation: Option<&'static str>,
    thread_id: Option<ThreadId>,
    run_id: Option<RunId>,
    request_id: RequestId,
    headers: BTreeMap<&'static str, &'a str>,
    status: Option<u16>,
    aborted: bool,
    fault: Option<&'static str>,
    error: Option<Refusal>,
    events: Option<Vec<&'static str>>,
    run: Option<ShownRun<'a>>,
    #[serde(flatten)]
    bodies: Option<Bodies>,
}

#[derive(Serialize)]
struct ShownRun<'a> {
    scenario: Option<&'a str>,
    misses: &'a [String],
    failed_expectation: Option<&'a str>,
}

#[derive(Serialize)]
struct Bodies {
    request: Option<Value>,
    request_bytes: Option<usize>,
    response: Option<Value>,
    response_bytes: Option<usize>,
}

#[derive(Deserialize)]
struct Envelope {
    error: Refusal,
}

#[derive(Deserialize, Serialize)]
struct Refusal {
    code: Option<String>,
    param: Option<String>,
    message: String,
}

/// A request, and what has come of it so far.
pub struct Told<'a> {
    entry: &'a Entry,
    outcome: Outcome,
    path: &'a str,
    query: &'a str,
}

impl<'a> Told<'a> {
    /// What is known of a request now.
    pub fn of(entry: &'a Entry) -> Self {
        let target: &str = &entry.asked.target;
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let mut outcome = entry.outcome();
        // Ids tell their kind, wherever in a path they stand.
        outcome.thread = outcome.thread.or_else(|| path.split('/').find_map(ThreadId::parse));
        outcome.run = outcome.run.or_else(|| path.split('/').find_map(RunId::parse));
        Self { entry, outcome, path, query }
    }

    fn facts(&self) -> Facts<'_> {
        Facts {
            method: &self.entry.asked.method,
            path: self.path,
            operation: self.entry.asked.operation,
            status: self.outcome.status,
            run: self.outcome.run,
            thread: self.outcome.thread,
            scenario: self.outcome.note.as_ref().map(|note| note.scenario.as_deref()),
        }
    }

    /// As it is shown, without the bodies.
    pub fn shown(&self) -> ShownEntry<'_> {
        let asked = &self.entry.asked;
        let outcome = &self.outcome;
        let names: Vec<&'static str> = StreamEvent::names().collect();
        let named = |kinds: &Vec<u8>| kinds.iter().map(|kind| names[usize::from(*kind)]).collect();
        ShownEntry {
            id: self.entry.id,
            at: asked.at,
            method: &asked.method,
            path: self.path,
            query: self.query,
            operation: asked.operation,
            thread_id: outcome.thread,
            run_id: outcome.run,
            request_id: asked.request_id,
            headers: asked.headers.iter().map(|(name, value)| (*name, &**value)).collect(),
            status: outcome.status,
            aborted: outcome.aborted,
            fault: outcome.fault,
            error: refusal(outcome),
            events: outcome.events.as_ref().map(named),
            run: outcome.note.as_ref().map(shown_run),
            bodies: None,
        }
    }

    fn in_full(&self) -> ShownEntry<'_> {
        let Outcome { request, response, .. } = &self.outcome;
        let bodies = Bodies {
            request: request.as_ref().and_then(json),
            request_bytes: request.as_ref().map(|kept| kept.length),
            response: response.as_ref().and_then(json),
            response_bytes: response.as_ref().map(|kept| kept.length),
        };
        ShownEntry { bodies: Some(bodies), ..self.shown() }
    }
}

/// What a body says: JSON, or else its text.
fn json(kept: &Kept) -> Option<Value> {
    let bytes = kept.bytes.as_ref()?;
    Some(serde_json::from_slice(bytes).unwrap_or_else(|_| String::from_utf8_lossy(bytes).into()))
}

fn refusal(outcome: &Outcome) -> Option<Refusal> {
    outcome.status.filter(|status| *status >= 400)?;
    let bytes = outcome.response.as_ref()?.bytes.as_ref()?;
    serde_json::from_slice::<Envelope>(bytes).ok().map(|envelope| envelope.error)
}

fn shown_run(note: &RunNote) -> ShownRun<'_> {
    ShownRun {
        scenario: note.scenario.as_deref(),
        misses: &note.misses,
        failed_expectation: note.failed_expectation.as_deref(),
    }
}

/// Refuses a name that no operation has: it would find nothing, and a test would take that for good.
fn check_operation(name: Option<&str>) -> Result<()> {
    static OPERATIONS: LazyLock<Vec<&str>> = LazyLock::new(|| {
        let served = route_rows().into_iter().filter(|row| !is_control(row.path));
        served.map(|row| row.operation).collect()
    });
    match name.filter(|name| !OPERATIONS.contains(name)) {
        None => Ok(()),
        Some(name) => Err(ApiError::InvalidValue {
            param: "operation".to_owned(),
            value: name.to_owned(),
            supported: &OPERATIONS,
        }),
    }
}

/// Lists the requests of the caller's project that its query asks for.
pub async fn list(caller: Caller) -> Answer {
    let wanted = Wanted::read(&caller.query)?;
    check_operation(wanted.operation.as_deref())?;
    let (entries, dropped) = caller.project.journal.all();
    let mut told: Vec<Told<'_>> = entries.iter().map(|entry| Told::of(entry)).collect();
    told.retain(|told| wanted.holds(&told.facts()));
    if wanted.descending {
        told.reverse();
    }
    let total = told.len();
    let data = told.iter().filter(|told| wanted.follows(told.entry.id)).take(wanted.limit).map(Told::in_full);
    Ok(json_response(&Listed { object: "list", data: data.collect(), total, dropped }))
}

/// Takes all entries away.
pub async fn clear(caller: Caller) -> Answer {
    caller.query.only(&[])?;
    caller.project.journal.clear();
    list(caller).await
}
