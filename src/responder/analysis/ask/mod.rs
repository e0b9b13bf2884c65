//! What a message asks of a table: a chart, several, a derived file, a number, an overview, or nothing of the kind.
//!
//! ```text
//! message -> words -> columns and values named -> rows meant -> the first of these that fits:
//!            several charts, one chart, derived file, question, overview
//! ```

mod charting;
mod conditions;
mod lexing;
mod matching;
mod periods;
pub mod phrase;
mod questions;
mod reading;
pub mod scope;
mod span;
pub mod steps;
pub mod tongues;
mod values;
pub mod wording;

use super::table::{calendar, cells, groups, measures};
use super::{figures, limits, names, table};
use groups::Aggregate;
use limits::MAX_CHARTS;
use matching::Mention;
use phrase::Phrase;
use scope::Scope;
use table::Table;

pub use reading::{Reading, speaks_of_file};

/// A kind of chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// Lines.
    Line,
    /// Bars.
    Bar,
    /// Points.
    Scatter,
    /// How often values occur.
    Histogram,
    /// Shares of a whole.
    Pie,
}

/// One chart, as far as the message tells.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Chart {
    /// The kind named.
    pub style: Option<Style>,
    /// The column of the x axis.
    pub x: Option<usize>,
    /// The columns drawn upwards.
    pub ys: Vec<usize>,
    /// Whether all other columns are wanted.
    pub all: bool,
    /// The column that makes one series a value.
    pub by: Option<usize>,
    /// How values that share a place become one.
    pub aggregate: Option<Aggregate>,
    /// Only so many of the largest.
    pub top: Option<usize>,
    /// The title wished for.
    pub title: Option<String>,
    /// Sentences about wishes that cannot be met.
    pub notes: Vec<String>,
}

/// One step towards a derived file.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// Rows in random order.
    Shuffle,
    /// So many rows drawn at random.
    Sample(usize),
    /// Rows sorted; true is ascending.
    Sort(Vec<usize>, bool),
    /// The first rows.
    First(usize),
    /// The last rows.
    Last(usize),
    /// Repeated rows once.
    Distinct,
    /// Without these columns.
    Without(Vec<usize>),
    /// Only these columns.
    Only(Vec<usize>),
    /// One row a group.
    Group(usize, Vec<usize>, Aggregate),
    /// The table of statistics.
    Describe,
    /// With a computed column, which the table already has; and how it is computed, in words.
    Add(usize, String),
}

/// A question with one computed answer.
#[derive(Debug, Clone, PartialEq)]
pub enum Question {
    /// How many rows.
    Rows,
    /// Which columns there are.
    Columns,
    /// The first rows, or the last.
    Show(usize, bool),
    /// One number for each of some columns.
    Figure(Aggregate, Vec<usize>),
    /// One number a group.
    Grouped {
        /// How the values of a group become one.
        how: Aggregate,
        /// The column that tells the groups.
        label: usize,
        /// The column of the values.
        measure: usize,
        /// How many groups are listed.
        count: usize,
        /// Largest first, or smallest.
        down: bool,
    },
    /// Which entry of the first column has the largest (or, when false, smallest) value of the second.
    Which(usize, usize, bool),
    /// How many different values.
    Different(usize),
    /// How two columns move together.
    Together(usize, usize),
    /// How much a column grew from the first moment of another to the last.
    Growth(usize, usize),
}

/// What is asked.
#[derive(Debug, Clone, PartialEq)]
pub enum Request {
    /// One chart.
    Chart(Chart),
    /// Several charts that suit the data, about a column if one is named.
    Showcase(usize, Option<usize>),
    /// A new file; no step means the rows of the scope.
    Derive(Vec<Step>),
    /// A computed answer.
    Question(Question),
    /// A summary of the data.
    Overview,
}

