//! Runs.

use super::ids::{AssistantId, CallId, RunId, ThreadId};
use super::tool::{ResponseFormat, Tool, ToolChoice, ToolResources};
use super::usage::Usage;
use super::{Metadata, Shape, UnixTime, View};
use serde::de::Error;
use serde::ser::{SerializeStruct, Serializer};
use serde::{Deserialize, Deserializer, Serialize};
use std::sync::Arc;

/// A run.
///
/// What the client asked for never changes and is shared between the versions of a run, one a transition.
#[derive(Clone, Debug)]
#[allow(missing_docs)] // the fields are the API's own
pub struct Run {
    pub id: RunId,
    pub created_at: UnixTime,
    pub assistant_id: AssistantId,
    pub thread_id: ThreadId,
    pub status: RunStatus,
    pub started_at: Option<UnixTime>,
    pub expires_at: Option<UnixTime>,
    pub cancelled_at: Option<UnixTime>,
    pub failed_at: Option<UnixTime>,
    pub completed_at: Option<UnixTime>,
    pub required_action: Option<RequiredAction>,
    pub last_error: Option<LastError>,
    pub incomplete_details: Option<IncompleteRun>,
    pub usage: Option<Usage>,
    pub metadata: Metadata,
    pub order: Arc<RunOrder>,
}

/// What a run was ordered to do: the request resolved against its assistant.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)] // the fields are the API's own
pub struct RunOrder {
    pub model: String,
    /// Run override or assistant's, with `additional_instructions` behind.
    pub instructions: String,
    pub tools: Vec<Tool>,
    pub temperature: f64,
    pub top_p: f64,
    pub reasoning_effort: Option<String>,
    pub max_completion_tokens: Option<u64>,
    pub max_prompt_tokens: Option<u64>,
    pub truncation_strategy: Truncation,
    pub response_format: ResponseFormat,
    pub tool_choice: ToolChoice,
    pub parallel_tool_calls: bool,
}

/// How far a run is (spec `RunObject.status`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)] // the API's own words
pub enum RunStatus {
    Queued,
    InProgress,
    RequiresAction,
    Cancelling,
    Cancelled,
    Failed,
    Completed,
    Incomplete,
    Expired,
}

impl LastError {
    /// What the service said when it could not say more (`wire.md` §5).
    pub const SORRY: &str = "Sorry, something went wrong.";
    /// Every `code`.
    pub const CODES: &[&str] = &["server_error", "rate_limit_exceeded", "invalid_prompt"];
}

impl RunStatus {
    /// All of them, in the specification's order.
    pub const ALL: [Self; 9] = [
        Self::Queued,
        Self::InProgress,
        Self::RequiresAction,
        Self::Cancelling,
        Self::Cancelled,
        Self::Failed,
        Self::Completed,
        Self::Incomplete,
        Self::Expired,
    ];

    /// The API's word.
    pub fn name(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::InProgress => "in_progress",
            Self::RequiresAction => "requires_action",
            Self::Cancelling => "cancelling",
            Self::Cancelled => "cancelled",
            Self::Failed => "failed",
            Self::Completed => "completed",
            Self::Incomplete => "incomplete",
            Self::Expired => "expired",
        }
    }

    /// Whether the run is over; a run that is not holds its thread's lock.
    pub fn is_terminal(self) -> bool {
        match self {
            Self::Queued | Self::InProgress | Self::RequiresAction | Self::Cancelling => false,
            Self::Cancelled | Self::Failed | Self::Completed | Self::Incomplete | Self::Expired => true,
        }
    }
}

/// What the client must do before the run goes on.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(from = "ReadAction")]
pub struct RequiredAction {
    /// The calls whose outputs are awaited.
    pub tool_calls: Vec<RequiredCall>,
}

/// An action as [`RequiredAction`] is serialized.
#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
enum ReadAction {
    SubmitToolOutputs { submit_tool_outputs: ReadCalls },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ReadCalls {
    tool_calls: Vec<RequiredCall>,
}

/// A call as [`RequiredCall`] is serialized.
#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
enum ReadCall {
    Function { id: CallId, function: ReadFunction },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ReadFunction {
    name: String,
    arguments: String,
}

impl From<ReadAction> for RequiredAction {
    fn from(ReadAction::SubmitToolOutputs { submit_tool_outputs }: ReadAction) -> Self {
        Self { tool_calls: submit_tool_outputs.tool_calls }
    }
}

impl From<ReadCall> for RequiredCall {
    fn from(ReadCall::Function { id, function }: ReadCall) -> Self {
        Self { id, name: function.name, arguments: function.arguments }
    }
}

/// A call whose output is awaited.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(from = "ReadCall")]
#[allow(missing_docs)] // the fields are the API's own
pub struct RequiredCall {
    pub id: CallId,
    pub name: String,
    pub arguments: String,
}

impl Serialize for RequiredAction {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Outputs<'a> {
            tool_calls: &'a [RequiredCall],
        }
        let mut action = serializer.serialize_struct("RequiredAction", 2)?;
        action.serialize_field("type", "submit_tool_outputs")?;
        action.serialize_field("submit_tool_outputs", &Outputs { tool_calls: &self.tool_calls })?;
        action.end()
    }
}

