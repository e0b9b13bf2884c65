//! What time it is at first, and moving a project's time: for whoever tests what time does.

use super::date::{self, LATEST};
use super::fields::{Fields, integer, wrong_type};
use super::world::{Freeze, Shift};
use crate::error::{ApiError, Result};
use crate::wire::UnixTime;
use serde_json::Value;
use std::str::FromStr;

/// The last second of the year 9999, in the type of bounds.
const LAST: u64 = LATEST.unsigned_abs();

/// How the time of a project begins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Start {
    /// It goes as the server's clock does.
    #[default]
    System,
    /// It stands here.
    At(UnixTime),
}

impl FromStr for Start {
    type Err = String;

    fn from_str(text: &str) -> std::result::Result<Self, String> {
        match date::read(text) {
            _ if text == "system" => Ok(Self::System),
            Some(now) => Ok(Self::At(now)),
            None => Err(format!("'{text}' is no clock: it is system, or a time as 2026-08-26T10:00:00Z or 2026-08-26")),
        }
    }
}

/// Reads the body of `understageMoveClock`.
///
/// # Errors
/// The first field that is unknown, of the wrong type or out of bounds.
pub fn read_shift(body: Value) -> Result<Shift> {
    let mut fields = Fields::open(String::new(), body, &[], &["freeze", "advance"])?;
    Ok(Shift {
        freeze: fields.optional("freeze", freeze)?,
        advance: fields.optional("advance", seconds)?.unwrap_or_default(),
    })
}

/// `true`, `false`, or the time at which to stand.
fn freeze(value: Value, param: String) -> Result<Freeze> {
    match value {
        Value::Bool(true) => Ok(Freeze::Here),
        Value::Bool(false) => Ok(Freeze::Thaw),
        Value::Number(_) => Ok(Freeze::At(integer(0, LAST)(value, param)? as UnixTime)),
        other => match other.as_str().and_then(date::read) {
            Some(at) => Ok(Freeze::At(at)),
            None => Err(wrong_type(param, "one of a boolean, an integer, or a date", &other)),
        },
    }
}

/// Seconds, or a number with its unit: `90s`, `10m`, `2h`, `7d`.
fn seconds(value: Value, param: String) -> Result<i64> {
    let Value::String(text) = &value else { return Ok(integer(0, LAST)(value, param)? as i64) };
    let units = [('s', 1), ('m', 60), ('h', 3_600), ('d', 86_400)];
    let unit = units.iter().find_map(|(unit, seconds)| Some((text.strip_suffix(*unit)?, *seconds)));
    let read = unit.and_then(|(number, seconds)| number.parse::<u64>().ok()?.checked_mul(seconds));
    match read.filter(|seconds| *seconds <= LAST) {
        Some(seconds) => Ok(seconds as i64),
        None => Err(ApiError::InvalidValue { param, value: text.clone(), supported: &["90s", "10m", "2h", "7d"] }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_clock_is_the_machines_or_stands() {
        assert_eq!("system".parse(), Ok(Start::System));
        assert_eq!("2026-08-26".parse(), Ok(Start::At(1_787_702_400)));
        assert!("tomorrow".parse::<Start>().is_err() && "System".parse::<Start>().is_err());
    }

    #[test]
    fn times_are_read_with_their_units() {
        for (value, expected) in [(json!(90), 90), (json!("90s"), 90), (json!("2h"), 7_200), (json!("7d"), 604_800)] {
            assert_eq!(read_shift(json!({"advance": value})).expect("a good body").advance, expected);
        }
        for wrong in [json!(-1), json!("1w"), json!("d"), json!("-1d"), json!("99999999999999d"), json!(1.5), json!([])]
        {
            assert!(read_shift(json!({"advance": wrong})).is_err(), "{wrong}");
        }
        assert_eq!(read_shift(json!({"freeze": 5})).expect("a good body").freeze, Some(Freeze::At(5)));
        assert!(read_shift(json!({"freeze": "now"})).is_err());
        let day = read_shift(json!({"freeze": "2026-08-26"})).expect("a good body");
        assert_eq!(day.freeze, Some(Freeze::At(1_787_702_400)));
    }
}
