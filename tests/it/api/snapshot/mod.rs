//! `/_understage/snapshot`: a project as one document, and back.

mod refused;

use crate::support::app::{NOW, TestApp};
use crate::support::project::{Walk, everything, grown};
use crate::support::stage::{QUESTION, Stage, get_weather, id, items};
use proptest::prelude::*;
use serde_json::{Value, json};
use understage::{AppConfig, Pace};

const PATH: &str = "/_understage/snapshot";

/// The project of `app` as one document.
async fn taken(app: &TestApp) -> String {
    let reply = app.get(PATH).await;
    assert_eq!((reply.status, reply.header("content-type")), (200, Some("application/json")), "{}", reply.text());
    assert_eq!(reply.header("content-length"), Some(reply.bytes.len().to_string().as_str()));
    reply.text()
}

/// Restores a document that must be good; the runs that have ended with it.
async fn restored(app: &TestApp, document: &str) -> Vec<Value> {
    let reply = app.send_text("PUT", PATH, document).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    assert_eq!(reply.json()["restored"], true);
    reply.json()["ended_runs"].as_array().expect("runs").clone()
}

/// A server that knows nothing of the others, but has their seed and their time.
fn another() -> TestApp {
    TestApp::new()
}

#[tokio::test]
async fn what_is_restored_is_what_was_taken() {
    let app = TestApp::new();
    grown(&app).await;
    let document = taken(&app).await;
    let (fresh, busy) = (another(), another().as_key("other"));
    let foreign = TestApp::exactly(AppConfig { seed: Some(9), ..AppConfig::default() }).as_key("third");
    busy.made("/v1/threads", json!({})).await;
    for target in [&fresh, &busy, &foreign] {
        assert_eq!(restored(target, &document).await, Vec::<Value>::new());
        assert_eq!(taken(target).await, document, "taken again, it is the same");
        assert_eq!(everything(target, &document).await, everything(&app, &document).await);
        assert_eq!(taken(target).await, taken(&app).await, "what reading has changed is the same");
        restored(&app, &document).await;
    }
    // Ids go on where they stood.
    let made = || async { (fresh.made("/v1/threads", json!({})).await, app.made("/v1/threads", json!({})).await) };
    let (one, other) = made().await;
    assert_eq!(one, other);
    assert!(!document.contains(&id(&one)), "and never come again");
}

#[tokio::test]
async fn a_document_has_one_field_a_line_and_its_text_as_text() {
    let app = TestApp::new();
    let empty = taken(&app).await;
    assert!(
        empty.starts_with(&format!(
            "{{\n  \"understage_snapshot\": 1,\n  \"written_by\": \"{}\",\n  \"clock\": {{\n    \"ahead\": 0\n  }},\n",
            env!("CARGO_PKG_VERSION")
        )),
        "{empty}"
    );
    assert!(empty.ends_with("}\n"));
    app.upload("a.csv", "assistants", b"a,b\n1,2\n").await;
    app.upload("a.bin", "user_data", b"\0\xff").await;
    let document = taken(&app).await;
    for line in [r#""text": "a,b\n1,2\n""#, r#""base64": "AP8=""#, r#""filename": "a.csv","#, r#""files": 2,"#] {
        assert!(document.lines().any(|own| own.trim() == line), "{line} in {document}");
    }
}

#[tokio::test]
async fn a_run_that_waits_for_outputs_goes_on() {
    let stage = Stage::weather(Pace::Instant).await;
    let run = stage.start(json!({})).await;
    let document = taken(&stage.app).await;
    let target = Stage { app: another(), assistant: stage.assistant.clone(), thread: stage.thread.clone() };
    restored(&target.app, &document).await;
    for stage in [&stage, &target] {
        assert_eq!(stage.status(&run).await, "requires_action");
        assert_eq!(stage.submit(&run, "18 degrees").await.status, 200);
        assert_eq!(stage.status(&run).await, "completed");
    }
    assert_eq!(taken(&target.app).await, taken(&stage.app).await, "as if nothing had happened");
}

