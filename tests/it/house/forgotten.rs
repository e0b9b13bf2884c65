//! A file of tests that no module names would never run.

use super::{name, none, root};
use std::fs;

#[test]
fn every_file_of_tests_is_a_module() {
    let mut forgotten = Vec::new();
    let mut folders = vec![(root().join("tests/it"), "main.rs")];
    while let Some((folder, index)) = folders.pop() {
        let modules = fs::read_to_string(folder.join(index)).unwrap_or_default();
        let is_module =
            |stem: &str| modules.lines().any(|line| line.trim_start_matches("pub ") == format!("mod {stem};"));
        for entry in fs::read_dir(&folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
            let stem = entry.file_stem().expect("a name").to_string_lossy().into_owned();
            let is_source = entry.extension().is_some_and(|extension| extension == "rs");
            if (is_source || entry.is_dir()) && !entry.ends_with(index) && !is_module(&stem) {
                forgotten.push(name(&entry));
            }
            if entry.is_dir() {
                folders.push((entry, "mod.rs"));
            }
        }
    }
    none(&forgotten, "no module names these");
}
