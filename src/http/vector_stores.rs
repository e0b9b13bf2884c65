//! `/v1/vector_stores`.

use super::body::JsonBody;
use super::caller::Caller;
use super::ids::Ids;
use super::respond::{Answer, json_response, polled, read, written};
use crate::domain::search::Search;
use crate::domain::vector_store::{ModifyVectorStore, NewStore, touch};
use crate::engine::Look;
use crate::retrieval::keywords;
use crate::store::{Root, add_store};
use crate::wire::ids::VectorStoreId;
use crate::wire::list::Deleted;
use crate::wire::run_step::SearchResult;
use crate::wire::vector_store::{SearchItem, SearchPage, TextPart, VectorStore};

/// Lets what is due in a store be read before it is looked at.
pub async fn look(caller: &Caller, store: VectorStoreId) {
    caller.engine.look(&caller.project, vec![store], Look::Client).await;
}

pub async fn list(caller: Caller) -> Answer {
    let page = caller.query.page()?;
    let shown = || caller.project.read(|store| store.page::<VectorStore>(Root, &page, |_| true));
    let stores = shown()?.data.iter().map(|shelf| shelf.id).collect();
    caller.engine.look(&caller.project, stores, Look::Client).await;
    Ok(json_response(&shown()?))
}

pub async fn create(caller: Caller, JsonBody(body): JsonBody) -> Answer {
    let new = NewStore::read(body)?;
    let world = &caller.project.world;
    let made = caller.project.transact(|store, batch| {
        store.check_files(new.files.iter().map(|file| file.file), "file_ids")?;
        add_store(store, world, batch, new, caller.reading())
    })?;
    Ok(polled(written(&made), caller.tempo.pace))
}

pub async fn retrieve(caller: Caller, ids: Ids) -> Answer {
    let id = ids.vector_store()?;
    look(&caller, id).await;
    let shelf = caller.project.read(|store| store.vector_store(id).cloned())?;
    Ok(polled(read(&shelf), caller.tempo.pace))
}

pub async fn modify(caller: Caller, ids: Ids, JsonBody(body): JsonBody) -> Answer {
    let id = ids.vector_store()?;
    let change = ModifyVectorStore::read(body)?;
    look(&caller, id).await;
    let shelf = caller.project.transact(|store, batch| {
        let shelf = store.live_store(id)?;
        Ok(batch.put(change.apply((**shelf).clone())))
    })?;
    Ok(written(&shelf))
}

pub async fn delete(caller: Caller, ids: Ids) -> Answer {
    let id = ids.vector_store()?;
    caller.engine.delete_store(&caller.project, id).await?;
    Ok(json_response(&Deleted { id, object: "vector_store.deleted", deleted: true }))
}

pub async fn search(caller: Caller, ids: Ids, JsonBody(body): JsonBody) -> Answer {
    let id = ids.vector_store()?;
    let mut search = Search::read(body)?;
    look(&caller, id).await;
    caller.project.transact(|store, batch| {
        let mut shelf = (**store.live_store(id)?).clone();
        touch(&mut shelf, caller.project.world.now());
        batch.put(shelf);
        Ok(())
    })?;
    if search.rewrite {
        search.queries.iter_mut().for_each(|query| *query = keywords(query));
    }
    let (queries, found) = caller.engine.search(&caller.project, id, search).await?;
    let item = |found: SearchResult| SearchItem {
        file_id: found.file_id,
        filename: found.file_name,
        score: found.score,
        attributes: found.attributes,
        content: [TextPart { text: found.text }],
    };
    Ok(json_response(&SearchPage {
        object: "vector_store.search_results.page",
        search_query: queries,
        data: found.into_iter().map(item).collect(),
        has_more: false,
        next_page: (),
    }))
}
