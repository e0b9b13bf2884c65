//! What touches a thread and its messages together.

use super::{Batch, Store};
use crate::domain::message::CreateMessage;
use crate::domain::thread::{CreateThread, MESSAGES, with_files_of};
use crate::domain::world::World;
use crate::error::{ApiError, Result};
use crate::wire::message::Message;
use crate::wire::thread::Thread;
use std::sync::Arc;

/// Adds a thread with its messages.
///
/// # Errors
/// If a file that it names is not there, or its messages bring too many for the code interpreter.
pub fn add_thread(store: &Store, world: &World, batch: &mut Batch, new: CreateThread) -> Result<Arc<Thread>> {
    store.check_files(new.own_files(), "tool_resources.code_interpreter.file_ids")?;
    new.messages.iter().try_for_each(|message| store.check_message(message))?;
    let (mut thread, messages) = new.create(world.id(), world.now());
    let mut made = Vec::with_capacity(messages.len());
    for message in messages {
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

/// Adds a message to a thread, and to the thread the files that the message brings for the code interpreter.
/// `thread` is the thread as the batch so far leaves it, and is kept so. The lock is the caller's to check.
///
/// # Errors
/// If a file that the message names is not there, or the thread is full.
pub fn add_message(
    store: &Store,
    world: &World,
    batch: &mut Batch,
    thread: &mut Arc<Thread>,
    new: CreateMessage,
) -> Result<Arc<Message>> {
    store.check_message(&new)?;
    let got = store.count::<Message>(thread.id) + 1;
    if got > MESSAGES {
        return Err(ApiError::ArrayTooLong { param: "messages".to_owned(), max: MESSAGES, got });
    }
    if let Some(with_files) = with_files_of(thread, &new)? {
        *thread = batch.put(with_files);
    }
    Ok(batch.put(new.create(world.id(), thread.id, world.now())))
}
