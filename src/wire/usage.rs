//! Token counts of runs and steps.

use serde::Serialize;
use serde::ser::{SerializeStruct, Serializer};
use std::ops::AddAssign;

/// Tokens that a step, or a whole run, took.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// Tokens that went in: instructions, tools, messages, outputs.
    pub prompt_tokens: u64,
    /// Tokens that came out: text, code, arguments.
    pub completion_tokens: u64,
}

impl AddAssign for Usage {
    fn add_assign(&mut self, other: Self) {
        self.prompt_tokens += other.prompt_tokens;
        self.completion_tokens += other.completion_tokens;
    }
}

#[derive(Serialize)]
struct Cached {
    cached_tokens: u64,
}

#[derive(Serialize)]
struct Reasoning {
    reasoning_tokens: u64,
}

impl Serialize for Usage {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut usage = serializer.serialize_struct("Usage", 5)?;
        usage.serialize_field("prompt_tokens", &self.prompt_tokens)?;
        usage.serialize_field("completion_tokens", &self.completion_tokens)?;
        usage.serialize_field("total_tokens", &(self.prompt_tokens + self.completion_tokens))?;
        // Singular, as recorded (wire.md §3).
        usage.serialize_field("prompt_token_details", &Cached { cached_tokens: 0 })?;
        usage.serialize_field("completion_tokens_details", &Reasoning { reasoning_tokens: 0 })?;
        usage.end()
    }
}
