//! Scenarios that come over the control API, and files that are loaded anew.

use super::{error, function, paced, played, said, scenarios, server};
use crate::support::app::{Reply, TestApp};
use crate::support::stage::Stage;
use axum::body::Body;
use serde_json::{Value, json};
use understage::Pace;

const PATH: &str = "/_understage/scenarios";

/// A scenario that fits every run, and says this.
fn saying(name: &str, text: &str) -> Value {
    json!({"scenarios": [{"name": name, "steps": [{"say": text}]}]})
}

async fn push(app: &TestApp, kind: &str, body: &str) -> Reply {
    let mut request = app.request("POST", PATH, None).map(|_| Body::from(body.to_owned()));
    request.headers_mut().insert("content-type", kind.parse().expect("a value"));
    app.raw(request).await
}

/// `name origin once plays` of all scenarios.
async fn listed(app: &TestApp) -> Vec<String> {
    let list = app.got(PATH).await["scenarios"].take();
    let line =
        |own: &Value| format!("{} {} {} {}", own["name"], own["origin"], own["once"], own["plays"]).replace('"', "");
    list.as_array().expect("a list").iter().map(line).collect()
}

async fn heard(stage: &Stage) -> String {
    assert_eq!(played(stage, json!({})).await["status"], "completed");
    said(stage).await
}

#[tokio::test]
async fn what_is_pushed_comes_first_and_is_taken_away() {
    let stage =
        Stage::on(server("scenarios:\n  - name: filed\n    steps: [{ say: From a file. }]\n"), json!([]), "Hello")
            .await;
    assert_eq!(heard(&stage).await, "From a file.");
    stage.app.made(PATH, saying("pushed", "Pushed.")).await;
    assert_eq!((heard(&stage).await, heard(&stage).await), ("Pushed.".to_owned(), "Pushed.".to_owned()));
    assert_eq!(listed(&stage.app).await, ["pushed pushed false 2", "filed file false 1"]);
    stage.app.made(PATH, saying("pushed", "Pushed again.")).await;
    assert_eq!(heard(&stage).await, "Pushed again.", "it takes the place of the one of its name");
    stage.app.made(PATH, saying("filed", "Instead of the file.")).await;
    assert_eq!(
        listed(&stage.app).await,
        ["filed pushed false 1", "pushed pushed false 3"],
        "the last push is tried first"
    );
    assert_eq!(heard(&stage).await, "Instead of the file.");
    assert_eq!(stage.app.delete(&format!("{PATH}/pushed")).await.status, 200);
    assert_eq!(heard(&stage).await, "Instead of the file.");
    assert_eq!(stage.app.delete(PATH).await.status, 200);
    assert_eq!(heard(&stage).await, "From a file.", "those of files stay");
    assert_eq!(stage.app.delete(&format!("{PATH}/filed")).await.status, 404);
}

#[tokio::test]
async fn what_is_pushed_once_is_played_once() {
    let stage =
        Stage::on(server("scenarios:\n  - name: filed\n    steps: [{ say: From a file. }]\n"), json!([]), "Hello")
            .await;
    stage.app.made(&format!("{PATH}?once=true"), saying("a", "Once.")).await;
    assert_eq!(listed(&stage.app).await, ["a pushed true 0", "filed file false 0"]);
    assert_eq!((heard(&stage).await, heard(&stage).await), ("Once.".to_owned(), "From a file.".to_owned()));
    let wrong = stage.app.post(&format!("{PATH}?once=maybe"), saying("a", "Once.")).await.refusal();
    assert_eq!((wrong.0, wrong.2), (400, json!("once")));
}

#[tokio::test]
async fn a_run_goes_on_with_a_scenario_that_is_gone() {
    let body = json!({"scenarios": [{"name": "a", "steps": [{"call": "f"}, {"say": "Told {{ outputs.f }}."}]}]});
    for gone in ["once", "taken away"] {
        let stage = Stage::on(TestApp::new(), json!([function("f")]), "Hello").await;
        stage.app.made(&format!("{PATH}?once={}", gone == "once"), body.clone()).await;
        let run = played(&stage, json!({})).await;
        assert_eq!(run["status"], "requires_action");
        stage.app.delete(PATH).await;
        assert_eq!(stage.submit(&run, "x").await.status, 200);
        assert_eq!(said(&stage).await, "Told x.", "{gone}");
    }
}

#[tokio::test]
async fn other_projects_see_nothing_of_it() {
    let one = TestApp::new();
    let other = one.as_key("sk-other");
    one.made(PATH, saying("mine", "Mine.")).await;
    assert!(listed(&other).await.is_empty());
    let stage = Stage::on(other, json!([]), "Hello").await;
    assert_ne!(heard(&stage).await, "Mine.");
    let stage = Stage::on(one, json!([]), "Hello").await;
    assert_eq!(heard(&stage).await, "Mine.");
    stage.app.made("/_understage/reset", json!({})).await;
    assert!(listed(&stage.app).await.is_empty(), "a reset takes it away");
}

