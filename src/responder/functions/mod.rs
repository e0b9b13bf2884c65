//! Which functions a message calls for, with what arguments, and what is said of their
//! outputs afterwards.
//!
//! Relevance is a matter of shared words (`relevance`), arguments come from the facts of the
//! message (`schema`), and `report` turns outputs into a reply. Nothing is executed here.

mod phrase;
mod relevance;
mod render;
mod report;

use std::collections::BTreeSet;

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

/// The calls a message asks for; `earlier` holds the user's earlier messages, oldest first.
pub fn choose(
    functions: &[Function<'_>],
    choice: Choice<'_>,
    parallel: bool,
    message: &str,
    earlier: &[&str],
) -> Vec<Call> {
    let follows_up = relevance::follows_up(message);
    let rank = || {
        let own = relevance::rank(functions, message);
        if !own.is_empty() || !(follows_up || choice == Choice::Required) {
            return own;
        }
        let before = earlier.iter().rev().take(LOOK_BACK);
        before.map(|text| relevance::rank(functions, text)).find(|ranked| !ranked.is_empty()).unwrap_or_default()
    };
    let mut chosen: Vec<usize> = match choice {
        Choice::Named(name) => functions.iter().position(|f| f.name == name).into_iter().collect(),
        Choice::Auto | Choice::Required => relevance::chosen(&rank()),
    };
    if chosen.is_empty() && choice == Choice::Required && !functions.is_empty() {
        chosen.push(relevance::nearest(functions, message));
    }
    if !parallel {
        let best = relevance::best(&rank());
        chosen = best.filter(|best| chosen.contains(best)).or(chosen.first().copied()).into_iter().collect();
    }
    if chosen.is_empty() {
        return Vec::new();
    }
    let facts = gathered(message, earlier);
    let single = !parallel || matches!(choice, Choice::Named(_));
    let calls = chosen.into_iter().flat_map(|index| calls_of(&functions[index], &facts, single));
    calls.take(MOST_CALLS).collect()
}

/// The facts of the message, gaps filled from earlier ones, newest first.
fn gathered<'a>(message: &'a str, earlier: &[&'a str]) -> Facts<'a> {
    let before = earlier.iter().rev().take(LOOK_BACK).map(|text| Facts::of(text));
    before.fold(Facts::of(message), |facts, older| facts.or_earlier(&older))
}

/// One call, or one for each place the message names if the function takes a single place.
fn calls_of(function: &Function<'_>, facts: &Facts<'_>, single: bool) -> Vec<Call> {
    let first = call(function, facts);
    let places: BTreeSet<&str> = facts.places.iter().map(|place| place.name.as_str()).collect();
    let mentioned = |call: &Call| places.iter().filter(|name| call.arguments.contains(**name)).count();
    if single || places.len() < 2 || mentioned(&first) != 1 {
        return vec![first];
    }
    let mut calls: Vec<Call> = Vec::new();
    for place in &facts.places {
        let focused = Facts { places: vec![place.clone()], ..facts.clone() };
        let call = call(function, &focused);
        if !calls.contains(&call) {
            calls.push(call);
        }
    }
    calls
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
mod report_tests;
#[cfg(test)]
mod tests;
