//! The server's sockets: limits, both loopback addresses, shutdown. Raw bytes over tokio sockets, short limits, no waits
//! but for what the server sends or ends.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use understage::{BindError, Config, Limits, Server};

use crate::support::sockets::{
    HEALTH, PATIENCE, config, connect, healthy, limits, post, read_out, read_to, send, start,
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn half_sent_heads_are_dropped_and_others_are_served_meanwhile() {
    let server = start(limits(400, 60_000, 60_000)).await;
    let mut halves = Vec::new();
    for number in 0..200 {
        let mut half = connect(server.address).await;
        // Some send nothing at all, some dribble.
        let text = ["", "G", "GET /health HTTP/1.1\r\nHost: loc"][number % 3];
        send(&mut half, text).await;
        halves.push(half);
    }
    let since = Instant::now();
    healthy(&mut connect(server.address).await).await;
    assert!(since.elapsed() < Duration::from_millis(300), "{:?}", since.elapsed());
    for half in &mut halves {
        let (text, _) = read_out(half).await;
        assert_eq!(text, "");
    }
    assert!(since.elapsed() < Duration::from_secs(2), "{:?}", since.elapsed());
    server.stop().await;
}

#[tokio::test]
async fn a_head_that_dribbles_is_timed_from_its_first_byte() {
    let server = start(limits(500, 60_000, 60_000)).await;
    let mut stream = connect(server.address).await;
    let since = Instant::now();
    let mut piece = [0; 64];
    for byte in HEALTH.as_bytes().iter().cycle() {
        if stream.write_all(&[*byte]).await.is_err() {
            break;
        }
        match timeout(Duration::from_millis(50), stream.read(&mut piece)).await {
            Ok(Ok(0) | Err(_)) => break,
            Ok(Ok(_)) => panic!("45 bytes take longer than the limit"),
            Err(_nothing_yet) => {}
        }
    }
    assert!(since.elapsed() >= Duration::from_millis(500), "{:?}", since.elapsed());
    assert!(since.elapsed() < Duration::from_millis(1500), "{:?}", since.elapsed());
    server.stop().await;
}

#[tokio::test]
async fn an_idle_connection_outlives_the_header_limit_and_ends_at_its_own() {
    let server = start(limits(200, 1200, 60_000)).await;
    let mut stream = connect(server.address).await;
    healthy(&mut stream).await;
    let mut byte = [0];
    let early = timeout(Duration::from_millis(700), stream.read(&mut byte)).await;
    assert!(early.is_err(), "ended while idle: {early:?}");
    healthy(&mut stream).await;
    let (text, took) = read_out(&mut stream).await;
    assert_eq!(text, "");
    assert!(took >= Duration::from_millis(1200) && took < Duration::from_secs(3), "{took:?}");
    server.stop().await;
}

#[tokio::test]
async fn the_second_head_on_a_connection_has_the_header_limit() {
    let server = start(limits(300, 60_000, 60_000)).await;
    let mut stream = connect(server.address).await;
    healthy(&mut stream).await;
    send(&mut stream, "GET /hea").await;
    let (text, took) = read_out(&mut stream).await;
    assert_eq!(text, "");
    assert!(took >= Duration::from_millis(250) && took < Duration::from_secs(2), "{took:?}");
    server.stop().await;
}

#[tokio::test]
async fn a_stalled_body_is_ended_and_a_slow_one_is_not() {
    let server = start(limits(60_000, 60_000, 400)).await;
    let mut stalled = connect(server.address).await;
    send(&mut stalled, &post("/v1/threads", 1000)).await;
    send(&mut stalled, "{\"metadata\":").await;
    let (text, took) = read_out(&mut stalled).await;
    assert!(text.is_empty() || text.starts_with("HTTP/1.1 4"), "{text}");
    assert!(took >= Duration::from_millis(400) && took < Duration::from_secs(3), "{took:?}");

    let mut slow = connect(server.address).await;
    let body = r#"{"metadata": {}}"#;
    send(&mut slow, &post("/v1/threads", body.len())).await;
    let mut byte = [0];
    for piece in body.as_bytes().chunks(4) {
        let early = timeout(Duration::from_millis(200), slow.read(&mut byte)).await;
        assert!(early.is_err(), "answered or ended early: {early:?}");
        slow.write_all(piece).await.unwrap();
    }
    let answer = read_to(&mut slow, "}").await;
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    server.stop().await;
}

#[tokio::test]
async fn a_refusal_reaches_a_client_that_is_still_sending() {
    let server = start(Limits::default()).await;
    let mut stream = connect(server.address).await;
    let head = "POST /v1/threads HTTP/1.1\r\nHost: evil.example\r\nContent-Length: 33554432\r\n\r\n";
    send(&mut stream, head).await;
    let piece = vec![b'x'; 1024 * 1024];
    for _ in 0..32 {
        // Without lingering this write fails, and the answer is lost.
        timeout(PATIENCE, stream.write_all(&piece)).await.expect("bytes are taken").unwrap();
    }
    let answer = read_to(&mut stream, "\r\n\r\n").await;
    assert!(answer.starts_with("HTTP/1.1 403 "), "{answer}");
    server.stop().await;
}

/// Opens a run's stream and reads its first event.
async fn open_stream(address: SocketAddr, assistant: &str) -> TcpStream {
    let mut stream = connect(address).await;
    let body = format!(r#"{{"assistant_id":"{assistant}","instructions":"Be kind.","stream":true}}"#);
    send(&mut stream, &post("/v1/threads/runs", body.len())).await;
    send(&mut stream, &body).await;
    let start = read_to(&mut stream, "\n\n").await;
    assert!(start.starts_with("HTTP/1.1 200 ") && start.contains("event: "), "{start}");
    stream
}

async fn make_assistant(address: SocketAddr) -> String {
    let mut stream = connect(address).await;
    let body = r#"{"model":"gpt-4o","instructions":"Be kind."}"#;
    send(&mut stream, &post("/v1/assistants", body.len())).await;
    send(&mut stream, body).await;
    let answer = read_to(&mut stream, "}").await;
    let from = answer.find("asst_").expect("an assistant's id");
    answer[from..].chars().take_while(|letter| letter.is_ascii_alphanumeric() || *letter == '_').collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_with_a_hundred_open_streams_ends_in_time() {
    // No limit but these applies to a stream: they are all far shorter than this test.
    let server = start(limits(300, 300, 300)).await;
    let assistant = make_assistant(server.address).await;
    let mut streams = Vec::new();
    for _ in 0..100 {
        streams.push(open_stream(server.address, &assistant).await);
    }
    let mut byte = [0];
    let early = timeout(Duration::from_millis(900), async {
        loop {
            let count = streams[0].read(&mut byte).await;
            assert!(count.as_ref().is_ok_and(|count| *count > 0), "a stream was cut: {count:?}");
        }
    });
    assert!(early.await.is_err());
    let mut half = connect(server.address).await;
    send(&mut half, "GET /").await;
    let address = server.address;
    let took = server.stop().await;
    assert!(took < Duration::from_secs(2), "{took:?}");
    for stream in &mut streams {
        read_out(stream).await;
    }
    assert!(TcpStream::connect(address).await.is_err(), "the port is still open");
}

#[tokio::test]
async fn both_loopback_addresses_answer_on_the_same_port() {
    let server = start(Limits::default()).await;
    assert_eq!(server.address.ip().to_string(), "127.0.0.1");
    healthy(&mut connect(server.address).await).await;
    // A machine without IPv6 cannot show more.
    if std::net::TcpListener::bind("[::1]:0").is_ok() {
        healthy(&mut connect(SocketAddr::new([0, 0, 0, 0, 0, 0, 0, 1].into(), server.address.port())).await).await;
    }
    server.stop().await;
}

#[tokio::test]
async fn a_taken_port_is_told_as_such() {
    let server = start(Limits::default()).await;
    let again = Config { port: server.address.port(), ..config(Limits::default()) };
    match Server::bind(again).map(|server| server.addr()) {
        Err(BindError::Busy(address)) => assert_eq!(address, server.address),
        other => panic!("{other:?}"),
    }
    server.stop().await;
}

#[tokio::test]
async fn connections_over_the_limit_wait_for_their_turn() {
    let server = start(Limits { connections: 3, ..Limits::default() }).await;
    // The two listeners hold a place each while they wait, so the third connection is the one to wait.
    let mut first = connect(server.address).await;
    healthy(&mut first).await;
    let mut second = connect(server.address).await;
    let mut third = connect(server.address).await;
    let mut fourth = connect(server.address).await;
    for stream in [&mut second, &mut third, &mut fourth] {
        send(stream, HEALTH).await;
    }
    let mut byte = [0];
    assert!(timeout(Duration::from_millis(200), fourth.read(&mut byte)).await.is_err());
    drop((first, second, third));
    let answer = read_to(&mut fourth, "}").await;
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    server.stop().await;
}

#[tokio::test]
async fn a_client_that_does_not_speak_http_harms_nobody() {
    let server = start(Limits::default()).await;
    for bytes in
        [&b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"[..], b"\0\0\0\0\r\n\r\n", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"]
    {
        let mut stream = connect(server.address).await;
        stream.write_all(bytes).await.unwrap();
        stream.shutdown().await.unwrap();
        let (text, _) = read_out(&mut stream).await;
        assert!(text.is_empty() || text.starts_with("HTTP/1.1 400 "), "{text}");
    }
    let mut long = connect(server.address).await;
    let head = format!("GET /health HTTP/1.1\r\nHost: localhost\r\nX-Long: {}\r\n\r\n", "x".repeat(1_000_000));
    // The server may hang up before it has read it all.
    let _ = long.write_all(head.as_bytes()).await;
    let (text, _) = read_out(&mut long).await;
    assert!(text.is_empty() || text.starts_with("HTTP/1.1 431 "), "{text}");
    healthy(&mut connect(server.address).await).await;
    server.stop().await;
}
