//! Runs in every status, read, listed and streamed.

use super::checked::{Checked, id};
use serde_json::{Value, json};

/// A thread with a message; its path.
async fn thread(server: &Checked, text: &str) -> String {
    let body = json!({"messages": [{"role": "user", "content": text}]});
    format!("/v1/threads/{}", id(&server.made("/v1/threads", body).await))
}

async fn assistant(server: &Checked, more: Value) -> String {
    let mut body = json!({"model": "gpt-4o", "instructions": "Be kind."});
    body.as_object_mut().expect("an object").append(&mut more.as_object().expect("an object").clone());
    id(&server.made("/v1/assistants", body).await)
}

/// A function that is plainly relevant to [`WEATHER`], and so called.
fn weather() -> Value {
    json!({"type": "function", "function": {"name": "get_weather", "description": "Gets the weather in a city.",
        "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}}})
}

const WEATHER: &str = "What is the weather in Paris?";

/// Reads a run in every way that there is.
pub async fn look(server: &Checked, thread: &str, run: &str) {
    let path = format!("{thread}/runs/{run}");
    server.got(&path).await;
    server.got(&format!("{thread}/runs?limit=1")).await;
    server.got(&format!("{thread}/messages?run_id={run}")).await;
    server.got(&format!("{thread}/messages")).await;
    let steps = server.got(&format!("{path}/steps")).await;
    for step in steps["data"].as_array().expect("steps") {
        server.got(&format!("{path}/steps/{}", id(step))).await;
    }
}

/// Steps a run until `done`, looking at it after every beat.
async fn step_until(server: &Checked, thread: &str, run: &str, done: &str) {
    let beat = format!("/_understage/runs/{run}/step");
    for _ in 0..10_000 {
        look(server, thread, run).await;
        if server.got(&format!("{thread}/runs/{run}")).await["status"] == done {
            return;
        }
        server.ask("POST", &beat, None).await;
    }
    panic!("the run was never {done}");
}

/// Beat by beat, from queued to completed; then changed, and stepped no further.
pub async fn plain(server: &Checked) {
    let (server, thread) = (&server.paced("step"), thread(server, "Hello").await);
    let assistant = assistant(server, json!({})).await;
    let runs = format!("{thread}/runs");
    let body = json!({"assistant_id": assistant, "metadata": {"k": "v"}, "additional_instructions": "Be brief.",
        "additional_messages": [{"role": "user", "content": "More."}], "truncation_strategy": {"type": "last_messages",
        "last_messages": 3}, "max_prompt_tokens": 10000, "max_completion_tokens": 10000, "tool_choice": "none",
        "parallel_tool_calls": false, "reasoning_effort": "low", "response_format": {"type": "text"}});
    let run = id(&server.made(&runs, body).await);
    let path = format!("{runs}/{run}");
    server.refused(400, "POST", &path, Some(json!({"metadata": {}}))).await;
    server.refused(400, "POST", &runs, Some(json!({"assistant_id": assistant}))).await;
    server.refused(400, "POST", &format!("{thread}/messages"), Some(json!({"role": "user", "content": "x"}))).await;
    let outputs = json!({"tool_outputs": []});
    server.refused(400, "POST", &format!("{path}/submit_tool_outputs"), Some(outputs)).await;
    step_until(server, &thread, &run, "completed").await;
    server.made(&path, json!({"metadata": {"a": "b"}})).await;
    server.refused(400, "POST", &format!("{path}/cancel"), None).await;
    let step = format!("/_understage/runs/{run}/step");
    assert_eq!(server.refused(409, "POST", &step, None).await.0, "nothing_to_step");
}

/// A stream of text, on a thread that is there and on one that is made.
pub async fn streamed(server: &Checked) {
    let assistant = assistant(server, json!({})).await;
    let runs = format!("{}/runs", thread(server, "Hello").await);
    let events = server.streamed(&runs, json!({"assistant_id": assistant, "stream": true})).await;
    assert_eq!(events.last().map(|(name, _)| name.as_str()), Some("done"));
    let body = json!({"assistant_id": assistant, "stream": true, "thread": {"messages": [{"role": "user", "content":
        "Hi."}], "metadata": {"k": "v"}}});
    let events = server.streamed("/v1/threads/runs", body).await;
    assert_eq!(events[0].0, "thread.created");
    let refused = json!({"assistant_id": "asst_000000000000000000000000", "stream": true});
    server.refused(404, "POST", "/v1/threads/runs", Some(refused)).await;
}

/// Calls, their outputs, and what follows; by polls and streamed.
pub async fn with_functions(server: &Checked) {
    let assistant = assistant(server, json!({"tools": [weather()]})).await;
    for stream in [false, true] {
        let thread = thread(server, WEATHER).await;
        let body = json!({"assistant_id": assistant, "stream": stream, "tool_choice": {"type": "function",
            "function": {"name": "get_weather"}}});
        let run = match stream {
            false => id(&server.made(&format!("{thread}/runs"), body).await),
            true => id(&server.streamed(&format!("{thread}/runs"), body).await[0].1),
        };
        look(server, &thread, &run).await;
        let path = format!("{thread}/runs/{run}");
        let waiting = server.got(&path).await;
        assert_eq!(waiting["status"], "requires_action", "{waiting}");
        let calls = waiting["required_action"]["submit_tool_outputs"]["tool_calls"].as_array().expect("calls").clone();
        let submit = format!("{path}/submit_tool_outputs");
        server.refused(400, "POST", &submit, Some(json!({"tool_outputs": []}))).await;
        let outputs: Vec<Value> =
            calls.iter().map(|call| json!({"tool_call_id": call["id"], "output": "sunny"})).collect();
        let outputs = json!({"tool_outputs": outputs, "stream": stream});
        match stream {
            false => drop(server.made(&submit, outputs).await),
            true => drop(server.streamed(&submit, outputs).await),
        }
        look(server, &thread, &run).await;
        assert_eq!(server.got(&path).await["status"], "completed");
    }
}

/// Cancelled while queued, while it writes, and while it waits for outputs.
pub async fn cancelled(server: &Checked) {
    let server = &server.paced("step");
    let plain = assistant(server, json!({})).await;
    let calling = assistant(server, json!({"tools": [weather()]})).await;
    for (assistant, until) in [(&plain, "queued"), (&plain, "in_progress"), (&calling, "requires_action")] {
        let thread = thread(server, WEATHER).await;
        let choice = if until == "requires_action" { "required" } else { "auto" };
        let body = json!({"assistant_id": assistant, "tool_choice": choice});
        let run = id(&server.made(&format!("{thread}/runs"), body).await);
        step_until(server, &thread, &run, until).await;
        if until == "in_progress" {
            server.made(&format!("/_understage/runs/{run}/step"), json!({"count": 3})).await;
        }
        let cancel = format!("{thread}/runs/{run}/cancel");
        assert_eq!(server.ask("POST", &cancel, None).await["status"], "cancelling");
        server.refused(400, "POST", &cancel, None).await;
        step_until(server, &thread, &run, "cancelled").await;
    }
    let thread = thread(server, WEATHER).await;
    let instant = server.paced("instant");
    let body = json!({"assistant_id": calling, "tool_choice": "required"});
    let run = id(&instant.made(&format!("{thread}/runs"), body).await);
    instant.ask("POST", &format!("{thread}/runs/{run}/cancel"), None).await;
    look(server, &thread, &run).await;
}

/// A stream whose run is cancelled in the middle of its message.
pub async fn cancelled_in_a_stream(server: &Checked) {
    let (server, thread) = (&server.paced("step"), thread(server, "Hello, how are you?").await);
    let body = json!({"assistant_id": assistant(server, json!({})).await, "stream": true});
    let (streaming, path) = (server.clone(), format!("{thread}/runs"));
    let stream = tokio::spawn(async move { streaming.streamed(&path, body).await });
    let run = loop {
        if let Some(run) = server.got(&format!("{thread}/runs")).await["data"].get(0) {
            break id(run);
        }
        tokio::task::yield_now().await;
    };
    server.made(&format!("/_understage/runs/{run}/step"), json!({"count": 4})).await;
    server.ask("POST", &format!("{thread}/runs/{run}/cancel"), None).await;
    server.made(&format!("/_understage/runs/{run}/step"), json!({})).await;
    let events = stream.await.expect("no panic");
    let names: Vec<&str> = events.iter().rev().take(5).map(|(name, _)| name.as_str()).collect();
    let end = [
        "done",
        "thread.run.cancelled",
        "thread.run.step.cancelled",
        "thread.message.incomplete",
        "thread.run.cancelling",
    ];
    assert_eq!(names, end);
}

/// Expired while queued, in its stream, and while it waits for outputs.
pub async fn expired(server: &Checked) {
    let assistant = assistant(server, json!({"tools": [weather()]})).await;
    let stepped = &server.paced("step");
    let thread = thread(server, WEATHER).await;
    let body = json!({"assistant_id": assistant, "tool_choice": "none"});
    let run = id(&stepped.made(&format!("{thread}/runs"), body).await);
    stepped.made(&format!("/_understage/runs/{run}/step"), json!({"count": 4})).await;
    server.app().clock.advance(600);
    look(server, &thread, &run).await;
    assert_eq!(server.got(&format!("{thread}/runs/{run}")).await["status"], "expired");

    let body = json!({"assistant_id": assistant, "tool_choice": "required"});
    let run = id(&server.made(&format!("{thread}/runs"), body).await);
    server.app().clock.advance(600);
    look(server, &thread, &run).await;
    let submit = format!("{thread}/runs/{run}/submit_tool_outputs");
    server.refused(400, "POST", &submit, Some(json!({"tool_outputs": []}))).await;

    let (streaming, path) = (stepped.clone(), format!("{thread}/runs"));
    let body = json!({"assistant_id": assistant, "tool_choice": "none", "stream": true});
    let stream = tokio::spawn(async move { streaming.streamed(&path, body).await });
    while server.got(&format!("{thread}/runs?limit=1")).await["data"][0]["status"] != "queued" {
        tokio::task::yield_now().await;
    }
    let run = id(&server.got(&format!("{thread}/runs?limit=1")).await["data"][0]);
    stepped.made(&format!("/_understage/runs/{run}/step"), json!({"count": 4})).await;
    server.app().clock.advance(600);
    look(server, &thread, &run).await;
    let names: Vec<String> = stream.await.expect("no panic").into_iter().map(|(name, _)| name).collect();
    assert_eq!(names[names.len() - 3..], ["thread.run.step.expired", "thread.run.expired", "done"]);
}

/// Broken off by its token limits: what goes in, and what comes out.
pub async fn incomplete(server: &Checked) {
    let long = "The quick brown fox jumps over the lazy dog. ".repeat(60);
    let thread = thread(server, &long).await;
    let assistant = assistant(server, json!({"instructions": long})).await;
    for limit in ["max_prompt_tokens", "max_completion_tokens"] {
        let mut body = json!({"assistant_id": assistant, "stream": true, "tool_choice": "required",
            "tools": [{"type": "code_interpreter"}]});
        body[limit] = json!(256);
        let events = server.streamed(&format!("{thread}/runs"), body).await;
        let run = &events[events.len() - 2].1;
        look(server, &thread, &id(run)).await;
        if limit == "max_prompt_tokens" {
            assert_eq!((&run["status"], &run["incomplete_details"]["reason"]), (&json!("incomplete"), &json!(limit)));
        }
    }
}

/// Code, pictures and files, as far as the responder makes them; both by tool choice and by what is asked.
pub async fn with_code(server: &Checked) {
    let rows: String = (1..20).map(|x| format!("{},{}\n", 2000 + x, x * x)).collect();
    let file = server.upload("growth.csv", "assistants", format!("Year,Growth\n{rows}").as_bytes()).await;
    let resources = json!({"code_interpreter": {"file_ids": [file]}});
    let assistant =
        assistant(server, json!({"tools": [{"type": "code_interpreter"}], "tool_resources": resources})).await;
    for (text, choice) in [
        ("I need to solve the equation `3x + 11 = 14`. Can you help me?", json!({"type": "code_interpreter"})),
        ("Draw a line chart of Growth by Year.", json!("auto")),
        ("Create a CSV file with the mean of Growth.", json!("required")),
    ] {
        let thread = thread(server, text).await;
        let body = json!({"assistant_id": assistant, "stream": true, "tool_choice": choice});
        let events = server.streamed(&format!("{thread}/runs"), body).await;
        look(server, &thread, &id(&events[0].1)).await;
    }
    for format in [
        json!({"type": "json_object"}),
        json!({"type": "json_schema", "json_schema": {"name": "x", "schema":
        {"type": "object", "properties": {"a": {"type": "string"}}}}}),
    ] {
        let runs = format!("{}/runs", thread(server, "Answer in JSON.").await);
        server.streamed(&runs, json!({"assistant_id": assistant, "stream": true, "response_format": format})).await;
    }
    for file in server.got("/v1/files?purpose=assistants_output").await["data"].as_array().expect("files") {
        server.send("GET", &format!("/v1/files/{}/content", id(file)), None).await;
    }
}

/// At pace `polls:N` every status lasts so many reads.
pub async fn polled(server: &Checked) {
    let server = &server.paced("polls:2");
    let thread = thread(server, "Hello").await;
    let body = json!({"assistant_id": assistant(server, json!({})).await});
    let path = format!("{thread}/runs/{}", id(&server.made(&format!("{thread}/runs"), body).await));
    let mut statuses = Vec::new();
    for _ in 0..6 {
        statuses.push(server.got(&path).await["status"].as_str().expect("a status").to_owned());
    }
    assert_eq!(statuses, ["queued", "queued", "in_progress", "in_progress", "completed", "completed"]);
}
