//! What belongs to a thread: turns, counts, captures, places in scenarios.

use super::{error, function, played, said, server};
use crate::support::app::TestApp;
use crate::support::stage::Stage;
use serde_json::json;

const STAIRS: &str = "scenarios:
  - name: stairs
    when: { message: '/I am (?<who>\\w+)/' }
    turns:
      - - say: 'One, {{ who }} ({{ count }}, {{ turn }}).'
      - - call: { climb: { who: '{{ who }}' } }
        - say: 'Two, {{ who }} ({{ count }}): {{ outputs.climb }}.'
        - call: climb
        - say: 'Still two, {{ who }}: {{ outputs.climb }}.'
      - - say: { text: 'Thr', open: true }
        - hold
        - say: 'ee, {{ who }} ({{ count }}).'
  - name: rest
    steps: [{ say: 'Rest {{ count }}.' }]
";

async fn on(app: &TestApp, said: &str) -> Stage {
    Stage::on(app.as_key("sk-test"), json!([function("climb")]), said).await
}

#[tokio::test]
async fn threads_never_mix() {
    let app = server(STAIRS);
    let (ada, bob) = (on(&app, "I am Ada").await, on(&app, "I am Bob").await);
    played(&ada, json!({})).await;
    assert_eq!(said(&ada).await, "One, Ada (1, 1).");
    let climbing = played(&ada, json!({})).await;
    played(&bob, json!({})).await;
    assert_eq!(said(&bob).await, "One, Bob (1, 1).");
    assert_eq!(ada.submit(&climbing, "a").await.status, 200);
    assert_eq!(said(&ada).await, "Two, Ada (2): a.");
    let second = played(&bob, json!({})).await;
    assert_eq!(bob.submit(&second, "b").await.status, 200);
    assert_eq!((said(&ada).await.as_str(), said(&bob).await.as_str()), ("Two, Ada (2): a.", "Two, Bob (2): b."));
    assert_eq!(ada.submit(&climbing, "A").await.status, 200);
    let held = played(&ada, json!({})).await;
    assert_eq!(held["status"], "in_progress");
    assert_eq!(bob.submit(&second, "B").await.status, 200);
    assert_eq!(said(&bob).await, "Still two, Bob: B.");
    ada.step(&held, 1).await;
    assert_eq!(said(&ada).await, "Three, Ada (3).");
    played(&ada, json!({})).await;
    assert_eq!(said(&ada).await, "Rest 1.", "the turns are over on this thread");
    let held = played(&bob, json!({})).await;
    bob.step(&held, 1).await;
    assert_eq!(said(&bob).await, "Three, Bob (3).", "and not on the other");
}

#[tokio::test]
async fn every_run_plays_steps_anew_and_is_counted_on_its_thread() {
    let app = server("scenarios:\n  - name: s\n    steps: [{ say: '{{ count }} of turn {{ turn }}' }]\n");
    let (one, two) = (on(&app, "Hello").await, on(&app, "Hello").await);
    for (stage, wanted) in [(&one, "1 of turn 1"), (&one, "2 of turn 2"), (&two, "1 of turn 1"), (&one, "3 of turn 3")]
    {
        played(stage, json!({})).await;
        assert_eq!(said(stage).await, wanted);
    }
    let listed = app.got("/_understage/scenarios").await;
    assert_eq!(listed["scenarios"][0]["plays"], 4);
}

#[tokio::test]
async fn a_run_that_is_stopped_has_had_its_turn() {
    let app = server(STAIRS);
    let ada = on(&app, "I am Ada").await;
    played(&ada, json!({})).await;
    let run = played(&ada, json!({})).await;
    ada.cancel(&run).await;
    let run = played(&ada, json!({})).await;
    assert_eq!(run["status"], "in_progress", "it is held in its third turn");
}

#[tokio::test]
async fn projects_have_progress_of_their_own() {
    let app = server(STAIRS);
    for key in ["sk-one", "sk-two"] {
        let stage = on(&app, "I am Ada").await;
        let own = Stage::on(app.as_key(key), json!([]), "I am Eve").await;
        played(&stage, json!({})).await;
        played(&own, json!({})).await;
        assert_eq!(said(&own).await, "One, Eve (1, 1).");
        assert_eq!(own.app.got("/_understage/scenarios").await["scenarios"][0]["plays"], 1);
    }
}

#[tokio::test]
async fn a_turn_fails_where_its_tool_is_missing_and_the_next_goes_on() {
    let app = server(STAIRS);
    let ada = Stage::on(app, json!([]), "I am Ada").await;
    played(&ada, json!({})).await;
    let run = ada.start(json!({})).await;
    assert!(error(&ada, &run).await.starts_with("Scenario 'stairs' (test.yaml:6): the run does not offer climb"));
    assert_eq!(played(&ada, json!({})).await["status"], "in_progress", "it is held in its third turn");
}
