//! Ordering a run: reading the request and resolving it against its assistant.

use super::assistant::{EFFORTS, INSTRUCTIONS};
use super::fields::{Fields, flag, integer, list, metadata_of, number, one_of, text, text_up_to};
use super::message::CreateMessage;
use super::model;
use super::thread::{CreateThread, MESSAGES};
use super::tool::{self, Naming, RUN_TOOLS};
use crate::error::{ApiError, Missing, Result};
use crate::wire::assistant::Assistant;
use crate::wire::ids::{AssistantId, CallId, Id, RunId, ThreadId};
use crate::wire::run::{Run, RunOrder, RunStatus, Truncation};
use crate::wire::tool::{ResponseFormat, Tool, ToolChoice};
use crate::wire::{Metadata, UnixTime};
use serde_json::Value;
use std::sync::Arc;

/// Seconds after its creation at which a run expires (`wire.md` §3: exactly 600 in 585 samples).
pub const LIFETIME: i64 = 600;
/// The least that `max_prompt_tokens` and `max_completion_tokens` may be (spec).
const MIN_TOKENS: u64 = 256;
/// What they may be at most: nothing is documented, so as much as a number holds exactly.
const MAX_TOKENS: u64 = 1 << 53;

/// What both operations take that start a run; each has two or three fields more.
const SHARED: [&str; 14] = [
    "assistant_id",
    "model",
    "instructions",
    "tools",
    "metadata",
    "temperature",
    "top_p",
    "stream",
    "max_prompt_tokens",
    "max_completion_tokens",
    "truncation_strategy",
    "tool_choice",
    "parallel_tool_calls",
    "response_format",
];

/// A run to be started (spec `CreateRunRequest`).
#[derive(Debug)]
pub struct CreateRun {
    /// The assistant to run.
    pub assistant_id: AssistantId,
    /// Whether the reply is an event stream.
    pub stream: bool,
    /// Messages that are added to the thread first.
    pub additional_messages: Vec<CreateMessage>,
    /// The run's own metadata.
    pub metadata: Metadata,
    additional_instructions: Option<String>,
    model: Option<String>,
    reasoning_effort: Option<String>,
    instructions: Option<String>,
    tools: Option<Vec<Tool>>,
    temperature: Option<f64>,
    top_p: Option<f64>,
    max_prompt_tokens: Option<u64>,
    max_completion_tokens: Option<u64>,
    truncation_strategy: Option<Truncation>,
    tool_choice: Option<ToolChoice>,
    parallel_tool_calls: Option<bool>,
    response_format: Option<ResponseFormat>,
}

impl CreateRun {
    /// Reads the body of `createRun`.
    ///
    /// # Errors
    /// The first field that is missing, unknown, of the wrong type or out of bounds.
    pub fn read(body: Value) -> Result<Self> {
        let known = [&SHARED[..], &["additional_messages", "additional_instructions", "reasoning_effort"]].concat();
        let mut fields = Fields::open(String::new(), body, &["assistant_id"], &known)?;
        let messages = list(MESSAGES, "an array of objects", CreateMessage::read);
        let additional_messages = fields.optional("additional_messages", messages)?.unwrap_or_default();
        let additional_instructions = fields.optional("additional_instructions", text_up_to(INSTRUCTIONS))?;
        let run = Self::shared(&mut fields)?;
        Ok(Self { additional_messages, additional_instructions, ..run })
    }

    /// Reads the body of `createThreadAndRun`: the run, and the thread that is made for it.
    ///
    /// # Errors
    /// The first field that is missing, unknown, of the wrong type or out of bounds.
    pub fn read_with_thread(body: Value) -> Result<(Self, CreateThread)> {
        let known = [&SHARED[..], &["thread", "tool_resources"]].concat();
        let mut fields = Fields::open(String::new(), body, &["assistant_id"], &known)?;
        let mut thread = fields.optional("thread", CreateThread::read)?.unwrap_or_default();
        if let Some(resources) = fields.optional("tool_resources", tool::tool_resources(Naming::Changing))? {
            thread.add_resources(resources)?;
        }
        Ok((Self::shared(&mut fields)?, thread))
    }

