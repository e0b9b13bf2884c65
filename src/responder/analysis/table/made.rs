//! Tables made from a table: with one more column, with its year columns turned into rows, or read from JSON.

use super::cells::Decimal;
use super::{Column, Kind, MAX_COLUMNS, Table, Trouble};
use csv::StringRecord;
use serde_json::Value;

/// The most cells a table may have once its year columns are rows.
const MAX_MELTED: usize = 500_000;

impl Table {
    /// The columns named by a calendar year, of which a wide table has several.
    pub fn year_columns(&self) -> Vec<usize> {
        let year = |column: &Column| {
            let name = column.name.trim();
            name.len() == 4 && name.parse::<u32>().is_ok_and(|year| (1500..=2200).contains(&year))
        };
        let found: Vec<usize> = (0..self.columns.len())
            .filter(|&at| year(&self.columns[at]) && self.columns[at].kind != Kind::Text)
            .collect();
        if found.len() >= 2 && self.time().is_none() { found } else { Vec::new() }
    }

    /// The same rows with one more column; `code` makes it in pandas out of the `sources`.
    pub fn with_column(&self, name: &str, cells: &[String], sources: &[usize], code: String) -> Self {
        let mut header = self.header.clone();
        header.push_field(name);
        let wide = self.header.len();
        let records = self.records.iter().zip(cells).map(|(record, cell)| {
            let mut fields: Vec<&str> = (0..wide).map(|at| record.get(at).unwrap_or("")).collect();
            fields.push(cell);
            StringRecord::from(fields)
        });
        let made = Self::of(&self.name, header, records.collect());
        let mut all = self.made.clone();
        all.push((sources.to_vec(), code));
        Self {
            separator: self.separator,
            encoding: self.encoding,
            decimal: self.decimal,
            cut: self.cut,
            json: self.json,
            own: self.own,
            made: all,
            ..made
        }
    }

    /// A number as a new cell of this table.
    pub fn new_cell(&self, value: f64) -> String {
        let rounded = format!("{:.6}", value);
        let text = rounded.trim_end_matches('0').trim_end_matches('.');
        let text = if text == "-0" { "0" } else { text };
        if self.decimal == Decimal::Comma { text.replace('.', ",") } else { text.to_owned() }
    }

    /// One row for every row and year of a wide table, in columns `Year` and `Value`; nothing for other tables.
    pub fn melted(&self, literal: fn(&str) -> String) -> Option<Self> {
        let years = self.year_columns();
        if years.is_empty() || years.len() * self.records.len() > MAX_MELTED {
            return None;
        }
        let kept: Vec<usize> = (0..self.columns.len()).filter(|at| !years.contains(at)).collect();
        let name = |&at: &usize| self.columns[at].name.as_str();
        let header = kept.iter().map(name).chain(["Year", "Value"]).collect();
        let mut records = Vec::new();
        for &year in &years {
            for record in &self.records {
                let own = kept.iter().map(|&at| record.get(at).unwrap_or(""));
                records.push(own.chain([name(&year).trim(), record.get(year).unwrap_or("")]).collect());
            }
        }
        let list = |columns: &[usize]| columns.iter().map(|at| literal(name(at))).collect::<Vec<_>>().join(", ");
        let code = format!(
            "df = df.melt(id_vars=[{}], value_vars=[{}], var_name='Year', value_name='Value')\n\
             df['Year'] = df['Year'].astype(int)\n",
            list(&kept),
            list(&years)
        );
        let made = Self::of(&self.name, header, records);
        Some(Self {
            separator: self.separator,
            encoding: self.encoding,
            cut: self.cut,
            json: self.json,
            own: 0,
            made: vec![(Vec::new(), code)],
            ..made
        })
    }
}

/// An array of flat JSON objects as header and records.
pub fn json_records(text: &str) -> Result<(StringRecord, Vec<StringRecord>), Trouble> {
    let Ok(Value::Array(items)) = serde_json::from_str::<Value>(text) else {
        return Err(Trouble::NotTabular);
    };
    let mut names: Vec<&str> = Vec::new();
    for item in &items {
        let object = item.as_object().ok_or(Trouble::NotTabular)?;
        for (name, value) in object {
            if value.is_array() || value.is_object() {
                return Err(Trouble::NotTabular);
            }
            if !names.contains(&name.as_str()) {
                names.push(name);
            }
            if names.len() > MAX_COLUMNS {
                return Err(Trouble::TooWide);
            }
        }
    }
    let cell = |value: Option<&Value>| match value {
        Some(Value::String(text)) => text.clone(),
        None | Some(Value::Null) => String::new(),
        Some(other) => other.to_string(),
    };
    let row = |item: &Value| names.iter().map(|name| cell(item.get(name))).collect::<Vec<_>>().into();
    if names.is_empty() {
        return Err(Trouble::Empty);
    }
    Ok((StringRecord::from(names.clone()), items.iter().map(row).collect()))
}
