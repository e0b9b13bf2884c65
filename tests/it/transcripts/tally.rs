//! The count of a replay.

use super::recording::LeftOut;
use super::rules::RULES;
use std::collections::BTreeMap;
use std::fmt;

/// How it went.
#[derive(Debug, Default)]
pub struct Tally {
    /// Exchanges played and compared.
    pub replayed: usize,
    /// Those among them that needed no rule.
    pub exact: usize,
    /// Exchanges not played.
    pub left_out: LeftOut,
    /// How often each rule was needed.
    pub rules: BTreeMap<&'static str, usize>,
    /// What no rule allows.
    pub differences: Vec<String>,
    /// Names of events, runs of deltas taken as one.
    pub streams: Vec<Stream>,
}

/// The events of one stream, as recorded and as played.
#[derive(Debug)]
pub struct Stream {
    pub recorded: Vec<String>,
    pub ours: Vec<String>,
    /// Whether a delta cites a file, as recorded and as played.
    pub cited: (bool, bool),
}

impl Tally {
    pub fn unused_rules(&self) -> Vec<&'static str> {
        RULES.iter().map(|rule| rule.name).filter(|name| !self.rules.contains_key(name)).collect()
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "recordings: {} exchanges replayed, {} equal without any rule", self.replayed, self.exact)?;
        for (reason, count) in &self.left_out {
            writeln!(f, "  left out {count:4}: {reason}")?;
        }
        for rule in RULES {
            let count = self.rules.get(rule.name).copied().unwrap_or_default();
            writeln!(f, "  rule {count:8}: {}: {}", rule.name, rule.reason)?;
        }
        Ok(())
    }
}
