//! Counters of the whole server, as Prometheus reads them (text format 0.0.4).

use crate::domain::fault::Act;
use crate::http::respond::Answer;
use crate::http::shared::Shared;
use crate::store::Coverage;
use crate::wire::run::RunStatus;
use axum::body::Body;
use axum::extract::State;
use axum::http::Response;
use axum::http::header::{CONTENT_TYPE, HeaderValue};
use std::fmt::{Display, Write};
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;

/// A text that grows by metrics. Labels are words of our own, which need no escaping.
#[derive(Default)]
struct Page(String);

impl Page {
    fn head(&mut self, name: &str, kind: &str, help: &str) {
        let _never_fails = write!(self.0, "# HELP {name} {help}\n# TYPE {name} {kind}\n");
    }

    fn line(&mut self, name: impl Display, value: impl Display) {
        let _never_fails = writeln!(self.0, "{name} {value}");
    }
}

fn page(totals: &Coverage, projects: usize, streams: usize) -> String {
    let named = totals.named();
    let mut page = Page::default();
    page.head("understage_requests_total", "counter", "Requests by operation and status; none if there was no answer.");
    for ((operation, status), count) in &named.requests {
        let operation = operation.unwrap_or("none");
        let status = status.map_or("none".to_owned(), |status| status.to_string());
        let labels = format!("operation=\"{operation}\",status=\"{status}\"");
        page.line(format_args!("understage_requests_total{{{labels}}}"), count);
    }
    page.head("understage_runs_total", "counter", "Runs that are over, by status.");
    let over = RunStatus::ALL.into_iter().zip(totals.runs()).filter(|(status, _)| status.is_terminal());
    for (_, (name, count)) in over {
        page.line(format_args!("understage_runs_total{{status=\"{name}\"}}"), count);
    }
    page.head("understage_events_total", "counter", "Events sent on the streams of runs.");
    page.line("understage_events_total", totals.events().map(|(_, count)| count).sum::<u64>());
    page.head("understage_faults_played_total", "counter", "Faults played on requests, by act.");
    for name in Act::KINDS {
        let count = named.faults.get(name).copied().unwrap_or_default();
        page.line(format_args!("understage_faults_played_total{{kind=\"{name}\"}}"), count);
    }
    page.head("understage_projects", "gauge", "Projects: API keys that have been used.");
    page.line("understage_projects", projects);
    page.head("understage_open_streams", "gauge", "Event streams that are being read.");
    page.line("understage_open_streams", streams);
    page.head("understage_build_info", "gauge", "The version that runs.");
    page.line(format_args!("understage_build_info{{version=\"{}\"}}", env!("CARGO_PKG_VERSION")), 1);
    page.0
}

/// Tells the counters of the whole server; needs no key.
pub async fn read(State(shared): State<Arc<Shared>>) -> Answer {
    let projects = shared.projects.all();
    let streams = projects.iter().map(|project| project.open_streams.load(Relaxed)).sum();
    let mut response = Response::new(Body::from(page(&shared.projects.totals(), projects.len(), streams)));
    let kind = HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8");
    response.headers_mut().insert(CONTENT_TYPE, kind);
    Ok(response)
}
