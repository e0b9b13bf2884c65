//! Uploads in parts.

use super::UnixTime;
use super::file::{File, Purpose};
use super::ids::{PartId, UploadId};
use super::view::same_everywhere;
use serde::{Deserialize, Serialize};

/// A file that arrives in parts.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)] // the fields are the API's own
pub struct Upload {
    pub id: UploadId,
    pub object: &'static str,
    /// How many bytes are to come.
    pub bytes: u64,
    pub created_at: UnixTime,
    pub filename: String,
    pub purpose: Purpose,
    pub status: UploadStatus,
    pub expires_at: UnixTime,
    /// The file, once the upload is complete (`wire.md` §3: no key before).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<File>,
    /// Seconds after which the file itself is to expire; not shown.
    #[serde(skip)]
    pub file_expires_after: Option<u64>,
}

same_everywhere!(Upload);

/// How far an upload is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)] // the API's own words
pub enum UploadStatus {
    Pending,
    Completed,
    Cancelled,
    Expired,
}

impl UploadStatus {
    /// The API's word.
    pub fn name(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Completed => "completed",
            Self::Cancelled => "cancelled",
            Self::Expired => "expired",
        }
    }
}

/// A part of an upload.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)] // the fields are the API's own
pub struct UploadPart {
    pub id: PartId,
    pub object: &'static str,
    pub created_at: UnixTime,
    pub upload_id: UploadId,
}

same_everywhere!(UploadPart);
