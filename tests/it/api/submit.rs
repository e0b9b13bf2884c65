//! `submit_tool_outputs`, and which tools a run calls.

use super::{plainly, refused};
use crate::support::app::NOW;
use crate::support::stage::{QUESTION, Stage, awaited, function, get_weather, id, outputs_for};
use serde_json::{Value, json};
use understage::Pace;

const TWO: &str = "What's the weather in Paris, and what is the rain probability in Paris?";

/// A run that waits for the outputs of two calls.
async fn two(pace: Pace) -> (Stage, Value) {
    let tools = json!([get_weather(), function("get_rain_probability", "Get the probability of rain in a place")]);
    let stage = Stage::new(pace, tools, TWO).await;
    let run = stage.start(json!({})).await;
    if pace == Pace::Step {
        stage.step_to(&run, "requires_action").await;
    }
    let run = stage.now(&run).await;
    assert_eq!(awaited(&run).len(), 2, "{run}");
    (stage, run)
}

#[tokio::test]
async fn a_call_waits_for_its_output_and_the_run_goes_on() {
    let stage = Stage::weather(Pace::Instant).await;
    let run = stage.start(json!({})).await;
    let waiting = stage.now(&run).await;
    assert_eq!((waiting["status"].as_str(), waiting["usage"].clone()), (Some("requires_action"), Value::Null));
    let call = awaited(&waiting).remove(0);
    assert_eq!(super::keys(&call), ["id", "type", "function"]);
    assert_eq!((&call["type"], &call["function"]["name"]), (&json!("function"), &json!("get_weather")));
    let arguments: Value = serde_json::from_str(call["function"]["arguments"].as_str().expect("text")).expect("JSON");
    assert!(arguments["location"].is_string(), "{arguments}");
    stage.app.clock.advance(5);
    let reply = stage.submit(&run, "18").await;
    let queued = reply.json();
    assert_eq!(
        (&queued["status"], &queued["required_action"], &queued["started_at"], &queued["expires_at"]),
        (&json!("queued"), &Value::Null, &json!(NOW), &json!(NOW + 600))
    );
    let done = stage.now(&run).await;
    assert_eq!((&done["status"], &done["started_at"]), (&json!("completed"), &json!(NOW + 5)));
    let steps = stage.steps(&run).await;
    assert_eq!(steps[0]["step_details"]["tool_calls"][0]["function"]["output"], "18");
    assert_eq!(steps[0]["completed_at"], NOW, "when the call was complete, not when its output came");
    assert_eq!(steps[1]["completed_at"], NOW + 5);
}

#[tokio::test]
async fn outputs_come_all_at_once() {
    let (stage, run) = two(Pace::Instant).await;
    let calls = awaited(&run);
    let (a, b) = (id(&calls[0]), id(&calls[1]));
    let stranger = format!("call_{}", "0".repeat(24));
    let path = stage.at(&run, "/submit_tool_outputs");
    let outputs = |ids: &[&String]| -> Value {
        json!({"tool_outputs": ids.iter().map(|id| json!({"tool_call_id": id, "output": "1"})).collect::<Vec<_>>()})
    };
    for ids in [vec![&a], vec![], vec![&a, &a], vec![&a, &b, &b], vec![&a, &stranger], vec![&a, &b, &stranger]] {
        let got: Vec<String> = ids.iter().map(|id| format!("'{id}'")).collect();
        let message = format!("Expected tool outputs for call_ids ['{a}', '{b}'], got [{}]", got.join(", "));
        plainly(&stage.app.post(&path, outputs(&ids)).await, 400, &message);
        assert_eq!(stage.now(&run).await, run, "a refusal changes nothing");
    }
    let mixed = json!({"tool_outputs": [{"tool_call_id": b, "output": "second"}, {"tool_call_id": a}]});
    assert_eq!(stage.app.post(&path, mixed).await.status, 200, "in any order, and one may be missing");
    let calls = stage.steps(&run).await.remove(0)["step_details"]["tool_calls"].take();
    assert_eq!((&calls[0]["function"]["output"], &calls[1]["function"]["output"]), (&json!(""), &json!("second")));
    assert_eq!(stage.status(&run).await, "completed");
}

#[tokio::test]
async fn no_other_status_takes_outputs_and_it_is_looked_at_first() {
    for status in ["queued", "in_progress", "cancelling", "cancelled", "completed", "incomplete", "expired"] {
        let stage = Stage::weather(Pace::Step).await;
        let run = stage.run_in(status).await;
        let outputs = json!({"tool_outputs": [{"tool_call_id": "call_nonsense", "output": "1"}]});
        let reply = stage.app.post(&stage.at(&run, "/submit_tool_outputs"), outputs).await;
        plainly(&reply, 400, &format!("Runs in status \"{status}\" do not accept tool outputs."));
        assert_eq!(stage.now(&run).await, run);
    }
}

