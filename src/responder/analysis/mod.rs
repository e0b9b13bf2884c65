//! Data analysis for the built-in responder: what a code interpreter would have done with an attached table is really
//! computed, charts are really drawn, new files really written. No code is run; the code shown is what would do it.
//!
//! ```text
//! file ──── table ──┐
//!                   ├── ask ──┬── chart ── draw ──┐
//! message ──────────┘         └───────────────────┴── reply ── Analysis
//! ```
//!
//! - `table`: bytes to typed columns, dates and numbers as people write them, groups of rows
//! - `ask`: what a message wants, and of which columns and rows
//! - `chart`: what exactly is drawn, its numbers, and sentences about them
//! - `draw`: pixels; knows no table
//! - `reply`: code in pandas, what it prints, files, words
//!
//! Everything is a function of message, instructions, earlier messages, files and seed. Understanding is by rules,
//! not by learning: what is not clearly about the data is left to other parts of the responder.

mod ask;
mod chart;
mod draw;
mod figures;
mod formula;
mod limits;
mod names;
mod prepare;
mod reply;
mod scripted;
mod table;
mod thread;

pub use scripted::{Wanted, drawn};

use ask::phrase::Phrase;
use ask::{Asked, Request, steps, wording};
use names::shown;
use reply::Matter;
use std::path::PathBuf;
use table::{Table, Trouble};

/// An uploaded file.
#[derive(Debug, Clone, PartialEq)]
pub struct Source {
    /// Its name, as data: never used as a path.
    pub name: String,
    /// Where its bytes are.
    pub path: PathBuf,
}

/// What is asked.
#[derive(Debug, Clone, Copy)]
pub struct Ask<'a> {
    /// The last user message.
    pub message: &'a str,
    /// The instructions of the run.
    pub instructions: &'a str,
    /// Earlier user messages, oldest first.
    pub earlier: &'a [&'a str],
    /// Where random choices come from.
    pub seed: u64,
}

/// What the run plays: one code step each, then one message.
#[derive(Debug, Clone, PartialEq)]
pub struct Analysis {
    /// The code steps.
    pub runs: Vec<CodeRun>,
    /// The message, with a `sandbox:` link for every file.
    pub reply: String,
}

/// One code step.
#[derive(Debug, Clone, PartialEq)]
pub struct CodeRun {
    /// The code.
    pub input: String,
    /// What it prints; empty for nothing.
    pub logs: String,
    /// The pictures it shows, as PNG.
    pub images: Vec<Vec<u8>>,
    /// The files it writes.
    pub files: Vec<Generated>,
}

/// A written file.
#[derive(Debug, Clone, PartialEq)]
pub struct Generated {
    /// Its path in the sandbox.
    pub path: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// Answers a request about the data in the files; `None` when it is about something else.
pub fn analyse(ask: &Ask<'_>, sources: &[Source]) -> Option<Analysis> {
    let source = chosen(ask.message, sources)?;
    let phrase = Phrase::new(&ask::tongues::plain(ask.message, &|_| false));
    let table = match table::read(source) {
        Ok(table) => table,
        Err(trouble) => return refused(&phrase, source, trouble),
    };
    let prepared = thread::understood(ask.message, ask.earlier, table)?;
    if let Some((made, chart)) = prepare::numbered(&prepared) {
        let asked = Asked { request: Request::Chart(chart), ..prepared.asked };
        return Some(answered(ask, &phrase, &made, asked));
    }
    Some(answered(ask, &phrase, &prepared.table, prepared.asked))
}

/// The file a message names, else the last that is a table by its name, else the last.
fn chosen<'a>(message: &str, sources: &'a [Source]) -> Option<&'a Source> {
    let message = names::folded(message);
    let stem = |name: &str| names::folded(name.rsplit_once('.').map_or(name, |(stem, _)| stem));
    let full = |source: &&Source| message.contains(&names::folded(&source.name));
    let part = |source: &&Source| stem(&source.name).len() >= 4 && message.contains(&stem(&source.name));
    let last =
        |test: &dyn Fn(&&Source) -> bool| sources.iter().rev().find(|source| !source.name.is_empty() && test(source));
    last(&full)
        .or_else(|| last(&part))
        .or_else(|| last(&|source| table::is_tabular_name(&source.name)))
        .or(sources.last())
}

fn answered(ask: &Ask<'_>, phrase: &Phrase, table: &Table, mut asked: Asked) -> Analysis {
    if !asked.unknown.is_empty() {
        return reply::unknown(table, &asked.unknown);
    }
    steps::turned(phrase, &mut asked.scope.conditions);
    let matter = Matter::new(table, &asked.scope);
    let counts_nothing = matches!(asked.request, Request::Question(_));
    if matter.rows.is_empty() && !counts_nothing {
        return reply::words(format!(
            "No row of **{}** is {}, so there is nothing to show. {}",
            shown(&table.name),
            asked.scope.in_words(table),
            extent(table)
        ));
    }
    match &asked.request {
        Request::Chart(chart) => reply::chart(&matter, chart),
        Request::Showcase(count, about) => reply::showcase(&matter, *count, *about),
        Request::Derive(steps) => {
            let mut analysis = reply::file(&matter, steps, ask.seed);
            if steps::wants_workbook(phrase) {
                analysis
                    .reply
                    .push_str("\n\nAn Excel workbook cannot be written here; a CSV file opens in Excel as well.");
            }
            analysis
        }
        Request::Question(question) => reply::answer(&matter, question),
        Request::Overview => reply::overview(&matter, wording::speaks_of_charts(&Phrase::new(ask.instructions))),
    }
}

/// What the file covers, for those who asked beyond it.
fn extent(table: &Table) -> String {
    let Some(time) = table.time() else {
        return format!("Its columns are: {}.", reply::columns(table));
    };
    let values = || table.columns[time].values.iter().flatten().copied();
    let (low, high) = (values().fold(f64::INFINITY, f64::min), values().fold(f64::NEG_INFINITY, f64::max));
    let label = |value| table::groups::value_label(table, time, value);
    format!("Its column **{}** runs from {} to {}.", shown(&table.columns[time].name), label(low), label(high))
}

/// A useful reply about a file that is no table, if the request was about its data at all.
fn refused(phrase: &Phrase, source: &Source, trouble: Trouble) -> Option<Analysis> {
    let tabular = table::is_tabular_name(&source.name) || trouble == Trouble::Workbook;
    let strong = wording::speaks_of_charts(phrase) || steps::derives(phrase);
    let about = (strong && wording::makes(phrase)) || (tabular && (strong || ask::speaks_of_file(phrase)));
    if !about || !(tabular || ask::speaks_of_file(phrase)) {
        return None;
    }
    let name = shown(&source.name);
    let text = match trouble {
        Trouble::Unreadable => format!("I could not open **{name}**. Please upload it again."),
        Trouble::Empty => {
            format!("**{name}** is empty, so there is nothing to work with. Please upload the file again.")
        }
        Trouble::Workbook => format!(
            "**{name}** is a spreadsheet program's own format, which cannot be read here. Please save it as CSV and upload that."
        ),
        Trouble::NotTabular => format!(
            "I could not read **{name}** as a table: it does not consist of rows and columns of text. A CSV file with a header line would work."
        ),
        Trouble::NoRows => {
            format!("**{name}** has a header line but no rows below it, so there is nothing to work with.")
        }
        Trouble::TooWide => format!(
            "**{name}** has more than {} columns, which is more than can be worked on here.",
            limits::MAX_COLUMNS
        ),
    };
    Some(reply::words(text))
}

#[cfg(test)]
mod tests;
#[cfg(test)]
mod trial_tests;
