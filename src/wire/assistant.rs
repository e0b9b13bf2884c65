//! Assistants.

use super::ids::AssistantId;
use super::tool::{ResponseFormat, Tool, ToolResources};
use super::view::same_everywhere;
use super::{Metadata, UnixTime};
use serde::Serialize;

/// An assistant (`wire.md` §3, field order as sent).
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)] // the fields are the API's own
pub struct Assistant {
    pub id: AssistantId,
    pub object: &'static str,
    pub created_at: UnixTime,
    pub name: Option<String>,
    pub description: Option<String>,
    pub model: String,
    pub instructions: Option<String>,
    pub tools: Vec<Tool>,
    pub top_p: f64,
    pub temperature: f64,
    pub reasoning_effort: Option<String>,
    pub tool_resources: ToolResources,
    pub metadata: Metadata,
    pub response_format: ResponseFormat,
}

same_everywhere!(Assistant);
