//! Every kind of record as a snapshot has it: whole, with what clients are not shown, and field by field, so that a
//! field that is added to a record is missed here by the compiler.
//!
//! What never differs (`object`) is left out. The values inside, as tools and contents, are shown as the API shows them.

use super::content::Content;
use crate::store::Blobs;
use crate::store::record::{Record, StoredFile, StoredPart};
use crate::wire::assistant::Assistant;
use crate::wire::content::Content as MessageContent;
use crate::wire::file::{File, Purpose};
use crate::wire::ids::{
    AssistantId, FileBatchId, FileId, MessageId, PartId, RunId, StepId, ThreadId, UploadId, VectorStoreId,
};
use crate::wire::message::{Attachment, IncompleteMessage, Message, MessageStatus, Role};
use crate::wire::run::{IncompleteRun, LastError, RequiredAction, Run, RunOrder, RunStatus};
use crate::wire::run_step::{RunStep, StepDetails, StepStatus};
use crate::wire::thread::Thread;
use crate::wire::tool::{ResponseFormat, Tool, ToolResources};
use crate::wire::upload::{Upload, UploadPart, UploadStatus};
use crate::wire::usage::Usage;
use crate::wire::vector_store::{
    Chunking, ExpiresAfter, FileBatch, FileCounts, FileError, FileStatus, Reading, StoreStatus, VectorStore,
    VectorStoreFile,
};
use crate::wire::{Metadata, UnixTime};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::io;
use std::sync::Arc;

/// A record that a snapshot can hold.
pub trait Saved: Record {
    /// How it holds it.
    type Form: Serialize + DeserializeOwned;

    /// The record in that form.
    fn save(record: Arc<Self>) -> Self::Form;
    /// The record back; its bytes, if it has any, go to `blobs`.
    ///
    /// # Errors
    /// If the bytes cannot be written.
    fn load(form: Self::Form, blobs: &Blobs) -> io::Result<Arc<Self>>;
}

/// A record without bytes.
#[derive(Debug)]
pub struct Plain<R>(Arc<R>);

macro_rules! plain {
    ($($record:ident as $form:ident;)*) => {$(
        impl Serialize for Plain<$record> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                $form::serialize(&self.0, serializer)
            }
        }

        impl<'de> Deserialize<'de> for Plain<$record> {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $form::deserialize(deserializer).map(|record| Self(Arc::new(record)))
            }
        }

        impl Saved for $record {
            type Form = Plain<Self>;

            fn save(record: Arc<Self>) -> Plain<Self> {
                Plain(record)
            }

            fn load(form: Plain<Self>, _: &Blobs) -> io::Result<Arc<Self>> {
                Ok(form.0)
            }
        }
    )*};
}

plain! {
    Assistant as SavedAssistant;
    Thread as SavedThread;
    Message as SavedMessage;
    Run as SavedRun;
    RunStep as SavedStep;
    VectorStore as SavedStore;
    VectorStoreFile as SavedPlaced;
    FileBatch as SavedBatch;
    Upload as SavedUpload;
}

/// The words that never differ.
mod object {
    macro_rules! words {
        ($($name:ident $word:literal;)*) => {$(
            pub fn $name() -> &'static str { $word }
        )*};
    }
    words! {
        assistant "assistant";
        message "thread.message";
        file "file";
        processed "processed";
        store "vector_store";
        batch "vector_store.files_batch";
        upload "upload";
        part "upload.part";
    }
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "Assistant", deny_unknown_fields)]
struct SavedAssistant {
    id: AssistantId,
    #[serde(skip, default = "object::assistant")]
    object: &'static str,
    created_at: UnixTime,
    name: Option<String>,
    description: Option<String>,
    model: String,
    instructions: Option<String>,
    tools: Vec<Tool>,
    top_p: f64,
    temperature: f64,
    reasoning_effort: Option<String>,
    tool_resources: ToolResources,
    metadata: Metadata,
    response_format: ResponseFormat,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "Thread", deny_unknown_fields)]
struct SavedThread {
    id: ThreadId,
    created_at: UnixTime,
    metadata: Metadata,
    tool_resources: ToolResources,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "Message", deny_unknown_fields)]
struct SavedMessage {
    id: MessageId,
    #[serde(skip, default = "object::message")]
    object: &'static str,
    created_at: UnixTime,
    assistant_id: Option<AssistantId>,
    thread_id: ThreadId,
    run_id: Option<RunId>,
    status: MessageStatus,
    incomplete_details: Option<IncompleteMessage>,
    incomplete_at: Option<UnixTime>,
    completed_at: Option<UnixTime>,
    role: Role,
    content: Vec<MessageContent>,
    attachments: Vec<Attachment>,
    metadata: Metadata,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "Run", deny_unknown_fields)]
struct SavedRun {
    id: RunId,
    created_at: UnixTime,
    assistant_id: AssistantId,
    thread_id: ThreadId,
    status: RunStatus,
    started_at: Option<UnixTime>,
    expires_at: Option<UnixTime>,
    cancelled_at: Option<UnixTime>,
    failed_at: Option<UnixTime>,
    completed_at: Option<UnixTime>,
    required_action: Option<RequiredAction>,
    last_error: Option<LastError>,
    incomplete_details: Option<IncompleteRun>,
    #[serde(with = "usage")]
    usage: Option<Usage>,
    metadata: Metadata,
    #[serde(with = "order")]
    order: Arc<RunOrder>,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "RunStep", deny_unknown_fields)]
