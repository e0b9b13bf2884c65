//! Which arguments a function cannot do without, and whether the message offers them.

use serde_json::Value;

use super::super::facts::Facts;
use super::super::words::words;
pub use super::lexicon::symbols;
use super::meaning::{self, Meaning};
use super::{Filler, Mood, Spot, text};

const MOST_NEEDS: usize = 40;

/// What kind of argument is needed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    /// A share symbol.
    Symbol,
    /// A currency or unit of a pair, or a calculation: what is found is hardly a coincidence.
    Telling,
    /// An identifier, which nobody can make up.
    Identifier,
    /// A number.
    Number,
    /// Where to look is free text.
    Query,
    /// A file.
    Path,
    /// Anything else.
    Other,
}

/// A required argument.
#[derive(Clone, Debug)]
pub struct Need {
    /// The property's name.
    pub name: String,
    /// What it is.
    pub kind: Kind,
    /// Whether the message offers it.
    pub found: bool,
}

/// The required arguments of a function with these parameters.
pub fn needs(schema: &Value, facts: &Facts<'_>) -> Vec<Need> {
    let Some(properties) = schema.get("properties").and_then(Value::as_object) else {
        return Vec::new();
    };
    let required: Vec<&str> =
        schema.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect();
    let beside = properties.keys().map(String::as_str).collect::<Vec<_>>().join(" ");
    let mut filler = Filler::new(schema, facts, Mood::Arguments, false);
    let needed = properties.iter().filter(|(name, _)| required.contains(&name.as_str())).take(MOST_NEEDS);
    needed
        .map(|(name, own)| {
            let spot = Spot { name, beside: &beside, depth: 1, ..Spot::default() };
            let found = filler.node(own, &spot).found;
            Need { name: name.clone(), kind: kind(name, own, &beside), found }
        })
        .collect()
}

fn kind(name: &str, schema: &Value, beside: &str) -> Kind {
    let description = schema.as_object().map_or("", |map| text(map, "description"));
    if matches!(schema.get("type").and_then(Value::as_str), Some("number" | "integer")) {
        let identifies = words(name).iter().any(|word| matches!(word.as_str(), "id" | "number" | "no"));
        return if identifies { Kind::Identifier } else { Kind::Number };
    }
    let paired =
        words(name).iter().any(|w| matches!(w.as_str(), "from" | "to" | "base" | "target" | "source" | "destination"));
    match meaning::of(name, description, beside) {
        Meaning::Ticker => Kind::Symbol,
        Meaning::Expression => Kind::Telling,
        Meaning::Currency(_) | Meaning::Unit if paired => Kind::Telling,
        Meaning::Code => Kind::Identifier,
        Meaning::Query => Kind::Query,
        Meaning::Path => Kind::Path,
        _ => Kind::Other,
    }
}
