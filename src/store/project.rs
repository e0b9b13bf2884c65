//! One API key, one world.

use super::{
    Batch, Counted, Coverage, Faults, Happening, Happenings, Journal, Library, Passage, Rehearsal, Restored, Scenes,
    Store, Tally,
};
use crate::domain::clock::Start;
use crate::domain::fault::Fault;
use crate::domain::sunset::Sunset;
use crate::domain::world::{Clock, Seed, World};
use crate::error::{ApiError, Result};
use crate::wire::ids::{Id, ProjectId, RequestId};
use dashmap::DashMap;
use parking_lot::{Mutex, RwLock};
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
    /// What its runs play.
    pub scenes: Scenes,
    /// Its requests.
    pub journal: Journal,
    /// What they have exercised.
    pub coverage: Counted,
    /// What goes on in it.
    pub happenings: Happenings,
    /// Event streams that somebody reads.
    pub open_streams: AtomicUsize,
    /// The end of the API, if it is rehearsed.
    pub sunset: Rehearsal,
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
        let kept = store.commit(batch, self.world.now(), |passage| self.passed(passage));
        kept.map_err(|_| ApiError::Internal { request: self.world.id::<RequestId>().to_string() })?;
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
    /// The faults of files, settled.
    faults: RwLock<Vec<Arc<Fault>>>,
    terms: Terms,
    made: AtomicU64,
    /// What scenario files gave.
    library: RwLock<Arc<Library>>,
    /// What projects have counted and forgotten.
    past: Arc<Coverage>,
    /// What projects have played and missed that are gone.
    told: Mutex<Tally>,
}

/// What every project of a server begins with, and again after a reset.
#[derive(Clone, Copy, Debug, Default)]
pub struct Terms {
    /// The end of the API, if it is to be rehearsed.
    pub sunset: Option<Sunset>,
    /// Bytes of vector stores that cost nothing.
    pub free_bytes: u64,
    /// How its time begins.
    pub start: Start,
}

impl Projects {
    /// No projects yet.
    pub fn new(seed: Seed, clock: Clock) -> Self {
        Self {
            seed,
            clock,
            by_key: DashMap::new(),
            faults: RwLock::default(),
            made: AtomicU64::new(0),
            library: RwLock::default(),
            past: Arc::default(),
            told: Mutex::default(),
            terms: Terms::default(),
        }
    }

    /// The same, with these terms.
    pub fn on(self, terms: Terms) -> Self {
        Self { terms, ..self }
    }

    /// The project of an API key, made on first use.
    pub fn of_key(&self, key: &str) -> Arc<Project> {
        let digest = self.seed.digest(key.as_bytes());
        if let Some(project) = self.by_key.get(&digest) {
            return Arc::clone(&project);
        }
        Arc::clone(&self.by_key.entry(digest).or_insert_with(|| Arc::new(self.make(digest))))
    }

    /// The id of the project whose key has this digest. It says nothing of the digest, from which all other ids follow.
    fn named(&self, digest: &[u8; 32]) -> ProjectId {
        const ALPHABET: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
        ProjectId::from_tail(&self.seed.digest(digest).map(|byte| ALPHABET[usize::from(byte) * 62 / 256]))
    }

    fn make(&self, digest: [u8; 32]) -> Project {
        let id = self.named(&digest);
        let world = World::starting(self.clock.clone(), digest, self.terms.start);
        let now = world.now();
        Project {
            id,
            world,
            scenes: Scenes::new(Arc::clone(&self.library.read())),
            faults: Faults::given(self.file_faults(id)),
            journal: Journal::default(),
            coverage: Counted::new(Arc::clone(&self.past)),
            happenings: Happenings::default(),
            open_streams: AtomicUsize::new(0),
            sunset: Rehearsal::new(self.terms.sunset),
            generation: self.made.fetch_add(1, Ordering::Relaxed),
            key: digest,
            store: Mutex::new(Store::empty().metered_from(now, self.terms.free_bytes)),
        }
    }

    /// Puts an empty project in the place of this one, as it was when its key was first used: ids begin anew, and time is
    /// the clock's.
    pub fn renew(&self, project: &Project) {
        self.retire(project);
        // The place is held while the project is made, as in `of_key`: faults that come meanwhile find it.
        let place = self.by_key.entry(project.key);
        place.insert(Arc::new(self.make(project.key)));
    }

    /// Gives these faults to every project that is there or comes, in the place of those that were given before. Each
    /// project counts for itself; a rule that was there before goes on counting.
    pub fn set_file_faults(&self, faults: Vec<Fault>) {
        *self.faults.write() = faults.into_iter().map(|fault| Arc::new(self.settled(fault))).collect();
        for project in self.all() {
            project.faults.give(self.file_faults(project.id));
        }
    }

    /// Adds faults to a project.
    ///
    /// # Errors
    /// If one of them names another project: none is added.
    pub fn push_faults(&self, project: &Project, faults: Vec<Fault>) -> Result<()> {
        let settled: Vec<Fault> = faults.into_iter().map(|fault| self.settled(fault)).collect();
        if let Some(at) = settled.iter().position(|fault| !fault.concerns(project.id)) {
            return Err(ApiError::ForeignProject { param: format!("faults[{at}].project") });
        }
        project.faults.push(settled);
        Ok(())
    }

