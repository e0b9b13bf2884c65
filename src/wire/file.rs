//! Files.

use super::UnixTime;
use super::ids::FileId;
use super::view::same_everywhere;
use serde::{Deserialize, Serialize};

/// A file's description; its bytes are kept apart (`crate::store::blobs`).
///
/// The specification has no null in `expires_at` and `status_details`, so they are left out where the
/// service sent null (`docs/fidelity.md`).
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)] // the fields are the API's own
pub struct File {
    pub object: &'static str,
    pub id: FileId,
    pub purpose: Purpose,
    pub filename: String,
    pub bytes: u64,
    pub created_at: UnixTime,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<UnixTime>,
    pub status: &'static str,
}

same_everywhere!(File);

/// What a file is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)] // the API's own words
pub enum Purpose {
    #[serde(rename = "fine-tune")]
    FineTune,
    Assistants,
    Batch,
    UserData,
    Vision,
    Evals,
    /// Written by a run, never by an upload.
    AssistantsOutput,
}

impl Purpose {
    /// What uploads may ask for, in the order in which the service lists them.
    pub const UPLOADS: [(&'static str, Self); 6] = [
        ("fine-tune", Self::FineTune),
        ("assistants", Self::Assistants),
        ("batch", Self::Batch),
        ("user_data", Self::UserData),
        ("vision", Self::Vision),
        ("evals", Self::Evals),
    ];

    /// The API's word.
    pub fn name(self) -> &'static str {
        Self::UPLOADS.iter().find(|(_, purpose)| *purpose == self).map_or("assistants_output", |(name, _)| name)
    }
}
