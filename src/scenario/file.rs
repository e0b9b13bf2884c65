//! A scenario file as it is written.
//!
//! Comments on fields are what editors show to those who write scenarios.

use super::place::{At, Given};
use super::schema;
use super::written::{Entries, Nothing, Written};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// The kinds of charts.
pub const KINDS: [&str; 5] = ["line", "bar", "scatter", "pie", "histogram"];
/// The codes of a run's last error.
pub const CODES: [&str; 3] = ["server_error", "rate_limit_exceeded", "invalid_prompt"];
/// Why a run ends incomplete.
pub const REASONS: [&str; 2] = ["max_completion_tokens", "max_prompt_tokens"];
/// Steps that may stand as a bare word.
pub const BARE: [&str; 3] = ["hold", "expire", "drop"];
/// What a step can do.
pub const VERBS: [&str; 11] =
    ["say", "refuse", "code", "search", "call", "wait", "hold", "fail", "incomplete", "expire", "drop"];

/// What runs should do, and which requests should fail.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "understage scenarios")]
pub struct File {
    /// Scenarios. The first one that fits a run is played; files are read in the order of their names.
    #[serde(default)]
    pub scenarios: Given<Vec<At<Scenario>>>,
    /// Faults: what goes wrong on which requests.
    #[serde(default)]
    pub faults: Given<Vec<At<Fault>>>,
}

/// What runs that fit some conditions do.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// A name, unlike those of all other scenarios. `metadata: {"scenario": NAME}` on a run, a thread or an assistant picks it.
    pub name: At<String>,
    /// What it is for. Not used.
    #[serde(default)]
    #[expect(dead_code, reason = "it is for those who read the file")]
    pub description: Given<String>,
    /// Conditions; all that are given must hold. Without any it fits every run.
    #[serde(default)]
    pub when: Given<When>,
    /// How fast its runs are played: `instant`, `realistic`, `polls:N` (each status lasts N reads of the run), or `step` (only the control API moves them).
    #[serde(default)]
    #[schemars(extend("pattern" = "^(instant|realistic|step|polls:[0-9]+)$"))]
    pub pace: Given<String>,
    /// What each run that fits does, step by step. Either `steps` or `turns`.
    #[serde(default)]
    pub steps: Given<Vec<At<Step>>>,
    /// What the first run of a thread does that fits, what the second does, and so on. Once all are played on a thread, the scenario fits no further run of it.
    #[serde(default)]
    pub turns: Given<Vec<At<Vec<At<Step>>>>>,
}

/// Conditions; all that are given must hold.
///
/// A pattern is plain text, text with `*` and `?`, or a regular expression between slashes, whose named groups templates may use.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct When {
    /// The assistant's id, or a pattern for the whole of its name.
    #[serde(default)]
    pub assistant: Given<String>,
    /// A pattern for the whole of the run's model.
    #[serde(default)]
    pub model: Given<String>,
    /// A pattern that is found in what the user said last.
    #[serde(default)]
    pub message: Given<String>,
    /// A pattern that is found in the run's instructions.
    #[serde(default)]
    pub instructions: Given<String>,
    /// Patterns for the whole of values in the metadata of the run, its thread or its assistant.
    #[serde(default)]
    #[schemars(schema_with = "schema::metadata")]
    pub metadata: Given<Entries<String>>,
    /// The how manieth run of its thread it is, from 1.
    #[serde(default)]
    #[schemars(range(min = 1))]
    pub turn: Given<u64>,
    /// A tool that must be offered, or several: `code_interpreter`, `file_search`, or names of functions.
    #[serde(default)]
    pub tools: Given<Written<Nothing, Vec<At<String>>>>,
    /// Patterns that are found in the last outputs of functions in the earlier runs of the thread.
    #[serde(default)]
    pub outputs: Given<Entries<String>>,
}

/// One thing that a run does: a mapping with one verb, or `hold`, `expire` or `drop` alone.
#[derive(Debug, Deserialize)]
#[serde(transparent)]
pub struct Step(pub Written<Box<Verbs>>);

