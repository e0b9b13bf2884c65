//! One connection: hyper over a socket that notes what it waits for.
//!
//! hyper owns the socket, the request body and the answer's body, and each of them knows a part of what the connection
//! is doing. All three tell the same [`Watch`]; [`serve`] obeys what comes back.

use std::io;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use axum::body::Body;
use bytes::Bytes;
use hyper::body::{Body as HttpBody, Frame, Incoming, SizeHint};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

use super::phase::{Event, Phase};
use super::watch::{Order, Seat, Watch};
use crate::http::{App, Cut};

/// The longest head of a request, and the most that is read of a body or held of an answer at a time, in bytes.
const BUFFER: usize = 64 * 1024;

/// Serves one connection until its client, a limit or the server ends it.
pub(super) async fn serve(stream: TcpStream, app: Arc<App>, seat: Seat) {
    let watch = seat.watch();
    let socket = TokioIo::new(Socket { stream, watch: Arc::clone(watch), shut: false });
    let service = service_fn(|request| answer(Arc::clone(&app), Arc::clone(watch), request));
    // The limits are ours: see the head of `watch.rs`.
    let connection = http1::Builder::new()
        .max_buf_size(BUFFER)
        .max_header_size(BUFFER)
        .header_read_timeout(None)
        .serve_connection(socket, service);
    let mut connection = pin!(connection);
    let mut closing = false;
    std::future::poll_fn(|context| {
        watch.woken_by(context.waker());
        match watch.order() {
            Order::Serve => {}
            Order::Close if closing => {}
            Order::Close => {
                closing = true;
                connection.as_mut().graceful_shutdown();
            }
            Order::Drop => return Poll::Ready(()),
        }
        // An error here is the client's: it went away, or does not speak HTTP. There is nobody left to tell.
        connection.as_mut().poll(context).map(|_ended| ())
    })
    .await;
}

async fn answer(app: Arc<App>, watch: Arc<Watch>, request: Request<Incoming>) -> Result<Response<AnswerBody>, CutOff> {
    let request = if request.body().is_end_stream() {
        watch.note(Event::BareRequest);
        request.map(|_nothing| Body::empty())
    } else {
        watch.note(Event::Request);
        request.map(|inner| Body::new(RequestBody { inner, watch: Arc::clone(&watch), done: false }))
    };
    let response = app.answer(request).await;
    if response.extensions().get::<Cut>().is_some() {
        return Err(CutOff);
    }
    Ok(response.map(|inner| AnswerBody { inner, watch }))
}

/// A test wants its connection cut; hyper closes it without an answer.
#[derive(Debug)]
struct CutOff;

impl std::fmt::Display for CutOff {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("cut by a fault")
    }
}

impl std::error::Error for CutOff {}

/// A request's body on its way to the handler.
struct RequestBody {
    inner: Incoming,
    watch: Arc<Watch>,
    done: bool,
}

impl RequestBody {
    fn finish(&mut self) {
        if !self.done {
            self.done = true;
            self.watch.note(Event::BodyDone);
        }
    }
}

impl HttpBody for RequestBody {
    type Data = Bytes;
    type Error = hyper::Error;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<hyper::Result<Frame<Bytes>>>> {
        let frame = ready!(Pin::new(&mut self.inner).poll_frame(context));
        if self.inner.is_end_stream() || !matches!(frame, Some(Ok(_))) {
            self.finish();
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

impl Drop for RequestBody {
    fn drop(&mut self) {
        if !self.done {
            self.watch.leave_unread();
        }
        self.finish();
    }
}

/// An answer's body on its way to the client; hyper drops it when the last of it is written or waits to be.
struct AnswerBody {
    inner: Body,
    watch: Arc<Watch>,
}

impl HttpBody for AnswerBody {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.inner).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

impl Drop for AnswerBody {
    fn drop(&mut self) {
        self.watch.note(Event::Answered);
    }
}

/// The socket, noting what comes and goes.
struct Socket {
    stream: TcpStream,
    watch: Arc<Watch>,
    shut: bool,
}

impl Socket {
    fn wrote(&self, result: Poll<io::Result<usize>>) -> Poll<io::Result<usize>> {
        self.watch.note(if result.is_pending() { Event::WriteWaits } else { Event::Wrote });
        result
    }
}

impl AsyncRead for Socket {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.watch.phase() == Phase::Stalled {
            return Poll::Ready(Err(io::Error::new(io::ErrorKind::TimedOut, "the request body stopped coming")));
        }
        let before = buffer.filled().len();
        let result = Pin::new(&mut self.stream).poll_read(context, buffer);
        if result.is_pending() {
            self.watch.note(Event::ReadWaits);
        } else if buffer.filled().len() > before {
            self.watch.note(Event::Read);
        }
        result
    }
}

impl AsyncWrite for Socket {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let result = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.wrote(result)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let result = Pin::new(&mut self.stream).poll_write_vectored(context, slices);
        self.wrote(result)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    /// Shuts the server's side. If a request was refused unread, what the client is still sending is taken and thrown
    /// away for a while: closing at once would reset the connection, and the client would never read the refusal.
    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        if !self.shut {
            ready!(Pin::new(&mut self.stream).poll_shutdown(context))?;
            self.shut = true;
            if self.watch.left_unread() {
                self.watch.note(Event::Linger);
            }
        }
        if self.watch.left_unread() {
            let mut rest = [0; 8 * 1024];
            // A bounded share of a turn; the wake-up lets other connections on this thread have theirs.
            for _ in 0..32 {
                let mut buffer = ReadBuf::new(&mut rest);
                ready!(Pin::new(&mut self.stream).poll_read(context, &mut buffer))?;
                if buffer.filled().is_empty() {
                    return Poll::Ready(Ok(()));
                }
            }
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        Poll::Ready(Ok(()))
    }
}
