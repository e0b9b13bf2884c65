//! Ids: finding them in text, and putting ours in the place of recorded ones.

use std::collections::HashMap;

const PREFIXES: [&str; 11] =
    ["asst_", "thread_", "msg_", "run_", "step_", "call_", "file-", "vs_", "vsfb_", "upload_", "part_"];

/// The prefix of `text`, if it is an id of the service's.
pub fn prefix(text: &str) -> Option<&'static str> {
    let found = PREFIXES.into_iter().find(|prefix| text.starts_with(prefix))?;
    let tail = &text[found.len()..];
    // So the service called batches for a while.
    let tail = tail.strip_prefix("ibj_").filter(|_| found == "vsfb_").unwrap_or(tail);
    (tail.len() >= 20 && tail.bytes().all(|byte| byte.is_ascii_alphanumeric())).then_some(found)
}

/// Every id in `text`.
pub fn within(text: &str) -> impl Iterator<Item = &str> {
    let part = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    text.split(move |c: char| !part(c)).filter(|word| prefix(word).is_some())
}

/// `text` with the tails of ids taken away.
pub fn masked(text: &str) -> String {
    within(text).fold(text.to_owned(), |text, id| text.replace(id, prefix(id).unwrap_or_default()))
}

/// Which of our ids stands for which recorded one.
#[derive(Debug, Default)]
pub struct Ids(HashMap<String, String>);

impl Ids {
    /// Ours for a recorded id.
    pub fn get(&self, recorded: &str) -> Option<&str> {
        self.0.get(recorded).map(String::as_str)
    }

    /// Notes that `ours` stands for `recorded`; false if something else does, or another kind.
    pub fn learn(&mut self, recorded: &str, ours: &str) -> bool {
        prefix(recorded) == prefix(ours) && self.0.entry(recorded.to_owned()).or_insert_with(|| ours.to_owned()) == ours
    }

    /// `text` with our ids for recorded ones.
    pub fn put_in(&self, text: &str) -> String {
        within(text).fold(text.to_owned(), |text, id| match self.get(id) {
            Some(ours) => text.replace(id, ours),
            None => text,
        })
    }
}
