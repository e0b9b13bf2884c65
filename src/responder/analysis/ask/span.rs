//! Stretches of time in a message: `since 1990`, `from 1950 to 2000`, `21st century`, `the last 20 years`.

use super::calendar::civil;
use super::periods::period;
use super::phrase::Phrase;
use std::ops::Range;

/// A stretch of time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Span {
    /// From a day on, up to (and without) another; either end may be open.
    Between(Option<f64>, Option<f64>),
    /// So many months at the end of the data.
    Last(i64),
    /// So many months at its beginning.
    First(i64),
}

/// The first stretch of time that a message names, and its words.
pub fn find(phrase: &Phrase, taken: &dyn Fn(usize) -> bool) -> Option<(Span, Range<usize>)> {
    (0..phrase.words.len()).filter(|&at| !taken(at)).find_map(|at| {
        let (span, end) = relative(phrase, at).or_else(|| absolute(phrase, at))?;
        Some((span, at..end))
    })
}

fn relative(phrase: &Phrase, at: usize) -> Option<(Span, usize)> {
    let first = match phrase.at(at) {
        "last" | "past" | "latest" | "recent" | "final" | "previous" => false,
        "first" | "earliest" => true,
        _ => return None,
    };
    let at = if phrase.at(at + 1) == "recent" { at + 2 } else { at + 1 };
    let (count, unit) = match phrase.count_at(at) {
        Some(count) => (count.min(10_000) as i64, at + 1),
        None => (1, at),
    };
    let unit = if phrase.at(unit) == "of" { unit + 1 } else { unit };
    let months = match phrase.words.get(unit)?.stem.as_str() {
        "century" => 1200,
        "decade" => 120,
        "year" => 12,
        "quarter" => 3,
        "month" => 1,
        _ => return None,
    };
    let span = if first { Span::First(count * months) } else { Span::Last(count * months) };
    Some((span, unit + 1))
}

fn absolute(phrase: &Phrase, at: usize) -> Option<(Span, usize)> {
    let filler = |at: usize| matches!(phrase.at(at), "the" | "year" | "years" | "of" | "about");
    let skip = |at: usize| (at..).find(|&at| !filler(at)).unwrap_or(at);
    let period_at = |at: usize| period(phrase, skip(at)).map(|(from, to, length)| (from, to, skip(at) + length));
    let word = phrase.at(at);
    let between = match word {
        "between" => Some(at + 1),
        "from" | "for" | "in" | "during" | "over" | "range" | "years" | "year" => Some(at + 1),
        _ => Some(at),
    };
    if let Some((from, _, end)) = between.and_then(period_at) {
        let joint = phrase.at(end);
        let joins = matches!(joint, "to" | "until" | "till" | "through" | "-" | "–" | "—")
            || (word == "between" && joint == "and")
            || phrase.reads(end, "up to");
        let next = if joint == "up" { end + 2 } else { end + 1 };
        if joins && let Some((_, to, end)) = period_at(next) {
            return Some((Span::Between(Some(from), Some(to)), end));
        }
    }
    let (open, skip_words) = opening(phrase, at);
    let (from, to, end) = period_at(at + skip_words)?;
    let onward = matches!(phrase.at(end), "onward" | "onwards" | "on" | "forward")
        || [
            "or later",
            "and later",
            "and after",
            "and onward",
            "and onwards",
            "to now",
            "to today",
            "to present",
            "to the present",
            "until now",
        ]
        .iter()
        .any(|tail| phrase.reads(end, tail));
    let span = match open {
        _ if onward => Span::Between(Some(from), None),
        Opening::Since => Span::Between(Some(from), None),
        Opening::After => Span::Between(Some(to), None),
        Opening::Before => Span::Between(None, Some(from)),
        Opening::Until => Span::Between(None, Some(to)),
        Opening::Within => Span::Between(Some(from), Some(to)),
    };
    Some((span, end))
}

/// What the words before a period make of it.
enum Opening {
    Since,
    After,
    Before,
    Until,
    Within,
}

