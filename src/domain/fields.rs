//! Reads the fields of a JSON object and refuses them in the service's words (`wire.md` §8, validator grammar).
//!
//! Order of complaints, as measured: a missing required field, then an unknown one, then types and bounds in
//! the order in which a room reads its fields. `null` counts as absent for every optional field.

use crate::error::{ApiError, Number, Result};
use crate::wire::Metadata;
use crate::wire::ids::{FileId, Id};
use serde_json::{Map, Value};
use std::borrow::Cow;

/// What a change says of one field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Patch<T> {
    /// It was not named.
    Keep,
    /// It was set to null.
    Clear,
    /// It was given a value.
    Set(T),
}

impl<T> Patch<T> {
    /// Carries the change out on a field that may be null.
    pub fn apply(self, field: &mut Option<T>) {
        match self {
            Self::Keep => {}
            Self::Clear => *field = None,
            Self::Set(value) => *field = Some(value),
        }
    }

    /// The same change with what `make` makes of its value.
    ///
    /// # Errors
    /// Whatever `make` refuses.
    pub fn try_map<U>(self, make: impl FnOnce(T) -> Result<U>) -> Result<Patch<U>> {
        Ok(match self {
            Self::Keep => Patch::Keep,
            Self::Clear => Patch::Clear,
            Self::Set(value) => Patch::Set(make(value)?),
        })
    }

    /// Carries the change out on a field whose null means `default`.
    pub fn apply_or(self, field: &mut T, default: T) {
        match self {
            Self::Keep => {}
            Self::Clear => *field = default,
            Self::Set(value) => *field = value,
        }
    }
}

/// The fields of one object that are still to be read.
#[derive(Debug)]
pub struct Fields {
    path: String,
    map: Map<String, Value>,
}

impl Fields {
    /// Opens `value` as an object whose place is `path` (`""` for the body itself).
    ///
    /// # Errors
    /// If it is no object, lacks one of `required`, or has a field outside of `known`.
    pub fn open(path: String, value: Value, required: &[&str], known: &[&str]) -> Result<Self> {
        let map = match value {
            Value::Object(map) => map,
            other => return Err(wrong_type(path, "an object", &other)),
        };
        let fields = Self { path, map };
        if let Some(missing) = required.iter().find(|name| !fields.map.contains_key(**name)) {
            return Err(ApiError::MissingParameter { param: fields.at(missing) });
        }
        if let Some(unknown) = fields.map.keys().find(|name| !known.contains(&name.as_str())) {
            return Err(ApiError::UnknownParameter { param: fields.at(unknown) });
        }
        Ok(fields)
    }

    /// The full name of the field `name`, as `tools[0].function.name`.
    pub fn at(&self, name: &str) -> String {
        if self.path.is_empty() { name.to_owned() } else { format!("{}.{name}", self.path) }
    }

    /// Of the fields that each go with one `type` only, lets the one named `own` stand.
    ///
    /// # Errors
    /// If another one is there too.
    pub fn only(&self, own: &str, of: &[&str]) -> Result<()> {
        let stray = of.iter().find(|name| **name != own && self.map.get(**name).is_some_and(|value| !value.is_null()));
        stray.map_or(Ok(()), |name| Err(ApiError::UnknownParameter { param: self.at(name) }))
    }

    /// Takes a field out; null counts as absent.
    pub fn take(&mut self, name: &str) -> Option<Value> {
        self.map.get_mut(name).map(Value::take).filter(|value| !value.is_null())
    }

    /// Takes a field out, telling null from absent; `read` is given the value and the full name.
    ///
    /// # Errors
    /// Whatever `read` refuses.
    pub fn patch<T>(&mut self, name: &str, read: impl FnOnce(Value, String) -> Result<T>) -> Result<Patch<T>> {
        match self.map.get_mut(name).map(Value::take) {
            None => Ok(Patch::Keep),
            Some(Value::Null) => Ok(Patch::Clear),
            Some(value) => read(value, self.at(name)).map(Patch::Set),
        }
    }

    /// Takes a field out; `read` is given the value and the full name.
    ///
    /// # Errors
    /// Whatever `read` refuses.
    pub fn optional<T>(&mut self, name: &str, read: impl FnOnce(Value, String) -> Result<T>) -> Result<Option<T>> {
        self.take(name).map(|value| read(value, self.at(name))).transpose()
    }

    /// Takes out a field that [`Fields::open`] found present; null is handed to `read` like any other value.
    ///
    /// # Errors
    /// Whatever `read` refuses.
    pub fn required<T>(&mut self, name: &str, read: impl FnOnce(Value, String) -> Result<T>) -> Result<T> {
        let value = self.map.get_mut(name).map_or(Value::Null, Value::take);
        read(value, self.at(name))
    }
}

