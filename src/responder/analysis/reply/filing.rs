//! New files: what was done, in code and words, and the file itself.

use super::ask::Step;
use super::chart::rows_in_words;
use super::derive::{self, Derived};
use super::figures;
use super::limits::MAX_SHOWN;
use super::names::{file_stem, listed, shown};
use super::pandas::{Coder, literal};
use super::table::Table;
use super::{Analysis, CodeRun, Generated, Matter};

/// A new file from the rows asked for.
pub fn file(matter: &Matter<'_>, steps: &[Step], seed: u64) -> Analysis {
    let table = matter.table;
    let derived = derive::derive(table, matter.rows.clone(), steps, seed);
    let name = file_stem(&table.name);
    let path = format!("/mnt/data/{name}_{}.csv", derived.suffix);
    let coder = Coder::new(table, matter.scope);
    let typed: Vec<usize> = steps.iter().flat_map(step_columns).collect();
    let mut input = coder.opening(&typed, false);
    input.push_str("\nresult = df\n");
    for step in steps {
        input.push_str(&coder.step(step, seed));
    }
    input.push_str(&format!("result.to_csv({}, index=False)\n", literal(&path)));
    input.push_str("print(result.head().to_string())\n");
    let reply =
        format!("{}{}\n\n[Download the new CSV](sandbox:{path})", told(matter, steps, &derived), matter.caution());
    let run = CodeRun {
        input,
        logs: derived.head(table, 5),
        images: Vec::new(),
        files: vec![Generated { path, bytes: derived.csv() }],
    };
    Analysis { runs: vec![run], reply }
}

/// What was done, and what the new file holds.
fn told(matter: &Matter<'_>, steps: &[Step], derived: &Derived) -> String {
    let done: Vec<String> = steps.iter().map(|step| done(step, matter.table)).collect();
    let rows = matter.scope.in_words(matter.table);
    let mut text = match (done.is_empty(), matter.scope.is_all()) {
        (true, true) => "I have saved all rows".to_owned(),
        (true, false) => format!("I have kept the rows {rows}"),
        (false, true) => format!("I have {}", listed(&done)),
        (false, false) => format!("I have {}, taking only rows {rows}", listed(&done)),
    };
    let width = derived.header.len();
    text.push_str(&format!(
        ". The new file has {} and {width} {}.",
        rows_in_words(derived.rows.len()),
        if width == 1 { "column" } else { "columns" }
    ));
    if derived.rows.len() <= MAX_SHOWN && !derived.taken {
        text.push_str(&format!("\n\n{}", markdown(derived).trim_end()));
    }
    text
}

/// Columns whose type matters to a step.
fn step_columns(step: &Step) -> Vec<usize> {
    match step {
        Step::Sort(columns, _) => columns.clone(),
        Step::Group(by, measures, _) => std::iter::once(by).chain(measures).copied().collect(),
        Step::Shuffle
        | Step::Sample(_)
        | Step::First(_)
        | Step::Last(_)
        | Step::Distinct
        | Step::Without(_)
        | Step::Only(_)
        | Step::Add(..)
        | Step::Describe => Vec::new(),
    }
}

fn done(step: &Step, table: &Table) -> String {
    let names = |columns: &[usize]| {
        listed(&columns.iter().map(|&at| format!("**{}**", shown(&table.columns[at].name))).collect::<Vec<_>>())
    };
    match step {
        Step::Shuffle => "shuffled the rows into a random order".to_owned(),
        Step::Sample(count) => format!("drawn {} at random", rows_in_words(*count)),
        Step::Sort(columns, up) => {
            format!("sorted the rows by {} ({})", names(columns), if *up { "ascending" } else { "descending" })
        }
        Step::First(count) => format!("taken the first {}", rows_in_words(*count)),
        Step::Last(count) => format!("taken the last {}", rows_in_words(*count)),
        Step::Add(column, how) => {
            format!("added the column **{}** = {how}", shown(&table.columns[*column].name))
        }
        Step::Distinct => "removed duplicate rows".to_owned(),
        Step::Without(columns) => format!("removed {}", names(columns)),
        Step::Only(columns) => format!("kept only {}", names(columns)),
        Step::Group(by, measures, how) => {
            format!("computed the {} {} by **{}**", how.adjective(), names(measures), shown(&table.columns[*by].name))
        }
        Step::Describe => "computed summary statistics of the columns of numbers".to_owned(),
    }
}

/// A small table for the reply.
fn markdown(derived: &Derived) -> String {
    let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    let cell = |text: &str| match text.parse::<f64>() {
        Ok(number) if text.contains('.') => figures::exact(number),
        Ok(_) | Err(_) => shown(text),
    };
    let mut text = line(derived.header.iter().map(shown).collect());
    text.push_str(&line(derived.header.iter().map(|_| "---".to_owned()).collect()));
    for record in &derived.rows {
        text.push_str(&line(record.iter().map(cell).collect()));
    }
    text
}
