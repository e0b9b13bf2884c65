//! The requests of a project and what came of them, for whoever verifies or wonders.
//!
//! An entry is there from the moment at which its request comes in, and is filled in as it goes: its number tells the order
//! of arrival, and a request that nobody answers is there too. What is kept is bounded; the oldest goes first.

use crate::wire::UnixTime;
use crate::wire::ids::{RequestId, RunId, ThreadId};
use bytes::Bytes;
use parking_lot::Mutex;
use std::borrow::Cow;
use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

/// Entries that are kept.
const ENTRIES: usize = 1_000;
/// Bytes of all bodies, request lines and notes that are kept.
const BYTES: usize = 16 * 1024 * 1024;
/// Bytes of the longest body that is kept, and names of events of one stream.
const BODY: usize = 256 * 1024;
/// Notes that wait for the request that their run was started by.
const WAITING: usize = 1_000;
/// Near misses that are kept of a run.
const MISSES: usize = 100;

/// What the client asked; it never changes.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The project's time.
    pub at: UnixTime,
    /// Method, in capitals.
    pub method: Cow<'static, str>,
    /// Path and query, as they were sent.
    pub target: Box<str>,
    /// The operation; none if there is no such route.
    pub operation: Option<&'static str>,
    /// `x-request-id`.
    pub request_id: RequestId,
    /// The few headers that are kept, which are no secrets.
    pub headers: Vec<(&'static str, Cow<'static, str>)>,
}

/// A body, or only its length if it is too long.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Its bytes, unless they are too many.
    pub bytes: Option<Bytes>,
    /// How many there were.
    pub length: usize,
}

/// What has come of a request so far.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// The body of the request, once it was read.
    pub request: Option<Kept>,
    /// The status of the answer, once there is one.
    pub status: Option<u16>,
    /// The body of an answer of JSON.
    pub response: Option<Kept>,
    /// The kinds of the events that a stream has sent so far.
    pub events: Option<Vec<u8>>,
    /// Whether the connection ended before the answer did.
    pub aborted: bool,
    /// The fault that was played.
    pub fault: Option<&'static str>,
    /// The thread that it made or ran on.
    pub thread: Option<ThreadId>,
    /// The run that it started or resumed.
    pub run: Option<RunId>,
    /// How that run's script was chosen.
    pub note: Option<RunNote>,
}

/// How a run came by its script, and what went wrong with that.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RunNote {
    /// The scenario that it plays; none if nothing matched.
    pub scenario: Option<String>,
    /// For each scenario that nearly matched, the condition that failed and on what value.
    pub misses: Vec<String>,
    /// What outputs of functions were expected to be, where they were not.
    pub failed_expectation: Option<String>,
}

impl RunNote {
    fn length(&self) -> usize {
        let texts = self.scenario.iter().chain(&self.misses).chain(&self.failed_expectation);
        texts.map(String::len).sum()
    }

    fn add(&mut self, more: Self) {
        self.misses.extend(more.misses);
        self.misses.truncate(MISSES);
        self.scenario = more.scenario.or(self.scenario.take());
        self.failed_expectation = more.failed_expectation.or(self.failed_expectation.take());
    }
}

/// One request.
#[derive(Debug)]
pub struct Entry {
    /// Its number, from 1.
    pub id: u64,
    /// What was asked.
    pub asked: Asked,
    outcome: Mutex<Outcome>,
    /// Bytes that the journal keeps in all.
    held: Arc<AtomicUsize>,
    own: AtomicUsize,
}

impl Entry {
    /// What has come of it so far.
    pub fn outcome(&self) -> Outcome {
        self.outcome.lock().clone()
    }

    /// Notes the body of the request. It is copied: what a connection has read shares the memory of its buffer.
    pub fn request(&self, body: &[u8]) {
        let kept = Kept { bytes: (body.len() <= BODY).then(|| Bytes::copy_from_slice(body)), length: body.len() };
        self.hold(&kept);
        self.outcome.lock().request = Some(kept);
    }

    /// Notes the answer.
    pub fn answer(&self, status: Option<u16>, body: Option<Bytes>) {
        let kept = body.map(|body| Kept { length: body.len(), bytes: Some(body).filter(|body| body.len() <= BODY) });
        kept.iter().for_each(|kept| self.hold(kept));
        let mut outcome = self.outcome.lock();
        outcome.status = status;
        outcome.response = kept;
    }

