//! The connections that are open, and how long each may wait.
//!
//! hyper's own header timer cannot tell an idle connection from half a head, and it has none for bodies; a timer of our
//! own per request would be set and cleared on every one of them. So a connection only notes its [`Phase`] and the
//! present tick, one relaxed store each, and a single sweep looks at all of them a few times a second. A limit is kept
//! to within two ticks, never less.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU32, AtomicU64, Ordering};
use std::task::Waker;
use std::time::Duration;

use futures_util::task::AtomicWaker;
use parking_lot::Mutex;
use tokio::sync::{Notify, OwnedSemaphorePermit};

use super::Limits;
use super::phase::{Event, Phase};

/// All open connections of one server.
pub(super) struct Connections {
    /// Sweeps so far: the clock of every [`Watch`].
    tick: AtomicU32,
    period: Duration,
    limits: Limits,
    open: Mutex<Open>,
    left: Notify,
}

#[derive(Default)]
struct Open {
    next: u64,
    watches: HashMap<u64, Arc<Watch>>,
}

/// What the server would have a connection do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Order {
    /// Go on.
    Serve,
    /// End once the present request is answered.
    Close,
    /// End now.
    Drop,
}

/// One connection, as the sweep sees it.
pub(super) struct Watch {
    all: Arc<Connections>,
    /// Phase in the high half, the tick since when in the low one: one word, so that the sweep judges the two together.
    state: AtomicU64,
    order: AtomicU8,
    /// Set when the handler let go of a request body before its end.
    unread: AtomicBool,
    task: AtomicWaker,
}

/// A connection's place among the open ones; given up when dropped, however the connection ended.
pub(super) struct Seat {
    number: u64,
    watch: Arc<Watch>,
    _permit: OwnedSemaphorePermit,
}

impl Connections {
    pub(super) fn new(limits: Limits) -> Arc<Connections> {
        let shortest = limits.head.min(limits.idle).min(limits.body);
        let period = (shortest / 8).clamp(Duration::from_millis(5), Duration::from_millis(500));
        Arc::new(Connections { tick: AtomicU32::new(0), period, limits, open: Mutex::default(), left: Notify::new() })
    }

    /// How often to call [`Connections::sweep`].
    pub(super) fn period(&self) -> Duration {
        self.period
    }

    /// Takes in a connection that was just accepted.
    pub(super) fn seat(self: &Arc<Self>, permit: OwnedSemaphorePermit) -> Seat {
        let watch = Arc::new(Watch {
            all: Arc::clone(self),
            state: AtomicU64::new(self.stamped(Phase::Head)),
            order: AtomicU8::new(Order::Serve as u8),
            unread: AtomicBool::new(false),
            task: AtomicWaker::new(),
        });
        let mut open = self.open.lock();
        let number = open.next;
        open.next += 1;
        open.watches.insert(number, Arc::clone(&watch));
        Seat { number, watch, _permit: permit }
    }

    /// Moves the clock on by one tick and wakes every connection whose limit has run out.
    pub(super) fn sweep(&self) {
        let now = self.tick.fetch_add(1, Ordering::Relaxed).wrapping_add(1);
        for watch in self.open.lock().watches.values() {
            watch.judge(now);
        }
    }

    /// Gives every open connection the same order.
    pub(super) fn order(&self, order: Order) {
        for watch in self.open.lock().watches.values() {
            watch.order.store(order as u8, Ordering::Release);
            watch.task.wake();
        }
    }

    /// Waits until a connection has ended; may also return for one that ended shortly before.
    pub(super) async fn one_left(&self) {
        self.left.notified().await;
    }

    /// Waits until no connection is open.
    pub(super) async fn all_left(&self) {
        while !self.open.lock().watches.is_empty() {
            self.left.notified().await;
        }
    }

    /// The limit of a phase in ticks, rounded up; `None` where a connection may wait for ever.
    fn limit(&self, phase: Phase) -> Option<u64> {
        let limit = match phase {
            Phase::Head | Phase::Lingering => self.limits.head,
            Phase::Idle => self.limits.idle,
            Phase::Starved => self.limits.body,
            Phase::Flushing | Phase::Body | Phase::Stalled | Phase::Answering | Phase::Over => return None,
        };
        u64::try_from(limit.as_nanos().div_ceil(self.period.as_nanos())).ok()
    }

    fn stamped(&self, phase: Phase) -> u64 {
        u64::from(phase as u8) << 32 | u64::from(self.tick.load(Ordering::Relaxed))
    }
}

impl Watch {
    /// Notes what happened; the phase counts from now if the event changed it or renewed it.
    pub(super) fn note(&self, event: Event) {
        let mut seen = self.state.load(Ordering::Relaxed);
        while let Some(next) = phase_in(seen).after(event) {
            let stamped = self.all.stamped(next);
            match self.state.compare_exchange_weak(seen, stamped, Ordering::Relaxed, Ordering::Relaxed) {
                Ok(_) => return,
                Err(newer) => seen = newer,
            }
        }
    }

    /// The present phase.
    pub(super) fn phase(&self) -> Phase {
        phase_in(self.state.load(Ordering::Relaxed))
    }

    /// What the connection is to do: the server's order, or to drop once a limit has run out.
    pub(super) fn order(&self) -> Order {
        let order = self.order.load(Ordering::Acquire);
        if order == Order::Drop as u8 || self.phase() == Phase::Over {
            Order::Drop
        } else if order == Order::Close as u8 {
            Order::Close
        } else {
            Order::Serve
        }
    }

    /// The task to wake when there is a new order or a limit has run out.
    pub(super) fn woken_by(&self, waker: &Waker) {
        self.task.register(waker);
    }

    /// Notes that the rest of a request body will not be read.
    pub(super) fn leave_unread(&self) {
        self.unread.store(true, Ordering::Relaxed);
    }

    /// Whether some of a request body was left unread.
    pub(super) fn left_unread(&self) -> bool {
        self.unread.load(Ordering::Relaxed)
    }

    fn judge(&self, now: u32) {
        let seen = self.state.load(Ordering::Relaxed);
        let phase = phase_in(seen);
        let Some(limit) = self.all.limit(phase) else { return };
        // The low half is the tick since when. The clock wraps after 68 years at two ticks a second.
        let waited = now.wrapping_sub((seen & u64::from(u32::MAX)) as u32);
        if u64::from(waited) <= limit {
            return;
        }
        let Some(next) = phase.after(Event::TimeOut) else { return };
        // A connection that moved on this very moment keeps its new phase.
        let swapped = self.state.compare_exchange(seen, self.all.stamped(next), Ordering::Relaxed, Ordering::Relaxed);
        if swapped.is_ok() {
            self.task.wake();
        }
    }
}

impl Seat {
    /// The connection's own record.
    pub(super) fn watch(&self) -> &Arc<Watch> {
        &self.watch
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.watch.all.open.lock().watches.remove(&self.number);
        self.watch.all.left.notify_one();
    }
}

fn phase_in(state: u64) -> Phase {
    Phase::of((state >> 32) as u8)
}
