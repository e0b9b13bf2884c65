//! Notes requests in the journal of their project, and counts what they exercise.

use super::faults::Cut;
use super::matching::operation;
use crate::domain::fault::Act;
use crate::error::ApiError;
use crate::store::{Asked, Entry, Happening, Project};
use crate::wire::event::StreamEvent;
use crate::wire::ids::{RequestId, RunId, ThreadId};
use axum::body::{Body, HttpBody};
use axum::http::header::{CONTENT_TYPE, HeaderMap};
use axum::http::{Method, Request, Response};
use bytes::Bytes;
use http_body_util::BodyExt;
use serde::Serialize;
use std::borrow::Cow;
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;

/// Headers that are kept: those that tests verify, and no secret among them.
const HEADERS: [&str; 3] = ["openai-beta", "idempotency-key", "x-stainless-retry-count"];
/// Bytes of the longest header that is kept.
const HEADER: usize = 256;
/// What nearly every client sends there, which is not copied.
const USUAL: [&str; 2] = ["assistants=v2", "0"];

/// A request as its handler sees it: where to note what only a handler knows.
#[derive(Clone, Debug, Default)]
pub struct Note(Option<Noted>);

#[derive(Clone, Debug)]
struct Noted {
    project: Arc<Project>,
    entry: Arc<Entry>,
    /// Events that leave before a fault cuts the stream.
    most: usize,
}

impl Note {
    /// Notes the body of the request, as it was read.
    pub fn body(&self, bytes: &[u8]) {
        if let Some(noted) = &self.0 {
            noted.entry.request(bytes);
        }
    }

    /// Notes what a form held, in the place of its bytes.
    pub fn form<T: Serialize>(&self, summary: &T) {
        if let Some(noted) = &self.0 {
            noted.entry.request(&serde_json::to_vec(summary).unwrap_or_default());
        }
    }

    /// Notes the thread that the request has made.
    pub fn made(&self, thread: ThreadId) {
        if let Some(noted) = &self.0 {
            noted.entry.made(thread);
        }
    }

    /// Notes the run that the request has started, or is about to resume.
    pub fn runs(&self, thread: ThreadId, run: RunId) {
        if let Some(noted) = &self.0 {
            noted.project.journal.runs(&noted.entry, thread, run);
        }
    }

    /// What notes the events of the answer.
    pub fn stream(self) -> Streamed {
        if let Some(noted) = &self.0 {
            noted.project.open_streams.fetch_add(1, Relaxed);
            noted.entry.sent(&[]);
        }
        Streamed { note: self, sent: 0, done: false }
    }
}

/// A stream that is open: dropped before it is done, its client has left.
#[derive(Debug)]
pub struct Streamed {
    note: Note,
    sent: usize,
    done: bool,
}

impl Streamed {
    /// Notes events that are being sent.
    pub fn sent<'a>(&mut self, events: impl Iterator<Item = &'a StreamEvent>) {
        let Some(noted) = &self.note.0 else { return };
        let kinds: Vec<u8> = events.take(noted.most.saturating_sub(self.sent)).map(StreamEvent::kind).collect();
        self.sent += kinds.len();
        self.done |= kinds.last() == Some(&StreamEvent::Done.kind());
        noted.entry.sent(&kinds);
        noted.project.coverage.sent(&kinds);
    }
}

impl Drop for Streamed {
    fn drop(&mut self) {
        let Some(noted) = &self.note.0 else { return };
        noted.project.open_streams.fetch_sub(1, Relaxed);
        if !self.done {
            noted.entry.abort();
        }
    }
}

/// A request from the moment at which it comes in; dropped before it is answered, its client has left.
#[derive(Debug)]
pub struct Journey {
    note: Note,
    over: bool,
}

