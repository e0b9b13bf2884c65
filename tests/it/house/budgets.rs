//! How long things may be, and where JSON may be free-form.

use super::{Source, none, sources};

/// Lines of a file that ships, and of one that tests.
const FILE: usize = 500;
const TEST_FILE: usize = 300;
/// Lines of a function, and of one that answers a route.
const FUNCTION: usize = 60;
const HANDLER: usize = 20;

/// The files whose public functions answer routes.
const HANDLERS: [&str; 8] = [
    "src/http/assistants.rs",
    "src/http/control/",
    "src/http/files.rs",
    "src/http/messages.rs",
    "src/http/models.rs",
    "src/http/run_steps.rs",
    "src/http/runs.rs",
    "src/http/threads.rs",
];

/// Where `serde_json::Value` may be named.
const FREE_FORM: [&str; 22] = [
    // A body before it is read, and the rooms that read it.
    "src/http/body.rs",
    "src/domain/assistant.rs",
    "src/domain/clock.rs",
    "src/domain/fault.rs",
    "src/domain/fault/shorthand.rs",
    "src/domain/fields.rs",
    "src/domain/message.rs",
    "src/domain/page.rs",
    "src/domain/run.rs",
    "src/domain/search.rs",
    "src/domain/sunset.rs",
    "src/domain/thread.rs",
    "src/domain/tool.rs",
    "src/domain/upload.rs",
    "src/domain/vector_store.rs",
    // A field of a form, refused in the words of the rooms.
    "src/http/multipart.rs",
    // Bodies as they were sent, shown again.
    "src/http/control/journal.rs",
    // What an attribute is compared with.
    "src/domain/filter.rs",
    // JSON Schemas and arguments.
    "src/domain/schema.rs",
    "src/wire/tool.rs",
    "src/responder/",
    // Metadata.
    "src/wire/mod.rs",
];

/// Whether a line begins a function.
fn begins(line: &str) -> bool {
    let mut words = line.split_whitespace().skip_while(|word| {
        word.starts_with("pub") || word.ends_with(')') || matches!(*word, "const" | "async" | "unsafe" | "in")
    });
    words.next() == Some("fn")
}

/// The functions of a file: `(line, head, lines)`.
fn functions(source: &Source) -> Vec<(usize, &str, usize)> {
    let lines: Vec<(usize, &str)> = source.code().collect();
    let mut found = Vec::new();
    for (index, (at, line)) in lines.iter().enumerate().filter(|(_, (_, line))| begins(line)) {
        let indent = &line[..line.len() - line.trim_start().len()];
        let ends = |line: &str| {
            line.strip_prefix(indent).is_some_and(|rest| rest == "}" || rest.ends_with(';') && rest.starts_with(')'))
        };
        let one_line = line.ends_with('}') || line.ends_with(';');
        let rest = lines[index..].iter().find(|(_, line)| one_line || ends(line));
        let (end, _) = rest.unwrap_or_else(|| panic!("{}:{at}: no end", source.path));
        found.push((*at, line.trim(), end - at + 1));
    }
    found
}

#[test]
fn files_are_short() {
    let long = |folder: &str, most: usize| -> Vec<String> {
        let sources = sources(folder).into_iter().map(|source| (source.whole.lines().count(), source.path));
        sources.filter(|(lines, _)| *lines > most).map(|(lines, path)| format!("{path}: {lines}")).collect()
    };
    none(&long("src", FILE), "split these files");
    none(&long("tests/it", TEST_FILE), "split these files of tests");
}

#[test]
fn functions_are_short() {
    let (mut long, mut count) = (Vec::new(), 0);
    for source in sources("src") {
        let most =
            |head: &str| if source.is_among(&HANDLERS) && head.starts_with("pub async ") { HANDLER } else { FUNCTION };
        for (at, head, lines) in functions(&source) {
            count += 1;
            if lines > most(head) {
                long.push(format!("{}:{at}: {lines} lines: {head}", source.path));
            }
        }
    }
    assert!(count > 300, "the functions were found: {count}");
    none(&long, "split these functions");
}

#[test]
fn nothing_that_ships_unwraps() {
    let found: Vec<String> = sources("src").iter().flat_map(|source| source.places(".unwrap()")).collect();
    none(&found, "say why it cannot fail: expect(\"…\")");
}

#[test]
fn free_form_json_is_where_the_api_has_it() {
    let mut strays = Vec::new();
    for source in sources("src").iter().filter(|source| !source.is_among(&FREE_FORM)) {
        let named = source.code().filter(|(_, line)| line.contains("serde_json::") && super::has_word(line, "Value"));
        strays.extend(named.map(|(at, _)| format!("{}:{at}", source.path)));
    }
    none(&strays, "give this a shape of its own");
    let there: Vec<String> = sources("src").into_iter().map(|source| source.path).collect();
    for path in FREE_FORM {
        assert!(there.iter().any(|own| own.starts_with(path)), "{path} is gone: take it off the list");
    }
}

#[test]
fn every_file_says_what_it_is() {
    let silent = |folder: &str| -> Vec<String> {
        sources(folder)
            .into_iter()
            .filter(|source| !source.whole.starts_with("//! "))
            .map(|source| source.path)
            .collect()
    };
    none(&silent("tests/it"), "begin with what it is");
    none(&silent("src"), "begin with what it is");
}
