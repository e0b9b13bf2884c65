//! What kind of answer a question asks for, and whether a text has one.

use super::super::query::is_stop_word;
use super::super::words::words;
use std::collections::HashSet;

/// What answers a question, besides its own words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// A number.
    Amount,
    /// A date, a year or a length of time.
    Time,
    /// A length of time.
    Span,
    /// Anything.
    Any,
}

const SPAN: [&str; 12] = [
    "how long",
    "how soon",
    "how often",
    "how many days",
    "how many weeks",
    "how many months",
    "how many years",
    "wie lange",
    "how old",
    "notice period",
    "combien de temps",
    "cuánto tiempo",
];
const TIME: [&str; 10] =
    ["when ", "when'", "what year", "which year", "what date", "which date", "what time", "wann ", "quand ", "cuándo "];
const AMOUNT: [&str; 38] = [
    "how many",
    "how much",
    "how far",
    "how big",
    "how large",
    "how high",
    "how heavy",
    "how tall",
    "how wide",
    "how fast",
    "how hot",
    "price",
    "cost",
    "fee",
    "number of",
    "percent",
    "what rate",
    "which share",
    "revenue",
    "sales",
    "income",
    "profit",
    "capacity",
    "total",
    "dividend",
    "expense",
    "weight",
    "temperature",
    "cash",
    "rate",
    "earnings",
    "population",
    "assets",
    "goodwill",
    "wie viel",
    "wieviel",
    "combien",
    "cuánto",
];
const SPANS: [&str; 14] = [
    "second", "minute", "hour", "day", "week", "month", "year", "quarter", "tag", "woche", "monat", "jahr", "stunde",
    "decade",
];
/// The months in lower case, January at 0.
pub const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];
/// Numbers as words, without `one`, which says something else most of the time.
const NUMBERS: [&str; 26] = [
    "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen",
    "fifteen", "sixteen", "twenty", "thirty", "forty", "fifty", "sixty", "hundred", "half", "once", "twice", "zwei",
    "drei",
];

/// What a question says instead of the word that the answer has.
const HOW: [(&str, &str); 17] = [
    ("wie lange", ""),
    ("wie lang", ""),
    ("wie oft", ""),
    ("how heavy", "weight"),
    ("how big", ""),
    ("how large", ""),
    ("how soon", ""),
    ("how often", ""),
    ("how tall", "height"),
    ("how wide", "width"),
    ("how far", ""),
    ("how fast", ""),
    ("how old", "age"),
    ("how expensive", "price"),
    ("how exactly", ""),
    ("how high", ""),
    ("how long", ""),
];

/// A question with the words that an answer to it would have: `How heavy is it?` asks for a weight.
pub fn wanted(question: &str) -> String {
    let lower = question.to_ascii_lowercase();
    // What a setting is set to is not said in these words.
    for sign in [" set to", "value of the ", "value of "] {
        if let Some(at) = lower.find(sign).filter(|at| *at > 0) {
            return format!("{} {}", &question[..at], &question[at + sign.len()..]);
        }
    }
    let found = HOW.iter().find_map(|(how, wanted)| Some((lower.find(how)?, how.len(), *wanted)));
    match found {
        Some((at, length, wanted)) => format!("{}{wanted}{}", &question[..at], &question[at + length..]),
        None => question.to_owned(),
    }
}

/// The word that a question such as `What is the capital of ...?` asks for.
pub fn head(question: &str) -> Option<String> {
    const ANY: [&str; 18] = [
        "value", "default", "setting", "kind", "maximum", "minimum", "average", "number", "total", "name", "amount",
        "size", "cost", "price", "way", "usual", "current", "date",
    ];
    let lower = question.to_lowercase().replace("what's", "what is").replace("who's", "who is");
    let after = ["what is the ", "who is the ", "what are the ", "what was the ", "who was the ", "what were the "];
    let rest = after.iter().find_map(|sign| Some(&lower[lower.find(sign)? + sign.len()..]))?;
    let (head, _) = rest.split_once(" of ")?;
    let head = head.split_whitespace().next_back()?;
    (!ANY.contains(&head)).then(|| head.to_owned())
}

