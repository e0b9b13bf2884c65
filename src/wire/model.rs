//! Models, as `GET /models` lists them.

use super::UnixTime;
use serde::Serialize;

/// One model (spec `Model`).
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Model {
    /// The name that requests use.
    pub id: &'static str,
    /// Always `model`.
    pub object: &'static str,
    /// When the model was published.
    pub created: UnixTime,
    /// Who owns it.
    pub owned_by: &'static str,
}

/// All models; this list has no pages.
#[derive(Debug, Serialize)]
pub struct Models {
    /// Always `list`.
    pub object: &'static str,
    /// Every model that runs accept.
    pub data: Vec<Model>,
}
