//! The exact bytes of one whole stream: seed and clock are fixed, so ids and times are part of them.
//!
//! `plain_stream.txt` has everything but what the responder says: the pieces of its reply and their number.

use super::{only, streamed};
use crate::support::stage::Stage;
use serde_json::{Value, json};
use understage::Pace;

const WHOLE: &str = include_str!("plain_stream.txt");

/// One delta of the message in [`WHOLE`].
fn delta(message: &Value, number: usize, piece: &Value) -> String {
    let annotations = if number == 0 { r#","annotations":[]"# } else { "" };
    format!(
        "event: thread.message.delta\ndata: {{\"id\":{message},\"object\":\"thread.message.delta\",\"delta\":{{\
         \"content\":[{{\"index\":0,\"type\":\"text\",\"text\":{{\"value\":{piece}{annotations}}}}}]}}}}\n\n"
    )
}

#[tokio::test]
async fn a_stream_is_these_bytes() {
    let stage = Stage::plain(Pace::Instant).await;
    let reply = streamed(&stage, json!({})).await;
    let events = reply.events();
    let message = only(&events, "thread.message.completed");
    let tokens = only(&events, "thread.run.completed")["usage"]["completion_tokens"].as_u64().expect("usage");
    let pieces = events.iter().filter(|(name, _)| name == "thread.message.delta");
    let pieces = pieces.map(|(_, data)| &data["delta"]["content"][0]["text"]["value"]);
    let deltas: String = pieces.enumerate().map(|(number, piece)| delta(&message["id"], number, piece)).collect();
    // The question takes five tokens, its message four.
    let expected = WHOLE
        .replace("{DELTAS}", &deltas)
        .replace("{TEXT}", &message["content"][0]["text"]["value"].to_string())
        .replace("{COMPLETION}", &tokens.to_string())
        .replace("{TOTAL}", &(9 + tokens).to_string());
    assert_eq!(reply.text(), expected);
}
