//! Whatever watches a project: its journal, its coverage, its events, and the counters of the server.

use super::checked::Checked;

/// After all that has happened in a project.
pub async fn all(server: &Checked) {
    for path in ["/_understage/metrics", "/_understage/openapi.json"] {
        assert_eq!(server.send("GET", path, None).await.status, 200, "{path}");
    }
    server.got("/_understage/requests?limit=1000").await;
    server.got("/_understage/requests?status=4xx&order=desc&after=9&unmatched=false").await;
    server.send("GET", "/_understage/requests?status=many", None).await;
    server.got("/_understage/coverage").await;
    // It ends with the project only.
    let listening = server.app().begin(server.app().request("GET", "/_understage/events", None)).await;
    assert_eq!(listening.headers()["content-type"], "text/event-stream; charset=utf-8");
    server.seen().operations.insert("understageStreamEvents".to_owned());
    server.ask("DELETE", "/_understage/coverage", None).await;
    server.ask("DELETE", "/_understage/requests", None).await;
}
