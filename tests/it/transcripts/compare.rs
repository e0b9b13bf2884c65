//! Lays what came back beside what the service sent: keys and their order, values, and what of them must be equal.

use super::ids::{self, Ids};
use super::{lists, rules};
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// A comparison in progress.
#[derive(Debug)]
pub struct Comparison<'a> {
    /// Ids known so far; replies bring more.
    pub ids: &'a mut Ids,
    /// Whether the recording is from before 2025, when the service sent fewer keys.
    pub older: bool,
    /// Rules that were needed.
    pub used: BTreeSet<&'static str>,
    /// What no rule allows.
    pub differences: Vec<String>,
}

/// Where we are.
#[derive(Clone, Debug, Default)]
pub struct Place {
    pub path: String,
    /// The `object` of the nearest object that has one.
    pub object: String,
    /// Whether the model made what is here: its words are its own.
    pub by_model: bool,
}

impl Place {
    pub fn inner(&self, key: &str) -> Self {
        Self { path: format!("{}.{key}", self.path), ..self.clone() }
    }

    fn enter(&self, map: &Map<String, Value>) -> Self {
        let mut place = self.clone();
        if let Some(object) = map.get("object").and_then(Value::as_str) {
            place.object = object.to_owned();
        }
        place.by_model |= map.get("role").is_some_and(|role| role == "assistant") && map["run_id"].is_string();
        place.by_model |= place.object.starts_with("thread.run.step") || place.object == "thread.message.delta";
        place
    }
}

impl<'a> Comparison<'a> {
    pub fn new(ids: &'a mut Ids, older: bool) -> Self {
        Self { ids, older, used: BTreeSet::new(), differences: Vec::new() }
    }

    pub fn differ(&mut self, place: &Place, what: impl std::fmt::Display) {
        self.differences.push(format!("{}: {what}", place.path));
    }

    /// Compares two values.
    pub fn value(&mut self, place: &Place, sent: &Value, ours: &Value) {
        match (sent, ours) {
            (Value::Object(sent), Value::Object(ours)) => self.object(&place.enter(sent), sent, ours),
            (Value::Array(sent), Value::Array(ours)) => self.array(place, sent, ours),
            (sent, ours) => self.leaf(place, sent, ours),
        }
    }

    fn object(&mut self, place: &Place, sent: &Map<String, Value>, ours: &Map<String, Value>) {
        self.keys(place, sent, ours);
        if sent.get("object").is_some_and(|object| object == "list") {
            return lists::compare(self, place, sent, ours);
        }
        for (key, value) in sent {
            let Some(own) = ours.get(key) else { continue };
            // What a schema or a client's own text says is no field of the API.
            let free = matches!(key.as_str(), "metadata" | "parameters" | "schema");
            match free {
                true if value != own => self.differ(&place.inner(key), format!("sent {value}, ours {own}")),
                true => {}
                false => self.value(&place.inner(key), value, own),
            }
        }
    }

    fn keys(&mut self, place: &Place, sent: &Map<String, Value>, ours: &Map<String, Value>) {
        let error = sent.contains_key("error") && place.object.is_empty();
        let object = if error { "error" } else { &*place.object };
        let lacking = sent.keys().filter(|key| !ours.contains_key(*key)).map(|key| (key, true));
        let added = ours.keys().filter(|key| !sent.contains_key(*key)).map(|key| (key, false));
        for (key, was_sent) in lacking.chain(added) {
            let rule = rules::for_key(object, key, was_sent).filter(|rule| *rule != rules::OLDER || self.older);
            let rule = rule.or_else(|| rule_for_key(place, key, sent.get(key), ours));
            match rule {
                Some(rule) => drop(self.used.insert(rule)),
                None if was_sent => self.differ(place, format!("the service sent '{key}' ({})", sent[key])),
                None => self.differ(place, format!("the service did not send '{key}' ({})", ours[key])),
            }
        }
        let common: Vec<&String> = sent.keys().filter(|key| ours.contains_key(*key)).collect();
        let own: Vec<&String> = ours.keys().filter(|key| sent.contains_key(*key)).collect();
        if common != own {
            match self.older && rules::is_older_order(object, &common) {
                true => drop(self.used.insert(rules::OLDER)),
                false => self.differ(place, format!("order of keys: the service {common:?}, ours {own:?}")),
            }
        }
    }

    fn array(&mut self, place: &Place, sent: &[Value], ours: &[Value]) {
        if place.by_model {
            // How much it says is the model's affair; its first word shows the form.
            if let (Some(sent), Some(ours)) = (sent.first(), ours.first()) {
                self.value(&place.inner("0"), sent, ours);
            }
            return;
        }
        if sent.len() != ours.len() {
            return self.differ(place, format!("{} sent, {} ours", sent.len(), ours.len()));
        }
        for (index, (sent, ours)) in sent.iter().zip(ours).enumerate() {
            self.value(&place.inner(&index.to_string()), sent, ours);
        }
    }

