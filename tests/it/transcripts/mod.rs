//! Recordings of the real service, played again.
//!
//! Each recording's requests go to a fresh server in their order, with ids put in as replies bring them; what comes
//! back is laid beside what the service sent. Where the two part, one of [`rules::RULES`] must say why.
//!
//! ```text
//!  recording ──▶ session ──▶ player (bodies) ──▶ TestApp
//!      │                       │
//!      └──── what was sent ────┴──▶ compare (streams, lists, rules) ──▶ tally
//! ```

mod bodies;
mod compare;
mod ids;
mod lists;
mod player;
mod recording;
mod rules;
mod streams;
mod tally;

use crate::support::shared;
use player::Player;
use recording::Session;
use std::path::Path;
use tally::Tally;

/// What the last count came to; it may only rise.
const REPLAYED: usize = 484;
const EXACT: usize = 178;

/// Plays the sessions below `folder`, or those of one recording.
async fn replay(folder: &Path, only: Option<&str>) -> Tally {
    let mut tally = Tally::default();
    for session in Session::all(folder, &mut tally.left_out) {
        if only.is_some_and(|only| session.exchanges.iter().any(|exchange| exchange.source != only)) {
            continue;
        }
        Player::new(&session, &mut tally).play().await;
    }
    tally
}

#[tokio::test]
async fn recordings_replay_with_no_other_difference_than_the_rules_allow() {
    let Some(folder) = shared::folder("transcripts") else { return };
    let tally = replay(&folder, None).await;
    eprintln!("{tally}");
    assert!(tally.differences.is_empty(), "{} differences:\n{}", tally.differences.len(), tally.differences.join("\n"));
    assert_eq!(tally.unused_rules(), Vec::<&str>::new(), "rules that nothing needs");
    assert!(tally.replayed >= REPLAYED, "{tally}");
    assert!(tally.exact >= EXACT, "{tally}");
}

/// The maths tutor runs code before it answers, and streams it as the service did.
#[tokio::test]
async fn the_maths_tutor_runs_code_before_it_answers() {
    let Some(folder) = shared::folder("transcripts/openllmetry") else { return };
    let tally = replay(&folder, None).await;
    let events = tally.streams.first().expect("a recorded stream");
    assert_eq!(events.ours, events.recorded, "event names, runs of deltas taken as one");
}

/// A search is streamed as the service did: its step, then a message whose citation comes in one delta.
#[tokio::test]
async fn a_search_is_streamed_before_its_answer() {
    let Some(folder) = shared::folder("transcripts/openai-dotnet/AssistantsTests") else { return };
    let tally = replay(&folder, Some("FileSearchStreamingWorks.json")).await;
    assert!(tally.differences.is_empty(), "{:?}", tally.differences);
    let events = tally.streams.first().expect("a recorded stream");
    assert_eq!(events.ours, events.recorded, "event names, runs of deltas taken as one");
    assert!(events.cited.0 && events.cited.1, "a citation in both: {:?}", events.cited);
}
