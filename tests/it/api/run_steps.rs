//! `/v1/threads/{thread_id}/runs/{run_id}/steps`.

use super::{keys, nobody, plainly};
use crate::support::app::NOW;
use crate::support::stage::{Stage, id, items};
use serde_json::{Value, json};
use understage::Pace;

const FIELDS: [&str; 17] = [
    "id",
    "object",
    "created_at",
    "run_id",
    "assistant_id",
    "thread_id",
    "type",
    "status",
    "cancelled_at",
    "completed_at",
    "expires_at",
    "failed_at",
    "last_error",
    "step_details",
    "usage",
    "expired_at",
    "metadata",
];

#[tokio::test]
async fn a_step_tells_of_the_message_that_it_wrote() {
    let stage = Stage::plain(Pace::Instant).await;
    let run = stage.start(json!({})).await;
    let steps = stage.steps(&run).await;
    let message = stage.messages().await.remove(1);
    let expected = json!({"id": steps[0]["id"], "object": "thread.run.step", "created_at": NOW, "run_id": run["id"],
        "assistant_id": stage.assistant, "thread_id": stage.thread, "type": "message_creation",
        "status": "completed", "cancelled_at": null, "completed_at": NOW, "expires_at": null, "failed_at": null,
        "last_error": null,
        "step_details": {"type": "message_creation", "message_creation": {"message_id": message["id"]}},
        "usage": steps[0]["usage"], "expired_at": null, "metadata": {}});
    assert_eq!(steps, [expected]);
    assert_eq!(keys(&steps[0]), FIELDS);
    let path = stage.at(&run, &format!("/steps/{}", id(&steps[0])));
    assert_eq!(stage.app.got(&path).await, steps[0]);
}

#[tokio::test]
async fn the_step_of_a_call_stays_open_until_its_output_comes() {
    let stage = Stage::weather(Pace::Instant).await;
    let run = stage.start(json!({})).await;
    let open = stage.steps(&run).await.remove(0);
    assert_eq!(
        ["type", "status", "completed_at", "expires_at", "usage"].map(|field| open[field].clone()),
        [json!("tool_calls"), json!("in_progress"), Value::Null, json!(NOW + 600), Value::Null]
    );
    let call = &open["step_details"]["tool_calls"][0];
    assert_eq!(keys(&call["function"]), ["name", "arguments", "output"]);
    assert_eq!((&call["function"]["output"], &call["id"]), (&Value::Null, &awaited_id(&stage, &run).await));
    stage.submit(&run, "18").await;
    let closed = stage.app.got(&stage.at(&run, &format!("/steps/{}", id(&open)))).await;
    assert_eq!(
        ["status", "completed_at", "expires_at"].map(|field| closed[field].clone()),
        [json!("completed"), json!(NOW), Value::Null]
    );
    assert_eq!(closed["step_details"]["tool_calls"][0]["function"]["output"], "18");
}

async fn awaited_id(stage: &Stage, run: &Value) -> Value {
    crate::support::stage::awaited(&stage.now(run).await)[0]["id"].clone()
}

#[tokio::test]
async fn a_run_took_what_its_steps_took() {
    let stage = Stage::weather(Pace::Instant).await;
    let run = stage.start(json!({})).await;
    stage.submit(&run, "18 degrees and sunny").await;
    let steps = stage.steps(&run).await;
    assert_eq!(steps.len(), 2);
    let usage = stage.now(&run).await["usage"].clone();
    assert_eq!(
        keys(&usage),
        ["prompt_tokens", "completion_tokens", "total_tokens", "prompt_token_details", "completion_tokens_details"]
    );
    for field in ["prompt_tokens", "completion_tokens", "total_tokens"] {
        let sum: u64 = steps.iter().filter_map(|step| step["usage"][field].as_u64()).sum();
        assert_eq!(usage[field], sum, "{field}");
        assert!(sum > 0, "{field}");
    }
    let [prompt, completion] = ["prompt_tokens", "completion_tokens"].map(|field| usage[field].as_u64());
    assert_eq!(usage["total_tokens"].as_u64(), prompt.zip(completion).map(|(prompt, completion)| prompt + completion));
}

#[tokio::test]
async fn code_is_shown_with_what_it_gave_once_it_is_done() {
    let tools = json!([{"type": "code_interpreter"}]);
    let stage = Stage::new(Pace::Step, tools, "What is 12 * 12?").await;
    let run = stage.start(json!({"tool_choice": {"type": "code_interpreter"}})).await;
    while stage.steps(&run).await.is_empty() {
        stage.step(&run, 1).await;
    }
    stage.step(&run, 2).await;
    let open = stage.steps(&run).await.remove(0);
    assert_eq!((&open["type"], &open["status"]), (&json!("tool_calls"), &json!("in_progress")));
    assert_eq!(open["step_details"]["tool_calls"], json!([]), "code that is still being written is not shown");
    stage.step_to(&run, "completed").await;
    let steps = stage.steps(&run).await;
    let call = &steps[0]["step_details"]["tool_calls"][0];
    assert_eq!((keys(call), &call["type"]), (vec!["id", "type", "code_interpreter"], &json!("code_interpreter")));
    assert_ne!(call["code_interpreter"]["input"], "");
    assert!(call["code_interpreter"]["outputs"].is_array());
    assert_eq!(steps.last().map(|step| step["type"].clone()), Some(json!("message_creation")));
}

#[tokio::test]
async fn a_step_belongs_to_its_run() {
    let stage = Stage::plain(Pace::Instant).await;
    let (one, two) = (stage.start(json!({})).await, stage.start(json!({})).await);
    let step = id(&stage.steps(&one).await[0]);
    for unknown in [step, nobody("step_"), "123".to_owned()] {
        let reply = stage.app.get(&stage.at(&two, &format!("/steps/{unknown}"))).await;
        plainly(&reply, 404, &format!("No run step found with id '{unknown}'."));
    }
}

#[tokio::test]
async fn include_knows_one_word() {
    let stage = Stage::plain(Pace::Instant).await;
    let run = stage.start(json!({})).await;
    let word = "step_details.tool_calls%5B*%5D.file_search.results%5B*%5D.content";
    for query in [format!("include[]={word}"), format!("include={word}"), format!("include%5B%5D={word}")] {
        assert_eq!(items(stage.app.got(&stage.at(&run, &format!("/steps?{query}"))).await).len(), 1);
    }
    let reply = stage.app.get(&stage.at(&run, "/steps?include[]=all")).await;
    assert_eq!((reply.status, reply.refusal().1, reply.refusal().2), (400, json!("invalid_value"), json!("include")));
}
