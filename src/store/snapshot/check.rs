//! Whether the objects of a snapshot agree with one another, as those of a project always do.
//!
//! What clients may delete by itself may be named though it is gone: assistants by runs and messages, files and stores
//! by tool resources, files by contents and attachments.

use super::{Lists, ReadOrder, flaw};
use crate::domain::fields::{attributes, metadata};
use crate::domain::file::EXPIRES;
use crate::error::{ApiError, Result};
use crate::store::{Record, Store, StoredFile, StoredPart};
use crate::wire::Metadata;
use crate::wire::ids::{FileId, RunId};
use crate::wire::message::{Message, MessageStatus};
use crate::wire::run::{Run, RunStatus};
use crate::wire::run_step::{RunStep, StepDetails, StepStatus, ToolCall};
use crate::wire::upload::{Upload, UploadStatus};
use crate::wire::usage::Usage;
use crate::wire::vector_store::{
    Chunking, FileBatch, FileCounts, FileStatus, Placed, StoreStatus, VectorStore, VectorStoreFile,
};
use std::sync::Arc;

/// Numbers beyond this are not exact in JSON, and sums of them might not be numbers at all.
const MOST: u64 = 1 << 53;

/// Checks every object.
///
/// # Errors
/// Naming the first that is wrong.
pub fn all(lists: &Lists, store: &Store) -> Result<()> {
    each("assistants", &lists.assistants, store, |it, _| noted(&it.metadata))?;
    each("threads", &lists.threads, store, |it, _| noted(&it.metadata))?;
    each("messages", &lists.messages, store, message)?;
    each("runs", &lists.runs, store, run)?;
    each("steps", &lists.steps, store, step)?;
    each("files", &lists.files, store, file)?;
    each("vector_stores", &lists.vector_stores, store, shelf)?;
    each("vector_store_files", &lists.vector_store_files, store, placed)?;
    each("file_batches", &lists.file_batches, store, batch)?;
    each("uploads", &lists.uploads, store, upload)?;
    each("upload_parts", &lists.upload_parts, store, part)
}

/// Checks that files are where they are said to have been read.
///
/// # Errors
/// Naming the first that is not.
pub fn read_order(orders: &[ReadOrder], store: &Store) -> Result<()> {
    for (at, order) in orders.iter().enumerate() {
        let placed = |file: FileId| Placed { store: order.vector_store_id, file };
        let strange = order.file_ids.iter().find(|file| store.get::<VectorStoreFile>(placed(**file)).is_none());
        if let Some(file) = strange {
            let problem = format!("'{file}' is not in the store '{}'", order.vector_store_id);
            return Err(flaw(format!("sections.read_order[{at}]"), problem));
        }
    }
    Ok(())
}

/// Checks that no id of a call is to come again.
///
/// # Errors
/// If more are there than were given.
pub fn calls(lists: &Lists, given: u64) -> Result<()> {
    let of_step = |step: &Arc<RunStep>| match &step.step_details {
        StepDetails::ToolCalls { tool_calls } => tool_calls.len() as u64,
        StepDetails::MessageCreation { .. } => 0,
    };
    match lists.steps.iter().map(of_step).sum::<u64>() {
        there if there > given => Err(flaw("ids.calls", format!("it is {given}, but {there} are there"))),
        _ => Ok(()),
    }
}

/// A number that can be counted on from.
///
/// # Errors
/// Naming `path`.
pub fn count(path: &str, count: u64) -> Result<()> {
    if count <= MOST { Ok(()) } else { Err(flaw(path, "nothing happens as often")) }
}

/// A time, or a difference of times, that can be reckoned with.
///
/// # Errors
/// Naming `path`.
pub fn time(path: &str, seconds: i64) -> Result<i64> {
    if seconds.unsigned_abs() <= MOST { Ok(seconds) } else { Err(flaw(path, "there is no such time")) }
}

/// A field that is wrong, and how.
type Wrong = (String, String);

fn wrong<T>(field: impl Into<String>, problem: impl Into<String>) -> std::result::Result<T, Wrong> {
    Err((field.into(), problem.into()))
}

/// Holds `field` to be so.
fn hold(so: bool, field: &str, problem: impl Into<String>) -> std::result::Result<(), Wrong> {
    if so { Ok(()) } else { wrong(field, problem) }
}

