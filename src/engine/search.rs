//! Searching vector stores, for clients and for runs.

use super::Engine;
use super::indexing::{Look, unreadable_index};
use crate::domain::filter::Filter;
use crate::domain::search::Search;
use crate::domain::vector_store::touch;
use crate::error::{ApiError, Result};
use crate::responder;
use crate::retrieval::{Library, Passage};
use crate::store::{Batch, Project, Root, Store, StoredFile};
use crate::wire::UnixTime;
use crate::wire::assistant::Assistant;
use crate::wire::ids::{FileId, Id, VectorStoreId};
use crate::wire::run::Run;
use crate::wire::run_step::SearchResult;
use crate::wire::thread::Thread;
use crate::wire::tool::{Tool, ToolResources};
use crate::wire::vector_store::{FileStatus, Placed, StoreStatus, VectorStore, VectorStoreFile};
use std::collections::HashMap;
use std::sync::Arc;

/// The passages of `stores` that answer best, the best first; of equal ones, those of the store named first. Reads the
/// disk, and so is not for a thread that must not wait.
///
/// # Errors
/// 500 if the index cannot be read.
pub fn search(
    library: &Library,
    project: &Project,
    stores: &[VectorStoreId],
    wanted: &Search,
) -> Result<Vec<SearchResult>> {
    let mut found: Vec<(VectorStoreId, Passage)> = Vec::new();
    for store in stores {
        let mut best: HashMap<(String, u32), usize> = HashMap::new();
        let keep = |file: FileId| may_be_found(project, Placed { store: *store, file }, wanted.filter.as_ref());
        for query in &wanted.queries {
            let passages = library.search(project.generation, *store, query, wanted.limit, &keep);
            for passage in passages.map_err(|_| unreadable_index())? {
                let known = best.entry((passage.file.clone(), passage.ordinal)).or_insert(usize::MAX);
                match found.get_mut(*known) {
                    // What several queries find counts as what it is worth to the best of them.
                    Some((_, known)) => known.score = known.score.max(passage.score),
                    None => {
                        *known = found.len();
                        found.push((*store, passage));
                    }
                }
            }
        }
    }
    found.retain(|(_, passage)| passage.score >= wanted.threshold);
    found.sort_by(|(_, a), (_, b)| b.score.total_cmp(&a.score));
    found.truncate(wanted.limit);
    Ok(project.read(|tables| found.into_iter().filter_map(|(store, passage)| result(tables, store, passage)).collect()))
}

/// Whether a file of a store may be found: it has been read, and the filter lets it through.
fn may_be_found(project: &Project, place: Placed, filter: Option<&Filter>) -> bool {
    project.read(|tables| {
        tables.get::<VectorStoreFile>(place).is_some_and(|file| {
            file.status == FileStatus::Completed && filter.is_none_or(|filter| filter.holds(&file.attributes))
        })
    })
}

/// A passage as it is shown; nothing if its file has gone meanwhile, or is being read anew.
fn result(tables: &Store, store: VectorStoreId, passage: Passage) -> Option<SearchResult> {
    let file_id = FileId::parse(&passage.file)?;
    let placed = tables.get::<VectorStoreFile>(Placed { store, file: file_id })?;
    if placed.status != FileStatus::Completed {
        return None;
    }
    let stored = tables.get::<StoredFile>(file_id)?;
    Some(SearchResult {
        file_id,
        file_name: stored.file.filename.clone(),
        score: passage.score,
        attributes: placed.attributes.clone(),
        text: passage.text,
    })
}

impl Engine {
    /// Carries out what a client asks of one store; gives its queries back with what they found.
    ///
    /// # Errors
    /// 500 if the index cannot be read.
    pub async fn search(
        &self,
        project: &Arc<Project>,
        store: VectorStoreId,
        asked: Search,
    ) -> Result<(Vec<String>, Vec<SearchResult>)> {
        let (library, project) = (Arc::clone(self.library()), Arc::clone(project));
        let task = tokio::task::spawn_blocking(move || {
            let found = search(&library, &project, &[store], &asked)?;
            Ok((asked.queries, found))
        });
        task.await.unwrap_or_else(|_| Err(unreadable_index()))
    }
}