/// Words that a text has rarely which tells what they ask for, as a `refund policy`.
const LOOSE: [&str; 10] = [
    "policy",
    "policies",
    "details",
    "rules",
    "terms",
    "procedure",
    "process",
    "information",
    "conditions",
    "instructions",
];

/// The word right after `which` or `what` that says of what kind the answer is, as in `Which countries ...?`.
pub fn kind_of(question: &str) -> Option<String> {
    const ASK: [&str; 10] =
        ["which", "what", "welche", "welcher", "welches", "quel", "quelle", "quels", "quelles", "qual"];
    let mut all = question.split_whitespace().map(|word| word.trim_matches(|char: char| !char.is_alphanumeric()));
    let asked = all.clone().map(str::to_lowercase).find(|word| LOOSE.contains(&word.as_str()));
    all.by_ref().take(4).map(str::to_lowercase).find(|word| ASK.contains(&word.as_str()))?;
    let kind = all.next().map(str::to_lowercase).filter(|kind| !kind.is_empty() && !is_stop_word(kind));
    kind.or(asked)
}

/// Whether a question is German, which writes all nouns as names.
pub fn is_german(question: &str) -> bool {
    let lower = format!(" {} ", question.to_lowercase());
    let german = [" der ", " die ", " das ", " ist ", " sind ", " wie ", " ich ", " und ", " ein "];
    german.iter().any(|word| lower.contains(word))
}

/// What `question` asks for.
pub fn asked(question: &str) -> Asked {
    let question = format!("{} ", question.to_lowercase());
    let has = |signs: &[&str]| signs.iter().any(|sign| question.contains(sign));
    if has(&SPAN) {
        Asked::Span
    } else if has(&TIME) {
        Asked::Time
    } else if has(&AMOUNT) || question.contains(['几', '多', '何']) {
        Asked::Amount
    } else {
        Asked::Any
    }
}

/// The words of a text, as the index reads them.
pub fn all_words(text: &str) -> HashSet<String> {
    let mut all = HashSet::new();
    words(text, &mut |word| {
        all.insert(word.text.to_owned());
    });
    all
}

/// Whether a number stands shortly before one of the places `at` in `text`.
pub fn counts(text: &str, at: &[usize]) -> bool {
    let mut counts = false;
    words(text, &mut |word| {
        let number = word.text.bytes().any(|byte| byte.is_ascii_digit()) || NUMBERS.contains(&word.text);
        let year = word.text.len() == 4 && (word.text.starts_with("19") || word.text.starts_with("20"));
        counts |= number && !year && at.iter().any(|at| *at > word.range.start && *at <= word.range.end + 28);
    });
    counts
}

/// Whether `text` has what is asked for and the question does not have itself.
pub fn gives(text: &str, asked: Asked, question: &HashSet<String>) -> bool {
    let (mut number, mut year, mut month, mut span) = (false, false, false, false);
    // The last word that was a number.
    let mut last = None;
    words(text, &mut |word| {
        let (word, place) = (word.text, word.place);
        span |= is_span(word) && last.is_some_and(|last| place <= last + 2);
        let digits = word.bytes().all(|byte| byte.is_ascii_digit());
        let is_year = digits && word.len() == 4 && (word.starts_with("19") || word.starts_with("20"));
        let is_number = !is_year && word.bytes().any(|byte| byte.is_ascii_digit()) || NUMBERS.contains(&word);
        if !question.contains(word) {
            year |= is_year;
            number |= is_number;
            month |= MONTHS.contains(&word);
            last = if is_number { Some(place) } else { last };
        }
    });
    match asked {
        Asked::Amount => number,
        Asked::Time => year || month || span,
        Asked::Span => span,
        Asked::Any => true,
    }
}

fn is_span(word: &str) -> bool {
    SPANS
        .iter()
        .any(|span| word.strip_prefix(span).is_some_and(|rest| matches!(rest, "" | "s" | "e" | "en" | "n" | "ly")))
}

/// Whether a stemmed word begins the name of a month or a day.
pub fn is_calendar(stem: &str) -> bool {
    const DAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    stem.len() >= 3 && MONTHS.iter().chain(&DAYS).any(|name| name.starts_with(&stem[..stem.floor_char_boundary(3)]))
}
