//! The JSON Schema of scenario files, for editors.

use super::file::{BARE, Drop, File, Found, Search, VERBS, Verbs};
use super::written::{Nothing, or_longer};
use schemars::generate::SchemaSettings;
use schemars::transform::{RecursiveTransform, Transform};
use schemars::{Schema, SchemaGenerator, json_schema};

/// The JSON Schema (draft 2020-12) of scenario files, indented, with a line end behind it. It is the same each time.
pub fn schema() -> String {
    let mut schema = SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<File>();
    RecursiveTransform(without_defaults).transform(&mut schema);
    let text = serde_json::to_string_pretty(&schema).expect("a schema is JSON");
    format!("{text}\n")
}

/// That a field may be left out is known from `required`; `null` is no value that may be written.
fn without_defaults(schema: &mut Schema) {
    if schema.get("default").is_some_and(|value| value.is_null()) {
        schema.remove("default");
    }
}

/// A step: a bare word, or a mapping with one verb.
pub fn step(generator: &mut SchemaGenerator) -> Schema {
    let verbs = generator.subschema_for::<Verbs>();
    let with_expect = json_schema!({"required": ["call", "expect"], "maxProperties": 2});
    let alone = json_schema!({"minProperties": 1, "maxProperties": 1, "not": {"required": ["expect"]}});
    json_schema!({
        "description": format!("One thing that a run does: a mapping with one of {}; or one of {} alone.", VERBS.join(", "), BARE.join(", ")),
        "anyOf": [{"enum": BARE}, {"allOf": [verbs, {"anyOf": [alone, with_expect]}]}],
    })
}

/// The arguments of a call.
pub fn arguments() -> Schema {
    json_schema!({
        "description": "Arguments: a mapping, whose texts are templates; or text that is sent as it is, which may be no JSON.",
        "type": ["object", "string", "array", "number", "boolean", "null"],
    })
}

/// Values of metadata are text, which may be written as a number, true or false.
pub fn metadata(_: &mut SchemaGenerator) -> Schema {
    json_schema!({"type": "object", "additionalProperties": {"type": ["string", "number", "boolean"]}})
}

/// `real`, or a mapping.
pub fn search(generator: &mut SchemaGenerator) -> Schema {
    or_longer::<Search, Nothing>(generator, json_schema!({"const": "real"}))
}

/// `real`, or a list of passages.
pub fn results(generator: &mut SchemaGenerator) -> Schema {
    or_longer::<Nothing, Vec<Found>>(generator, json_schema!({"const": "real"}))
}

/// A number of milliseconds, or a time with its unit.
pub fn wait(_: &mut SchemaGenerator) -> Schema {
    json_schema!({"anyOf": [
        {"type": "integer", "minimum": 0, "maximum": 3_600_000},
        {"type": "string", "pattern": "^[0-9]+(ms|s|m|h)$"},
    ]})
}

/// A verb that takes nothing.
pub fn nothing(_: &mut SchemaGenerator) -> Schema {
    json_schema!({"enum": [null, true]})
}

/// Nothing, or a mapping.
pub fn drop(generator: &mut SchemaGenerator) -> Schema {
    or_longer::<Drop, Nothing>(generator, json_schema!({"enum": [null, true]}))
}
