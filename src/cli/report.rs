//! `understage exec --report`: what the command's requests played and what not, when it is over.

use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::args::ReportFlags;
use super::whole::write_whole;
use crate::http::App;
use crate::store::{StruckRule, Tally};
use crate::wire::coverage::{CoverageReport, Exercised};

/// What was played, missed, left and exercised.
#[derive(Serialize)]
struct Report {
    #[serde(flatten)]
    tally: Tally,
    coverage: CoverageReport,
}

/// Refuses a file that could not be written when the command is over.
///
/// # Errors
/// The first whose folder is not there.
pub(super) fn check(wanted: &ReportFlags) -> Result<(), PathBuf> {
    let folder = |path: &PathBuf| path.parent().filter(|parent| !parent.as_os_str().is_empty()).map(Path::to_path_buf);
    let missing = wanted.files.iter().find(|path| folder(path).is_some_and(|folder| !folder.is_dir()));
    missing.map_or(Ok(()), |path| Err(path.clone()))
}

/// Tells what was asked for: to stderr, to files. A file that cannot be written is told of; the command's exit code stays.
pub(super) fn tell(app: &App, wanted: &ReportFlags) {
    if !wanted.report && wanted.files.is_empty() {
        return;
    }
    let report = Report { tally: app.tally(), coverage: app.coverage() };
    if wanted.report {
        let _unread = io::stderr().lock().write_all(report.text().as_bytes());
    }
    for path in &wanted.files {
        let content = if path.extension().is_some_and(|ending| ending == "json") {
            serde_json::to_string_pretty(&report).expect("texts and numbers are JSON") + "\n"
        } else {
            report.markdown()
        };
        if let Err(error) = write_whole(path, &content) {
            super::complain(&format!("cannot write the report {}: {error}", path.display()));
        }
    }
}

/// A heading, and what there is to say below it.
struct Section {
    title: &'static str,
    lines: Vec<String>,
}

impl Report {
    fn text(&self) -> String {
        let mut out = String::from("\nunderstage report\n");
        for Section { title, lines } in self.sections() {
            // Writing to a string cannot fail.
            let _infallible = writeln!(out, "\n{title}");
            for line in lines {
                let _infallible = writeln!(out, "  {line}");
            }
        }
        out
    }

    fn markdown(&self) -> String {
        let mut out = String::from("# understage report\n");
        for Section { title, lines } in self.sections() {
            let _infallible = writeln!(out, "\n## {title}\n");
            for line in lines {
                let _infallible = writeln!(out, "- {}", escaped(&line));
            }
        }
        out
    }

    fn sections(&self) -> Vec<Section> {
        let tally = &self.tally;
        let mut sections = Vec::new();
        let mut add = |title, lines: Vec<String>| {
            if !lines.is_empty() {
                sections.push(Section { title, lines });
            }
        };
        let plays = |(name, plays): (&String, &u64)| match plays {
            0 => format!("{name}: never played"),
            1 => format!("{name}: played once"),
            plays => format!("{name}: played {plays} times"),
        };
        add("Scenarios", tally.scenarios.iter().map(plays).collect());
        let unmatched = tally.unmatched.iter().map(|run| {
            let misses = if run.misses.is_empty() { String::new() } else { format!(": {}", run.misses.join("; ")) };
            format!("{} ({:?}){misses}", run.run_id, run.message)
        });
        add("Runs that no scenario fitted", unmatched.collect());
        let stuck = tally.stuck.iter().map(|stuck| format!("{}: {}", stuck.run_id, stuck.problem));
        add("Runs whose scenario could not go on", stuck.collect());
        add("Faults", tally.faults.iter().map(fault).collect());
        let left = tally.leaks.iter().filter(|(_, count)| **count > 0);
        let left: Vec<String> = left.map(|(kind, count)| format!("{}: {count}", kind.replace('_', " "))).collect();
        add("Left behind", if left.is_empty() { vec!["nothing".to_owned()] } else { left });
        let coverage = &self.coverage;
        let kinds = [
            ("routes", &coverage.routes),
            ("run statuses", &coverage.run_statuses),
            ("step statuses", &coverage.step_statuses),
            ("message statuses", &coverage.message_statuses),
            ("events", &coverage.events),
            ("errors", &coverage.errors),
            ("faults", &coverage.faults),
        ];
        add("Exercised", kinds.into_iter().map(|(kind, exercised)| share(kind, exercised)).collect());
        sections
    }
}

/// `429 on POST /v1/threads/*/runs: struck 2 of 3 requests`
fn fault(struck: &StruckRule) -> String {
    let rule = serde_json::to_string(&struck.rule).expect("texts and numbers are JSON");
    format!("{rule}: struck {} of {} requests", struck.played, struck.seen)
}

/// `run statuses: 3 of 9; never cancelled, expired`, with the names where they are few.
fn share(kind: &str, exercised: &Exercised) -> String {
    const FEW: usize = 12;
    let (seen, never) = (exercised.seen.len(), &exercised.never);
    let missing = match never.len() {
        0 => String::new(),
        few if few <= FEW => format!("; never {}", never.join(", ")),
        many => format!("; never {} and {} more", never[..FEW].join(", "), many - FEW),
    };
    format!("{kind}: {seen} of {}{missing}", seen + never.len())
}

/// Text in which Markdown has nothing to say.
fn escaped(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    for c in line.chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '<' | '>' | '#' | '|') {
            out.push('\\');
        }
        out.push(if c == '\n' { ' ' } else { c });
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{Exercised, escaped, share};

    #[test]
    fn what_was_never_seen_is_named_where_it_is_little() {
        let names = ["a", "b", "c"].into_iter().enumerate();
        let exercised = Exercised::of(names.map(|(at, name)| (name, at as u64)));
        assert_eq!(share("things", &exercised), "things: 2 of 3; never a");
        let letters = "abcdefghijklmnop".split("").filter(|name| !name.is_empty());
        let many = Exercised::of(letters.map(|name| (name, 0)));
        assert!(share("letters", &many).ends_with("never a, b, c, d, e, f, g, h, i, j, k, l and 4 more"));
        assert_eq!(share("all", &Exercised::of([("a", 1)].into_iter())), "all: 1 of 1");
    }

    #[test]
    fn markdown_has_nothing_to_say_in_a_line() {
        assert_eq!(escaped("a_b *c* <d>\n`e`"), r"a\_b \*c\* \<d\> \`e\`");
    }
}
