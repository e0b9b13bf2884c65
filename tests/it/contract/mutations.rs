//! Breaks a valid body in one place at a time, as its schema suggests, and says how that must be refused.

use super::description::Description;
use serde_json::{Map, Value, json};

/// A field that no schema has.
const SURPRISE: &str = "surprise";
/// Longer lists are not made, since nobody sends them.
const LONGEST: u64 = 1_000;

/// A body that is wrong in one place.
#[derive(Debug)]
pub struct Broken {
    /// The body.
    pub body: Value,
    /// The place, as refusals name it.
    pub param: String,
    /// The code of the refusal.
    pub code: &'static str,
}

/// All bodies that differ from `body`, which is as `schema` says, in one place and are not any more.
pub fn broken(description: &Description, schema: &Value, body: &Value) -> Vec<Broken> {
    let mut breaker = Breaker { description, body, made: Vec::new() };
    breaker.visit(schema, &Place::default(), body);
    breaker.made
}

/// A place in a body: for JSON pointers, and for people.
#[derive(Clone, Debug, Default)]
struct Place {
    pointer: String,
    param: String,
}

impl Place {
    fn field(&self, name: &str) -> Self {
        let dot = if self.param.is_empty() { "" } else { "." };
        Self { pointer: format!("{}/{name}", self.pointer), param: format!("{}{dot}{name}", self.param) }
    }

    fn item(&self, index: usize) -> Self {
        Self { pointer: format!("{}/{index}", self.pointer), param: format!("{}[{index}]", self.param) }
    }
}

struct Breaker<'a> {
    description: &'a Description,
    body: &'a Value,
    made: Vec<Broken>,
}

impl<'a> Breaker<'a> {
    fn put(&mut self, place: &Place, code: &'static str, value: Value) {
        self.put_at(place, place.param.clone(), code, value);
    }

    fn put_at(&mut self, place: &Place, param: String, code: &'static str, value: Value) {
        let mut body = self.body.clone();
        *body.pointer_mut(&place.pointer).expect("a place in the body") = value;
        self.made.push(Broken { body, param, code });
    }

    fn visit(&mut self, schema: &'a Value, place: &Place, value: &Value) {
        let schema = self.description.resolve(schema);
        let choices = schema["anyOf"].as_array().or_else(|| schema["oneOf"].as_array());
        if let Some(choices) = choices {
            let fits = |choice: &&Value| self.is_like(choice, value);
            let choice = choices.iter().find(fits).unwrap_or_else(|| panic!("{} fits nothing: {value}", place.param));
            return self.visit(choice, place, value);
        }
        match value {
            Value::Object(map) => self.object(schema, place, map),
            Value::Array(items) => self.array(schema, place, items),
            Value::String(_) => self.string(schema, place),
            Value::Number(_) => self.number(schema, place),
            Value::Bool(_) => self.put(place, "invalid_type", wrong(schema, json!("yes"))),
            Value::Null => panic!("{}: examples have no nulls", place.param),
        }
    }

    /// Whether a choice is meant for such a value: by JSON's own types, and by the words that `type` may be.
    fn is_like(&self, choice: &Value, value: &Value) -> bool {
        let choice = self.description.resolve(choice);
        if let Some(inner) = choice["oneOf"].as_array() {
            return inner.iter().any(|choice| self.is_like(choice, value));
        }
        let name = match value {
            Value::Object(_) => "object",
            Value::Array(_) => "array",
            Value::String(_) => "string",
            Value::Number(_) => return matches!(choice["type"].as_str(), Some("integer" | "number")),
            Value::Bool(_) => "boolean",
            Value::Null => "null",
        };
        let words = choice["properties"]["type"]["enum"].as_array();
        choice["type"] == name && words.is_none_or(|words| words.contains(&value["type"]))
    }

    fn object(&mut self, schema: &'a Value, place: &Place, map: &Map<String, Value>) {
        self.put(place, "invalid_type", json!(7));
        for name in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            let mut without = map.clone();
            without.shift_remove(name);
            self.put_at(place, place.field(name).param, "missing_required_parameter", Value::Object(without));
        }
        if schema["additionalProperties"] == false {
            let mut with = map.clone();
            with.insert(SURPRISE.to_owned(), json!(1));
            self.put_at(place, place.field(SURPRISE).param, "unknown_parameter", Value::Object(with));
        }
        if let Some(most) = schema["maxProperties"].as_u64() {
            let many = (0..=most).map(|n| (format!("k{n}"), json!("v"))).collect();
            self.put(place, "object_above_max_properties", Value::Object(many));
        }
        if let Some(longest) = schema["propertyNames"]["maxLength"].as_u64() {
            self.put(place, "property_name_above_max_length", json!({ long(longest + 1): "v" }));
        }
        for (name, value) in map {
            let known = schema["properties"].get(name);
            let inner = known.or_else(|| schema.get("additionalProperties").filter(|open| open.is_object()));
            if let Some(inner) = inner {
                self.visit(inner, &place.field(name), value);
            }
        }
    }

    fn array(&mut self, schema: &'a Value, place: &Place, items: &[Value]) {
        self.put(place, "invalid_type", wrong(schema, json!(7)));
        if let Some(most) = schema["maxItems"].as_u64().filter(|most| *most <= LONGEST) {
            let item = items.first().cloned().unwrap_or(json!("x"));
            let many = (0..=most).map(|_| item.clone()).collect();
            self.put(place, "array_above_max_length", Value::Array(many));
        }
        if schema["minItems"].as_u64().is_some_and(|least| least > 0) {
            self.put(place, "empty_array", json!([]));
        }
        for (index, item) in items.iter().enumerate() {
            self.visit(&schema["items"], &place.item(index), item);
        }
    }

    fn string(&mut self, schema: &'a Value, place: &Place) {
        self.put(place, "invalid_type", wrong(schema, json!(7)));
        if schema["enum"].is_array() {
            self.put(place, "invalid_value", json!("another word"));
        }
        if let Some(longest) = schema["maxLength"].as_u64() {
            self.put(place, "string_above_max_length", Value::from(long(longest + 1)));
        }
        if schema["minLength"].as_u64().is_some_and(|least| least > 0) {
            self.put(place, "empty_string", json!(""));
        }
        if schema["pattern"].is_string() {
            self.put(place, "invalid_value", json!("no such form!"));
        }
    }

    fn number(&mut self, schema: &'a Value, place: &Place) {
        self.put(place, "invalid_type", wrong(schema, json!("x")));
        let whole = schema["type"] == "integer" || schema["type"][0] == "integer";
        if whole {
            self.put(place, "invalid_type", json!(1.5));
        }
        if let Some(least) = schema["minimum"].as_i64() {
            let code = if whole { "integer_below_min_value" } else { "decimal_below_min_value" };
            self.put(place, code, json!(least - 1));
        }
        if let Some(most) = schema["maximum"].as_i64() {
            let code = if whole { "integer_above_max_value" } else { "decimal_above_max_value" };
            self.put(place, code, json!(most + 1));
        }
    }
}

/// `usual`, or an object where the schema takes every simple value.
fn wrong(schema: &Value, usual: Value) -> Value {
    let simple = schema["type"].as_array().is_some_and(|types| types.contains(&json!("boolean")) && types.len() > 2);
    if simple { json!({}) } else { usual }
}

fn long(length: u64) -> String {
    "é".repeat(usize::try_from(length).expect("a length"))
}
