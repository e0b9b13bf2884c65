//! The rules of the house (`docs/architecture.md`), read off its sources.
//!
//! Plain text, no parser: the sources are formatted, so a function ends at the first brace in its own column.

mod budgets;
mod forgotten;
mod layers;

use std::fs;
use std::path::{Path, PathBuf};

/// A source file, as the rules see it.
struct Source {
    /// Its path below the project's folder, with `/`.
    path: String,
    /// All of it.
    whole: String,
}

impl Source {
    /// The lines that ship: without comments, and without the tests at the end.
    fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let end = self.whole.find("#[cfg(test)]\nmod ").unwrap_or(self.whole.len());
        let lines = self.whole[..end].lines().enumerate().map(|(at, line)| (at + 1, line));
        lines.filter(|(_, line)| !line.trim_start().starts_with("//"))
    }

    /// Where the shipped code has this word, as `path:line`.
    fn places(&self, word: &str) -> Vec<String> {
        let found = self.code().filter(|(_, line)| has_word(line, word));
        found.map(|(at, line)| format!("{}:{at}: {}", self.path, line.trim())).collect()
    }

    /// Whether the file is one of these, or below one of these folders.
    fn is_among(&self, paths: &[&str]) -> bool {
        paths.iter().any(|path| self.path == *path || path.ends_with('/') && self.path.starts_with(path))
    }
}

/// Whether `line` has `word`, and not as a part of a longer name.
fn has_word(line: &str, word: &str) -> bool {
    let part = |c: char| c.is_alphanumeric() || c == '_';
    let goes_on = |inner: Option<char>, outer: Option<char>| inner.is_some_and(part) && outer.is_some_and(part);
    line.match_indices(word).any(|(at, _)| {
        !goes_on(word.chars().next(), line[..at].chars().next_back())
            && !goes_on(word.chars().next_back(), line[at + word.len()..].chars().next())
    })
}

#[test]
fn words_are_found_whole() {
    for (line, word, found) in [
        ("let x = y.unwrap();", ".unwrap()", true),
        ("let x = y.unwrap_or(1);", ".unwrap()", false),
        ("eprintln!(\"\")", "println", false),
        ("tokio::time::sleep(d)", "sleep", true),
        ("asleep", "sleep", false),
    ] {
        assert_eq!(has_word(line, word), found, "{line}");
    }
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Every Rust file below this folder of the project, by path.
fn sources(folder: &str) -> Vec<Source> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
            if entry.is_dir() {
                folders.push(entry);
            } else if is_source(&entry) {
                found.push(Source { path: name(&entry), whole: fs::read_to_string(&entry).expect("text") });
            }
        }
    }
    found.sort_by(|one, other| one.path.cmp(&other.path));
    assert!(!found.is_empty(), "there is something in {folder}");
    found
}

/// Whether a file is Rust; beside what ships, `tests.rs` and `…_tests.rs` only test.
fn is_source(path: &Path) -> bool {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    path.extension().is_some_and(|extension| extension == "rs") && stem != "tests" && !stem.ends_with("_tests")
}

/// A path below the project's folder.
fn name(path: &Path) -> String {
    path.strip_prefix(root()).expect("a path of ours").to_string_lossy().replace('\\', "/")
}

/// Fails with all that was found.
fn none(found: &[String], rule: &str) {
    assert!(found.is_empty(), "{rule}:\n  {}", found.join("\n  "));
}
