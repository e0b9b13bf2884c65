//! Faults that a test asks for: what goes wrong, on which requests.
//!
//! Rules come in bodies and in files; one request may also ask for an act of its own ([`for_one_request`]).

mod shorthand;

pub use shorthand::{HEADER, OwnFault, for_one_request};

use super::fields::{Fields, filled_text_up_to, flag, integer, list, number, object, one_of, text_up_to};
use crate::error::{ApiError, Result};
use crate::wire::Metadata;
use crate::wire::ids::{Id, ProjectId};
use serde_json::Value;

/// Rules of one request, characters of a text in one, and the longest delay.
const RULES: usize = 1_000;
const TEXT: usize = 4_096;
const DELAY: u64 = 600_000;
const COUNT: u64 = 1_000_000;

/// A rule: what goes wrong, and when.
#[derive(Clone, Debug, PartialEq)]
pub struct Fault {
    /// The rule as it was written; once it is [settled](Fault::settled), a key in it is the id of its project.
    pub asked: Metadata,
    /// The project that it is for; any if none is named.
    pub project: Option<Owner>,
    /// The method that it is for; any if none is named.
    pub method: Option<&'static str>,
    /// The path that it is for: `*` stands for what is between two slashes, `**` for anything; any if none is named.
    pub path: Option<String>,
    /// Which of these requests it strikes.
    pub when: When,
    /// What goes wrong.
    pub act: Act,
}

/// How a rule names a project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Owner {
    /// By its id.
    Id(ProjectId),
    /// By its API key, until the rule is settled.
    Key(String),
}

/// Which requests a fault strikes, of those that it is for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum When {
    /// The first so many.
    First(u64),
    /// The n-th alone, from 1.
    Nth(u64),
    /// Every n-th.
    Every(u64),
    /// This share of them, chosen by the project's seed.
    Fraction(f64),
}

/// What goes wrong.
#[derive(Clone, Debug, PartialEq)]
pub enum Act {
    /// Another answer comes, and the request is not carried out.
    Reply(Reply),
    /// The answer begins so many milliseconds later.
    Delay(u64),
    /// Every event of a stream but the first comes so many milliseconds after the one before.
    DelayEvents(u64),
    /// The connection is cut: before the answer, or after so many events of a stream.
    Cut(Option<u64>),
    /// The n-th event of a stream, from 1, is no JSON.
    Malform(u64),
    /// There is never an answer, and the request is not carried out.
    Hang,
}

impl Act {
    /// The kinds of act, each named as [`Act::kind`] names it.
    pub const KINDS: [&'static str; 6] = ["reply", "delay", "delay_events", "cut", "malform", "hang"];

    /// What kind of act this is.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Reply(_) => "reply",
            Self::Delay(_) => "delay",
            Self::DelayEvents(_) => "delay_events",
            Self::Cut(_) => "cut",
            Self::Malform(_) => "malform",
            Self::Hang => "hang",
        }
    }
}

/// An answer in the place of the real one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// 400 to 599.
    pub status: u16,
    /// The `type` of the error.
    pub kind: String,
    /// The `code` of the error.
    pub code: Option<String>,
    /// The `message` of the error.
    pub message: String,
    /// `retry-after`, in seconds.
    pub retry_after: Option<u64>,
    /// `retry-after-ms`, which the official SDKs look at first.
    pub retry_after_ms: Option<u64>,
}

/// Reads the body of `understageAddFaults`.
///
/// # Errors
/// The first field that is missing, unknown, of the wrong type or out of bounds, or a rule without or with several acts.
pub fn read_faults(body: Value) -> Result<Vec<Fault>> {
    let mut fields = Fields::open(String::new(), body, &["faults"], &["faults"])?;
    fields.required("faults", list(RULES, "an array of objects", read_fault))
}

/// The fields of an act, and those of a rule around it.
const ACTS: [&str; 6] = ["reply", "delay_ms", "delay_events_ms", "cut", "malform", "hang"];
const RULE: [&str; 7] = ["project", "method", "path", "first", "nth", "every", "fraction"];

/// Reads one rule, whose place in what is being read is `param`.
///
/// # Errors
/// The first field that is unknown, of the wrong type or out of bounds, or a rule without or with several acts.
pub fn read_fault(value: Value, param: String) -> Result<Fault> {
    let known = [&RULE[..], &ACTS[..]].concat();
    let asked = value.as_object().cloned().unwrap_or_default();
    let mut fields = Fields::open(param, value, &[], &known)?;
    Ok(Fault {
        asked,
        project: fields.optional("project", owner)?,
        method: fields.optional("method", one_of(&["GET", "POST", "DELETE"]))?,
        path: fields.optional("path", path)?,
        when: when(&mut fields)?,
        act: act(&mut fields)?,
    })
}

/// A pattern of paths; one that no path can fit is a mistake.
fn path(value: Value, param: String) -> Result<String> {
    let text = filled_text_up_to(TEXT)(value, param.clone())?;
    if text.starts_with(['/', '*']) { Ok(text) } else { Err(ApiError::PatternMismatch { param, pattern: "^[/*]" }) }
}

