//! `/v1/threads/{thread_id}/runs` and `/v1/threads/runs`: starting, overriding, reading and changing runs.

use super::{keys, nobody, plainly, refused, sentences};
use crate::support::app::{NOW, TestApp};
use crate::support::stage::{ACTIVE, OVER, Stage, get_weather, id, items};
use serde_json::{Value, json};
use understage::Pace;

const FIELDS: [&str; 29] = [
    "id",
    "object",
    "created_at",
    "assistant_id",
    "thread_id",
    "status",
    "started_at",
    "expires_at",
    "cancelled_at",
    "failed_at",
    "completed_at",
    "required_action",
    "last_error",
    "model",
    "instructions",
    "tools",
    "tool_resources",
    "metadata",
    "temperature",
    "top_p",
    "reasoning_effort",
    "max_completion_tokens",
    "max_prompt_tokens",
    "truncation_strategy",
    "incomplete_details",
    "usage",
    "response_format",
    "tool_choice",
    "parallel_tool_calls",
];

#[tokio::test]
async fn a_new_run_is_queued_with_the_services_defaults() {
    let stage = Stage::plain(Pace::Instant).await;
    let run = stage.start(json!({})).await;
    assert_eq!(keys(&run), FIELDS);
    let expected = json!({"id": run["id"], "object": "thread.run", "created_at": NOW,
        "assistant_id": stage.assistant, "thread_id": stage.thread, "status": "queued", "started_at": null,
        "expires_at": NOW + 600, "cancelled_at": null, "failed_at": null, "completed_at": null,
        "required_action": null, "last_error": null, "model": "gpt-4o", "instructions": "", "tools": [],
        "tool_resources": {}, "metadata": {}, "temperature": 1.0, "top_p": 1.0, "reasoning_effort": null,
        "max_completion_tokens": null, "max_prompt_tokens": null,
        "truncation_strategy": {"type": "auto", "last_messages": null}, "incomplete_details": null, "usage": null,
        "response_format": "auto", "tool_choice": "auto", "parallel_tool_calls": true});
    assert_eq!(run, expected);
    let done = stage.now(&run).await;
    assert_eq!(keys(&done), FIELDS);
    let times = ["started_at", "completed_at", "expires_at", "cancelled_at", "failed_at"].map(|at| done[at].clone());
    assert_eq!(times, [json!(NOW), json!(NOW), Value::Null, Value::Null, Value::Null]);
    assert_eq!((done["status"].as_str(), done["tool_resources"].clone()), (Some("completed"), json!({})));
    assert_eq!(items(stage.app.got(&stage.path("/runs")).await), [done]);
    let reply = stage.messages().await.remove(1);
    assert_eq!(
        (&reply["run_id"], &reply["status"], &reply["role"]),
        (&run["id"], &json!("completed"), &json!("assistant"))
    );
}

#[tokio::test]
async fn what_a_run_names_goes_before_its_assistants() {
    let stage = Stage::weather(Pace::Step).await;
    let path = format!("/v1/assistants/{}", stage.assistant);
    stage.app.made(&path, json!({"instructions": "Be kind.", "temperature": 0.5, "top_p": 0.5})).await;
    let inherited = stage.start(json!({})).await;
    assert_eq!(
        (&inherited["instructions"], &inherited["temperature"], &inherited["tools"][0]["function"]["name"]),
        (&json!("Be kind."), &json!(0.5), &json!("get_weather"))
    );
    let schema = json!({"type": "json_schema", "json_schema": {"name": "x", "schema": {"type": "object"}}});
    let overrides = [
        ("model", json!("gpt-4.1")),
        ("instructions", json!("Be brief.")),
        ("tools", json!([{"type": "code_interpreter"}])),
        ("temperature", json!(0.0)),
        ("top_p", json!(0.25)),
        ("reasoning_effort", json!("low")),
        ("metadata", json!({"k": "v"})),
        ("max_completion_tokens", json!(256)),
        ("max_prompt_tokens", json!(5000)),
        ("truncation_strategy", json!({"type": "last_messages", "last_messages": 1})),
        ("response_format", schema),
        ("tool_choice", json!("none")),
        ("parallel_tool_calls", json!(false)),
    ];
    for (field, value) in overrides {
        let stage = Stage { thread: id(&stage.app.made("/v1/threads", json!({})).await), ..on(&stage) };
        assert_eq!(stage.start(json!({field: value})).await[field], value, "{field}");
    }
    let thread = id(&stage.app.made("/v1/threads", json!({})).await);
    let both = Stage { thread, ..on(&stage) };
    let run = both.start(json!({"instructions": null, "additional_instructions": "Be sure.", "tools": null})).await;
    assert_eq!(run["instructions"], "Be kind.\nBe sure.");
    assert_eq!(run["tools"][0]["type"], "function", "null counts as absent");
}

