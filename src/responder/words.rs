//! Words: how a message is cut into them, and which of them mean much the same.
//!
//! A stop list, a light stemmer and a small table of synonyms; nothing is learned.

use std::collections::HashMap;
use std::sync::OnceLock;

/// Small numbers in words, each at its own place.
pub const NUMBERS: [&str; 21] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
];

pub use crate::retrieval::MONTHS;

/// How much of a message is looked at. Nobody asks a question longer than this, and it
/// bounds the work on anything hostile.
pub const LOOKED_AT: usize = 20_000;

/// Words that say nothing about the subject.
const STOP: &str = "a an and any are as at be been being but by can could did do does doing for from had has have having he her here him his how i if in into is it its just let like may me might more most must my near need no not now of off on once only or other our out over own per please right s shall she should so some such t than thank thanks that the their them then there these they this those to today tonight too under until up us using very want was we were what when where which while who whom why will with would you your ll re ve d m given current currently get gets getting fetch retrieve set list show tell give return returns use used e g eg etc one two user's hello hi hey optional required string number value values info information data function tool parameter";

/// Verbs so common in function names that they prove little.
const WEAK: &str = "create make add new generate write update change modify edit delete remove search find lookup look query check calculate compute send open start stop run process handle post put read load save submit answer ask help name type id text";

/// Groups of words that stand for each other.
const GROUPS: [&str; 34] = [
    "weather temperature forecast rain raining humidity wind climate sunny snow hot cold warm wear outside umbrella jacket degrees storm precipitation wetter météo meteo temps tiempo regnet regen lluvia pluie grad",
    "probability likelihood chance odds likely",
    "price cost quote stock share ticker fee pricing expensive cheap",
    "email mail inbox send message",
    "book reserve reservation booking",
    "calendar event meeting meetings schedule appointment agenda",
    "search find lookup query look browse",
    "food eat meal dish cuisine dinner lunch breakfast restaurant sushi pizza ramen taco burger diner",
    "day weekday monday tuesday wednesday thursday friday saturday sunday",
    "convert conversion exchange",
    "currency dollar euro yen pound usd eur gbp jpy money exchange",
    "distance far km mile kilometer route direction navigate",
    "flight fly plane airline airport",
    "hotel accommodation lodging",
    "time clock hour",
    "music song playlist track",
    "news headline article",
    "customer client account member",
    "order purchase buy",
    "product item goods",
    "calculate compute math arithmetic expression",
    "create make add new generate",
    "update change modify edit",
    "delete remove cancel",
    "movie film cinema",
    "image picture photo draw",
    "recipe cook bake",
    "table reservation seat",
    "expense spend spent paid cost expenditure",
    "file folder directory document",
    "todo task chore",
    "light lamp",
    "reminder remind",
    "rate exchange",
];

/// The part of a message that is looked at.
pub fn head(message: &str) -> &str {
    match message.char_indices().nth(LOOKED_AT) {
        Some((end, _)) => &message[..end],
        None => message,
    }
}

/// A list in prose: "a, b and c".
pub fn listed<S: AsRef<str>>(items: &[S]) -> String {
    let items: Vec<&str> = items.iter().map(AsRef::as_ref).collect();
    match items.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        Some((last, _)) => (*last).to_owned(),
        None => String::new(),
    }
}

/// The words of prose or of an identifier (`snake_case`, `camelCase`), in lower case.
/// What follows an apostrophe is dropped.
pub fn words(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut word = String::new();
    let mut before = ' ';
    let mut chars = text.chars().peekable();
    let mut dropping = false;
    while let Some(c) = chars.next() {
        let next_small = chars.peek().is_some_and(|n| n.is_lowercase());
        let hump = c.is_uppercase() && (before.is_lowercase() || before.is_uppercase() && next_small);
        if (!c.is_alphanumeric() || hump) && !word.is_empty() {
            found.push(std::mem::take(&mut word));
        }
        dropping = matches!(c, '\'' | '’') && before.is_alphanumeric() || dropping && c.is_alphanumeric();
        if c.is_alphanumeric() && !dropping {
            word.extend(c.to_lowercase());
        }
        before = c;
    }
    if !word.is_empty() {
        found.push(word);
    }
    found
}

/// Whether a word says nothing about the subject.
pub fn is_stop(word: &str) -> bool {
    static SET: OnceLock<std::collections::HashSet<&str>> = OnceLock::new();
    SET.get_or_init(|| STOP.split(' ').collect()).contains(word)
}

/// Whether a word proves little, though it is no stop word.
pub fn is_weak(word: &str) -> bool {
    static SET: OnceLock<std::collections::HashSet<String>> = OnceLock::new();
    SET.get_or_init(|| WEAK.split(' ').map(stem).collect()).contains(&stem(word))
}

/// A word without its commonest endings.
pub fn stem(word: &str) -> String {
    let cut = |ending: &str, rest: usize| word.strip_suffix(ending).filter(|s| s.chars().count() >= rest);
    if word == "news" {
        return word.to_owned();
    }
    if let Some(s) = cut("ies", 2) {
        return format!("{s}y");
    }
    let base = cut("ing", 3)
        .or_else(|| cut("ed", 3))
        .or_else(|| cut("es", 3).filter(|s| s.ends_with(['s', 'x', 'h', 'z'])))
        .or_else(|| cut("s", 3).filter(|s| !s.ends_with(['s', 'u', 'i'])))
        .unwrap_or(word);
    let mut chars: Vec<char> = base.chars().collect();
    if let [.., a, b] = chars[..]
        && a == b
        && base.len() < word.len()
        && !matches!(a, 'l' | 's')
    {
        chars.pop();
    }
    if chars.len() > 3 && chars.last() == Some(&'e') {
        chars.pop();
    }
    chars.into_iter().collect()
}

/// The group of synonyms a stem belongs to.
pub fn group(stemmed: &str) -> Option<usize> {
    static MAP: OnceLock<HashMap<String, usize>> = OnceLock::new();
    let map = MAP.get_or_init(|| {
        let pairs = GROUPS.iter().enumerate().rev();
        pairs.flat_map(|(index, line)| line.split(' ').map(move |word| (stem(word), index))).collect()
    });
    map.get(stemmed).copied()
}

/// The first letter in upper case.
pub fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |c| c.to_uppercase().chain(chars).collect())
}

/// An identifier as prose: `day_of_week` -> "day of week".
pub fn spoken(identifier: &str) -> String {
    words(identifier).join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_prose_are_cut() {
        assert_eq!(words("getHTTPCode_for day"), ["get", "http", "code", "for", "day"]);
        assert_eq!(words("What's it'll rain?"), ["what", "it", "rain"]);
    }

    #[test]
    fn endings_do_not_matter() {
        for (a, b) in [
            ("booking", "book"),
            ("prices", "price"),
            ("cities", "city"),
            ("planned", "plan"),
            ("pricing", "price"),
            ("boxes", "box"),
            ("raining", "rain"),
        ] {
            assert_eq!(stem(a), stem(b));
        }
        assert_ne!(stem("news"), stem("new"));
    }

    #[test]
    fn synonyms_share_a_group() {
        assert_eq!(group(&stem("weather")), group(&stem("temperature")));
        assert_eq!(group(&stem("Thursday".to_lowercase().as_str())), group("day"));
        assert!(is_weak("searching") && is_stop("the") && !is_weak("weather"));
    }
}
