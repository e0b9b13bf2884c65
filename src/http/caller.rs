//! Who is asking, and in which tongue.

use super::journaling::Note;
use super::shared::Shared;
use crate::domain::pace::{Pace, Tempo};
use crate::domain::page::Query;
use crate::engine::Engine;
use crate::error::ApiError;
use crate::store::Project;
use crate::wire::vector_store::Reading;
use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::request::Parts;
use std::sync::Arc;

/// The header that names the betas a client means to use.
pub const BETA: &str = "openai-beta";

/// What [`App::answer`](super::App::answer) found out about a request's key.
#[derive(Clone, Debug)]
pub struct Identity(pub Result<Arc<Project>, ApiError>);

/// A request with a key.
#[derive(Debug)]
pub struct Caller {
    /// What plays its runs.
    pub engine: Arc<Engine>,
    /// The project of the key.
    pub project: Arc<Project>,
    /// The parameters of the query.
    pub query: Query,
    /// How fast this request's run is to be played.
    pub tempo: Tempo,
    /// Where to note what came of it.
    pub note: Note,
}

impl Caller {
    /// When a file is read that this request puts into a vector store.
    pub fn reading(&self) -> Reading {
        self.tempo.pace.reading(self.project.world.now())
    }
}

impl FromRequestParts<Arc<Shared>> for Caller {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, shared: &Arc<Shared>) -> Result<Self, ApiError> {
        let identity = parts.extensions.remove::<Identity>().ok_or(ApiError::MissingKey {})?;
        let query = form_urlencoded::parse(parts.uri.query().unwrap_or_default().as_bytes()).into_owned().collect();
        Ok(Self {
            project: identity.0?,
            query: Query(query),
            tempo: tempo(&parts.headers, shared.pace)?,
            engine: Arc::clone(&shared.engine),
            note: parts.extensions.get::<Note>().cloned().unwrap_or_default(),
        })
    }
}

/// A request with a key and the beta header that assistants and threads want.
#[derive(Debug)]
pub struct Beta(pub Caller);

impl FromRequestParts<Arc<Shared>> for Beta {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, shared: &Arc<Shared>) -> Result<Self, ApiError> {
        let caller = Caller::from_request_parts(parts, shared).await?;
        check_beta(&parts.headers)?;
        Ok(Self(caller))
    }
}

/// `OpenAI-Beta` may name several betas, in one header or in several; one of them must be `assistants=v2`.
fn check_beta(headers: &HeaderMap) -> Result<(), ApiError> {
    let values = headers.get_all(BETA).iter().filter_map(|value| value.to_str().ok());
    let mut refusal = ApiError::MissingBeta {};
    for beta in values.flat_map(|value| value.split(',')).map(str::trim).filter(|beta| !beta.is_empty()) {
        match beta.split_once('=').unwrap_or((beta, "")) {
            ("assistants", "v2") => return Ok(()),
            ("assistants", "v1") => refusal = ApiError::DeprecatedBeta {},
            // The service answered for several products by this header; the others' names are none of ours.
            ("realtime" | "responses" | "chatkit_beta", _) => {}
            (name, _) => refusal = ApiError::UnknownBeta { name: name.to_owned() },
        }
    }
    Err(refusal)
}

/// `X-Understage-Pace` overrides the server's pace for one request.
fn tempo(headers: &HeaderMap, default: Pace) -> Result<Tempo, ApiError> {
    const NAME: &str = "x-understage-pace";
    let Some(value) = headers.get(NAME) else { return Ok(Tempo { pace: default, asked: false }) };
    let text = value.to_str().unwrap_or_default();
    let pace = text.parse().map_err(|_| ApiError::InvalidValue {
        param: NAME.to_owned(),
        value: text.to_owned(),
        supported: &["instant", "realistic", "polls:N", "step"],
    })?;
    Ok(Tempo { pace, asked: true })
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn the_beta_header_is_read_as_the_service_did() {
        let cases: [(&[&'static str], Option<&str>); 6] = [
            (&["assistants=v2"], None),
            (&["realtime=v1, assistants=v2"], None),
            (&["realtime=v1", "assistants=v2"], None),
            (&[], Some("You must provide the 'OpenAI-Beta' header")),
            (&["assistants=v1"], Some("The v1 Assistants API has been deprecated.")),
            (&["foo=v1"], Some("Unknown beta requested: 'foo'.")),
        ];
        for (values, refusal) in cases {
            let mut headers = HeaderMap::new();
            for value in values {
                headers.append("openai-beta", HeaderValue::from_static(value));
            }
            let message = check_beta(&headers).err().map(|error| error.facts().message);
            match (message, refusal) {
                (None, None) => {}
                (Some(message), Some(start)) => assert!(message.starts_with(start), "{message}"),
                (message, _) => panic!("{values:?}: {message:?}"),
            }
        }
    }
}
