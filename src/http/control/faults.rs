//! What is to go wrong with a project's requests.

use crate::domain::fault::read_faults;
use crate::http::body::JsonBody;
use crate::http::caller::Caller;
use crate::http::respond::{Answer, json_response};
use crate::http::shared::Shared;
use crate::store::Rule;
use crate::wire::Metadata;
use axum::extract::State;
use serde::Serialize;
use std::sync::Arc;

#[derive(Serialize)]
struct Rules {
    faults: Vec<ShownRule>,
}

/// A rule as it was asked for, and how often it was for a request and struck one.
#[derive(Serialize)]
struct ShownRule {
    #[serde(flatten)]
    asked: Metadata,
    origin: &'static str,
    seen: u64,
    played: u64,
}

/// Lists the faults of the caller's project.
pub async fn list(caller: Caller) -> Answer {
    let shown = |rule: Rule| ShownRule {
        asked: rule.fault.asked.clone(),
        origin: rule.origin.name(),
        seen: rule.seen,
        played: rule.played,
    };
    Ok(json_response(&Rules { faults: caller.project.faults.all().into_iter().map(shown).collect() }))
}

/// Adds faults to the caller's project, and lists all.
pub async fn add(State(shared): State<Arc<Shared>>, caller: Caller, JsonBody(body): JsonBody) -> Answer {
    shared.projects.push_faults(&caller.project, read_faults(body)?)?;
    list(caller).await
}

/// Takes all faults away; those of files come back with a reset.
pub async fn clear(State(shared): State<Arc<Shared>>, caller: Caller) -> Answer {
    shared.projects.clear_faults(&caller.project);
    list(caller).await
}
