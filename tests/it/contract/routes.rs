//! The route table, our description and the published one name the same operations.

use super::description::{Description, Operation, ours, published};
use serde_json::Value;
use std::collections::BTreeSet;
use std::process::Command;

/// What `understage routes` prints, sorted.
fn served() -> Vec<Operation> {
    let output = Command::new(env!("CARGO_BIN_EXE_understage")).arg("routes").output().expect("the binary runs");
    assert!(output.status.success(), "{output:?}");
    let table = String::from_utf8(output.stdout).expect("UTF-8");
    let row = |line: &str| {
        let mut words = line.split_whitespace().map(str::to_owned);
        let mut next = || words.next().expect("three columns");
        Operation { verb: next(), path: next(), id: next() }
    };
    let mut rows: Vec<Operation> = table.lines().map(row).collect();
    rows.sort();
    rows
}

#[test]
fn what_is_described_is_what_is_served() {
    assert_eq!(ours().operations(), served());
}

#[test]
fn the_reference_of_the_control_api_names_all_of_it() {
    let reference = include_str!("../../../docs/control-api.md");
    let is_named = |operation: &Operation| {
        // A row may name several verbs, and several paths.
        let has_path = |line: &str| line.split(['`', ' ', '?']).any(|word| word == operation.path);
        reference.lines().any(|line| line.starts_with('|') && line.contains(&operation.verb) && has_path(line))
    };
    let control = served().into_iter().filter(|operation| operation.path.starts_with("/_understage"));
    let missing: Vec<Operation> = control.filter(|operation| !is_named(operation)).collect();
    assert_eq!(missing, [], "not in docs/control-api.md");
}

#[test]
fn operation_ids_are_unique() {
    let mut ids: Vec<String> = ours().operations().into_iter().map(|operation| operation.id).collect();
    ids.sort();
    let all = ids.len();
    ids.dedup();
    assert_eq!(ids.len(), all);
}

#[test]
fn the_published_operations_are_served() {
    let Some(published) = published() else { return };
    let served = served();
    let missing: Vec<Operation> = published.operations().into_iter().filter(|it| !served.contains(it)).collect();
    assert_eq!(missing, [], "published, but not served");
    let beyond = |operation: &&Operation| !published.operations().contains(operation);
    let own: Vec<String> = served.iter().filter(beyond).map(|operation| operation.path.clone()).collect();
    let ours = |path: &String| path.starts_with("/_understage/") || path == "/health";
    assert!(own.iter().all(ours), "nothing else is our own: {own:?}");
}

/// Every field that bodies of an operation may have, named from the top: `thread.messages[].role`.
fn fields(description: &Description, operation: &Operation) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for content in description.details(operation)["requestBody"]["content"].as_object().into_iter().flatten() {
        gather(description, &content.1["schema"], String::new(), &mut Vec::new(), &mut found);
    }
    found
}

/// Gathers below `path`; what is being gathered `within` itself, as a filter of filters, is gathered once.
fn gather<'a>(
    description: &'a Description,
    schema: &'a Value,
    path: String,
    within: &mut Vec<&'a str>,
    found: &mut BTreeSet<String>,
) {
    let name = schema["$ref"].as_str().unwrap_or_default();
    if !name.is_empty() && within.contains(&name) {
        return;
    }
    within.push(name);
    let schema = description.resolve(schema);
    let choices = ["anyOf", "oneOf", "allOf"].into_iter().filter_map(|keyword| schema[keyword].as_array()).flatten();
    choices.for_each(|choice| gather(description, choice, path.clone(), within, found));
    if schema["items"].is_object() {
        gather(description, &schema["items"], format!("{path}[]"), within, found);
    }
    for (name, inner) in schema["properties"].as_object().into_iter().flatten() {
        // A form names inner fields as `outer[inner]`, our description as the form does.
        let name = name.replace('[', ".").replace(']', "");
        let field = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
        gather(description, inner, field.clone(), within, found);
        found.insert(field);
    }
    within.pop();
}

/// Whether a field that we take is not published, though the service knew it: it showed the description of a store,
/// and when one expires that was made for a thread (`docs/fidelity.md`).
fn is_unpublished(operation: &str, field: &str) -> bool {
    (operation == "createVectorStore" && field == "description") || field.contains(".vector_stores[].expires_after")
}

#[test]
fn bodies_have_the_published_fields() {
    let Some(published) = published() else { return };
    for operation in ours().operations().into_iter().filter(|operation| published.operations().contains(operation)) {
        let (own, mut theirs) = (fields(ours(), &operation), fields(published, &operation));
        if operation.id == "createFile" {
            // A form's outer field is named by its inner ones.
            theirs.remove("expires_after");
        }
        let more = own.difference(&theirs).filter(|field| !is_unpublished(&operation.id, field));
        let more: Vec<&str> = more.map(String::as_str).collect();
        assert!(theirs.is_subset(&own), "{}: {:?} are not taken", operation.id, theirs.difference(&own));
        assert!(more.is_empty(), "{}: {more:?} are not published", operation.id);
    }
}

#[test]
fn queries_have_the_published_parameters() {
    let Some(published) = published() else { return };
    let names = |description: &Description, operation: &Operation| -> BTreeSet<String> {
        let parameters = description.details(operation)["parameters"].as_array().cloned().unwrap_or_default();
        let query = parameters.iter().map(|it| description.resolve(it)).filter(|it| it["in"] == "query");
        query.map(|it| it["name"].as_str().expect("a name").to_owned()).collect()
    };
    for operation in published.operations().into_iter().filter(|operation| ours().operations().contains(operation)) {
        let own = names(ours(), &operation);
        let theirs = names(published, &operation);
        let more: Vec<&str> = own.difference(&theirs).map(String::as_str).collect();
        let beyond: &[&str] = match operation.id.as_str() {
            "listFiles" => &["before"],
            _ => &[],
        };
        assert!(theirs.is_subset(&own), "{}: {theirs:?}", operation.id);
        assert_eq!(more, beyond, "{}", operation.id);
    }
}
