//! `/v1/threads/{thread_id}/messages`.

use super::body::JsonBody;
use super::caller::Beta;
use super::ids::Ids;
use super::respond::{Answer, json_response, read, written};
use crate::domain::message::{CreateMessage, read_metadata};
use crate::engine::post_message;
use crate::wire::Metadata;
use crate::wire::list::Deleted;
use crate::wire::message::Message;

pub async fn list(Beta(caller): Beta, ids: Ids) -> Answer {
    let thread = ids.thread()?;
    let page = caller.query.page()?;
    // Compared as text: a run that is not there has no messages.
    let run = caller.query.get("run_id");
    let of_run = |message: &Message| run.is_none_or(|run| message.run_id.is_some_and(|own| own.to_string() == run));
    let list = caller.project.read(|store| {
        store.thread(thread)?;
        store.page::<Message>(thread, &page, of_run)
    })?;
    Ok(json_response(&list))
}

pub async fn create(Beta(caller): Beta, ids: Ids, JsonBody(body): JsonBody) -> Answer {
    let thread = ids.thread()?;
    let new = CreateMessage::read(body, String::new())?;
    Ok(written(&post_message(&caller.project, thread, new, caller.tempo.pace)?))
}

pub async fn retrieve(Beta(caller): Beta, ids: Ids) -> Answer {
    let (thread, id) = (ids.thread()?, ids.message()?);
    let message = caller.project.read(|store| store.message(thread, id).cloned())?;
    Ok(read(&message))
}

pub async fn modify(Beta(caller): Beta, ids: Ids, JsonBody(body): JsonBody) -> Answer {
    let (thread, id) = (ids.thread()?, ids.message()?);
    let change = read_metadata(body)?;
    let message = caller.project.transact(|store, batch| {
        let mut message = (**store.message(thread, id)?).clone();
        change.apply_or(&mut message.metadata, Metadata::new());
        Ok(batch.put(message))
    })?;
    Ok(written(&message))
}

pub async fn delete(Beta(caller): Beta, ids: Ids) -> Answer {
    let (thread, id) = (ids.thread()?, ids.message()?);
    caller.project.transact(|store, batch| {
        store.message(thread, id)?;
        batch.delete::<Message>(id);
        Ok(())
    })?;
    Ok(json_response(&Deleted { id, object: "thread.message.deleted", deleted: true }))
}
