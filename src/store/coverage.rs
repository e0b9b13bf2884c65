//! What a project's requests have exercised, counted as it happens.
//!
//! A counter a kind, and no knowledge of which kinds there are beside those that the wire has: names of operations, refusals
//! and faults come from above, and what was never counted is for above to say.

use super::Passage;
use crate::wire::event::StreamEvent;
use crate::wire::message::MessageStatus;
use crate::wire::run::RunStatus;
use crate::wire::run_step::StepStatus;
use parking_lot::Mutex;
use std::collections::BTreeMap;
use std::ops::Deref;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// Counters.
#[derive(Debug, Default)]
pub struct Coverage {
    named: Mutex<Named>,
    runs: Counts<{ RunStatus::ALL.len() }>,
    steps: Counts<{ StepStatus::ALL.len() }>,
    messages: Counts<{ MessageStatus::ALL.len() }>,
    events: Counts<{ StreamEvent::KINDS }>,
}

/// An operation, if the request was routed, and the status of the answer, if there was one.
pub type Answered = (Option<&'static str>, Option<u16>);

/// What is counted by name.
#[derive(Clone, Debug, Default)]
pub struct Named {
    /// Requests that were answered.
    pub requests: BTreeMap<Answered, u64>,
    /// Refusals, by the names of the catalogue.
    pub errors: BTreeMap<&'static str, u64>,
    /// Faults that were played, by the names of their acts.
    pub faults: BTreeMap<&'static str, u64>,
}

/// Counters of a fixed number of kinds.
#[derive(Debug)]
struct Counts<const N: usize>([AtomicU64; N]);

impl<const N: usize> Default for Counts<N> {
    fn default() -> Self {
        Self(std::array::from_fn(|_| AtomicU64::new(0)))
    }
}

impl<const N: usize> Counts<N> {
    fn add(&self, kind: usize, count: u64) {
        if let Some(counter) = self.0.get(kind).filter(|_| count > 0) {
            counter.fetch_add(count, Relaxed);
        }
    }

    fn get(&self) -> [u64; N] {
        std::array::from_fn(|kind| self.0[kind].load(Relaxed))
    }

    /// Counts in `sum`, too, what has been counted here: from now on there alone if it is to be `taken`.
    fn pour(&self, sum: &Self, taken: bool) {
        for (kind, counter) in self.0.iter().enumerate() {
            sum.add(kind, if taken { counter.swap(0, Relaxed) } else { counter.load(Relaxed) });
        }
    }
}

impl Coverage {
    /// Counts a request that was answered, or never will be.
    pub fn request(&self, answered: Answered) {
        *self.named.lock().requests.entry(answered).or_default() += 1;
    }

    /// Counts a refusal.
    pub fn error(&self, name: &'static str) {
        *self.named.lock().errors.entry(name).or_default() += 1;
    }

    /// Counts a fault that is played.
    pub fn fault(&self, act: &'static str) {
        *self.named.lock().faults.entry(act).or_default() += 1;
    }

    /// Counts an object that has come to a status.
    pub fn passed(&self, passage: &Passage) {
        match passage {
            Passage::Run(run) => self.runs.add(run.status as usize, 1),
            Passage::Step(status) => self.steps.add(*status as usize, 1),
            Passage::Message(status) => self.messages.add(*status as usize, 1),
        }
    }

    /// Counts events that are sent, by their kinds.
    pub fn sent(&self, kinds: &[u8]) {
        let mut counts = [0; StreamEvent::KINDS];
        for kind in kinds {
            counts[usize::from(*kind)] += 1;
        }
        counts.into_iter().enumerate().for_each(|(kind, count)| self.events.add(kind, count));
    }

    /// What is counted by name.
    pub fn named(&self) -> Named {
        self.named.lock().clone()
    }

    /// How often runs came to each status.
    pub fn runs(&self) -> impl Iterator<Item = (&'static str, u64)> {
        RunStatus::ALL.into_iter().map(RunStatus::name).zip(self.runs.get())
    }

    /// How often steps came to each status.
    pub fn steps(&self) -> impl Iterator<Item = (&'static str, u64)> {
        StepStatus::ALL.into_iter().map(StepStatus::name).zip(self.steps.get())
    }

    /// How often messages came to each status.
    pub fn messages(&self) -> impl Iterator<Item = (&'static str, u64)> {
        MessageStatus::ALL.into_iter().map(MessageStatus::name).zip(self.messages.get())
    }

    /// How many events of each name were sent.
    pub fn events(&self) -> impl Iterator<Item = (&'static str, u64)> {
        StreamEvent::names().zip(self.events.get())
    }

    /// Counts in `sum`, too, what has been counted here.
    pub fn add_to(&self, sum: &Self) {
        self.pour(sum, false);
    }

    fn pour(&self, sum: &Self, taken: bool) {
        let own = if taken { std::mem::take(&mut *self.named.lock()) } else { self.named() };
        let mut named = sum.named.lock();
        own.requests.into_iter().for_each(|(key, count)| *named.requests.entry(key).or_default() += count);
        own.errors.into_iter().for_each(|(key, count)| *named.errors.entry(key).or_default() += count);
        own.faults.into_iter().for_each(|(key, count)| *named.faults.entry(key).or_default() += count);
        drop(named);
        self.runs.pour(&sum.runs, taken);
        self.steps.pour(&sum.steps, taken);
        self.messages.pour(&sum.messages, taken);
        self.events.pour(&sum.events, taken);
    }
}

/// The counters of one project. What they forget, as when the project is no more, the server's past remembers.
#[derive(Debug, Default)]
pub struct Counted {
    own: Coverage,
    past: Arc<Coverage>,
}

impl Counted {
    /// Counters at zero.
    pub fn new(past: Arc<Coverage>) -> Self {
        Self { own: Coverage::default(), past }
    }

    /// Begins anew.
    pub fn forget(&self) {
        self.own.pour(&self.past, true);
    }
}

impl Deref for Counted {
    type Target = Coverage;

    fn deref(&self) -> &Coverage {
        &self.own
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.forget();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statuses_and_events_are_counted_under_their_own_names() {
        let coverage = Coverage::default();
        for (at, status) in StepStatus::ALL.into_iter().enumerate() {
            assert_eq!(status as usize, at);
            coverage.passed(&Passage::Step(status));
        }
        assert!(MessageStatus::ALL.into_iter().enumerate().all(|(at, status)| status as usize == at));
        assert!(RunStatus::ALL.into_iter().enumerate().all(|(at, status)| status as usize == at));
        assert!(coverage.steps().all(|(_, count)| count == 1));
        assert_eq!(StreamEvent::names().count(), StreamEvent::KINDS);
        coverage.sent(&[StreamEvent::Done.kind(), StreamEvent::Done.kind()]);
        assert_eq!(coverage.events().filter(|(_, count)| *count > 0).collect::<Vec<_>>(), [("done", 2)]);
    }

    #[test]
    fn what_a_project_forgets_is_remembered_once() {
        let past = Arc::default();
        let counted = Counted::new(Arc::clone(&past));
        counted.request((Some("createRun"), Some(200)));
        counted.passed(&Passage::Message(MessageStatus::Completed));
        counted.forget();
        assert!(counted.named().requests.is_empty());
        counted.error("UnknownUrl");
        drop(counted);
        assert_eq!(past.named().requests, BTreeMap::from([((Some("createRun"), Some(200)), 1)]));
        assert_eq!(past.named().errors, BTreeMap::from([("UnknownUrl", 1)]));
        assert_eq!(past.messages().last(), Some(("completed", 1)));
    }
}