    /// Notes that events of these kinds are being sent; a stream begins with none.
    pub fn sent(&self, kinds: &[u8]) {
        let mut outcome = self.outcome.lock();
        let events = outcome.events.get_or_insert_default();
        let room = BODY.saturating_sub(events.len()).min(kinds.len());
        events.extend_from_slice(&kinds[..room]);
        self.count(room);
    }

    /// Notes that the connection ended before the answer did.
    pub fn abort(&self) {
        self.outcome.lock().aborted = true;
    }

    /// Notes the fault that is played.
    pub fn fault(&self, act: &'static str) {
        self.outcome.lock().fault = Some(act);
    }

    /// Notes the thread that the request has made.
    pub fn made(&self, thread: ThreadId) {
        self.outcome.lock().thread = Some(thread);
    }

    fn noted(&self, outcome: &mut Outcome, note: RunNote) {
        self.count(note.length());
        outcome.note.get_or_insert_default().add(note);
    }

    fn hold(&self, kept: &Kept) {
        self.count(kept.bytes.as_ref().map_or(0, Bytes::len));
    }

    fn count(&self, bytes: usize) {
        self.own.fetch_add(bytes, Relaxed);
        self.held.fetch_add(bytes, Relaxed);
    }
}

impl Drop for Entry {
    fn drop(&mut self) {
        self.held.fetch_sub(*self.own.get_mut(), Relaxed);
    }
}

/// The journal of one project.
#[derive(Debug, Default)]
pub struct Journal {
    state: Mutex<State>,
    held: Arc<AtomicUsize>,
}

#[derive(Debug, Default)]
struct State {
    entries: VecDeque<Arc<Entry>>,
    /// Entries that there were.
    count: u64,
    /// Those of them that are no longer kept, though nobody took them away.
    dropped: u64,
    /// The entry that last started or resumed a run.
    by_run: HashMap<RunId, Arc<Entry>>,
    /// Notes on runs whose request is not known yet.
    waiting: VecDeque<(RunId, RunNote)>,
}

impl State {
    /// Takes the oldest entry out, which its last holder drops.
    fn take_oldest(&mut self) -> Option<Arc<Entry>> {
        let oldest = self.entries.pop_front()?;
        self.dropped += 1;
        if let Some(run) = oldest.outcome.lock().run
            && self.by_run.get(&run).is_some_and(|own| Arc::ptr_eq(own, &oldest))
        {
            self.by_run.remove(&run);
        }
        Some(oldest)
    }
}

impl Journal {
    /// Notes a request that has come in.
    pub fn open(&self, asked: Asked) -> Arc<Entry> {
        let mut state = self.state.lock();
        state.count += 1;
        let head = asked.target.len() + asked.headers.iter().map(|(_, value)| value.len()).sum::<usize>();
        let entry = Arc::new(Entry {
            id: state.count,
            asked,
            outcome: Mutex::default(),
            held: Arc::clone(&self.held),
            own: AtomicUsize::new(0),
        });
        entry.count(head);
        state.entries.push_back(Arc::clone(&entry));
        // Freeing what is dropped takes longer than all else here, and needs no lock; but what it held counts until then.
        let one = if state.entries.len() > ENTRIES { state.take_oldest() } else { None };
        while state.entries.len() > 1 && self.held.load(Relaxed) > BYTES {
            state.take_oldest();
        }
        drop(state);
        drop(one);
        entry
    }

    /// Notes that the request of `entry` starts or resumes a run. Where the run is known before, it must be told before
    /// the run goes on, so that what is noted of it then is noted here.
    pub fn runs(&self, entry: &Arc<Entry>, thread: ThreadId, run: RunId) {
        let mut state = self.state.lock();
        let mut outcome = entry.outcome.lock();
        outcome.thread = Some(thread);
        outcome.run = Some(run);
        while let Some(at) = state.waiting.iter().position(|(of, _)| *of == run) {
            let note = state.waiting.remove(at).map(|(_, note)| note).unwrap_or_default();
            entry.noted(&mut outcome, note);
        }
        // An entry that is no longer kept would never be taken out again.
        if state.entries.front().is_some_and(|oldest| oldest.id <= entry.id) {
            state.by_run.insert(run, Arc::clone(entry));
        }
    }

