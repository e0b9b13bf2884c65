//! What the lines of a text are, before paragraphs are put together.

use super::cells::is_dense;
use std::ops::Range;

/// What a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line {
    /// Nothing.
    Blank,
    /// Drawn: dashes, stars, dots.
    Rule,
    /// It says what follows is about.
    Heading,
    /// A row of a table.
    Row,
    /// It begins an item of a list.
    Item,
    /// It stands for itself: a label with its value, code.
    Alone,
    /// Part of a paragraph.
    Prose,
}

/// A line without a full stop is a heading only if it is as short.
const LONGEST_HEADING: usize = 90;

/// The lines of `text` without blanks at either end.
pub fn lines(text: &str) -> Vec<(Range<usize>, Line)> {
    let mut lines = Vec::new();
    let mut offset = 0;
    for line in text.split('\n') {
        let trimmed = line.trim();
        let start = offset + (line.len() - line.trim_start().len());
        lines.push((start..start + trimmed.len(), classify(line, trimmed)));
        offset += line.len() + 1;
    }
    for at in 1..lines.len() {
        let before = &text[lines[at - 1].0.clone()];
        let flows = lines[at - 1].1 == Line::Prose
            && before.chars().count() > 40
            && !before.ends_with(['.', ':', '!', '?', '。']);
        // What looks like a label is the middle of a sentence.
        if lines[at].1 == Line::Alone && flows && short_pair(&text[lines[at].0.clone()]) {
            lines[at].1 = Line::Prose;
        }
    }
    for at in 0..lines.len() - 1 {
        let line = &text[lines[at].0.clone()];
        let key = lines[at].1 == Line::Prose && line.ends_with(':') && line.split_whitespace().nth(3).is_none();
        let inner = !matches!(lines[at + 1].1, Line::Blank | Line::Item | Line::Row | Line::Rule);
        if key && inner && column(text, lines[at + 1].0.start) > column(text, lines[at].0.start) {
            lines[at].1 = Line::Alone;
        }
    }
    for line in lines.iter_mut().filter(|(_, line)| matches!(line, Line::Prose | Line::Alone | Line::Item)) {
        line.1 = if asks(&text[line.0.clone()]) { Line::Heading } else { line.1 };
    }
    let last = lines.iter().rposition(|(_, line)| !matches!(line, Line::Blank | Line::Rule)).unwrap_or(0);
    for at in 0..last {
        if matches!(lines[at].1, Line::Prose | Line::Item | Line::Alone) && heads(text, &lines, at) {
            lines[at].1 = Line::Heading;
        }
    }
    lines
}

/// Whether a line is a question that its list of questions marks as one: `Q: How do I ...?`.
fn asks(line: &str) -> bool {
    let bare = line.trim_matches(|char: char| !char.is_alphanumeric() && char != '?');
    let digits = |rest: &str| rest.trim_start_matches(|char: char| char.is_ascii_digit()).starts_with([':', '.', ')']);
    let marked = ["Question", "Frage", "FAQ", "Q"]
        .iter()
        .any(|mark| bare.strip_prefix(mark).is_some_and(|rest| digits(rest.trim_start())));
    marked && line.contains('?') && line.trim_end_matches('*').ends_with('?') && line.len() <= 300
}

/// The number of bytes before `start` on its line.
fn column(text: &str, start: usize) -> usize {
    start - text[..start].rfind('\n').map_or(0, |at| at + 1)
}

/// Whether a line is a heading by its place: alone between blank lines, underlined, or the caption of a table.
fn heads(text: &str, lines: &[(Range<usize>, Line)], at: usize) -> bool {
    let line = &text[lines[at].0.clone()];
    let alone = |other: Option<&(Range<usize>, Line)>| other.is_none_or(|(_, line)| *line == Line::Blank);
    let before = at.checked_sub(1).and_then(|before| lines.get(before));
    let after = lines.get(at + 1);
    let is = |kind: Line| after.is_some_and(|(_, line)| *line == kind);
    let opens = alone(before) || before.is_some_and(|(_, line)| matches!(line, Line::Row | Line::Rule | Line::Heading));
    if opens && lines[at].1 == Line::Prose && is(Line::Prose) {
        return titles(line, after.map_or("", |(range, _)| &text[range.clone()]));
    }
    if !opens || !(alone(after) || is(Line::Rule) || is(Line::Row)) {
        return false;
    }
    let pair = lines[at].1 == Line::Alone;

    let ends = line.ends_with(['.', '!', '?', ';', ',', '。', '！', '？']);
    let capitals = line.chars().any(char::is_uppercase) && !line.chars().any(char::is_lowercase);
    line.chars().count() <= LONGEST_HEADING && (capitals || !ends) && (!pair || is(Line::Rule) || captions(line))
}

