//! Numbers in prose, with the words around them.
//!
//! "a table for two", "limit 10", "$1,200": the neighbours tell which property a number suits.

use super::Chunk;
use super::dates::{is_iso, month, time};

/// A number and its neighbours.
#[derive(Clone, Debug, PartialEq)]
pub struct Quantity {
    /// Its value.
    pub value: f64,
    /// The few words before it, nearest first, in lower case.
    pub before: Vec<String>,
    /// The few words after it, nearest first, in lower case.
    pub after: Vec<String>,
}

const SMALL: [&str; 13] =
    ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
const NEIGHBOURS: usize = 3;

/// The numbers among the chunks, except those of dates, times and codes.
pub fn find(chunks: &[Chunk<'_>]) -> Vec<Quantity> {
    let lower: Vec<String> = chunks.iter().map(|chunk| chunk.text.to_lowercase()).collect();
    let mut found = Vec::new();
    for (at, chunk) in chunks.iter().enumerate() {
        let beside = |i: Option<usize>| i.and_then(|i| lower.get(i)).map(String::as_str);
        let dated = |word: Option<&str>| word.is_some_and(|word| month(word).is_some() || matches!(word, "am" | "pm"));
        let next = beside(Some(at + 1));
        if dated(next) || dated(beside(at.checked_sub(1))) || is_iso(chunk.text) || time(chunk.text).is_some() {
            continue;
        }
        if let Some(value) = read(&lower[at], next) {
            let before = lower[..at].iter().rev().take(NEIGHBOURS).cloned().collect();
            let after = lower[at + 1..].iter().take(NEIGHBOURS).cloned().collect();
            found.push(Quantity { value, before, after });
        }
    }
    found
}

fn read(word: &str, next: Option<&str>) -> Option<f64> {
    if let Some(n) = SMALL.iter().position(|small| *small == word) {
        // "one of them" counts nothing.
        return (word != "one" || next != Some("of")).then_some(n as f64);
    }
    let bare = word.trim_start_matches(['$', '€', '£', '#']).trim_end_matches(['%', '°']);
    let unit = bare.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == '°' || c == '€');
    let suffix = &bare[unit.len()..];
    let factor = match suffix {
        "k" => 1e3,
        "m" | "mio" => 1e6,
        "" | "kg" | "g" | "cm" | "mm" | "km" | "mi" | "lb" | "lbs" | "ft" | "min" | "h" | "s" | "ms" | "gb" | "mb"
        | "°" | "€" | "usd" | "eur" | "°c" | "°f" | "px" => 1.0,
        _ => return None,
    };
    let digits: String = unit.chars().filter(|c| *c != ',').collect();
    let shape = digits.strip_prefix(['-', '+']).unwrap_or(&digits);
    let plain = !shape.is_empty() && shape.len() <= 18 && shape.chars().all(|c| c.is_ascii_digit() || c == '.');
    let value: f64 = plain.then(|| digits.parse().ok()).flatten()?;
    Some(value * factor)
}

#[cfg(test)]
mod tests {
    use super::super::chunks;
    use super::*;

    #[test]
    fn numbers_have_values() {
        for (text, values) in [
            ("a table for two at 7 pm", vec![2.0]),
            ("$1,200 and 15% of 3.5kg", vec![1200.0, 15.0, 3.5]),
            ("on March 5, 10:30 with -4 degrees", vec![-4.0]),
            ("gpt-4o 1.2.3 one of them", vec![]),
        ] {
            let found: Vec<f64> = find(&chunks(text)).iter().map(|q| q.value).collect();
            assert_eq!(found, values, "{text}");
        }
    }
}
