//! Files that scenarios name: images, tables, and whatever code writes.

use super::scenario::Asset;
use super::spelling::nearest;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

const MIB: u64 = 1 << 20;
/// Bytes of one file.
const FILE: u64 = 20 * MIB;
/// Bytes of all files.
const ALL: u64 = 200 * MIB;

/// The files that were read, each once.
#[derive(Debug, Default)]
pub struct Assets {
    read: BTreeMap<PathBuf, Asset>,
    bytes: u64,
}

/// Why a file cannot be used, and what to do.
#[derive(Debug)]
pub struct Unusable {
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
}

impl Assets {
    /// A file, named relative to the folder of a scenario file; a scenario without one has no files.
    ///
    /// # Errors
    /// There is no folder, no such file, it is no file, too large, or cannot be read.
    pub fn read(&mut self, folder: Option<&Path>, named: &str) -> Result<Asset, Unusable> {
        let Some(folder) = folder else {
            return Err(Unusable {
                message: format!("`{named}`: a scenario that is sent over the API cannot name files"),
                help: Some("put it into a scenario file".to_owned()),
            });
        };
        let path = folder.join(named);
        if let Some(asset) = self.read.get(&path) {
            return Ok(asset.clone());
        }
        let bytes = bytes(&path, FILE).map_err(|error| {
            let tried = path.display();
            match error.kind() {
                io::ErrorKind::NotFound => {
                    Unusable { message: format!("no file `{named}` (tried {tried})"), help: neighbour(&path, named) }
                }
                _ => Unusable { message: format!("cannot read `{named}` (tried {tried}): {error}"), help: None },
            }
        })?;
        self.bytes += bytes.len() as u64;
        if self.bytes > ALL {
            let message = format!("`{named}`: the files of all scenarios are more than {} MiB", ALL / MIB);
            return Err(Unusable { message, help: None });
        }
        let asset = Asset::from(bytes);
        self.read.insert(path, asset.clone());
        Ok(asset)
    }

    /// The paths of the files that were read, in order.
    pub fn into_paths(self) -> impl Iterator<Item = PathBuf> {
        self.read.into_keys()
    }
}

/// The bytes of a regular file.
///
/// # Errors
/// It cannot be opened or read, is no regular file, or has more bytes than `most`.
pub fn bytes(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    // Asked before opening: to open a named pipe would wait for a writer.
    if !path.metadata()?.is_file() {
        return Err(io::Error::other("it is not a file"));
    }
    let mut bytes = Vec::new();
    File::open(path)?.take(most + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most {
        return Err(io::Error::other(format!("it is larger than {} MiB", most / MIB)));
    }
    Ok(bytes)
}

/// Whether bytes begin as PNG, JPEG, GIF or WebP images do.
pub fn is_image(bytes: &[u8]) -> bool {
    let begins = [&b"\x89PNG\r\n\x1a\n"[..], b"\xff\xd8\xff", b"GIF87a", b"GIF89a"];
    begins.iter().any(|magic| bytes.starts_with(magic))
        || bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(&b"WEBP"[..])
}

/// What was likely meant, of the files in the same folder.
fn neighbour(path: &Path, named: &str) -> Option<String> {
    let wanted = path.file_name()?.to_str()?;
    let entries = path.parent()?.read_dir().ok()?.flatten();
    let mut names: Vec<String> = entries.filter_map(|entry| entry.file_name().into_string().ok()).collect();
    names.sort();
    let near = nearest(wanted, names.iter().map(String::as_str))?;
    let folder = named.strip_suffix(wanted).unwrap_or_default();
    Some(format!("did you mean `{folder}{near}`?"))
}
