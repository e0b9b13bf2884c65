//! Every route, as data: verb, path, the specification's name for the operation, and its handler.

use super::shared::Shared;
use super::{
    assistants, control, file_batches, files, messages, models, run_steps, runs, threads, uploads, vector_store_files,
    vector_stores,
};
use crate::error::ApiError;
use axum::Router;
use axum::http::uri::PathAndQuery;
use axum::http::{Method, Uri};
use axum::routing::{MethodRouter, delete, get, post, put};
use std::sync::Arc;

/// One route.
#[derive(Clone, Copy, Debug)]
pub struct RouteRow {
    /// HTTP method.
    pub verb: &'static str,
    /// Path with its parameters in braces.
    pub path: &'static str,
    /// The specification's operation id; ours are `understage…`, and end in `(not emulated)` where it says so.
    pub operation: &'static str,
    handler: fn() -> MethodRouter<Arc<Shared>>,
}

macro_rules! routes {
    ($($verb:ident $path:literal $operation:literal $handler:expr;)*) => {
        &[$(RouteRow {
            verb: stringify!($verb),
            path: $path,
            operation: $operation,
            handler: || routes!(@on $verb)($handler),
        },)*]
    };
    (@on GET) => { get };
    (@on POST) => { post };
    (@on PUT) => { put };
    (@on DELETE) => { delete };
}

const ROUTES: &[RouteRow] = routes! {
    GET "/v1/assistants" "listAssistants" assistants::list;
    POST "/v1/assistants" "createAssistant" assistants::create;
    GET "/v1/assistants/{assistant_id}" "getAssistant" assistants::retrieve;
    POST "/v1/assistants/{assistant_id}" "modifyAssistant" assistants::modify;
    DELETE "/v1/assistants/{assistant_id}" "deleteAssistant" assistants::delete;

    POST "/v1/threads" "createThread" threads::create;
    POST "/v1/threads/runs" "createThreadAndRun" runs::create_with_thread;
    GET "/v1/threads/{thread_id}" "getThread" threads::retrieve;
    POST "/v1/threads/{thread_id}" "modifyThread" threads::modify;
    DELETE "/v1/threads/{thread_id}" "deleteThread" threads::delete;

    GET "/v1/threads/{thread_id}/messages" "listMessages" messages::list;
    POST "/v1/threads/{thread_id}/messages" "createMessage" messages::create;
    GET "/v1/threads/{thread_id}/messages/{message_id}" "getMessage" messages::retrieve;
    POST "/v1/threads/{thread_id}/messages/{message_id}" "modifyMessage" messages::modify;
    DELETE "/v1/threads/{thread_id}/messages/{message_id}" "deleteMessage" messages::delete;

    GET "/v1/threads/{thread_id}/runs" "listRuns" runs::list;
    POST "/v1/threads/{thread_id}/runs" "createRun" runs::create;
    GET "/v1/threads/{thread_id}/runs/{run_id}" "getRun" runs::retrieve;
    POST "/v1/threads/{thread_id}/runs/{run_id}" "modifyRun" runs::modify;
    POST "/v1/threads/{thread_id}/runs/{run_id}/cancel" "cancelRun" runs::cancel;
    POST "/v1/threads/{thread_id}/runs/{run_id}/submit_tool_outputs" "submitToolOuputsToRun" runs::submit;

    GET "/v1/threads/{thread_id}/runs/{run_id}/steps" "listRunSteps" run_steps::list;
    GET "/v1/threads/{thread_id}/runs/{run_id}/steps/{step_id}" "getRunStep" run_steps::retrieve;

    GET "/v1/files" "listFiles" files::list;
    POST "/v1/files" "createFile" files::create;
    GET "/v1/files/{file_id}" "retrieveFile" files::retrieve;
    DELETE "/v1/files/{file_id}" "deleteFile" files::delete;
    GET "/v1/files/{file_id}/content" "downloadFile" files::download;

    POST "/v1/uploads" "createUpload" uploads::create;
    POST "/v1/uploads/{upload_id}/parts" "addUploadPart" uploads::add_part;
    POST "/v1/uploads/{upload_id}/complete" "completeUpload" uploads::complete;
    POST "/v1/uploads/{upload_id}/cancel" "cancelUpload" uploads::cancel;

    GET "/v1/vector_stores" "listVectorStores" vector_stores::list;
    POST "/v1/vector_stores" "createVectorStore" vector_stores::create;
    GET "/v1/vector_stores/{vector_store_id}" "getVectorStore" vector_stores::retrieve;
    POST "/v1/vector_stores/{vector_store_id}" "modifyVectorStore" vector_stores::modify;
    DELETE "/v1/vector_stores/{vector_store_id}" "deleteVectorStore" vector_stores::delete;
    POST "/v1/vector_stores/{vector_store_id}/search" "searchVectorStore" vector_stores::search;

    GET "/v1/vector_stores/{vector_store_id}/files" "listVectorStoreFiles" vector_store_files::list;
    POST "/v1/vector_stores/{vector_store_id}/files" "createVectorStoreFile" vector_store_files::create;
    GET "/v1/vector_stores/{vector_store_id}/files/{file_id}" "getVectorStoreFile" vector_store_files::retrieve;
    POST "/v1/vector_stores/{vector_store_id}/files/{file_id}" "updateVectorStoreFileAttributes"
        vector_store_files::modify;
    DELETE "/v1/vector_stores/{vector_store_id}/files/{file_id}" "deleteVectorStoreFile" vector_store_files::delete;
    GET "/v1/vector_stores/{vector_store_id}/files/{file_id}/content" "retrieveVectorStoreFileContent"
        vector_store_files::content;

    POST "/v1/vector_stores/{vector_store_id}/file_batches" "createVectorStoreFileBatch" file_batches::create;
    GET "/v1/vector_stores/{vector_store_id}/file_batches/{batch_id}" "getVectorStoreFileBatch"
        file_batches::retrieve;
    POST "/v1/vector_stores/{vector_store_id}/file_batches/{batch_id}/cancel" "cancelVectorStoreFileBatch"
        file_batches::cancel;
    GET "/v1/vector_stores/{vector_store_id}/file_batches/{batch_id}/files" "listFilesInVectorStoreBatch"
        file_batches::list;

    GET "/v1/models" "listModels" models::list;
    GET "/v1/models/{model}" "retrieveModel" models::retrieve;
    DELETE "/v1/models/{model}" "deleteModel" models::delete;

    GET "/health" "understageHealth" control::health::health;
    GET "/_understage/health" "understageControlHealth" control::health::health;
    GET "/_understage/clock" "understageGetClock" control::clock::clock;
    POST "/_understage/clock" "understageMoveClock" control::clock::move_clock;
    GET "/_understage/faults" "understageListFaults" control::faults::list;
    POST "/_understage/faults" "understageAddFaults" control::faults::add;
    DELETE "/_understage/faults" "understageDeleteFaults" control::faults::clear;
    GET "/_understage/coverage" "understageGetCoverage" control::coverage::read;
    DELETE "/_understage/coverage" "understageResetCoverage" control::coverage::forget;
    GET "/_understage/events" "understageStreamEvents" control::events::stream;
    GET "/_understage/metrics" "understageGetMetrics" control::metrics::read;
    GET "/_understage/openapi.json" "understageGetDescription" control::description::read;
    GET "/_understage/requests" "understageListRequests" control::journal::list;
    DELETE "/_understage/requests" "understageDeleteRequests" control::journal::clear;
    GET "/_understage/leaks" "understageListLeaks" control::state::leaks;
    POST "/_understage/reset" "understageReset" control::state::reset;
    POST "/_understage/runs/{run_id}/expire" "understageExpireRun" control::runs::expire;
    POST "/_understage/runs/{run_id}/fail" "understageFailRun" control::runs::fail;
    POST "/_understage/runs/{run_id}/step" "understageStepRun" control::runs::step;
    GET "/_understage/scenarios" "understageListScenarios" control::scenarios::list;
    POST "/_understage/scenarios" "understagePushScenarios" control::scenarios::push;
    DELETE "/_understage/scenarios" "understageDeleteScenarios" control::scenarios::clear;
    DELETE "/_understage/scenarios/{name}" "understageDeleteScenario" control::scenarios::delete;
    GET "/_understage/snapshot" "understageTakeSnapshot" control::snapshot::take;
    PUT "/_understage/snapshot" "understageRestoreSnapshot" control::snapshot::restore;
    GET "/_understage/sunset" "understageGetSunset" control::sunset::show;
    POST "/_understage/sunset" "understageSetSunset" control::sunset::begin;
    DELETE "/_understage/sunset" "understageEndSunset" control::sunset::end;
    GET "/_understage/usage" "understageGetUsage" control::usage::usage;
};

