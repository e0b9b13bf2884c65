//! What a text must be like.
//!
//! Three ways to write one:
//! - `/regex/` is found anywhere in the text. After the closing slash: `i` for any case, `s` where `.` matches line
//!   breaks too, `m` where `^` and `$` match at lines, `x` where spaces and `#` comments in it do not count. Groups
//!   are named as `(?<city>…)`. A text that begins with a slash but does not end as a regular expression does (a
//!   path, such as `/etc/hosts`) is plain text.
//! - Where the whole of a text is meant, `*` stands for anything and `?` for one character; a backslash takes the
//!   meaning from the character after it.
//! - Where it is not, plain text is a part of the text.
//!
//! Matching takes time linear in the text, whatever the pattern.

use regex::{Regex, RegexBuilder};
use std::collections::BTreeMap;
use std::fmt;

/// The longest pattern, in bytes.
const MAX_PATTERN: usize = 4096;
/// The most that a compiled pattern takes, in bytes.
const MAX_COMPILED: usize = 1 << 20;
/// What is looked at of a text, in bytes.
const MAX_TEXT: usize = 1 << 20;
/// The letters after a regular expression that change it.
const FLAGS: &str = "ismx";
/// Letters that other languages know there; whoever writes one means a regular expression.
const FOREIGN_FLAGS: &str = "guy";

/// What a text must be like. See the module for how it is written.
#[derive(Clone, Debug)]
pub struct Pattern {
    written: String,
    kind: Kind,
}

#[derive(Clone, Debug)]
enum Kind {
    Part,
    Regex(Regex),
    Glob(Regex),
}

/// Why a pattern cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PatternError {
    /// What is wrong and what to do, in one line.
    pub message: String,
    /// Where in the pattern's text, in bytes.
    pub at: Option<usize>,
}

impl Pattern {
    /// A pattern that is found anywhere in a text: plain text is a substring (case counts).
    ///
    /// # Errors
    /// A regular expression that is wrong or too large; a pattern over 4,096 bytes.
    pub fn within(text: &str) -> Result<Self, PatternError> {
        Self::read(text, |_| Ok(Kind::Part))
    }

    /// A pattern for the whole of a text: `*` stands for anything, `?` for one character (case counts).
    ///
    /// # Errors
    /// As [`Self::within`]; and a pattern with too many wildcards.
    pub fn whole(text: &str) -> Result<Self, PatternError> {
        Self::read(text, |text| glob(text).map(Kind::Glob))
    }

    fn read(text: &str, plain: impl FnOnce(&str) -> Result<Kind, PatternError>) -> Result<Self, PatternError> {
        if text.len() > MAX_PATTERN {
            let message = format!("a pattern may have {MAX_PATTERN} bytes; this one has {}", text.len());
            return Err(PatternError { message, at: None });
        }
        let kind = match split(text) {
            Some((body, flags)) => Kind::Regex(regex(body, flags)?),
            None => plain(text)?,
        };
        Ok(Self { written: text.to_owned(), kind })
    }

    /// Whether it is text that must be there as it stands.
    pub fn is_plain(&self) -> bool {
        matches!(self.kind, Kind::Part)
    }

    /// Named groups of a regular expression, which templates may use.
    pub fn names(&self) -> Vec<String> {
        match &self.kind {
            Kind::Regex(regex) => regex.capture_names().flatten().map(str::to_owned).collect(),
            Kind::Part | Kind::Glob(_) => Vec::new(),
        }
    }

