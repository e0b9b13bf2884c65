//! Bytes of files: written as they arrive, never held in memory, gone with the last holder.

use std::fs::File;
use std::io::{self, Write};
use std::path::Path;
use tempfile::{NamedTempFile, TempDir, TempPath};

/// The folder in which one server keeps the bytes of files. Deleted when dropped.
#[derive(Debug)]
pub struct Blobs(TempDir);

impl Blobs {
    /// A new, empty folder among the system's temporary ones.
    ///
    /// # Errors
    /// If it cannot be made.
    pub fn new() -> io::Result<Self> {
        tempfile::Builder::new().prefix("understage-").tempdir().map(Self)
    }

    /// Begins a file; its name has nothing to do with any name that a client sent.
    ///
    /// # Errors
    /// If it cannot be made.
    pub fn draft(&self) -> io::Result<Draft> {
        Ok(Draft { file: NamedTempFile::new_in(&self.0)?, written: 0 })
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
        std::fs::read_dir(blobs.0.path()).expect("the folder").count()
    }

    #[test]
    fn bytes_go_with_their_last_holder_and_drafts_leave_nothing() {
        let blobs = Blobs::new().expect("a folder");
        let kept = blobs.keep(b"hello").expect("written");
        assert_eq!((kept.size(), std::fs::read(kept.path()).expect("there")), (5, b"hello".to_vec()));
        let mut aborted = blobs.draft().expect("a draft");
        aborted.write(b"half").expect("written");
        assert_eq!(files(&blobs), 2);
        drop(aborted);
        drop(kept);
        assert_eq!(files(&blobs), 0);
    }
}
