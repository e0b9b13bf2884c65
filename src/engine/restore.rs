//! A project from a snapshot: its files are indexed again, and its runs in motion ended, before anybody sees it.

use super::Engine;
use super::indexing::{cut, unreadable_index};
use crate::domain::lifecycle::Ending;
use crate::error::{ApiError, Result};
use crate::retrieval::Cutter;
use crate::store::{Blob, Limits, Project, Projects, ReadOrder, Root, Snapshot, Store};
use crate::wire::ids::{FileId, RunId, VectorStoreId};
use crate::wire::run::{LastError, Run, RunStatus};
use crate::wire::thread::Thread;
use crate::wire::vector_store::{FileStatus, Placed, StoreStatus, VectorStore, VectorStoreFile};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// What a run ends with whose beats are not in the snapshot.
const CUT_OFF: &str = "The run was in progress when the snapshot was taken.";

impl Engine {
    /// Writes a snapshot of a project as it is now.
    ///
    /// # Errors
    /// 409 if there is too much of it, 500 if the disk is full.
    pub async fn snapshot(self: &Arc<Self>, project: &Arc<Project>) -> Result<Blob> {
        let (engine, project) = (Arc::clone(self), Arc::clone(project));
        apart(move || {
            let order = engine.read_order(&project)?;
            Snapshot::take(&project, order).write(engine.blobs(), Limits::SERVED)
        })
        .await
    }

    /// The stores whose files were read in another order than that in which they came.
    fn read_order(&self, project: &Project) -> Result<Vec<ReadOrder>> {
        let mut orders = Vec::new();
        for (vector_store_id, came) in project.read(searched) {
            let read = self.library.files(project.generation, vector_store_id);
            let mut file_ids = read.map_err(|_| unreadable_index())?;
            // What is both in the store and in the index by now.
            let own: HashSet<FileId> = came.iter().copied().collect();
            file_ids.retain(|file| own.contains(file));
            let both: HashSet<FileId> = file_ids.iter().copied().collect();
            if !came.iter().filter(|file| both.contains(*file)).eq(&file_ids) {
                orders.push(ReadOrder { vector_store_id, file_ids });
            }
        }
        Ok(orders)
    }

    /// Puts the project that `document` tells of in the place of `old`, and gives the runs that were in motion and are
    /// over now. To be called on a task of its own: once begun it must not be left off.
    ///
    /// # Errors
    /// 400 naming what is wrong in the document; then nothing has happened.
    pub async fn restore(
        self: &Arc<Self>,
        projects: &Projects,
        old: &Arc<Project>,
        document: Blob,
    ) -> Result<Vec<RunId>> {
        let engine = Arc::clone(self);
        let mut restored = apart(move || Snapshot::read(&document, Limits::SERVED)?.unpack(engine.blobs())).await?;
        let order = std::mem::take(&mut restored.read_order);
        let new = projects.prepare(old, restored)?;
        let (engine, project) = (Arc::clone(self), Arc::clone(&new));
        match apart(move || engine.make_ready(&project, &order)).await {
            Ok(ended) => {
                // It is not the old one if somebody else was as quick.
                if let Some(before) = projects.put(new) {
                    self.drop_project(&before).await;
                }
                Ok(ended)
            }
            Err(refusal) => {
                self.forget_project(&new).await;
                Err(refusal)
            }
        }
    }

    /// Makes what is not in a snapshot: the index of its stores, and ends of runs that nobody plays.
    fn make_ready(&self, project: &Arc<Project>, order: &[ReadOrder]) -> Result<Vec<RunId>> {
        self.index_again(project, order)?;
        let in_motion: Vec<Arc<Run>> = project.read(|store| {
            let active = store.children::<Thread>(Root).filter_map(|thread| store.active_run(thread.id));
            active.filter(|run| run.status != RunStatus::RequiresAction).cloned().collect()
        });
        for run in &in_motion {
            let error = LastError { code: "server_error", message: CUT_OFF.to_owned() };
            self.end_at_once(project, Arc::clone(run), Ending::Failed(error))?;
        }
        Ok(in_motion.iter().map(|run| run.id).collect())
    }

    /// Reads the files again that the stores had read: those of an `order` as it says, the others as they came.
    fn index_again(&self, project: &Project, order: &[ReadOrder]) -> Result<()> {
        let cutter = self.library.cutter();
        for (store, came) in project.read(searched) {
            let first = order.iter().find(|order| order.vector_store_id == store).map_or(&[][..], |own| &own.file_ids);
            let places: HashMap<FileId, usize> = first.iter().enumerate().map(|(at, file)| (*file, at)).collect();
            let mut files = came;
            files.sort_by_key(|file| places.get(file).copied().unwrap_or(usize::MAX));
            files.into_iter().try_for_each(|file| self.index_file(&cutter, project, Placed { store, file }))?;
        }
        Ok(())
    }

    fn index_file(&self, cutter: &Cutter<'_>, project: &Project, place: Placed) -> Result<()> {
        let Placed { store, file } = place;
        let placed = project.read(|tables| tables.placed(store, file).cloned())?;
        let cut = cut(cutter, project, &placed).map_err(|error| ApiError::BadSnapshot {
            path: "objects.vector_store_files".to_owned(),
            problem: format!("file '{file}' of store '{store}' cannot be read: {}", error.message),
        })?;
        let added = self.library.add(&self.blobs, project.generation, store, file, &cut);
        added.map(drop).map_err(|_| unreadable_index())
    }
}

/// The stores that can be searched, each with the files that it has read, as they came.
fn searched(store: &Store) -> Vec<(VectorStoreId, Vec<FileId>)> {
    let files = |shelf: VectorStoreId| {
        let files = store.children::<VectorStoreFile>(shelf);
        files.filter(|file| file.status == FileStatus::Completed).map(|file| file.id).collect()
    };
    let live = store.children::<VectorStore>(Root).filter(|shelf| shelf.status != StoreStatus::Expired);
    live.map(|shelf| (shelf.id, files(shelf.id))).collect()
}

/// Does what may take long on a thread that may wait.
async fn apart<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    let stopped = |_| ApiError::Internal { request: "(the work was stopped)".to_owned() };
    tokio::task::spawn_blocking(work).await.map_err(stopped)?
}
