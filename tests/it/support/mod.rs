//! What tests share: a server in this process with people and props to begin with, and one in a process of its own.

pub mod app;
pub mod program;
pub mod project;
pub mod shared;
pub mod sockets;
pub mod stage;
