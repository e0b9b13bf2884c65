//! `/_understage`: what the service never had. One file a concern.

pub mod clock;
pub mod faults;
pub mod health;
pub mod runs;
pub mod snapshot;
pub mod state;
