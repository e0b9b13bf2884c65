//! Recordings as they lie on disk, and the sessions that they make up.

use super::ids;
use crate::support::shared;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// One request and what the service answered.
#[derive(Clone, Debug)]
pub struct Exchange {
    /// The recording it is from.
    pub source: String,
    pub method: String,
    /// With its query.
    pub path: String,
    /// JSON, where there was any.
    pub body: Option<Value>,
    pub status: u16,
    pub content_type: String,
    /// JSON or text; null for a stream.
    pub reply: Value,
    /// Events, each a name and its data.
    pub sse: Option<Vec<(String, Value)>>,
    /// The ids that the request names.
    pub named: Vec<String>,
    /// The ids that the reply brings.
    pub brought: Vec<String>,
}

/// Exchanges that share a server.
#[derive(Debug)]
pub struct Session {
    /// Whether the exchanges are in order. A folder of small recordings is not: it is played as ids allow.
    pub ordered: bool,
    pub exchanges: Vec<Exchange>,
    /// Ids of objects that exchanges which cannot be played made.
    pub lost: Vec<String>,
}

const V1: &str = "the v1 API";

/// Why exchanges were left out, and how many.
pub type LeftOut = BTreeMap<&'static str, usize>;

impl Session {
    /// Every session below `folder`. A suite that keeps one recording a test gives a session for each; one that keeps
    /// each set-up step in a recording of its own gives one for its whole folder.
    pub fn all(folder: &Path, left_out: &mut LeftOut) -> Vec<Self> {
        let mut sessions: BTreeMap<String, Self> = BTreeMap::new();
        for path in files(folder) {
            let text = path.to_string_lossy().into_owned();
            let parent = path.parent().expect("a folder").to_string_lossy().into_owned();
            let ordered = !text.contains("ruby-openai");
            let name = if ordered { text.clone() } else { parent };
            let empty = Self { ordered, exchanges: Vec::new(), lost: Vec::new() };
            let session = sessions.entry(name).or_insert(empty);
            let recorded = shared::json(&path);
            for value in recorded["exchanges"].as_array().expect("exchanges") {
                let exchange = Exchange::read(&text, value);
                let Some(reason) = reason_against(value) else {
                    session.exchanges.push(exchange);
                    continue;
                };
                *left_out.entry(reason).or_default() += 1;
                if reason != V1 {
                    session.lost.extend(exchange.made().cloned());
                }
            }
        }
        sessions.into_values().filter(|session| !session.exchanges.is_empty()).collect()
    }
}

/// Why an exchange cannot be played at all.
fn reason_against(exchange: &Value) -> Option<&'static str> {
    let path = exchange["path"].as_str().expect("a path");
    if !matches!(exchange["beta"].as_str(), None | Some("assistants=v2")) {
        return Some(V1);
    }
    if exchange["status"].as_u64().is_some_and(|status| status >= 500) {
        return Some("failures of the service itself");
    }
    // An id that no service gave: this was written by hand.
    if exchange["path"].as_str().is_some_and(|path| path.contains("vs_abc123"))
        || exchange["reply"]["id"] == "vs_abc123"
    {
        return Some("what was not recorded but made up");
    }
    let served = ["assistants", "threads", "files", "uploads", "vector_stores"];
    let served = served.iter().any(|family| path.starts_with(&format!("/v1/{family}")));
    (!served).then_some("other routes")
}

impl Exchange {
    fn read(source: &str, value: &Value) -> Self {
        let text = |name: &str| value[name].as_str().unwrap_or_default().to_owned();
        let event = |event: &Value| (event[0].as_str().expect("a name").to_owned(), event[1].clone());
        let sse: Option<Vec<(String, Value)>> =
            value["sse"].as_array().map(|events| events.iter().map(event).collect());
        let ids = |text: String| ids::within(&text).map(str::to_owned).collect();
        Self {
            source: source.rsplit('/').next().unwrap_or_default().to_owned(),
            method: text("method"),
            path: text("path"),
            body: value.get("body").filter(|body| body.is_object()).cloned(),
            status: u16::try_from(value["status"].as_u64().expect("a status")).expect("a status"),
            content_type: text("content_type"),
            named: ids(format!("{} {}", text("path"), value["body"])),
            brought: ids(format!("{} {}", value["reply"], value["sse"])),
            reply: value["reply"].clone(),
            sse,
        }
    }

    /// The ids of what the exchange made: those of its reply that the request did not name.
    pub fn made(&self) -> impl Iterator<Item = &String> {
        let made = self.status == 200 && self.method == "POST";
        self.brought.iter().filter(move |id| made && !self.named.contains(id))
    }

    /// The path without its query.
    pub fn target(&self) -> &str {
        self.path.split('?').next().unwrap_or_default()
    }

    /// Whether this uploads a file.
    pub fn is_upload(&self) -> bool {
        self.method == "POST" && self.target() == "/v1/files"
    }

    /// Whether this adds a part to an upload.
    pub fn is_part(&self) -> bool {
        self.method == "POST" && self.target().starts_with("/v1/uploads/") && self.target().ends_with("/parts")
    }

    /// Whether this reads one run.
    pub fn is_poll(&self) -> bool {
        let parts: Vec<&str> = self.target().split('/').collect();
        self.method == "GET" && parts.len() == 6 && parts[4] == "runs"
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
        match entry.is_dir() {
            true => found.extend(files(&entry)),
            false => found.push(entry),
        }
    }
    found.sort();
    found
}
