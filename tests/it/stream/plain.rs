//! Runs that talk.

use super::{Open, PLAIN, agree, names, only, streamed, text};
use crate::support::app::NOW;
use crate::support::stage::Stage;
use serde_json::{Value, json};
use understage::Pace;

#[tokio::test]
async fn a_plain_run_tells_its_story() {
    let stage = Stage::plain(Pace::Instant).await;
    let events = streamed(&stage, json!({})).await.events();
    assert_eq!(names(&events), PLAIN);
    let of = |name: &str| only(&events, name);
    assert_eq!(of("thread.run.created"), of("thread.run.queued"));
    assert_eq!(
        (&of("thread.run.created")["status"], &of("thread.run.created")["started_at"]),
        (&json!("queued"), &Value::Null)
    );
    assert_eq!(
        (&of("thread.run.in_progress")["status"], &of("thread.run.in_progress")["started_at"]),
        (&json!("in_progress"), &json!(NOW))
    );
    assert_eq!(of("thread.run.step.created"), of("thread.run.step.in_progress"));
    assert_eq!(of("thread.run.step.created")["usage"], Value::Null);
    assert_eq!(of("thread.message.created"), of("thread.message.in_progress"));
    let begun = of("thread.message.created");
    assert_eq!((&begun["status"], &begun["content"]), (&json!("in_progress"), &json!([])));
    let step = of("thread.run.step.completed");
    assert_eq!(step["step_details"]["message_creation"]["message_id"], begun["id"]);
    assert_eq!((&step["expires_at"], &step["completed_at"]), (&json!(NOW + 600), &json!(NOW)));
    let done = of("thread.run.completed");
    assert_eq!((&done["expires_at"], &done["usage"]), (&Value::Null, &step["usage"]));
    agree(&stage.app, &events).await;
}

#[tokio::test]
async fn deltas_add_up_to_the_message() {
    let stage = Stage::plain(Pace::Instant).await;
    let events = streamed(&stage, json!({})).await.events();
    let message = only(&events, "thread.message.completed");
    assert_eq!(message["content"][0]["text"]["value"], text(&events));
    let deltas: Vec<&Value> =
        events.iter().filter(|(name, _)| name == "thread.message.delta").map(|(_, data)| data).collect();
    assert!(deltas.len() > 1);
    for (number, delta) in deltas.iter().enumerate() {
        assert_eq!((&delta["id"], &delta["object"]), (&message["id"], &json!("thread.message.delta")));
        let text = &delta["delta"]["content"][0]["text"];
        let value = &text["value"];
        let expected = if number == 0 { json!({"value": value, "annotations": []}) } else { json!({"value": value}) };
        assert_eq!(delta["delta"], json!({"content": [{"index": 0, "type": "text", "text": expected}]}));
        assert_ne!(value, "");
    }
    let tokens = only(&events, "thread.run.completed")["usage"]["completion_tokens"].as_u64();
    assert!(tokens >= Some(deltas.len() as u64), "a delta is a token, or a few that share a character");
}

#[tokio::test]
async fn a_thread_that_is_made_comes_first() {
    let stage = Stage::plain(Pace::Instant).await;
    let thread = json!({"messages": [{"role": "user", "content": "Hi"}], "metadata": {"k": "v"}});
    let body = json!({"assistant_id": stage.assistant, "thread": thread, "stream": true});
    let events = stage.app.post("/v1/threads/runs", body).await.events();
    assert_eq!(names(&events), [&["thread.created"], &PLAIN[..]].concat());
    let made = only(&events, "thread.created");
    assert_eq!((&made["metadata"], &made["object"]), (&json!({"k": "v"}), &json!("thread")));
    assert_eq!(made["tool_resources"], json!({"code_interpreter": {"file_ids": []}}));
    assert_eq!(only(&events, "thread.run.created")["thread_id"], made["id"]);
    agree(&stage.app, &events).await;
}

#[tokio::test]
async fn streamed_or_not_a_run_is_the_same() {
    let (told, polled) = (Stage::plain(Pace::Instant).await, Stage::plain(Pace::Instant).await);
    let events = streamed(&told, json!({})).await.events();
    let run = polled.start(json!({})).await;
    assert_eq!(told.now(&run).await, polled.now(&run).await, "one seed, one script, one run");
    assert_eq!(told.messages().await, polled.messages().await);
    assert_eq!(told.steps(&run).await, polled.steps(&run).await);
    assert_eq!(only(&events, "thread.run.queued")["id"], run["id"]);
}

#[tokio::test]
async fn pace_changes_nothing_but_when() {
    let instant = streamed(&Stage::plain(Pace::Instant).await, json!({})).await;
    let polls = streamed(&Stage::plain(Pace::Polls(3)).await, json!({})).await;
    assert_eq!(instant.text(), polls.text(), "nobody polls a stream: it plays at once");
    let stage = Stage::plain(Pace::Step).await;
    let mut open = Open::run(&stage, json!({})).await;
    let run = open.ready().0.remove(0).1;
    assert_eq!(names(&instant.events())[..2], PLAIN[..2]);
    let mut events = instant.events()[..2].to_vec();
    for _ in 0..2000 {
        stage.step(&run, 1).await;
        let (more, over) = open.ready();
        events.extend(more);
        if over {
            break;
        }
    }
    assert_eq!(events, instant.events());
}

#[tokio::test]
async fn what_was_ready_together_leaves_as_one_frame() {
    for stage in [Stage::plain(Pace::Instant).await, Stage::weather(Pace::Instant).await] {
        let mut open = Open::run(&stage, json!({})).await;
        let frame = open.frame().expect("it is all there");
        assert!(frame.ends_with(b"event: done\ndata: [DONE]\n\n"));
        assert_eq!(open.frame(), Some(Vec::new()), "and then the end");
    }
}

#[tokio::test]
async fn a_refusal_is_plain_json_and_no_stream() {
    let stage = Stage::plain(Pace::Step).await;
    let run = stage.start(json!({})).await;
    for (extra, status) in [
        (json!({"stream": true}), 400),
        (json!({"stream": true, "assistant_id": format!("asst_{}", "0".repeat(24))}), 404),
        (json!({"stream": true, "model": "gpt-9"}), 400),
    ] {
        let reply = stage.ask(extra).await;
        assert_eq!((reply.status, reply.header("content-type")), (status, Some("application/json")));
        assert!(reply.json()["error"]["message"].is_string());
    }
    let outputs = json!({"tool_outputs": [], "stream": true});
    let reply = stage.app.post(&stage.at(&run, "/submit_tool_outputs"), outputs).await;
    assert_eq!((reply.status, reply.header("content-type")), (400, Some("application/json")));
}
