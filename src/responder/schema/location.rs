//! Places for string properties, in the form the schema's description shows.

use super::super::places::Place;
use super::super::words::words;
use super::evidence::{Offer, fresh};
use super::{Filler, Spot};

impl Filler<'_> {
    pub(super) fn place(&mut self, description: &str, spot: &Spot<'_>) -> Option<Offer> {
        let facts = self.facts;
        let shown: Vec<String> = facts.places.iter().map(|place| formed(place, spot.name, description)).collect();
        if !shown.is_empty() {
            return self.next("place", &shown, spot);
        }
        let unknown = facts.names.iter().filter(|name| {
            matches!(name.before.as_str(), "in" | "at" | "to" | "from" | "near" | "for" | "of" | "about")
        });
        let unknown: Vec<String> = unknown.map(|name| name.text.to_owned()).collect();
        self.next("place", &unknown, spot)
    }

    pub(super) fn place_after(
        &mut self,
        word: &str,
        index: usize,
        description: &str,
        spot: &Spot<'_>,
    ) -> Option<Offer> {
        let facts = self.facts;
        let before = |start: usize| facts.text[..start].split_whitespace().next_back().unwrap_or("").to_lowercase();
        let known = facts.places.iter().find(|place| before(place.span.0) == word);
        let known = known.or_else(|| facts.places.get(index));
        let named = || facts.names.iter().find(|name| name.before == word).map(|name| name.text.to_owned());
        known.map(|place| formed(place, spot.name, description)).or_else(named).map(fresh)
    }
}

/// The place as the schema shows it: "The city and state, e.g. San Francisco, CA".
fn formed(place: &Place, name: &str, description: &str) -> String {
    let lower = description.to_lowercase();
    let capital = |s: Option<&str>| s.is_some_and(|s| s.starts_with(char::is_uppercase));
    let parts: Vec<&str> = description.split(", ").collect();
    let pair = parts.windows(2).any(|p| capital(p[0].split(' ').next_back()) && capital(Some(p[1])));
    let silent = description.is_empty() && words(name).iter().any(|word| word == "location");
    if pair || silent || lower.contains("state") || lower.contains("country") {
        return place.full();
    }
    place.name.clone()
}
