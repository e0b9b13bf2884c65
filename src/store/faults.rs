//! The faults that a project's test asks for, and how often each has struck.

use crate::domain::fault::{Act, Fault};
use crate::domain::world::World;
use parking_lot::Mutex;

/// The stream of chance from which faults draw; far from those of ids.
const STREAM: u64 = 1 << 40;

/// A project's faults, in the order in which they were added.
#[derive(Debug, Default)]
pub struct Faults(Mutex<Vec<Rule>>);

/// A fault at work.
#[derive(Clone, Debug)]
pub struct Rule {
    /// What it does.
    pub fault: Fault,
    /// How many requests it was for.
    pub seen: u64,
    /// How many of them it struck.
    pub played: u64,
}

impl Faults {
    /// Adds rules behind those that are there.
    pub fn add(&self, faults: Vec<Fault>) {
        self.0.lock().extend(faults.into_iter().map(|fault| Rule { fault, seen: 0, played: 0 }));
    }

    /// Puts rules, with their counts, in the place of those that are there.
    pub fn replace(&self, rules: Vec<Rule>) {
        *self.0.lock() = rules;
    }

    /// Takes all rules away.
    pub fn clear(&self) {
        self.0.lock().clear();
    }

    /// All rules as they now are.
    pub fn all(&self) -> Vec<Rule> {
        self.0.lock().clone()
    }

    /// What goes wrong with a request: the first rule that strikes it says. Every rule that is for it counts it.
    pub fn strike(&self, world: &World, method: &str, path: &str) -> Option<Act> {
        let mut rules = self.0.lock();
        let mut struck = None;
        for (at, rule) in rules.iter_mut().enumerate().filter(|(_, rule)| rule.fault.is_for(method, path)) {
            rule.seen += 1;
            let chance = world.chance(STREAM + at as u64, rule.seen);
            if struck.is_none() && rule.fault.when.strikes(rule.seen, chance) {
                rule.played += 1;
                struck = Some(rule.fault.act.clone());
            }
        }
        struck
    }
}
