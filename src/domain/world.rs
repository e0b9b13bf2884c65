//! Time and chance: the only place where either enters.
//!
//! With a seed, the n-th id of a kind in a project is a function of (seed, project, kind, n), so that the same
//! requests give the same bytes (`design.md`, "Projects").

use super::clock::Start;
use crate::wire::UnixTime;
use crate::wire::ids::{Id, KINDS, Tail};
use parking_lot::Mutex;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use sha2::{Digest, Sha256};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

/// Where the time comes from. Clones share one clock.
#[derive(Clone, Debug, Default)]
pub enum Clock {
    /// The machine's.
    #[default]
    System,
    /// One that stands until it is moved; seconds since 1970.
    Manual(Arc<AtomicI64>),
}

impl Clock {
    /// A clock that stands at `now`.
    pub fn manual(now: UnixTime) -> Self {
        Self::Manual(Arc::new(AtomicI64::new(now)))
    }

    /// The time in whole seconds.
    pub fn now(&self) -> UnixTime {
        match self {
            Self::System => SystemTime::now()
                .duration_since(UNIX_EPOCH)
                .map_or(0, |since| UnixTime::try_from(since.as_secs()).unwrap_or(UnixTime::MAX)),
            Self::Manual(at) => at.load(Ordering::Relaxed),
        }
    }

    /// Moves a manual clock on by `seconds`; the machine's is left alone.
    pub fn advance(&self, seconds: i64) {
        match self {
            Self::System => {}
            Self::Manual(at) => {
                at.fetch_add(seconds, Ordering::Relaxed);
            }
        }
    }
}

/// What all projects of one server draw from.
#[derive(Clone, Debug)]
pub struct Seed([u8; 32]);

impl Seed {
    /// The seed that a user gave, or one from the operating system.
    pub fn new(given: Option<u64>) -> Self {
        let mut seed = [0; 32];
        match given {
            Some(number) => seed[..8].copy_from_slice(&number.to_le_bytes()),
            // Without the operating system's randomness ids merely repeat from start to start.
            None => drop(getrandom::fill(&mut seed)),
        }
        Self(seed)
    }

    /// A digest of `name` that only this seed gives; tells API keys apart without keeping them.
    pub fn digest(&self, name: &[u8]) -> [u8; 32] {
        Sha256::new().chain_update(self.0).chain_update(name).finalize().into()
    }
}

/// One project's clock and source of ids.
#[derive(Debug)]
pub struct World {
    clock: Clock,
    time: Mutex<Time>,
    seed: [u8; 32],
    counts: [AtomicU64; KINDS],
}

/// How a project's time differs from its clock's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Time {
    /// It goes on, so many seconds ahead.
    Going(i64),
    /// It stands.
    Frozen(UnixTime),
}

/// How far a world has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Point {
    /// Its time.
    pub time: Time,
    /// How many ids of each kind it has given, by [`Id::KIND`].
    pub counts: [u64; KINDS],
}

/// A change of a project's time, in this order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shift {
    /// Lets it stand, at a time if one is named, or go on from where it stands.
    pub freeze: Option<Freeze>,
    /// Moves it on by so many seconds.
    pub advance: i64,
}

/// Whether time stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Freeze {
    /// Now.
    Here,
    /// At this time, which may be before now.
    At(UnixTime),
    /// No longer.
    Thaw,
}

impl World {
    /// A world whose ids follow from `seed`.
    pub fn new(clock: Clock, seed: [u8; 32]) -> Self {
        Self::starting(clock, seed, Start::System)
    }

    /// The same, whose time begins as `start` says.
    pub fn starting(clock: Clock, seed: [u8; 32], start: Start) -> Self {
        let time = match start {
            Start::System => Time::Going(0),
            Start::At(now) => Time::Frozen(now),
        };
        Self { clock, time: Mutex::new(time), seed, counts: Default::default() }
    }

    /// The time in whole seconds.
    pub fn now(&self) -> UnixTime {
        match *self.time.lock() {
            Time::Going(ahead) => self.clock.now().saturating_add(ahead),
            Time::Frozen(now) => now,
        }
    }

    /// How far it has come.
    pub fn point(&self) -> Point {
        Point { time: *self.time.lock(), counts: self.counts.each_ref().map(|count| count.load(Ordering::Relaxed)) }
    }

    /// Goes on from where another world, or this one at another time, had come.
    pub fn go_to(&self, point: Point) {
        *self.time.lock() = point.time;
        for (own, count) in self.counts.iter().zip(point.counts) {
            own.store(count, Ordering::Relaxed);
        }
    }

