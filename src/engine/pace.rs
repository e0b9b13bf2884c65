//! When the next beat may be played.

use super::play::Beat;
use crate::wire::UnixTime;
use crate::wire::vector_store::Reading;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::Rng;
use std::fmt;
use std::str::FromStr;
use std::time::Duration;

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

/// How long a beat takes at realistic pace; `rng` spreads it by up to a quarter either way.
pub(super) fn delay(beat: &Beat, rng: &mut ChaCha8Rng) -> Duration {
    let middle = match beat {
        Beat::Start => 400,
        Beat::OpenMessage | Beat::OpenCalls | Beat::OpenCode | Beat::OpenSearch(_) => 500,
        Beat::Text(_) | Beat::Annotated { .. } | Beat::CodeInput(_) | Beat::Arguments(_) => 20,
        Beat::CodeOutputs(_) | Beat::CloseSearch(..) => 900,
        Beat::NextCall(_) => 60,
        Beat::Images | Beat::CloseMessage(_) | Beat::CloseCode(_) | Beat::Require(_) | Beat::End(..) => 40,
    };
    let spread = u64::from(rng.next_u32()) * middle / u64::from(u32::MAX) / 2;
    Duration::from_millis(middle * 3 / 4 + spread)
}

/// Waits. The only place where understage sleeps.
pub async fn wait(delay: Duration) {
    tokio::time::sleep(delay).await;
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
