//! What a project has used, counted as changes are committed, so that it counts what has been deleted since, too.

use super::record::{Put, Record, Tables};
use super::{Change, Root};
use crate::domain::prices::Metered;
use crate::wire::UnixTime;
use crate::wire::ids::ThreadId;
use crate::wire::run::Run;
use crate::wire::run_step::{RunStep, StepDetails, ToolCall};
use crate::wire::usage::Usage;
use crate::wire::vector_store::{StoreStatus, VectorStore};
use std::collections::HashMap;

/// Seconds for which a code interpreter that has been called serves its thread.
const SESSION: UnixTime = 3_600;

/// Counts what is used.
#[derive(Debug, Default)]
pub struct Meter {
    used: Metered,
    /// When the last session of each thread began.
    sessions: HashMap<ThreadId, UnixTime>,
    /// Bytes that vector stores take now.
    bytes: u64,
    /// Until when they have been counted.
    until: UnixTime,
    /// Bytes that cost nothing.
    free: u64,
}

impl Meter {
    /// A meter that begins at `now` with what these tables hold; so many bytes of vector stores cost nothing.
    pub fn new(now: UnixTime, free: u64, tables: &Tables) -> Self {
        let bytes = VectorStore::table(tables).children(Root).map(|shelf| billable(shelf)).sum();
        Self { bytes, until: now, free, ..Self::default() }
    }

    /// Counts what has been kept until `at`, which is `now` or, where something expired while nobody looked, when it did.
    pub fn pass(&mut self, at: UnixTime, now: UnixTime) {
        // A project's clock may be put back; from there it counts anew.
        let at = if now < self.until { now } else { at.max(self.until) };
        let (all, billed) = self.kept(at);
        self.used.byte_seconds += all;
        self.used.billed_byte_seconds += billed;
        self.until = at;
    }

    /// Counts one change, which is about to happen to these tables.
    pub fn observe(&mut self, change: &Change, tables: &Tables) {
        match change {
            Change::Run(Put::New(run)) => self.run(run, Run::table(tables).get(run.id).map(|old| &**old)),
            Change::RunStep(Put::New(step)) => {
                let before = RunStep::table(tables).get(step.id).is_some_and(|old| runs_code(old));
                if !before && runs_code(step) {
                    self.code_call(step.thread_id, step.created_at);
                }
            }
            Change::VectorStore(put) => {
                let (id, new) = match put {
                    Put::New(shelf) => (shelf.id, billable(shelf)),
                    Put::Gone(id) => (*id, 0),
                };
                let old = VectorStore::table(tables).get(id).map_or(0, |shelf| billable(shelf));
                self.bytes = self.bytes.saturating_sub(old).saturating_add(new);
            }
            Change::Thread(Put::Gone(id)) => drop(self.sessions.remove(id)),
            Change::Run(Put::Gone(_))
            | Change::RunStep(Put::Gone(_))
            | Change::Thread(Put::New(_))
            | Change::Assistant(_)
            | Change::Message(_)
            | Change::StoredFile(_)
            | Change::VectorStoreFile(_)
            | Change::FileBatch(_)
            | Change::Upload(_)
            | Change::StoredPart(_) => {}
        }
    }

    /// What has been used until `now`.
    pub fn read(&self, now: UnixTime) -> Metered {
        let (all, billed) = self.kept(now);
        let mut used = self.used.clone();
        used.byte_seconds += all;
        used.billed_byte_seconds += billed;
        used
    }

    /// The bytes times seconds since the last count, all of them and those above what is free.
    fn kept(&self, at: UnixTime) -> (u128, u128) {
        let seconds = u128::try_from(at.saturating_sub(self.until)).unwrap_or(0);
        let times = |bytes: u64| u128::from(bytes) * seconds;
        (times(self.bytes), times(self.bytes.saturating_sub(self.free)))
    }

    fn run(&mut self, run: &Run, old: Option<&Run>) {
        if old.is_none() {
            self.used.runs += 1;
        }
        let before = old.and_then(|old| old.usage).unwrap_or_default();
        let after = run.usage.unwrap_or_default();
        let more = Usage {
            prompt_tokens: after.prompt_tokens.saturating_sub(before.prompt_tokens),
            completion_tokens: after.completion_tokens.saturating_sub(before.completion_tokens),
        };
        if more == Usage::default() {
            return;
        }
        match self.used.tokens.get_mut(&run.order.model) {
            Some(tokens) => *tokens += more,
            None => drop(self.used.tokens.insert(run.order.model.clone(), more)),
        }
    }

