//! What a project's requests have exercised, and what not.

use serde::Serialize;

/// What has been exercised, kind by kind.
#[derive(Clone, Debug, Serialize)]
pub struct CoverageReport {
    /// Operations that were asked for, whatever the answer.
    pub routes: Exercised,
    /// Statuses to which runs came.
    pub run_statuses: Exercised,
    /// Statuses to which steps came.
    pub step_statuses: Exercised,
    /// Statuses to which messages came.
    pub message_statuses: Exercised,
    /// Events that were sent.
    pub events: Exercised,
    /// Refusals, by their names in `docs/errors.md`.
    pub errors: Exercised,
    /// Faults that were played, by the names of their acts.
    pub faults: Exercised,
}

/// Names of one kind, in the order in which they are declared.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Exercised {
    /// Those that were counted.
    pub seen: Vec<Counted>,
    /// Those that were not.
    pub never: Vec<&'static str>,
}

/// A name, and how often it was counted.
#[derive(Clone, Copy, Debug, Serialize)]
#[allow(missing_docs)] // they say what they are
pub struct Counted {
    pub name: &'static str,
    pub count: u64,
}

impl Exercised {
    /// Sorts names into those with a count and those without.
    pub fn of(counts: impl Iterator<Item = (&'static str, u64)>) -> Self {
        let mut own = Self::default();
        for (name, count) in counts {
            if count > 0 { own.seen.push(Counted { name, count }) } else { own.never.push(name) }
        }
        own
    }
}
