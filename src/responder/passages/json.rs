//! What was found, in a reply that has to be JSON.

use serde_json::{Map, Value};

/// Names of fields that hold the answer, and of those that hold where it is from.
const ANSWERS: [&str; 13] = [
    "answer",
    "response",
    "reply",
    "result",
    "text",
    "content",
    "summary",
    "explanation",
    "fact",
    "output",
    "message",
    "quote",
    "description",
];
const SOURCES: [&str; 5] = ["source", "file", "citation", "document", "reference"];

/// Puts the words of an answer, and the name of its file, into the strings of `instance` that ask for them. Of a single
/// string, it need not be called so. `schema` says what strings may hold, if there is one.
pub fn tell(instance: &mut Value, schema: Option<&Map<String, Value>>, answer: &str, file: Option<&str>) {
    let Some(fields) = instance.as_object_mut() else { return };
    let free: Vec<String> = fields
        .iter()
        .filter(|(name, value)| value.is_string() && may_hold(schema, name, answer))
        .map(|(name, _)| name.clone())
        .collect();
    let is = |name: &str, list: &[&str]| list.iter().any(|word| name.to_lowercase().contains(word));
    let mut told: Vec<&String> = free.iter().filter(|name| is(name, &ANSWERS)).collect();
    if told.is_empty() && free.len() == 1 {
        told = free.iter().collect();
    }
    for name in &free {
        let text = match file {
            Some(file) if is(name, &SOURCES) && !told.contains(&name) => file,
            Some(_) | None if told.contains(&name) => answer,
            Some(_) | None => continue,
        };
        fields.insert(name.clone(), text.into());
    }
}

/// Whether a field may hold any text.
fn may_hold(schema: Option<&Map<String, Value>>, name: &str, text: &str) -> bool {
    let Some(schema) = schema else { return true };
    let Some(field) = schema.get("properties").and_then(|fields| fields.get(name)) else { return false };
    let bound = ["enum", "const", "pattern", "format", "$ref", "anyOf", "oneOf", "allOf"];
    let longest = field.get("maxLength").and_then(Value::as_u64).unwrap_or(u64::MAX);
    let shortest = field.get("minLength").and_then(Value::as_u64).unwrap_or(0);
    let length = text.chars().count() as u64;
    !bound.iter().any(|key| field.get(key).is_some()) && (shortest..=longest).contains(&length)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn strings_that_ask_for_it_get_the_answer() {
        let schema = json!({"properties": {"answer": {"type": "string"}, "team": {"type": "string"},
            "source": {"type": "string"}, "kind": {"enum": ["text"]}, "text": {"type": "string", "maxLength": 3}}});
        let mut instance = json!({"answer": "?", "team": "red", "source": "?", "kind": "text", "text": "?"});
        tell(&mut instance, schema.as_object(), "Soup.", Some("a.txt"));
        let expected = json!({"answer": "Soup.", "team": "red", "source": "a.txt", "kind": "text", "text": "?"});
        assert_eq!(instance, expected);
        let mut single = json!({"food": "?", "count": 1});
        tell(&mut single, None, "Soup.", None);
        assert_eq!(single, json!({"food": "Soup.", "count": 1}));
    }
}
