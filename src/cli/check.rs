//! `understage check`: what is wrong with scenario files.

use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use serde::Serialize;

use super::args::Format;
use crate::scenario::{Problem, Scenarios, Severity, load};

/// Checks files and folders, and tells what is wrong: to stderr for people, to stdout as JSON. The exit code is 0 if the files
/// can be used, warnings or not.
pub(super) fn run(paths: &[PathBuf], format: Format) -> ExitCode {
    let checked = load(paths);
    let (problems, held) = match &checked {
        Ok(scenarios) => (&scenarios.warnings, held(scenarios)),
        Err(problems) => (problems, String::new()),
    };
    match format {
        Format::Text => {
            show(problems);
            match &checked {
                Ok(_) => super::say(&format!("{held}: {}\n", summary(problems))),
                Err(_) => super::complain(&summary(problems)),
            }
        }
        Format::Json => super::say(&(json(problems) + "\n")),
    }
    if checked.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Prints problems to stderr, an empty line behind each.
pub(super) fn show(problems: &[Problem]) {
    let mut out = io::stderr().lock();
    let color = out.is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|set| set.is_empty());
    for problem in problems {
        let _unread = writeln!(out, "{}\n", problem.render(color));
    }
}

/// `2 errors and 1 warning`
pub(super) fn summary(problems: &[Problem]) -> String {
    let of = |severity: Severity| problems.iter().filter(|problem| problem.severity == severity).count();
    match (of(Severity::Error), of(Severity::Warning)) {
        (0, 0) => "no problems".to_owned(),
        (0, warnings) => counted(warnings, "warning"),
        (errors, 0) => counted(errors, "error"),
        (errors, warnings) => format!("{} and {}", counted(errors, "error"), counted(warnings, "warning")),
    }
}

/// `3 scenarios and 1 fault`
pub(super) fn held(scenarios: &Scenarios) -> String {
    let counts = [(scenarios.scenarios.len(), "scenario"), (scenarios.faults.len(), "fault")];
    if scenarios.scenarios.is_empty() && scenarios.faults.is_empty() {
        return "no scenario and no fault".to_owned();
    }
    let told: Vec<String> = counts.iter().filter(|(n, _)| *n > 0).map(|(n, what)| counted(*n, what)).collect();
    told.join(" and ")
}

fn counted(n: usize, what: &str) -> String {
    if n == 1 { format!("1 {what}") } else { format!("{n} {what}s") }
}

fn json(problems: &[Problem]) -> String {
    #[derive(Serialize)]
    struct Report<'a> {
        problems: &'a [Problem],
    }
    serde_json::to_string_pretty(&Report { problems }).expect("texts and numbers are JSON")
}
