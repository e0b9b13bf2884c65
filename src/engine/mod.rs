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
mod feed;
mod pace;
mod play;
mod rehearse;
mod stage;
mod start;
mod stop;
pub mod tokens;

pub use feed::Reader;
pub use pace::Pace;
pub use stage::Until;
pub use start::{Order, Started, post_message};

use crate::store::{Blobs, Due, Project, StoredFile};
use crate::wire::ids::RunId;
use dashmap::DashMap;
use stage::Staged;
use std::sync::Arc;

/// Plays every run of a server.
#[derive(Debug, Default)]
pub struct Engine {
    /// Runs between two beats, by id. At instant pace it stays empty.
    stage: DashMap<RunId, Arc<Staged>>,
    /// Where generated files go.
    blobs: Blobs,
}

impl Engine {
    /// Where uploaded files go, too.
    pub fn blobs(&self) -> &Blobs {
        &self.blobs
    }

    /// Expires what is due in a project. Called before each of its requests, so that a clock that was moved is seen at
    /// once, and now and then for streams that nobody polls.
    pub fn settle(&self, project: &Arc<Project>) {
        let now = project.world.now();
        for due in project.read(|store| store.due(now)) {
            let settled = match due {
                Due::Run(run) => self.expire(project, run),
                Due::File(file) => project.transact(|_, batch| {
                    batch.delete::<StoredFile>(file);
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
