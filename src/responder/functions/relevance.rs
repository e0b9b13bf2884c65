//! Scores functions by the words they share with a message.
//!
//! ```text
//! word of the message   in the name   in description or parameters
//! the same stem              4                    2
//! a synonym                  3                    1
//! common verb ("create")     1                    0
//! ```
//!
//! A function is relevant from three points on; `wanted` decides which of the relevant ones are called.

use serde_json::Value;

use super::super::facts::Facts;
use super::super::words::{group, is_stop, is_weak, stem, words};
use super::{Function, looked_at};

const MOST_WORDS: usize = 300;

/// How well one function explains each word of the message.
pub struct Ranked {
    index: usize,
    /// The points of each word of the text.
    pub strengths: Vec<u32>,
    /// Their sum.
    pub total: u32,
}

impl Ranked {
    /// Which function it is.
    pub fn index(&self) -> usize {
        self.index
    }
}

/// A word that speaks for a function.
pub struct Term {
    stem: String,
    group: Option<usize>,
    weak: bool,
    named: bool,
}

impl Term {
    fn new(word: &str, named: bool) -> Self {
        let stem = stem(word);
        Self { group: group(&stem), weak: is_weak(word), stem, named }
    }
}

/// The words that speak for a function.
pub fn terms(function: &Function<'_>) -> Vec<Term> {
    let named = words(function.name);
    let mut terms: Vec<Term> = named.iter().filter(|word| !is_stop(word)).map(|word| Term::new(word, true)).collect();
    if terms.iter().all(|term| term.weak) {
        terms.iter_mut().for_each(|term| term.weak = false);
    }
    let properties = function.parameters.and_then(|p| p.get("properties")).and_then(Value::as_object);
    let mut more = words(looked_at(function.description.unwrap_or("")));
    for (name, schema) in properties.into_iter().flatten().take(MOST_WORDS) {
        more.extend(words(name));
        let options = schema.get("enum").and_then(Value::as_array);
        more.extend(options.into_iter().flatten().filter_map(Value::as_str).flat_map(words));
    }
    for word in more.iter().filter(|word| !is_stop(word)).take(MOST_WORDS) {
        let term = Term::new(word, false);
        if !terms.iter().any(|known| known.stem == term.stem) {
            terms.push(term);
        }
    }
    terms
}

/// The words of a message that can speak for a function.
fn spoken(message: &str) -> Vec<Term> {
    let text = looked_at(message).to_lowercase().replace("to-do", "todo").replace("to do list", "todo list");
    let mut found: Vec<Term> = Vec::new();
    let mut list = words(&text);
    if text.contains('@') {
        list.push("email".into());
    }
    for word in list.iter().filter(|word| !is_stop(word)) {
        let term = Term::new(word, true);
        if !found.iter().any(|known| known.stem == term.stem) {
            found.push(term);
        }
        if found.len() == MOST_WORDS {
            break;
        }
    }
    found
}

fn strengths(terms: &[Term], message: &[Term]) -> Vec<u32> {
    let mut used = vec![false; terms.len()];
    let mut result = vec![0; message.len()];
    for (word, strength) in message.iter().zip(&mut result) {
        if let Some(at) = terms.iter().position(|term| term.stem == word.stem) {
            used[at] = true;
            *strength = match (terms[at].weak, terms[at].named) {
                (true, true) => 1,
                (true, false) => 0,
                (false, true) => 4,
                (false, false) => 2,
            };
        }
    }
    for (word, strength) in message.iter().zip(&mut result) {
        let Some(wanted) = word.group.filter(|_| *strength == 0) else {
            continue;
        };
        // A word of the name that was matched to the letter stands for nothing else.
        let free = terms.iter().zip(&used).filter(|(term, used)| !**used && term.group == Some(wanted));
        let worth = free.map(|(term, _)| match (term.named, term.weak || word.weak) {
            (true, false) => 3,
            (true, true) | (false, false) => 1,
            (false, true) => 0,
        });
        *strength = worth.max().unwrap_or(0);
    }
    result
}

/// The points of each function, given its terms, for a text.
pub fn scored(all: &[Vec<Term>], text: &str) -> Vec<Ranked> {
    let message = spoken(text);
    let score = |(index, terms): (usize, &Vec<Term>)| {
        let strengths = strengths(terms, &message);
        Ranked { index, total: strengths.iter().sum(), strengths }
    };
    all.iter().enumerate().map(score).collect()
}

/// The nearest function, however far.
pub fn nearest(functions: &[Function<'_>], message: &str) -> usize {
    let all: Vec<Vec<Term>> = functions.iter().map(terms).collect();
    let ranked = scored(&all, message);
    let most = ranked.iter().map(|r| r.total).max().unwrap_or(0);
    ranked.iter().find(|r| r.total == most).map_or(0, |r| r.index)
}

/// Whether a message only makes sense after an earlier one: "And in Paris?".
pub fn follows_up(message: &str) -> bool {
    let facts = Facts::of(message);
    let list = &facts.words;
    let opener = list.first().is_some_and(|word| {
        matches!(word.as_str(), "and" | "what" | "how" | "also" | "same" | "now" | "then" | "or" | "again")
    });
    let about = list.iter().any(|word| word == "about");
    let politeness = list.iter().all(|word| {
        matches!(
            word.as_str(),
            "hi" | "hello"
                | "hey"
                | "thanks"
                | "thank"
                | "you"
                | "ok"
                | "okay"
                | "yes"
                | "no"
                | "bye"
                | "great"
                | "very"
                | "much"
                | "so"
        )
    });
    let content = list.iter().filter(|word| !is_stop(word)).count();
    !politeness
        && (opener && (about || list[0] != "what" && list[0] != "how") || content <= 2 && !facts.places.is_empty())
        && list.len() <= 12
}
