//! The file that tells others the port: whole or absent, never half.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::whole::write_whole;

/// A written port file; removed when dropped, unless another server has written its own port there since.
pub(super) struct PortFile {
    path: PathBuf,
    text: String,
}

impl PortFile {
    /// Writes `port` and a line end to `path`.
    ///
    /// # Errors
    /// The folder is missing or not ours to write to.
    pub(super) fn write(path: &Path, port: u16) -> io::Result<PortFile> {
        let text = format!("{port}\n");
        write_whole(path, &text).map(|()| PortFile { path: path.to_owned(), text })
    }
}

impl Drop for PortFile {
    fn drop(&mut self) {
        if fs::read_to_string(&self.path).is_ok_and(|text| text == self.text) {
            // Somebody else may have removed it at this moment, which is as well.
            let _absent = fs::remove_file(&self.path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::PortFile;

    #[test]
    fn a_port_file_is_there_while_it_is_held() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("port");
        let held = PortFile::write(&path, 2778).unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "2778\n");
        assert_eq!(folder.path().read_dir().unwrap().count(), 1);
        drop(held);
        assert!(!path.exists());
        assert!(PortFile::write(&folder.path().join("missing/port"), 1).is_err());
    }

    #[test]
    fn another_servers_port_file_stays() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("port");
        let first = PortFile::write(&path, 1).unwrap();
        let _second = PortFile::write(&path, 2).unwrap();
        drop(first);
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "2\n");
    }
}