    fn shared(fields: &mut Fields) -> Result<Self> {
        Ok(Self {
            assistant_id: fields.required("assistant_id", assistant_id)?,
            stream: fields.optional("stream", flag)?.unwrap_or(false),
            additional_messages: Vec::new(),
            additional_instructions: None,
            metadata: metadata_of(fields)?,
            model: fields.optional("model", text)?.map(model::accept).transpose()?,
            reasoning_effort: fields.optional("reasoning_effort", one_of(EFFORTS))?.map(str::to_owned),
            instructions: fields.optional("instructions", text_up_to(INSTRUCTIONS))?,
            tools: fields.optional("tools", tool::tools(RUN_TOOLS))?,
            temperature: fields.optional("temperature", number(0.0, 2.0))?,
            top_p: fields.optional("top_p", number(0.0, 1.0))?,
            max_prompt_tokens: fields.optional("max_prompt_tokens", integer(MIN_TOKENS, MAX_TOKENS))?,
            max_completion_tokens: fields.optional("max_completion_tokens", integer(MIN_TOKENS, MAX_TOKENS))?,
            truncation_strategy: fields.optional("truncation_strategy", truncation)?,
            tool_choice: fields.optional("tool_choice", tool::tool_choice)?,
            parallel_tool_calls: fields.optional("parallel_tool_calls", flag)?,
            response_format: fields.optional("response_format", tool::response_format)?,
        })
    }

    /// What is to be done: each field from the run, else from its assistant, else the default.
    ///
    /// # Errors
    /// If `tool_choice` names a tool that the run does not have, or two functions share a name.
    pub fn resolve(self, assistant: &Assistant) -> Result<RunOrder> {
        let own = self.instructions.or_else(|| assistant.instructions.clone()).unwrap_or_default();
        let instructions = match self.additional_instructions {
            Some(more) if own.is_empty() => more,
            Some(more) => format!("{own}\n{more}"),
            None => own,
        };
        let order = RunOrder {
            model: self.model.unwrap_or_else(|| assistant.model.clone()),
            instructions,
            tools: self.tools.unwrap_or_else(|| assistant.tools.clone()),
            temperature: self.temperature.unwrap_or(assistant.temperature),
            top_p: self.top_p.unwrap_or(assistant.top_p),
            reasoning_effort: self.reasoning_effort.or_else(|| assistant.reasoning_effort.clone()),
            max_completion_tokens: self.max_completion_tokens,
            max_prompt_tokens: self.max_prompt_tokens,
            truncation_strategy: self.truncation_strategy.unwrap_or(Truncation::Auto),
            response_format: self.response_format.unwrap_or_else(|| assistant.response_format.clone()),
            tool_choice: self.tool_choice.unwrap_or(ToolChoice::Auto),
            parallel_tool_calls: self.parallel_tool_calls.unwrap_or(true),
        };
        tool::no_namesakes(&order.tools)?;
        check_choice(&order)?;
        Ok(order)
    }
}

/// A choice must be among the run's tools.
fn check_choice(order: &RunOrder) -> Result<()> {
    let has = |wanted: fn(&Tool) -> bool| order.tools.iter().any(wanted);
    let (offered, param, name) = match &order.tool_choice {
        ToolChoice::Auto | ToolChoice::None => return Ok(()),
        ToolChoice::Required => (!order.tools.is_empty(), "tool_choice", "required"),
        ToolChoice::CodeInterpreter => {
            (has(|tool| matches!(tool, Tool::CodeInterpreter)), "tool_choice.type", "code_interpreter")
        }
        ToolChoice::FileSearch => {
            (has(|tool| matches!(tool, Tool::FileSearch { .. })), "tool_choice.type", "file_search")
        }
        ToolChoice::Function(name) => {
            let named = |tool: &Tool| matches!(tool, Tool::Function { function } if function.name == *name);
            (order.tools.iter().any(named), "tool_choice.function.name", name.as_str())
        }
    };
    if offered {
        return Ok(());
    }
    Err(ApiError::ToolChoiceNotOffered { param: param.to_owned(), name: name.to_owned() })
}

