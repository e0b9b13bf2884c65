//! Bytes and status: routes, who is asking, bodies in and out. No rules.
//!
//! A request enters at [`App::answer`], passes the guard, is matched against [`routes`], and lands in the handler of
//! its row, which checks, converts, calls and wraps.

mod app;
mod assistants;
mod body;
mod caller;
mod control;
mod envelope;
mod faults;
mod file_batches;
mod files;
mod frames;
mod guard;
mod ids;
mod journaling;
mod matching;
mod messages;
mod models;
mod multipart;
mod respond;
mod routes;
mod run_steps;
mod runs;
mod shared;
mod sse;
mod sunset;
mod threads;
mod uploads;
mod vector_store_files;
mod vector_stores;

pub use app::{App, AppConfig};
pub use faults::Cut;
pub use routes::{RouteRow, route_rows};