/// The id of a project, or a key: anything that does not begin as an id.
fn owner(value: Value, param: String) -> Result<Owner> {
    let text = filled_text_up_to(TEXT)(value, param.clone())?;
    match ProjectId::parse(&text) {
        Some(id) => Ok(Owner::Id(id)),
        None if text.starts_with(ProjectId::PREFIX) => {
            Err(ApiError::PatternMismatch { param, pattern: "^proj_[A-Za-z0-9]{24}$" })
        }
        None => Ok(Owner::Key(text)),
    }
}

fn when(fields: &mut Fields) -> Result<When> {
    let named = [
        ("first", fields.optional("first", integer(1, COUNT))?.map(When::First)),
        ("nth", fields.optional("nth", integer(1, COUNT))?.map(When::Nth)),
        ("every", fields.optional("every", integer(1, COUNT))?.map(When::Every)),
        ("fraction", fields.optional("fraction", number(0.0, 1.0))?.map(When::Fraction)),
    ];
    Ok(only(fields, named)?.unwrap_or(When::First(1)))
}

/// The one that is there of several that exclude each other.
fn only<T, const N: usize>(fields: &Fields, named: [(&'static str, Option<T>); N]) -> Result<Option<T>> {
    let mut there = named.into_iter().filter_map(|(name, value)| Some((name, value?)));
    let Some((first, value)) = there.next() else { return Ok(None) };
    match there.next() {
        None => Ok(Some(value)),
        Some((second, _)) => Err(ApiError::ConflictingParameters { param: fields.at(second), first, second }),
    }
}

fn act(fields: &mut Fields) -> Result<Act> {
    let acts = [
        ("reply", fields.optional("reply", reply)?.map(Act::Reply)),
        ("delay_ms", fields.optional("delay_ms", integer(0, DELAY))?.map(Act::Delay)),
        ("delay_events_ms", fields.optional("delay_events_ms", integer(0, DELAY))?.map(Act::DelayEvents)),
        ("cut", fields.optional("cut", cut)?.map(Act::Cut)),
        ("malform", fields.optional("malform", malform)?.map(Act::Malform)),
        ("hang", fields.optional("hang", flag)?.filter(|hang| *hang).map(|_| Act::Hang)),
    ];
    only(fields, acts)?.ok_or_else(|| ApiError::MissingParameter { param: fields.at("reply") })
}

fn reply(value: Value, param: String) -> Result<Reply> {
    let known = ["status", "type", "code", "message", "retry_after", "retry_after_ms"];
    let mut fields = Fields::open(param, value, &["status"], &known)?;
    let status = fields.required("status", integer(400, 599))? as u16;
    let (kind, message) = match status {
        429 => ("requests", "Rate limit reached. Please try again later."),
        500.. => ("server_error", "The server had an error processing your request. Sorry about that!"),
        _ => ("invalid_request_error", "This request was refused by a fault."),
    };
    Ok(Reply {
        status,
        kind: fields.optional("type", text_up_to(TEXT))?.unwrap_or_else(|| kind.to_owned()),
        code: fields.optional("code", text_up_to(TEXT))?,
        message: fields.optional("message", text_up_to(TEXT))?.unwrap_or_else(|| message.to_owned()),
        retry_after: fields.optional("retry_after", integer(0, DELAY))?,
        retry_after_ms: fields.optional("retry_after_ms", integer(0, DELAY))?,
    })
}

/// `{}` before the answer, `{"after": 3}` after so many events.
fn cut(value: Value, param: String) -> Result<Option<u64>> {
    let mut fields = Fields::open(param, Value::Object(object(value, String::new())?), &[], &["after"])?;
    fields.optional("after", integer(0, COUNT))
}

/// `{"event": 3}`, from 1.
fn malform(value: Value, param: String) -> Result<u64> {
    let mut fields = Fields::open(param, value, &["event"], &["event"])?;
    fields.required("event", integer(1, COUNT))
}

impl Fault {
    /// The rule without a key in it: a project that is named by its key is named by the id that `id_of` gives for it.
    pub fn settled(mut self, id_of: impl Fn(&str) -> ProjectId) -> Self {
        if let Some(Owner::Key(key)) = &self.project {
            let id = id_of(key);
            self.asked.insert("project".to_owned(), id.to_string().into());
            self.project = Some(Owner::Id(id));
        }
        self
    }

    /// Whether it may strike this project, once it is settled.
    pub fn concerns(&self, project: ProjectId) -> bool {
        self.project.as_ref().is_none_or(|owner| *owner == Owner::Id(project))
    }

    /// Whether it is for such a request.
    pub fn is_for(&self, method: &str, path: &str) -> bool {
        self.method.is_none_or(|own| own == method) && self.path.as_deref().is_none_or(|own| fits(own, path))
    }
}

impl When {
    /// Whether it strikes the n-th request that it is for, from 1; `chance` is drawn for it, 0 to 1.
    pub fn strikes(self, n: u64, chance: f64) -> bool {
        match self {
            Self::First(first) => n <= first,
            Self::Nth(nth) => n == nth,
            Self::Every(every) => n.is_multiple_of(every),
            Self::Fraction(fraction) => chance < fraction,
        }
    }
}

/// Whether a path fits a pattern. Each star may try every place, so that the time is the product of both lengths at worst.
pub fn fits(pattern: &str, path: &str) -> bool {
    let (pattern, path) = (pattern.as_bytes(), path.as_bytes());
    let (mut at, mut from) = (0, 0);
    // The last star of each kind: what follows it in the pattern, and how much of the path it has taken.
    let mut deep: Option<(usize, usize)> = None;
    let mut star: Option<(usize, usize)> = None;
    while from < path.len() {
        if pattern[at..].starts_with(b"**") {
            at += 2;
            (deep, star) = (Some((at, from)), None);
        } else if pattern.get(at) == Some(&b'*') {
            at += 1;
            star = Some((at, from));
        } else if pattern.get(at) == Some(&path[from]) {
            (at, from) = (at + 1, from + 1);
        } else if let Some((after, taken)) = star.filter(|(_, taken)| path[*taken] != b'/') {
            star = Some((after, taken + 1));
            (at, from) = (after, taken + 1);
        } else if let Some((after, taken)) = deep {
            (deep, star) = (Some((after, taken + 1)), None);
            (at, from) = (after, taken + 1);
        } else {
            return false;
        }
    }
    pattern[at..].iter().all(|byte| *byte == b'*')
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn patterns_stop_at_slashes_unless_they_are_deep() {
        for (pattern, path, expected) in [
            ("/v1/threads", "/v1/threads", true),
            ("/v1/threads", "/v1/threads/x", false),
            ("/v1/threads/*", "/v1/threads/x", true),
            ("/v1/threads/*", "/v1/threads/x/runs", false),
            ("/v1/threads/*/runs", "/v1/threads/x/runs", true),
            ("/v1/threads/**", "/v1/threads/x/runs", true),
            ("**/runs", "/v1/threads/x/runs", true),
            ("**/runs", "/v1/threads/x/runs/y", false),
            ("*", "/v1", false),
            ("**/a/*", "/x/a/b/a/c", true),
            ("**/a/*/d", "/x/a/b/c/d", false),
            ("**", "", true),
        ] {
            assert_eq!(fits(pattern, path), expected, "{pattern} {path}");
        }
    }

    #[test]
    fn counts_strike_as_they_say() {
        let struck = |when: When| -> Vec<u64> { (1..=7).filter(|n| when.strikes(*n, 0.5)).collect() };
        assert_eq!(struck(When::First(2)), [1, 2]);
        assert_eq!(struck(When::Nth(3)), [3]);
        assert_eq!(struck(When::Every(3)), [3, 6]);
        assert_eq!(struck(When::Fraction(0.6)).len(), 7);
        assert_eq!(struck(When::Fraction(0.4)).len(), 0);
    }

    #[test]
    fn every_kind_of_act_has_its_name() {
        let rules = [
            json!({"reply": {"status": 429}}),
            json!({"delay_ms": 1}),
            json!({"delay_events_ms": 1}),
            json!({"cut": {}}),
            json!({"malform": {"event": 1}}),
            json!({"hang": true}),
        ];
        let kinds = rules.map(|rule| read_fault(rule, String::new()).expect("a good rule").act.kind());
        assert_eq!(kinds, Act::KINDS);
    }

    #[test]
    fn a_settled_rule_has_no_key_in_it() {
        let id = ProjectId::from_tail(&[b'0'; 24]);
        let read = |project: &str| read_fault(json!({"project": project, "hang": true}), String::new());
        for named in ["sk-secret", &id.to_string()] {
            let settled = read(named).expect("fine").settled(|_| id);
            assert_eq!(settled.asked["project"], id.to_string());
            assert!(settled.concerns(id) && !format!("{settled:?}").contains("secret"), "{settled:?}");
            assert!(!settled.concerns(ProjectId::from_tail(&[b'1'; 24])));
        }
        assert!(read("proj_short").is_err() && read("").is_err());
    }

    #[test]
    fn a_rule_does_one_thing() {
        let read = |rule: Value| read_faults(json!({"faults": [rule]}));
        let rules =
            read(json!({"method": "POST", "path": "/v1/**", "nth": 2, "reply": {"status": 429}})).expect("fine");
        assert_eq!((rules[0].when, rules[0].is_for("POST", "/v1/x")), (When::Nth(2), true));
        assert_eq!(read(json!({"cut": {}})).expect("fine")[0].act, Act::Cut(None));
        for wrong in [
            json!({}),
            json!({"hang": false}),
            json!({"hang": true, "cut": {}}),
            json!({"hang": true, "first": 1, "nth": 1}),
            json!({"reply": {}}),
            json!({"reply": {"status": 200}}),
            json!({"malform": {"event": 0}}),
            json!({"cut": true}),
            json!({"delay_events_ms": -1}),
            json!({"delay_ms": 1, "delay_events_ms": 1}),
        ] {
            assert!(read(wrong.clone()).is_err(), "{wrong}");
        }
    }
}
