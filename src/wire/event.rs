//! Server-sent events: their names and their data (`wire.md` §4).
//!
//! The bytes around them are made in `http/sse.rs`.

use super::content::{Annotation, NumberedAnnotation};
use super::ids::{CallId, FileId, MessageId, StepId};
use super::message::Message;
use super::run::Run;
use super::run_step::RunStep;
use super::thread::Thread;
use super::{Shape, View};
use serde::Serialize;
use serde::ser::{SerializeStruct, Serializer};
use std::sync::Arc;

/// One event of a run's stream. Objects are snapshots of the moment at which they were committed.
#[derive(Clone, Debug)]
#[allow(missing_docs)] // each variant is one of the API's event families
pub enum StreamEvent {
    Thread(Arc<Thread>),
    Run(RunEvent, Arc<Run>),
    Step(StepEvent, Arc<RunStep>),
    StepDelta(StepId, StepDelta),
    Message(MessageEvent, Arc<Message>),
    MessageDelta(MessageId, MessageDelta),
    Done,
}

macro_rules! event_names {
    ($(#[$doc:meta])* $name:ident { $($variant:ident = $text:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[allow(missing_docs)] // the API's own words
        pub enum $name { $($variant,)* }

        impl $name {
            /// All of them, in the order in which they are declared.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            fn name(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }
        }
    };
}

event_names! {
    /// What happened to a run.
    RunEvent {
        Created = "thread.run.created",
        Queued = "thread.run.queued",
        InProgress = "thread.run.in_progress",
        RequiresAction = "thread.run.requires_action",
        Completed = "thread.run.completed",
        Incomplete = "thread.run.incomplete",
        Failed = "thread.run.failed",
        Cancelling = "thread.run.cancelling",
        Cancelled = "thread.run.cancelled",
        Expired = "thread.run.expired",
    }
}

event_names! {
    /// What happened to a step.
    StepEvent {
        Created = "thread.run.step.created",
        InProgress = "thread.run.step.in_progress",
        Completed = "thread.run.step.completed",
        Failed = "thread.run.step.failed",
        Cancelled = "thread.run.step.cancelled",
        Expired = "thread.run.step.expired",
    }
}

event_names! {
    /// What happened to a message.
    MessageEvent {
        Created = "thread.message.created",
        InProgress = "thread.message.in_progress",
        Completed = "thread.message.completed",
        Incomplete = "thread.message.incomplete",
    }
}

impl StreamEvent {
    /// The event's name.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Thread(_) => "thread.created",
            Self::Run(event, _) => event.name(),
            Self::Step(event, _) => event.name(),
            Self::StepDelta(..) => "thread.run.step.delta",
            Self::Message(event, _) => event.name(),
            Self::MessageDelta(..) => "thread.message.delta",
            Self::Done => "done",
        }
    }

    /// How many kinds of event there are.
    pub const KINDS: usize = 4 + RunEvent::ALL.len() + StepEvent::ALL.len() + MessageEvent::ALL.len();

    /// The name of each kind, at its [`StreamEvent::kind`].
    pub fn names() -> impl Iterator<Item = &'static str> {
        let runs = RunEvent::ALL.iter().map(|event| event.name());
        let steps = StepEvent::ALL.iter().map(|event| event.name()).chain(["thread.run.step.delta"]);
        let messages = MessageEvent::ALL.iter().map(|event| event.name()).chain(["thread.message.delta", "done"]);
        std::iter::once("thread.created").chain(runs).chain(steps).chain(messages)
    }

    /// A number of its own for each kind of event, below [`StreamEvent::KINDS`].
    pub fn kind(&self) -> u8 {
        const STEPS: u8 = 1 + RunEvent::ALL.len() as u8;
        const MESSAGES: u8 = STEPS + StepEvent::ALL.len() as u8 + 1;
        match self {
            Self::Thread(_) => 0,
            Self::Run(event, _) => 1 + *event as u8,
            Self::Step(event, _) => STEPS + *event as u8,
            Self::StepDelta(..) => MESSAGES - 1,
            Self::Message(event, _) => MESSAGES + *event as u8,
            Self::MessageDelta(..) => MESSAGES + MessageEvent::ALL.len() as u8,
            Self::Done => MESSAGES + MessageEvent::ALL.len() as u8 + 1,
        }
    }
}

impl Shape for StreamEvent {
    fn shape<S: Serializer>(&self, view: View, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Thread(thread) => thread.shape(view, serializer),
            Self::Run(_, run) => run.shape(view, serializer),
            Self::Step(_, step) => step.shape(view, serializer),
            Self::Message(_, message) => message.shape(view, serializer),
            Self::StepDelta(id, delta) => Delta { id, object: "thread.run.step.delta", delta }.serialize(serializer),
            Self::MessageDelta(id, delta) => Delta { id, object: "thread.message.delta", delta }.serialize(serializer),
            // The one event whose data is no JSON; sse.rs writes it as it stands.
            Self::Done => serializer.serialize_str("[DONE]"),
        }
    }
}

#[derive(Serialize)]
struct Delta<'a, I, D> {
    id: &'a I,
    object: &'static str,
    delta: &'a D,
}

/// What comes to a message, in the part at `index` of its content.
#[derive(Clone, Debug)]
pub struct MessageDelta {
    /// The part.
    pub index: usize,
    /// What comes to it.
    pub part: PartDelta,
}

