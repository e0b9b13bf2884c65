//! An uploaded file as a table: its bytes read with a bound, its separator found, its columns given a type.
//!
//! Cells stay as they were written, so that a derived file changes nothing it was not asked to change.

use super::Source;
use super::figures;
use super::limits::{self, MAX_BYTES, MAX_COLUMNS, MAX_LEVELS, MAX_ROWS};
use super::names;
use csv::StringRecord;
use std::collections::HashSet;
use std::fs::File;
use std::io::Read;

pub mod calendar;
pub mod cells;
mod columns;
pub mod dates;
pub mod groups;
mod made;
pub mod measures;
use cells::Decimal;
use columns::typed;
pub use columns::{Column, Kind};

/// How the bytes were to be read as text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, with or without a mark.
    Utf8,
    /// UTF-16 with a mark, as some spreadsheets export.
    Utf16,
    /// Latin-1, assumed when bytes are no UTF-8.
    Latin1,
}

/// A file as a table.
#[derive(Debug, Clone)]
pub struct Table {
    /// The file's name.
    pub name: String,
    /// The first record as written.
    pub header: StringRecord,
    /// The columns.
    pub columns: Vec<Column>,
    /// The records as written, header apart.
    pub records: Vec<StringRecord>,
    /// The separator.
    pub separator: u8,
    /// How the text was encoded.
    pub encoding: Encoding,
    /// The decimal sign of its numbers.
    pub decimal: Decimal,
    /// Whether rows were left out because of their number or the size of the file.
    pub cut: bool,
    /// Whether the file is JSON.
    pub json: bool,
    /// How many of the columns come from the file as they are.
    pub own: usize,
    /// Code that makes the other columns, each with the columns it needs.
    pub made: Vec<(Vec<usize>, String)>,
}

/// Why a file is no table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// The bytes could not be read.
    Unreadable,
    /// There are no bytes, or only blank ones.
    Empty,
    /// A spreadsheet program's own format.
    Workbook,
    /// Binary, or text without rows and columns.
    NotTabular,
    /// A header and nothing below it.
    NoRows,
    /// More columns than are worked on.
    TooWide,
}

/// Whether a file is a table going by its name.
pub fn is_tabular_name(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    [".csv", ".tsv", ".tab"].iter().any(|ending| lower.ends_with(ending))
}

/// Reads a file as a table.
pub fn read(source: &Source) -> Result<Table, Trouble> {
    let file = File::open(&source.path).map_err(|_| Trouble::Unreadable)?;
    let mut bytes = Vec::new();
    file.take(MAX_BYTES + 1).read_to_end(&mut bytes).map_err(|_| Trouble::Unreadable)?;
    read_bytes(&source.name, bytes)
}

/// Reads the bytes of a file as a table; `name` tells JSON from the rest.
pub fn read_bytes(name: &str, mut bytes: Vec<u8>) -> Result<Table, Trouble> {
    let mut cut = bytes.len() as u64 > MAX_BYTES;
    if cut {
        // The last line may be torn; it is left out.
        bytes.truncate(bytes.iter().rposition(|&b| b == b'\n').unwrap_or(0));
    }
    let (text, encoding) = decode(&bytes)?;
    drop(bytes);
    if name.to_ascii_lowercase().ends_with(".json") {
        let (header, mut records) = made::json_records(&text)?;
        let cut = records.len() > MAX_ROWS;
        records.truncate(MAX_ROWS);
        return Ok(Table { encoding, cut, json: true, ..Table::of(name, header, records) });
    }
    let separator = sniff(&text, is_tabular_name(name))?;
    let (mut records, more) = records(&text, separator, MAX_ROWS)?;
    cut |= more;
    if records.is_empty() {
        return Err(Trouble::Empty);
    }
    let header = records.remove(0);
    match header.len() {
        wide if wide > MAX_COLUMNS => return Err(Trouble::TooWide),
        _ if records.is_empty() => return Err(Trouble::NoRows),
        _ => {}
    }
    let table = Table::of(name, header, records);
    Ok(Table { separator, encoding, cut, ..table })
}

fn reader(text: &str, separator: u8) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new().delimiter(separator).has_headers(false).flexible(true).from_reader(text.as_bytes())
}

/// The header and so many records below it, and whether there are more.
fn records(text: &str, separator: u8, most: usize) -> Result<(Vec<StringRecord>, bool), Trouble> {
    let mut records = Vec::new();
    for record in reader(text, separator).into_records() {
        if records.len() > most {
            return Ok((records, true));
        }
        records.push(record.map_err(|_| Trouble::NotTabular)?);
    }
    Ok((records, false))
}

