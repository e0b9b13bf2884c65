//! What touches a vector store and its files together: a store counts its files, and a batch those that came with it.

use super::{Batch, Root, Store, StoredFile};
use crate::domain::file::{extension, is_searchable};
use crate::domain::tool::{AskedResources, StoreChoice};
use crate::domain::vector_store::{Attach, NewStore, STORE_FILES, create_batch, note_in_batch, note_in_store, touch};
use crate::domain::world::World;
use crate::error::{ApiError, Result};
use crate::wire::ids::{FileBatchId, FileId, VectorStoreId};
use crate::wire::tool::ToolResources;
use crate::wire::vector_store::{
    FileBatch, FileError, FileStatus, Placed, Reading, StoreStatus, VectorStore, VectorStoreFile,
};
use std::collections::HashMap;
use std::sync::Arc;

/// For whom tool resources are provided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    /// An assistant: a store that is made for it stays.
    Assistant,
    /// A thread: a store that is made for it goes a week after its last use.
    Thread,
}

/// Finds what a request wants its tools to use, makes the store that it asks for, and puts the files that its messages
/// `brought` into the store.
///
/// # Errors
/// If a file or store that it names is not there, or cannot be searched.
pub fn provide(
    store: &Store,
    world: &World,
    batch: &mut Batch,
    asked: AskedResources,
    owner: Owner,
    brought: Vec<Attach>,
    reading: Reading,
) -> Result<ToolResources> {
    let code_files = asked.code_files.iter().flatten().copied();
    store.check_files(code_files, "tool_resources.code_interpreter.file_ids")?;
    let mut make = |mut new: NewStore, brought: Vec<Attach>| {
        store.check_files(new.files.iter().map(|file| file.file), FILES)?;
        check_searchable(store, &new.files)?;
        new.files.extend(brought);
        let new = if owner == Owner::Thread { new.for_thread() } else { new };
        add_store(store, world, batch, new, reading).map(|made| vec![made.id])
    };
    let vector_stores = match asked.search {
        None | Some(StoreChoice::None) if !brought.is_empty() => Some(make(NewStore::default(), brought)?),
        None => None,
        Some(StoreChoice::None) => Some(Vec::new()),
        Some(StoreChoice::New(new)) => Some(make(*new, brought)?),
        Some(StoreChoice::Named(id)) => {
            let named = store.vector_store(id)?;
            if !brought.is_empty() {
                store.live_store(id)?;
                add_files(store, batch, named, brought, None, reading, world.now())?;
            }
            Some(vec![id])
        }
    };
    Ok(ToolResources { vector_stores, code_files: asked.code_files })
}

const FILES: &str = "tool_resources.file_search.vector_stores[0].file_ids";

/// Refuses files whose names say that they cannot be searched.
///
/// # Errors
/// Naming their extensions.
pub fn check_searchable(store: &Store, files: &[Attach]) -> Result<()> {
    let names = files.iter().filter_map(|file| store.get::<StoredFile>(file.file)).map(|stored| &stored.file.filename);
    let mut extensions: Vec<String> = Vec::new();
    for name in names.filter(|name| !is_searchable(name)) {
        let extension = format!(".{}", extension(name));
        if !extensions.contains(&extension) {
            extensions.push(extension);
        }
    }
    if extensions.is_empty() {
        return Ok(());
    }
    Err(ApiError::UnsupportedForSearch { extensions })
}

/// Adds a store with its files, which are still to be read.
///
/// # Errors
/// If it would have too many files.
pub fn add_store(
    store: &Store,
    world: &World,
    batch: &mut Batch,
    new: NewStore,
    reading: Reading,
) -> Result<Arc<VectorStore>> {
    let (made, files) = new.create(world.id(), world.now());
    add_files(store, batch, &made, files, None, reading, world.now())
}

/// Adds files to a store, and with them their batch; they are still to be read. `field` is what named them.
///
/// # Errors
/// If a file is not there, or the store would have too many.
pub fn add_batch(
    store: &Store,
    world: &World,
    batch: &mut Batch,
    id: VectorStoreId,
    (files, field): (Vec<Attach>, &str),
    reading: Reading,
) -> Result<Arc<FileBatch>> {
    let own = store.live_store(id)?;
    store.check_files(files.iter().map(|file| file.file), field)?;
    let files = each_once(files);
    let together = create_batch(world.id(), id, files.len(), world.now());
    add_files(store, batch, own, files, Some(together.id), reading, world.now())?;
    Ok(batch.put(together))
}

/// Puts files into a store, which is handed back as it then is. A file that is there already is read anew.
///
/// # Errors
/// If the store would have too many.
pub fn add_files(
    store: &Store,
    batch: &mut Batch,
    shelf: &VectorStore,
    files: Vec<Attach>,
    together: Option<FileBatchId>,
    reading: Reading,
    now: i64,
) -> Result<Arc<VectorStore>> {
    let mut shelf = shelf.clone();
    for attach in each_once(files) {
        let old = store.get::<VectorStoreFile>(Placed { store: shelf.id, file: attach.file });
        note_in_store(&mut shelf, old.map(|old| old.status), Some(FileStatus::InProgress));
        if let Some(old) = old {
            shelf.usage_bytes = shelf.usage_bytes.saturating_sub(old.usage_bytes);
            leave(store, batch, old);
        }
        batch.put(attach.create(shelf.id, together, reading, now));
    }
    if shelf.file_counts.total > STORE_FILES as u64 {
        return Err(ApiError::StoreFull { store: shelf.id, max: STORE_FILES });
    }
    touch(&mut shelf, now);
    Ok(batch.put(shelf))
}

