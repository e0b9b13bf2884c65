//! Bodies that the recordings do not have: forms, and those that were not kept.

use super::recording::{Exchange, Session};
use serde_json::{Value, json};

/// A field of a form: its name, its file name, its bytes.
pub type Field<'a> = (&'a str, Option<&'a str>, &'a [u8]);
type Owned = (&'static str, Option<String>, Vec<u8>);

/// The path and fields of what was sent as a form, if it was one. The bytes are not in the recordings: as many others,
/// under the same name and purpose, or what the service found in them.
pub fn form(session: &Session, exchange: &Exchange) -> Option<(String, Vec<Owned>)> {
    let file = &exchange.reply;
    if exchange.is_upload() {
        let name = file["filename"].as_str().unwrap_or("file.txt");
        let name = if name == "text/csv" { "text.csv" } else { name };
        let refused = file["error"]["message"].as_str().and_then(|text| text.split('\'').nth(1));
        let purpose = file["purpose"].as_str().or(refused).expect("a purpose").to_owned();
        let bytes = bytes(found_in(session, name), file["bytes"].as_u64().unwrap_or(1));
        let fields = vec![("purpose", None, purpose.into_bytes()), ("file", Some(name.to_owned()), bytes)];
        return Some((exchange.path.clone(), fields));
    }
    if exchange.is_part() {
        let parts = session.exchanges.iter().filter(|other| other.is_part()).count() as u64;
        let whole = begun(session, exchange)["bytes"].as_u64().expect("a size");
        return Some((exchange.path.clone(), vec![("data", Some("part".to_owned()), bytes(None, whole / parts))]));
    }
    None
}

fn bytes(text: Option<&str>, count: u64) -> Vec<u8> {
    let mut bytes = text.unwrap_or_default().as_bytes().to_vec();
    let fill = if bytes.is_empty() { b'x' } else { b' ' };
    bytes.resize(usize::try_from(count).expect("a size"), fill);
    bytes
}

/// The reply that began the upload of a part.
fn begun<'a>(session: &'a Session, part: &Exchange) -> &'a Value {
    let own = |other: &&Exchange| other.reply["object"] == "upload" && other.reply["id"] == part.reply["upload_id"];
    &session.exchanges.iter().find(own).expect("an upload").reply
}

/// What the service found in a file of this name.
fn found_in<'a>(session: &'a Session, name: &str) -> Option<&'a str> {
    let steps = |exchange: &'a Exchange| {
        let events = exchange.sse.iter().flatten().map(|(_, data)| data);
        let items = exchange.reply["data"].as_array().into_iter().flatten();
        events.chain(items).chain(std::iter::once(&exchange.reply))
    };
    let results = |step: &'a Value| step["step_details"]["tool_calls"][0]["file_search"]["results"].as_array();
    let mut found = session.exchanges.iter().flat_map(steps).filter_map(results).flatten();
    found.find(|result| result["file_name"] == name)?["content"][0]["text"].as_str()
}

/// The body of an exchange whose body was not kept, as its reply shows it.
pub fn lost(session: &Session, exchange: &Exchange) -> Option<Value> {
    let upload = &exchange.reply;
    if exchange.method != "POST" || upload["object"] != "upload" {
        return None;
    }
    if exchange.target().ends_with("/complete") {
        let parts = session.exchanges.iter().filter(|other| other.reply["upload_id"] == upload["id"]);
        return Some(json!({"part_ids": parts.map(|part| part.reply["id"].clone()).collect::<Vec<_>>()}));
    }
    let begins = exchange.target() == "/v1/uploads";
    begins.then(|| {
        json!({"filename": upload["filename"], "purpose": upload["purpose"], "bytes": upload["bytes"],
            "mime_type": "text/plain"})
    })
}

/// How often the files that an exchange put into a store were afterwards seen still in progress, all of them.
pub fn looks(session: &Session, exchange: &Exchange) -> usize {
    let store = match exchange.reply["object"].as_str() {
        Some("vector_store") => &exchange.reply["id"],
        Some("vector_store.file" | "vector_store.file_batch") => &exchange.reply["vector_store_id"],
        _ => return 0,
    };
    let (Some(store), "POST") = (store.as_str(), exchange.method.as_str()) else { return 0 };
    let reads = session.exchanges.iter().filter(|other| other.method == "GET" && other.path.contains(store));
    let all = |other: &Exchange| {
        let files = other.reply["data"].as_array().map_or(&[][..], Vec::as_slice);
        !files.is_empty() && files.iter().all(|file| file["status"] == "in_progress")
    };
    reads.take_while(|other| all(other)).count()
}
