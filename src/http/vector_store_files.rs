//! `/v1/vector_stores/{vector_store_id}/files`.

use super::body::JsonBody;
use super::caller::Caller;
use super::ids::Ids;
use super::respond::{Answer, json_response, polled, read, written};
use super::vector_stores::look;
use crate::domain::fields::one_of;
use crate::domain::page::Query;
use crate::domain::vector_store::{Attach, read_attributes};
use crate::error::Result;
use crate::store::add_files;
use crate::wire::ids::VectorStoreId;
use crate::wire::list::Deleted;
use crate::wire::vector_store::{ContentPage, FileStatus, Placed, TextPart, VectorStoreFile};

/// Reads `filter`: the files of one status alone.
///
/// # Errors
/// If it is no status.
pub fn filter(query: &Query) -> Result<impl Fn(&VectorStoreFile) -> bool> {
    let status = query.get("filter").map(|text| one_of(FileStatus::WORDS)(text.into(), "filter".to_owned()));
    let status = status.transpose()?;
    Ok(move |file: &VectorStoreFile| status.is_none_or(|status| file.status.name() == status))
}

pub async fn list(caller: Caller, ids: Ids) -> Answer {
    let id = ids.vector_store()?;
    let page = caller.query.page()?.keyed(|file| Placed { store: id, file });
    let keep = filter(&caller.query)?;
    look(&caller, id).await;
    let list = caller.project.read(|store| {
        store.vector_store(id)?;
        store.page::<VectorStoreFile>(id, &page, keep)
    })?;
    Ok(json_response(&list))
}

pub async fn create(caller: Caller, ids: Ids, JsonBody(body): JsonBody) -> Answer {
    let id = ids.vector_store()?;
    let new = Attach::read(body, String::new())?;
    let (file, now) = (new.file, caller.project.world.now());
    let placed = caller.project.transact(|store, batch| {
        let shelf = store.live_store(id)?;
        store.check_files([file].into_iter(), "file_id")?;
        add_files(store, batch, shelf, vec![new], None, caller.reading(), now)?;
        Ok(batch.newest::<VectorStoreFile>(store, Placed { store: id, file }).expect("it was just put there"))
    })?;
    Ok(polled(written(&placed), caller.tempo.pace))
}

/// The file once what is due has been read.
async fn found(caller: &Caller, ids: &Ids) -> Result<std::sync::Arc<VectorStoreFile>> {
    let (id, file) = place(ids)?;
    look(caller, id).await;
    caller.project.read(|store| store.placed(id, file).cloned())
}

fn place(ids: &Ids) -> Result<(VectorStoreId, crate::wire::ids::FileId)> {
    Ok((ids.vector_store()?, ids.placed()?))
}

pub async fn retrieve(caller: Caller, ids: Ids) -> Answer {
    Ok(polled(read(&found(&caller, &ids).await?), caller.tempo.pace))
}

pub async fn modify(caller: Caller, ids: Ids, JsonBody(body): JsonBody) -> Answer {
    let attributes = read_attributes(body)?;
    let (id, file) = place(&ids)?;
    look(&caller, id).await;
    let placed = caller.project.transact(|store, batch| {
        store.live_store(id)?;
        let placed = store.placed(id, file)?;
        Ok(batch.put(VectorStoreFile { attributes, ..(**placed).clone() }))
    })?;
    Ok(written(&placed))
}

pub async fn delete(caller: Caller, ids: Ids) -> Answer {
    let (id, file) = place(&ids)?;
    caller.engine.detach(&caller.project, id, file).await?;
    Ok(json_response(&Deleted { id: file, object: "vector_store.file.deleted", deleted: true }))
}

pub async fn content(caller: Caller, ids: Ids) -> Answer {
    let placed = found(&caller, &ids).await?;
    let pieces = caller.engine.content(&caller.project, placed.vector_store_id, placed.id).await?;
    Ok(json_response(&ContentPage {
        object: "vector_store.file_content.page",
        data: pieces.into_iter().map(|text| TextPart { text }).collect(),
        has_more: false,
        next_page: (),
    }))
}
