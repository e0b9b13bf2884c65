//! What a run should do, as data.
//!
//! A [`Script`] is written by the built-in responder (scenario files follow) and played by [`crate::engine`].
//! It covers a run up to its next halt: after the outputs of a call, a new script is asked for, so that a run
//! which waits for its client holds nothing but its place in the store.

use crate::wire::ids::FileId;
use crate::wire::run::LastError;
use crate::wire::run_step::{Ranking, SearchResult};

/// What a run does until it halts.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Script(pub Vec<Verb>);

/// One thing that a run does.
#[derive(Clone, Debug, PartialEq)]
pub enum Verb {
    /// Runs code: a step of its own.
    Code(Code),
    /// Calls functions, all in one step, and waits for the outputs. Nothing after it is played.
    Call(Vec<Call>),
    /// Searches the run's vector stores: a step of its own.
    Search(Search),
    /// Writes a message. Images that code has shown since the last message come before the text; every
    /// `sandbox:/mnt/data/…` of a file that code has written becomes a `file_path` annotation, and every marker of a
    /// citation a `file_citation`.
    Say(Say),
    /// Fails.
    Fail(LastError),
}

/// Code, and what came of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Code {
    /// Python.
    pub input: String,
    /// Standard output; empty means none.
    pub logs: String,
    /// PNG pictures that it showed.
    pub images: Vec<Vec<u8>>,
    /// Files that it wrote.
    pub files: Vec<Written>,
}

/// A file that code wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// Its full path, `/mnt/data/…`.
    pub path: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// A search, and what it found.
#[derive(Clone, Debug, PartialEq)]
pub struct Search {
    /// What was searched for.
    pub query: String,
    /// How what was found is ranked.
    pub ranking: Ranking,
    /// What was found, the best first.
    pub results: Vec<SearchResult>,
}

/// A message.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Say {
    /// Its text.
    pub text: String,
    /// What it cites.
    pub citations: Vec<Citation>,
}

impl From<String> for Say {
    fn from(text: String) -> Self {
        Self { text, citations: Vec::new() }
    }
}

/// A passage that a message cites.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Citation {
    /// What stands for it in the text, as `【4:0†report.pdf】`.
    pub marker: String,
    /// The file that holds it.
    pub file_id: FileId,
    /// The passage.
    pub quote: String,
}

/// A call back to the client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// The function.
    pub name: String,
    /// JSON text of its arguments.
    pub arguments: String,
}
