//! Which functions a message calls for, with what arguments, and what is said of their
//! outputs afterwards.
//!
//! Relevance is a matter of shared words (`relevance`), arguments come from the facts of the
//! message (`schema`), and `report` turns outputs into a reply. Nothing is executed here.

mod entities;
mod openings;
mod phrase;
mod relevance;
mod render;
mod report;
mod request;
mod verbs;
mod wanted;

use serde_json::{Map, Value};

use super::facts::Facts;
use super::schema::{Mood, fill};
use super::words::head;
pub use report::{Outcome, report};

const MOST_CALLS: usize = 16;
const LOOK_BACK: usize = 4;

/// A function the assistant may call.
#[derive(Clone, Copy, Debug)]
pub struct Function<'a> {
    /// Its name.
    pub name: &'a str,
    /// What it is for.
    pub description: Option<&'a str>,
    /// The JSON Schema of its arguments.
    pub parameters: Option<&'a Value>,
}

/// A call to make.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    /// The function's name.
    pub name: String,
    /// Its arguments as compact JSON.
    pub arguments: String,
}

/// What the request says about calling.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Choice<'a> {
    /// Only what is plainly relevant.
    Auto,
    /// At least one.
    Required,
    /// Exactly this one.
    Named(&'a str),
}

/// All the calls a message asks for, to be made at once or one by one; `earlier` holds the user's earlier messages, oldest first.
pub fn choose(functions: &[Function<'_>], choice: Choice<'_>, message: &str, earlier: &[&str]) -> Vec<Call> {
    let follows_up = relevance::follows_up(message);
    let find = || {
        let own = wanted::wanted(functions, message);
        if !own.is_empty() || !(follows_up || choice == Choice::Required) {
            return own;
        }
        let before = earlier.iter().rev().take(LOOK_BACK);
        before.map(|text| wanted::wanted(functions, text)).find(|found| !found.is_empty()).unwrap_or_default()
    };
    let mut chosen: Vec<(usize, &str)> = match choice {
        Choice::Named(name) => {
            functions.iter().position(|f| f.name == name).map(|at| (at, message)).into_iter().collect()
        }
        Choice::Auto | Choice::Required => find(),
    };
    if chosen.is_empty() && choice == Choice::Required && !functions.is_empty() {
        chosen.push((relevance::nearest(functions, message), message));
    }
    if chosen.is_empty() {
        return Vec::new();
    }
    let facts = gathered(message, earlier);
    let single = matches!(choice, Choice::Named(_));
    let parted = chosen.iter().any(|(_, text)| chosen.iter().any(|(_, other)| text != other));
    let mut calls: Vec<Call> = Vec::new();
    for (index, text) in chosen.into_iter().take(MOST_CALLS) {
        // Each clause speaks for its own call first.
        let own = parted.then(|| Facts::of(text).or_earlier(&facts));
        for call in entities::calls(&functions[index], own.as_ref().unwrap_or(&facts), single) {
            if !calls.contains(&call) {
                calls.push(call);
            }
        }
    }
    calls.truncate(MOST_CALLS);
    calls
}

/// The facts of the message, gaps filled from earlier ones, newest first.
fn gathered<'a>(message: &'a str, earlier: &[&'a str]) -> Facts<'a> {
    let before = earlier.iter().rev().take(LOOK_BACK).map(|text| Facts::of(text));
    before.fold(Facts::of(message), |facts, older| facts.or_earlier(&older))
}

fn call(function: &Function<'_>, facts: &Facts<'_>) -> Call {
    let arguments = match function.parameters {
        Some(schema) => fill(schema, facts, Mood::Arguments),
        None => Value::Object(Map::new()),
    };
    // Arguments are an object, whatever the schema was.
    let arguments = if arguments.is_object() { arguments } else { Value::Object(Map::new()) };
    Call { name: function.name.to_owned(), arguments: arguments.to_string() }
}

/// Whether a message could be about anything at all.
fn looked_at(message: &str) -> &str {
    head(message)
}

#[cfg(test)]
mod argument_tests;
#[cfg(test)]
mod cases_tests;
#[cfg(test)]
mod report_tests;
#[cfg(test)]
mod tests;
