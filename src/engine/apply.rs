//! The only place where state meets events: one beat gives the changes to commit and the events that tell of them.

use super::play::{Beat, Given, Mark, Outputs, Play};
use crate::domain::file;
use crate::domain::lifecycle::{Change, Ending, break_step, change_run, complete_step, end_message};
use crate::domain::world::World;
use crate::store::{Batch, StoredFile};
use crate::wire::Metadata;
use crate::wire::content::{Annotation, Content, Target, Text};
use crate::wire::event::{
    CallDelta, MessageDelta, MessageEvent, PartDelta, RunEvent, StepDelta, StepEvent, StreamEvent,
};
use crate::wire::file::Purpose;
use crate::wire::ids::FileId;
use crate::wire::message::{Message, MessageStatus, Role};
use crate::wire::run::{RequiredCall, RunStatus};
use crate::wire::run_step::{
    CodeOutput, ImageOutput, MessageCreation, Ranking, RunStep, SearchResult, StepDetails, StepStatus, ToolCall,
};
use crate::wire::usage::Usage;
use rand_chacha::rand_core::Rng;
use std::sync::Arc;

/// A beat on its way into the store and the feed.
pub struct Scene<'a> {
    /// The run that is being played.
    pub play: &'a mut Play,
    /// Its project's clock and ids.
    pub world: &'a World,
    /// What is committed.
    pub batch: &'a mut Batch,
    /// What is pushed once it is committed.
    pub events: &'a mut Vec<StreamEvent>,
}

