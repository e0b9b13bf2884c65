//! `/v1/threads`.

use super::body::JsonBody;
use super::caller::Beta;
use super::ids::Ids;
use super::respond::{Answer, json_response, read, written};
use crate::domain::thread::{CreateThread, ModifyThread};
use crate::store::{Owner, add_thread, provide};
use crate::wire::list::Deleted;

pub async fn create(Beta(caller): Beta, JsonBody(body): JsonBody) -> Answer {
    let new = CreateThread::read(body, String::new())?;
    let world = &caller.project.world;
    let thread = caller.project.transact(|store, batch| add_thread(store, world, batch, new, caller.reading()))?;
    caller.note.made(thread.id);
    Ok(written(&thread))
}

pub async fn retrieve(Beta(caller): Beta, ids: Ids) -> Answer {
    let id = ids.thread()?;
    let thread = caller.project.read(|store| store.thread(id).cloned())?;
    Ok(read(&thread))
}

pub async fn modify(Beta(caller): Beta, ids: Ids, JsonBody(body): JsonBody) -> Answer {
    let id = ids.thread()?;
    let mut change = ModifyThread::read(body)?;
    let world = &caller.project.world;
    let thread = caller.project.transact(|store, batch| {
        let thread = store.thread(id)?;
        let provide = |asked| provide(store, world, batch, asked, Owner::Thread, Vec::new(), caller.reading());
        let resources = change.take_resources().try_map(provide)?;
        Ok(batch.put(change.apply((**thread).clone(), resources)))
    })?;
    Ok(written(&thread))
}

pub async fn delete(Beta(caller): Beta, ids: Ids) -> Answer {
    let id = ids.thread()?;
    caller.project.transact(|store, batch| {
        store.thread(id)?;
        batch.delete_thread(store, id);
        Ok(())
    })?;
    caller.engine.drop_thread(&caller.project, id);
    Ok(json_response(&Deleted { id, object: "thread.deleted", deleted: true }))
}
