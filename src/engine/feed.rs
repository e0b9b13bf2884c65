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
pub struct Feed(Option<UnboundedSender<Vec<StreamEvent>>>);

/// The reader's end.
pub type Reader = UnboundedReceiver<Vec<StreamEvent>>;

impl Feed {
    /// A feed, and its reader if there is to be one.
    pub fn new(streamed: bool) -> (Self, Option<Reader>) {
        if !streamed {
            return (Self(None), None);
        }
        let (sender, reader) = unbounded_channel();
        (Self(Some(sender)), Some(reader))
    }

    /// Whether somebody reads.
    pub fn is_read(&self) -> bool {
        self.0.is_some()
    }

    /// Passes on what has been committed.
    pub fn push(&self, events: Vec<StreamEvent>) {
        if let (Some(sender), false) = (&self.0, events.is_empty()) {
            // Nobody is there any more: the run goes on all the same.
            let _ = sender.send(events);
        }
    }

    /// Ends the stream in good order.
    pub fn done(&mut self) {
        self.push(vec![StreamEvent::Done]);
        self.0 = None;
    }
}
