//! Run steps and their deltas.

use super::ids::{AssistantId, CallId, FileId, MessageId, RunId, StepId, ThreadId};
use super::run::LastError;
use super::usage::Usage;
use super::{Metadata, Shape, Shown, UnixTime, View};
use serde::ser::{SerializeStruct, Serializer};
use serde::{Deserialize, Serialize};

/// A step of a run.
///
/// While a step is open its `usage` and `completed_at` may already be known, as those of a call whose outputs are
/// awaited; they are shown once it is over.
#[derive(Clone, Debug)]
#[allow(missing_docs)] // the fields are the API's own
pub struct RunStep {
    pub id: StepId,
    pub created_at: UnixTime,
    pub run_id: RunId,
    pub assistant_id: AssistantId,
    pub thread_id: ThreadId,
    pub status: StepStatus,
    pub cancelled_at: Option<UnixTime>,
    pub completed_at: Option<UnixTime>,
    /// The run's; reads of a step that is over show null (`wire.md` §3).
    pub expires_at: UnixTime,
    pub expired_at: Option<UnixTime>,
    pub failed_at: Option<UnixTime>,
    pub last_error: Option<LastError>,
    pub step_details: StepDetails,
    pub usage: Option<Usage>,
}

/// How far a step is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)] // the API's own words
pub enum StepStatus {
    InProgress,
    Cancelled,
    Failed,
    Completed,
    Expired,
}

impl StepStatus {
    /// All of them, in the order in which they are declared.
    pub const ALL: [Self; 5] = [Self::InProgress, Self::Cancelled, Self::Failed, Self::Completed, Self::Expired];

    /// The API's word.
    pub fn name(self) -> &'static str {
        match self {
            Self::InProgress => "in_progress",
            Self::Cancelled => "cancelled",
            Self::Failed => "failed",
            Self::Completed => "completed",
            Self::Expired => "expired",
        }
    }
}

/// What a step does. Serialized plainly it is whole, as snapshots keep it; clients see its [`Shape`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
#[allow(missing_docs)] // the fields are the API's own
pub enum StepDetails {
    /// Writes a message.
    MessageCreation { message_creation: MessageCreation },
    /// Uses tools.
    ToolCalls { tool_calls: Vec<ToolCall> },
}

/// The message that a step writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)] // the fields are the API's own
pub struct MessageCreation {
    pub message_id: MessageId,
}

/// One use of a tool. Serialized plainly it is whole, as snapshots keep it; clients see its [`Shape`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
#[allow(missing_docs)] // the fields are the API's own
pub enum ToolCall {
    /// Code that ran, and what it gave.
    CodeInterpreter { id: CallId, input: String, outputs: Vec<CodeOutput> },
    /// A search, and what it found.
    FileSearch { id: CallId, ranking: Ranking, results: Vec<SearchResult> },
    /// A call back to the client.
    Function { id: CallId, name: String, arguments: String, output: Option<String> },
}

/// What code gave.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
#[allow(missing_docs)] // the fields are the API's own
pub enum CodeOutput {
    /// Text on its standard output.
    Logs { logs: String },
    /// A picture that it showed.
    Image { image: ImageOutput },
}

/// A picture that code showed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)] // the fields are the API's own
pub struct ImageOutput {
    pub file_id: FileId,
}

/// How a search ranked what it found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)] // the fields are the API's own
pub struct Ranking {
    pub ranker: String,
    pub score_threshold: f64,
}

/// A passage that a search found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SearchResult {
    /// The file that holds it.
    pub file_id: FileId,
    /// That file's name.
    pub file_name: String,
    /// How well it fits, 0 to 1.
    pub score: f64,
    /// What the client has noted about the file in its store.
    pub attributes: Metadata,
    /// The passage; shown where `include[]` asks for it.
    pub text: String,
}

#[derive(Serialize)]
struct Search<'a> {
    ranking_options: &'a Ranking,
    results: Vec<ShownResult<'a>>,
}

#[derive(Serialize)]
struct ShownResult<'a> {
    file_id: FileId,
    file_name: &'a str,
    score: f64,
    attributes: &'a Metadata,
    #[serde(skip_serializing_if = "Option::is_none")]
    content: Option<[Passage<'a>; 1]>,
}

