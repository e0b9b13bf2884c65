//! A server in the test's own process, and what it takes to speak to it in raw bytes.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::timeout;

use understage::AppConfig;
use understage::Pace;
use understage::{Config, Limits, Server};

/// What a test may wait for, at most.
pub const PATIENCE: Duration = Duration::from_secs(5);

/// A server in this process.
pub struct Running {
    pub address: SocketAddr,
    stop: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

impl Running {
    /// Tells the server to end; how long that took.
    pub async fn stop(self) -> Duration {
        let since = Instant::now();
        self.stop.send(()).unwrap();
        timeout(PATIENCE, self.task).await.expect("the server ends").unwrap();
        since.elapsed()
    }
}

/// What these servers are, but for their limits.
pub fn config(limits: Limits) -> Config {
    // Runs go on only when stepped, so that a streamed one stays open.
    let app = AppConfig { seed: Some(1), pace: Pace::Step, ..AppConfig::default() };
    Config { limits, ..Config::local(app) }
}

/// Starts a server on a free port.
pub async fn start(limits: Limits) -> Running {
    let server = Server::bind(config(limits)).unwrap();
    let address = server.addr();
    let (stop, stopped) = oneshot::channel::<()>();
    let task = tokio::spawn(server.run(async move {
        // A test that fails drops its end; the server then ends as well.
        let _ = stopped.await;
    }));
    Running { address, stop, task }
}

/// Limits in milliseconds.
pub fn limits(head: u64, idle: u64, body: u64) -> Limits {
    let millis = Duration::from_millis;
    Limits { head: millis(head), idle: millis(idle), body: millis(body), ..Limits::default() }
}

/// Connects.
pub async fn connect(address: SocketAddr) -> TcpStream {
    timeout(PATIENCE, TcpStream::connect(address)).await.expect("a connection in time").unwrap()
}

/// Sends all of `text`.
pub async fn send(stream: &mut TcpStream, text: &str) {
    stream.write_all(text.as_bytes()).await.unwrap();
}

/// A whole request.
pub const HEALTH: &str = "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n";

/// The head of a request with a JSON body of `length` bytes.
pub fn post(path: &str, length: usize) -> String {
    format!(
        "POST {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer sk-test\r\nOpenAI-Beta: assistants=v2\r\n\
         Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n"
    )
}

/// Reads until `text` was read; the whole of what was read.
pub async fn read_to(stream: &mut TcpStream, text: &str) -> String {
    let mut read = Vec::new();
    let mut piece = [0; 4096];
    loop {
        let count = timeout(PATIENCE, stream.read(&mut piece)).await.expect("bytes in time").unwrap();
        read.extend_from_slice(&piece[..count]);
        let so_far = String::from_utf8_lossy(&read).into_owned();
        assert!(count > 0, "ended before {text:?}: {so_far:?}");
        if so_far.contains(text) {
            return so_far;
        }
    }
}

/// Reads to the end, however it comes; what was read and how long it took.
pub async fn read_out(stream: &mut TcpStream) -> (String, Duration) {
    let since = Instant::now();
    let mut read = Vec::new();
    // A reset is an end too.
    let _ = timeout(PATIENCE, stream.read_to_end(&mut read)).await.expect("an end in time");
    (String::from_utf8_lossy(&read).into_owned(), since.elapsed())
}

/// Sends [`HEALTH`] and wants a 200.
pub async fn healthy(stream: &mut TcpStream) {
    send(stream, HEALTH).await;
    let answer = read_to(stream, "}").await;
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
}
