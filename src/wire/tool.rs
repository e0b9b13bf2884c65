//! Tools of assistants and runs, and what they may use.

use super::Metadata;
use super::ids::{FileId, VectorStoreId};
use serde::ser::{SerializeMap, Serializer};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A tool that an assistant or run may use.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", from = "ReadTool")]
pub enum Tool {
    /// Runs Python and may read files.
    CodeInterpreter,
    /// Searches the attached vector stores.
    FileSearch {
        /// How to search; always echoed whole (`wire.md` §3).
        file_search: FileSearch,
    },
    /// Calls back to the client.
    Function {
        /// What can be called.
        function: Function,
    },
}

/// The same as it is read: with braces, since serde lets a variant without them have any other field.
#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
enum ReadTool {
    CodeInterpreter {},
    FileSearch { file_search: FileSearch },
    Function { function: Function },
}

impl From<ReadTool> for Tool {
    fn from(read: ReadTool) -> Self {
        match read {
            ReadTool::CodeInterpreter {} => Self::CodeInterpreter,
            ReadTool::FileSearch { file_search } => Self::FileSearch { file_search },
            ReadTool::Function { function } => Self::Function { function },
        }
    }
}

/// Options of the `file_search` tool.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileSearch {
    /// At most so many results, 1 to 50.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_num_results: Option<u64>,
    /// How results are ranked.
    pub ranking_options: RankingOptions,
}

/// How `file_search` ranks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RankingOptions {
    /// `auto` or `default_2024_08_21`.
    pub ranker: String,
    /// Results below this score, 0 to 1, are left out.
    pub score_threshold: f64,
    /// Never set; the service sent the key from September 2025 on.
    pub hybrid_search: Option<bool>,
}

impl Default for RankingOptions {
    fn default() -> Self {
        Self { ranker: "default_2024_08_21".to_owned(), score_threshold: 0.0, hybrid_search: None }
    }
}

/// A function that the client offers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Function {
    /// 1 to 64 of `[a-zA-Z0-9_-]`.
    pub name: String,
    /// When to call it, for the model.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// A JSON Schema of the arguments, as the client wrote it.
    pub parameters: Value,
    /// Whether arguments must follow the schema exactly.
    pub strict: bool,
}

/// What the tools of an assistant or thread may use.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(from = "ReadResources")]
pub struct ToolResources {
    /// Stores for `file_search`; at most one.
    pub vector_stores: Option<Vec<VectorStoreId>>,
    /// Files for `code_interpreter`; at most 20.
    pub code_files: Option<Vec<FileId>>,
}

/// Resources as [`ToolResources`] are serialized.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ReadResources {
    file_search: Option<ReadStores>,
    code_interpreter: Option<ReadFiles>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ReadStores {
    vector_store_ids: Vec<VectorStoreId>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ReadFiles {
    file_ids: Vec<FileId>,
}

impl From<ReadResources> for ToolResources {
    fn from(read: ReadResources) -> Self {
        Self {
            vector_stores: read.file_search.map(|stores| stores.vector_store_ids),
            code_files: read.code_interpreter.map(|files| files.file_ids),
        }
    }
}

#[derive(Serialize)]
struct Stores<'a> {
    vector_store_ids: &'a [VectorStoreId],
}

#[derive(Serialize)]
struct Files<'a> {
    file_ids: &'a [FileId],
}

impl Serialize for ToolResources {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        if let Some(vector_store_ids) = &self.vector_stores {
            map.serialize_entry("file_search", &Stores { vector_store_ids })?;
        }
        if let Some(file_ids) = &self.code_files {
            map.serialize_entry("code_interpreter", &Files { file_ids })?;
        }
        map.end()
    }
}

impl ToolResources {
    /// These resources, where an empty list of stores says that there is none.
    pub fn without_empty(mut self) -> Self {
        self.vector_stores = self.vector_stores.filter(|stores| !stores.is_empty());
        self
    }

    /// These resources with the `code_interpreter` key present, as reads and events show threads and runs.
    pub fn with_code_key(&self) -> Self {
        let mut shown = self.clone();
        shown.code_files.get_or_insert_default();
        shown
    }
}

