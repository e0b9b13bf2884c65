//! Stories of tools.

use super::player::{Player, calls, order, path, thread};
use crate::stream::only;
use crate::support::stage::id;
use serde_json::{Value, json};

/// Functions that take anything.
fn functions(names: &[&str]) -> Value {
    names.iter().map(|name| json!({"type": "function", "function": {"name": name}})).collect()
}

/// Pairs of texts.
fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, arguments)| ((*name).to_owned(), (*arguments).to_owned())).collect()
}

/// Two calls at once; the outputs come into the reply, and one that is no number fails the run.
pub async fn weather(player: &mut Player) {
    let tools = functions(&["get_current_temperature", "get_rain_probability"]);
    let assistant = player.assistant(json!({"name": "Weather bot", "tools": tools})).await;
    let question = "What's the weather in Paris today?";
    let run = player.run(&assistant, question, json!({})).await;
    let now = player.now(&run).await;
    let wanted = [
        ("get_current_temperature", r#"{"location":"Paris","unit":"Fahrenheit"}"#),
        ("get_rain_probability", r#"{"location":"Paris"}"#),
    ];
    assert_eq!((&now["status"], calls(&now)), (&json!("requires_action"), pairs(&wanted)));
    assert_eq!(player.submit(&run, &["57", "0.06"]).await["status"], "completed");
    assert_eq!(player.said(&run).await, "It is 57°F in Paris, and the chance of rain is 0.06.");

    let events = player.streamed("/v1/threads/runs", order(&assistant, question, json!({}))).await;
    let run = only(&events, "thread.run.requires_action").clone();
    let failed = player.submit(&run, &["warm", "0.06"]).await;
    assert_eq!((&failed["status"], &failed["last_error"]["code"]), (&json!("failed"), &json!("server_error")));
    let message = failed["last_error"]["message"].as_str().expect("a message");
    assert!(message.starts_with("Scenario 'weather' (") && message.contains("\"warm\""), "{message}");
}

/// Three calls in one run; the second gives an error, and the reply tells of it.
pub async fn tool_loop(player: &mut Player) {
    let tools = functions(&["find_order", "refund_payment", "open_ticket"]);
    let assistant = player.assistant(json!({"tools": tools})).await;
    let run = player.run(&assistant, "Please refund order 1042.", json!({})).await;
    for (call, output) in [
        (("find_order", r#"{"id":"1042"}"#), r#"{"payment": "pay_7", "cents": 1250}"#),
        (("refund_payment", r#"{"payment":"pay_7","cents":1250}"#), r#"{"error": "card expired"}"#),
        (("open_ticket", r#"{"title":"Refund of order 1042 failed","reason":"card expired"}"#), r#"{"ticket": "T-1"}"#),
    ] {
        assert_eq!(calls(&player.now(&run).await), pairs(&[call]));
        player.submit(&run, &[output]).await;
    }
    assert_eq!(player.now(&run).await["status"], "completed");
    assert_eq!(player.steps(&run).await.len(), 4);
    let reply = "I could not refund order 1042 (card expired), so I opened ticket T-1.";
    assert_eq!(player.said(&run).await, reply);
}

/// While the first client's run waits, a second one is kept out; afterwards it is let in.
pub async fn race(player: &mut Player) {
    let assistant = player.assistant(json!({"tools": functions(&["look_up_stock"])})).await;
    let run = player.run(&assistant, "What is in stock?", json!({})).await;
    assert_eq!(player.now(&run).await["status"], "requires_action");
    let (messages, runs) = (format!("{}/messages", thread(&run)), format!("{}/runs", thread(&run)));
    let message = json!({"role": "user", "content": "Hurry!"});
    let refusal = player.refused(&messages, message.clone()).await;
    assert!(refusal.as_str().is_some_and(|text| text.contains(&id(&run))), "{refusal}");
    let refusal = player.refused(&runs, json!({"assistant_id": assistant})).await;
    assert!(refusal.as_str().is_some_and(|text| text.contains("active run")), "{refusal}");
    assert_eq!(player.submit(&run, &["12"]).await["status"], "completed");
    assert_eq!(player.said(&run).await, "There are 12 of A-100 in stock.");
    player.post(&messages, message).await;
}

/// A search that is real, with a citation of what it found; and one that found what the file says.
pub async fn handbook(player: &mut Player) {
    let text = "Employees have 25 days of vacation a year.\n\nThe office closes at six.";
    let file = player.upload("handbook.md", text).await;
    let store = id(&player.post("/v1/vector_stores", json!({"file_ids": [file]})).await);
    let tools = json!([{"type": "file_search"}]);
    let resources = json!({"file_search": {"vector_store_ids": [store]}});
    let assistant = player.assistant(json!({"tools": tools, "tool_resources": resources})).await;
    let run = player.run(&assistant, "Tell me how many days of vacation I have.", json!({})).await;
    assert_eq!(player.now(&run).await["status"], "completed");
    let text = player.messages(&run).await[1]["content"][0]["text"].take();
    let value = text["value"].as_str().expect("text");
    assert!(value.contains("25 days of vacation") && value.ends_with("【4:0†handbook.md】"), "{value}");
    assert_eq!(text["annotations"][0]["file_citation"]["file_id"], file);
    let found = player
        .get(&path(&run, "/steps?order=asc&include[]=step_details.tool_calls[*].file_search.results[*].content"))
        .await;
    let found = &found["data"][0]["step_details"]["tool_calls"][0]["file_search"]["results"][0];
    assert_eq!(found["file_name"], "handbook.md");

    let assistant = player.assistant(json!({"tools": [{"type": "file_search"}]})).await;
    let run = player.run(&assistant, "Is there a dress code?", json!({})).await;
    assert_eq!(player.said(&run).await, "Wear what you like 【4:0†policy.txt】.");
    let found = &player.steps(&run).await[0]["step_details"]["tool_calls"][0]["file_search"]["results"][0];
    assert_eq!((&found["file_name"], &found["score"]), (&json!("policy.txt"), &json!(0.91)));
}

/// Code, its output, a chart of the attached file, and a file to download.
pub async fn report(player: &mut Player) {
    let csv = player.upload("sales.csv", "Quarter,Sales\nQ1,100\nQ2,120\nQ3,90\nQ4,150\n").await;
    let assistant = player.assistant(json!({"tools": [{"type": "code_interpreter"}]})).await;
    let attached = json!([{"file_id": csv, "tools": [{"type": "code_interpreter"}]}]);
    let said = json!({"role": "user", "content": "Write the quarterly report.", "attachments": attached});
    let body = json!({"assistant_id": assistant, "thread": {"messages": [said]}});
    let run = player.post("/v1/threads/runs", body).await;
    let code = player.steps(&run).await[0]["step_details"]["tool_calls"][0]["code_interpreter"].take();
    assert_eq!(code["outputs"][0], json!({"type": "logs", "logs": "(4, 2)\n"}));
    let content = player.messages(&run).await[1]["content"].take();
    assert_eq!(content[0]["image_file"]["file_id"], code["outputs"][1]["image"]["file_id"]);
    let annotation = &content[1]["text"]["annotations"][0];
    assert_eq!(annotation["text"], "sandbox:/mnt/data/summary.csv");
    let download = |file: &Value| format!("/v1/files/{}/content", file.as_str().expect("an id"));
    let chart = player.send("GET", &download(&content[0]["image_file"]["file_id"]), None).await;
    assert!(chart.bytes.starts_with(b"\x89PNG\r\n"));
    let summary = player.send("GET", &download(&annotation["file_path"]["file_id"]), None).await;
    assert_eq!(summary.text(), "quarter,sales\nQ1,100\n");
}
