//! Multipart bodies: read part by part, a file's bytes going to disk as they come.

use super::frames::Frames;
use crate::domain::fields::integer;
use crate::domain::file::{MAX_BYTES, check_extension, clean_name, purpose};
use crate::error::{ApiError, Result};
use crate::store::{Blob, Blobs, Draft};
use crate::wire::file::Purpose;
use axum::body::Bytes;
use axum::extract::Request;
use axum::http::header::CONTENT_TYPE;
use multer::{Field, Multipart};
use serde_json::Value;
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering::Relaxed;

/// Bytes in a field that is no file; the longest that means anything is a purpose.
const FIELD: usize = 4096;
/// Bytes that may come without any part getting on, as in the head of a part.
const STUCK: usize = 64 * 1024;
/// Parts in a body, so that a body of empty parts ends.
const PARTS: usize = 64;
/// Seconds after which a file may expire (spec `FileExpirationAfter`).
const EXPIRES: (u64, u64) = (3600, 2_592_000);

/// An upload as it came (spec `CreateFileRequest`).
#[derive(Debug)]
pub struct CreateFile {
    /// The file's name, as data.
    pub name: String,
    /// What it is for.
    pub purpose: Purpose,
    /// Its bytes.
    pub blob: Blob,
    /// Seconds after which it expires, if it does.
    pub expires_after: Option<u64>,
}

#[derive(Default)]
struct Parts {
    /// Bytes that have come since a part last got on.
    held: Arc<AtomicUsize>,
    file: Option<(String, Draft)>,
    purpose: Option<String>,
    anchor: Option<String>,
    seconds: Option<String>,
}

impl CreateFile {
    /// Reads the body of `createFile`. What is refused, or breaks off, leaves no bytes behind.
    ///
    /// # Errors
    /// If a part is missing, unknown or malformed, the file too large, or its extension not for its purpose.
    pub async fn read(request: Request, blobs: &Blobs) -> Result<Self> {
        let got =
            request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
        let Ok(boundary) = multer::parse_boundary(&got) else {
            return Err(ApiError::WrongContentType { got, expected: "multipart/form-data" });
        };
        let held = Arc::new(AtomicUsize::new(0));
        let mut body = Multipart::new(Frames::of(request.into_body(), Arc::clone(&held), STUCK), boundary);
        let mut parts = Parts { held, ..Parts::default() };
        let mut count = 0;
        while let Some(field) = body.next_field().await.map_err(|_| ApiError::BrokenUpload {})? {
            count += 1;
            if count > PARTS {
                return Err(ApiError::BrokenUpload {});
            }
            parts.held.store(0, Relaxed);
            parts.take(field, blobs).await?;
            parts.held.store(0, Relaxed);
        }
        parts.check()
    }
}

impl Parts {
    async fn take(&mut self, field: Field<'_>, blobs: &Blobs) -> Result<()> {
        match field.name().unwrap_or_default() {
            // Which of two files would be meant?
            "file" if self.file.is_some() => return Err(ApiError::BrokenUpload {}),
            "file" => {
                let name = clean_name(field.file_name().unwrap_or_default());
                self.file = Some((name, file(field, blobs, &self.held).await?));
            }
            "purpose" => self.purpose = Some(text(field, &self.held).await?),
            "expires_after[anchor]" => self.anchor = Some(text(field, &self.held).await?),
            "expires_after[seconds]" => self.seconds = Some(text(field, &self.held).await?),
            unknown => return Err(ApiError::UnknownParameter { param: unknown.to_owned() }),
        }
        Ok(())
    }

    fn check(self) -> Result<CreateFile> {
        let (name, draft) = self.file.ok_or(ApiError::MissingFormField { name: "file" })?;
        let purpose = purpose(&self.purpose.ok_or(ApiError::MissingFormField { name: "purpose" })?)?;
        check_extension(&name, purpose)?;
        let expires_after = expiry(self.anchor.as_deref(), self.seconds)?;
        Ok(CreateFile { name, purpose, blob: draft.finish(), expires_after })
    }
}

fn expiry(anchor: Option<&str>, seconds: Option<String>) -> Result<Option<u64>> {
    let missing = |name: &str| ApiError::MissingParameter { param: format!("expires_after.{name}") };
    match (anchor, seconds) {
        (None, None) => Ok(None),
        (None, Some(_)) => Err(missing("anchor")),
        (Some("created_at"), None) => Err(missing("seconds")),
        (Some("created_at"), Some(text)) => {
            let value = text.parse::<u64>().map_or_else(|_| Value::from(text), Value::from);
            integer(EXPIRES.0, EXPIRES.1)(value, "expires_after.seconds".to_owned()).map(Some)
        }
        (Some(other), _) => Err(ApiError::InvalidValue {
            param: "expires_after.anchor".to_owned(),
            value: other.to_owned(),
            supported: &["created_at"],
        }),
    }
}

/// The next bytes of a part, if it has more. Whenever they come the part has got on, however large the frame was in
/// which they came.
async fn chunk(field: &mut Field<'_>, held: &AtomicUsize) -> Result<Option<Bytes>> {
    let chunk = field.chunk().await.map_err(|_| ApiError::BrokenUpload {})?;
    held.store(0, Relaxed);
    Ok(chunk)
}

async fn file(mut field: Field<'_>, blobs: &Blobs, held: &AtomicUsize) -> Result<Draft> {
    let full = |_| ApiError::Internal { request: "(the file could not be stored)".to_owned() };
    let mut draft = blobs.draft().map_err(full)?;
    while let Some(chunk) = chunk(&mut field, held).await? {
        if draft.written() + chunk.len() as u64 > MAX_BYTES {
            return Err(ApiError::FileTooLarge { limit: MAX_BYTES });
        }
        draft.write(&chunk).map_err(full)?;
    }
    Ok(draft)
}

async fn text(mut field: Field<'_>, held: &AtomicUsize) -> Result<String> {
    let mut bytes = Vec::new();
    while let Some(chunk) = chunk(&mut field, held).await? {
        bytes.extend_from_slice(&chunk);
        if bytes.len() > FIELD {
            return Err(ApiError::BodyTooLarge { limit: FIELD as u64 });
        }
    }
    String::from_utf8(bytes).map_err(|_| ApiError::BrokenUpload {})
}
