//! Plays runs: at once, or beat by beat as their pace allows.

use super::Engine;
use super::apply::{Scene, run_event};
use super::context::seed;
use super::pace;
use super::play::Play;
use crate::domain::lifecycle::Ending;
use crate::domain::pace::Pace;
use crate::error::{ApiError, Result};
use crate::store::Project;
use crate::wire::event::StreamEvent;
use crate::wire::ids::{RunId, ThreadId};
use crate::wire::run::{Run, RunStatus};
use parking_lot::Mutex;
use std::sync::Arc;

/// A run between two beats. Whoever plays it holds the lock; beats never overlap.
#[derive(Debug)]
pub struct Staged {
    pub(super) project: Arc<Project>,
    thread: ThreadId,
    pub(super) pace: Pace,
    pub(super) play: Mutex<Play>,
    /// Reads of the run since its status last changed; counted at pace `polls:N`.
    reads: Mutex<u32>,
}

impl Staged {
    /// Counts reads anew: the run's status has changed.
    pub(super) fn forget_reads(&self) {
        *self.reads.lock() = 0;
    }
}

/// How many beats to play.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Until {
    /// To the next halt.
    Halt,
    /// So many.
    Beats(usize),
    /// To the next change of the run's status.
    Status,
}

/// Plays beats in one commit, then pushes what they tell. A run that was changed by someone else in the meantime, as
/// by expiry, or is gone with its thread, is played no further; but one that is being cancelled is played to its end.
///
/// # Errors
/// If the store cannot keep what happened; then it has not happened.
pub fn perform(project: &Project, play: &mut Play, until: Until) -> Result<()> {
    let mut events = Vec::new();
    project.transact(|store, batch| {
        play.catch_up(store);
        let now = store.get::<Run>(play.run.id);
        if now.is_none_or(|run| run.status != play.run.status) {
            events.extend(now.map(|run| StreamEvent::Run(run_event(run.status), Arc::clone(run))));
            play.beats.clear();
            // A client may cancel between a run's admission and its first beat; nobody else would end it.
            if let Some(run) = now.filter(|run| run.status == RunStatus::Cancelling) {
                play.stop(Arc::clone(run), Ending::Cancelled);
            }
        }
        let status = play.run.status;
        let mut played = 0;
        while !matches!(until, Until::Beats(most) if played >= most) {
            let Some(beat) = play.beats.pop_front() else { break };
            Scene { play, world: &project.world, batch, events: &mut events }.apply(beat);
            played += 1;
            if until == Until::Status && play.run.status != status {
                break;
            }
        }
        Ok(())
    })?;
    play.feed.push(events);
    if play.beats.is_empty() {
        play.feed.done();
    }
    Ok(())
}

impl Engine {
    /// Plays `play` at `pace`; at instant pace it is over when this returns.
    ///
    /// # Errors
    /// If the store cannot keep what happens.
    pub(super) fn play(self: &Arc<Self>, project: &Arc<Project>, mut play: Play, pace: Pace) -> Result<()> {
        let streamed = play.feed.is_read();
        let at_once = pace == Pace::Instant || matches!(pace, Pace::Polls(_)) && streamed;
        let (id, thread) = (play.run.id, play.run.thread_id);
        if at_once {
            // While it waited for outputs it may have stood on the stage.
            self.stage.remove(&id);
            return perform(project, &mut play, Until::Halt);
        }
        let project = Arc::clone(project);
        let staged = Arc::new(Staged { project, thread, pace, play: Mutex::new(play), reads: Mutex::new(0) });
        self.stage.insert(id, Arc::clone(&staged));
        if pace == Pace::Realistic {
            tokio::spawn(Arc::clone(self).keep_time(id, staged));
        }
        Ok(())
    }

