//! Columns and their types: numbers, years, dates or text, whichever most of the cells can be read as.

use super::calendar::Grain;
use super::cells::{self, Decimal};
use super::dates::{self, Order};
use super::limits::MAX_KEPT;
use super::names;
use csv::StringRecord;
use std::collections::HashSet;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Numbers.
    Number,
    /// Calendar years.
    Year,
    /// Dates, as finely as given; the order is that of day and month.
    Date(Order, Grain),
    /// Anything else.
    Text,
    /// Nothing in any row.
    Empty,
}

/// One column.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// The name as in the file; nameless and repeated ones are named as pandas does.
    pub name: String,
    /// The words of the name, for matching.
    pub words: Vec<String>,
    /// What it holds.
    pub kind: Kind,
    /// The cells as numbers: days for dates, nothing for text.
    pub values: Vec<Option<f64>>,
    /// Whether numbers wear signs or separators that a parser must be told of.
    pub dressed: bool,
    /// Whether every number is whole and none is missing, so that pandas would keep integers.
    pub whole: bool,
}

impl Column {
    /// Whether its values can be added up and drawn upwards.
    pub fn is_measure(&self) -> bool {
        self.kind == Kind::Number
    }

    /// Whether its values are moments.
    pub fn is_time(&self) -> bool {
        matches!(self.kind, Kind::Year | Kind::Date(..))
    }

    /// Whether it only numbers or codes the rows.
    pub fn is_key(&self) -> bool {
        const KEYS: [&str; 9] = ["id", "code", "zip", "index", "key", "uuid", "unnamed", "no", "postcode"];
        self.words.iter().any(|word| KEYS.contains(&word.as_str()))
    }
}

/// The columns under a header, and the decimal sign of the file.
pub fn typed(header: &StringRecord, records: &[StringRecord]) -> (Vec<Column>, Decimal) {
    let mut seen = HashSet::new();
    let mut commas = false;
    let columns = header.iter().enumerate().map(|(at, raw)| {
        let mut name =
            if raw.trim().is_empty() { format!("Unnamed: {at}") } else { raw.chars().take(MAX_KEPT).collect() };
        let base = name.clone();
        let mut copy = 0;
        while !seen.insert(name.clone()) {
            copy += 1;
            name = format!("{base}.{copy}");
        }
        let cells = || records.iter().map(|record| record.get(at).unwrap_or("").trim());
        let decimal = cells::decimal_of(cells().filter(|cell| !cells::is_missing(cell)));
        let column = column(name, cells, decimal);
        commas |= decimal == Decimal::Comma && column.is_measure();
        column
    });
    let columns = columns.collect();
    (columns, if commas { Decimal::Comma } else { Decimal::Point })
}

fn column<'a, I>(name: String, cells: impl Fn() -> I, decimal: Decimal) -> Column
where
    I: Iterator<Item = &'a str> + Clone,
{
    let filled = || cells().filter(|cell| !cells::is_missing(cell));
    let count = filled().count();
    let words = names::words(&name);
    let mut column = Column { name, words, kind: Kind::Empty, values: Vec::new(), dressed: false, whole: false };
    if count == 0 {
        return column;
    }
    // A few stray words do not make a column of numbers one of text.
    let mostly = |read: usize| read > 0 && read * 10 >= count * 8;
    let numbers: Vec<Option<f64>> = cells().map(|cell| cells::number(cell, decimal)).collect();
    if mostly(numbers.iter().flatten().count()) {
        column.dressed = filled().any(|cell| !cells::is_plain(cell, decimal));
        column.whole =
            !column.dressed && filled().count() == numbers.len() && filled().all(|cell| cell.parse::<i64>().is_ok());
        column.kind = if is_year(&column.words, &numbers) { Kind::Year } else { Kind::Number };
        column.values = numbers;
        return column;
    }
    let sample: Vec<&str> = filled().take(200).collect();
    let dated = |cell: &&&str| [Order::DayFirst, Order::MonthFirst].iter().any(|&o| dates::parse(cell, o).is_some());
    if sample.iter().filter(dated).count() * 10 < sample.len() * 8 {
        column.kind = Kind::Text;
        return column;
    }
    let order = dates::order_of(filled());
    let read: Vec<_> = cells().map(|cell| dates::parse(cell, order)).collect();
    let grain = read.iter().flatten().map(|(_, grain)| *grain).max().unwrap_or(Grain::Day);
    column.kind = if mostly(read.iter().flatten().count()) { Kind::Date(order, grain) } else { Kind::Text };
    if column.is_time() {
        column.values = read.into_iter().map(|date| date.map(|(at, _)| at)).collect();
    }
    column
}

fn is_year(words: &[String], numbers: &[Option<f64>]) -> bool {
    const TIMES: [&str; 6] = ["year", "yr", "date", "time", "period", "fy"];
    let named = words.iter().any(|word| TIMES.contains(&word.as_str())) && words.len() <= 3;
    named && numbers.iter().flatten().all(|n| n.fract() == 0.0 && (1000.0..=2999.0).contains(n))
}
