//! Runs that use tools.

use super::{Event, Open, PLAIN, agree, names, only, streamed, text};
use crate::support::app::NOW;
use crate::support::stage::{Stage, awaited, function, get_weather, id, outputs_for};
use serde_json::{Value, json};
use understage::Pace;

const CALLED: [&str; 8] = [
    "thread.run.created",
    "thread.run.queued",
    "thread.run.in_progress",
    "thread.run.step.created",
    "thread.run.step.in_progress",
    "thread.run.step.delta",
    "thread.run.requires_action",
    "done",
];

/// The tool calls of the deltas of steps.
fn calls(events: &[Event]) -> Vec<Value> {
    let deltas = events.iter().filter(|(name, _)| name == "thread.run.step.delta");
    deltas
        .map(|(_, data)| {
            let details = &data["delta"]["step_details"];
            assert_eq!((&data["object"], &details["type"]), (&json!("thread.run.step.delta"), &json!("tool_calls")));
            assert_eq!(details["tool_calls"].as_array().map(Vec::len), Some(1));
            details["tool_calls"][0].clone()
        })
        .collect()
}

/// Puts the calls of function deltas together again: `(id, name, arguments)` by index.
fn assembled(deltas: &[Value]) -> Vec<(Value, Value, String)> {
    let mut calls: Vec<(Value, Value, String)> = Vec::new();
    for delta in deltas {
        let index = delta["index"].as_u64().expect("an index") as usize;
        if delta["id"].is_string() {
            assert_eq!(index, calls.len(), "calls come in order");
            let start = json!({"name": delta["function"]["name"], "arguments": "", "output": null});
            let whole = json!({"index": index, "id": delta["id"], "type": "function", "function": start});
            assert_eq!(delta.to_string(), whole.to_string());
            calls.push((delta["id"].clone(), delta["function"]["name"].clone(), String::new()));
        } else {
            let piece = delta["function"]["arguments"].as_str().expect("a piece of arguments");
            let whole = json!({"index": index, "type": "function", "function": {"arguments": piece}});
            assert_eq!(delta.to_string(), whole.to_string());
            assert_eq!(index + 1, calls.len(), "pieces belong to the call that was begun last");
            calls[index].2.push_str(piece);
        }
    }
    calls
}

#[tokio::test]
async fn a_function_is_called_and_the_stream_ends() {
    let stage = Stage::weather(Pace::Instant).await;
    let events = streamed(&stage, json!({})).await.events();
    assert_eq!(names(&events), CALLED);
    let open = only(&events, "thread.run.step.created");
    assert_eq!((&open["type"], &open["step_details"]["tool_calls"]), (&json!("tool_calls"), &json!([])));
    let run = only(&events, "thread.run.requires_action");
    assert_eq!(run["usage"], Value::Null);
    let [(call, name, arguments)] = &assembled(&calls(&events))[..] else { panic!("one call") };
    let expected = json!([{"id": call, "type": "function", "function": {"name": name, "arguments": arguments}}]);
    assert_eq!(json!(awaited(run)), expected);
    assert_eq!(stage.app.got(&super::place(run).expect("a run")).await, super::as_read(run));
    let step = stage.steps(run).await.remove(0);
    let whole = json!([{"id": call, "type": "function",
        "function": {"name": name, "arguments": arguments, "output": null}}]);
    assert_eq!((&step["status"], &step["step_details"]["tool_calls"]), (&json!("in_progress"), &whole));
}

#[tokio::test]
async fn outputs_are_answered_by_a_stream_of_their_own() {
    let stage = Stage::weather(Pace::Instant).await;
    let first = streamed(&stage, json!({})).await.events();
    let run = only(&first, "thread.run.requires_action").clone();
    stage.app.clock.advance(30);
    let body = json!({"tool_outputs": outputs_for(&run, "18"), "stream": true});
    let events = stage.app.post(&stage.at(&run, "/submit_tool_outputs"), body).await.events();
    assert_eq!(names(&events), [&["thread.run.step.completed", "thread.run.queued"], &PLAIN[2..]].concat());
    let (step, queued) = (&events[0].1, &events[1].1);
    let call = &step["step_details"]["tool_calls"][0];
    assert_eq!((&call["function"]["output"], &call["id"]), (&json!("18"), &awaited(&run)[0]["id"]));
    assert_eq!(
        (&step["completed_at"], &step["expires_at"]),
        (&json!(NOW), &json!(NOW + 600)),
        "complete when the call was, not when its output came"
    );
    assert!(step["usage"]["total_tokens"].as_u64() > Some(0));
    assert_eq!(
        ["status", "started_at", "expires_at", "required_action"].map(|field| queued[field].clone()),
        [json!("queued"), json!(NOW), json!(NOW + 600), Value::Null],
        "the old start"
    );
    let resumed = only(&events, "thread.run.in_progress");
    assert_eq!((&resumed["started_at"], &resumed["created_at"]), (&json!(NOW + 30), &json!(NOW)), "a new start");
    assert_eq!(only(&events, "thread.message.completed")["content"][0]["text"]["value"], text(&events));
    agree(&stage.app, &events).await;
}

