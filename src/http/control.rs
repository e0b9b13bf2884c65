//! `/_understage`: what the service never had.

use super::body::JsonBody;
use super::caller::Caller;
use super::ids::Ids;
use super::respond::{Answer, json_response, written};
use super::shared::Shared;
use crate::domain::clock::read_shift;
use crate::domain::fault::read_faults;
use crate::domain::fields::{Fields, integer, one_of, text_up_to};
use crate::domain::lifecycle::Ending;
use crate::engine::Until;
use crate::error::ApiError;
use crate::store::{self, Rule};
use crate::wire::Metadata;
use crate::wire::UnixTime;
use crate::wire::run::LastError;
use axum::extract::State;
use serde::Serialize;
use std::sync::Arc;

/// Characters of the message with which a run fails.
const MESSAGE: usize = 4_096;

#[derive(Serialize)]
struct Health {
    status: &'static str,
    version: &'static str,
}

/// Whether the server answers; needs no key.
pub async fn health() -> Answer {
    Ok(json_response(&Health { status: "ok", version: env!("CARGO_PKG_VERSION") }))
}

/// Plays the next beat of a run at pace `step`, or `count` beats, or `until` its status changes or it halts, and answers
/// with the run.
pub async fn step(caller: Caller, ids: Ids, JsonBody(body): JsonBody) -> Answer {
    let id = ids.run()?;
    let mut fields = Fields::open(String::new(), body, &[], &["count", "until"])?;
    let count = fields.optional("count", integer(1, 1_000_000))?;
    let until = match fields.optional("until", one_of(&["status", "halt"]))? {
        Some(_) if count.is_some() => {
            return Err(ApiError::ConflictingParameters { param: "until".to_owned(), first: "count", second: "until" });
        }
        Some("halt") => Until::Halt,
        Some(_) => Until::Status,
        None => Until::Beats(count.and_then(|count| usize::try_from(count).ok()).unwrap_or(1)),
    };
    Ok(written(&caller.engine.step(&caller.project, id, until)?))
}

/// Expires a run, as if its ten minutes were over, and answers with the run.
pub async fn expire(caller: Caller, ids: Ids, JsonBody(body): JsonBody) -> Answer {
    let id = ids.run()?;
    Fields::open(String::new(), body, &[], &[])?;
    Ok(written(&caller.engine.end(&caller.project, id, Ending::Expired)?))
}

/// Fails a run, with the `code` and `message` of its `last_error`, and answers with the run.
pub async fn fail(caller: Caller, ids: Ids, JsonBody(body): JsonBody) -> Answer {
    let id = ids.run()?;
    let mut fields = Fields::open(String::new(), body, &[], &["code", "message"])?;
    let codes = &["server_error", "rate_limit_exceeded", "invalid_prompt"];
    let code = fields.optional("code", one_of(codes))?.unwrap_or("server_error");
    let message = fields.optional("message", text_up_to(MESSAGE))?;
    let message = message.unwrap_or_else(|| LastError::SORRY.to_owned());
    Ok(written(&caller.engine.end(&caller.project, id, Ending::Failed(LastError { code, message }))?))
}

/// What time it is in the caller's project.
#[derive(Serialize)]
struct Time {
    now: UnixTime,
    frozen: bool,
}

fn time(caller: &Caller) -> Answer {
    Ok(json_response(&Time { now: caller.project.world.now(), frozen: caller.project.world.is_frozen() }))
}

/// Tells the time of the caller's project.
pub async fn clock(caller: Caller) -> Answer {
    time(&caller)
}

/// Freezes the caller's project in time, moves it on, or lets time go on; what is due then has expired when this answers.
pub async fn move_clock(caller: Caller, JsonBody(body): JsonBody) -> Answer {
    caller.project.world.shift(read_shift(body)?);
    caller.engine.settle(&caller.project).await;
    time(&caller)
}

#[derive(Serialize)]
struct Reset {
    reset: bool,
}

/// Empties the caller's project: it is as it was when its key was first used.
pub async fn reset(State(shared): State<Arc<Shared>>, caller: Caller) -> Answer {
    shared.projects.renew(&caller.project);
    caller.engine.drop_project(&caller.project).await;
    Ok(json_response(&Reset { reset: true }))
}

/// What the caller's project still has: what was never deleted, and runs that are not over.
pub async fn leaks(caller: Caller) -> Answer {
    Ok(json_response(&caller.project.read(store::leaks)))
}

#[derive(Serialize)]
struct Rules {
    faults: Vec<ShownRule>,
}

/// A rule as it was asked for, and how often it was for a request and struck one.
#[derive(Serialize)]
struct ShownRule {
    #[serde(flatten)]
    asked: Metadata,
    seen: u64,
    played: u64,
}

/// Lists the faults of the caller's project.
pub async fn faults(caller: Caller) -> Answer {
    let shown = |rule: Rule| ShownRule { asked: rule.fault.asked, seen: rule.seen, played: rule.played };
    Ok(json_response(&Rules { faults: caller.project.faults.all().into_iter().map(shown).collect() }))
}

/// Adds faults to the caller's project, and lists all.
pub async fn add_faults(caller: Caller, JsonBody(body): JsonBody) -> Answer {
    caller.project.faults.add(read_faults(body)?);
    faults(caller).await
}

/// Takes all faults away.
pub async fn delete_faults(caller: Caller) -> Answer {
    caller.project.faults.clear();
    faults(caller).await
}
