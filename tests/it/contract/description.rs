//! An OpenAPI description as a judge: finds the operation of a request, and checks its reply and its events.

use crate::support::shared;
use jsonschema::Validator;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex, OnceLock};

/// A description, and the validators that were made from it so far.
pub struct Description {
    /// How messages call it.
    pub name: &'static str,
    /// What its paths lack in front.
    base: &'static str,
    document: Value,
    validators: Mutex<HashMap<String, Arc<Validator>>>,
}

/// One operation.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Operation {
    /// Path with its parameters in braces, as it is served.
    pub path: String,
    /// In capitals.
    pub verb: String,
    /// `operationId`.
    pub id: String,
}

/// Our own description.
pub fn ours() -> &'static Description {
    static OURS: OnceLock<Description> = OnceLock::new();
    OURS.get_or_init(|| {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("openapi/understage.json");
        Description::new("openapi/understage.json", "", shared::json(&path))
    })
}

/// The published description, where it is there.
pub fn published() -> Option<&'static Description> {
    static PUBLISHED: OnceLock<Option<Description>> = OnceLock::new();
    let load = || {
        let mut document = shared::json(&shared::folder("spec")?.join("openai-v2.openapi.json"));
        translate_nullable(&mut document);
        Some(Description::new("the published description", "/v1", document))
    };
    PUBLISHED.get_or_init(load).as_ref()
}

/// The two of them, or ours alone.
pub fn all() -> impl Iterator<Item = &'static Description> {
    std::iter::once(ours()).chain(published())
}

/// OpenAPI 3.0's `nullable: true` is no JSON Schema: it becomes a choice between the schema and null.
fn translate_nullable(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(translate_nullable),
        Value::Object(map) => {
            map.values_mut().for_each(translate_nullable);
            if map.get("nullable") == Some(&Value::Bool(true)) {
                map.remove("nullable");
                let schema = Value::Object(std::mem::take(map));
                map.insert("anyOf".to_owned(), json!([schema, {"type": "null"}]));
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

impl Description {
    fn new(name: &'static str, base: &'static str, document: Value) -> Self {
        Self { name, base, document, validators: Mutex::default() }
    }

    /// What stands at a JSON pointer.
    pub fn at(&self, pointer: &str) -> &Value {
        self.document.pointer(pointer).unwrap_or_else(|| panic!("{} has no {pointer}", self.name))
    }

    /// `value`, or what it refers to.
    pub fn resolve<'a>(&'a self, value: &'a Value) -> &'a Value {
        match value["$ref"].as_str() {
            Some(pointer) => self.resolve(self.at(pointer.trim_start_matches('#'))),
            None => value,
        }
    }

    /// Every operation, sorted.
    pub fn operations(&self) -> Vec<Operation> {
        let paths = self.document["paths"].as_object().expect("paths");
        let verbs = paths.iter().flat_map(|(path, verbs)| {
            verbs.as_object().expect("verbs").iter().map(move |(verb, operation)| Operation {
                path: format!("{}{path}", self.base),
                verb: verb.to_uppercase(),
                id: operation["operationId"].as_str().expect("an operationId").to_owned(),
            })
        });
        let mut operations: Vec<Operation> = verbs.collect();
        operations.sort();
        operations
    }

    /// The operation that a request asks for; a path without parameters wins over one with.
    pub fn operation(&self, verb: &str, target: &str) -> Option<Operation> {
        let path = target.split('?').next().unwrap_or_default();
        let fits = |operation: &&Operation| operation.verb == verb && fits(&operation.path, path);
        let operations = self.operations();
        operations.iter().filter(fits).min_by_key(|operation| operation.path.matches('{').count()).cloned()
    }

    /// The description of an operation.
    pub fn details(&self, operation: &Operation) -> &Value {
        let path = operation.path.strip_prefix(self.base).expect("a path of this description");
        &self.document["paths"][path][operation.verb.to_lowercase()]
    }

    /// Complains if `value` is not as `schema` says; `key` names the schema for the next time.
    pub fn check(&self, key: &str, schema: &Value, value: &Value) -> Result<(), String> {
        let validator = self.validator(key, schema);
        let errors: Vec<String> =
            validator.iter_errors(value).map(|error| format!("{error} (at {})", error.instance_path())).collect();
        let name = self.name;
        if errors.is_empty() {
            Ok(())
        } else {
            Err(format!("not as {key} of {name}: {}\n{value:#}", errors.join("; ")))
        }
    }

    fn validator(&self, key: &str, schema: &Value) -> Arc<Validator> {
        let mut validators = self.validators.lock().expect("no panic while it was held");
        let made = validators.entry(key.to_owned()).or_insert_with(|| {
            let root = json!({"allOf": [schema], "components": self.document["components"]});
            let validator = jsonschema::draft202012::new(&root);
            Arc::new(validator.unwrap_or_else(|error| panic!("{key} of {}: {error}", self.name)))
        });
        Arc::clone(made)
    }

    /// Complains about an event whose data are not as described, or whose name is not.
    pub fn check_event(&self, name: &str, data: &Value) -> Result<(), String> {
        let event = json!({"event": name, "data": data});
        let schema = self.events().into_iter().find(|(own, _)| own == name).map(|(_, schema)| schema);
        let schema = schema.ok_or_else(|| format!("{} has no event {name}", self.name))?;
        self.check(&format!("event {name}"), schema, &event)
    }

    /// Every event that is described, with its schema.
    pub fn events(&self) -> Vec<(String, &Value)> {
        let families =
            ["StreamEvent", "ThreadStreamEvent", "RunStreamEvent", "RunStepStreamEvent", "MessageStreamEvent"];
        let schemas = &self.document["components"]["schemas"];
        let listed = families.iter().flat_map(|family| schemas[family]["oneOf"].as_array().into_iter().flatten());
        let single = [&schemas["DoneEvent"], &schemas["ErrorEvent"]];
        let name = |schema: &Value| {
            let event = &schema["properties"]["event"];
            event["const"].as_str().or_else(|| event["enum"][0].as_str()).map(str::to_owned)
        };
        listed.chain(single).filter_map(|schema| Some((name(schema)?, schema))).collect()
    }
}

/// Whether a concrete path is one of a template's.
fn fits(template: &str, path: &str) -> bool {
    let (template, path): (Vec<&str>, Vec<&str>) = (template.split('/').collect(), path.split('/').collect());
    template.len() == path.len() && template.iter().zip(path).all(|(own, part)| own.starts_with('{') || *own == part)
}