    fn settled(&self, fault: Fault) -> Fault {
        fault.settled(|key| self.named(&self.seed.digest(key.as_bytes())))
    }

    fn file_faults(&self, project: ProjectId) -> Vec<Arc<Fault>> {
        self.faults.read().iter().filter(|fault| fault.concerns(project)).cloned().collect()
    }

    /// Gives every project, and those that come, what scenario files gave.
    pub fn set_library(&self, library: Library) {
        let library = Arc::new(library);
        *self.library.write() = Arc::clone(&library);
        self.all().iter().for_each(|project| project.scenes.set_library(Arc::clone(&library)));
    }

    /// Another project takes the place of this one: what it has counted is kept, and who listens is told.
    fn retire(&self, project: &Project) {
        self.told.lock().add(project);
        project.coverage.forget();
        project.happenings.close();
    }

    /// Takes all faults of a project away; how often they were played is kept for the report.
    pub fn clear_faults(&self, project: &Project) {
        self.told.lock().add_faults(project);
        project.faults.clear();
    }

    /// What was played, missed and left since the server started, by all projects together.
    pub fn tally(&self) -> Tally {
        let mut tally = self.told.lock().clone();
        tally.expect(&self.library.read(), &self.faults.read());
        let mut projects = self.all();
        projects.sort_by_key(|project| project.generation);
        for project in projects {
            tally.add(&project);
            tally.add_leaks(&project);
        }
        tally
    }

    /// What has been counted since the server started, by all projects together.
    pub fn totals(&self) -> Coverage {
        let sum = Coverage::default();
        self.past.add_to(&sum);
        self.all().iter().for_each(|project| project.coverage.add_to(&sum));
        sum
    }

    /// A project that is as `restored` says, and may take the place of `project`: until [`Projects::put`] nobody sees it.
    ///
    /// # Errors
    /// If it plays scenarios that are not there.
    pub fn prepare(&self, project: &Project, restored: Restored) -> Result<Arc<Project>> {
        let Restored { point, faults, scenes, store, read_order: _ } = restored;
        let made = self.make(project.key);
        made.scenes.restore(scenes)?;
        made.world.go_to(point);
        made.faults.restore(faults);
        // What is rehearsed is no part of what was kept, and goes on; what is used is counted from here on.
        made.sunset.set(project.sunset.now().map(|rehearsed| rehearsed.sunset));
        *made.store.lock() = store.metered_from(made.world.now(), self.terms.free_bytes);
        Ok(Arc::new(made))
    }

    /// Puts a prepared project in its place, and gives the one that had it.
    pub fn put(&self, project: Arc<Project>) -> Option<Arc<Project>> {
        let old = self.by_key.insert(project.key, project);
        old.iter().for_each(|old| self.retire(old));
        old
    }

    /// Every project there is.
    pub fn all(&self) -> Vec<Arc<Project>> {
        self.by_key.iter().map(|entry| Arc::clone(entry.value())).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::fault::read_faults;
    use crate::store::faults::Origin;
    use crate::wire::ids::ThreadId;
    use serde_json::json;

    /// How often each rule of a project was asked.
    fn seen(project: &Project) -> Vec<u64> {
        project.faults.all().iter().map(|rule| rule.seen).collect()
    }

    #[test]
    fn faults_of_files_are_given_to_every_project_and_count_for_each() {
        let projects = Projects::new(Seed::new(Some(1)), Clock::manual(0));
        let rules = |count: usize| {
            let rules = [json!({"hang": true, "nth": 9}), json!({"project": "b", "cut": {}}), json!({"cut": {}})];
            read_faults(json!({"faults": rules[..count]})).expect("good rules")
        };
        let strike = |key: &str| {
            let project = projects.of_key(key);
            project.faults.strike(&project.world, "GET", "/v1/models")
        };
        assert_eq!(strike("a"), None);
        projects.set_file_faults(rules(2));
        assert_eq!((strike("a"), strike("b").is_some()), (None, true), "a project that is there, and one that comes");
        assert_eq!((seen(&projects.of_key("a")), seen(&projects.of_key("b"))), (vec![1], vec![1, 1]));
        projects.set_file_faults(rules(3));
        assert_eq!(seen(&projects.of_key("a")), [1, 0], "what was there goes on counting");
        let other = projects.push_faults(&projects.of_key("a"), rules(2)).expect_err("of another project");
        assert_eq!(other.facts().param.as_deref(), Some("faults[1].project"));
        projects.push_faults(&projects.of_key("b"), rules(2)).expect("its own");
        let origins: Vec<Origin> = projects.of_key("b").faults.all().iter().map(|rule| rule.origin).collect();
        assert_eq!(origins, [Origin::Pushed, Origin::Pushed, Origin::File, Origin::File, Origin::File]);
        projects.of_key("a").faults.clear();
        projects.set_file_faults(rules(1));
        assert_eq!(seen(&projects.of_key("a")), [0; 0], "gone until a reset");
        projects.renew(&projects.of_key("a"));
        assert_eq!(seen(&projects.of_key("a")), [0]);
    }

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
