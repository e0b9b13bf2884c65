//! A set of changes that happen together.

use super::Store;
use super::record::{Change, Put, Record};
use crate::wire::ids::ThreadId;
use crate::wire::message::Message;
use crate::wire::run::Run;
use crate::wire::run_step::RunStep;
use crate::wire::thread::Thread;
use std::sync::Arc;

/// Changes to be committed together, in this order.
#[derive(Debug, Default)]
pub struct Batch(Vec<Change>);

impl Batch {
    /// Adds a record or a new version of it, and hands it back for the reply or the event that tells of it.
    pub fn put<R: Record>(&mut self, record: R) -> Arc<R> {
        let record = Arc::new(record);
        self.0.push(Arc::clone(&record).put());
        record
    }

    /// Takes a record out.
    pub fn delete<R: Record>(&mut self, id: R::Id) {
        self.0.push(R::delete(id));
    }

    /// The record as this batch leaves it: its own version if it has one, else the store's.
    pub fn newest<R: Record>(&self, store: &Store, id: R::Id) -> Option<Arc<R>> {
        let own = self.0.iter().rev().filter_map(R::within).find_map(|put| match put {
            Put::New(record) => (record.id() == id).then(|| Some(Arc::clone(record))),
            Put::Gone(gone) => (*gone == id).then_some(None),
        });
        own.unwrap_or_else(|| store.get::<R>(id).cloned())
    }

    /// Takes a thread out, with all that stands below it.
    pub fn delete_thread(&mut self, store: &Store, id: ThreadId) {
        for message in store.children::<Message>(id) {
            self.delete::<Message>(message.id);
        }
        for run in store.children::<Run>(id) {
            for step in store.children::<RunStep>(run.id) {
                self.delete::<RunStep>(step.id);
            }
            self.delete::<Run>(run.id);
        }
        self.delete::<Thread>(id);
    }

    pub(super) fn into_changes(self) -> Vec<Change> {
        self.0
    }
}
