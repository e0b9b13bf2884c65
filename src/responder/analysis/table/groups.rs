//! Rows gathered by the value of a column, and many values made one.

use super::calendar;
use super::cells;
use super::{Kind, Table};
use std::collections::HashMap;

/// How several values become one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aggregate {
    /// Added up.
    Sum,
    /// The average.
    Mean,
    /// The middle one.
    Median,
    /// The largest.
    Max,
    /// The smallest.
    Min,
    /// How many there are.
    Count,
}

impl Aggregate {
    /// The name of the method in pandas.
    pub fn method(self) -> &'static str {
        match self {
            Self::Sum => "sum",
            Self::Mean => "mean",
            Self::Median => "median",
            Self::Max => "max",
            Self::Min => "min",
            Self::Count => "count",
        }
    }

    /// Before a column's name: `total Revenue`.
    pub fn adjective(self) -> &'static str {
        match self {
            Self::Sum => "total",
            Self::Mean => "average",
            Self::Median => "median",
            Self::Max => "highest",
            Self::Min => "lowest",
            Self::Count => "number of",
        }
    }

    /// As a thing: `the maximum of Revenue`.
    pub fn noun(self) -> &'static str {
        match self {
            Self::Sum => "total",
            Self::Mean => "average",
            Self::Median => "median",
            Self::Max => "maximum",
            Self::Min => "minimum",
            Self::Count => "number",
        }
    }

    /// What was done to rows: `added up`.
    pub fn done(self) -> &'static str {
        match self {
            Self::Sum => "added up",
            Self::Mean => "averaged",
            Self::Median => "shown by their median",
            Self::Max => "shown by their highest value",
            Self::Min => "shown by their lowest value",
            Self::Count => "counted",
        }
    }
}

/// The rows that share a value.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// The value as shown.
    pub label: String,
    /// The value as a number, where it is one.
    pub at: f64,
    /// The rows.
    pub rows: Vec<usize>,
}

/// The groups of a column, in its order: numbers and moments upwards, text by letters, as pandas sorts them.
pub fn groups(table: &Table, rows: &[usize], column: usize) -> Vec<Group> {
    let mut places: HashMap<(u64, &str), usize> = HashMap::new();
    let mut groups: Vec<Group> = Vec::new();
    let text = table.columns[column].values.is_empty();
    for &row in rows {
        let value = table.value(row, column);
        let cell = table.cell(row, column);
        let key = match value {
            Some(value) => (value.to_bits(), ""),
            None if text && !cells::is_missing(cell) => (0, cell),
            None => continue,
        };
        let place = *places.entry(key).or_insert_with(|| {
            groups.push(Group { label: label(table, column, row), at: value.unwrap_or(0.0), rows: Vec::new() });
            groups.len() - 1
        });
        groups[place].rows.push(row);
    }
    if text {
        groups.sort_by(|a, b| a.label.cmp(&b.label));
    } else {
        groups.sort_by(|a, b| a.at.total_cmp(&b.at));
    }
    groups
}

/// The value of a cell as it is shown in text.
pub fn label(table: &Table, column: usize, row: usize) -> String {
    match table.value(row, column) {
        Some(value) => value_label(table, column, value),
        None => table.cell(row, column).to_owned(),
    }
}

/// A number of a column as it is shown in text.
pub fn value_label(table: &Table, column: usize, value: f64) -> String {
    match table.columns[column].kind {
        Kind::Date(_, grain) => calendar::written(value, grain),
        Kind::Year => format!("{value:.0}"),
        Kind::Number | Kind::Text | Kind::Empty => super::figures::exact(value),
    }
}

/// The numbers of a column in some rows.
pub fn values(table: &Table, rows: &[usize], column: usize) -> Vec<f64> {
    rows.iter().filter_map(|&row| table.value(row, column)).collect()
}

