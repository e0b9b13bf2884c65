//! Runs that search: which stores, what is found, what is shown of it, and what happens when a store is gone.

use super::vector_stores::{PATH, store_of};
use crate::support::app::{NOW, TestApp};
use crate::support::stage::{Stage, id, items};
use futures_util::FutureExt;
use serde_json::{Value, json};
use understage::Pace;

const CONTENT: &str = "step_details.tool_calls[*].file_search.results[*].content";
pub const DAY: i64 = 86_400;
pub const INK: &str = "The ink of the Calla pen is permanent blue.";
pub const QUESTION: &str = "What colour is the ink of the Calla pen?";

pub fn tools() -> Value {
    json!([{"type": "file_search"}])
}

/// A stage whose assistant has a store with these files, and whose user asks about ink.
pub async fn stage(pace: Pace, files: &[(&str, &str)]) -> (Stage, String) {
    let stage = Stage::new(pace, tools(), QUESTION).await;
    let (store, _) = store_of(&stage.app, files).await;
    let resources = json!({"tool_resources": {"file_search": {"vector_store_ids": [store]}}});
    stage.app.made(&format!("/v1/assistants/{}", stage.assistant), resources).await;
    (stage, store)
}

/// The results of the run's one search.
pub async fn results(stage: &Stage, run: &Value) -> Vec<Value> {
    let steps = stage.steps(run).await;
    let call = &steps[0]["step_details"]["tool_calls"][0];
    assert_eq!(call["type"], "file_search", "{steps:?}");
    call["file_search"]["results"].as_array().expect("a list").clone()
}

async fn reply(stage: &Stage) -> Value {
    stage.messages().await.pop().expect("a reply")["content"][0]["text"].clone()
}

#[tokio::test]
async fn the_answer_is_found_and_cited() {
    let (stage, _) = stage(Pace::Instant, &[("pens — 2024.txt", INK), ("b.txt", "Boats have masts.")]).await;
    let run = stage.start(json!({})).await;
    assert_eq!(stage.status(&run).await, "completed");
    let found = results(&stage, &run).await;
    assert_eq!((found.len(), &found[0]["file_name"]), (1, &json!("pens — 2024.txt")));
    assert!(found[0].get("content").is_none(), "unless it is asked for");
    let text = reply(&stage).await;
    let (value, annotation) = (text["value"].as_str().expect("text"), &text["annotations"][0]);
    assert!(value.contains("permanent blue"), "{value}");
    let marker = "【4:0†pens — 2024.txt】";
    assert_eq!((&annotation["type"], &annotation["text"]), (&json!("file_citation"), &json!(marker)));
    let place = |name: &str| annotation[name].as_u64().expect("an index") as usize;
    let cut: String =
        value.chars().skip(place("start_index")).take(place("end_index") - place("start_index")).collect();
    assert_eq!(cut, marker, "indexes count characters");
    assert_eq!(annotation["file_citation"], json!({"file_id": found[0]["file_id"], "quote": INK}));
    let usage = stage.steps(&run).await;
    assert!(usage[1]["usage"]["prompt_tokens"].as_u64() > usage[0]["usage"]["prompt_tokens"].as_u64());
}

#[tokio::test]
async fn the_texts_of_results_are_shown_where_they_are_asked_for() {
    let (stage, _) = stage(Pace::Instant, &[("a.txt", INK)]).await;
    let run = stage.start(json!({})).await;
    let include = format!("include[]={}", CONTENT.replace('[', "%5B").replace(']', "%5D"));
    let steps = items(stage.app.got(&stage.at(&run, &format!("/steps?order=asc&{include}"))).await);
    let shown = |step: &Value| step["step_details"]["tool_calls"][0]["file_search"]["results"][0]["content"].clone();
    assert_eq!(shown(&steps[0]), json!([{"type": "text", "text": INK}]));
    let one = stage.app.got(&stage.at(&run, &format!("/steps/{}?{include}", id(&steps[0])))).await;
    assert_eq!(shown(&one), shown(&steps[0]));
    let plain = stage.app.got(&stage.at(&run, &format!("/steps/{}", id(&steps[0])))).await;
    assert_eq!(shown(&plain), json!(null));
    assert_eq!(stage.app.get(&stage.at(&run, "/steps?include[]=everything")).await.status, 400);
}

