//! `/v1/uploads`.

use super::body::JsonBody;
use super::caller::Caller;
use super::ids::Ids;
use super::multipart::read_part;
use super::respond::{Answer, written};
use crate::domain::upload::{CompleteUpload, CreateUpload, check_pending};
use crate::error::ApiError;
use crate::store::{self, Blob};
use crate::wire::upload::UploadStatus;
use axum::extract::Request;
use serde::Serialize;
use std::io;
use std::sync::Arc;

pub async fn create(caller: Caller, JsonBody(body): JsonBody) -> Answer {
    let new = CreateUpload::read(body)?;
    let world = &caller.project.world;
    let upload = caller.project.transact(|_, batch| Ok(batch.put(new.create(world.id(), world.now()))))?;
    Ok(written(&upload))
}

/// What the journal keeps of a form with a part.
#[derive(Serialize)]
struct Form {
    bytes: u64,
}

pub async fn add_part(caller: Caller, ids: Ids, request: Request) -> Answer {
    let id = ids.upload()?;
    // Before 64 MB are taken in for nothing.
    caller.project.read(|store| check_pending(store.upload(id)?, "add parts to"))?;
    let blob = Arc::new(read_part(request, caller.engine.blobs()).await?);
    caller.note.form(&Form { bytes: blob.size() });
    let world = &caller.project.world;
    let part = caller.project.transact(|store, batch| store::add_part(store, world, batch, id, blob))?;
    Ok(written(&part))
}

pub async fn complete(caller: Caller, ids: Ids, JsonBody(body): JsonBody) -> Answer {
    let id = ids.upload()?;
    let named = CompleteUpload::read(body)?;
    let parts = caller.project.read(|store| store::named_parts(store, id, &named))?;
    let (whole, md5) = join(&caller, parts).await.map_err(|_| unwritable())?;
    if let Some(expected) = named.md5.filter(|expected| !expected.eq_ignore_ascii_case(&md5)) {
        return Err(ApiError::WrongMd5 { expected, got: md5 });
    }
    let world = &caller.project.world;
    let upload = caller.project.transact(|store, batch| store::complete(store, world, batch, id, Arc::new(whole)))?;
    Ok(written(&upload))
}

async fn join(caller: &Caller, parts: Vec<Arc<Blob>>) -> io::Result<(Blob, String)> {
    let engine = Arc::clone(&caller.engine);
    let joined = tokio::task::spawn_blocking(move || store::join(engine.blobs(), &parts)).await;
    joined.unwrap_or_else(|_| Err(io::Error::other("stopped")))
}

fn unwritable() -> ApiError {
    ApiError::Internal { request: "(the file could not be stored)".to_owned() }
}

pub async fn cancel(caller: Caller, ids: Ids) -> Answer {
    let id = ids.upload()?;
    let cancelled =
        |store: &store::Store, batch: &mut store::Batch| store::end_upload(store, batch, id, UploadStatus::Cancelled);
    Ok(written(&caller.project.transact(cancelled)?))
}
