//! `/_understage`: what the service never had.

use super::body::JsonBody;
use super::caller::Caller;
use super::ids::Ids;
use super::respond::{Answer, json_response, written};
use crate::domain::fields::{Fields, integer, one_of};
use crate::engine::Until;
use crate::error::ApiError;
use serde::Serialize;

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
