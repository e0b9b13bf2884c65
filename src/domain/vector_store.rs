//! Making and changing vector stores, and what files and time do to them.

use super::fields::{Fields, Patch, attributes, file_id, integer, list, metadata, metadata_of, one_of, text};
use crate::error::{ApiError, Result};
use crate::wire::ids::{FileBatchId, FileId, VectorStoreId};
use crate::wire::vector_store::{
    Chunking, ExpiresAfter, FileBatch, FileCounts, FileStatus, Reading, StoreStatus, VectorStore, VectorStoreFile,
};
use crate::wire::{Metadata, UnixTime};
use serde_json::Value;

/// Files that a store may hold (`design.md`, Limits).
pub const STORE_FILES: usize = 10_000;
/// Files that `createVectorStore` may bring, and files of one batch (spec).
const NEW_STORE_FILES: usize = 500;
const BATCH_FILES: usize = 2_000;
/// Days after which a store may expire (spec `VectorStoreExpirationAfter`), and after which one expires that was made
/// for a thread (`wire.md` §5).
const DAYS: (u64, u64) = (1, 365);
const THREAD_DAYS: u64 = 7;
/// Tokens in a piece of text (spec `StaticChunkingStrategy`).
const CHUNK: (u64, u64) = (100, 4096);
const DAY: i64 = 86_400;

/// A file that is to come into a store.
#[derive(Clone, Debug, PartialEq)]
pub struct Attach {
    /// The file.
    pub file: FileId,
    /// How its text is cut.
    pub chunking: Chunking,
    /// What the client notes about it.
    pub attributes: Metadata,
}

impl Attach {
    /// Reads the body of `createVectorStoreFile`, or an item of a batch's `files` at `param`.
    ///
    /// # Errors
    /// The first field that is missing, unknown, of the wrong type or out of bounds.
    pub fn read(value: Value, param: String) -> Result<Self> {
        let known = ["file_id", "chunking_strategy", "attributes"];
        let mut fields = Fields::open(param, value, &["file_id"], &known)?;
        Ok(Self {
            file: fields.required("file_id", file_id)?,
            chunking: fields.optional("chunking_strategy", chunking)?.unwrap_or_default(),
            attributes: fields.optional("attributes", attributes)?.unwrap_or_default(),
        })
    }

    fn plain(file: FileId, chunking: Chunking) -> Self {
        Self { file, chunking, attributes: Metadata::new() }
    }

    /// The file as it stands in its store from now on, still to be read.
    pub fn create(
        self,
        store: VectorStoreId,
        batch: Option<FileBatchId>,
        reading: Reading,
        now: UnixTime,
    ) -> VectorStoreFile {
        VectorStoreFile {
            id: self.file,
            usage_bytes: 0,
            created_at: now,
            vector_store_id: store,
            status: FileStatus::InProgress,
            last_error: None,
            chunking: self.chunking,
            attributes: self.attributes,
            batch,
            reading,
        }
    }
}

/// Files that are to come into a store together (spec `CreateVectorStoreFileBatchRequest`), and the field that names them.
///
/// # Errors
/// The first field that is unknown, of the wrong type or out of bounds, or if the files are named twice or not at all.
pub fn read_batch(body: Value) -> Result<(Vec<Attach>, &'static str)> {
    let known = ["file_ids", "files", "chunking_strategy", "attributes"];
    let mut fields = Fields::open(String::new(), body, &[], &known)?;
    let ids = fields.optional("file_ids", list(BATCH_FILES, "an array of strings", file_id))?;
    let files = fields.optional("files", list(BATCH_FILES, "an array of objects", Attach::read))?;
    let chunking = fields.optional("chunking_strategy", chunking)?.unwrap_or_default();
    let noted = fields.optional("attributes", attributes)?.unwrap_or_default();
    match (ids, files) {
        (Some(_), Some(_)) => {
            Err(ApiError::ConflictingParameters { param: "files".to_owned(), first: "file_ids", second: "files" })
        }
        (None, None) => Err(ApiError::MissingParameter { param: "file_ids".to_owned() }),
        (Some(ids), None) if ids.is_empty() => Err(ApiError::EmptyArray { param: "file_ids".to_owned() }),
        (None, Some(files)) if files.is_empty() => Err(ApiError::EmptyArray { param: "files".to_owned() }),
        (Some(ids), None) => {
            let attach = |file| Attach { file, chunking, attributes: noted.clone() };
            Ok((ids.into_iter().map(attach).collect(), "file_ids"))
        }
        // What is said for all does not count where each speaks for itself (spec).
        (None, Some(files)) => Ok((files, "files")),
    }
}

