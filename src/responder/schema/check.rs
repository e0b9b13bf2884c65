//! A small validator for the supported subset of JSON Schema.
//!
//! Values drawn from a message are taken only if they pass here, and so is every finished
//! instance. Keywords outside the subset are not judged.

use serde_json::{Map, Value};

use super::super::facts::dates::{is_iso, time};
use super::merge::lookup;
use super::{count, pattern};

const DEEPEST: usize = 64;

/// Whether the value satisfies a schema that is its own root.
pub fn valid(schema: &Value, value: &Value) -> bool {
    fits(schema, schema, value)
}

/// Whether the value satisfies a schema whose references point into `root`.
pub fn fits(root: &Value, schema: &Value, value: &Value) -> bool {
    Checker { root }.node(schema, value, 0)
}

struct Checker<'a> {
    root: &'a Value,
}

impl Checker<'_> {
    fn node(&self, schema: &Value, value: &Value, depth: usize) -> bool {
        let map = match schema {
            Value::Bool(allowed) => return *allowed,
            Value::Object(map) => map,
            _ => return true,
        };
        if depth > DEEPEST {
            return false;
        }
        let inner = |schema: &Value| self.node(schema, value, depth + 1);
        let list = |key: &str| map.get(key).and_then(Value::as_array);
        let holds = |key: &str| list(key).map(|all| all.iter().filter(|schema| inner(schema)).count());
        let referred = map.get("$ref").and_then(Value::as_str).and_then(|name| lookup(self.root, name));
        referred.is_none_or(inner)
            && map.get("const").is_none_or(|wanted| same(wanted, value))
            && list("enum").is_none_or(|options| options.iter().any(|option| same(option, value)))
            && holds("allOf").is_none_or(|n| Some(n) == list("allOf").map(Vec::len))
            && holds("anyOf").is_none_or(|n| n > 0)
            && holds("oneOf").is_none_or(|n| n == 1)
            && map.get("not").is_none_or(|schema| !inner(schema))
            && map.get("type").is_none_or(|types| of_type(types, value))
            && self.by_kind(map, value, depth)
    }

    fn by_kind(&self, map: &Map<String, Value>, value: &Value, depth: usize) -> bool {
        match value {
            Value::Null | Value::Bool(_) => true,
            Value::Number(number) => number.as_f64().is_none_or(|x| number_fits(map, x)),
            Value::String(text) => string_fits(map, text),
            Value::Array(items) => self.array(map, items, depth),
            Value::Object(object) => self.object(map, object, depth),
        }
    }

    fn array(&self, map: &Map<String, Value>, items: &[Value], depth: usize) -> bool {
        let first = map.get("prefixItems").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        let pairs = items.iter().enumerate().all(|(i, item)| {
            let schema = first.get(i).or_else(|| map.get("items"));
            schema.is_none_or(|schema| self.node(schema, item, depth + 1))
        });
        let unique = map.get("uniqueItems") != Some(&Value::Bool(true))
            || items.iter().enumerate().all(|(i, item)| !items[..i].contains(item));
        pairs && unique && within(map, "minItems", "maxItems", items.len())
    }

    fn object(&self, map: &Map<String, Value>, object: &Map<String, Value>, depth: usize) -> bool {
        let properties = map.get("properties").and_then(Value::as_object);
        let rest = map.get("additionalProperties");
        let required = map.get("required").and_then(Value::as_array);
        let all =
            required.is_none_or(|names| names.iter().filter_map(Value::as_str).all(|name| object.contains_key(name)));
        all && within(map, "minProperties", "maxProperties", object.len())
            && object.iter().all(|(name, value)| {
                let schema = properties.and_then(|p| p.get(name)).or(rest);
                schema.is_none_or(|schema| self.node(schema, value, depth + 1))
            })
    }
}

fn within(map: &Map<String, Value>, least: &str, most: &str, n: usize) -> bool {
    count(map, least).is_none_or(|min| n >= min) && count(map, most).is_none_or(|max| n <= max)
}

fn same(a: &Value, b: &Value) -> bool {
    a == b || matches!((a.as_f64(), b.as_f64()), (Some(x), Some(y)) if x == y)
}

fn of_type(types: &Value, value: &Value) -> bool {
    match types {
        Value::String(name) => is(name, value),
        Value::Array(names) => names.iter().filter_map(Value::as_str).any(|name| is(name, value)),
        _ => true,
    }
}

fn is(name: &str, value: &Value) -> bool {
    match name {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        "number" => value.is_number(),
        "integer" => value.as_f64().is_some_and(|x| x.fract() == 0.0),
        _ => true,
    }
}

/// Whether a number keeps the bounds.
pub fn number_fits(map: &Map<String, Value>, x: f64) -> bool {
    let bound = |key: &str| map.get(key).and_then(Value::as_f64);
    bound("minimum").is_none_or(|min| x >= min)
        && bound("maximum").is_none_or(|max| x <= max)
        && bound("exclusiveMinimum").is_none_or(|min| x > min)
        && bound("exclusiveMaximum").is_none_or(|max| x < max)
        && bound("multipleOf").is_none_or(|m| {
            let times = x / m;
            m <= 0.0 || (times - times.round()).abs() < 1e-9
        })
}

/// Whether a string keeps length, pattern and format.
pub fn string_fits(map: &Map<String, Value>, text: &str) -> bool {
    let pattern = map.get("pattern").and_then(Value::as_str);
    let format = map.get("format").and_then(Value::as_str);
    within(map, "minLength", "maxLength", text.chars().count())
        && pattern.is_none_or(|source| pattern::Pattern::read(source).is_none_or(|pattern| pattern.matches(text)))
        && format.is_none_or(|name| format_fits(name, text))
}

fn format_fits(name: &str, text: &str) -> bool {
    let clock = |t: &str| {
        let body = t.trim_end_matches('Z');
        body.len() == 8 && body.len() < t.len() && time(&body[..5]).is_some() && body.as_bytes()[5] == b':'
    };
    match name {
        "date" => is_iso(text),
        "time" => text.is_ascii() && clock(text),
        "date-time" => text.is_ascii() && text.split_once('T').is_some_and(|(day, t)| is_iso(day) && clock(t)),
        "email" => text.split_once('@').is_some_and(|(user, host)| !user.is_empty() && host.contains('.')),
        "uri" | "url" => text.contains("://"),
        "uuid" => {
            text.len() == 36
                && text.split('-').map(str::len).eq([8, 4, 4, 4, 12])
                && text.chars().all(|c| c.is_ascii_hexdigit() || c == '-')
        }
        "ipv4" => text.split('.').count() == 4 && text.split('.').all(|part| part.parse::<u8>().is_ok()),
        "hostname" => !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || ".-".contains(c)),
        "ipv6" => text.contains(':') && text.chars().all(|c| c.is_ascii_hexdigit() || c == ':'),
        "duration" => text.starts_with('P') && text.len() > 2,
        _ => true,
    }
}
