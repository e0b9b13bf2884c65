//! A body that is read no faster than it is used.

use axum::body::{Body, BodyDataStream, Bytes};
use futures_util::Stream;
use std::io::Error;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering::Relaxed;
use std::task::{Context, Poll, ready};

/// A body, one frame a poll: what reads multipart takes in all that is ready, and has no limit for the head of a part.
pub struct Frames {
    body: BodyDataStream,
    held: Arc<AtomicUsize>,
    limit: usize,
    /// Bytes in the last frame: they say nothing yet, since whoever reads has not had the time to use them.
    newest: usize,
    /// Whether the last poll gave a frame.
    given: bool,
}

impl Frames {
    /// The frames of `body`. `held` counts the bytes that have come since a part last got on; whoever sees one get on
    /// sets it to 0. Once more than `limit` have not been enough to get on, the body is given up.
    pub fn of(body: Body, held: Arc<AtomicUsize>, limit: usize) -> Self {
        Self { body: body.into_data_stream(), held, limit, newest: 0, given: false }
    }
}

impl Stream for Frames {
    type Item = Result<Bytes, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if std::mem::take(&mut self.given) {
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        if self.held.load(Relaxed).saturating_sub(self.newest) > self.limit {
            return Poll::Ready(Some(Err(Error::other("no part gets on"))));
        }
        let frame = ready!(Pin::new(&mut self.body).poll_next(context));
        if let Some(Ok(bytes)) = &frame {
            self.newest = bytes.len();
            self.held.fetch_add(self.newest, Relaxed);
            self.given = true;
        }
        Poll::Ready(frame.map(|frame| frame.map_err(Error::other)))
    }
}