#[tokio::test]
async fn yaml_and_json_are_read_and_nothing_else() {
    let yaml = "# a comment\nscenarios:\n  - name: y\n    steps:\n      - say: Hello\n";
    let json = saying("j", "Hello").to_string();
    for (kind, body, status) in [
        ("application/yaml", yaml, 200),
        ("application/x-yaml; charset=utf-8", yaml, 200),
        ("text/yaml", yaml, 200),
        ("application/json", yaml, 200),
        ("application/json", &json, 200),
        ("application/yaml", &json, 200),
        ("text/plain", yaml, 415),
        ("application/x-www-form-urlencoded", yaml, 415),
        ("multipart/form-data", yaml, 415),
    ] {
        let app = TestApp::new();
        let reply = push(&app, kind, body).await;
        assert!(
            reply.status == status || status == 415 && (400..=415).contains(&reply.status),
            "{kind}: {}",
            reply.text()
        );
        assert_eq!(listed(&app).await.len(), usize::from(status == 200), "{kind}");
    }
}

#[tokio::test]
async fn what_is_wrong_is_all_told_and_changes_nothing() {
    let app = TestApp::new();
    app.made(PATH, saying("good", "Hello")).await;
    let wrong = "scenarios:\n  - name: fine\n    steps: [{ say: Hi }]\n  - name: bad\n    steps:\n      - say: '{{ nobody }}'\n      - wait: soon\n      - call: 'a b'\n";
    let (status, code, _, message) = push(&app, "application/yaml", wrong).await.refusal();
    assert_eq!((status, code), (400, json!("invalid_scenarios")));
    for part in ["line 6, column ", "nobody", "line 7, column ", "`soon` is not a time", "line 8, column "] {
        assert!(message.contains(part), "{part}: {message}");
    }
    assert_eq!(message.lines().count(), 3);
    for body in [
        "",
        "scenarios: {",
        "faults:\n  - { path: /v1/**, nth: 0, hang: true }\nscenarios:\n  - { name: x, steps: [hold] }",
        "{}",
        "scenarios:\n  - name: x\n    steps: [{ say: { images: [docs/images/chart.png] } }]",
    ] {
        let reply = push(&app, "application/yaml", body).await;
        assert_eq!(reply.refusal().0, 400, "{body}");
    }
    assert_eq!(listed(&app).await, ["good pushed false 0"]);
    assert_eq!(app.got("/_understage/faults").await["faults"], json!([]));
}

#[tokio::test]
async fn faults_come_with_what_is_pushed() {
    let app = TestApp::new();
    let body =
        "faults:\n  - { path: /v1/models, reply: { status: 503 } }\nscenarios:\n  - { name: x, steps: [{ say: Hi }] }";
    assert_eq!(push(&app, "application/yaml", body).await.status, 200);
    assert_eq!((app.get("/v1/models").await.status, app.get("/v1/models").await.status), (503, 200));
}

#[tokio::test]
async fn runs_go_on_with_the_files_that_they_began_with() {
    let yaml = |word: &str| {
        format!(
            "scenarios:\n  - name: s\n    turns:\n      - [{{ call: f }}, {{ say: '{word} {{{{ outputs.f }}}}' }}]\n      - [{{ say: '{word} again' }}]\n"
        )
    };
    let app = paced(&yaml("Old"), Pace::Instant);
    let stage = Stage::on(app, json!([function("f")]), "Hello").await;
    let run = played(&stage, json!({})).await;
    stage.app.set_scenarios(scenarios(&yaml("New")));
    assert_eq!(stage.submit(&run, "x").await.status, 200);
    assert_eq!(said(&stage).await, "Old x");
    assert_eq!(heard(&stage).await, "New again", "its thread is at the second turn");
    stage.app.set_scenarios(Default::default());
    assert!(listed(&stage.app).await.is_empty());
    assert_ne!(heard(&stage).await, "New again");
    stage.app.set_scenarios(scenarios("scenarios:\n  - name: t\n    steps: [{ fail: '{{ metadata.x }}' }]\n"));
    let run = stage.start(json!({})).await;
    assert!(error(&stage, &run).await.contains("(test.yaml:3)"));
    let later = Stage::on(stage.app.as_key("sk-later"), json!([]), "Hello").await;
    assert_eq!(later.app.got(PATH).await["scenarios"][0]["name"], "t", "projects that come later have them too");
}
