//! How fast runs are played.

use crate::wire::UnixTime;
use crate::wire::vector_store::Reading;
use std::fmt;
use std::str::FromStr;

/// How fast runs are played.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pace {
    /// At once, inside the request that starts them.
    #[default]
    Instant,
    /// As fast as the service was: a second or so to the first token, then some fifty a second.
    Realistic,
    /// Each status lasts so many reads of the run. A run that is streamed is never read, and so plays at once.
    Polls(u32),
    /// Only when the control API says so, beat by beat.
    Step,
}

impl Pace {
    /// How long a client that polls should wait for the next read, in milliseconds (`openai-poll-after-ms`).
    pub fn poll_after_ms(self) -> u32 {
        match self {
            Self::Instant | Self::Polls(_) => 1,
            Self::Step => 20,
            Self::Realistic => 100,
        }
    }
}

/// The pace of a request, and whether the request itself asked for it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tempo {
    /// How fast.
    pub pace: Pace,
    /// Whether the request said so; otherwise it is the server's.
    pub asked: bool,
}

/// Seconds for which a file is being read at realistic pace.
const READING: UnixTime = 2;

impl Pace {
    /// When a file is read that a request at this pace puts into a vector store. A store has no beats: at pace `step`
    /// its files are read on sight.
    pub fn reading(self, now: UnixTime) -> Reading {
        match self {
            Self::Instant | Self::Step => Reading::OnSight,
            Self::Polls(looks) => Reading::AfterLooks(looks),
            Self::Realistic => Reading::From(now + READING),
        }
    }
}

impl fmt::Display for Pace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Instant => f.write_str("instant"),
            Self::Realistic => f.write_str("realistic"),
            Self::Polls(reads) => write!(f, "polls:{reads}"),
            Self::Step => f.write_str("step"),
        }
    }
}

impl FromStr for Pace {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "instant" => Ok(Self::Instant),
            "realistic" => Ok(Self::Realistic),
            "step" => Ok(Self::Step),
            _ => match text.strip_prefix("polls:").map(str::parse) {
                Some(Ok(reads @ 1..=1000)) => Ok(Self::Polls(reads)),
                Some(_) => Err(format!("'{text}' is not a pace: polls:N takes a whole number from 1 to 1000")),
                None => Err(format!("'{text}' is not a pace: it is one of instant, realistic, polls:N, step")),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paces_read_as_they_print() {
        for text in ["instant", "realistic", "polls:3", "step"] {
            assert_eq!(text.parse::<Pace>().map(|pace| pace.to_string()), Ok(text.to_owned()));
        }
        for text in ["", "fast", "polls", "polls:", "polls:0", "polls:-1", "polls:x", "polls:1001"] {
            assert!(text.parse::<Pace>().is_err_and(|error| error.contains(text)), "{text}");
        }
    }
}
