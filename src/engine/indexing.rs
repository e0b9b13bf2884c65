//! Files on their way into vector stores, and what becomes of stores when files or time go.
//!
//! A file that is in progress waits in the store alone. Whoever looks at its store first lets it be read if it is due
//! ([`Reading`]), and goes on when that is done: so a program sees `in_progress` in the answer that attached the file
//! and the outcome in the next, whatever the machine's speed.
//!
//! ```text
//!  attach ──▶ in progress ──▶ look: due? ──▶ read, cut, index ──▶ completed or failed, and counted
//! ```

use super::Engine;
use crate::error::{self, ApiError};
use crate::retrieval::{Cut, Cutter, Unreadable};
use crate::store::{self, Project, StoredFile};
use crate::wire::UnixTime;
use crate::wire::ids::{FileBatchId, FileId, VectorStoreId};
use crate::wire::vector_store::{FileBatch, FileError, FileStatus, Placed, Reading, VectorStore, VectorStoreFile};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::sync_channel;

/// Who looks at a store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// A client: it may find files still in progress.
    Client,
    /// A run on its thread's store, which waits for files that are still in progress (`wire.md` §5).
    Run,
}

impl Engine {
    /// Reads the files of these stores that are due, and returns when that is done. A client that hangs up meanwhile
    /// stops nothing.
    pub async fn look(self: &Arc<Self>, project: &Arc<Project>, stores: Vec<VectorStoreId>, look: Look) {
        let busy = |store: &VectorStoreId| {
            project
                .read(|tables| tables.get::<VectorStore>(*store).is_some_and(|shelf| shelf.file_counts.in_progress > 0))
        };
        let busy: Vec<VectorStoreId> = stores.into_iter().filter(busy).collect();
        if busy.is_empty() {
            return;
        }
        let read = move |engine: &Self, project: &Project| {
            for store in busy {
                engine.read_due(project, store, look);
            }
        };
        self.in_turn(project, read).await;
    }

    /// Does something to a project's index on a thread that may wait, one such thing at a time, and returns when it is
    /// done. A client that hangs up meanwhile stops nothing.
    async fn in_turn(self: &Arc<Self>, project: &Arc<Project>, work: impl FnOnce(&Self, &Project) + Send + 'static) {
        let (engine, project) = (Arc::clone(self), Arc::clone(project));
        let task = tokio::spawn(async move {
            let turn = Arc::clone(&engine.turns.entry(project.generation).or_default());
            let _turn = turn.lock().await;
            let _ = tokio::task::spawn_blocking(move || work(&engine, &project)).await;
        });
        // It is not cancelled; should it panic, the next look finds what it left.
        let _ = task.await;
    }

    fn read_due(&self, project: &Project, store: VectorStoreId, look: Look) {
        let now = project.world.now();
        let waiting: Vec<Arc<VectorStoreFile>> = project.read(|tables| {
            let files = tables.children::<VectorStoreFile>(store);
            files.filter(|file| file.status == FileStatus::InProgress).cloned().collect()
        });
        let (due, later): (Vec<_>, Vec<_>) =
            waiting.into_iter().partition(|file| look == Look::Run || is_due(file.reading, now));
        for file in later {
            if let Reading::AfterLooks(looks) = file.reading {
                note_look(project, &file, looks);
            }
        }
        // While one file goes into the index, the next is read.
        std::thread::scope(|scope| {
            let (sender, read) = sync_channel(1);
            scope.spawn(move || {
                let cutter = self.library.cutter();
                // Nobody listens any more if the index has failed altogether.
                due.into_iter().try_for_each(|file| sender.send((cut(&cutter, project, &file), file)))
            });
            for (cut, file) in read {
                self.keep(project, &file, cut);
            }
        });
    }

    /// Puts a file that was read into the index, and notes what came of it.
    fn keep(&self, project: &Project, file: &VectorStoreFile, cut: Result<Cut, FileError>) {
        let (store, id) = (file.vector_store_id, file.id);
        let outcome = cut.and_then(|cut| {
            self.library.add(&self.blobs, project.generation, store, id, &cut).map_err(|_| FileError::INTERNAL)
        });
        let found = outcome.is_ok();
        let kept = project.transact(|tables, batch| Ok(store::finish_file(tables, batch, file, outcome)));
        if !found || !kept.unwrap_or(false) {
            self.library.remove_file(project.generation, store, id);
        }
    }

    /// Takes a file out of a store.
    ///
    /// # Errors
    /// 404 if it is not there.
    pub async fn detach(
        self: &Arc<Self>,
        project: &Arc<Project>,
        store: VectorStoreId,
        file: FileId,
    ) -> error::Result<()> {
        project.transact(|tables, batch| {
            let placed = Arc::clone(tables.placed(store, file)?);
            store::remove_file(tables, batch, &placed);
            Ok(())
        })?;
        self.forget_file(project, vec![store], file).await;
        Ok(())
    }

    /// Takes a file out of the project, and out of every store that holds it.
    ///
    /// # Errors
    /// 404 if it is not there.
    pub async fn delete_file(self: &Arc<Self>, project: &Arc<Project>, file: FileId) -> error::Result<()> {
        let stores = project.transact(|tables, batch| {
            tables.file(file)?;
            Ok(store::delete_file(tables, batch, file))
        })?;
        if !stores.is_empty() {
            self.forget_file(project, stores, file).await;
        }
        Ok(())
    }

