//! One state, and one way to change it.
//!
//! A [`Project`] is what one API key sees: a clock and ids, and a [`Store`] of tables. Everything is changed by
//! [`Project::transact`]: it hands out the store as it is and a [`Batch`] to fill, and commits the batch whole or,
//! when it is refused, not at all. Nothing here knows HTTP or how a run moves.
//!
//! ```text
//!  transact(f) ── f(&Store, &mut Batch) ──▶ refused: nothing happened
//!                         │
//!                         └─▶ commit: ledger.append(rows), then every table
//! ```

mod batch;
mod blobs;
mod conversation;
mod coverage;
mod faults;
mod happenings;
mod journal;
mod leaks;
mod ledger;
mod meter;
mod parts;
mod project;
mod record;
mod scenes;
mod shelves;
mod snapshot;
mod sunset;
mod table;
mod tally;

pub use batch::Batch;
pub use blobs::{Blob, Blobs, Draft};
pub use conversation::{add_messages, add_thread};
pub use coverage::{Counted, Coverage};
pub use faults::{Faults, Rule};
pub use happenings::{Happening, Happenings};
pub use journal::{Asked, Entry, Journal, Kept, Outcome, RunNote};
pub use leaks::leaks;
pub use ledger::{Ledger, Memory, Row};
pub use parts::{add_part, complete, end_upload, join, named_parts};
pub use project::{Project, Projects, Terms};
pub use record::{Below, Change, Record, Root, StoredFile, StoredPart, Tables};
pub use scenes::{Cast, Library, Scenes, Stuck};
pub use shelves::{
    Owner, add_batch, add_files, add_store, cancel_batch, delete_file, delete_store, expire_store, finish_file,
    provide, remove_file,
};
pub use snapshot::{Limits, ReadOrder, Restored, Snapshot};
pub use sunset::Rehearsal;
pub use table::{Place, Table};
pub use tally::{StruckRule, Tally};

use crate::domain::file::check_image;
use crate::domain::message::CreateMessage;
use crate::domain::page::Page;
use crate::domain::prices::Metered;
use crate::error::{ApiError, Missing, Result};
use crate::wire::UnixTime;
use crate::wire::assistant::Assistant;
use crate::wire::ids::{AssistantId, FileBatchId, FileId, MessageId, RunId, StepId, ThreadId, UploadId, VectorStoreId};
use crate::wire::list::List;
use crate::wire::message::{Message, MessageStatus};
use crate::wire::run::Run;
use crate::wire::run_step::{RunStep, StepStatus};
use crate::wire::thread::Thread;
use crate::wire::upload::{Upload, UploadStatus};
use crate::wire::vector_store::{FileBatch, Placed, StoreStatus, VectorStore, VectorStoreFile};
use meter::Meter;
use record::Put;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The objects of one project.
pub struct Store {
    tables: Tables,
    ledger: Box<dyn Ledger>,
    /// What expires, by the time at which it does. Follows from `tables`.
    expiring: BTreeSet<(UnixTime, Due)>,
    meter: Meter,
}

/// Something whose time is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Due {
    /// A run that is not over yet.
    Run(RunId),
    /// A file that was uploaded with `expires_after`.
    File(FileId),
    /// A vector store with `expires_after`.
    VectorStore(VectorStoreId),
    /// An upload that was neither completed nor cancelled.
    Upload(UploadId),
}

/// An object that has come to a status.
#[derive(Clone, Debug)]
pub enum Passage {
    /// A run as it now is.
    Run(Arc<Run>),
    /// A step.
    Step(StepStatus),
    /// A message.
    Message(MessageStatus),
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store").finish_non_exhaustive()
    }
}

impl Store {
    /// An empty store above `ledger`.
    pub fn new(ledger: Box<dyn Ledger>) -> Self {
        Self { tables: Tables::default(), ledger, expiring: BTreeSet::new(), meter: Meter::default() }
    }