/// What comes to a part of a message.
#[derive(Clone, Debug)]
pub enum PartDelta {
    /// The part's first text: it alone has an (empty) list of annotations.
    TextStart(Box<str>),
    /// More text.
    Text(Box<str>),
    /// A stretch that points to a file; `at` counts the text's annotations from 0.
    Annotated {
        /// The annotation's place in the part's list.
        at: usize,
        /// The stretch and what it points to.
        annotation: Box<Annotation>,
    },
    /// An image, whole.
    ImageFile(FileId),
    /// More of a refusal (spec `MessageDeltaContentRefusalObject`).
    Refusal(Box<str>),
}

impl Serialize for MessageDelta {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Content<'a> {
            content: [Part<'a>; 1],
        }
        Content { content: [Part(self)] }.serialize(serializer)
    }
}

struct Part<'a>(&'a MessageDelta);

impl Serialize for Part<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Text<'a> {
            value: &'a str,
            #[serde(skip_serializing_if = "Option::is_none")]
            annotations: Option<&'a [NumberedAnnotation<'a>]>,
        }
        #[derive(Serialize)]
        struct Image<'a> {
            file_id: &'a FileId,
        }
        let mut part = serializer.serialize_struct("Part", 3)?;
        part.serialize_field("index", &self.0.index)?;
        match &self.0.part {
            PartDelta::TextStart(value) => {
                part.serialize_field("type", "text")?;
                part.serialize_field("text", &Text { value, annotations: Some(&[]) })?;
            }
            PartDelta::Text(value) => {
                part.serialize_field("type", "text")?;
                part.serialize_field("text", &Text { value, annotations: None })?;
            }
            PartDelta::Annotated { at, annotation } => {
                let annotations = [NumberedAnnotation(*at, annotation)];
                part.serialize_field("type", "text")?;
                part.serialize_field("text", &Text { value: &annotation.text, annotations: Some(&annotations) })?;
            }
            PartDelta::ImageFile(file_id) => {
                part.serialize_field("type", "image_file")?;
                part.serialize_field("image_file", &Image { file_id })?;
            }
            PartDelta::Refusal(refusal) => {
                part.serialize_field("type", "refusal")?;
                part.serialize_field("refusal", refusal)?;
            }
        }
        part.end()
    }
}

/// What comes to a step's tool call at `index`.
#[derive(Clone, Debug)]
pub struct StepDelta {
    /// The call.
    pub index: usize,
    /// What comes to it.
    pub call: CallDelta,
}

/// What comes to a tool call.
#[derive(Clone, Debug)]
#[allow(missing_docs)] // the fields are the API's own
pub enum CallDelta {
    /// A code-interpreter call begins, empty.
    CodeStart(CallId),
    /// More of its code.
    CodeInput(Box<str>),
    /// One of its outputs, whole; `at` counts the call's outputs from 0.
    CodeOutput { at: usize, output: super::run_step::CodeOutput },
    /// A search begins.
    SearchStart { id: CallId, ranking: super::run_step::Ranking },
    /// A function call begins, without arguments.
    FunctionStart { id: CallId, name: Box<str> },
    /// More of its arguments.
    FunctionArguments(Box<str>),
}

impl Serialize for StepDelta {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Outer<'a> {
            step_details: Inner<'a>,
        }
        #[derive(Serialize)]
        struct Inner<'a> {
            #[serde(rename = "type")]
            kind: &'static str,
            tool_calls: [Call<'a>; 1],
        }
        Outer { step_details: Inner { kind: "tool_calls", tool_calls: [Call(self)] } }.serialize(serializer)
    }
}

struct Call<'a>(&'a StepDelta);

impl Serialize for Call<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut call = serializer.serialize_struct("Call", 4)?;
        call.serialize_field("index", &self.0.index)?;
        match &self.0.call {
            CallDelta::CodeStart(id) => {
                call.serialize_field("id", id)?;
                call.serialize_field("type", "code_interpreter")?;
                call.serialize_field("code_interpreter", &Code { input: Some(""), outputs: Some([].as_slice()) })?;
            }
            CallDelta::CodeInput(input) => {
                call.serialize_field("type", "code_interpreter")?;
                call.serialize_field("code_interpreter", &Code { input: Some(input), outputs: None })?;
            }
            CallDelta::CodeOutput { at, output } => {
                let outputs = [NumberedOutput { index: *at, output }];
                call.serialize_field("type", "code_interpreter")?;
                call.serialize_field("code_interpreter", &Code { input: None, outputs: Some(&outputs) })?;
            }
            CallDelta::SearchStart { id, ranking } => {
                call.serialize_field("id", id)?;
                call.serialize_field("type", "file_search")?;
                call.serialize_field("file_search", &Search { ranking_options: ranking, results: [] })?;
            }
            CallDelta::FunctionStart { id, name } => {
                call.serialize_field("id", id)?;
                call.serialize_field("type", "function")?;
                call.serialize_field("function", &FunctionStart { name, arguments: "", output: () })?;
            }
            CallDelta::FunctionArguments(arguments) => {
                call.serialize_field("type", "function")?;
                call.serialize_field("function", &Arguments { arguments })?;
            }
        }
        call.end()
    }
}

#[derive(Serialize)]
struct Code<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    input: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    outputs: Option<&'a [NumberedOutput<'a>]>,
}

#[derive(Serialize)]
struct NumberedOutput<'a> {
    index: usize,
    #[serde(flatten)]
    output: &'a super::run_step::CodeOutput,
}

#[derive(Serialize)]
struct Search<'a> {
    ranking_options: &'a super::run_step::Ranking,
    results: [(); 0],
}

#[derive(Serialize)]
struct FunctionStart<'a> {
    name: &'a str,
    arguments: &'a str,
    output: (),
}

#[derive(Serialize)]
struct Arguments<'a> {
    arguments: &'a str,
}