/// One thing that a run does.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Verbs {
    /// Writes a message, or goes on with the open one.
    #[serde(default)]
    pub say: Given<Written<Say>>,
    /// Declines, in a message with this refusal.
    #[serde(default)]
    pub refuse: Given<String>,
    /// Runs code: its text, or what it gives too.
    #[serde(default)]
    pub code: Given<Written<Code>>,
    /// Searches the run's vector stores (`real`), or says what that gave.
    #[serde(default)]
    #[schemars(schema_with = "schema::search")]
    pub search: Given<Written<Search>>,
    /// Calls functions, and waits for their outputs: a name, names with arguments, or a list of these.
    #[serde(default)]
    pub call: Given<Calls>,
    /// Beside `call`: patterns that are found in the outputs. Where one is not, the run fails.
    #[serde(default)]
    pub expect: Given<Entries<String>>,
    /// Lets time pass: `800ms`, `2s`, `5m`, `1h`, or a number of milliseconds; at most an hour.
    #[serde(default)]
    #[schemars(schema_with = "schema::wait")]
    pub wait: Given<Written>,
    /// Stands until the control API lets the run go on.
    #[serde(default)]
    #[schemars(schema_with = "schema::nothing")]
    pub hold: Given<Written>,
    /// Fails, with this message.
    #[serde(default)]
    pub fail: Given<Written<Fail>>,
    /// Ends incomplete, for this reason.
    #[serde(default)]
    #[schemars(extend("enum" = REASONS))]
    pub incomplete: Given<String>,
    /// Expires.
    #[serde(default)]
    #[schemars(schema_with = "schema::nothing")]
    pub expire: Given<Written>,
    /// Cuts the stream: here, or after so many of its events. The run goes on.
    #[serde(default)]
    #[schemars(schema_with = "schema::drop")]
    pub drop: Given<Written<Drop>>,
}

/// `call`, in all its shapes.
pub type Calls = Written<Entries<Tree>, Vec<At<Written<Entries<Tree>>>>>;

/// A message.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Say {
    /// Its text, a template. It is streamed token by token.
    #[serde(default)]
    pub text: Given<String>,
    /// Its text in pieces, each of which is streamed as one delta. Either `text` or `chunks`.
    #[serde(default)]
    pub chunks: Given<Vec<At<String>>>,
    /// What the text cites.
    #[serde(default)]
    pub citations: Given<Vec<At<Citation>>>,
    /// PNG, JPEG, GIF or WebP images beside the scenario file, which are shown before the text.
    #[serde(default)]
    pub images: Given<Vec<At<String>>>,
    /// Files that the text links to as `sandbox:/mnt/data/...`: their paths there, and those beside the scenario file.
    #[serde(default)]
    pub files: Given<Entries<String>>,
    /// Whether the message stays open, so that the next `say` goes on with it.
    #[serde(default)]
    pub open: Given<bool>,
}

/// A citation of a file.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Citation {
    /// The file, by id or name.
    pub file: At<String>,
    /// The passage that is cited.
    pub quote: At<String>,
    /// The stretch of the message's text that is the citation's marker. If none is given, a marker is put behind the text.
    #[serde(default)]
    pub text: Given<String>,
}

/// Code, and what it gives.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Code {
    /// The Python, a template.
    pub input: At<String>,
    /// What it prints.
    #[serde(default)]
    pub logs: Given<String>,
    /// A picture that it shows: an image beside the scenario file.
    #[serde(default)]
    pub image: Given<String>,
    /// A picture that it shows: a chart to draw.
    #[serde(default)]
    pub chart: Given<Chart>,
    /// What it prints and shows, in this order, instead of `logs`, `image` and `chart`.
    #[serde(default)]
    pub outputs: Given<Vec<At<Output>>>,
    /// Files that it writes: their paths below `/mnt/data/`, and files beside the scenario file or their text.
    #[serde(default)]
    pub files: Given<Entries<Written<Content>>>,
}

/// One thing that code prints or shows.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("minProperties" = 1, "maxProperties" = 1))]
pub struct Output {
    /// Text.
    #[serde(default)]
    pub logs: Given<String>,
    /// An image beside the scenario file.
    #[serde(default)]
    pub image: Given<String>,
    /// A chart to draw.
    #[serde(default)]
    pub chart: Given<Chart>,
}

/// The content of a file.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Content {
    /// Its text, a template.
    pub text: At<String>,
}

/// A chart to draw.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Chart {
    /// The table: `attached` for the last CSV file of the thread or the assistant, or a CSV file beside the scenario file.
    pub csv: At<String>,
    /// The kind of chart; a line chart if none is given.
    #[serde(default)]
    #[schemars(extend("enum" = KINDS))]
    pub kind: Given<String>,
    /// The column along the x axis; the first if none is given.
    #[serde(default)]
    pub x: Given<String>,
    /// The column to draw, or several; all other numeric ones if none is given.
    #[serde(default)]
    pub y: Given<Written<Nothing, Vec<At<String>>>>,
    /// What is written above it, a template.
    #[serde(default)]
    pub title: Given<String>,
}

/// A search.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Search {
    /// What is searched for, a template; what the user said last if it is not given.
    #[serde(default)]
    pub query: Given<String>,
    /// What is found: `real` to search the run's vector stores, or a list of passages.
    #[serde(default)]
    #[schemars(schema_with = "schema::results")]
    pub results: Given<Written<Nothing, Vec<At<Found>>>>,
}