    /// The same, with what is used counted from `now` on; so many bytes of vector stores cost nothing.
    pub fn metered_from(self, now: UnixTime, free: u64) -> Self {
        let meter = Meter::new(now, free, &self.tables);
        Self { meter, ..self }
    }

    /// What has been used until `now`.
    pub fn metered(&self, now: UnixTime) -> Metered {
        self.meter.read(now)
    }

    /// An empty store that is gone with the server.
    pub fn empty() -> Self {
        Self::new(Box::new(Memory))
    }

    /// The object with this id.
    pub fn get<R: Record>(&self, id: R::Id) -> Option<&Arc<R>> {
        R::table(&self.tables).get(id)
    }

    /// All objects below `parent`, oldest first.
    pub fn children<R: Record>(&self, parent: R::Parent) -> impl DoubleEndedIterator<Item = &Arc<R>> {
        R::table(&self.tables).children(parent)
    }

    /// How many objects stand below `parent`.
    pub fn count<R: Record>(&self, parent: R::Parent) -> usize {
        R::table(&self.tables).count(parent)
    }

    /// Whether what objects may stand below is there.
    pub fn has(&self, below: impl Below) -> bool {
        below.is_there(&self.tables)
    }

    /// Every place of a kind, in the order of creation; of those that are empty such as a list may still speak of.
    pub fn places<R: Record>(&self) -> Vec<Place<R>> {
        R::table(&self.tables).places(|below| self.has(below))
    }

    /// Fills the places of a kind, of which there is nothing yet.
    ///
    /// # Errors
    /// If the ledger cannot keep them.
    pub fn fill<R: Record>(&mut self, places: Vec<Place<R>>) -> std::io::Result<()> {
        let taken = places.iter().filter_map(|place| match place {
            Place::Taken(record) => Some(Arc::clone(record).put()),
            Place::Left(..) => None,
        });
        let changes: Vec<Change> = taken.collect();
        self.ledger.append(&changes)?;
        changes.iter().for_each(|change| self.note_expiry(change));
        let table = R::table_mut(&mut self.tables);
        places.into_iter().for_each(|place| table.add_place(place));
        Ok(())
    }

    /// A page of the objects below `parent` for which `keep` holds.
    ///
    /// # Errors
    /// If a cursor names an object that was never in this list.
    pub fn page<R: Record>(&self, parent: R::Parent, page: &Page<R::Id>, keep: impl Fn(&R) -> bool) -> Result<List<R>> {
        R::table(&self.tables).page(parent, page, keep)
    }

    /// Carries `batch` out at `now`, and tells `told` of each object that comes to another status by it.
    ///
    /// # Errors
    /// If the ledger cannot keep it; then nothing has changed.
    pub fn commit(&mut self, batch: Batch, now: UnixTime, mut told: impl FnMut(Passage)) -> std::io::Result<()> {
        let changes = batch.into_changes();
        self.ledger.append(&changes)?;
        self.meter.pass(self.settled_until(now), now);
        for change in changes {
            self.note_expiry(&change);
            self.passage(&change).into_iter().for_each(&mut told);
            self.meter.observe(&change, &self.tables);
            change.apply(&mut self.tables);
        }
        Ok(())
    }

    /// What comes to another status by a change.
    fn passage(&self, change: &Change) -> Option<Passage> {
        match change {
            Change::Run(Put::New(run)) => {
                let known = self.get::<Run>(run.id).is_some_and(|old| old.status == run.status);
                (!known).then(|| Passage::Run(Arc::clone(run)))
            }
            Change::RunStep(Put::New(step)) => {
                let known = self.get::<RunStep>(step.id).is_some_and(|old| old.status == step.status);
                (!known).then_some(Passage::Step(step.status))
            }
            Change::Message(Put::New(message)) => {
                let known = self.get::<Message>(message.id).is_some_and(|old| old.status == message.status);
                (!known).then_some(Passage::Message(message.status))
            }
            Change::Run(Put::Gone(_))
            | Change::RunStep(Put::Gone(_))
            | Change::Message(Put::Gone(_))
            | Change::Assistant(_)
            | Change::Thread(_)
            | Change::StoredFile(_)
            | Change::VectorStore(_)
            | Change::VectorStoreFile(_)
            | Change::FileBatch(_)
            | Change::Upload(_)
            | Change::StoredPart(_) => None,
        }
    }

