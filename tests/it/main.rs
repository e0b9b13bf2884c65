//! One binary for all tests that go through the outside.

mod cli;
mod contract;
mod server;
mod support;
mod transcripts;
