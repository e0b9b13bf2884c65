//! What the requests of a project have exercised, and what not.

use crate::domain::fault::Act;
use crate::error::ApiError;
use crate::http::caller::Caller;
use crate::http::journaling::is_control;
use crate::http::respond::{Answer, json_response};
use crate::http::routes::route_rows;
use crate::store::Coverage;
use crate::wire::coverage::{CoverageReport, Exercised};

/// Refusals that no test of a client of the API is for: of requests that belong to no project, of the control API, and of
/// what is not there.
const BESIDE: [&str; 11] = [
    "MissingKey",
    "IncorrectKey",
    "ForbiddenHost",
    "ForbiddenOrigin",
    "NotEmulated",
    "NothingToStep",
    "RunOver",
    "NotStepped",
    "ForeignProject",
    "WrongScenarios",
    "NoSuchScenario",
];

/// What has been counted, set against all that there is.
pub fn report(coverage: &Coverage) -> CoverageReport {
    let named = coverage.named();
    let asked = |operation: &str| {
        let answers = named.requests.iter().filter(|((own, _), _)| *own == Some(operation));
        answers.map(|(_, count)| count).sum()
    };
    let routes = route_rows().into_iter().filter(|row| !is_control(row.path)).map(|row| row.operation);
    let errors = ApiError::NAMES.iter().copied().filter(|name| !BESIDE.contains(name));
    let count = |counts: &std::collections::BTreeMap<&str, u64>, name| counts.get(name).copied().unwrap_or_default();
    CoverageReport {
        routes: Exercised::of(routes.map(|operation| (operation, asked(operation)))),
        run_statuses: Exercised::of(coverage.runs()),
        step_statuses: Exercised::of(coverage.steps()),
        message_statuses: Exercised::of(coverage.messages()),
        events: Exercised::of(coverage.events()),
        errors: Exercised::of(errors.map(|name| (name, count(&named.errors, name)))),
        faults: Exercised::of(Act::KINDS.into_iter().map(|name| (name, count(&named.faults, name)))),
    }
}

/// Tells what has been exercised in the caller's project.
pub async fn read(caller: Caller) -> Answer {
    Ok(json_response(&report(&caller.project.coverage)))
}

/// Begins to count anew.
pub async fn forget(caller: Caller) -> Answer {
    caller.project.coverage.forget();
    read(caller).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_out_is_there() {
        assert!(BESIDE.iter().all(|name| ApiError::NAMES.contains(name)));
        let report = report(&Coverage::default());
        assert_eq!(report.errors.never.len(), ApiError::NAMES.len() - BESIDE.len());
        assert_eq!(report.routes.never.first(), Some(&"listAssistants"));
    }
}
