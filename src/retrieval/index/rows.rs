//! The tables of the index: stores, files, chunks, and the words of each store that has many chunks.

use super::super::stem::stem;
use super::super::words::words;
use super::{CANDIDATES, Chunk, Result};
use rusqlite::{Connection, OptionalExtension, params};

/// A chunk's key is its file's key, shifted by these bits, and its ordinal: keys are in the order of insertion.
const ORDINAL_BITS: u32 = 20;

/// Nothing of the file outlives the process, so nothing waits for the disk. There is a journal all the same, for without
/// one a transaction that fails could not be undone; in memory it would grow with what is deleted.
pub const SETTINGS: &str = "
    PRAGMA page_size = 8192;
    PRAGMA journal_mode = TRUNCATE;
    PRAGMA synchronous = OFF;
    PRAGMA locking_mode = EXCLUSIVE;
    PRAGMA cache_size = -8192;
    PRAGMA temp_store = FILE;
    CREATE TABLE stores (
        id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, chunks INTEGER NOT NULL,
        indexed INTEGER NOT NULL);
    CREATE TABLE files (
        id INTEGER PRIMARY KEY AUTOINCREMENT, store INTEGER NOT NULL, name TEXT NOT NULL, UNIQUE (store, name));
    CREATE TABLE chunks (id INTEGER PRIMARY KEY, text TEXT NOT NULL, known INTEGER NOT NULL);
";

/// A store as its row says.
#[derive(Clone, Copy, Debug)]
pub struct Store {
    /// Its key.
    pub id: i64,
    /// How many chunks it has.
    pub chunks: u64,
    /// Whether it has a table of words.
    pub indexed: bool,
}

impl Store {
    /// The store of this name.
    pub fn find(connection: &Connection, name: &str) -> Result<Option<Self>> {
        let mut find = connection.prepare_cached("SELECT id, chunks, indexed FROM stores WHERE name = ?1")?;
        let store = find.query_row([name], |row| {
            Ok(Self { id: row.get(0)?, chunks: row.get::<_, i64>(1)? as u64, indexed: row.get(2)? })
        });
        Ok(store.optional()?)
    }

    /// The store of this name, new if there is none.
    pub fn open(connection: &Connection, name: &str) -> Result<Self> {
        if let Some(store) = Self::find(connection, name)? {
            return Ok(store);
        }
        connection
            .prepare_cached("INSERT INTO stores (name, chunks, indexed) VALUES (?1, 0, FALSE)")?
            .execute([name])?;
        Ok(Self { id: connection.last_insert_rowid(), chunks: 0, indexed: false })
    }

    /// The name of its table of words.
    pub fn table(self) -> String {
        format!("words{}", self.id)
    }

    /// The key of its file of this name.
    pub fn file(self, connection: &Connection, name: &str) -> Result<Option<i64>> {
        let mut find = connection.prepare_cached("SELECT id FROM files WHERE store = ?1 AND name = ?2")?;
        Ok(find.query_row(params![self.id, name], |row| row.get(0)).optional()?)
    }

