//! What `strict: true` demands of a JSON Schema, in functions and in `response_format`.
//!
//! Structured outputs accept a subset of JSON Schema: every object closed, every property required. The
//! service refused anything else when the assistant or run was made.

use serde_json::{Map, Value};

/// Deeper schemas are refused; the service's documented limit for nesting is 10 levels of objects.
const DEPTH: usize = 64;

/// Why `schema` cannot be enforced strictly, in the service's words; `None` if it can.
pub fn strict_problem(schema: &Map<String, Value>) -> Option<String> {
    if schema.get("type") != Some(&Value::from("object")) {
        let kind = schema.get("type").map_or_else(|| "None".to_owned(), plain);
        return Some(format!("schema must be a JSON Schema of 'type: \"object\"', got 'type: \"{kind}\"'."));
    }
    problem(schema, &mut Vec::new())
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn problem(schema: &Map<String, Value>, path: &mut Vec<String>) -> Option<String> {
    if path.len() > DEPTH {
        return Some(format!("In context={}, the schema is nested too deeply.", context(path)));
    }
    object_problem(schema, path).or_else(|| inner_problem(schema, path))
}

fn object_problem(schema: &Map<String, Value>, path: &[String]) -> Option<String> {
    let properties = schema.get("properties").and_then(Value::as_object);
    if schema.get("type") != Some(&Value::from("object")) && properties.is_none() {
        return None;
    }
    if schema.get("additionalProperties") != Some(&Value::Bool(false)) {
        let context = context(path);
        return Some(format!(
            "In context={context}, 'additionalProperties' is required to be supplied and to be false."
        ));
    }
    let required: Vec<&str> =
        schema.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect();
    let missing = properties?.keys().find(|name| !required.contains(&name.as_str()))?;
    Some(format!(
        "In context={}, 'required' is required to be supplied and to be an array including every key in properties. \
         Missing '{missing}'.",
        context(path)
    ))
}

fn inner_problem(schema: &Map<String, Value>, path: &mut Vec<String>) -> Option<String> {
    for (keyword, value) in schema {
        let found = match keyword.as_str() {
            "properties" | "$defs" | "definitions" => {
                value.as_object().into_iter().flatten().find_map(|(name, inner)| deeper(path, &[keyword, name], inner))
            }
            "anyOf" => value
                .as_array()
                .into_iter()
                .flatten()
                .enumerate()
                .find_map(|(i, inner)| deeper(path, &[keyword, &i.to_string()], inner)),
            "items" => deeper(path, &[keyword], value),
            _ => None,
        };
        if found.is_some() {
            return found;
        }
    }
    None
}

fn deeper(path: &mut Vec<String>, by: &[&str], schema: &Value) -> Option<String> {
    let before = path.len();
    path.extend(by.iter().map(|part| (*part).to_owned()));
    let found = schema.as_object().and_then(|schema| problem(schema, path));
    path.truncate(before);
    found
}

/// A path as the service printed it: a Python tuple.
fn context(path: &[String]) -> String {
    match path {
        [] => "()".to_owned(),
        [one] => format!("('{one}',)"),
        parts => format!("('{}')", parts.join("', '")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn check(schema: Value) -> Option<String> {
        strict_problem(schema.as_object().expect("an object"))
    }

    #[test]
    fn a_closed_schema_passes() {
        let inner = json!({"type": "object", "properties": {}, "required": [], "additionalProperties": false});
        let schema = json!({"type": "object", "properties": {"a": {"type": "array", "items": inner}},
            "required": ["a"], "additionalProperties": false});
        assert_eq!(check(schema), None);
    }

    #[test]
    fn an_open_or_optional_one_does_not() {
        assert_eq!(
            check(json!({"type": "object", "properties": {}})).as_deref(),
            Some("In context=(), 'additionalProperties' is required to be supplied and to be false.")
        );
        let schema = json!({"type": "object", "properties": {"a": {"type": "string"}, "b": {"type": "string"}},
            "required": ["a"], "additionalProperties": false});
        assert!(check(schema).expect("b is optional").ends_with("Missing 'b'."));
        let schema = json!({"type": "object", "properties": {"a": {"type": "object"}}, "required": ["a"],
            "additionalProperties": false});
        assert!(check(schema).expect("a is open").starts_with("In context=('properties', 'a')"));
    }

    #[test]
    fn nesting_has_an_end() {
        let mut schema = json!({"type": "string"});
        for _ in 0..200 {
            schema = json!({"type": "array", "items": schema});
        }
        let schema = json!({"type": "object", "properties": {"a": schema}, "required": ["a"],
            "additionalProperties": false});
        assert!(check(schema).expect("too deep").contains("nested too deeply"));
    }
}
