//! What a scenario may know of a run.

use std::cell::RefCell;
use std::collections::BTreeMap;

/// What conditions look at, and templates may tell. The same for the whole of a run.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// The run's id.
    pub run_id: String,
    /// Its thread's id.
    pub thread_id: String,
    /// Its assistant's id.
    pub assistant_id: String,
    /// The assistant's name, or nothing.
    pub assistant_name: String,
    /// The run's model.
    pub model: String,
    /// The run's instructions.
    pub instructions: String,
    /// What the user said last.
    pub message: String,
    /// Metadata, the run's over the thread's over the assistant's.
    pub metadata: BTreeMap<String, String>,
    /// The how manieth run of its thread it is, from 1.
    pub turn: u64,
    /// What is offered: `code_interpreter`, `file_search`, names of functions.
    pub tools: Vec<String>,
    /// The last output of each function in the earlier runs of the thread.
    pub earlier_outputs: BTreeMap<String, String>,
    /// When the run was made, seconds since 1970.
    pub created_at: i64,
    /// The project's time, seconds since 1970.
    pub now: i64,
}

/// What is known when a step is played.
#[derive(Debug)]
pub struct Moment<'a> {
    /// The run.
    pub facts: &'a Facts,
    /// What the conditions caught.
    pub captures: &'a BTreeMap<String, String>,
    /// The last output of each function in this run.
    pub outputs: &'a BTreeMap<String, String>,
    /// The how manieth time the scenario plays on this thread, from 1.
    pub count: u64,
    /// What the last search found, the best first.
    pub results: &'a [Hit],
    /// Which of them the template has cited so far, as it is rendered: places in `results`.
    pub cited: RefCell<Vec<usize>>,
}

/// What a search found, as templates see it.
#[derive(Clone, Debug, Default, PartialEq)]
#[allow(missing_docs)] // the fields are the API's own
pub struct Hit {
    pub file_id: String,
    pub file_name: String,
    pub score: f64,
    pub text: String,
}
