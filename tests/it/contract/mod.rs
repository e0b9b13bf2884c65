//! The contract: what is served is what `openapi/understage.json` says, and what the published description says.
//!
//! ```text
//!  routes     the binary's route table, our description and the published one name the same operations
//!  walk       stories (here, and in runs, stores, searches, uploads) in which every reply and every event is checked
//!             against both descriptions
//!  negative   valid bodies broken in one place each: the right refusal, and nothing has changed
//! ```

pub mod checked;
mod control;
mod description;
mod mutations;
mod negative;
mod routes;
mod runs;
mod searches;
mod stores;
mod uploads;
mod walk;
mod watched;