fn assistant_id(value: Value, param: String) -> Result<AssistantId> {
    let id = text(value, param)?;
    match AssistantId::parse(&id) {
        Some(id) => Ok(id),
        None if id.starts_with("asst") => Err(ApiError::NotFound { kind: Missing::Assistant, id }),
        None => Err(ApiError::WrongIdPrefix { param: "assistant_id", value: id, expected: "asst" }),
    }
}

fn truncation(value: Value, param: String) -> Result<Truncation> {
    let mut fields = Fields::open(param, value, &["type"], &["type", "last_messages"])?;
    let kind = fields.required("type", one_of(&["auto", "last_messages"]))?;
    let last = fields.optional("last_messages", integer(1, MAX_TOKENS))?;
    match (kind, last) {
        ("last_messages", Some(n)) => Ok(Truncation::LastMessages(n)),
        ("last_messages", None) => Err(ApiError::MissingParameter { param: fields.at("last_messages") }),
        _ => Ok(Truncation::Auto),
    }
}

/// The run as it is first seen: queued, with 600 seconds to live.
pub fn create(
    id: RunId,
    thread_id: ThreadId,
    assistant_id: AssistantId,
    metadata: Metadata,
    order: RunOrder,
    now: UnixTime,
) -> Run {
    Run {
        id,
        created_at: now,
        assistant_id,
        thread_id,
        status: RunStatus::Queued,
        started_at: None,
        expires_at: Some(now + LIFETIME),
        cancelled_at: None,
        failed_at: None,
        completed_at: None,
        required_action: None,
        last_error: None,
        incomplete_details: None,
        usage: None,
        metadata,
        order: Arc::new(order),
    }
}

/// Outputs of calls (spec `SubmitToolOutputsRunRequest`).
#[derive(Debug)]
pub struct SubmitToolOutputs {
    /// Call ids as the client wrote them, each with its output.
    pub outputs: Vec<(String, String)>,
    /// Whether the reply is an event stream.
    pub stream: bool,
}

impl SubmitToolOutputs {
    /// Reads the body of `submitToolOuputsToRun`.
    ///
    /// # Errors
    /// The first field that is missing, unknown or of the wrong type.
    pub fn read(body: Value) -> Result<Self> {
        let mut fields = Fields::open(String::new(), body, &["tool_outputs"], &["tool_outputs", "stream"])?;
        Ok(Self {
            outputs: fields.required("tool_outputs", list(MESSAGES, "an array of objects", output))?,
            stream: fields.optional("stream", flag)?.unwrap_or(false),
        })
    }

    /// The outputs in the order of the calls that await them.
    ///
    /// # Errors
    /// Unless there is exactly one for each call: all outputs come in a single request (spec).
    pub fn matched(self, calls: &[CallId]) -> Result<Vec<String>> {
        let expected: Vec<String> = calls.iter().map(CallId::to_string).collect();
        let got: Vec<String> = self.outputs.iter().map(|(id, _)| id.clone()).collect();
        let find = |id: &String| self.outputs.iter().find(|(own, _)| own == id).map(|(_, output)| output.clone());
        let outputs: Option<Vec<String>> = expected.iter().map(find).collect();
        match outputs {
            Some(outputs) if got.len() == expected.len() => Ok(outputs),
            Some(_) | None => Err(ApiError::WrongOutputs { expected, got }),
        }
    }
}

