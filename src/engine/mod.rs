//! The run machine in motion. Knows no HTTP.
//!
//! A run is played by beats, each a transition that the store commits before its events are pushed, so that
//! whoever sees an event can read the state that it tells of:
//!
//! ```text
//!  start/submit ──▶ context ──▶ responder ──▶ script ──▶ rehearse ──▶ beats
//!                                                                      │ pace says when
//!  store ◀── commit ── batch ◀─────────────── apply(play, beat) ◀──────┘
//!                         └──── then ──▶ events ──▶ feed ──▶ whoever reads the stream
//! ```
//!
//! At instant pace a run plays to its next halt inside the request that started it, in one commit. At any other
//! pace it waits on the [`stage`] between beats. A run that waits for outputs, or is over, is in the store alone.

mod apply;
mod context;
mod direct;
mod facts;
mod feed;
mod indexing;
mod pace;
mod play;
mod rehearse;
mod restore;
mod scene;
mod search;
mod stage;
mod start;
mod stop;
pub mod tokens;

pub use feed::{Group, Reader};
pub use indexing::Look;
pub use pace::wait;
pub use stage::Until;
pub use start::{Order, Started, post_message};

use crate::retrieval::{Library, PdfReader};
use crate::store::{self, Blobs, Due, Project};
use crate::wire::ids::RunId;
use crate::wire::upload::UploadStatus;
use dashmap::DashMap;
use stage::Staged;
use std::sync::Arc;

/// Plays every run of a server.
#[derive(Debug)]
pub struct Engine {
    /// Runs between two beats, by id. At instant pace it stays empty.
    stage: DashMap<RunId, Arc<Staged>>,
    /// Where generated files go.
    blobs: Blobs,
    /// What the vector stores hold.
    library: Arc<Library>,
    /// Whose turn it is to read files, project by project (by generation).
    turns: DashMap<u64, Arc<tokio::sync::Mutex<()>>>,
}

impl Engine {
    /// An engine with nothing to play; PDFs are read by `reader`.
    pub fn new(reader: PdfReader) -> Self {
        Self {
            stage: DashMap::new(),
            blobs: Blobs::default(),
            library: Arc::new(Library::new(reader)),
            turns: DashMap::new(),
        }
    }

    /// What the vector stores hold.
    pub fn library(&self) -> &Arc<Library> {
        &self.library
    }

    /// Where uploaded files go, too.
    pub fn blobs(&self) -> &Blobs {
        &self.blobs
    }

    /// Expires what is due in a project. Called before each of its requests, so that a clock that was moved is seen at
    /// once, and now and then for streams that nobody polls.
    pub async fn settle(self: &Arc<Self>, project: &Arc<Project>) {
        let now = project.world.now();
        self.end_waits(project, now);
        for due in project.read(|store| store.due(now)) {
            let settled = match due {
                Due::Run(run) => self.expire(project, run),
                Due::File(file) => self.delete_file(project, file).await,
                Due::VectorStore(id) => self.expire_store(project, id).await,
                Due::Upload(id) => project.transact(|store, batch| {
                    store::end_upload(store, batch, id, UploadStatus::Expired)?;
                    Ok(())
                }),
            };
            // What the store cannot keep now is due again at the next request.
            drop(settled);
        }
    }

    /// Ends every open stream, when the server stops.
    pub fn close(&self) {
        self.stage.clear();
    }
}
