//! Divides a text into what can be quoted of it: headings, sentences, list items, table rows and other lines.

use super::words::has_no_spaces;
use std::ops::Range;

/// What a unit is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// It says what follows is about.
    Heading,
    /// A row of a table, an item of a list, a line of code or data.
    Line,
    /// A sentence of a paragraph.
    Sentence,
}

/// A part of a text that can be quoted by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// Where it stands, in bytes, without blanks at either end.
    pub range: Range<usize>,
    /// What it is.
    pub kind: Kind,
    /// The unit that heads it, if any: the heading above, or the first row of its table.
    pub heading: Option<usize>,
}

/// A line, before paragraphs are put together.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Line {
    Blank,
    Rule,
    Heading,
    Row,
    Item,
    Prose,
}

/// A line without a full stop is a heading only if it is as short.
const LONGEST_HEADING: usize = 80;

/// The units of `text`, in order. They hold all of it but blanks and lines that are only drawn.
pub fn units(text: &str) -> Vec<Unit> {
    let lines = lines(text);
    let mut units: Vec<Unit> = Vec::new();
    let (mut heading, mut header) = (None, None);
    let mut at = 0;
    while at < lines.len() {
        let (range, kind) = lines[at].clone();
        at += 1;
        if kind != Line::Row && kind != Line::Rule {
            header = None;
        }
        match kind {
            Line::Blank | Line::Rule => {}
            Line::Heading => {
                heading = Some(units.len());
                units.push(Unit { range, kind: Kind::Heading, heading: None });
            }
            Line::Row => {
                units.push(Unit { range, kind: Kind::Line, heading: header.or(heading) });
                header = header.or(Some(units.len() - 1));
            }
            Line::Item | Line::Prose => {
                // A paragraph, or an item, goes on until something else begins.
                let mut end = range.end;
                while let Some((next, Line::Prose)) = lines.get(at) {
                    end = next.end;
                    at += 1;
                }
                let start = range.start;
                let kind = if kind == Line::Item { Kind::Line } else { Kind::Sentence };
                units.extend(sentences(&text[start..end]).into_iter().map(|range| Unit {
                    range: start + range.start..start + range.end,
                    kind,
                    heading,
                }));
            }
        }
    }
    units
}

/// The lines of `text` without blanks at either end.
fn lines(text: &str) -> Vec<(Range<usize>, Line)> {
    let mut lines = Vec::new();
    let mut offset = 0;
    for line in text.split('\n') {
        let trimmed = line.trim();
        let start = offset + (line.len() - line.trim_start().len());
        lines.push((start..start + trimmed.len(), classify(line, trimmed)));
        offset += line.len() + 1;
    }
    for at in 0..lines.len() {
        let alone = |other: Option<&(Range<usize>, Line)>| other.is_none_or(|(_, kind)| *kind == Line::Blank);
        let line = &text[lines[at].0.clone()];
        let before = at.checked_sub(1).and_then(|before| lines.get(before));
        let underlined = lines.get(at + 1).is_some_and(|(_, kind)| *kind == Line::Rule);
        let stands_alone = alone(before) && (alone(lines.get(at + 1)) || underlined);
        let followed = lines[at + 1..].iter().any(|(_, kind)| *kind != Line::Blank && *kind != Line::Rule);
        let short = line.chars().count() <= LONGEST_HEADING && !line.ends_with(['.', '!', '?', ';', ',', '。']);
        if matches!(lines[at].1, Line::Prose | Line::Item) && stands_alone && followed && short {
            lines[at].1 = Line::Heading;
        }
    }
    lines
}

fn classify(line: &str, trimmed: &str) -> Line {
    let Some(first) = trimmed.chars().next() else { return Line::Blank };
    if !trimmed.chars().any(char::is_alphanumeric) {
        return Line::Rule;
    }
    let tex = ["\\section", "\\subsection", "\\chapter", "\\title", "\\paragraph"];
    let html = ["<h1", "<h2", "<h3", "<h4", "<title"];
    let hashes = trimmed.trim_start_matches('#');
    let bold = trimmed.len() > 4 && trimmed.starts_with("**") && trimmed.ends_with("**");
    if bold || first == '#' && hashes.starts_with(' ') || tex.iter().chain(&html).any(|sign| trimmed.starts_with(sign))
    {
        return Line::Heading;
    }
    let digits = trimmed.trim_start_matches(|char: char| char.is_ascii_digit());
    let numbered = digits.len() < trimmed.len() && (digits.starts_with(". ") || digits.starts_with(") "));
    if numbered || ["- ", "* ", "+ ", "• ", "– ", "\\item"].iter().any(|sign| trimmed.starts_with(sign)) {
        return Line::Item;
    }
    if is_row(line, trimmed, first) { Line::Row } else { Line::Prose }
}

