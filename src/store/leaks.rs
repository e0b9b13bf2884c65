//! What a test suite has left behind in its project.

use super::{Record, Root, Store, StoredFile};
use crate::wire::assistant::Assistant;
use crate::wire::leaks::{ActiveRun, Leaks, Left};
use crate::wire::thread::Thread;
use crate::wire::upload::{Upload, UploadStatus};
use crate::wire::vector_store::VectorStore;

/// What `store` still has.
pub fn leaks(store: &Store) -> Leaks {
    let active = store.children::<Thread>(Root).filter_map(|thread| store.active_run(thread.id));
    Leaks {
        assistants: left::<Assistant>(store, |_| true),
        threads: left::<Thread>(store, |_| true),
        files: left::<StoredFile>(store, |_| true),
        vector_stores: left::<VectorStore>(store, |_| true),
        uploads: left::<Upload>(store, |upload| upload.status == UploadStatus::Pending),
        active_runs: active
            .take(Left::SHOWN)
            .map(|run| ActiveRun { thread_id: run.thread_id, run_id: run.id, status: run.status })
            .collect(),
    }
}

fn left<R: Record<Parent = Root>>(store: &Store, counts: fn(&R) -> bool) -> Left {
    Left::of(store.children::<R>(Root).filter(|record| counts(record)).map(|record| record.id().to_string()))
}
