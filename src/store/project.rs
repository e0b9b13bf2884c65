//! One API key, one world.

use super::{Batch, Faults, Restored, Store};
use crate::domain::world::{Clock, Seed, World};
use crate::error::{ApiError, Result};
use crate::wire::ids::{Id, ProjectId, RequestId};
use dashmap::DashMap;
use parking_lot::Mutex;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// What one API key sees.
#[derive(Debug)]
pub struct Project {
    /// The project's id, which follows from the key and the seed; the key itself is not kept.
    pub id: ProjectId,
    /// Its clock and ids.
    pub world: World,
    /// What is to go wrong with its requests.
    pub faults: Faults,
    /// Tells it from the project that had its place before a reset; ids do not.
    pub generation: u64,
    /// Where it stands among the projects.
    key: [u8; 32],
    store: Mutex<Store>,
}

impl Project {
    /// Reads. The lock is held while `f` runs, so it must be brief.
    pub fn read<T>(&self, f: impl FnOnce(&Store) -> T) -> T {
        f(&self.store.lock())
    }

    /// Reads and changes in one: whatever `f` puts into the batch happens together, or, if `f` refuses, not at all.
    ///
    /// # Errors
    /// What `f` refuses; 500 if the ledger cannot keep the batch.
    pub fn transact<T>(&self, f: impl FnOnce(&Store, &mut Batch) -> Result<T>) -> Result<T> {
        let mut store = self.store.lock();
        let mut batch = Batch::default();
        let outcome = f(&store, &mut batch)?;
        store.commit(batch).map_err(|_| ApiError::Internal { request: self.world.id::<RequestId>().to_string() })?;
        Ok(outcome)
    }
}

/// Every project of a server.
#[derive(Debug)]
pub struct Projects {
    seed: Seed,
    clock: Clock,
    by_key: DashMap<[u8; 32], Arc<Project>>,
    made: AtomicU64,
}

impl Projects {
    /// No projects yet.
    pub fn new(seed: Seed, clock: Clock) -> Self {
        Self { seed, clock, by_key: DashMap::new(), made: AtomicU64::new(0) }
    }

    /// The project of an API key, made on first use.
    pub fn of_key(&self, key: &str) -> Arc<Project> {
        let digest = self.seed.digest(key.as_bytes());
        if let Some(project) = self.by_key.get(&digest) {
            return Arc::clone(&project);
        }
        Arc::clone(&self.by_key.entry(digest).or_insert_with(|| Arc::new(self.make(digest))))
    }

    fn make(&self, digest: [u8; 32]) -> Project {
        const ALPHABET: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
        // The id says nothing of the digest from which the project's ids follow.
        let named = self.seed.digest(&digest).map(|byte| ALPHABET[usize::from(byte) * 62 / 256]);
        Project {
            id: ProjectId::from_tail(&named),
            world: World::new(self.clock.clone(), digest),
            faults: Faults::default(),
            generation: self.made.fetch_add(1, Ordering::Relaxed),
            key: digest,
            store: Mutex::new(Store::empty()),
        }
    }

    /// Puts an empty project in the place of this one, as it was when its key was first used: ids begin anew, and time is
    /// the clock's.
    pub fn renew(&self, project: &Project) {
        self.by_key.insert(project.key, Arc::new(self.make(project.key)));
    }

    /// A project that is as `restored` says, and may take the place of `project`: until [`Projects::put`] nobody sees it.
    pub fn prepare(&self, project: &Project, restored: Restored) -> Arc<Project> {
        let Restored { point, faults, store, read_order: _ } = restored;
        let made = self.make(project.key);
        made.world.go_to(point);
        made.faults.replace(faults);
        *made.store.lock() = store;
        Arc::new(made)
    }

    /// Puts a prepared project in its place, and gives the one that had it.
    pub fn put(&self, project: Arc<Project>) -> Option<Arc<Project>> {
        self.by_key.insert(project.key, project)
    }

    /// Every project there is.
    pub fn all(&self) -> Vec<Arc<Project>> {
        self.by_key.iter().map(|entry| Arc::clone(entry.value())).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::ids::ThreadId;

    #[test]
    fn a_key_keeps_its_project_and_shares_it_with_no_other() {
        let projects = Projects::new(Seed::new(Some(1)), Clock::manual(0));
        assert!(Arc::ptr_eq(&projects.of_key("a"), &projects.of_key("a")));
        assert_ne!(projects.of_key("a").id, projects.of_key("b").id);
        let first: ThreadId = projects.of_key("a").world.id();
        projects.renew(&projects.of_key("a"));
        assert_eq!(projects.of_key("a").world.id::<ThreadId>(), first, "ids begin anew");
        let restarted = Projects::new(Seed::new(Some(1)), Clock::manual(0));
        assert_eq!(projects.of_key("a").id, restarted.of_key("a").id);
    }
}
