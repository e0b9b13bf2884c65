//! When the next beat may be played.

use super::play::Beat;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::Rng;
use std::time::Duration;

/// How long a beat takes at realistic pace; `rng` spreads it by up to a quarter either way.
pub(super) fn delay(beat: &Beat, rng: &mut ChaCha8Rng) -> Duration {
    let middle = match beat {
        Beat::Start => 400,
        Beat::OpenMessage | Beat::OpenCalls | Beat::OpenCode | Beat::OpenSearch(_) => 500,
        Beat::Text(_) | Beat::Refusal(_) | Beat::Annotated { .. } | Beat::CodeInput(_) | Beat::Arguments(_) => 20,
        Beat::CodeOutputs(_) | Beat::CloseSearch(..) => 900,
        Beat::NextCall(_) => 60,
        // These two are no work of the model's: a pause of their own decides.
        Beat::Wait(_) | Beat::Hold | Beat::Drop(_) => 0,
        Beat::Images
        | Beat::Enclose(_)
        | Beat::CloseMessage(_)
        | Beat::CloseCode(_)
        | Beat::Require(_)
        | Beat::End(..) => 40,
    };
    let spread = u64::from(rng.next_u32()) * middle / u64::from(u32::MAX) / 2;
    Duration::from_millis(middle * 3 / 4 + spread)
}

/// Waits. The only place where understage sleeps.
pub async fn wait(delay: Duration) {
    tokio::time::sleep(delay).await;
}