/// Whether a line is the title of the paragraph that follows: it is shorter than it would have to be.
fn titles(line: &str, next: &str) -> bool {
    let word = next.split_whitespace().next().unwrap_or_default();
    line.len() <= 60
        && line.len() + word.len() + 12 < next.len()
        && !line.ends_with(['.', '!', '?', ';', ',', ':', '-', '。', '！', '？'])
        && line.starts_with(char::is_uppercase)
        && next.starts_with(char::is_uppercase)
        && line.split_whitespace().nth(8).is_none()
}

/// Whether a line such as `Dairy: net sales by quarter` has no value that it could be the label of.
fn captions(line: &str) -> bool {
    line.split_once(": ").is_some_and(|(_, value)| {
        value.starts_with(char::is_lowercase)
            && !value.chars().any(|char| char.is_ascii_digit())
            && value.split_whitespace().count() > 2
    })
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
    let centred = line.starts_with("          ") && !trimmed.ends_with(['.', ',', ';']) && !has_gap(trimmed);
    if centred
        && trimmed.chars().count() <= LONGEST_HEADING
        && trimmed.starts_with(|char: char| char.is_uppercase() || char == '[' || char == '(')
    {
        return Line::Heading;
    }
    if is_row(trimmed, first) {
        return Line::Row;
    }
    let digits = trimmed.trim_start_matches(|char: char| char.is_ascii_digit());
    let numbered =
        (1..=3).contains(&(trimmed.len() - digits.len())) && (digits.starts_with(". ") || digits.starts_with(") "));
    if numbered || ["- ", "* ", "+ ", "• ", "– ", "\\item"].iter().any(|sign| trimmed.starts_with(sign)) {
        return Line::Item;
    }
    if stands_alone(line, trimmed, first) { Line::Alone } else { Line::Prose }
}

/// Whether a line has cells.
fn is_row(trimmed: &str, first: char) -> bool {
    first == '|'
        || trimmed.matches('|').count() >= 2
        || trimmed.contains('\t')
        || trimmed.contains("....")
        || trimmed.contains(" . . .")
        || has_gap(trimmed)
        || trimmed.contains(" & ") && trimmed.ends_with("\\\\")
        || !matches!(first, '{' | '}' | '[' | ']' | '<' | '"' | '@')
            && !is_code(trimmed)
            && (is_dense(trimmed, ',') || is_dense(trimmed, ';'))
}

/// Whether blanks divide a line: three and more, or two that do not follow the end of a sentence.
fn has_gap(line: &str) -> bool {
    line.contains("   ")
        || line.match_indices("  ").any(|(at, _)| !line[..at].ends_with(['.', '!', '?', ':', ';', ',', '"', ')']))
            && line.len() <= 160
}

/// Whether a line is one of a program or of data, and no prose that ends in a sign of theirs.
fn is_code(trimmed: &str) -> bool {
    let signs = [" = ", "::", "->", "=>", "==", "\":"].iter().any(|sign| trimmed.contains(sign));
    let terse = signs || trimmed.split_whitespace().nth(4).is_none();
    trimmed.ends_with(['{', '}', '\\'])
        || [");", "},", "],", "})", "})?"].iter().any(|end| trimmed.ends_with(end))
        || terse && trimmed.ends_with([';', '[', ']', '>'])
        || ["//", "fn ", "pub fn ", "def "].iter().any(|sign| trimmed.starts_with(sign))
}

/// Whether a line stands for itself: `Label: value`, code, JSON.
fn stands_alone(line: &str, trimmed: &str, first: char) -> bool {
    matches!(first, '{' | '}' | '[' | ']' | '<' | '"' | '@')
        || line.starts_with("    ") && (trimmed.contains(" = ") || trimmed.ends_with(')') || trimmed.ends_with(':'))
        || is_code(trimmed)
        || short_pair(trimmed)
        || assigns(trimmed)
}

/// `NAME = value`, `let name = value`, `NAME=value`.
fn assigns(line: &str) -> bool {
    let Some((name, value)) = line.split_once('=') else { return false };
    let name = name.trim_end();
    let word = |word: &str| {
        let plain = |char: char| char.is_ascii_alphanumeric() || "_.-$:[]'\"<>&".contains(char);
        word.starts_with(|char: char| char.is_ascii_alphabetic() || matches!(char, '_' | '$' | '"' | '\''))
            && word.chars().all(plain)
    };
    let value = value.trim();
    !value.is_empty()
        && !value.starts_with(['=', '>'])
        && line.len() <= 200
        && name.split_whitespace().count() <= 4
        && name.split_whitespace().all(word)
        && (name.split_whitespace().count() == 1
            || ["let", "const", "var", "final", "static", "pub", "export", "public", "private", "val", "set"]
                .contains(&name.split_whitespace().next().unwrap_or_default())
            || name.contains(':'))
}

/// `Label: value`.
fn short_pair(line: &str) -> bool {
    line.split_once(": ").is_some_and(|(label, value)| {
        label.chars().count() <= 30
            && !label.contains(['.', ','])
            && label.split_whitespace().count() <= 4
            && value.chars().count() <= 80
    })
}
