//! `/_understage`: what the service never had. One file a concern.

pub mod clock;
pub mod coverage;
pub mod description;
pub mod events;
pub mod faults;
pub mod health;
pub mod journal;
pub mod metrics;
pub mod runs;
pub mod scenarios;
pub mod snapshot;
pub mod state;
pub mod sunset;
pub mod usage;
