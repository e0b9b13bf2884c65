//! Where the terms of a query stand in a text.

use super::query::Query;
use super::stem::stem;
use super::words::words;

/// Finds the terms of a query in texts.
#[derive(Debug)]
pub struct Finder<'q> {
    query: &'q Query,
    /// The terms, as a set, by the first byte of the words that may have them.
    by_first: Vec<u64>,
}

/// The terms of a query in a text.
#[derive(Debug)]
pub struct Hits {
    /// Each of them, in order.
    pub list: Vec<Hit>,
    /// How many words the text has.
    pub length: usize,
}

/// A term of the query in a text.
#[derive(Debug)]
pub struct Hit {
    /// The number of its word.
    pub place: usize,
    /// Its place among the terms of the query.
    pub term: usize,
    /// Where its word stands in the text, in bytes.
    pub start: usize,
}

impl Hits {
    /// The terms that are there, as a set.
    pub fn terms(&self) -> u64 {
        self.list.iter().fold(0, |set, hit| set | 1 << hit.term)
    }
}

impl<'q> Finder<'q> {
    /// A finder of the terms of `query`.
    pub fn new(query: &'q Query) -> Self {
        let mut by_first = vec![0; 256];
        for (at, term) in query.terms.iter().enumerate() {
            by_first[usize::from(term.as_bytes()[0])] |= 1 << at;
        }
        Self { query, by_first }
    }

    /// The query's terms in `text`.
    pub fn find(&self, text: &str) -> Hits {
        let (mut list, mut length) = (Vec::new(), 0);
        let mut stemmed = Vec::new();
        words(text, &mut |word| {
            length = word.place + 1;
            let bytes = word.text.as_bytes();
            // Stems begin as their words do; most words differ from all terms there, and need no stem.
            let mut may = self.by_first[usize::from(bytes[0])];
            stemmed.clear();
            while may != 0 {
                let term = may.trailing_zeros() as usize;
                may &= may - 1;
                let wanted = self.query.terms[term].as_bytes();
                // A stem that is longer than two letters has the first two of its word.
                if wanted.len() > 2 && bytes.get(1) != wanted.get(1) {
                    continue;
                }
                if stemmed.is_empty() {
                    stemmed.extend_from_slice(bytes);
                    stem(&mut stemmed);
                }
                if stemmed == wanted {
                    list.push(Hit { place: word.place, term, start: word.range.start });
                }
            }
        });
        // Wholes come after their parts.
        list.sort_by_key(|hit| hit.place);
        Hits { list, length }
    }
}
