//! What one request asks to go wrong with itself, in a header: in words (`429; retry_after_ms=1`), or as the act of a
//! rule (`{"reply": {"status": 429}}`). Words are put into the form of a rule first, so that both are read alike.

use super::{ACTS, Act, COUNT, act};
use crate::domain::fields::{Fields, integer};
use crate::error::{ApiError, Result};
use serde_json::{Map, Value, json};

/// The header, in lower case; refusals name it, too.
pub const HEADER: &str = "x-understage-fault";

const WORDS: &[&str] = &[
    "429",
    "503; retry_after_ms=1; code=overloaded",
    "429; tries=1",
    "delay=800",
    "delay_events=50",
    "cut",
    "cut=3",
    "malform=2",
    "hang",
    "{\"reply\": {\"status\": 429}}",
];

/// What a request asks for itself.
#[derive(Clone, Debug, PartialEq)]
pub struct OwnFault {
    /// What goes wrong.
    pub act: Act,
    /// It goes wrong on the first so many tries of the request, of those that an SDK makes; on each if none are named.
    pub tries: Option<u64>,
}

/// Reads the header.
///
/// # Errors
/// If it is neither in words nor an act, naming the header; for a field of it as for the field of a rule.
pub fn for_one_request(text: &str) -> Result<OwnFault> {
    let unreadable = || ApiError::InvalidValue { param: HEADER.to_owned(), value: text.to_owned(), supported: WORDS };
    let value = if text.trim_start().starts_with('{') {
        serde_json::from_str(text).map_err(|_no_json| unreadable())?
    } else {
        in_words(text).ok_or_else(unreadable)?
    };
    let known = [&ACTS[..], &["tries"]].concat();
    let mut fields = Fields::open(HEADER.to_owned(), value, &[], &known)?;
    Ok(OwnFault { tries: fields.optional("tries", integer(1, COUNT))?, act: act(&mut fields)? })
}

/// The words as an object: the act first, then what is said of it.
fn in_words(text: &str) -> Option<Value> {
    let mut words = text.split(';').map(str::trim);
    let first = words.next()?;
    let (name, of) = match first.split_once('=') {
        Some((name, number)) => (name.trim_end(), Some(number.trim_start().parse::<u64>().ok()?)),
        None => (first, None),
    };
    let mut reply = Map::new();
    let mut whole = match (name, of) {
        ("delay", Some(milliseconds)) => act_of("delay_ms", json!(milliseconds)),
        ("delay_events", Some(milliseconds)) => act_of("delay_events_ms", json!(milliseconds)),
        ("cut", None) => act_of("cut", json!({})),
        ("cut", Some(events)) => act_of("cut", json!({"after": events})),
        ("malform", Some(event)) => act_of("malform", json!({"event": event})),
        ("hang", None) => act_of("hang", json!(true)),
        (status, None) => {
            reply.insert("status".to_owned(), json!(status.parse::<u64>().ok()?));
            Map::new()
        }
        (_, Some(_)) => return None,
    };
    for word in words.filter(|word| !word.is_empty()) {
        let (name, value) = word.split_once('=')?;
        let (name, value) = (name.trim_end(), value.trim_start());
        let target = if name == "tries" { &mut whole } else { &mut reply };
        target.insert(name.to_owned(), value.parse::<u64>().map_or_else(|_text| json!(value), |number| json!(number)));
    }
    if !reply.is_empty() {
        whole.insert("reply".to_owned(), Value::Object(reply));
    }
    Some(Value::Object(whole))
}

fn act_of(name: &str, value: Value) -> Map<String, Value> {
    Map::from_iter([(name.to_owned(), value)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::fault::read_fault;

    #[test]
    fn words_mean_what_a_rule_means() {
        for (text, rule, tries) in [
            ("429", json!({"reply": {"status": 429}}), None),
            (
                " 503 ; retry_after_ms = 1; code=rate_limit_exceeded; ",
                json!({"reply": {"status": 503, "retry_after_ms": 1, "code": "rate_limit_exceeded"}}),
                None,
            ),
            ("429; tries=1", json!({"reply": {"status": 429}}), Some(1)),
            ("delay=800", json!({"delay_ms": 800}), None),
            ("delay_events=50", json!({"delay_events_ms": 50}), None),
            ("cut", json!({"cut": {}}), None),
            ("cut=3; tries=2", json!({"cut": {"after": 3}}), Some(2)),
            ("malform=2", json!({"malform": {"event": 2}}), None),
            ("hang", json!({"hang": true}), None),
            (
                r#"{"reply": {"status": 500, "message": "a; b"}}"#,
                json!({"reply": {"status": 500, "message": "a; b"}}),
                None,
            ),
            (r#" {"cut": {}, "tries": 4}"#, json!({"cut": {}}), Some(4)),
        ] {
            let act = read_fault(rule, String::new()).expect("a good rule").act;
            assert_eq!(for_one_request(text).expect(text), OwnFault { act, tries }, "{text}");
        }
    }

    #[test]
    fn what_is_not_understood_is_refused_at_its_place() {
        for (text, param) in [
            ("", HEADER),
            ("nonsense", HEADER),
            ("delay", HEADER),
            ("delay=soon", HEADER),
            ("hang=1", HEADER),
            ("429; later", HEADER),
            ("{", HEADER),
            ("200", "x-understage-fault.reply.status"),
            ("429; colour=red", "x-understage-fault.reply.colour"),
            ("429; code=7", "x-understage-fault.reply.code"),
            ("429; tries=0", "x-understage-fault.tries"),
            ("malform=0", "x-understage-fault.malform.event"),
            ("cut; code=x", "x-understage-fault.reply.status"),
            (r#"{"first": 1, "cut": {}}"#, "x-understage-fault.first"),
            ("{}", "x-understage-fault.reply"),
        ] {
            let facts = for_one_request(text).expect_err(text).facts();
            assert_eq!((facts.status, facts.param.as_deref()), (400, Some(param)), "{text}: {}", facts.message);
        }
    }
}
