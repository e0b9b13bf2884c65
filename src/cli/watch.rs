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

/// Scenario files, and how they looked when they were last loaded.
pub(super) struct Watched {
    paths: Vec<PathBuf>,
    seen: BTreeMap<PathBuf, Look>,
}

impl Watched {
    /// Looks at `paths`; to be called before they are loaded, so that no change in between is missed.
    pub(super) fn before_loading(paths: Vec<PathBuf>) -> Self {
        let mut watched = Self { paths, seen: BTreeMap::new() };
        watched.look_at_paths();
        watched
    }

    fn look_at_paths(&mut self) {
        self.seen.clear();
        self.paths.iter().for_each(|path| note(path, &mut self.seen));
    }

    /// Watches the files too that were read, as pictures that scenarios name.
    pub(super) fn with(mut self, files: &[PathBuf]) -> Self {
        self.add(files);
        self
    }

    fn add(&mut self, files: &[PathBuf]) {
        for file in files {
            if !self.seen.contains_key(file) {
                note(file, &mut self.seen);
            }
        }
    }

    /// Whether something looks otherwise than when it was loaded, or has come.
    fn has_changed(&self) -> bool {
        let mut now = BTreeMap::new();
        self.paths.iter().chain(self.seen.keys()).for_each(|path| note(path, &mut now));
        now != self.seen
    }

    /// Loads everything again whenever something changes, and never ends. What is wrong is told, and the scenarios before it
    /// stay.
    pub(super) async fn run(mut self, app: Arc<App>) {
        loop {
            wait(PERIOD).await;
            if self.has_changed() {
                self.reload(&app);
            }
        }
    }

    fn reload(&mut self, app: &App) {
        let files: Vec<PathBuf> = self.seen.keys().cloned().collect();
        self.look_at_paths();
        match load(&self.paths) {
            Ok(scenarios) => {
                self.add(&scenarios.files);
                check::show(&scenarios.warnings);
                super::complain(&format!("scenarios loaded again: {}", check::held(&scenarios)));
                app.set_scenarios(scenarios);
            }
            Err(problems) => {
                self.add(&files);
                check::show(&problems);
                super::complain(&format!("{}; the scenarios from before stay", check::summary(&problems)));
            }
        }
    }
}

fn note(path: &Path, looks: &mut BTreeMap<PathBuf, Look>) {
    let found = std::fs::metadata(path);
    let look = found.as_ref().ok().map(|found| (found.modified().unwrap_or(SystemTime::UNIX_EPOCH), found.len()));
    if looks.insert(path.to_owned(), look).is_none() && found.is_ok_and(|found| found.is_dir()) {
        let entries = path.read_dir().into_iter().flatten().flatten();
        entries.for_each(|entry| note(&entry.path(), looks));
    }
}