    /// Until when all that expires has done so: `now`, or when the first file or store is due that is still to be
    /// looked at.
    fn settled_until(&self, now: UnixTime) -> UnixTime {
        let keeps = |due: &Due| matches!(due, Due::VectorStore(_) | Due::File(_));
        let mut due = self.expiring.iter().take_while(|(at, _)| *at < now);
        due.find(|(_, due)| keeps(due)).map_or(now, |(at, _)| *at)
    }

    fn note_expiry(&mut self, change: &Change) {
        match change {
            Change::Run(put) => self.note(put, Due::Run, |run| run.expires_at),
            Change::StoredFile(put) => self.note(put, Due::File, |stored| stored.file.expires_at),
            Change::VectorStore(put) => self
                .note(put, Due::VectorStore, |shelf| shelf.expires_at.filter(|_| shelf.status != StoreStatus::Expired)),
            Change::Upload(put) => self
                .note(put, Due::Upload, |upload| (upload.status == UploadStatus::Pending).then_some(upload.expires_at)),
            Change::Assistant(_)
            | Change::Thread(_)
            | Change::Message(_)
            | Change::RunStep(_)
            | Change::VectorStoreFile(_)
            | Change::FileBatch(_)
            | Change::StoredPart(_) => {}
        }
    }

    fn note<R: Record>(&mut self, put: &Put<R>, due: fn(R::Id) -> Due, expires: fn(&R) -> Option<UnixTime>) {
        let (id, new) = match put {
            Put::New(record) => (record.id(), expires(record)),
            Put::Gone(id) => (*id, None),
        };
        if let Some(old) = self.get::<R>(id).and_then(|record| expires(record)) {
            self.expiring.remove(&(old, due(id)));
        }
        if let Some(at) = new {
            self.expiring.insert((at, due(id)));
        }
    }

    /// Whatever is over at `now`, the oldest first.
    pub fn due(&self, now: UnixTime) -> Vec<Due> {
        self.expiring.iter().take_while(|(at, _)| *at <= now).map(|(_, due)| *due).collect()
    }

    /// The assistant with this id.
    ///
    /// # Errors
    /// 404 if there is none.
    pub fn assistant(&self, id: AssistantId) -> Result<&Arc<Assistant>> {
        self.get(id).ok_or_else(|| missing(Missing::Assistant, id))
    }

    /// The thread with this id.
    ///
    /// # Errors
    /// 404 if there is none.
    pub fn thread(&self, id: ThreadId) -> Result<&Arc<Thread>> {
        self.get(id).ok_or_else(|| missing(Missing::Thread, id))
    }

    /// The message with this id, if it is in this thread.
    ///
    /// # Errors
    /// 404 if the thread or the message is not there.
    pub fn message(&self, thread: ThreadId, id: MessageId) -> Result<&Arc<Message>> {
        self.thread(thread)?;
        let found = self.get::<Message>(id).filter(|message| message.thread_id == thread);
        found.ok_or_else(|| missing(Missing::Message, id))
    }

    /// The run with this id, if it is in this thread.
    ///
    /// # Errors
    /// 404 if the thread or the run is not there.
    pub fn run(&self, thread: ThreadId, id: RunId) -> Result<&Arc<Run>> {
        self.thread(thread)?;
        let found = self.get::<Run>(id).filter(|run| run.thread_id == thread);
        found.ok_or_else(|| missing(Missing::Run, id))
    }

    /// The run with this id, whatever its thread.
    ///
    /// # Errors
    /// 404 if there is none.
    pub fn any_run(&self, id: RunId) -> Result<&Arc<Run>> {
        self.get(id).ok_or_else(|| missing(Missing::Run, id))
    }

