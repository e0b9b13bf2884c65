//! What every handler may use.

use crate::domain::pace::Pace;
use crate::domain::prices::Prices;
use crate::engine::Engine;
use crate::store::Projects;
use std::sync::Arc;

/// What a server's handlers share.
#[derive(Debug)]
pub struct Shared {
    /// Every project.
    pub projects: Projects,
    /// What plays runs.
    pub engine: Arc<Engine>,
    /// How fast runs are played unless a request says otherwise.
    pub pace: Pace,
    /// What things would have cost.
    pub prices: Prices,
}
