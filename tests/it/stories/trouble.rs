//! Stories of what goes wrong.

use super::player::{Player, order, path, thread};
use crate::stream::text;
use crate::support::app::NOW;
use crate::support::stage::id;
use serde_json::{Value, json};

/// A third of all requests fail; a client that tries again gets through, and without the rules nothing fails.
pub async fn brown_out(player: &mut Player) {
    let (mut refused, mut made) = (0, 0);
    for _ in 0..60 {
        let reply = player.send("POST", "/v1/threads", Some(json!({}))).await;
        match reply.status {
            503 => {
                assert_eq!(reply.header("retry-after-ms"), Some("1"));
                refused += 1;
            }
            status => {
                assert_eq!(status, 200);
                made += 1;
            }
        }
    }
    assert!((10..=30).contains(&refused), "{refused} of 60, {made} made");
    let faults = player.send("DELETE", "/_understage/faults", None).await;
    assert_eq!(faults.status, 200);
    for _ in 0..20 {
        player.post("/v1/threads", json!({})).await;
    }
}

/// A run in each status that can be cancelled, and what becomes of it.
pub async fn cancel(player: &mut Player) {
    let function = json!({"type": "function", "function": {"name": "anything"}});
    let assistant = player.assistant(json!({"tools": [function], "instructions": "Talk."})).await;
    for (name, before) in [
        ("cancel-queued", "queued"),
        ("cancel-in-progress", "in_progress"),
        ("cancel-requires-action", "requires_action"),
        ("cancel-cancelling", "queued"),
    ] {
        let run = player.run(&assistant, "Hello", json!({"metadata": {"scenario": name}})).await;
        assert_eq!(player.now(&run).await["status"], before, "{name}");
        let reply = player.post(&path(&run, "/cancel"), json!({})).await;
        assert_eq!(reply["status"], "cancelling", "{name}");
        match name {
            "cancel-queued" => {
                let stepped = player.post(&format!("/_understage/runs/{}/step", id(&run)), json!({})).await;
                assert_eq!(stepped["status"], "cancelled");
            }
            "cancel-in-progress" => {
                let message = player.messages(&run).await.remove(1);
                assert_eq!(
                    (&message["status"], &message["incomplete_details"]["reason"]),
                    (&json!("incomplete"), &json!("run_cancelled"))
                );
                assert_eq!(message["content"][0]["text"]["value"], "The first half");
            }
            "cancel-cancelling" => {
                assert_eq!(player.now(&run).await["status"], "cancelling");
                player.refused(&path(&run, "/cancel"), json!({})).await;
                assert_eq!(player.now(&run).await["status"], "cancelling");
            }
            _ => {}
        }
        let over = player.now(&run).await;
        assert_eq!((&over["status"], &over["cancelled_at"]), (&json!("cancelled"), &json!(NOW)), "{name}");
        player.refused(&path(&run, "/cancel"), json!({})).await;
    }
}

/// The stream breaks in the middle; the run is over all the same, and its message whole.
pub async fn cut_stream(player: &mut Player) {
    let assistant = player.assistant(json!({})).await;
    let order = order(&assistant, "Tell me a story.", json!({}));
    let opened = player.open("/v1/threads/runs", order, "thread.run.created").await;
    let (events, whole) = player.rest("/v1/threads/runs", opened).await;
    assert!(!whole, "the connection broke");
    assert_eq!(text(&events), "Once upon a time, ");
    assert!(events.iter().all(|(name, _)| name != "done" && name != "thread.run.completed"));
    let created = events.iter().find(|(name, _)| name == "thread.run.created");
    let run = &created.expect("a program notes the run's id when it comes").1;
    assert_eq!(player.now(run).await["status"], "completed");
    assert_eq!(player.said(run).await, "Once upon a time, there was a server that kept its word.");
}

/// Nobody answers: ten minutes after it was made the run has expired, and its thread is free.
pub async fn expiry(player: &mut Player) {
    let function = json!({"type": "function", "function": {"name": "ask_for_approval"}});
    let assistant = player.assistant(json!({"tools": [function]})).await;
    let run = player.run(&assistant, "Please approve invoice 12.", json!({})).await;
    let call = player.now(&run).await["required_action"]["submit_tool_outputs"]["tool_calls"][0].take();
    assert_eq!(call["function"]["arguments"], r#"{"document":"Please approve invoice 12."}"#);
    player.advance("599s").await;
    assert_eq!(player.now(&run).await["status"], "requires_action");
    player.advance("1s").await;
    assert_eq!(player.now(&run).await["status"], "expired");
    let outputs = json!({"tool_outputs": [{"tool_call_id": call["id"], "output": "yes"}]});
    player.refused(&path(&run, "/submit_tool_outputs"), outputs).await;
    let again = player.post(&format!("{}/runs", thread(&run)), json!({"assistant_id": assistant})).await;
    assert_eq!(player.submit(&again, &["yes"]).await["status"], "completed");
    assert_eq!(player.said(&again).await, "Approved: yes");

    let run = player.run(&assistant, "You may dawdle.", json!({})).await;
    assert_eq!(player.now(&run).await["status"], "expired");
    let message = player.messages(&run).await.remove(1);
    assert_eq!(
        (&message["status"], &message["incomplete_details"]["reason"]),
        (&json!("incomplete"), &json!("run_expired"))
    );
}

/// Two refusals, and then the run; and a limit that strikes in the middle of one.
pub async fn rate_limit(player: &mut Player) {
    let assistant = player.assistant(json!({})).await;
    let messages = json!([{"role": "user", "content": "Hello"}]);
    let thread = id(&player.post("/v1/threads", json!({"messages": messages})).await);
    let runs = format!("/v1/threads/{thread}/runs");
    let body = json!({"assistant_id": assistant});
    for _ in 0..2 {
        let reply = player.send("POST", &runs, Some(body.clone())).await;
        assert_eq!((reply.status, reply.header("retry-after-ms")), (429, Some("1")));
        assert_eq!(reply.json()["error"]["code"], "rate_limit_exceeded");
    }
    let run = player.post(&runs, body).await;
    assert_eq!(player.now(&run).await["status"], "completed");
    let list: Value = player.get(&runs).await;
    assert_eq!(list["data"].as_array().map(Vec::len), Some(1), "what was refused has left nothing behind");

    let run = player.run(&assistant, "Do not overload yourself.", json!({})).await;
    let failed = player.now(&run).await;
    let error = json!({"code": "rate_limit_exceeded", "message": "Rate limit reached for gpt-4o."});
    assert_eq!((&failed["status"], &failed["last_error"]), (&json!("failed"), &error));
}
