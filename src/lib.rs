//! understage stands in for the OpenAI Assistants API on your own machine.
//!
//! Layers, each importing only from those before it:
//!
//! ```text
//! wire     JSON shapes
//! error    the catalogue of refusals
//! domain   rules: requests and objects, pure
//! store    the objects of each project, and one way to change them
//! ```
#![forbid(unsafe_code)]

mod domain;
mod error;
mod store;
mod wire;
