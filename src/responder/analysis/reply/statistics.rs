//! The statistics of columns that `describe` gives.

use super::groups::{self, Aggregate};
use super::table::{Kind, Table};

/// The names of the statistics that `describe` gives.
pub const STATISTICS: [&str; 8] = ["count", "mean", "std", "min", "25%", "50%", "75%", "max"];

/// The statistics of one column; nothing where there are no values.
pub fn statistics(table: &Table, rows: &[usize], column: usize) -> [Option<f64>; 8] {
    let mut values = groups::values(table, rows, column);
    let (mean, deviation) = (groups::joined(&values, Aggregate::Mean), groups::deviation(&values));
    values.sort_by(f64::total_cmp);
    let share = |share| groups::quantile(&values, share);
    [Some(values.len() as f64), mean, deviation, share(0.0), share(0.25), share(0.5), share(0.75), share(1.0)]
}

/// The columns that `describe` is about.
pub fn numeric(table: &Table) -> Vec<usize> {
    (0..table.columns.len()).filter(|&at| matches!(table.columns[at].kind, Kind::Number | Kind::Year)).collect()
}
