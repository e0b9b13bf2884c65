//! Documents that are wrong somewhere.

use super::{PATH, taken};
use crate::api::{nobody, refused};
use crate::support::app::TestApp;
use crate::support::project::grown;
use serde_json::{Value, json};

#[tokio::test]
async fn a_document_that_is_wrong_anywhere_changes_nothing() {
    let app = TestApp::new();
    grown(&app).await;
    let good: Value = serde_json::from_str(&taken(&app).await).expect("JSON");
    let before = app.got("/v1/assistants").await;
    let nobody = nobody("thread_");
    let cases = [
        ("/understage_snapshot", json!(2), "understage_snapshot: this understage reads snapshots of form 1, not 2"),
        ("/objects/runs/0/status", json!("sleeping"), "objects.runs[0].status: unknown variant `sleeping`"),
        ("/objects/runs/0/status", json!("failed"), "objects.runs[0].last_error: it is missing in a run"),
        ("/objects/runs/0/color", json!(1), "objects.runs[0].color: unknown field `color`"),
        ("/objects/runs/0/id", json!("thread_x"), "objects.runs[0].id: 'thread_x' is not an id of the form run_"),
        ("/objects/messages/0/thread_id", json!(nobody), "objects.messages[0]: 'thread_0000"),
        ("/objects/messages/0/metadata", json!({"a": {}}), "objects.messages[0].metadata.a: Invalid type"),
        ("/objects/files/0/content/text", json!("longer"), "objects.files[0].file.bytes: it is"),
        ("/objects/files/0/content", json!({"base64": "%"}), "objects.files[0].content: no base64"),
        ("/objects/vector_stores/0/usage_bytes", json!(1), "objects.vector_stores[0].usage_bytes: its files take"),
        ("/objects/vector_stores/0/file_counts/failed", json!(7), "objects.vector_stores[0].file_counts: its files"),
        ("/objects/vector_store_files/0/id", json!("file-000000000000000000000000"), "objects.vector_store"),
        ("/objects/steps/0/step_details", json!({"type": "dance"}), "objects.steps[0].step_details"),
        (
            "/objects/assistants/0/tools",
            json!([{"type": "code_interpreter", "x": 1}]),
            "objects.assistants[0].tools[0]",
        ),
        ("/objects/assistants/1", good["objects"]["assistants"][0].clone(), "objects.assistants[1]: 'asst_"),
        ("/objects/threads", json!({}), "objects.threads: invalid type: map, expected a sequence"),
        ("/objects/poems", json!([]), "objects.poems: unknown field `poems`"),
        ("/ids/threads", json!(0), "ids.threads: it is 0, but"),
        ("/ids/calls", json!(1), "ids.calls: it is 1, but"),
        ("/sections/faults/0/seen", json!(u64::MAX), "sections.faults[0]: nothing happens as often"),
        ("/clock", json!({"frozen_at": i64::MIN}), "clock.frozen_at: there is no such time"),
        ("/sections/faults/0/rule", json!({"nth": 0, "hang": true}), "sections.faults[0].rule.nth: Invalid 'faults"),
        ("/deleted/messages/0/at", json!(9_999), "deleted.messages[0]: there are not as many before it"),
        ("/extra", json!(1), "extra: unknown field `extra`"),
    ];
    for (place, value, message) in cases {
        let mut bad = good.clone();
        let (parent, field) = place.rsplit_once('/').expect("a pointer");
        let parent = bad.pointer_mut(parent).unwrap_or_else(|| panic!("{place} is not there"));
        match parent {
            Value::Array(items) => items[field.parse::<usize>().expect("an index")] = value,
            object => object[field] = value,
        }
        let reply = app.send("PUT", PATH, Some(bad)).await;
        let (status, code, _, got) = reply.refusal();
        assert_eq!((status, code), (400, json!("invalid_snapshot")), "{place}");
        let start = format!("Invalid snapshot: {message}");
        assert!(got.starts_with(&start), "{place}: {got}");
    }
    for (text, message) in [
        ("", "Invalid snapshot: the document: EOF while parsing a value at line 1 column 0"),
        ("{}", "Invalid snapshot: the document: missing field `understage_snapshot` at line 1 column 2"),
    ] {
        let param = Some("the document");
        refused(&app.send_text("PUT", PATH, text).await, Some("invalid_snapshot"), param, message);
    }
    assert_eq!(app.send("PUT", PATH, None).await.refusal().1, json!("unsupported_content_type"));
    assert_eq!(app.got("/v1/assistants").await, before);
    assert_eq!(app.send("PUT", PATH, Some(good)).await.status, 200);
}
