//! The rehearsal of the API's end.

use crate::domain::sunset::{Sunset, read_sunset};
use crate::http::body::JsonBody;
use crate::http::caller::Caller;
use crate::http::respond::{Answer, json_response};
use serde::Serialize;

#[derive(Serialize)]
struct Shown {
    sunset: Option<ShownSunset>,
}

/// What is rehearsed, and how often it was for a request and refused one.
#[derive(Serialize)]
struct ShownSunset {
    #[serde(flatten)]
    sunset: Sunset,
    seen: u64,
    refused: u64,
}

/// Tells what is rehearsed in the caller's project.
pub async fn show(caller: Caller) -> Answer {
    let now = caller.project.sunset.now();
    let sunset = now.map(|now| ShownSunset { sunset: now.sunset, seen: now.seen, refused: now.refused });
    Ok(json_response(&Shown { sunset }))
}

/// Begins a rehearsal in the caller's project, in the place of one that is under way.
pub async fn begin(caller: Caller, JsonBody(body): JsonBody) -> Answer {
    caller.project.sunset.set(Some(read_sunset(body)?));
    show(caller).await
}

/// Ends the rehearsal in the caller's project.
pub async fn end(caller: Caller) -> Answer {
    caller.project.sunset.set(None);
    show(caller).await
}
