//! What touches a thread and its messages together.

use super::shelves::{Owner, check_searchable, provide};
use super::{Batch, Store};
use crate::domain::message::CreateMessage;
use crate::domain::thread::{CreateThread, MESSAGES, with_files_of};
use crate::domain::tool::{AskedResources, StoreChoice};
use crate::domain::vector_store::{Attach, attachments};
use crate::domain::world::World;
use crate::error::{ApiError, Result};
use crate::wire::message::Message;
use crate::wire::thread::Thread;
use crate::wire::vector_store::{Reading, VectorStore};
use std::sync::Arc;

/// Adds a thread with its messages.
///
/// # Errors
/// If a file or store that it names is not there, a file cannot be searched, or its messages bring too many for the
/// code interpreter.
pub fn add_thread(
    store: &Store,
    world: &World,
    batch: &mut Batch,
    new: CreateThread,
    reading: Reading,
) -> Result<Arc<Thread>> {
    let brought = brought(store, &new.messages)?;
    let resources = provide(store, world, batch, new.resources, Owner::Thread, brought, reading)?;
    let resources = resources.without_empty();
    let mut thread =
        Thread { id: world.id(), created_at: world.now(), metadata: new.metadata, tool_resources: resources };
    let mut made = Vec::with_capacity(new.messages.len());
    for message in new.messages {
        if let Some(with_files) = with_files_of(&thread, &message)? {
            thread = with_files;
        }
        made.push(message.create(world.id(), thread.id, world.now()));
    }
    let thread = batch.put(thread);
    for message in made {
        batch.put(message);
    }
    Ok(thread)
}

/// Adds messages to a thread, and to the thread the files that they bring for its tools. `thread` is the thread as the
/// batch so far leaves it, and is kept so. The lock is the caller's to check.
///
/// # Errors
/// If a file that a message names is not there or cannot be searched, or the thread is full.
pub fn add_messages(
    store: &Store,
    world: &World,
    batch: &mut Batch,
    thread: &mut Arc<Thread>,
    new: Vec<CreateMessage>,
    reading: Reading,
) -> Result<Vec<Arc<Message>>> {
    let brought = brought(store, &new)?;
    let got = store.count::<Message>(thread.id) + new.len();
    if got > MESSAGES {
        return Err(ApiError::ArrayTooLong { param: "messages".to_owned(), max: MESSAGES, got });
    }
    if !brought.is_empty() {
        // A thread whose store was deleted is given another.
        let own =
            thread.tool_resources.vector_stores.iter().flatten().find(|id| store.get::<VectorStore>(**id).is_some());
        let asked = AskedResources { search: own.map(|id| StoreChoice::Named(*id)), code_files: None };
        let found = provide(store, world, batch, asked, Owner::Thread, brought, reading)?;
        if thread.tool_resources.vector_stores != found.vector_stores {
            let mut changed = (**thread).clone();
            changed.tool_resources.vector_stores = found.vector_stores;
            *thread = batch.put(changed);
        }
    }
    let mut made = Vec::with_capacity(new.len());
    for message in new {
        if let Some(with_files) = with_files_of(thread, &message)? {
            *thread = batch.put(with_files);
        }
        made.push(batch.put(message.create(world.id(), thread.id, world.now())));
    }
    Ok(made)
}

/// The files that messages bring to be searched.
fn brought(store: &Store, messages: &[CreateMessage]) -> Result<Vec<Attach>> {
    messages.iter().try_for_each(|message| store.check_message(message))?;
    let files = attachments(messages.iter().flat_map(CreateMessage::search_files));
    check_searchable(store, &files)?;
    Ok(files)
}
