//! `/v1/threads`.

use super::{keys, nobody, plainly, refused, sentences};
use crate::support::app::{NOW, TestApp};
use crate::support::stage::{ACTIVE, Stage, id, items};
use serde_json::{Value, json};
use understage::Pace;

const PATH: &str = "/v1/threads";

#[tokio::test]
async fn a_thread_is_made_read_changed_and_deleted() {
    let app = TestApp::new();
    let made = app.made(PATH, json!({"metadata": {"k": "v"}})).await;
    assert_eq!(keys(&made), ["id", "object", "created_at", "metadata", "tool_resources"]);
    assert_eq!((made["object"].as_str(), made["created_at"].as_i64()), (Some("thread"), Some(NOW)));
    let path = format!("{PATH}/{}", id(&made));
    // As recorded: creation and change answer `{}`, a read has the key.
    assert_eq!(made["tool_resources"], json!({}));
    assert_eq!(app.made(&path, json!({"metadata": {"k": "w"}})).await["tool_resources"], json!({}));
    let read = app.got(&path).await;
    assert_eq!(read["tool_resources"], json!({"code_interpreter": {"file_ids": []}}));
    assert_eq!(read["metadata"], json!({"k": "w"}));
    let gone = app.delete(&path).await;
    assert_eq!(gone.text(), format!(r#"{{"id":"{}","object":"thread.deleted","deleted":true}}"#, id(&made)));
    let message = format!("No thread found with id '{}'.", id(&made));
    for reply in [app.get(&path).await, app.delete(&path).await, app.post(&path, json!({})).await] {
        plainly(&reply, 404, &message);
    }
}

#[tokio::test]
async fn a_body_is_not_needed() {
    let app = TestApp::new();
    let reply = app.send("POST", PATH, None).await;
    assert_eq!((reply.status, reply.json()["metadata"].clone()), (200, json!({})));
}

#[tokio::test]
async fn messages_of_one_request_share_a_second_and_keep_their_order() {
    let app = TestApp::new();
    let roles = ["user", "assistant", "user"];
    let messages: Value = roles.iter().map(|role| json!({"role": role, "content": format!("a {role}")})).collect();
    let thread = id(&app.made(PATH, json!({"messages": messages})).await);
    let listed = items(app.got(&format!("{PATH}/{thread}/messages?order=asc")).await);
    let shown: Vec<&str> = listed.iter().filter_map(|message| message["role"].as_str()).collect();
    assert_eq!(shown, roles);
    assert!(listed.iter().all(|message| message["created_at"] == NOW && message["run_id"].is_null()));
}

#[tokio::test]
async fn files_come_by_resources_and_by_attachments() {
    let app = TestApp::new();
    let (a, b) =
        (id(&app.upload("a.csv", "assistants", b"1").await), id(&app.upload("b.csv", "assistants", b"2").await));
    let attached = |file: &str, tool: &str| json!({"file_id": file, "tools": [{"type": tool}]});
    let message = json!({"role": "user", "content": "Look.",
        "attachments": [attached(&b, "code_interpreter"), attached(&a, "code_interpreter"), attached(&b, "code_interpreter")]});
    let resources = |ids: Value| json!({"code_interpreter": {"file_ids": ids}});
    let body = json!({"tool_resources": resources(json!([a])), "messages": [message]});
    let made = app.made(PATH, body).await;
    assert_eq!(made["tool_resources"], resources(json!([a, b])), "once each, the thread's own first");
    let path = format!("{PATH}/{}", id(&made));
    let changed = app.made(&path, json!({"tool_resources": resources(json!([b]))})).await;
    assert_eq!(changed["tool_resources"], resources(json!([b])));
    assert_eq!(app.made(&path, json!({"tool_resources": null})).await["tool_resources"], json!({}));
    let listed = items(app.got(&format!("{path}/messages")).await);
    assert_eq!(listed[0]["attachments"], message["attachments"], "echoed as they came");
}

#[tokio::test]
async fn twenty_files_are_the_most() {
    let app = TestApp::new();
    let mut files = Vec::new();
    for n in 0..21 {
        files.push(id(&app.upload(&format!("{n}.csv"), "assistants", b"x").await));
    }
    let resources = json!({"code_interpreter": {"file_ids": files[..20]}});
    let made = app.made(PATH, json!({"tool_resources": resources})).await;
    let attachment = |file: &str| json!([{"file_id": file, "tools": [{"type": "code_interpreter"}]}]);
    let message = |file: &str| json!({"role": "user", "content": "Look.", "attachments": attachment(file)});
    let messages = format!("{PATH}/{}/messages", id(&made));
    app.made(&messages, message(&files[3])).await;
    let reply = app.post(&messages, message(&files[20])).await;
    assert_eq!((reply.status, reply.refusal().1), (400, json!("array_above_max_length")));
    assert_eq!(items(app.got(&messages).await).len(), 1, "the refused message is not there");
    let assistant = id(&app.made("/v1/assistants", json!({"model": "gpt-4o", "instructions": "x"})).await);
    let more = json!({"code_interpreter": {"file_ids": files[20..]}});
    let run = json!({"assistant_id": assistant, "thread": {"tool_resources": resources}, "tool_resources": more});
    let reply = app.post("/v1/threads/runs", run).await;
    assert_eq!((reply.status, reply.refusal().1), (400, json!("array_above_max_length")));
}

#[tokio::test]
async fn deleting_a_thread_takes_all_that_is_in_it() {
    let stage = Stage::weather(Pace::Instant).await;
    let run = stage.start(json!({})).await;
    let message = id(&stage.messages().await[0]);
    let step = id(&stage.steps(&run).await[0]);
    assert_eq!(stage.app.delete(&stage.path("")).await.status, 200);
    let gone = format!("No thread found with id '{}'.", stage.thread);
    for path in [
        stage.path("/messages"),
        stage.path("/runs"),
        stage.path(&format!("/messages/{message}")),
        stage.at(&run, ""),
        stage.at(&run, "/steps"),
        stage.at(&run, &format!("/steps/{step}")),
    ] {
        plainly(&stage.app.get(&path).await, 404, &gone);
    }
    for path in [stage.path("/messages"), stage.path("/runs")] {
        let body = if path.ends_with("runs") {
            json!({"assistant_id": stage.assistant})
        } else {
            json!({"role": "user", "content": "Hi"})
        };
        plainly(&stage.app.post(&path, body).await, 404, &gone);
    }
}

#[tokio::test]
async fn a_thread_is_deleted_whatever_its_run_is_doing() {
    for status in ACTIVE {
        let stage = Stage::weather(Pace::Step).await;
        let run = stage.run_in(status).await;
        assert_eq!(stage.app.delete(&stage.path("")).await.status, 200, "{status}");
        let reply = stage.app.post(&format!("/_understage/runs/{}/step", id(&run)), json!({})).await;
        plainly(&reply, 404, &format!("No run found with id '{}'.", id(&run)));
        stage.app.clock.advance(600);
        assert_eq!(stage.app.get(&stage.at(&run, "")).await.status, 404, "{status}");
    }
}

#[tokio::test]
async fn refusals_are_the_services() {
    let app = TestApp::new();
    let cases = [
        (json!({"metadata": {}, "model": "x"}), "Unknown parameter: 'model'."),
        (
            json!({"messages": {}}),
            "Invalid type for 'messages': expected an array of objects, but got an object instead.",
        ),
        (json!({"messages": [{"role": "user"}]}), "Missing required parameter: 'messages[0].content'."),
        (
            json!({"messages": [{"role": "tool", "content": "x"}]}),
            "Invalid value: 'tool'. Supported values are: 'user' and 'assistant'.",
        ),
        (json!({"tool_resources": {"retrieval": {}}}), "Unknown parameter: 'tool_resources.retrieval'."),
    ];
    sentences(&app, PATH, &cases).await;
    let reply = app.get("/v1/threads/undefined").await;
    let message = "Invalid 'thread_id': 'undefined'. Expected an ID that begins with 'thread'.";
    refused(&reply, Some("invalid_value"), Some("thread_id"), message);
    plainly(&app.get("/v1/threads/thread_1").await, 404, "No thread found with id 'thread_1'.");
    let reply = app.post(
        PATH,
        json!({"messages": [{"role": "user", "content": "Look.",
        "attachments": [{"file_id": nobody("file-"), "tools": [{"type": "code_interpreter"}]}]}]}),
    );
    let message = format!("The following file IDs were not found: {}", nobody("file-"));
    assert_eq!(reply.await.refusal().3, message);
}
