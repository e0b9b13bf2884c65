//! Points in time as people write them: RFC 3339, and the day alone (`2026-08-26`), which begins at midnight UTC.

use crate::wire::UnixTime;

/// The last second of the year 9999: later times could not be written.
pub const LATEST: UnixTime = 253_402_300_799;

const DAY: i64 = 86_400;

/// Reads a point in time from 1970 to 9999, to the second; parts of a second are left out. `None` for anything else,
/// leap seconds among it.
pub fn read(text: &str) -> Option<UnixTime> {
    let (date, rest) = text.split_at_checked(10)?;
    let [year, month, day] = numbers(date, '-', [4, 2, 2])?;
    let seconds = if rest.is_empty() { 0 } else { of_day(rest.strip_prefix(['T', 't'])?)? };
    let days = days_to(year, month)? + day - 1;
    let in_month = (1..=length(year, month)).contains(&day);
    Some(days * DAY + seconds).filter(|at| in_month && (0..=LATEST).contains(at))
}

/// Writes a point in time, which is taken to lie from 1970 to 9999, as `2026-08-26T00:00:00Z`.
pub fn write(at: UnixTime) -> String {
    let at = at.clamp(0, LATEST);
    let (mut days, seconds) = (at / DAY, at % DAY);
    let mut year = 1970;
    while days >= length_of_year(year) {
        days -= length_of_year(year);
        year += 1;
    }
    let mut month = 1;
    while days >= length(year, month) {
        days -= length(year, month);
        month += 1;
    }
    let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    format!("{year:04}-{month:02}-{:02}T{hour:02}:{minute:02}:{second:02}Z", days + 1)
}

/// `10:30:00`, perhaps with parts of a second, and `Z` or an offset as `+02:00`: seconds since midnight UTC.
fn of_day(text: &str) -> Option<i64> {
    let (time, rest) = text.split_at_checked(8)?;
    let [hour, minute, second] = numbers(time, ':', [2, 2, 2])?;
    let zone = match rest.strip_prefix('.') {
        Some(parts) => {
            let zone = parts.trim_start_matches(|c: char| c.is_ascii_digit());
            (zone.len() < parts.len()).then_some(zone)?
        }
        None => rest,
    };
    let offset = match zone.split_at_checked(1)? {
        ("Z" | "z", "") => 0,
        ("+", offset) => minutes(offset)?,
        ("-", offset) => -minutes(offset)?,
        _ => return None,
    };
    let valid = hour < 24 && minute < 60 && second < 60;
    valid.then_some(hour * 3600 + minute * 60 + second - offset * 60)
}

fn minutes(offset: &str) -> Option<i64> {
    let [hours, minutes] = numbers(offset, ':', [2, 2])?;
    (hours < 24 && minutes < 60).then_some(hours * 60 + minutes)
}

/// Numbers of so many digits each, with `between` between them.
fn numbers<const N: usize>(text: &str, between: char, digits: [usize; N]) -> Option<[i64; N]> {
    let mut parts = text.split(between);
    let mut read = [0; N];
    for (number, digits) in read.iter_mut().zip(digits) {
        let part = parts.next()?;
        let plain = part.len() == digits && part.bytes().all(|byte| byte.is_ascii_digit());
        *number = plain.then(|| part.parse().ok())??;
    }
    parts.next().is_none().then_some(read)
}

/// Days from 1970 to the first of a month.
fn days_to(year: i64, month: i64) -> Option<i64> {
    if year < 1970 || !(1..=12).contains(&month) {
        return None;
    }
    // Leap years before a year, from the year 1 on.
    let leaps = |year: i64| (year - 1) / 4 - (year - 1) / 100 + (year - 1) / 400;
    let before: i64 = (1..month).map(|month| length(year, month)).sum();
    Some((year - 1970) * 365 + leaps(year) - leaps(1970) + before)
}

fn length_of_year(year: i64) -> i64 {
    365 + i64::from(is_leap(year))
}

fn length(year: i64, month: i64) -> i64 {
    match month {
        2 => 28 + i64::from(is_leap(year)),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

fn is_leap(year: i64) -> bool {
    (year % 4 == 0 && year % 100 != 0) || year % 400 == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_in_time_are_read_and_written() {
        for (text, at, written) in [
            ("1970-01-01", 0, "1970-01-01T00:00:00Z"),
            ("2026-08-26", 1_787_702_400, "2026-08-26T00:00:00Z"),
            ("2024-02-29T23:59:59Z", 1_709_251_199, "2024-02-29T23:59:59Z"),
            ("2026-08-26t10:30:00.125+02:00", 1_787_733_000, "2026-08-26T08:30:00Z"),
            ("2025-12-31T23:30:00-01:30", 1_767_229_200, "2026-01-01T01:00:00Z"),
            ("9999-12-31T23:59:59z", LATEST, "9999-12-31T23:59:59Z"),
        ] {
            assert_eq!(read(text), Some(at), "{text}");
            assert_eq!(write(at), written);
        }
        for day in (0..LATEST / DAY).step_by(9_973) {
            assert_eq!(read(&write(day * DAY + 1)), Some(day * DAY + 1));
        }
    }

    #[test]
    fn nothing_else_is_read() {
        for text in [
            "",
            "now",
            "2026-8-26",
            "2026-02-29",
            "2026-13-01",
            "2026-00-01",
            "2026-01-00",
            "1969-12-31",
            "1970-01-01T00:00:00+00:01",
            "9999-12-31T23:59:59-00:01",
            "2026-08-26T",
            "2026-08-26 10:00:00Z",
            "2026-08-26T10:00:00",
            "2026-08-26T10:00Z",
            "2026-08-26T24:00:00Z",
            "2026-08-26T10:00:60Z",
            "2026-08-26T10:00:00.Z",
            "2026-08-26T10:00:00+2:00",
            "2026-08-26T10:00:00Zz",
            "+026-08-26",
            "2026-08-2é",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
