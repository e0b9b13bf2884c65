//! The control API over sockets: who listens is let go when the server ends, and who hangs up is told in the journal.

use std::time::{Duration, Instant};

use tokio::io::AsyncReadExt;

use crate::support::sockets::{PATIENCE, connect, post, read_out, read_to, send, start};
use understage::Limits;

fn get(path: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer sk-test\r\n\r\n")
}

#[tokio::test]
async fn who_listens_is_told_and_let_go_at_the_end() {
    let server = start(Limits::default()).await;
    let mut listener = connect(server.address).await;
    send(&mut listener, &get("/_understage/events")).await;
    read_to(&mut listener, ": listening\n\n").await;
    let mut client = connect(server.address).await;
    send(&mut client, &get("/v1/models/gpt-4o")).await;
    let told = read_to(&mut listener, "\n\n").await;
    assert!(told.contains("event: request\ndata: {\"id\":1,"), "{told}");
    let took = server.stop().await;
    assert!(took < Duration::from_secs(1), "it waits for nobody who only listens: {took:?}");
    let (rest, _) = read_out(&mut listener).await;
    assert!(rest.ends_with("0\r\n\r\n"), "the answer ends in good order: {rest}");
}

#[tokio::test]
async fn who_hangs_up_before_the_answer_is_told_as_such() {
    let server = start(Limits::default()).await;
    let mut client = connect(server.address).await;
    let rule = r#"{"faults":[{"path":"/v1/threads","hang":true}]}"#;
    send(&mut client, &(post("/_understage/faults", rule.len()) + rule)).await;
    read_to(&mut client, "]}").await;
    let mut hanging = connect(server.address).await;
    send(&mut hanging, &(post("/v1/threads", 2) + "{}")).await;
    let noted = |text: &str| text.contains("\"fault\":\"hang\"");
    let since = Instant::now();
    let mut ask = async |wanted: &dyn Fn(&str) -> bool| loop {
        send(&mut client, &get("/_understage/requests")).await;
        let answer = read_to(&mut client, "\"dropped\":0}").await;
        if wanted(&answer) {
            return;
        }
        assert!(since.elapsed() < PATIENCE, "{answer}");
    };
    ask(&noted).await;
    let mut byte = [0];
    let nothing = tokio::time::timeout(Duration::from_millis(20), hanging.read(&mut byte)).await;
    assert!(nothing.is_err(), "there is no answer: {nothing:?}");
    drop(hanging);
    ask(&|text: &str| text.contains("\"status\":null,\"aborted\":true")).await;
    server.stop().await;
}