struct SavedStep {
    id: StepId,
    created_at: UnixTime,
    run_id: RunId,
    assistant_id: AssistantId,
    thread_id: ThreadId,
    status: StepStatus,
    cancelled_at: Option<UnixTime>,
    completed_at: Option<UnixTime>,
    expires_at: UnixTime,
    expired_at: Option<UnixTime>,
    failed_at: Option<UnixTime>,
    last_error: Option<LastError>,
    step_details: StepDetails,
    #[serde(with = "usage")]
    usage: Option<Usage>,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "VectorStore", deny_unknown_fields)]
struct SavedStore {
    id: VectorStoreId,
    #[serde(skip, default = "object::store")]
    object: &'static str,
    created_at: UnixTime,
    name: String,
    description: Option<String>,
    usage_bytes: u64,
    file_counts: FileCounts,
    status: StoreStatus,
    expires_after: Option<ExpiresAfter>,
    expires_at: Option<UnixTime>,
    last_active_at: UnixTime,
    metadata: Metadata,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "VectorStoreFile", deny_unknown_fields)]
struct SavedPlaced {
    id: FileId,
    usage_bytes: u64,
    created_at: UnixTime,
    vector_store_id: VectorStoreId,
    status: FileStatus,
    last_error: Option<FileError>,
    #[serde(rename = "chunking_strategy")]
    chunking: Chunking,
    attributes: Metadata,
    batch: Option<FileBatchId>,
    reading: Reading,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "FileBatch", deny_unknown_fields)]
struct SavedBatch {
    id: FileBatchId,
    #[serde(skip, default = "object::batch")]
    object: &'static str,
    created_at: UnixTime,
    status: FileStatus,
    vector_store_id: VectorStoreId,
    file_counts: FileCounts,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "Upload", deny_unknown_fields)]
struct SavedUpload {
    id: UploadId,
    #[serde(skip, default = "object::upload")]
    object: &'static str,
    bytes: u64,
    created_at: UnixTime,
    filename: String,
    purpose: Purpose,
    status: UploadStatus,
    expires_at: UnixTime,
    #[serde(with = "described")]
    file: Option<File>,
    file_expires_after: Option<u64>,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "File", deny_unknown_fields)]
struct SavedDescription {
    #[serde(skip, default = "object::file")]
    object: &'static str,
    id: FileId,
    purpose: Purpose,
    filename: String,
    bytes: u64,
    created_at: UnixTime,
    expires_at: Option<UnixTime>,
    #[serde(skip, default = "object::processed")]
    status: &'static str,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "UploadPart", deny_unknown_fields)]
struct SavedPartDescription {
    id: PartId,
    #[serde(skip, default = "object::part")]
    object: &'static str,
    created_at: UnixTime,
    upload_id: UploadId,
}

/// A file with its bytes.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SavedFile {
    #[serde(with = "SavedDescription")]
    file: File,
    content: Content,
}

/// A part of an upload with its bytes.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SavedPart {
    #[serde(with = "SavedPartDescription")]
    part: UploadPart,
    content: Content,
}

impl Saved for StoredFile {
    type Form = SavedFile;

    fn save(record: Arc<Self>) -> SavedFile {
        SavedFile { file: record.file.clone(), content: Content::Kept(Arc::clone(&record.blob)) }
    }

    fn load(form: SavedFile, blobs: &Blobs) -> io::Result<Arc<Self>> {
        Ok(Arc::new(Self { file: form.file, blob: form.content.keep(blobs)? }))
    }
}

impl Saved for StoredPart {
    type Form = SavedPart;

    fn save(record: Arc<Self>) -> SavedPart {
        SavedPart { part: record.part.clone(), content: Content::Kept(Arc::clone(&record.blob)) }
    }

    fn load(form: SavedPart, blobs: &Blobs) -> io::Result<Arc<Self>> {
        Ok(Arc::new(Self { part: form.part, blob: form.content.keep(blobs)? }))
    }
}

impl SavedFile {
    /// How many bytes it brings.
    pub fn size(&self) -> u64 {
        self.content.size()
    }
}

impl SavedPart {
    /// How many bytes it brings.
    pub fn size(&self) -> u64 {
        self.content.size()
    }
}

/// Fields that may hold a type whose form is given here.
macro_rules! optional {
    ($name:ident: $type:ty as $form:literal) => {
        mod $name {
            use super::*;

            #[derive(Serialize, Deserialize)]
            struct Kept(#[serde(with = $form)] $type);

            pub fn serialize<S: Serializer>(value: &Option<$type>, serializer: S) -> Result<S::Ok, S::Error> {
                value.clone().map(Kept).serialize(serializer)
            }

            pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<$type>, D::Error> {
                Ok(Option::<Kept>::deserialize(deserializer)?.map(|kept| kept.0))
            }
        }
    };
}

optional!(usage: Usage as "SavedUsage");
optional!(described: File as "SavedDescription");

#[derive(Serialize, Deserialize)]
#[serde(remote = "Usage", deny_unknown_fields)]
struct SavedUsage {
    prompt_tokens: u64,
    completion_tokens: u64,
}

/// What a run was ordered to do is shared by its versions.
mod order {
    use super::{Arc, Deserialize, Deserializer, RunOrder, Serialize, Serializer};

    pub fn serialize<S: Serializer>(order: &Arc<RunOrder>, serializer: S) -> Result<S::Ok, S::Error> {
        (**order).serialize(serializer)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Arc<RunOrder>, D::Error> {
        RunOrder::deserialize(deserializer).map(Arc::new)
    }
}
