//! Where a schema leaves a choice: enumerations, booleans, `anyOf`, `oneOf`, several types.

use serde_json::{Map, Value};

use super::super::facts::Facts;
use super::super::words::{group, stem, words};
use super::merge::both;
use super::{Filled, Filler, Spot, check, text, units};

const MOST_BRANCHES: usize = 40;
/// How many values of an enumeration are looked at.
pub const MOST_OPTIONS: usize = 500;
const OPTIONS_A_NODE: usize = 20;

impl Filler<'_> {
    /// One of the listed values: the one the message names or implies.
    pub(super) fn option(
        &mut self,
        options: &[Value],
        map: &Map<String, Value>,
        schema: &Value,
        spot: &Spot<'_>,
    ) -> Filled {
        // Looking for many options in a long message is work, and counts as such.
        self.left = self.left.saturating_sub(options.len() / OPTIONS_A_NODE);
        let allowed: Vec<&Value> =
            options.iter().take(MOST_OPTIONS).filter(|option| check::fits(self.root, schema, option)).collect();
        let Some(first) = allowed.get(spot.index % allowed.len().max(1)) else {
            return Filled::new(options.first().cloned().unwrap_or(Value::Null), false);
        };
        if self.plain {
            return Filled::new((*first).clone(), false);
        }
        let named = mentioned(self.facts, &allowed);
        let paired = units::side(spot.name).filter(|_| named.len() > 1);
        let at = paired.map_or(spot.index, |side| if units::reversed(self.facts) { 1 - side } else { side });
        if let Some(value) = named.get(at) {
            return Filled::new((*value).clone(), true);
        }
        if let Some(value) = inferred(self.facts, spot.name, text(map, "description"), &allowed) {
            return Filled::new(value.clone(), true);
        }
        let default = map.get("default").filter(|value| allowed.contains(value) && spot.index == 0);
        let null = allowed.iter().find(|value| value.is_null()).copied();
        Filled::new(default.or(null).unwrap_or(first).clone(), false)
    }

    pub(super) fn boolean(&mut self, spot: &Spot<'_>) -> Filled {
        if self.plain {
            return Filled::new(spot.index % 2 == 1, false);
        }
        let dull = [
            "is", "has", "include", "with", "should", "use", "enable", "enabled", "need", "needs", "want", "set",
            "show", "get", "are", "can",
        ];
        let wanted: Vec<String> = words(spot.name)
            .into_iter()
            .filter(|word| !dull.contains(&word.as_str()))
            .map(|word| stem(&word))
            .collect();
        let at = self.facts.stems.iter().position(|word| wanted.contains(word));
        let Some(at) = at else {
            // Judgements such as `is_correct` or `success` are answered kindly.
            let kind = ["correct", "valid", "success", "ok", "answered", "relevant", "complete", "final"];
            let value = words(spot.name).iter().any(|word| kind.contains(&word.as_str()));
            return Filled::new(value, false);
        };
        let before = &self.facts.words[at.saturating_sub(3)..at];
        let negated = before
            .iter()
            .any(|word| matches!(word.as_str(), "no" | "not" | "without" | "don" | "never" | "disable" | "off"));
        let after =
            self.facts.words.get(at + 1).is_some_and(|word| matches!(word.as_str(), "off" | "false" | "disabled"));
        Filled::new(!negated && !after, true)
    }

    /// A value for the best of several branches.
    pub(super) fn branch(
        &mut self,
        key: &str,
        branches: &[Value],
        map: &Map<String, Value>,
        schema: &Value,
        spot: &Spot<'_>,
    ) -> Filled {
        if map.len() == 1 {
            let options: Vec<&Value> = branches.iter().take(MOST_BRANCHES).collect();
            return self.best(&options, schema, spot);
        }
        let rest = map.iter().filter(|(name, _)| *name != key);
        let base = Value::Object(rest.map(|(name, value)| (name.clone(), value.clone())).collect());
        let options: Vec<Value> = branches.iter().take(MOST_BRANCHES).map(|branch| both(&base, branch)).collect();
        self.best(&options.iter().collect::<Vec<_>>(), schema, spot)
    }

    pub(super) fn one_of_types(
        &mut self,
        types: &[Value],
        map: &Map<String, Value>,
        schema: &Value,
        spot: &Spot<'_>,
    ) -> Filled {
        let options = types.iter().take(MOST_BRANCHES).map(|name| {
            let mut one = map.clone();
            one.insert("type".into(), name.clone());
            Value::Object(one)
        });
        let options: Vec<Value> = options.collect();
        self.best(&options.iter().collect::<Vec<_>>(), schema, spot)
    }

    /// The first branch that the message speaks of; else nothing at all; else the first.
    fn best(&mut self, options: &[&Value], whole: &Value, spot: &Spot<'_>) -> Filled {
        let mut order = options.to_vec();
        if self.lean(spot) {
            order.sort_by_key(|schema| weight(schema));
        }
        let mut spare: Option<Filled> = None;
        let before = self.taken.clone();
        let mut kept = before.clone();
        for schema in order {
            self.taken.clone_from(&before);
            let filled = self.node(schema, spot);
            if !check::fits(self.root, whole, &filled.value) {
                continue;
            }
            if filled.found || self.lean(spot) {
                return filled;
            }
            if spare.is_none() || filled.value.is_null() {
                kept = self.taken.clone();
                spare = Some(filled);
            }
        }
        self.taken = kept;
        spare.unwrap_or(Filled::new(Value::Null, false))
    }
}

