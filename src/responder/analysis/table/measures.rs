//! Which numbers matter most, and which may be added up, going by their names.

use super::Table;
use super::groups::Aggregate;

/// Words of names whose values are averaged, not added: a sum of prices or temperatures means nothing.
const NOT_ADDED: [&str; 28] = [
    "rate",
    "ratio",
    "percent",
    "percentage",
    "price",
    "average",
    "avg",
    "mean",
    "temperature",
    "temp",
    "per",
    "score",
    "index",
    "margin",
    "growth",
    "age",
    "rating",
    "share",
    "level",
    "height",
    "weight",
    "bmi",
    "speed",
    "concentration",
    "median",
    "change",
    "anomaly",
    "pct",
];

/// Words of names that a reader looks for first.
const FIRST: [&str; 10] =
    ["revenue", "sale", "turnover", "amount", "emission", "profit", "income", "total", "gdp", "value"];

/// Whether the values of a column may be added up.
pub fn is_additive(table: &Table, column: usize) -> bool {
    !table.columns[column].words.iter().any(|word| NOT_ADDED.contains(&word.as_str()))
}

/// The column of numbers that matters most, going by its name and place.
pub fn main_measure(table: &Table, measures: &[usize]) -> Option<usize> {
    let named = FIRST
        .iter()
        .find_map(|first| measures.iter().find(|&&m| table.columns[m].words.iter().any(|word| word == first)));
    named.or(measures.first()).copied()
}

/// Whether a column is one that a reader looks for first, going by its name.
pub fn is_first(table: &Table, column: usize) -> bool {
    table.columns[column].words.iter().any(|word| FIRST.contains(&word.as_str()))
}

/// How several values of a column usually become one: added where that means something, else averaged.
pub fn usual(table: &Table, column: usize) -> Aggregate {
    if is_additive(table, column) { Aggregate::Sum } else { Aggregate::Mean }
}
