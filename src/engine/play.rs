//! A run as it is being played: the beats still to come, and what is open on stage.

use super::feed::Feed;
use super::tokens::Vocabulary;
use crate::domain::lifecycle::Ending;
use crate::scenario::Made;
use crate::store::{Blob, Store};
use crate::wire::content::Content;
use crate::wire::ids::FileId;
use crate::wire::message::Message;
use crate::wire::run::Run;
use crate::wire::run_step::{Ranking, RunStep, SearchResult, StepDetails, StepStatus, ToolCall};
use crate::wire::usage::Usage;
use std::collections::VecDeque;
use std::sync::Arc;

/// One transition of a run.
#[derive(Debug)]
pub enum Beat {
    /// The model begins, or goes on.
    Start,
    /// A message and its step are opened.
    OpenMessage,
    /// Pictures and files are made that the message shows or links to.
    Enclose(Outputs),
    /// The images that code has shown come into the message.
    Images,
    /// A piece of text comes into the message.
    Text(Box<str>),
    /// A stretch of text that stands for something.
    Annotated {
        /// The stretch, as `sandbox:/mnt/data/…` or `【4:0†report.pdf】`.
        text: Box<str>,
        /// What it stands for.
        mark: Mark,
    },
    /// A piece of a refusal comes into the message.
    Refusal(Box<str>),
    /// The message and its step are done.
    CloseMessage(Usage),
    /// A step that runs code is opened.
    OpenCode,
    /// A piece of code comes.
    CodeInput(Box<str>),
    /// The code has run.
    CodeOutputs(Outputs),
    /// The step that ran code is done.
    CloseCode(Usage),
    /// A step that searches is opened.
    OpenSearch(Ranking),
    /// The search is over, and its step is done.
    CloseSearch(Vec<SearchResult>, Usage),
    /// A step that calls functions is opened.
    OpenCalls,
    /// The call of this function begins.
    NextCall(Box<str>),
    /// A piece of its arguments comes.
    Arguments(Box<str>),
    /// The calls are complete: the run waits for their outputs.
    Require(Usage),
    /// So many milliseconds pass.
    Wait(u64),
    /// The run stands until the control API lets it go on.
    Hold,
    /// The stream is cut: here, or after so many events of it.
    Drop(Option<u64>),
    /// The run is over; the step that is still open, if any, took so much.
    End(Ending, Usage),
}

/// What a stretch of text stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mark {
    /// The file that code wrote at this path.
    Path(Box<str>),
    /// A passage of a file that was searched.
    Citation {
        /// The file.
        file_id: FileId,
        /// The passage.
        quote: Box<str>,
    },
}

/// What code gave, its bytes already in place.
#[derive(Debug, Default)]
pub struct Outputs {
    /// What it printed and showed.
    pub shown: Vec<Given>,
    /// Files that it wrote, by path.
    pub files: Vec<(String, Blob)>,
}

/// What code printed or showed.
#[derive(Debug)]
pub enum Given {
    /// Text on its standard output.
    Logs(String),
    /// A picture.
    Image(Blob),
}

/// A run between two halts.
#[derive(Debug)]
pub struct Play {
    /// The run as it was last committed.
    pub run: Arc<Run>,
    /// The step that is open, as it was last committed.
    pub step: Option<Arc<RunStep>>,
    /// The tool calls of the open step, with all that has come into them.
    pub calls: Vec<ToolCall>,
    /// The message that is open, with all that has come into it.
    pub message: Option<Message>,
    /// Whether a client has deleted the open message: its events go on, but it does not come back.
    pub message_deleted: bool,
    /// Characters of the open message's text so far.
    pub chars: usize,
    /// What is still to come.
    pub beats: VecDeque<Beat>,
    /// Files that code has written in this run, and images that it has shown since the last message.
    pub made: Made,
    /// Tokens that go into the first step of this play.
    pub prompt: u64,
    /// Tokens that the closed steps of the run took.
    pub usage: Usage,
    /// Where its events go.
    pub feed: Feed,
}

impl Play {
    /// A play of `run`, nothing of which is open.
    pub fn new(run: Arc<Run>, usage: Usage, beats: VecDeque<Beat>, feed: Feed) -> Self {
        Self {
            run,
            step: None,
            calls: Vec::new(),
            message: None,
            message_deleted: false,
            chars: 0,
            beats,
            made: Made::default(),
            prompt: 0,
            usage,
            feed,
        }
    }

    /// A play of a run that nobody is playing, taken up from the store: its open step is the last one.
    pub fn from_store(store: &Store, run: Arc<Run>) -> Self {
        let step = open_step(store, &run).cloned();
        let mut play = Self::new(Arc::clone(&run), closed_usage(store, &run), VecDeque::new(), Feed::default());
        match step.as_deref().map(|step| &step.step_details) {
            Some(StepDetails::ToolCalls { tool_calls }) => play.calls.clone_from(tool_calls),
            Some(StepDetails::MessageCreation { message_creation }) => {
                play.message = store.get::<Message>(message_creation.message_id).map(|message| (**message).clone());
            }
            None => {}
        }
        play.step = step;
        play
    }

    /// Takes over what clients have done to the open message since the last beat.
    pub fn catch_up(&mut self, store: &Store) {
        let Some(message) = &mut self.message else { return };
        match store.get::<Message>(message.id) {
            Some(stored) => message.metadata.clone_from(&stored.metadata),
            None => self.message_deleted = true,
        }
    }

    /// Leaves nothing to be played but the end of `run`, which is this play's as it is now.
    pub fn stop(&mut self, run: Arc<Run>, ending: Ending) {
        let usage = self.open_usage();
        self.run = run;
        self.beats.clear();
        self.beats.push_back(Beat::End(ending, usage));
    }

    /// What the open step has taken so far.
    pub fn open_usage(&self) -> Usage {
        let Some(step) = &self.step else { return Usage::default() };
        let vocabulary = Vocabulary::of(&self.run.order.model);
        let text = self.message.iter().flat_map(|message| &message.content).map(|part| match part {
            Content::Text { text } => vocabulary.count(&text.value),
            Content::Refusal { refusal } => vocabulary.count(refusal),
            Content::ImageFile { .. } | Content::ImageUrl { .. } => 0,
        });
        let calls = self.calls.iter().map(|call| match call {
            ToolCall::CodeInterpreter { input, .. } => vocabulary.count(input),
            // What a search was for is known to its script alone.
            ToolCall::FileSearch { .. } => 0,
            ToolCall::Function { name, arguments, .. } => vocabulary.count(name) + vocabulary.count(arguments),
        });
        // What came out of the steps before went into this one.
        let prompt_tokens = self.prompt + self.usage.completion_tokens;
        step.usage.unwrap_or_else(|| Usage { prompt_tokens, completion_tokens: text.chain(calls).sum() })
    }
}

/// The step of a run that is not over yet; only its last can be.
pub fn open_step<'a>(store: &'a Store, run: &Run) -> Option<&'a Arc<RunStep>> {
    store.children::<RunStep>(run.id).next_back().filter(|step| step.status == StepStatus::InProgress)
}

/// What the closed steps of a run took.
pub fn closed_usage(store: &Store, run: &Run) -> Usage {
    let mut sum = Usage::default();
    let closed = store.children::<RunStep>(run.id).filter(|step| step.status != StepStatus::InProgress);
    closed.filter_map(|step| step.usage).for_each(|usage| sum += usage);
    sum
}
