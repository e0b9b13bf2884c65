//! Follows references and folds `allOf`, so that a schema can be read in one place.

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::Schema;

const LONGEST_CHAIN: usize = 16;
const LARGEST: usize = 200;

/// The schema without references and `allOf` at its top; the names followed are pushed.
pub fn resolve<'m>(root: &'m Value, schema: &'m Value, refs: &mut Vec<String>) -> Schema<'m> {
    let mut current = Cow::Borrowed(schema);
    for _ in 0..LONGEST_CHAIN {
        let Value::Object(map) = &*current else { break };
        if let Some(Value::String(name)) = map.get("$ref") {
            let target = lookup(root, name).unwrap_or(&Value::Bool(true));
            refs.push(name.clone());
            let mut rest = map.clone();
            rest.remove("$ref");
            current =
                if rest.is_empty() { Cow::Borrowed(target) } else { Cow::Owned(both(target, &Value::Object(rest))) };
        } else if let Some(Value::Array(parts)) = map.get("allOf") {
            let mut rest = map.clone();
            let parts = parts.clone();
            rest.remove("allOf");
            let whole = parts.iter().take(LARGEST).fold(Value::Object(rest), |whole, part| both(&whole, part));
            current = Cow::Owned(whole);
        } else {
            break;
        }
    }
    current
}

/// What a local reference points at.
pub fn lookup<'m>(root: &'m Value, name: &str) -> Option<&'m Value> {
    root.pointer(name.strip_prefix('#')?)
}

/// A schema that demands what both demand.
pub fn both(left: &Value, right: &Value) -> Value {
    match (left, right) {
        (Value::Object(a), Value::Object(b)) => Value::Object(folded(a, b)),
        (Value::Object(_), _) => left.clone(),
        _ => right.clone(),
    }
}

fn folded(a: &Map<String, Value>, b: &Map<String, Value>) -> Map<String, Value> {
    let mut whole = a.clone();
    for (key, theirs) in b {
        let merged = match whole.get(key) {
            Some(ours) if ours != theirs => joined(key, ours, theirs),
            _ => theirs.clone(),
        };
        whole.insert(key.clone(), merged);
    }
    whole
}

/// Two different values under one keyword.
fn joined(key: &str, ours: &Value, theirs: &Value) -> Value {
    let larger = |wanted: bool| match (ours.as_f64(), theirs.as_f64()) {
        (Some(a), Some(b)) if (a > b) == wanted => ours.clone(),
        _ => theirs.clone(),
    };
    match (key, ours, theirs) {
        ("properties" | "$defs" | "definitions", Value::Object(a), Value::Object(b)) => {
            let mut all = a.clone();
            for (name, theirs) in b {
                let merged = match all.get(name) {
                    Some(ours) if ours != theirs => serde_json::json!({"allOf": [ours, theirs]}),
                    _ => theirs.clone(),
                };
                all.insert(name.clone(), merged);
            }
            Value::Object(all)
        }
        ("required", Value::Array(a), Value::Array(b)) => {
            let more = b.iter().filter(|name| !a.contains(name));
            a.iter().chain(more).cloned().collect()
        }
        ("enum", Value::Array(a), Value::Array(b)) => a.iter().filter(|v| b.contains(v)).cloned().collect(),
        ("minimum" | "exclusiveMinimum" | "minLength" | "minItems" | "minProperties", ..) => larger(true),
        ("maximum" | "exclusiveMaximum" | "maxLength" | "maxItems" | "maxProperties", ..) => larger(false),
        ("type", Value::Array(a), Value::String(b)) | ("type", Value::String(b), Value::Array(a))
            if a.iter().any(|t| t == b) =>
        {
            Value::String(b.clone())
        }
        ("type", Value::String(a), Value::String(b)) if a == "integer" || b == "integer" => {
            Value::String("integer".into())
        }
        ("type", Value::Array(a), Value::Array(b)) => a.iter().filter(|v| b.contains(v)).cloned().collect(),
        ("items", ..) => serde_json::json!({"allOf": [ours, theirs]}),
        ("anyOf" | "oneOf", ..) | ("additionalProperties", Value::Bool(false), _) => ours.clone(),
        _ => theirs.clone(),
    }
}