/// Reads the body of `updateVectorStoreFileAttributes`.
///
/// # Errors
/// If the attributes are missing, or break a bound.
pub fn read_attributes(body: Value) -> Result<Metadata> {
    let mut fields = Fields::open(String::new(), body, &["attributes"], &["attributes"])?;
    Ok(fields.optional("attributes", attributes)?.unwrap_or_default())
}

/// A store to be made.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NewStore {
    /// The files it starts with.
    pub files: Vec<Attach>,
    name: Option<String>,
    description: Option<String>,
    expires_after: Option<ExpiresAfter>,
    metadata: Metadata,
}

impl NewStore {
    /// Reads the body of `createVectorStore`.
    ///
    /// # Errors
    /// The first field that is unknown, of the wrong type or out of bounds.
    pub fn read(body: Value) -> Result<Self> {
        let known = ["file_ids", "name", "description", "expires_after", "chunking_strategy", "metadata"];
        let mut fields = Fields::open(String::new(), body, &[], &known)?;
        Ok(Self {
            files: files(&mut fields, NEW_STORE_FILES)?,
            name: fields.optional("name", text)?,
            description: fields.optional("description", text)?,
            expires_after: fields.optional("expires_after", expires_after)?,
            metadata: metadata_of(&mut fields)?,
        })
    }

    /// Reads what `tool_resources.file_search.vector_stores` asks for at `param`.
    ///
    /// # Errors
    /// The first field that is unknown, of the wrong type or out of bounds.
    pub fn read_helper(value: Value, param: String) -> Result<Self> {
        let known = ["file_ids", "chunking_strategy", "metadata", "expires_after"];
        let mut fields = Fields::open(param, value, &[], &known)?;
        Ok(Self {
            files: files(&mut fields, STORE_FILES)?,
            expires_after: fields.optional("expires_after", expires_after)?,
            metadata: metadata_of(&mut fields)?,
            ..Self::default()
        })
    }

    /// This store as a thread's own: it goes a week after its last use, unless it was said otherwise.
    pub fn for_thread(mut self) -> Self {
        self.expires_after.get_or_insert(ExpiresAfter { days: THREAD_DAYS });
        self
    }

    /// The store, still empty, and the files that are to come into it.
    pub fn create(self, id: VectorStoreId, now: UnixTime) -> (VectorStore, Vec<Attach>) {
        let mut store = VectorStore {
            id,
            object: "vector_store",
            created_at: now,
            name: self.name.unwrap_or_default(),
            description: self.description,
            usage_bytes: 0,
            file_counts: FileCounts::default(),
            status: StoreStatus::Completed,
            expires_after: self.expires_after,
            expires_at: None,
            last_active_at: now,
            metadata: self.metadata,
        };
        touch(&mut store, now);
        (store, self.files)
    }
}

/// The files that a message brings, each cut as usual.
pub fn attachments(files: impl Iterator<Item = FileId>) -> Vec<Attach> {
    files.map(|file| Attach::plain(file, Chunking::default())).collect()
}

fn files(fields: &mut Fields, max: usize) -> Result<Vec<Attach>> {
    let ids = fields.optional("file_ids", list(max, "an array of strings", file_id))?.unwrap_or_default();
    let chunking = fields.optional("chunking_strategy", chunking)?.unwrap_or_default();
    Ok(ids.into_iter().map(|file| Attach::plain(file, chunking)).collect())
}

fn chunking(value: Value, param: String) -> Result<Chunking> {
    let mut fields = Fields::open(param, value, &["type"], &["type", "static"])?;
    let kind = fields.required("type", one_of(&["auto", "static"]))?;
    fields.only(kind, &["static"])?;
    if kind == "auto" {
        return Ok(Chunking::default());
    }
    let Some(value) = fields.take("static") else {
        return Err(ApiError::MissingParameter { param: fields.at("static") });
    };
    let known = ["max_chunk_size_tokens", "chunk_overlap_tokens"];
    let mut fields = Fields::open(fields.at("static"), value, &known, &known)?;
    let size = fields.required("max_chunk_size_tokens", integer(CHUNK.0, CHUNK.1))?;
    let overlap = fields.required("chunk_overlap_tokens", integer(0, size / 2))?;
    Ok(Chunking { size, overlap })
}

