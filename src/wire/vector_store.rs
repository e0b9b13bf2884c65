//! Vector stores, the files in them, and batches of such files.

use super::ids::{FileBatchId, FileId, VectorStoreId};
use super::view::same_everywhere;
use super::{Metadata, UnixTime};
use serde::de::Error;
use serde::ser::{SerializeStruct, Serializer};
use serde::{Deserialize, Deserializer, Serialize};
use std::fmt;

/// A vector store.
///
/// The specification wants a string in `name` and an object in `expires_after`, so that an unnamed store has `""` and
/// one that stays leaves `expires_after` out, where the service sent null (`docs/fidelity.md`).
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)] // the fields are the API's own
pub struct VectorStore {
    pub id: VectorStoreId,
    pub object: &'static str,
    pub created_at: UnixTime,
    pub name: String,
    pub description: Option<String>,
    pub usage_bytes: u64,
    pub file_counts: FileCounts,
    pub status: StoreStatus,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires_after: Option<ExpiresAfter>,
    pub expires_at: Option<UnixTime>,
    pub last_active_at: UnixTime,
    pub metadata: Metadata,
}

same_everywhere!(VectorStore);

/// How far a store is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)] // the API's own words
pub enum StoreStatus {
    Expired,
    InProgress,
    Completed,
}

/// When a store expires: so many days after it was last active.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "anchor", rename = "last_active_at", from = "ReadExpiry")]
pub struct ExpiresAfter {
    /// 1 to 365.
    pub days: u64,
}

/// The same as it is read: serde looks at the tag of an enumeration alone.
#[derive(Deserialize)]
#[serde(tag = "anchor", rename_all = "snake_case", deny_unknown_fields)]
enum ReadExpiry {
    LastActiveAt { days: u64 },
}

impl From<ReadExpiry> for ExpiresAfter {
    fn from(ReadExpiry::LastActiveAt { days }: ReadExpiry) -> Self {
        Self { days }
    }
}

/// The files of a store or a batch, by how far they are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)] // the fields are the API's own
pub struct FileCounts {
    pub in_progress: u64,
    pub completed: u64,
    pub failed: u64,
    pub cancelled: u64,
    pub total: u64,
}

/// A file in a store.
///
/// Its id is the file's own, so that within a project only store and file together tell it from all others: [`Placed`].
#[derive(Clone, Debug)]
#[allow(missing_docs)] // the fields are the API's own
pub struct VectorStoreFile {
    pub id: FileId,
    pub usage_bytes: u64,
    pub created_at: UnixTime,
    pub vector_store_id: VectorStoreId,
    pub status: FileStatus,
    pub last_error: Option<FileError>,
    pub chunking: Chunking,
    pub attributes: Metadata,
    /// The batch with which it came; not shown.
    pub batch: Option<FileBatchId>,
    /// When it is read, while it is in progress; not shown.
    pub reading: Reading,
}

same_everywhere!(VectorStoreFile);

impl Serialize for VectorStoreFile {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut file = serializer.serialize_struct("VectorStoreFile", 9)?;
        file.serialize_field("id", &self.id)?;
        file.serialize_field("object", "vector_store.file")?;
        file.serialize_field("usage_bytes", &self.usage_bytes)?;
        file.serialize_field("created_at", &self.created_at)?;
        file.serialize_field("vector_store_id", &self.vector_store_id)?;
        file.serialize_field("status", &self.status)?;
        file.serialize_field("last_error", &self.last_error)?;
        file.serialize_field("chunking_strategy", &self.chunking)?;
        file.serialize_field("attributes", &self.attributes)?;
        file.end()
    }
}

/// How far a file in a store is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)] // the API's own words
pub enum FileStatus {
    InProgress,
    Completed,
    Cancelled,
    Failed,
}

impl FileStatus {
    /// The words, as refusals list them.
    pub const WORDS: &'static [&'static str] = &["in_progress", "completed", "failed", "cancelled"];

    /// The API's word.
    pub fn name(self) -> &'static str {
        match self {
            Self::InProgress => "in_progress",
            Self::Completed => "completed",
            Self::Cancelled => "cancelled",
            Self::Failed => "failed",
        }
    }
}

/// Why a file cannot be searched (`wire.md` §3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct FileError {
    /// `unsupported_file`, `invalid_file` or `server_error`.
    pub code: &'static str,
    /// What is wrong, in the service's words.
    pub message: &'static str,
}

