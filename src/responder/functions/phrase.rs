//! What a call was about and how it went, in words.

use serde_json::{Map, Value};

use super::super::words::{head, stem, words};
use super::render::leaf;

/// The noun of a function's name; whether its argument is already part of it.
pub fn noun(list: &[String], given: &Map<String, Value>) -> (String, bool) {
    if let [what, measure] = list
        && matches!(measure.as_str(), "probability" | "likelihood" | "chance" | "price" | "status" | "cost")
    {
        return (format!("{measure} of {what}"), false);
    }
    // `favorite_food_for_day_of_week` with `day_of_week`: say the day itself.
    for (name, value) in given {
        let own = words(name);
        let split = list.len().checked_sub(own.len() + 1).filter(|at| *at > 0);
        if let (Some(at), Value::String(text)) = (split, value)
            && list[at + 1..] == own[..]
            && matches!(list[at].as_str(), "for" | "by" | "of" | "in" | "from" | "with" | "on")
        {
            return (format!("{} for {text}", list[..at].join(" ")), true);
        }
    }
    (list.join(" "), false)
}

/// "in San Francisco, CA" or "for Alice", from the arguments.
pub fn place(given: &Map<String, Value>) -> String {
    let strings: Vec<(&String, &str)> =
        given.iter().filter_map(|(name, value)| Some((name, value.as_str()?))).collect();
    let placed = strings.iter().find(|(name, _)| {
        words(name).iter().any(|w| matches!(w.as_str(), "location" | "city" | "place" | "country" | "region"))
    });
    if let Some((_, text)) = placed {
        return format!(" in {text}");
    }
    let unit = |name: &str| {
        words(name).iter().any(|w| matches!(w.as_str(), "unit" | "units" | "format" | "body" | "message" | "content"))
    };
    let other = strings.iter().find(|(name, text)| !unit(name) && !text.is_empty() && text.chars().count() <= 40);
    other.map_or_else(String::new, |(_, text)| format!(" for {text}"))
}

/// The unit of a temperature, from the arguments.
pub fn unit(list: &[String], given: &Map<String, Value>) -> &'static str {
    if !list.iter().any(|word| word == "temperature") {
        return "";
    }
    let said = given.iter().find(|(name, _)| stem(name) == "unit").and_then(|(_, value)| value.as_str()).unwrap_or("");
    match said.to_lowercase().as_str() {
        "fahrenheit" | "f" | "imperial" => "°F",
        "celsius" | "c" | "metric" => "°C",
        _ => "",
    }
}

/// "are" for plurals, as far as the ending tells.
pub fn being(phrase: &str) -> &'static str {
    let noun = phrase.split([' ']).nth(1).unwrap_or("");
    let plural = noun.ends_with('s') && !noun.ends_with("ss") && !matches!(noun, "news" | "status" | "address");
    if plural { "are" } else { "is" }
}

/// What went wrong, if the output says that something did.
pub fn fault(text: &str) -> Option<String> {
    if let Ok(Value::Object(map)) = serde_json::from_str::<Value>(text) {
        let error = map
            .get("error")
            .or_else(|| map.get("errors"))
            .filter(|e| !matches!(e, Value::Null | Value::Bool(false)))?;
        let inner = error.get("message").unwrap_or(error);
        return Some(match inner {
            Value::Bool(_) => map.get("message").map_or_else(|| "unknown".into(), leaf),
            other => leaf(other),
        });
    }
    let lower: String = head(text).chars().take(40).collect::<String>().to_lowercase();
    let failed = ["error", "exception", "failed", "traceback"].iter().any(|word| lower.starts_with(word));
    let bare = text.split_once(": ").filter(|(word, _)| word.eq_ignore_ascii_case("error"));
    failed.then(|| bare.map_or(text, |(_, rest)| rest).trim_end_matches('.').to_owned())
}
