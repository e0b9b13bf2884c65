//! The machines of runs, steps and messages: which change may follow which, and what each change sets.
//!
//! ```text
//!            start            require
//!  queued ───────▶ in_progress ───────▶ requires_action
//!    ▲                │  │                    │
//!    └────────────────┼──┼──── resume ────────┘
//!                     │  │
//!                     │  └──▶ completed | incomplete | failed
//!                     │
//!  queued, in_progress, requires_action ──▶ cancelling ──▶ cancelled
//!  queued, in_progress, requires_action ──▶ expired   (600 s after creation, on the clock)
//!  queued, cancelling ──▶ failed            (a run that cannot be played)
//!  requires_action ──▶ failed               (because the control API says so)
//! ```
//!
//! Time stamps follow the field matrix of `wire.md` §3: `started_at` stays through `resume` and is set anew by the
//! next `start`; `expires_at` is null in every status that ends a run. A step's change follows its run's.

use crate::wire::UnixTime;
use crate::wire::message::{IncompleteMessage, Message, MessageReason, MessageStatus};
use crate::wire::run::{IncompleteRun, LastError, RequiredAction, RequiredCall, Run, RunReason, RunStatus};
use crate::wire::run_step::{RunStep, StepStatus};
use crate::wire::usage::Usage;

/// What happens to a run.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// The model begins, or goes on after outputs.
    Start,
    /// The model calls functions.
    Require(Vec<RequiredCall>),
    /// The client gave the outputs.
    Resume,
    /// The client asked to stop.
    Cancelling,
    /// It is over.
    End(Ending, Usage),
}

/// How a run ends.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs)] // the API's own words
pub enum Ending {
    Completed,
    Incomplete(RunReason),
    Failed(LastError),
    Cancelled,
    Expired,
}

impl Change {
    /// The status it leads to.
    pub fn status(&self) -> RunStatus {
        match self {
            Self::Start => RunStatus::InProgress,
            Self::Require(_) => RunStatus::RequiresAction,
            Self::Resume => RunStatus::Queued,
            Self::Cancelling => RunStatus::Cancelling,
            Self::End(Ending::Completed, _) => RunStatus::Completed,
            Self::End(Ending::Incomplete(_), _) => RunStatus::Incomplete,
            Self::End(Ending::Failed(_), _) => RunStatus::Failed,
            Self::End(Ending::Cancelled, _) => RunStatus::Cancelled,
            Self::End(Ending::Expired, _) => RunStatus::Expired,
        }
    }
}

/// Whether a run may go from one status to another.
pub fn may_follow(from: RunStatus, to: RunStatus) -> bool {
    use RunStatus::{
        Cancelled, Cancelling, Completed, Expired, Failed, InProgress, Incomplete, Queued, RequiresAction,
    };
    match from {
        Queued => matches!(to, InProgress | Cancelling | Expired | Failed),
        InProgress => matches!(to, RequiresAction | Completed | Incomplete | Failed | Cancelling | Expired),
        RequiresAction => matches!(to, Queued | Cancelling | Expired | Failed),
        Cancelling => matches!(to, Cancelled | Failed),
        Cancelled | Failed | Completed | Incomplete | Expired => false,
    }
}

/// The run after `change`, or `None` where the machine does not allow it.
pub fn change_run(run: &Run, change: Change, now: UnixTime) -> Option<Run> {
    let status = change.status();
    if !may_follow(run.status, status) {
        return None;
    }
    let mut run = Run { status, required_action: None, ..run.clone() };
    match change {
        Change::Start => run.started_at = Some(now),
        Change::Require(tool_calls) => run.required_action = Some(RequiredAction { tool_calls }),
        Change::Resume | Change::Cancelling => {}
        Change::End(ending, usage) => end_run(&mut run, ending, usage, now),
    }
    Some(run)
}

fn end_run(run: &mut Run, ending: Ending, usage: Usage, now: UnixTime) {
    run.expires_at = None;
    run.usage = Some(usage);
    match ending {
        Ending::Completed => run.completed_at = Some(now),
        Ending::Incomplete(reason) => {
            // Set although the run broke off, as recorded (wire.md §3).
            run.completed_at = Some(now);
            run.incomplete_details = Some(IncompleteRun { reason });
        }
        Ending::Failed(error) => {
            run.failed_at = Some(now);
            run.last_error = Some(error);
        }
        Ending::Cancelled => run.cancelled_at = Some(now),
        Ending::Expired => {}
    }
}

/// The open step once it is done.
pub fn complete_step(step: &RunStep, usage: Usage, now: UnixTime) -> RunStep {
    RunStep { status: StepStatus::Completed, completed_at: Some(now), usage: Some(usage), ..step.clone() }
}