    /// Notes how a run came by its script; shown in the entry of the request that started or last resumed it.
    pub fn note_run(&self, run: RunId, note: RunNote) {
        let mut state = self.state.lock();
        if let Some(entry) = state.by_run.get(&run) {
            entry.noted(&mut entry.outcome.lock(), note);
            return;
        }
        state.waiting.push_back((run, note));
        if state.waiting.len() > WAITING {
            // Its client hung up before it was told of the run.
            state.waiting.pop_front();
        }
    }

    /// All entries, oldest first, and how many are no longer kept.
    pub fn all(&self) -> (Vec<Arc<Entry>>, u64) {
        let state = self.state.lock();
        (state.entries.iter().cloned().collect(), state.dropped)
    }

    /// Takes all entries away. Numbers go on.
    pub fn clear(&self) {
        let mut state = self.state.lock();
        state.entries.clear();
        state.by_run.clear();
        state.dropped = 0;
    }
}

#[cfg(test)]
pub mod tests {
    use super::*;
    use crate::wire::ids::Id;

    fn asked(target: &str) -> Asked {
        let request_id = RequestId::from_tail(&[b'0'; 32]);
        Asked { at: 0, method: "POST".into(), target: target.into(), operation: None, request_id, headers: Vec::new() }
    }

    /// An entry of a journal of its own.
    pub fn sample() -> Arc<Entry> {
        Journal::default().open(asked("/v1/threads"))
    }

    fn run(n: u8) -> RunId {
        RunId::from_tail(&[b'0' + n; 24])
    }

    fn note(scenario: Option<&str>, miss: &str) -> RunNote {
        RunNote { scenario: scenario.map(str::to_owned), misses: vec![miss.to_owned()], failed_expectation: None }
    }

    #[test]
    fn the_oldest_go_first_and_are_counted() {
        let journal = Journal::default();
        for n in 0..ENTRIES + 5 {
            let entry = journal.open(asked("/"));
            journal.runs(&entry, ThreadId::from_tail(&[b'0'; 24]), run((n % 10) as u8));
        }
        let (all, dropped) = journal.all();
        assert_eq!((all.len(), dropped, all[0].id), (ENTRIES, 5, 6));
        assert_eq!(journal.state.lock().by_run.len(), 10);
        journal.clear();
        assert_eq!((journal.all().0.len(), journal.all().1, journal.open(asked("/")).id), (0, 0, ENTRIES as u64 + 6));
    }

    #[test]
    fn bodies_are_bounded_together_and_each() {
        let journal = Journal::default();
        let body = vec![b'x'; BODY];
        for _ in 0..100 {
            let entry = journal.open(asked("/"));
            entry.request(&body);
            entry.answer(Some(200), Some(Bytes::from(body.clone())));
        }
        let kept = journal.all().0.len();
        assert!((BYTES / BODY / 2..=BYTES / BODY / 2 + 2).contains(&kept), "{kept}");
        let long = journal.open(asked("/"));
        long.request(&vec![b'x'; BODY + 1]);
        assert_eq!(long.outcome().request, Some(Kept { bytes: None, length: BODY + 1 }));
        journal.clear();
        drop(long);
        assert_eq!(journal.held.load(Relaxed), 0, "what is gone takes no room");
    }

    #[test]
    fn notes_find_the_request_that_moved_their_run_last() {
        let journal = Journal::default();
        let thread = ThreadId::from_tail(&[b'0'; 24]);
        let (created, submitted, other) =
            (journal.open(asked("/")), journal.open(asked("/")), journal.open(asked("/")));
        // The engine plays a new run before its request knows the id.
        journal.note_run(run(1), note(None, "first"));
        journal.note_run(run(2), note(Some("other"), "of another"));
        journal.runs(&created, thread, run(1));
        journal.note_run(run(1), note(Some("a"), "second"));
        journal.runs(&submitted, thread, run(1));
        journal.note_run(run(1), RunNote { failed_expectation: Some("18".to_owned()), ..note(Some("b"), "third") });
        journal.runs(&other, thread, run(2));
        let first = RunNote { misses: vec!["first".to_owned(), "second".to_owned()], ..note(Some("a"), "") };
        assert_eq!(created.outcome().note, Some(first));
        let second = RunNote { failed_expectation: Some("18".to_owned()), ..note(Some("b"), "third") };
        assert_eq!(submitted.outcome().note, Some(second));
        assert_eq!(other.outcome().note, Some(note(Some("other"), "of another")));
        assert!(journal.state.lock().waiting.is_empty());
    }
}
