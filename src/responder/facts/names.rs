//! Proper names: runs of capitalised words that are neither places, days nor months.
//!
//! The first word of a sentence is capitalised anyway; it counts only when what follows
//! shows that somebody is meant ("Alice and …", "Bob is …").

use super::super::places::Place;
use super::super::words::is_stop;
use super::Chunk;
use super::dates::{WEEKDAYS, month};

/// A proper name.
#[derive(Clone, Debug, PartialEq)]
pub struct Name<'a> {
    /// As written.
    pub text: &'a str,
    /// The word before it, in lower case; empty at the start of a sentence.
    pub before: String,
}

const SUBJECT_VERBS: [&str; 29] = [
    "met", "called", "asked", "bought", "sent", "told", "made", "loves", "wrote", "joined", "moved", "studied",
    "visited", "and", "is", "are", "was", "were", "will", "has", "have", "had", "wants", "needs", "said", "lives",
    "works", "likes", "went",
];

/// Capitals that are no names.
const FORMATS: [&str; 9] = ["JSON", "XML", "CSV", "HTML", "SQL", "API", "PDF", "YAML", "OK"];

/// The names among the chunks of a text.
pub fn find<'a>(text: &'a str, chunks: &[Chunk<'a>], places: &[Place]) -> Vec<Name<'a>> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < chunks.len() {
        if !begins(chunks, at, places) {
            at += 1;
            continue;
        }
        let mut end = at;
        while continues(chunks, end, places) {
            end += 1;
        }
        let last = &chunks[end];
        let inside = &text[chunks[at].start..last.start + last.text.len()];
        let before = at.checked_sub(1).filter(|_| !chunks[at].opens).map(|i| chunks[i].text.to_lowercase());
        let name = inside.strip_suffix("'s").or_else(|| inside.strip_suffix("’s")).unwrap_or(inside);
        found.push(Name { text: name, before: before.unwrap_or_default() });
        at = end + 1;
    }
    found
}

fn begins(chunks: &[Chunk<'_>], at: usize, places: &[Place]) -> bool {
    let next = chunks.get(at + 1).map(|chunk| chunk.text.to_lowercase());
    let meant = next.is_some_and(|next| SUBJECT_VERBS.contains(&next.as_str()));
    is_proper(&chunks[at], places)
        && (!chunks[at].opens || meant && !chunks[at].closed || continues(chunks, at, places))
}

/// Whether the name goes on after this chunk.
fn continues(chunks: &[Chunk<'_>], at: usize, places: &[Place]) -> bool {
    let title = matches!(chunks[at].text, "Dr" | "Mr" | "Mrs" | "Ms" | "Prof");
    let open = !chunks[at].closed || title;
    open && chunks.get(at + 1).is_some_and(|next| (!next.opens || title) && is_proper(next, places))
        && !is_verb_first(&chunks[at])
}

/// A capitalised first word followed by a name is a command: "Email Bob", "Ask Alice".
fn is_verb_first(chunk: &Chunk<'_>) -> bool {
    const COMMANDS: [&str; 18] = [
        "email", "ask", "tell", "call", "find", "invite", "book", "create", "add", "show", "remind", "send", "meet",
        "search", "text", "schedule", "get", "mail",
    ];
    chunk.opens && COMMANDS.contains(&chunk.text.to_lowercase().as_str())
}

fn is_proper(chunk: &Chunk<'_>, places: &[Place]) -> bool {
    let lower = chunk.text.to_lowercase();
    let lower = lower.split(['\'', '’']).next().unwrap_or("");
    let capital = chunk.text.starts_with(char::is_uppercase) && lower.chars().count() > 1;
    let dated = WEEKDAYS.contains(&lower) || month(lower).is_some();
    let placed = places.iter().any(|place| (place.span.0..place.span.1).contains(&chunk.start));
    capital
        && !FORMATS.contains(&chunk.text)
        && !is_stop(lower)
        && !dated
        && !placed
        && chunk.text.chars().all(|c| c.is_alphanumeric() || "'’-.".contains(c))
}