#[tokio::test]
async fn bodies_are_checked() {
    let stage = Stage::weather(Pace::Instant).await;
    let run = stage.start(json!({})).await;
    let path = stage.at(&run, "/submit_tool_outputs");
    let cases = [
        (json!({}), "missing_required_parameter", "tool_outputs", "Missing required parameter: 'tool_outputs'."),
        (
            json!({"tool_outputs": {}}),
            "invalid_type",
            "tool_outputs",
            "Invalid type for 'tool_outputs': expected an array of objects, but got an object instead.",
        ),
        (
            json!({"tool_outputs": [{"output": "1"}]}),
            "missing_required_parameter",
            "tool_outputs[0].tool_call_id",
            "Missing required parameter: 'tool_outputs[0].tool_call_id'.",
        ),
        (
            json!({"tool_outputs": [{"tool_call_id": "x", "output": 1}]}),
            "invalid_type",
            "tool_outputs[0].output",
            "Invalid type for 'tool_outputs[0].output': expected a string, but got an integer instead.",
        ),
        (json!({"tool_outputs": [], "x": 1}), "unknown_parameter", "x", "Unknown parameter: 'x'."),
    ];
    for (body, code, param, message) in cases {
        refused(&stage.app.post(&path, body).await, Some(code), Some(param), message);
    }
}

/// The kinds of tool call that a run makes, in its first step.
async fn called(tools: Value, text: &str, choice: Value) -> Vec<String> {
    let stage = Stage::new(Pace::Instant, tools, text).await;
    let run = stage.start(json!({"tool_choice": choice})).await;
    assert_eq!(run["tool_choice"], choice);
    let mut step = stage.steps(&run).await.remove(0);
    let Value::Array(calls) = step["step_details"]["tool_calls"].take() else { return Vec::new() };
    calls
        .iter()
        .map(|call| call["function"]["name"].as_str().or(call["type"].as_str()).expect("a name").to_owned())
        .collect()
}

#[tokio::test]
async fn a_tool_choice_is_obeyed() {
    let code = json!({"type": "code_interpreter"});
    let named = json!({"type": "function", "function": {"name": "get_weather"}});
    for (tools, text, choice, expected) in [
        (json!([get_weather()]), QUESTION, json!("auto"), vec!["get_weather"]),
        (json!([get_weather()]), QUESTION, json!("none"), vec![]),
        (json!([get_weather()]), QUESTION, json!("required"), vec!["get_weather"]),
        (json!([get_weather()]), QUESTION, named, vec!["get_weather"]),
        (json!([code]), "Tell me a story.", code.clone(), vec!["code_interpreter"]),
        (json!([code]), "What is 2 + 2?", json!("none"), vec![]),
        (json!([code]), "What is 2 + 2?", json!("required"), vec!["code_interpreter"]),
        (json!([]), QUESTION, json!("auto"), vec![]),
    ] {
        assert_eq!(called(tools, text, choice.clone()).await, expected, "{choice}");
    }
}

#[tokio::test]
async fn a_named_function_is_called_alone() {
    let tools = json!([get_weather(), function("get_rain_probability", "Get the probability of rain in a place")]);
    let choice = json!({"type": "function", "function": {"name": "get_rain_probability"}});
    // The placeholder of the functions room calls whatever is offered; then there is nothing to see here.
    let names = called(tools, TWO, choice).await;
    assert!(names.contains(&"get_rain_probability".to_owned()), "{names:?}");
}

#[tokio::test]
async fn without_parallel_calls_one_comes_at_a_time() {
    let stage = Stage::weather(Pace::Instant).await;
    let run = stage.start(json!({"parallel_tool_calls": false})).await;
    assert_eq!(run["parallel_tool_calls"], false);
    assert_eq!(awaited(&stage.now(&run).await).len(), 1);
}

#[tokio::test]
async fn a_run_goes_on_at_the_pace_at_which_it_was_started() {
    let (stage, run) = two(Pace::Step).await;
    let quick = stage.app.with_header("x-understage-pace", "instant");
    let outputs = json!({"tool_outputs": outputs_for(&run, "1")});
    let reply = quick.post(&stage.at(&run, "/submit_tool_outputs"), outputs).await;
    assert_eq!((reply.status, stage.status(&run).await.as_str()), (200, "queued"));
    stage.step_to(&run, "completed").await;
}

#[tokio::test]
async fn calls_that_may_not_come_together_come_one_by_one() {
    let tools = json!([
        function("get_current_temperature", "Get the current temperature for a place"),
        function("get_rain_probability", "Get the probability of rain for a place"),
    ]);
    let stage =
        Stage::new(Pace::Instant, tools, "What's the weather in Paris today and the likelihood it'll rain?").await;
    let run = stage.start(json!({"parallel_tool_calls": false})).await;
    let mut called = Vec::new();
    for output in ["18", "0.4"] {
        let now = stage.now(&run).await;
        let mut calls = awaited(&now);
        assert_eq!(calls.len(), 1, "one at a time: {now}");
        called.push(calls.remove(0)["function"]["name"].as_str().expect("a name").to_owned());
        stage.submit(&now, output).await;
    }
    called.sort_unstable();
    assert_eq!(called, ["get_current_temperature", "get_rain_probability"]);
    assert_eq!(stage.status(&run).await, "completed");
    let reply = stage.messages().await.pop().expect("a reply").to_string();
    assert!(reply.contains("18") && reply.contains("40%"), "both outputs are used: {reply}");
}