fn decode(bytes: &[u8]) -> Result<(String, Encoding), Trouble> {
    let utf16 = |bytes: &[u8], unit: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]])).collect();
        (String::from_utf16_lossy(&units), Encoding::Utf16)
    };
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"\xd0\xcf\x11\xe0") {
        return Err(Trouble::Workbook);
    }
    let (text, encoding) = if let Some(rest) = bytes.strip_prefix(b"\xff\xfe") {
        utf16(rest, u16::from_le_bytes)
    } else if let Some(rest) = bytes.strip_prefix(b"\xfe\xff") {
        utf16(rest, u16::from_be_bytes)
    } else {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        match std::str::from_utf8(bytes) {
            Ok(text) => (text.to_owned(), Encoding::Utf8),
            Err(_) => (bytes.iter().map(|&b| char::from(b)).collect(), Encoding::Latin1),
        }
    };
    if text.contains('\0') {
        return Err(Trouble::NotTabular);
    }
    if text.trim().is_empty() { Err(Trouble::Empty) } else { Ok((text, encoding)) }
}

/// The separator that gives the most even columns. A file that is not called a table must really look like one.
fn sniff(text: &str, named_so: bool) -> Result<u8, Trouble> {
    let mut best = (0_usize, b',');
    for separator in [b',', b';', b'\t', b'|'] {
        let widths: Vec<usize> = reader(text, separator).into_records().take(50).flatten().map(|r| r.len()).collect();
        let first = widths.first().copied().unwrap_or(0);
        let even = widths.iter().filter(|&&width| width == first).count();
        let score =
            if first > 1 && even * 10 >= widths.len() * 7 { first * 100 + even * 100 / widths.len() } else { 0 };
        let enough = named_so || (widths.len() >= 3 && even * 10 >= widths.len() * 9);
        if score > best.0 && enough {
            best = (score, separator);
        }
    }
    if best.0 > 0 || named_so { Ok(best.1) } else { Err(Trouble::NotTabular) }
}

impl Table {
    /// A table of records under a header, as read from a plain file.
    pub fn of(name: &str, header: StringRecord, records: Vec<StringRecord>) -> Self {
        let (columns, decimal) = typed(&header, &records);
        let own = columns.len();
        Self {
            name: name.to_owned(),
            header,
            columns,
            records,
            separator: b',',
            encoding: Encoding::Utf8,
            decimal,
            cut: false,
            json: false,
            own,
            made: Vec::new(),
        }
    }

    /// One cell as written, without surrounding blanks.
    pub fn cell(&self, row: usize, column: usize) -> &str {
        self.records.get(row).and_then(|record| record.get(column)).unwrap_or("").trim()
    }

    /// One cell as a number.
    pub fn value(&self, row: usize, column: usize) -> Option<f64> {
        self.columns.get(column)?.values.get(row).copied().flatten()
    }

    /// The different values of a column over some rows, in the order they appear; at most [`MAX_LEVELS`].
    pub fn levels(&self, column: usize, rows: &[usize]) -> Vec<&str> {
        let mut seen = HashSet::new();
        let cells = rows.iter().map(|&row| self.cell(row, column));
        cells.filter(|cell| !cells::is_missing(cell) && seen.insert(*cell)).take(MAX_LEVELS).collect()
    }

    /// The first column that holds moments.
    pub fn time(&self) -> Option<usize> {
        self.columns.iter().position(Column::is_time)
    }

    /// The columns of numbers that measure something.
    pub fn measures(&self) -> Vec<usize> {
        let of = |keys: bool| {
            (0..self.columns.len())
                .filter(move |&at| self.columns[at].is_measure() && self.columns[at].is_key() == keys)
        };
        let proper: Vec<usize> = of(false).collect();
        if proper.is_empty() { of(true).collect() } else { proper }
    }

    /// Columns whose few values sort the rows into groups.
    pub fn groupings(&self, rows: &[usize]) -> Vec<usize> {
        let groups = |&at: &usize| {
            let levels = self.levels(at, rows).len();
            self.columns[at].kind == Kind::Text && levels >= 2 && levels < rows.len().max(3)
        };
        (0..self.columns.len()).filter(groups).collect()
    }

    /// Every row.
    pub fn rows(&self) -> Vec<usize> {
        (0..self.records.len()).collect()
    }
}

#[cfg(test)]
mod tests;