#[tokio::test]
async fn runs_in_motion_end() {
    // Beats after which a run is queued, in progress with nothing open, and with an open step (and message).
    for (tools, beats) in [(json!([]), 0), (json!([]), 1), (json!([]), 4), (json!([get_weather()]), 3)] {
        for cancelling in [false, true] {
            let stage = Stage::new(Pace::Step, tools.clone(), QUESTION).await;
            let run = stage.start(json!({})).await;
            if beats > 0 {
                stage.step(&run, beats).await;
            }
            if cancelling {
                assert_eq!(stage.cancel(&run).await.status, 200);
            }
            let document = taken(&stage.app).await;
            let before = stage.now(&run).await;
            let target = Stage { app: another(), assistant: stage.assistant.clone(), thread: stage.thread.clone() };
            assert_eq!(restored(&target.app, &document).await, [run["id"].clone()]);
            let now = target.now(&run).await;
            if cancelling {
                assert_eq!((&now["status"], &now["last_error"]), (&json!("cancelled"), &Value::Null));
            } else {
                let error = "The run was in progress when the snapshot was taken.";
                assert_eq!(now["last_error"], json!({"code": "server_error", "message": error}));
                assert_eq!(now["status"], "failed");
            }
            for step in target.steps(&run).await {
                assert_eq!(step["status"], now["status"]);
            }
            for message in target.messages().await.iter().filter(|message| message["role"] == "assistant") {
                assert_eq!(message["status"], "incomplete");
            }
            assert_eq!(stage.now(&run).await, before, "where it was taken it plays on");
            target.start(json!({})).await;
        }
    }
}

#[tokio::test]
async fn a_search_finds_what_it_found() {
    let app = TestApp::new();
    let mut files = Vec::new();
    for n in 0..9 {
        let text = format!("Lot {n}: {} The ink of pen {n} is blue.", "A pen needs ink. ".repeat(n * 60));
        files.push(id(&app.upload("a.md", "assistants", text.as_bytes()).await));
    }
    let chunking = json!({"type": "static", "static": {"max_chunk_size_tokens": 100, "chunk_overlap_tokens": 20}});
    let new = json!({"file_ids": files, "chunking_strategy": chunking});
    let store = id(&app.made("/v1/vector_stores", new).await);
    let assistant = json!({"model": "gpt-4o", "tools": [{"type": "file_search"}],
        "tool_resources": {"file_search": {"vector_store_ids": [store]}}});
    let assistant = id(&app.made("/v1/assistants", assistant).await);
    let shelf = app.got(&format!("/v1/vector_stores/{store}")).await;
    assert_eq!(shelf["file_counts"]["completed"], 9);
    let target = another();
    restored(&target, &taken(&app).await).await;
    assert_eq!(target.got(&format!("/v1/vector_stores/{store}")).await, shelf);
    let search = format!("/v1/vector_stores/{store}/search");
    let ask = json!({"assistant_id": assistant, "thread": {"messages": [{"role": "user",
        "content": "Which ink has pen 7?"}]}});
    let mut seen = Vec::new();
    for app in [&app, &target] {
        let found = app.made(&search, json!({"query": ["ink of pen 7", "lot 3"], "max_num_results": 20})).await;
        assert!(!items(found.clone()).is_empty());
        let run = app.made("/v1/threads/runs", ask.clone()).await;
        let path = format!("/v1/threads/{}", run["thread_id"].as_str().expect("a thread"));
        let said = app.got(&format!("{path}/messages")).await;
        let steps = format!(
            "{path}/runs/{}/steps?include[]=step_details.tool_calls[*].file_search.results[*].content",
            id(&run)
        );
        seen.push((found, run, said, app.got(&steps).await, taken(app).await));
    }
    assert_eq!(seen[0], seen[1]);
}

#[tokio::test]
async fn files_that_were_read_in_another_order_are_so_again() {
    let app = TestApp::new();
    let mut files = Vec::new();
    for n in 0..4 {
        // All answer equally well, so that the order says which comes first.
        let text = format!("The ink of pen {n} is blue.");
        files.push(id(&app.upload(&format!("{n}.md"), "assistants", text.as_bytes()).await));
    }
    let store = id(&app.made("/v1/vector_stores", json!({})).await);
    let path = format!("/v1/vector_stores/{store}");
    for (file, pace) in files.iter().zip(["polls:2", "instant", "polls:1", "instant"]) {
        let paced = app.with_header("x-understage-pace", pace);
        paced.made(&format!("{path}/files"), json!({"file_id": file})).await;
    }
    for _ in 0..4 {
        app.got(&path).await;
    }
    app.made(&format!("{path}/files"), json!({"file_id": files[1]})).await;
    app.got(&path).await;
    let document = taken(&app).await;
    assert!(document.contains("\"read_order\""), "{document}");
    let target = another();
    restored(&target, &document).await;
    assert_eq!(taken(&target).await, document);
    let search = format!("{path}/search");
    let found = app.made(&search, json!({"query": "ink"})).await;
    assert_ne!(found["data"][0]["filename"], "0.md", "it came first, but was not read first");
    assert_eq!(target.made(&search, json!({"query": "ink"})).await, found);
}