impl Serialize for RequiredCall {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Called<'a> {
            name: &'a str,
            arguments: &'a str,
        }
        let mut call = serializer.serialize_struct("RequiredCall", 3)?;
        call.serialize_field("id", &self.id)?;
        call.serialize_field("type", "function")?;
        call.serialize_field("function", &Called { name: &self.name, arguments: &self.arguments })?;
        call.end()
    }
}

/// Why a run or step failed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LastError {
    /// `server_error`, `rate_limit_exceeded` or (runs only) `invalid_prompt`.
    pub code: &'static str,
    /// For people.
    pub message: String,
}

impl<'de> Deserialize<'de> for LastError {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Read {
            code: String,
            message: String,
        }
        let Read { code, message } = Read::deserialize(deserializer)?;
        match Self::CODES.iter().find(|known| **known == code) {
            Some(code) => Ok(Self { code, message }),
            None => Err(D::Error::unknown_variant(&code, Self::CODES)),
        }
    }
}

/// Why a run broke off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IncompleteRun {
    /// The limit that was hit.
    pub reason: RunReason,
}

/// The limits that break a run off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)] // the API's own words
pub enum RunReason {
    MaxCompletionTokens,
    MaxPromptTokens,
}

/// How much of the thread the model sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(from = "ReadTruncation")]
pub enum Truncation {
    /// Whatever fits.
    Auto,
    /// The last so many messages, at least one.
    LastMessages(u64),
}

/// How much as [`Truncation`] is serialized.
#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
enum ReadTruncation {
    Auto {
        /// Always null.
        #[serde(rename = "last_messages")]
        _last: Option<()>,
    },
    LastMessages {
        last_messages: u64,
    },
}

impl From<ReadTruncation> for Truncation {
    fn from(read: ReadTruncation) -> Self {
        match read {
            ReadTruncation::Auto { .. } => Self::Auto,
            ReadTruncation::LastMessages { last_messages } => Self::LastMessages(last_messages),
        }
    }
}

impl Serialize for Truncation {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (kind, last) = match self {
            Self::Auto => ("auto", None),
            Self::LastMessages(n) => ("last_messages", Some(n)),
        };
        let mut truncation = serializer.serialize_struct("Truncation", 2)?;
        truncation.serialize_field("type", kind)?;
        truncation.serialize_field("last_messages", &last)?;
        truncation.end()
    }
}

impl Shape for Run {
    fn shape<S: Serializer>(&self, view: View, serializer: S) -> Result<S::Ok, S::Error> {
        let mut run = serializer.serialize_struct("Run", 29)?;
        run.serialize_field("id", &self.id)?;
        run.serialize_field("object", "thread.run")?;
        run.serialize_field("created_at", &self.created_at)?;
        run.serialize_field("assistant_id", &self.assistant_id)?;
        run.serialize_field("thread_id", &self.thread_id)?;
        run.serialize_field("status", &self.status)?;
        run.serialize_field("started_at", &self.started_at)?;
        run.serialize_field("expires_at", &self.expires_at)?;
        run.serialize_field("cancelled_at", &self.cancelled_at)?;
        run.serialize_field("failed_at", &self.failed_at)?;
        run.serialize_field("completed_at", &self.completed_at)?;
        run.serialize_field("required_action", &self.required_action)?;
        run.serialize_field("last_error", &self.last_error)?;
        run.serialize_field("model", &self.order.model)?;
        run.serialize_field("instructions", &self.order.instructions)?;
        run.serialize_field("tools", &self.order.tools)?;
        run.serialize_field("tool_resources", &run_resources(view))?;
        run.serialize_field("metadata", &self.metadata)?;
        run.serialize_field("temperature", &self.order.temperature)?;
        run.serialize_field("top_p", &self.order.top_p)?;
        run.serialize_field("reasoning_effort", &self.order.reasoning_effort)?;
        run.serialize_field("max_completion_tokens", &self.order.max_completion_tokens)?;
        run.serialize_field("max_prompt_tokens", &self.order.max_prompt_tokens)?;
        run.serialize_field("truncation_strategy", &self.order.truncation_strategy)?;
        run.serialize_field("incomplete_details", &self.incomplete_details)?;
        run.serialize_field("usage", &self.usage)?;
        run.serialize_field("response_format", &self.order.response_format)?;
        run.serialize_field("tool_choice", &self.order.tool_choice)?;
        run.serialize_field("parallel_tool_calls", &self.order.parallel_tool_calls)?;
        run.end()
    }
}

/// A run never names what its assistant or thread may use: `{}` in replies, an empty file list in events
/// (`wire.md` §3, 451 and 88 samples).
fn run_resources(view: View) -> ToolResources {
    match view {
        View::Written | View::Read | View::ReadInFull => ToolResources::default(),
        View::Event | View::EventInFull => ToolResources::default().with_code_key(),
    }
}
