//! Admits runs and outputs, asks for a script, and sets it in motion.

use super::apply::run_event;
use super::context::{budget, gather};
use super::feed::{Feed, Reader};
use super::indexing::Look;
use super::play::{Play, closed_usage, open_step};
use super::scene::Scene;
use super::search::{Desk, Shelves};
use super::{Engine, rehearse};
use crate::domain::lifecycle::{Change, change_run};
use crate::domain::message::CreateMessage;
use crate::domain::pace::{Pace, Tempo};
use crate::domain::run::{self, CreateRun, SubmitToolOutputs};
use crate::domain::thread::CreateThread;
use crate::error::{ApiError, Result};
use crate::responder::Context;
use crate::scenario::{Script, Verb};
use crate::store::{Batch, Project, Store, add_messages, add_thread};
use crate::wire::event::{RunEvent, StepEvent, StreamEvent};
use crate::wire::ids::{RunId, ThreadId, VectorStoreId};
use crate::wire::message::{Message, Role};
use crate::wire::run::{LastError, Run, RunStatus};
use crate::wire::run_step::{RunStep, StepDetails, StepStatus, ToolCall};
use crate::wire::thread::Thread;
use crate::wire::vector_store::Reading;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

/// Where a run is to play.
#[derive(Debug)]
pub enum Order {
    /// On a thread that is there.
    On(ThreadId, CreateRun),
    /// On a thread that is made for it.
    OnNew(CreateThread, CreateRun),
}

/// A run that has been admitted.
#[derive(Debug)]
pub struct Started {
    /// The run as it was when it was admitted: what a reply without stream shows.
    pub run: Arc<Run>,
    /// Its events, if they were asked for.
    pub reader: Option<Reader>,
}

impl Engine {
    /// Starts a run. A refusal leaves nothing behind, and comes before any event.
    ///
    /// # Errors
    /// If the thread, the assistant or a file is not there, the thread has an active run, or there is nothing to run.
    pub async fn start(self: &Arc<Self>, project: &Arc<Project>, order: Order, tempo: Tempo) -> Result<Started> {
        let streamed = match &order {
            Order::On(_, run) | Order::OnNew(_, run) => run.stream,
        };
        let mut events = Vec::new();
        let reading = tempo.pace.reading(project.world.now());
        let run = project.transact(|store, batch| admit(store, project, batch, order, reading, &mut events))?;
        self.go(project, Cue { run, begins: true }, events, streamed, tempo).await
    }

    /// Takes the outputs of the calls that a run waits for, and lets it go on.
    ///
    /// # Errors
    /// If the run is not there or waits for nothing, or the outputs are not exactly those that it waits for.
    pub async fn submit(
        self: &Arc<Self>,
        project: &Arc<Project>,
        thread: ThreadId,
        id: RunId,
        outputs: SubmitToolOutputs,
        tempo: Tempo,
    ) -> Result<Started> {
        let streamed = outputs.stream;
        // A run goes on at the pace at which it was started.
        let tempo = self.pace_of(project, id).map_or(tempo, |pace| Tempo { pace, asked: true });
        let mut events = Vec::new();
        let run = project.transact(|store, batch| {
            let run = store.run(thread, id)?;
            resume(store, project, batch, run, outputs, &mut events)
        })?;
        self.go(project, Cue { run, begins: false }, events, streamed, tempo).await
    }

    /// Sets an admitted run in motion. Reading files, searching and drawing is left to a thread of its own; a client
    /// that hangs up meanwhile stops nothing.
    async fn go(
        self: &Arc<Self>,
        project: &Arc<Project>,
        cue: Cue,
        events: Vec<StreamEvent>,
        streamed: bool,
        tempo: Tempo,
    ) -> Result<Started> {
        let (mut feed, reader) = Feed::new(streamed);
        feed.push(events);
        let run = Arc::clone(&cue.run);
        let (context, shelves) = project.read(|store| (gather(store, &run), Shelves::of_admitted(store, &run)));
        let scene = Scene::of(project, &cue);
        let pace = scene.pace(tempo);
        let heavy = context.is_heavy() || !shelves.live.is_empty();
        let performance = Performance { run: Arc::clone(&run), context, scene, expired: shelves.expired, feed, pace };
        if heavy {
            let task = tokio::spawn(Arc::clone(self).go_apart(Arc::clone(project), performance, shelves.live));
            // The task cannot be cancelled, and does not panic: what can is caught within.
            task.await.unwrap_or(Ok(()))?;
        } else {
            self.set_in_motion(project, performance)?;
        }
        Ok(Started { run, reader })
    }

    async fn go_apart(
        self: Arc<Self>,
        project: Arc<Project>,
        mut performance: Performance,
        shelves: Vec<(VectorStoreId, Look)>,
    ) -> Result<()> {
        for (store, look) in &shelves {
            self.look(&project, vec![*store], *look).await;
        }
        if !shelves.is_empty() {
            let stores = shelves.iter().map(|(store, _)| *store).collect();
            let (library, project) = (Arc::clone(self.library()), Arc::clone(&project));
            performance.context.search = Some(Arc::new(Desk { library, project, stores }));
        }
        let runtime = tokio::runtime::Handle::current();
        let task = tokio::task::spawn_blocking(move || {
            let _inside = runtime.enter();
            self.set_in_motion(&project, performance)
        });
        task.await.unwrap_or(Ok(()))
    }

