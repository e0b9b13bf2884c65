//! Small word lists (languages, colours, currencies, companies) and what the message says
//! in their terms.

use super::super::facts::Facts;
use super::super::facts::dates::WEEKDAYS;
use super::super::places::Place;
use super::super::words::{capitalised, stem};
use super::meaning::Meaning;

/// Languages, as usually written.
const LANGUAGES: [&str; 16] = [
    "English",
    "French",
    "Spanish",
    "German",
    "Italian",
    "Portuguese",
    "Dutch",
    "Russian",
    "Chinese",
    "Japanese",
    "Korean",
    "Arabic",
    "Hindi",
    "Turkish",
    "Polish",
    "Swedish",
];
/// Colours.
const COLOURS: [&str; 12] =
    ["red", "green", "blue", "yellow", "orange", "purple", "pink", "black", "white", "brown", "grey", "gray"];
const CURRENCIES: [(&str, &str); 12] = [
    ("usd", "USD"),
    ("dollar", "USD"),
    ("eur", "EUR"),
    ("euro", "EUR"),
    ("gbp", "GBP"),
    ("pound", "GBP"),
    ("jpy", "JPY"),
    ("yen", "JPY"),
    ("inr", "INR"),
    ("rupee", "INR"),
    ("chf", "CHF"),
    ("cad", "CAD"),
];
const COMPANIES: [(&str, &str); 8] = [
    ("apple", "AAPL"),
    ("microsoft", "MSFT"),
    ("google", "GOOGL"),
    ("alphabet", "GOOGL"),
    ("amazon", "AMZN"),
    ("tesla", "TSLA"),
    ("nvidia", "NVDA"),
    ("meta", "META"),
];

/// Capitals that are no share symbols.
const CAPITALS: [&str; 16] =
    ["OK", "USD", "EUR", "GBP", "JPY", "CEO", "CFO", "IPO", "ETF", "USA", "US", "UK", "EU", "AI", "PM", "AM"];

const UNITS: [&str; 10] =
    ["celsius", "fahrenheit", "kelvin", "meters", "kilometers", "miles", "feet", "kg", "metric", "imperial"];

/// The word of a list that suits the meaning, where the message has one.
pub fn look_up(meaning: Meaning, facts: &Facts<'_>, index: usize) -> Option<String> {
    let said = |list: &[&str]| {
        let mut found = list.iter().filter(|word| facts.says(&[word.to_lowercase()]));
        found.nth(index).map(|word| (*word).to_owned())
    };
    let name = || facts.names.first().map(|name| name.text);
    match meaning {
        Meaning::Phone => phone(facts.text),
        Meaning::Expression => facts.working.as_ref().map(|working| working.asked.clone()),
        Meaning::Currency(n) => currencies(&facts.stems).get(n).map(|code| (*code).to_owned()),
        Meaning::Country => facts.places.iter().filter_map(Place::country).nth(index).map(str::to_owned),
        Meaning::State => facts.places.iter().find(|place| place.american).map(|place| place.region.clone()),
        Meaning::Weekday => {
            let mut days = WEEKDAYS.iter().filter(|day| facts.words.iter().any(|word| word == *day));
            days.nth(index).map(|day| capitalised(day))
        }
        Meaning::FirstName => name()?.split(' ').next().map(str::to_owned),
        Meaning::LastName => name()?.split_once(' ').map(|(_, last)| last.to_owned()),
        Meaning::Language => said(&LANGUAGES),
        Meaning::Colour => said(&COLOURS),
        Meaning::Unit => said(&UNITS),
        Meaning::Ticker => ticker(facts),
        Meaning::Path => paths(facts.text).nth(index).map(str::to_owned),
        Meaning::Email
        | Meaning::Url
        | Meaning::Origin
        | Meaning::Destination
        | Meaning::Place
        | Meaning::Date
        | Meaning::Time
        | Meaning::Person
        | Meaning::Title
        | Meaning::Query
        | Meaning::Content
        | Meaning::Code
        | Meaning::Answer
        | Meaning::Explanation
        | Meaning::Other => None,
    }
}

/// The codes of the currencies a message names, in order.
fn currencies(stems: &[String]) -> Vec<&'static str> {
    let mut found: Vec<&'static str> = Vec::new();
    for word in stems {
        let code = CURRENCIES.iter().find(|(name, _)| stem(name) == *word).map(|(_, code)| *code);
        found.extend(code.filter(|code| !found.contains(code)));
    }
    found
}

/// The first telephone number of a text.
fn phone(text: &str) -> Option<String> {
    let digits = |s: &str| s.chars().filter(char::is_ascii_digit).count();
    let runs = text.split(|c: char| !(c.is_ascii_digit() || "+-() ".contains(c)));
    runs.map(str::trim).find(|run| (7..=15).contains(&digits(run))).map(str::to_owned)
}

/// The files a text names: "/etc/hosts", "old.txt".
pub fn paths(text: &str) -> impl Iterator<Item = &str> {
    let bare =
        |word| str::trim_end_matches(str::trim_matches(word, ['"', '\'', '`', '(', ')', ',', ':', ';', '?', '!']), '.');
    text.split_whitespace().map(bare).filter(|word| is_path(word))
}

fn is_path(word: &str) -> bool {
    let ending = word.rsplit_once('.').is_some_and(|(stem, ending)| {
        let short = (1..=5).contains(&ending.len()) && ending.chars().all(|c| c.is_ascii_alphanumeric());
        short && ending.contains(|c: char| c.is_ascii_alphabetic()) && stem.contains(|c: char| c.is_alphanumeric())
    });
    let rooted = word.starts_with(['/', '~']) && word.len() > 1 && !word.starts_with("//") || word.starts_with("./");
    !word.contains("://")
        && !word.contains('@')
        && !word.starts_with("www.")
        && (ending && !word.contains('\'') || rooted)
}

/// What looks like share symbols: short words in capitals.
pub fn symbols(text: &str) -> impl Iterator<Item = &str> {
    let shouted = |w: &&str| (2..=5).contains(&w.len()) && w.bytes().all(|b| b.is_ascii_uppercase());
    text.split(|c: char| !c.is_alphanumeric()).filter(shouted).filter(|word| !CAPITALS.contains(word))
}

/// The share symbol of a company named, or one written in capitals.
fn ticker(facts: &Facts<'_>) -> Option<String> {
    let known =
        COMPANIES.iter().find(|(name, _)| facts.words.iter().any(|w| w == name)).map(|(_, code)| (*code).to_owned());
    let written = || symbols(facts.text).next().map(str::to_owned);
    // Of an unknown company the name must do.
    let share = facts.words.iter().any(|w| matches!(w.as_str(), "stock" | "share" | "shares" | "stocks"));
    let named = || facts.names.first().filter(|_| share).map(|name| name.text.to_owned());
    known.or_else(written).or_else(named)
}