/// How much a branch is likely to need; the least comes first when short of room.
fn weight(schema: &Value) -> u8 {
    match schema.get("type").and_then(Value::as_str) {
        Some("null") => 0,
        Some("string" | "number" | "integer" | "boolean") => 1,
        Some("array") => 2,
        Some(_) => 3,
        None if schema.get("$ref").is_some() => 4,
        None => 2,
    }
}

/// The options that the message names, in its order.
fn mentioned<'o>(facts: &Facts<'_>, options: &[&'o Value]) -> Vec<&'o Value> {
    let mut found: Vec<(usize, &'o Value)> = Vec::new();
    for option in options {
        let name = match option {
            Value::String(name) => name.clone(),
            Value::Number(number) => number.to_string(),
            Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => continue,
        };
        let stems: Vec<String> = words(&name).iter().map(|word| stem(word)).collect();
        if stems.is_empty()
            || stems.len() == 1 && stems[0].chars().all(char::is_alphabetic) && stems[0].chars().count() == 1
        {
            continue;
        }
        let place = facts.stems.windows(stems.len()).position(|window| window == stems);
        found.extend(place.map(|place| (place, *option)));
    }
    found.sort_by_key(|(place, _)| *place);
    found.into_iter().map(|(_, option)| option).collect()
}

const IMPLIED: [(&str, &str); 9] = [
    ("high urgent critical", "urgent asap immediately critical emergency important"),
    ("low", "whenever eventually minor"),
    (
        "positive happy good",
        "love great excellent good happy awesome amazing wonderful fantastic best perfect enjoy like",
    ),
    (
        "negative sad bad unhappy angry",
        "hate bad terrible awful worst broken slow poor disappoint angry horrible useless",
    ),
    ("bug technical", "crash error broken fail bug exception"),
    ("billing payment", "invoice charge refund payment bill subscription"),
    ("add plus addition", "sum plus add"),
    ("subtract minus subtraction", "minus subtract difference"),
    ("multiply times multiplication", "times multiply product"),
];

/// An option that the message implies without naming it.
fn inferred<'o>(facts: &Facts<'_>, name: &str, description: &str, options: &[&'o Value]) -> Option<&'o Value> {
    let texts: Vec<(String, &'o Value)> =
        options.iter().filter_map(|v| Some((v.as_str()?.to_lowercase(), *v))).collect();
    let pick =
        |wanted: &[&str]| texts.iter().find(|(text, _)| wanted.contains(&text.as_str())).map(|(_, value)| *value);
    let fahrenheit = ["fahrenheit", "f", "°f", "imperial", "us"];
    let celsius = ["celsius", "c", "°c", "metric", "si"];
    let unit = words(&format!("{name} {description}"))
        .iter()
        .any(|word| matches!(word.as_str(), "unit" | "units" | "scale" | "format" | "system"));
    if unit && let Some(place) = facts.places.first() {
        let wanted = if place.american { fahrenheit } else { celsius };
        if let Some(value) = pick(&wanted) {
            return Some(value);
        }
    }
    let stems = |list: &str| -> Vec<String> { list.split(' ').map(stem).collect() };
    for (values, signs) in IMPLIED {
        let signs = stems(signs);
        if facts.stems.iter().any(|word| signs.contains(word))
            && let Some(value) = pick(&values.split(' ').collect::<Vec<_>>())
        {
            return Some(value);
        }
    }
    let synonym = |text: &str| {
        let groups: Vec<usize> = words(text).iter().filter_map(|word| group(&stem(word))).collect();
        facts.stems.iter().filter_map(|word| group(word)).any(|g| groups.contains(&g))
    };
    texts.iter().find(|(text, _)| synonym(text)).map(|(_, value)| *value).or_else(|| pick(&["neutral"]))
}
