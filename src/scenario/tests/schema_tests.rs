//! The schema for editors, held against what is read.

use super::super::schema::schema;
use super::{cases, said};
use serde_json::Value;

fn parsed() -> Value {
    serde_json::from_str(&schema()).expect("JSON")
}

#[test]
fn every_field_is_described() {
    fn silent(path: &str, schema: &Value, out: &mut Vec<String>) {
        let Some(object) = schema.as_object() else {
            return;
        };
        for (name, field) in object.get("properties").and_then(Value::as_object).into_iter().flatten() {
            if field.get("description").is_none() {
                out.push(format!("{path}/{name}"));
            }
        }
        object.iter().for_each(|(key, inner)| silent(&format!("{path}/{key}"), inner, out));
    }
    let mut out = Vec::new();
    silent("", &parsed(), &mut out);
    assert!(out.is_empty(), "{out:?}");
    assert_eq!(parsed()["$schema"], "https://json-schema.org/draft/2020-12/schema");
    assert_eq!(schema(), schema());
    assert!(!schema().contains("\"default\""), "{}", schema());
}

#[test]
fn what_is_read_is_valid() {
    let validator = jsonschema::validator_for(&parsed()).expect("a schema");
    for text in [
        "scenarios: []",
        "scenarios: [{name: x, steps: [hold]}]",
        "scenarios: [{name: x, pace: polls:3, turns: [[say: a], [expire]]}]",
        "scenarios: [{name: x, when: {metadata: {a: 1, b: true}, tools: f, turn: 1}, steps: [{hold: }, {drop: {after: 1}}]}]",
        "scenarios: [{name: x, steps: [{call: f}, {call: [f, {g: }]}, {call: {f: {a: [1]}}, expect: {f: x}}]}]",
        "scenarios: [{name: x, steps: [{search: real}, {search: {results: real}}, {wait: 3}, {wait: 3s}, {fail: a}]}]",
        "scenarios: [{name: x, steps: [{code: a}, {code: {input: a, chart: {csv: attached, y: b}}}, {say: {chunks: [a]}}]}]",
        "faults: [{hang: true}, {reply: {status: 429, type: a}}, {cut: {}}]",
    ] {
        assert!(said(text).is_empty(), "{text}: {:?}", said(text));
        let value: Value = serde_saphyr::from_str(text).expect("YAML");
        let errors: Vec<String> = validator.iter_errors(&value).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{text}: {errors:?}");
    }
}

#[test]
fn what_has_another_shape_is_not() {
    let validator = jsonschema::validator_for(&parsed()).expect("a schema");
    for (title, text, _) in cases(include_str!("wrong/shape.txt")) {
        let value: Value = serde_saphyr::from_str(text).expect("YAML");
        // The two differ in what YAML leaves open: how true may be written.
        assert!(!validator.is_valid(&value) || title.starts_with("yes"), "{title}");
    }
    for step in [
        "{}",
        "{say: a, wait: 3}",
        "{wait: 3, expect: {f: a}}",
        "say",
        "{search: reel}",
        "{incomplete: a}",
        "{hold: 3}",
    ] {
        let text = format!("scenarios: [{{name: x, steps: [{step}]}}]");
        let value: Value = serde_saphyr::from_str(&text).expect("YAML");
        assert!(!validator.is_valid(&value) && !said(&text).is_empty(), "{step}");
    }
}
