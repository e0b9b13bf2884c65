//! `/_understage`: what the service never had.

use super::body::JsonBody;
use super::caller::Caller;
use super::ids::Ids;
use super::respond::{Answer, json_response, written};
use crate::domain::fields::{Fields, integer};
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

/// Plays the next beat, or `count` beats, of a run at pace `step`, and answers with the run.
pub async fn step(caller: Caller, ids: Ids, JsonBody(body): JsonBody) -> Answer {
    let id = ids.run()?;
    let mut fields = Fields::open(String::new(), body, &[], &["count"])?;
    let count = fields.optional("count", integer(1, 1_000_000))?.unwrap_or(1);
    let beats = usize::try_from(count).unwrap_or(usize::MAX);
    Ok(written(&caller.engine.step(&caller.project, id, beats)?))
}
