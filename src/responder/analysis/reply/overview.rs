//! A description of a table: its size, its columns, its statistics.

use super::chart::rows_in_words;
use super::figures::human;
use super::groups::{self, Aggregate};
use super::limits::MAX_SHOWN;
use super::names::{listed, shown};
use super::pandas::Coder;
use super::printed::{self, Cells};
use super::showcase::{plans, summary};
use super::statistics;
use super::table::{Kind, Table};
use super::{Analysis, CodeRun, Matter, cells, chart, drawn};

/// A description of a table: its size, its columns, its trends; with a chart where charts are wished for.
pub fn overview(matter: &Matter<'_>, with_chart: bool) -> Analysis {
    let table = matter.table;
    let coder = Coder::new(table, matter.scope);
    let numeric = statistics::numeric(table);
    let mut input = coder.opening(&numeric, with_chart);
    input.push_str("\nprint(df.shape)\n");
    let mut logs = format!("({}, {})\n", matter.rows.len(), table.columns.len());
    if !numeric.is_empty() {
        let few = if numeric.len() > MAX_SHOWN { format!(".iloc[:, :{MAX_SHOWN}]") } else { String::new() };
        input.push_str(&format!("print(df.describe(include='number'){few}.to_string())\n"));
        logs.push_str(&described(table, &matter.rows));
    }
    let mut text = format!(
        "**{}** has {} and {} columns",
        shown(&table.name),
        rows_in_words(table.records.len()),
        table.columns.len()
    );
    if !matter.scope.is_all() {
        text.push_str(&format!("; {} of the rows are {}", matter.rows.len(), matter.scope.in_words(table)));
    }
    text.push_str(":\n\n");
    for at in (0..table.columns.len()).take(MAX_SHOWN) {
        text.push_str(&format!("- **{}**: {}\n", shown(&table.columns[at].name), about(table, &matter.rows, at)));
    }
    if table.columns.len() > MAX_SHOWN {
        text.push_str(&format!("- and {} more\n", table.columns.len() - MAX_SHOWN));
    }
    text.push_str(&format!("\n{}", summary(matter)));
    text.push_str(&matter.caution());
    let mut runs = vec![CodeRun { input, logs, images: Vec::new(), files: Vec::new() }];
    if let Some(plan) = plans(matter, 1, None).first().filter(|_| with_chart) {
        let drawn = drawn(matter, plan, &chart::file_name(plan), false);
        text.push_str(&format!("\n\n[Download the chart](sandbox:{})", drawn.link));
        runs.push(drawn.run);
    }
    Analysis { runs, reply: text }
}

/// One column in a few words.
fn about(table: &Table, rows: &[usize], at: usize) -> String {
    let column = &table.columns[at];
    let missing = rows.len() - filled(table, rows, at);
    let gaps = if missing > 0 { format!(", {missing} empty") } else { String::new() };
    let mut values = groups::values(table, rows, at);
    values.sort_by(f64::total_cmp);
    let ends = values.first().zip(values.last());
    match (column.kind, ends) {
        (Kind::Number, Some((low, high))) => {
            let mean = groups::joined(&values, Aggregate::Mean).unwrap_or(0.0);
            format!("numbers from {} to {}, mean {}{gaps}", human(*low), human(*high), human(mean))
        }
        (Kind::Year | Kind::Date(..), Some((low, high))) => {
            format!("{} to {}{gaps}", groups::value_label(table, at, *low), groups::value_label(table, at, *high))
        }
        (Kind::Text, _) => {
            let levels = table.levels(at, rows);
            let names: Vec<String> = levels.iter().take(4).map(|level| shown(level)).collect();
            let more = if levels.len() > 4 {
                format!("{} different values such as {}", levels.len(), names.join(", "))
            } else {
                listed(&names)
            };
            format!("{more}{gaps}")
        }
        (Kind::Empty | Kind::Number | Kind::Year | Kind::Date(..), _) => "empty".to_owned(),
    }
}

/// The table of statistics as `describe` prints it.
pub fn described(table: &Table, rows: &[usize]) -> String {
    let index: Vec<String> = statistics::STATISTICS.iter().map(|&name| name.to_owned()).collect();
    let columns = statistics::numeric(table).into_iter().take(MAX_SHOWN);
    let columns: Vec<(String, Cells)> = columns
        .map(|at| (table.columns[at].name.clone(), Cells::Floats(statistics::statistics(table, rows, at).to_vec())))
        .collect();
    printed::frame(&index, &columns)
}

/// How many cells of a column hold something.
pub fn filled(table: &Table, rows: &[usize], column: usize) -> usize {
    rows.iter().filter(|&&row| !cells::is_missing(table.cell(row, column))).count()
}
