//! Ends runs from outside: a client cancels, or their time is over.

use super::Engine;
use super::apply::run_event;
use super::play::Play;
use super::stage::{Until, perform};
use crate::domain::lifecycle::{Change, Ending, change_run};
use crate::domain::pace::Pace;
use crate::error::{ApiError, Result};
use crate::store::Project;
use crate::wire::event::StreamEvent;
use crate::wire::ids::{RunId, ThreadId};
use crate::wire::run::{Run, RunStatus};
use std::sync::Arc;

impl Engine {
    /// Cancels a run: it is `cancelling` in the reply, and cancelled at its next beat, which at instant pace has been
    /// played when this returns.
    ///
    /// # Errors
    /// If the run is not there, is over, or is being cancelled already.
    pub fn cancel(self: &Arc<Self>, project: &Arc<Project>, thread: ThreadId, id: RunId) -> Result<Arc<Run>> {
        let Some(staged) = self.staged(project, id) else {
            let run = cancelling(project, thread, id)?;
            let mut play = project.read(|store| Play::from_store(store, Arc::clone(&run)));
            play.stop(Arc::clone(&run), Ending::Cancelled);
            perform(project, &mut play, Until::Halt, Pace::Instant)?;
            return Ok(run);
        };
        // While it waits for outputs, or stands before a wait or a hold, nobody plays it at its pace.
        let held = staged.is_held();
        let mut play = staged.play.lock();
        let nobody_plays = held || play.beats.is_empty();
        let run = cancelling(project, thread, id)?;
        play.stop(Arc::clone(&run), Ending::Cancelled);
        play.feed.push(vec![StreamEvent::Run(run_event(run.status), Arc::clone(&run))]);
        drop(play);
        staged.forget_reads();
        if nobody_plays {
            self.set_going(id, staged)?;
        }
        Ok(run)
    }

    /// Expires a run, wherever it is; one that is over stays as it is.
    ///
    /// # Errors
    /// If the store cannot keep it.
    pub(super) fn expire(&self, project: &Arc<Project>, id: RunId) -> Result<()> {
        let Some(run) = project.read(|store| store.get::<Run>(id).cloned()) else { return Ok(()) };
        if run.status.is_terminal() { Ok(()) } else { self.end_at_once(project, run, Ending::Expired) }
    }

    /// Ends a run as its client says, wherever it is, and gives the run as it then is.
    ///
    /// # Errors
    /// 404 if there is no such run, 409 if it is over.
    pub fn end(&self, project: &Arc<Project>, id: RunId, ending: Ending) -> Result<Arc<Run>> {
        let run = project.read(|store| store.any_run(id).cloned())?;
        if run.status.is_terminal() {
            return Err(ApiError::RunOver { status: run.status });
        }
        self.end_at_once(project, run, ending)?;
        project.read(|store| store.any_run(id).cloned())
    }

    pub(super) fn end_at_once(&self, project: &Arc<Project>, run: Arc<Run>, ending: Ending) -> Result<()> {
        // Where its client has asked for it already, it is cancelled.
        let ending = if run.status == RunStatus::Cancelling { Ending::Cancelled } else { ending };
        let id = run.id;
        match self.staged(project, id) {
            Some(staged) => {
                staged.play.lock().stop(run, ending);
                self.advance(id, &staged, Until::Halt)
            }
            None => {
                let mut play = project.read(|store| Play::from_store(store, Arc::clone(&run)));
                play.stop(run, ending);
                perform(project, &mut play, Until::Halt, Pace::Instant)
            }
        }
    }
}

/// Marks a run as being cancelled, where the machine allows it.
fn cancelling(project: &Project, thread: ThreadId, id: RunId) -> Result<Arc<Run>> {
    project.transact(|store, batch| {
        let run = store.run(thread, id)?;
        let changed = change_run(run, Change::Cancelling, project.world.now());
        Ok(batch.put(changed.ok_or(ApiError::CannotCancel { status: run.status })?))
    })
}
