//! What a snapshot holds, in general; what it does to a project is tested through the API.

use super::*;
use crate::domain::file;
use crate::domain::world::{Clock, Seed};
use crate::store::{Projects, Root, Tables};
use crate::wire::file::Purpose;

#[test]
fn every_kind_is_in_it() {
    assert_eq!(KINDS, Tables::KINDS);
}

fn project() -> (Projects, Blobs) {
    (Projects::new(Seed::new(Some(1)), Clock::manual(5)), Blobs::default())
}

/// A project with a file of these bytes.
fn with_file(projects: &Projects, blobs: &Blobs, bytes: &[u8]) -> Arc<Project> {
    let project = projects.of_key("a");
    let blob = Arc::new(blobs.keep(bytes).expect("written"));
    let (id, size) = (project.world.id(), blob.size());
    let file = file::create(id, "a.txt".to_owned(), Purpose::Assistants, size, 5, None);
    project.transact(|_, batch| Ok(batch.put(StoredFile { file, blob }))).expect("kept");
    project
}

#[test]
fn what_is_too_large_is_refused_both_ways() {
    let (projects, blobs) = project();
    let snapshot = Snapshot::take(&with_file(&projects, &blobs, b"0123456789"), Vec::new());
    let written = |files, document| snapshot.write(&blobs, Limits { files, document });
    let whole = written(10, 1 << 20).expect("all of it");
    assert_eq!(written(9, 1 << 20).expect_err("files"), ApiError::SnapshotTooLarge { bytes: 10, limit: 9 });
    let size = whole.size();
    assert_eq!(written(10, size).expect("just").size(), size);
    let refusal = written(10, size - 1).expect_err("the document");
    assert_eq!(refusal, ApiError::SnapshotTooLarge { bytes: size, limit: size - 1 });
    assert!(Snapshot::read(&whole, Limits { files: 10, document: 0 }).is_ok());
    let refusal = Snapshot::read(&whole, Limits { files: 9, document: 0 }).err().expect("files").facts();
    assert_eq!(
        (refusal.status, refusal.message.as_str()),
        (400, "Invalid snapshot: objects.files: the files have 10 bytes; a snapshot holds at most 9")
    );
}

#[test]
fn a_file_that_has_gone_is_a_fault_of_ours() {
    let (projects, blobs) = project();
    let project = with_file(&projects, &blobs, b"bytes");
    let path = project.read(|store| store.children::<StoredFile>(Root).next().expect("one").blob.path().to_owned());
    std::fs::remove_file(path).expect("deleted");
    assert_eq!(
        Snapshot::take(&project, Vec::new()).write(&blobs, Limits::SERVED).expect_err("gone").facts().status,
        500
    );
}