/// A request together with its rows and what in it is not known.
#[derive(Debug, Clone, PartialEq)]
pub struct Asked {
    /// What is asked.
    pub request: Request,
    /// Of which rows.
    pub scope: Scope,
    /// Column names asked for that the table does not have.
    pub unknown: Vec<String>,
}

/// Reads a message against a table.
pub fn understand(phrase: &Phrase, table: &Table) -> Option<Asked> {
    let mentions = matching::mentions(phrase, table);
    let values = values::values(phrase, table, &mentions);
    let unknown = matching::unknown(phrase, table, &mentions, &values);
    let told = conditions::told(phrase, table, &mentions, &values);
    let mut reading =
        Reading { phrase, table, named: mentions.clone(), mentions, scope: told.scope, spent: told.words };
    // A column named only to compare it is no part of the picture, unless nothing else is.
    let compared = reading.scope.columns();
    let others: Vec<Mention> = reading
        .mentions
        .iter()
        .filter(|m| !compared.contains(&m.column) || !is_compared(&reading, m))
        .cloned()
        .collect();
    if !others.is_empty() || steps::derives(phrase) {
        reading.mentions = others;
    }
    let mut unknown = unknown;
    let request = showcase(&reading)
        .or_else(|| charting::chart(&reading, &mut unknown))
        .or_else(|| steps::derive(&reading))
        .or_else(|| questions::ask(&reading, &mut unknown))
        .or_else(|| overview(&reading))?;
    Some(Asked { request, scope: reading.scope, unknown })
}

/// The rows that a message means, whatever it asks.
pub fn rows_meant(phrase: &Phrase, table: &Table) -> Scope {
    let mentions = matching::mentions(phrase, table);
    let values = values::values(phrase, table, &mentions);
    conditions::told(phrase, table, &mentions, &values).scope
}

/// The columns that a message names, each once.
pub fn columns_named(phrase: &Phrase, table: &Table) -> Vec<usize> {
    let mut columns = Vec::new();
    for mention in matching::mentions(phrase, table) {
        if !columns.contains(&mention.column) {
            columns.push(mention.column);
        }
    }
    columns
}

/// Whether a comparison follows a mention directly.
fn is_compared(reading: &Reading<'_>, mention: &Mention) -> bool {
    reading.is_spent(mention.words.end)
        || mention.words.start.checked_sub(1).is_some_and(|before| reading.is_spent(before))
}

/// Several charts: `3 data visualizations`, `a few charts`.
fn showcase(reading: &Reading<'_>) -> Option<Request> {
    let phrase = reading.phrase;
    let noun = phrase.find(
        "visualizations visualisations charts graphs plots visuals diagrams figures \
            infographics views",
    )?;
    if matches!(phrase.at(noun), "charts" | "graphs" | "plots" | "figures" | "views") && !wording::makes(phrase) {
        return None;
    }
    let count =
        (noun.saturating_sub(4)..noun).rev().find_map(|at| phrase.count_at(at).filter(|_| !reading.is_spent(at)));
    let figures = matches!(phrase.at(noun), "figures" | "views");
    let count = match count {
        Some(count) => count,
        None if figures || !reading.mentions.is_empty() => return None,
        None => 3,
    };
    let columns = reading.measures();
    Some(Request::Showcase(count.clamp(1, MAX_CHARTS), columns.first().copied()))
}

fn overview(reading: &Reading<'_>) -> Option<Request> {
    let phrase = reading.phrase;
    let verb = phrase.has(
        "analyze analyse analysis summarize summarise summary describe explore insight \
            insights overview statistics stats trends findings takeaways understand explain \
            profile review interpret",
    );
    let asks = phrase.says(
        "what is in|whats in|tell me about|look at|what do you see|what can you|\
            what does|contents of|about this|about the",
    ) || phrase.says("give me|show me");
    let file = speaks_of_file(phrase);
    let short = phrase.words.len() <= 6;
    ((verb && (file || short || !reading.mentions.is_empty())) || (asks && file)).then_some(Request::Overview)
}

#[cfg(test)]
mod tests;