    /// Plays a staged run at realistic pace, to its next halt.
    pub(super) async fn keep_time(self: Arc<Self>, id: RunId, staged: Arc<Staged>) {
        let mut rng = staged.project.world.rng(seed(id));
        loop {
            let delay = match staged.play.lock().beats.front() {
                Some(beat) => pace::delay(beat, &mut rng),
                None => break,
            };
            pace::wait(delay).await;
            // Once taken off the stage (the thread is deleted, the server stops) it is played no further.
            if !self.is_on(id, &staged) || self.advance(id, &staged, Until::Beats(1)).is_err() {
                break;
            }
        }
    }

    /// Plays some beats of a staged run, and takes it off the stage when it is over.
    pub(super) fn advance(&self, id: RunId, staged: &Staged, until: Until) -> Result<()> {
        let mut play = staged.play.lock();
        let before = play.run.status;
        perform(&staged.project, &mut play, until)?;
        if play.run.status != before {
            staged.forget_reads();
        }
        if play.beats.is_empty() && play.run.status != RunStatus::RequiresAction {
            self.stage.remove_if(&id, |_, own| std::ptr::eq(&**own, staged));
        }
        Ok(())
    }

    /// Whether it is this play that is on stage. After a reset another may have its id.
    fn is_on(&self, id: RunId, staged: &Arc<Staged>) -> bool {
        self.stage.get(&id).is_some_and(|own| Arc::ptr_eq(&own, staged))
    }

    /// The run on stage with this id, if there is one and it is the project's.
    pub(super) fn staged(&self, project: &Project, id: RunId) -> Option<Arc<Staged>> {
        let staged = self.stage.get(&id).map(|staged| Arc::clone(&staged))?;
        (staged.project.generation == project.generation).then_some(staged)
    }

    /// Notes that a client reads the run, and says whether that moved it on: at pace `polls:N` each status lasts N
    /// reads.
    pub fn note_read(&self, project: &Project, id: RunId) -> bool {
        let Some(staged) = self.staged(project, id) else { return false };
        let Pace::Polls(reads) = staged.pace else { return false };
        let due = {
            let mut count = staged.reads.lock();
            *count += 1;
            *count > reads
        };
        let moved = due && self.advance(id, &staged, Until::Status).is_ok();
        if moved {
            *staged.reads.lock() = 1;
        }
        moved
    }

    /// The pace at which this run is played, for `openai-poll-after-ms`; `None` if it is not on stage.
    pub fn pace_of(&self, project: &Project, id: RunId) -> Option<Pace> {
        self.staged(project, id).map(|staged| staged.pace)
    }

    /// Plays some beats of a run at pace `step`, and gives the run as it then is.
    ///
    /// # Errors
    /// 404 if there is no such run, 409 if it is over or not at pace `step`.
    pub fn step(&self, project: &Project, id: RunId, until: Until) -> Result<Arc<Run>> {
        let run = project.read(|store| store.any_run(id).cloned())?;
        match self.staged(project, id) {
            _ if run.status.is_terminal() => return Err(ApiError::NothingToStep { status: run.status }),
            Some(staged) if staged.pace == Pace::Step => self.advance(id, &staged, until)?,
            Some(staged) => return Err(ApiError::NotStepped { pace: staged.pace.to_string() }),
            None => return Err(ApiError::NotStepped { pace: Pace::Instant.to_string() }),
        }
        project.read(|store| store.any_run(id).cloned())
    }

    /// Takes all runs of a project that is reset off the stage, and its files out of the index.
    pub async fn drop_project(self: &Arc<Self>, project: &Arc<Project>) {
        self.stage.retain(|_, staged| staged.project.generation != project.generation);
        self.forget_project(project).await;
    }

    /// Takes the runs of a thread that is deleted off the stage; their streams end.
    pub fn drop_thread(&self, project: &Project, thread: ThreadId) {
        // No play is locked here: whoever plays one takes it off the stage at its end.
        self.stage.retain(|_, staged| staged.project.generation != project.generation || staged.thread != thread);
    }
}
