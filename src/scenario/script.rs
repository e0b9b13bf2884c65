//! What a run does until it halts.

use crate::wire::ids::FileId;
use crate::wire::run::{LastError, RunReason};
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
    /// Writes a message, or goes on with the one that is open. Images that code has shown since the last message come before
    /// the text; every `sandbox:/mnt/data/…` of a file that was written becomes a `file_path` annotation, and every marker
    /// of a citation a `file_citation`.
    Say(Say),
    /// Declines: a message with a refusal.
    Refuse(String),
    /// Lets so many milliseconds pass.
    Wait(u64),
    /// Stands until the control API lets it go on.
    Hold,
    /// Cuts the stream: here, or after so many events of it.
    Drop(Option<u64>),
    /// Fails.
    Fail(LastError),
    /// Ends incomplete.
    Incomplete(RunReason),
    /// Expires.
    Expire,
}

/// Code, and what came of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Code {
    /// Python.
    pub input: String,
    /// What it printed and showed.
    pub outputs: Vec<Output>,
    /// Files that it wrote.
    pub files: Vec<Written>,
}

impl Code {
    /// Code that printed something, unless `logs` is empty.
    pub fn printing(input: String, logs: String) -> Self {
        let outputs = if logs.is_empty() { Vec::new() } else { vec![Output::Logs(logs)] };
        Self { input, outputs, files: Vec::new() }
    }
}

/// What code printed or showed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Output {
    /// Text on its standard output.
    Logs(String),
    /// A picture's bytes.
    Image(Vec<u8>),
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
    pub text: Words,
    /// What it cites.
    pub citations: Vec<Citation>,
    /// Pictures that come before the text.
    pub images: Vec<Vec<u8>>,
    /// Files that are made with it.
    pub files: Vec<Written>,
    /// Whether it stays open for what follows.
    pub open: bool,
}

impl Say {
    /// A message that cites.
    pub fn citing(text: String, citations: Vec<Citation>) -> Self {
        Self { text: Words::Flowing(text), citations, ..Self::default() }
    }
}

impl From<String> for Say {
    fn from(text: String) -> Self {
        Self::citing(text, Vec::new())
    }
}

/// The text of a message, as it comes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Words {
    /// Token by token.
    Flowing(String),
    /// In these pieces, one event each.
    InPieces(Vec<String>),
}

impl Words {
    /// All of it.
    pub fn whole(&self) -> String {
        match self {
            Self::Flowing(text) => text.clone(),
            Self::InPieces(pieces) => pieces.concat(),
        }
    }
}

impl Default for Words {
    fn default() -> Self {
        Self::Flowing(String::new())
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