    /// Takes a file out of the index of stores that no longer hold it.
    async fn forget_file(self: &Arc<Self>, project: &Arc<Project>, stores: Vec<VectorStoreId>, file: FileId) {
        let forget = move |engine: &Self, project: &Project| {
            for store in stores {
                // It may have come back meanwhile.
                let gone = project.read(|tables| tables.get::<VectorStoreFile>(Placed { store, file }).is_none());
                if gone {
                    engine.library.remove_file(project.generation, store, file);
                }
            }
        };
        self.in_turn(project, forget).await;
    }

    /// Takes a store out of the project; its files stay.
    ///
    /// # Errors
    /// 404 if it is not there.
    pub async fn delete_store(self: &Arc<Self>, project: &Arc<Project>, id: VectorStoreId) -> error::Result<()> {
        project.transact(|tables, batch| {
            tables.vector_store(id)?;
            store::delete_store(tables, batch, id);
            Ok(())
        })?;
        self.in_turn(project, move |engine, project| engine.library.remove_store(project.generation, id)).await;
        Ok(())
    }

    /// Marks a store as expired; it is searched no more.
    ///
    /// # Errors
    /// If the store cannot keep it.
    pub(super) async fn expire_store(self: &Arc<Self>, project: &Arc<Project>, id: VectorStoreId) -> error::Result<()> {
        project.transact(|tables, batch| {
            store::expire_store(tables, batch, id);
            Ok(())
        })?;
        self.in_turn(project, move |engine, project| engine.library.remove_store(project.generation, id)).await;
        Ok(())
    }

    /// Takes all of a project's files out of the index, once what is being read has been.
    pub(super) async fn forget_project(self: &Arc<Self>, project: &Arc<Project>) {
        self.in_turn(project, |engine, project| engine.library.remove_project(project.generation)).await;
        self.turns.remove(&project.generation);
    }

    /// Cancels what of a batch is still in progress.
    ///
    /// # Errors
    /// 404 if it is not there.
    pub fn cancel_batch(
        &self,
        project: &Project,
        store: VectorStoreId,
        id: FileBatchId,
    ) -> error::Result<Arc<FileBatch>> {
        project.transact(|tables, batch| {
            let together = Arc::clone(tables.file_batch(store, id)?);
            Ok(store::cancel_batch(tables, batch, &together))
        })
    }

    /// The text of a file in a store, as it was read.
    ///
    /// # Errors
    /// 404 if it is not there, 500 if the index cannot be read.
    pub async fn content(&self, project: &Project, store: VectorStoreId, file: FileId) -> error::Result<Vec<String>> {
        let status = project.read(|tables| tables.placed(store, file).map(|placed| placed.status))?;
        if status != FileStatus::Completed {
            // The index may still have what a file held that is being read anew, or was cancelled before it was.
            return Ok(Vec::new());
        }
        let (library, project) = (Arc::clone(&self.library), project.generation);
        let task = tokio::task::spawn_blocking(move || library.content(project, store, file));
        let content = task.await.unwrap_or_else(|_| Err(std::io::Error::other("stopped")));
        content.map_err(|_| unreadable_index())
    }
}

/// The index cannot be read, as when the disk it is on has failed.
pub(super) fn unreadable_index() -> ApiError {
    ApiError::Internal { request: "(the search index could not be read)".to_owned() }
}

fn is_due(reading: Reading, now: UnixTime) -> bool {
    match reading {
        Reading::OnSight | Reading::AfterLooks(0) => true,
        Reading::AfterLooks(_) => false,
        Reading::From(time) => time <= now,
    }
}

/// One look fewer for a file to be in progress.
fn note_look(project: &Project, file: &VectorStoreFile, looks: u32) {
    let place = Placed { store: file.vector_store_id, file: file.id };
    // What the store cannot keep now is due a look later.
    let _ = project.transact(|tables, batch| {
        if let Some(now) = tables.get::<VectorStoreFile>(place) {
            batch.put(VectorStoreFile { reading: Reading::AfterLooks(looks.saturating_sub(1)), ..(**now).clone() });
        }
        Ok(())
    });
}

/// Reads a file.
///
/// # Errors
/// Why it cannot be searched, in the service's words (`wire.md` §3).
pub(super) fn cut(cutter: &Cutter<'_>, project: &Project, file: &VectorStoreFile) -> Result<Cut, FileError> {
    let stored = project.read(|tables| tables.get::<StoredFile>(file.id).cloned()).ok_or(FileError::INTERNAL)?;
    let bytes = stored.blob.open().map_err(|_| FileError::INTERNAL)?;
    let read = AssertUnwindSafe(|| cutter.cut(&stored.file.filename, bytes, file.chunking));
    catch_unwind(read).map_err(|_panic| FileError::INTERNAL)?.map_err(|why| match why {
        Unreadable::Unsupported => FileError::UNSUPPORTED,
        Unreadable::Broken => FileError::BROKEN,
        Unreadable::TooLarge => FileError::TOO_LARGE,
    })
}
