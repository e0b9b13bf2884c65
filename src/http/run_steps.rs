//! `/v1/threads/{thread_id}/runs/{run_id}/steps`.

use super::caller::Beta;
use super::ids::Ids;
use super::respond::{Answer, json_response, read};
use crate::wire::run_step::RunStep;

pub async fn list(Beta(caller): Beta, ids: Ids) -> Answer {
    let (thread, run) = (ids.thread()?, ids.run()?);
    caller.query.check_include()?;
    let page = caller.query.page()?;
    let list = caller.project.read(|store| {
        store.run(thread, run)?;
        store.page::<RunStep>(run, &page, |_| true)
    })?;
    Ok(json_response(&list))
}

pub async fn retrieve(Beta(caller): Beta, ids: Ids) -> Answer {
    let (thread, run, id) = (ids.thread()?, ids.run()?, ids.step()?);
    caller.query.check_include()?;
    let step = caller.project.read(|store| store.step(thread, run, id).cloned())?;
    Ok(read(&step))
}
