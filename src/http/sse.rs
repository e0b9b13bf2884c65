//! Event streams as bytes; nowhere else (`wire.md` §2).
//!
//! `event: NAME`, `data: JSON` without spaces, an empty line; no ids, no comments. Events that are ready together
//! leave as one body frame.

use super::journaling::{Note, Streamed};
use crate::engine::{Group, Reader};
use crate::wire::event::StreamEvent;
use crate::wire::{Shown, View};
use axum::body::Body;
use axum::http::Response;
use axum::http::header::{CONTENT_TYPE, HeaderValue};
use bytes::Bytes;
use futures_util::stream::ReadyChunks;
use futures_util::{Stream, StreamExt};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use tokio_stream::wrappers::UnboundedReceiverStream;

/// Groups of events that one frame takes at most: a bound for a frame's size, far above what is ever ready at once.
const GROUPS: usize = 1024;

/// The answer that streams what `reader` receives, to its end; `view` is one of the two for events.
pub fn response(reader: Reader, view: View, note: Note) -> Response<Body> {
    let groups = UnboundedReceiverStream::new(reader).ready_chunks(GROUPS);
    let frames = Frames { groups, view, streamed: note.stream(), end: End::Open };
    let mut response = Response::new(Body::from_stream(frames));
    let kind = HeaderValue::from_static("text/event-stream; charset=utf-8");
    response.headers_mut().insert(CONTENT_TYPE, kind);
    response
}

/// A run's events as frames of a body.
struct Frames {
    groups: ReadyChunks<UnboundedReceiverStream<Group>>,
    view: View,
    streamed: Streamed,
    end: End,
}

/// How a stream stands that a script may cut.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    /// It goes on.
    Open,
    /// It is to break once what came before has left: a body is flushed when it has nothing ready.
    Cut,
    /// It breaks now.
    Breaks,
}

impl Stream for Frames {
    type Item = std::io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            match self.end {
                End::Open => {}
                End::Cut => {
                    self.end = End::Breaks;
                    context.waker().wake_by_ref();
                    return Poll::Pending;
                }
                End::Breaks => return Poll::Ready(Some(Err(std::io::Error::other("the stream was cut")))),
            }
            let Some(groups) = ready!(Pin::new(&mut self.groups).poll_next(context)) else { return Poll::Ready(None) };
            let events = || groups.iter().flatten().flatten();
            self.streamed.sent(events());
            if groups.iter().any(Result::is_err) {
                self.end = End::Cut;
            }
            if events().next().is_some() {
                return Poll::Ready(Some(Ok(render(events(), self.view))));
            }
        }
    }
}

fn render<'a>(events: impl Iterator<Item = &'a StreamEvent>, view: View) -> Bytes {
    let mut frame = Vec::with_capacity(16 * 1024);
    for event in events {
        frame.extend_from_slice(b"event: ");
        frame.extend_from_slice(event.name().as_bytes());
        frame.extend_from_slice(b"\ndata: ");
        match event {
            StreamEvent::Done => frame.extend_from_slice(b"[DONE]"),
            StreamEvent::Thread(_)
            | StreamEvent::Run(..)
            | StreamEvent::Step(..)
            | StreamEvent::StepDelta(..)
            | StreamEvent::Message(..)
            | StreamEvent::MessageDelta(..) => {
                serde_json::to_writer(&mut frame, &Shown(event, view))
                    .expect("the wire's shapes have string keys and no failing parts");
            }
        }
        frame.extend_from_slice(b"\n\n");
    }
    frame.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::event::{MessageDelta, PartDelta};
    use crate::wire::ids::{Id, MessageId};

    #[test]
    fn bytes_are_as_recorded() {
        let id = MessageId::from_tail(&[b'0'; 24]);
        let delta = MessageDelta { index: 0, part: PartDelta::TextStart("é\n".into()) };
        let events = [StreamEvent::MessageDelta(id, delta), StreamEvent::Done];
        let expected = "event: thread.message.delta\ndata: {\"id\":\"msg_000000000000000000000000\",\
            \"object\":\"thread.message.delta\",\"delta\":{\"content\":[{\"index\":0,\"type\":\"text\",\
            \"text\":{\"value\":\"é\\n\",\"annotations\":[]}}]}}\n\nevent: done\ndata: [DONE]\n\n";
        assert_eq!(String::from_utf8_lossy(&render(events.iter(), View::Event)), expected);
    }
}
