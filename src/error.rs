//! The catalogue of everything that the API can refuse, in the service's own words (`wire.md` §8).
//!
//! One row a refusal: its fields, then status, code, parameter and text. [`ApiError::facts`] is the one place
//! where a refusal becomes words; what turns those into bytes is `http/respond.rs`.

use crate::wire::ids::{RunId, ThreadId, VectorStoreId};
use crate::wire::run::RunStatus;
use std::borrow::Cow;

/// Shorthand for what may be refused.
pub type Result<T> = std::result::Result<T, ApiError>;

/// A refusal, ready for the envelope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// HTTP status.
    pub status: u16,
    /// `server_error` for our own faults, `invalid_request_error` for the client's.
    pub kind: &'static str,
    /// Machine-readable reason, where the service had one.
    pub code: Option<&'static str>,
    /// The parameter that is at fault, as a path.
    pub param: Option<String>,
    /// The sentence for people.
    pub message: String,
}

macro_rules! catalogue {
    ($( $name:ident { $($field:ident: $type:ty),* } => $status:literal, $code:expr, $param:expr, $text:expr; )*) => {
        /// A refusal. Each variant's row in this file gives its status, code, parameter and text.
        #[derive(Clone, Debug, PartialEq)]
        #[allow(missing_docs)] // the row of a variant is its documentation
        pub enum ApiError { $( $name { $($field: $type),* }, )* }

        impl ApiError {
            /// The name of each row, in the order of the catalogue.
            pub const NAMES: &'static [&'static str] = &[$( stringify!($name), )*];

            /// The name of its row.
            pub fn name(&self) -> &'static str {
                match self {
                    $( Self::$name { .. } => stringify!($name), )*
                }
            }

            /// What is sent for this refusal.
            pub fn facts(&self) -> Facts {
                match self {
                    $( Self::$name { $($field),* } => Facts {
                        status: $status,
                        kind: if $status < 500 { "invalid_request_error" } else { "server_error" },
                        code: $code,
                        param: $param,
                        message: $text,
                    }, )*
                }
            }
        }

        #[cfg(test)]
        impl ApiError {
            /// One of each, with its name; what a request fills in stands in braces.
            fn samples() -> Vec<(&'static str, Self)> {
                use tests::sample;
                vec![$( (stringify!($name), Self::$name { $($field: sample(stringify!($field))),* }), )*]
            }
        }
    };
}

const PARSE_HINT: &str = "We could not parse the JSON body of your request. (HINT: This likely means you aren't using \
    your HTTP library correctly. The OpenAI API expects a JSON payload, but what was sent was not valid JSON. If you \
    have trouble figuring out how to fix this, please contact us through our help center at help.openai.com.)";

const NO_KEY: &str = "You didn't provide an API key. You need to provide your API key in an Authorization header using \
    Bearer auth (i.e. Authorization: Bearer YOUR_KEY), or as the password field (with blank username) if you're \
    accessing the API from your browser and are prompted for a username and password. You can obtain an API key from \
    https://platform.openai.com/account/api-keys.";

const NO_BETA: &str = "You must provide the 'OpenAI-Beta' header to access the Assistants API. Please try again by \
    setting the header 'OpenAI-Beta: assistants=v2'.";

const OLD_BETA: &str = "The v1 Assistants API has been deprecated. Please try again by setting the header \
    'OpenAI-Beta: assistants=v2'.";

const SERVER_ERROR: &str = "The server had an error processing your request. Sorry about that! You can retry your \
    request, or contact us through our help center at help.openai.com if you keep seeing this error.";

