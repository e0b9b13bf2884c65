//! Reads tools, tool resources, tool choices and response formats.

use super::fields::{Fields, file_id, flag, integer, list, number, object, one_of, text, text_up_to, wrong_type};
use super::schema::strict_problem;
use super::vector_store::NewStore;
use crate::error::{ApiError, Missing, Result};
use crate::wire::ids::{FileId, Id, VectorStoreId};
use crate::wire::tool::{FileSearch, Function, JsonSchema, RankingOptions, ResponseFormat, Tool, ToolChoice};
use serde_json::{Value, json};

/// Tools an assistant may have (spec `AssistantObject.tools`).
pub const ASSISTANT_TOOLS: usize = 128;
/// Tools a run may name (spec `CreateRunRequest.tools`).
pub const RUN_TOOLS: usize = 20;
/// Files the code interpreter may have (spec, everywhere).
pub const CODE_FILES: usize = 20;

/// The kinds of tool, in the order in which refusals list them.
const TOOL_TYPES: &[&str] = &["code_interpreter", "function", "file_search"];
const NAME: &str = "^[a-zA-Z0-9_-]+$";

/// Reads a list of at most `max` tools.
pub fn tools(max: usize) -> impl Fn(Value, String) -> Result<Vec<Tool>> {
    list(max, "an array of objects", tool)
}

fn tool(value: Value, param: String) -> Result<Tool> {
    let mut fields = Fields::open(param, value, &["type"], &["type", "function", "file_search"])?;
    let kind = fields.required("type", one_of(TOOL_TYPES))?;
    fields.only(kind, &["function", "file_search"])?;
    match kind {
        "code_interpreter" => Ok(Tool::CodeInterpreter),
        "file_search" => {
            let file_search = fields
                .optional("file_search", file_search)?
                .unwrap_or(FileSearch { max_num_results: None, ranking_options: RankingOptions::default() });
            Ok(Tool::FileSearch { file_search })
        }
        _ => match fields.take("function") {
            Some(value) => Ok(Tool::Function { function: function(value, fields.at("function"))? }),
            None => Err(ApiError::MissingParameter { param: fields.at("function") }),
        },
    }
}

fn file_search(value: Value, param: String) -> Result<FileSearch> {
    let mut fields = Fields::open(param, value, &[], &["max_num_results", "ranking_options"])?;
    Ok(FileSearch {
        max_num_results: fields.optional("max_num_results", integer(1, 50))?,
        ranking_options: fields.optional("ranking_options", ranking_options)?.unwrap_or_default(),
    })
}

fn ranking_options(value: Value, param: String) -> Result<RankingOptions> {
    let mut fields = Fields::open(param, value, &["score_threshold"], &["ranker", "score_threshold"])?;
    let ranker = fields.optional("ranker", one_of(&["auto", "default_2024_08_21"]))?;
    Ok(RankingOptions {
        ranker: ranker.unwrap_or("default_2024_08_21").to_owned(),
        score_threshold: fields.required("score_threshold", number(0.0, 1.0))?,
        hybrid_search: None,
    })
}

fn function(value: Value, param: String) -> Result<Function> {
    let known = ["name", "description", "parameters", "strict"];
    let mut fields = Fields::open(param, value, &["name"], &known)?;
    let name = fields.required("name", name)?;
    let description = fields.optional("description", text)?;
    let parameters = fields.optional("parameters", object)?;
    let strict = fields.optional("strict", flag)?.unwrap_or(false);
    if let (true, Some(schema)) = (strict, &parameters)
        && let Some(reason) = strict_problem(schema)
    {
        return Err(ApiError::InvalidFunctionSchema { param: fields.at("parameters"), function: name, reason });
    }
    // What a function without parameters is echoed with (StreamingToolCall recording).
    let parameters = parameters.map_or_else(|| json!({"type": "object", "properties": {}}), Value::Object);
    Ok(Function { name, description, parameters, strict })
}

/// Reads the name of a function or a format: 1 to 64 of `[a-zA-Z0-9_-]`.
fn name(value: Value, param: String) -> Result<String> {
    let name = text_up_to(64)(value, param.clone())?;
    if name.is_empty() {
        return Err(ApiError::EmptyString { param });
    }
    let fits = name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-');
    if fits { Ok(name) } else { Err(ApiError::PatternMismatch { param, pattern: NAME }) }
}

/// Where tool resources are named: only what is being made may ask for a vector store to be made with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Naming {
    Making,
    Changing,
}

/// What a request wants its tools to use. Whether it is there, and what has to be made first, is for the store to find
/// out ([`crate::store::provide`]).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AskedResources {
    /// What `file_search` is to search; absent where nothing is said of it.
    pub search: Option<StoreChoice>,
    /// What `code_interpreter` may read; absent where nothing is said of it.
    pub code_files: Option<Vec<FileId>>,
}

/// A vector store that is there, one to be made, or none.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs)]
pub enum StoreChoice {
    None,
    Named(VectorStoreId),
    New(Box<NewStore>),
}

/// Reads tool resources.
pub fn tool_resources(naming: Naming) -> impl Fn(Value, String) -> Result<AskedResources> {
    move |value, param| {
        let mut fields = Fields::open(param, value, &[], &["code_interpreter", "file_search"])?;
        let search = |value, param| search_resources(value, param, naming);
        Ok(AskedResources {
            search: fields.optional("file_search", search)?.flatten(),
            code_files: fields.optional("code_interpreter", code_resources)?,
        })
    }
}

