//! One binary for all tests that go through the outside.

mod api;
mod cli;
mod cli_scenarios;
mod contract;
mod crowd;
mod determinism;
mod house;
mod listeners;
mod retrieval;
mod server;
mod stream;
mod support;
mod transcripts;
