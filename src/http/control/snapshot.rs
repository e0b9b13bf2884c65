//! A project as one document, and back.

use crate::error::ApiError;
use crate::http::body::spool;
use crate::http::caller::Caller;
use crate::http::respond::{Answer, json_response};
use crate::http::shared::Shared;
use crate::store::Limits;
use crate::wire::ids::RunId;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::Response;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderValue};
use serde::Serialize;
use std::sync::Arc;
use tokio_util::io::ReaderStream;

#[derive(Serialize)]
struct Restored {
    restored: bool,
    /// Runs that were in motion and are over now.
    ended_runs: Vec<RunId>,
}

/// The caller's project as one document.
pub async fn take(caller: Caller) -> Answer {
    let document = caller.engine.snapshot(&caller.project).await?;
    let gone = |_| ApiError::Internal { request: "(the snapshot could not be read)".to_owned() };
    // The open file outlives its name.
    let open = tokio::fs::File::from_std(document.open().map_err(gone)?);
    let mut response = Response::new(Body::from_stream(ReaderStream::with_capacity(open, 64 * 1024)));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(CONTENT_LENGTH, HeaderValue::from(document.size()));
    Ok(response)
}

/// Puts the project that a snapshot tells of in the place of the caller's, or leaves that as it is.
pub async fn restore(State(shared): State<Arc<Shared>>, caller: Caller, request: Request) -> Answer {
    let document = spool(request, caller.engine.blobs(), Limits::SERVED.document).await?;
    // On a task of its own, so that a client that hangs up stops nothing half-way.
    let task = tokio::spawn(async move { shared.engine.restore(&shared.projects, &caller.project, document).await });
    let stopped = |_| ApiError::Internal { request: "(the snapshot was not restored)".to_owned() };
    Ok(json_response(&Restored { restored: true, ended_runs: task.await.map_err(stopped)?? }))
}
