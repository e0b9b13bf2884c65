//! Messages.

use super::content::Content;
use super::ids::{AssistantId, FileId, MessageId, RunId, ThreadId};
use super::view::same_everywhere;
use super::{Metadata, UnixTime};
use serde::{Deserialize, Serialize};

/// A message.
///
/// The specification has `status` and its companions in every message; the recordings had them in events
/// only. One shape serves both, in the events' order (`docs/fidelity.md`).
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)] // the fields are the API's own
pub struct Message {
    pub id: MessageId,
    pub object: &'static str,
    pub created_at: UnixTime,
    pub assistant_id: Option<AssistantId>,
    pub thread_id: ThreadId,
    pub run_id: Option<RunId>,
    pub status: MessageStatus,
    pub incomplete_details: Option<IncompleteMessage>,
    pub incomplete_at: Option<UnixTime>,
    pub completed_at: Option<UnixTime>,
    pub role: Role,
    pub content: Vec<Content>,
    pub attachments: Vec<Attachment>,
    pub metadata: Metadata,
}

same_everywhere!(Message);

/// Who wrote a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)] // the API's own words
pub enum Role {
    User,
    Assistant,
}

/// How far a message is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)] // the API's own words
pub enum MessageStatus {
    InProgress,
    Incomplete,
    Completed,
}

impl MessageStatus {
    /// All of them, in the order in which they are declared.
    pub const ALL: [Self; 3] = [Self::InProgress, Self::Incomplete, Self::Completed];

    /// The API's word.
    pub fn name(self) -> &'static str {
        match self {
            Self::InProgress => "in_progress",
            Self::Incomplete => "incomplete",
            Self::Completed => "completed",
        }
    }
}

/// Why a message broke off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IncompleteMessage {
    /// The reason.
    pub reason: MessageReason,
}

/// The reasons for which a message breaks off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)] // the API's own words
pub enum MessageReason {
    MaxTokens,
    RunCancelled,
    RunExpired,
    RunFailed,
}

/// A file that came with a message, and the tools that may read it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attachment {
    /// The file.
    pub file_id: FileId,
    /// The tools, in the client's order.
    pub tools: Vec<AttachmentTool>,
}

/// A tool that may read an attachment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", from = "ReadAttachmentTool")]
#[allow(missing_docs)] // the API's own words
pub enum AttachmentTool {
    CodeInterpreter,
    FileSearch,
}

/// The same as it is read: with braces, since serde lets a variant without them have any other field.
#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
enum ReadAttachmentTool {
    CodeInterpreter {},
    FileSearch {},
}

impl From<ReadAttachmentTool> for AttachmentTool {
    fn from(read: ReadAttachmentTool) -> Self {
        match read {
            ReadAttachmentTool::CodeInterpreter {} => Self::CodeInterpreter,
            ReadAttachmentTool::FileSearch {} => Self::FileSearch,
        }
    }
}