    fn code_call(&mut self, thread: ThreadId, at: UnixTime) {
        let serves = |begun: &UnixTime| (*begun..begun.saturating_add(SESSION)).contains(&at);
        if !self.sessions.get(&thread).is_some_and(serves) {
            self.sessions.insert(thread, at);
            self.used.sessions += 1;
        }
    }
}

/// The bytes of a store that cost something: those of one that has expired do not.
fn billable(shelf: &VectorStore) -> u64 {
    if shelf.status == StoreStatus::Expired { 0 } else { shelf.usage_bytes }
}

fn runs_code(step: &RunStep) -> bool {
    match &step.step_details {
        StepDetails::MessageCreation { .. } => false,
        StepDetails::ToolCalls { tool_calls } => {
            tool_calls.iter().any(|call| matches!(call, ToolCall::CodeInterpreter { .. }))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::vector_store::NewStore;
    use crate::store::{Batch, Due, Memory, Store, delete_store, expire_store};
    use crate::wire::ids::{Id, VectorStoreId};
    use serde_json::json;

    fn shelf(tail: u8, bytes: u64) -> VectorStore {
        let id = VectorStoreId::from_tail(&[tail; 32]);
        let (shelf, _) = NewStore::read(json!({})).expect("a good body").create(id, 0);
        VectorStore { usage_bytes: bytes, ..shelf }
    }

    /// Commits what `fill` says, and tells what has been kept until `read`.
    fn kept(store: &mut Store, at: UnixTime, fill: impl FnOnce(&Store, &mut Batch), read: UnixTime) -> (u128, u128) {
        let mut batch = Batch::default();
        fill(store, &mut batch);
        store.commit(batch, at, drop).expect("kept");
        let used = store.metered(read);
        (used.byte_seconds, used.billed_byte_seconds)
    }

    #[test]
    fn storage_is_counted_as_it_changes_and_after_it_has_gone() {
        let mut store = Store::new(Box::new(Memory)).metered_from(0, 1_000);
        let put = |shelf: VectorStore| move |_: &Store, batch: &mut Batch| drop(batch.put(shelf));
        assert_eq!(kept(&mut store, 100, put(shelf(b'a', 600)), 110), (6_000, 0));
        assert_eq!(kept(&mut store, 110, put(shelf(b'b', 900)), 120), (6_000 + 15_000, 5_000), "1,500 together");
        let mut used = (21_000, 5_000);
        let gone = |store: &Store, batch: &mut Batch| delete_store(store, batch, shelf(b'a', 0).id);
        assert_eq!(kept(&mut store, 120, gone, 120), used);
        used.0 += 9_000;
        assert_eq!(kept(&mut store, 130, put(shelf(b'b', 2_000)), 130), used);
        // The clock is put back, and counts from there.
        used = (used.0 + 2_000 * 5, used.1 + 1_000 * 5);
        assert_eq!(kept(&mut store, 50, put(shelf(b'c', 0)), 55), used);
    }

    #[test]
    fn what_expired_unseen_did_so_in_its_time() {
        let mut store = Store::new(Box::new(Memory));
        let expiring = |_: &Store, batch: &mut Batch| {
            batch.put(VectorStore { expires_at: Some(10), ..shelf(b'a', 7) });
            batch.put(VectorStore { expires_at: Some(20), ..shelf(b'b', 11) });
        };
        kept(&mut store, 0, expiring, 0);
        // Something else is committed first, as the end of a run.
        kept(&mut store, 1_000, |_, _| {}, 1_000);
        for due in store.due(1_000) {
            let Due::VectorStore(id) = due else { panic!("{due:?}") };
            kept(&mut store, 1_000, |store, batch| expire_store(store, batch, id), 1_000);
        }
        assert_eq!(store.metered(2_000).byte_seconds, 7 * 10 + 11 * 20);
    }

    #[test]
    fn a_session_is_an_hour_of_a_thread() {
        let (one, other) = (ThreadId::from_tail(&[b'1'; 24]), ThreadId::from_tail(&[b'2'; 24]));
        let mut meter = Meter::default();
        for (thread, at, sessions) in
            [(one, 100, 1), (one, 3_699, 1), (other, 200, 2), (one, 3_700, 3), (other, 3_701, 3), (one, 50, 4)]
        {
            meter.code_call(thread, at);
            assert_eq!(meter.used.sessions, sessions, "{at}");
        }
    }
}
