//! A message as read against a table, before it is known what it asks.

use super::matching::Mention;
use super::phrase::Phrase;
use super::scope::Scope;
use super::table::{Kind, Table};

/// A message as read against a table.
pub struct Reading<'a> {
    /// Its words.
    pub phrase: &'a Phrase,
    /// The table.
    pub table: &'a Table,
    /// Columns named, in order; those that only tell which rows are meant left out.
    pub mentions: Vec<Mention>,
    /// Every column named.
    pub named: Vec<Mention>,
    /// Rows meant.
    pub scope: Scope,
    /// Words that told which rows are meant.
    pub spent: Vec<std::ops::Range<usize>>,
}

impl Reading<'_> {
    /// The columns named, each once.
    pub fn columns(&self) -> Vec<usize> {
        let mut columns = Vec::new();
        for mention in &self.mentions {
            if !columns.contains(&mention.column) {
                columns.push(mention.column);
            }
        }
        columns
    }

    /// The columns named that are numbers to be measured.
    pub fn measures(&self) -> Vec<usize> {
        self.columns().into_iter().filter(|&column| self.table.columns[column].is_measure()).collect()
    }

    /// The first text column named.
    pub fn group(&self) -> Option<usize> {
        self.columns().into_iter().find(|&column| self.table.columns[column].kind == Kind::Text)
    }

    /// Whether a word told which rows are meant.
    pub fn is_spent(&self, word: usize) -> bool {
        self.spent.iter().any(|range| range.contains(&word))
    }

    /// Whether the message speaks of the data as such.
    pub fn speaks_of_data(&self) -> bool {
        !self.mentions.is_empty() || !self.scope.is_all() || speaks_of_file(self.phrase)
    }
}

/// Whether a message speaks of a file or its data.
pub fn speaks_of_file(phrase: &Phrase) -> bool {
    phrase.has(
        "csv tsv file files data dataset datasets spreadsheet table attached attachment \
            upload uploaded column columns row rows figures numbers dataframe df records \
            trends",
    )
}
