//! The scenarios that a project's runs may play, and how far its threads are with them.

use crate::scenario::{Choice, Facts, Part, Progress, Scenario, choose};
use crate::wire::ids::{RunId, ThreadId};
use parking_lot::Mutex;
use std::collections::HashMap;
use std::sync::Arc;

/// What scenario files gave: every project of a server sees it.
#[derive(Clone, Debug, Default)]
pub struct Library {
    /// The scenarios, in the order in which they are tried.
    pub scenarios: Vec<Arc<Scenario>>,
    /// Whether a run that fits none of them fails, instead of being answered by the responder.
    pub strict: bool,
}

/// A project's scenarios, and how far each thread is.
#[derive(Debug, Default)]
pub struct Scenes(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    /// What the server's files gave.
    library: Arc<Library>,
    /// What was pushed; tried first.
    pushed: Vec<Arc<Scenario>>,
    threads: HashMap<ThreadId, Progress>,
}

/// Who plays a run.
#[derive(Clone, Debug)]
pub enum Cast {
    /// A scenario.
    Part(Part),
    /// The built-in responder, since nothing fits; the near misses, the nearest first.
    Responder(Vec<String>),
    /// Nobody: it fails, and this is why.
    Nobody(String),
}

impl State {
    /// Every scenario, in the order in which they are tried. One that was pushed hides those of its name.
    fn all(&self) -> Vec<Arc<Scenario>> {
        let hidden = |scenario: &&Arc<Scenario>| !self.pushed.iter().any(|own| own.name == scenario.name);
        self.pushed.iter().chain(self.library.scenarios.iter().filter(hidden)).cloned().collect()
    }
}

impl Scenes {
    /// The scenes of a new project.
    pub fn new(library: Arc<Library>) -> Self {
        Self(Mutex::new(State { library, ..State::default() }))
    }

    /// Puts another library in the place of the one before; runs that are playing go on with what they have.
    pub fn set_library(&self, library: Arc<Library>) {
        self.0.lock().library = library;
    }

    /// Adds scenarios, each in the place of a pushed one of its name if there is one.
    pub fn push(&self, scenarios: Vec<Scenario>) {
        let mut state = self.0.lock();
        for scenario in scenarios.into_iter().map(Arc::new) {
            match state.pushed.iter_mut().find(|own| own.name == scenario.name) {
                Some(own) => *own = scenario,
                None => state.pushed.push(scenario),
            }
        }
    }

    /// Takes what was pushed away: the scenario of this name, or all. Tells whether there was any.
    pub fn take_away(&self, name: Option<&str>) -> bool {
        let pushed = &mut self.0.lock().pushed;
        let before = pushed.len();
        pushed.retain(|own| name.is_some_and(|name| own.name != name));
        pushed.len() < before
    }

    /// Every scenario, in the order in which they are tried, with whether it was pushed.
    pub fn all(&self) -> Vec<(Arc<Scenario>, bool)> {
        let state = self.0.lock();
        let pushed = state.pushed.len();
        state.all().into_iter().enumerate().map(|(at, scenario)| (scenario, at < pushed)).collect()
    }

    /// How often runs of all threads have played the scenario of this name.
    pub fn plays(&self, name: &str) -> u64 {
        self.0.lock().threads.values().map(|progress| progress.plays(name)).sum()
    }

    /// Whether no run plays, or can play, anything but the responder. A run that plays goes on with its part even where its
    /// scenario is gone, as one that was pushed once is.
    pub fn are_none(&self) -> bool {
        let state = self.0.lock();
        let library = &state.library;
        state.pushed.is_empty() && library.scenarios.is_empty() && !library.strict && state.threads.is_empty()
    }

    /// Finds who plays a run that begins.
    pub fn begin(&self, thread: ThreadId, run: RunId, facts: &Facts) -> Cast {
        let mut state = self.0.lock();
        let all = state.all();
        let plays = |name: &str| state.threads.get(&thread).map_or(0, |progress| progress.plays(name));
        let (scenario, captures) = match choose(all.iter(), facts, plays) {
            Choice::Play { scenario, captures } => (scenario, captures),
            Choice::Unknown { message } => return Cast::Nobody(message),
            Choice::None { misses } => {
                let misses: Vec<String> = misses.iter().map(ToString::to_string).collect();
                return if state.library.strict { Cast::Nobody(unmatched(&misses)) } else { Cast::Responder(misses) };
            }
        };
        if scenario.once {
            state.pushed.retain(|own| !Arc::ptr_eq(own, &scenario));
        }
        let progress = state.threads.entry(thread).or_default();
        Cast::Part(progress.begin(&run.to_string(), scenario, captures).clone())
    }

    /// Who plays a run that goes on: the part that it began with, or the responder.
    pub fn go_on(&self, thread: ThreadId, run: RunId) -> Cast {
        let mut state = self.0.lock();
        let part = state.threads.get_mut(&thread).and_then(|progress| progress.part(&run.to_string()));
        part.map_or(Cast::Responder(Vec::new()), |part| Cast::Part(part.clone()))
    }

    /// Notes how far a run is with its part.
    pub fn note(&self, thread: ThreadId, run: RunId, part: Part) {
        let mut state = self.0.lock();
        if let Some(own) = state.threads.get_mut(&thread).and_then(|progress| progress.part(&run.to_string())) {
            *own = part;
        }
    }

    /// Forgets a thread that is deleted.
    pub fn forget(&self, thread: ThreadId) {
        self.0.lock().threads.remove(&thread);
    }
}

fn unmatched(misses: &[String]) -> String {
    let mut text = "No scenario fits this run, and --strict-scenarios is set.".to_owned();
    for miss in misses {
        text.push_str(" Near miss: ");
        text.push_str(miss);
        text.push('.');
    }
    text
}
