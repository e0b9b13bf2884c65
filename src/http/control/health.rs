//! Whether the server is there.

use crate::http::respond::{Answer, json_response};
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