    /// The keys and names of its files, in the order of insertion.
    pub fn files(self, connection: &Connection) -> Result<Vec<(i64, String)>> {
        let mut files = connection.prepare_cached("SELECT id, name FROM files WHERE store = ?1 ORDER BY id")?;
        let files = files.query_map([self.id], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(files.collect::<rusqlite::Result<_>>()?)
    }

    /// Adds a file that it does not have.
    pub fn insert(
        &mut self,
        connection: &Connection,
        file: &str,
        chunks: &mut dyn Iterator<Item = Chunk<'_>>,
    ) -> Result<()> {
        connection
            .prepare_cached("INSERT INTO files (store, name) VALUES (?1, ?2)")?
            .execute(params![self.id, file])?;
        let file = connection.last_insert_rowid();
        let mut keep = connection.prepare_cached("INSERT INTO chunks (id, text, known) VALUES (?1, ?2, ?3)")?;
        let mut terms = Vec::new();
        for (ordinal, chunk) in chunks.enumerate() {
            let id = chunk_id(file, ordinal as i64);
            keep.execute(params![id, chunk.text, chunk.known as i64])?;
            self.chunks += 1;
            if self.indexed {
                self.index(connection, id, chunk.text, &mut terms)?;
            } else if self.chunks > CANDIDATES as u64 {
                self.index_all(connection)?;
            }
        }
        self.update(connection)
    }

    /// Makes its table of words, of what it has so far.
    fn index_all(&mut self, connection: &Connection) -> Result<()> {
        let table = self.table();
        connection.execute_batch(&format!(
            "CREATE VIRTUAL TABLE {table} USING fts5(words, content='', contentless_delete=1, tokenize='ascii')"
        ))?;
        self.indexed = true;
        let mut terms = Vec::new();
        for (file, _) in self.files(connection)? {
            for (ordinal, text) in texts(connection, file)?.iter().enumerate() {
                self.index(connection, chunk_id(file, ordinal as i64), text, &mut terms)?;
            }
        }
        Ok(())
    }

    fn index(self, connection: &Connection, id: i64, text: &str, terms: &mut Vec<u8>) -> Result<()> {
        spell_out(text, terms);
        let sql = format!("INSERT INTO {} (rowid, words) VALUES (?1, ?2)", self.table());
        let terms = std::str::from_utf8(terms).expect("stemming changes ASCII letters only");
        connection.prepare_cached(&sql)?.execute(params![id, terms])?;
        Ok(())
    }

    /// Removes a file, if it is there.
    pub fn delete(&mut self, connection: &Connection, file: &str) -> Result<()> {
        let Some(file) = self.file(connection, file)? else { return Ok(()) };
        let count = delete_texts(connection, file)?;
        if self.indexed {
            let mut words = connection.prepare_cached(&format!("DELETE FROM {} WHERE rowid = ?1", self.table()))?;
            for ordinal in 0..count {
                words.execute([chunk_id(file, ordinal)])?;
            }
        }
        connection.prepare_cached("DELETE FROM files WHERE id = ?1")?.execute([file])?;
        self.chunks -= count as u64;
        self.update(connection)
    }

    /// Removes all that it has, and its row.
    pub fn delete_all(self, connection: &Connection) -> Result<()> {
        for (file, _) in self.files(connection)? {
            delete_texts(connection, file)?;
        }
        connection.prepare_cached("DELETE FROM files WHERE store = ?1")?.execute([self.id])?;
        connection.prepare_cached("DELETE FROM stores WHERE id = ?1")?.execute([self.id])?;
        if self.indexed {
            connection.execute_batch(&format!("DROP TABLE {}", self.table()))?;
        }
        Ok(())
    }

    fn update(self, connection: &Connection) -> Result<()> {
        connection.prepare_cached("UPDATE stores SET chunks = ?2, indexed = ?3 WHERE id = ?1")?.execute(params![
            self.id,
            self.chunks as i64,
            self.indexed
        ])?;
        Ok(())
    }
}

/// The key of a chunk.
pub fn chunk_id(file: i64, ordinal: i64) -> i64 {
    (file << ORDINAL_BITS) + ordinal
}

/// The key of the file of a chunk, and its ordinal there.
pub fn file_and_ordinal(id: i64) -> (i64, u32) {
    (id >> ORDINAL_BITS, (id & ((1 << ORDINAL_BITS) - 1)) as u32)
}

/// The chunks of a file, in order.
pub fn texts(connection: &Connection, file: i64) -> Result<Vec<String>> {
    let mut chunks = connection.prepare_cached("SELECT text FROM chunks WHERE id >= ?1 AND id < ?2 ORDER BY id")?;
    let texts = chunks.query_map([chunk_id(file, 0), chunk_id(file + 1, 0)], |row| row.get(0))?;
    Ok(texts.collect::<rusqlite::Result<_>>()?)
}

/// What each chunk of a file adds to those before it, in order: the whole text in pieces.
pub fn pieces(connection: &Connection, file: i64) -> Result<Vec<String>> {
    let sql = "SELECT text, known FROM chunks WHERE id >= ?1 AND id < ?2 ORDER BY id";
    let mut chunks = connection.prepare_cached(sql)?;
    let pieces = chunks.query_map([chunk_id(file, 0), chunk_id(file + 1, 0)], |row| {
        let (text, known): (String, i64) = (row.get(0)?, row.get(1)?);
        Ok(text.get(known as usize..).unwrap_or_default().to_owned())
    })?;
    Ok(pieces.collect::<rusqlite::Result<_>>()?)
}

/// The first chunks of the files of a store, in the order of insertion, with the files' names.
pub fn openings(connection: &Connection, store: Store, limit: usize) -> Result<Vec<(String, String)>> {
    let sql = "SELECT files.name, chunks.text FROM files JOIN chunks ON chunks.id = (files.id << ?3) \
               WHERE files.store = ?1 ORDER BY files.id LIMIT ?2";
    let mut first = connection.prepare_cached(sql)?;
    let first = first.query_map(params![store.id, limit as i64, ORDINAL_BITS], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(first.collect::<rusqlite::Result<_>>()?)
}

/// Deletes the chunks of a file, and says how many there were.
fn delete_texts(connection: &Connection, file: i64) -> Result<i64> {
    let mut delete = connection.prepare_cached("DELETE FROM chunks WHERE id >= ?1 AND id < ?2")?;
    Ok(delete.execute([chunk_id(file, 0), chunk_id(file + 1, 0)])? as i64)
}

/// Writes the terms of `text`, with spaces between them.
fn spell_out(text: &str, into: &mut Vec<u8>) {
    into.clear();
    let mut term = Vec::new();
    words(text, &mut |word| {
        term.clear();
        term.extend_from_slice(word.text.as_bytes());
        stem(&mut term);
        into.extend_from_slice(&term);
        into.push(b' ');
    });
}
