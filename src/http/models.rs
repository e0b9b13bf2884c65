//! `/v1/models`.

use super::caller::Caller;
use super::ids::Ids;
use super::respond::{Answer, json_response};
use crate::domain::model;

pub async fn list(_caller: Caller) -> Answer {
    Ok(json_response(&model::all()))
}

pub async fn retrieve(_caller: Caller, ids: Ids) -> Answer {
    Ok(json_response(&model::find(ids.text("model"))?))
}

pub async fn delete(_caller: Caller, ids: Ids) -> Answer {
    Err(model::delete(ids.text("model")))
}
