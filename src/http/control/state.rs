//! A project as a whole: what it still has, and how it begins anew.

use crate::http::caller::Caller;
use crate::http::respond::{Answer, json_response};
use crate::http::shared::Shared;
use crate::store;
use axum::extract::State;
use serde::Serialize;
use std::sync::Arc;

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
