//! Phrases that fill a particular argument: "from checking", "at Nobu", "because …".

use super::super::facts::Facts;
use super::super::words::words;
use super::units;

const LONGEST: usize = 8;
const ROOMS: [&str; 10] = [
    "living room",
    "dining room",
    "bedroom",
    "kitchen",
    "bathroom",
    "office",
    "hallway",
    "garage",
    "basement",
    "garden",
];

/// What the message says for a property of this name.
pub fn said(name: &str, facts: &Facts<'_>) -> Option<String> {
    let own = words(name);
    let is = |list: &[&str]| own.iter().any(|word| list.contains(&word.as_str()));
    let text = facts.text;
    if is(&["account"])
        && let Some(side) = units::side(name)
    {
        return word_after(text, if side == 0 { "from" } else { "to" });
    }
    if is(&["restaurant", "venue", "hotel"]) || name == "name" {
        return name_after(text, "at");
    }
    if is(&["passenger", "guest", "traveler", "traveller", "patient", "customer"]) && is(&["name"]) {
        return name_after(text, "for").or_else(|| facts.names.first().map(|name| name.text.to_owned()));
    }
    if is(&["recipient"]) && facts.emails.is_empty() {
        return name_after(text, "to");
    }
    if is(&["value"]) {
        return word_after(text, "to");
    }
    if is(&["room"])
        && let Some(room) = ROOMS.iter().find(|room| text.to_lowercase().contains(*room))
    {
        return Some((*room).to_owned());
    }
    if is(&["door", "window", "room", "device"]) {
        return thing(text, &own);
    }
    if is(&["text", "item", "task", "todo", "title"]) {
        return added(text);
    }
    if is(&["category"]) {
        return word_after(text, "on").filter(|_| facts.dates.is_empty() || !facts.numbers.is_empty());
    }
    if is(&["reason"]) {
        return rest_after(text, "because");
    }
    if is(&["song", "track", "artist", "playlist"]) {
        return rest_after(text, "play");
    }
    None
}

fn bare(word: &str) -> &str {
    word.trim_matches(|c: char| matches!(c, ',' | '.' | '?' | '!' | ';' | ':' | '"' | '\''))
}

/// The words after the first one that is this, or nothing.
fn after<'a>(text: &'a str, mark: &str) -> Option<Vec<&'a str>> {
    let list: Vec<&str> = text.split_whitespace().collect();
    let at = list.iter().position(|word| bare(word).eq_ignore_ascii_case(mark))?;
    Some(list[at + 1..].to_vec())
}

fn word_after(text: &str, mark: &str) -> Option<String> {
    let rest = after(text, mark)?;
    let word = rest
        .iter()
        .map(|word| bare(word))
        .find(|word| !matches!(word.to_lowercase().as_str(), "my" | "the" | "a" | "our"))?;
    (!word.is_empty()).then(|| word.to_owned())
}

fn rest_after(text: &str, mark: &str) -> Option<String> {
    let rest = after(text, mark)?.into_iter().take(LONGEST).collect::<Vec<_>>().join(" ");
    (!rest.is_empty()).then(|| bare(&rest).to_owned())
}

/// The capitalised words after a preposition, wherever it stands.
fn name_after(text: &str, mark: &str) -> Option<String> {
    let list: Vec<&str> = text.split_whitespace().collect();
    let capital = |word: &&str| word.starts_with(char::is_uppercase);
    let at = list.windows(2).position(|pair| pair[0].eq_ignore_ascii_case(mark) && capital(&pair[1]))?;
    let run = list[at + 1..].iter().take(LONGEST);
    let mut named: Vec<&str> = Vec::new();
    for word in run.take_while(|word| capital(word)) {
        named.push(bare(word));
        if word.ends_with([',', '.', '?', '!']) {
            break;
        }
    }
    Some(named.join(" "))
}

/// "front door" for `door`.
fn thing(text: &str, own: &[String]) -> Option<String> {
    let list: Vec<String> = text.split_whitespace().map(|word| bare(word).to_lowercase()).collect();
    let at = list.iter().position(|word| own.contains(word))?;
    let before = at.checked_sub(1).and_then(|i| list.get(i))?;
    let dull = matches!(before.as_str(), "the" | "my" | "a" | "this" | "that" | "lock" | "unlock" | "open" | "close");
    Some(if dull { list[at].clone() } else { format!("{before} {}", list[at]) })
}

/// "milk" of "Add milk to my list", "call mom" of "Remind me to call mom at 5pm".
fn added(text: &str) -> Option<String> {
    let lower = text.to_ascii_lowercase();
    if let Some(at) = lower.find("remind me to ") {
        let rest = text.get(at + "remind me to ".len()..)?;
        let stop = [" at ", " on ", " tomorrow", " in ", " by "].iter().filter_map(|end| rest.find(end)).min();
        return Some(bare(&rest[..stop.unwrap_or(rest.len())]).to_owned());
    }
    let start = ["add ", "put "].iter().find_map(|verb| Some(lower.find(verb)? + verb.len()))?;
    let rest = &lower[start..];
    let stop =
        [" to my ", " to the ", " on my ", " on the ", " to our "].iter().filter_map(|end| rest.find(end)).min()?;
    text.get(start..start + stop).map(|found| bare(found).to_owned())
}