fn opening(phrase: &Phrase, at: usize) -> (Opening, usize) {
    let pairs = [("starting from", 2), ("starting in", 2), ("beginning in", 2), ("as of", 2), ("starting with", 2)];
    if let Some((_, length)) = pairs.iter().find(|(words, _)| phrase.reads(at, words)) {
        return (Opening::Since, *length);
    }
    for (words, length) in [("prior to", 2), ("earlier than", 2)] {
        if phrase.reads(at, words) {
            return (Opening::Before, length);
        }
    }
    if phrase.reads(at, "up to") {
        return (Opening::Until, 2);
    }
    if phrase.reads(at, "later than") {
        return (Opening::After, 2);
    }
    match phrase.at(at) {
        "since" | "from" | "starting" | "beginning" | ">=" | "≥" => (Opening::Since, 1),
        "after" | "past" | ">" => (Opening::After, 1),
        "before" | "<" => (Opening::Before, 1),
        "until" | "till" | "through" | "<=" | "≤" => (Opening::Until, 1),
        "in" | "during" | "for" | "within" | "only" | "=" | "==" => (Opening::Within, 1),
        _ => (Opening::Within, 0),
    }
}

/// Years that a span covers, for a column of years: the first and the last, where they are bounded.
pub fn years(from: Option<f64>, to: Option<f64>) -> (Option<i64>, Option<i64>) {
    let first = from.map(|from| {
        let (year, month, day) = civil(from as i64);
        if (month, day) == (1, 1) { year } else { year + 1 }
    });
    (first, to.map(|to| civil(to as i64 - 1).0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Option<(Option<i64>, Option<i64>)> {
        match find(&Phrase::new(text), &|_| false)?.0 {
            Span::Between(from, to) => Some(years(from, to)),
            Span::Last(months) => Some((None, Some(-months))),
            Span::First(months) => Some((Some(-months), None)),
        }
    }

    #[test]
    fn stretches_of_years_are_understood() {
        let cases = [
            ("Only chart the figures for the 21st century", (Some(2000), Some(2099))),
            ("the twentieth century", (Some(1900), Some(1999))),
            ("in the twenty-first century", (Some(2000), Some(2099))),
            ("since 1990", (Some(1990), None)),
            ("from 1990", (Some(1990), None)),
            ("from 1990 onwards", (Some(1990), None)),
            ("from 1950 to 2000", (Some(1950), Some(2000))),
            ("between 1950 and 2000", (Some(1950), Some(2000))),
            ("between the years 1950 and 2000", (Some(1950), Some(2000))),
            ("1950-2000 please", (Some(1950), Some(2000))),
            ("years 1950 – 2000", (Some(1950), Some(2000))),
            ("before 1900", (None, Some(1899))),
            ("prior to the year 1900", (None, Some(1899))),
            ("after 1900", (Some(1901), None)),
            ("until 1900", (None, Some(1900))),
            ("up to 1900", (None, Some(1900))),
            ("in 2010", (Some(2010), Some(2010))),
            ("the 1990s", (Some(1990), Some(1999))),
            ("in the 90s", (Some(1990), Some(1999))),
            ("1980s to 1990s", (Some(1980), Some(1999))),
            ("the last 20 years", (None, Some(-240))),
            ("over the past two decades", (None, Some(-240))),
            ("the last decade", (None, Some(-120))),
            ("the first ten years", (Some(-120), None)),
            ("last 6 months", (None, Some(-6))),
            ("most recent 5 years", (None, Some(-60))),
        ];
        for (text, expected) in cases {
            assert_eq!(found(text), Some(expected), "{text}");
        }
        for text in ["", "first 2000 rows", "the last word", "5 charts", "top 10", "21st floor", "may be", "march on"] {
            assert_eq!(found(text), None, "{text}");
        }
    }

    #[test]
    fn months_and_days_are_understood() {
        let between = |text: &str| match find(&Phrase::new(text), &|_| false) {
            Some((Span::Between(from, to), _)) => (from.map(|d| civil(d as i64)), to.map(|d| civil(d as i64))),
            other => panic!("{text}: {other:?}"),
        };
        assert_eq!(between("since March 2023"), (Some((2023, 3, 1)), None));
        assert_eq!(between("from 2024-01 to 2024-06"), (Some((2024, 1, 1)), Some((2024, 7, 1))));
        assert_eq!(between("in Q4 2023"), (Some((2023, 10, 1)), Some((2024, 1, 1))));
        assert_eq!(between("before 2024-03-05"), (None, Some((2024, 3, 5))));
        assert_eq!(between("after January 5, 2024"), (Some((2024, 1, 6)), None));
    }
}
