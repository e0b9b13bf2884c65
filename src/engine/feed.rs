//! The way from a run to whoever reads its stream.
//!
//! Events travel in groups: what became ready together leaves as one group, and so as one body frame. A reader
//! that leaves is not missed; a feed that is dropped ends the stream.

use crate::wire::event::StreamEvent;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

/// The run's end. A feed without a reader takes events and lets them go.
///
/// The channel has no bound of its own: a run's events are bounded by its script.
#[derive(Debug, Default)]
pub struct Feed {
    sender: Option<UnboundedSender<Group>>,
    /// Events that have left.
    sent: u64,
    /// How many may leave before the stream breaks.
    limit: Option<u64>,
}

/// Events that leave together, or that the stream breaks here.
pub type Group = Result<Vec<StreamEvent>, Broken>;

/// A script cuts the stream: the connection is to break.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Broken;

/// The reader's end.
pub type Reader = UnboundedReceiver<Group>;

impl Feed {
    /// A feed, and its reader if there is to be one.
    pub fn new(streamed: bool) -> (Self, Option<Reader>) {
        if !streamed {
            return (Self::default(), None);
        }
        let (sender, reader) = unbounded_channel();
        (Self { sender: Some(sender), ..Self::default() }, Some(reader))
    }

    /// Whether somebody reads.
    pub fn is_read(&self) -> bool {
        self.sender.is_some()
    }

    /// Events that have left.
    pub fn sent(&self) -> u64 {
        self.sent
    }

    /// Breaks the stream once so many events have left.
    pub fn cut_after(&mut self, events: u64) {
        self.limit = Some(events);
    }

    /// Passes on what has been committed.
    pub fn push(&mut self, mut events: Vec<StreamEvent>) {
        let Some(sender) = &self.sender else { return };
        let left = self.limit.map(|limit| usize::try_from(limit.saturating_sub(self.sent)).unwrap_or(usize::MAX));
        let breaks = left.is_some_and(|left| events.len() >= left);
        events.truncate(left.unwrap_or(usize::MAX));
        self.sent += events.len() as u64;
        // Where nobody is there any more, the run goes on all the same.
        if !events.is_empty() {
            let _ = sender.send(Ok(events));
        }
        if breaks {
            let _ = sender.send(Err(Broken));
            self.sender = None;
        }
    }

    /// Ends the stream in good order.
    pub fn done(&mut self) {
        self.push(vec![StreamEvent::Done]);
        self.sender = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_breaks_after_so_many_events() {
        for (limit, groups) in [(0, vec![Err(Broken)]), (2, vec![Ok(2), Err(Broken)]), (3, vec![Ok(3), Err(Broken)])] {
            let (mut feed, reader) = Feed::new(true);
            let mut reader = reader.expect("it was asked for");
            feed.cut_after(limit);
            feed.push(vec![StreamEvent::Done; 4]);
            feed.push(vec![StreamEvent::Done]);
            feed.done();
            let mut seen = Vec::new();
            while let Ok(group) = reader.try_recv() {
                seen.push(group.map(|events| events.len()));
            }
            assert_eq!(seen, groups, "{limit}");
        }
    }
}