fn output(value: Value, param: String) -> Result<(String, String)> {
    let mut fields = Fields::open(param, value, &["tool_call_id"], &["tool_call_id", "output"])?;
    let id = fields.required("tool_call_id", text)?;
    // The specification does not require `output`; a call without one gave nothing.
    Ok((id, fields.optional("output", text)?.unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::assistant::ModifyAssistant;
    use serde_json::json;

    fn assistant() -> Assistant {
        let body = json!({"model": "gpt-4o", "instructions": "Be kind.", "temperature": 0.5,
            "tools": [{"type": "function", "function": {"name": "f"}}]});
        let id = AssistantId::parse("asst_000000000000000000000000").expect("an id");
        ModifyAssistant::read(body, true).expect("fine").create(id, 0, crate::domain::fields::Patch::Keep)
    }

    fn order(extra: Value) -> Result<RunOrder> {
        let mut body = json!({"assistant_id": "asst_000000000000000000000000"});
        for (key, value) in extra.as_object().expect("an object") {
            body[key] = value.clone();
        }
        CreateRun::read(body)?.resolve(&assistant())
    }

    #[test]
    fn a_run_inherits_what_it_does_not_name() {
        let plain = order(json!({})).expect("fine");
        assert_eq!((plain.instructions.as_str(), plain.temperature, plain.tools.len()), ("Be kind.", 0.5, 1));
        let own = order(json!({"instructions": "Be brief.", "additional_instructions": "Be sure.", "tools": [],
            "temperature": 0}))
        .expect("fine");
        assert_eq!((own.instructions.as_str(), own.temperature, own.tools.len()), ("Be brief.\nBe sure.", 0.0, 0));
    }

    #[test]
    fn a_choice_must_be_offered() {
        assert!(order(json!({"tool_choice": {"type": "function", "function": {"name": "f"}}})).is_ok());
        assert!(order(json!({"tool_choice": {"type": "function", "function": {"name": "g"}}})).is_err());
        assert!(order(json!({"tool_choice": {"type": "code_interpreter"}})).is_err());
        assert!(order(json!({"tool_choice": "required", "tools": []})).is_err());
    }

    #[test]
    fn refusals_name_the_place() {
        let cases = [
            (
                json!({"max_completion_tokens": 16}),
                "Invalid 'max_completion_tokens': integer below minimum value. Expected a value >= 256, but got 16 instead.",
            ),
            (
                json!({"truncation_strategy": {"type": "last_messages"}}),
                "Missing required parameter: 'truncation_strategy.last_messages'.",
            ),
            (
                json!({"assistant_id": "undefined"}),
                "Invalid 'assistant_id': 'undefined'. Expected an ID that begins with 'asst'.",
            ),
            (json!({"assistant_id": "asst_123"}), "No assistant found with id 'asst_123'."),
            (json!({"stream": "yes"}), "Invalid type for 'stream': expected a boolean, but got a string instead."),
        ];
        for (body, message) in cases {
            assert_eq!(order(body).expect_err(message).facts().message, message);
        }
    }

    #[test]
    fn outputs_come_all_at_once_in_any_order() {
        let ids: Vec<CallId> = ["call_AAAAAAAAAAAAAAAAAAAAAAAA", "call_BBBBBBBBBBBBBBBBBBBBBBBB"]
            .iter()
            .filter_map(|id| CallId::parse(id))
            .collect();
        let submit = |outputs: &[(&str, &str)]| SubmitToolOutputs {
            outputs: outputs.iter().map(|(id, out)| ((*id).to_owned(), (*out).to_owned())).collect(),
            stream: false,
        };
        let both = submit(&[("call_BBBBBBBBBBBBBBBBBBBBBBBB", "2"), ("call_AAAAAAAAAAAAAAAAAAAAAAAA", "1")]);
        assert_eq!(both.matched(&ids), Ok(vec!["1".to_owned(), "2".to_owned()]));
        let one = submit(&[("call_AAAAAAAAAAAAAAAAAAAAAAAA", "1")]);
        assert_eq!(
            one.matched(&ids).expect_err("one is missing").facts().message,
            "Expected tool outputs for call_ids ['call_AAAAAAAAAAAAAAAAAAAAAAAA', 'call_BBBBBBBBBBBBBBBBBBBBBBBB'], \
             got ['call_AAAAAAAAAAAAAAAAAAAAAAAA']"
        );
    }
}
