//! What a project still has: objects that were never deleted, runs that were left.

use super::ids::{RunId, ThreadId};
use super::run::RunStatus;
use serde::Serialize;

/// What a project still has.
#[derive(Debug, Serialize)]
#[allow(missing_docs)] // the fields are kinds of object
pub struct Leaks {
    pub assistants: Left,
    pub threads: Left,
    pub files: Left,
    pub vector_stores: Left,
    /// Uploads that are pending.
    pub uploads: Left,
    /// Runs that are not over, on threads that are there.
    pub active_runs: Vec<ActiveRun>,
}

/// Objects of one kind.
#[derive(Debug, Serialize)]
pub struct Left {
    /// How many.
    pub count: usize,
    /// The oldest of them, at most [`Left::SHOWN`].
    pub ids: Vec<String>,
}

impl Left {
    /// Ids that are shown of each kind.
    pub const SHOWN: usize = 100;

    /// The objects with these ids, the oldest first.
    pub fn of(ids: impl Iterator<Item = String>) -> Self {
        let (mut count, mut shown) = (0, Vec::new());
        for id in ids {
            count += 1;
            if shown.len() < Self::SHOWN {
                shown.push(id);
            }
        }
        Self { count, ids: shown }
    }
}

/// A run that is not over.
#[derive(Debug, Serialize)]
#[allow(missing_docs)] // the fields are the API's own
pub struct ActiveRun {
    pub thread_id: ThreadId,
    pub run_id: RunId,
    pub status: RunStatus,
}
