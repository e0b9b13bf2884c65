//! Moves runs, and ends them.

use crate::domain::fields::{Fields, integer, one_of, text_up_to};
use crate::domain::lifecycle::Ending;
use crate::engine::Until;
use crate::error::ApiError;
use crate::http::body::JsonBody;
use crate::http::caller::Caller;
use crate::http::ids::Ids;
use crate::http::respond::{Answer, written};
use crate::wire::run::LastError;

/// Characters of the message with which a run fails.
const MESSAGE: usize = 4_096;

/// Plays the next beat of a run at pace `step`, or `count` beats, or `until` its status changes or it halts, and answers
/// with the run.
pub async fn step(caller: Caller, ids: Ids, JsonBody(body): JsonBody) -> Answer {
    let id = ids.run()?;
    let mut fields = Fields::open(String::new(), body, &[], &["count", "until"])?;
    let count = fields.optional("count", integer(1, 1_000_000))?;
    let until = match fields.optional("until", one_of(&["status", "halt"]))? {
        Some(_) if count.is_some() => {
            return Err(ApiError::ConflictingParameters { param: "until".to_owned(), first: "count", second: "until" });
        }
        Some("halt") => Until::Halt,
        Some(_) => Until::Status,
        None => Until::Beats(count.and_then(|count| usize::try_from(count).ok()).unwrap_or(1)),
    };
    Ok(written(&caller.engine.step(&caller.project, id, until)?))
}

/// Expires a run, as if its ten minutes were over, and answers with the run.
pub async fn expire(caller: Caller, ids: Ids, JsonBody(body): JsonBody) -> Answer {
    let id = ids.run()?;
    Fields::open(String::new(), body, &[], &[])?;
    Ok(written(&caller.engine.end(&caller.project, id, Ending::Expired)?))
}

/// Fails a run, with the `code` and `message` of its `last_error`, and answers with the run.
pub async fn fail(caller: Caller, ids: Ids, JsonBody(body): JsonBody) -> Answer {
    let id = ids.run()?;
    let mut fields = Fields::open(String::new(), body, &[], &["code", "message"])?;
    let code = fields.optional("code", one_of(LastError::CODES))?.unwrap_or("server_error");
    let message = fields.optional("message", text_up_to(MESSAGE))?;
    let message = message.unwrap_or_else(|| LastError::SORRY.to_owned());
    Ok(written(&caller.engine.end(&caller.project, id, Ending::Failed(LastError { code, message }))?))
}