/// Whether a path is none of the API that is emulated: the control API looks on, and leaves no traces.
pub fn is_control(path: &str) -> bool {
    path == "/health" || path.strip_prefix("/_understage").is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

impl Journey {
    /// Notes a request that has come in, if it is for the API and has a project.
    pub fn begin(request: &Request<Body>, project: Option<&Arc<Project>>, id: RequestId) -> Self {
        let path = request.uri().path();
        let Some(project) = project.filter(|_| !is_control(path)) else {
            return Self { note: Note::default(), over: true };
        };
        let asked = Asked {
            at: project.world.now(),
            method: word(request.method()),
            target: request.uri().path_and_query().map_or("", |target| target.as_str()).into(),
            operation: operation(request.method(), path),
            request_id: id,
            headers: kept(request.headers()),
        };
        let noted = Noted { project: Arc::clone(project), entry: project.journal.open(asked), most: usize::MAX };
        Self { note: Note(Some(noted)), over: false }
    }

    /// Notes the fault that is to be played on it.
    pub fn struck(&mut self, act: &Act) {
        let Some(noted) = &mut self.note.0 else { return };
        noted.entry.fault(act.kind());
        noted.project.coverage.fault(act.kind());
        if let Act::Cut(after) = act {
            noted.entry.abort();
            noted.most = after.map_or(usize::MAX, |events| usize::try_from(events).unwrap_or(usize::MAX));
        }
    }

    /// For its handler.
    pub fn note(&self) -> Note {
        self.note.clone()
    }

    /// Notes its answer, and gives it back.
    pub async fn answered(mut self, response: Response<Body>) -> Response<Body> {
        let Some(noted) = &self.note.0 else { return response };
        if let Some(error) = response.extensions().get::<ApiError>() {
            noted.project.coverage.error(error.name());
        }
        let cut = response.extensions().get::<Cut>().is_some();
        let status = (!cut).then(|| response.status().as_u16());
        let (response, body) = if cut { (response, None) } else { looked_at(response).await };
        noted.entry.answer(status, body.filter(|body| !body.is_empty()));
        self.end(status);
        response
    }

    fn end(&mut self, status: Option<u16>) {
        self.over = true;
        let Some(noted) = &self.note.0 else { return };
        noted.project.coverage.request((noted.entry.asked.operation, status));
        noted.project.happenings.tell(|| Happening::Request(Arc::clone(&noted.entry)));
    }
}

impl Drop for Journey {
    fn drop(&mut self) {
        if !self.over {
            if let Some(noted) = &self.note.0 {
                noted.entry.abort();
            }
            self.end(None);
        }
    }
}

/// An answer and its body, if that is JSON and there as a whole.
async fn looked_at(response: Response<Body>) -> (Response<Body>, Option<Bytes>) {
    let json = response.headers().get(CONTENT_TYPE).is_some_and(|kind| kind == "application/json");
    if !json || response.body().size_hint().exact().is_none() {
        return (response, None);
    }
    let (head, body) = response.into_parts();
    match body.collect().await {
        Ok(whole) => {
            let bytes = whole.to_bytes();
            (Response::from_parts(head, Body::from(bytes.clone())), Some(bytes))
        }
        Err(error) => {
            let broken = futures_util::stream::once(std::future::ready(Err::<Bytes, _>(error)));
            (Response::from_parts(head, Body::from_stream(broken)), None)
        }
    }
}

fn word(method: &Method) -> Cow<'static, str> {
    match method.as_str() {
        "GET" => "GET".into(),
        "POST" => "POST".into(),
        "DELETE" => "DELETE".into(),
        other => other.to_owned().into(),
    }
}

fn kept(headers: &HeaderMap) -> Vec<(&'static str, Cow<'static, str>)> {
    let text = |name: &'static str| headers.get(name)?.to_str().ok().filter(|text| text.len() <= HEADER);
    let copied = |text: &str| match USUAL.into_iter().find(|usual| *usual == text) {
        Some(usual) => Cow::Borrowed(usual),
        None => Cow::Owned(text.to_owned()),
    };
    HEADERS.into_iter().filter_map(|name| Some((name, copied(text(name)?)))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_control_api_is_told_by_its_path() {
        for (path, control) in [
            ("/health", true),
            ("/_understage", true),
            ("/_understage/clock", true),
            ("/_understages", false),
            ("/v1/_understage/clock", false),
            ("/healthy", false),
        ] {
            assert_eq!(is_control(path), control, "{path}");
        }
    }
}
