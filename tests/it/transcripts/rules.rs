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
    STORE_NAME = "name of a store": "the contract has text in a store's name, so that of an unnamed one is empty, not null";
    NO_EXPIRY = "expires_after of a store": "the contract has an object in expires_after, so it is left out, not null";
    BATCH_OBJECT = "object of a batch": "the contract calls it vector_store.files_batch, the service \
        vector_store.file_batch";
    BATCH_ROWS = "files of a batch": "the service showed them shorter than those of a store, until October 2025; the \
        contract has one form for both";
    TIES = "order of a batch's files": "they all come at one time, and the service listed them in an order of its own, \
        once the same forwards and backwards; here what was named last comes first, as in every list";
    FILE_SIZE = "usage_bytes of a file": "in October 2025 it was the text's bytes alone; before, and here, 1,024 more a \
        piece";
    INDEXING = "files in progress": "the service read the files of a store one by one, in its own time; here they are \
        read together, when they are first looked at";
    QUOTE = "quote of a citation": "the service left it empty in deltas and out of messages; here messages have what \
        is quoted";
    FOUND = "results of a step in progress": "once the service showed what a search had found before its step was over; \
        here that comes with the step's end, as in streams";
    ACCOUNT = "others in the account": "the recorded account had more objects than the recording made";
}

/// Keys that the service began to send after some of the recordings were made.
const LATER: [(&str, &[&str]); 7] = [
    ("assistant", &["reasoning_effort", "strict", "hybrid_search"]),
    ("thread", &["tool_resources"]),
    ("thread.run", &["reasoning_effort", "parallel_tool_calls", "strict", "hybrid_search", USAGE[0], USAGE[1]]),
    ("thread.run.step", &["attributes", USAGE[0], USAGE[1]]),
    ("vector_store", &["description"]),
    ("vector_store.file", &["chunking_strategy", "attributes"]),
    ("list", &["first_id", "last_id"]),
];
const USAGE: [&str; 2] = ["prompt_token_details", "completion_tokens_details"];

/// Whether such an object's keys once came in this order: lists of files before they had ids, files deleted in 2023,
/// messages of the v1 API, which one recording shows for v2, and vector stores of 2024.
pub fn is_older_order(object: &str, keys: &[&String]) -> bool {
    let begins = |first: &[&str]| keys.iter().map(|key| key.as_str()).zip(first).all(|(key, first)| key == *first);
    match object {
        "list" => begins(&["object", "has_more", "data"]),
        "file" => begins(&["object", "id", "deleted"]),
        "thread.message" => begins(&["id", "object", "created_at", "thread_id"]),
        "vector_store" => begins(&["id", "object", "name", "status"]),
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
        ("thread.message", "quote", false) => Some(QUOTE),
        (object, key, false) if LATER.iter().any(|(own, keys)| *own == object && keys.contains(&key)) => Some(OLDER),
        _ => None,
    }
}
