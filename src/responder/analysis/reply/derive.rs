//! New files made from the rows of a table.
//!
//! Cells are carried over exactly as they were written; only totals and statistics are new text.

use super::ask::Step;
use super::groups::{self, Aggregate};
use super::printed::{self, Cells};
use super::statistics::{STATISTICS, numeric, statistics};
use super::table::{Kind, Table};
use super::{cells, figures, names};
use csv::StringRecord;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use std::cmp::Ordering;
use std::collections::HashSet;

/// A derived table.
pub struct Derived {
    /// What the rows are called in the name of the file.
    pub suffix: String,
    /// Its header.
    pub header: StringRecord,
    /// Its rows.
    pub rows: Vec<StringRecord>,
    /// The labels pandas would keep for the rows; none when they are counted anew.
    pub labels: Vec<usize>,
    /// Whether the rows are those of the table, and not computed ones.
    pub taken: bool,
}

/// Takes the steps one after another.
pub fn derive(table: &Table, rows: Vec<usize>, steps: &[Step], seed: u64) -> Derived {
    let mut rows = rows;
    let mut columns: Option<Vec<usize>> = None;
    let mut suffixes: Vec<String> = Vec::new();
    for step in steps {
        suffixes.push(suffix(step, table));
        match step {
            Step::Shuffle => shuffle(table, &mut rows, seed),
            Step::Sample(count) => {
                shuffle(table, &mut rows, seed);
                rows.truncate(*count);
            }
            Step::Sort(by, up) => sort(table, &mut rows, by, *up),
            Step::First(count) => rows.truncate(*count),
            Step::Last(count) => {
                rows.drain(..rows.len().saturating_sub(*count));
            }
            Step::Distinct => {
                let mut seen = HashSet::new();
                rows.retain(|&row| seen.insert(table.records[row].iter().collect::<Vec<_>>()));
            }
            Step::Add(..) => {}
            Step::Without(gone) => columns = Some((0..table.columns.len()).filter(|at| !gone.contains(at)).collect()),
            Step::Only(kept) => columns = Some(kept.clone()),
            Step::Group(by, measures, how) => {
                return grouped(table, &rows, *by, measures, *how, suffixes);
            }
            Step::Describe => return described(table, &rows, suffixes),
        }
    }
    let taken = |record: &StringRecord| match &columns {
        None => record.clone(),
        Some(columns) => columns.iter().map(|&at| record.get(at).unwrap_or("")).collect(),
    };
    let all = rows.len() == table.records.len();
    Derived {
        suffix: if suffixes.is_empty() { if all { "copy" } else { "filtered" }.to_owned() } else { suffixes.join("_") },
        header: taken(&table.header),
        rows: rows.iter().map(|&row| taken(&table.records[row])).collect(),
        labels: if steps.contains(&Step::Shuffle) { Vec::new() } else { rows },
        taken: true,
    }
}

fn suffix(step: &Step, table: &Table) -> String {
    match step {
        Step::Shuffle => "shuffled".to_owned(),
        Step::Sample(_) => "sample".to_owned(),
        Step::Sort(..) => "sorted".to_owned(),
        Step::First(count) => format!("first_{count}"),
        Step::Last(count) => format!("last_{count}"),
        Step::Add(column, _) => format!("with_{}", names::slug(&table.columns[*column].name)),
        Step::Distinct => "deduplicated".to_owned(),
        Step::Without(_) | Step::Only(_) => "columns".to_owned(),
        Step::Group(by, ..) => format!("by_{}", names::slug(&table.columns[*by].name)),
        Step::Describe => "summary".to_owned(),
    }
}

/// A random order from a seed; it differs from the order of the file wherever two rows differ.
fn shuffle(table: &Table, rows: &mut [usize], seed: u64) {
    let before = rows.to_vec();
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    for last in (1..rows.len()).rev() {
        // The upper half of a product of 64 bits: even to one part in 2^64 / rows.
        let pick = ((u128::from(random.next_u64()) * (last as u128 + 1)) >> 64) as usize;
        rows.swap(last, pick);
    }
    let same = rows.iter().zip(&before).all(|(&a, &b)| table.records[a] == table.records[b]);
    let differing = before.iter().position(|&row| table.records[row] != table.records[before[0]]);
    if let (true, Some(other)) = (same, differing) {
        rows.copy_from_slice(&before);
        rows.swap(0, other);
    }
}