    /// Whether the time stands.
    pub fn is_frozen(&self) -> bool {
        matches!(*self.time.lock(), Time::Frozen(_))
    }

    /// Changes the project's time; other projects keep theirs.
    pub fn shift(&self, shift: Shift) {
        let mut time = self.time.lock();
        let clock = self.clock.now();
        let now = match *time {
            Time::Going(ahead) => clock.saturating_add(ahead),
            Time::Frozen(now) => now,
        };
        let (now, stands) = match shift.freeze {
            Some(Freeze::At(at)) => (at, true),
            Some(Freeze::Here) => (now, true),
            Some(Freeze::Thaw) => (now, false),
            None => (now, matches!(*time, Time::Frozen(_))),
        };
        let now = now.saturating_add(shift.advance);
        *time = if stands { Time::Frozen(now) } else { Time::Going(now.saturating_sub(clock)) };
    }

    /// The next id of its kind.
    pub fn id<I: Id>(&self) -> I {
        let n = self.counts[I::KIND].fetch_add(1, Ordering::Relaxed);
        let mut rng = self.rng(I::KIND as u64);
        rng.set_word_pos(u128::from(n) * 16);
        let mut bytes = [0; 32];
        rng.fill_bytes(&mut bytes);
        let alphabet: &[u8] = match I::TAIL {
            Tail::Alnum24 => b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789",
            Tail::Hex32 => b"0123456789abcdef",
        };
        I::from_tail(&bytes.map(|byte| alphabet[usize::from(byte) * alphabet.len() / 256]))
    }

    /// The n-th number from 0 to 1 of a stream; the same for the same project and seed.
    pub fn chance(&self, stream: u64, n: u64) -> f64 {
        let mut rng = self.rng(stream);
        rng.set_word_pos(u128::from(n) * 16);
        f64::from(rng.next_u32()) / f64::from(u32::MAX)
    }

    /// A source of chance for a purpose that is no id; `stream` tells purposes apart.
    pub fn rng(&self, stream: u64) -> ChaCha8Rng {
        let mut rng = ChaCha8Rng::from_seed(self.seed);
        rng.set_stream(stream);
        rng
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::ids::{RunId, ThreadId};

    fn world(seed: u64, project: &str) -> World {
        World::new(Clock::manual(0), Seed::new(Some(seed)).digest(project.as_bytes()))
    }

    #[test]
    fn ids_follow_from_seed_project_kind_and_count() {
        let (one, other) = (world(1, "a"), world(1, "a"));
        let first: ThreadId = one.id();
        // Ids of another kind in between change nothing.
        let _: RunId = other.id();
        assert_eq!(first, other.id());
        assert_ne!(first, one.id());
        assert_ne!(first, world(2, "a").id());
        assert_ne!(first, world(1, "b").id());
    }

    #[test]
    fn every_id_reads_back() {
        let world = world(7, "p");
        for _ in 0..1000 {
            let id: ThreadId = world.id();
            assert_eq!(ThreadId::parse(&id.to_string()), Some(id));
        }
    }

    #[test]
    fn a_world_goes_on_where_another_was() {
        let (one, other) = (world(1, "a"), world(1, "a"));
        let _: ThreadId = one.id();
        one.shift(Shift { freeze: Some(Freeze::At(7)), advance: 0 });
        other.go_to(one.point());
        assert_eq!((other.now(), other.is_frozen(), other.id::<ThreadId>()), (7, true, one.id()));
    }

    #[test]
    fn a_project_may_leave_its_clock_behind() {
        let clock = Clock::manual(100);
        let world = World::new(clock.clone(), [0; 32]);
        let after = |freeze, advance| {
            world.shift(Shift { freeze, advance });
            clock.advance(1);
            (world.now(), world.is_frozen())
        };
        // One second passes after each change.
        assert_eq!(after(None, 600), (701, false));
        assert_eq!(after(Some(Freeze::Here), 0), (701, true));
        assert_eq!(after(None, 9), (710, true));
        assert_eq!(after(Some(Freeze::At(50)), 5), (55, true));
        assert_eq!(after(Some(Freeze::Thaw), 5), (61, false));
        assert_eq!(after(None, i64::MAX).0, i64::MAX);
        let standing = World::starting(clock, [0; 32], Start::At(7));
        assert_eq!((standing.now(), standing.is_frozen()), (7, true));
    }

    #[test]
    fn a_manual_clock_moves_only_when_moved() {
        let clock = Clock::manual(100);
        let shared = clock.clone();
        clock.advance(600);
        assert_eq!(shared.now(), 700);
    }
}
