//! `--watch`: scenario files are loaded again when they change.
//!
//! The files are looked at once a second rather than watched by the system: that needs nothing of the system, works on
//! network and container mounts, and sees a file that an editor has replaced.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use super::check;
use crate::engine::wait;
use crate::http::App;
use crate::scenario::load;

/// How often the files are looked at.
const PERIOD: Duration = Duration::from_secs(1);

/// What a file looked like: when it was changed, and how long it was; nothing if it was not there.
type Look = Option<(SystemTime, u64)>;

/// Loads `paths` again whenever a file in them changes. What is wrong is told, and the scenarios before it stay.
pub(super) async fn run(app: Arc<App>, paths: Vec<PathBuf>, files: Vec<PathBuf>) {
    let mut seen = looks(&paths, &files);
    loop {
        wait(PERIOD).await;
        let now = looks(&paths, &files);
        if now == seen {
            continue;
        }
        seen = now;
        reload(&app, &paths);
    }
}

fn reload(app: &App, paths: &[PathBuf]) {
    match load(paths) {
        Ok(scenarios) => {
            check::show(&scenarios.warnings);
            super::complain(&format!("scenarios loaded again: {}", check::held(&scenarios)));
            app.set_scenarios(scenarios);
        }
        Err(problems) => {
            check::show(&problems);
            super::complain(&format!("{}; the scenarios from before stay", check::summary(&problems)));
        }
    }
}

/// How everything looks that was read, and every folder that was named, with what is in it now.
fn looks(paths: &[PathBuf], files: &[PathBuf]) -> BTreeMap<PathBuf, Look> {
    let mut looks = BTreeMap::new();
    for path in paths.iter().chain(files) {
        note(path, &mut looks);
    }
    looks
}

fn note(path: &Path, looks: &mut BTreeMap<PathBuf, Look>) {
    let found = std::fs::metadata(path);
    let look = found.as_ref().ok().map(|found| (found.modified().unwrap_or(SystemTime::UNIX_EPOCH), found.len()));
    if looks.insert(path.to_owned(), look).is_none() && found.is_ok_and(|found| found.is_dir()) {
        let entries = path.read_dir().into_iter().flatten().flatten();
        entries.for_each(|entry| note(&entry.path(), looks));
    }
}
