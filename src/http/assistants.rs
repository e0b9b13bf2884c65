//! `/v1/assistants`.

use super::body::JsonBody;
use super::caller::Beta;
use super::ids::Ids;
use super::respond::{Answer, json_response, read, written};
use crate::domain::assistant::ModifyAssistant;
use crate::store::{Owner, Root, provide};
use crate::wire::assistant::Assistant;
use crate::wire::list::Deleted;

pub async fn list(Beta(caller): Beta) -> Answer {
    let page = caller.query.page()?;
    let list = caller.project.read(|store| store.page::<Assistant>(Root, &page, |_| true))?;
    Ok(json_response(&list))
}

pub async fn create(Beta(caller): Beta, JsonBody(body): JsonBody) -> Answer {
    let mut new = ModifyAssistant::read(body, true)?;
    let world = &caller.project.world;
    let assistant = caller.project.transact(|store, batch| {
        let provide = |asked| provide(store, world, batch, asked, Owner::Assistant, Vec::new(), caller.reading());
        let resources = new.take_resources().try_map(provide)?;
        Ok(batch.put(new.create(world.id(), world.now(), resources)))
    })?;
    Ok(written(&assistant))
}

pub async fn retrieve(Beta(caller): Beta, ids: Ids) -> Answer {
    let id = ids.assistant()?;
    let assistant = caller.project.read(|store| store.assistant(id).cloned())?;
    Ok(read(&assistant))
}

pub async fn modify(Beta(caller): Beta, ids: Ids, JsonBody(body): JsonBody) -> Answer {
    let id = ids.assistant()?;
    let mut change = ModifyAssistant::read(body, false)?;
    let world = &caller.project.world;
    let assistant = caller.project.transact(|store, batch| {
        let assistant = store.assistant(id)?;
        let provide = |asked| provide(store, world, batch, asked, Owner::Assistant, Vec::new(), caller.reading());
        let resources = change.take_resources().try_map(provide)?;
        Ok(batch.put(change.apply((**assistant).clone(), resources)))
    })?;
    Ok(written(&assistant))
}

pub async fn delete(Beta(caller): Beta, ids: Ids) -> Answer {
    let id = ids.assistant()?;
    caller.project.transact(|store, batch| {
        store.assistant(id)?;
        batch.delete::<Assistant>(id);
        Ok(())
    })?;
    Ok(json_response(&Deleted { id, object: "assistant.deleted", deleted: true }))
}
