//! Places in a scenario file, and values that know theirs.

use super::problem::Problem;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_saphyr::{Location, Spanned};
use std::borrow::Cow;

/// A stretch of a file's text, in bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// Where it begins.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
}

/// A value, and where it was written; for an alias, where its anchor is.
#[derive(Clone, Debug)]
pub struct At<T> {
    /// What was written.
    pub value: T,
    /// Where.
    pub place: Place,
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for At<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let spanned = Spanned::<T>::deserialize(deserializer)?;
        let location = if spanned.defined == Location::UNKNOWN { spanned.referenced } else { spanned.defined };
        let start = location.span().byte_offset().unwrap_or_default() as usize;
        let length = location.span().byte_len().unwrap_or_default() as usize;
        Ok(Self { value: spanned.value, place: Place { start, end: start + length } })
    }
}

impl<T: Serialize> Serialize for At<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.value.serialize(serializer)
    }
}

impl<T: JsonSchema> JsonSchema for At<T> {
    fn inline_schema() -> bool {
        T::inline_schema()
    }

    fn schema_name() -> Cow<'static, str> {
        T::schema_name()
    }

    fn schema_id() -> Cow<'static, str> {
        T::schema_id()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::json_schema(generator)
    }
}

/// A field that may be left out. Unlike with `Option`, a field that is there must hold something.
#[derive(Clone, Debug)]
pub struct Given<T>(pub Option<At<T>>);

impl<T> Given<T> {
    /// Whether it was left out.
    pub fn is_none(&self) -> bool {
        self.0.is_none()
    }
}

impl<T> Default for Given<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Given<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        At::deserialize(deserializer).map(|value| Self(Some(value)))
    }
}

impl<T: Serialize> Serialize for Given<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<T: JsonSchema> JsonSchema for Given<T> {
    fn inline_schema() -> bool {
        T::inline_schema()
    }

    fn schema_name() -> Cow<'static, str> {
        T::schema_name()
    }

    fn schema_id() -> Cow<'static, str> {
        T::schema_id()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::json_schema(generator)
    }
}

/// The text of a scenario file, and where its lines begin.
#[derive(Debug)]
pub struct Source {
    name: String,
    text: String,
    lines: Vec<usize>,
}

