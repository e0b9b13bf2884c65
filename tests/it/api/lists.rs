//! One test for every list: each is asked for every page that there is, and compared with a plain model.

use super::nobody;
use crate::support::app::TestApp;
use crate::support::stage::{Stage, id, items};
use serde_json::{Value, json};
use understage::Pace;

/// A list with all that is in it.
struct Case {
    app: TestApp,
    path: String,
    /// What is in it, oldest first.
    ids: Vec<String>,
    /// A list of this kind with nothing in it.
    empty: String,
    /// Ids of this kind that are not, and never were, in this list.
    foreign: Vec<String>,
    /// The most that a page may be asked to hold.
    most: usize,
    /// Where one object is deleted, if it can be.
    delete: Option<fn(&str) -> String>,
}

async fn assistants() -> Case {
    let app = TestApp::new();
    let mut ids = Vec::new();
    for name in ["a", "b", "c", "d"] {
        ids.push(id(&app.made("/v1/assistants", json!({"model": "gpt-4o", "name": name})).await));
    }
    let foreign = id(&app.as_key("other").made("/v1/assistants", json!({"model": "gpt-4o"})).await);
    Case {
        app,
        path: "/v1/assistants".into(),
        ids,
        empty: String::new(),
        foreign: vec![foreign, nobody("asst_")],
        most: 100,
        delete: Some(|id| format!("/v1/assistants/{id}")),
    }
}

async fn files() -> Case {
    let app = TestApp::new();
    let mut ids = Vec::new();
    for name in ["a.txt", "b.txt", "c.txt", "d.txt"] {
        ids.push(id(&app.upload(name, "assistants", b"x").await));
    }
    let foreign = id(&app.as_key("other").upload("x.txt", "assistants", b"x").await);
    Case {
        app,
        path: "/v1/files".into(),
        ids,
        empty: String::new(),
        foreign: vec![foreign, nobody("file-")],
        most: 10_000,
        delete: Some(|id| format!("/v1/files/{id}")),
    }
}

async fn messages() -> Case {
    let stage = Stage::plain(Pace::Instant).await;
    let other = id(&stage.messages().await[0]);
    let four: Value = ["a", "b", "c", "d"].iter().map(|text| json!({"role": "user", "content": text})).collect();
    let thread = id(&stage.app.made("/v1/threads", json!({"messages": four})).await);
    let none = id(&stage.app.made("/v1/threads", json!({})).await);
    let path = format!("/v1/threads/{thread}/messages");
    let ids = items(stage.app.got(&format!("{path}?order=asc")).await).iter().map(id).collect();
    Case {
        app: stage.app,
        path,
        ids,
        empty: format!("/v1/threads/{none}/messages"),
        foreign: vec![other, nobody("msg_")],
        most: 100,
        delete: None,
    }
}

async fn runs() -> Case {
    let stage = Stage::plain(Pace::Instant).await;
    let mut ids = Vec::new();
    for _ in 0..4 {
        ids.push(id(&stage.start(json!({})).await));
    }
    let run = json!({"assistant_id": stage.assistant, "thread": {"messages": [{"role": "user", "content": "Hi"}]}});
    let other = stage.app.made("/v1/threads/runs", run).await;
    let none = id(&stage.app.made("/v1/threads", json!({})).await);
    Case {
        path: stage.path("/runs"),
        ids,
        empty: format!("/v1/threads/{none}/runs"),
        foreign: vec![id(&other), nobody("run_")],
        most: 100,
        delete: None,
        app: stage.app,
    }
}

async fn run_steps() -> Case {
    let stage = Stage::weather(Pace::Instant).await;
    let run = stage.start(json!({})).await;
    assert_eq!(stage.submit(&run, "18").await.status, 200);
    let ids: Vec<String> = stage.steps(&run).await.iter().map(id).collect();
    assert_eq!(ids.len(), 2, "a call and a message");
    let other = stage.start(json!({"tool_choice": "none"})).await;
    let foreign = id(&stage.steps(&other).await[0]);
    let limited = stage.start(json!({"max_prompt_tokens": 256, "instructions": "much ".repeat(400)})).await;
    assert_eq!(stage.status(&limited).await, "incomplete");
    Case {
        path: stage.at(&run, "/steps"),
        ids,
        empty: stage.at(&limited, "/steps"),
        foreign: vec![foreign, nobody("step_")],
        most: 100,
        delete: None,
        app: stage.app,
    }
}

/// What a page holds: `(ids, has_more)`.
fn page(
    ids: &[String],
    ascending: bool,
    limit: usize,
    after: Option<&str>,
    before: Option<&str>,
) -> (Vec<String>, bool) {
    let mut all = ids.to_vec();
    if !ascending {
        all.reverse();
    }
    let place = |cursor: &str| all.iter().position(|id| id == cursor).expect("a cursor in the list");
    let start = after.map_or(0, |cursor| place(cursor) + 1);
    let end = before.map_or(all.len(), place).max(start);
    let window = &all[start..end];
    let cut = limit.min(window.len());
    let shown = if before.is_some() && after.is_none() { &window[window.len() - cut..] } else { &window[..cut] };
    (shown.to_vec(), window.len() > limit)
}

