//! Bodies of JSON, and of text that may be JSON.

use super::journaling::Note;
use crate::error::ApiError;
use crate::store::{Blob, Blobs};
use axum::body::Body;
use axum::extract::{FromRequest, Request};
use axum::http::header::CONTENT_TYPE;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use serde_json::Value;

/// Bytes in a body of JSON.
const LIMIT: usize = 16 * 1024 * 1024;

/// A body of JSON; an empty one reads as `{}`, since many operations need none.
#[derive(Debug)]
pub struct JsonBody(pub Value);

impl<S: Send + Sync> FromRequest<S> for JsonBody {
    type Rejection = ApiError;

    async fn from_request(request: Request, _state: &S) -> Result<Self, ApiError> {
        let content_type = content_type(&request);
        let note = request.extensions().get::<Note>().cloned().unwrap_or_default();
        let bytes = read(request.into_body()).await?;
        if bytes.is_empty() {
            return Ok(Self(Value::Object(serde_json::Map::new())));
        }
        note.body(&bytes);
        check_json(content_type.unwrap_or_default())?;
        match serde_json::from_slice(&bytes) {
            Ok(body @ Value::Object(_)) => Ok(Self(body)),
            // No operation takes anything but an object.
            Ok(_) | Err(_) => Err(ApiError::UnreadableBody {}),
        }
    }
}

/// A body of YAML or JSON, as text.
#[derive(Debug)]
pub struct TextBody(pub String);

impl<S: Send + Sync> FromRequest<S> for TextBody {
    type Rejection = ApiError;

    async fn from_request(request: Request, _state: &S) -> Result<Self, ApiError> {
        let got = content_type(&request).unwrap_or_default();
        let essence = essence(&got);
        // These cannot be sent by a foreign page without asking first; text/plain could.
        let yaml = ["application/yaml", "application/x-yaml", "text/yaml", "text/x-yaml"].contains(&essence.as_str());
        if !is_json(&got) && !yaml {
            return Err(ApiError::WrongContentType { got, expected: "application/json' or 'application/yaml" });
        }
        let bytes = read(request.into_body()).await?;
        String::from_utf8(bytes.into()).map(Self).map_err(|_| ApiError::UnreadableBody {})
    }
}

fn content_type(request: &Request) -> Option<String> {
    request.headers().get(CONTENT_TYPE).map(|value| value.to_str().unwrap_or("?").to_owned())
}

/// Notes the body of a request that is not going to be carried out, if it is JSON.
pub async fn note_unused(request: Request) {
    let json = request.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).is_some_and(is_json);
    if json {
        // Whatever is wrong with it, nobody is told.
        drop(JsonBody::from_request(request, &()).await);
    }
}

/// Takes a body of JSON, whatever it says, onto the disk.
///
/// # Errors
/// If it is longer than `limit` bytes, breaks off, or is not said to be JSON; 500 if it cannot be written.
pub async fn spool(request: Request, blobs: &Blobs, limit: u64) -> Result<Blob, ApiError> {
    check_json(content_type(&request).unwrap_or_default())?;
    let full = |_| ApiError::Internal { request: "(the body could not be stored)".to_owned() };
    let mut draft = blobs.draft().map_err(full)?;
    let mut body = request.into_body();
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| ApiError::UnreadableBody {})?;
        let Some(bytes) = frame.data_ref() else { continue };
        if draft.written() + bytes.len() as u64 > limit {
            return Err(ApiError::BodyTooLarge { limit });
        }
        draft.write(bytes).map_err(full)?;
    }
    Ok(draft.finish())
}

fn check_json(got: String) -> Result<(), ApiError> {
    if is_json(&got) { Ok(()) } else { Err(ApiError::WrongContentType { got, expected: "application/json" }) }
}

async fn read(body: Body) -> Result<bytes::Bytes, ApiError> {
    match Limited::new(body, LIMIT).collect().await {
        Ok(read) => Ok(read.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => Err(ApiError::BodyTooLarge { limit: LIMIT as u64 }),
        // The client stopped in the middle; nobody will read this.
        Err(_) => Err(ApiError::UnreadableBody {}),
    }
}

fn is_json(content_type: &str) -> bool {
    let essence = essence(content_type);
    essence == "application/json" || (essence.starts_with("application/") && essence.ends_with("+json"))
}

fn essence(content_type: &str) -> String {
    content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_body_goes_to_the_disk_up_to_its_limit() {
        let blobs = Blobs::default();
        let spooled = |limit| {
            let request = Request::builder().header(CONTENT_TYPE, "application/json").body(Body::from("{\"a\": 1}"));
            spool(request.expect("a request"), &blobs, limit)
        };
        let kept = spooled(8).await.expect("just");
        assert_eq!(std::fs::read(kept.path()).expect("there"), b"{\"a\": 1}");
        assert_eq!(spooled(7).await.expect_err("too long"), ApiError::BodyTooLarge { limit: 7 });
    }
}
