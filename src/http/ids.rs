//! Ids in the path.

use super::shared::Shared;
use crate::error::{ApiError, Missing, Result};
use crate::wire::ids::{
    AssistantId, FileBatchId, FileId, Id, MessageId, RunId, StepId, ThreadId, UploadId, VectorStoreId,
};
use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::request::Parts;
use std::sync::Arc;

/// The parameters of a request's path.
#[derive(Debug)]
pub struct Ids(RawPathParams);

impl FromRequestParts<Arc<Shared>> for Ids {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, shared: &Arc<Shared>) -> Result<Self> {
        match RawPathParams::from_request_parts(parts, shared).await {
            Ok(params) => Ok(Self(params)),
            // Only a path that is not UTF-8 once decoded comes here.
            Err(_) => {
                let (verb, path) = (parts.method.to_string(), parts.uri.path().to_owned());
                Err(ApiError::UnknownUrl { verb, path })
            }
        }
    }
}

impl Ids {
    /// The text of a parameter.
    pub fn text(&self, name: &str) -> &str {
        self.0.iter().find(|(key, _)| *key == name).map_or("", |(_, value)| value)
    }

    /// An id that must begin with its kind's prefix: the service told of a wrong one (`wire.md` §8).
    fn prefixed<I: Id>(&self, param: &'static str, kind: Missing) -> Result<I> {
        let text = self.text(param);
        let expected = I::PREFIX.trim_end_matches('_');
        if !text.starts_with(expected) {
            return Err(ApiError::WrongIdPrefix { param, value: text.to_owned(), expected });
        }
        I::parse(text).ok_or_else(|| ApiError::NotFound { kind, id: text.to_owned() })
    }

    /// `assistant_id`.
    ///
    /// # Errors
    /// 400 for a wrong prefix, 404 for what cannot be one.
    pub fn assistant(&self) -> Result<AssistantId> {
        self.prefixed("assistant_id", Missing::Assistant)
    }

    /// `thread_id`.
    ///
    /// # Errors
    /// As [`Ids::assistant`].
    pub fn thread(&self) -> Result<ThreadId> {
        self.prefixed("thread_id", Missing::Thread)
    }

    /// `message_id`.
    ///
    /// # Errors
    /// As [`Ids::assistant`].
    pub fn message(&self) -> Result<MessageId> {
        self.prefixed("message_id", Missing::Message)
    }

    /// `run_id`.
    ///
    /// # Errors
    /// As [`Ids::assistant`].
    pub fn run(&self) -> Result<RunId> {
        self.prefixed("run_id", Missing::Run)
    }

    /// `vector_store_id`.
    ///
    /// # Errors
    /// As [`Ids::assistant`].
    pub fn vector_store(&self) -> Result<VectorStoreId> {
        self.prefixed("vector_store_id", Missing::VectorStore)
    }

    /// `batch_id`.
    ///
    /// # Errors
    /// As [`Ids::assistant`].
    pub fn batch(&self) -> Result<FileBatchId> {
        self.prefixed("batch_id", Missing::FileBatch)
    }

    /// `upload_id`.
    ///
    /// # Errors
    /// As [`Ids::assistant`].
    pub fn upload(&self) -> Result<UploadId> {
        self.prefixed("upload_id", Missing::Upload)
    }

    /// `file_id` of a file in a vector store.
    ///
    /// # Errors
    /// 404 for what cannot be one.
    pub fn placed(&self) -> Result<FileId> {
        let text = self.text("file_id");
        FileId::parse(text).ok_or_else(|| ApiError::NotFound { kind: Missing::StoreFile, id: text.to_owned() })
    }

    /// `step_id`; here the service looked no closer.
    ///
    /// # Errors
    /// 404 for what cannot be one.
    pub fn step(&self) -> Result<StepId> {
        let text = self.text("step_id");
        StepId::parse(text).ok_or_else(|| ApiError::NotFound { kind: Missing::RunStep, id: text.to_owned() })
    }

    /// `file_id`; here neither.
    ///
    /// # Errors
    /// 404 for what cannot be one.
    pub fn file(&self) -> Result<FileId> {
        let text = self.text("file_id");
        FileId::parse(text).ok_or_else(|| ApiError::NoSuchFile { id: text.to_owned() })
    }
}