catalogue! {
    // Who is asking
    MissingKey {} => 401, None, None, NO_KEY.to_owned();
    IncorrectKey { shown: String } => 401, Some("invalid_api_key"), None, format!(
        "Incorrect API key provided: {shown}. You can find your API key at https://platform.openai.com/account/api-keys.");
    MissingBeta {} => 400, Some("invalid_beta"), None, NO_BETA.to_owned();
    DeprecatedBeta {} => 400, Some("invalid_beta"), None, OLD_BETA.to_owned();
    UnknownBeta { name: String } => 400, Some("invalid_beta"), None, format!("Unknown beta requested: '{name}'.");
    ForbiddenHost { host: String } => 403, Some("forbidden_host"), None, format!(
        "understage does not answer for the host '{host}'. Start it with --allowed-host {host} if that is meant.");
    ForbiddenOrigin { origin: String } => 403, Some("forbidden_origin"), None, format!(
        "understage does not answer pages from '{origin}'. Start it with --cors-origin {origin} if that is meant.");

    // Where to
    UnknownUrl { verb: String, path: String } => 404, None, None, format!("Invalid URL ({verb} {path})");
    WrongMethod { verb: String, path: String } => 405, Some("method_not_supported"), None, format!(
        "Not allowed to {verb} on {path}. (HINT: Perhaps you meant to use a different HTTP method?)");
    NotEmulated { operation: &'static str } => 501, Some("not_emulated"), None, format!(
        "understage does not emulate {operation}.");
    OutsideApi { verb: String, path: String } => 404, None, None, format!(
        "Invalid URL ({verb} {path}). The API is served below /v1: is that missing in the base URL?");

    // The body as a whole
    UnreadableBody {} => 400, None, None, PARSE_HINT.to_owned();
    WrongContentType { got: String, expected: &'static str } => 400, Some("unsupported_content_type"), None, format!(
        "Unsupported content type: '{got}'. This API method only accepts '{expected}' requests, but you specified the \
         header 'Content-Type: {got}'. Please try again with a supported content type.");
    BodyTooLarge { limit: u64 } => 413, None, None, format!(
        "Maximum content size limit ({limit}) exceeded. Please reduce the size of your request.");
    BrokenUpload {} => 400, None, None, "Could not parse multipart form.".to_owned();

    // Its parameters
    MissingParameter { param: String } => 400, Some("missing_required_parameter"), at(param), format!(
        "Missing required parameter: '{param}'.");
    UnknownParameter { param: String } => 400, Some("unknown_parameter"), at(param), format!(
        "Unknown parameter: '{param}'.");
    InvalidType { param: String, expected: Cow<'static, str>, got: &'static str } => 400, Some("invalid_type"), at(param),
        format!("Invalid type for '{param}': expected {expected}, but got {got} instead.");
    InvalidValue { param: String, value: String, supported: &'static [&'static str] } => 400, Some("invalid_value"),
        at(param), format!("Invalid value: '{value}'. Supported values are: {}.", quoted_and(supported));
    BelowMinimum { param: String, kind: Number, bound: f64, got: f64 } => 400, Some(kind.below()), at(param), format!(
        "Invalid '{param}': {} below minimum value. Expected a value >= {bound}, but got {got} instead.", kind.word());
    AboveMaximum { param: String, kind: Number, bound: f64, got: f64 } => 400, Some(kind.above()), at(param), format!(
        "Invalid '{param}': {} above maximum value. Expected a value <= {bound}, but got {got} instead.", kind.word());
    StringTooLong { param: String, max: usize, got: usize } => 400, Some("string_above_max_length"), at(param), format!(
        "Invalid '{param}': string too long. Expected a string with maximum length {max}, but got a string with length \
         {got} instead.");
    EmptyString { param: String } => 400, Some("empty_string"), at(param), format!(
        "Invalid '{param}': empty string. Expected a string with minimum length 1, but got an empty string instead.");
    PatternMismatch { param: String, pattern: &'static str } => 400, Some("invalid_value"), at(param), format!(
        "Invalid '{param}': string does not match pattern. Expected a string that matches the pattern '{pattern}'.");
    ArrayTooLong { param: String, max: usize, got: usize } => 400, Some("array_above_max_length"), at(param), format!(
        "Invalid '{param}': array too long. Expected an array with maximum length {max}, but got an array with length \
         {got} instead.");
    EmptyArray { param: String } => 400, Some("empty_array"), at(param), format!(
        "Invalid '{param}': empty array. Expected an array with minimum length 1, but got an empty array instead.");
    TooManyProperties { param: String, max: usize, got: usize } => 400, Some("object_above_max_properties"), at(param),
        format!("Invalid '{param}': too many properties. Expected an object with at most {max} properties, but got an \
         object with {got} properties instead.");
    PropertyNameTooLong { param: String, name: String, max: usize } => 400, Some("property_name_above_max_length"),
        at(param), format!("Invalid property name in '{param}': '{}' is too long. Expected a string with maximum length \
         {max}, but got a string with length {} instead.", elided(name), name.chars().count());
    InvalidFunctionSchema { param: String, function: String, reason: String } => 400,
        Some("invalid_function_parameters"), at(param), format!("Invalid schema for function '{function}': {reason}");
    InvalidFormatSchema { name: String, reason: String } => 400, None, at("response_format"), format!(
        "Invalid schema for response_format '{name}': {reason}");
    ConflictingParameters { param: String, first: &'static str, second: &'static str } => 400,
        Some("mutually_exclusive_parameters"), at(param), format!(
        "Mutually exclusive parameters: '{first}' and '{second}'. Ensure you are only providing one of: '{first}' or \
         '{second}'.");
    WrongIdPrefix { param: &'static str, value: String, expected: &'static str } => 400, Some("invalid_value"), at(param),
        format!("Invalid '{param}': '{value}'. Expected an ID that begins with '{expected}'.");
    UnknownCursor { param: &'static str, value: String } => 400, Some("invalid_value"), at(param), format!(
        "Invalid '{param}': no object with id '{value}' in this list.");
    UnknownModel { model: String } => 400, Some("model_not_found"), at("model"), format!(
        "The requested model '{model}' does not exist.");
    UnsupportedModel { model: String } => 400, Some("unsupported_model"), at("model"), format!(
        "The requested model '{model}' cannot be used with the Assistants API.");
    ToolChoiceNotOffered { param: String, name: String } => 400, Some("invalid_value"), at(param), format!(
        "Invalid value: '{name}'. 'tool_choice' asks for a tool that is not among the tools of this run.");
    InvalidImageUrl { param: String } => 400, Some("invalid_value"), at(param), format!(
        "Invalid '{param}'. Expected a valid URL, but got a value with an invalid format.");
    UnsupportedImage { name: String } => 400, Some("invalid_image_format"), None, format!(
        "Invalid message content: Expected file type to be a supported format: .jpeg, .jpg, .png, .gif, .webp but got \
         {name}.");

    // Objects
    NotFound { kind: Missing, id: String } => 404, None, None, format!("No {} found with id '{id}'.", kind.word());
    NoSuchFile { id: String } => 404, None, at("id"), format!("No such File object: {id}");
    NoSuchModel { model: String } => 404, Some("model_not_found"), at("model"), format!(
        "The model '{model}' does not exist");
    FilesNotFound { param: String, ids: Vec<String> } => 400, Some("invalid_value"), at(param), format!(
        "The following file IDs were not found: {}", ids.join(", "));
    ModelNotYours { model: String } => 403, None, None, format!(
        "You do not own the model '{model}'; only fine-tuned models of your organization can be deleted.");

    // States
    ThreadLocked { thread: ThreadId, run: RunId } => 400, None, None, format!(
        "Can't add messages to {thread} while a run {run} is active.");
    ThreadHasActiveRun { thread: ThreadId, run: RunId } => 400, None, None, format!(
        "Thread {thread} already has an active run {run}.");
    NothingToRun {} => 400, Some("invalid_thread"), None,
        "Run creation requires a Thread with a user message or an assistant with instructions.".to_owned();
    CannotCancel { status: RunStatus } => 400, None, None, format!("Cannot cancel run with status '{}'.", status.name());
    CannotUpdate { status: RunStatus } => 400, None, None, format!("Cannot update run with status '{}'.", status.name());
    OutputsNotAwaited { status: RunStatus } => 400, None, None, format!(
        "Runs in status \"{}\" do not accept tool outputs.", status.name());
    WrongOutputs { expected: Vec<String>, got: Vec<String> } => 400, None, None, format!(
        "Expected tool outputs for call_ids {}, got {}", listed(expected), listed(got));
    ApiRetired {} => 410, Some("assistants_api_deprecated"), None, "The Assistants API has been retired.".to_owned();
    ForeignProject { param: String } => 400, Some("invalid_value"), at(param), format!(
        "Invalid '{param}': rules that are pushed are for the project of the key that pushes them.");
    NothingToStep { status: RunStatus } => 409, Some("nothing_to_step"), None, format!(
        "This run is '{}': there is nothing left to step.", status.name());
    RunOver { status: RunStatus } => 409, Some("run_over"), None, format!(
        "This run is '{}': it is over already.", status.name());
    NotStepped { pace: String } => 409, Some("not_stepped"), None, format!(
        "This run is played at pace '{pace}' and is not held; only runs at pace 'step', or that a scenario holds, can be stepped.");
    WrongScenarios { problems: String } => 400, Some("invalid_scenarios"), None, problems.clone();
    NoSuchScenario { name: String } => 404, Some("scenario_not_found"), None, format!(
        "No scenario named '{name}' was pushed for this project.");

    // Files
    UnsupportedPurpose { purpose: String, supported: Vec<&'static str> } => 400, None, at("purpose"), format!(
        "'{purpose}' is not one of {} - 'purpose'", listed(supported));
    MissingFormField { name: &'static str } => 400, None, None, format!("'{name}' is a required property");
    UnsupportedExtension { extension: String, supported: &'static [&'static str] } => 400, None, None, format!(
        "Invalid extension {extension}. Supported formats: {}", double_quoted(supported));
    FileTooLarge { limit: u64 } => 413, None, at("file"), format!(
        "File is too large. The maximum size is {limit} bytes.");
    NotDownloadable { purpose: &'static str } => 400, None, None, format!(
        "Not allowed to download files of purpose: {purpose}");

    UnsupportedForSearch { extensions: Vec<String> } => 400, Some("unsupported_file"), at("file_ids"), format!(
        "Files with extensions [{}] are not supported for retrieval. See \
         https://platform.openai.com/docs/assistants/tools/file-search/supported-files", extensions.join(", "));

    // Vector stores
    StoreExpired { store: VectorStoreId } => 400, None, None, format!("Vector store '{store}' has expired.");
    StoreFull { store: VectorStoreId, max: usize } => 400, None, None, format!(
        "Vector store '{store}' cannot have more than {max} files.");

    // Uploads
    UploadOver { verb: &'static str, status: &'static str } => 400, None, None, format!(
        "Cannot {verb} an upload with status '{status}'.");
    UploadTooLong { bytes: u64 } => 400, None, at("data"), format!(
        "The parts of this upload are longer than the {bytes} bytes that are kept for it.");
    UploadTooShort { expected: u64, got: u64 } => 400, None, at("part_ids"), format!(
        "The parts have {got} bytes together, but this upload was created for {expected} bytes.");
    UnknownParts { ids: Vec<String> } => 400, Some("invalid_value"), at("part_ids"), format!(
        "The following parts were not found in this upload: {}", ids.join(", "));
    PartNamedTwice { id: String } => 400, Some("invalid_value"), at("part_ids"), format!(
        "The part '{id}' is named twice.");
    WrongMd5 { expected: String, got: String } => 400, Some("invalid_value"), at("md5"), format!(
        "The md5 checksum of the parts is '{got}', but '{expected}' was expected.");
    PartTooLarge { limit: u64 } => 413, None, at("data"), format!(
        "Part is too large. The maximum size is {limit} bytes.");

    // Snapshots
    BadSnapshot { path: String, problem: String } => 400, Some("invalid_snapshot"), at(path), format!(
        "Invalid snapshot: {path}: {problem}");
    SnapshotTooLarge { bytes: u64, limit: u64 } => 409, Some("snapshot_too_large"), None, format!(
        "This project cannot be told in a snapshot: it has {bytes} bytes, and a snapshot holds at most {limit}.");

    // Ours
    Internal { request: String } => 500, None, None, format!(
        "{SERVER_ERROR} (Please include the request ID {request} in your email.)");
}

