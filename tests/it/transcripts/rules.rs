//! Every difference from the recordings that is meant, and why. A rule that nothing needs fails the test.

/// A difference that is allowed.
#[derive(Debug)]
pub struct Rule {
    pub name: &'static str,
    pub reason: &'static str,
}

macro_rules! rules {
    ($($name:ident = $text:literal: $reason:literal;)*) => {
        $(pub const $name: &str = $text;)*
        /// All of them.
        pub const RULES: &[Rule] = &[$(Rule { name: $text, reason: $reason },)*];
    };
}

rules! {
    MESSAGE_STATUS = "message status": "the contract requires status, incomplete_details, incomplete_at and completed_at \
        of every message; the service sent them in events only";
    STEP_KEYS = "step expired_at and metadata": "the contract requires both of every step; the service never sent them";
    FILE_NULLS = "file nulls": "the contract has no null in a file's expires_at and status_details, so they are left out";
    EMPTY_LIST = "ids of an empty list": "the contract has text in first_id and last_id, so they are empty, not null";
    INSTRUCTIONS = "instructions of a run": "the contract has text in a run's instructions, so they are empty, not null";
    LIMITS = "token limits below 256": "the contract's least limit is 256; the replay raises what was recorded below \
        it, so the limit shown differs and the run is not cut short";
    OLDER = "older recording": "recorded before the service sent these keys, or sent them in this order";
    FILE_IDS = "file_ids after a change": "the service answered a change of a message with file_ids in place of \
        attachments; the contract has attachments";
    FILE_DETAIL = "detail of a file error": "the service sent it from 2026 on, and it is sent always";
    UPLOADED = "status of a file": "the service of 2023 said 'uploaded' first; later, and here, 'processed' at once";
    FILE_NAME = "name of a file": "the service kept names with slashes, such as paths and media types; here a name is \
        what follows the last slash, and files for assistants must have a known extension";
    ACCOUNT = "others in the account": "the recorded account had more objects than the recording made";
}

/// Keys that the service began to send after some of the recordings were made.
const LATER: [(&str, &[&str]); 5] = [
    ("assistant", &["reasoning_effort", "strict"]),
    ("thread", &["tool_resources"]),
    ("thread.run", &["reasoning_effort", "parallel_tool_calls", "strict", USAGE[0], USAGE[1]]),
    ("thread.run.step", &USAGE),
    ("list", &["first_id", "last_id"]),
];
const USAGE: [&str; 2] = ["prompt_token_details", "completion_tokens_details"];

/// Whether such an object's keys once came in this order: lists of files before they had ids, files deleted in 2023,
/// and messages of the v1 API, which one recording shows for v2.
pub fn is_older_order(object: &str, keys: &[&String]) -> bool {
    let begins = |first: &[&str]| keys.iter().map(|key| key.as_str()).zip(first).all(|(key, first)| key == *first);
    match object {
        "list" => begins(&["object", "has_more", "data"]),
        "file" => begins(&["object", "id", "deleted"]),
        "thread.message" => begins(&["id", "object", "created_at", "thread_id"]),
        _ => false,
    }
}

/// The rule for a key of an `object` that only one side has; `sent` says that the service had it.
pub fn for_key(object: &str, key: &str, sent: bool) -> Option<&'static str> {
    match (object, key, sent) {
        ("thread.message", "status" | "incomplete_details" | "incomplete_at" | "completed_at", false) => {
            Some(MESSAGE_STATUS)
        }
        ("thread.message", "file_ids", true) | ("thread.message", "attachments", false) => Some(FILE_IDS),
        ("thread.run.step", "expired_at" | "metadata", false) => Some(STEP_KEYS),
        ("file", "expires_at" | "status_details", true) => Some(FILE_NULLS),
        ("error", "detail", false) => Some(FILE_DETAIL),
        (object, key, false) if LATER.iter().any(|(own, keys)| *own == object && keys.contains(&key)) => Some(OLDER),
        _ => None,
    }
}
