//! Which requests are let in at all: those of this machine's own programs and pages.
//!
//! A web page elsewhere must not reach a server on a developer's machine, neither by naming it in a URL nor by
//! pointing a host name of its own at the loopback address.

use crate::error::{ApiError, Result};
use axum::body::Body;
use axum::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_HEADERS, HOST, HeaderMap,
    HeaderValue, ORIGIN, VARY,
};
use axum::http::uri::Authority;
use axum::http::{Method, Response, StatusCode, Uri};
use std::net::IpAddr;

/// The rule, with what the user lets in beside it.
#[derive(Debug)]
pub struct Guard {
    hosts: Vec<String>,
    origins: Vec<String>,
}

impl Guard {
    /// A guard that also lets in these hosts and origins.
    pub fn new(hosts: Vec<String>, origins: Vec<String>) -> Self {
        let origins = origins.into_iter().map(|origin| origin.trim_end_matches('/').to_owned()).collect();
        Self { hosts, origins }
    }

    /// Lets a request in, or not.
    ///
    /// # Errors
    /// 403 if its host or origin is foreign.
    pub fn check(&self, method: &Method, headers: &HeaderMap, uri: &Uri) -> Result<Origin> {
        self.check_host(headers, uri)?;
        let Some(origin) = headers.get(ORIGIN) else {
            // Browsers send this even where they send no Origin; other programs do not send it.
            if headers.get("sec-fetch-site").is_some_and(|site| site == "cross-site") {
                return Err(ApiError::ForbiddenOrigin { origin: "another site".to_owned() });
            }
            return Ok(Origin(None));
        };
        let text = origin.to_str().unwrap_or("null");
        if !self.is_own_origin(text) {
            return Err(ApiError::ForbiddenOrigin { origin: text.to_owned() });
        }
        let asked = (method == Method::OPTIONS).then(|| headers.get(ACCESS_CONTROL_REQUEST_HEADERS).cloned());
        Ok(Origin(Some((origin.clone(), asked.flatten()))))
    }

    fn check_host(&self, headers: &HeaderMap, uri: &Uri) -> Result<()> {
        let mut named = headers.get_all(HOST).iter();
        let forbidden = |host: &str| ApiError::ForbiddenHost { host: host.to_owned() };
        let host = match (named.next(), named.next()) {
            (Some(host), None) => host.to_str().map_err(|_| forbidden("?"))?,
            // A request in absolute form names it in its first line.
            (None, _) => uri.authority().map(Authority::as_str).ok_or_else(|| forbidden(""))?,
            (Some(_), Some(_)) => return Err(forbidden("more than one")),
        };
        let authority: Authority = host.parse().map_err(|_| forbidden(host))?;
        if self.is_own_host(authority.host()) { Ok(()) } else { Err(forbidden(authority.host())) }
    }

    /// An address, `localhost`, a bare name (as of a container) or `*.internal`.
    fn is_own_host(&self, host: &str) -> bool {
        let host = host.trim_start_matches('[').trim_end_matches(']').trim_end_matches('.').to_ascii_lowercase();
        host.parse::<IpAddr>().is_ok()
            || (!host.is_empty() && !host.contains('.'))
            || host.ends_with(".localhost")
            || host.ends_with(".internal")
            || self.hosts.iter().any(|own| own.eq_ignore_ascii_case(&host))
    }

    fn is_own_origin(&self, origin: &str) -> bool {
        if self.origins.iter().any(|own| own.eq_ignore_ascii_case(origin)) {
            return true;
        }
        let Ok(uri) = origin.parse::<Uri>() else { return false };
        let Some(host) = uri.host() else { return false };
        let host = host.trim_start_matches('[').trim_end_matches(']').to_ascii_lowercase();
        let loopback = host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
        loopback || host == "localhost" || host.ends_with(".localhost")
    }
}

/// The page that asks, if it is one: its origin, and for a preflight the headers that it means to send.
#[derive(Debug)]
pub struct Origin(Option<(HeaderValue, Option<HeaderValue>)>);

impl Origin {
    /// The answer to a browser's question whether it may ask.
    pub fn preflight(&self, method: &Method) -> Option<Response<Body>> {
        let (_, asked) = self.0.as_ref().filter(|_| method == Method::OPTIONS)?;
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::NO_CONTENT;
        let headers = response.headers_mut();
        headers.insert(ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("GET, POST, PUT, DELETE"));
        headers.insert(ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("600"));
        if let Some(asked) = asked {
            headers.insert(ACCESS_CONTROL_ALLOW_HEADERS, asked.clone());
        }
        self.allow(headers);
        Some(response)
    }

    /// Lets the page read the answer.
    pub fn allow(&self, headers: &mut HeaderMap) {
        if let Some((origin, _)) = &self.0 {
            headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
            headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static("*"));
            headers.insert(VARY, HeaderValue::from_static("Origin"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(pairs: &[(&'static str, &'static str)]) -> Result<Origin> {
        let guard = Guard::new(vec!["ci.example".to_owned()], vec!["https://app.example/".to_owned()]);
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(*name, HeaderValue::from_static(value));
        }
        guard.check(&Method::POST, &headers, &Uri::from_static("/v1/files"))
    }

    #[test]
    fn hosts_of_this_machine_are_let_in_and_no_others() {
        let own =
            ["127.0.0.1:2778", "LOCALHOST:1", "[::1]:2778", "emulator:80", "a.localhost", "x.internal", "ci.example"];
        for host in own {
            assert!(check(&[("host", host)]).is_ok(), "{host}");
        }
        for host in ["evil.example", "localhost.evil.example", "", "a b", "evil.example:2778"] {
            assert!(check(&[("host", host)]).is_err(), "{host}");
        }
        assert!(check(&[]).is_err(), "no host");
        assert!(check(&[("host", "localhost"), ("host", "evil.example")]).is_err(), "two hosts");
    }

    #[test]
    fn pages_of_this_machine_are_let_in_and_no_others() {
        for origin in ["http://localhost:3000", "http://127.0.0.1", "http://[::1]:5173", "https://app.example"] {
            assert!(check(&[("host", "localhost"), ("origin", origin)]).is_ok(), "{origin}");
        }
        for origin in ["https://evil.example", "null", "http://localhost.evil.example", "file://"] {
            assert!(check(&[("host", "localhost"), ("origin", origin)]).is_err(), "{origin}");
        }
        assert!(check(&[("host", "localhost"), ("sec-fetch-site", "cross-site")]).is_err());
        assert!(check(&[("host", "localhost"), ("sec-fetch-site", "none")]).is_ok());
    }
}
