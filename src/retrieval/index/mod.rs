//! A full-text index of the chunks of files, store by store, in a file of its own.
//!
//! ```text
//!  add     chunks ──▶ `chunks`, the text
//!                └──▶ words, folded and stemmed ──▶ the store's FTS5 table, which does not keep the text
//!  search  query ──▶ terms, weighed by rarity ──▶ the best by bm25 ──▶ their text ──▶ scored anew
//! ```
//!
//! A store has an FTS5 table of its own, so that its results depend on nothing but its own files. The words are divided
//! in `words.rs` and reach FTS5 ready made: its tokenizer has only to cut at spaces. A table costs some milliseconds,
//! and more the more there are, so a store has one only once it has more chunks than a search would score anyhow.
//!
//! bm25 chooses candidates only. Its numbers depend on how many chunks a store has (of few, they are about nothing
//! at all), so what a passage is worth is said by `score.rs`.

mod find;
mod rows;
#[cfg(test)]
mod tests;

use rows::{SETTINGS, Store};
use rusqlite::Connection;
use std::path::Path;

/// How many chunks are scored at least, if the store has so many.
const CANDIDATES: usize = 60;

/// So many free pages are worth no trouble.
const LEAST_FREE: i64 = 256;

/// Shorthand for what the index may fail at.
pub type Result<T> = std::result::Result<T, IndexError>;

/// The index's file could not be read or written: the disk is full, or the file has gone.
#[derive(Debug)]
pub struct IndexError(rusqlite::Error);

impl std::fmt::Display for IndexError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "the search index cannot be used: {}", self.0)
    }
}

impl std::error::Error for IndexError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.0)
    }
}

impl From<rusqlite::Error> for IndexError {
    fn from(error: rusqlite::Error) -> Self {
        Self(error)
    }
}

/// A chunk that a search has found.
#[derive(Clone, Debug, PartialEq)]
pub struct Passage {
    /// The id of its file.
    pub file: String,
    /// Its number within the file, from 0.
    pub ordinal: u32,
    /// The whole chunk.
    pub text: String,
    /// How well it answers the query, above 0 and below 1.
    pub score: f64,
}

/// A chunk on its way into the index.
#[derive(Clone, Copy, Debug)]
pub struct Chunk<'a> {
    /// The whole chunk.
    pub text: &'a str,
    /// How many of its bytes the chunk before it has already.
    pub known: usize,
}

/// The chunks of all stores of a project. It can be sent between threads, but not shared without a lock.
#[derive(Debug)]
pub struct Index {
    connection: Connection,
}

impl Index {
    /// Makes an empty index in the file at `path`, in place of whatever is there. It may have a companion whose
    /// name goes on with `-journal`. The caller deletes both afterwards, or the folder.
    ///
    /// # Errors
    /// If the file cannot be made.
    pub fn open(path: &Path) -> Result<Self> {
        // What cannot be removed cannot be overwritten either, and that says why.
        let _ = std::fs::remove_file(path);
        let connection = Connection::open(path)?;
        connection.execute_batch(SETTINGS)?;
        connection.set_prepared_statement_cache_capacity(64);
        Ok(Self { connection })
    }

    /// Puts the chunks of a file into a store, in place of those that it has there. Makes the store if need be. The
    /// file then counts as the one that was inserted last.
    ///
    /// # Errors
    /// If the disk is full or the index is gone; then nothing has changed.
    pub fn add(&mut self, store: &str, file: &str, chunks: &mut dyn Iterator<Item = Chunk<'_>>) -> Result<()> {
        let transaction = self.connection.transaction()?;
        let mut store = Store::open(&transaction, store)?;
        store.delete(&transaction, file)?;
        store.insert(&transaction, file, chunks)?;
        Ok(transaction.commit()?)
    }

    /// Removes a file from a store, if it is there.
    ///
    /// # Errors
    /// If the disk is full or the index is gone; then nothing has changed.
    pub fn remove_file(&mut self, store: &str, file: &str) -> Result<()> {
        let transaction = self.connection.transaction()?;
        if let Some(mut store) = Store::find(&transaction, store)? {
            store.delete(&transaction, file)?;
        }
        transaction.commit()?;
        self.shrink()
    }

    /// Removes a store and all its files, if it is there.
    ///
    /// # Errors
    /// If the disk is full or the index is gone; then nothing has changed.
    pub fn remove_store(&mut self, store: &str) -> Result<()> {
        let transaction = self.connection.transaction()?;
        if let Some(store) = Store::find(&transaction, store)? {
            store.delete_all(&transaction)?;
        }
        transaction.commit()?;
        self.shrink()
    }

    /// The files of a store, in the order of insertion.
    ///
    /// # Errors
    /// If the index is gone.
    pub fn files(&self, store: &str) -> Result<Vec<String>> {
        let Some(store) = Store::find(&self.connection, store)? else { return Ok(Vec::new()) };
        Ok(store.files(&self.connection)?.into_iter().map(|(_, name)| name).collect())
    }

    /// The text of a file of a store, in pieces that make up the whole; none if it is not there.
    ///
    /// # Errors
    /// If the index is gone.
    pub fn content(&self, store: &str, file: &str) -> Result<Vec<String>> {
        let Some(store) = Store::find(&self.connection, store)? else { return Ok(Vec::new()) };
        let Some(file) = store.file(&self.connection, file)? else { return Ok(Vec::new()) };
        rows::pieces(&self.connection, file)
    }

    /// How the files of a store begin: the first chunk of each, at most `limit`, in the order of insertion.
    ///
    /// # Errors
    /// If the index is gone.
    pub fn openings(&self, store: &str, limit: usize) -> Result<Vec<Passage>> {
        let Some(store) = Store::find(&self.connection, store)? else { return Ok(Vec::new()) };
        let first = rows::openings(&self.connection, store, limit)?;
        Ok(first.into_iter().map(|(file, text)| Passage { file, ordinal: 0, text, score: 0.0 }).collect())
    }

    /// The chunks of a store that answer `query` best, at most `limit`, the best first and of equals the one that was
    /// inserted first. Only files for whose id `keep` holds are searched. None if there is no such store, or nothing
    /// in it has a word of the query.
    ///
    /// Any text is a query; it has no operators, but words in quotation marks should stand together. The score
    /// depends on the query and on what is in the store, and on nothing else.
    ///
    /// # Errors
    /// If the index is gone.
    pub fn search(&self, store: &str, query: &str, limit: usize, keep: &dyn Fn(&str) -> bool) -> Result<Vec<Passage>> {
        let Some(store) = Store::find(&self.connection, store)? else { return Ok(Vec::new()) };
        find::search(&self.connection, store, query, limit, keep)
    }

    /// How many chunks FTS5 finds of itself with the same words: what benches measure [`Self::search`] against.
    ///
    /// # Errors
    /// If the index is gone, or the store is too small to have a table.
    #[doc(hidden)]
    pub fn bare_search(&self, store: &str, query: &str, limit: usize) -> Result<usize> {
        let Some(store) = Store::find(&self.connection, store)? else { return Ok(0) };
        find::bare(&self.connection, store, query, limit)
    }

    /// Gives the disk back what deletions have left, once it is the greater part of the file: what remains is copied,
    /// so it takes no longer than what was deleted took to add.
    fn shrink(&self) -> Result<()> {
        let pages = |name: &str| self.connection.query_row(&format!("PRAGMA {name}"), [], |row| row.get::<_, i64>(0));
        let free = pages("freelist_count")?;
        if free > LEAST_FREE && free > pages("page_count")? / 2 {
            self.connection.execute_batch("VACUUM")?;
        }
        Ok(())
    }
}
