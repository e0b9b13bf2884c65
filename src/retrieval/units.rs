//! Divides a text into what can be quoted of it: headings, sentences, list items, table rows and other lines.

mod blocks;
mod cells;
mod cut;
mod lines;
mod pieces;
mod sentences;

pub use cells::{amounts, cells};
pub use cut::narrow;

use lines::{Line, lines};
use sentences::sentences;
use std::ops::Range;

/// What a unit is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// It says what follows is about.
    Heading,
    /// The first row of a table, if it names the columns.
    Header,
    /// A row of a table.
    Row,
    /// An item of a list, or a line that stands for itself: a label with its value, code, data.
    Line,
    /// A sentence of a paragraph.
    Sentence,
}

/// A part of a text that can be quoted by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// Where it stands, in bytes, without blanks at either end.
    pub range: Range<usize>,
    /// What it is.
    pub kind: Kind,
    /// The heading above it, if any.
    pub heading: Option<usize>,
    /// The row that names the columns of its table, if any.
    pub header: Option<usize>,
    /// The sentence that leads up to the list or table that it is part of, if any.
    pub lead: Option<usize>,
    /// The number of its paragraph; all units of one follow each other without a blank line.
    pub paragraph: usize,
    /// The line of a program or of data whose block it stands in, if any.
    pub within: Option<usize>,
    /// Where the block ends that it opens, if it opens one.
    pub close: Option<usize>,
}

/// What the units so far say of those that come next.
#[derive(Default)]
struct Reader {
    units: Vec<Unit>,
    heading: Option<usize>,
    header: Option<usize>,
    lead: Option<usize>,
    paragraph: usize,
    /// Rows of the table so far, and whether one of them has amounts.
    rows: usize,
    amounts: bool,
}

/// The units of `text`, in order. They hold all of it but blanks and lines that are only drawn.
pub fn units(text: &str) -> Vec<Unit> {
    let lines = lines(text);
    let mut reader = Reader::default();
    let mut at = 0;
    while at < lines.len() {
        let (range, line) = lines[at].clone();
        at += 1;
        match line {
            Line::Blank => reader.paragraph += 1,
            Line::Rule => {}
            Line::Heading => {
                reader.end_table();
                reader.lead = None;
                reader.push(range, Kind::Heading);
                reader.heading = Some(reader.units.len() - 1);
            }
            Line::Row => {
                let next = next_row(&lines, at).map(|range| &text[range.clone()]);
                reader.read_row(text, range, next, lines.get(at).is_some_and(|(_, next)| *next == Line::Rule));
            }
            Line::Alone => {
                reader.end_table();
                for piece in pieces::pieces(text, range) {
                    reader.push(piece, Kind::Line);
                }
            }
            Line::Item | Line::Prose => {
                // A paragraph, or an item, goes on until something else begins.
                let (mut end, first) = (range.end, at);
                while let Some((next, Line::Prose)) = lines.get(at) {
                    end = next.end;
                    at += 1;
                }
                let rest = lines[first..at].iter().map(|(range, _)| range.clone());
                let all: Vec<Range<usize>> = std::iter::once(range.clone()).chain(rest).collect();
                if line == Line::Prose && pieces::is_list(text, &all) {
                    reader.end_table();
                    all.into_iter().for_each(|line| reader.push(line, Kind::Line));
                    continue;
                }
                reader.read_prose(text, range.start..end, line == Line::Item);
            }
        }
    }
    blocks::nest(text, &mut reader.units);
    reader.units
}

/// The row that comes next, if nothing but blank and drawn lines comes before it.
fn next_row(lines: &[(Range<usize>, Line)], from: usize) -> Option<&Range<usize>> {
    // A table has no long gaps.
    let next = lines[from..].iter().take(4).find(|(_, line)| !matches!(line, Line::Blank | Line::Rule))?;
    (next.1 == Line::Row).then_some(&next.0)
}

impl Reader {
    fn push(&mut self, range: Range<usize>, kind: Kind) {
        let (header, lead) = match kind {
            Kind::Heading | Kind::Header | Kind::Sentence => (None, None),
            Kind::Row => (self.header, self.lead),
            Kind::Line => (None, self.lead),
        };
        let heading = if kind == Kind::Heading { None } else { self.heading };
        let (paragraph, within, close) = (self.paragraph, None, None);
        self.units.push(Unit { range, kind, heading, header, lead, paragraph, within, close });
    }

    fn end_table(&mut self) {
        (self.header, self.rows, self.amounts) = (None, 0, false);
    }

    /// A row names the columns if it is the first, or comes after rows with amounts, and has none itself where the
    /// others have some, or is set apart by a line.
    fn read_row(&mut self, text: &str, range: Range<usize>, next: Option<&str>, ruled: bool) {
        let row = &text[range.clone()];
        let own = amounts(row);
        let below = next.map_or(0, amounts);
        let many = cells(row).len() > 1 || row.starts_with('|');
        let fits = next.is_some_and(|next| cells(next).len().abs_diff(cells(row).len()) <= 1);
        let first = self.rows == 0;
        let names = many && fits && own == 0 && (first || self.amounts && below > 0 || ruled);
        let names = names && (ruled || below > 0 || cells(row).len() > 2);
        self.rows += 1;
        if names {
            self.end_table();
            self.rows = 1;
            self.push(range, Kind::Header);
            self.header = Some(self.units.len() - 1);
        } else {
            self.amounts |= own > 0;
            self.push(range, Kind::Row);
        }
    }

    fn read_prose(&mut self, text: &str, range: Range<usize>, item: bool) {
        self.end_table();
        let kind = if item { Kind::Line } else { Kind::Sentence };
        for sentence in sentences(&text[range.clone()]) {
            self.push(range.start + sentence.start..range.start + sentence.end, kind);
        }
        if !item {
            self.lead = self.units.len().checked_sub(1);
        }
    }
}

#[cfg(test)]
mod tests;
