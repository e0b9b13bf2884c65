//! The files themselves: each has a story, is as the schema says, and gives `understage check` nothing to say.

use super::STORIES;
use crate::support::program::{output, text};
use serde_json::Value;
use std::path::Path;

/// The first line of every file, by which editors find the schema.
const HEADER: &str = "# yaml-language-server: $schema=../scenario.schema.json\n# ";
/// Where the schema is.
const SCHEMA: &str = "fixtures/scenario.schema.json";

#[test]
fn every_file_has_a_story() {
    let entries = std::fs::read_dir("fixtures/scenarios").expect("the folder").map(|entry| entry.expect("an entry"));
    let mut files: Vec<String> = entries.map(|entry| entry.file_name().into_string().expect("UTF-8")).collect();
    files.sort();
    assert_eq!(files, STORIES.iter().map(|story| story.file).collect::<Vec<_>>());
    let readme = std::fs::read_to_string("fixtures/README.md").expect("the list of fixtures");
    for file in files {
        assert!(readme.contains(&format!("`scenarios/{file}`")), "fixtures/README.md says nothing of {file}");
    }
}

#[test]
fn every_file_begins_with_the_schema_and_what_it_teaches() {
    for story in STORIES {
        assert!(story.text().starts_with(HEADER), "{}", story.file);
    }
}

#[test]
fn the_check_finds_nothing() {
    let checked = output(&["check", "fixtures/scenarios"]);
    assert!(checked.status.success());
    assert_eq!(text(&checked.stderr), "");
    assert!(text(&checked.stdout).ends_with(": no problems\n"), "{}", text(&checked.stdout));
}

#[test]
fn the_schema_is_what_the_program_prints_and_every_file_is_valid() {
    let printed = text(&output(&["schema"]).stdout);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(SCHEMA, &printed).expect("a folder to write to");
    }
    let written = std::fs::read_to_string(SCHEMA).expect("the schema");
    assert!(written == printed, "{SCHEMA} is out of date: UPDATE_GOLDEN=1 cargo test --test it stories::files");
    let schema: Value = serde_json::from_str(&written).expect("JSON");
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    for story in STORIES {
        let file: Value = serde_saphyr::from_str(&story.text()).expect("YAML");
        let errors: Vec<String> =
            validator.iter_errors(&file).map(|error| format!("{}: {error}", error.instance_path())).collect();
        assert!(errors.is_empty(), "{}: {errors:#?}", story.file);
    }
    assert!(!validator.is_valid(&serde_json::json!({"scenarios": [{"name": "x", "steps": [{"sya": "Hello"}]}]})));
    assert!(Path::new(SCHEMA).is_file());
}
