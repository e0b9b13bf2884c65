//! What a project has used, and what that would have cost.

use crate::http::caller::Caller;
use crate::http::respond::{Answer, json_response};
use crate::http::shared::Shared;
use axum::extract::State;
use std::sync::Arc;

/// Tells what the caller's project has used since it began, and what that would have cost.
pub async fn usage(State(shared): State<Arc<Shared>>, caller: Caller) -> Answer {
    let now = caller.project.world.now();
    let metered = caller.project.read(|store| store.metered(now));
    Ok(json_response(&shared.prices.bill(metered)))
}
