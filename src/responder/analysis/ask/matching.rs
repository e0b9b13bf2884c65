//! Which columns a message speaks of, found as a person would find them.
//!
//! Case, accents, sub- and superscripts, punctuation, plurals and small slips do not matter; a part of a name is
//! enough when it is telling; a quoted name that fits nothing is reported as unknown.

use super::names;
use super::phrase::{Phrase, Quote, Word};
use super::table::Table;
use super::values::Named;
use super::wording::is_title;
use std::ops::Range;

/// A column that a message names.
#[derive(Debug, Clone, PartialEq)]
pub struct Mention {
    /// Which column.
    pub column: usize,
    /// Which words name it.
    pub words: Range<usize>,
}

/// Words that say what to do rather than what with; alone they name a column only between quotation marks.
pub const REQUEST_WORDS: [&str; 40] = [
    "the", "a", "an", "of", "and", "or", "in", "for", "to", "by", "it", "i", "me", "my", "is", "only", "all", "other",
    "show", "new", "give", "data", "file", "csv", "row", "column", "graph", "chart", "plot", "with", "on", "from",
    "at", "this", "no", "not", "as", "be", "line", "bar",
];

/// Words too common in names to stand for a whole one.
pub const VAGUE: [&str; 36] = [
    "per", "annual", "total", "average", "mean", "max", "min", "maximum", "minimum", "sum", "count", "number", "value",
    "year", "month", "day", "time", "date", "first", "last", "rate", "level", "high", "low", "new", "percent", "share",
    "change", "other", "s", "up", "top", "median", "highest", "lowest", "range",
];

/// Words that people use for one another.
const ALIKE: [&[&str]; 7] = [
    &["temperature", "temp"],
    &["revenue", "sale", "turnover"],
    &["cost", "expense", "spending"],
    &["country", "entity", "nation", "location"],
    &["employee", "staff", "headcount"],
    &["customer", "client"],
    &["quantity", "qty", "unit"],
];

/// The columns a message names, in the order of the message.
pub fn mentions(phrase: &Phrase, table: &Table) -> Vec<Mention> {
    let mut found: Vec<(u32, Mention)> = Vec::new();
    let file = file_named(phrase, table);
    for (column, words) in table.columns.iter().map(|c| &c.words).enumerate() {
        for start in 0..phrase.words.len() {
            let longest = (words.len() + 2).min(phrase.words.len() - start);
            for length in 1..=longest {
                let span = start..start + length;
                if crosses_quote(phrase, &span) || (span.start < file.end && file.start < span.end) {
                    break;
                }
                let quoted = phrase.quote_of(start).is_some();
                if let Some(score) = score(&phrase.words[span.clone()], words, quoted) {
                    found.push((score, Mention { column, words: span }));
                }
            }
        }
    }
    // The best first; among equals the first column of the file.
    found.sort_by_key(|(score, mention)| (std::cmp::Reverse(*score), mention.words.start, mention.column));
    let mut kept: Vec<Mention> = Vec::new();
    for (_, mention) in found {
        let free = |other: &Mention| mention.words.end <= other.words.start || other.words.end <= mention.words.start;
        let quote = phrase.quote_of(mention.words.start).filter(|&q| phrase.quotes[q].closed);
        let crowded = quote.is_some() && kept.iter().any(|other| phrase.quote_of(other.words.start) == quote);
        if kept.iter().all(free) && !crowded && covers_quote(phrase, &mention) {
            kept.push(mention);
        }
    }
    kept.sort_by_key(|mention| mention.words.start);
    one_of_neighbours(&mut kept, table);
    kept
}

/// The words that are the name of the table's file: `sales.csv`.
fn file_named(phrase: &Phrase, table: &Table) -> Range<usize> {
    let name = names::folded(&table.name);
    let parts: Vec<&str> = name.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty()).collect();
    let here = |at: &usize| parts.len() > 1 && parts.iter().enumerate().all(|(n, part)| phrase.at(at + n) == *part);
    let joined = |at: usize| {
        let (Some(stem), Some(end)) = (phrase.words.get(at), phrase.words.get(at + 1)) else {
            return false;
        };
        matches!(end.lower.as_str(), "csv" | "tsv" | "json" | "xlsx") && end.place.start == stem.place.end + 1
    };
    let count = phrase.words.len();
    let whole = (0..count).find(here).map(|at| at..at + parts.len());
    let written = |at: &usize| joined(*at) && phrase.words[*at].place.len() > 1;
    // "the sales csv" has a blank where the name has a point.
    whole
        .filter(|range| joined(range.end - 2) && phrase.quote_of(range.start).is_none())
        .or_else(|| {
            (0..count)
                .find(|at| written(at) && phrase.at(*at) == parts.first().copied().unwrap_or(""))
                .map(|at| at..at + 2)
        })
        .unwrap_or(0..0)
}

