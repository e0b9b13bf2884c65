//! `/v1/threads/{thread_id}/runs/{run_id}/steps`.

use super::caller::{Beta, Caller};
use super::ids::Ids;
use super::respond::{Answer, json_response};
use crate::error::Result;
use crate::wire::run_step::RunStep;
use crate::wire::{Shown, View};

/// With the texts that searches found, where `include[]` asks for them.
fn view(caller: &Caller) -> Result<View> {
    Ok(if caller.query.include()? { View::ReadInFull } else { View::Read })
}

pub async fn list(Beta(caller): Beta, ids: Ids) -> Answer {
    let (thread, run) = (ids.thread()?, ids.run()?);
    let view = view(&caller)?;
    let page = caller.query.page()?;
    let mut list = caller.project.read(|store| {
        store.run(thread, run)?;
        store.page::<RunStep>(run, &page, |_| true)
    })?;
    list.view = view;
    Ok(json_response(&list))
}

pub async fn retrieve(Beta(caller): Beta, ids: Ids) -> Answer {
    let (thread, run, id) = (ids.thread()?, ids.run()?, ids.step()?);
    let view = view(&caller)?;
    let step = caller.project.read(|store| store.step(thread, run, id).cloned())?;
    Ok(json_response(&Shown(&*step, view)))
}
