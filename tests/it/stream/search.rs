//! A run that searches, as its stream tells it.

use super::{agree, names, only, parse, text};
use crate::support::app::TestApp;
use crate::support::stage::{Stage, id};
use serde_json::json;
use understage::Pace;

const INK: &str = "The ink of the Calla pen is permanent blue.";

#[tokio::test]
async fn a_search_is_a_step_and_a_citation_a_delta() {
    let app = TestApp::paced(Pace::Instant);
    let file = id(&app.upload("pens.txt", "assistants", INK.as_bytes()).await);
    let stage = Stage::on(app, json!([{"type": "file_search"}]), "Hello.").await;
    let attached = json!([{"file_id": file, "tools": [{"type": "file_search"}]}]);
    let ask = json!({"role": "user", "content": "What colour is the ink of the Calla pen?", "attachments": attached});
    stage.app.made(&stage.path("/messages"), ask).await;
    let path = stage.path("/runs?include[]=step_details.tool_calls[*].file_search.results[*].content");
    let path = path.replace('[', "%5B").replace(']', "%5D");
    let reply = stage.app.post(&path, json!({"assistant_id": stage.assistant, "stream": true})).await;
    let events = parse(&reply.text());
    // The order of FileSearchStreamingWorks (wire.md §4).
    assert_eq!(
        names(&events),
        [
            "thread.run.created",
            "thread.run.queued",
            "thread.run.in_progress",
            "thread.run.step.created",
            "thread.run.step.in_progress",
            "thread.run.step.delta",
            "thread.run.step.completed",
            "thread.run.step.created",
            "thread.run.step.in_progress",
            "thread.message.created",
            "thread.message.in_progress",
            "thread.message.delta",
            "thread.message.completed",
            "thread.run.step.completed",
            "thread.run.completed",
            "done",
        ]
    );
    let call = &only(&events, "thread.run.step.delta")["delta"]["step_details"]["tool_calls"][0];
    let ranking = json!({"ranker": "default_2024_08_21", "score_threshold": 0.0});
    let expected = json!({"index": 0, "id": call["id"], "type": "file_search",
        "file_search": {"ranking_options": ranking, "results": []}});
    assert_eq!(call.to_string(), expected.to_string(), "in this order");
    let (_, step) = events.iter().find(|(name, _)| name == "thread.run.step.completed").expect("a step");
    let found = &step["step_details"]["tool_calls"][0]["file_search"]["results"][0];
    let keys: Vec<&String> = found.as_object().expect("an object").keys().collect();
    assert_eq!(keys, ["file_id", "file_name", "score", "attributes", "content"]);
    assert_eq!(found["content"], json!([{"type": "text", "text": INK}]), "it was asked for");

    let cited = |event: &&super::Event| event.1["delta"]["content"][0]["text"]["annotations"][0].is_object();
    let (_, delta) = events.iter().find(cited).expect("a citation");
    let own = &delta["delta"]["content"][0]["text"];
    let marker = "【4:0†pens.txt】";
    let start = INK.chars().count() - 1;
    let annotation = json!({"index": 0, "type": "file_citation", "text": marker, "start_index": start,
        "end_index": start + marker.chars().count(), "file_citation": {"file_id": file, "quote": ""}});
    assert_eq!(own.to_string(), json!({"value": marker, "annotations": [annotation]}).to_string(), "in this order");
    let message = only(&events, "thread.message.completed");
    assert_eq!(message["content"][0]["text"]["value"], json!(text(&events)));
    assert_eq!(message["content"][0]["text"]["annotations"][0]["file_citation"]["quote"], INK);

    let reply = stage.app.post(&stage.path("/runs"), json!({"assistant_id": stage.assistant, "stream": true})).await;
    agree(&stage.app, &parse(&reply.text())).await;
}

#[tokio::test]
async fn texts_are_shown_with_a_new_thread_too() {
    let app = TestApp::paced(Pace::Instant);
    let file = app.upload("pens.txt", "assistants", INK.as_bytes()).await["id"].clone();
    let store = json!({"file_search": {"vector_stores": [{"file_ids": [file]}]}});
    let body = json!({"model": "gpt-4o", "tools": [{"type": "file_search"}], "tool_resources": store});
    let assistant = id(&app.made("/v1/assistants", body).await);
    let thread = json!({"messages": [{"role": "user", "content": "What colour is the ink of the Calla pen?"}]});
    let body = json!({"assistant_id": assistant, "thread": thread, "stream": true});
    for (query, shown) in [("", false), ("?include[]=step_details.tool_calls[*].file_search.results[*].content", true)]
    {
        let path = format!("/v1/threads/runs{query}").replace('[', "%5B").replace(']', "%5D");
        let events = parse(&app.post(&path, body.clone()).await.text());
        let (_, step) = events.iter().find(|(name, _)| name == "thread.run.step.completed").expect("a step");
        let found = &step["step_details"]["tool_calls"][0]["file_search"]["results"][0];
        assert_eq!(found.get("content").is_some(), shown, "{query}");
    }
}
