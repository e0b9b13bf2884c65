//! Making and changing messages.

use super::fields::{Fields, Patch, file_id, filled_text_up_to, list, metadata, metadata_of, one_of, text, wrong_type};
use crate::error::{ApiError, Result};
use crate::wire::content::{Content, Detail, ImageFile, ImageUrl};
use crate::wire::ids::{FileId, MessageId, ThreadId};
use crate::wire::message::{Attachment, AttachmentTool, Message, MessageStatus, Role};
use crate::wire::{Metadata, UnixTime};
use serde_json::Value;

/// Characters in one text part.
const TEXT: usize = 256_000;
/// Parts of a message, attachments of a message, and messages in one request. The specification sets no bound;
/// these keep one request from filling memory and are far above what programs send.
const PARTS: usize = 1_000;
const ATTACHMENTS: usize = 10_000;

/// A message to be added (spec `CreateMessageRequest`).
#[derive(Clone, Debug)]
pub struct CreateMessage {
    role: Role,
    content: Vec<Content>,
    attachments: Vec<Attachment>,
    metadata: Metadata,
    /// Where the message stands in its request, as `messages[0]`; empty for a body of its own.
    place: String,
}

impl CreateMessage {
    /// Reads the body of `createMessage`, or an item of `messages` or `additional_messages` at `param`.
    ///
    /// # Errors
    /// The first field that is missing, unknown, of the wrong type or out of bounds.
    pub fn read(value: Value, param: String) -> Result<Self> {
        let known = ["role", "content", "attachments", "metadata"];
        let place = param.clone();
        let mut fields = Fields::open(param, value, &["role", "content"], &known)?;
        let role = match fields.required("role", one_of(&["user", "assistant"]))? {
            "assistant" => Role::Assistant,
            _ => Role::User,
        };
        let attachments = list(ATTACHMENTS, "an array of objects", attachment);
        Ok(Self {
            role,
            content: fields.required("content", content)?,
            attachments: fields.optional("attachments", attachments)?.unwrap_or_default(),
            metadata: metadata_of(&mut fields)?,
            place,
        })
    }

    /// The full name of one of its fields, for refusals.
    pub fn at(&self, field: &str) -> String {
        if self.place.is_empty() { field.to_owned() } else { format!("{}.{field}", self.place) }
    }

    /// Whether a user speaks.
    pub fn is_user(&self) -> bool {
        self.role == Role::User
    }

    /// The files that are attached to the message.
    pub fn attached(&self) -> impl Iterator<Item = FileId> + '_ {
        self.attachments.iter().map(|attachment| attachment.file_id)
    }

    /// The files that the message shows as images.
    pub fn images(&self) -> impl Iterator<Item = FileId> + '_ {
        self.content.iter().filter_map(|part| match part {
            Content::ImageFile { image_file } => Some(image_file.file_id),
            Content::Text { .. } | Content::ImageUrl { .. } | Content::Refusal { .. } => None,
        })
    }

    /// The attachments that the code interpreter may read; they become the thread's.
    pub fn code_files(&self) -> impl Iterator<Item = FileId> + '_ {
        let coded = |attachment: &&Attachment| attachment.tools.contains(&AttachmentTool::CodeInterpreter);
        self.attachments.iter().filter(coded).map(|attachment| attachment.file_id)
    }

    /// The attachments that are to be searched; they come into the thread's vector store.
    pub fn search_files(&self) -> impl Iterator<Item = FileId> + '_ {
        let searched = |attachment: &&Attachment| attachment.tools.contains(&AttachmentTool::FileSearch);
        self.attachments.iter().filter(searched).map(|attachment| attachment.file_id)
    }

    /// The message, complete.
    pub fn create(self, id: MessageId, thread_id: ThreadId, now: UnixTime) -> Message {
        Message {
            id,
            object: "thread.message",
            created_at: now,
            assistant_id: None,
            thread_id,
            run_id: None,
            status: MessageStatus::Completed,
            incomplete_details: None,
            incomplete_at: None,
            completed_at: Some(now),
            role: self.role,
            content: self.content,
            attachments: self.attachments,
            metadata: self.metadata,
        }
    }
}

fn content(value: Value, param: String) -> Result<Vec<Content>> {
    match value {
        Value::String(_) => filled_text_up_to(TEXT)(value, param).map(|text| vec![Content::text(text)]),
        Value::Array(parts) if parts.is_empty() => Err(ApiError::EmptyArray { param }),
        Value::Array(_) => list(PARTS, "an array of objects", part)(value, param),
        other => Err(wrong_type(param, "one of a string or array of objects", &other)),
    }
}

