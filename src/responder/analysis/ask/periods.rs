//! Moments and periods by name: years, decades, centuries, quarters, months, days.

use super::calendar::{days, length, month_named};
use super::phrase::Phrase;

/// A named moment or period: its first day, the first day after it, and the words it takes.
pub type Period = (f64, f64, usize);

/// A period named at a place.
pub fn period(phrase: &Phrase, at: usize) -> Option<Period> {
    century(phrase, at).or_else(|| decade(phrase, at)).or_else(|| dated(phrase, at))
}

fn century(phrase: &Phrase, at: usize) -> Option<Period> {
    const NAMES: [(&str, i64); 10] = [
        ("seventeenth", 17),
        ("eighteenth", 18),
        ("nineteenth", 19),
        ("twentieth", 20),
        ("twenty first", 21),
        ("twentyfirst", 21),
        ("this", 21),
        ("current", 21),
        ("present", 21),
        ("twenty-first", 21),
    ];
    let (number, length) =
        NAMES.iter().find(|(name, _)| phrase.reads(at, name)).map(|(name, n)| (*n, name.split(' ').count())).or_else(
            || {
                let word = phrase.at(at);
                let digits = ["st", "nd", "rd", "th"].iter().find_map(|tail| word.strip_suffix(tail))?;
                Some((digits.parse().ok().filter(|n| (1..=29).contains(n))?, 1))
            },
        )?;
    let word = phrase.at(at + length);
    let named = matches!(word, "century" | "centuries" | "c") || word.starts_with("centur");
    // As people count, and not calendars: the 21st century begins with the year 2000.
    named.then(|| (new_year(number * 100 - 100), new_year(number * 100), length + 1))
}

fn decade(phrase: &Phrase, at: usize) -> Option<Period> {
    let digits = phrase.at(at).strip_suffix('s').filter(|digits| digits.ends_with('0'))?;
    let year: i64 = digits.parse().ok()?;
    let start = match digits.len() {
        4 => year,
        2 => 1900 + year,
        _ => return None,
    };
    let length = if digits.ends_with("000") || digits == "1900" || digits == "1800" { 100 } else { 10 };
    // `the 2000s` are mostly the ten years, `the 1900s` the hundred.
    let length = if digits == "2000" { 10 } else { length };
    Some((new_year(start), new_year(start + length), 1))
}

fn dated(phrase: &Phrase, at: usize) -> Option<Period> {
    named_month(phrase, at).or_else(|| quarter(phrase, at)).or_else(|| numbered(phrase, at))
}

/// The first day of a month, and of the next.
fn month(year: i64, month: u32) -> (f64, f64) {
    let next = days(year, month, 1) + i64::from(length(year, month));
    (days(year, month, 1) as f64, next as f64)
}

/// The place after an optional `of`.
fn past_of(phrase: &Phrase, at: usize) -> usize {
    at + usize::from(phrase.at(at) == "of")
}

/// `March 2023`, `March 5, 2023`.
fn named_month(phrase: &Phrase, at: usize) -> Option<Period> {
    let number = month_named(phrase.at(at))?;
    let day = phrase.at(at + 1).parse::<u32>().ok();
    let day = day.filter(|day| (1..=31).contains(day));
    let place = past_of(phrase, at + 1 + usize::from(day.is_some()));
    let year = year(phrase, place)?;
    let (from, to) = match day {
        Some(day) => one_day(year, number, day),
        None => month(year, number),
    };
    Some((from, to, place + 1 - at))
}

/// `Q1 2024`, `Q1 of 2024`.
fn quarter(phrase: &Phrase, at: usize) -> Option<Period> {
    let number: u32 = phrase.at(at).strip_prefix('q')?.parse().ok()?;
    let place = past_of(phrase, at + 1);
    let year = year(phrase, place).filter(|_| (1..=4).contains(&number))?;
    let (from, to) = (month(year, number * 3 - 2).0, month(year, number * 3).1);
    Some((from, to, place + 1 - at))
}

/// `2024`, `2024-03`, `2024-03-05`.
fn numbered(phrase: &Phrase, at: usize) -> Option<Period> {
    let year = year(phrase, at)?;
    let part = |index: usize, most: u32| {
        let word = phrase.at(index + 1);
        let joined = phrase.at(index) == "-" && word.len() == 2;
        let number = word.parse::<u32>().ok().filter(|_| joined)?;
        (1..=most).contains(&number).then_some(number)
    };
    let ((from, to), words) = match (part(at + 1, 12), part(at + 3, 31)) {
        (Some(number), Some(day)) => (one_day(year, number, day), 5),
        (Some(number), None) => (month(year, number), 3),
        (None, _) => ((new_year(year), new_year(year + 1)), 1),
    };
    Some((from, to, words))
}

fn one_day(year: i64, month: u32, day: u32) -> (f64, f64) {
    let at = days(year, month, day) as f64;
    (at, at + 1.0)
}

/// A year of four digits that does not count something.
fn year(phrase: &Phrase, at: usize) -> Option<i64> {
    let word = phrase.at(at);
    let digits = word.len() == 4 && word.bytes().all(|b| b.is_ascii_digit());
    const COUNTED: &str = "rows row records entries lines units items points million billion";
    let counted = COUNTED.split(' ').any(|noun| noun == phrase.at(at + 1));
    let year = word.parse().ok().filter(|year| (1000..=2999).contains(year))?;
    (digits && !counted).then_some(year)
}

fn new_year(year: i64) -> f64 {
    days(year, 1, 1) as f64
}