    fn leaf(&mut self, place: &Place, sent: &Value, ours: &Value) {
        let key = place.path.rsplit('.').next().unwrap_or_default();
        let allowed = match (sent.as_str(), ours.as_str()) {
            (Some(sent), Some(ours)) if ids::prefix(sent).is_some() => self.ids.learn(sent, ours),
            (Some(sent), Some(ours)) if place.object.is_empty() && key == "message" => {
                ids::masked(sent) == ids::masked(ours)
            }
            (Some(_), Some(_)) => sent == ours || is_words(place, key),
            _ => sent == ours || is_measured(key, sent, ours),
        };
        let rule = || {
            let follows = rule_that_follows(place, key).filter(|rule| self.used.contains(rule));
            rule_for_value(place, key, sent, ours).or(follows)
        };
        match (allowed, allowed.then_some("").or_else(rule)) {
            (true, _) => {}
            (false, Some(rule)) => drop(self.used.insert(rule)),
            (false, None) => self.differ(place, format!("sent {sent}, ours {ours}")),
        }
    }
}

/// Text that the model chose.
fn is_words(place: &Place, key: &str) -> bool {
    let words = matches!(key, "value" | "input" | "arguments" | "output" | "logs" | "text");
    (place.by_model && words && !place.path.contains(".annotations."))
        || place.path.contains(".required_action.") && key == "arguments"
}

/// Numbers that come from the clock or from counting.
fn is_measured(key: &str, sent: &Value, ours: &Value) -> bool {
    let counted = key.ends_with("_at") || key.ends_with("_tokens") || key.ends_with("_index");
    (counted && sent.is_u64() && ours.is_u64()) || (key == "score" && sent.is_f64() && ours.is_f64())
}

fn rule_for_value(place: &Place, key: &str, sent: &Value, ours: &Value) -> Option<&'static str> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    match (&*place.object, key) {
        ("thread.run", "instructions") if sent.is_null() && ours == "" => Some(rules::INSTRUCTIONS),
        ("thread.run", "max_completion_tokens" | "max_prompt_tokens") if ours == 256 => Some(rules::LIMITS),
        ("file", "status") if text(sent) == "uploaded" => Some(rules::UPLOADED),
        ("thread.run.step", "status") if text(sent) == "in_progress" && place.path.contains("/steps/") => {
            Some(rules::FOUND)
        }
        ("vector_store", "name") if sent.is_null() && ours == "" => Some(rules::STORE_NAME),
        ("vector_store.file_batch", "object") if ours == "vector_store.files_batch" => Some(rules::BATCH_OBJECT),
        ("vector_store.file", "status") if text(sent) == "in_progress" => Some(rules::INDEXING),
        ("vector_store.file", "usage_bytes") if sent == 0 => Some(rules::INDEXING),
        ("vector_store.file", "usage_bytes") if sent.as_u64().map(|sent| sent + 1024) == ours.as_u64() => {
            Some(rules::FILE_SIZE)
        }
        ("file", "filename") if text(sent).contains(['/', '\\']) => Some(rules::FILE_NAME),
        _ => None,
    }
}

/// The rule for a key that only one side has, where it depends on what is there.
fn rule_for_key(place: &Place, key: &str, sent: Option<&Value>, ours: &Map<String, Value>) -> Option<&'static str> {
    let of_batch = place.path.contains("/file_batches/") && ours.contains_key("vector_store_id");
    match (&*place.object, key, sent) {
        ("vector_store", "expires_after", Some(Value::Null)) => Some(rules::NO_EXPIRY),
        ("vector_store.file", "usage_bytes" | "chunking_strategy" | "attributes", None) if of_batch => {
            Some(rules::BATCH_ROWS)
        }
        _ => None,
    }
}

/// The rule for what differs because something else does: where a limit had to be raised, the run was not cut short, and
/// a step that is over has more to show than one that is in progress.
fn rule_that_follows(place: &Place, key: &str) -> Option<&'static str> {
    match (&*place.object, key) {
        ("thread.run" | "thread.message", "status" | "incomplete_details" | "incomplete_at" | "completed_at") => {
            Some(rules::LIMITS)
        }
        ("thread.run" | "thread.message", "reason") => Some(rules::LIMITS),
        ("thread.run.step", "completed_at" | "expires_at" | "usage") => Some(rules::FOUND),
        _ => None,
    }
}