fn part(value: Value, param: String) -> Result<Content> {
    let known = ["type", "text", "image_url", "image_file"];
    let mut fields = Fields::open(param, value, &["type"], &known)?;
    let kind = fields.required("type", one_of(&["text", "image_url", "image_file"]))?;
    fields.only(kind, &["text", "image_url", "image_file"])?;
    let Some(value) = fields.take(kind) else {
        return Err(ApiError::MissingParameter { param: fields.at(kind) });
    };
    let at = fields.at(kind);
    match kind {
        "image_url" => image_url(value, at),
        "image_file" => image_file(value, at),
        _ => filled_text_up_to(TEXT)(value, at).map(Content::text),
    }
}

fn image_url(value: Value, param: String) -> Result<Content> {
    let mut fields = Fields::open(param, value, &["url"], &["url", "detail"])?;
    let url = fields.required("url", text)?;
    let readable = ["http://", "https://", "data:image/"].iter().any(|scheme| url.starts_with(scheme));
    if !readable {
        return Err(ApiError::InvalidImageUrl { param: fields.at("url") });
    }
    let detail = fields.optional("detail", detail)?.unwrap_or_default();
    Ok(Content::ImageUrl { image_url: ImageUrl { url, detail } })
}

fn image_file(value: Value, param: String) -> Result<Content> {
    let mut fields = Fields::open(param, value, &["file_id"], &["file_id", "detail"])?;
    let file_id = fields.required("file_id", file_id)?;
    let detail = fields.optional("detail", detail)?.unwrap_or_default();
    Ok(Content::ImageFile { image_file: ImageFile { file_id, detail: Some(detail) } })
}

fn detail(value: Value, param: String) -> Result<Detail> {
    Ok(match one_of(&["auto", "low", "high"])(value, param)? {
        "low" => Detail::Low,
        "high" => Detail::High,
        _ => Detail::Auto,
    })
}

fn attachment(value: Value, param: String) -> Result<Attachment> {
    let mut fields = Fields::open(param, value, &["file_id", "tools"], &["file_id", "tools"])?;
    Ok(Attachment {
        file_id: fields.required("file_id", file_id)?,
        tools: fields.required("tools", list(2, "an array of objects", attachment_tool))?,
    })
}

fn attachment_tool(value: Value, param: String) -> Result<AttachmentTool> {
    let mut fields = Fields::open(param, value, &["type"], &["type"])?;
    Ok(match fields.required("type", one_of(&["code_interpreter", "file_search"]))? {
        "file_search" => AttachmentTool::FileSearch,
        _ => AttachmentTool::CodeInterpreter,
    })
}

/// Reads the body of the operations that change nothing but metadata: `modifyMessage`, `modifyRun`.
///
/// # Errors
/// If there is anything else in it, or the metadata breaks a bound.
pub fn read_metadata(body: Value) -> Result<Patch<Metadata>> {
    Fields::open(String::new(), body, &[], &["metadata"])?.patch("metadata", metadata)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn refusal(body: Value) -> String {
        CreateMessage::read(body, String::new()).expect_err("a bad body").facts().message
    }

    #[test]
    fn text_and_images_are_echoed_as_parts() {
        let body = json!({"role": "user", "content": [
            {"type": "text", "text": "Look."},
            {"type": "image_url", "image_url": {"url": "https://example.com/a.png"}},
            {"type": "image_file", "image_file": {"file_id": "file-000000000000000000000000", "detail": "low"}},
        ]});
        let message = CreateMessage::read(body, String::new()).expect("a good body");
        assert_eq!(
            serde_json::to_value(&message.content).expect("JSON"),
            json!([{"type": "text", "text": {"value": "Look.", "annotations": []}},
                {"type": "image_url", "image_url": {"url": "https://example.com/a.png", "detail": "auto"}},
                {"type": "image_file", "image_file": {"file_id": "file-000000000000000000000000", "detail": "low"}}])
        );
        assert_eq!((message.images().count(), message.attached().count()), (1, 0));
    }

    #[test]
    fn refusals_name_the_place() {
        assert_eq!(refusal(json!({"role": "user"})), "Missing required parameter: 'content'.");
        assert_eq!(
            refusal(json!({"role": "system", "content": "x"})),
            "Invalid value: 'system'. Supported values are: 'user' and 'assistant'."
        );
        assert_eq!(
            refusal(json!({"role": "user", "content": 3})),
            "Invalid type for 'content': expected one of a string or array of objects, but got an integer instead."
        );
        assert_eq!(
            refusal(json!({"role": "user", "content": [{"type": "text"}]})),
            "Missing required parameter: 'content[0].text'."
        );
        assert!(refusal(json!({"role": "user", "content": ""})).contains("empty string"));
        assert!(refusal(json!({"role": "user", "content": []})).contains("empty array"));
    }
}