/// Whether a line stands for itself: a row of a table, `Label .... 1,234`, CSV, code, JSON.
fn is_row(line: &str, trimmed: &str, first: char) -> bool {
    let count = |char| trimmed.matches(char).count();
    let dense = |sign: char| {
        let inner = trimmed.match_indices(sign).filter(|(at, _)| {
            let after = trimmed[at + 1..].chars().next();
            let thousands = sign == ','
                && after.is_some_and(|char| char.is_ascii_digit())
                && trimmed[..*at].ends_with(|char: char| char.is_ascii_digit());
            after.is_some_and(|char| !char.is_whitespace()) && !thousands
        });
        inner.count() >= 2
    };
    let code =
        trimmed.ends_with(['{', '}', ';', '[', ']', '>', '\\']) || trimmed.ends_with("},") || trimmed.ends_with("],");
    first == '|'
        || matches!(first, '{' | '}' | '[' | ']' | '<' | '"' | '@')
        || count("|") >= 2
        || count("\t") >= 1
        || trimmed.contains("....")
        || trimmed.contains(" . . .")
        || trimmed.contains("   ")
        || trimmed.contains(" & ") && trimmed.ends_with("\\\\")
        || line.starts_with("    ")
        || line.starts_with('\t')
        || ["//", "fn ", "pub ", "def ", "let ", "return ", "import "].iter().any(|sign| trimmed.starts_with(sign))
        || code
        || dense(',')
        || dense(';')
        || short_pair(trimmed)
}

/// `Label: value`.
fn short_pair(line: &str) -> bool {
    line.split_once(": ").is_some_and(|(label, _)| label.chars().count() <= 30 && !label.contains(['.', ',']))
}

/// Where the sentences of a paragraph are, without blanks at either end.
fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut sentences = Vec::new();
    let mut start = 0;
    let mut push = |range: Range<usize>| {
        let sentence = &text[range.clone()];
        let trimmed = sentence.trim();
        if trimmed.chars().any(char::is_alphanumeric) {
            let start = range.start + (sentence.len() - sentence.trim_start().len());
            sentences.push(start..start + trimmed.len());
        }
    };
    let mut chars = text.char_indices().peekable();
    while let Some((at, char)) = chars.next() {
        let full = matches!(char, '。' | '！' | '？');
        if !full && !matches!(char, '.' | '!' | '?') {
            continue;
        }
        let mut end = at + char.len_utf8();
        while let Some((at, closing)) = chars.next_if(|(_, next)| matches!(next, '"' | '\'' | '”' | '’' | ')' | '»'))
        {
            end = at + closing.len_utf8();
        }
        if full || ends_sentence(text, at, char, end) {
            push(start..end);
            start = end;
        }
    }
    push(start..text.len());
    sentences
}

/// Whether the stop at `at` ends a sentence, and does not shorten a word or number one.
fn ends_sentence(text: &str, at: usize, stop: char, end: usize) -> bool {
    let after = &text[end..];
    if !after.starts_with(char::is_whitespace) {
        return after.is_empty();
    }
    let next = after.trim_start().chars().next();
    if next.is_some_and(|next| next.is_lowercase()) {
        return false;
    }
    let word = text[..at].rsplit(|char: char| char.is_whitespace() || char == '(').next().unwrap_or_default();
    let short =
        ["Mr", "Mrs", "Ms", "Dr", "Prof", "No", "Nr", "Art", "Fig", "Sec", "St", "vs", "approx", "bzw", "ca", "Abs"];
    let initial = word.chars().count() == 1 && word.chars().all(char::is_alphabetic);
    stop != '.'
        || !(short.contains(&word) || initial || word.contains('.') && !word.chars().any(|char| char.is_ascii_digit()))
}

/// `range` of `text` narrowed to `max` characters from `from` on, at blanks.
pub fn narrow(text: &str, range: Range<usize>, from: usize, max: usize) -> Range<usize> {
    let inner = &text[range.clone()];
    if inner.chars().count() <= max {
        return range;
    }
    let cut = |at: &usize, blanks: bool| inner.is_char_boundary(*at) && may_cut(inner, *at, blanks);
    let from = from - range.start;
    let start = (0..=from).rev().find(|at| cut(at, true)).unwrap_or(from);
    let start = start + (inner[start..].len() - inner[start..].trim_start().len());
    let longest = inner[start..].char_indices().nth(max).map_or(inner.len(), |(at, _)| start + at);
    let end = |blanks| (start + 1..=longest).rev().find(|at| cut(at, blanks));
    let end = end(true).or_else(|| end(false)).unwrap_or(longest);
    let end = start + inner[start..end].trim_end().len();
    range.start + start..range.start + end
}

/// Whether `text` can be cut at `at`: beside a blank, or if `blanks` is not asked for, beside any sign that does not
/// stand within a number.
fn may_cut(text: &str, at: usize, blanks: bool) -> bool {
    let (before, after) = text.split_at(at);
    let (left, right) = (before.chars().next_back(), after.chars().next());
    let apart = |char: Option<char>| char.is_none_or(|char| char.is_whitespace() || has_no_spaces(char));
    if apart(left) || apart(right) || blanks {
        return apart(left) || apart(right);
    }
    let is_digit = |char: Option<char>| char.is_some_and(|char| char.is_ascii_digit());
    let is_letter = |char: Option<char>| char.is_some_and(char::is_alphanumeric);
    let number =
        is_digit(left) && is_digit(after.chars().nth(1)) || is_digit(right) && is_digit(before.chars().nth_back(1));
    !(number || is_letter(left) && is_letter(right))
}
