//! The shapes of the wire: what a client sees, field for field and in the order in which the service sent it.
//!
//! Serde only. Nothing here decides anything; rules live in [`crate::domain`].
//! Where one object is shown differently in different places (`wire.md` §3), it implements [`Shape`]
//! and the difference stands beside the field it concerns.

pub mod assistant;
pub mod bill;
pub mod content;
pub mod coverage;
pub mod event;
pub mod file;
pub mod ids;
pub mod leaks;
pub mod list;
pub mod message;
pub mod model;
pub mod run;
pub mod run_step;
pub mod thread;
pub mod tool;
pub mod upload;
pub mod usage;
pub mod vector_store;
mod view;

pub use view::{Shape, Shown, View};

/// Up to 16 key-value pairs that a client attaches to an object (spec `Metadata`).
pub type Metadata = serde_json::Map<String, serde_json::Value>;

/// Seconds since 1970, as every time stamp of the API.
pub type UnixTime = i64;
