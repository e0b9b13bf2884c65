//! The indexes of all projects.

use super::chunk::{Chunking, Tokenizer, chunks};
use super::extract::{PdfReader, Unreadable, text};
use super::index::{self, Chunk, Index, Passage};
use super::memo::Memo;
use crate::store::{Blob, Blobs};
use crate::wire::ids::{FileId, Id, VectorStoreId};
use crate::wire::vector_store;
use dashmap::DashMap;
use parking_lot::Mutex;
use std::fs::File;
use std::io;
use std::ops::Range;
use std::sync::Arc;
use tiktoken_rs::o200k_base_singleton;

/// Bytes that a piece of text takes in a store beside its text: what its embedding took there (a file of 21 bytes
/// took 1,045; CanUseBatchIngestion recording).
const PER_CHUNK: u64 = 1024;

/// The indexes of all projects, by generation, each made with its first file.
#[derive(Debug)]
pub struct Library {
    reader: PdfReader,
    shelves: DashMap<u64, Arc<Shelf>>,
}

/// One project's index, and the place of its file.
#[derive(Debug)]
struct Shelf {
    index: Mutex<Index>,
    _place: Blob,
}

/// The tokenizer, loaded when it is first needed.
#[derive(Debug)]
struct Vocabulary;

impl Tokenizer for Vocabulary {
    fn lengths(&self, text: &str, into: &mut Vec<u32>) {
        o200k_base_singleton().lengths(text, into);
    }
}

/// Reads files, one after another, and remembers how their words are tokenized.
#[derive(Debug)]
pub struct Cutter<'a> {
    reader: &'a PdfReader,
    words: Memo<Vocabulary>,
}

/// The text of a file, and how it is cut.
#[derive(Debug)]
pub struct Cut {
    text: String,
    pieces: Vec<Range<usize>>,
}

impl Cutter<'_> {
    /// Reads a file and cuts its text.
    ///
    /// # Errors
    /// Why the file has no text that can be searched.
    pub fn cut(&self, name: &str, file: File, chunking: vector_store::Chunking) -> Result<Cut, Unreadable> {
        let text = text(name, file, self.reader)?;
        let chunking = Chunking { size: chunking.size as usize, overlap: chunking.overlap as usize };
        let pieces = chunks(&text, chunking, &self.words).map_err(|_| Unreadable::TooLarge)?;
        let place = |piece: &str| {
            let start = piece.as_ptr() as usize - text.as_ptr() as usize;
            start..start + piece.len()
        };
        let pieces = pieces.into_iter().map(place).collect();
        Ok(Cut { text, pieces })
    }
}

impl Library {
    /// No indexes yet; PDFs are read by `reader`.
    pub fn new(reader: PdfReader) -> Self {
        Self { reader, shelves: DashMap::new() }
    }

    /// What reads files for the indexes.
    pub fn cutter(&self) -> Cutter<'_> {
        Cutter { reader: &self.reader, words: Memo::new(Vocabulary) }
    }

    /// Puts the text of a file into the index of a store, in place of what it had there. Gives the bytes that it takes in
    /// the store.
    ///
    /// # Errors
    /// If the index cannot keep it, as when the disk is full.
    pub fn add(&self, blobs: &Blobs, project: u64, store: VectorStoreId, file: FileId, cut: &Cut) -> io::Result<u64> {
        let shelf = self.shelf(blobs, project)?;
        let mut end = 0;
        let mut pieces = cut.pieces.iter().map(|piece| {
            let known = usize::saturating_sub(end, piece.start);
            end = piece.end;
            Chunk { text: &cut.text[piece.clone()], known }
        });
        let added = shelf.index.lock().add(&store.to_string(), &file.to_string(), &mut pieces);
        added.map_err(io::Error::other)?;
        Ok(cut.pieces.iter().map(|piece| piece.len() as u64 + PER_CHUNK).sum())
    }

    fn shelf(&self, blobs: &Blobs, project: u64) -> io::Result<Arc<Shelf>> {
        if let Some(shelf) = self.made(project) {
            return Ok(shelf);
        }
        // Whoever comes second throws its own away.
        let place = blobs.keep(&[])?;
        let index = Index::open(place.path()).map_err(io::Error::other)?;
        let new = Arc::new(Shelf { index: Mutex::new(index), _place: place });
        Ok(Arc::clone(&self.shelves.entry(project).or_insert(new)))
    }

    fn made(&self, project: u64) -> Option<Arc<Shelf>> {
        self.shelves.get(&project).map(|shelf| Arc::clone(&shelf))
    }

    /// Takes a file out of a store's index. What cannot be taken out is not found either: it is no longer in the store.
    pub fn remove_file(&self, project: u64, store: VectorStoreId, file: FileId) {
        if let Some(shelf) = self.made(project) {
            let _ = shelf.index.lock().remove_file(&store.to_string(), &file.to_string());
        }
    }

    /// Takes a store out of the index.
    pub fn remove_store(&self, project: u64, store: VectorStoreId) {
        if let Some(shelf) = self.made(project) {
            let _ = shelf.index.lock().remove_store(&store.to_string());
        }
    }

    /// Takes a whole project's index away.
    pub fn remove_project(&self, project: u64) {
        self.shelves.remove(&project);
    }

    /// What `read` finds in a project's index: nothing, if it has none yet.
    fn read<T>(&self, project: u64, read: impl FnOnce(&Index) -> index::Result<Vec<T>>) -> io::Result<Vec<T>> {
        let Some(shelf) = self.made(project) else { return Ok(Vec::new()) };
        let found = read(&shelf.index.lock());
        found.map_err(io::Error::other)
    }

    /// The files of a store, in the order in which they were read.
    ///
    /// # Errors
    /// If the index cannot be read.
    pub fn files(&self, project: u64, store: VectorStoreId) -> io::Result<Vec<FileId>> {
        let names = self.read(project, |index| index.files(&store.to_string()))?;
        Ok(names.iter().filter_map(|name| FileId::parse(name)).collect())
    }

    /// The text of a file as it was read, in pieces that make up the whole.
    ///
    /// # Errors
    /// If the index cannot be read.
    pub fn content(&self, project: u64, store: VectorStoreId, file: FileId) -> io::Result<Vec<String>> {
        self.read(project, |index| index.content(&store.to_string(), &file.to_string()))
    }

    /// How the files of a store begin: the first passage of each, in the order in which they came.
    ///
    /// # Errors
    /// If the index cannot be read.
    pub fn openings(&self, project: u64, store: VectorStoreId, limit: usize) -> io::Result<Vec<Passage>> {
        self.read(project, |index| index.openings(&store.to_string(), limit))
    }

    /// The passages of a store that answer `query` best, the best first, of the files that `keep` lets through.
    ///
    /// # Errors
    /// If the index cannot be read.
    pub fn search(
        &self,
        project: u64,
        store: VectorStoreId,
        query: &str,
        limit: usize,
        keep: &dyn Fn(FileId) -> bool,
    ) -> io::Result<Vec<Passage>> {
        let keep = |file: &str| FileId::parse(file).is_some_and(keep);
        self.read(project, |index| index.search(&store.to_string(), query, limit, &keep))
    }
}
