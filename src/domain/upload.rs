//! Files that arrive in parts.

use super::fields::{Fields, filled_text_up_to, integer, list, one_of, text};
use super::file::{self, check_extension, clean_name};
use crate::error::{ApiError, Result};
use crate::wire::UnixTime;
use crate::wire::file::{File, Purpose};
use crate::wire::ids::{FileId, PartId, UploadId};
use crate::wire::upload::{Upload, UploadPart, UploadStatus};
use serde_json::Value;

/// Seconds after its creation at which an upload expires (`wire.md` §3).
const LIFETIME: i64 = 3600;
/// Bytes in one upload, and in one part (`wire.md` §5).
const MAX_BYTES: u64 = 8 * 1024 * 1024 * 1024;
pub const MAX_PART: u64 = 64 * 1024 * 1024;
/// Parts that one upload may name; the most that it could need at the smallest size that means anything.
const PARTS: usize = 100_000;
/// Characters in a name or type.
const NAME: usize = 1_024;

/// An upload to be begun (spec `CreateUploadRequest`).
#[derive(Debug)]
pub struct CreateUpload {
    filename: String,
    purpose: Purpose,
    bytes: u64,
    file_expires_after: Option<u64>,
}

impl CreateUpload {
    /// Reads the body of `createUpload`.
    ///
    /// # Errors
    /// The first field that is missing, unknown, of the wrong type or out of bounds.
    pub fn read(body: Value) -> Result<Self> {
        let required = ["filename", "purpose", "bytes", "mime_type"];
        let known = [&required[..], &["expires_after"]].concat();
        let mut fields = Fields::open(String::new(), body, &required, &known)?;
        let filename = clean_name(&fields.required("filename", filled_text_up_to(NAME))?);
        let purpose = file::purpose(&fields.required("purpose", text)?)?;
        let bytes = fields.required("bytes", integer(1, MAX_BYTES))?;
        fields.required("mime_type", filled_text_up_to(NAME))?;
        check_extension(&filename, purpose)?;
        let file_expires_after = fields.optional("expires_after", expires_after)?;
        Ok(Self { filename, purpose, bytes, file_expires_after })
    }

    /// The upload, without any part.
    pub fn create(self, id: UploadId, now: UnixTime) -> Upload {
        Upload {
            id,
            object: "upload",
            bytes: self.bytes,
            created_at: now,
            filename: self.filename,
            purpose: self.purpose,
            status: UploadStatus::Pending,
            expires_at: now + LIFETIME,
            file: None,
            file_expires_after: self.file_expires_after,
        }
    }
}

fn expires_after(value: Value, param: String) -> Result<u64> {
    let known = ["anchor", "seconds"];
    let mut fields = Fields::open(param, value, &known, &known)?;
    fields.required("anchor", one_of(&["created_at"]))?;
    fields.required("seconds", integer(file::EXPIRES.0, file::EXPIRES.1))
}

/// What completes an upload (spec `CompleteUploadRequest`).
#[derive(Debug)]
pub struct CompleteUpload {
    /// Its parts, in order, as the client names them.
    pub parts: Vec<String>,
    /// What the bytes' MD5 must be, in hexadecimal.
    pub md5: Option<String>,
}

impl CompleteUpload {
    /// Reads the body of `completeUpload`.
    ///
    /// # Errors
    /// The first field that is missing, unknown, of the wrong type or out of bounds, or a part that is named twice.
    pub fn read(body: Value) -> Result<Self> {
        let mut fields = Fields::open(String::new(), body, &["part_ids"], &["part_ids", "md5"])?;
        let parts = fields.required("part_ids", list(PARTS, "an array of strings", text))?;
        if parts.is_empty() {
            return Err(ApiError::EmptyArray { param: "part_ids".to_owned() });
        }
        let mut seen = std::collections::HashSet::new();
        if let Some(twice) = parts.iter().find(|part| !seen.insert(part.as_str())) {
            return Err(ApiError::PartNamedTwice { id: twice.clone() });
        }
        Ok(Self { parts, md5: fields.optional("md5", text)? })
    }
}

/// Refuses to do something to an upload that is over.
///
/// # Errors
/// Naming its status.
pub fn check_pending(upload: &Upload, verb: &'static str) -> Result<()> {
    match upload.status {
        UploadStatus::Pending => Ok(()),
        status => Err(ApiError::UploadOver { verb, status: status.name() }),
    }
}

/// A part that has come.
pub fn create_part(id: PartId, upload: UploadId, now: UnixTime) -> UploadPart {
    UploadPart { id, object: "upload.part", created_at: now, upload_id: upload }
}

/// The file that a complete upload has become; it is as old as the upload (`wire.md` §3).
pub fn file(upload: &Upload, id: FileId) -> File {
    file::create(
        id,
        upload.filename.clone(),
        upload.purpose,
        upload.bytes,
        upload.created_at,
        upload.file_expires_after,
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn refusal(body: Value) -> Option<String> {
        CreateUpload::read(body).expect_err("a bad body").facts().param
    }

    #[test]
    fn an_upload_is_pending_for_an_hour() {
        let body = json!({"filename": "/tmp/a.jsonl", "purpose": "fine-tune", "bytes": 8, "mime_type": "text/jsonl"});
        let upload = CreateUpload::read(body).expect("a good body");
        let upload = upload.create(crate::wire::ids::Id::from_tail(&[b'0'; 32]), 1_000);
        assert_eq!((upload.filename.as_str(), upload.expires_at), ("a.jsonl", 4_600));
        assert!(check_pending(&upload, "complete").is_ok());
        let over = Upload { status: UploadStatus::Cancelled, ..upload };
        assert!(check_pending(&over, "complete").is_err());
    }

    #[test]
    fn refusals_name_the_place() {
        let body =
            |bytes: Value| json!({"filename": "a.txt", "purpose": "assistants", "bytes": bytes, "mime_type": "m"});
        for bytes in [json!(0), json!(-1), json!("8"), json!(1.5), json!(9_000_000_000_u64)] {
            assert_eq!(refusal(body(bytes)).as_deref(), Some("bytes"));
        }
        assert_eq!(refusal(json!({"filename": "a.txt"})).as_deref(), Some("purpose"));
        let twice = CompleteUpload::read(json!({"part_ids": ["part_a", "part_b", "part_a"]}));
        assert!(twice.expect_err("twice").facts().message.contains("part_a"));
        assert!(CompleteUpload::read(json!({"part_ids": []})).is_err());
    }
}
