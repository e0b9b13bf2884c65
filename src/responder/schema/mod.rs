//! Fills a JSON Schema with what a message says.
//!
//! One mechanism serves function arguments and structured answers:
//!
//! ```text
//! merge (refs, allOf) ─> branch (anyOf, oneOf, types) ─> object, array, string, number
//!                                                        └─ meaning of the property ─ Facts
//! check: every value is validated before it is taken
//! ```
//!
//! The supported subset is that of structured outputs and a little more: no `not`, no
//! `if`, no `patternProperties`. Depth and size are capped; where a schema demands endless
//! nesting, the result ends early.

pub mod check;
mod choice;
mod containers;
mod evidence;
mod fallback;
mod lexicon;
mod location;
mod meaning;
mod merge;
pub mod needs;
mod numeric;
pub mod pattern;
mod said;
mod strings;
#[cfg(test)]
mod tests;
mod units;

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::facts::Facts;
use super::maths::Step;

/// How eagerly gaps are filled.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Mood {
    /// Arguments of a call: optional properties only where the message speaks of them.
    Arguments,
    /// An answer: whatever makes it look complete.
    Answer,
}

const DEEPEST: usize = 24;
const LEAN_BELOW: usize = 10;
const MOST_NODES: usize = 3_000;

/// An instance of `schema`.
pub fn fill(schema: &Value, facts: &Facts<'_>, mood: Mood) -> Value {
    let attempt = |plain: bool| {
        let mut filler = Filler::new(schema, facts, mood, plain);
        filler.node(schema, &Spot::default()).value
    };
    let informed = attempt(false);
    if check::valid(schema, &informed) {
        return informed;
    }
    let plain = attempt(true);
    if check::valid(schema, &plain) { plain } else { informed }
}

/// A value and whether the message gave cause for it.
struct Filled {
    value: Value,
    found: bool,
}

impl Filled {
    fn new(value: impl Into<Value>, found: bool) -> Self {
        Self { value: value.into(), found }
    }
}

/// Where in the instance a value goes.
#[derive(Clone, Copy, Default)]
struct Spot<'s> {
    /// The property's name, or that of the array around it.
    name: &'s str,
    /// The names of all properties beside it.
    beside: &'s str,
    /// Which item of an array it is.
    index: usize,
    /// Whether it is an item of an array.
    item: bool,
    /// Whether it may be left out.
    optional: bool,
    depth: usize,
}

struct Filler<'a> {
    root: &'a Value,
    facts: &'a Facts<'a>,
    mood: Mood,
    /// Ignore the facts: the last resort for schemas that they do not fit.
    plain: bool,
    left: usize,
    /// How many facts of each kind are used up.
    taken: BTreeMap<&'static str, usize>,
    /// The step of a calculation that is being told.
    step: Option<&'a Step>,
    /// The references being followed.
    refs: Vec<String>,
}

impl<'a> Filler<'a> {
    fn new(root: &'a Value, facts: &'a Facts<'a>, mood: Mood, plain: bool) -> Self {
        let refs = vec!["#".to_owned()];
        Self { root, facts, mood, plain, left: MOST_NODES, taken: BTreeMap::new(), step: None, refs }
    }

    /// Whether to keep things as small as the schema allows.
    fn lean(&self, spot: &Spot<'_>) -> bool {
        let again = self.refs.iter().enumerate().any(|(i, name)| self.refs[..i].contains(name));
        again || spot.depth > LEAN_BELOW || self.left < MOST_NODES / 4
    }

    fn node(&mut self, schema: &Value, spot: &Spot<'_>) -> Filled {
        if spot.depth > DEEPEST || self.left == 0 {
            return Filled::new(Value::Null, false);
        }
        self.left -= 1;
        let before = self.refs.len();
        let resolved = merge::resolve(self.root, schema, &mut self.refs);
        let filled = match &*resolved {
            Value::Object(map) => self.keyword(map, &resolved, spot),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
                self.string(&Map::new(), spot)
            }
        };
        self.refs.truncate(before);
        filled
    }

    fn keyword(&mut self, map: &Map<String, Value>, schema: &Value, spot: &Spot<'_>) -> Filled {
        if let Some(value) = map.get("const") {
            return Filled::new(value.clone(), false);
        }
        if let Some(Value::Array(options)) = map.get("enum") {
            return self.option(options, map, schema, spot);
        }
        for key in ["anyOf", "oneOf"] {
            if let Some(Value::Array(branches)) = map.get(key)
                && !branches.is_empty()
            {
                return self.branch(key, branches, map, schema, spot);
            }
        }
        match map.get("type") {
            Some(Value::Array(types)) => self.one_of_types(types, map, schema, spot),
            Some(Value::String(name)) => self.typed(name, map, schema, spot),
            _ => self.typed(inferred_type(map), map, schema, spot),
        }
    }

    fn typed(&mut self, name: &str, map: &Map<String, Value>, schema: &Value, spot: &Spot<'_>) -> Filled {
        let filled = match name {
            "object" => return self.object(map, spot),
            "array" => return self.array(map, spot),
            "number" | "integer" => self.number(map, name == "integer", spot),
            "boolean" => self.boolean(spot),
            "null" => Filled::new(Value::Null, false),
            _ => self.string(map, spot),
        };
        if filled.found {
            return filled;
        }
        // What the schema itself proposes is better than an invention.
        let examples = map.get("examples").and_then(Value::as_array).and_then(|list| list.first());
        let proposed = [map.get("default"), examples].into_iter().flatten();
        let proposed = proposed.filter(|_| spot.index == 0).find(|value| check::fits(self.root, schema, value));
        proposed.map_or(filled, |value| Filled::new(value.clone(), false))
    }
}

fn inferred_type(map: &Map<String, Value>) -> &'static str {
    let has = |keys: &[&str]| keys.iter().any(|key| map.contains_key(*key));
    if has(&["properties", "required", "additionalProperties"]) {
        "object"
    } else if has(&["items", "prefixItems", "minItems", "maxItems"]) {
        "array"
    } else if has(&["minimum", "maximum", "multipleOf", "exclusiveMinimum", "exclusiveMaximum"]) {
        "number"
    } else {
        "string"
    }
}

/// A whole number under a key.
fn count(map: &Map<String, Value>, key: &str) -> Option<usize> {
    let value = map.get(key)?;
    let whole = value.as_u64().or_else(|| value.as_f64().filter(|x| *x >= 0.0).map(|x| x as u64));
    whole.and_then(|n| usize::try_from(n).ok())
}

/// The text under a key.
fn text<'m>(map: &'m Map<String, Value>, key: &str) -> &'m str {
    map.get(key).and_then(Value::as_str).unwrap_or("")
}

type Schema<'m> = Cow<'m, Value>;