    /// The step with this id, if it is of this run.
    ///
    /// # Errors
    /// 404 if the thread, the run or the step is not there.
    pub fn step(&self, thread: ThreadId, run: RunId, id: StepId) -> Result<&Arc<RunStep>> {
        self.run(thread, run)?;
        let found = self.get::<RunStep>(id).filter(|step| step.run_id == run);
        found.ok_or_else(|| missing(Missing::RunStep, id))
    }

    /// The file with this id.
    ///
    /// # Errors
    /// 404 if there is none.
    pub fn file(&self, id: FileId) -> Result<&Arc<StoredFile>> {
        self.get(id).ok_or_else(|| ApiError::NoSuchFile { id: id.to_string() })
    }

    /// The vector store with this id.
    ///
    /// # Errors
    /// 404 if there is none.
    pub fn vector_store(&self, id: VectorStoreId) -> Result<&Arc<VectorStore>> {
        self.get(id).ok_or_else(|| missing(Missing::VectorStore, id))
    }

    /// The vector store with this id, if it can still be used.
    ///
    /// # Errors
    /// 404 if there is none, 400 if it has expired.
    pub fn live_store(&self, id: VectorStoreId) -> Result<&Arc<VectorStore>> {
        match self.vector_store(id)? {
            expired if expired.status == StoreStatus::Expired => Err(ApiError::StoreExpired { store: id }),
            live => Ok(live),
        }
    }

    /// The file with this id, if it is in this vector store.
    ///
    /// # Errors
    /// 404 if the store is not there or does not hold the file.
    pub fn placed(&self, store: VectorStoreId, file: FileId) -> Result<&Arc<VectorStoreFile>> {
        self.vector_store(store)?;
        self.get(Placed { store, file }).ok_or_else(|| missing(Missing::StoreFile, file))
    }

    /// The file batch with this id, if it is of this vector store.
    ///
    /// # Errors
    /// 404 if the store or the batch is not there.
    pub fn file_batch(&self, store: VectorStoreId, id: FileBatchId) -> Result<&Arc<FileBatch>> {
        self.vector_store(store)?;
        let found = self.get::<FileBatch>(id).filter(|batch| batch.vector_store_id == store);
        found.ok_or_else(|| missing(Missing::FileBatch, id))
    }

    /// The upload with this id.
    ///
    /// # Errors
    /// 404 if there is none.
    pub fn upload(&self, id: UploadId) -> Result<&Arc<Upload>> {
        self.get(id).ok_or_else(|| missing(Missing::Upload, id))
    }

    /// The run that holds the thread's lock. Only the newest run of a thread can.
    pub fn active_run(&self, thread: ThreadId) -> Option<&Arc<Run>> {
        self.children::<Run>(thread).next_back().filter(|run| !run.status.is_terminal())
    }

    /// Refuses a message whose files are not there, or whose images are none.
    ///
    /// # Errors
    /// Naming the files.
    pub fn check_message(&self, message: &CreateMessage) -> Result<()> {
        self.check_files(message.images(), &message.at("content"))?;
        self.check_files(message.attached(), &message.at("attachments"))?;
        let mut images = message.images().filter_map(|id| self.get::<StoredFile>(id));
        images.try_for_each(|stored| check_image(&stored.file))
    }

    /// Refuses files that are not there.
    ///
    /// # Errors
    /// Naming all of them, at `param`.
    pub fn check_files(&self, files: impl Iterator<Item = FileId>, param: &str) -> Result<()> {
        let ids: Vec<String> =
            files.filter(|id| self.get::<StoredFile>(*id).is_none()).map(|id| id.to_string()).collect();
        if ids.is_empty() { Ok(()) } else { Err(ApiError::FilesNotFound { param: param.to_owned(), ids }) }
    }
}

fn missing(kind: Missing, id: impl std::fmt::Display) -> ApiError {
    ApiError::NotFound { kind, id: id.to_string() }
}
