//! Runs that search: assistants with stores, threads with stores, messages with files.

use super::checked::{Checked, id};
use super::runs::look;
use super::stores::{QUESTION, notes, store};
use serde_json::{Value, json};

const INCLUDE: &str = "include[]=step_details.tool_calls[*].file_search.results[*].content";

fn tools() -> Value {
    json!([{"type": "file_search", "file_search": {"max_num_results": 3}}])
}

/// A thread that asks, with these further fields; its path.
async fn thread(server: &Checked, message: Value, more: Value) -> String {
    let mut message = message;
    message["role"] = json!("user");
    message["content"] = json!(QUESTION);
    let mut body = json!({"messages": [message]});
    body.as_object_mut().expect("an object").append(&mut more.as_object().expect("an object").clone());
    let made = server.made("/v1/threads", body).await;
    let path = format!("/v1/threads/{}", id(&made));
    assert_eq!(server.got(&path).await["id"], made["id"]);
    path
}

/// Streams a run, and looks at it; the annotation of its answer.
async fn answer(server: &Checked, thread: &str, assistant: &str) -> Value {
    let body = json!({"assistant_id": assistant, "stream": true});
    let events = server.streamed(&format!("{thread}/runs?{INCLUDE}"), body).await;
    let run = id(&events[0].1);
    look(server, thread, &run).await;
    let steps = format!("{thread}/runs/{run}/steps");
    let searches = |steps: Value| {
        let steps = steps["data"].as_array().expect("steps").clone();
        steps.into_iter().filter(|step| step["step_details"]["tool_calls"][0]["type"] == "file_search")
    };
    for (query, shown) in [("", false), (INCLUDE, true)] {
        for step in searches(server.got(&format!("{steps}?{query}")).await) {
            let step = server.got(&format!("{steps}/{}?{query}", id(&step))).await;
            let result = &step["step_details"]["tool_calls"][0]["file_search"]["results"][0];
            assert_eq!(result["content"][0]["text"].is_string(), shown, "{result}");
        }
    }
    let delta = |(name, data): &(String, Value)| {
        let annotation = &data["delta"]["content"][0]["text"]["annotations"][0];
        (name == "thread.message.delta" && annotation.is_object()).then(|| annotation.clone())
    };
    let annotation = events.iter().find_map(delta).expect("a citation");
    let message = &server.got(&format!("{thread}/messages?run_id={run}")).await["data"][0];
    let whole = &message["content"][0]["text"]["annotations"][0];
    assert_eq!((&annotation["text"], &annotation["type"]), (&whole["text"], &json!("file_citation")));
    annotation
}

/// Every way in which a run may come by files to search.
pub async fn all(server: &Checked) {
    let notes = notes(server).await;
    let kept = store(server, json!({"file_ids": [notes]})).await;
    let kept = json!({"file_search": {"vector_store_ids": [kept.trim_start_matches("/v1/vector_stores/")]}});
    let new = json!({"file_search": {"vector_stores": [{"file_ids": [notes], "metadata": {"k": "v"},
        "chunking_strategy": {"type": "auto"}}]}});
    let assistant = |resources: Value| {
        let body = json!({"model": "gpt-4o", "tools": tools(), "tool_resources": resources});
        async move { server.made("/v1/assistants", body).await }
    };
    let bare = id(&assistant(json!({})).await);
    for resources in [&kept, &new] {
        let searching = assistant(resources.clone()).await;
        assert!(searching["tool_resources"]["file_search"]["vector_store_ids"][0].is_string(), "{searching}");
        let thread = thread(server, json!({}), json!({})).await;
        answer(server, &thread, &id(&searching)).await;
        let path = format!("/v1/assistants/{}", id(&searching));
        server.made(&path, json!({"tool_resources": {"file_search": {"vector_store_ids": []}}})).await;
        server.made(&path, json!({"tool_resources": kept})).await;
        server.got(&path).await;
    }
    for resources in [&kept, &new] {
        let thread = thread(server, json!({}), json!({"tool_resources": resources})).await;
        answer(server, &thread, &bare).await;
        server.made(&thread, json!({"tool_resources": kept})).await;
    }
    let attached = json!({"attachments": [{"file_id": notes, "tools": tools_of_attachment()}]});
    let thread = thread(server, attached.clone(), json!({})).await;
    answer(server, &thread, &bare).await;
    let mut message = attached;
    message["role"] = json!("user");
    message["content"] = json!(QUESTION);
    server.made(&format!("{thread}/messages"), message.clone()).await;
    let body = json!({"assistant_id": bare, "additional_messages": [message], "tools": tools()});
    look(server, &thread, &id(&server.made(&format!("{thread}/runs"), body).await)).await;
    let body = json!({"assistant_id": bare, "stream": true, "tool_choice": {"type": "file_search"},
        "thread": {"messages": [{"role": "user", "content": QUESTION}], "tool_resources": new}});
    server.streamed("/v1/threads/runs", body).await;
    beat_by_beat(server, &thread, &bare).await;
}

fn tools_of_attachment() -> Value {
    json!([{"type": "file_search"}, {"type": "code_interpreter"}])
}

/// A search that is seen while it goes on.
async fn beat_by_beat(server: &Checked, thread: &str, assistant: &str) {
    let server = &server.paced("step");
    let run = id(&server.made(&format!("{thread}/runs"), json!({"assistant_id": assistant})).await);
    for _ in 0..1_000 {
        look(server, thread, &run).await;
        if server.got(&format!("{thread}/runs/{run}")).await["status"] == "completed" {
            return;
        }
        server.ask("POST", &format!("/_understage/runs/{run}/step"), None).await;
    }
    panic!("the run was never completed");
}

/// What cannot be searched is refused.
pub async fn refused(server: &Checked) {
    let table = server.upload("data.csv", "assistants", b"x,y\n1,2\n").await;
    let unknown = json!({"file_search": {"vector_store_ids": ["vs_00000000000000000000000000000000"]}});
    let files = json!({"file_search": {"vector_stores": [{"file_ids": [table]}]}});
    let both = json!({"file_search": {"vector_stores": [{}], "vector_store_ids": []}});
    for (status, resources) in [(404, unknown), (400, files), (400, both)] {
        let body = json!({"tool_resources": resources});
        server.refused(status, "POST", "/v1/threads", Some(body.clone())).await;
        let mut assistant = body;
        assistant["model"] = json!("gpt-4o");
        server.refused(status, "POST", "/v1/assistants", Some(assistant)).await;
    }
    let attached = json!({"role": "user", "content": "x", "attachments": [{"file_id": table,
        "tools": [{"type": "file_search"}]}]});
    let got = server.refused(400, "POST", "/v1/threads", Some(json!({"messages": [attached]}))).await;
    assert_eq!(got.0, "unsupported_file");
    // A store that goes after it was named.
    let (store, tools) = (store(server, json!({})).await, tools());
    let named = json!({"file_search": {"vector_store_ids": [store.trim_start_matches("/v1/vector_stores/")]}});
    let body = json!({"model": "gpt-4o", "tools": tools, "tool_resources": named});
    let assistant = id(&server.made("/v1/assistants", body).await);
    server.ask("DELETE", &store, None).await;
    let thread = thread(server, json!({}), json!({})).await;
    server.refused(404, "POST", &format!("{thread}/runs"), Some(json!({"assistant_id": assistant}))).await;
}
