//! What a project has used, and what that would have cost.

use crate::support::app::TestApp;
use crate::support::stage::{Stage, id};
use serde_json::{Value, json};
use understage::{AppConfig, Pace, Prices};

const USAGE: &str = "/_understage/usage";
const DAY: i64 = 86_400;

#[tokio::test]
async fn an_unused_project_costs_nothing() {
    let app = TestApp::new();
    let bill = app.got(USAGE).await;
    let empty = json!({"runs": 0, "tokens": [], "code_interpreter": {"sessions": 0, "cost": 0.0},
        "vector_stores": {"gb_days": 0.0, "billed_gb_days": 0.0, "cost": 0.0}, "cost": 0.0, "currency": "USD",
        "prices": bill["prices"], "unpriced": []});
    assert_eq!(bill.to_string(), empty.to_string(), "in this order");
    assert!(bill["prices"]["date"].is_string());
}

#[tokio::test]
async fn tokens_are_those_of_the_runs_and_stay_when_these_go() {
    let stage = Stage::plain(Pace::Instant).await;
    let (mut input, mut output) = (0, 0);
    for _ in 0..2 {
        let usage = stage.now(&stage.start(json!({})).await).await["usage"].take();
        input += usage["prompt_tokens"].as_u64().expect("a count");
        output += usage["completion_tokens"].as_u64().expect("a count");
    }
    let tuned = "ft:gpt-4o-2024-08-06:acme::x";
    for model in ["gpt-4o-mini-2024-07-18", tuned] {
        stage.start(json!({"model": model})).await;
    }
    let bill = stage.app.got(USAGE).await;
    // 2.50 and 10 dollars for a million: 2.5 and 10 millionths of a dollar for one, rounded up from the half.
    let cost = (input * 25 + output * 100 + 5) / 10;
    let expected = json!({"model": "gpt-4o", "prompt_tokens": input, "completion_tokens": output,
        "total_tokens": input + output, "cost": cost as f64 / 1e6});
    assert_eq!((&bill["runs"], &bill["tokens"][1]), (&json!(4), &expected));
    assert_eq!(bill["tokens"][2]["model"], "gpt-4o-mini-2024-07-18");
    assert!(bill["tokens"][2]["cost"].as_f64().expect("a price") > 0.0);
    assert_eq!((&bill["tokens"][0]["model"], &bill["tokens"][0]["cost"]), (&json!(tuned), &Value::Null));
    assert_eq!(bill["unpriced"], json!([tuned]));
    stage.app.delete(&stage.path("")).await;
    assert_eq!(stage.app.got(USAGE).await, bill);
    assert_eq!(stage.app.as_key("other").got(USAGE).await["runs"], 0);
    stage.app.made("/_understage/reset", json!({})).await;
    assert_eq!(stage.app.got(USAGE).await["runs"], 0);
}

#[tokio::test]
async fn a_run_counts_at_once_and_its_tokens_at_its_end() {
    let stage = Stage::weather(Pace::Step).await;
    let run = stage.run_in("requires_action").await;
    let bill = stage.app.got(USAGE).await;
    assert_eq!((&bill["runs"], &bill["tokens"]), (&json!(1), &json!([])));
    stage.app.clock.advance(600);
    assert_eq!(stage.status(&run).await, "expired");
    assert_eq!(stage.app.got(USAGE).await["tokens"][0]["total_tokens"], stage.now(&run).await["usage"]["total_tokens"]);
}

#[tokio::test]
async fn code_is_charged_by_the_hour_of_a_thread() {
    let tools = json!([{"type": "code_interpreter"}]);
    let stage = Stage::new(Pace::Instant, tools, "What is 12 * 34 + 5?").await;
    let other =
        stage.app.made("/v1/threads", json!({"messages": [{"role": "user", "content": "What is 2 * 3?"}]})).await;
    let other = Stage { app: stage.app.as_key("sk-test"), assistant: stage.assistant.clone(), thread: id(&other) };
    for (stage, later, sessions) in
        [(&stage, 0, 1), (&stage, 3_599, 1), (&other, 0, 2), (&stage, 1, 3), (&other, 3_598, 3)]
    {
        stage.app.clock.advance(later);
        let run = stage.start(json!({"tool_choice": {"type": "code_interpreter"}})).await;
        assert_eq!(stage.status(&run).await, "completed");
        assert_eq!(stage.steps(&run).await[0]["step_details"]["tool_calls"][0]["type"], "code_interpreter");
        assert_eq!(stage.app.got(USAGE).await["code_interpreter"]["sessions"], sessions);
    }
    stage.app.delete(&stage.path("")).await;
    assert_eq!(stage.app.got(USAGE).await["code_interpreter"], json!({"sessions": 3, "cost": 0.09}));
}

#[tokio::test]
async fn storage_is_bytes_over_time_until_a_store_goes_or_expires() {
    let text = include_str!("../../../src/domain/prices.json").replace("\"free_gb\": 1", "\"free_gb\": 0.000001");
    let prices = Prices::read(&text).expect("a good list");
    let app = TestApp::with(AppConfig { prices, ..AppConfig::default() });
    let file = id(&app.upload("a.txt", "assistants", "Ink is blue. ".repeat(500).as_bytes()).await);
    let expiry = json!({"anchor": "last_active_at", "days": 365});
    let store = app.made("/v1/vector_stores", json!({"file_ids": [file], "expires_after": expiry})).await;
    let bytes = app.got(&format!("/v1/vector_stores/{}", id(&store))).await["usage_bytes"].as_i64().expect("bytes");
    assert!(bytes > 6_500);
    let rounded = |byte_days: i64| ((byte_days + 500) / 1_000) as f64 / 1e6;
    app.clock.advance(100 * DAY);
    let bill = app.got(USAGE).await["vector_stores"].take();
    assert_eq!(
        (&bill["gb_days"], &bill["billed_gb_days"]),
        (&json!(rounded(bytes * 100)), &json!(rounded((bytes - 1_000) * 100)))
    );
    // Nobody looks until long after the store has expired; a run that is due with it is looked at first.
    let assistant = id(&app.made("/v1/assistants", json!({"model": "gpt-4o", "instructions": "x"})).await);
    app.with_header("x-understage-pace", "step").made("/v1/threads/runs", json!({"assistant_id": assistant})).await;
    app.clock.advance(5_000 * DAY);
    assert_eq!(app.got(USAGE).await["vector_stores"]["gb_days"], rounded(bytes * 365));
    let again = id(&app.made("/v1/vector_stores", json!({"file_ids": [file]})).await);
    app.got(&format!("/v1/vector_stores/{again}")).await;
    app.clock.advance(10 * DAY);
    app.delete(&format!("/v1/files/{file}")).await;
    app.clock.advance(10 * DAY);
    assert_eq!(app.got(USAGE).await["vector_stores"]["gb_days"], rounded(bytes * 375));
}