/// Sorts by several columns; missing values come last either way, equal rows keep their order.
fn sort(table: &Table, rows: &mut [usize], by: &[usize], up: bool) {
    rows.sort_by(|&a, &b| {
        let orders = by.iter().map(|&column| {
            let numbers = !table.columns[column].values.is_empty();
            let turned = |order: Ordering| if up { order } else { order.reverse() };
            match (table.value(a, column), table.value(b, column)) {
                (Some(a), Some(b)) => turned(a.total_cmp(&b)),
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (None, None) if numbers => Ordering::Equal,
                (None, None) => match (table.cell(a, column), table.cell(b, column)) {
                    ("", "") => Ordering::Equal,
                    ("", _) => Ordering::Greater,
                    (_, "") => Ordering::Less,
                    (a, b) => turned(a.cmp(b)),
                },
            }
        });
        orders.into_iter().find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
    });
}

fn grouped(
    table: &Table,
    rows: &[usize],
    by: usize,
    measures: &[usize],
    how: Aggregate,
    suffixes: Vec<String>,
) -> Derived {
    let header = std::iter::once(&by).chain(measures).map(|&at| table.columns[at].name.as_str()).collect();
    let line = |group: groups::Group| -> StringRecord {
        let numbers = measures.iter().map(|&measure| {
            let value = groups::of_rows(table, &group.rows, measure, how);
            let whole = how == Aggregate::Count
                || (table.columns[measure].whole && how != Aggregate::Mean && how != Aggregate::Median);
            value.map_or(String::new(), |value| figures::printed(value, whole))
        });
        let numbers: Vec<String> = numbers.collect();
        std::iter::once(group.label.as_str()).chain(numbers.iter().map(String::as_str)).collect()
    };
    let rows = groups::groups(table, rows, by).into_iter().map(line).collect();
    Derived { suffix: suffixes.join("_"), header, rows, labels: Vec::new(), taken: false }
}

fn described(table: &Table, rows: &[usize], suffixes: Vec<String>) -> Derived {
    let columns = numeric(table);
    let header =
        std::iter::once("statistic").chain(columns.iter().map(|&at| table.columns[at].name.as_str())).collect();
    let all: Vec<_> = columns.iter().map(|&at| statistics(table, rows, at)).collect();
    let line = |(at, name): (usize, &&str)| -> StringRecord {
        let numbers: Vec<String> = all.iter().map(|column| column[at].map_or(String::new(), figures::python)).collect();
        std::iter::once(*name).chain(numbers.iter().map(String::as_str)).collect()
    };
    let rows = STATISTICS.iter().enumerate().map(line).collect();
    Derived { suffix: suffixes.join("_"), header, rows, labels: Vec::new(), taken: false }
}

impl Derived {
    /// The bytes of the file: commas, quotes where needed, UTF-8.
    pub fn csv(&self) -> Vec<u8> {
        let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
        let written =
            std::iter::once(&self.header).chain(&self.rows).try_for_each(|record| writer.write_record(record));
        written.expect("records of any length written to memory cannot fail");
        writer.into_inner().expect("memory cannot fail to be flushed")
    }

    /// The first rows as pandas would print them.
    pub fn head(&self, table: &Table, count: usize) -> String {
        let shown = &self.rows[..self.rows.len().min(count)];
        let index: Vec<String> = (0..shown.len()).map(|n| self.labels.get(n).unwrap_or(&n).to_string()).collect();
        // What was computed is written with a point, whatever the file does.
        let decimal = if self.taken { table.decimal } else { cells::Decimal::Point };
        let columns = self.header.iter().enumerate().map(|(at, name)| {
            let texts = || shown.iter().map(|record| record.get(at).unwrap_or(""));
            let numbers: Vec<Option<f64>> = texts().map(|text| cells::number(text, decimal)).collect();
            let all = texts().zip(&numbers).all(|(text, number)| number.is_some() || cells::is_missing(text));
            let known = table.columns.iter().find(|column| column.name == name);
            let number = known
                .map_or(all, |column| all && column.kind != Kind::Text && !column.dressed && !column.values.is_empty());
            let cells = if !number {
                Cells::Texts(
                    texts()
                        .map(|text| if cells::is_missing(text) { "NaN".to_owned() } else { text.to_owned() })
                        .collect(),
                )
            } else if known.is_some_and(|column| column.whole) && texts().all(|text| !text.contains('.')) {
                Cells::Wholes(numbers.iter().flatten().copied().collect())
            } else {
                Cells::Floats(numbers)
            };
            (name.to_owned(), cells)
        });
        printed::frame(&index, &columns.collect::<Vec<_>>())
    }
}

#[cfg(test)]
#[path = "derive_tests.rs"]
mod tests;
