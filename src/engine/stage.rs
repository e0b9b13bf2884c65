//! Plays runs: at once, or beat by beat as their pace allows.

use super::Engine;
use super::apply::{Scene, run_event};
use super::context::seed;
use super::pace;
use super::play::{Beat, Play};
use crate::domain::lifecycle::Ending;
use crate::domain::pace::Pace;
use crate::error::{ApiError, Result};
use crate::store::Project;
use crate::wire::UnixTime;
use crate::wire::event::StreamEvent;
use crate::wire::ids::{RunId, ThreadId};
use crate::wire::run::{Run, RunStatus};
use parking_lot::Mutex;
use std::sync::Arc;
use std::time::Duration;

/// A run between two beats. Whoever plays it holds the lock; beats never overlap.
#[derive(Debug)]
pub struct Staged {
    pub(super) project: Arc<Project>,
    thread: ThreadId,
    pub(super) pace: Pace,
    pub(super) play: Mutex<Play>,
    /// Reads of the run since its status last changed; counted at pace `polls:N`.
    reads: Mutex<u32>,
    /// The wait that it is in, if it is in one.
    waiting: Mutex<Option<Waiting>>,
}

/// A wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Waiting {
    /// What tells it from the other waits of the run: how many beats were still to come.
    beats: usize,
    /// The project's time at which it is over.
    due: UnixTime,
}

impl Staged {
    /// Whether it stands before a wait or a hold.
    pub(super) fn is_held(&self) -> bool {
        self.play.lock().beats.front().is_some_and(|beat| pauses(beat, self.pace))
    }

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
/// Where `pace` says so, it stops before a wait or a hold.
///
/// # Errors
/// If the store cannot keep what happened; then it has not happened.
pub fn perform(project: &Project, play: &mut Play, until: Until, pace: Pace) -> Result<()> {
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
            let Some(beat) = play.beats.pop_front_if(|beat| !pauses(beat, pace)) else { break };
            if let Beat::Drop(after) = beat {
                play.feed.cut_after(after.unwrap_or(play.feed.sent() + events.len() as u64));
            }
            Scene { play, world: &project.world, batch, events: &mut events }.apply(beat);
            played += 1;
            if until == Until::Status && play.run.status != status {
                break;
            }
        }
        Ok(())
    })?;
    if play.run.status == RunStatus::RequiresAction && !play.made.is_nothing() {
        project.scenes.note_made(play.run.thread_id, play.run.id, play.made.clone());
    }
    play.feed.push(events);
    if play.beats.is_empty() {
        play.feed.done();
    }
    Ok(())
}

/// Whether a run at `pace` stands before this beat until somebody lets it go on. Where statuses last for reads, or beats are
/// played one by one, time is no matter; where they are played one by one, all of them are held.
fn pauses(beat: &Beat, pace: Pace) -> bool {
    match (beat, pace) {
        (Beat::Wait(_), Pace::Instant | Pace::Realistic) => true,
        (Beat::Hold, Pace::Instant | Pace::Realistic | Pace::Polls(_)) => true,
        (_, Pace::Instant | Pace::Realistic | Pace::Polls(_) | Pace::Step) => false,
    }
}

impl Engine {
    /// Plays `play` at `pace`; at instant pace it is over when this returns, unless it has to wait.
    ///
    /// # Errors
    /// If the store cannot keep what happens.
    pub(super) fn play(self: &Arc<Self>, project: &Arc<Project>, mut play: Play, pace: Pace) -> Result<()> {
        let streamed = play.feed.is_read();
        let pace = if matches!(pace, Pace::Polls(_)) && streamed { Pace::Instant } else { pace };
        let (id, thread) = (play.run.id, play.run.thread_id);
        if pace == Pace::Instant {
            // While it waited for outputs it may have stood on the stage.
            self.stage.remove(&id);
            perform(project, &mut play, Until::Halt, pace)?;
            if play.beats.is_empty() {
                return Ok(());
            }
        }
        let project = Arc::clone(project);
        let (play, reads, waiting) = (Mutex::new(play), Mutex::new(0), Mutex::new(None));
        let staged = Arc::new(Staged { project, thread, pace, play, reads, waiting });
        self.stage.insert(id, Arc::clone(&staged));
        self.set_going(id, staged)
    }

    /// Lets a staged run play on by itself, where its pace says so.
    ///
    /// # Errors
    /// If the store cannot keep what happens.
    pub(super) fn set_going(self: &Arc<Self>, id: RunId, staged: Arc<Staged>) -> Result<()> {
        match staged.pace {
            Pace::Instant => {
                self.advance(id, &staged, Until::Halt)?;
                self.pause(id, staged);
            }
            Pace::Realistic => {
                tokio::spawn(Arc::clone(self).keep_time(id, staged));
            }
            Pace::Polls(_) | Pace::Step => {}
        }
        Ok(())
    }