    fn set_in_motion(self: &Arc<Self>, project: &Arc<Project>, performance: Performance) -> Result<()> {
        let Performance { run, mut context, scene, expired, feed, pace } = performance;
        let taken = project.read(|store| closed_usage(store, &run));
        let budget = budget(&mut context, taken);
        let made = scene.made();
        let script = match expired {
            Some(store) => unusable(store),
            None => unpanicked(|| scene.script(project, &run, &context)),
        };
        let beats = rehearse::beats(script, budget, self.blobs(), &made.written);
        let play = Play { prompt: budget.prompt, made, ..Play::new(run, taken, beats, feed) };
        self.play(project, play, pace)
    }
}

/// A run that begins, or goes on with its outputs.
pub struct Cue {
    /// The run.
    pub run: Arc<Run>,
    /// Whether it begins.
    pub begins: bool,
}

/// A run on its way to the stage.
struct Performance {
    run: Arc<Run>,
    context: Context,
    scene: Scene,
    /// A store that it cannot search any more.
    expired: Option<VectorStoreId>,
    feed: Feed,
    pace: Pace,
}

/// What `write` writes; should it panic, the run fails as runs of the service did now and then.
fn unpanicked(write: impl FnOnce() -> Script) -> Script {
    catch_unwind(AssertUnwindSafe(write)).unwrap_or_else(|_| {
        let message = LastError::SORRY.to_owned();
        Script(vec![Verb::Fail(LastError { code: "server_error", message })])
    })
}

/// What a run does that has an expired store: it fails (`wire.md` §5).
fn unusable(store: VectorStoreId) -> Script {
    Script(vec![Verb::Fail(LastError { code: "server_error", message: format!("Vector store {store} is expired.") })])
}

fn admit(
    store: &Store,
    project: &Project,
    batch: &mut Batch,
    order: Order,
    reading: Reading,
    events: &mut Vec<StreamEvent>,
) -> Result<Arc<Run>> {
    let world = &project.world;
    let (mut thread, mut request, mut has_user) = match order {
        Order::On(id, request) => {
            let thread = Arc::clone(store.thread(id)?);
            (thread, request, store.children::<Message>(id).any(|message| message.role == Role::User))
        }
        Order::OnNew(new, request) => {
            let has_user = new.messages.iter().any(CreateMessage::is_user);
            let thread = add_thread(store, world, batch, new, reading)?;
            events.push(StreamEvent::Thread(Arc::clone(&thread)));
            (thread, request, has_user)
        }
    };
    let assistant = store.assistant(request.assistant_id)?;
    if let Some(active) = store.active_run(thread.id) {
        return Err(ApiError::ThreadHasActiveRun { thread: thread.id, run: active.id });
    }
    let more = std::mem::take(&mut request.additional_messages);
    has_user |= more.iter().any(CreateMessage::is_user);
    add_messages(store, world, batch, &mut thread, more, reading)?;
    let metadata = std::mem::take(&mut request.metadata);
    let resolved = request.resolve(assistant)?;
    if !has_user && resolved.instructions.is_empty() {
        return Err(ApiError::NothingToRun {});
    }
    let run = batch.put(run::create(world.id(), thread.id, assistant.id, metadata, resolved, world.now()));
    Shelves::of(store, batch, &run, &thread)?.touch(store, batch, world.now());
    events.push(StreamEvent::Run(RunEvent::Created, Arc::clone(&run)));
    events.push(StreamEvent::Run(RunEvent::Queued, Arc::clone(&run)));
    Ok(run)
}

fn resume(
    store: &Store,
    project: &Project,
    batch: &mut Batch,
    run: &Arc<Run>,
    outputs: SubmitToolOutputs,
    events: &mut Vec<StreamEvent>,
) -> Result<Arc<Run>> {
    let refused = ApiError::OutputsNotAwaited { status: run.status };
    // The status is looked at before the ids (wire.md §8).
    let Some(action) = run.required_action.as_ref().filter(|_| run.status == RunStatus::RequiresAction) else {
        return Err(refused);
    };
    let ids: Vec<_> = action.tool_calls.iter().map(|call| call.id).collect();
    let given = outputs.matched(&ids)?;
    if let Some(step) = open_step(store, run) {
        let mut step = RunStep { status: StepStatus::Completed, ..(**step).clone() };
        if let StepDetails::ToolCalls { tool_calls } = &mut step.step_details {
            for call in tool_calls {
                if let ToolCall::Function { id, output, .. } = call {
                    *output = ids.iter().position(|own| own == id).map(|at| given[at].clone());
                }
            }
        }
        events.push(StreamEvent::Step(StepEvent::Completed, batch.put(step)));
    }
    let resumed = change_run(run, Change::Resume, project.world.now()).ok_or(refused)?;
    let resumed = batch.put(resumed);
    events.push(StreamEvent::Run(run_event(resumed.status), Arc::clone(&resumed)));
    Ok(resumed)
}

/// Adds a message to a thread that no run holds.
///
/// # Errors
/// If the thread is not there or locked, or a file is not there.
pub fn post_message(project: &Project, thread: ThreadId, new: CreateMessage, pace: Pace) -> Result<Arc<Message>> {
    let reading = pace.reading(project.world.now());
    project.transact(|store, batch| {
        let mut thread: Arc<Thread> = Arc::clone(store.thread(thread)?);
        if let Some(run) = store.active_run(thread.id) {
            return Err(ApiError::ThreadLocked { thread: thread.id, run: run.id });
        }
        let mut added = add_messages(store, &project.world, batch, &mut thread, vec![new], reading)?;
        Ok(added.pop().expect("one message in, one message out"))
    })
}