fn each<R: Record>(
    kind: &str,
    records: &[Arc<R>],
    store: &Store,
    check: impl Fn(&R, &Store) -> std::result::Result<(), Wrong>,
) -> Result<()> {
    for (at, record) in records.iter().enumerate() {
        if !store.has(record.parent()) {
            return Err(flaw(format!("objects.{kind}[{at}]"), format!("'{}' is not there", record.parent())));
        }
        check(record, store).map_err(|(field, problem)| flaw(format!("objects.{kind}[{at}].{field}"), problem))?;
    }
    Ok(())
}

fn noted(pairs: &Metadata) -> std::result::Result<(), Wrong> {
    within("metadata", metadata(pairs.clone().into(), "metadata".to_owned()))
}

/// What the rooms say of a field.
fn within<T>(field: &str, read: std::result::Result<T, ApiError>) -> std::result::Result<(), Wrong> {
    read.map(drop).map_err(|refusal| {
        let facts = refusal.facts();
        (facts.param.unwrap_or(field.to_owned()), facts.message)
    })
}

fn message(message: &Message, store: &Store) -> std::result::Result<(), Wrong> {
    noted(&message.metadata)?;
    let run = message.run_id.map(|id| of_thread(store, id, message)).transpose()?;
    let written = run.is_some_and(|run| !run.status.is_terminal());
    hold(
        message.status != MessageStatus::InProgress || written,
        "status",
        "it is in progress, but there is no active run that writes it",
    )
}

fn of_thread<'a>(store: &'a Store, id: RunId, message: &Message) -> std::result::Result<&'a Arc<Run>, Wrong> {
    match store.get::<Run>(id).filter(|run| run.thread_id == message.thread_id) {
        Some(run) => Ok(run),
        None => wrong("run_id", format!("'{id}' is not a run of its thread")),
    }
}

fn run(run: &Run, store: &Store) -> std::result::Result<(), Wrong> {
    let (status, over) = (run.status, run.status.is_terminal());
    let done = matches!(status, RunStatus::Completed | RunStatus::Incomplete);
    for (field, is_there, should) in [
        ("required_action", run.required_action.is_some(), status == RunStatus::RequiresAction),
        ("last_error", run.last_error.is_some(), status == RunStatus::Failed),
        ("failed_at", run.failed_at.is_some(), status == RunStatus::Failed),
        ("cancelled_at", run.cancelled_at.is_some(), status == RunStatus::Cancelled),
        ("incomplete_details", run.incomplete_details.is_some(), status == RunStatus::Incomplete),
        ("completed_at", run.completed_at.is_some(), done),
        ("expires_at", run.expires_at.is_some(), !over),
        ("usage", run.usage.is_some(), over),
    ] {
        let problem = if should { "is missing" } else { "cannot be set" };
        hold(is_there == should, field, format!("it {problem} in a run that is '{}'", status.name()))?;
    }
    let newest = store.children::<Run>(run.thread_id).next_back().is_some_and(|newest| newest.id == run.id);
    hold(over || newest, "status", "only the newest run of a thread can be active")?;
    noted(&run.metadata)?;
    taken(run.usage)?;
    let Some(action) = &run.required_action else { return Ok(()) };
    let open = store.children::<RunStep>(run.id).next_back().filter(|step| step.status == StepStatus::InProgress);
    let calls = open.map_or(&[][..], |step| match &step.step_details {
        StepDetails::ToolCalls { tool_calls } => tool_calls,
        StepDetails::MessageCreation { .. } => &[],
    });
    let called = |wanted| calls.iter().any(|call| matches!(call, ToolCall::Function { id, .. } if *id == wanted));
    hold(
        !action.tool_calls.is_empty() && action.tool_calls.iter().all(|call| called(call.id)),
        "required_action",
        "the run has no open step with these calls",
    )
}

fn step(step: &RunStep, store: &Store) -> std::result::Result<(), Wrong> {
    taken(step.usage)?;
    let Some(run) = store.get::<Run>(step.run_id) else { return Ok(()) };
    hold(run.thread_id == step.thread_id, "thread_id", "its run is of another thread")?;
    hold(run.assistant_id == step.assistant_id, "assistant_id", "its run is of another assistant")?;
    let last = store.children::<RunStep>(run.id).next_back().is_some_and(|last| last.id == step.id);
    hold(
        step.status != StepStatus::InProgress || last && !run.status.is_terminal(),
        "status",
        "only the last step of an active run can be in progress",
    )
}

