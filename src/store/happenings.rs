//! What goes on in a project, for whoever listens.

use super::Entry;
use crate::wire::UnixTime;
use crate::wire::run::Run;
use parking_lot::Mutex;
use std::sync::Arc;
use tokio::sync::broadcast::{Receiver, Sender, channel};

/// Happenings that a listener may be behind.
const BEHIND: usize = 256;

/// Something that has just happened.
#[derive(Clone, Debug)]
pub enum Happening {
    /// A request was answered.
    Request(Arc<Entry>),
    /// A run has come to another status, at this time.
    Run(Arc<Run>, UnixTime),
}

/// Where a project tells what happens. Nothing is kept for those who do not listen yet.
#[derive(Debug, Default)]
pub struct Happenings(Mutex<Audience>);

#[derive(Debug, Default)]
enum Audience {
    /// Nobody listens.
    #[default]
    Empty,
    /// Somebody does, or did.
    Heard(Sender<Happening>),
    /// Nothing will be told any more.
    Closed,
}

impl Happenings {
    /// Tells something; `what` is not asked if nobody listens.
    pub fn tell(&self, what: impl FnOnce() -> Happening) {
        let mut audience = self.0.lock();
        let Audience::Heard(sender) = &*audience else { return };
        if sender.send(what()).is_err() {
            // The last listener has gone.
            *audience = Audience::Empty;
        }
    }

    /// Listens from now on; `None` once all is over.
    pub fn listen(&self) -> Option<Receiver<Happening>> {
        let mut audience = self.0.lock();
        match &*audience {
            Audience::Heard(sender) => Some(sender.subscribe()),
            Audience::Closed => None,
            Audience::Empty => {
                let (sender, receiver) = channel(BEHIND);
                *audience = Audience::Heard(sender);
                Some(receiver)
            }
        }
    }

    /// Ends it for all who listen, and who would.
    pub fn close(&self) {
        *self.0.lock() = Audience::Closed;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::sync::broadcast::error::TryRecvError;

    #[test]
    fn who_listens_is_told_until_the_end() {
        let happenings = Happenings::default();
        let told = Happening::Request(crate::store::journal::tests::sample());
        happenings.tell(|| unreachable!("nobody listens"));
        let mut listener = happenings.listen().expect("not closed");
        happenings.tell(|| told.clone());
        assert!(matches!(listener.try_recv(), Ok(Happening::Request(_))));
        for _ in 0..BEHIND + 3 {
            happenings.tell(|| told.clone());
        }
        assert!(matches!(listener.try_recv(), Err(TryRecvError::Lagged(3))));
        drop(listener);
        happenings.tell(|| told.clone());
        happenings.tell(|| unreachable!("nobody listens any more"));
        let mut last = happenings.listen().expect("not closed");
        happenings.close();
        assert!(matches!(last.try_recv(), Err(TryRecvError::Closed)));
        assert!(happenings.listen().is_none());
    }
}