#[tokio::test]
async fn options_of_the_tool_bound_what_is_found() {
    let files: Vec<(String, String)> = (0..30).map(|n| (format!("{n}.txt"), format!("{INK} Lot {n}."))).collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let (stage, _) = stage(Pace::Instant, &files).await;
    for (model, options, count) in [
        ("gpt-4o", json!({}), 20),
        ("gpt-3.5-turbo", json!({}), 5),
        ("gpt-4o", json!({"max_num_results": 3}), 3),
        ("gpt-4o", json!({"ranking_options": {"score_threshold": 1.0}}), 0),
    ] {
        let run =
            stage.start(json!({"model": model, "tools": [{"type": "file_search", "file_search": options}]})).await;
        let found = results(&stage, &run).await;
        assert_eq!(found.len(), count, "{model} {options}");
        let steps = stage.steps(&run).await;
        let ranking = &steps[0]["step_details"]["tool_calls"][0]["file_search"]["ranking_options"];
        let threshold = &options["ranking_options"]["score_threshold"];
        let threshold = if threshold.is_null() { json!(0.0) } else { threshold.clone() };
        assert_eq!(*ranking, json!({"ranker": "default_2024_08_21", "score_threshold": threshold}));
    }
}

#[tokio::test]
async fn the_stores_of_assistant_and_thread_are_both_searched() {
    let (stage, _) = stage(Pace::Instant, &[("a.txt", INK)]).await;
    let file = id(&stage.app.upload("own.txt", "assistants", b"The nib of the Calla pen is of gold.").await);
    let attached = json!([{"file_id": file, "tools": [{"type": "file_search"}]}]);
    let ask = json!({"role": "user", "content": "What is the nib of the Calla pen made of?", "attachments": attached});
    stage.app.made(&stage.path("/messages"), ask).await;
    let run = stage.start(json!({})).await;
    let names: Vec<Value> = results(&stage, &run).await.iter().map(|found| found["file_name"].clone()).collect();
    assert!(names.contains(&json!("a.txt")) && names.contains(&json!("own.txt")), "{names:?}");
    assert!(reply(&stage).await["value"].as_str().is_some_and(|text| text.contains("of gold")));
}

#[tokio::test]
async fn attachments_make_the_threads_store_or_join_it() {
    let stage = Stage::new(Pace::Instant, tools(), "Hello.").await;
    let mut files = Vec::new();
    for n in 0..3 {
        files.push(id(&stage.app.upload(&format!("{n}.txt"), "assistants", INK.as_bytes()).await));
    }
    let message = |file: &str| {
        let tools = json!([{"type": "file_search"}]);
        json!({"role": "user", "content": "Look.", "attachments": [{"file_id": file, "tools": tools}]})
    };
    stage.app.made(&stage.path("/messages"), message(&files[0])).await;
    let resources = stage.app.got(&stage.path("")).await["tool_resources"]["file_search"]["vector_store_ids"].clone();
    let store = format!("{PATH}/{}", resources[0].as_str().expect("a store"));
    let own = stage.app.got(&store).await;
    assert_eq!((&own["file_counts"]["completed"], &own["name"]), (&json!(1), &json!("")));
    assert_eq!((&own["expires_after"]["days"], &own["expires_at"]), (&json!(7), &json!(NOW + 7 * DAY)));
    stage.app.made(&stage.path("/messages"), message(&files[1])).await;
    stage.start(json!({"additional_messages": [message(&files[2])]})).await;
    assert_eq!(stage.app.got(&store).await["file_counts"]["total"], 3, "one store for all");
    assert_eq!(items(stage.app.got(PATH).await).len(), 1);
    let table = id(&stage.app.upload("a.csv", "assistants", b"1").await);
    let reply = stage.app.post(&stage.path("/messages"), message(&table)).await;
    let sentence = "Files with extensions [.csv] are not supported for retrieval. See \
                    https://platform.openai.com/docs/assistants/tools/file-search/supported-files";
    super::refused(&reply, Some("unsupported_file"), Some("file_ids"), sentence);
    // Deleted, it is replaced by the next attachment's.
    stage.app.delete(&store).await;
    stage.app.made(&stage.path("/messages"), message(&files[0])).await;
    let now = stage.app.got(&stage.path("")).await["tool_resources"]["file_search"]["vector_store_ids"].clone();
    assert_ne!(now, resources);
}

#[tokio::test]
async fn a_thread_is_made_with_helper_and_attachments_at_once() {
    let app = TestApp::new();
    let (a, b) =
        (app.upload("a.txt", "assistants", INK.as_bytes()).await, app.upload("b.txt", "assistants", b"x y").await);
    let attached = json!([{"file_id": b["id"], "tools": [{"type": "file_search"}]}]);
    let made = app
        .made(
            "/v1/threads",
            json!({"tool_resources": {"file_search": {"vector_stores": [{"file_ids": [a["id"]]}]}},
                "messages": [{"role": "user", "content": "Look.", "attachments": attached}]}),
        )
        .await;
    let store = made["tool_resources"]["file_search"]["vector_store_ids"][0].as_str().expect("a store").to_owned();
    let own = app.got(&format!("{PATH}/{store}")).await;
    assert_eq!((&own["file_counts"]["total"], &own["expires_after"]["days"]), (&json!(2), &json!(7)));
}