/// Each file as it was named last, in the order in which they were named first.
fn each_once(files: Vec<Attach>) -> Vec<Attach> {
    let mut places: HashMap<FileId, usize> = HashMap::new();
    let mut once: Vec<Attach> = Vec::with_capacity(files.len());
    for file in files {
        match places.get(&file.file) {
            Some(place) => once[*place] = file,
            None => {
                places.insert(file.file, once.len());
                once.push(file);
            }
        }
    }
    once
}

/// Takes a file that was still to be read out of its batch's count.
fn leave(store: &Store, batch: &mut Batch, file: &VectorStoreFile) {
    let open = file.batch.filter(|_| file.status == FileStatus::InProgress);
    if let Some(together) = open.and_then(|id| batch.newest::<FileBatch>(store, id)) {
        let mut together = (*together).clone();
        note_in_batch(&mut together, FileStatus::Cancelled);
        batch.put(together);
    }
}

/// Notes what came of reading a file: the bytes that it takes, or why it cannot be searched. False if it is no longer
/// awaited: it was taken out of its store meanwhile, or its batch was cancelled.
pub fn finish_file(
    store: &Store,
    batch: &mut Batch,
    read: &VectorStoreFile,
    outcome: std::result::Result<u64, FileError>,
) -> bool {
    let place = Placed { store: read.vector_store_id, file: read.id };
    let awaited = store
        .get::<VectorStoreFile>(place)
        .filter(|now| now.status == FileStatus::InProgress && now.batch == read.batch && now.chunking == read.chunking);
    let (Some(file), Some(shelf)) = (awaited, store.get::<VectorStore>(read.vector_store_id)) else { return false };
    let (mut file, mut shelf) = ((**file).clone(), (**shelf).clone());
    file.status = if outcome.is_ok() { FileStatus::Completed } else { FileStatus::Failed };
    file.usage_bytes = outcome.unwrap_or(0);
    file.last_error = outcome.err();
    note_in_store(&mut shelf, Some(FileStatus::InProgress), Some(file.status));
    shelf.usage_bytes += file.usage_bytes;
    if let Some(together) = file.batch.and_then(|id| store.get::<FileBatch>(id)) {
        let mut together = (**together).clone();
        note_in_batch(&mut together, file.status);
        batch.put(together);
    }
    batch.put(file);
    batch.put(shelf);
    true
}

/// Cancels what of a batch is still to be read. A batch that is over stays as it is (`wire.md` §3).
pub fn cancel_batch(store: &Store, batch: &mut Batch, together: &Arc<FileBatch>) -> Arc<FileBatch> {
    let Some(shelf) = store.get::<VectorStore>(together.vector_store_id) else { return Arc::clone(together) };
    let (mut shelf, mut cancelled) = ((**shelf).clone(), (**together).clone());
    let of_batch =
        |file: &&Arc<VectorStoreFile>| file.batch == Some(together.id) && file.status == FileStatus::InProgress;
    let mut any = false;
    for file in store.children::<VectorStoreFile>(shelf.id).filter(of_batch) {
        any = true;
        note_in_store(&mut shelf, Some(FileStatus::InProgress), Some(FileStatus::Cancelled));
        note_in_batch(&mut cancelled, FileStatus::Cancelled);
        batch.put(VectorStoreFile { status: FileStatus::Cancelled, ..(**file).clone() });
    }
    if !any {
        return Arc::clone(together);
    }
    batch.put(shelf);
    cancelled.status = FileStatus::Cancelled;
    batch.put(cancelled)
}

/// Takes a file out of a store; it stays among the project's files.
pub fn remove_file(store: &Store, batch: &mut Batch, file: &VectorStoreFile) {
    leave(store, batch, file);
    if let Some(shelf) = store.get::<VectorStore>(file.vector_store_id) {
        let mut shelf = (**shelf).clone();
        note_in_store(&mut shelf, Some(file.status), None);
        shelf.usage_bytes = shelf.usage_bytes.saturating_sub(file.usage_bytes);
        batch.put(shelf);
    }
    batch.delete::<VectorStoreFile>(Placed { store: file.vector_store_id, file: file.id });
}

/// Takes a file out of the project, and so out of every store that holds it; those stores are handed back.
pub fn delete_file(store: &Store, batch: &mut Batch, id: FileId) -> Vec<VectorStoreId> {
    let held = store
        .children::<VectorStore>(Root)
        .filter_map(|shelf| store.get::<VectorStoreFile>(Placed { store: shelf.id, file: id }));
    let mut stores = Vec::new();
    for file in held {
        stores.push(file.vector_store_id);
        remove_file(store, batch, file);
    }
    batch.delete::<StoredFile>(id);
    stores
}

/// Takes a store out, with its batches and its files' places in it.
pub fn delete_store(store: &Store, batch: &mut Batch, id: VectorStoreId) {
    for file in store.children::<VectorStoreFile>(id) {
        batch.delete::<VectorStoreFile>(Placed { store: id, file: file.id });
    }
    for together in store.children::<FileBatch>(id) {
        batch.delete::<FileBatch>(together.id);
    }
    batch.delete::<VectorStore>(id);
}

/// Marks a store as expired. What it held can still be listed, so that it can be put into another.
pub fn expire_store(store: &Store, batch: &mut Batch, id: VectorStoreId) {
    if let Some(shelf) = store.get::<VectorStore>(id) {
        batch.put(VectorStore { status: StoreStatus::Expired, ..(**shelf).clone() });
    }
}
