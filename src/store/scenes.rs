//! The scenarios that a project's runs may play, and how far its threads are with them.

use super::tally::Tally;
use crate::error::{ApiError, Result};
use crate::scenario::{Choice, Facts, Made, Part, Progress, SavedProgress, Scenario, choose, load_text};
use crate::wire::ids::{RunId, ThreadId};
use parking_lot::Mutex;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};
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
    pushed: Vec<Pushed>,
    threads: HashMap<ThreadId, Progress>,
    /// What was pushed and is gone; runs may still be playing it.
    gone: Vec<Pushed>,
    /// How often each scenario was played, on all threads that there were.
    plays: BTreeMap<String, u64>,
    /// Runs that no scenario fitted, the oldest first; at most [`UNMATCHED`].
    unmatched: Vec<Unmatched>,
    /// Runs that their scenario let fail, since it could not go on; at most [`UNMATCHED`].
    stuck: Vec<Stuck>,
}

/// A run whose scenario could not go on: an output was not as expected, a template named what is not there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[allow(missing_docs)] // they say what they are
pub struct Stuck {
    pub run_id: RunId,
    pub scenario: String,
    pub problem: String,
}

/// A scenario that was pushed, and the text that it is from: it may be loaded again from that.
#[derive(Clone, Debug)]
struct Pushed {
    scenario: Arc<Scenario>,
    source: Arc<str>,
}

/// A run that no scenario fitted, although there were some.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Unmatched {
    /// The run.
    pub run_id: RunId,
    /// What the user had said last, at most 200 characters of it.
    pub message: String,
    /// The near misses, the nearest first.
    pub misses: Vec<String>,
}

/// Unmatched runs that are kept for a report.
const UNMATCHED: usize = 100;
/// Characters of a message in it.
const SHOWN: usize = 200;

/// Who plays a run.
#[derive(Clone, Debug)]
pub enum Cast {
    /// A scenario.
    Part(Part),
    /// The built-in responder, since nothing fits; the near misses, the nearest first.
    Responder(Vec<String>),
    /// Nobody: it fails, and this is why.
    Nobody {
        /// Why.
        message: String,
        /// The near misses, the nearest first.
        misses: Vec<String>,
    },
}

impl State {
    /// Every scenario, in the order in which they are tried. One that was pushed hides those of its name.
    fn all(&self) -> Vec<Arc<Scenario>> {
        let hidden = |scenario: &&Arc<Scenario>| !self.pushed.iter().any(|own| own.scenario.name == scenario.name);
        let pushed = self.pushed.iter().map(|pushed| &pushed.scenario);
        pushed.chain(self.library.scenarios.iter().filter(hidden)).cloned().collect()
    }

    /// Takes scenarios away that were pushed. A run that plays one goes on with it, and so it is kept for snapshots.
    fn take(&mut self, goes: impl Fn(&Scenario) -> bool) {
        let (gone, pushed) = std::mem::take(&mut self.pushed).into_iter().partition(|own| goes(&own.scenario));
        self.pushed = pushed;
        self.gone.extend::<Vec<Pushed>>(gone);
        self.gone.retain(|own| Arc::strong_count(&own.scenario) > 1);
    }

    /// Keeps a run that nothing fits for the report.
    fn miss(&mut self, run_id: RunId, facts: &Facts, misses: &[String]) {
        let any = !self.pushed.is_empty() || !self.library.scenarios.is_empty() || self.library.strict;
        if any && self.unmatched.len() < UNMATCHED {
            let message = facts.message.chars().take(SHOWN).collect();
            self.unmatched.push(Unmatched { run_id, message, misses: misses.to_vec() });
        }
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

    /// Adds scenarios that were loaded from `source` before all others, in their order; a pushed one of the same name goes.
    pub fn push(&self, scenarios: Vec<Scenario>, source: &str) {
        let source: Arc<str> = source.into();
        let new = scenarios.into_iter().map(Arc::new);
        let mut pushed: Vec<Pushed> = new.map(|scenario| Pushed { scenario, source: Arc::clone(&source) }).collect();
        let mut state = self.0.lock();
        state.take(|own| pushed.iter().any(|new| new.scenario.name == own.name));
        pushed.append(&mut state.pushed);
        state.pushed = pushed;
    }

    /// Takes what was pushed away: the scenario of this name, or all. Tells whether there was any.
    pub fn take_away(&self, name: Option<&str>) -> bool {
        let mut state = self.0.lock();
        let before = state.pushed.len();
        state.take(|own| name.is_none_or(|name| own.name == name));
        state.pushed.len() < before
    }

    /// Every scenario, in the order in which they are tried, with whether it was pushed.
    pub fn all(&self) -> Vec<(Arc<Scenario>, bool)> {
        let state = self.0.lock();
        let pushed = state.pushed.len();
        state.all().into_iter().enumerate().map(|(at, scenario)| (scenario, at < pushed)).collect()
    }

    /// How often runs of all threads have played the scenario of this name.
    pub fn plays(&self, name: &str) -> u64 {
        self.0.lock().plays.get(name).copied().unwrap_or(0)
    }

    /// Keeps a run whose scenario could not go on for the report.
    pub fn note_stuck(&self, stuck: Stuck) {
        let mut state = self.0.lock();
        if state.stuck.len() < UNMATCHED {
            state.stuck.push(stuck);
        }
    }

    /// Adds what was played and what was not to a tally.
    pub(super) fn add_to(&self, tally: &mut Tally) {
        let state = self.0.lock();
        for scenario in state.all() {
            tally.scenarios.entry(scenario.name.clone()).or_default();
        }
        for (name, plays) in &state.plays {
            *tally.scenarios.entry(name.clone()).or_default() += plays;
        }
        tally.unmatched.extend(state.unmatched.iter().cloned());
        tally.stuck.extend(state.stuck.iter().cloned());
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
            Choice::Unknown { message } => {
                state.miss(run, facts, std::slice::from_ref(&message));
                return Cast::Nobody { misses: vec![message.clone()], message };
            }
            Choice::None { misses } => {
                let misses: Vec<String> = misses.iter().map(ToString::to_string).collect();
                state.miss(run, facts, &misses);
                if state.library.strict {
                    return Cast::Nobody { message: unmatched(&misses), misses };
                }
                return Cast::Responder(misses);
            }
        };
        // Where it has turns, it is gone with the last of them.
        if scenario.once && (scenario.repeats || plays(&scenario.name) + 1 >= scenario.turns.len() as u64) {
            state.take(|own| std::ptr::eq(own, &*scenario));
        }
        *state.plays.entry(scenario.name.clone()).or_default() += 1;
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

    /// Notes what the code of a run has made that now waits for its outputs.
    pub fn note_made(&self, thread: ThreadId, run: RunId, made: Made) {
        let mut state = self.0.lock();
        if let Some(own) = state.threads.get_mut(&thread).and_then(|progress| progress.part(&run.to_string())) {
            own.made = made;
        }
    }

    /// Forgets a thread that is deleted.
    pub fn forget(&self, thread: ThreadId) {
        self.0.lock().threads.remove(&thread);
    }
}

/// What a snapshot holds of a project's scenes.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SavedScenes {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pushed: Vec<SavedScenario>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    threads: BTreeMap<ThreadId, SavedProgress>,
    /// What was pushed and is gone, where a run of the thread is still playing it.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    gone: BTreeMap<ThreadId, SavedScenario>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    plays: BTreeMap<String, u64>,
}

