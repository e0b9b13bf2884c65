//! Facts drawn from a message: numbers, names, places, dates and the like.
//!
//! Both function arguments and structured answers are filled from these, through `schema`.
//! Everything is a plain scan of the text; nothing is guessed beyond what it says.

pub mod dates;
pub mod names;
pub mod numbers;
pub mod subject;

use super::maths::{self, Working};
use super::places::{self, Place};
use super::words::{head, stem, words};
use names::Name;
use numbers::Quantity;

/// A piece of text between white space, without surrounding punctuation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Chunk<'a> {
    /// The text itself.
    pub text: &'a str,
    /// Where it begins.
    pub start: usize,
    /// Whether it opens a sentence.
    pub opens: bool,
    /// Whether punctuation stands right after it.
    pub closed: bool,
}

/// What a message says.
#[derive(Clone, Debug)]
pub struct Facts<'a> {
    /// The part of the message that was looked at.
    pub text: &'a str,
    /// Its words, in lower case.
    pub words: Vec<String>,
    /// The stems of its words.
    pub stems: Vec<String>,
    /// Its places.
    pub places: Vec<Place>,
    /// Proper names that are neither places nor days.
    pub names: Vec<Name<'a>>,
    /// Numbers that belong to no date, time or code.
    pub numbers: Vec<Quantity>,
    /// Days and dates, as written.
    pub dates: Vec<String>,
    /// Times of day, as written.
    pub times: Vec<String>,
    /// Quoted strings.
    pub quoted: Vec<&'a str>,
    /// Addresses of mail.
    pub emails: Vec<&'a str>,
    /// Addresses of pages.
    pub urls: Vec<&'a str>,
    /// Identifiers: `ORD-123`, `#42`.
    pub codes: Vec<&'a str>,
    /// What it is about.
    pub subject: String,
    /// The mathematics in it, worked out.
    pub working: Option<Working>,
}

impl<'a> Facts<'a> {
    /// The facts of a message.
    pub fn of(message: &'a str) -> Self {
        let text = head(message);
        let chunks = chunks(text);
        let places = places::find(text);
        let words = words(text);
        Self {
            stems: words.iter().map(|word| stem(word)).collect(),
            words,
            names: names::find(text, &chunks, &places),
            numbers: numbers::find(&chunks),
            dates: dates::days(&chunks),
            times: dates::times(&chunks),
            quoted: quoted(text),
            emails: kept(&chunks, is_email),
            urls: kept(&chunks, |c| c.contains("://") || c.starts_with("www.")),
            codes: kept(&chunks, is_code),
            subject: subject::of(text),
            working: maths::work(text),
            places,
            text,
        }
    }

    /// The same, with all that this message leaves open taken from an earlier one.
    pub fn or_earlier(mut self, earlier: &Self) -> Self {
        fn fill<T: Clone>(own: &mut Vec<T>, other: &[T]) {
            if own.is_empty() {
                own.extend_from_slice(other);
            }
        }
        fill(&mut self.places, &earlier.places);
        fill(&mut self.names, &earlier.names);
        fill(&mut self.dates, &earlier.dates);
        fill(&mut self.times, &earlier.times);
        fill(&mut self.quoted, &earlier.quoted);
        fill(&mut self.emails, &earlier.emails);
        fill(&mut self.urls, &earlier.urls);
        fill(&mut self.codes, &earlier.codes);
        fill(&mut self.numbers, &earlier.numbers);
        self.words.extend_from_slice(&earlier.words);
        self.stems.extend_from_slice(&earlier.stems);
        self
    }

    /// Whether these words stand side by side in the message, endings aside.
    pub fn says(&self, phrase: &[String]) -> bool {
        let wanted: Vec<String> = phrase.iter().map(|word| stem(word)).collect();
        !wanted.is_empty() && self.stems.windows(wanted.len()).any(|window| window == wanted)
    }
}

