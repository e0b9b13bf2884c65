//! Bytes of files: written as they arrive, never held in memory, gone with the last holder.

use parking_lot::Mutex;
use std::fs::File;
use std::io::{self, Write};
use std::path::Path;
use tempfile::{NamedTempFile, TempDir, TempPath};

/// The folder in which one server keeps the bytes of files: made with the first of them, deleted when dropped.
#[derive(Debug, Default)]
pub struct Blobs(Mutex<Option<TempDir>>);

/// How the folders' names begin; the process's number follows.
const PREFIX: &str = "understage-";

impl Blobs {
    /// Begins a file; its name has nothing to do with any name that a client sent.
    ///
    /// # Errors
    /// If it, or the folder for it, cannot be made.
    pub fn draft(&self) -> io::Result<Draft> {
        let mut folder = self.0.lock();
        let folder = match &mut *folder {
            Some(folder) => folder,
            None => {
                sweep(&std::env::temp_dir());
                let prefix = format!("{PREFIX}{}-", std::process::id());
                folder.insert(tempfile::Builder::new().prefix(&prefix).tempdir()?)
            }
        };
        Ok(Draft { file: NamedTempFile::new_in(folder)?, written: 0 })
    }

    /// Keeps bytes that are already there.
    ///
    /// # Errors
    /// If they cannot be written.
    pub fn keep(&self, bytes: &[u8]) -> io::Result<Blob> {
        let mut draft = self.draft()?;
        draft.write(bytes)?;
        Ok(draft.finish())
    }
}

/// Deletes the folders of servers that were killed and so could not do it themselves. Where a process cannot be looked
/// up by its number (no `/proc`), they are left alone.
fn sweep(temporary: &Path) {
    let processes = Path::new("/proc");
    if !processes.join("self").exists() {
        return;
    }
    for entry in std::fs::read_dir(temporary).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let process = name.to_str().and_then(|name| name.strip_prefix(PREFIX)?.split_once('-')).map(|(id, _)| id);
        let Some(process) = process.filter(|id| id.parse::<u32>().is_ok()) else { continue };
        if !processes.join(process).exists() {
            // Another user's, or gone meanwhile: no harm done.
            let _ = std::fs::remove_dir_all(entry.path());
        }
    }
}

/// Bytes that are still arriving. Dropped before [`Draft::finish`], it leaves nothing behind.
#[derive(Debug)]
pub struct Draft {
    file: NamedTempFile,
    written: u64,
}

impl Draft {
    /// Adds bytes at the end.
    ///
    /// # Errors
    /// If they cannot be written.
    pub fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.written += bytes.len() as u64;
        self.file.write_all(bytes)
    }

    /// How many bytes have arrived.
    pub fn written(&self) -> u64 {
        self.written
    }

    /// The bytes, complete.
    pub fn finish(self) -> Blob {
        Blob { path: self.file.into_temp_path(), bytes: self.written }
    }
}

/// Complete bytes of one file.
#[derive(Debug)]
pub struct Blob {
    path: TempPath,
    bytes: u64,
}

impl Blob {
    /// How many bytes.
    pub fn size(&self) -> u64 {
        self.bytes
    }

    /// Where they are.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Opens them for reading.
    ///
    /// # Errors
    /// If the file is gone from under us.
    pub fn open(&self) -> io::Result<File> {
        File::open(&self.path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(blobs: &Blobs) -> usize {
        let folder = blobs.0.lock();
        std::fs::read_dir(folder.as_ref().expect("made").path()).expect("the folder").count()
    }

    #[test]
    fn bytes_go_with_their_last_holder_and_drafts_leave_nothing() {
        let blobs = Blobs::default();
        let kept = blobs.keep(b"hello").expect("written");
        assert_eq!((kept.size(), std::fs::read(kept.path()).expect("there")), (5, b"hello".to_vec()));
        let mut aborted = blobs.draft().expect("a draft");
        aborted.write(b"half").expect("written");
        assert_eq!(files(&blobs), 2);
        drop(aborted);
        drop(kept);
        assert_eq!(files(&blobs), 0);
    }

    #[test]
    fn folders_of_the_dead_are_swept_and_no_others() {
        let temporary = tempfile::tempdir().expect("a folder");
        let living = format!("{PREFIX}{}-x", std::process::id());
        // Process numbers end far below this one.
        for name in [living.as_str(), "understage-4294967295-x", "understage-notes", "other-4294967295-x"] {
            std::fs::create_dir(temporary.path().join(name)).expect("made");
        }
        sweep(temporary.path());
        let left = |name: &str| temporary.path().join(name).exists();
        assert!(left(&living) && left("understage-notes") && left("other-4294967295-x"));
        assert!(!left("understage-4294967295-x"));
    }
}