    /// What the groups caught, if the text fits; a plain pattern has none. Numbered groups are `1`, `2`, …, and a named
    /// group has its number as well. A group that took no part is left out.
    ///
    /// Only the first 1 MB of the text is looked at.
    pub fn captures(&self, text: &str) -> Option<BTreeMap<String, String>> {
        let text = &text[..text.floor_char_boundary(MAX_TEXT)];
        match &self.kind {
            Kind::Part => text.contains(&self.written).then(BTreeMap::new),
            Kind::Glob(glob) => glob.is_match(text).then(BTreeMap::new),
            Kind::Regex(regex) => {
                let caught = regex.captures(text)?;
                let mut groups = BTreeMap::new();
                for (number, (name, group)) in regex.capture_names().zip(caught.iter()).enumerate().skip(1) {
                    let Some(group) = group else { continue };
                    groups.insert(number.to_string(), group.as_str().to_owned());
                    if let Some(name) = name {
                        groups.insert(name.to_owned(), group.as_str().to_owned());
                    }
                }
                Some(groups)
            }
        }
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.written)
    }
}

/// The inside of a regular expression and the letters after it, if the text is one.
fn split(text: &str) -> Option<(&str, &str)> {
    let (body, flags) = text.strip_prefix('/')?.rsplit_once('/')?;
    // A slash behind an odd number of backslashes closes nothing.
    let backslashes = body.bytes().rev().take_while(|byte| *byte == b'\\').count();
    let all_flags = flags.chars().all(|flag| FLAGS.contains(flag) || FOREIGN_FLAGS.contains(flag));
    (!body.is_empty() && backslashes % 2 == 0 && all_flags).then_some((body, flags))
}

fn regex(body: &str, flags: &str) -> Result<Regex, PatternError> {
    // The first byte of the text is the opening slash.
    let error = |message: String, at: usize| PatternError { message, at: Some(at + 1) };
    if let Some((at, flag)) = flags.char_indices().find(|(_, flag)| !FLAGS.contains(*flag)) {
        let message = format!("the flag `{flag}` is not known after a regular expression; `i`, `s`, `m` and `x` are");
        return Err(error(message, body.len() + 1 + at));
    }
    let has = |flag| flags.contains(flag);
    regex_syntax::ParserBuilder::new()
        .case_insensitive(has('i'))
        .dot_matches_new_line(has('s'))
        .multi_line(has('m'))
        .ignore_whitespace(has('x'))
        .build()
        .parse(body)
        .map_err(|problem| match problem {
            regex_syntax::Error::Parse(wrong) => error(wrong.kind().to_string(), wrong.span().start.offset),
            regex_syntax::Error::Translate(wrong) => error(wrong.kind().to_string(), wrong.span().start.offset),
            other => PatternError { message: one_line(&other.to_string()), at: None },
        })?;
    RegexBuilder::new(body)
        .case_insensitive(has('i'))
        .dot_matches_new_line(has('s'))
        .multi_line(has('m'))
        .ignore_whitespace(has('x'))
        .size_limit(MAX_COMPILED)
        .build()
        .map_err(|problem| too_large(&problem))
}

fn glob(text: &str) -> Result<Regex, PatternError> {
    let mut regex = String::from(r"(?s)\A");
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '*' => {
                while characters.next_if_eq(&'*').is_some() {}
                regex.push_str(".*");
            }
            '?' => regex.push('.'),
            '\\' => {
                // At the very end it can only mean itself.
                let meant = characters.next().unwrap_or('\\');
                regex.push_str(&regex::escape(meant.encode_utf8(&mut [0; 4])));
            }
            plain => regex.push_str(&regex::escape(plain.encode_utf8(&mut [0; 4]))),
        }
    }
    regex.push_str(r"\z");
    RegexBuilder::new(&regex).size_limit(MAX_COMPILED).build().map_err(|problem| too_large(&problem))
}

fn too_large(problem: &regex::Error) -> PatternError {
    let message = match problem {
        regex::Error::CompiledTooBig(_) => {
            "the pattern is too large once its repetitions are written out; repeat less, or take `[a-z]` for `\\w`"
                .to_owned()
        }
        other => one_line(&other.to_string()),
    };
    PatternError { message, at: None }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
#[path = "pattern_tests.rs"]
mod tests;
