//! Answers as bytes, and the headers that all of them carry (`wire.md` §2).

use crate::domain::pace::Pace;
use crate::wire::ids::{ProjectId, RequestId};
use crate::wire::{Shape, Shown, View};
use axum::body::Body;
use axum::http::Response;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use serde::Serialize;
use std::fmt::Display;
use std::sync::Arc;
use std::time::Instant;

/// What a handler gives.
pub type Answer = crate::error::Result<Response<Body>>;

/// An object that a request has made or changed.
pub fn written<T: Shape>(object: &Arc<T>) -> Response<Body> {
    json_response(&Shown(&**object, View::Written))
}

/// An object that a request has read.
pub fn read<T: Shape>(object: &Arc<T>) -> Response<Body> {
    json_response(&Shown(&**object, View::Read))
}

/// Tells a client that polls when to come back.
pub fn polled(mut response: Response<Body>, pace: Pace) -> Response<Body> {
    put(response.headers_mut(), "openai-poll-after-ms", pace.poll_after_ms());
    response
}

/// Any answer of JSON.
pub fn json_response<T: Serialize>(value: &T) -> Response<Body> {
    let mut body = Vec::with_capacity(1024);
    serde_json::to_writer(&mut body, value).expect("the wire's shapes have string keys and no failing parts");
    let mut response = Response::new(Body::from(body));
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

/// The key that a request bears.
pub fn api_key(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, key) = value.split_once(' ')?;
    let key = key.trim();
    (scheme.eq_ignore_ascii_case("bearer") && !key.is_empty()).then_some(key)
}

/// A key as refusals show it: the ends of a long one, stars between.
pub fn masked(key: &str) -> String {
    const SHORT: usize = 12;
    let chars: Vec<char> = key.chars().collect();
    if chars.len() <= SHORT {
        return key.to_owned();
    }
    let head: String = chars[..8].iter().collect();
    let tail: String = chars[chars.len() - 4..].iter().collect();
    format!("{head}{}{tail}", "*".repeat(chars.len() - SHORT))
}

/// Adds the headers that every answer carries.
pub fn stamp(
    mut response: Response<Body>,
    request: RequestId,
    project: Option<ProjectId>,
    begun: Instant,
) -> Response<Body> {
    let headers = response.headers_mut();
    headers.insert(HeaderName::from_static("openai-version"), HeaderValue::from_static("2020-10-01"));
    headers.insert(HeaderName::from_static("openai-organization"), HeaderValue::from_static("understage"));
    put(headers, "openai-processing-ms", begun.elapsed().as_millis());
    if let Some(project) = project {
        put(headers, "openai-project", project);
    }
    put(headers, "x-request-id", request);
    headers.insert(HeaderName::from_static("x-content-type-options"), HeaderValue::from_static("nosniff"));
    headers
        .insert(HeaderName::from_static("x-understage-version"), HeaderValue::from_static(env!("CARGO_PKG_VERSION")));
    response
}

/// Puts a value that prints as plain ASCII.
pub fn put(headers: &mut HeaderMap, name: &'static str, value: impl Display) {
    if let Ok(value) = HeaderValue::try_from(value.to_string()) {
        headers.insert(HeaderName::from_static(name), value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_masked_and_read_from_bearer_tokens_only() {
        assert_eq!(masked("foobar"), "foobar");
        assert_eq!(masked("sk-proj-0123456789abcd"), "sk-proj-**********abcd");
        let mut headers = HeaderMap::new();
        for (value, key) in [("Bearer k", Some("k")), ("bearer  k ", Some("k")), ("Bearer ", None), ("Basic k", None)] {
            headers.insert(AUTHORIZATION, HeaderValue::from_static(value));
            assert_eq!(api_key(&headers), key, "{value}");
        }
    }
}
