//! The part of a passage to quote: the sentence, line or table row that answers a question best.
//!
//! ```text
//!  passages ──▶ units with what each has of the question (divided) ──▶ a score for each (judge, kind, weights)
//!           ──▶ the best, each once, with the names of its columns and its heading (told)
//! ```

mod choice;
mod divided;
mod judge;
mod kin;
mod kind;
mod list;
mod told;
mod weights;

use super::hits::Finder;
use super::query::Query;
use super::units::{Kind, Unit, narrow, units};
use divided::{Passage, ends};
use judge::Judge;
pub use kind::MONTHS;
use kind::all_words;
use std::ops::Range;

/// A passage that may be quoted.
#[derive(Clone, Copy, Debug)]
pub struct Source<'t> {
    /// Its text.
    pub text: &'t str,
    /// The name of its file.
    pub name: &'t str,
    /// How well the whole of it answers, 0 to 1.
    pub score: f64,
}

/// A part of a passage that says something of what was asked.
#[derive(Clone, Debug, PartialEq)]
pub struct Quote {
    /// The place of its passage among the sources.
    pub source: usize,
    /// Where it stands there, in bytes.
    pub range: Range<usize>,
    /// What it says, on a line: cells of a table row with the names of their columns.
    pub told: String,
    /// How well it answers; to be compared with other quotes of the same question.
    pub score: f64,
    /// Whether it has enough of the question to be its answer.
    pub answers: bool,
    /// The parts of the question that it has itself, as a set.
    pub has: u64,
}

/// All that `sources` say of `question`, the best first; nothing twice. Each has at most `max_chars` characters.
pub fn quotes(sources: &[Source<'_>], question: &str, max_chars: usize) -> Vec<Quote> {
    let wanted = kind::wanted(question);
    let mut query = Query::read(&wanted);
    if query.wants.is_empty() {
        return Vec::new();
    }
    let known = known(sources, &Finder::new(&query));
    let names = !kind::is_german(question);
    kin::widen(&mut query, sources, known, names);
    let finder = Finder::new(&query);
    let words = all_words(question);
    let passages: Vec<Passage<'_>> = sources.iter().map(|source| Passage::read(source, &finder, &words)).collect();
    let mut quotes = Judge::new(&passages, question, &query, words).quotes(max_chars);
    if let Some(list) = list::listed(sources, question, max_chars) {
        quotes.insert(0, list);
    }
    quotes
}

/// The terms that any of `sources` has.
fn known(sources: &[Source<'_>], finder: &Finder<'_>) -> u64 {
    sources.iter().fold(0, |set, source| set | finder.find(source.text).terms() | finder.find(source.name).terms())
}

/// The part of `text` that answers `question` best, as a range of bytes; of a text that has nothing of it, the beginning.
/// Has at most `max_chars` characters, and is empty only if the text is blank.
pub fn best_passage(text: &str, question: &str, max_chars: usize) -> Range<usize> {
    let source = Source { text, name: "", score: 0.0 };
    let best = quotes(&[source], question, max_chars).into_iter().next();
    best.map_or_else(|| opening(text, max_chars), |quote| quote.range)
}

/// The first sentences of `text`, as many as `max_chars` characters hold; its first words, if it has no sentences.
pub fn opening(text: &str, max_chars: usize) -> Range<usize> {
    let units = units(text);
    let telling =
        |unit: &&Unit| unit.kind == Kind::Sentence && unit.range.len() > 24 && ends(&text[unit.range.clone()]);
    let Some(first) = units.iter().find(telling).or(units.first()) else { return 0..0 };
    let more = units.iter().skip_while(|unit| unit.range.start <= first.range.start);
    let fits = |unit: &&Unit| {
        unit.kind == Kind::Sentence
            && unit.paragraph == first.paragraph
            && text[first.range.start..unit.range.end].chars().count() <= max_chars
    };
    let end = more.take_while(fits).last().map_or(first.range.end, |last| last.range.end);
    narrow(text, first.range.start..end, first.range.start, max_chars)
}

#[cfg(test)]
mod tests;