#[tokio::test]
async fn two_calls_share_a_step_and_have_an_index_each() {
    let tools = json!([get_weather(), function("get_rain_probability", "Get the probability of rain in a place")]);
    let text = "What's the weather in Paris, and what is the rain probability in Paris?";
    let stage = Stage::new(Pace::Instant, tools, text).await;
    let events = streamed(&stage, json!({})).await.events();
    assert_eq!(names(&events), CALLED);
    let calls = assembled(&calls(&events));
    let names: Vec<&str> = calls.iter().filter_map(|(_, name, _)| name.as_str()).collect();
    assert_eq!(names, ["get_weather", "get_rain_probability"]);
    let run = only(&events, "thread.run.requires_action");
    for (awaited, (id, name, arguments)) in awaited(run).iter().zip(&calls) {
        assert_eq!((&awaited["id"], &awaited["function"]["name"]), (id, name));
        assert_eq!(&awaited["function"]["arguments"], arguments);
    }
    let outputs: Value =
        calls.iter().rev().map(|(id, name, _)| json!({"tool_call_id": id, "output": format!("of {name}")})).collect();
    let body = json!({"tool_outputs": outputs, "stream": true});
    let events = stage.app.post(&stage.at(run, "/submit_tool_outputs"), body).await.events();
    let done = &events[0].1["step_details"]["tool_calls"];
    for (at, (id, name, _)) in calls.iter().enumerate() {
        assert_eq!((&done[at]["id"], &done[at]["function"]["output"]), (id, &json!(format!("of {name}"))));
    }
    agree(&stage.app, &events).await;
}

#[tokio::test]
async fn code_is_written_run_and_talked_about() {
    let stage = Stage::new(Pace::Instant, json!([{"type": "code_interpreter"}]), "What is 12 * 12?").await;
    let choice = json!({"tool_choice": {"type": "code_interpreter"}});
    let events = streamed(&stage, choice).await.events();
    let code = ["thread.run.step.created", "thread.run.step.in_progress", "thread.run.step.delta"];
    let coded = [&PLAIN[..3], &code, &["thread.run.step.completed"], &PLAIN[3..]].concat();
    assert_eq!(names(&events), coded);
    let completed: Vec<&Value> =
        events.iter().filter(|(name, _)| name == "thread.run.step.completed").map(|(_, data)| data).collect();
    let call = &completed[0]["step_details"]["tool_calls"][0];
    let deltas = calls(&events);
    let begun = json!({"index": 0, "id": call["id"], "type": "code_interpreter",
        "code_interpreter": {"input": "", "outputs": []}});
    assert_eq!(deltas[0].to_string(), begun.to_string());
    let (mut input, mut outputs) = (String::new(), Vec::new());
    for delta in &deltas[1..] {
        let inner = &delta["code_interpreter"];
        let whole = json!({"index": 0, "type": "code_interpreter", "code_interpreter": inner});
        assert_eq!(delta.to_string(), whole.to_string(), "no id");
        match inner["input"].as_str() {
            Some(piece) => {
                assert_eq!((inner, outputs.len()), (&json!({"input": piece}), 0), "no outputs before the code");
                input.push_str(piece);
            }
            None => {
                let mut output = inner["outputs"][0].clone();
                let index = output.as_object_mut().and_then(|output| output.shift_remove("index"));
                assert_eq!(index, Some(json!(outputs.len())));
                outputs.push(output);
            }
        }
    }
    assert_eq!(call["code_interpreter"], json!({"input": input, "outputs": outputs}));
    assert!(!input.is_empty());
    agree(&stage.app, &events).await;
}

#[tokio::test]
async fn a_call_can_be_read_as_its_stream_tells_it() {
    let stage = Stage::weather(Pace::Step).await;
    let mut open = Open::run(&stage, json!({})).await;
    let run = open.ready().0.remove(0).1;
    stage.step_to(&run, "requires_action").await;
    let (events, over) = open.ready();
    assert_eq!((names(&events), over), (CALLED[2..].to_vec(), true), "the stream ends where the client must act");
    let body = json!({"tool_outputs": outputs_for(&events[events.len() - 2].1, "18"), "stream": true});
    let mut open = Open::post(&stage.app, &stage.at(&run, "/submit_tool_outputs"), body).await;
    let (events, over) = open.ready();
    assert_eq!((names(&events), over), (vec!["thread.run.step.completed", "thread.run.queued"], false));
    agree(&stage.app, &events).await;
    stage.step_to(&run, "completed").await;
    let (events, over) = open.ready();
    assert_eq!((names(&events), over), (PLAIN[2..].to_vec(), true));
    assert_eq!(id(only(&events, "thread.run.completed")), id(&run));
}
