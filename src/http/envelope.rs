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

#[derive(Serialize)]
struct Refusal<'a> {
    message: &'a str,
    #[serde(rename = "type")]
    kind: &'a str,
    param: Option<&'a str>,
    code: Option<&'a str>,
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
    let envelope = Envelope {
        error: Refusal { message: &facts.message, kind: facts.kind, param: facts.param.as_deref(), code: facts.code },
        detail: files.then_some(Detail { message: &facts.message, code: None }),
    };
    let mut response = json_response(&envelope);
    if facts.status == 501 {
        // Official SDKs retry any 5xx; what is not there will not be there the next time either.
        response.headers_mut().insert(HeaderName::from_static("x-should-retry"), HeaderValue::from_static("false"));
    }
    *response.status_mut() = StatusCode::from_u16(facts.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    response
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response<Body> {
        fail(self)
    }
}