/// A passage that a search found.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Found {
    /// The file, by id or name.
    pub file: At<String>,
    /// How well it fits, from 0 to 1.
    #[schemars(range(min = 0, max = 1))]
    pub score: At<f64>,
    /// The passage, a template.
    pub text: At<String>,
}

/// A failure.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Fail {
    /// The code of the run's last error; `server_error` if none is given.
    #[serde(default)]
    #[schemars(extend("enum" = CODES))]
    pub code: Given<String>,
    /// Its message, a template.
    #[serde(default)]
    pub message: Given<String>,
}

/// A cut.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Drop {
    /// After how many events of the stream.
    pub after: At<u64>,
}

/// The arguments of a call: any mapping, whose texts are templates, or text that is sent as it is.
#[derive(Debug, Deserialize)]
#[serde(transparent)]
pub struct Tree(pub Written<Entries<Tree>, Vec<At<Tree>>>);

/// A fault: which requests it strikes, and what goes wrong.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// The project that it is for, by the name that the control API shows; all if none is given.
    #[serde(default, skip_serializing_if = "Given::is_none")]
    pub project: Given<String>,
    /// The method of the requests; any if none is given.
    #[serde(default, skip_serializing_if = "Given::is_none")]
    #[schemars(extend("enum" = ["GET", "POST", "DELETE"]))]
    pub method: Given<String>,
    /// Their path: `*` stands for what is between two slashes, `**` for anything; any if none is given.
    #[serde(default, skip_serializing_if = "Given::is_none")]
    pub path: Given<String>,
    /// Strikes the first so many of them.
    #[serde(default, skip_serializing_if = "Given::is_none")]
    pub first: Given<u64>,
    /// Strikes the n-th of them alone, from 1.
    #[serde(default, skip_serializing_if = "Given::is_none")]
    pub nth: Given<u64>,
    /// Strikes every n-th of them.
    #[serde(default, skip_serializing_if = "Given::is_none")]
    pub every: Given<u64>,
    /// Strikes this share of them, from 0 to 1, chosen by the seed.
    #[serde(default, skip_serializing_if = "Given::is_none")]
    pub fraction: Given<f64>,
    /// Answers with an error instead.
    #[serde(default, skip_serializing_if = "Given::is_none")]
    pub reply: Given<Reply>,
    /// Begins the answer so many milliseconds later.
    #[serde(default, skip_serializing_if = "Given::is_none")]
    pub delay_ms: Given<u64>,
    /// Sends each event of a stream so many milliseconds later.
    #[serde(default, skip_serializing_if = "Given::is_none")]
    pub delay_events_ms: Given<u64>,
    /// Cuts the connection: `{}` before the answer, or after so many events of a stream.
    #[serde(default, skip_serializing_if = "Given::is_none")]
    pub cut: Given<Cut>,
    /// Makes an event of a stream no JSON.
    #[serde(default, skip_serializing_if = "Given::is_none")]
    pub malform: Given<Malform>,
    /// Never answers.
    #[serde(default, skip_serializing_if = "Given::is_none")]
    pub hang: Given<bool>,
}

/// An error in the place of the real answer.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reply {
    /// The status, from 400 to 599.
    #[schemars(range(min = 400, max = 599))]
    pub status: At<u64>,
    /// The `type` of the error.
    #[serde(default, rename = "type", skip_serializing_if = "Given::is_none")]
    pub kind: Given<String>,
    /// The `code` of the error.
    #[serde(default, skip_serializing_if = "Given::is_none")]
    pub code: Given<String>,
    /// The `message` of the error.
    #[serde(default, skip_serializing_if = "Given::is_none")]
    pub message: Given<String>,
    /// The `retry-after` header, in seconds.
    #[serde(default, skip_serializing_if = "Given::is_none")]
    pub retry_after: Given<u64>,
    /// The `retry-after-ms` header, which the official SDKs look at first.
    #[serde(default, skip_serializing_if = "Given::is_none")]
    pub retry_after_ms: Given<u64>,
}

/// Where a connection is cut.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Cut {
    /// After how many events of the stream; before the answer if it is not given.
    #[serde(default, skip_serializing_if = "Given::is_none")]
    pub after: Given<u64>,
}

/// Which event is no JSON.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Malform {
    /// The how manieth event of the stream, from 1.
    #[schemars(range(min = 1))]
    pub event: At<u64>,
}

impl JsonSchema for Step {
    fn schema_name() -> Cow<'static, str> {
        "Step".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        schema::step(generator)
    }
}

impl JsonSchema for Tree {
    fn schema_name() -> Cow<'static, str> {
        "Arguments".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        schema::arguments()
    }
}
