//! The time of a project.

use crate::domain::clock::read_shift;
use crate::http::body::JsonBody;
use crate::http::caller::Caller;
use crate::http::respond::{Answer, json_response};
use crate::wire::UnixTime;
use serde::Serialize;

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
