//! A server in this process, without sockets: requests go straight into `App::answer`.

use axum::body::Body;
use axum::http::{HeaderMap, Request, Response};
use http_body_util::BodyExt;
use serde_json::Value;
use std::sync::Arc;
use understage::{App, AppConfig, Clock, Pace};

/// The time at which every test server's clock stands at first.
pub const NOW: i64 = 1_750_000_000;

/// A server of its own, with a clock that stands until it is moved and a fixed seed: the same requests give the same
/// bytes in every run of a test.
pub struct TestApp {
    app: Arc<App>,
    /// Moves time: `clock.advance(600)`.
    pub clock: Clock,
    key: String,
    headers: Vec<(String, String)>,
}

/// What came back.
#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
}

impl Reply {
    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap_or_else(|error| panic!("{error} in {:?}", self.text()))
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8(self.bytes.clone()).expect("UTF-8")
    }

    /// The events of a stream, each a name and its data; `done` has the data `"[DONE]"`.
    pub fn events(&self) -> Vec<(String, Value)> {
        let text = self.text();
        assert!(text.ends_with("event: done\ndata: [DONE]\n\n"), "the stream ends in good order: {text}");
        text.trim_end()
            .split("\n\n")
            .map(|block| {
                let (name, data) = block.split_once('\n').expect("two lines");
                let data = data.strip_prefix("data: ").expect("data");
                let value =
                    if data == "[DONE]" { Value::from(data) } else { serde_json::from_str(data).expect("JSON") };
                (name.strip_prefix("event: ").expect("a name").to_owned(), value)
            })
            .collect()
    }

    /// A header's text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().expect("ASCII"))
    }

    /// `(status, code, param, message)` of a refusal.
    pub fn refusal(&self) -> (u16, Value, Value, String) {
        let mut json = self.json();
        let error = &mut json["error"];
        let message = error["message"].as_str().unwrap_or_else(|| panic!("no refusal: {error}")).to_owned();
        (self.status, error["code"].take(), error["param"].take(), message)
    }
}

impl TestApp {
    /// A server at instant pace.
    pub fn new() -> Self {
        Self::paced(Pace::Instant)
    }

    /// A server at this pace.
    pub fn paced(pace: Pace) -> Self {
        Self::with(AppConfig { pace, ..AppConfig::default() })
    }

    /// A server with this configuration, but for clock and seed.
    pub fn with(config: AppConfig) -> Self {
        Self::exactly(AppConfig { seed: Some(1), ..config })
    }

    /// A server with this configuration, but for its clock.
    pub fn exactly(config: AppConfig) -> Self {
        let clock = Clock::manual(NOW);
        let program = Some(env!("CARGO_BIN_EXE_understage").into());
        let app = App::new(AppConfig { clock: clock.clone(), program, ..config });
        let headers = vec![("openai-beta".to_owned(), "assistants=v2".to_owned())];
        Self { app, clock, key: "sk-test".to_owned(), headers }
    }

    /// The same server, asked with another key: another project.
    pub fn as_key(&self, key: &str) -> Self {
        Self {
            app: Arc::clone(&self.app),
            clock: self.clock.clone(),
            key: key.to_owned(),
            headers: self.headers.clone(),
        }
    }

    /// The same server, asked with this header too (or instead, if it is sent already).
    pub fn with_header(&self, name: &str, value: &str) -> Self {
        let mut headers: Vec<_> = self.headers.iter().filter(|(own, _)| own != name).cloned().collect();
        headers.push((name.to_owned(), value.to_owned()));
        Self { headers, ..self.as_key(&self.key) }
    }

    /// Gives the server other scenarios, as `--watch` does when files change.
    pub fn set_scenarios(&self, scenarios: understage::Scenarios) {
        self.app.set_scenarios(scenarios);
    }

    /// Expires what is due, as a server does once a second.
    pub async fn tick(&self) {
        self.app.tick().await;
    }