impl Source {
    /// The text of a file, known by this name. A byte order mark is taken off.
    pub fn new(name: &str, text: &str) -> Self {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text).to_owned();
        let lines = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Self { name: name.to_owned(), text, lines }
    }

    /// The text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What is written there; nothing if the place lies outside of the text.
    pub fn slice(&self, place: Place) -> &str {
        self.text.get(place.start..place.end).unwrap_or_default()
    }

    /// The line and the column, in characters, both from 1.
    pub fn line_and_column(&self, at: usize) -> (usize, usize) {
        let line = self.lines.partition_point(|start| *start <= at);
        let start = self.lines[line - 1];
        let before = self.text.get(start..at).unwrap_or_else(|| self.line(line));
        (line, before.chars().count() + 1)
    }

    /// A line without its end, from 1; nothing if there is none of this number.
    pub fn line(&self, line: usize) -> &str {
        let Some(start) = line.checked_sub(1).and_then(|before| self.lines.get(before)) else {
            return "";
        };
        let end = self.lines.get(line).map_or(self.text.len(), |next| next - 1);
        self.text[*start..end].trim_end_matches('\r')
    }

    /// The place of a character, by line and column from 1; the end of the line if that is shorter.
    pub fn place(&self, line: usize, column: usize) -> Place {
        let line = line.clamp(1, self.lines.len());
        let (start, text) = (self.lines[line - 1], self.line(line));
        let mut after = text.char_indices().skip(column.saturating_sub(1));
        let at = after.next().map_or(text.len(), |(at, _)| at);
        let next = after.next().map_or(text.len(), |(at, _)| at);
        Place { start: start + at, end: start + next }
    }

    /// A place from its beginning to the end of the word there.
    pub fn word(&self, place: Place) -> Place {
        let rest = self.text.get(place.start..).unwrap_or_default();
        let length = rest.find(|character: char| character.is_whitespace() || ":,]}".contains(character));
        Place { start: place.start, end: place.start + length.unwrap_or(rest.len()) }
    }

    /// Where a word stands last before a place; the place itself if it does not.
    pub fn last_before(&self, word: &str, place: Place) -> Place {
        let before = self.text.get(..place.start).unwrap_or_default();
        before.rfind(word).map_or(place, |start| Place { start, end: start + word.len() })
    }

    /// `scenarios/weather.yaml:12`
    pub fn file_and_line(&self, place: Place) -> String {
        format!("{}:{}", self.name, self.line_and_column(place.start).0)
    }

    /// An error at a place.
    pub fn problem(&self, place: Place, message: impl Into<String>) -> Problem {
        let (line, column) = self.line_and_column(place.start);
        let shown = self.line(line);
        let room = shown.chars().count().saturating_sub(column - 1);
        let width = self.slice(place).lines().next().unwrap_or_default().chars().count();
        Problem {
            line,
            column,
            width: width.min(room).max(1),
            source_line: shown.to_owned(),
            ..Problem::of_file(&self.name, message)
        }
    }

    /// Where the byte `at` of a scalar's value is written, as far as that can be told; else the whole scalar.
    pub fn inside(&self, scalar: &At<impl AsRef<str>>, at: usize) -> Place {
        let (value, raw) = (scalar.value.as_ref(), self.slice(scalar.place));
        let offset = match raw.as_bytes().first() {
            _ if raw == value => Some(at),
            Some(b'\'') => single_quoted(raw, at),
            Some(b'"') => double_quoted(raw, at),
            _ => self.block(value, scalar.place.start, at),
        };
        let start = scalar.place.start + offset.unwrap_or_default();
        let Some(rest) = self.text.get(start..).filter(|rest| offset.is_some() && !rest.is_empty()) else {
            return scalar.place;
        };
        let name = rest.find(|character: char| !character.is_alphanumeric() && character != '_');
        let first = rest.chars().next().map_or(0, char::len_utf8);
        Place { start, end: start + name.unwrap_or(rest.len()).max(first) }
    }

    /// The place in a block scalar (`|`), whose lines are those of its value behind spaces.
    fn block(&self, value: &str, start: usize, at: usize) -> Option<usize> {
        let before = value.get(..at)?;
        let number = before.matches('\n').count();
        // It begins with its first line that is not empty.
        let empty = value.len() - value.trim_start_matches('\n').len();
        let line = (self.line_and_column(start).0 + number).checked_sub(empty)?;
        let own = value.split('\n').nth(number)?;
        let indent = self.line(line).strip_suffix(own)?;
        let column = at - before.rfind('\n').map_or(0, |end| end + 1);
        indent.trim().is_empty().then_some(())?;
        (self.lines.get(line - 1)? + indent.len() + column).checked_sub(start)
    }
}

fn single_quoted(raw: &str, at: usize) -> Option<usize> {
    let (mut read, mut from) = (0, 1);
    while read < at {
        let character = raw.get(from..)?.chars().next()?;
        if character == '\n' {
            return None;
        }
        read += character.len_utf8();
        from += if character == '\'' { 2 } else { character.len_utf8() };
    }
    Some(from)
}

/// Escapes that stand for a byte of UTF-8 or more than one are counted by what they stand for.
fn double_quoted(raw: &str, at: usize) -> Option<usize> {
    let (mut read, mut from) = (0, 1);
    while read < at {
        let mut rest = raw.get(from..)?.chars();
        let character = rest.next()?;
        if character == '\n' {
            return None;
        }
        let (taken, stands_for) = match (character, rest.next()) {
            ('\\', Some(kind)) => {
                let digits = match kind {
                    'x' => 2,
                    'u' => 4,
                    'U' => 8,
                    'N' | '_' => return Some(from).filter(|_| at <= read + 2),
                    _ => 0,
                };
                let code = raw.get(from + 2..from + 2 + digits)?;
                let own = u32::from_str_radix(code, 16).ok().and_then(char::from_u32);
                (2 + digits, own.map_or(1, char::len_utf8))
            }
            _ => (character.len_utf8(), character.len_utf8()),
        };
        read += stands_for;
        from += taken;
    }
    Some(from)
}