impl Scene<'_> {
    /// Carries one beat out.
    pub fn apply(&mut self, beat: Beat) {
        match beat {
            Beat::Start => self.change(Change::Start),
            Beat::OpenMessage => self.open_message(),
            Beat::Enclose(made) => {
                // No step tells of them: the message alone shows them.
                self.enclose(made);
            }
            Beat::Images => self.images(),
            Beat::Text(text) => self.text(text),
            Beat::Annotated { text, mark } => self.annotated(text, mark),
            Beat::Refusal(text) => self.refusal(text),
            Beat::CloseMessage(usage) => {
                self.close_message(&Ending::Completed);
                self.close_step(usage);
            }
            Beat::OpenCode => self.open_code(),
            Beat::CodeInput(text) => self.code_input(text),
            Beat::CodeOutputs(outputs) => self.code_outputs(outputs),
            Beat::OpenSearch(ranking) => self.open_search(ranking),
            Beat::CloseSearch(results, usage) => self.close_search(results, usage),
            Beat::CloseCode(usage) => self.close_step(usage),
            Beat::OpenCalls => self.open_step(StepDetails::ToolCalls { tool_calls: Vec::new() }),
            Beat::NextCall(name) => self.next_call(name),
            Beat::Arguments(text) => self.arguments(text),
            Beat::Require(usage) => self.require(usage),
            Beat::End(ending, usage) => self.end(ending, usage),
            // The stage has seen to them.
            Beat::Wait(_) | Beat::Hold | Beat::Drop(_) => {}
        }
    }

    fn change(&mut self, change: Change) {
        // A play only asks for what its own status allows; anything else was overtaken and is left out.
        if let Some(run) = change_run(&self.play.run, change, self.world.now()) {
            self.play.run = self.batch.put(run);
            let event = run_event(self.play.run.status);
            self.events.push(StreamEvent::Run(event, Arc::clone(&self.play.run)));
        }
    }

    fn open_step(&mut self, step_details: StepDetails) {
        let run = &self.play.run;
        let step = self.batch.put(RunStep {
            id: self.world.id(),
            created_at: self.world.now(),
            run_id: run.id,
            assistant_id: run.assistant_id,
            thread_id: run.thread_id,
            status: StepStatus::InProgress,
            cancelled_at: None,
            completed_at: None,
            expires_at: run.expires_at.unwrap_or_default(),
            expired_at: None,
            failed_at: None,
            last_error: None,
            step_details,
            usage: None,
        });
        self.events.push(StreamEvent::Step(StepEvent::Created, Arc::clone(&step)));
        self.events.push(StreamEvent::Step(StepEvent::InProgress, Arc::clone(&step)));
        self.play.calls.clear();
        self.play.step = Some(step);
    }

    fn close_step(&mut self, usage: Usage) {
        let Some(step) = self.play.step.take() else { return };
        let step = complete_step(&self.with_calls(&step), usage, self.world.now());
        let step = self.batch.put(step);
        self.events.push(StreamEvent::Step(StepEvent::Completed, step));
        self.play.usage += usage;
    }

    /// The open step with the calls that have come into it.
    fn with_calls(&self, step: &RunStep) -> RunStep {
        let mut step = step.clone();
        if let StepDetails::ToolCalls { tool_calls } = &mut step.step_details {
            tool_calls.clone_from(&self.play.calls);
        }
        step
    }

    fn open_message(&mut self) {
        let message_id = self.world.id();
        self.open_step(StepDetails::MessageCreation { message_creation: MessageCreation { message_id } });
        let run = &self.play.run;
        let message = Message {
            id: message_id,
            object: "thread.message",
            created_at: self.world.now(),
            assistant_id: Some(run.assistant_id),
            thread_id: run.thread_id,
            run_id: Some(run.id),
            status: MessageStatus::InProgress,
            incomplete_details: None,
            incomplete_at: None,
            completed_at: None,
            role: Role::Assistant,
            content: Vec::new(),
            attachments: Vec::new(),
            metadata: Metadata::new(),
        };
        let shown = self.batch.put(message.clone());
        self.events.push(StreamEvent::Message(MessageEvent::Created, Arc::clone(&shown)));
        self.events.push(StreamEvent::Message(MessageEvent::InProgress, shown));
        self.play.message = Some(message);
        self.play.message_deleted = false;
        self.play.chars = 0;
    }

    fn close_message(&mut self, ending: &Ending) {
        let Some(message) = self.play.message.take() else { return };
        let message = end_message(&message, ending, self.world.now());
        let message = if self.play.message_deleted { Arc::new(message) } else { self.batch.put(message) };
        let event = match message.status {
            MessageStatus::Completed => MessageEvent::Completed,
            MessageStatus::Incomplete | MessageStatus::InProgress => MessageEvent::Incomplete,
        };
        self.events.push(StreamEvent::Message(event, message));
    }

    fn images(&mut self) {
        for file_id in std::mem::take(&mut self.play.made.shown) {
            let Some(message) = &mut self.play.message else { return };
            let delta = MessageDelta { index: message.content.len(), part: PartDelta::ImageFile(file_id) };
            message.content.push(Content::image(file_id));
            self.events.push(StreamEvent::MessageDelta(message.id, delta));
        }
    }

    fn text(&mut self, value: Box<str>) {
        let Some(message) = &mut self.play.message else { return };
        let id = message.id;
        let (index, text) = text_part(message);
        let first = text.value.is_empty();
        text.value.push_str(&value);
        self.play.chars += value.chars().count();
        let part = if first { PartDelta::TextStart(value) } else { PartDelta::Text(value) };
        self.events.push(StreamEvent::MessageDelta(id, MessageDelta { index, part }));
    }

    fn refusal(&mut self, value: Box<str>) {
        let Some(message) = &mut self.play.message else { return };
        if !matches!(message.content.last(), Some(Content::Refusal { .. })) {
            message.content.push(Content::Refusal { refusal: String::new() });
        }
        let index = message.content.len() - 1;
        if let Some(Content::Refusal { refusal }) = message.content.last_mut() {
            refusal.push_str(&value);
        }
        let delta = MessageDelta { index, part: PartDelta::Refusal(value) };
        self.events.push(StreamEvent::MessageDelta(message.id, delta));
    }

    fn annotated(&mut self, value: Box<str>, mark: Mark) {
        let target = match mark {
            Mark::Citation { file_id, quote } => Target::Citation { file_id, quote: quote.into() },
            Mark::Path(path) => match self.play.made.written.iter().find(|(own, _)| **own == *path) {
                Some((_, file_id)) => Target::Path(*file_id),
                None => return self.text(value),
            },
        };
        let start_index = self.play.chars;
        let Some(message) = &mut self.play.message else { return };
        let id = message.id;
        let (index, text) = text_part(message);
        text.value.push_str(&value);
        self.play.chars += value.chars().count();
        let annotation = Annotation { text: value.into(), start_index, end_index: self.play.chars, target };
        let part = PartDelta::Annotated { at: text.annotations.len(), annotation: Box::new(annotation.clone()) };
        text.annotations.push(annotation);
        self.events.push(StreamEvent::MessageDelta(id, MessageDelta { index, part }));
    }

    fn open_code(&mut self) {
        self.open_step(StepDetails::ToolCalls { tool_calls: Vec::new() });
        let id = self.world.id();
        self.play.calls.push(ToolCall::CodeInterpreter { id, input: String::new(), outputs: Vec::new() });
        self.call_delta(CallDelta::CodeStart(id));
    }

    fn code_input(&mut self, text: Box<str>) {
        if let Some(ToolCall::CodeInterpreter { input, .. }) = self.play.calls.last_mut() {
            input.push_str(&text);
        }
        self.call_delta(CallDelta::CodeInput(text));
    }

    fn code_outputs(&mut self, made: Outputs) {
        let new = self.enclose(made);
        for (at, output) in new.iter().enumerate() {
            self.call_delta(CallDelta::CodeOutput { at, output: output.clone() });
        }
        if let Some(ToolCall::CodeInterpreter { outputs, .. }) = self.play.calls.last_mut() {
            *outputs = new;
        }
    }

    /// Makes the files that were shown or written, for the messages that follow; gives what a step tells of them.
    fn enclose(&mut self, made: Outputs) -> Vec<CodeOutput> {
        let mut told = Vec::new();
        for given in made.shown {
            told.push(match given {
                Given::Logs(logs) => CodeOutput::Logs { logs },
                Given::Image(blob) => {
                    let file_id = self.keep_file(self.image_name(), blob);
                    self.play.made.shown.push(file_id);
                    CodeOutput::Image { image: ImageOutput { file_id } }
                }
            });
        }
        for (path, blob) in made.files {
            let file_id = self.keep_file(path.clone(), blob);
            self.play.made.written.push((path, file_id));
        }
        told
    }

    fn open_search(&mut self, ranking: Ranking) {
        self.open_step(StepDetails::ToolCalls { tool_calls: Vec::new() });
        let id = self.world.id();
        self.play.calls.push(ToolCall::FileSearch { id, ranking: ranking.clone(), results: Vec::new() });
        self.call_delta(CallDelta::SearchStart { id, ranking });
    }

    /// What was found is told with the step's end alone, so that a search that breaks off shows nothing.
    fn close_search(&mut self, found: Vec<SearchResult>, usage: Usage) {
        if let Some(ToolCall::FileSearch { results, .. }) = self.play.calls.last_mut() {
            *results = found;
        }
        self.close_step(usage);
    }

    /// A picture that code shows has no name of its own; the service gave it a random one.
    fn image_name(&self) -> String {
        let mut bytes = [0; 16];
        let file: FileId = self.world.id();
        bytes.copy_from_slice(&file.to_string().as_bytes()[5..21]);
        self.world.rng(u64::from_le_bytes(bytes[..8].try_into().expect("eight bytes"))).fill_bytes(&mut bytes);
        format!("{}.png", uuid::Builder::from_random_bytes(bytes).into_uuid())
    }

    fn keep_file(&mut self, name: String, blob: crate::store::Blob) -> FileId {
        let (id, now) = (self.world.id(), self.world.now());
        let file = file::create(id, name, Purpose::AssistantsOutput, blob.size(), now, None);
        self.batch.put(StoredFile { file, blob: Arc::new(blob) });
        id
    }

    fn next_call(&mut self, name: Box<str>) {
        let id = self.world.id();
        let (own, arguments) = (name.clone().into_string(), String::new());
        self.play.calls.push(ToolCall::Function { id, name: own, arguments, output: None });
        self.call_delta(CallDelta::FunctionStart { id, name });
    }

    fn arguments(&mut self, text: Box<str>) {
        if let Some(ToolCall::Function { arguments, .. }) = self.play.calls.last_mut() {
            arguments.push_str(&text);
        }
        self.call_delta(CallDelta::FunctionArguments(text));
    }

    fn call_delta(&mut self, call: CallDelta) {
        if let Some(step) = &self.play.step {
            let index = self.play.calls.len().saturating_sub(1);
            self.events.push(StreamEvent::StepDelta(step.id, StepDelta { index, call }));
        }
    }

    /// The step stays open until the outputs come; what it took and when it was done is known already.
    fn require(&mut self, usage: Usage) {
        let Some(step) = &self.play.step else { return };
        let mut step = self.with_calls(step);
        step.usage = Some(usage);
        step.completed_at = Some(self.world.now());
        self.play.step = Some(self.batch.put(step));
        let awaited = self.play.calls.iter().filter_map(|call| match call {
            ToolCall::Function { id, name, arguments, .. } => {
                Some(RequiredCall { id: *id, name: name.clone(), arguments: arguments.clone() })
            }
            ToolCall::CodeInterpreter { .. } | ToolCall::FileSearch { .. } => None,
        });
        self.change(Change::Require(awaited.collect()));
    }

    fn end(&mut self, ending: Ending, usage: Usage) {
        self.close_message(&ending);
        if let Some(step) = self.play.step.take() {
            let step = break_step(&self.with_calls(&step), &ending, usage, self.world.now());
            let step = self.batch.put(step);
            self.events.push(StreamEvent::Step(step_event(step.status), step));
            self.play.usage += usage;
        }
        self.change(Change::End(ending, self.play.usage));
    }
}