/// The two kinds of number in refusals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Number {
    Integer,
    Decimal,
}

impl Number {
    fn word(self) -> &'static str {
        match self {
            Self::Integer => "integer",
            Self::Decimal => "decimal",
        }
    }

    fn below(self) -> &'static str {
        match self {
            Self::Integer => "integer_below_min_value",
            Self::Decimal => "decimal_below_min_value",
        }
    }

    fn above(self) -> &'static str {
        match self {
            Self::Integer => "integer_above_max_value",
            Self::Decimal => "decimal_above_max_value",
        }
    }
}

/// What a client named that is not there. Files have a row of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Missing {
    Assistant,
    Thread,
    Message,
    Run,
    RunStep,
    VectorStore,
    StoreFile,
    FileBatch,
    Upload,
}

impl Missing {
    fn word(self) -> &'static str {
        match self {
            Self::Assistant => "assistant",
            Self::Thread => "thread",
            Self::Message => "message",
            Self::Run => "run",
            Self::RunStep => "run step",
            Self::VectorStore => "vector store",
            Self::StoreFile => "file",
            Self::FileBatch => "file batch",
            Self::Upload => "upload",
        }
    }
}

fn at(param: &str) -> Option<String> {
    Some(param.to_owned())
}

/// `'a', 'b', and 'c'`; two have no comma.
fn quoted_and(values: &[&str]) -> String {
    let quoted: Vec<String> = values.iter().map(|value| format!("'{value}'")).collect();
    match quoted.as_slice() {
        [] => String::new(),
        [one] => one.clone(),
        [first, second] => format!("{first} and {second}"),
        [first @ .., last] => format!("{}, and {last}", first.join(", ")),
    }
}

