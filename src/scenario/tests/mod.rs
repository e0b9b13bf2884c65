//! Scenario files: right ones, wrong ones, and hostile ones.

mod folders_tests;
mod hostile_tests;
mod places_tests;
mod rendering_tests;
mod right_tests;
mod schema_tests;

use super::load::load_text;
use super::problem::Problem;

/// What is said of a text that is called `t.yaml`.
fn said(text: &str) -> Vec<Problem> {
    load_text("t.yaml", text, None).map_or_else(|problems| problems, |loaded| loaded.warnings)
}

/// What is said of a text, as it is shown.
fn shown(text: &str) -> String {
    said(text).iter().map(|problem| problem.render(false) + "\n").collect()
}

/// Cases of a table in a file: a title, a scenario file, and what is said of it, behind a line `--->`.
fn cases(table: &str) -> impl Iterator<Item = (&str, &str, &str)> {
    table.split("=== ").skip(1).map(|case| {
        let (title, rest) = case.split_once('\n').expect("a title");
        let (text, wanted) = rest.split_once("--->\n").expect("what is said");
        (title, text, wanted)
    })
}

#[test]
fn what_is_wrong_is_shown_where_it_is() {
    let tables = [include_str!("wrong/yaml.txt"), include_str!("wrong/shape.txt"), include_str!("wrong/meaning.txt")];
    let wrong: Vec<String> = tables
        .into_iter()
        .flat_map(cases)
        .filter(|(_, text, wanted)| shown(text) != *wanted)
        .map(|(title, text, wanted)| format!("{title}\nwanted:\n{wanted}is:\n{}", shown(text)))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
