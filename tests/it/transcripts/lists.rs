//! Lists: which of their objects belong together.

use super::compare::{Comparison, Place};
use super::rules;
use serde_json::{Map, Value};

/// Objects that belong together, and whether both lists are covered by them.
struct Pairs<'v> {
    pairs: Vec<(&'v Value, &'v Value)>,
    whole: bool,
}

/// Compares two lists; their keys have been compared already.
pub fn compare(comparison: &mut Comparison<'_>, place: &Place, sent: &Map<String, Value>, ours: &Map<String, Value>) {
    let (items, own) = (array(sent), array(ours));
    let place = &Place { object: String::new(), ..place.inner("data") };
    let kind = items.first().or(own.first()).map(|item| item["object"].clone()).unwrap_or_default();
    let Pairs { pairs, whole } = match kind.as_str() {
        Some("thread.run.step") => steps(comparison, place, items, own),
        Some("thread.message") => messages(comparison, place, items, own),
        Some("assistant" | "file" | "vector_store") => of_account(comparison, items, own),
        Some("vector_store.file") if place.path.contains("/file_batches/") => of_batch(comparison, items, own),
        _ => in_order(comparison, place, items, own),
    };
    for (sent, ours) in pairs {
        comparison.value(place, sent, ours);
    }
    if whole {
        ends(comparison, place, sent, ours);
    }
}

fn array(list: &Map<String, Value>) -> &[Value] {
    list["data"].as_array().map_or(&[], Vec::as_slice)
}

/// `first_id`, `last_id` and `has_more` of lists whose objects belong together.
fn ends(comparison: &mut Comparison<'_>, place: &Place, sent: &Map<String, Value>, ours: &Map<String, Value>) {
    for key in ["first_id", "last_id"] {
        match (sent.get(key), ours.get(key)) {
            (Some(Value::Null), Some(own)) if own == "" => drop(comparison.used.insert(rules::EMPTY_LIST)),
            (Some(sent), Some(own)) => comparison.value(&place.inner(key), sent, own),
            _ => {}
        }
    }
    match (&sent["has_more"], &ours["has_more"]) {
        (sent, own) if sent == own => {}
        (Value::Bool(true), _) => drop(comparison.used.insert(rules::ACCOUNT)),
        (sent, own) => comparison.differ(place, format!("has_more: sent {sent}, ours {own}")),
    }
}

fn in_order<'v>(comparison: &mut Comparison<'_>, place: &Place, sent: &'v [Value], ours: &'v [Value]) -> Pairs<'v> {
    if sent.len() != ours.len() {
        comparison.differ(place, format!("{} sent, {} ours", sent.len(), ours.len()));
    }
    Pairs { pairs: sent.iter().zip(ours).collect(), whole: true }
}

/// The model decides how many steps it takes: each recorded one is laid beside our first of its type.
fn steps<'v>(comparison: &mut Comparison<'_>, place: &Place, sent: &'v [Value], ours: &'v [Value]) -> Pairs<'v> {
    let twin = |step: &'v Value| Some((step, ours.iter().find(|own| own["type"] == step["type"])?));
    // Calls of different tools have nothing in common.
    let tool = |step: &Value| step["step_details"]["tool_calls"][0]["type"].clone();
    let pairs: Vec<_> = sent.iter().filter_map(twin).filter(|(sent, own)| tool(sent) == tool(own)).collect();
    if pairs.is_empty() && !sent.is_empty() {
        comparison.differ(place, "none of these steps is there");
    }
    Pairs { whole: sent.is_empty() && ours.is_empty(), pairs }
}

/// What the client said must be there one by one; what the model said, as far as both said something.
fn messages<'v>(comparison: &mut Comparison<'_>, place: &Place, sent: &'v [Value], ours: &'v [Value]) -> Pairs<'v> {
    let by_model = |message: &&Value| message["run_id"].is_string();
    let (said, own): (Vec<&Value>, Vec<&Value>) =
        (sent.iter().filter(by_model).collect(), ours.iter().filter(by_model).collect());
    if said.is_empty() != own.is_empty() {
        comparison.differ(place, format!("{} messages of the model sent, {} ours", said.len(), own.len()));
    }
    let whole = said.len() == own.len();
    let roles = |messages: &[Value]| {
        let mut roles: Vec<String> = messages.iter().map(|message| message["role"].to_string()).collect();
        roles.dedup();
        roles
    };
    if roles(sent) != roles(ours) {
        comparison.differ(place, format!("speakers: sent {:?}, ours {:?}", roles(sent), roles(ours)));
    }
    let (asked, mine): (Vec<&Value>, Vec<&Value>) = (
        sent.iter().filter(|message| !by_model(message)).collect(),
        ours.iter().filter(|message| !by_model(message)).collect(),
    );
    if asked.len() != mine.len() {
        comparison.differ(place, format!("{} messages of the client sent, {} ours", asked.len(), mine.len()));
    }
    Pairs { pairs: asked.into_iter().zip(mine).chain(said.into_iter().zip(own)).collect(), whole }
}

/// The recorded account had objects before the recording began; those that it made must be there, in this order.
fn of_account<'v>(comparison: &mut Comparison<'_>, sent: &'v [Value], ours: &'v [Value]) -> Pairs<'v> {
    let id = |item: &Value| item["id"].as_str().unwrap_or_default().to_owned();
    let mut pairs = Vec::new();
    let mut from = 0;
    for item in sent {
        let Some(known) = comparison.ids.get(&id(item)).map(str::to_owned) else { continue };
        let found = ours[from..].iter().position(|own| id(own) == known);
        match found {
            Some(at) => {
                pairs.push((item, &ours[from + at]));
                from += at + 1;
            }
            None => comparison.differences.push(format!("{} ({known}) is not in the list where it was", id(item))),
        }
    }
    if pairs.len() < sent.len() {
        comparison.used.insert(rules::ACCOUNT);
    }
    Pairs { whole: pairs.len() == sent.len() && pairs.len() == ours.len(), pairs }
}

/// The files of a batch are equally old, so that each page may have others of them.
fn of_batch<'v>(comparison: &mut Comparison<'_>, sent: &'v [Value], ours: &'v [Value]) -> Pairs<'v> {
    let twin = |item: &Value| {
        let known = comparison.ids.get(item["id"].as_str()?)?;
        ours.iter().position(|own| own["id"] == known)
    };
    let twins: Vec<Option<usize>> = sent.iter().map(twin).collect();
    let whole = sent.len() == ours.len() && twins.iter().enumerate().all(|(at, twin)| *twin == Some(at));
    if !whole {
        comparison.used.insert(rules::TIES);
    }
    Pairs { pairs: sent.iter().zip(twins).filter_map(|(item, twin)| Some((item, &ours[twin?]))).collect(), whole }
}
