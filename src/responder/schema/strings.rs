//! Strings: what the message offers, else something that keeps pattern, format and length.

use serde_json::{Map, Value};

use super::super::words::words;
use super::check::string_fits;
use super::fallback::{self, invented};
use super::pattern::Pattern;
use super::{Filled, Filler, Mood, Spot, count, text};

/// Longer texts are not made up, whatever `minLength` says.
const LONGEST: usize = 20_000;

impl Filler<'_> {
    pub(super) fn string(&mut self, map: &Map<String, Value>, spot: &Spot<'_>) -> Filled {
        let most = count(map, "maxLength").unwrap_or(LONGEST).min(LONGEST);
        let offers = self.offers(map, spot);
        for offer in offers {
            let cut: String = offer.text.chars().take(most).collect();
            // A text that had to be cut short is still a good title, but no good code.
            if string_fits(map, &cut) && (cut.len() == offer.text.len() || map.get("pattern").is_none()) {
                return Filled::new(cut, offer.fresh);
            }
        }
        Filled::new(self.made(map, spot, most), false)
    }

    fn made(&self, map: &Map<String, Value>, spot: &Spot<'_>, most: usize) -> String {
        let least = count(map, "minLength").unwrap_or(0).min(LONGEST);
        let by_pattern = || {
            let pattern = Pattern::read(map.get("pattern")?.as_str()?)?;
            pattern.sample(least, spot.index)
        };
        let index = if spot.item || fallback::is_own(spot.name) { spot.index } else { 0 };
        let told = invented(self.facts, spot, text(map, "description"), self.mood == Mood::Answer && !self.plain);
        let tries = [of_format(text(map, "format"), spot.index), by_pattern(), Some(fitted(&told, index, least, most))];
        let mut tries = tries.into_iter().flatten();
        tries.find(|made| string_fits(map, made)).unwrap_or_else(|| fitted(&told, index, least, most))
    }
}

/// The text with a number for later items, cut or drawn out to the allowed length.
fn fitted(told: &str, index: usize, least: usize, most: usize) -> String {
    // Later items differ from the first, unless they are numbered already.
    let numbered = words(told).contains(&(index + 1).to_string());
    let mark = if index == 0 || numbered { String::new() } else { format!(" {}", index + 1) };
    let room = most.saturating_sub(mark.chars().count());
    let mut made: String = told.chars().take(room).collect();
    made += &mark;
    let filler = if told.trim().is_empty() { "text" } else { told };
    while made.chars().count() < least {
        made.push(' ');
        made += filler;
    }
    let short: String = made.chars().take(most).collect();
    let tight = short.trim_end();
    if tight.chars().count() >= least {
        tight.to_owned()
    } else {
        tight.to_owned() + &".".repeat(least - tight.chars().count())
    }
}

fn of_format(format: &str, index: usize) -> Option<String> {
    let n = index % 28 + 1;
    Some(match format {
        "date" => format!("2024-01-{n:02}"),
        "date-time" => format!("2024-01-{n:02}T12:00:00Z"),
        "time" => format!("12:{n:02}:00Z"),
        "duration" => format!("P{n}D"),
        "email" => {
            if index == 0 {
                "user@example.com".into()
            } else {
                format!("user{n}@example.com")
            }
        }
        "uri" | "url" => {
            if index == 0 {
                "https://example.com/".into()
            } else {
                format!("https://example.com/{n}")
            }
        }
        "hostname" => format!("host{n}.example.com"),
        "ipv4" => format!("192.0.2.{n}"),
        "ipv6" => format!("2001:db8::{n:x}"),
        "uuid" => format!("00000000-0000-4000-8000-{:012x}", index + 1),
        _ => return None,
    })
}
