//! Making and changing threads.

use super::fields::{Fields, Patch, list, metadata, metadata_of};
use super::message::CreateMessage;
use super::tool::{self, AskedResources, CODE_FILES, Naming};
use crate::error::{ApiError, Result};
use crate::wire::Metadata;
use crate::wire::ids::FileId;
use crate::wire::thread::Thread;
use crate::wire::tool::ToolResources;
use serde_json::Value;

/// Messages that a thread may hold (`design.md`, Limits), and so the most that one request may bring.
pub const MESSAGES: usize = 100_000;

/// A thread to be made (spec `CreateThreadRequest`).
#[derive(Debug, Default)]
pub struct CreateThread {
    /// The messages it starts with.
    pub messages: Vec<CreateMessage>,
    /// What its tools are to use.
    pub resources: AskedResources,
    /// The thread's own metadata.
    pub metadata: Metadata,
}

impl CreateThread {
    /// Reads the body of `createThread`, or the `thread` of `createThreadAndRun` at `param`.
    ///
    /// # Errors
    /// The first field that is unknown, of the wrong type or out of bounds.
    pub fn read(value: Value, param: String) -> Result<Self> {
        let mut fields = Fields::open(param, value, &[], &["messages", "tool_resources", "metadata"])?;
        let messages = list(MESSAGES, "an array of objects", CreateMessage::read);
        Ok(Self {
            messages: fields.optional("messages", messages)?.unwrap_or_default(),
            resources: fields.optional("tool_resources", tool::tool_resources(Naming::Making))?.unwrap_or_default(),
            metadata: metadata_of(&mut fields)?,
        })
    }

    /// Gives the thread further tool resources, where `createThreadAndRun` names some beside the thread.
    ///
    /// # Errors
    /// If that would be more than 20 files.
    pub fn add_resources(&mut self, more: AskedResources) -> Result<()> {
        if more.search.is_some() {
            self.resources.search = more.search;
        }
        let Some(more) = more.code_files else { return Ok(()) };
        let files = self.resources.code_files.get_or_insert_default();
        for file in more {
            if !files.contains(&file) {
                files.push(file);
            }
        }
        check_count(files.len())
    }
}

/// The thread once the files that `message` brings for the code interpreter are its own; `None` if it brings
/// nothing new.
///
/// # Errors
/// If that would be more than 20 files.
pub fn with_files_of(thread: &Thread, message: &CreateMessage) -> Result<Option<Thread>> {
    let known = thread.tool_resources.code_files.as_deref().unwrap_or_default();
    let mut new: Vec<FileId> = Vec::new();
    for file in message.code_files() {
        if !known.contains(&file) && !new.contains(&file) {
            new.push(file);
        }
    }
    if new.is_empty() {
        return Ok(None);
    }
    check_count(known.len() + new.len())?;
    let mut thread = thread.clone();
    thread.tool_resources.code_files.get_or_insert_default().append(&mut new);
    Ok(Some(thread))
}

fn check_count(got: usize) -> Result<()> {
    if got <= CODE_FILES {
        return Ok(());
    }
    let param = "tool_resources.code_interpreter.file_ids".to_owned();
    Err(ApiError::ArrayTooLong { param, max: CODE_FILES, got })
}

/// A change to a thread (spec `ModifyThreadRequest`).
#[derive(Debug)]
pub struct ModifyThread {
    tool_resources: Patch<AskedResources>,
    metadata: Patch<Metadata>,
}

impl ModifyThread {
    /// Reads the body of `modifyThread`.
    ///
    /// # Errors
    /// The first field that is unknown, of the wrong type or out of bounds.
    pub fn read(body: Value) -> Result<Self> {
        let mut fields = Fields::open(String::new(), body, &[], &["tool_resources", "metadata"])?;
        Ok(Self {
            tool_resources: fields.patch("tool_resources", tool::tool_resources(Naming::Changing))?,
            metadata: fields.patch("metadata", metadata)?,
        })
    }

    /// What the thread's tools are to use, which is found before the change is carried out.
    pub fn take_resources(&mut self) -> Patch<AskedResources> {
        std::mem::replace(&mut self.tool_resources, Patch::Keep)
    }

    /// The thread after this change.
    pub fn apply(self, mut thread: Thread, resources: Patch<ToolResources>) -> Thread {
        resources.apply_or(&mut thread.tool_resources, ToolResources::default());
        thread.tool_resources = thread.tool_resources.without_empty();
        self.metadata.apply_or(&mut thread.metadata, Metadata::new());
        thread
    }
}
