//! A project from a snapshot: its files are indexed again, and its runs in motion ended, before anybody sees it.

use super::Engine;
use super::indexing::cut;
use crate::domain::lifecycle::Ending;
use crate::error::{ApiError, Result};
use crate::store::{Blob, Limits, Project, Projects, Root, Snapshot};
use crate::wire::ids::RunId;
use crate::wire::run::{LastError, Run, RunStatus};
use crate::wire::thread::Thread;
use crate::wire::vector_store::{FileStatus, StoreStatus, VectorStore, VectorStoreFile};
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
        apart(move || Snapshot::take(&project).write(engine.blobs(), Limits::SERVED)).await
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
        let restored = apart(move || Snapshot::read(&document, Limits::SERVED)?.unpack(engine.blobs())).await?;
        let new = projects.prepare(old, restored)?;
        let (engine, project) = (Arc::clone(self), Arc::clone(&new));
        match apart(move || engine.make_ready(&project)).await {
            Ok(ended) => {
                projects.put(new);
                self.drop_project(old).await;
                Ok(ended)
            }
            Err(refusal) => {
                self.forget_project(&new).await;
                Err(refusal)
            }
        }
    }

    /// Makes what is not in a snapshot: the index of its stores, and ends of runs that nobody plays.
    fn make_ready(&self, project: &Arc<Project>) -> Result<Vec<RunId>> {
        self.index_again(project)?;
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

    /// Reads the files again that the stores had read, in their order.
    fn index_again(&self, project: &Project) -> Result<()> {
        let files: Vec<Arc<VectorStoreFile>> = project.read(|store| {
            let live = store.children::<VectorStore>(Root).filter(|shelf| shelf.status != StoreStatus::Expired);
            let files = live.flat_map(|shelf| store.children::<VectorStoreFile>(shelf.id));
            files.filter(|file| file.status == FileStatus::Completed).cloned().collect()
        });
        let cutter = self.library.cutter();
        for file in files {
            let (store, id) = (file.vector_store_id, file.id);
            let cut = cut(&cutter, project, &file).map_err(|error| ApiError::BadSnapshot {
                path: "objects.vector_store_files".to_owned(),
                problem: format!("file '{id}' of store '{store}' cannot be read: {}", error.message),
            })?;
            let added = self.library.add(&self.blobs, project.generation, store, id, &cut);
            added.map_err(|_| super::indexing::unreadable_index())?;
        }
        Ok(())
    }
}

/// Does what may take long on a thread that may wait.
async fn apart<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    let stopped = |_| ApiError::Internal { request: "(the work was stopped)".to_owned() };
    tokio::task::spawn_blocking(work).await.map_err(stopped)?
}
