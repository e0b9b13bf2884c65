//! The kinds of object that a store keeps. A row of the macro below is all that a kind needs.

use super::{Blob, Row, Table};
use crate::wire::assistant::Assistant;
use crate::wire::file::File;
use crate::wire::ids::{
    AssistantId, FileBatchId, FileId, Id, MessageId, PartId, RunId, StepId, ThreadId, UploadId, VectorStoreId,
};
use crate::wire::message::Message;
use crate::wire::run::Run;
use crate::wire::run_step::RunStep;
use crate::wire::thread::Thread;
use crate::wire::upload::{Upload, UploadPart};
use crate::wire::vector_store::{FileBatch, Placed, VectorStore, VectorStoreFile};
use crate::wire::{Shape, Shown, View};
use serde::{Deserialize, Serialize};
use std::fmt::{self, Debug, Display};
use std::hash::Hash;
use std::sync::Arc;

/// An object that a store keeps.
pub trait Record: Shape + Debug + Send + Sync + Sized + 'static {
    /// What tells it from all others of its kind.
    type Id: Key;
    /// What it stands below: [`Root`] for the project itself.
    type Parent: Below;

    /// Its own id.
    fn id(&self) -> Self::Id;
    /// Its parent's id.
    fn parent(&self) -> Self::Parent;
    /// The table of its kind.
    fn table(tables: &Tables) -> &Table<Self>;
    /// The same, to be changed.
    fn table_mut(tables: &mut Tables) -> &mut Table<Self>;
    /// The change that adds or replaces it.
    fn put(self: Arc<Self>) -> Change;
    /// The change that takes it out.
    fn delete(id: Self::Id) -> Change;
    /// What a change does to an object of this kind, if it is about one.
    fn within(change: &Change) -> Option<&Put<Self>>;
}

/// What tells an object from all others of its kind; its `Display` is unique, too.
pub trait Key: Copy + Eq + Ord + Hash + Display + Debug + Send + Sync + 'static {
    /// The id as clients know it.
    fn id(self) -> String;
}

impl<I: Id> Key for I {
    fn id(self) -> String {
        self.to_string()
    }
}

impl Key for Placed {
    fn id(self) -> String {
        self.file.to_string()
    }
}

/// What objects may stand below.
pub trait Below: Copy + Eq + Hash + Debug + Display + Send + Sync + 'static {
    /// Whether it is there itself.
    fn is_there(self, tables: &Tables) -> bool;
}

/// The parent of what stands below nothing but its project.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Root;

impl Below for Root {
    fn is_there(self, _: &Tables) -> bool {
        true
    }
}

macro_rules! below {
    ($($id:ty: $table:ident;)*) => {$(
        impl Below for $id {
            fn is_there(self, tables: &Tables) -> bool {
                tables.$table.get(self).is_some()
            }
        }
    )*};
}

below! {
    ThreadId: threads;
    RunId: runs;
    VectorStoreId: vector_stores;
    UploadId: uploads;
}

impl Display for Root {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        Ok(())
    }
}

/// A file's description and its bytes.
#[derive(Debug)]
pub struct StoredFile {
    /// The description.
    pub file: File,
    /// The bytes; deleted with the last holder.
    pub blob: Arc<Blob>,
}

impl Shape for StoredFile {
    fn shape<S: serde::Serializer>(&self, view: View, serializer: S) -> Result<S::Ok, S::Error> {
        self.file.shape(view, serializer)
    }
}

/// A part of an upload and its bytes.
#[derive(Debug)]
pub struct StoredPart {
    /// The description.
    pub part: UploadPart,
    /// The bytes; deleted with the last holder.
    pub blob: Arc<Blob>,
}

impl Shape for StoredPart {
    fn shape<S: serde::Serializer>(&self, view: View, serializer: S) -> Result<S::Ok, S::Error> {
        self.part.shape(view, serializer)
    }
}

macro_rules! records {
    ($($table:ident: $record:ident, $id:ty, $parent:ty, $own:expr, $above:expr;)*) => {
        /// Every table of a store.
        #[derive(Debug, Default)]
        pub struct Tables { $($table: Table<$record>,)* }

        /// One step of a batch.
        #[derive(Debug)]
        #[allow(missing_docs)] // a variant a kind
        pub enum Change { $($record(Put<$record>),)* }

        impl Tables {
            /// The kinds, by their tables.
            #[cfg(test)]
            pub const KINDS: &[&str] = &[$(stringify!($table)),*];
        }

        impl Change {
            /// Carries the change out.
            pub fn apply(self, tables: &mut Tables) {
                match self { $(
                    Self::$record(Put::New(record)) => tables.$table.put(record),
                    Self::$record(Put::Gone(id)) => tables.$table.delete(id),
                )* }
            }

            /// The change as a ledger keeps it.
            #[allow(dead_code)] // called by ledgers that keep something; today's only one does not
            pub fn row(&self) -> Row {
                match self { $(
                    Self::$record(Put::New(record)) => Row {
                        kind: stringify!($table),
                        id: record.id().to_string(),
                        parent: record.parent().to_string(),
                        json: serde_json::to_string(&Shown(&**record, View::EventInFull)).ok(),
                    },
                    Self::$record(Put::Gone(id)) => Row {
                        kind: stringify!($table),
                        id: id.to_string(),
                        parent: String::new(),
                        json: None,
                    },
                )* }
            }
        }

        $(impl Record for $record {
            type Id = $id;
            type Parent = $parent;

            fn id(&self) -> $id { let own: fn(&Self) -> $id = $own; own(self) }
            fn parent(&self) -> $parent { let above: fn(&Self) -> $parent = $above; above(self) }
            fn table(tables: &Tables) -> &Table<Self> { &tables.$table }
            fn table_mut(tables: &mut Tables) -> &mut Table<Self> { &mut tables.$table }
            fn put(self: Arc<Self>) -> Change { Change::$record(Put::New(self)) }
            fn delete(id: $id) -> Change { Change::$record(Put::Gone(id)) }
            fn within(change: &Change) -> Option<&Put<Self>> {
                if let Change::$record(put) = change { Some(put) } else { None }
            }
        })*
    };
}

/// A new version of a record, or that it is gone.
#[derive(Debug)]
pub enum Put<R: Record> {
    /// The record as it is from now on.
    New(Arc<R>),
    /// The record with this id is no more.
    Gone(R::Id),
}

records! {
    assistants: Assistant, AssistantId, Root, |it| it.id, |_| Root;
    threads: Thread, ThreadId, Root, |it| it.id, |_| Root;
    messages: Message, MessageId, ThreadId, |it| it.id, |it| it.thread_id;
    runs: Run, RunId, ThreadId, |it| it.id, |it| it.thread_id;
    steps: RunStep, StepId, RunId, |it| it.id, |it| it.run_id;
    files: StoredFile, FileId, Root, |it| it.file.id, |_| Root;
    vector_stores: VectorStore, VectorStoreId, Root, |it| it.id, |_| Root;
    vector_store_files: VectorStoreFile, Placed, VectorStoreId,
        |it| Placed { store: it.vector_store_id, file: it.id }, |it| it.vector_store_id;
    file_batches: FileBatch, FileBatchId, VectorStoreId, |it| it.id, |it| it.vector_store_id;
    uploads: Upload, UploadId, Root, |it| it.id, |_| Root;
    upload_parts: StoredPart, PartId, UploadId, |it| it.part.id, |it| it.part.upload_id;
}