#[tokio::test]
async fn time_stands_where_it_stood_or_keeps_its_distance() {
    const CLOCK: &str = "/_understage/clock";
    let app = TestApp::new();
    app.made(CLOCK, json!({"advance": 90})).await;
    let going = taken(&app).await;
    app.made(CLOCK, json!({"freeze": 1_000})).await;
    let frozen = taken(&app).await;
    let target = another();
    target.clock.advance(5);
    for (document, expected) in [
        (&going, json!({"now": NOW + 95, "frozen": false})),
        (&frozen, json!({"now": 1_000, "frozen": true})),
        (&going, json!({"now": NOW + 95, "frozen": false})),
    ] {
        restored(&target, document).await;
        assert_eq!(target.got(CLOCK).await, expected);
    }
}

#[tokio::test]
async fn faults_count_on() {
    let app = TestApp::new();
    let rule = json!({"path": "/v1/models", "first": 2, "reply": {"status": 503}});
    app.made("/_understage/faults", json!({"faults": [rule]})).await;
    assert_eq!(app.get("/v1/models").await.status, 503);
    let target = another();
    restored(&target, &taken(&app).await).await;
    assert_eq!(target.got("/_understage/faults").await, app.got("/_understage/faults").await);
    let statuses = [target.get("/v1/models").await.status, target.get("/v1/models").await.status];
    assert_eq!(statuses, [503, 200]);
}

#[tokio::test]
async fn a_cursor_may_be_gone_all_the_same() {
    let app = TestApp::new();
    let mut made = Vec::new();
    for _ in 0..4 {
        made.push(id(&app.made("/v1/assistants", json!({"model": "gpt-4o"})).await));
    }
    for gone in [&made[1], &made[3]] {
        app.delete(&format!("/v1/assistants/{gone}")).await;
    }
    let target = another();
    let document = taken(&app).await;
    restored(&target, &document).await;
    for cursor in &made {
        for query in [format!("after={cursor}"), format!("before={cursor}&order=asc")] {
            let path = format!("/v1/assistants?{query}");
            assert_eq!(target.got(&path).await, app.got(&path).await, "{query}");
        }
    }
    assert_eq!(taken(&target).await, document);
}

#[tokio::test]
async fn the_project_of_these_tests_has_something_of_everything() {
    let app = TestApp::new();
    grown(&app).await;
    let document = taken(&app).await;
    let project: Value = serde_json::from_str(&document).expect("JSON");
    for (kind, objects) in project["objects"].as_object().expect("kinds") {
        assert!(objects.as_array().is_some_and(|objects| !objects.is_empty()), "{kind}");
    }
    for (kind, statuses) in [
        ("runs", &["completed", "requires_action", "cancelled", "failed", "expired", "incomplete"][..]),
        ("steps", &["completed", "in_progress", "cancelled", "failed", "expired"]),
        ("vector_store_files", &["completed", "in_progress", "failed", "cancelled"]),
        ("uploads", &["pending", "completed", "cancelled"]),
    ] {
        let objects = project["objects"][kind].as_array().expect("objects");
        for status in statuses {
            assert!(objects.iter().any(|object| object["status"] == *status), "{kind} {status}");
        }
    }
    for word in ["file_path", "file_citation", "image_file", "image_url", "\"image\"", "\"logs\"", "last_messages"] {
        assert!(document.contains(word), "{word}");
    }
    for kind in ["messages", "upload_parts", "assistants", "threads"] {
        assert!(!project["deleted"][kind].is_null(), "{kind}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]
    /// Whatever was done to a project, it is restored whole.
    #[test]
    fn any_project_comes_back(steps in proptest::collection::vec(any::<(u8, u8)>(), 1..40)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async {
            let (app, target) = (TestApp::new(), another());
            let mut walk = Walk::new(&app);
            for (what, with) in steps {
                walk.step(what, with).await;
            }
            let document = taken(&app).await;
            restored(&target, &document).await;
            assert_eq!(taken(&target).await, document);
            assert_eq!(everything(&target, &document).await, everything(&app, &document).await);
            assert_eq!(taken(&target).await, taken(&app).await);
        });
    }
}
