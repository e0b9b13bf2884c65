//! What goes on in a project, as a stream for whoever watches.

use super::journal::Told;
use crate::http::caller::Caller;
use crate::http::respond::Answer;
use crate::store::{Happening, Project};
use crate::wire::UnixTime;
use crate::wire::ids::{RunId, ThreadId};
use crate::wire::run::RunStatus;
use axum::body::Body;
use axum::http::Response;
use axum::http::header::{CONTENT_TYPE, HeaderValue};
use bytes::Bytes;
use futures_util::{StreamExt, stream};
use serde::Serialize;
use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use tokio_stream::wrappers::BroadcastStream;
use tokio_stream::wrappers::errors::BroadcastStreamRecvError;

/// A run that has come to another status.
#[derive(Serialize)]
struct MovedRun {
    id: RunId,
    thread_id: ThreadId,
    status: RunStatus,
    at: UnixTime,
}

/// Happenings that a reader was too slow for.
#[derive(Serialize)]
struct Lagged {
    missed: u64,
}

/// A reader, counted as long as it reads.
struct Reading(Arc<Project>);

impl Reading {
    fn new(project: Arc<Project>) -> Self {
        project.open_streams.fetch_add(1, Relaxed);
        Self(project)
    }
}

impl Drop for Reading {
    fn drop(&mut self) {
        self.0.open_streams.fetch_sub(1, Relaxed);
    }
}

fn event<T: Serialize>(name: &str, data: &T) -> Bytes {
    let data = serde_json::to_string(data).expect("these shapes have string keys and no failing parts");
    format!("event: {name}\ndata: {data}\n\n").into()
}

fn rendered(happening: Result<Happening, BroadcastStreamRecvError>) -> Bytes {
    match happening {
        Ok(Happening::Request(entry)) => event("request", &Told::of(&entry).shown()),
        Ok(Happening::Run(run, at)) => {
            event("run", &MovedRun { id: run.id, thread_id: run.thread_id, status: run.status, at })
        }
        Err(BroadcastStreamRecvError::Lagged(missed)) => event("lagged", &Lagged { missed }),
    }
}

/// Streams what goes on in the caller's project from now on, until it is reset or the server stops. A comment comes first,
/// so that a reader knows that it listens.
pub async fn stream(caller: Caller) -> Answer {
    let told = stream::iter(caller.project.happenings.listen()).flat_map(BroadcastStream::new);
    let reading = Reading::new(caller.project);
    let told = told.map(move |happening| {
        let _as_long_as_it_reads = &reading;
        rendered(happening)
    });
    let opening = stream::iter([Bytes::from_static(b": listening\n\n")]);
    let mut response = Response::new(Body::from_stream(opening.chain(told).map(Ok::<_, Infallible>)));
    let kind = HeaderValue::from_static("text/event-stream; charset=utf-8");
    response.headers_mut().insert(CONTENT_TYPE, kind);
    Ok(response)
}
