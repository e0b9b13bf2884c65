//! What is wrong with a scenario file, and how it is shown.

use super::spelling::nearest;
use serde::Serialize;
use std::fmt::Write as _;
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

/// Columns of a source line that are shown at most.
const SHOWN: usize = 110;
/// Columns that are kept before the caret where a line is cut.
const BEFORE: usize = 50;
/// Columns of a tab.
const TAB: usize = 4;

/// How grave it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The file cannot be used.
    Error,
    /// The file can be used, but it is likely not what was meant.
    Warning,
}

/// What is wrong, and where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// How grave it is.
    pub severity: Severity,
    /// The file, as it was named.
    pub file: String,
    /// The line, from 1; 0 if it is about the whole file.
    pub line: usize,
    /// The column in characters, from 1; 0 if it is about the whole file.
    pub column: usize,
    /// How many characters of the line it is about.
    #[serde(skip)]
    pub width: usize,
    /// The line.
    #[serde(skip)]
    pub source_line: String,
    /// What is wrong, in one line.
    pub message: String,
    /// What to do, in one line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
}

impl Problem {
    /// An error of a whole file.
    pub fn of_file(file: &str, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Error,
            file: file.to_owned(),
            line: 0,
            column: 0,
            width: 0,
            source_line: String::new(),
            message: message.into(),
            help: None,
        }
    }

    /// The same, with what to do.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The same, with what was likely meant, if one of the candidates is near.
    pub fn meant<'a>(mut self, word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Self {
        if let Some(near) = nearest(word, candidates) {
            self.help = Some(format!("did you mean `{near}`?"));
        }
        self
    }

    /// The same, as a warning.
    pub fn warning(mut self) -> Self {
        self.severity = Severity::Warning;
        self
    }

    /// Several lines for a terminal, without a line end behind the last; with colours only if asked for.
    pub fn render(&self, color: bool) -> String {
        let paint = |code: &str, text: &str| {
            if color { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
        };
        let (kind, hue) = match self.severity {
            Severity::Error => ("error", "1;31"),
            Severity::Warning => ("warning", "1;33"),
        };
        let mut out = format!("{}{}", paint(hue, kind), paint("1", &format!(": {}", one_line(&self.message))));
        let number = if self.line == 0 { String::new() } else { self.line.to_string() };
        let pad = " ".repeat(number.len());
        let place = match self.line {
            0 => one_line(&self.file),
            line => format!("{}:{line}:{}", one_line(&self.file), self.column),
        };
        let _ = write!(out, "\n{pad}{} {place}", paint("1;34", " -->"));
        let help = self.help.as_deref().map(one_line).unwrap_or_default();
        if self.line == 0 {
            if !help.is_empty() {
                let _ = write!(out, "\n{pad}{} {help}", paint("1;34", "  ="));
            }
            return out;
        }
        let (line, before, width) = self.cut();
        let bar = paint("1;34", "|");
        let caret = paint(hue, format!("{} {help}", "^".repeat(width)).trim_end());
        let _ = write!(out, "\n{pad}  {bar}\n {} {bar} {line}", paint("1;34", &number));
        let _ = write!(out, "\n{pad}  {bar} {}{caret}", " ".repeat(before));
        out
    }

    /// The line as it is shown, the columns before the caret, and those under it.
    fn cut(&self) -> (String, usize, usize) {
        let characters: Vec<char> = self.source_line.chars().collect();
        let start = (self.column - 1).min(characters.len());
        let end = (start + self.width).min(characters.len());
        let before = shown(&characters[..start]);
        let under = shown(&characters[start..end]);
        let after = shown(&characters[end..]);
        if before.width() + under.width() + after.width() <= SHOWN {
            return (format!("{before}{under}{after}"), before.width(), under.width().max(1));
        }
        let kept = SHOWN.saturating_sub(under.width() + after.width()).max(BEFORE);
        let before = match before.width() > kept {
            true => format!("…{}", ends(before.chars().rev(), kept - 1).chars().rev().collect::<String>()),
            false => before,
        };
        let room = SHOWN - before.width();
        let rest = format!("{under}{after}");
        let rest = match rest.width() > room {
            true => format!("{}…", ends(rest.chars(), room - 1)),
            false => rest,
        };
        let under = under.width().clamp(1, rest.width().max(1));
        let columns = before.width();
        (format!("{before}{rest}"), columns, under)
    }

    /// `{"severity", "file", "line", "column", "message", "help"}`
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).expect("texts and numbers are always JSON")
    }
}

/// The first characters that fit into so many columns.
fn ends(characters: impl Iterator<Item = char>, columns: usize) -> String {
    let mut width = 0;
    let fits = |character: &char| {
        width += character.width().unwrap_or(1);
        width <= columns
    };
    characters.take_while(fits).collect()
}

/// Characters as a terminal shows them: tabs as spaces, and what would move the cursor as a sign for it.
fn shown(characters: &[char]) -> String {
    let mut out = String::new();
    for character in characters {
        match character {
            '\t' => out.extend(std::iter::repeat_n(' ', TAB)),
            other if other.is_control() || is_directing(*other) => out.push('\u{fffd}'),
            other => out.push(*other),
        }
    }
    out
}

/// Characters that turn the direction of text, which could make a line look like another.
fn is_directing(character: char) -> bool {
    matches!(character, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn one_line(text: &str) -> String {
    shown(&text.chars().collect::<Vec<_>>())
}
