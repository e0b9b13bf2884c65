//! Files that others read: whole, or as they were before, never half.

use std::fs;
use std::io;
use std::path::Path;

/// Writes under another name first, then renames.
///
/// # Errors
/// The folder is missing or not ours to write to.
pub(super) fn write_whole(path: &Path, content: &str) -> io::Result<()> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.part", std::process::id()));
    let part = path.with_file_name(name);
    let written = fs::write(&part, content).and_then(|()| fs::rename(&part, path));
    if written.is_err() {
        // What went wrong is told below; a part that was never written cannot be removed either.
        let _absent = fs::remove_file(&part);
    }
    written
}
