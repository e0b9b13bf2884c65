//! What a scenario may know of a run, as it is in the store.

use super::context::outcomes;
use crate::scenario::Facts;
use crate::store::Store;
use crate::wire::Metadata;
use crate::wire::UnixTime;
use crate::wire::assistant::Assistant;
use crate::wire::content::Content;
use crate::wire::message::{Message, Role};
use crate::wire::run::Run;
use crate::wire::run_step::{RunStep, SearchResult, StepDetails, ToolCall};
use crate::wire::thread::Thread;
use crate::wire::tool::Tool;
use std::collections::BTreeMap;

/// Gathers what a scenario may know of `run` at `now`.
pub fn facts(store: &Store, run: &Run, now: UnixTime) -> Facts {
    let assistant = store.get::<Assistant>(run.assistant_id);
    let thread = store.get::<Thread>(run.thread_id);
    let mut metadata = BTreeMap::new();
    let layers = [assistant.map(|it| &it.metadata), thread.map(|it| &it.metadata), Some(&run.metadata)];
    layers.into_iter().flatten().for_each(|layer| lay_over(&mut metadata, layer));
    let runs: Vec<_> = store.children::<Run>(run.thread_id).collect();
    let earlier = runs.iter().take_while(|own| own.id != run.id);
    Facts {
        run_id: run.id.to_string(),
        thread_id: run.thread_id.to_string(),
        assistant_id: run.assistant_id.to_string(),
        assistant_name: assistant.and_then(|assistant| assistant.name.clone()).unwrap_or_default(),
        model: run.order.model.clone(),
        instructions: run.order.instructions.clone(),
        message: message(store, run),
        metadata,
        turn: runs.iter().position(|own| own.id == run.id).map_or(runs.len(), |at| at + 1) as u64,
        tools: run.order.tools.iter().map(tool).collect(),
        earlier_outputs: earlier
            .flat_map(|run| outcomes(store, run))
            .map(|outcome| (outcome.name, outcome.output))
            .collect(),
        created_at: run.created_at,
        now,
    }
}

fn lay_over(below: &mut BTreeMap<String, String>, layer: &Metadata) {
    for (key, value) in layer {
        if let Some(text) = value.as_str() {
            below.insert(key.clone(), text.to_owned());
        }
    }
}

/// What the user said last.
fn message(store: &Store, run: &Run) -> String {
    let last = store.children::<Message>(run.thread_id).rev().find(|message| message.role == Role::User);
    let texts = last.iter().flat_map(|message| &message.content).filter_map(|part| match part {
        Content::Text { text } => Some(text.value.as_str()),
        Content::ImageFile { .. } | Content::ImageUrl { .. } | Content::Refusal { .. } => None,
    });
    texts.collect::<Vec<_>>().join("\n")
}

fn tool(tool: &Tool) -> String {
    match tool {
        Tool::CodeInterpreter => "code_interpreter".to_owned(),
        Tool::FileSearch { .. } => "file_search".to_owned(),
        Tool::Function { function } => function.name.clone(),
    }
}

/// What the last search of a run found.
pub fn found(store: &Store, run: &Run) -> Vec<SearchResult> {
    let calls = store.children::<RunStep>(run.id).rev().find_map(|step| match &step.step_details {
        StepDetails::ToolCalls { tool_calls } => tool_calls.iter().rev().find_map(|call| match call {
            ToolCall::FileSearch { results, .. } => Some(results.clone()),
            ToolCall::CodeInterpreter { .. } | ToolCall::Function { .. } => None,
        }),
        StepDetails::MessageCreation { .. } => None,
    });
    calls.unwrap_or_default()
}
