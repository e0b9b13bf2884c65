//! One API key, one world.

use super::{Batch, Counted, Coverage, Faults, Happening, Happenings, Journal, Memory, Passage, Store};
use crate::domain::world::{Clock, Seed, World};
use crate::error::{ApiError, Result};
use crate::wire::ids::{Id, ProjectId, RequestId};
use dashmap::DashMap;
use parking_lot::Mutex;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

/// What one API key sees.
#[derive(Debug)]
pub struct Project {
    /// The project's id, which follows from the key and the seed; the key itself is not kept.
    pub id: ProjectId,
    /// Its clock and ids.
    pub world: World,
    /// What is to go wrong with its requests.
    pub faults: Faults,
    /// Its requests.
    pub journal: Journal,
    /// What they have exercised.
    pub coverage: Counted,
    /// What goes on in it.
    pub happenings: Happenings,
    /// Event streams that somebody reads.
    pub open_streams: AtomicUsize,
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
        store
            .commit(batch, |passage| self.passed(passage))
            .map_err(|_| ApiError::Internal { request: self.world.id::<RequestId>().to_string() })?;
        Ok(outcome)
    }

    fn passed(&self, passage: Passage) {
        self.coverage.passed(&passage);
        if let Passage::Run(run) = passage {
            self.happenings.tell(|| Happening::Run(run, self.world.now()));
        }
    }
}

/// Every project of a server.
#[derive(Debug)]
pub struct Projects {
    seed: Seed,
    clock: Clock,
    by_key: DashMap<[u8; 32], Arc<Project>>,
    made: AtomicU64,
    /// What projects have counted and forgotten.
    past: Arc<Coverage>,
}

impl Projects {
    /// No projects yet.
    pub fn new(seed: Seed, clock: Clock) -> Self {
        Self { seed, clock, by_key: DashMap::new(), made: AtomicU64::new(0), past: Arc::default() }
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
            journal: Journal::default(),
            coverage: Counted::new(Arc::clone(&self.past)),
            happenings: Happenings::default(),
            open_streams: AtomicUsize::new(0),
            generation: self.made.fetch_add(1, Ordering::Relaxed),
            key: digest,
            store: Mutex::new(Store::new(Box::new(Memory))),
        }
    }

    /// Puts an empty project in the place of this one, as it was when its key was first used: ids begin anew, and time is
    /// the clock's.
    pub fn renew(&self, project: &Project) {
        project.coverage.forget();
        project.happenings.close();
        self.by_key.insert(project.key, Arc::new(self.make(project.key)));
    }

    /// What has been counted since the server started, by all projects together.
    pub fn totals(&self) -> Coverage {
        let sum = Coverage::default();
        self.past.add_to(&sum);
        self.all().iter().for_each(|project| project.coverage.add_to(&sum));
        sum
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
