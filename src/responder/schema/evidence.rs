//! What the message offers for a string property.

use serde_json::{Map, Value};

use super::super::facts::dates;
use super::super::facts::subject;
use super::super::maths::Step;
use super::super::words::{capitalised, is_stop, stem, words};
use super::choice::MOST_OPTIONS;
use super::lexicon;
use super::meaning::{self, Meaning};
use super::{Filler, Mood, Spot, said, text, units};

/// A text found and whether it was used for another property before.
pub(super) struct Offer {
    pub text: String,
    pub fresh: bool,
}

impl Filler<'_> {
    /// The texts that would suit, best first.
    pub(super) fn offers(&mut self, map: &Map<String, Value>, spot: &Spot<'_>) -> Vec<Offer> {
        if self.plain {
            return Vec::new();
        }
        let description = text(map, "description");
        let meaning = self.addressed(meaning::of(spot.name, description, spot.beside), spot);
        let mut offers: Vec<Offer> = self.told_step(meaning, spot).into_iter().collect();
        if text(map, "format") == "date" {
            offers.extend(self.facts.dates.iter().filter_map(|date| dates::iso(date)).nth(spot.index).map(fresh));
        }
        if self.mood == Mood::Arguments && !spot.item {
            offers.extend(said::said(spot.name, self.facts).filter(|text| !text.is_empty()).map(fresh));
            offers.extend(self.clocked(map, meaning));
        }
        let general =
            matches!(meaning, Meaning::Other | Meaning::Code | Meaning::Title | Meaning::Colour | Meaning::Person);
        if general && !spot.item {
            offers.extend(self.after_name(spot.name).map(fresh));
        }
        offers.extend(self.of_meaning(meaning, description, spot));
        offers.extend(by_format(text(map, "format")).and_then(|meaning| self.of_meaning(meaning, description, spot)));
        offers
    }

    /// A date or time in the form that the description or pattern demands.
    fn clocked(&self, map: &Map<String, Value>, meaning: Meaning) -> Option<Offer> {
        let description = text(map, "description").to_lowercase();
        let pattern = text(map, "pattern");
        let day = description.contains("yyyy-mm-dd") || description.contains("iso 8601") || pattern.contains("{4}");
        let clock = description.contains("hh:mm") || description.contains("24-hour") || pattern.contains(':');
        let found = match meaning {
            Meaning::Date if day => self.facts.dates.iter().find_map(|date| dates::iso(date)),
            Meaning::Time if clock || text(map, "format") == "time" => {
                self.facts.times.iter().find_map(|time| dates::time(time))
            }
            _ => None,
        };
        found.map(fresh)
    }

    /// How many items of an array the message lists.
    pub(super) fn evidence_count(&mut self, items: &Value, spot: &Spot<'_>) -> usize {
        let none = Map::new();
        let map = items.as_object().unwrap_or(&none);
        if let Some(Value::Array(options)) = map.get("enum") {
            return options
                .iter()
                .take(MOST_OPTIONS)
                .filter_map(Value::as_str)
                .filter(|name| self.facts.says(&words(name)))
                .count();
        }
        match text(map, "type") {
            "number" | "integer" => self.facts.numbers.len(),
            "string" => {
                let meaning = self.addressed(meaning::of(spot.name, text(map, "description"), spot.beside), spot);
                self.listed(meaning)
            }
            _ => 0,
        }
    }

    /// People in a list are given by their addresses where the message has such.
    fn addressed(&self, meaning: Meaning, spot: &Spot<'_>) -> Meaning {
        let listed = spot.item && self.mood == Mood::Arguments && meaning == Meaning::Person;
        if listed && !self.facts.emails.is_empty() { Meaning::Email } else { meaning }
    }

    /// How many facts there are that suit a list of such things.
    fn listed(&self, meaning: Meaning) -> usize {
        let facts = self.facts;
        let kinds = [
            (Meaning::Person, facts.names.len()),
            (Meaning::Place, facts.places.len()),
            (Meaning::Country, facts.places.len()),
            (Meaning::Email, facts.emails.len()),
            (Meaning::Url, facts.urls.len()),
            (Meaning::Date, facts.dates.len()),
            (Meaning::Weekday, facts.dates.len()),
            (Meaning::Code, facts.codes.len()),
        ];
        let known = kinds.iter().find(|(kind, _)| *kind == meaning);
        known.map_or(facts.quoted.len(), |(_, count)| *count)
    }

    /// What the working of the message's mathematics offers.
    fn told_step(&self, meaning: Meaning, spot: &Spot<'_>) -> Option<Offer> {
        let working = self.facts.working.as_ref()?;
        let is = |kinds: &[Meaning]| kinds.contains(&meaning);
        let both = |step: &Step| format!("{}: {}", step.explanation, step.output);
        let told = match self.step {
            Some(step) if is(&[Meaning::Answer, Meaning::Expression]) => step.output.clone(),
            Some(step) if is(&[Meaning::Explanation, Meaning::Title, Meaning::Content]) => step.explanation.clone(),
            // An item of a plain list of steps tells all.
            Some(step) if spot.item => both(step),
            Some(step) if stem(spot.name) == "step" => step.explanation.clone(),
            None if meaning == Meaning::Answer => working.result.clone(),
            None if meaning == Meaning::Explanation && !spot.name.contains("desc") => {
                let steps: Vec<String> = working.steps.iter().map(both).collect();
                steps.join(". ") + "."
            }
            Some(_) | None => return None,
        };
        Some(fresh(told))
    }

    fn of_meaning(&mut self, meaning: Meaning, description: &str, spot: &Spot<'_>) -> Option<Offer> {
        let facts = self.facts;
        let owned = |list: &[&str]| -> Vec<String> { list.iter().map(|s| (*s).to_owned()).collect() };
        match meaning {
            Meaning::Email => self.next("email", &owned(&facts.emails), spot),
            Meaning::Url => self.next("url", &owned(&facts.urls), spot),
            Meaning::Origin => {
                self.place_after("from", 0, description, spot).or_else(|| units::pair(facts, 0).map(fresh))
            }
            Meaning::Destination => {
                self.place_after("to", 1, description, spot).or_else(|| units::pair(facts, 1).map(fresh))
            }
            Meaning::Place => self.place(description, spot),
            Meaning::Date => self.next("date", &facts.dates, spot),
            Meaning::Time => self.next("time", &facts.times, spot),
            Meaning::Person => self.next("name", &names(facts), spot),
            Meaning::Title => self.title(spot),
            Meaning::Query => {
                let quoted = facts.quoted.first().map(|q| fresh((*q).to_owned()));
                quoted.or_else(|| self.asked(spot))
            }
            Meaning::Content => self.content(spot),
            Meaning::Code => {
                let code = self.next("code", &owned(&facts.codes), spot);
                code.or_else(|| self.bare_number(spot))
            }
            Meaning::Unit if units::side(spot.name).is_some() => {
                units::pair(facts, units::side(spot.name).unwrap_or(0)).map(fresh)
            }
            Meaning::Answer | Meaning::Explanation => None,
            Meaning::Other => self.next("quoted", &owned(&facts.quoted), spot),
            Meaning::Phone
            | Meaning::Expression
            | Meaning::Currency(_)
            | Meaning::Country
            | Meaning::State
            | Meaning::Weekday
            | Meaning::FirstName
            | Meaning::LastName
            | Meaning::Language
            | Meaning::Colour
            | Meaning::Unit
            | Meaning::Path
            | Meaning::Ticker => lexicon::look_up(meaning, facts, spot.index).map(fresh),
        }
    }

    /// The next unused of these; a used one again, if all are used up and it is no list.
    pub(super) fn next(&mut self, kind: &'static str, list: &[String], spot: &Spot<'_>) -> Option<Offer> {
        let used = self.taken.entry(kind).or_insert(0);
        if let Some(text) = list.get(*used) {
            *used += 1;
            return Some(fresh(text.clone()));
        }
        let last = list.last().filter(|_| !spot.item && !spot.optional)?;
        Some(Offer { text: last.clone(), fresh: false })
    }

    fn title(&mut self, spot: &Spot<'_>) -> Option<Offer> {
        let letter = words(spot.beside).iter().any(|w| matches!(w.as_str(), "body" | "message" | "content"));
        let quoted = self.facts.quoted.first().filter(|_| !letter).map(|q| (*q).to_owned());
        let event = || subject::happening(self.facts.text).map(|phrase| title_case(&phrase));
        let found = quoted.or_else(event).filter(|_| spot.index == 0);
        found.map(fresh).or_else(|| self.asked(spot).map(|offer| Offer { text: capitalised(&offer.text), ..offer }))
    }

    /// The subject of the message, for properties that must be there.
    fn asked(&self, spot: &Spot<'_>) -> Option<Offer> {
        let facts = self.facts;
        let subject = if facts.subject.is_empty() { facts.text.trim() } else { &facts.subject };
        (!subject.is_empty() && !spot.optional && spot.index == 0).then(|| fresh(subject.to_owned()))
    }

    fn content(&mut self, spot: &Spot<'_>) -> Option<Offer> {
        let facts = self.facts;
        if let Some(last) = facts.quoted.last() {
            return Some(fresh((*last).to_owned()));
        }
        let lower = facts.text.to_ascii_lowercase();
        let after = ["saying that ", "saying ", "that says ", "telling them ", ": "]
            .iter()
            .find_map(|mark| Some(lower.find(mark)? + mark.len()));
        let rest = after.map_or(facts.text, |at| &facts.text[at..]).trim();
        (!rest.is_empty() && !spot.optional && spot.index == 0).then(|| fresh(rest.to_owned()))
    }

    fn bare_number(&mut self, spot: &Spot<'_>) -> Option<Offer> {
        let stems: Vec<String> = words(spot.name).iter().map(|word| stem(word)).collect();
        let near = |side: &[String]| side.iter().any(|word| stems.contains(&stem(word)));
        let found = self.facts.numbers.iter().find(|q| near(&q.before))?;
        Some(fresh(super::numeric::json(found.value).to_string()))
    }

    /// The word that follows the property's own name: "size large", "priority: high".
    fn after_name(&self, name: &str) -> Option<String> {
        let own = words(name);
        let last = own.last()?;
        let mut chunks = self.facts.text.split_whitespace().peekable();
        let bare = |word: &str| word.trim_matches(|c: char| !c.is_alphanumeric() && c != '#').to_owned();
        while let Some(word) = chunks.next() {
            let called = last == "name" && matches!(bare(word).as_str(), "named" | "called");
            if !(called || bare(word).to_lowercase() == *last) || word.ends_with(['.', ',', '?', '!']) {
                continue;
            }
            let linked = chunks.next_if(|next| matches!(bare(next).as_str(), "is" | "to" | "as" | "" | "of"));
            let strong = called
                || word.ends_with([':', '='])
                || linked.is_some_and(|link| matches!(bare(link).as_str(), "is" | ""));
            let next = bare(chunks.peek()?);
            let marked = next.starts_with(|c: char| c.is_ascii_digit() || c.is_uppercase() || c == '#');
            if !next.is_empty() && !is_stop(&next.to_lowercase()) && (strong || marked || linked.is_none()) {
                return Some(next);
            }
        }
        None
    }
}

pub(super) fn fresh(text: String) -> Offer {
    Offer { text, fresh: true }
}

fn names(facts: &super::Facts<'_>) -> Vec<String> {
    facts.names.iter().map(|name| name.text.to_owned()).collect()
}

fn by_format(format: &str) -> Option<Meaning> {
    match format {
        "email" => Some(Meaning::Email),
        "uri" | "url" => Some(Meaning::Url),
        _ => None,
    }
}

fn title_case(phrase: &str) -> String {
    phrase.split(' ').map(capitalised).collect::<Vec<_>>().join(" ")
}