fn code_resources(value: Value, param: String) -> Result<Vec<FileId>> {
    let mut fields = Fields::open(param, value, &[], &["file_ids"])?;
    Ok(fields.optional("file_ids", list(CODE_FILES, "an array of strings", file_id))?.unwrap_or_default())
}

fn search_resources(value: Value, param: String, naming: Naming) -> Result<Option<StoreChoice>> {
    let known: &[&str] = match naming {
        Naming::Making => &["vector_store_ids", "vector_stores"],
        Naming::Changing => &["vector_store_ids"],
    };
    let mut fields = Fields::open(param, value, &[], known)?;
    let named = fields.optional("vector_store_ids", list(1, "an array of strings", store_id))?;
    let new = fields.optional("vector_stores", list(1, "an array of objects", NewStore::read_helper))?;
    match (named, new) {
        (Some(_), Some(_)) => Err(ApiError::ConflictingParameters {
            param: fields.at("vector_stores"),
            first: "vector_store_ids",
            second: "vector_stores",
        }),
        (None, None) => Ok(None),
        (Some(named), None) => Ok(Some(named.first().map_or(StoreChoice::None, |id| StoreChoice::Named(*id)))),
        (None, Some(new)) => {
            Ok(Some(new.into_iter().next().map_or(StoreChoice::None, |new| StoreChoice::New(Box::new(new)))))
        }
    }
}

/// Reads the id of a vector store; what cannot be one is not there.
fn store_id(value: Value, param: String) -> Result<VectorStoreId> {
    let id = text(value, param)?;
    VectorStoreId::parse(&id).ok_or(ApiError::NotFound { kind: Missing::VectorStore, id })
}

/// Reads a tool choice; whether a named function is among the run's tools is checked by the run.
///
/// # Errors
/// If it is no known word and no object that names a tool.
pub fn tool_choice(value: Value, param: String) -> Result<ToolChoice> {
    if value.is_string() {
        return Ok(match one_of(&["none", "auto", "required"])(value, param)? {
            "none" => ToolChoice::None,
            "required" => ToolChoice::Required,
            _ => ToolChoice::Auto,
        });
    }
    if !value.is_object() {
        return Err(wrong_type(param, "one of a string or an object", &value));
    }
    let mut fields = Fields::open(param, value, &["type"], &["type", "function"])?;
    let kind = fields.required("type", one_of(TOOL_TYPES))?;
    fields.only(kind, &["function"])?;
    match kind {
        "code_interpreter" => Ok(ToolChoice::CodeInterpreter),
        "file_search" => Ok(ToolChoice::FileSearch),
        _ => {
            let Some(value) = fields.take("function") else {
                return Err(ApiError::MissingParameter { param: fields.at("function") });
            };
            let mut function = Fields::open(fields.at("function"), value, &["name"], &["name"])?;
            Ok(ToolChoice::Function(function.required("name", name)?))
        }
    }
}

/// Reads a response format.
///
/// # Errors
/// If it is neither `auto` nor an object of a known type, or if a strict schema cannot be enforced.
pub fn response_format(value: Value, param: String) -> Result<ResponseFormat> {
    if value.is_string() {
        return one_of(&["auto"])(value, param).map(|_| ResponseFormat::Auto);
    }
    if !value.is_object() {
        return Err(wrong_type(param, "one of a string or an object", &value));
    }
    let mut fields = Fields::open(param, value, &["type"], &["type", "json_schema"])?;
    let kind = fields.required("type", one_of(&["json_object", "json_schema", "text"]))?;
    fields.only(kind, &["json_schema"])?;
    match kind {
        "json_object" => Ok(ResponseFormat::JsonObject),
        "text" => Ok(ResponseFormat::Text),
        _ => match fields.take("json_schema") {
            Some(value) => json_schema(value, fields.at("json_schema")).map(ResponseFormat::JsonSchema),
            None => Err(ApiError::MissingParameter { param: fields.at("json_schema") }),
        },
    }
}

fn json_schema(value: Value, param: String) -> Result<JsonSchema> {
    let known = ["name", "description", "schema", "strict"];
    let mut fields = Fields::open(param, value, &["name"], &known)?;
    let format = JsonSchema {
        name: fields.required("name", name)?,
        description: fields.optional("description", text)?,
        schema: fields.optional("schema", object)?,
        strict: fields.optional("strict", flag)?,
    };
    if let (Some(true), Some(schema)) = (format.strict, &format.schema)
        && let Some(reason) = strict_problem(schema)
    {
        return Err(ApiError::InvalidFormatSchema { name: format.name, reason });
    }
    Ok(format)
}

/// Refuses two functions of one name, which a model could not tell apart.
///
/// # Errors
/// If a name occurs twice.
pub fn no_namesakes(tools: &[Tool]) -> Result<()> {
    let names = |tool: &Tool| match tool {
        Tool::Function { function } => Some(function.name.clone()),
        Tool::CodeInterpreter | Tool::FileSearch { .. } => None,
    };
    let mut seen = std::collections::HashSet::new();
    for name in tools.iter().filter_map(names) {
        if !seen.insert(name.clone()) {
            return Err(ApiError::InvalidFunctionSchema {
                param: "tools".to_owned(),
                function: name,
                reason: "function names must be unique.".to_owned(),
            });
        }
    }
    Ok(())
}
