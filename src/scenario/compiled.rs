//! A scenario as it is played: what a file said, checked and compiled.
//!
//! The file as written is [`super::file`]; [`super::load`] makes one from the other.

use super::pattern::Pattern;
use super::template::Template;
use crate::domain::pace::Pace;
use crate::wire::run::RunReason;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What runs that fit its conditions do.
#[derive(Clone, Debug)]
pub struct Scenario {
    /// Its name, unique in its library.
    pub name: String,
    /// Where it was written, `scenarios/weather.yaml:3`.
    pub place: String,
    /// What must hold of a run.
    pub when: When,
    /// The pace of its runs, if it has one of its own.
    pub pace: Option<Pace>,
    /// What the first run of a thread does that plays it, the second, and so on; `steps:` is one turn that `repeats`.
    pub turns: Vec<Vec<Placed>>,
    /// Whether every run plays the only turn. Otherwise, once all turns are played on a thread, it fits no further run of it.
    pub repeats: bool,
    /// Whether it is gone once a run has been given to it, as scenarios pushed once are.
    pub once: bool,
}

/// Conditions; all that are given must hold.
#[derive(Clone, Debug, Default)]
pub struct When {
    /// The assistant's id, or its name.
    pub assistant: Option<Pattern>,
    /// The run's model.
    pub model: Option<Pattern>,
    /// What the user said last.
    pub message: Option<Pattern>,
    /// The run's instructions.
    pub instructions: Option<Pattern>,
    /// Metadata of the run, its thread or its assistant, in this order.
    pub metadata: BTreeMap<String, Pattern>,
    /// The how manieth run of its thread it is, from 1.
    pub turn: Option<u64>,
    /// Tools that must be offered: `code_interpreter`, `file_search`, or the name of a function.
    pub tools: Vec<String>,
    /// The last output of a function in the earlier runs of the thread.
    pub outputs: BTreeMap<String, Pattern>,
}

/// A step, and where it was written.
#[derive(Clone, Debug)]
pub struct Placed {
    /// `scenarios/weather.yaml:12`
    pub place: String,
    /// What it does.
    pub step: Step,
}

/// One thing that a run does.
#[derive(Clone, Debug)]
pub enum Step {
    /// Writes a message, or goes on with the open one.
    Say(Say),
    /// Declines, in a message with a refusal.
    Refuse(Template),
    /// Runs code.
    Code(Code),
    /// Searches the run's vector stores, or says what that gave.
    Search(Search),
    /// Calls functions, and waits for the outputs.
    Call(Call),
    /// Lets so many milliseconds pass: of real time, or, where the project's time stands, of that.
    Wait(u64),
    /// Stands until the control API lets the run go on.
    Hold,
    /// Fails.
    Fail {
        /// `server_error`, `rate_limit_exceeded` or `invalid_prompt`.
        code: &'static str,
        /// What `last_error` says.
        message: Template,
    },
    /// Ends incomplete.
    Incomplete(RunReason),
    /// Expires.
    Expire,
    /// Cuts the stream: here, or after so many events of it. The run goes on.
    Drop(Option<u64>),
}

/// A message.
#[derive(Clone, Debug, Default)]
pub struct Say {
    /// Its text, in pieces. A single piece is divided into tokens, as the service does; several are a delta each.
    pub chunks: Vec<Template>,
    /// What stretches of the text cite.
    pub citations: Vec<Citation>,
    /// PNG, JPEG, GIF or WebP images, shown before the text.
    pub images: Vec<Asset>,
    /// Files that it links to as `sandbox:/mnt/data/…`, by that path.
    pub files: BTreeMap<String, Asset>,
    /// Whether a single piece is one delta, too.
    pub in_pieces: bool,
    /// Whether the message stays open: what follows happens inside it, and the next `say` goes on with it.
    pub open: bool,
}

/// A stretch of text that cites a file.
#[derive(Clone, Debug)]
pub struct Citation {
    /// The stretch; if none is given, the marker is put behind the text.
    pub text: Option<String>,
    /// The file, by id or name.
    pub file: Template,
    /// The passage.
    pub quote: Template,
}

/// Bytes of a file that stood beside the scenario file, read when that was loaded.
pub type Asset = Arc<[u8]>;

/// Code, and what it gives.
#[derive(Clone, Debug)]
pub struct Code {
    /// Python.
    pub input: Template,
    /// What it prints, and shows, in this order.
    pub outputs: Vec<CodeOutput>,
    /// Files that it writes, by their path below `/mnt/data/`.
    pub files: BTreeMap<String, Content>,
}

/// What code gives.
#[derive(Clone, Debug)]
pub enum CodeOutput {
    /// Text on standard output.
    Logs(Template),
    /// A picture.
    Image(Asset),
    /// A picture that is drawn.
    Chart(Chart),
}

/// What is in a file that code writes.
#[derive(Clone, Debug)]
pub enum Content {
    /// Bytes of a file beside the scenario file.
    Asset(Asset),
    /// Text.
    Text(Template),
}

/// A chart to draw.
#[derive(Clone, Debug)]
pub struct Chart {
    /// The table: a file beside the scenario file, or one that is attached.
    pub csv: Table,
    /// `line`, `bar`, `scatter`, `pie` or `histogram`.
    pub kind: &'static str,
    /// The column along the x axis; the first if none is named.
    pub x: Option<String>,
    /// The columns to draw; all other numeric ones if none is named.
    pub y: Vec<String>,
    /// What is written above it.
    pub title: Option<Template>,
}

/// Where a chart's table comes from.
#[derive(Clone, Debug)]
pub enum Table {
    /// The last CSV file that is attached to the thread or the assistant.
    Attached,
    /// A file beside the scenario file.
    Asset(Asset),
}

/// A search.
#[derive(Clone, Debug)]
pub struct Search {
    /// What is searched for; the last user message if it is not said.
    pub query: Option<Template>,
    /// What was found, if it is not really searched.
    pub results: Option<Vec<Found>>,
}

/// What a search is to have found.
#[derive(Clone, Debug)]
pub struct Found {
    /// The file, by id or name.
    pub file: Template,
    /// 0 to 1.
    pub score: f64,
    /// The passage.
    pub text: Template,
}

/// Function calls of one step.
#[derive(Clone, Debug)]
pub struct Call {
    /// Functions with their arguments.
    pub functions: Vec<(String, Arguments)>,
    /// What the outputs must be; where one is not, the run fails.
    pub expect: BTreeMap<String, Pattern>,
}

/// The arguments of a call.
#[derive(Clone, Debug)]
pub enum Arguments {
    /// A tree whose texts are templates; printed as compact JSON.
    Tree(Tree),
    /// The text itself, which may be no JSON, as models sometimes write.
    Text(Template),
}

/// JSON whose texts are templates.
#[derive(Clone, Debug)]
#[allow(missing_docs)] // JSON's own words
pub enum Tree {
    /// Null, true, false, or a number as written.
    Plain(String),
    Text(Template),
    List(Vec<Tree>),
    Object(Vec<(String, Tree)>),
}
