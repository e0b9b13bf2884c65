//! The description of all that is served.

use crate::http::respond::Answer;
use axum::body::Body;
use axum::http::Response;
use axum::http::header::{CONTENT_TYPE, HeaderValue};

const DESCRIPTION: &str = include_str!("../../../openapi/understage.json");

/// The OpenAPI description of this server; needs no key.
pub async fn read() -> Answer {
    let mut response = Response::new(Body::from(DESCRIPTION));
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    Ok(response)
}
