//! `POST /v1/files`: bodies that are broken, hostile or too large.
//!
//! Where uploads lie is the server's own business; what a refused one leaves behind is looked for in
//! [`left_behind`], among the system's temporary files.

use crate::support::app::{Reply, TestApp};
use crate::support::stage::{id, items};
use axum::body::{Body, Bytes};
use axum::http::Request;
use futures_util::{FutureExt, stream};
use serde_json::json;
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Starts an upload whose body comes piece by piece.
async fn upload(app: &TestApp, pieces: Vec<io::Result<Bytes>>) -> Reply {
    let request = Request::builder()
        .method("POST")
        .uri("/v1/files")
        .header("host", "localhost")
        .header("authorization", "Bearer sk-test")
        .header("content-type", "multipart/form-data; boundary=b");
    app.raw(request.body(Body::from_stream(stream::iter(pieces))).expect("a request")).await
}

fn head(name: &str) -> Bytes {
    format!("--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n").into()
}

const PURPOSE: &str = "--b\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\nbatch\r\n";

/// Whether bytes that begin so lie in a file of any server of these tests.
fn left_behind(mark: &[u8]) -> bool {
    let folders = std::fs::read_dir(std::env::temp_dir()).expect("a temporary folder").flatten();
    let own = folders.filter(|folder| folder.file_name().to_string_lossy().starts_with("understage-"));
    // Other tests come and go meanwhile: what cannot be read is gone.
    let files = own.filter_map(|folder| std::fs::read_dir(folder.path()).ok()).flatten().flatten();
    files.filter_map(|file| std::fs::read(file.path()).ok()).any(|bytes| bytes.starts_with(mark))
}

#[tokio::test]
async fn an_upload_that_breaks_off_leaves_nothing() {
    let app = TestApp::new();
    let mark = b"the mark of an upload that breaks off";
    let sent = |last: Option<io::Result<Bytes>>| {
        let content = Bytes::from([&mark[..], &[0; 100_000]].concat());
        [Ok(PURPOSE.into()), Ok(head("a.txt")), Ok(content)].into_iter().chain(last).collect()
    };
    let broken = || io::Error::other("the client is gone");
    for last in [None, Some(Err(broken())), Some(Ok("\r\n--b\r\nContent-Disposition: form-data; na".into()))] {
        let reply = upload(&app, sent(last)).await;
        assert_eq!((reply.status, reply.refusal().3.as_str()), (400, "Could not parse multipart form."));
    }
    let reply = upload(
        &app,
        sent(Some(Ok("\r\n--b\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\n1\r\n--b--\r\n".into()))),
    );
    assert_eq!(reply.await.refusal().3, "Unknown parameter: 'x'.");
    assert!(!left_behind(mark));
    assert_eq!(items(app.got("/v1/files").await).len(), 0);
    let reply = upload(&app, sent(Some(Ok("\r\n--b--\r\n".into())))).await;
    assert_eq!((reply.status, left_behind(mark)), (200, true), "the look-out sees what is kept");
}

#[tokio::test]
async fn a_client_that_hangs_up_leaves_nothing() {
    let app = TestApp::new();
    let mark = b"the mark of a client that hangs up";
    let begun = stream::iter([Ok::<_, io::Error>(head("a.txt")), Ok(Bytes::from_static(mark))]);
    let stalled = futures_util::StreamExt::chain(begun, stream::pending());
    let mut request = app.request("POST", "/v1/files", Some(json!({})));
    request.headers_mut().insert("content-type", "multipart/form-data; boundary=b".parse().expect("a header"));
    *request.body_mut() = Body::from_stream(stalled);
    let mut answering = Box::pin(app.begin(request));
    for _ in 0..10 {
        assert!((&mut answering).now_or_never().is_none(), "it waits for more");
    }
    assert!(left_behind(mark), "so far it is there");
    drop(answering);
    assert!(!left_behind(mark));
    assert_eq!(items(app.got("/v1/files").await).len(), 0);
}

#[tokio::test]
async fn bodies_that_are_no_upload_are_refused() {
    let app = TestApp::new();
    let file: (&str, Option<&str>, &[u8]) = ("file", Some("a.txt"), b"x");
    let purpose: (&str, Option<&str>, &[u8]) = ("purpose", None, b"assistants");
    for (parts, message) in [
        (vec![file], "'purpose' is a required property"),
        (vec![purpose], "'file' is a required property"),
        (vec![], "'file' is a required property"),
        (
            vec![("purpose", None, b"world_domination"), file],
            "'world_domination' is not one of ['fine-tune', 'assistants', 'batch', 'user_data', 'vision', 'evals'] - \
             'purpose'",
        ),
        (vec![file, purpose, ("colour", None, b"red")], "Unknown parameter: 'colour'."),
        (vec![("purpose", None, b"\xff"), file], "Could not parse multipart form."),
    ] {
        let reply = app.upload_parts(&parts).await;
        assert_eq!((reply.status, reply.refusal().3.as_str()), (400, message));
        assert!(reply.json()["detail"].is_object());
    }
    let long = app.upload_parts(&[("purpose", None, &[b'x'; 5000]), file]).await;
    assert_eq!(long.status, 413);
    let many = vec![file; 65];
    assert_eq!(app.upload_parts(&many).await.status, 400);
    let reply = app.post("/v1/files", json!({"purpose": "assistants"})).await;
    assert_eq!((reply.status, reply.refusal().1), (400, json!("unsupported_content_type")));
    assert_eq!(items(app.got("/v1/files").await).len(), 0);
}