#[tokio::test]
async fn a_run_waits_for_the_files_of_its_thread() {
    for pace in [Pace::Polls(3), Pace::Step, Pace::Realistic] {
        let app = TestApp::paced(pace).with_header("x-understage-pace", &pace.to_string());
        let file = id(&app.upload("a.txt", "assistants", INK.as_bytes()).await);
        let stage = Stage::on(app, tools(), "Hello.").await;
        let attached = json!([{"file_id": file, "tools": [{"type": "file_search"}]}]);
        let message = json!({"role": "user", "content": QUESTION, "attachments": attached});
        stage.app.made(&stage.path("/messages"), message).await;
        let stage = Stage { app: stage.app.with_header("x-understage-pace", "instant"), ..stage };
        let run = stage.start(json!({})).await;
        assert_eq!(results(&stage, &run).await.len(), 1, "{pace}");
    }
}

#[tokio::test]
async fn small_talk_and_sums_are_not_looked_up_unless_they_must_be() {
    let (stage, _) = stage(Pace::Instant, &[("a.txt", INK)]).await;
    for (text, extra, steps) in [
        ("Thanks!", json!({}), 1),
        ("Hello", json!({}), 1),
        ("What is 12 * 12?", json!({}), 1),
        (QUESTION, json!({"tool_choice": "none"}), 1),
        (QUESTION, json!({}), 2),
        ("Hello", json!({"tool_choice": {"type": "file_search"}}), 2),
        ("Hello", json!({"tool_choice": "required"}), 2),
    ] {
        stage.app.made(&stage.path("/messages"), json!({"role": "user", "content": text})).await;
        let run = stage.start(extra.clone()).await;
        assert_eq!(
            (stage.status(&run).await.as_str(), stage.steps(&run).await.len()),
            ("completed", steps),
            "{text} {extra}"
        );
    }
}

#[tokio::test]
async fn what_the_files_do_not_say_is_said_so() {
    let (stage, _) = stage(Pace::Instant, &[("a.txt", INK)]).await;
    let ask = json!({"role": "user", "content": "Who won the sailing regatta at Kiel?"});
    stage.app.made(&stage.path("/messages"), ask).await;
    let run = stage.start(json!({})).await;
    assert_eq!(results(&stage, &run).await.len(), 0);
    let text = reply(&stage).await;
    assert_eq!(text["annotations"], json!([]));
    assert!(text["value"].as_str().is_some_and(|text| text.contains("could not find")), "{text}");
}

#[tokio::test]
async fn a_search_that_breaks_off_shows_nothing() {
    let (stage, _) = stage(Pace::Step, &[("a.txt", INK)]).await;
    let run = stage.start(json!({})).await;
    stage.step(&run, 2).await;
    assert_eq!(stage.cancel(&run).await.status, 200);
    assert_eq!(stage.step(&run, 1).await["status"], "cancelled");
    let steps = stage.steps(&run).await;
    assert_eq!((steps.len(), &steps[0]["status"]), (1, &json!("cancelled")));
    assert_eq!(results(&stage, &run).await.len(), 0, "none had been told");
}

#[tokio::test]
async fn others_are_answered_while_a_file_is_read() {
    let app = TestApp::new();
    let (store, _) =
        store_of(&app, &[("a.txt", &format!("{INK} ").repeat(20_000)), ("b.pdf", "%PDF-1.4 and no more")]).await;
    let path = format!("{PATH}/{store}");
    let mut look = std::pin::pin!(app.got(&path));
    assert!(look.as_mut().now_or_never().is_none(), "it waits");
    assert_eq!(app.get("/health").await.status, 200);
    assert_eq!(app.made("/v1/threads", json!({})).await["object"], "thread");
    let counts = look.await["file_counts"].clone();
    assert_eq!((&counts["completed"], &counts["failed"]), (&json!(1), &json!(1)));
}

#[tokio::test]
async fn functions_and_files_answer_one_message() {
    let (stage, _) = stage(Pace::Instant, &[("【1:2†pens】.txt", INK)]).await;
    let tools = json!([{"type": "file_search"}, crate::support::stage::get_weather()]);
    let ask =
        json!({"role": "user", "content": "What is the weather in Oslo and what colour is the ink of the Calla pen?"});
    stage.app.made(&stage.path("/messages"), ask).await;
    let run = stage.start(json!({"tools": tools})).await;
    assert_eq!(stage.status(&run).await, "requires_action");
    stage.submit(&run, "12 degrees and sunny").await;
    let kinds: Vec<Value> = stage.steps(&run).await.iter().map(|step| step["type"].clone()).collect();
    assert_eq!(kinds, ["tool_calls", "tool_calls", "message_creation"]);
    let text = reply(&stage).await;
    let value = text["value"].as_str().expect("text");
    assert!(value.contains("12 degrees") && value.contains("permanent blue"), "{value}");
    assert_eq!(text["annotations"][0]["text"], "【4:0†1:2†pens.txt】", "no brackets within");
}
