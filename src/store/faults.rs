//! The faults that a project's test asks for, and how often each has struck.

use crate::domain::fault::{Act, Fault};
use crate::domain::world::World;
use parking_lot::Mutex;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// The streams of chance from which pushed and given faults draw; far from those of ids, and from each other.
const PUSHED: u64 = 1 << 40;
const GIVEN: u64 = 1 << 41;

/// A project's faults: those that were pushed, in the order in which they were, and behind them those that the server
/// gives to every project.
#[derive(Debug, Default)]
pub struct Faults(Mutex<Rules>);

#[derive(Debug, Default)]
struct Rules {
    pushed: Vec<Rule>,
    given: Vec<Rule>,
    /// Whether the project wants none of those that are given.
    cleared: bool,
}

/// A fault at work.
#[derive(Clone, Debug)]
pub struct Rule {
    /// What it does.
    pub fault: Arc<Fault>,
    /// Where it comes from.
    pub origin: Origin,
    /// How many requests it was for.
    pub seen: u64,
    /// How many of them it struck.
    pub played: u64,
}

/// Where a fault comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Origin {
    /// A file that the server was started with.
    File,
    /// The control API.
    Pushed,
}

impl Origin {
    /// The control API's word.
    pub fn name(self) -> &'static str {
        match self {
            Self::File => "file",
            Self::Pushed => "pushed",
        }
    }
}

impl Rule {
    fn new(fault: Arc<Fault>, origin: Origin) -> Self {
        Self { fault, origin, seen: 0, played: 0 }
    }
}

impl Faults {
    /// What a project begins with.
    pub fn given(faults: Vec<Arc<Fault>>) -> Self {
        let own = Self::default();
        own.give(faults);
        own
    }

    /// Adds rules behind those that were pushed before.
    pub fn push(&self, faults: Vec<Fault>) {
        let rules = faults.into_iter().map(|fault| Rule::new(Arc::new(fault), Origin::Pushed));
        self.0.lock().pushed.extend(rules);
    }

    /// Puts these in the place of all that were given before; one that was among them goes on counting. Nothing comes
    /// back to a project that has taken all away.
    pub fn give(&self, faults: Vec<Arc<Fault>>) {
        let mut rules = self.0.lock();
        if rules.cleared {
            return;
        }
        let mut old = std::mem::take(&mut rules.given);
        rules.given = faults
            .into_iter()
            .map(|fault| match old.iter().position(|rule| rule.fault == fault) {
                Some(at) => old.remove(at),
                None => Rule::new(fault, Origin::File),
            })
            .collect();
    }

    /// Takes all rules away; those that were given come back with a reset only.
    pub fn clear(&self) {
        *self.0.lock() = Rules { cleared: true, ..Rules::default() };
    }

    /// Puts rules of a snapshot, with their counts, in the place of those that were pushed. Those of files are what the
    /// server's files say now; they go on counting where a rule of the snapshot is the same.
    pub fn restore(&self, saved: Vec<Rule>) {
        let mut rules = self.0.lock();
        let (pushed, given): (Vec<Rule>, Vec<Rule>) = saved.into_iter().partition(|rule| rule.origin == Origin::Pushed);
        rules.pushed = pushed;
        for rule in given {
            if let Some(own) = rules.given.iter_mut().find(|own| own.fault == rule.fault) {
                (own.seen, own.played) = (rule.seen, rule.played);
            }
        }
    }

    /// All rules as they now are, in the order in which they are asked.
    pub fn all(&self) -> Vec<Rule> {
        let rules = self.0.lock();
        rules.pushed.iter().chain(&rules.given).cloned().collect()
    }

    /// What goes wrong with a request: the first rule that strikes it says. Every rule that is for it counts it.
    pub fn strike(&self, world: &World, method: &str, path: &str) -> Option<Act> {
        let mut rules = self.0.lock();
        let Rules { pushed, given, cleared: _ } = &mut *rules;
        let numbered = (PUSHED..).zip(pushed).chain((GIVEN..).zip(given));
        let mut struck = None;
        for (stream, rule) in numbered.filter(|(_, rule)| rule.fault.is_for(method, path)) {
            rule.seen += 1;
            let chance = world.chance(stream, rule.seen);
            if struck.is_none() && rule.fault.when.strikes(rule.seen, chance) {
                rule.played += 1;
                struck = Some(rule.fault.act.clone());
            }
        }
        struck
    }
}
