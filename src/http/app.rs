//! One server's state, and the way of every request through it.

use super::caller::{BETA, Identity};
use super::control::coverage::report;
use super::envelope::{fail, with_detail};
use super::faults;
use super::guard::Guard;
use super::journaling::Journey;
use super::shared::Shared;
use super::{body, respond, routes, sunset};
use crate::domain::clock::Start;
use crate::domain::fault::Act;
use crate::domain::pace::Pace;
use crate::domain::prices::Prices;
use crate::domain::sunset::Sunset;
use crate::domain::world::{Clock, Seed, World};
use crate::engine::{Engine, tokens};
use crate::error::ApiError;
use crate::retrieval::PdfReader;
use crate::scenario::Scenarios;
use crate::store::{Library, Project, Projects, Tally, Terms};
use crate::wire::coverage::CoverageReport;
use crate::wire::ids::RequestId;
use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, Response};
use futures_util::FutureExt;
use std::panic::AssertUnwindSafe;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;
use tower_service::Service;

/// How a server answers.
#[derive(Clone, Debug, Default)]
pub struct AppConfig {
    /// Makes ids and chance repeat; without it they differ from start to start.
    pub seed: Option<u64>,
    /// How fast runs are played unless a request says otherwise.
    pub pace: Pace,
    /// The only keys that are let in; none means any.
    pub api_keys: Vec<String>,
    /// Host names that are answered beside the local ones.
    pub allowed_hosts: Vec<String>,
    /// Origins of pages that are answered beside the local ones.
    pub cors_origins: Vec<String>,
    /// Where the time comes from.
    pub clock: Clock,
    /// How the time of each project begins.
    pub start: Start,
    /// What scenario files gave.
    pub scenarios: Scenarios,
    /// Whether a run that no scenario fits fails, instead of being answered by the built-in responder.
    pub strict_scenarios: bool,
    /// The end of the API, if every project is to rehearse it.
    pub sunset: Option<Sunset>,
    /// What things would have cost.
    pub prices: Prices,
    /// The `understage` binary, which is started anew to read each PDF. Without it, PDFs cannot be read.
    pub program: Option<PathBuf>,
}

/// One server.
#[derive(Debug)]
pub struct App {
    shared: Arc<Shared>,
    api_keys: Vec<String>,
    guard: Guard,
    strict_scenarios: bool,
    /// For requests that belong to no project.
    world: World,
    router: Router,
}

impl App {
    /// A server without any project.
    pub fn new(config: AppConfig) -> Arc<Self> {
        let seed = Seed::new(config.seed);
        let world = World::new(config.clock.clone(), seed.digest(b"no project"));
        let terms = Terms { sunset: config.sunset, free_bytes: config.prices.free_bytes, start: config.start };
        let shared = Arc::new(Shared {
            projects: Projects::new(seed, config.clock).on(terms),
            engine: Arc::new(Engine::new(PdfReader::new(config.program))),
            pace: config.pace,
            prices: config.prices,
        });
        let app = Self {
            strict_scenarios: config.strict_scenarios,
            world,
            api_keys: config.api_keys,
            guard: Guard::new(config.allowed_hosts, config.cors_origins),
            router: routes::router().with_state(Arc::clone(&shared)),
            shared,
        };
        app.set_scenarios(config.scenarios);
        Arc::new(app)
    }

    /// Plays these scenarios and faults from now on, instead of those that files gave before.
    pub fn set_scenarios(&self, scenarios: Scenarios) {
        let Scenarios { scenarios, faults, .. } = scenarios;
        let scenarios = scenarios.into_iter().map(Arc::new).collect();
        self.shared.projects.set_library(Library { scenarios, strict: self.strict_scenarios });
        self.shared.projects.set_file_faults(faults);
    }

