//! Rehearsing the end of the API: what its clients met on the day it was switched off, whole or in part.

use super::date::{self, LATEST};
use super::fields::{Fields, integer, number, one_of, wrong_type};
use crate::error::{ApiError, Result};
use crate::wire::UnixTime;
use serde::Serialize;
use serde_json::Value;
use std::fmt;
use std::str::FromStr;

/// The end of the API, to be rehearsed.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Sunset {
    /// Whose end.
    pub like: Like,
    /// The share of requests that meet it, 0 to 1.
    pub fraction: f64,
    /// When it begins on the project's clock; it has begun if nothing is said.
    pub from: Option<UnixTime>,
}

/// Who switched the API off, each in a way of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Like {
    /// OpenAI: 404 without a body.
    OpenAi,
    /// Azure OpenAI: 410 with a code.
    Azure,
}

impl Like {
    const WORDS: &'static [&'static str] = &["openai", "azure"];

    /// The word on command lines and in bodies.
    pub fn name(self) -> &'static str {
        match self {
            Self::OpenAi => "openai",
            Self::Azure => "azure",
        }
    }

    fn named(name: &str) -> Option<Self> {
        [Self::OpenAi, Self::Azure].into_iter().find(|like| like.name() == name)
    }
}

impl Sunset {
    /// Whether a path belongs to what was switched off: assistants and threads. Files, vector stores, uploads and models
    /// lived on.
    pub fn concerns(path: &str) -> bool {
        let below =
            |family| path.strip_prefix(family).is_some_and(|rest: &str| rest.is_empty() || rest.starts_with('/'));
        below("/v1/assistants") || below("/v1/threads")
    }

    /// Whether it has begun.
    pub fn has_begun(&self, now: UnixTime) -> bool {
        self.from.is_none_or(|from| from <= now)
    }
}

/// Reads the body of `understageSetSunset`.
///
/// # Errors
/// The first field that is missing, unknown, of the wrong type or out of bounds.
pub fn read_sunset(body: Value) -> Result<Sunset> {
    let mut fields = Fields::open(String::new(), body, &["like"], &["like", "fraction", "from"])?;
    Ok(Sunset {
        like: fields.required("like", like)?,
        fraction: fields.optional("fraction", number(0.0, 1.0))?.unwrap_or(1.0),
        from: fields.optional("from", from)?,
    })
}

fn like(value: Value, param: String) -> Result<Like> {
    let word = one_of(Like::WORDS)(value, param)?;
    Ok(Like::named(word).expect("each of the words is a name"))
}

/// Seconds since 1970, or a date.
fn from(value: Value, param: String) -> Result<UnixTime> {
    match value {
        Value::Number(_) => Ok(integer(0, LATEST.unsigned_abs())(value, param)? as UnixTime),
        Value::String(text) => date::read(&text).ok_or(ApiError::InvalidValue {
            param,
            value: text,
            supported: &["2026-08-26", "2026-08-26T10:00:00Z"],
        }),
        other => Err(wrong_type(param, "one of an integer or a string", &other)),
    }
}

impl FromStr for Sunset {
    type Err = String;

    /// Reads `openai`, `openai:0.2`, `azure@2026-08-26` or `openai:0.2@2026-08-26T10:00:00Z`.
    fn from_str(text: &str) -> std::result::Result<Self, String> {
        let refused =
            |part: &str, what: &str| format!("'{part}' is not {what}; a sunset is, for example, openai:0.2@2026-08-26");
        let (rest, from) = match text.split_once('@') {
            Some((rest, from)) => (rest, Some(date::read(from).ok_or_else(|| refused(from, "a date (RFC 3339)"))?)),
            None => (text, None),
        };
        let (name, fraction) = match rest.split_once(':') {
            Some((name, share)) => {
                let read = share.parse().ok().filter(|share| (0.0..=1.0).contains(share));
                (name, read.ok_or_else(|| refused(share, "a fraction from 0 to 1"))?)
            }
            None => (rest, 1.0),
        };
        let like = Like::named(name).ok_or_else(|| refused(name, "openai or azure"))?;
        Ok(Self { like, fraction, from })
    }
}

impl fmt::Display for Sunset {
    /// As a person reads it: `openai, for 0.2 of requests, from 2026-08-26T00:00:00Z`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.like.name())?;
        if self.fraction < 1.0 {
            write!(f, ", for {} of requests", self.fraction)?;
        }
        self.from.map_or(Ok(()), |from| write!(f, ", from {}", date::write(from)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn flags_and_bodies_say_the_same() {
        let day = Some(1_787_702_400);
        for (text, body, sunset, shown) in [
            ("openai", json!({"like": "openai"}), (Like::OpenAi, 1.0, None), "openai"),
            ("azure:0", json!({"like": "azure", "fraction": 0}), (Like::Azure, 0.0, None), "azure, for 0 of requests"),
            (
                "azure@2026-08-26",
                json!({"like": "azure", "from": "2026-08-26"}),
                (Like::Azure, 1.0, day),
                "azure, from 2026-08-26T00:00:00Z",
            ),
            (
                "openai:0.2@2026-08-26T02:00:00+02:00",
                json!({"like": "openai", "fraction": 0.2, "from": 1_787_702_400}),
                (Like::OpenAi, 0.2, day),
                "openai, for 0.2 of requests, from 2026-08-26T00:00:00Z",
            ),
        ] {
            let (like, fraction, from) = sunset;
            let sunset = Sunset { like, fraction, from };
            assert_eq!((text.parse(), read_sunset(body)), (Ok(sunset), Ok(sunset)), "{text}");
            assert_eq!(sunset.to_string(), shown);
        }
        for text in
            ["", "aws", "openai:2", "openai:-0.1", "openai:NaN", "openai@", "openai@soon", "openai@2026-08-26:0.2"]
        {
            assert!(text.parse::<Sunset>().is_err(), "{text}");
        }
    }

    #[test]
    fn assistants_and_threads_end_and_nothing_else() {
        for (path, ends) in [
            ("/v1/assistants", true),
            ("/v1/threads/runs", true),
            ("/v1/threads/thread_x/messages", true),
            ("/v1/threadsafe", false),
            ("/v1/vector_stores", false),
            ("/v1/files", false),
            ("/_understage/clock", false),
        ] {
            assert_eq!(Sunset::concerns(path), ends, "{path}");
        }
    }
}