/// The open step once its run has ended before it; the usage is what it took so far.
pub fn break_step(step: &RunStep, ending: &Ending, usage: Usage, now: UnixTime) -> RunStep {
    let mut step = RunStep { usage: Some(usage), ..step.clone() };
    match ending {
        // The step of a message that broke off is complete, as recorded (wire.md §4, token-limited run).
        Ending::Completed | Ending::Incomplete(_) => {
            step.status = StepStatus::Completed;
            step.completed_at = Some(now);
        }
        Ending::Failed(error) => {
            step.status = StepStatus::Failed;
            step.failed_at = Some(now);
            step.last_error = Some(error.clone());
        }
        Ending::Cancelled => {
            step.status = StepStatus::Cancelled;
            step.cancelled_at = Some(now);
        }
        Ending::Expired => {
            step.status = StepStatus::Expired;
            step.expired_at = Some(now);
        }
    }
    step
}

/// The open message once its run has ended: complete if the run is, else broken off with what it has.
pub fn end_message(message: &Message, ending: &Ending, now: UnixTime) -> Message {
    let reason = match ending {
        Ending::Completed => None,
        Ending::Incomplete(_) => Some(MessageReason::MaxTokens),
        Ending::Failed(_) => Some(MessageReason::RunFailed),
        Ending::Cancelled => Some(MessageReason::RunCancelled),
        Ending::Expired => Some(MessageReason::RunExpired),
    };
    let mut message = message.clone();
    match reason {
        None => {
            message.status = MessageStatus::Completed;
            message.completed_at = Some(now);
        }
        Some(reason) => {
            message.status = MessageStatus::Incomplete;
            message.incomplete_at = Some(now);
            message.incomplete_details = Some(IncompleteMessage { reason });
        }
    }
    message
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::ids::{AssistantId, CallId, Id, RunId, ThreadId};
    use crate::wire::run::{RunOrder, Truncation};
    use crate::wire::tool::{ResponseFormat, ToolChoice};
    use proptest::prelude::*;

    fn queued() -> Run {
        let order = RunOrder {
            model: "gpt-4o".into(),
            instructions: String::new(),
            tools: Vec::new(),
            temperature: 1.0,
            top_p: 1.0,
            reasoning_effort: None,
            max_completion_tokens: None,
            max_prompt_tokens: None,
            truncation_strategy: Truncation::Auto,
            response_format: ResponseFormat::Auto,
            tool_choice: ToolChoice::Auto,
            parallel_tool_calls: true,
        };
        let zeros = [b'0'; 24];
        crate::domain::run::create(
            RunId::from_tail(&zeros),
            ThreadId::from_tail(&zeros),
            AssistantId::from_tail(&zeros),
            Default::default(),
            order,
            1000,
        )
    }

    fn change() -> impl Strategy<Value = Change> {
        let error = LastError { code: "server_error", message: "Sorry, something went wrong.".into() };
        let call = RequiredCall { id: CallId::from_tail(&[b'0'; 24]), name: "f".into(), arguments: "{}".into() };
        let usage = Usage { prompt_tokens: 1, completion_tokens: 1 };
        prop_oneof![
            Just(Change::Start),
            Just(Change::Require(vec![call])),
            Just(Change::Resume),
            Just(Change::Cancelling),
            Just(Change::End(Ending::Completed, usage)),
            Just(Change::End(Ending::Incomplete(RunReason::MaxCompletionTokens), usage)),
            Just(Change::End(Ending::Failed(error), usage)),
            Just(Change::End(Ending::Cancelled, usage)),
            Just(Change::End(Ending::Expired, usage)),
        ]
    }

    proptest! {
        /// Whatever is asked of a run in whatever order, its fields agree with its status (`wire.md` §3 matrix).
        #[test]
        fn fields_agree_with_the_status(changes in proptest::collection::vec(change(), 0..30)) {
            let mut run = queued();
            let mut now = 1000;
            for change in changes {
                now += 1;
                let before = run.clone();
                let Some(after) = change_run(&run, change, now) else { continue };
                prop_assert!(!before.status.is_terminal(), "a run that is over never changes");
                run = after;
                let over = run.status.is_terminal();
                prop_assert_eq!(run.expires_at, if over { None } else { Some(1600) });
                prop_assert_eq!(run.usage.is_some(), over);
                prop_assert_eq!(run.required_action.is_some(), run.status == RunStatus::RequiresAction);
                prop_assert_eq!(run.failed_at.is_some(), run.status == RunStatus::Failed);
                prop_assert_eq!(run.last_error.is_some(), run.status == RunStatus::Failed);
                prop_assert_eq!(run.cancelled_at.is_some(), run.status == RunStatus::Cancelled);
                prop_assert_eq!(run.incomplete_details.is_some(), run.status == RunStatus::Incomplete);
                let done = matches!(run.status, RunStatus::Completed | RunStatus::Incomplete);
                prop_assert_eq!(run.completed_at.is_some(), done);
                match run.status {
                    RunStatus::InProgress => prop_assert_eq!(run.started_at, Some(now)),
                    _ => prop_assert_eq!(run.started_at, before.started_at),
                }
            }
        }
    }

    #[test]
    fn every_status_can_be_reached_and_every_ending_is_final() {
        for to in RunStatus::ALL {
            assert!(RunStatus::ALL.iter().any(|from| may_follow(*from, to)), "{to:?} is reached");
        }
        for from in RunStatus::ALL {
            assert_eq!(from.is_terminal(), !RunStatus::ALL.iter().any(|to| may_follow(from, *to)), "{from:?}");
        }
    }
}