/// Which tool, if any, the model must use.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(from = "ReadChoice")]
pub enum ToolChoice {
    /// The model may call a tool or answer.
    Auto,
    /// No tool is called.
    None,
    /// At least one tool is called before the answer.
    Required,
    /// The code interpreter must run.
    CodeInterpreter,
    /// The stores must be searched.
    FileSearch,
    /// This function must be called.
    Function(String),
}

/// A choice as [`ToolChoice`] is serialized.
#[derive(Deserialize)]
#[serde(untagged, expecting = "expected auto, none, required or a tool")]
enum ReadChoice {
    Word(ChoiceWord),
    Tool(ChosenTool),
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum ChoiceWord {
    Auto,
    None,
    Required,
}

#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
enum ChosenTool {
    CodeInterpreter {},
    FileSearch {},
    Function { function: ReadName },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ReadName {
    name: String,
}

impl From<ReadChoice> for ToolChoice {
    fn from(read: ReadChoice) -> Self {
        match read {
            ReadChoice::Word(ChoiceWord::Auto) => Self::Auto,
            ReadChoice::Word(ChoiceWord::None) => Self::None,
            ReadChoice::Word(ChoiceWord::Required) => Self::Required,
            ReadChoice::Tool(ChosenTool::CodeInterpreter {}) => Self::CodeInterpreter,
            ReadChoice::Tool(ChosenTool::FileSearch {}) => Self::FileSearch,
            ReadChoice::Tool(ChosenTool::Function { function }) => Self::Function(function.name),
        }
    }
}

#[derive(Serialize)]
struct Name<'a> {
    name: &'a str,
}

impl Serialize for ToolChoice {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let kind = match self {
            Self::Auto => return serializer.serialize_str("auto"),
            Self::None => return serializer.serialize_str("none"),
            Self::Required => return serializer.serialize_str("required"),
            Self::CodeInterpreter => "code_interpreter",
            Self::FileSearch => "file_search",
            Self::Function(_) => "function",
        };
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("type", kind)?;
        if let Self::Function(name) = self {
            map.serialize_entry("function", &Name { name })?;
        }
        map.end()
    }
}

/// The form that the model's text must have.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(from = "ReadFormat")]
pub enum ResponseFormat {
    /// The default; shown as the plain string `auto`.
    Auto,
    /// `{"type":"text"}`.
    Text,
    /// Any JSON object.
    JsonObject,
    /// JSON that follows a schema.
    JsonSchema(JsonSchema),
}

/// A format as [`ResponseFormat`] is serialized.
#[derive(Deserialize)]
#[serde(untagged, expecting = "expected auto or a format")]
enum ReadFormat {
    Word(FormatWord),
    Format(NamedFormat),
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum FormatWord {
    Auto,
}

#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
enum NamedFormat {
    Text {},
    JsonObject {},
    JsonSchema { json_schema: JsonSchema },
}

impl From<ReadFormat> for ResponseFormat {
    fn from(read: ReadFormat) -> Self {
        match read {
            ReadFormat::Word(FormatWord::Auto) => Self::Auto,
            ReadFormat::Format(NamedFormat::Text {}) => Self::Text,
            ReadFormat::Format(NamedFormat::JsonObject {}) => Self::JsonObject,
            ReadFormat::Format(NamedFormat::JsonSchema { json_schema }) => Self::JsonSchema(json_schema),
        }
    }
}

/// A schema that the reply must follow, as the client wrote it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JsonSchema {
    /// 1 to 64 of `[a-zA-Z0-9_-]`.
    pub name: String,
    /// What the format is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The schema itself; absent means any JSON.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub schema: Option<Metadata>,
    /// Whether the schema is enforced.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub strict: Option<bool>,
}

impl Serialize for ResponseFormat {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let kind = match self {
            Self::Auto => return serializer.serialize_str("auto"),
            Self::Text => "text",
            Self::JsonObject => "json_object",
            Self::JsonSchema(_) => "json_schema",
        };
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("type", kind)?;
        if let Self::JsonSchema(schema) = self {
            map.serialize_entry("json_schema", schema)?;
        }
        map.end()
    }
}
