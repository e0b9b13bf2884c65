//! The control API: what moves a project, and what a test asks of it.

use super::checked::{Checked, id};
use super::watched;
use serde_json::json;

/// Every operation; at the end the project is empty.
pub async fn all(server: &Checked) {
    server.got("/_understage/clock").await;
    for body in [
        json!({"freeze": true}),
        json!({"freeze": 1_700_000_000, "advance": 90}),
        json!({"advance": "7d"}),
        json!({"freeze": false, "advance": null}),
        json!({}),
    ] {
        server.made("/_understage/clock", body).await;
    }
    server.send("POST", "/_understage/clock", Some(json!({"advance": "soon"}))).await;
    let assistant = id(&server.made("/v1/assistants", json!({"model": "gpt-4o", "instructions": "x"})).await);
    for (end, body) in
        [("expire", json!({})), ("fail", json!({})), ("fail", json!({"code": "invalid_prompt", "message": "m"}))]
    {
        let stepped = server.with_header("x-understage-pace", "step");
        let run = id(&stepped.made("/v1/threads/runs", json!({"assistant_id": assistant})).await);
        server.made(&format!("/_understage/runs/{run}/{end}"), body.clone()).await;
        server.send("POST", &format!("/_understage/runs/{run}/{end}"), Some(body)).await;
    }
    let stepped = server.with_header("x-understage-pace", "step");
    stepped.made("/v1/threads/runs", json!({"assistant_id": assistant})).await;
    server.got("/_understage/leaks").await;
    for act in [
        json!({"reply": {"status": 503, "message": "m"}, "path": "/v1/nowhere", "fraction": 0.5}),
        json!({"delay_ms": 0, "every": 2}),
        json!({"delay_events_ms": 5, "nth": 9, "project": "sk-test"}),
        json!({"cut": {"after": 3}, "nth": 9}),
        json!({"malform": {"event": 1}, "method": "DELETE"}),
        json!({"hang": true, "path": "/v1/nowhere/**"}),
    ] {
        server.made("/_understage/faults", json!({"faults": [act]})).await;
    }
    server.got("/_understage/faults").await;
    let snapshot = server.got("/_understage/snapshot").await;
    server.ask("PUT", "/_understage/snapshot", Some(snapshot)).await;
    server.refused(400, "PUT", "/_understage/snapshot", Some(json!({"understage_snapshot": 2}))).await;
    server.ask("DELETE", "/_understage/faults", None).await;
    for scenario in
        [json!({"name": "greeting", "steps": [{"say": "Hello."}]}), json!({"name": "no", "steps": ["hold"]})]
    {
        server.made("/_understage/scenarios", json!({"scenarios": [scenario]})).await;
    }
    server.made("/_understage/scenarios?once=true", json!({"scenarios": [{"name": "x", "turns": [["expire"]]}]})).await;
    server.got("/_understage/scenarios").await;
    server.ask("DELETE", "/_understage/scenarios/greeting", None).await;
    server.refused(404, "DELETE", "/_understage/scenarios/greeting", None).await;
    server.ask("DELETE", "/_understage/scenarios", None).await;
    watched::all(server).await;
    server.got("/_understage/usage").await;
    server.got("/_understage/sunset").await;
    for body in [json!({"like": "openai"}), json!({"like": "azure", "fraction": 0.5, "from": 253_402_300_799_u64})] {
        server.made("/_understage/sunset", body).await;
    }
    server.got("/_understage/sunset").await;
    server.ask("DELETE", "/_understage/sunset", None).await;
    server.made("/_understage/reset", json!({})).await;
    server.got("/v1/assistants").await;
}
