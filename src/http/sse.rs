//! Event streams as bytes; nowhere else (`wire.md` §2).
//!
//! `event: NAME`, `data: JSON` without spaces, an empty line; no ids, no comments. Events that are ready together
//! leave as one body frame.

use super::journaling::Note;
use crate::engine::{Group, Reader};
use crate::wire::event::StreamEvent;
use crate::wire::{Shown, View};
use axum::body::Body;
use axum::http::Response;
use axum::http::header::{CONTENT_TYPE, HeaderValue};
use bytes::Bytes;
use futures_util::{StreamExt, stream};
use tokio_stream::wrappers::UnboundedReceiverStream;

/// Groups of events that one frame takes at most: a bound for a frame's size, far above what is ever ready at once.
const GROUPS: usize = 1024;

/// The answer that streams what `reader` receives, to its end; `view` is one of the two for events.
pub fn response(reader: Reader, view: View, note: Note) -> Response<Body> {
    let mut streamed = note.stream();
    let frames = UnboundedReceiverStream::new(reader)
        .ready_chunks(GROUPS)
        .flat_map(move |groups| {
            streamed.sent(groups.iter().flatten().flatten());
            stream::iter(frames(&groups, view))
        })
        .then(|frame| async {
            match frame {
                Some(frame) => Ok(frame),
                None => Err(broken().await),
            }
        });
    let mut response = Response::new(Body::from_stream(frames));
    let kind = HeaderValue::from_static("text/event-stream; charset=utf-8");
    response.headers_mut().insert(CONTENT_TYPE, kind);
    response
}

/// What is ready, as one frame; nothing stands for the break of a stream that was cut.
fn frames(groups: &[Group], view: View) -> Vec<Option<Bytes>> {
    let events: Vec<&StreamEvent> = groups.iter().flatten().flatten().collect();
    let cut = groups.iter().any(Result::is_err);
    let frame = (!events.is_empty()).then(|| Some(render(events.into_iter(), view)));
    frame.into_iter().chain(cut.then_some(None)).collect()
}

/// The error that breaks a connection, as a stream's last item. Only a body that has nothing ready is flushed, and what came
/// before is to arrive: it waits for a turn.
pub async fn broken() -> std::io::Error {
    tokio::task::yield_now().await;
    std::io::Error::other("the stream was cut")
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
