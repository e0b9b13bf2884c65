//! What the tests of all projects played, missed and left, for the report at the end.

use super::scenes::{Stuck, Unmatched};
use super::{Project, leaks};
use crate::wire::Metadata;
use crate::wire::leaks::Leaks;
use serde::Serialize;
use std::collections::BTreeMap;

/// What was played, missed and left, by all projects together.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Tally {
    /// How often each scenario was played; 0 for those that never were.
    pub scenarios: BTreeMap<String, u64>,
    /// Runs that no scenario fitted, where there were some.
    pub unmatched: Vec<Unmatched>,
    /// Runs whose scenario could not go on.
    pub stuck: Vec<Stuck>,
    /// The faults, in their order; one that several projects had is one.
    pub faults: Vec<StruckRule>,
    /// Objects that are still there, by kind; `active_runs` are runs that are not over.
    pub leaks: BTreeMap<&'static str, u64>,
}

/// A rule of the faults, and what became of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct StruckRule {
    /// The rule as it was asked for.
    pub rule: Metadata,
    /// Requests that it was for.
    pub seen: u64,
    /// Those that it struck.
    pub played: u64,
}

impl Tally {
    /// Adds what a project has played and missed. What it still has counts only while it is there: a project that is reset
    /// leaves nothing.
    pub fn add(&mut self, project: &Project) {
        project.scenes.add_to(self);
        self.add_faults(project);
    }

    /// Adds how often a project's faults were played.
    pub fn add_faults(&mut self, project: &Project) {
        for rule in project.faults.all() {
            let asked = &rule.fault.asked;
            match self.faults.iter_mut().find(|own| own.rule == *asked) {
                Some(own) => {
                    own.seen += rule.seen;
                    own.played += rule.played;
                }
                None => {
                    self.faults.push(StruckRule { rule: asked.clone(), seen: rule.seen, played: rule.played });
                }
            }
        }
    }

    /// Adds what a project still has.
    pub fn add_leaks(&mut self, project: &Project) {
        let Leaks { assistants, threads, files, vector_stores, uploads, active_runs } = project.read(leaks);
        for (kind, left) in [
            ("assistants", assistants.count),
            ("threads", threads.count),
            ("files", files.count),
            ("vector_stores", vector_stores.count),
            ("uploads", uploads.count),
            ("active_runs", active_runs.len()),
        ] {
            *self.leaks.entry(kind).or_default() += left as u64;
        }
    }
}
