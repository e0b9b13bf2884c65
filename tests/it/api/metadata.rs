//! Metadata: the same limits and the same change rules wherever there is any.

use super::refused;
use crate::support::app::TestApp;
use crate::support::stage::{Stage, id, with};
use serde_json::{Map, Value, json};
use understage::Pace;

/// A place that takes metadata: where it is made, with what, and where it is changed.
struct Place {
    make: String,
    body: Value,
    change: fn(&Stage, &Value) -> String,
}

async fn places() -> (Stage, Vec<Place>) {
    let stage = Stage::plain(Pace::Instant).await;
    let place = |make: &str, body: Value, change| Place { make: make.to_owned(), body, change };
    let places = vec![
        place("/v1/assistants", json!({"model": "gpt-4o"}), |_, it| format!("/v1/assistants/{}", id(it))),
        place("/v1/threads", json!({}), |_, it| format!("/v1/threads/{}", id(it))),
        place(&stage.path("/messages"), json!({"role": "user", "content": "Hi"}), |stage, it| {
            stage.path(&format!("/messages/{}", id(it)))
        }),
        place(&stage.path("/runs"), json!({"assistant_id": stage.assistant}), |stage, it| stage.at(it, "")),
    ];
    (stage, places)
}

/// Code, param and message.
type Refusal = (&'static str, &'static str, String);

/// Metadata, and how it is refused, if it is.
fn bounds() -> Vec<(Value, Option<Refusal>)> {
    let pairs = |count: usize| Value::Object((0..count).map(|n| (format!("k{n}"), json!("v"))).collect::<Map<_, _>>());
    let key = |length: usize| json!({"k".repeat(length): "v"});
    let value = |length: usize| json!({"k": "é".repeat(length)});
    let wrong =
        |param: &str, got: &str| format!("Invalid type for '{param}': expected a string, but got {got} instead.");
    vec![
        (pairs(16), None),
        (
            pairs(17),
            Some((
                "object_above_max_properties",
                "metadata",
                "Invalid 'metadata': too many properties. Expected an object with at most 16 properties, but got an \
                 object with 17 properties instead."
                    .to_owned(),
            )),
        ),
        (key(64), None),
        (
            key(65),
            Some((
                "property_name_above_max_length",
                "metadata",
                "Invalid property name in 'metadata': 'kkk...kkk' is too long. Expected a string with maximum length \
                 64, but got a string with length 65 instead."
                    .to_owned(),
            )),
        ),
        (value(512), None),
        (
            value(513),
            Some((
                "string_above_max_length",
                "metadata.k",
                "Invalid 'metadata.k': string too long. Expected a string with maximum length 512, but got a string \
                 with length 513 instead."
                    .to_owned(),
            )),
        ),
        (
            json!({"modified": true}),
            Some(("invalid_type", "metadata.modified", wrong("metadata.modified", "a boolean"))),
        ),
        (json!({"n": null}), Some(("invalid_type", "metadata.n", wrong("metadata.n", "null")))),
        (
            json!("text"),
            Some((
                "invalid_type",
                "metadata",
                "Invalid type for 'metadata': expected an object, but got a string instead.".to_owned(),
            )),
        ),
    ]
}

#[tokio::test]
async fn every_place_has_the_same_bounds() {
    let (stage, places) = places().await;
    for place in &places {
        let subject = stage.app.made(&place.make, place.body.clone()).await;
        for path in [place.make.clone(), (place.change)(&stage, &subject)] {
            let body = if path == place.make { place.body.clone() } else { json!({}) };
            for (metadata, refusal) in bounds() {
                let reply = stage.app.post(&path, with(body.clone(), json!({"metadata": metadata}))).await;
                match refusal {
                    Some((code, param, message)) => refused(&reply, Some(code), Some(param), &message),
                    None => assert_eq!((reply.status, &reply.json()["metadata"]), (200, &metadata), "{path}"),
                }
            }
        }
    }
}

#[tokio::test]
async fn a_change_keeps_clears_or_replaces() {
    let (stage, places) = places().await;
    for place in &places {
        let first = json!({"b": "1", "a": "2"});
        let made = stage.app.made(&place.make, with(place.body.clone(), json!({"metadata": first}))).await;
        assert_eq!(made["metadata"].to_string(), first.to_string(), "in the client's order");
        let path = (place.change)(&stage, &made);
        for (change, expected) in [
            (json!({}), &first),
            (json!({"metadata": {"c": "3"}}), &json!({"c": "3"})),
            (json!({"metadata": null}), &json!({})),
        ] {
            assert_eq!(&stage.app.made(&path, change.clone()).await["metadata"], expected, "{path} {change}");
            assert_eq!(&stage.app.got(&path).await["metadata"], expected, "{path} {change}");
        }
        let none = stage.app.made(&place.make, with(place.body.clone(), json!({"metadata": null}))).await;
        assert_eq!(none["metadata"], json!({}));
    }
}

#[tokio::test]
async fn what_is_nested_is_named_by_its_whole_path() {
    let app = TestApp::new();
    let message = |metadata: Value| json!({"role": "user", "content": "Hi", "metadata": metadata});
    let body = json!({"messages": [message(json!({"k": "v"})), message(json!({"k": 1}))]});
    let reply = app.post("/v1/threads", body).await;
    let param = "messages[1].metadata.k";
    refused(
        &reply,
        Some("invalid_type"),
        Some(param),
        "Invalid type for 'messages[1].metadata.k': expected a string, but got an integer instead.",
    );
    let run = json!({"assistant_id": super::nobody("asst_"), "thread": {"metadata": {"k": []}}});
    let message = "Invalid type for 'thread.metadata.k': expected a string, but got an array instead.";
    refused(&app.post("/v1/threads/runs", run).await, Some("invalid_type"), Some("thread.metadata.k"), message);
}
