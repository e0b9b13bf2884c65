//! Stories of what is said.

use super::player::{Player, order, thread};
use crate::stream::{names, only, text};
use crate::support::stage::id;
use serde_json::{Value, json};

/// The half of a message that was written stays; without any, there is no message.
pub async fn incomplete(player: &mut Player) {
    let assistant = player.assistant(json!({})).await;
    for (said, reason, half) in [
        ("Give me a long answer.", "max_completion_tokens", Some("The first point is that")),
        ("This is a long question.", "max_prompt_tokens", None),
    ] {
        let run = player.run(&assistant, said, json!({})).await;
        let now = player.now(&run).await;
        assert_eq!((&now["status"], &now["incomplete_details"]), (&json!("incomplete"), &json!({"reason": reason})));
        let messages = player.messages(&run).await;
        match half {
            Some(half) => {
                assert_eq!(messages[1]["status"], "incomplete");
                assert_eq!(messages[1]["content"][0]["text"]["value"], half);
            }
            None => assert_eq!(messages.len(), 1),
        }
        let events = player.streamed("/v1/threads/runs", order(&assistant, said, json!({}))).await;
        assert_eq!(only(&events, "thread.run.incomplete")["incomplete_details"]["reason"], reason);
        assert_eq!(text(&events), half.unwrap_or_default());
    }
}

/// Two conversations at once, each at its own question; behind the last question the scenario fits no more.
pub async fn interview(player: &mut Player) {
    let assistant = player.assistant(json!({"name": "Interviewer"})).await;
    let mut threads = Vec::new();
    for name in ["Ada", "Grace"] {
        let run = player.run(&assistant, "Hello", json!({})).await;
        assert_eq!(player.said(&run).await, "What is your name?");
        threads.push((run, name));
    }
    let second = |name: &str| format!("Nice to meet you, {name}. What do you do?");
    for (run, name) in &threads {
        assert_eq!(answer(player, run, name).await, second(name));
    }
    for (run, _) in threads.iter().rev() {
        assert_eq!(answer(player, run, "I program.").await, "Thank you. That was question 2 of 2.");
    }
    let free = answer(player, &threads[0].0, "Goodbye").await;
    assert!(!free.contains("question"), "the built-in responder answers: {free}");
}

/// Says something on the thread of `before`, and runs; what is said then.
async fn answer(player: &mut Player, before: &Value, said: &str) -> String {
    let body = json!({"assistant_id": before["assistant_id"],
        "additional_messages": [{"role": "user", "content": said}]});
    let run = player.post(&format!("{}/runs", thread(before)), body).await;
    assert_eq!(player.now(&run).await["status"], "completed");
    player.said(&run).await
}

/// A part of type `refusal`, and no text.
pub async fn refusal(player: &mut Player) {
    let assistant = player.assistant(json!({})).await;
    let order = order(&assistant, "How do I PICK A LOCK?", json!({}));
    let run = player.post("/v1/threads/runs", order.clone()).await;
    let content = json!([{"type": "refusal", "refusal": "I'm sorry, but I can't help with that."}]);
    assert_eq!(player.now(&run).await["status"], "completed");
    assert_eq!(player.messages(&run).await[1]["content"], content);
    let events = player.streamed("/v1/threads/runs", order).await;
    assert_eq!(only(&events, "thread.message.completed")["content"], content);
    assert_eq!(text(&events), "");
}

/// Five minutes between two words take no time: the project's clock is frozen.
pub async fn typing(player: &mut Player) {
    let assistant = player.assistant(json!({})).await;
    let order = order(&assistant, "Count, and take your time.", json!({}));
    let run = player.post("/v1/threads/runs", order.clone()).await;
    for (advance, status) in [("0s", "in_progress"), ("299s", "in_progress"), ("1s", "completed")] {
        player.advance(advance).await;
        assert_eq!(player.now(&run).await["status"], status, "{advance}");
    }
    assert_eq!(player.said(&run).await, "One, two, three.");

    let opened = player.open("/v1/threads/runs", order, "One, ").await;
    player.advance("5m").await;
    let (events, whole) = player.rest("/v1/threads/runs", opened).await;
    assert!(whole);
    let deltas = events.iter().filter(|(name, _)| name == "thread.message.delta");
    let pieces: Vec<&str> =
        deltas.filter_map(|(_, data)| data["delta"]["content"][0]["text"]["value"].as_str()).collect();
    assert_eq!(pieces, ["One, ", "two, ", "three."]);
    assert_eq!(names(&events).last(), Some(&"done"));
    assert_ne!(id(only(&events, "thread.run.completed")), id(&run));
}
