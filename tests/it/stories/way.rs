//! The way from a player to a server: into this process, or over a socket to the program.

use crate::support::app::{Reply, TestApp};
use crate::support::sockets::{PATIENCE, connect};
use axum::body::Body;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Request};
use http_body_util::BodyExt;
use std::net::SocketAddr;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// How requests reach the server.
pub enum Way {
    /// Into a server of this process.
    Here(TestApp),
    /// To the address of a program, with this key.
    There(SocketAddr, String),
}

/// A reply that is being read.
pub struct Opened {
    /// What has come so far.
    pub reply: Reply,
    rest: Rest,
}

enum Rest {
    Body(Body),
    /// A connection, the bytes of the body as they came, and whether they come in chunks.
    Socket {
        stream: TcpStream,
        raw: Vec<u8>,
        chunked: bool,
    },
}

impl Way {
    /// Sends a request, and reads the head of the reply.
    pub async fn begin(&self, verb: &str, path: &str, headers: &[(&str, &str)], body: Vec<u8>) -> Opened {
        match self {
            Self::Here(app) => {
                let mut request = app.request(verb, path, None);
                for (name, value) in headers {
                    let name = name.parse::<HeaderName>().expect("a name");
                    request.headers_mut().insert(name, HeaderValue::from_str(value).expect("a value"));
                }
                here(app, request.map(|_| Body::from(body))).await
            }
            Self::There(address, key) => {
                let key = format!("Bearer {key}");
                let own = [("host", "localhost"), ("authorization", key.as_str()), ("openai-beta", "assistants=v2")];
                there(*address, verb, path, &[&own, headers].concat(), &body).await
            }
        }
    }
}

async fn here(app: &TestApp, request: Request<Body>) -> Opened {
    let (parts, body) = app.begin(request).await.into_parts();
    let reply = Reply { status: parts.status.as_u16(), headers: parts.headers, bytes: Vec::new() };
    Opened { reply, rest: Rest::Body(body) }
}

async fn there(address: SocketAddr, verb: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Opened {
    let mut stream = connect(address).await;
    let mut head = format!("{verb} {path} HTTP/1.1\r\ncontent-length: {}\r\n", body.len());
    headers.iter().for_each(|(name, value)| head += &format!("{name}: {value}\r\n"));
    stream.write_all(&[head.as_bytes(), b"\r\n", body].concat()).await.expect("a server that reads");
    let mut raw = Vec::new();
    let end = loop {
        if let Some(at) = raw.windows(4).position(|four| four == b"\r\n\r\n") {
            break at;
        }
        assert!(receive(&mut stream, &mut raw).await, "{verb} {path}: no head");
    };
    let head = String::from_utf8(raw.drain(..end + 4).collect()).expect("ASCII");
    let mut lines = head.trim_end().split("\r\n");
    let status = lines.next().and_then(|line| line.split(' ').nth(1)?.parse().ok()).expect("a status");
    let mut headers = HeaderMap::new();
    for (name, value) in lines.filter_map(|line| line.split_once(": ")) {
        headers.append(name.parse::<HeaderName>().expect("a name"), HeaderValue::from_str(value).expect("a value"));
    }
    let chunked = headers.contains_key("transfer-encoding");
    Opened { reply: Reply { status, headers, bytes: Vec::new() }, rest: Rest::Socket { stream, raw, chunked } }
}

/// Reads what is there; false at the end, however it comes.
async fn receive(stream: &mut TcpStream, raw: &mut Vec<u8>) -> bool {
    let mut piece = [0; 16 << 10];
    let read = timeout(PATIENCE, stream.read(&mut piece)).await;
    let read = read.unwrap_or_else(|_| panic!("nothing behind {:?}", String::from_utf8_lossy(raw)));
    let count = read.unwrap_or(0);
    raw.extend_from_slice(&piece[..count]);
    count > 0
}

/// The body in these bytes, and whether it is whole.
fn body(raw: &[u8], chunked: bool, length: usize) -> (Vec<u8>, bool) {
    if !chunked {
        return (raw.to_vec(), raw.len() >= length);
    }
    let (mut body, mut rest) = (Vec::new(), raw);
    while let Some(at) = rest.windows(2).position(|two| two == b"\r\n") {
        let size = std::str::from_utf8(&rest[..at]).expect("ASCII");
        let size = usize::from_str_radix(size, 16).expect("the size of a chunk");
        let Some(chunk) = rest.get(at + 2..at + 2 + size).filter(|_| rest.len() >= at + 4 + size) else { break };
        if size == 0 {
            return (body, true);
        }
        body.extend_from_slice(chunk);
        rest = &rest[at + 4 + size..];
    }
    (body, false)
}

impl Opened {
    /// Reads on; nothing at the end, and then whether the body is whole.
    async fn more(&mut self) -> Option<bool> {
        match &mut self.rest {
            Rest::Body(body) => match body.frame().await {
                Some(Ok(frame)) => {
                    self.reply.bytes.extend_from_slice(&frame.into_data().expect("data"));
                    None
                }
                Some(Err(_broken)) => Some(false),
                None => Some(true),
            },
            Rest::Socket { stream, raw, chunked } => {
                let length =
                    self.reply.headers.get("content-length").and_then(|length| length.to_str().ok()?.parse().ok());
                let (bytes, whole) = body(raw, *chunked, length.unwrap_or(0));
                let is_new = bytes.len() > self.reply.bytes.len();
                self.reply.bytes = bytes;
                match (whole, is_new) {
                    (true, _) => Some(true),
                    (false, true) => None,
                    (false, false) => (!receive(stream, raw).await).then_some(false),
                }
            }
        }
    }

    /// Reads until `text` has come.
    pub async fn read_to(&mut self, text: &str) {
        let has_come = |opened: &Self| String::from_utf8_lossy(&opened.reply.bytes).contains(text);
        while !has_come(self) {
            let end = self.more().await;
            assert!(end.is_none() || has_come(self), "ended before {text:?}: {:?}", self.reply.text());
        }
    }

    /// Reads to the end; whether the body is whole.
    pub async fn read_out(&mut self) -> bool {
        loop {
            if let Some(whole) = self.more().await {
                return whole;
            }
        }
    }
}