/// The text part at the end of the message, made when it is first asked for, and its place.
fn text_part(message: &mut Message) -> (usize, &mut Text) {
    if !matches!(message.content.last(), Some(Content::Text { .. })) {
        message.content.push(Content::text(""));
    }
    let index = message.content.len() - 1;
    match &mut message.content[index] {
        Content::Text { text } => (index, text),
        Content::ImageFile { .. } | Content::ImageUrl { .. } | Content::Refusal { .. } => {
            unreachable!("a text part was just put last")
        }
    }
}

/// The event that tells of a run in this status.
pub fn run_event(status: RunStatus) -> RunEvent {
    match status {
        RunStatus::Queued => RunEvent::Queued,
        RunStatus::InProgress => RunEvent::InProgress,
        RunStatus::RequiresAction => RunEvent::RequiresAction,
        RunStatus::Cancelling => RunEvent::Cancelling,
        RunStatus::Cancelled => RunEvent::Cancelled,
        RunStatus::Failed => RunEvent::Failed,
        RunStatus::Completed => RunEvent::Completed,
        RunStatus::Incomplete => RunEvent::Incomplete,
        RunStatus::Expired => RunEvent::Expired,
    }
}

fn step_event(status: StepStatus) -> StepEvent {
    match status {
        StepStatus::InProgress => StepEvent::InProgress,
        StepStatus::Cancelled => StepEvent::Cancelled,
        StepStatus::Failed => StepEvent::Failed,
        StepStatus::Completed => StepEvent::Completed,
        StepStatus::Expired => StepEvent::Expired,
    }
}
