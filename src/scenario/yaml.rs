//! Reading YAML, and saying in plain words what is wrong with it.

use super::file::{File, VERBS};
use super::place::{Place, Source};
use super::problem::Problem;
use super::spelling::nearest;
use serde_saphyr::{Error, Location, Options};

/// Levels of mappings and lists in each other. Reading recurses into them, on stacks of 2 MiB and without optimisation.
const DEPTH: usize = 32;
/// Values in a file.
const NODES: usize = 500_000;
/// Values that aliases repeat.
const REPEATED: usize = 50_000;
const BEGIN: &str = "begin the file with `scenarios:` or `faults:`, and put a list below it";
const UNCLOSED: &str = "a quote is opened and not closed, here or above";
const QUOTE: &str = "put quotes around the whole text";

/// Parts of the parser's messages; plainer ones, where they need it; and what to do.
const HELP: [(&str, &str, &str); 12] = [
    ("mapping values are not allowed", "`: ` inside of a text makes it a key in YAML", QUOTE),
    ("unclosed quote", UNCLOSED, "close it, or double a quote that is meant"),
    ("multiline quoted scalar", UNCLOSED, "close it, or double a quote that is meant"),
    ("unclosed bracket", "this bracket is never closed", "close it, or put quotes around the text"),
    ("trailing content after single-quoted", "the quotes are closed before this", "write `''` for a `'` that is meant"),
    (
        "trailing content after double-quoted",
        "the quotes are closed before this",
        "write `\\\"` for a `\"` that is meant",
    ),
    ("expected ':'", "`key: value` expected", "a `: ` is missing, or quotes around a text of several lines"),
    ("block sequence entries", "a list cannot begin behind a key", "begin it on a line of its own"),
    ("did not find expected key", "this does not fit what is before it", QUOTE),
    ("flow", "", "close the brackets, and put quotes around text with brackets or commas in it"),
    ("bracket", "", "close the brackets, and put quotes around text with brackets or commas in it"),
    (
        "block scalar",
        "`|` and `>` begin a text on the next line",
        "put the text below and indent it, or put quotes around it",
    ),
];

/// Reads a file.
///
/// # Errors
/// The first thing that is no YAML, or not of the shape of a scenario file.
pub fn read(source: &Source) -> Result<File, Box<Problem>> {
    serde_saphyr::from_str_with_options(source.text(), options()).map_err(|error| Box::new(explain(source, &error)))
}

fn options() -> Options {
    serde_saphyr::options! {
        budget: serde_saphyr::budget! {
            max_depth: DEPTH,
            max_nodes: NODES,
            max_events: 2 * NODES,
            max_anchors: 1_000,
            max_aliases: 10_000,
            enforce_alias_anchor_ratio: false,
        },
        alias_limits: serde_saphyr::alias_limits! { max_total_replayed_events: REPEATED, max_replay_stack_depth: 16 },
        strict_booleans: true,
        reject_unsupported_tags: true,
    }
}

