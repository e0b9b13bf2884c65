//! One binary for all tests that go through the outside.

mod cli;
mod server;
mod support;
