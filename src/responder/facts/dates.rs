//! Days, dates and times of day, as written.
//!
//! There is no clock here, so "tomorrow" stays "tomorrow"; only written-out dates can be
//! brought to the ISO form.

use super::super::words::MONTHS;
use super::Chunk;

/// The days of the week, in lower case.
pub const WEEKDAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
const RELATIVE: [&str; 5] = ["today", "tomorrow", "tonight", "yesterday", "weekend"];

/// The number of a month, from its name or its first three letters.
pub fn month(word: &str) -> Option<usize> {
    let lower = word.to_lowercase();
    let short = lower.len() == 3 && lower != "may";
    MONTHS.iter().position(|name| *name == lower || short && name.starts_with(&lower)).map(|i| i + 1)
}

/// Whether a text is `yyyy-mm-dd`.
pub fn is_iso(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, day] = parts[..] else {
        return false;
    };
    let number = |s: &str, width: usize| {
        (s.len() == width && s.bytes().all(|b| b.is_ascii_digit())).then(|| s.parse::<u32>().unwrap_or(0))
    };
    match (number(year, 4), number(month, 2), number(day, 2)) {
        (Some(year), Some(month @ 1..=12), Some(day)) => (1..=length(year, month)).contains(&day),
        _ => false,
    }
}

fn length(year: u32, month: u32) -> u32 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        _ => 31,
    }
}

/// A time of day as `hh:mm`, if the text is one.
pub fn time(text: &str) -> Option<String> {
    let lower = text.to_lowercase();
    let (body, shift) = match (lower.strip_suffix("pm"), lower.strip_suffix("am")) {
        (Some(body), _) => (body.trim_end(), Some(12)),
        (_, Some(body)) => (body.trim_end(), Some(0)),
        (None, None) if lower == "noon" => return Some("12:00".into()),
        (None, None) if lower == "midnight" => return Some("00:00".into()),
        (None, None) => (lower.as_str(), None),
    };
    let (hour, minute) = match body.split_once(':') {
        Some((hour, minute)) if minute.len() == 2 => (hour, minute),
        None if shift.is_some() => (body, "00"),
        _ => return None,
    };
    let short = |s: &str| s.len() <= 2 && s.bytes().all(|b| b.is_ascii_digit());
    let (hour, minute) =
        (hour.parse::<u32>().ok().filter(|_| short(hour))?, minute.parse::<u32>().ok().filter(|_| short(minute))?);
    let hour = shift.map_or(hour, |shift| hour % 12 + shift);
    (hour < 24 && minute < 60).then(|| format!("{hour:02}:{minute:02}"))
}

/// The times of day among the chunks, as written.
pub fn times(chunks: &[Chunk<'_>]) -> Vec<String> {
    let mut found = Vec::new();
    for (at, chunk) in chunks.iter().enumerate() {
        let next = chunks.get(at + 1).map(|c| c.text).filter(|t| matches!(t.to_lowercase().as_str(), "am" | "pm"));
        let joined = next.map_or_else(|| chunk.text.to_owned(), |half| format!("{} {half}", chunk.text));
        if time(&joined).is_some() && !matches!(joined.to_lowercase().as_str(), "am" | "pm") {
            found.push(joined);
        }
    }
    found
}

/// The days and dates among the chunks, as written.
pub fn days(chunks: &[Chunk<'_>]) -> Vec<String> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < chunks.len() {
        let (text, taken) = day(&chunks[at..]);
        found.extend(text);
        at += taken;
    }
    found
}

/// The date at the front, and how many chunks it takes.
fn day(rest: &[Chunk<'_>]) -> (Option<String>, usize) {
    let lower = |i: usize| rest.get(i).map(|c| c.text.to_lowercase()).unwrap_or_default();
    let join = |n: usize| rest[..n].iter().map(|c| c.text).collect::<Vec<_>>().join(" ");
    let here = lower(0);
    let weekday = |word: &str| WEEKDAYS.contains(&word);
    if matches!(here.as_str(), "next" | "this" | "last") {
        let next = lower(1);
        if weekday(&next) || matches!(next.as_str(), "week" | "month" | "weekend" | "year") {
            return (Some(join(2)), 2);
        }
    }
    let slashed =
        here.split('/').count() == 3 && here.len() >= 8 && here.chars().all(|c| c.is_ascii_digit() || c == '/');
    if is_iso(&here) || slashed || RELATIVE.contains(&here.as_str()) || weekday(&here) {
        return (Some(join(1)), 1);
    }
    if month(&here).is_some() && rest[0].text.starts_with(char::is_uppercase) && ordinal(&lower(1)).is_some() {
        let with_year = year(&lower(2)).is_some();
        let text = if with_year { format!("{}, {}", join(2), rest[2].text) } else { join(2) };
        return (Some(text), if with_year { 3 } else { 2 });
    }
    if ordinal(&here).is_some() && month(&lower(1)).is_some() {
        let taken = if year(&lower(2)).is_some() { 3 } else { 2 };
        return (Some(join(taken)), taken);
    }
    (None, 1)
}

fn ordinal(word: &str) -> Option<u32> {
    let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let tail = &word[digits.len()..];
    let fits = matches!(tail, "" | "st" | "nd" | "rd" | "th");
    digits.parse().ok().filter(|day| fits && (1..=31).contains(day))
}

fn year(word: &str) -> Option<u32> {
    word.parse().ok().filter(|year| (1000..=9999).contains(year))
}

/// A written date as `yyyy-mm-dd`, if it says that much.
pub fn iso(text: &str) -> Option<String> {
    if is_iso(text) {
        return Some(text.to_owned());
    }
    let parts: Vec<&str> = text.split([' ', ',']).filter(|part| !part.is_empty()).collect();
    let [first, second, third] = parts[..] else {
        return None;
    };
    let (month, day) = match month(first) {
        Some(month) => (month, ordinal(&second.to_lowercase())?),
        None => (month(second)?, ordinal(&first.to_lowercase())?),
    };
    let iso = format!("{:04}-{month:02}-{day:02}", year(third)?);
    is_iso(&iso).then_some(iso)
}

#[cfg(test)]
mod tests {
    use super::super::chunks;
    use super::*;

    #[test]
    fn dates_are_found_as_written() {
        for (text, expected) in [
            ("on March 5th, 2024 or tomorrow", vec!["March 5th, 2024", "tomorrow"]),
            ("5 May next Friday", vec!["5 May", "next Friday"]),
            ("it may 3 times be 12/31/2024", vec!["12/31/2024"]),
        ] {
            assert_eq!(days(&chunks(text)), expected);
        }
        assert_eq!(iso("March 5th, 2024").as_deref(), Some("2024-03-05"));
        assert_eq!(iso("tomorrow"), None);
        assert!(!is_iso("2023-02-29"));
    }

    #[test]
    fn times_are_read() {
        for (text, expected) in [
            ("3pm", Some("15:00")),
            ("12:15 am", Some("00:15")),
            ("9:05", Some("09:05")),
            ("25:00", None),
            ("pm", None),
            ("15", None),
        ] {
            assert_eq!(time(text).as_deref(), expected, "{text}");
        }
    }
}
