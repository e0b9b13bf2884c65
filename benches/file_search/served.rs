//! The same files through the API: uploaded, put into a store in batches, and searched.

use super::{Numbers, document, median, peak, query};
use axum::body::Body;
use axum::http::Request;
use http_body_util::BodyExt;
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::{Duration, Instant};
use understage::{App, AppConfig};

/// Files of one batch (spec).
const BATCH: usize = 2_000;

async fn send(app: &Arc<App>, verb: &str, path: &str, kind: &str, body: Vec<u8>) -> Value {
    let request = Request::builder().method(verb).uri(path).header("host", "localhost");
    let request = request.header("authorization", "Bearer k").header("content-type", kind);
    let reply = Arc::clone(app).answer(request.body(Body::from(body)).expect("a request")).await;
    assert_eq!(reply.status(), 200, "{verb} {path}");
    let bytes = reply.into_body().collect().await.expect("a body").to_bytes();
    serde_json::from_slice(&bytes).expect("JSON")
}

async fn post(app: &Arc<App>, path: &str, body: Value) -> Value {
    send(app, "POST", path, "application/json", body.to_string().into_bytes()).await
}

async fn upload(app: &Arc<App>, name: &str, text: &str) -> String {
    let field = |head: &str, value: &str| format!("--b\r\nContent-Disposition: form-data; {head}\r\n\r\n{value}\r\n");
    let body = field("name=\"purpose\"", "assistants") + &field(&format!("name=\"file\"; filename=\"{name}\""), text);
    let body = (body + "--b--\r\n").into_bytes();
    let file = send(app, "POST", "/v1/files", "multipart/form-data; boundary=b", body).await;
    file["id"].as_str().expect("an id").to_owned()
}

/// Builds a store of so many files and searches it; the median time of a search.
pub async fn measure(words: &[String], files: usize) -> Duration {
    let app = App::new(AppConfig { seed: Some(1), ..AppConfig::default() });
    let mut numbers = Numbers(42);
    let (mut ids, mut bytes) = (Vec::with_capacity(files), 0);
    for at in 0..files {
        let text = document(&mut numbers, words);
        bytes += text.len();
        ids.push(upload(&app, &format!("{at}.txt"), &text).await);
    }
    let store = post(&app, "/v1/vector_stores", json!({})).await["id"].as_str().expect("an id").to_owned();
    let path = format!("/v1/vector_stores/{store}");
    let started = Instant::now();
    for (at, some) in ids.chunks(BATCH).enumerate() {
        let batch = post(&app, &format!("{path}/file_batches"), json!({"file_ids": some})).await;
        let batch = format!("{path}/file_batches/{}", batch["id"].as_str().expect("an id"));
        let counts = send(&app, "GET", &batch, "", Vec::new()).await["file_counts"].clone();
        assert_eq!(counts["completed"], some.len());
        println!("  {} files: peak {} MiB", (at * BATCH) + some.len(), peak());
    }
    let took = started.elapsed().as_secs_f64();
    let megabytes = bytes as f64 / 1e6;
    println!("through the API: {files} files, {megabytes:.0} MB in {took:.1} s, {:.0} files/s", files as f64 / took);
    let mut numbers = Numbers(7);
    let mut times = Vec::new();
    for at in 0..50 {
        let body = json!({"query": query(&mut numbers, words, at), "max_num_results": 20});
        post(&app, &format!("{path}/search"), body.clone()).await;
        let started = Instant::now();
        post(&app, &format!("{path}/search"), body).await;
        times.push(started.elapsed());
    }
    median(&times)
}
