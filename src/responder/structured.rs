//! Structured answers: an instance of a JSON Schema, or a free JSON object.
//!
//! The filling itself is `schema`; this room only starts it with the facts of the message.

use serde_json::{Map, Value};

use super::facts::Facts;
use super::schema::{Mood, fill};
use super::talk;
use super::words::{capitalised, words};

const MOST_KEYS: usize = 12;

/// An instance that validates against the schema, with values from the message where a
/// property's name suits them.
pub fn instance(schema: &Value, message: &str) -> Value {
    fill(schema, &facts(message), Mood::Answer)
}

/// The facts of a message; a mere greeting or "thanks" is about nothing.
fn facts(message: &str) -> Facts<'_> {
    let mut facts = Facts::of(message);
    if talk::is_polite(message) {
        facts.subject.clear();
    }
    facts
}

/// An object for callers that asked for JSON without a schema.
pub fn object(message: &str) -> Value {
    let facts = facts(message);
    let mut object = Map::new();
    let keys = wanted_keys(facts.text);
    if !keys.is_empty() {
        let properties: Map<String, Value> = keys.iter().map(|key| (key.clone(), guessed(key))).collect();
        let schema = serde_json::json!({"type": "object", "properties": properties, "required": keys});
        return fill(&schema, &facts, Mood::Answer);
    }
    if let Some(working) = &facts.working {
        object.insert("question".into(), working.asked.clone().into());
        object.insert(
            "steps".into(),
            working.steps.iter().map(|step| Value::from(format!("{}: {}", step.explanation, step.output))).collect(),
        );
        object.insert("answer".into(), working.result.clone().into());
        return Value::Object(object);
    }
    let named = words(&facts.subject);
    if talk::is_polite(message) {
        return serde_json::json!({"topic": "General", "answer": "How can I help you?"});
    }
    let bare = named.is_empty() || named.len() <= 4 && named.iter().any(|word| word == "json");
    let subject = if bare { "an example".to_owned() } else { facts.subject.clone() };
    object.insert("topic".into(), capitalised(&subject).into());
    object.insert("answer".into(), format!("You asked about {subject}; no model is behind this reply.").into());
    for (key, list) in [
        ("people", facts.names.iter().map(|name| name.text.to_owned()).collect::<Vec<_>>()),
        ("places", facts.places.iter().map(|place| place.name.clone()).collect()),
        ("dates", facts.dates.clone()),
    ] {
        if !list.is_empty() {
            object.insert(key.into(), list.into());
        }
    }
    Value::Object(object)
}

/// The keys a message asks for: "with keys name, age and city", "fields: a, b".
fn wanted_keys(text: &str) -> Vec<String> {
    let lower = text.to_ascii_lowercase();
    let marks = [
        "with keys",
        "with the keys",
        "with fields",
        "with the fields",
        "with key",
        "keys:",
        "fields:",
        "with properties",
    ];
    let Some(start) = marks.iter().find_map(|mark| Some(lower.find(mark)? + mark.len())) else {
        return Vec::new();
    };
    let rest = text[start..].split(['.', '\n', '?', '!']).next().unwrap_or("");
    let mut keys: Vec<String> = Vec::new();
    for word in rest.replace(',', " , ").split_whitespace() {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric() && c != '_');
        if matches!(bare, "and" | "or" | "" | "a" | "an" | "the") {
            continue;
        }
        if words(bare).is_empty()
            || matches!(bare, "for" | "about" | "of" | "from" | "in" | "that")
            || keys.len() == MOST_KEYS
        {
            break;
        }
        if !keys.iter().any(|key| key == bare) {
            keys.push(bare.to_owned());
        }
    }
    keys
}

/// A schema for a key of which only the name is known.
fn guessed(key: &str) -> Value {
    let list = words(key);
    let is = |names: &[&str]| list.iter().any(|word| names.contains(&word.as_str()));
    if is(&["age", "count", "amount", "price", "quantity", "total", "score", "year"]) {
        serde_json::json!({"type": "number"})
    } else if is(&["items", "tags", "names", "list", "people", "steps"]) {
        serde_json::json!({"type": "array", "items": {"type": "string"}})
    } else {
        serde_json::json!({"type": "string"})
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn mathematics_is_told_step_by_step() {
        let schema = json!({
            "type": "object",
            "properties": {
                "steps": {"type": "array", "items": {"type": "object", "properties": {"explanation": {"type": "string"}, "output": {"type": "string"}}, "required": ["explanation", "output"], "additionalProperties": false}},
                "final_answer": {"type": "string"}
            },
            "required": ["steps", "final_answer"],
            "additionalProperties": false
        });
        assert_eq!(
            instance(&schema, "how can I solve 8x + 7 = -23"),
            json!({
                "steps": [
                    {"explanation": "Subtract 7 from both sides", "output": "8x = -30"},
                    {"explanation": "Divide both sides by 8", "output": "x = -15/4"}
                ],
                "final_answer": "x = -15/4"
            })
        );
    }

    #[test]
    fn an_event_is_drawn_from_a_sentence() {
        let schema = json!({
            "type": "object",
            "properties": {"name": {"type": "string"}, "date": {"type": "string"}, "participants": {"type": "array", "items": {"type": "string"}}},
            "required": ["name", "date", "participants"],
            "additionalProperties": false
        });
        assert_eq!(
            instance(&schema, "Alice and Bob are going to a science fair on Friday."),
            json!({"name": "Science Fair", "date": "Friday", "participants": ["Alice", "Bob"]})
        );
    }

    #[test]
    fn judgements_and_people_are_drawn_too() {
        let schema = json!({"type": "object", "properties": {"sentiment": {"enum": ["negative", "neutral", "positive"]}, "confidence": {"type": "number", "minimum": 0, "maximum": 1}}, "required": ["sentiment", "confidence"]});
        assert_eq!(instance(&schema, "I love this phone"), json!({"sentiment": "positive", "confidence": 1}));
        let person = json!({"$defs": {"person": {"type": "object", "properties": {"name": {"type": "string"}, "age": {"type": "integer"}, "email": {"type": ["string", "null"]}}, "required": ["name", "age", "email"]}}, "$ref": "#/$defs/person"});
        assert_eq!(
            instance(&person, "John Smith is 42 years old"),
            json!({"name": "John Smith", "age": 42, "email": null})
        );
    }

    #[test]
    fn politeness_is_no_subject() {
        let schema = json!({"type": "object", "properties": {"summary": {"type": "string"}, "answer": {"type": "string"}}, "required": ["summary", "answer"]});
        let text = instance(&schema, "thanks").to_string();
        assert!(!text.contains("thanks"), "{text}");
    }

    #[test]
    fn a_free_object_suits_the_message() {
        assert_eq!(
            object("Give me JSON with keys name, age about Alice who is 30: Alice is 30"),
            json!({"name": "Alice", "age": 30})
        );
        assert_eq!(object("Solve 2x = 4 as JSON")["answer"], json!("x = 2"));
        assert!(object("Write some JSON for me!").is_object());
        assert!(object("").is_object());
    }
}