/// The same stage once more.
fn on(stage: &Stage) -> Stage {
    Stage { app: stage.app.as_key("sk-test"), assistant: stage.assistant.clone(), thread: stage.thread.clone() }
}

#[tokio::test]
async fn additional_messages_come_first_and_come_with_the_run_or_not_at_all() {
    let stage = Stage::plain(Pace::Instant).await;
    let more = json!([{"role": "assistant", "content": "Which one?"}, {"role": "user", "content": "Any."}]);
    let run = stage.start(json!({"additional_messages": more})).await;
    let messages = stage.messages().await;
    let texts: Vec<&Value> = messages.iter().map(|message| &message["content"][0]["text"]["value"]).collect();
    assert_eq!(texts[..3], [&json!("Tell me a story."), &json!("Which one?"), &json!("Any.")]);
    assert_eq!((messages.len(), &messages[3]["run_id"], &messages[2]["run_id"]), (4, &run["id"], &Value::Null));
    for extra in [
        json!({"additional_messages": more, "assistant_id": nobody("asst_")}),
        json!({"additional_messages": more, "tool_choice": "required"}),
        json!({"additional_messages": [more[0], {"role": "user", "content": "Look.",
            "attachments": [{"file_id": nobody("file-"), "tools": []}]}]}),
    ] {
        assert_ne!(stage.ask(extra.clone()).await.status, 200, "{extra}");
        assert_eq!(stage.messages().await.len(), 4, "a refused run adds no messages");
    }
}

#[tokio::test]
async fn a_thread_has_one_active_run() {
    for (status, active) in ACTIVE.iter().map(|it| (it, true)).chain(OVER.iter().map(|it| (it, false))) {
        let stage = Stage::weather(Pace::Step).await;
        let run = stage.run_in(status).await;
        let more = json!({"additional_messages": [{"role": "user", "content": "And in Rome?"}]});
        let before = stage.messages().await.len();
        let reply = stage.ask(more).await;
        if active {
            let message = format!("Thread {} already has an active run {}.", stage.thread, id(&run));
            plainly(&reply, 400, &message);
            assert_eq!(stage.messages().await.len(), before);
        } else {
            assert_eq!(reply.status, 200, "{status}: {}", reply.text());
        }
    }
}

#[tokio::test]
async fn there_must_be_something_to_run() {
    let app = TestApp::new();
    let silent = id(&app.made("/v1/assistants", json!({"model": "gpt-4o"})).await);
    let told = id(&app.made("/v1/assistants", json!({"model": "gpt-4o", "instructions": "Greet."})).await);
    let said = |role: &str| json!([{"role": role, "content": "Hi"}]);
    let message = "Run creation requires a Thread with a user message or an assistant with instructions.";
    for (thread, assistant, extra, runs) in [
        (json!({}), &silent, json!({}), false),
        (json!({"messages": said("assistant")}), &silent, json!({}), false),
        (json!({"messages": said("user")}), &silent, json!({}), true),
        (json!({}), &told, json!({}), true),
        (json!({}), &silent, json!({"instructions": "Greet."}), true),
        (json!({}), &silent, json!({"additional_messages": said("user")}), true),
        (json!({}), &silent, json!({"stream": true}), false),
    ] {
        let thread = id(&app.made("/v1/threads", thread).await);
        let body = crate::support::stage::with(json!({"assistant_id": assistant}), extra);
        let reply = app.post(&format!("/v1/threads/{thread}/runs"), body.clone()).await;
        assert_eq!(reply.status == 200, runs, "{body}: {}", reply.text());
        if !runs {
            refused(&reply, Some("invalid_thread"), None, message);
        }
    }
}

#[tokio::test]
async fn a_thread_can_be_made_with_its_run() {
    let app = TestApp::new();
    let assistant = id(&app.made("/v1/assistants", json!({"model": "gpt-4o"})).await);
    let thread = json!({"messages": [{"role": "user", "content": "Hi"}], "metadata": {"of": "thread"}});
    let body = json!({"assistant_id": assistant, "thread": thread, "metadata": {"of": "run"}});
    let run = app.made("/v1/threads/runs", body).await;
    assert_eq!((run["status"].as_str(), &run["metadata"]), (Some("queued"), &json!({"of": "run"})));
    let path = format!("/v1/threads/{}", run["thread_id"].as_str().expect("a thread"));
    assert_eq!(app.got(&path).await["metadata"], json!({"of": "thread"}));
    assert_eq!(items(app.got(&format!("{path}/messages")).await).len(), 2);
    let reply = app.post("/v1/threads/runs", json!({"assistant_id": assistant, "additional_instructions": "x"})).await;
    let message = "Unknown parameter: 'additional_instructions'.";
    refused(&reply, Some("unknown_parameter"), Some("additional_instructions"), message);
    let reply = app.post("/v1/threads/runs", json!({"assistant_id": nobody("asst_"), "thread": thread})).await;
    plainly(&reply, 404, &format!("No assistant found with id '{}'.", nobody("asst_")));
}