/// Families of routes that the service had and understage does not have: they are refused by name.
const NOT_EMULATED: [(&str, &str); 10] = [
    ("/v1/chat", "chat completions: it stands in for the Assistants API alone"),
    ("/v1/responses", "responses: it stands in for the Assistants API alone"),
    ("/v1/conversations", "conversations: it stands in for the Assistants API alone"),
    ("/v1/completions", "completions: it stands in for the Assistants API alone"),
    ("/v1/embeddings", "embeddings: it stands in for the Assistants API alone"),
    ("/v1/images", "images: it stands in for the Assistants API alone"),
    ("/v1/audio", "audio: it stands in for the Assistants API alone"),
    ("/v1/moderations", "moderations: it stands in for the Assistants API alone"),
    ("/v1/batches", "batches: it stands in for the Assistants API alone"),
    ("/v1/fine_tuning", "fine-tuning: it stands in for the Assistants API alone"),
];

/// Every route, for whoever lists them.
pub fn route_rows() -> Vec<RouteRow> {
    ROUTES.to_vec()
}

/// The routes as axum matches them.
pub fn router() -> Router<Arc<Shared>> {
    let mut router = Router::new();
    for row in ROUTES {
        router = router.route(row.path, (row.handler)());
    }
    router.fallback(unknown).method_not_allowed_fallback(wrong_method)
}

/// Takes `/v1` off the paths of the control API: SDKs put their base before whatever path they are given.
pub fn look_up_below_v1(uri: &mut Uri) {
    let below = uri.path_and_query().map(PathAndQuery::as_str).and_then(|path| path.strip_prefix("/v1/_understage/"));
    if let Some(path) = below.and_then(|rest| format!("/_understage/{rest}").parse().ok()) {
        let mut parts = std::mem::take(uri).into_parts();
        parts.path_and_query = Some(path);
        // The parts were those of a URI, and the path is one.
        *uri = Uri::from_parts(parts).unwrap_or_default();
    }
}

async fn unknown(method: Method, uri: Uri) -> ApiError {
    let path = uri.path();
    let below = |family: &str| path.strip_prefix(family).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    match NOT_EMULATED.iter().find(|(family, _)| below(family)) {
        Some((_, operation)) => ApiError::NotEmulated { operation },
        None if !below("/v1") && !below("/_understage") => {
            ApiError::OutsideApi { verb: method.to_string(), path: path.to_owned() }
        }
        None => ApiError::UnknownUrl { verb: method.to_string(), path: path.to_owned() },
    }
}

async fn wrong_method(method: Method, uri: Uri) -> ApiError {
    ApiError::WrongMethod { verb: method.to_string(), path: uri.path().to_owned() }
}
