//! How the API answered once it was switched off.

use super::envelope::fail;
use crate::domain::sunset::Like;
use crate::error::ApiError;
use axum::body::Body;
use axum::http::{Response, StatusCode};

/// The answer of a service that has ended.
pub fn ended(like: Like) -> Response<Body> {
    match like {
        Like::OpenAi => {
            let mut response = Response::new(Body::empty());
            *response.status_mut() = StatusCode::NOT_FOUND;
            response
        }
        Like::Azure => fail(ApiError::ApiRetired {}),
    }
}
