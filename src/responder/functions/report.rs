//! Says in a sentence or two what the functions returned.
//!
//! The functions are known only by their names, arguments and outputs, so the sentence is
//! made from these: `get_current_temperature` of `{"location": …}` returned `57` becomes
//! "The current temperature in … is 57°F". Every output appears in the reply.

use serde_json::{Map, Value};

use super::super::words::{capitalised, listed, words};
use super::phrase::{being, fault, noun, place, unit};
use super::relevance::follows_up;
use super::render::{bullets, leaf, pairs};

/// A call that was made and what came of it.
#[derive(Clone, Copy, Debug)]
pub struct Outcome<'a> {
    /// The function's name.
    pub name: &'a str,
    /// Its arguments as JSON.
    pub arguments: &'a str,
    /// What it returned.
    pub output: &'a str,
}

const FETCHING: [&str; 14] = [
    "get",
    "fetch",
    "retrieve",
    "find",
    "search",
    "lookup",
    "look",
    "query",
    "list",
    "show",
    "read",
    "load",
    "check",
    "calculate",
];
const DOING: [(&str, &str); 22] = [
    ("create", "created"),
    ("make", "made"),
    ("add", "added"),
    ("delete", "deleted"),
    ("remove", "removed"),
    ("update", "updated"),
    ("set", "set"),
    ("send", "sent"),
    ("book", "booked"),
    ("reserve", "reserved"),
    ("cancel", "cancelled"),
    ("schedule", "scheduled"),
    ("order", "ordered"),
    ("save", "saved"),
    ("write", "written"),
    ("post", "posted"),
    ("submit", "submitted"),
    ("start", "started"),
    ("stop", "stopped"),
    ("convert", "converted"),
    ("turn", "turned"),
    ("play", "played"),
];
const LARGE: usize = 4;