fn expires_after(value: Value, param: String) -> Result<ExpiresAfter> {
    let known = ["anchor", "days"];
    let mut fields = Fields::open(param, value, &known, &known)?;
    fields.required("anchor", one_of(&["last_active_at"]))?;
    Ok(ExpiresAfter { days: fields.required("days", integer(DAYS.0, DAYS.1))? })
}

/// A change to a store (spec `UpdateVectorStoreRequest`).
#[derive(Debug)]
pub struct ModifyVectorStore {
    name: Patch<String>,
    expires_after: Patch<ExpiresAfter>,
    metadata: Patch<Metadata>,
}

impl ModifyVectorStore {
    /// Reads the body of `modifyVectorStore`.
    ///
    /// # Errors
    /// The first field that is unknown, of the wrong type or out of bounds.
    pub fn read(body: Value) -> Result<Self> {
        let mut fields = Fields::open(String::new(), body, &[], &["name", "expires_after", "metadata"])?;
        Ok(Self {
            name: fields.patch("name", text)?,
            expires_after: fields.patch("expires_after", expires_after)?,
            metadata: fields.patch("metadata", metadata)?,
        })
    }

    /// The store after this change.
    pub fn apply(self, mut store: VectorStore) -> VectorStore {
        self.name.apply_or(&mut store.name, String::new());
        self.expires_after.apply(&mut store.expires_after);
        self.metadata.apply_or(&mut store.metadata, Metadata::new());
        let active = store.last_active_at;
        touch(&mut store, active);
        store
    }
}

/// Notes that a store was in use at `now`, and so when it expires.
pub fn touch(store: &mut VectorStore, now: UnixTime) {
    store.last_active_at = now;
    let days = |after: ExpiresAfter| i64::try_from(after.days).unwrap_or(i64::MAX).saturating_mul(DAY);
    store.expires_at = store.expires_after.map(|after| now.saturating_add(days(after)));
}

/// Notes in a store that one of its files has come (`from` is nothing), moved on, or gone (`to` is nothing).
pub fn note_in_store(store: &mut VectorStore, from: Option<FileStatus>, to: Option<FileStatus>) {
    note(&mut store.file_counts, from, to);
    if store.status != StoreStatus::Expired {
        let busy = store.file_counts.in_progress > 0;
        store.status = if busy { StoreStatus::InProgress } else { StoreStatus::Completed };
    }
}

/// A batch of so many files, all still to be read.
pub fn create_batch(id: FileBatchId, store: VectorStoreId, files: usize, now: UnixTime) -> FileBatch {
    let total = files as u64;
    FileBatch {
        id,
        object: "vector_store.files_batch",
        created_at: now,
        status: FileStatus::InProgress,
        vector_store_id: store,
        file_counts: FileCounts { in_progress: total, total, ..FileCounts::default() },
    }
}

/// Notes in a batch that one of its files, which was in progress, is now `to`.
pub fn note_in_batch(batch: &mut FileBatch, to: FileStatus) {
    note(&mut batch.file_counts, Some(FileStatus::InProgress), Some(to));
    if batch.file_counts.in_progress == 0 {
        // Even if all of its files failed (`wire.md` §5).
        batch.status = FileStatus::Completed;
    }
}

fn note(counts: &mut FileCounts, from: Option<FileStatus>, to: Option<FileStatus>) {
    if let Some(from) = from {
        let place = place(counts, from);
        *place = place.saturating_sub(1);
        counts.total = counts.total.saturating_sub(1);
    }
    if let Some(to) = to {
        *place(counts, to) += 1;
        counts.total += 1;
    }
}

