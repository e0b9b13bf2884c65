//! A passage, divided into units, with what each has of a question.

use super::super::hits::Finder;
use super::super::units::{Kind, Unit, units};
use super::Source;
use std::collections::HashSet;

/// A source, divided.
#[derive(Debug)]
pub struct Passage<'t> {
    /// The source itself.
    pub source: Source<'t>,
    /// What it is divided into.
    pub units: Vec<Unit>,
    /// For each unit the terms that it has, as a set.
    pub has: Vec<u64>,
    /// The numbers of the words that have them, and the terms, in order.
    pub hits: Vec<Vec<(usize, usize)>>,
    /// Where these stand, in bytes, and the terms.
    pub starts: Vec<Vec<(usize, usize)>>,
    /// The terms of each unit that stand there in the very form of the question.
    pub exact: Vec<u64>,
    /// The terms of all.
    pub all: u64,
    /// The terms of the name of the file.
    pub named: u64,
}

impl<'t> Passage<'t> {
    /// Divides `source`, and finds in it what `finder` looks for; `words` are those of the question.
    pub fn read(source: &Source<'t>, finder: &Finder<'_>, words: &HashSet<String>) -> Self {
        let units = units(source.text);
        let mut passage = Self {
            source: *source,
            has: vec![0; units.len()],
            hits: vec![Vec::new(); units.len()],
            starts: vec![Vec::new(); units.len()],
            exact: vec![0; units.len()],
            all: 0,
            named: finder.find(source.name).terms(),
            units,
        };
        for hit in finder.find(source.text).list {
            passage.all |= 1 << hit.term;
            let after = passage.units.partition_point(|unit| unit.range.start <= hit.start);
            if let Some(at) = after.checked_sub(1).filter(|at| hit.start < passage.units[*at].range.end) {
                passage.has[at] |= 1 << hit.term;
                passage.hits[at].push((hit.place, hit.term));
                passage.starts[at].push((hit.start, hit.term));
                let word = source.text[hit.start..].chars().take(40).take_while(|char| char.is_alphanumeric());
                let word = word.flat_map(char::to_lowercase).collect::<String>();
                passage.exact[at] |= u64::from(words.contains(&word)) << hit.term;
            }
        }
        passage
    }

    /// The text of a unit.
    pub fn text(&self, at: usize) -> &'t str {
        &self.source.text[self.units[at].range.clone()]
    }

    /// The terms of a unit that may not be there.
    pub fn terms_of(&self, at: Option<usize>) -> u64 {
        at.map_or(0, |at| self.has[at])
    }

    /// The terms of the lines whose blocks a unit stands in.
    pub fn enclosing(&self, at: usize) -> u64 {
        let mut set = 0;
        let mut outer = self.units[at].within;
        while let Some(at) = outer {
            set |= self.has[at];
            outer = self.units[at].within;
        }
        set
    }

    /// The terms of all that stands in the block which a unit opens, as far as `max` bytes hold it.
    pub fn block(&self, at: usize, max: usize) -> u64 {
        let unit = &self.units[at];
        let Some(close) = unit.close else { return 0 };
        let inner = self.units[at + 1..].iter().zip(&self.has[at + 1..]);
        let end = close.min(unit.range.start + max);
        inner.take_while(|(inner, _)| inner.range.end <= end).fold(0, |set, (_, has)| set | has)
    }

    /// The text of a unit, with what stands in the block that it opens.
    pub fn whole(&self, at: usize, max: usize) -> &'t str {
        let range = &self.units[at].range;
        let end = self.units[at].close.map_or(range.end, |close| close.min(range.start + max).max(range.end));
        &self.source.text[range.start..self.source.text.floor_char_boundary(end)]
    }

    /// Whether the edge of the passage may have cut a unit.
    pub fn may_be_cut(&self, at: usize) -> bool {
        let unit = &self.units[at];
        let (before, after) = (&self.source.text[..unit.range.start], &self.source.text[unit.range.end..]);
        let text = self.text(at);
        before.trim().is_empty() && text.starts_with(char::is_lowercase)
            || unit.kind == Kind::Sentence && after.trim().is_empty() && !ends(text)
    }

    /// Whether a unit is the first or the last.
    pub fn is_at_edge(&self, at: usize) -> bool {
        at == 0 || at + 1 == self.units.len()
    }
}

/// Whether a sentence ends as such.
pub fn ends(text: &str) -> bool {
    text.ends_with(['.', '!', '?', '"', '”', ')', ':', '。', '！', '？', '*', '」'])
}
