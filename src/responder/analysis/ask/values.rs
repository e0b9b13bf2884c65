//! Which values of text columns a message names: `for France and Germany`.

use super::limits::MAX_LEVELS;
use super::matching::{Mention, REQUEST_WORDS, VAGUE};
use super::names;
use super::phrase::Phrase;
use super::table::{Kind, Table};
use std::collections::HashMap;
use std::ops::Range;

/// A value of a text column that a message names.
#[derive(Debug, Clone, PartialEq)]
pub struct Named {
    /// Which column holds it.
    pub column: usize,
    /// The value as written in the file.
    pub value: String,
    /// Which words name it.
    pub words: Range<usize>,
}

/// The values of text columns that a message names, outside of the words that name columns.
pub fn values(phrase: &Phrase, table: &Table, mentions: &[Mention]) -> Vec<Named> {
    let mut places: HashMap<&str, Vec<usize>> = HashMap::new();
    for (at, word) in phrase.words.iter().enumerate() {
        places.entry(word.stem.as_str()).or_default().push(at);
    }
    let rows = table.rows();
    let mut found: Vec<Named> = Vec::new();
    for (column, _) in table.columns.iter().enumerate().filter(|(_, c)| c.kind == Kind::Text) {
        for level in table.levels(column, &rows).into_iter().take(MAX_LEVELS) {
            let words = names::words(level);
            let Some(first) = words.first().filter(|_| words.len() <= 8) else {
                continue;
            };
            for &start in places.get(first.as_str()).into_iter().flatten() {
                let span = start..start + words.len();
                let same = span.end <= phrase.words.len()
                    && span.clone().zip(&words).all(|(at, word)| phrase.words[at].stem == *word);
                if same && is_meant(phrase, &span, level) {
                    found.push(Named { column, value: level.to_owned(), words: span });
                }
            }
        }
    }
    let over = |a: &Range<usize>, b: &Range<usize>| a.start < b.end && b.start < a.end;
    found.retain(|named| !mentions.iter().any(|m| over(&m.words, &named.words) && m.words.len() >= named.words.len()));
    // A longer name beats the shorter one inside it: `New York City` and `New York`.
    let kept = |named: &Named| {
        !found.iter().any(|other| over(&other.words, &named.words) && other.words.len() > named.words.len())
    };
    let mut kept: Vec<Named> = found.iter().filter(|named| kept(named)).cloned().collect();
    kept.sort_by_key(|named| (named.words.start, named.column));
    kept.dedup_by(|later, first| later.words == first.words);
    kept
}

/// Short values such as `US` or `IN` are also everyday words: they must be typed as in the file.
fn is_meant(phrase: &Phrase, span: &Range<usize>, level: &str) -> bool {
    let only = &phrase.words[span.start];
    let everyday =
        only.lower.len() <= 3 || REQUEST_WORDS.contains(&only.lower.as_str()) || VAGUE.contains(&only.lower.as_str());
    if span.len() > 1 || !everyday || phrase.quote_of(span.start).is_some() {
        return true;
    }
    only.raw == level && level.chars().any(char::is_uppercase) && span.start > 0
}
