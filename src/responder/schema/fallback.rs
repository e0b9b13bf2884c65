//! Texts for required properties of which the message says nothing.

use super::super::facts::Facts;
use super::super::words::{capitalised, spoken, words};
use super::Spot;
use super::meaning::{self, Meaning};

/// A neutral text; for answers a sentence where a sentence suits.
pub(super) fn invented(facts: &Facts<'_>, spot: &Spot<'_>, description: &str, answer: bool) -> String {
    if let Some(example) = example(description).filter(|_| !answer) {
        return example;
    }
    let subject = if facts.subject.is_empty() { "the request" } else { &facts.subject };
    let name = spoken(spot.name);
    match meaning::of(spot.name, description, spot.beside) {
        Meaning::Email => "user@example.com".into(),
        Meaning::Url => "https://example.com/".into(),
        Meaning::Phone => "+1 555 0100".into(),
        Meaning::Date => "2024-01-01".into(),
        Meaning::Time => "12:00".into(),
        Meaning::Weekday => "Monday".into(),
        Meaning::Language => "English".into(),
        Meaning::Colour => "blue".into(),
        Meaning::Currency(n) => if n == 0 { "USD" } else { "EUR" }.into(),
        Meaning::Unit => "metric".into(),
        Meaning::Code => "1".into(),
        Meaning::Country => "United States".into(),
        Meaning::State => "CA".into(),
        Meaning::Ticker => "AAPL".into(),
        Meaning::Path => ".".into(),
        Meaning::Origin | Meaning::Destination | Meaning::Place => "San Francisco, CA".into(),
        Meaning::Expression => "1 + 1".into(),
        Meaning::Title => capitalised(subject),
        Meaning::Explanation if answer => {
            format!("This is about {subject}.")
        }
        Meaning::Answer if answer => format!("An answer about {subject}."),
        Meaning::Content if answer => format!("A text about {subject}."),
        Meaning::Person | Meaning::FirstName | Meaning::LastName | Meaning::Other if answer && !name.is_empty() => {
            if spot.item {
                let single = name.strip_suffix('s').unwrap_or(&name);
                format!("{} {} of {subject}", capitalised(single), spot.index + 1)
            } else {
                format!("{} of {subject}", capitalised(&name))
            }
        }
        Meaning::Query | Meaning::Content | Meaning::Explanation | Meaning::Answer => subject.to_owned(),
        Meaning::Person | Meaning::FirstName | Meaning::LastName | Meaning::Other => {
            if name.is_empty() || answer {
                subject.to_owned()
            } else {
                "general".into()
            }
        }
    }
}

/// Whether items of a list should differ in this property.
pub(super) fn is_own(name: &str) -> bool {
    words(name).iter().any(|word| matches!(word.as_str(), "name" | "title" | "id" | "key" | ""))
}

/// The example a description gives: "e.g. Paris", "like Tuesday or Saturday".
fn example(description: &str) -> Option<String> {
    let marks = ["e.g., ", "e.g. ", "e.g.: ", "for example, ", "for example ", "such as ", "like "];
    let lower = description.to_ascii_lowercase();
    let start = marks.iter().find_map(|mark| Some(lower.find(mark)? + mark.len()))?;
    let rest = &description[start..];
    let end = rest.find([')', ';', '\n']).or_else(|| rest.find(". ")).unwrap_or(rest.len());
    let first = rest[..end].split(" or ").next().unwrap_or("").trim_matches(['\'', '"', '`', '.', ' ']);
    (!first.is_empty() && first.chars().count() <= 60).then(|| first.to_owned())
}