/// The stores that a run searches: its assistant's, then its thread's.
#[derive(Debug, Default)]
pub struct Shelves {
    /// Those that can be searched, and how they are looked at.
    pub live: Vec<(VectorStoreId, Look)>,
    /// One that has expired: the run fails (`docs/fidelity.md`).
    pub expired: Option<VectorStoreId>,
}

impl Shelves {
    /// Finds the stores of `run`; there are none if it may not search.
    ///
    /// # Errors
    /// 404 if one has been deleted.
    pub fn of(tables: &Store, batch: &Batch, run: &Run, thread: &Thread) -> Result<Self> {
        let mut shelves = Self::default();
        if !run.order.tools.iter().any(|tool| matches!(tool, Tool::FileSearch { .. })) {
            return Ok(shelves);
        }
        let own = |resources: &ToolResources| resources.vector_stores.iter().flatten().next().copied();
        let assistants = tables.get::<Assistant>(run.assistant_id).and_then(|assistant| own(&assistant.tool_resources));
        let threads = own(&thread.tool_resources).filter(|store| assistants != Some(*store));
        for (store, look) in [(assistants, Look::Client), (threads, Look::Run)] {
            let Some(store) = store else { continue };
            match batch.newest::<VectorStore>(tables, store) {
                None => {
                    let kind = crate::error::Missing::VectorStore;
                    return Err(ApiError::NotFound { kind, id: store.to_string() });
                }
                Some(shelf) if shelf.status == StoreStatus::Expired => shelves.expired = Some(store),
                Some(_) => shelves.live.push((store, look)),
            }
        }
        Ok(shelves)
    }

    /// The stores of a run that was admitted; one that has been deleted since is searched no more.
    pub fn of_admitted(tables: &Store, run: &Run) -> Self {
        let thread = tables.get::<Thread>(run.thread_id);
        thread.and_then(|thread| Self::of(tables, &Batch::default(), run, thread).ok()).unwrap_or_default()
    }

    /// Notes that the stores are in use.
    pub fn touch(&self, tables: &Store, batch: &mut Batch, now: UnixTime) {
        for (store, _) in &self.live {
            if let Some(shelf) = batch.newest::<VectorStore>(tables, *store) {
                let mut shelf = (*shelf).clone();
                touch(&mut shelf, now);
                batch.put(shelf);
            }
        }
    }
}

/// A file of the project by its id or, of several with one name, the newest.
pub fn by_name(project: &Project, wanted: &str) -> Option<(FileId, String)> {
    project.read(|tables| {
        let own = FileId::parse(wanted).and_then(|id| tables.get::<StoredFile>(id));
        let named = || tables.children::<StoredFile>(Root).rev().find(|stored| stored.file.filename == wanted);
        own.or_else(named).map(|stored| (stored.file.id, stored.file.filename.clone()))
    })
}

/// A run's way to its stores.
#[derive(Debug)]
pub struct Desk {
    /// The indexes.
    pub library: Arc<Library>,
    /// The run's project.
    pub project: Arc<Project>,
    /// The stores, in the order in which they are searched.
    pub stores: Vec<VectorStoreId>,
}

impl responder::Search for Desk {
    fn search(&self, queries: &[String], limit: usize, threshold: f64) -> Vec<SearchResult> {
        let wanted = Search { queries: queries.to_vec(), rewrite: false, limit, filter: None, threshold };
        // An index that cannot be read has nothing to say.
        search(&self.library, &self.project, &self.stores, &wanted).unwrap_or_default()
    }

    fn openings(&self, limit: usize) -> Vec<SearchResult> {
        let opened = |store: VectorStoreId| {
            let passages = self.library.openings(self.project.generation, store, limit).unwrap_or_default();
            passages.into_iter().map(move |passage| (store, passage))
        };
        let opened: Vec<_> = self.stores.iter().copied().flat_map(opened).take(limit).collect();
        self.project
            .read(|tables| opened.into_iter().filter_map(|(store, passage)| result(tables, store, passage)).collect())
    }
}