/// `['a', 'b']`, as the service's own lists.
fn listed<T: AsRef<str>>(values: &[T]) -> String {
    let quoted: Vec<String> = values.iter().map(|value| format!("'{}'", value.as_ref())).collect();
    format!("[{}]", quoted.join(", "))
}

fn double_quoted(values: &[&str]) -> String {
    let quoted: Vec<String> = values.iter().map(|value| format!("\"{value}\"")).collect();
    quoted.join(", ")
}

/// The beginning and the end of an overlong name.
fn elided(name: &str) -> String {
    let chars: Vec<char> = name.chars().collect();
    let edge = 3;
    let head: String = chars.iter().take(edge).collect();
    let tail: String = chars.iter().skip(chars.len().saturating_sub(edge)).collect();
    format!("{head}...{tail}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::ids::Id;

    /// A value to show a refusal with.
    pub(super) trait Sample {
        fn sample(name: &'static str) -> Self;
    }

    /// The sample of whatever type a field has.
    pub(super) fn sample<T: Sample>(name: &'static str) -> T {
        T::sample(name)
    }

    macro_rules! samples {
        ($($type:ty: $name:ident => $value:expr;)*) => {$(
            impl Sample for $type {
                fn sample($name: &'static str) -> Self { $value }
            }
        )*};
    }

    samples! {
        &'static str: name => format!("{{{name}}}").leak();
        String: name => format!("{{{name}}}");
        Cow<'static, str>: name => format!("{{{name}}}").into();
        Vec<String>: name => vec![format!("{{{name}}}")];
        Vec<&'static str>: name => vec![sample(name)];
        &'static [&'static str]: name => vec![sample(name)].leak();
        usize: _name => 3;
        u64: _name => 3;
        f64: _name => 3.0;
        Number: _name => Number::Integer;
        Missing: _name => Missing::Thread;
        RunStatus: _name => RunStatus::InProgress;
        ThreadId: _name => ThreadId::from_tail(&[b'0'; 24]);
        RunId: _name => RunId::from_tail(&[b'0'; 24]);
        VectorStoreId: _name => VectorStoreId::from_tail(&[b'0'; 32]);
    }

    /// The catalogue as `docs/errors.md` shows it.
    fn table() -> String {
        let mut text = "# Everything that is refused\n\n\
            Written by a test from the catalogue in `src/error.rs`; to write it anew:\n\
            `UPDATE_GOLDEN=1 cargo test --lib error::`. What a request fills in stands in braces; numbers, ids and\n\
            statuses are samples.\n\n\
            | name | status | type | code | param | message |\n|---|---|---|---|---|---|\n"
            .to_owned();
        let cell = |text: &str| text.replace('|', "\\|");
        for (name, error) in ApiError::samples() {
            let Facts { status, kind, code, param, message } = error.facts();
            let (code, param) = (code.unwrap_or("null"), param.unwrap_or("null".to_owned()));
            let cells = [name, &status.to_string(), kind, code, &cell(&param), &cell(&message)].join(" | ");
            text += &format!("| {cells} |\n");
        }
        text
    }

    #[test]
    fn the_table_in_the_docs_is_the_catalogue() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/errors.md");
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            std::fs::write(path, table()).expect("written");
        }
        let written = std::fs::read_to_string(path).expect("docs/errors.md");
        assert!(written == table(), "docs/errors.md is out of date: UPDATE_GOLDEN=1 cargo test --lib error::");
    }

    #[test]
    fn every_refusal_is_one_of_the_client_or_of_ours() {
        for (name, error) in ApiError::samples() {
            let facts = error.facts();
            assert!((400..600).contains(&facts.status), "{name}");
            assert_eq!(facts.kind == "server_error", facts.status >= 500, "{name}");
            assert!(!facts.message.is_empty() && !facts.message.contains("  "), "{name}: {}", facts.message);
        }
    }

    #[test]
    fn lists_of_values_read_as_the_service_wrote_them() {
        assert_eq!(quoted_and(&["asc", "desc"]), "'asc' and 'desc'");
        assert_eq!(quoted_and(&["a", "b", "c"]), "'a', 'b', and 'c'");
        assert_eq!(listed(&["call_A", "call_B"]), "['call_A', 'call_B']");
    }

    #[test]
    fn bounds_print_without_needless_decimals() {
        let error = ApiError::AboveMaximum { param: "limit".into(), kind: Number::Integer, bound: 100.0, got: 101.0 };
        let facts = error.facts();
        assert_eq!(
            facts.message,
            "Invalid 'limit': integer above maximum value. Expected a value <= 100, but got 101 instead."
        );
        assert_eq!((facts.status, facts.code), (400, Some("integer_above_max_value")));
    }
}