impl FileError {
    /// A fault of ours.
    pub const INTERNAL: Self = Self { code: "server_error", message: "An internal error occurred." };
    /// What is not text.
    pub const UNSUPPORTED: Self = Self { code: "unsupported_file", message: "The file type is not supported." };
    /// What is not what its name says.
    pub const BROKEN: Self = Self { code: "invalid_file", message: "The file could not be parsed." };
    /// What has too much text.
    pub const TOO_LARGE: Self =
        Self { code: "invalid_file", message: "The file could not be parsed because it is too large." };

    const ALL: [Self; 4] = [Self::INTERNAL, Self::UNSUPPORTED, Self::BROKEN, Self::TOO_LARGE];
}

impl<'de> Deserialize<'de> for FileError {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Read {
            code: String,
            message: String,
        }
        let read = Read::deserialize(deserializer)?;
        let known = Self::ALL.into_iter().find(|known| known.code == read.code && known.message == read.message);
        known.ok_or_else(|| D::Error::custom("no file ends with this error"))
    }
}

/// How a file's text is cut: pieces of `size` tokens, `overlap` of which each shares with the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(from = "ReadChunking")]
pub struct Chunking {
    /// Tokens in a piece, 100 to 4,096.
    pub size: u64,
    /// Tokens shared with the piece before, at most half of `size`.
    pub overlap: u64,
}

impl Default for Chunking {
    fn default() -> Self {
        Self { size: 800, overlap: 400 }
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Static {
    max_chunk_size_tokens: u64,
    chunk_overlap_tokens: u64,
}

/// A strategy as [`Chunking`] is serialized.
#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
enum ReadChunking {
    Static {
        #[serde(rename = "static")]
        own: Static,
    },
}

impl From<ReadChunking> for Chunking {
    fn from(ReadChunking::Static { own }: ReadChunking) -> Self {
        Self { size: own.max_chunk_size_tokens, overlap: own.chunk_overlap_tokens }
    }
}

impl Serialize for Chunking {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut strategy = serializer.serialize_struct("Chunking", 2)?;
        strategy.serialize_field("type", "static")?;
        let own = Static { max_chunk_size_tokens: self.size, chunk_overlap_tokens: self.overlap };
        strategy.serialize_field("static", &own)?;
        strategy.end()
    }
}

/// When a file that is in progress is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reading {
    /// As soon as anybody looks.
    OnSight,
    /// Once so many looks have found it in progress.
    AfterLooks(u32),
    /// From this time on.
    From(UnixTime),
}

/// A file's place: the key of a [`VectorStoreFile`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Placed {
    /// The store.
    pub store: VectorStoreId,
    /// The file.
    pub file: FileId,
}

impl fmt::Display for Placed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.store, self.file)
    }
}

/// Files that were put into a store together.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)] // the fields are the API's own
pub struct FileBatch {
    pub id: FileBatchId,
    pub object: &'static str,
    pub created_at: UnixTime,
    pub status: FileStatus,
    pub vector_store_id: VectorStoreId,
    pub file_counts: FileCounts,
}

same_everywhere!(FileBatch);

/// What a search of a store found.
#[derive(Debug, Serialize)]
pub struct SearchPage {
    /// Always `vector_store.search_results.page`.
    pub object: &'static str,
    /// The queries as they were searched for.
    pub search_query: Vec<String>,
    /// The passages, the best first.
    pub data: Vec<SearchItem>,
    /// Always false: a search has one page.
    pub has_more: bool,
    /// Always null.
    pub next_page: (),
}

/// A passage that a search found.
#[derive(Debug, Serialize)]
#[allow(missing_docs)] // the fields are the API's own
pub struct SearchItem {
    pub file_id: FileId,
    pub filename: String,
    pub score: f64,
    pub attributes: Metadata,
    pub content: [TextPart; 1],
}

/// A piece of text.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "type", rename = "text")]
pub struct TextPart {
    /// The text itself.
    pub text: String,
}

/// The text of a file as it was read.
#[derive(Debug, Serialize)]
pub struct ContentPage {
    /// Always `vector_store.file_content.page`.
    pub object: &'static str,
    /// The text in pieces that make up the whole.
    pub data: Vec<TextPart>,
    /// Always false: all is on one page.
    pub has_more: bool,
    /// Always null.
    pub next_page: (),
}
