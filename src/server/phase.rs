//! What one connection is waiting for: the rules alone, without sockets or clocks.
//!
//! ```text
//!            first byte           head read            whole body read
//!   Idle ───────────────▶ Head ─────────────▶ Body ─────────────────────▶ Answering
//!    ▲ ▲                  (also a new         │  ▲                            │
//!    │ └─────┐             connection)   asks,│  │byte                        │
//!    ▼       │                           none ▼  │                            │
//!  Flushing  │                               Starved ──limit──▶ Stalled ──────┤
//!            └────────────────────── answer written ──────────────────────────┘
//!
//!   closing early, with request bytes unread: Lingering.   Head, Idle, Lingering ──limit──▶ Over
//! ```
//!
//! Answering has no limit: a run may stream for as long as it likes, to as slow a reader as it finds. Nor has Body:
//! there it is the server that is slow. Nor has Flushing: a client halted in a debugger keeps its last answer.

/// What a connection is waiting for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Phase {
    /// Some of a request's head, or of a new connection's first one, has still to come.
    Head = 0,
    /// The last answer is out, and nothing of the next request has come.
    Idle = 1,
    /// As `Idle`, but the client has yet to take the end of the last answer.
    Flushing = 2,
    /// A request body is being read as fast as it is asked for.
    Body = 3,
    /// The next bytes of a request body were asked for and have not come.
    Starved = 4,
    /// They did not come in time: reads of that body fail from here on.
    Stalled = 5,
    /// The request is here; the answer is being made or sent.
    Answering = 6,
    /// The answer went out before the request was read; what is left of it is being thrown away.
    Lingering = 7,
    /// A limit has run out: the connection is to be dropped.
    Over = 8,
}

/// What happened on a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Event {
    /// Bytes came in.
    Read,
    /// Bytes were asked for, and there were none.
    ReadWaits,
    /// Bytes went out.
    Wrote,
    /// The client takes no more bytes for now.
    WriteWaits,
    /// A request's head is complete, and no body follows.
    BareRequest,
    /// A request's head is complete, and a body follows.
    Request,
    /// The request body has been read, or nobody wants the rest of it.
    BodyDone,
    /// The last of the answer was handed over for writing.
    Answered,
    /// The server's side is shut, and the client may still be sending.
    Linger,
    /// The limit of the present phase has run out.
    TimeOut,
}

impl Phase {
    /// The phase that `event` leads to; `None` where it changes nothing, not even since when the phase counts.
    pub(super) fn after(self, event: Event) -> Option<Phase> {
        use Phase::{Answering, Body, Flushing, Head, Idle, Lingering, Over, Stalled, Starved};
        let found = |from: &[Phase], to: Phase| from.contains(&self).then_some(to);
        match event {
            Event::Read => found(&[Idle, Flushing], Head).or_else(|| found(&[Starved], Body)),
            Event::ReadWaits => found(&[Body], Starved),
            Event::Wrote => found(&[Idle, Flushing], Idle),
            Event::WriteWaits => found(&[Idle], Flushing),
            Event::BareRequest => found(&[Head, Idle, Flushing], Answering),
            Event::Request => found(&[Head, Idle, Flushing], Body),
            Event::BodyDone => found(&[Body, Starved, Stalled], Answering),
            Event::Answered => found(&[Body, Starved, Stalled, Answering], Idle),
            Event::Linger => (self != Over).then_some(Lingering),
            Event::TimeOut => found(&[Head, Idle, Lingering], Over).or_else(|| found(&[Starved], Stalled)),
        }
    }

    /// The phase of this number, as `as u8` gave it.
    pub(super) fn of(number: u8) -> Phase {
        const ALL: [Phase; 9] = [
            Phase::Head,
            Phase::Idle,
            Phase::Flushing,
            Phase::Body,
            Phase::Starved,
            Phase::Stalled,
            Phase::Answering,
            Phase::Lingering,
            Phase::Over,
        ];
        ALL.get(usize::from(number)).copied().unwrap_or(Phase::Over)
    }
}

#[cfg(test)]
mod tests {
    use super::{Event, Phase};

    fn walk(events: &[Event]) -> Phase {
        events.iter().fold(Phase::Head, |phase, event| phase.after(*event).unwrap_or(phase))
    }

    #[test]
    fn a_request_without_a_body_waits_for_its_answer_and_then_for_the_next() {
        let head = [Event::Read, Event::BareRequest];
        assert_eq!(walk(&head), Phase::Answering);
        assert_eq!(walk(&[&head[..], &[Event::Wrote, Event::ReadWaits]].concat()), Phase::Answering);
        assert_eq!(walk(&[&head[..], &[Event::Answered]].concat()), Phase::Idle);
        assert_eq!(walk(&[&head[..], &[Event::Answered, Event::Read]].concat()), Phase::Head);
    }

    #[test]
    fn only_a_body_that_was_asked_for_and_does_not_come_runs_into_a_limit() {
        assert_eq!(walk(&[Event::Request]), Phase::Body);
        assert_eq!(Phase::Body.after(Event::TimeOut), None);
        assert_eq!(walk(&[Event::Request, Event::ReadWaits, Event::Read]), Phase::Body);
        assert_eq!(walk(&[Event::Request, Event::ReadWaits, Event::TimeOut]), Phase::Stalled);
        assert_eq!(walk(&[Event::Request, Event::ReadWaits, Event::TimeOut, Event::BodyDone]), Phase::Answering);
    }

    #[test]
    fn an_answer_is_never_cut_however_slow_its_reader() {
        assert_eq!(Phase::Answering.after(Event::TimeOut), None);
        assert_eq!(Phase::Idle.after(Event::WriteWaits), Some(Phase::Flushing));
        assert_eq!(Phase::Flushing.after(Event::TimeOut), None);
        assert_eq!(Phase::Flushing.after(Event::Wrote), Some(Phase::Idle));
    }

    #[test]
    fn what_is_over_stays_over_and_numbers_round_trip() {
        for number in 0..=u8::MAX {
            let phase = Phase::of(number);
            assert!(phase as u8 == number || (phase == Phase::Over && number > 8));
        }
        for event in [Event::Read, Event::Wrote, Event::Request, Event::Answered, Event::Linger, Event::TimeOut] {
            assert_eq!(Phase::Over.after(event), None);
        }
    }
}
