//! The rules: pure functions from a request and what is known to a new object or a refusal.
//!
//! No I/O, no async, no storage. Each resource has a room that reads its requests, applies its limits and makes
//! its objects; [`lifecycle`] holds the machines of runs and steps, [`world`] the clock and the ids.

pub mod assistant;
pub mod clock;
pub mod date;
pub mod fault;
pub mod fields;
pub mod file;
pub mod filter;
pub mod journal;
pub mod lifecycle;
pub mod message;
pub mod model;
pub mod pace;
pub mod page;
pub mod prices;
pub mod run;
pub mod schema;
pub mod search;
pub mod sunset;
pub mod thread;
pub mod tool;
pub mod upload;
pub mod vector_store;
pub mod world;
