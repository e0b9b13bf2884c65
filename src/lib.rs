//! understage stands in for the OpenAI Assistants API on your own machine.
//!
//! The binary is the product; the library is there so that tests can start a server in their own process:
//! [`Server::bind`] with a [`Config`].
//!
//! Layers, each importing only from those above it in this list:
//!
//! ```text
//! wire       JSON shapes, field for field
//! error      the catalogue of refusals
//! domain     rules: requests and objects, pure
//! scenario   what a run should do, as data, and the files in which users say so
//! store      the objects of each project, and one way to change them
//! retrieval  files to text, text to passages, and passages found again
//! responder  built-in answers: context to script
//! engine     runs in motion
//! http       bytes and status
//! server     sockets and limits
//! cli        the command line
//! ```
#![forbid(unsafe_code)]
#![warn(missing_docs)]

#[doc(hidden)]
pub mod cli;
mod domain;
mod engine;
mod error;
mod http;
mod responder;
#[doc(hidden)]
pub mod retrieval;
mod scenario;
mod server;
mod store;
mod wire;

pub use domain::clock::Start;
pub use domain::pace::Pace;
pub use domain::prices::Prices;
pub use domain::sunset::Sunset;
pub use domain::world::Clock;
pub use http::{App, AppConfig, Cut};
pub use scenario::{Problem, Scenarios, load, load_text};
pub use server::{BindError, Config, Limits, Server};
