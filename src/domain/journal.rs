//! Which noted requests are asked for.

use super::fault::fits;
use super::page::Query;
use crate::error::{ApiError, Result};
use crate::wire::ids::{RunId, ThreadId};

/// Entries in an answer when nothing is said, and at most.
const DEFAULT: usize = 100;
const MAX: u64 = 1_000;

/// The query of `understageListRequests`; what is not named does not matter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// The method, in capitals.
    pub method: Option<String>,
    /// A pattern of paths, as in the rules of faults.
    pub path: Option<String>,
    /// The operation's id.
    pub operation: Option<String>,
    /// The status of the answer.
    pub status: Option<Status>,
    /// The run's id.
    pub run: Option<String>,
    /// The thread's id.
    pub thread: Option<String>,
    /// The name of the scenario that the run played.
    pub scenario: Option<String>,
    /// Whether it started or resumed a run that no scenario was for.
    pub unmatched: Option<bool>,
    /// Only what follows this entry, in the order asked for.
    pub after: Option<u64>,
    /// At most so many entries.
    pub limit: usize,
    /// Whether the newest come first.
    pub descending: bool,
}

/// A status, or a hundred of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// This one.
    Exactly(u16),
    /// Those with this first digit, as `4xx`.
    Hundred(u16),
}

/// What is known of a request, for a [`Wanted`] to look at.
#[derive(Clone, Copy, Debug, Default)]
#[allow(missing_docs)] // as the fields of `Wanted`
pub struct Facts<'a> {
    pub method: &'a str,
    pub path: &'a str,
    pub operation: Option<&'a str>,
    pub status: Option<u16>,
    pub run: Option<RunId>,
    pub thread: Option<ThreadId>,
    /// The scenario of the run that it started or resumed: `None` if it did neither, `Some(None)` if there was none.
    pub scenario: Option<Option<&'a str>>,
}

impl Wanted {
    /// Reads a query.
    ///
    /// # Errors
    /// The first parameter that is unknown, malformed or out of bounds.
    pub fn read(query: &Query) -> Result<Self> {
        query.only(&[
            "method",
            "path",
            "operation",
            "status",
            "run_id",
            "thread_id",
            "scenario",
            "unmatched",
            "after",
            "limit",
            "order",
        ])?;
        let text = |name: &str| query.get(name).map(str::to_owned);
        let id = |param: &'static str, expected: &'static str| match text(param) {
            Some(value) if !value.starts_with(expected) => Err(ApiError::WrongIdPrefix { param, value, expected }),
            other => Ok(other),
        };
        Ok(Self {
            method: query.get("method").map(method).transpose()?,
            path: text("path"),
            operation: text("operation"),
            status: query.get("status").map(Status::read).transpose()?,
            run: id("run_id", "run")?,
            thread: id("thread_id", "thread")?,
            scenario: text("scenario"),
            unmatched: query.word("unmatched", &["true", "false"])?.map(|word| word == "true"),
            after: query.get("after").map(cursor).transpose()?,
            limit: query.limit(MAX)?.unwrap_or(DEFAULT),
            descending: query.word("order", &["asc", "desc"])? == Some("desc"),
        })
    }

    /// Whether a request is one of them; its place in the list is not looked at.
    pub fn holds(&self, facts: &Facts<'_>) -> bool {
        let named = |wanted: &Option<String>, got: Option<&str>| wanted.as_deref().is_none_or(|own| got == Some(own));
        let shown = |wanted: &Option<String>, got: Option<String>| named(wanted, got.as_deref());
        let unmatched = facts.scenario == Some(None);
        named(&self.method, Some(facts.method))
            && named(&self.operation, facts.operation)
            && named(&self.scenario, facts.scenario.flatten())
            && self.path.as_deref().is_none_or(|pattern| fits(pattern, facts.path))
            && self.status.is_none_or(|status| facts.status.is_some_and(|got| status.holds(got)))
            && self.unmatched.is_none_or(|wanted| wanted == unmatched)
            && (self.run.is_none() || shown(&self.run, facts.run.map(|id| id.to_string())))
            && (self.thread.is_none() || shown(&self.thread, facts.thread.map(|id| id.to_string())))
    }

    /// Whether an entry follows the one that [`Wanted::after`] names.
    pub fn follows(&self, id: u64) -> bool {
        self.after.is_none_or(|after| if self.descending { id < after } else { id > after })
    }
}

impl Status {
    fn read(text: &str) -> Result<Self> {
        let wrong = || ApiError::InvalidValue {
            param: "status".to_owned(),
            value: text.to_owned(),
            supported: &["429", "4xx"],
        };
        let (digits, kind): (&str, fn(u16) -> Self) =
            text.strip_suffix("xx").map_or((text, Self::Exactly), |digit| (digit, Self::Hundred));
        let whole = digits.bytes().all(|byte| byte.is_ascii_digit()) && text.len() == 3;
        let whole = whole && text.starts_with(['1', '2', '3', '4', '5']);
        digits.parse().ok().filter(|_| whole).map(kind).ok_or_else(wrong)
    }

    fn holds(self, status: u16) -> bool {
        match self {
            Self::Exactly(own) => own == status,
            Self::Hundred(digit) => status / 100 == digit,
        }
    }
}

/// A method, in either case: one that nothing is asked with would find nothing, and a test would take that for good.
fn method(text: &str) -> Result<String> {
    const METHODS: &[&str] = &["GET", "POST", "DELETE", "PUT", "PATCH", "HEAD", "OPTIONS"];
    let upper = text.to_ascii_uppercase();
    if METHODS.contains(&upper.as_str()) {
        return Ok(upper);
    }
    Err(ApiError::InvalidValue { param: "method".to_owned(), value: text.to_owned(), supported: METHODS })
}

fn cursor(text: &str) -> Result<u64> {
    text.parse().map_err(|_| ApiError::UnknownCursor { param: "after", value: text.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[(&str, &str)]) -> Result<Wanted> {
        Wanted::read(&Query(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()))
    }

    #[test]
    fn each_parameter_leaves_out_what_it_says() {
        let facts = Facts {
            method: "POST",
            path: "/v1/threads/x/runs",
            operation: Some("createRun"),
            status: Some(429),
            run: None,
            thread: None,
            scenario: Some(None),
        };
        for (name, value, holds) in [
            ("method", "post", true),
            ("method", "GET", false),
            ("path", "/v1/threads/*/runs", true),
            ("path", "/v1/*", false),
            ("operation", "createRun", true),
            ("operation", "getRun", false),
            ("status", "429", true),
            ("status", "4xx", true),
            ("status", "5xx", false),
            ("run_id", "run_x", false),
            ("scenario", "weather", false),
            ("unmatched", "true", true),
            ("unmatched", "false", false),
            ("unmatched", "", true),
        ] {
            assert_eq!(read(&[(name, value)]).expect("a good query").holds(&facts), holds, "{name}={value}");
        }
        assert!(!read(&[("after", "5")]).expect("a good query").follows(5));
        assert!(read(&[("after", "5"), ("order", "desc")]).expect("a good query").follows(4));
    }

    #[test]
    fn what_is_malformed_is_refused_by_name() {
        for (name, value) in [
            ("limit", "0"),
            ("limit", "1001"),
            ("order", "up"),
            ("status", "42"),
            ("status", "xx"),
            ("status", "+42"),
            ("after", "x"),
            ("unmatched", "yes"),
            ("page", "1"),
        ] {
            let refusal = read(&[(name, value)]).expect_err("a bad query").facts();
            assert_eq!((refusal.status, refusal.param.as_deref()), (400, Some(name)), "{name}={value}");
        }
    }
}
