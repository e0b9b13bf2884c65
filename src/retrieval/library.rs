//! The indexes of all projects.

use super::chunk::{Chunking, Tokenizer, chunks};
use super::extract::{PdfReader, Unreadable, text};
use super::index::{Chunk, Index, Passage};
use super::memo::Memo;
use crate::store::{Blob, Blobs};
use crate::wire::ids::{FileId, Id, ProjectId, VectorStoreId};
use crate::wire::vector_store;
use dashmap::DashMap;
use parking_lot::Mutex;
use std::fs::File;
use std::io;
use std::sync::Arc;
use tiktoken_rs::o200k_base_singleton;

/// Bytes that a piece of text takes in a store beside its text: what its embedding took there (a file of 21 bytes
/// took 1,045; CanUseBatchIngestion recording).
const PER_CHUNK: u64 = 1024;

/// The indexes of all projects, each made with its first file.
#[derive(Debug)]
pub struct Library {
    reader: PdfReader,
    shelves: DashMap<ProjectId, Arc<Shelf>>,
}

/// One project's index, the place of its file, and how its words are tokenized.
#[derive(Debug)]
struct Shelf {
    index: Mutex<Index>,
    memo: Mutex<Memo<Vocabulary>>,
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

impl Library {
    /// No indexes yet; PDFs are read by `reader`.
    pub fn new(reader: PdfReader) -> Self {
        Self { reader, shelves: DashMap::new() }
    }

    /// Reads a file and puts its text into the index of a store, in place of what it had there. Gives the bytes that it
    /// takes in the store.
    ///
    /// # Errors
    /// Why the file has no text that can be searched; or `None`, if the index cannot keep it.
    pub fn add(
        &self,
        blobs: &Blobs,
        place: (ProjectId, VectorStoreId, FileId),
        name: &str,
        file: File,
        chunking: vector_store::Chunking,
    ) -> Result<u64, Option<Unreadable>> {
        let (project, store, id) = place;
        let text = text(name, file, &self.reader).map_err(Some)?;
        let chunking = Chunking { size: chunking.size as usize, overlap: chunking.overlap as usize };
        let shelf = self.shelf(blobs, project).map_err(|_| None)?;
        let pieces = chunks(&text, chunking, &*shelf.memo.lock()).map_err(|_| Some(Unreadable::TooLarge))?;
        let mut end = 0_usize;
        let mut pieces_in_order = pieces.iter().map(|piece| {
            let start = piece.as_ptr() as usize - text.as_ptr() as usize;
            let known = end.saturating_sub(start);
            end = start + piece.len();
            Chunk { text: piece, known }
        });
        let added = shelf.index.lock().add(&store.to_string(), &id.to_string(), &mut pieces_in_order);
        added.map_err(|_| None)?;
        Ok(pieces.iter().map(|piece| piece.len() as u64 + PER_CHUNK).sum())
    }

    fn shelf(&self, blobs: &Blobs, project: ProjectId) -> io::Result<Arc<Shelf>> {
        if let Some(shelf) = self.shelves.get(&project) {
            return Ok(Arc::clone(&shelf));
        }
        // Whoever comes second throws its own away.
        let place = blobs.keep(&[])?;
        let index = Index::open(place.path()).map_err(io::Error::other)?;
        let new = Shelf { index: Mutex::new(index), memo: Mutex::new(Memo::new(Vocabulary)), _place: place };
        Ok(Arc::clone(&self.shelves.entry(project).or_insert(Arc::new(new))))
    }

    /// Takes a file out of a store's index. What cannot be taken out is not found either: it is no longer in the store.
    pub fn remove_file(&self, project: ProjectId, store: VectorStoreId, file: FileId) {
        if let Some(shelf) = self.shelves.get(&project) {
            let _ = shelf.index.lock().remove_file(&store.to_string(), &file.to_string());
        }
    }

    /// Takes a store out of the index.
    pub fn remove_store(&self, project: ProjectId, store: VectorStoreId) {
        if let Some(shelf) = self.shelves.get(&project) {
            let _ = shelf.index.lock().remove_store(&store.to_string());
        }
    }

    /// The text of a file as it was read, in pieces that make up the whole.
    ///
    /// # Errors
    /// If the index cannot be read.
    pub fn content(&self, project: ProjectId, store: VectorStoreId, file: FileId) -> io::Result<Vec<String>> {
        let Some(shelf) = self.shelves.get(&project).map(|shelf| Arc::clone(&shelf)) else { return Ok(Vec::new()) };
        let content = shelf.index.lock().content(&store.to_string(), &file.to_string());
        content.map_err(io::Error::other)
    }

    /// The passages of a store that answer `query` best, the best first, of the files that `keep` lets through.
    ///
    /// # Errors
    /// If the index cannot be read.
    pub fn search(
        &self,
        project: ProjectId,
        store: VectorStoreId,
        query: &str,
        limit: usize,
        keep: &dyn Fn(FileId) -> bool,
    ) -> io::Result<Vec<Passage>> {
        let Some(shelf) = self.shelves.get(&project).map(|shelf| Arc::clone(&shelf)) else { return Ok(Vec::new()) };
        let keep = |file: &str| FileId::parse(file).is_some_and(keep);
        let found = shelf.index.lock().search(&store.to_string(), query, limit, &keep);
        found.map_err(io::Error::other)
    }

    /// How the files of a store begin: the first passage of each, in the order in which they came.
    ///
    /// # Errors
    /// If the index cannot be read.
    pub fn openings(&self, project: ProjectId, store: VectorStoreId, limit: usize) -> io::Result<Vec<Passage>> {
        let Some(shelf) = self.shelves.get(&project).map(|shelf| Arc::clone(&shelf)) else { return Ok(Vec::new()) };
        let found = shelf.index.lock().openings(&store.to_string(), limit);
        found.map_err(io::Error::other)
    }
}
