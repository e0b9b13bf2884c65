//! Moving a project's time, for whoever tests what time does.

use super::fields::{Fields, integer, wrong_type};
use super::world::{Freeze, Shift};
use crate::error::{ApiError, Result};
use crate::wire::UnixTime;
use serde_json::Value;

/// The last second of the year 9999: later times mean nothing, and could not be written as dates.
const LATEST: u64 = 253_402_300_799;

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
        Value::Number(_) => Ok(Freeze::At(integer(0, LATEST)(value, param)? as UnixTime)),
        other => Err(wrong_type(param, "one of a boolean or an integer", &other)),
    }
}

/// Seconds, or a number with its unit: `90s`, `10m`, `2h`, `7d`.
fn seconds(value: Value, param: String) -> Result<i64> {
    let Value::String(text) = &value else { return Ok(integer(0, LATEST)(value, param)? as i64) };
    let units = [('s', 1), ('m', 60), ('h', 3_600), ('d', 86_400)];
    let unit = units.iter().find_map(|(unit, seconds)| Some((text.strip_suffix(*unit)?, *seconds)));
    let read = unit.and_then(|(number, seconds)| number.parse::<u64>().ok()?.checked_mul(seconds));
    match read.filter(|seconds| *seconds <= LATEST) {
        Some(seconds) => Ok(seconds as i64),
        None => Err(ApiError::InvalidValue { param, value: text.clone(), supported: &["90s", "10m", "2h", "7d"] }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

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
    }
}
