//! Faults played on requests and answers.
//!
//! A cut before the answer leaves as [`Cut`] in the extensions of an answer that the server does not send; everything else
//! is bytes.

use super::envelope::{Refusal, enveloped};
use super::journaling::is_control;
use super::respond::put;
use crate::domain::fault::{Act, HEADER, OwnFault, Reply, for_one_request};
use crate::engine::wait;
use crate::error::Result;
use crate::store::Project;
use axum::body::Body;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderMap};
use axum::http::{Request, Response};
use bytes::Bytes;
use futures_util::{Stream, StreamExt, stream};
use std::convert::Infallible;
use std::time::Duration;

/// The connection is to be closed without an answer.
#[derive(Clone, Copy, Debug)]
pub struct Cut;

/// What is to go wrong with a request: what it asks for itself, else what a rule of its project says. The control API
/// itself is spared.
///
/// # Errors
/// If the request asks for what is not understood.
pub fn struck(project: &Project, request: &Request<Body>) -> Result<Option<Act>> {
    let path = request.uri().path();
    if is_control(path) {
        return Ok(None);
    }
    if let Some(own) = own_fault(request.headers())? {
        return Ok(Some(own));
    }
    Ok(project.faults.strike(&project.world, request.method().as_str(), path))
}

/// What a request asks for itself on this try. Official SDKs count the tries from 0.
fn own_fault(headers: &HeaderMap) -> Result<Option<Act>> {
    let text = |name| headers.get(name).map(|value| value.to_str().unwrap_or_default());
    let Some(asked) = text(HEADER) else { return Ok(None) };
    let OwnFault { act, tries } = for_one_request(asked)?;
    let before = text("x-stainless-retry-count").and_then(|count| count.parse().ok()).unwrap_or(0);
    Ok(tries.is_none_or(|tries: u64| before < tries).then_some(act))
}

/// Plays a fault; `answer` is what would come without it.
pub async fn play(act: Act, answer: impl Future<Output = Response<Body>>) -> Response<Body> {
    match act {
        Act::Reply(reply) => render(reply),
        Act::Hang => std::future::pending().await,
        Act::Delay(milliseconds) => {
            wait(Duration::from_millis(milliseconds)).await;
            answer.await
        }
        Act::DelayEvents(milliseconds) => {
            let answer = answer.await;
            let delay = Duration::from_millis(milliseconds);
            if is_stream(&answer) { changed(answer, |body| Body::from_stream(spread(body, delay))) } else { answer }
        }
        Act::Cut(None) => {
            let mut response = answer.await;
            response.extensions_mut().insert(Cut);
            response
        }
        Act::Cut(Some(events)) => changed(answer.await, |body| Body::from_stream(cut_after(body, events))),
        Act::Malform(event) => changed(answer.await, |body| Body::from_stream(malformed(body, event))),
    }
}

/// An answer with another body, whose length is no longer known.
fn changed(mut answer: Response<Body>, change: impl FnOnce(Body) -> Body) -> Response<Body> {
    answer.headers_mut().remove(CONTENT_LENGTH);
    answer.map(change)
}

fn is_stream(answer: &Response<Body>) -> bool {
    answer.headers().get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/event-stream"))
}

fn render(reply: Reply) -> Response<Body> {
    let error = Refusal { message: &reply.message, kind: &reply.kind, param: None, code: reply.code.as_deref() };
    let mut response = enveloped(reply.status, error, false);
    let headers = response.headers_mut();
    if let Some(seconds) = reply.retry_after {
        put(headers, "retry-after", seconds);
    }
    if let Some(milliseconds) = reply.retry_after_ms {
        put(headers, "retry-after-ms", milliseconds);
    }
    response
}

/// The blocks of an event stream, one by one; a body that is no stream is one block.
fn blocks(body: Body) -> impl Stream<Item = Bytes> {
    let frames = body.into_data_stream().filter_map(|frame| std::future::ready(frame.ok()));
    frames.flat_map(|frame| {
        let mut rest = frame;
        let mut blocks = Vec::new();
        while let Some(end) = rest.windows(2).position(|pair| pair == b"\n\n") {
            blocks.push(rest.split_to(end + 2));
        }
        if !rest.is_empty() {
            blocks.push(rest);
        }
        stream::iter(blocks)
    })
}

/// So many events, and then a broken connection.
fn cut_after(body: Body, events: u64) -> impl Stream<Item = std::io::Result<Bytes>> {
    let events = usize::try_from(events).unwrap_or(usize::MAX);
    blocks(body).take(events).map(Ok).chain(stream::once(async { Err(broken().await) }))
}

/// The error that breaks a connection, as a stream's last item. Only a body that has nothing ready is flushed, and what came
/// before is to arrive: it waits for a turn.
async fn broken() -> std::io::Error {
    tokio::task::yield_now().await;
    std::io::Error::other("cut by a fault")
}

/// The same events, with a pause before each but the first.
fn spread(body: Body, delay: Duration) -> impl Stream<Item = std::result::Result<Bytes, Infallible>> {
    blocks(body).enumerate().then(move |(at, block)| async move {
        if at > 0 {
            wait(delay).await;
        }
        Ok(block)
    })
}

/// The same events, one of which is no JSON.
fn malformed(body: Body, event: u64) -> impl Stream<Item = std::result::Result<Bytes, Infallible>> {
    blocks(body).enumerate().map(move |(at, block)| Ok(if at as u64 + 1 == event { torn(&block) } else { block }))
}

/// A block whose data stops in the middle.
fn torn(block: &Bytes) -> Bytes {
    let text = String::from_utf8_lossy(block);
    let kept: String = text.trim_end().chars().take(text.trim_end().chars().count() / 2).collect();
    let kept = if kept.contains("data: ") {
        kept
    } else {
        text.split("data: ").next().unwrap_or_default().to_owned() + "data: {"
    };
    (kept + "\n\n").into()
}
