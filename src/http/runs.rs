//! `/v1/threads/{thread_id}/runs` and `/v1/threads/runs`.

use super::body::JsonBody;
use super::caller::{Beta, Caller};
use super::ids::Ids;
use super::journaling::Note;
use super::respond::{Answer, json_response, polled, read, written};
use super::sse;
use crate::domain::message::read_metadata;
use crate::domain::pace::Pace;
use crate::domain::run::{CreateRun, SubmitToolOutputs};
use crate::engine::{Order, Started};
use crate::error::ApiError;
use crate::wire::run::Run;
use crate::wire::{Metadata, View};
use axum::body::Body;
use axum::http::Response;

/// The run's events if they were asked for, else the run as it was admitted.
fn answered(started: Started, pace: Pace, view: View, note: Note) -> Response<Body> {
    match started.reader {
        Some(reader) => sse::response(reader, view, note),
        None => polled(written(&started.run), pace),
    }
}

async fn start(caller: Caller, order: Order, view: View) -> Answer {
    let tempo = caller.tempo;
    let begun = caller.engine.start(&caller.project, order, tempo).await?;
    caller.note.runs(begun.run.thread_id, begun.run.id);
    Ok(answered(begun, tempo.pace, view, caller.note))
}

pub async fn create(Beta(caller): Beta, ids: Ids, JsonBody(body): JsonBody) -> Answer {
    let thread = ids.thread()?;
    let view = if caller.query.include()? { View::EventInFull } else { View::Event };
    let run = CreateRun::read(body)?;
    start(caller, Order::On(thread, run), view).await
}

pub async fn create_with_thread(Beta(caller): Beta, JsonBody(body): JsonBody) -> Answer {
    let (run, thread) = CreateRun::read_with_thread(body)?;
    // The contract has no `include[]` here; where it is sent all the same it is understood, and not checked.
    let view = if caller.query.include().unwrap_or_default() { View::EventInFull } else { View::Event };
    start(caller, Order::OnNew(thread, run), view).await
}

pub async fn list(Beta(caller): Beta, ids: Ids) -> Answer {
    let thread = ids.thread()?;
    let page = caller.query.page()?;
    let list = caller.project.read(|store| {
        store.thread(thread)?;
        store.page::<Run>(thread, &page, |_| true)
    })?;
    Ok(json_response(&list))
}

pub async fn retrieve(Beta(caller): Beta, ids: Ids) -> Answer {
    let (thread, id) = (ids.thread()?, ids.run()?);
    let engine = &caller.engine;
    let find = || caller.project.read(|store| store.run(thread, id).cloned());
    let mut run = find()?;
    if engine.note_read(&caller.project, id) {
        run = find()?;
    }
    let pace = engine.pace_of(&caller.project, id).unwrap_or_default();
    Ok(polled(read(&run), pace))
}

pub async fn modify(Beta(caller): Beta, ids: Ids, JsonBody(body): JsonBody) -> Answer {
    let (thread, id) = (ids.thread()?, ids.run()?);
    let change = read_metadata(body)?;
    let run = caller.project.transact(|store, batch| {
        let mut run = (**store.run(thread, id)?).clone();
        if !run.status.is_terminal() {
            return Err(ApiError::CannotUpdate { status: run.status });
        }
        change.apply_or(&mut run.metadata, Metadata::new());
        Ok(batch.put(run))
    })?;
    Ok(written(&run))
}

pub async fn cancel(Beta(caller): Beta, ids: Ids) -> Answer {
    let (thread, id) = (ids.thread()?, ids.run()?);
    let run = caller.engine.cancel(&caller.project, thread, id)?;
    let pace = caller.engine.pace_of(&caller.project, id).unwrap_or_default();
    Ok(polled(written(&run), pace))
}

pub async fn submit(Beta(caller): Beta, ids: Ids, JsonBody(body): JsonBody) -> Answer {
    let (thread, id) = (ids.thread()?, ids.run()?);
    let outputs = SubmitToolOutputs::read(body)?;
    let tempo = caller.tempo;
    caller.note.runs(thread, id);
    let resumed = caller.engine.submit(&caller.project, thread, id, outputs, tempo).await?;
    Ok(answered(resumed, tempo.pace, View::Event, caller.note))
}