    /// Sends any request, and leaves the body of the reply to be read; no header is added.
    pub async fn begin(&self, request: Request<Body>) -> Response<Body> {
        Arc::clone(&self.app).answer(request).await
    }

    /// Sends any request; no header is added.
    pub async fn raw(&self, request: Request<Body>) -> Reply {
        let (parts, body) = self.begin(request).await.into_parts();
        let bytes = body.collect().await.expect("a whole body").to_bytes().to_vec();
        Reply { status: parts.status.as_u16(), headers: parts.headers, bytes }
    }

    /// A request with host, key and beta header, and with a JSON body if there is one.
    pub fn request(&self, verb: &str, path: &str, body: Option<Value>) -> Request<Body> {
        let mut request = Request::builder().method(verb).uri(path).header("host", "localhost");
        if !self.key.is_empty() {
            request = request.header("authorization", format!("Bearer {}", self.key));
        }
        for (name, value) in self.headers.iter().filter(|(_, value)| !value.is_empty()) {
            request = request.header(name, value);
        }
        let body = match body {
            Some(json) => {
                request = request.header("content-type", "application/json");
                Body::from(json.to_string())
            }
            None => Body::empty(),
        };
        request.body(body).expect("a request")
    }

    /// Sends a request with host, key and beta header, and with a JSON body if there is one.
    pub async fn send(&self, verb: &str, path: &str, body: Option<Value>) -> Reply {
        self.raw(self.request(verb, path, body)).await
    }

    /// Sends a request whose body is this text, said to be JSON.
    pub async fn send_text(&self, verb: &str, path: &str, text: &str) -> Reply {
        let mut request = self.request(verb, path, Some(Value::Null));
        *request.body_mut() = Body::from(text.to_owned());
        self.raw(request).await
    }

    /// GET.
    pub async fn get(&self, path: &str) -> Reply {
        self.send("GET", path, None).await
    }

    /// POST with a JSON body.
    pub async fn post(&self, path: &str, body: Value) -> Reply {
        self.send("POST", path, Some(body)).await
    }

    /// DELETE.
    pub async fn delete(&self, path: &str) -> Reply {
        self.send("DELETE", path, None).await
    }

    /// POST that must succeed; the JSON that came back.
    pub async fn made(&self, path: &str, body: Value) -> Value {
        let reply = self.post(path, body).await;
        assert_eq!(reply.status, 200, "POST {path}: {}", reply.text());
        reply.json()
    }

    /// GET that must succeed; the JSON that came back.
    pub async fn got(&self, path: &str) -> Value {
        let reply = self.get(path).await;
        assert_eq!(reply.status, 200, "GET {path}: {}", reply.text());
        reply.json()
    }

    /// Uploads a file; the file object.
    pub async fn upload(&self, name: &str, purpose: &str, content: &[u8]) -> Value {
        let reply = self.upload_parts(&[("purpose", None, purpose.as_bytes()), ("file", Some(name), content)]).await;
        assert_eq!(reply.status, 200, "{}", reply.text());
        reply.json()
    }

    /// Sends a multipart body of (name, file name, content) to `/v1/files`.
    pub async fn upload_parts(&self, parts: &[(&str, Option<&str>, &[u8])]) -> Reply {
        self.form("/v1/files", parts).await
    }

    /// Sends a multipart body of (name, file name, content).
    pub async fn form(&self, path: &str, parts: &[(&str, Option<&str>, &[u8])]) -> Reply {
        const BOUNDARY: &str = "understage-test-boundary";
        let mut body = Vec::new();
        for (name, file, content) in parts {
            let file = file.map(|file| format!("; filename=\"{file}\"")).unwrap_or_default();
            let head = format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n");
            body.extend_from_slice(head.as_bytes());
            body.extend_from_slice(content);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
        let request = Request::builder()
            .method("POST")
            .uri(path)
            .header("host", "localhost")
            .header("authorization", format!("Bearer {}", self.key))
            .header("content-type", format!("multipart/form-data; boundary={BOUNDARY}"));
        self.raw(request.body(Body::from(body)).expect("a request")).await
    }
}
