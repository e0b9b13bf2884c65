//! Which part of a list is asked for.

use super::fields::{integer, one_of};
use crate::error::{ApiError, Result};
use crate::wire::ids::Id;
use serde_json::Value;

/// Objects in a page when nothing is said, and at most (spec, every list but files).
const DEFAULT: usize = 20;
const MAX: u64 = 100;
/// The same for files.
const FILES: u64 = 10_000;

/// A page of a list of `I`s.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page<I> {
    /// At most so many objects.
    pub limit: usize,
    /// Whether the oldest come first.
    pub ascending: bool,
    /// Only what follows this object, in the order asked for.
    pub after: Option<I>,
    /// Only what precedes it.
    pub before: Option<I>,
}

impl<I> Page<I> {
    /// The same page of a list whose objects are told apart by what `key` makes of an id.
    pub fn keyed<K>(self, key: impl Fn(I) -> K) -> Page<K> {
        Page {
            limit: self.limit,
            ascending: self.ascending,
            after: self.after.map(&key),
            before: self.before.map(&key),
        }
    }
}

/// The parameters of a query, in the order in which they came.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query(pub Vec<(String, String)>);

impl Query {
    /// The last value given to `name`; an empty one counts as absent, as SDKs send it for an unset option.
    pub fn get(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().rev().find(|(key, _)| key == name);
        found.map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
    }

    /// All values given to `name` or `name[]`.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let named = move |key: &str| key.strip_prefix(name).is_some_and(|rest| matches!(rest, "" | "[]"));
        self.0.iter().filter(move |(key, _)| named(key)).map(|(_, value)| value.as_str())
    }

    /// Reads `limit`, `order`, `after` and `before`. Other parameters are ignored, as the service did.
    ///
    /// # Errors
    /// If one of them is malformed or out of bounds.
    pub fn page<I: Id>(&self) -> Result<Page<I>> {
        self.page_of(DEFAULT, MAX)
    }

    /// The same for files, whose pages are longer.
    ///
    /// # Errors
    /// If one of them is malformed or out of bounds.
    pub fn page_of_files<I: Id>(&self) -> Result<Page<I>> {
        self.page_of(FILES as usize, FILES)
    }

    fn page_of<I: Id>(&self, default: usize, max: u64) -> Result<Page<I>> {
        let limit = self.limit(max)?;
        Ok(Page {
            limit: limit.unwrap_or(default),
            ascending: self.word("order", &["asc", "desc"])? == Some("asc"),
            after: self.cursor("after")?,
            before: self.cursor("before")?,
        })
    }

    /// `limit`, from 1 to `max`.
    ///
    /// # Errors
    /// If it is no whole number, or out of bounds.
    pub fn limit(&self, max: u64) -> Result<Option<usize>> {
        let read = |text| integer(1, max)(number(text), "limit".to_owned()).map(|limit| limit as usize);
        self.get("limit").map(read).transpose()
    }

    /// A parameter that is one of a few words.
    ///
    /// # Errors
    /// If it is another.
    pub fn word(&self, name: &str, words: &'static [&'static str]) -> Result<Option<&'static str>> {
        self.get(name).map(|text| one_of(words)(Value::from(text), name.to_owned())).transpose()
    }

    /// Refuses parameters that are none of `known`.
    ///
    /// # Errors
    /// Naming the first of them.
    pub fn only(&self, known: &[&str]) -> Result<()> {
        match self.0.iter().find(|(name, _)| !known.contains(&name.as_str())) {
            Some((name, _)) => Err(ApiError::UnknownParameter { param: name.clone() }),
            None => Ok(()),
        }
    }

    fn cursor<I: Id>(&self, name: &'static str) -> Result<Option<I>> {
        let Some(text) = self.get(name) else { return Ok(None) };
        let id = I::parse(text).ok_or_else(|| ApiError::UnknownCursor { param: name, value: text.to_owned() })?;
        Ok(Some(id))
    }

    /// Whether `include[]` asks for the texts that searches found (spec: the one value that is known).
    ///
    /// # Errors
    /// If it names anything else.
    pub fn include(&self) -> Result<bool> {
        const KNOWN: &[&str] = &["step_details.tool_calls[*].file_search.results[*].content"];
        let mut asked = false;
        for value in self.all("include") {
            one_of(KNOWN)(Value::from(value), "include".to_owned())?;
            asked = true;
        }
        Ok(asked)
    }
}

/// A number if it reads as one, so that its refusal speaks of bounds; else the text, so that it speaks of types.
fn number(text: &str) -> Value {
    let whole = text.parse::<i64>().ok().map(Value::from);
    whole.or_else(|| text.parse::<f64>().ok().filter(|n| n.is_finite()).map(Value::from)).unwrap_or_else(|| text.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::ids::ThreadId;

    fn page(pairs: &[(&str, &str)]) -> Result<Page<ThreadId>> {
        Query(pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect()).page()
    }

    #[test]
    fn the_default_is_twenty_newest_first() {
        let page = page(&[("unknown", "x"), ("after", "")]).expect("fine");
        assert_eq!(page, Page { limit: 20, ascending: false, after: None, before: None });
    }

    #[test]
    fn bounds_are_the_specifications() {
        for (limit, message) in [
            ("0", "Invalid 'limit': integer below minimum value. Expected a value >= 1, but got 0 instead."),
            ("101", "Invalid 'limit': integer above maximum value. Expected a value <= 100, but got 101 instead."),
            ("ten", "Invalid type for 'limit': expected an integer, but got a string instead."),
        ] {
            assert_eq!(page(&[("limit", limit)]).expect_err(message).facts().message, message);
        }
        assert_eq!(
            page(&[("order", "up")]).expect_err("no order").facts().message,
            "Invalid value: 'up'. Supported values are: 'asc' and 'desc'."
        );
    }
}
