//! The route table, our description and the published one name the same operations.

use super::description::{Description, Operation, ours, published};
use crate::support::app::TestApp;
use serde_json::Value;
use std::collections::BTreeSet;
use std::process::Command;

/// Families that the published description has and understage does not have yet.
const NOT_YET: [&str; 2] = ["/v1/vector_stores", "/v1/uploads"];

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
fn operation_ids_are_unique() {
    let mut ids: Vec<String> = ours().operations().into_iter().map(|operation| operation.id).collect();
    ids.sort();
    let all = ids.len();
    ids.dedup();
    assert_eq!(ids.len(), all);
}

#[tokio::test]
async fn the_published_operations_are_served_or_refused_by_name() {
    let Some(published) = published() else { return };
    let served = served();
    let app = TestApp::new();
    for operation in published.operations() {
        let later = NOT_YET.iter().any(|family| operation.path.starts_with(family));
        assert_ne!(served.contains(&operation), later, "{operation:?}");
        if later {
            let reply = app.send(&operation.verb, &operation.path.replace(['{', '}'], ""), None).await;
            assert_eq!(reply.status, 501, "{operation:?}");
            let error = &reply.json()["error"];
            assert_eq!(error["code"], "not_emulated", "{operation:?}");
            assert!(error["message"].as_str().is_some_and(|text| text.contains("does not emulate")), "{error}");
        }
    }
    let beyond = |operation: &&Operation| !published.operations().contains(operation);
    let own: Vec<String> = served.iter().filter(beyond).map(|operation| operation.path.clone()).collect();
    assert_eq!(own, ["/_understage/health", "/_understage/runs/{run_id}/step", "/health"], "nothing else is our own");
}

/// Every field that bodies of an operation may have, named from the top: `thread.messages[].role`.
fn fields(description: &Description, operation: &Operation) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for content in description.details(operation)["requestBody"]["content"].as_object().into_iter().flatten() {
        gather(description, &content.1["schema"], String::new(), &mut found);
    }
    found
}

fn gather(description: &Description, schema: &Value, path: String, found: &mut BTreeSet<String>) {
    let schema = description.resolve(schema);
    let choices = ["anyOf", "oneOf", "allOf"].into_iter().filter_map(|keyword| schema[keyword].as_array()).flatten();
    choices.for_each(|choice| gather(description, choice, path.clone(), found));
    if schema["items"].is_object() {
        gather(description, &schema["items"], format!("{path}[]"), found);
    }
    for (name, inner) in schema["properties"].as_object().into_iter().flatten() {
        // A form names inner fields as `outer[inner]`, our description as the form does.
        let name = name.replace('[', ".").replace(']', "");
        let field = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
        gather(description, inner, field.clone(), found);
        found.insert(field);
    }
}

/// The store that `vector_stores` would make is not described, since none can be made yet; a form's outer field is
/// named by its inner ones.
fn is_beyond(field: &str) -> bool {
    field.contains(".vector_stores[].") || field == "expires_after"
}

#[test]
fn bodies_have_the_published_fields() {
    let Some(published) = published() else { return };
    for operation in ours().operations().into_iter().filter(|operation| published.operations().contains(operation)) {
        let (own, mut theirs) = (fields(ours(), &operation), fields(published, &operation));
        theirs.retain(|field| !is_beyond(field));
        let more: Vec<&str> = own.difference(&theirs).map(String::as_str).collect();
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
