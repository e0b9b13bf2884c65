//! One request answered: code, what it prints, pictures, files, and the words around them.

mod answer;
mod derive;
mod filing;
mod growth;
mod overview;
mod pandas;
mod plots;
mod printed;
mod ranking;
mod showcase;
mod statistics;

use super::ask::{self, Chart, scope};
use super::chart::{self, Plan, Shape};
use super::table::{self, calendar, cells, groups, measures};
use super::{Analysis, CodeRun, Generated, draw, figures, limits, names};
use names::{listed, shown};
use pandas::Coder;
use scope::Scope;
use table::Table;

pub use answer::answer;
pub use filing::file;
pub use overview::overview;
pub use pandas::literal;
pub use showcase::showcase;

/// A table and the rows of it that are asked for.
pub struct Matter<'a> {
    /// The table.
    pub table: &'a Table,
    /// What tells the rows.
    pub scope: &'a Scope,
    /// The rows.
    pub rows: Vec<usize>,
}

impl<'a> Matter<'a> {
    /// The rows of a scope.
    pub fn new(table: &'a Table, scope: &'a Scope) -> Self {
        Self { table, scope, rows: scope.rows(table) }
    }

    /// A sentence about rows that were left out, if any were.
    pub fn caution(&self) -> String {
        if !self.table.cut {
            return String::new();
        }
        format!(
            "\n\nThe file is larger than can be worked on here; this covers its first {}.",
            chart::rows_in_words(self.table.records.len())
        )
    }
}

/// A reply in words alone.
pub fn words(text: String) -> Analysis {
    Analysis { runs: Vec::new(), reply: text }
}

/// The reply to a request for columns that are not there.
pub fn unknown(table: &Table, missing: &[String]) -> Analysis {
    let missing: Vec<String> = missing.iter().map(|name| format!("“{}”", shown(name))).collect();
    let noun = if missing.len() == 1 { "a column" } else { "columns" };
    words(format!(
        "I could not find {noun} named {} in **{}**. Its columns are: {}. Which of them should I use?",
        listed(&missing),
        shown(&table.name),
        columns(table)
    ))
}

/// The names of a table's columns, the first thirty.
pub fn columns(table: &Table) -> String {
    let mut names: Vec<String> = table.columns.iter().take(30).map(|column| shown(&column.name)).collect();
    if table.columns.len() > names.len() {
        names.push(format!("{} more", table.columns.len() - names.len()));
    }
    listed(&names)
}

/// One chart with its file and what it shows.
pub fn chart(matter: &Matter<'_>, chart: &Chart) -> Analysis {
    let plan = match chart::plan(chart, matter.table, &matter.rows) {
        Ok(plan) => plan,
        Err(reason) => {
            return words(format!(
                "I cannot draw that: {reason} The columns of **{}** are: {}.",
                shown(&matter.table.name),
                columns(matter.table)
            ));
        }
    };
    let drawn = drawn(matter, &plan, &chart::file_name(&plan), true);
    let mut reply = format!("Here is the {} of **{}**", chart::noun(&plan.shape), shown(&plan.title));
    if !matter.scope.is_all() {
        reply.push_str(&format!(", {}", matter.scope.in_words(matter.table)));
    }
    reply.push_str(&format!(" ({} of {}).", chart::rows_in_words(matter.rows.len()), shown(&matter.table.name)));
    for sentence in drawn.sentences {
        reply.push_str(&format!(" {sentence}"));
    }
    if !plan.notes.is_empty() {
        reply.push_str(&format!("\n\n{}", plan.notes.join(" ")));
    }
    reply.push_str(&matter.caution());
    reply.push_str(&format!("\n\nYou can download the graph here: [Download the graph](sandbox:{})", drawn.link));
    Analysis { runs: vec![drawn.run], reply }
}

/// A chart that was drawn.
pub struct Drawn {
    /// The code step.
    pub run: CodeRun,
    /// Where its file lies.
    pub link: String,
    /// What it shows.
    pub sentences: Vec<String>,
}

/// Draws a plan into a file; the first of several charts also reads the data.
pub fn drawn(matter: &Matter<'_>, plan: &Plan, file: &str, first: bool) -> Drawn {
    let figure = chart::figure(plan, matter.table, &matter.rows);
    let bytes = draw::png(&figure);
    let coder = Coder::new(matter.table, matter.scope);
    let opening = if first { coder.opening(&used(&plan.shape), true) } else { String::new() };
    let code = coder.chart(plan, &figure, file);
    let link = format!("/mnt/data/{file}");
    let run = CodeRun {
        input: format!("{opening}{code}").trim_start().to_owned(),
        logs: String::new(),
        images: vec![bytes.clone()],
        files: vec![Generated { path: link.clone(), bytes }],
    };
    Drawn { run, link, sentences: chart::sentences(plan, matter.table, &figure.body) }
}

/// The columns a chart is made of.
pub fn used(shape: &Shape) -> Vec<usize> {
    match shape {
        Shape::Lines(x, ys) => x.iter().chain(ys).copied().collect(),
        Shape::LinesJoined(x, ys, _) | Shape::BarsJoined(x, ys, _, _) | Shape::Bars(x, ys) => {
            std::iter::once(x).chain(ys).copied().collect()
        }
        Shape::LinesBy { x, y, by, .. } | Shape::BarsBy { x, y, by, .. } => vec![*x, *y, *by],
        Shape::Dots(x, y, by) => [*x, *y].into_iter().chain(by.as_ref().map(|(by, _)| *by)).collect(),
        Shape::Histogram(y) => vec![*y],
        Shape::Pie(x, y, _) => vec![*x, *y],
    }
}