/// A scenario that was pushed: its name, and the text in which it stands.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SavedScenario {
    name: String,
    once: bool,
    source: String,
}

impl SavedScenario {
    fn of(Pushed { scenario, source }: &Pushed) -> Self {
        Self { name: scenario.name.clone(), once: scenario.once, source: source.to_string() }
    }

    fn load(self) -> std::result::Result<Pushed, String> {
        let Self { name, once, source } = self;
        let loaded = load_text("body", &source, None).map_err(|problems| {
            problems.first().map_or_else(|| "it cannot be read".to_owned(), |problem| problem.message.clone())
        })?;
        let found = loaded.scenarios.into_iter().find(|scenario| scenario.name == name);
        let scenario = found.ok_or_else(|| format!("there is no scenario '{name}' in its source"))?;
        Ok(Pushed { scenario: Arc::new(Scenario { once, ..scenario }), source: source.into() })
    }
}

impl Scenes {
    /// What a snapshot holds of them; `plays_on` tells whether a run is not over. Unmatched runs are left out: they are for
    /// reports.
    pub(super) fn save(&self, plays_on: impl Fn(&str) -> bool) -> SavedScenes {
        let state = self.0.lock();
        let mut saved = SavedScenes {
            pushed: state.pushed.iter().map(SavedScenario::of).collect(),
            plays: state.plays.clone(),
            ..SavedScenes::default()
        };
        for (thread, progress) in &state.threads {
            let playing = progress.run.as_ref().filter(|(run, _)| plays_on(run));
            let gone = |(_, part): &(String, Part)| {
                state.gone.iter().find(|own| Arc::ptr_eq(&own.scenario, &part.scenario)).map(SavedScenario::of)
            };
            if let Some(gone) = playing.and_then(gone) {
                saved.gone.insert(*thread, gone);
            }
            let kept = Progress { plays: progress.plays.clone(), run: playing.cloned() };
            saved.threads.insert(*thread, kept.save());
        }
        saved
    }

    /// Puts the scenes of a snapshot in the place of what is there.
    ///
    /// # Errors
    /// 400 if a scenario that was pushed cannot be read, or one that a run is playing is not there any more.
    pub(super) fn restore(&self, saved: SavedScenes) -> Result<()> {
        let SavedScenes { pushed, threads, mut gone, plays } = saved;
        let mut state = self.0.lock();
        (state.pushed, state.gone) = (Vec::new(), Vec::new());
        for (at, saved) in pushed.into_iter().enumerate() {
            let flaw = |problem| ApiError::BadSnapshot { path: format!("sections.scenes.pushed[{at}]"), problem };
            state.pushed.push(saved.load().map_err(flaw)?);
        }
        let all = state.all();
        for (thread, saved) in threads {
            let flaw = |problem| ApiError::BadSnapshot { path: format!("sections.scenes.threads.{thread}"), problem };
            let own = gone.remove(&thread).map(SavedScenario::load).transpose().map_err(flaw)?;
            let find = |name: &str| {
                let own = own.iter().map(|own| &own.scenario);
                own.chain(&all).find(|scenario| scenario.name == name).cloned()
            };
            state.threads.insert(thread, Progress::restore(saved, find).map_err(flaw)?);
            state.gone.extend(own);
        }
        state.plays = plays;
        Ok(())
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
