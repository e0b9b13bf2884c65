//! The rehearsal of the API's end in one project, and how many requests have met it.

use crate::domain::sunset::{Like, Sunset};
use crate::domain::world::World;
use parking_lot::Mutex;

/// The stream of chance from which it draws; far from those of ids and faults.
const STREAM: u64 = 1 << 42;

/// A project's rehearsal, if there is one.
#[derive(Debug)]
pub struct Rehearsal(Mutex<Option<Rehearsed>>);

/// A rehearsal under way.
#[derive(Clone, Copy, Debug)]
pub struct Rehearsed {
    /// What is rehearsed.
    pub sunset: Sunset,
    /// Requests that it was for since it began.
    pub seen: u64,
    /// How many of them it refused.
    pub refused: u64,
}

impl Rehearsal {
    /// A project's first one.
    pub fn new(sunset: Option<Sunset>) -> Self {
        let own = Self(Mutex::default());
        own.set(sunset);
        own
    }

    /// Begins another one, or none.
    pub fn set(&self, sunset: Option<Sunset>) {
        *self.0.lock() = sunset.map(|sunset| Rehearsed { sunset, seen: 0, refused: 0 });
    }

    /// The one that is under way.
    pub fn now(&self) -> Option<Rehearsed> {
        *self.0.lock()
    }

    /// In whose way a request is refused, if it is. Those that it is for are counted from its beginning on.
    pub fn refuses(&self, world: &World, path: &str) -> Option<Like> {
        let mut rehearsal = self.0.lock();
        let rehearsed = rehearsal.as_mut().filter(|_| Sunset::concerns(path))?;
        if !rehearsed.sunset.has_begun(world.now()) {
            return None;
        }
        rehearsed.seen += 1;
        // Chance may be 1 itself, so that a share of all is asked for apart.
        let fraction = rehearsed.sunset.fraction;
        if fraction < 1.0 && world.chance(STREAM, rehearsed.seen) >= fraction {
            return None;
        }
        rehearsed.refused += 1;
        Some(rehearsed.sunset.like)
    }
}
