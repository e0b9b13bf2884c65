//! Charts that a scenario asks for, column by column.

use super::ask::{Chart, Style};
use super::table::{self, Table};
use super::{chart, draw};

/// A chart to draw.
#[derive(Clone, Debug)]
pub struct Wanted<'a> {
    /// `line`, `bar`, `scatter`, `pie` or `histogram`.
    pub kind: &'static str,
    /// The column along the x axis; the first if none is named. A histogram has none.
    pub x: Option<&'a str>,
    /// The columns drawn upwards; all others that are numbers if none is named.
    pub y: &'a [String],
    /// What stands above it.
    pub title: Option<String>,
}

/// Draws a table's chart as a PNG; `name` is the table's file name.
///
/// # Errors
/// One sentence: what of it cannot be read or drawn.
pub fn drawn(bytes: &[u8], name: &str, wanted: Wanted<'_>) -> Result<Vec<u8>, String> {
    let table = table::read_bytes(name, bytes.to_vec()).map_err(|_| format!("{name} cannot be read as a table"))?;
    let column = |wanted: &str| column(&table, wanted);
    let mut ys = wanted.y.iter().map(|y| column(y)).collect::<Result<Vec<_>, _>>()?;
    let style = match wanted.kind {
        "bar" => Style::Bar,
        "scatter" => Style::Scatter,
        "pie" => Style::Pie,
        "histogram" => Style::Histogram,
        _ => Style::Line,
    };
    let x = match wanted.x {
        Some(x) => Some(column(x)?),
        None => (style != Style::Histogram && !table.columns.is_empty()).then_some(0),
    };
    if ys.is_empty() {
        ys = table.measures().into_iter().filter(|own| Some(*own) != x).collect();
    }
    let chart = Chart { style: Some(style), x, ys, title: wanted.title, ..Chart::default() };
    let rows: Vec<usize> = table.rows();
    let plan = chart::plan(&chart, &table, &rows)?;
    Ok(draw::png(&chart::figure(&plan, &table, &rows)))
}

fn column(table: &Table, wanted: &str) -> Result<usize, String> {
    let found = table.columns.iter().position(|column| column.name.trim().eq_ignore_ascii_case(wanted.trim()));
    found.ok_or_else(|| {
        let names: Vec<&str> = table.columns.iter().map(|column| column.name.trim()).collect();
        format!("{} has no column '{wanted}'; its columns are: {}", table.name, names.join(", "))
    })
}
