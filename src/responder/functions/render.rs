//! Writes JSON values as prose and lists.

use serde_json::{Map, Value};

use super::super::words::{capitalised, is_stop, spoken};

const DEEPEST: usize = 4;

/// The members of a flat object, in prose.
pub fn pairs(map: &Map<String, Value>) -> String {
    let list: Vec<String> = map.iter().map(|(name, value)| format!("{}: {}", spoken(name), leaf(value))).collect();
    list.join(", ")
}

/// A single value.
pub fn leaf(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => "none".into(),
        Value::Bool(true) => "yes".into(),
        Value::Bool(false) => "no".into(),
        Value::Number(_) | Value::Array(_) | Value::Object(_) => value.to_string(),
    }
}

/// A value as a nested list.
pub fn bullets(value: &Value, depth: usize, text: &mut String) {
    let indent = "  ".repeat(depth);
    let nested = |value: &Value| (value.is_object() || value.is_array()) && depth < DEEPEST;
    let mut line = |label: &str, value: &Value| {
        let mark = format!("\n{indent}- {label}");
        if nested(value) {
            *text += mark.trim_end();
            bullets(value, depth + 1, text);
        } else {
            *text += &format!("{mark}{}", leaf(value));
        }
    };
    match value {
        Value::Object(map) => map.iter().for_each(|(name, value)| line(&format!("**{}**: ", label(name)), value)),
        Value::Array(items) => items.iter().enumerate().for_each(|(i, item)| {
            let own =
                item.as_object().and_then(|map| map.get("name").or_else(|| map.get("title"))).and_then(Value::as_str);
            let label = if nested(item) {
                format!("{}:", own.map_or_else(|| (i + 1).to_string(), str::to_owned))
            } else {
                String::new()
            };
            line(&label, item);
        }),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn label(name: &str) -> String {
    let said = spoken(name);
    if is_stop(&said) { name.to_owned() } else { capitalised(&said) }
}
