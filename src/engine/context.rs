//! What a run sees: the conversation cut to what the model may read, the outputs so far, the files at hand.

use super::rehearse::Budget;
use super::tokens::Vocabulary;
use crate::responder::{Context, Outcome, Turn};
use crate::store::{Store, StoredFile};
use crate::wire::assistant::Assistant;
use crate::wire::content::{Content, Detail};
use crate::wire::ids::{FileId, RunId};
use crate::wire::message::Message;
use crate::wire::run::{Run, Truncation};
use crate::wire::run_step::{RunStep, StepDetails, ToolCall};
use crate::wire::thread::Thread;
use crate::wire::usage::Usage;
use std::sync::Arc;

/// Tokens that each message costs beside its text.
const PER_MESSAGE: u64 = 4;
/// Tokens that an image costs at low and at high detail (the service's published prices for a 512-pixel tile).
const LOW_IMAGE: u64 = 85;
const HIGH_IMAGE: u64 = 765;

/// Gathers what `run` sees, and the tokens that it may take.
///
/// Counting happens elsewhere ([`budget`]): this runs under the store's lock.
pub fn gather(store: &Store, run: &Run) -> Context {
    let mut messages: Vec<&Arc<Message>> = store.children::<Message>(run.thread_id).collect();
    if let Truncation::LastMessages(n) = run.order.truncation_strategy {
        let n = usize::try_from(n).unwrap_or(usize::MAX);
        messages.drain(..messages.len().saturating_sub(n));
    }
    Context {
        order: Arc::clone(&run.order),
        turns: messages.into_iter().map(|message| turn(store, message)).collect(),
        outcomes: outcomes(store, run),
        files: files(store, run),
        seed: seed(run.id),
        search: None,
        runs: store.count::<Run>(run.thread_id),
    }
}

fn turn(store: &Store, message: &Message) -> Turn {
    let texts: Vec<&str> = message
        .content
        .iter()
        .filter_map(|part| match part {
            Content::Text { text } => Some(text.value.as_str()),
            Content::Refusal { refusal } => Some(refusal.as_str()),
            Content::ImageFile { .. } | Content::ImageUrl { .. } => None,
        })
        .collect();
    let names = message.attachments.iter().filter_map(|attachment| store.get::<StoredFile>(attachment.file_id));
    let image_tokens = message.content.iter().map(|part| match part {
        Content::Text { .. } | Content::Refusal { .. } => 0,
        Content::ImageFile { image_file } => image_cost(image_file.detail),
        Content::ImageUrl { image_url } => image_cost(Some(image_url.detail)),
    });
    Turn {
        role: message.role,
        images: message.content.len() - texts.len(),
        image_tokens: image_tokens.sum(),
        text: texts.join("\n"),
        files: names.map(|stored| stored.file.filename.clone()).collect(),
    }
}

fn image_cost(detail: Option<Detail>) -> u64 {
    match detail {
        Some(Detail::Low) => LOW_IMAGE,
        Some(Detail::Auto | Detail::High) | None => HIGH_IMAGE,
    }
}

/// The calls of a run that have their outputs, oldest first.
pub fn outcomes(store: &Store, run: &Run) -> Vec<Outcome> {
    let calls = store.children::<RunStep>(run.id).flat_map(|step| match &step.step_details {
        StepDetails::ToolCalls { tool_calls } => tool_calls.as_slice(),
        StepDetails::MessageCreation { .. } => &[],
    });
    calls
        .filter_map(|call| match call {
            ToolCall::Function { name, arguments, output: Some(output), .. } => {
                Some(Outcome { name: name.clone(), arguments: arguments.clone(), output: output.clone() })
            }
            ToolCall::Function { output: None, .. }
            | ToolCall::CodeInterpreter { .. }
            | ToolCall::FileSearch { .. } => None,
        })
        .collect()
}

/// The assistant's files, then the thread's: what was attached last stands last.
fn files(store: &Store, run: &Run) -> Vec<Arc<StoredFile>> {
    let assistant = store.get::<Assistant>(run.assistant_id).map(|assistant| &assistant.tool_resources);
    let thread = store.get::<Thread>(run.thread_id).map(|thread| &thread.tool_resources);
    let mut ids: Vec<FileId> = Vec::new();
    for id in [assistant, thread].into_iter().flatten().flat_map(|resources| resources.code_files.iter().flatten()) {
        ids.retain(|own| own != id);
        ids.push(*id);
    }
    ids.into_iter().filter_map(|id| store.get::<StoredFile>(id)).cloned().collect()
}

/// A number that follows from the run's id, and so from the project's seed.
pub fn seed(run: RunId) -> u64 {
    run.to_string()
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// Counts what goes into the run's next step, drops the oldest messages where the run's limit says so, and tells
/// what may still go in and come out.
pub fn budget(context: &mut Context, taken: Usage) -> Budget {
    let order = Arc::clone(&context.order);
    let vocabulary = Vocabulary::of(&order.model);
    let tools =
        if order.tools.is_empty() { String::new() } else { serde_json::to_string(&order.tools).unwrap_or_default() };
    let outputs: u64 =
        context.outcomes.iter().map(|o| vocabulary.count(&o.arguments) + vocabulary.count(&o.output)).sum();
    let fixed = vocabulary.count(&order.instructions) + vocabulary.count(&tools) + outputs;
    let costs: Vec<u64> =
        context.turns.iter().map(|turn| vocabulary.count(&turn.text) + turn.image_tokens + PER_MESSAGE).collect();
    let prompt_left = order.max_prompt_tokens.map(|max| max.saturating_sub(taken.prompt_tokens));
    let mut prompt = fixed + costs.iter().sum::<u64>();
    let mut dropped = 0;
    while dropped + 1 < costs.len() && prompt_left.is_some_and(|left| prompt > left) {
        prompt -= costs[dropped];
        dropped += 1;
    }
    context.turns.drain(..dropped);
    Budget {
        vocabulary,
        prompt,
        prompt_left,
        completion_left: order.max_completion_tokens.map(|max| max.saturating_sub(taken.completion_tokens)),
    }
}