fn explain(source: &Source, error: &Error) -> Problem {
    let error = match error.without_snippet() {
        Error::AliasError { error, .. } => error.without_snippet(),
        other => other,
    };
    let place = place(source, error.location());
    let shape = |wanted: &str| {
        unquoted_template(source, place)
            .unwrap_or_else(|| source.problem(place, format!("{wanted} expected, found {}", found(source, place))))
    };
    match error {
        Error::SerdeUnknownField { field, expected, .. } => unknown(source, place, field, expected),
        Error::SerdeMissingField { field, .. } => source.problem(place, format!("missing `{field}`")),
        Error::Unexpected { expected: "string scalar", .. } => shape("text"),
        Error::Unexpected { expected: "mapping start", .. }
            if source.text().get(..place.start).is_some_and(|before| before.trim().is_empty()) =>
        {
            shape("a mapping").help(BEGIN)
        }
        Error::Unexpected { expected: "mapping start", .. } if found(source, place) == "nothing" => {
            shape("a mapping").help("indent what belongs to it, or leave the key out")
        }
        Error::Unexpected { expected: "mapping start", .. } => shape("a mapping"),
        Error::Unexpected { expected: "sequence start", .. } => {
            list(source, place).unwrap_or_else(|| shape("a list").help("begin each item with `- `"))
        }
        Error::NullIntoString { .. } => source.problem(place, "text expected, found nothing"),
        Error::InvalidScalar { ty, .. } => shape(number(ty)),
        Error::InvalidBooleanStrict { .. } => shape("true or false"),
        Error::NonFiniteFloat { value, .. } => {
            source.problem(place, format!("`{value}` is not a number that JSON can hold"))
        }
        Error::DuplicateMappingKey { key, .. } => {
            let place = source.word(place);
            let key = key.as_deref().unwrap_or("this key");
            source.problem(place, format!("`{key}` is given twice in this mapping")).help("remove one of them")
        }
        Error::UnknownAnchor { .. } => source
            .problem(source.word(place), "`*` at the beginning of a text is a reference to an anchor in YAML")
            .help(QUOTE),
        Error::UnsupportedTag { tag, .. } => source
            .problem(
                source.last_before(tag, place),
                format!("`{tag}`: `!` at the beginning of a text is a tag in YAML"),
            )
            .help(QUOTE),
        Error::MultipleDocuments { .. } => source
            .problem(place, "a second YAML document begins here")
            .help("remove the `---`, or use a file of its own"),
        Error::Budget { .. }
        | Error::AliasReplayLimitExceeded { .. }
        | Error::AliasReplayStackDepthExceeded { .. }
        | Error::AliasExpansionLimitExceeded { .. } => too_large(source, place),
        Error::RecursiveReferencesRequireWeakTypes { .. } => {
            source.problem(source.word(place), "this reference is inside of what it refers to")
        }
        other => syntax(source, place, &other.to_string()),
    }
}

/// Errors of the parser know lines and columns alone.
fn place(source: &Source, location: Option<Location>) -> Place {
    let Some(location) = location else {
        return Place::default();
    };
    match (location.span().byte_offset(), location.span().byte_len()) {
        (Some(start), Some(length)) => Place { start: start as usize, end: (start + length) as usize },
        _ => source.place(location.line() as usize, location.column() as usize),
    }
}

fn too_large(source: &Source, place: Place) -> Problem {
    let message = format!("too large: at most {DEPTH} levels, {NODES} values, and {REPEATED} that aliases repeat");
    source.problem(place, message)
}

fn number(kind: &str) -> &'static str {
    match kind {
        "f64" => "a number",
        "bool" => "true or false",
        _ => "a whole number",
    }
}

/// What stands at a place, in a word.
fn found(source: &Source, place: Place) -> String {
    let rest = source.text().get(place.start..).unwrap_or_default();
    let line = rest.lines().next().unwrap_or_default();
    match line.chars().next() {
        None | Some('~' | '#' | ':') => "nothing".to_owned(),
        Some('{') => "a mapping".to_owned(),
        Some('[') => "a list".to_owned(),
        Some('-') if line == "-" || line.starts_with("- ") => "a list".to_owned(),
        Some(_) if is_key(source, place) => "a mapping".to_owned(),
        Some(_) => match source.slice(place) {
            "" => "nothing".to_owned(),
            long if long.len() > 40 || long.contains('\n') => "text".to_owned(),
            short => format!("`{short}`"),
        },
    }
}

/// Whether the word at a place is a key.
fn is_key(source: &Source, place: Place) -> bool {
    let after = source.text().get(source.word(place).end..).unwrap_or_default();
    after.strip_prefix(':').is_some_and(|rest| rest.is_empty() || rest.starts_with(char::is_whitespace))
}

