//! One call for each thing a message names: places, identifiers, share symbols.

use std::collections::BTreeSet;

use super::super::facts::Facts;
use super::super::schema::needs::{Kind, needs, symbols};
use super::super::words::{stem, words};
use super::{Call, Function, call};

/// One call, or one for each place, identifier or symbol if the function takes a single one.
pub fn calls(function: &Function<'_>, facts: &Facts<'_>, single: bool) -> Vec<Call> {
    let first = call(function, facts);
    if single {
        return vec![first];
    }
    let mentioned = |names: &BTreeSet<&str>| names.iter().filter(|name| first.arguments.contains(**name)).count();
    let places: BTreeSet<&str> = facts.places.iter().map(|place| place.name.as_str()).collect();
    let focused: Vec<Facts<'_>> = if places.len() > 1 && mentioned(&places) == 1 {
        facts.places.iter().map(|place| Facts { places: vec![place.clone()], ..facts.clone() }).collect()
    } else {
        named(function, facts)
    };
    let mut calls: Vec<Call> = Vec::new();
    for facts in &focused {
        let call = call(function, facts);
        if !calls.contains(&call) {
            calls.push(call);
        }
    }
    if calls.is_empty() { vec![first] } else { calls }
}

/// The facts once for each identifier or symbol.
fn named<'a>(function: &Function<'_>, facts: &Facts<'a>) -> Vec<Facts<'a>> {
    let all = function.parameters.map_or_else(Vec::new, |schema| needs(schema, facts));
    let count = |kind: Kind| all.iter().filter(|need| need.kind == kind).count();
    if count(Kind::Symbol) == 1 {
        return symbols(facts.text).map(|symbol| about(symbol, facts)).collect();
    }
    if count(Kind::Identifier) != 1 {
        return Vec::new();
    }
    if facts.codes.len() > 1 {
        return facts.codes.iter().map(|code| Facts { codes: vec![*code], ..facts.clone() }).collect();
    }
    let plain = facts.numbers.len() > 1
        && facts.codes.is_empty()
        && facts.numbers.iter().all(|q| q.value.fract() == 0.0 && q.value >= 100.0);
    let numbers = facts.numbers.iter().filter(|_| plain);
    numbers.map(|number| Facts { numbers: vec![number.clone()], ..facts.clone() }).collect()
}

/// The facts as if the message named this symbol only.
fn about<'a>(symbol: &'a str, facts: &Facts<'a>) -> Facts<'a> {
    let words = words(symbol);
    Facts { text: symbol, stems: words.iter().map(|word| stem(word)).collect(), words, ..facts.clone() }
}