/// The reply that uses all outputs.
pub fn report(message: &str, outcomes: &[Outcome<'_>]) -> String {
    let mut clauses: Vec<String> = Vec::new();
    let mut blocks: Vec<String> = Vec::new();
    let mut seen = String::new();
    for outcome in outcomes {
        let arguments = serde_json::from_str(outcome.arguments).unwrap_or(Value::Null);
        let said = Said::of(outcome, &arguments, &seen);
        seen = said.place.clone();
        match said.told(outcome.output) {
            Told::Clause(clause) => clauses.push(clause),
            Told::Block(block) => blocks.push(block),
        }
    }
    let mut text = String::new();
    if clauses.len() == 1 {
        text = format!("{}.", capitalised(&clauses[0]));
    } else if let Some((last, rest)) = clauses.split_last() {
        text = format!("{}, and {last}.", capitalised(&rest.join(", ")));
    }
    for block in blocks {
        if !text.is_empty() {
            text += "\n\n";
        }
        text += &block;
    }
    if text.is_empty() {
        let start = if follows_up(message) { "That" } else { "The request" };
        text = format!("{start} is done.");
    }
    text
}

enum Told {
    /// Part of a sentence.
    Clause(String),
    /// A paragraph or list of its own.
    Block(String),
}

struct Said {
    /// "the current temperature in San Francisco, CA", or "the email was sent".
    phrase: String,
    /// What the call was about, to be said once only.
    place: String,
    done: bool,
    unit: &'static str,
    share: bool,
}

impl Said {
    fn of(outcome: &Outcome<'_>, arguments: &Value, seen: &str) -> Self {
        let list = words(outcome.name);
        let first = list.first().map_or("", String::as_str);
        let none = Map::new();
        let given = arguments.as_object().unwrap_or(&none);
        let fetching = FETCHING.contains(&first) && list.len() > 1;
        let doing = DOING.iter().find(|(verb, _)| *verb == first && list.len() > 1).map(|(_, participle)| *participle);
        let rest = if fetching || doing.is_some() { &list[1..] } else { &list[..] };
        let (noun, told) = noun(rest, given);
        let place = if told { String::new() } else { place(given) };
        let mut phrase = format!("the {noun}");
        if !place.is_empty() && place != seen {
            phrase += &place;
        }
        if let Some(participle) = doing {
            phrase += &format!(" was {participle}");
        }
        let place = if place.is_empty() { seen.to_owned() } else { place };
        let share =
            list.iter().any(|word| matches!(word.as_str(), "probability" | "likelihood" | "chance" | "humidity"));
        Self { phrase, place, done: doing.is_some(), unit: unit(&list, given), share }
    }

    fn told(&self, output: &str) -> Told {
        let phrase = &self.phrase;
        let text = output.trim();
        if let Some(fault) = fault(text) {
            let what = if self.done {
                phrase.replace(" was ", " could not be ")
            } else {
                format!("{phrase} could not be found")
            };
            return Told::Clause(format!("{what} because of an error: {fault}"));
        }
        let value = serde_json::from_str::<Value>(text);
        if self.done {
            return match value {
                Ok(Value::Object(map)) => Told::Clause(format!("{phrase} ({})", pairs(&map))),
                Ok(Value::Null | Value::Bool(true)) => Told::Clause(phrase.clone()),
                _ if text.is_empty() || matches!(text.to_lowercase().as_str(), "ok" | "success" | "done") => {
                    Told::Clause(phrase.clone())
                }
                _ => Told::Clause(format!("{phrase}: {}", text.trim_end_matches('.'))),
            };
        }
        match value {
            Ok(Value::Number(number)) => Told::Clause(format!("{phrase} is {}", self.number(&number.to_string()))),
            Ok(Value::Bool(yes)) => {
                Told::Clause(format!("{phrase} is {}", if yes { "confirmed (true)" } else { "not confirmed (false)" }))
            }
            Ok(Value::Null) => Told::Clause(format!("nothing was found for {phrase}")),
            Ok(Value::String(inner)) => self.plain(&inner),
            Ok(Value::Object(map)) => self.object(&map),
            Ok(Value::Array(items)) => self.array(&items),
            Err(_) => self.plain(text),
        }
    }

    fn number(&self, text: &str) -> String {
        match text.parse::<f64>() {
            Ok(x) if self.share && (0.0..=1.0).contains(&x) && text.contains('.') => {
                let percent = format!("{:.2}", x * 100.0);
                format!("{}%", percent.trim_end_matches('0').trim_end_matches('.'))
            }
            Ok(_) if self.share => format!("{text}%"),
            _ => format!("{text}{}", self.unit),
        }
    }

    fn plain(&self, text: &str) -> Told {
        let phrase = &self.phrase;
        if text.is_empty() {
            return Told::Clause(format!("nothing was returned for {phrase}"));
        }
        let sentence = text.contains('\n') || text.ends_with(['.', '!', '?']) && text.split_whitespace().count() > 2;
        if sentence {
            return Told::Block(format!("Here {} {phrase}: {text}", being(phrase)));
        }
        Told::Clause(format!("{phrase} is {text}"))
    }

    fn object(&self, map: &Map<String, Value>) -> Told {
        let phrase = &self.phrase;
        let flat = map.values().all(|value| !value.is_object() && !value.is_array());
        if map.is_empty() {
            return Told::Clause(format!("nothing was found for {phrase}"));
        }
        if flat && map.len() <= LARGE {
            return Told::Clause(format!("{phrase} is as follows: {}", pairs(map)));
        }
        let mut block = format!("Here {} {phrase}:\n", being(phrase));
        bullets(&Value::Object(map.clone()), 0, &mut block);
        Told::Block(block)
    }

    fn array(&self, items: &[Value]) -> Told {
        let phrase = &self.phrase;
        if items.is_empty() {
            return Told::Clause(format!("nothing was found for {phrase}"));
        }
        if items.iter().all(|item| !item.is_object() && !item.is_array()) && items.len() <= LARGE {
            let list: Vec<String> = items.iter().map(leaf).collect();
            let verb = if list.len() > 1 { "are" } else { "is" };
            return Told::Clause(format!("{phrase} {verb} {}", listed(&list)));
        }
        let mut block = format!("Here {} {phrase}:\n", being(phrase));
        bullets(&Value::Array(items.to_vec()), 0, &mut block);
        Told::Block(block)
    }
}