/// The chunks of a text.
pub fn chunks(text: &str) -> Vec<Chunk<'_>> {
    let mut found = Vec::new();
    let mut opens = true;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let mut offset = 0;
        for raw in line.split_whitespace() {
            let place = line[offset..].find(raw).map_or(offset, |i| i + offset);
            offset = place + raw.len();
            let outer = |c: char| !c.is_alphanumeric() && !matches!(c, '#' | '$' | '+' | '-' | '%' | '°');
            let left = raw.trim_start_matches(outer);
            let inner = left.trim_end_matches(|c: char| outer(c) || c == '-');
            let start = at + place + raw.len() - left.len();
            let closed = inner.len() < left.len();
            found.push(Chunk { text: inner, start, opens, closed });
            opens = raw.ends_with(['.', '!', '?', ':']);
        }
        opens |= line.ends_with('\n');
        at += line.len();
    }
    found.retain(|chunk| !chunk.text.is_empty());
    found
}

fn kept<'a>(chunks: &[Chunk<'a>], test: impl Fn(&str) -> bool) -> Vec<&'a str> {
    chunks.iter().map(|chunk| chunk.text).filter(|text| test(text)).collect()
}

fn is_email(text: &str) -> bool {
    text.split_once('@').is_some_and(|(user, host)| {
        let plain = |s: &str| s.chars().all(|c| c.is_ascii_alphanumeric() || "._+-".contains(c));
        !user.is_empty()
            && plain(user)
            && plain(host)
            && host.contains('.')
            && !host.contains("..")
            && !host.starts_with('.')
    })
}

fn is_code(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let letters = text.chars().any(char::is_alphabetic);
    let marks = text.contains(['-', '_', '#']);
    let shape = text.chars().all(|c| c.is_alphanumeric() || "-_#".contains(c));
    shape && digits > 0 && (text.starts_with('#') || letters && (marks || digits > 2)) && !text.starts_with('-')
}

/// The insides of straight, curly and back quotes.
fn quoted(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut open: Option<(char, usize)> = None;
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        match open {
            Some((close, start)) if c == close => {
                if start < at {
                    found.push(&text[start..at]);
                }
                open = None;
            }
            Some(_) => {}
            None => {
                let close = match c {
                    '"' | '`' => Some(c),
                    '“' => Some('”'),
                    '«' => Some('»'),
                    '\'' if before.is_whitespace() => Some('\''),
                    _ => None,
                };
                open = close.map(|close| (close, at + c.len_utf8()));
            }
        }
        before = c;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_has_facts() {
        let facts = Facts::of(
            "Email bob@example.com the \"Weekly report\" for ORD-123 on 2024-05-06 at 10:30, 2 copies, see https://example.com/a.",
        );
        assert_eq!(facts.emails, ["bob@example.com"]);
        assert_eq!(facts.quoted, ["Weekly report"]);
        assert_eq!(facts.codes, ["ORD-123"]);
        assert_eq!(facts.dates, ["2024-05-06"]);
        assert_eq!(facts.times, ["10:30"]);
        assert_eq!(facts.urls, ["https://example.com/a"]);
        assert_eq!(facts.numbers.len(), 1);
        assert!(facts.says(&["copy".into()]));
    }

    #[test]
    fn people_are_no_places() {
        let facts = Facts::of("Alice and Bob are going to a science fair on Friday with Dr. Jones in Boston.");
        let names: Vec<&str> = facts.names.iter().map(|name| name.text).collect();
        assert_eq!(names, ["Alice", "Bob", "Dr. Jones"]);
        assert_eq!(facts.dates, ["Friday"]);
        assert_eq!(facts.places[0].name, "Boston");
    }

    proptest::proptest! {
        #[test]
        fn any_text_has_facts(text in ".{0,80}", marks in "[A-Z a-z0-9@:/.,#'\"“é\n-]{0,80}") {
            let _ = Facts::of(&text);
            let _ = Facts::of(&marks).or_earlier(&Facts::of(&text));
        }
    }
}
