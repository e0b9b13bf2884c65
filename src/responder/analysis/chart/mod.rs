//! From a request to a picture's content: what is drawn, the numbers in it, and what there is to say about it.
//!
//! ```text
//! Chart (as asked) -> plan -> Plan (nothing left open) -> figure -> Figure (with numbers) -> trends -> sentences
//! ```

mod bars;
mod figure;
mod places;
mod plan;
mod trends;

use super::ask;
use super::table::{self, calendar, groups, measures};
use super::{draw, figures, limits, names};
use figures::human;
use groups::Aggregate;
use table::Table;

pub use figure::{BINS, figure, file_name};
pub use plan::plan;
pub use trends::{course, sentences, strength};

/// What is drawn, with nothing left open.
#[derive(Debug, Clone, PartialEq)]
pub enum Shape {
    /// One line a column, row by row.
    Lines(Option<usize>, Vec<usize>),
    /// One line a column, rows that share a place joined.
    LinesJoined(usize, Vec<usize>, Aggregate),
    /// One line a value of a column.
    LinesBy {
        /// The x axis.
        x: usize,
        /// What is drawn.
        y: usize,
        /// The column that tells the lines.
        by: usize,
        /// The values that get a line.
        entities: Vec<String>,
        /// How rows of one value that share a place are joined.
        how: Option<Aggregate>,
    },
    /// Points, coloured by the values of a column if there is one.
    Dots(usize, usize, Option<(usize, Vec<String>)>),
    /// Bars, one a row.
    Bars(usize, Vec<usize>),
    /// Bars, one a value of the x column; the bound keeps only the largest.
    BarsJoined(usize, Vec<usize>, Aggregate, Option<usize>),
    /// Groups of bars.
    BarsBy {
        /// The x axis.
        x: usize,
        /// What is drawn.
        y: usize,
        /// The column that tells the bars of a group.
        by: usize,
        /// The values that get a bar.
        entities: Vec<String>,
        /// How rows are joined.
        how: Aggregate,
    },
    /// How often values occur.
    Histogram(usize),
    /// Shares of a whole.
    Pie(usize, usize, Aggregate),
}

/// A chart that is decided.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// What is drawn.
    pub shape: Shape,
    /// Its title.
    pub title: String,
    /// What a reader should know about choices made.
    pub notes: Vec<String>,
}

fn title(shape: &Shape, table: &Table, all: bool, lone: bool) -> String {
    let name = |at: usize| table.columns[at].name.trim().to_owned();
    let some = |ys: &[usize]| match ys {
        [one] => name(*one),
        [one, two] => format!("{} and {}", name(*one), name(*two)),
        _ if all => "All columns".to_owned(),
        [one, ..] => format!("{} and {} more", name(*one), ys.len() - 1),
        [] => String::new(),
    };
    let over = |x: usize| {
        if table.columns[x].is_time() { "over time".to_owned() } else { format!("against {}", name(x)) }
    };
    let joined = |how: Aggregate, y: &str| {
        let mut text = format!("{} {y}", how.adjective());
        text[..1].make_ascii_uppercase();
        text
    };
    match shape {
        Shape::Lines(Some(x), ys) => format!("{} {}", some(ys), over(*x)),
        Shape::Lines(None, ys) => some(ys),
        Shape::LinesJoined(x, ys, how) => format!("{} {}", joined(*how, &some(ys)), over(*x)),
        Shape::LinesBy { x, y, by, .. } => format!("{} {} by {}", name(*y), over(*x), name(*by)),
        Shape::Dots(x, y, _) => format!("{} against {}", name(*y), name(*x)),
        Shape::Bars(x, ys) => format!("{} by {}", some(ys), name(*x)),
        Shape::BarsJoined(x, ys, ..) if lone => format!("{} by {}", some(ys), name(*x)),
        Shape::BarsJoined(x, _, Aggregate::Count, _) => format!("Number of rows by {}", name(*x)),
        Shape::BarsJoined(x, ys, how, _) => format!("{} by {}", joined(*how, &some(ys)), name(*x)),
        Shape::BarsBy { x, y, by, how, .. } => format!("{} by {} and {}", joined(*how, &name(*y)), name(*x), name(*by)),
        Shape::Histogram(y) => format!("Distribution of {}", name(*y)),
        Shape::Pie(x, y, _) => format!("Share of {} by {}", name(*y), name(*x)),
    }
}

/// What the chart is called in a sentence.
pub fn noun(shape: &Shape) -> &'static str {
    match shape {
        Shape::Lines(..) | Shape::LinesJoined(..) | Shape::LinesBy { .. } => "line chart",
        Shape::Dots(..) => "scatter plot",
        Shape::Bars(..) | Shape::BarsJoined(..) | Shape::BarsBy { .. } => "bar chart",
        Shape::Histogram(_) => "histogram",
        Shape::Pie(..) => "pie chart",
    }
}

/// A count of rows in a sentence.
pub fn rows_in_words(count: usize) -> String {
    if count == 1 {
        "1 row".to_owned()
    } else {
        format!("{} rows", if count < 1_000_000 { super::figures::exact(count as f64) } else { human(count as f64) })
    }
}
