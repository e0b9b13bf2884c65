//! What a project's runs play.

use crate::error::{ApiError, Result};
use crate::http::body::TextBody;
use crate::http::caller::Caller;
use crate::http::ids::Ids;
use crate::http::respond::{Answer, json_response};
use crate::http::shared::Shared;
use crate::scenario::{Problem, Severity, load_text};
use axum::extract::State;
use serde::Serialize;
use std::sync::Arc;

#[derive(Serialize)]
struct Shown {
    scenarios: Vec<ShownScenario>,
    /// What is likely not as it was meant in what was pushed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    warnings: Vec<String>,
}

/// A scenario, and how often it was played.
#[derive(Serialize)]
struct ShownScenario {
    name: String,
    origin: &'static str,
    place: String,
    once: bool,
    turns: usize,
    plays: u64,
}

/// Lists the scenarios that runs of the caller's project may play, in the order in which they are tried.
pub async fn list(caller: Caller) -> Answer {
    Ok(json_response(&shown(&caller, &[])))
}

fn shown(caller: &Caller, warnings: &[Problem]) -> Shown {
    let scenes = &caller.project.scenes;
    let shown = scenes.all().into_iter().map(|(scenario, pushed)| ShownScenario {
        name: scenario.name.clone(),
        origin: if pushed { "pushed" } else { "file" },
        place: scenario.place.clone(),
        once: scenario.once,
        turns: scenario.turns.len(),
        plays: scenes.plays(&scenario.name),
    });
    Shown { scenarios: shown.collect(), warnings: warnings.iter().map(line).collect() }
}

/// Adds scenarios and faults to the caller's project, written as in a scenario file, and lists all scenarios.
pub async fn push(State(shared): State<Arc<Shared>>, caller: Caller, TextBody(text): TextBody) -> Answer {
    let once = once(&caller)?;
    let pushed = load_text("body", &text, None);
    let mut pushed = pushed.map_err(|problems| ApiError::WrongScenarios { problems: told(&problems) })?;
    pushed.scenarios.iter_mut().for_each(|scenario| scenario.once = once);
    shared.projects.push_faults(&caller.project, pushed.faults)?;
    caller.project.scenes.push(pushed.scenarios, &text);
    Ok(json_response(&shown(&caller, &pushed.warnings)))
}

/// Takes all pushed scenarios away; those of files stay.
pub async fn clear(caller: Caller) -> Answer {
    caller.project.scenes.take_away(None);
    list(caller).await
}

/// Takes one pushed scenario away.
pub async fn delete(caller: Caller, ids: Ids) -> Answer {
    let name = ids.text("name");
    if !caller.project.scenes.take_away(Some(name)) {
        return Err(ApiError::NoSuchScenario { name: name.to_owned() });
    }
    list(caller).await
}

/// Whether the query says `once=true`.
fn once(caller: &Caller) -> Result<bool> {
    caller.query.only(&["once"])?;
    Ok(caller.query.word("once", &["true", "false"])? == Some("true"))
}

/// All errors in one line each, where they are first. Warnings are no reason to refuse anything.
fn told(problems: &[Problem]) -> String {
    let errors = problems.iter().filter(|problem| problem.severity == Severity::Error);
    errors.map(line).collect::<Vec<_>>().join("\n")
}

fn line(problem: &Problem) -> String {
    let place = match (problem.line, problem.column) {
        (0, _) => String::new(),
        (line, column) => format!("line {line}, column {column}: "),
    };
    let help = problem.help.as_ref().map(|help| format!(" ({help})")).unwrap_or_default();
    format!("{place}{}{help}", problem.message)
}