/// Two parts of names side by side, as in `emissions from coal`, describe one column: the one with more words said.
fn one_of_neighbours(kept: &mut Vec<Mention>, table: &Table) {
    let part = |mention: &Mention| mention.words.len() < table.columns[mention.column].words.len();
    let mut at = 0;
    while at + 1 < kept.len() {
        let (first, second) = (&kept[at], &kept[at + 1]);
        if first.words.end == second.words.start && part(first) && part(second) && first.column != second.column {
            let gone = if first.words.len() > second.words.len() { at + 1 } else { at };
            kept.remove(gone);
        } else {
            at += 1;
        }
    }
}

fn crosses_quote(phrase: &Phrase, span: &Range<usize>) -> bool {
    let of = |word: usize| phrase.quote_of(word).filter(|&q| phrase.quotes[q].closed);
    of(span.start) != of(span.end - 1)
}

/// Inside quotation marks a name must account for most of what is quoted.
fn covers_quote(phrase: &Phrase, mention: &Mention) -> bool {
    let Some(quote) = phrase.quote_of(mention.words.start).map(|q| &phrase.quotes[q]) else {
        return true;
    };
    !quote.closed || mention.words.len() * 2 >= quote.words.len()
}

/// How well some words name a column: more and better words first, then the share of the name they make up.
fn score(said: &[Word], name: &[String], quoted: bool) -> Option<u32> {
    if name.is_empty() {
        return None;
    }
    let joined = |parts: &mut dyn Iterator<Item = &str>| parts.collect::<String>();
    let whole = joined(&mut name.iter().map(String::as_str));
    let spoken = joined(&mut said.iter().map(|word| word.stem.as_str()));
    let fits = whole == spoken || names::stem(&joined(&mut said.iter().map(|word| word.lower.as_str()))) == whole;
    let asks = said.len() == 1 && REQUEST_WORDS.contains(&said[0].lower.as_str());
    if fits && (quoted || !asks) {
        return Some(100 * name.len() as u32 * 10 + 1000);
    }
    let mut points = 0;
    let mut telling = false;
    let mut rest = name.iter();
    for word in said {
        let (gain, part) = rest.find_map(|part| likeness(word, part).map(|gain| (gain, part)))?;
        points += gain;
        telling |= !VAGUE.contains(&part.as_str()) && !REQUEST_WORDS.contains(&part.as_str()) && part.len() > 1;
    }
    let complete = said.len() == name.len();
    // A whole name is enough even when each of its words is vague: `Total value`.
    let enough = telling || (complete && (quoted || said.len() > 1));
    if !enough || (asks && !quoted) {
        return None;
    }
    let share = (points / name.len() as u32).min(100);
    Some(points * 10 + share)
}

/// How alike a spoken word and a word of a name are, out of a hundred.
fn likeness(word: &Word, part: &str) -> Option<u32> {
    if word.stem == part {
        return Some(100);
    }
    let (short, long) = (word.stem.len().min(part.len()), word.stem.len().max(part.len()));
    if short >= 4 && part.starts_with(&word.stem) && long - short <= 8 {
        return Some(80);
    }
    let alike = |group: &&[&str]| group.contains(&word.stem.as_str()) && group.contains(&part);
    if ALIKE.iter().any(alike) {
        return Some(70);
    }
    let slips = match short {
        0..=4 => 0,
        5..=7 => 1,
        _ => 2,
    };
    (slips > 0 && long - short <= slips && distance(&word.stem, part) <= slips).then_some(75)
}

/// How many letters must be changed, added, dropped or swapped to make one word the other.
pub fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().take(64).collect(), b.chars().take(64).collect());
    let mut before: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut next = vec![i];
        for j in 1..=b.len() {
            let change = row[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut least = change.min(row[j] + 1).min(next[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                least = least.min(before[j - 2] + 1);
            }
            next.push(least);
        }
        before = std::mem::replace(&mut row, next);
    }
    row[b.len()]
}

/// Quoted names that are neither a column, nor a value, nor a file, nor a title.
pub fn unknown(phrase: &Phrase, table: &Table, mentions: &[Mention], values: &[Named]) -> Vec<String> {
    let file = names::folded(&table.name);
    let taken = |quote: &Quote| {
        let inside = |words: &Range<usize>| words.start < quote.words.end && quote.words.start < words.end;
        mentions.iter().any(|m| inside(&m.words)) || values.iter().any(|v| inside(&v.words))
    };
    let a_file = |quote: &Quote| {
        let text = names::folded(&quote.text);
        file.contains(&text) || [".csv", ".png", ".tsv", ".txt"].iter().any(|e| text.ends_with(e))
    };
    let quotes = phrase.quotes.iter().filter(|quote| {
        let a_name = quote.closed && quote.words.len() <= 6;
        a_name && !taken(quote) && !a_file(quote) && !is_title(phrase, quote.words.start)
    });
    quotes.map(|quote| quote.text.clone()).collect()
}

#[cfg(test)]
#[path = "matching_tests.rs"]
mod tests;