fn taken(usage: Option<Usage>) -> std::result::Result<(), Wrong> {
    let Usage { prompt_tokens, completion_tokens } = usage.unwrap_or_default();
    hold(prompt_tokens.max(completion_tokens) <= MOST, "usage", "there are no such numbers of tokens")
}

fn file(stored: &StoredFile, _: &Store) -> std::result::Result<(), Wrong> {
    let (said, got) = (stored.file.bytes, stored.blob.size());
    hold(said == got, "file.bytes", format!("it is {said}, but the content has {got} bytes"))
}

fn shelf(shelf: &VectorStore, store: &Store) -> std::result::Result<(), Wrong> {
    noted(&shelf.metadata)?;
    let days = shelf.expires_after.map_or(1, |after| after.days);
    hold((1..=365).contains(&days), "expires_after.days", "it is from 1 to 365")?;
    let mut counts = FileCounts::default();
    let mut usage = 0;
    for file in store.children::<VectorStoreFile>(shelf.id) {
        *tally(&mut counts, file.status) += 1;
        counts.total += 1;
        usage += file.usage_bytes.min(MOST);
    }
    hold(shelf.file_counts == counts, "file_counts", "its files are others")?;
    hold(shelf.usage_bytes == usage, "usage_bytes", format!("its files take {usage}"))?;
    let busy = if counts.in_progress > 0 { StoreStatus::InProgress } else { StoreStatus::Completed };
    hold(
        shelf.status == StoreStatus::Expired || shelf.status == busy,
        "status",
        "it does not agree with the files that are in progress",
    )
}

fn tally(counts: &mut FileCounts, status: FileStatus) -> &mut u64 {
    match status {
        FileStatus::InProgress => &mut counts.in_progress,
        FileStatus::Completed => &mut counts.completed,
        FileStatus::Failed => &mut counts.failed,
        FileStatus::Cancelled => &mut counts.cancelled,
    }
}

fn placed(placed: &VectorStoreFile, store: &Store) -> std::result::Result<(), Wrong> {
    hold(store.get::<StoredFile>(placed.id).is_some(), "id", format!("there is no file '{}'", placed.id))?;
    let Chunking { size, overlap } = placed.chunking;
    hold(
        (100..=4096).contains(&size) && overlap <= size / 2,
        "chunking_strategy",
        "it is 100 to 4096 tokens, at most half of which overlap",
    )?;
    within("attributes", attributes(placed.attributes.clone().into(), "attributes".to_owned()))?;
    hold(placed.usage_bytes <= MOST, "usage_bytes", "no file takes so many")?;
    let failed = placed.status == FileStatus::Failed;
    hold(placed.last_error.is_some() == failed, "last_error", "it is there exactly if the file has failed")?;
    let Some(id) = placed.batch else { return Ok(()) };
    let own = store.get::<FileBatch>(id).is_some_and(|batch| batch.vector_store_id == placed.vector_store_id);
    hold(own, "batch", format!("'{id}' is not a batch of its store"))
}

fn batch(batch: &FileBatch, store: &Store) -> std::result::Result<(), Wrong> {
    let FileCounts { in_progress, completed, failed, cancelled, total } = batch.file_counts;
    let parts = [in_progress, completed, failed, cancelled].iter().map(|part| u128::from(*part)).sum::<u128>();
    hold(parts == u128::from(total), "file_counts.total", "it is the sum of the others")?;
    let open = |file: &&Arc<VectorStoreFile>| file.batch == Some(batch.id) && file.status == FileStatus::InProgress;
    let open = store.children::<VectorStoreFile>(batch.vector_store_id).filter(open).count() as u64;
    hold(in_progress == open, "file_counts.in_progress", format!("{open} of its files are in progress"))
}

fn upload(upload: &Upload, _: &Store) -> std::result::Result<(), Wrong> {
    let complete = upload.status == UploadStatus::Completed;
    hold(upload.file.is_some() == complete, "file", "it is there exactly if the upload is completed")?;
    let lasts = upload.file_expires_after.unwrap_or(EXPIRES.0);
    hold((EXPIRES.0..=EXPIRES.1).contains(&lasts), "file_expires_after", "no file lasts so many seconds")
}

fn part(part: &StoredPart, store: &Store) -> std::result::Result<(), Wrong> {
    let pending = store.get::<Upload>(part.part.upload_id).is_some_and(|upload| upload.status == UploadStatus::Pending);
    hold(pending, "part.upload_id", "this upload is over")
}
