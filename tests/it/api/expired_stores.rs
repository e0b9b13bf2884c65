//! Stores whose time is over: what becomes of runs, and how their files are saved.

use super::file_search::{DAY, INK, QUESTION, results, stage, tools};
use super::vector_stores::PATH;
use crate::support::stage::{Stage, id};
use serde_json::json;
use understage::Pace;

#[tokio::test]
async fn a_run_over_an_expired_store_fails_and_over_a_deleted_one_is_refused() {
    let (stage, store) = stage(Pace::Instant, &[("a.txt", INK)]).await;
    let expiry = json!({"expires_after": {"anchor": "last_active_at", "days": 1}});
    stage.app.made(&format!("{PATH}/{store}"), expiry).await;
    stage.app.clock.advance(DAY - 1);
    assert_eq!(stage.status(&stage.start(json!({})).await).await, "completed");
    stage.app.clock.advance(DAY - 1);
    assert_eq!(stage.status(&stage.start(json!({})).await).await, "completed", "a run is a use");
    stage.app.clock.advance(DAY);
    let run = stage.now(&stage.start(json!({})).await).await;
    let error = json!({"code": "server_error", "message": format!("Vector store {store} is expired.")});
    assert_eq!((&run["status"], &run["last_error"]), (&json!("failed"), &error));
    let plain = stage.start(json!({"tools": []})).await;
    assert_eq!(stage.status(&plain).await, "completed", "without the tool there is nothing to fail");
    stage.app.delete(&format!("{PATH}/{store}")).await;
    let reply = stage.ask(json!({})).await;
    super::plainly(&reply, 404, &format!("No vector store found with id '{store}'."));
}

/// Moves what an expired store held into a new one, as the service's guide says: listed page by page, put in by the
/// hundred.
async fn reattach(stage: &Stage, expired: &str) -> String {
    let mut files: Vec<String> = Vec::new();
    loop {
        let after = files.last().map(|last| format!("&after={last}")).unwrap_or_default();
        let page = stage.app.got(&format!("{PATH}/{expired}/files?limit=100{after}")).await;
        files.extend(page["data"].as_array().expect("a list").iter().map(id));
        if page["has_more"] == false {
            break;
        }
    }
    let store = id(&stage.app.made(PATH, json!({"name": "rag-store"})).await);
    let resources = json!({"tool_resources": {"file_search": {"vector_store_ids": [store]}}});
    stage.app.made(&stage.path(""), resources).await;
    for some in files.chunks(100) {
        let batch = stage.app.made(&format!("{PATH}/{store}/file_batches"), json!({"file_ids": some})).await;
        let batch = stage.app.got(&format!("{PATH}/{store}/file_batches/{}", id(&batch))).await;
        assert_eq!((&batch["status"], &batch["file_counts"]["completed"]), (&json!("completed"), &json!(some.len())));
    }
    store
}

#[tokio::test]
async fn what_an_expired_store_held_can_be_put_into_a_new_one() {
    let stage = Stage::new(Pace::Instant, tools(), QUESTION).await;
    let mut files = Vec::new();
    for n in 0..230 {
        let text = format!("Lot {n} of pens. {}", if n == 117 { INK } else { "Nothing else is known of it." });
        files.push(id(&stage.app.upload(&format!("{n}.txt"), "assistants", text.as_bytes()).await));
    }
    let helper = json!({"tool_resources": {"file_search": {"vector_stores": [{"file_ids": files}]}},
        "messages": [{"role": "user", "content": QUESTION}]});
    let thread = stage.app.made("/v1/threads", helper).await;
    let old = thread["tool_resources"]["file_search"]["vector_store_ids"][0].as_str().expect("a store").to_owned();
    let stage = Stage { thread: id(&thread), ..stage };
    assert_eq!(stage.status(&stage.start(json!({})).await).await, "completed");
    stage.app.clock.advance(7 * DAY);
    assert_eq!(stage.status(&stage.start(json!({})).await).await, "failed");
    let new = reattach(&stage, &old).await;
    assert_eq!(stage.app.got(&format!("{PATH}/{new}")).await["file_counts"]["total"], 230);
    let run = stage.start(json!({})).await;
    assert_eq!(results(&stage, &run).await[0]["file_name"], "117.txt");
}