/// Asks for a page and holds it against what it must be.
async fn check(case: &Case, query: &str, expected: &(Vec<String>, bool)) {
    let path = format!("{}?{query}", case.path);
    let list = case.app.got(&path).await;
    let ids: Vec<String> = list["data"].as_array().expect("data").iter().map(id).collect();
    assert_eq!((&ids, list["has_more"].as_bool()), (&expected.0, Some(expected.1)), "{path}");
    let ends = [list["first_id"].as_str(), list["last_id"].as_str()];
    assert_eq!(ends.map(Option::unwrap_or_default), [ids.first(), ids.last()].map(|id| id.map_or("", String::as_str)));
    assert_eq!(list["object"], "list");
}

async fn every_page(case: &Case) {
    let cursors: Vec<Option<&str>> = std::iter::once(None).chain(case.ids.iter().map(|id| Some(&**id))).collect();
    for (order, ascending) in [("asc", true), ("desc", false)] {
        for limit in 1..=case.ids.len() + 1 {
            for (after, before) in cursors.iter().flat_map(|after| cursors.iter().map(|before| (*after, *before))) {
                let mut query = format!("order={order}&limit={limit}");
                after.iter().for_each(|id| query += &format!("&after={id}"));
                before.iter().for_each(|id| query += &format!("&before={id}"));
                check(case, &query, &page(&case.ids, ascending, limit, after, before)).await;
            }
        }
    }
}

async fn refusals(case: &Case) {
    let most = case.most;
    let unknown = case.foreign.iter().map(|id| {
        (format!("after={id}"), "invalid_value", format!("Invalid 'after': no object with id '{id}' in this list."))
    });
    let cases = [
        (
            "limit=0".to_owned(),
            "integer_below_min_value",
            "Invalid 'limit': integer below minimum value. Expected a value >= 1, but got 0 instead.".to_owned(),
        ),
        (
            format!("limit={}", most + 1),
            "integer_above_max_value",
            format!(
                "Invalid 'limit': integer above maximum value. Expected a value <= {most}, but got {} instead.",
                most + 1
            ),
        ),
        (
            "limit=ten".to_owned(),
            "invalid_type",
            "Invalid type for 'limit': expected an integer, but got a string instead.".to_owned(),
        ),
        (
            "order=up".to_owned(),
            "invalid_value",
            "Invalid value: 'up'. Supported values are: 'asc' and 'desc'.".to_owned(),
        ),
        (
            "before=nonsense".to_owned(),
            "invalid_value",
            "Invalid 'before': no object with id 'nonsense' in this list.".to_owned(),
        ),
    ];
    for (query, code, message) in cases.into_iter().chain(unknown) {
        let (status, got, param, sentence) = case.app.get(&format!("{}?{query}", case.path)).await.refusal();
        assert_eq!((status, got, sentence), (400, json!(code), message), "{}", case.path);
        assert_eq!(param, query.split('=').next().unwrap_or_default());
    }
}

async fn nothing(case: &Case) {
    let fresh = case.app.as_key("with nothing");
    let list = match case.empty.as_str() {
        "" => fresh.got(&case.path).await,
        path => case.app.got(path).await,
    };
    assert_eq!(
        (list["data"].clone(), list["has_more"].clone(), list["first_id"].clone(), list["last_id"].clone()),
        (json!([]), json!(false), json!(""), json!(""))
    );
}

/// A program that deletes while it pages goes on from an object that is gone.
async fn deleted_cursor(case: &Case) {
    let delete = match case.delete {
        Some(path) => path(&case.ids[1]),
        None if case.path.ends_with("/messages") => format!("{}/{}", case.path, case.ids[1]),
        None => return,
    };
    assert_eq!(case.app.delete(&delete).await.status, 200);
    let (first, rest) = (vec![case.ids[0].clone()], case.ids[2..].to_vec());
    check(case, &format!("order=asc&after={}", case.ids[1]), &(rest, false)).await;
    check(case, &format!("order=asc&before={}", case.ids[1]), &(first, false)).await;
}

async fn whole(case: Case) {
    every_page(&case).await;
    refusals(&case).await;
    nothing(&case).await;
    deleted_cursor(&case).await;
}

#[tokio::test]
async fn assistants_are_listed_page_by_page() {
    whole(assistants().await).await;
}

#[tokio::test]
async fn files_are_listed_page_by_page() {
    whole(files().await).await;
}

#[tokio::test]
async fn messages_are_listed_page_by_page() {
    whole(messages().await).await;
}

#[tokio::test]
async fn runs_are_listed_page_by_page() {
    whole(runs().await).await;
}

#[tokio::test]
async fn run_steps_are_listed_page_by_page() {
    whole(run_steps().await).await;
}

#[tokio::test]
async fn a_page_holds_twenty_but_of_files_all() {
    let app = TestApp::new();
    let many: Value = (0..21).map(|n| json!({"role": "user", "content": n.to_string()})).collect();
    let thread = id(&app.made("/v1/threads", json!({"messages": many})).await);
    let list = app.got(&format!("/v1/threads/{thread}/messages")).await;
    assert_eq!((list["data"].as_array().map(Vec::len), list["has_more"].as_bool()), (Some(20), Some(true)));
    assert_eq!(list["data"][0]["content"][0]["text"]["value"], "20", "newest first, ties in reverse");
    for n in 0..21 {
        app.upload(&format!("{n}.txt"), "assistants", b"x").await;
    }
    let list = app.got("/v1/files?limit=").await;
    assert_eq!((list["data"].as_array().map(Vec::len), list["has_more"].as_bool()), (Some(21), Some(false)));
    assert_eq!(super::keys(&list), ["object", "data", "has_more", "first_id", "last_id"]);
}
