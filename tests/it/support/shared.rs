//! Material that some tests read from a folder beside the project: the published description of the API, and
//! recordings of the service. Nothing of it is part of the project, so where it is missing those tests are skipped.

use serde_json::Value;
use std::path::{Path, PathBuf};

/// The folder `name`, or nothing (and a line that says so) where it is missing.
pub fn folder(name: &str) -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let root = std::env::var_os("UNDERSTAGE_SHARED").map_or_else(beside, PathBuf::from);
    let found = root.join(name);
    if found.is_dir() {
        return Some(found);
    }
    eprintln!("skipped: there is no {} (UNDERSTAGE_SHARED names its parent)", found.display());
    None
}

/// The JSON in a file that must be there.
pub fn json(path: &Path) -> Value {
    let bytes = std::fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_slice(&bytes).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
