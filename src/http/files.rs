//! `/v1/files`.

use super::caller::Caller;
use super::ids::Ids;
use super::multipart::CreateFile;
use super::respond::{Answer, json_response, read, written};
use crate::domain::file;
use crate::error::ApiError;
use crate::store::{Root, StoredFile};
use crate::wire::list::DeletedFile;
use axum::body::Body;
use axum::extract::Request;
use axum::http::Response;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_TYPE, HeaderValue};
use serde::Serialize;
use std::sync::Arc;
use tokio_util::io::ReaderStream;

pub async fn list(caller: Caller) -> Answer {
    let page = caller.query.page_of_files()?;
    let purpose = caller.query.get("purpose");
    let wanted = |stored: &StoredFile| purpose.is_none_or(|purpose| stored.file.purpose.name() == purpose);
    let mut list = caller.project.read(|store| store.page::<StoredFile>(Root, &page, wanted))?;
    list.has_more_first = true;
    Ok(json_response(&list))
}

/// What the journal keeps of a form with a file.
#[derive(Serialize)]
struct Form<'a> {
    filename: &'a str,
    purpose: &'static str,
    bytes: u64,
}

pub async fn create(caller: Caller, request: Request) -> Answer {
    let new = CreateFile::read(request, caller.engine.blobs()).await?;
    caller.note.form(&Form { filename: &new.name, purpose: new.purpose.name(), bytes: new.blob.size() });
    let world = &caller.project.world;
    let stored = caller.project.transact(|_, batch| {
        let bytes = new.blob.size();
        let file = file::create(world.id(), new.name, new.purpose, bytes, world.now(), new.expires_after);
        Ok(batch.put(StoredFile { file, blob: Arc::new(new.blob) }))
    })?;
    Ok(written(&stored))
}

pub async fn retrieve(caller: Caller, ids: Ids) -> Answer {
    let id = ids.file()?;
    Ok(read(&caller.project.read(|store| store.file(id).cloned())?))
}

pub async fn delete(caller: Caller, ids: Ids) -> Answer {
    let id = ids.file()?;
    caller.engine.delete_file(&caller.project, id).await?;
    Ok(json_response(&DeletedFile { object: "file", deleted: true, id }))
}

pub async fn download(caller: Caller, ids: Ids) -> Answer {
    let id = ids.file()?;
    let stored = caller.project.read(|store| store.file(id).cloned())?;
    file::check_download(&stored.file)?;
    // The open file outlives its deletion, so a download that has begun ends well.
    let gone = |_| ApiError::NoSuchFile { id: id.to_string() };
    let open = tokio::fs::File::from_std(stored.blob.open().map_err(gone)?);
    let mut response = Response::new(Body::from_stream(ReaderStream::with_capacity(open, 64 * 1024)));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/octet-stream"));
    headers.insert(CONTENT_LENGTH, HeaderValue::from(stored.blob.size()));
    headers.insert(CONTENT_DISPOSITION, disposition(&stored.file.filename));
    Ok(response)
}

/// The name for saving: plain where it can be, else the encoded form beside an ASCII one (RFC 6266, RFC 5987).
fn disposition(name: &str) -> HeaderValue {
    let plain: String = name
        .chars()
        .map(|c| if c.is_ascii_graphic() && !matches!(c, '"' | '\\') || c == ' ' { c } else { '_' })
        .collect();
    let mut text = format!("attachment; filename=\"{plain}\"");
    if plain != name {
        text.push_str("; filename*=UTF-8''");
        for byte in name.bytes() {
            match byte {
                b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => text.push(char::from(byte)),
                _ => text.push_str(&format!("%{byte:02X}")),
            }
        }
    }
    HeaderValue::try_from(text).unwrap_or(HeaderValue::from_static("attachment"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_cannot_leave_their_header() {
        let cases = [
            ("sentiment.jsonl", "attachment; filename=\"sentiment.jsonl\""),
            ("a\"b.txt", "attachment; filename=\"a_b.txt\"; filename*=UTF-8''a%22b.txt"),
            ("₂.csv", "attachment; filename=\"_.csv\"; filename*=UTF-8''%E2%82%82.csv"),
            (
                "x\r\nSet-Cookie: y",
                "attachment; filename=\"x__Set-Cookie: y\"; filename*=UTF-8''x%0D%0ASet-Cookie%3A%20y",
            ),
        ];
        for (name, header) in cases {
            assert_eq!(disposition(name), header);
        }
    }
}
