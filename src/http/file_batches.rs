//! `/v1/vector_stores/{vector_store_id}/file_batches`.

use super::body::JsonBody;
use super::caller::Caller;
use super::ids::Ids;
use super::respond::{Answer, json_response, polled, read, written};
use super::vector_store_files::filter;
use super::vector_stores::look;
use crate::domain::vector_store::read_batch;
use crate::store::add_batch;
use crate::wire::vector_store::{Placed, VectorStoreFile};

pub async fn create(caller: Caller, ids: Ids, JsonBody(body): JsonBody) -> Answer {
    let id = ids.vector_store()?;
    let files = read_batch(body)?;
    let world = &caller.project.world;
    let reading = caller.reading();
    let together = caller.project.transact(|store, batch| add_batch(store, world, batch, id, files, reading))?;
    Ok(polled(written(&together), caller.tempo.pace))
}

pub async fn retrieve(caller: Caller, ids: Ids) -> Answer {
    let (id, batch) = (ids.vector_store()?, ids.batch()?);
    look(&caller, id).await;
    let together = caller.project.read(|store| store.file_batch(id, batch).cloned())?;
    Ok(polled(read(&together), caller.tempo.pace))
}

pub async fn cancel(caller: Caller, ids: Ids) -> Answer {
    let (id, batch) = (ids.vector_store()?, ids.batch()?);
    Ok(written(&caller.engine.cancel_batch(&caller.project, id, batch)?))
}

pub async fn list(caller: Caller, ids: Ids) -> Answer {
    let (id, batch) = (ids.vector_store()?, ids.batch()?);
    let page = caller.query.page()?.keyed(|file| Placed { store: id, file });
    let keep = filter(&caller.query)?;
    look(&caller, id).await;
    let list = caller.project.read(|store| {
        store.file_batch(id, batch)?;
        store.page::<VectorStoreFile>(id, &page, |file| file.batch == Some(batch) && keep(file))
    })?;
    Ok(json_response(&list))
}