/// The refusal of a value of the wrong type.
pub fn wrong_type(param: String, expected: impl Into<Cow<'static, str>>, got: &Value) -> ApiError {
    ApiError::InvalidType { param, expected: expected.into(), got: type_name(got) }
}

fn type_name(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(number) if number.is_f64() => "a decimal number",
        Value::Number(_) => "an integer",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

/// Reads text of any length.
///
/// # Errors
/// If it is no string.
pub fn text(value: Value, param: String) -> Result<String> {
    match value {
        Value::String(text) => Ok(text),
        other => Err(wrong_type(param, "a string", &other)),
    }
}

/// Reads text of at most `max` characters.
pub fn text_up_to(max: usize) -> impl Fn(Value, String) -> Result<String> {
    move |value, param| {
        let text = text(value, param.clone())?;
        // A string of few bytes cannot have many characters, so most are never counted.
        let got = if text.len() <= max { 0 } else { text.chars().count() };
        if got > max { Err(ApiError::StringTooLong { param, max, got }) } else { Ok(text) }
    }
}

/// Reads text of 1 to `max` characters.
pub fn filled_text_up_to(max: usize) -> impl Fn(Value, String) -> Result<String> {
    move |value, param| {
        let text = text_up_to(max)(value, param.clone())?;
        if text.is_empty() { Err(ApiError::EmptyString { param }) } else { Ok(text) }
    }
}

/// Reads true or false.
///
/// # Errors
/// If it is neither.
pub fn flag(value: Value, param: String) -> Result<bool> {
    value.as_bool().ok_or_else(|| wrong_type(param, "a boolean", &value))
}

/// Reads a number within bounds, both included.
pub fn number(min: f64, max: f64) -> impl Fn(Value, String) -> Result<f64> {
    move |value, param| {
        let Some(got) = value.as_f64() else { return Err(wrong_type(param, "a decimal", &value)) };
        within(got, min, max, Number::Decimal, param)?;
        Ok(got)
    }
}

/// Reads a whole number within bounds, both included.
pub fn integer(min: u64, max: u64) -> impl Fn(Value, String) -> Result<u64> {
    move |value, param| {
        let whole = value.as_f64().filter(|number| number.fract() == 0.0);
        let Some(got) = whole else { return Err(wrong_type(param, "an integer", &value)) };
        within(got, min as f64, max as f64, Number::Integer, param)?;
        Ok(got as u64)
    }
}

fn within(got: f64, min: f64, max: f64, kind: Number, param: String) -> Result<()> {
    if got < min {
        return Err(ApiError::BelowMinimum { param, kind, bound: min, got });
    }
    if got > max {
        return Err(ApiError::AboveMaximum { param, kind, bound: max, got });
    }
    Ok(())
}

/// Reads one of the words in `words`.
pub fn one_of(words: &'static [&'static str]) -> impl Fn(Value, String) -> Result<&'static str> {
    move |value, param| {
        let text = text(value, param.clone())?;
        match words.iter().find(|word| **word == text) {
            Some(word) => Ok(word),
            None => Err(ApiError::InvalidValue { param, value: text, supported: words }),
        }
    }
}

/// Reads a list of at most `max`, each by `read`; `expected` names the list's type for refusals.
pub fn list<T>(
    max: usize,
    expected: &'static str,
    read: impl Fn(Value, String) -> Result<T>,
) -> impl Fn(Value, String) -> Result<Vec<T>> {
    move |value, param| {
        let Value::Array(items) = value else { return Err(wrong_type(param, expected, &value)) };
        if items.len() > max {
            return Err(ApiError::ArrayTooLong { param, max, got: items.len() });
        }
        items.into_iter().enumerate().map(|(i, item)| read(item, format!("{param}[{i}]"))).collect()
    }
}

/// Reads any object.
///
/// # Errors
/// If it is none.
pub fn object(value: Value, param: String) -> Result<Map<String, Value>> {
    match value {
        Value::Object(map) => Ok(map),
        other => Err(wrong_type(param, "an object", &other)),
    }
}

/// Reads metadata: at most 16 pairs, keys of 64 and values of 512 characters (spec `Metadata`).
///
/// # Errors
/// If a bound is broken or a value is no string.
pub fn metadata(value: Value, param: String) -> Result<Metadata> {
    pairs(value, param, |at, value| match value {
        Value::String(_) => Ok(()),
        other => Err(wrong_type(at, "a string", other)),
    })
}

/// Reads attributes: as metadata, but a value may also be a number or a boolean (spec `VectorStoreFileAttributes`).
///
/// # Errors
/// If a bound is broken or a value is none of these.
pub fn attributes(value: Value, param: String) -> Result<Metadata> {
    pairs(value, param, |at, value| match value {
        Value::String(_) | Value::Number(_) | Value::Bool(_) => Ok(()),
        Value::Null | Value::Array(_) | Value::Object(_) => {
            Err(wrong_type(at, "one of a string, a number, or a boolean", value))
        }
    })
}

