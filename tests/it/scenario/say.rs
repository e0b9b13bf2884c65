//! What is said.

use super::{error, file, function, pieces, played, said, server, stage, streamed};
use crate::stream::{names, only};
use crate::support::app::TestApp;
use crate::support::stage::{Stage, id};
use serde_json::{Value, json};

/// A real image, and a real table.
const IMAGE: &str = "docs/images/chart.png";
const TABLE: &str = "fixtures/data/revenue.csv";

async fn content(app: &TestApp, file: &Value) -> Vec<u8> {
    let reply = app.get(&format!("/v1/files/{}/content", file.as_str().expect("an id"))).await;
    assert_eq!(reply.status, 200);
    reply.bytes
}

#[tokio::test]
async fn chunks_are_a_delta_each_and_text_is_cut_into_tokens() {
    let text = "Hello, world. How are you?";
    for (steps, wanted) in [
        (
            r#"- say: { chunks: ["Hello, wor", "ld. ", "How are you?"] }"#,
            Some(vec!["Hello, wor", "ld. ", "How are you?"]),
        ),
        (r#"- say: { chunks: ["Hello, world. How are you?"] }"#, Some(vec![text])),
        (r#"- say: "Hello, world. How are you?""#, None),
        (r#"- say: { text: "Hello, world. How are you?" }"#, None),
    ] {
        let stage = stage(steps, json!([])).await;
        let events = streamed(&stage, json!({})).await;
        match wanted {
            Some(wanted) => assert_eq!(pieces(&events), wanted),
            None => assert!(pieces(&events).len() > 5, "{:?}", pieces(&events)),
        }
        assert_eq!(pieces(&events).concat(), text);
        assert_eq!(said(&stage).await, text);
        played(&stage, json!({})).await;
        assert_eq!(said(&stage).await, text);
    }
}

#[tokio::test]
async fn an_open_message_goes_on() {
    let steps = "- say: { text: 'One', open: true }\n- say: { chunks: [', ', 'two'], open: true }\n- say: ', three.'\n- say: 'Four.'";
    let stage = stage(steps, json!([])).await;
    let events = streamed(&stage, json!({})).await;
    assert_eq!(events.iter().filter(|(name, _)| name == "thread.message.created").count(), 2);
    let texts: Vec<String> = stage.messages().await[1..]
        .iter()
        .map(|message| message["content"][0]["text"]["value"].as_str().expect("text").to_owned())
        .collect();
    assert_eq!(texts, ["One, two, three.", "Four."]);
    assert_eq!(stage.steps(&only(&events, "thread.run.completed").clone()).await.len(), 2);
}

#[tokio::test]
async fn a_message_cites_files() {
    let steps = r#"
- say:
    text: "It is so [1]."
    citations:
      - { file: notes.txt, quote: "It is so.", text: "[1]" }
      - { file: notes.txt, quote: "Indeed." }
"#;
    let stage = stage(steps, json!([])).await;
    let run = stage.start(json!({})).await;
    assert_eq!(error(&stage, &run).await, "Scenario 'test' (test.yaml:4): there is no file 'notes.txt' to cite");
    let file = id(&stage.app.upload("notes.txt", "assistants", b"It is so. Indeed.").await);
    for _ in 0..2 {
        streamed(&stage, json!({})).await;
        let text = stage.messages().await.pop().expect("a message")["content"][0]["text"].take();
        assert_eq!(text["value"], "It is so [1].【4:1†notes.txt】");
        let found: Vec<(&str, i64, i64)> = text["annotations"]
            .as_array()
            .expect("annotations")
            .iter()
            .map(|own| {
                assert_eq!((&own["type"], &own["file_citation"]["file_id"]), (&json!("file_citation"), &json!(file)));
                (
                    own["text"].as_str().expect("text"),
                    own["start_index"].as_i64().expect("a place"),
                    own["end_index"].as_i64().expect("a place"),
                )
            })
            .collect();
        assert_eq!(found, [("[1]", 9, 12), ("【4:1†notes.txt】", 13, 28)]);
    }
}

#[tokio::test]
async fn a_message_shows_images_and_links_to_files() {
    let steps = format!(
        "- say:\n    text: 'Here: [table](sandbox:/mnt/data/out.csv).'\n    images: [{IMAGE}]\n    files: {{ /mnt/data/out.csv: {TABLE} }}"
    );
    let stage = stage(&steps, json!([])).await;
    streamed(&stage, json!({})).await;
    let parts = stage.messages().await.pop().expect("a message")["content"].take();
    assert_eq!(content(&stage.app, &parts[0]["image_file"]["file_id"]).await, std::fs::read(IMAGE).expect("an image"));
    let annotation = &parts[1]["text"]["annotations"][0];
    assert_eq!((&annotation["type"], &annotation["text"]), (&json!("file_path"), &json!("sandbox:/mnt/data/out.csv")));
    assert_eq!(content(&stage.app, &annotation["file_path"]["file_id"]).await, std::fs::read(TABLE).expect("a table"));
    let listed = stage.app.got("/v1/files").await;
    assert_eq!(listed["data"].as_array().map(Vec::len), Some(2), "{listed}");
}

#[tokio::test]
async fn an_image_alone_is_a_message() {
    let stage = stage(&format!("- say: {{ images: [{IMAGE}] }}"), json!([])).await;
    let events = streamed(&stage, json!({})).await;
    assert_eq!(pieces(&events).concat(), "");
    let content = only(&events, "thread.message.completed")["content"].clone();
    assert_eq!((content.as_array().map(Vec::len), &content[0]["type"]), (Some(1), &json!("image_file")));
}

#[tokio::test]
async fn an_image_that_cites_has_the_marker_alone_as_its_text() {
    let steps = format!("- say: {{ images: [{IMAGE}], citations: [{{ file: notes.txt, quote: Q }}] }}");
    let stage = stage(&steps, json!([])).await;
    stage.app.upload("notes.txt", "assistants", b"Q").await;
    streamed(&stage, json!({})).await;
    let text = stage.messages().await[1]["content"][1]["text"].take();
    assert_eq!((&text["value"], &text["annotations"][0]["end_index"]), (&json!("【4:0†notes.txt】"), &json!(15)));
}

#[tokio::test]
async fn a_refusal_is_no_text() {
    let stage = stage(r#"- refuse: "I can't help with {{ message }}.""#, json!([])).await;
    let events = streamed(&stage, json!({})).await;
    assert_eq!(pieces(&events).concat(), "");
    let content = json!([{"type": "refusal", "refusal": "I can't help with Hello."}]);
    assert_eq!(only(&events, "thread.message.completed")["content"], content);
    assert_eq!(stage.messages().await[1]["content"], content);
    assert_eq!(stage.now(only(&events, "thread.run.completed")).await["status"], "completed");
}

#[tokio::test]
async fn what_is_said_before_and_after_a_call_is_two_messages() {
    let yaml = file("- say: 'One moment.'\n- call: look\n- say: 'It is {{ outputs.look }}.'");
    let stage = Stage::on(server(&yaml), json!([function("look")]), "Hello").await;
    let events = streamed(&stage, json!({})).await;
    assert_eq!(names(&events).iter().rev().nth(1), Some(&"thread.run.requires_action"));
    let run = only(&events, "thread.run.requires_action").clone();
    assert_eq!(said(&stage).await, "One moment.");
    assert_eq!(stage.submit(&run, "there").await.status, 200);
    assert_eq!(said(&stage).await, "It is there.");
    assert_eq!(stage.steps(&run).await.len(), 3);
}