#[tokio::test]
async fn refusals_are_the_services() {
    let stage = Stage::weather(Pace::Instant).await;
    let asked = |field: &str, value: Value| json!({"assistant_id": stage.assistant, field: value});
    let below = |field: &str, got: &str| {
        format!("Invalid '{field}': integer below minimum value. Expected a value >= 256, but got {got} instead.")
    };
    let (completion, prompt) = (below("max_completion_tokens", "255"), below("max_prompt_tokens", "-1"));
    let cases = [
        (json!({}), "Missing required parameter: 'assistant_id'."),
        (
            json!({"assistant_id": "undefined"}),
            "Invalid 'assistant_id': 'undefined'. Expected an ID that begins with 'asst'.",
        ),
        (asked("thread", json!({})), "Unknown parameter: 'thread'."),
        (asked("model", json!("gpt-9")), "The requested model 'gpt-9' does not exist."),
        (asked("max_completion_tokens", json!(255)), &completion),
        (asked("max_prompt_tokens", json!(-1)), &prompt),
        (
            asked("max_prompt_tokens", json!(300.5)),
            "Invalid type for 'max_prompt_tokens': expected an integer, but got a decimal number instead.",
        ),
        (
            asked("truncation_strategy", json!({"type": "last_messages", "last_messages": 0})),
            "Invalid 'truncation_strategy.last_messages': integer below minimum value. Expected a value >= 1, but got 0 \
             instead.",
        ),
        (
            asked("tools", (0..21).map(|_| get_weather()).collect()),
            "Invalid 'tools': array too long. Expected an array with maximum length 20, but got an array with length 21 \
             instead.",
        ),
        (
            asked("tool_choice", json!("any")),
            "Invalid value: 'any'. Supported values are: 'none', 'auto', and 'required'.",
        ),
        (
            asked("tool_choice", json!({"type": "function", "function": {"name": "nope"}})),
            "Invalid value: 'nope'. 'tool_choice' asks for a tool that is not among the tools of this run.",
        ),
        (
            asked("tool_choice", json!({"type": "code_interpreter"})),
            "Invalid value: 'code_interpreter'. 'tool_choice' asks for a tool that is not among the tools of this run.",
        ),
        (asked("stream", json!("yes")), "Invalid type for 'stream': expected a boolean, but got a string instead."),
    ];
    sentences(&stage.app, &stage.path("/runs"), &cases).await;
    let reply = stage.app.post(&stage.path("/runs?include[]=x"), json!({"assistant_id": stage.assistant})).await;
    assert_eq!((reply.status, reply.refusal().2), (400, json!("include")));
    assert_eq!(items(stage.app.got(&stage.path("/runs")).await).len(), 0, "a refused request leaves nothing behind");
}

#[tokio::test]
async fn a_run_is_changed_only_when_it_is_over() {
    for (status, active) in ACTIVE.iter().map(|it| (it, true)).chain(OVER.iter().map(|it| (it, false))) {
        let stage = Stage::weather(Pace::Step).await;
        let run = stage.run_in(status).await;
        let reply = stage.app.post(&stage.at(&run, ""), json!({"metadata": {"k": "v"}})).await;
        if active {
            plainly(&reply, 400, &format!("Cannot update run with status '{status}'."));
            assert_eq!(stage.now(&run).await, run);
        } else {
            assert_eq!(reply.json()["metadata"], json!({"k": "v"}));
            let rest = |mut run: Value| (run["metadata"].take(), run).1;
            assert_eq!(rest(stage.now(&run).await), rest(run), "nothing else has changed");
        }
    }
}

#[tokio::test]
async fn a_run_belongs_to_its_thread() {
    let stage = Stage::weather(Pace::Polls(2)).await;
    let run = stage.start(json!({})).await;
    let other = id(&stage.app.made("/v1/threads", json!({})).await);
    let path = format!("/v1/threads/{other}/runs/{}", id(&run));
    let outputs = json!({"tool_outputs": []});
    for _ in 0..5 {
        for reply in [
            stage.app.get(&path).await,
            stage.app.post(&path, json!({})).await,
            stage.app.post(&format!("{path}/cancel"), json!({})).await,
            stage.app.post(&format!("{path}/submit_tool_outputs"), outputs.clone()).await,
            stage.app.get(&format!("{path}/steps")).await,
        ] {
            plainly(&reply, 404, &format!("No run found with id '{}'.", id(&run)));
        }
    }
    assert_eq!(stage.status(&run).await, "queued", "what is refused is no read of the run");
    let reply = stage.app.get(&stage.path("/runs/abc")).await;
    let message = "Invalid 'run_id': 'abc'. Expected an ID that begins with 'run'.";
    refused(&reply, Some("invalid_value"), Some("run_id"), message);
}