    /// If the run stands before a wait, sees to it that it goes on: after so much real time, or, where the project's time
    /// stands, once that has been moved so far.
    fn pause(self: &Arc<Self>, id: RunId, staged: Arc<Staged>) {
        let (milliseconds, beats) = {
            let play = staged.play.lock();
            match play.beats.front() {
                Some(Beat::Wait(milliseconds)) => (*milliseconds, play.beats.len()),
                Some(_) | None => return,
            }
        };
        let world = &staged.project.world;
        let seconds = UnixTime::try_from(milliseconds.div_ceil(1000)).unwrap_or(UnixTime::MAX);
        let waiting = Waiting { beats, due: world.now().saturating_add(seconds) };
        *staged.waiting.lock() = Some(waiting);
        if !world.is_frozen() {
            let engine = Arc::clone(self);
            tokio::spawn(async move {
                pace::wait(Duration::from_millis(milliseconds)).await;
                if engine.is_on(id, &staged) {
                    engine.end_wait(id, staged, waiting);
                }
            });
        }
    }

    /// Ends a wait, unless somebody has ended it before. What the store cannot keep now stays as it is; the run expires in
    /// its time.
    fn end_wait(self: &Arc<Self>, id: RunId, staged: Arc<Staged>, waiting: Waiting) {
        let is_on = staged.waiting.lock().take_if(|own| *own == waiting).is_some();
        if is_on {
            drop(self.let_go(id, staged));
        }
    }

    /// Lets a run that stands before a wait or a hold go on.
    fn let_go(self: &Arc<Self>, id: RunId, staged: Arc<Staged>) -> Result<()> {
        *staged.waiting.lock() = None;
        staged.play.lock().beats.pop_front_if(|beat| pauses(beat, staged.pace));
        self.set_going(id, staged)
    }

    /// Lets the runs of a project go on whose waits are over on its clock.
    pub(super) fn end_waits(self: &Arc<Self>, project: &Project, now: UnixTime) {
        if self.stage.is_empty() {
            return;
        }
        let over = |staged: &Staged| {
            let own = staged.project.generation == project.generation;
            staged.waiting.lock().filter(|waiting| own && waiting.due <= now)
        };
        let over: Vec<(RunId, Arc<Staged>, Waiting)> = self
            .stage
            .iter()
            .filter_map(|entry| Some((*entry.key(), Arc::clone(entry.value()), over(entry.value())?)))
            .collect();
        for (id, staged, waiting) in over {
            self.end_wait(id, staged, waiting);
        }
    }

    /// Plays a staged run at realistic pace, to its next halt.
    pub(super) async fn keep_time(self: Arc<Self>, id: RunId, staged: Arc<Staged>) {
        let mut rng = staged.project.world.rng(seed(id));
        loop {
            let delay = match staged.play.lock().beats.front() {
                Some(beat) if pauses(beat, staged.pace) => break,
                Some(beat) => pace::delay(beat, &mut rng),
                None => return,
            };
            pace::wait(delay).await;
            // Once taken off the stage (the thread is deleted, the server stops) it is played no further.
            if !self.is_on(id, &staged) || self.advance(id, &staged, Until::Beats(1)).is_err() {
                return;
            }
        }
        self.pause(id, staged);
    }

    /// Plays some beats of a staged run, and takes it off the stage when it is over.
    pub(super) fn advance(&self, id: RunId, staged: &Staged, until: Until) -> Result<()> {
        let mut play = staged.play.lock();
        let before = play.run.status;
        perform(&staged.project, &mut play, until, staged.pace)?;
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

    /// Plays some beats of a run at pace `step`, or lets one go on that stands before a wait or a hold, and gives the run as
    /// it then is.
    ///
    /// # Errors
    /// 404 if there is no such run, 409 if it is over, or neither at pace `step` nor held.
    pub fn step(self: &Arc<Self>, project: &Project, id: RunId, until: Until) -> Result<Arc<Run>> {
        let run = project.read(|store| store.any_run(id).cloned())?;
        match self.staged(project, id) {
            _ if run.status.is_terminal() => return Err(ApiError::NothingToStep { status: run.status }),
            Some(staged) if staged.pace == Pace::Step => self.advance(id, &staged, until)?,
            Some(staged) if staged.is_held() => self.let_go(id, staged)?,
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
        project.scenes.forget(thread);
        // No play is locked here: whoever plays one takes it off the stage at its end.
        self.stage.retain(|_, staged| staged.project.generation != project.generation || staged.thread != thread);
    }
}
