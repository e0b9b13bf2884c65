//! Multipart bodies: read part by part, a file's bytes going to disk as they come.

use super::frames::Frames;
use crate::domain::fields::integer;
use crate::domain::file::{EXPIRES, MAX_BYTES, check_extension, clean_name, purpose};
use crate::domain::upload::MAX_PART;
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

/// What a form is read into, field by field.
trait Form {
    /// Takes one field; `held` counts the bytes that have come since one last got on.
    async fn take(&mut self, field: Field<'_>, blobs: &Blobs, held: &AtomicUsize) -> Result<()>;
}

/// Reads a body into `form`. What is refused, or breaks off, leaves no bytes behind.
async fn read<F: Form>(request: Request, blobs: &Blobs, form: &mut F) -> Result<()> {
    let got = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
    let Ok(boundary) = multer::parse_boundary(&got) else {
        return Err(ApiError::WrongContentType { got, expected: "multipart/form-data" });
    };
    let held = Arc::new(AtomicUsize::new(0));
    let mut body = Multipart::new(Frames::of(request.into_body(), Arc::clone(&held), STUCK), boundary);
    let mut count = 0;
    while let Some(field) = body.next_field().await.map_err(|_| ApiError::BrokenUpload {})? {
        count += 1;
        if count > PARTS {
            return Err(ApiError::BrokenUpload {});
        }
        held.store(0, Relaxed);
        form.take(field, blobs, &held).await?;
        held.store(0, Relaxed);
    }
    Ok(())
}

impl CreateFile {
    /// Reads the body of `createFile`.
    ///
    /// # Errors
    /// If a part is missing, unknown or malformed, the file too large, or its extension not for its purpose.
    pub async fn read(request: Request, blobs: &Blobs) -> Result<Self> {
        let mut form = FileForm::default();
        read(request, blobs, &mut form).await?;
        form.check()
    }
}

/// Reads the body of `addUploadPart`: the bytes of its one field.
///
/// # Errors
/// If the field is missing, another is there, or the bytes are too many.
pub async fn read_part(request: Request, blobs: &Blobs) -> Result<Blob> {
    let mut form = PartForm::default();
    read(request, blobs, &mut form).await?;
    Ok(form.data.ok_or(ApiError::MissingFormField { name: "data" })?.finish())
}

#[derive(Default)]
struct PartForm {
    data: Option<Draft>,
}

impl Form for PartForm {
    async fn take(&mut self, field: Field<'_>, blobs: &Blobs, held: &AtomicUsize) -> Result<()> {
        match field.name().unwrap_or_default() {
            "data" if self.data.is_some() => Err(ApiError::BrokenUpload {}),
            "data" => {
                let too_large = ApiError::PartTooLarge { limit: MAX_PART };
                self.data = Some(bytes(field, blobs, held, MAX_PART, too_large).await?);
                Ok(())
            }
            unknown => Err(ApiError::UnknownParameter { param: unknown.to_owned() }),
        }
    }
}

#[derive(Default)]
struct FileForm {
    file: Option<(String, Draft)>,
    purpose: Option<String>,
    anchor: Option<String>,
    seconds: Option<String>,
}

impl Form for FileForm {
    async fn take(&mut self, field: Field<'_>, blobs: &Blobs, held: &AtomicUsize) -> Result<()> {
        match field.name().unwrap_or_default() {
            // Which of two files would be meant?
            "file" if self.file.is_some() => return Err(ApiError::BrokenUpload {}),
            "file" => {
                let name = clean_name(field.file_name().unwrap_or_default());
                let too_large = ApiError::FileTooLarge { limit: MAX_BYTES };
                self.file = Some((name, bytes(field, blobs, held, MAX_BYTES, too_large).await?));
            }
            "purpose" => self.purpose = Some(text(field, held).await?),
            "expires_after[anchor]" => self.anchor = Some(text(field, held).await?),
            "expires_after[seconds]" => self.seconds = Some(text(field, held).await?),
            unknown => return Err(ApiError::UnknownParameter { param: unknown.to_owned() }),
        }
        Ok(())
    }
}

impl FileForm {
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

/// The bytes of a field, at most `max`.
async fn bytes(
    mut field: Field<'_>,
    blobs: &Blobs,
    held: &AtomicUsize,
    max: u64,
    too_large: ApiError,
) -> Result<Draft> {
    let full = |_| ApiError::Internal { request: "(the file could not be stored)".to_owned() };
    let mut draft = blobs.draft().map_err(full)?;
    while let Some(chunk) = chunk(&mut field, held).await? {
        if draft.written() + chunk.len() as u64 > max {
            return Err(too_large);
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
