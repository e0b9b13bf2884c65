//! What touches an upload, its parts and its file together.

use super::{Batch, Blob, Blobs, Draft, Store, StoredFile, StoredPart};
use crate::domain::upload::{self, CompleteUpload, MAX_PART, check_pending, create_part};
use crate::domain::world::World;
use crate::error::{ApiError, Result};
use crate::wire::ids::{Id, PartId, UploadId};
use crate::wire::upload::{Upload, UploadStatus};
use md5::{Digest, Md5};
use std::io::{self, Read};
use std::sync::Arc;

/// Adds a part to an upload.
///
/// # Errors
/// If the upload is not there or over, or its parts are far more than it was made for.
pub fn add_part(
    store: &Store,
    world: &World,
    batch: &mut Batch,
    id: UploadId,
    blob: Arc<Blob>,
) -> Result<Arc<StoredPart>> {
    let own = store.upload(id)?;
    check_pending(own, "add parts to")?;
    // Only the parts that are named in the end count, as a client sends one again whose answer was lost. What is never
    // named must all the same not fill the disk.
    let there: u64 = store.children::<StoredPart>(id).map(|stored| stored.blob.size()).sum();
    let most = own.bytes.saturating_mul(2).saturating_add(MAX_PART);
    if there + blob.size() > most {
        return Err(ApiError::UploadTooLong { bytes: most });
    }
    Ok(batch.put(StoredPart { part: create_part(world.id(), id, world.now()), blob }))
}

/// The bytes of an upload's parts, in the order in which a client names them.
///
/// # Errors
/// If the upload is not there or over, a part is not its own, or the bytes are not as many as were announced.
pub fn named_parts(store: &Store, id: UploadId, named: &CompleteUpload) -> Result<Vec<Arc<Blob>>> {
    let own = store.upload(id)?;
    check_pending(own, "complete")?;
    let part = |text: &String| {
        let part = PartId::parse(text).and_then(|part| store.get::<StoredPart>(part));
        part.filter(|part| part.part.upload_id == id)
    };
    let unknown: Vec<String> = named.parts.iter().filter(|text| part(text).is_none()).cloned().collect();
    if !unknown.is_empty() {
        return Err(ApiError::UnknownParts { ids: unknown });
    }
    let found: Vec<Arc<Blob>> = named.parts.iter().filter_map(part).map(|part| Arc::clone(&part.blob)).collect();
    let got = found.iter().map(|blob| blob.size()).sum();
    if got != own.bytes {
        return Err(ApiError::UploadTooShort { expected: own.bytes, got });
    }
    Ok(found)
}

/// The bytes of parts as one, and their MD5 in hexadecimal. Reads and writes the disk.
///
/// # Errors
/// If the disk is full or a part has gone.
pub fn join(blobs: &Blobs, parts: &[Arc<Blob>]) -> io::Result<(Blob, String)> {
    let (mut whole, mut digest): (Draft, Md5) = (blobs.draft()?, Md5::new());
    let mut buffer = vec![0; 256 * 1024];
    for part in parts {
        let mut bytes = part.open()?;
        loop {
            let read = bytes.read(&mut buffer)?;
            if read == 0 {
                break;
            }
            digest.update(&buffer[..read]);
            whole.write(&buffer[..read])?;
        }
    }
    let digest: String = digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    Ok((whole.finish(), digest))
}

/// Completes an upload: its parts go, and its file comes.
///
/// # Errors
/// If the upload is not there any more, or over.
pub fn complete(store: &Store, world: &World, batch: &mut Batch, id: UploadId, blob: Arc<Blob>) -> Result<Arc<Upload>> {
    let own = store.upload(id)?;
    check_pending(own, "complete")?;
    let file = upload::file(own, world.id());
    let mut whole = Upload { status: UploadStatus::Completed, ..(**own).clone() };
    whole.file = Some(file.clone());
    batch.put(StoredFile { file, blob });
    drop_parts(store, batch, id);
    Ok(batch.put(whole))
}

/// Ends an upload without a file; its parts go.
///
/// # Errors
/// If the upload is not there or over.
pub fn end_upload(store: &Store, batch: &mut Batch, id: UploadId, status: UploadStatus) -> Result<Arc<Upload>> {
    let own = store.upload(id)?;
    check_pending(own, "cancel")?;
    drop_parts(store, batch, id);
    Ok(batch.put(Upload { status, ..(**own).clone() }))
}

fn drop_parts(store: &Store, batch: &mut Batch, id: UploadId) {
    for part in store.children::<StoredPart>(id) {
        batch.delete::<StoredPart>(part.part.id);
    }
}