fn pairs(value: Value, param: String, check: fn(String, &Value) -> Result<()>) -> Result<Metadata> {
    const PAIRS: usize = 16;
    const KEY: usize = 64;
    const VALUE: usize = 512;
    let map = object(value, param.clone())?;
    if map.len() > PAIRS {
        return Err(ApiError::TooManyProperties { param, max: PAIRS, got: map.len() });
    }
    for (name, value) in &map {
        if name.chars().count() > KEY {
            return Err(ApiError::PropertyNameTooLong { param, name: name.clone(), max: KEY });
        }
        let at = format!("{param}.{name}");
        check(at.clone(), value)?;
        let got = value.as_str().map_or(0, |text| text.chars().count());
        if got > VALUE {
            return Err(ApiError::StringTooLong { param: at, max: VALUE, got });
        }
    }
    Ok(map)
}

/// Reads a file id.
///
/// # Errors
/// If it is no string, or not in the form of a file id.
pub fn file_id(value: Value, param: String) -> Result<FileId> {
    let id = text(value, param.clone())?;
    FileId::parse(&id).ok_or_else(|| ApiError::FilesNotFound { param, ids: vec![id] })
}

/// Reads metadata under the name `metadata`.
///
/// # Errors
/// As [`metadata`].
pub fn metadata_of(fields: &mut Fields) -> Result<Metadata> {
    Ok(fields.optional("metadata", metadata)?.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn open(value: Value) -> Result<Fields> {
        Fields::open(String::new(), value, &["model"], &["model", "name", "metadata"])
    }

    #[test]
    fn missing_comes_before_unknown() {
        let refusal = open(json!({"typo": 1})).expect_err("no model");
        assert_eq!(refusal, ApiError::MissingParameter { param: "model".into() });
        let refusal = open(json!({"model": "m", "typo": 1})).expect_err("a typo");
        assert_eq!(refusal.facts().message, "Unknown parameter: 'typo'.");
    }

    #[test]
    fn null_and_absent_differ_only_for_changes() {
        let mut fields = open(json!({"model": "m", "name": null})).expect("fine");
        assert_eq!(fields.patch("name", text).expect("fine"), Patch::Clear);
        assert_eq!(fields.patch("metadata", metadata).expect("fine"), Patch::Keep);
        let mut fields = open(json!({"model": null})).expect("fine");
        let refusal = fields.required("model", text).expect_err("null is no string");
        assert_eq!(refusal.facts().message, "Invalid type for 'model': expected a string, but got null instead.");
    }

    #[test]
    fn refusals_speak_the_measured_grammar() {
        let cases: [(Result<()>, &str, &str); 8] = [
            (
                metadata(json!({"modified": true}), "metadata".into()).map(drop),
                "Invalid type for 'metadata.modified': expected a string, but got a boolean instead.",
                "invalid_type",
            ),
            (
                text_up_to(3)(json!("abcd"), "name".into()).map(drop),
                "Invalid 'name': string too long. Expected a string with maximum length 3, but got a string with length 4 instead.",
                "string_above_max_length",
            ),
            (
                number(0.0, 2.0)(json!(3), "temperature".into()).map(drop),
                "Invalid 'temperature': decimal above maximum value. Expected a value <= 2, but got 3 instead.",
                "decimal_above_max_value",
            ),
            (
                integer(1, 100)(json!(0), "limit".into()).map(drop),
                "Invalid 'limit': integer below minimum value. Expected a value >= 1, but got 0 instead.",
                "integer_below_min_value",
            ),
            (
                integer(1, 100)(json!(1.5), "limit".into()).map(drop),
                "Invalid type for 'limit': expected an integer, but got a decimal number instead.",
                "invalid_type",
            ),
            (
                one_of(&["user", "assistant"])(json!("system"), "role".into()).map(drop),
                "Invalid value: 'system'. Supported values are: 'user' and 'assistant'.",
                "invalid_value",
            ),
            (
                list(1, "an array of strings", text)(json!(["a", "b"]), "file_ids".into()).map(drop),
                "Invalid 'file_ids': array too long. Expected an array with maximum length 1, but got an array with length 2 instead.",
                "array_above_max_length",
            ),
            (
                filled_text_up_to(9)(json!(""), "content".into()).map(drop),
                "Invalid 'content': empty string. Expected a string with minimum length 1, but got an empty string instead.",
                "empty_string",
            ),
        ];
        for (outcome, message, code) in cases {
            let facts = outcome.expect_err(message).facts();
            assert_eq!((facts.message.as_str(), facts.code), (message, Some(code)));
        }
    }

    #[test]
    fn lengths_count_characters_not_bytes() {
        assert!(text_up_to(4)(json!("éééé"), "name".into()).is_ok());
    }
}
