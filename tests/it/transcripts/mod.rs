//! Recordings of the real service, played again.
//!
//! Each recording's requests go to a fresh server in their order, with ids put in as replies bring them; what comes
//! back is laid beside what the service sent. Where the two part, one of [`rules::RULES`] must say why.
//!
//! ```text
//!  recording ──▶ session ──▶ player ──▶ TestApp
//!      │                       │
//!      └──── what was sent ────┴──▶ compare (lists, rules) ──▶ tally
//! ```

mod compare;
mod ids;
mod lists;
mod player;
mod recording;
mod rules;
mod tally;

use crate::support::shared;
use player::Player;
use recording::Session;
use std::path::Path;
use tally::Tally;

/// What the last count came to; it may only rise.
const REPLAYED: usize = 355;
const EXACT: usize = 137;

async fn replay(folder: &Path) -> Tally {
    let mut tally = Tally::default();
    for session in Session::all(folder, &mut tally.left_out) {
        Player::new(&session, &mut tally).play().await;
    }
    tally
}

#[tokio::test]
async fn recordings_replay_with_no_other_difference_than_the_rules_allow() {
    let Some(folder) = shared::folder("transcripts") else { return };
    let tally = replay(&folder).await;
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
    let tally = replay(&folder).await;
    let events = tally.streams.first().expect("a recorded stream");
    assert_eq!(events.ours, events.recorded, "event names, runs of deltas taken as one");
}
