//! A table made ready for a message: year columns as rows, dates by month, quarter or year, computed columns.

use super::ask::phrase::Phrase;
use super::ask::{Asked, Chart, Request, Style, wording};
use super::reply::literal;
use super::table::{Kind, Table, calendar, measures};
use super::{ask, formula};
use std::rc::Rc;

/// The most bars that number the rows.
const MAX_NUMBERED: usize = 40;

/// What a message asks of a table made ready for it.
#[derive(Clone)]
pub struct Prepared {
    /// The table.
    pub table: Rc<Table>,
    /// What is asked.
    pub asked: Asked,
}

/// The table for a message.
pub fn table_for(message: &str, phrase: &Phrase, table: &Rc<Table>) -> Rc<Table> {
    if spans_years(phrase)
        && let Some(melted) = table.melted(literal)
    {
        return Rc::new(melted);
    }
    by_period(message, phrase, table).map_or_else(|| Rc::clone(table), Rc::new)
}

/// What a message asks by itself, of the table that suits it.
pub fn understood(message: &str, phrase: &Phrase, table: &Rc<Table>) -> Option<Prepared> {
    if let Some((made, step)) = formula::computed(message, phrase, table) {
        let request = Request::Derive(vec![step]);
        let asked = Asked { request, scope: ask::scope::Scope::default(), unknown: Vec::new() };
        return Some(Prepared { table: Rc::new(made), asked });
    }
    let table = table_for(message, phrase, table);
    let mut asked = ask::understand(phrase, &table)?;
    if let Request::Chart(chart) = &mut asked.request {
        let periodic = phrase.says("per month|per quarter|per year|each month|each year|each quarter");
        if periodic && chart.by.is_none() && chart.aggregate.is_none() && chart.style != Some(Style::Histogram) {
            let main = chart.ys.first().copied().or_else(|| measures::main_measure(&table, &table.measures()));
            let repeats = table.time().is_some();
            chart.aggregate = main.filter(|_| repeats).map(|main| measures::usual(&table, main));
        }
    }
    Some(Prepared { table, asked })
}

/// Whether the years of a wide table are asked for as an axis.
fn spans_years(phrase: &Phrase) -> bool {
    let over = phrase.says("over time|over the years|by year|per year|across the years|over years|each year")
        || phrase.has("trend trends growth grow grew timeline");
    let style = wording::style(phrase);
    style == Some(Style::Line) || (over && !matches!(style, Some(Style::Pie | Style::Bar)))
}

/// The table with its dates gathered by the period a message speaks of, if they are finer and no column has it.
fn by_period(message: &str, phrase: &Phrase, table: &Table) -> Option<Table> {
    let asked = |unit: &str| {
        ["per", "by", "each", "every", "which", "what", "best", "worst", "hottest", "coldest", "warmest", "coolest"]
            .iter()
            .any(|word| phrase.says(&format!("{word} {unit}")))
    };
    let growth = phrase.has("growth grow grew grown");
    let unit = ["month", "quarter", "year"].into_iter().find(|unit| asked(unit)).or(growth.then_some("year"))?;
    let time = table.time()?;
    let Kind::Date(_, grain) = table.columns[time].kind else {
        return None;
    };
    let known = table.columns.iter().any(|column| column.words.iter().any(|word| word == unit));
    if known || (unit == "month" && grain == calendar::Grain::Month) || message.is_empty() {
        return None;
    }
    let cell = |row: usize| {
        let Some(day) = table.value(row, time) else {
            return String::new();
        };
        let (year, month, _) = calendar::civil(day.floor() as i64);
        match unit {
            "month" => format!("{year:04}-{month:02}"),
            "quarter" => format!("{year:04}-{:02}", (month - 1) / 3 * 3 + 1),
            _ => format!("{year:04}"),
        }
    };
    let cells: Vec<String> = table.rows().into_iter().map(cell).collect();
    if growth && cells.iter().all(|cell| *cell == cells[0]) {
        return None;
    }
    let source = literal(&table.columns[time].name);
    let (name, code) = match unit {
        "month" => ("Month", format!("df['Month'] = df[{source}].dt.to_period('M').dt.start_time\n")),
        "quarter" => ("Quarter", format!("df['Quarter'] = df[{source}].dt.to_period('Q').dt.start_time\n")),
        _ => ("Year", format!("df['Year'] = df[{source}].dt.year\n")),
    };
    Some(table.with_column(name, &cells, &[time], code))
}

/// Numbers the rows for a chart that needs places where the table has none.
pub fn numbered(prepared: &Prepared) -> Option<(Table, Chart)> {
    let table = &prepared.table;
    let Request::Chart(chart) = &prepared.asked.request else {
        return None;
    };
    let style = matches!(chart.style, Some(Style::Bar | Style::Scatter | Style::Pie));
    let lone = chart.style != Some(Style::Scatter) || table.measures().len() == 1;
    let placeless = chart.x.is_none() && chart.by.is_none() && table.time().is_none();
    let nameless = table.columns.iter().all(|column| column.kind != Kind::Text);
    let few = chart.style == Some(Style::Scatter) || table.records.len() <= MAX_NUMBERED;
    if !(style && lone && placeless && nameless && few && !table.measures().is_empty()) {
        return None;
    }
    let cells: Vec<String> = (1..=table.records.len()).map(|n| n.to_string()).collect();
    let made = table.with_column("Row", &cells, &[], "df['Row'] = range(1, len(df) + 1)\n".to_owned());
    let ys = if chart.ys.is_empty() { table.measures() } else { chart.ys.clone() };
    let ys = if chart.style == Some(Style::Pie) { ys[..1].to_vec() } else { ys };
    Some((made, Chart { x: Some(table.columns.len()), ys, ..chart.clone() }))
}