/// Several values made one; nothing made of nothing, except a count and a sum.
pub fn joined(values: &[f64], how: Aggregate) -> Option<f64> {
    let sorted = || {
        let mut sorted = values.to_vec();
        sorted.sort_by(f64::total_cmp);
        sorted
    };
    match how {
        Aggregate::Count => Some(values.len() as f64),
        Aggregate::Sum => Some(sum(values)),
        Aggregate::Mean => (!values.is_empty()).then(|| sum(values) / values.len() as f64),
        Aggregate::Median => quantile(&sorted(), 0.5),
        Aggregate::Max => values.iter().copied().reduce(f64::max),
        Aggregate::Min => values.iter().copied().reduce(f64::min),
    }
}

/// One value for some rows of a column; counting needs no numbers.
pub fn of_rows(table: &Table, rows: &[usize], column: usize, how: Aggregate) -> Option<f64> {
    match how {
        Aggregate::Count => {
            Some(rows.iter().filter(|&&row| !cells::is_missing(table.cell(row, column))).count() as f64)
        }
        Aggregate::Sum | Aggregate::Mean | Aggregate::Median | Aggregate::Max | Aggregate::Min => {
            joined(&values(table, rows, column), how)
        }
    }
}

/// A sum that keeps the digits lost on the way (Kahan), so that cents add up.
pub fn sum(values: &[f64]) -> f64 {
    let (mut total, mut lost) = (0.0, 0.0);
    for value in values {
        let next = value - lost;
        let sum: f64 = total + next;
        lost = (sum - total) - next;
        total = sum;
    }
    total
}

/// The value below which a share of sorted values lies, between neighbours as pandas does it.
pub fn quantile(sorted: &[f64], share: f64) -> Option<f64> {
    let place = share * sorted.len().checked_sub(1)? as f64;
    let (low, part) = (place.floor() as usize, place.fract());
    let high = (low + 1).min(sorted.len() - 1);
    Some(sorted[low] + (sorted[high] - sorted[low]) * part)
}

/// The standard deviation of a sample.
pub fn deviation(values: &[f64]) -> Option<f64> {
    let mean = joined(values, Aggregate::Mean)?;
    let squares: Vec<f64> = values.iter().map(|v| (v - mean).powi(2)).collect();
    (values.len() > 1).then(|| (sum(&squares) / (values.len() - 1) as f64).sqrt())
}

/// How closely two columns move together, from -1 to 1.
pub fn correlation(pairs: &[(f64, f64)]) -> Option<f64> {
    let count = pairs.len() as f64;
    let (mx, my) = (pairs.iter().map(|p| p.0).sum::<f64>() / count, pairs.iter().map(|p| p.1).sum::<f64>() / count);
    let of = |f: fn(f64, f64) -> f64| pairs.iter().map(|p| f(p.0 - mx, p.1 - my)).sum::<f64>();
    let spread = (of(|x, _| x * x) * of(|_, y| y * y)).sqrt();
    let r = of(|x, y| x * y) / spread;
    (pairs.len() > 1 && r.is_finite()).then_some(r)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_joined() {
        let values = [3.0, 1.0, 2.0, 10.0];
        let cases = [
            (Aggregate::Sum, 16.0),
            (Aggregate::Mean, 4.0),
            (Aggregate::Median, 2.5),
            (Aggregate::Max, 10.0),
            (Aggregate::Min, 1.0),
            (Aggregate::Count, 4.0),
        ];
        for (how, expected) in cases {
            assert_eq!(joined(&values, how), Some(expected));
        }
        assert_eq!(joined(&[], Aggregate::Mean), None);
        assert_eq!(joined(&[], Aggregate::Max), None);
        assert_eq!(sum(&[0.1; 10]), 1.0);
        assert_eq!(deviation(&[1.0, 3.0]), Some(2.0_f64.sqrt()));
        assert_eq!(deviation(&[1.0]), None);
        assert_eq!(quantile(&[], 0.5), None);
        assert_eq!(correlation(&[(1.0, 2.0), (2.0, 4.0), (3.0, 6.0)]), Some(1.0));
        assert_eq!(correlation(&[(1.0, 2.0), (1.0, 4.0)]), None);
    }
}