fn unknown(source: &Source, place: Place, field: &str, expected: &[&'static str]) -> Problem {
    let before = text_before(source, place).trim_end();
    if before.ends_with(',') && !field.chars().all(|character| character.is_ascii_alphanumeric() || character == '_') {
        return source
            .problem(place, format!("`{field}` begins a new entry of this mapping, behind the comma"))
            .help(QUOTE);
    }
    let is_verb = VERBS.iter().all(|verb| expected.contains(verb));
    let kind = if is_verb { "verb" } else { "field" };
    let problem = source.problem(place, format!("unknown {kind} `{field}`"));
    match nearest(field, expected.iter().copied()) {
        Some(near) => problem.help(format!("did you mean `{near}`?")),
        None if expected.contains(&"scenarios") => problem.help(BEGIN),
        None => problem.help(format!("expected one of {}", expected.join(", "))),
    }
}

/// `{{ city }}` without quotes is a mapping in a mapping.
fn unquoted_template(source: &Source, place: Place) -> Option<Problem> {
    let (line, _) = source.line_and_column(place.start);
    let at = [line, line.saturating_sub(1)].into_iter().find_map(|line| {
        let text = source.line(line);
        let begins = |at: &usize| text[..*at].trim_end().ends_with([':', '-', '[', ',', '{']);
        let column = text.match_indices("{{").map(|(at, _)| at).find(begins)?;
        Some(source.place(line, text[..column].chars().count() + 1).start)
    })?;
    let problem =
        source.problem(Place { start: at, end: at + 2 }, "`{{` at the beginning of a value is a mapping in YAML");
    Some(problem.help(QUOTE))
}

/// What the parser could not read.
fn syntax(source: &Source, place: Place, message: &str) -> Problem {
    let message = message.rfind(" at line ").map_or(message, |end| &message[..end]);
    let (line, _) = source.line_and_column(place.start);
    if let Some(problem) = unquoted_template(source, place) {
        return problem;
    }
    if let Some(problem) = tab(source, line) {
        return problem;
    }
    if message.contains("recursion limit") {
        return too_large(source, place);
    }
    let told = |message: &str, help: &str| source.problem(place, message).help(help);
    if message.contains("unknown escape") || message.contains("escape") && message.contains("quoted scalar") {
        let rest = source.text().get(place.start..).unwrap_or_default();
        let at = place.start + wrong_escape(rest).unwrap_or_default();
        let escape = Place { start: at, end: (at + 2).min(source.text().len()) };
        return source
            .problem(escape, "`\\` inside of double quotes begins an escape, and this is none")
            .help("use single quotes");
    }
    if message.contains("unexpected character") {
        return told(&format!("no text begins with `{}` in YAML", source.slice(place)), QUOTE);
    }
    let is_first = text_before(source, place).trim_matches([' ', '-']).is_empty();
    if is_first && (message.contains("did not find expected key") || message.contains("did not find expected '-'")) {
        return told("this line does not fit those above", "look at its indentation, and at quotes and brackets above");
    }
    match HELP.iter().find(|(part, ..)| message.contains(part)) {
        Some((_, "", help)) => told(message, help),
        Some((_, plain, help)) => told(plain, help),
        None => source.problem(place, message),
    }
}

/// A tab before the first character of a line, or of the next one.
fn tab(source: &Source, line: usize) -> Option<Problem> {
    [line, line + 1].into_iter().find_map(|line| {
        let text = source.line(line);
        let indent = &text[..text.len() - text.trim_start().len()];
        let column = indent.find('\t')?;
        let tab = source.place(line, indent[..column].chars().count() + 1);
        Some(source.problem(tab, "a tab in the indentation").help("indent with spaces"))
    })
}

/// What is wrong with an item of a list whose dash has no space behind it, or with a list that is none.
fn list(source: &Source, place: Place) -> Option<Problem> {
    let rest = source.text().get(place.start..).unwrap_or_default();
    let is_dash = rest.starts_with('-') && rest[1..].starts_with(|next: char| next.is_alphabetic());
    is_dash.then(|| source.problem(place, "a list expected").help("put a space behind the dash"))
}

fn text_before(source: &Source, place: Place) -> &str {
    let before = source.text().get(..place.start).unwrap_or_default();
    &before[before.rfind('\n').map_or(0, |end| end + 1)..]
}

/// The first backslash that begins no escape of YAML.
fn wrong_escape(text: &str) -> Option<usize> {
    let mut bytes = text.bytes().enumerate();
    while let Some((at, byte)) = bytes.next() {
        if byte == b'\\' {
            let (_, next) = bytes.next()?;
            if !b"0abtnvfre \"/\\N_LPxuU\t\n".contains(&next) {
                return Some(at);
            }
        }
    }
    None
}
