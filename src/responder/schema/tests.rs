//! Whatever the schema and the message, the instance is valid.

use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::super::facts::Facts;
use super::{Mood, check, fill};

const MESSAGES: [&str; 5] = [
    "What's the weather in San Francisco on 2024-05-06 at 10:30 for Alice and 3 friends?",
    "how can I solve 8x + 7 = -23",
    "Email bob@example.com about order ORD-123, 12 items, \"high\" priority, alpha and beta",
    "Hello",
    "",
];

fn leaf() -> impl Strategy<Value = Value> {
    let text = (
        0usize..4,
        0usize..30,
        prop::option::of(prop::sample::select(vec!["date", "email", "uuid", "date-time", "time", "uri"])),
    );
    prop_oneof![
        Just(json!({"type": "boolean"})),
        Just(json!({"type": "null"})),
        Just(json!({"const": 7})),
        Just(json!({"enum": ["alpha", "beta", 3, null]})),
        Just(json!({"type": ["string", "null"]})),
        Just(json!({"type": "string", "pattern": "^[A-Z]{2,3}-\\d{4}$"})),
        Just(json!({"type": "string", "pattern": "^(alpha|beta|gamma)$"})),
        (-50i64..50, 0i64..40)
            .prop_map(|(low, span)| json!({"type": "integer", "minimum": low, "maximum": low + span})),
        (-50i64..50, 1i64..9)
            .prop_map(|(low, step)| json!({"type": "integer", "exclusiveMinimum": low, "multipleOf": step})),
        (-50i64..50).prop_map(|low| json!({"type": "number", "exclusiveMinimum": low, "maximum": low + 1})),
        Just(json!({"type": "number", "multipleOf": 0.25, "minimum": 0.1})),
        text.prop_map(|(least, most, format)| match format {
            Some(format) => json!({"type": "string", "format": format}),
            None => json!({"type": "string", "minLength": least, "maxLength": least + most}),
        }),
    ]
}

fn name() -> impl Strategy<Value = String> {
    let names = [
        "name",
        "location",
        "date",
        "count",
        "steps",
        "final_answer",
        "email",
        "query",
        "unit",
        "tags",
        "to",
        "from",
        "is_ok",
        "odd_thing",
    ];
    prop::sample::select(names.to_vec()).prop_map(str::to_owned)
}

fn object(properties: Vec<(String, Value, bool)>, closed: bool) -> Value {
    let required: Vec<&str> = properties.iter().filter(|p| p.2).map(|p| p.0.as_str()).collect();
    let mut unique = required.clone();
    unique.sort_unstable();
    unique.dedup();
    let map: Map<String, Value> = properties.iter().map(|p| (p.0.clone(), p.1.clone())).collect();
    let mut schema = json!({"type": "object", "properties": map, "required": unique});
    if closed {
        schema["additionalProperties"] = json!(false);
    }
    schema
}

fn schema() -> impl Strategy<Value = Value> {
    leaf().prop_recursive(4, 24, 4, |inner| {
        let property = (name(), inner.clone(), any::<bool>());
        prop_oneof![
            (prop::collection::vec(property, 0..4), any::<bool>()).prop_map(|(properties, closed)| object(properties, closed)),
            (inner.clone(), 0usize..3, 0usize..3).prop_map(|(items, least, more)| json!({"type": "array", "items": items, "minItems": least, "maxItems": least + more})),
            inner.clone().prop_map(|items| json!({"type": "array", "items": items})),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| json!({"anyOf": [a, b]})),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| json!({"type": "array", "prefixItems": [a, b], "items": false})),
            inner.prop_map(|only| json!({"allOf": [only]})),
        ]
    })
}

fn judged(schema: &Value, value: &Value) -> bool {
    let verdict =
        jsonschema::options().should_validate_formats(true).build(schema).expect("the schema is valid").is_valid(value);
    assert!(verdict || !check::valid(schema, value), "check is too kind to {value} in {schema}");
    verdict
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(160))]

    #[test]
    fn instances_satisfy_their_schema(schema in schema(), message in prop::sample::select(MESSAGES.to_vec()), answer in any::<bool>()) {
        let mood = if answer { Mood::Answer } else { Mood::Arguments };
        let value = fill(&schema, &Facts::of(message), mood);
        prop_assert!(judged(&schema, &value), "{value} for {schema}");
    }

    #[test]
    fn objects_satisfy_their_schema(
        properties in prop::collection::vec((name(), schema(), any::<bool>()), 1..5),
        message in prop::sample::select(MESSAGES.to_vec()),
    ) {
        let schema = object(properties, true);
        for mood in [Mood::Answer, Mood::Arguments] {
            let value = fill(&schema, &Facts::of(message), mood);
            prop_assert!(judged(&schema, &value), "{value} for {schema}");
        }
    }
}

#[test]
fn recursion_ends() {
    let tree = json!({
        "type": "object",
        "properties": {
            "type": {"type": "string", "enum": ["div", "button"]},
            "label": {"type": "string"},
            "children": {"type": "array", "items": {"$ref": "#"}},
            "next": {"anyOf": [{"$ref": "#"}, {"type": "null"}]}
        },
        "required": ["type", "label", "children", "next"],
        "additionalProperties": false
    });
    let list = json!({
        "$defs": {"node": {"type": "object", "properties": {"value": {"type": "number"}, "next": {"anyOf": [{"$ref": "#/$defs/node"}, {"type": "null"}]}}, "required": ["value", "next"]}},
        "type": "object", "properties": {"linked_list": {"$ref": "#/$defs/node"}}, "required": ["linked_list"]
    });
    let endless = json!({"$ref": "#"});
    for message in MESSAGES {
        for mood in [Mood::Answer, Mood::Arguments] {
            for schema in [&tree, &list] {
                let value = fill(schema, &Facts::of(message), mood);
                assert!(judged(schema, &value), "{value}");
            }
            let _ = fill(&endless, &Facts::of(message), mood);
        }
    }
}

#[test]
fn wide_and_deep_schemas_end_soon() {
    let mut wide = json!({"type": "string"});
    for _ in 0..30 {
        wide = json!({"anyOf": [{"type": "object", "properties": {"a": wide, "b": {"type": "array", "items": wide}}, "required": ["a", "b"]}, {"type": "string"}]});
        if wide.to_string().len() > 200_000 {
            break;
        }
    }
    let value = fill(&wide, &Facts::of(MESSAGES[0]), Mood::Answer);
    assert!(check::valid(&wide, &value));
    let many = json!({"type": "array", "minItems": 1_000_000, "items": {"type": "integer"}});
    let _ = fill(&many, &Facts::of(""), Mood::Answer);
    let costly = json!({"type": "string", "minLength": 1_000_000_000, "pattern": "^(a+)+$"});
    let _ = fill(&costly, &Facts::of(""), Mood::Answer);
    let names: Vec<String> = (0..20_000).map(|n| format!("name {n}")).collect();
    let listed = json!({"type": "array", "minItems": 2_000, "items": {"enum": names}});
    let long = "one of many names ".repeat(2_000);
    let _ = fill(&listed, &Facts::of(&long), Mood::Answer);
}