fn place(counts: &mut FileCounts, status: FileStatus) -> &mut u64 {
    match status {
        FileStatus::InProgress => &mut counts.in_progress,
        FileStatus::Completed => &mut counts.completed,
        FileStatus::Cancelled => &mut counts.cancelled,
        FileStatus::Failed => &mut counts.failed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::ids::Id;
    use serde_json::json;

    const FILE: &str = "file-000000000000000000000000";

    fn store(body: Value) -> VectorStore {
        NewStore::read(body).expect("a good body").create(VectorStoreId::from_tail(&[b'0'; 32]), 1_000).0
    }

    #[test]
    fn expiry_follows_the_last_use() {
        let mut stays = store(json!({}));
        assert_eq!((stays.expires_at, stays.last_active_at, stays.name.as_str()), (None, 1_000, ""));
        touch(&mut stays, 2_000);
        assert_eq!((stays.expires_at, stays.last_active_at), (None, 2_000));
        let mut goes = store(json!({"expires_after": {"anchor": "last_active_at", "days": 7}}));
        assert_eq!(goes.expires_at, Some(1_000 + 7 * 86_400));
        touch(&mut goes, 2_000);
        assert_eq!(goes.expires_at, Some(2_000 + 7 * 86_400));
        let change = ModifyVectorStore::read(json!({"expires_after": null, "name": "n"})).expect("a good body");
        let stays = change.apply(goes);
        assert_eq!((stays.expires_at, stays.last_active_at, stays.name.as_str()), (None, 2_000, "n"));
    }

    #[test]
    fn counts_follow_the_files() {
        let mut own = store(json!({}));
        note_in_store(&mut own, None, Some(FileStatus::InProgress));
        assert_eq!((own.status, own.file_counts.in_progress, own.file_counts.total), (StoreStatus::InProgress, 1, 1));
        note_in_store(&mut own, Some(FileStatus::InProgress), Some(FileStatus::Failed));
        assert_eq!((own.status, own.file_counts.failed, own.file_counts.total), (StoreStatus::Completed, 1, 1));
        note_in_store(&mut own, Some(FileStatus::Failed), None);
        assert_eq!(own.file_counts, FileCounts::default());
    }

    #[test]
    fn a_batch_is_over_with_its_last_file() {
        let ids = (FileBatchId::from_tail(&[b'0'; 32]), VectorStoreId::from_tail(&[b'0'; 32]));
        let mut batch = create_batch(ids.0, ids.1, 2, 0);
        note_in_batch(&mut batch, FileStatus::Failed);
        assert_eq!(batch.status, FileStatus::InProgress);
        note_in_batch(&mut batch, FileStatus::Failed);
        assert_eq!((batch.status, batch.file_counts.failed), (FileStatus::Completed, 2));
    }

    #[test]
    fn refusals_name_the_place() {
        let strategy = |size: u64, overlap: u64| {
            json!({"file_id": FILE, "chunking_strategy": {"type": "static", "static":
                {"max_chunk_size_tokens": size, "chunk_overlap_tokens": overlap}}})
        };
        assert!(Attach::read(strategy(100, 50), String::new()).is_ok());
        let cases = [
            (strategy(99, 0), "chunking_strategy.static.max_chunk_size_tokens"),
            (strategy(4097, 0), "chunking_strategy.static.max_chunk_size_tokens"),
            (strategy(800, 401), "chunking_strategy.static.chunk_overlap_tokens"),
            (json!({"file_id": FILE, "chunking_strategy": {"type": "static"}}), "chunking_strategy.static"),
            (json!({"file_id": FILE, "attributes": {"a": []}}), "attributes.a"),
            (json!({}), "file_id"),
        ];
        for (body, param) in cases {
            let refusal = Attach::read(body, String::new()).expect_err(param).facts();
            assert_eq!(refusal.param.as_deref(), Some(param));
        }
        for body in [json!({}), json!({"file_ids": []}), json!({"file_ids": [FILE], "files": [{"file_id": FILE}]})] {
            assert!(read_batch(body).is_err());
        }
    }

    #[test]
    fn attributes_of_a_batch_are_for_its_file_ids_alone() {
        let said = json!({"attributes": {"a": 1, "b": true}, "file_ids": [FILE]});
        let (files, _) = read_batch(said).expect("a good body");
        assert_eq!(files[0].attributes.len(), 2);
        let said = json!({"attributes": {"a": 1}, "files": [{"file_id": FILE, "attributes": {"c": "d"}}]});
        let (files, _) = read_batch(said).expect("a good body");
        assert!(files[0].attributes.contains_key("c") && !files[0].attributes.contains_key("a"));
    }
}
