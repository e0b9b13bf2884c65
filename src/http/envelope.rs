//! Refusals as bytes.

use super::respond::json_response;
use crate::error::ApiError;
use axum::body::Body;
use axum::http::header::{CONTENT_LENGTH, HeaderName, HeaderValue};
use axum::http::{Response, StatusCode};
use axum::response::IntoResponse;
use serde::Serialize;

#[derive(Serialize)]
struct Envelope<'a> {
    error: Refusal<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<Detail<'a>>,
}

/// What a refusal says.
#[derive(Serialize)]
#[allow(missing_docs)] // the fields are the API's own
pub struct Refusal<'a> {
    pub message: &'a str,
    #[serde(rename = "type")]
    pub kind: &'a str,
    pub param: Option<&'a str>,
    pub code: Option<&'a str>,
}

/// What `/files` said beside the envelope in 2026 (`wire.md` §8).
#[derive(Serialize)]
struct Detail<'a> {
    message: &'a str,
    code: Option<()>,
}

/// The answer that refuses. It carries the refusal itself, for [`with_detail`].
pub fn fail(error: ApiError) -> Response<Body> {
    let mut response = render(&error, false);
    response.extensions_mut().insert(error);
    response
}

/// A refusal of `/files` as the service put it there; any other answer as it is.
pub fn with_detail(response: Response<Body>) -> Response<Body> {
    match response.extensions().get::<ApiError>() {
        Some(error) => {
            let mut detailed = render(error, true);
            detailed.extensions_mut().insert(error.clone());
            // What was added since stays, as the right methods beside a wrong one.
            for (name, value) in response.headers().iter().filter(|(name, _)| **name != CONTENT_LENGTH) {
                detailed.headers_mut().insert(name, value.clone());
            }
            detailed
        }
        None => response,
    }
}

fn render(error: &ApiError, files: bool) -> Response<Body> {
    let facts = error.facts();
    let refusal =
        Refusal { message: &facts.message, kind: facts.kind, param: facts.param.as_deref(), code: facts.code };
    let mut response = enveloped(facts.status, refusal, files);
    if facts.status == 501 {
        // Official SDKs retry any 5xx; what is not there will not be there the next time either.
        response.headers_mut().insert(HeaderName::from_static("x-should-retry"), HeaderValue::from_static("false"));
    }
    response
}

/// A refusal in its envelope; `files` adds what `/files` said beside it.
pub fn enveloped(status: u16, error: Refusal<'_>, files: bool) -> Response<Body> {
    let detail = files.then_some(Detail { message: error.message, code: None });
    let mut response = json_response(&Envelope { error, detail });
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    response
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response<Body> {
        fail(self)
    }
}