#[tokio::test]
async fn extensions_are_checked_as_the_service_did() {
    let app = TestApp::new();
    for (name, purpose, extension) in [
        ("a.DOCX", "assistants", "DOCX"),
        ("a.exe", "assistants", "exe"),
        ("noextension", "assistants", ""),
        ("a.txt", "vision", "txt"),
    ] {
        let parts: [(&str, Option<&str>, &[u8]); 2] =
            [("purpose", None, purpose.as_bytes()), ("file", Some(name), b"x")];
        let (status, .., message) = app.upload_parts(&parts).await.refusal();
        assert_eq!(status, 400);
        assert!(message.starts_with(&format!("Invalid extension {extension}. Supported formats: ")), "{message}");
    }
    app.upload("a.exe", "user_data", b"x").await;
}

#[tokio::test]
async fn hostile_names_are_data() {
    let app = TestApp::new();
    let long = format!("{}.txt", "x".repeat(10_000));
    for (name, kept) in [
        ("../../etc/passwd.txt", "passwd.txt"),
        (r"C:\temp\y.csv", "y.csv"),
        ("/abs/olute.txt", "olute.txt"),
        ("naïve ₂.csv", "naïve ₂.csv"),
        ("\u{202e}gnp.txt", "\u{202e}gnp.txt"),
        ("<img onerror=alert(1)>.txt", "<img onerror=alert(1)>.txt"),
        ("%0d%0aSet-Cookie: x.txt", "%0d%0aSet-Cookie: x.txt"),
        (".env", ".env"),
        ("..", ".."),
        (long.as_str(), &long[..512]),
    ] {
        let file = app.upload(name, "batch", name.as_bytes()).await;
        assert_eq!(file["filename"], kept);
        let reply = app.get(&format!("/v1/files/{}/content", id(&file))).await;
        assert_eq!((reply.status, reply.bytes.as_slice()), (200, name.as_bytes()));
        let disposition = reply.header("content-disposition").expect("a name");
        assert!(disposition.starts_with("attachment; filename=\"") && disposition.is_ascii(), "{disposition}");
        assert_eq!(reply.headers.get_all("content-disposition").iter().count(), 1);
        assert!(!reply.headers.contains_key("set-cookie"));
    }
    assert!(!Path::new("/etc/passwd.txt").exists());
}

#[tokio::test]
async fn a_name_cannot_leave_its_header() {
    let app = TestApp::new();
    // As multipart allows: an encoded name, and one with a quote in it.
    let body = b"--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\\\"b.txt\"\r\n\r\nx\r\n";
    let reply = upload(&app, vec![Ok(PURPOSE.into()), Ok(Bytes::from_static(body)), Ok("--b--\r\n".into())]).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    let content = app.get(&format!("/v1/files/{}/content", id(&reply.json()))).await;
    let disposition = content.header("content-disposition").expect("a name");
    assert_eq!(disposition.matches('"').count(), 2, "{disposition}");
}

#[tokio::test]
#[ignore = "writes 512 MiB"]
async fn one_byte_above_the_limit_is_too_much() {
    const PIECE: usize = 4 * 1024 * 1024;
    let app = TestApp::new();
    for (extra, status) in [(0, 200), (1, 413)] {
        let content = std::iter::repeat_n(Bytes::from(vec![0; PIECE]), 512 * 1024 * 1024 / PIECE);
        let pieces = [PURPOSE.into(), head("a.bin")].into_iter().chain(content);
        let pieces = pieces.chain([Bytes::from(vec![0; extra]), "\r\n--b--\r\n".into()]);
        let reply = upload(&app, pieces.map(Ok).collect()).await;
        assert_eq!(reply.status, status, "{}", reply.text());
    }
    assert_eq!(items(app.got("/v1/files").await).len(), 1);
}

#[tokio::test]
async fn a_part_whose_head_never_ends_is_refused_early() {
    let app = TestApp::new();
    let pulled = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&pulled);
    let endless = std::iter::repeat_n(Bytes::from(vec![b'a'; 65_536]), 1024).map(move |piece| {
        count.fetch_add(piece.len(), Ordering::Relaxed);
        Ok::<_, io::Error>(piece)
    });
    let body = Body::from_stream(stream::iter([Ok("--b\r\nX: ".into())].into_iter().chain(endless)));
    let mut request = app.request("POST", "/v1/files", Some(json!({})));
    request.headers_mut().insert("content-type", "multipart/form-data; boundary=b".parse().expect("a header"));
    *request.body_mut() = body;
    assert_eq!(app.raw(request).await.status, 400);
    assert!(pulled.load(Ordering::Relaxed) < 1024 * 1024, "{pulled:?} bytes were taken in");
}

#[tokio::test]
async fn parts_get_on_however_the_body_is_cut() {
    let app = TestApp::new();
    let mut body = PURPOSE.as_bytes().to_vec();
    body.extend_from_slice(&head("a.bin"));
    body.extend_from_slice(&vec![b'x'; 300_000]);
    body.extend_from_slice(b"\r\n--b--\r\n");
    // One frame may hold the end of a part, the next part, and far more than a part's head may take.
    for cut in 0..PURPOSE.len() + 80 {
        let pieces = [&body[..cut], &body[cut..]].map(|piece| Ok(Bytes::copy_from_slice(piece)));
        let reply = upload(&app, pieces.into()).await;
        assert_eq!((reply.status, &reply.json()["bytes"]), (200, &json!(300_000)), "cut at {cut}");
    }
}
