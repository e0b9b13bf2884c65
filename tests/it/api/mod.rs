//! Every operation, by resource: requests in, replies out, without sockets.

mod access;
mod assistants;
mod cancel;
mod control;
mod coverage;
mod errors;
mod expired_stores;
mod expiry;
mod faults;
mod file_search;
mod files;
mod journal;
mod lists;
mod messages;
mod metadata;
mod models;
mod multipart;
mod run_limits;
mod run_steps;
mod runs;
mod snapshot;
mod submit;
mod sunset;
mod threads;
mod uploads;
mod usage;
mod vector_store_files;
mod vector_stores;

use crate::support::app::{Reply, TestApp};
use serde_json::Value;

/// A refusal of a request: 400, this code, this parameter, this sentence.
fn refused(reply: &Reply, code: Option<&str>, param: Option<&str>, message: &str) {
    let (status, got_code, got_param, got_message) = reply.refusal();
    assert_eq!(got_message, message);
    assert_eq!(
        (status, got_code.as_str(), got_param.as_str()),
        (400, code, param),
        "status, code and param of {message}"
    );
}

/// A refusal without code or parameter.
fn plainly(reply: &Reply, status: u16, message: &str) {
    let (got_status, code, param, got_message) = reply.refusal();
    assert_eq!((got_status, got_message.as_str()), (status, message));
    assert_eq!((code, param), (Value::Null, Value::Null), "{message}");
}

/// Each refused sentence for a body that is posted to `path`.
async fn sentences(app: &TestApp, path: &str, cases: &[(Value, &str)]) {
    for (body, message) in cases {
        let reply = app.post(path, body.clone()).await;
        assert_eq!((reply.status, reply.refusal().3.as_str()), (400, *message), "{body}");
    }
}

/// An id of this kind that nobody has.
fn nobody(prefix: &str) -> String {
    format!("{prefix}{}", "0".repeat(24))
}

/// The keys of an object, in the order in which they were sent.
fn keys(object: &Value) -> Vec<&str> {
    object.as_object().expect("an object").keys().map(String::as_str).collect()
}