#[derive(Serialize)]
#[serde(tag = "type", rename = "text")]
struct Passage<'a> {
    text: &'a str,
}

#[derive(Serialize)]
struct Code<'a> {
    input: &'a str,
    outputs: &'a [CodeOutput],
}

#[derive(Serialize)]
struct Called<'a> {
    name: &'a str,
    arguments: &'a str,
    output: Option<&'a str>,
}

impl Shape for ToolCall {
    fn shape<S: Serializer>(&self, view: View, serializer: S) -> Result<S::Ok, S::Error> {
        let mut call = serializer.serialize_struct("ToolCall", 3)?;
        match self {
            Self::CodeInterpreter { id, input, outputs } => {
                call.serialize_field("id", id)?;
                call.serialize_field("type", "code_interpreter")?;
                call.serialize_field("code_interpreter", &Code { input, outputs })?;
            }
            Self::FileSearch { id, ranking, results } => {
                let shown = results.iter().map(|result| ShownResult {
                    file_id: result.file_id,
                    file_name: &result.file_name,
                    score: result.score,
                    attributes: &result.attributes,
                    content: view.in_full().then_some([Passage { text: &result.text }]),
                });
                let search = Search { ranking_options: ranking, results: shown.collect() };
                call.serialize_field("id", id)?;
                call.serialize_field("type", "file_search")?;
                call.serialize_field("file_search", &search)?;
            }
            Self::Function { id, name, arguments, output } => {
                call.serialize_field("id", id)?;
                call.serialize_field("type", "function")?;
                call.serialize_field("function", &Called { name, arguments, output: output.as_deref() })?;
            }
        }
        call.end()
    }
}

impl StepDetails {
    /// The API's word for the kind of step.
    fn kind(&self) -> &'static str {
        match self {
            Self::MessageCreation { .. } => "message_creation",
            Self::ToolCalls { .. } => "tool_calls",
        }
    }
}

impl Shape for StepDetails {
    fn shape<S: Serializer>(&self, view: View, serializer: S) -> Result<S::Ok, S::Error> {
        let mut details = serializer.serialize_struct("StepDetails", 2)?;
        details.serialize_field("type", self.kind())?;
        match self {
            Self::MessageCreation { message_creation } => {
                details.serialize_field("message_creation", message_creation)?;
            }
            Self::ToolCalls { tool_calls } => {
                let shown: Vec<_> = tool_calls.iter().map(|call| Shown(call, view)).collect();
                details.serialize_field("tool_calls", &shown)?;
            }
        }
        details.end()
    }
}

impl Shape for RunStep {
    fn shape<S: Serializer>(&self, view: View, serializer: S) -> Result<S::Ok, S::Error> {
        let over = self.status != StepStatus::InProgress;
        let expires_at = (view.is_event() || !over).then_some(self.expires_at);
        let completed_at = self.completed_at.filter(|_| self.status == StepStatus::Completed);
        let mut step = serializer.serialize_struct("RunStep", 18)?;
        step.serialize_field("id", &self.id)?;
        step.serialize_field("object", "thread.run.step")?;
        step.serialize_field("created_at", &self.created_at)?;
        step.serialize_field("run_id", &self.run_id)?;
        step.serialize_field("assistant_id", &self.assistant_id)?;
        step.serialize_field("thread_id", &self.thread_id)?;
        step.serialize_field("type", self.step_details.kind())?;
        step.serialize_field("status", &self.status)?;
        step.serialize_field("cancelled_at", &self.cancelled_at)?;
        step.serialize_field("completed_at", &completed_at)?;
        step.serialize_field("expires_at", &expires_at)?;
        step.serialize_field("failed_at", &self.failed_at)?;
        step.serialize_field("last_error", &self.last_error)?;
        step.serialize_field("step_details", &Shown(&self.step_details, view))?;
        step.serialize_field("usage", &self.usage.filter(|_| over))?;
        // Never recorded, but required by the specification; last, where they disturb no recorded order.
        step.serialize_field("expired_at", &self.expired_at)?;
        step.serialize_field("metadata", &Metadata::new())?;
        step.end()
    }
}