    /// Answers a request. A panic below answers 500 in the envelope.
    pub async fn answer(self: Arc<Self>, mut request: Request<Body>) -> Response<Body> {
        let begun = Instant::now();
        routes::look_up_below_v1(request.uri_mut());
        let identity = self.identify(request.headers());
        let world = identity.as_ref().map_or(&self.world, |project| &project.world);
        let request_id: RequestId = world.id();
        let project = identity.as_ref().ok().map(|project| project.id);
        let files = request.uri().path().starts_with("/v1/files");
        let worded = |response| if files { with_detail(response) } else { response };
        let response = match self.guard.check(request.method(), request.headers(), request.uri()) {
            // Whoever is turned away leaves no trace in the project.
            Err(refusal) => worded(fail(refusal)),
            Ok(origin) => {
                let mut response = match origin.preflight(request.method()) {
                    Some(preflight) => preflight,
                    None => {
                        let mut journey = Journey::begin(&request, identity.as_ref().ok(), request_id);
                        let answer = self.handle(request, identity, request_id, &mut journey).await;
                        journey.answered(worded(answer)).await
                    }
                };
                origin.allow(response.headers_mut());
                response
            }
        };
        respond::stamp(response, request_id, project, begun)
    }

    /// Lets a request that may come in through to its handler.
    async fn handle(
        &self,
        mut request: Request<Body>,
        identity: Result<Arc<Project>, ApiError>,
        id: RequestId,
        journey: &mut Journey,
    ) -> Response<Body> {
        if let Ok(project) = &identity {
            if request.headers().contains_key(BETA) {
                // It speaks of assistants, so that a run is likely to follow.
                tokens::warm();
            }
            self.shared.engine.settle(project).await;
        }
        let fault = identity.as_ref().map_or(Ok(None), |project| faults::struck(project, &request));
        if let Ok(Some(act)) = &fault {
            journey.struck(act);
        }
        request.extensions_mut().insert(journey.note());
        let path = request.uri().path();
        let end = identity.as_ref().ok().and_then(|project| project.sunset.refuses(&project.world, path));
        if end.is_some() || matches!(fault, Ok(Some(Act::Reply(_) | Act::Hang)) | Err(_)) {
            body::note_unused(request).await;
            request = Request::new(Body::empty());
        }
        request.extensions_mut().insert(Identity(identity));
        let answer = async {
            match end {
                Some(like) => sunset::ended(like),
                None => self.routed(request, id).await,
            }
        };
        match fault {
            Ok(Some(act)) => faults::play(act, answer).await,
            Ok(None) => answer.await,
            Err(refusal) => fail(refusal),
        }
    }

    async fn routed(&self, request: Request<Body>, id: RequestId) -> Response<Body> {
        let mut router = self.router.clone();
        let answering = AssertUnwindSafe(async move { router.call(request).await }).catch_unwind();
        match answering.await {
            Ok(Ok(response)) => response,
            Err(_panic) => fail(ApiError::Internal { request: id.to_string() }),
        }
    }

    /// Whose request this is.
    fn identify(&self, headers: &HeaderMap) -> Result<Arc<Project>, ApiError> {
        let key = respond::api_key(headers).ok_or(ApiError::MissingKey {})?;
        if !self.api_keys.is_empty() && !self.api_keys.iter().any(|own| own == key) {
            return Err(ApiError::IncorrectKey { shown: respond::masked(key) });
        }
        Ok(self.shared.projects.of_key(key))
    }

    /// Expires what is due, for streams that nobody polls. Cheap; called once a second.
    pub async fn tick(&self) {
        for project in self.shared.projects.all() {
            self.shared.engine.settle(&project).await;
        }
    }

    /// What all requests since the start of the server have exercised, whatever their projects.
    pub fn coverage(&self) -> CoverageReport {
        report(&self.shared.projects.totals())
    }

    /// What all projects have played, missed and left since the server started.
    pub fn tally(&self) -> Tally {
        self.shared.projects.tally()
    }

    /// Ends the streams of runs that are still playing, and of all who listen, when the server stops.
    pub fn close(&self) {
        self.shared.engine.close();
        self.shared.projects.all().iter().for_each(|project| project.happenings.close());
    }
}
