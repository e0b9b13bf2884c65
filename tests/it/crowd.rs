//! Many clients of one project at once: nothing is lost, nothing is stuck.

use crate::support::app::{Reply, TestApp};
use crate::support::stage::{QUESTION, Stage, get_weather, id, items, outputs_for};
use serde_json::{Value, json};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Duration;
use tokio::task::JoinSet;
use tokio::time::timeout;
use understage::Pace;

/// Far more than any of these takes; what is stuck would be so for ever.
const PATIENCE: Duration = Duration::from_secs(20);

/// A stage that tasks share.
async fn shared(pace: Pace) -> Arc<Stage> {
    Arc::new(Stage::new(pace, json!([get_weather()]), QUESTION).await)
}

/// The statuses of replies to requests that were sent together.
async fn together<F: Future<Output = Reply> + Send + 'static>(requests: Vec<F>) -> Vec<u16> {
    let mut tasks = JoinSet::new();
    for request in requests {
        tasks.spawn(request);
    }
    let replies = timeout(PATIENCE, tasks.join_all()).await.expect("an end");
    let mut statuses: Vec<u16> = replies.iter().map(|reply| reply.status).collect();
    statuses.sort_unstable();
    statuses
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_many_runs_at_once_one_is_started() {
    let stage = shared(Pace::Step).await;
    let run = |stage: Arc<Stage>| async move { stage.ask(json!({})).await };
    let statuses = together((0..16).map(|_| run(Arc::clone(&stage))).collect()).await;
    assert_eq!(statuses, [&[200][..], &[400; 15]].concat());
    assert_eq!(items(stage.app.got(&stage.path("/runs")).await).len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_many_outputs_at_once_one_is_taken() {
    let stage = shared(Pace::Instant).await;
    let run = Arc::new(stage.start(json!({})).await);
    let run_now = stage.now(&run).await;
    let outputs = json!({"tool_outputs": outputs_for(&run_now, "18")});
    let submit = |stage: Arc<Stage>, run: Arc<Value>, outputs: Value| async move {
        stage.app.post(&stage.at(&run, "/submit_tool_outputs"), outputs).await
    };
    let many = (0..16).map(|_| submit(Arc::clone(&stage), Arc::clone(&run), outputs.clone())).collect();
    assert_eq!(together(many).await, [&[200][..], &[400; 15]].concat());
    assert_eq!((stage.status(&run).await.as_str(), stage.steps(&run).await.len()), ("completed", 2));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_whose_outputs_and_cancelling_cross_is_not_stuck() {
    for _ in 0..100 {
        let stage = shared(Pace::Step).await;
        let run = Arc::new(stage.run_in("requires_action").await);
        let submit = |stage: Arc<Stage>, run: Arc<Value>| async move {
            let outputs = json!({"tool_outputs": outputs_for(&run, "18")});
            stage.app.post(&stage.at(&run, "/submit_tool_outputs"), outputs).await
        };
        let cancel = |stage: Arc<Stage>, run: Arc<Value>| async move { stage.cancel(&run).await };
        let submitted = tokio::spawn(submit(Arc::clone(&stage), Arc::clone(&run)));
        let cancelled = tokio::spawn(cancel(Arc::clone(&stage), Arc::clone(&run)));
        let statuses = [submitted.await.expect("a reply").status, cancelled.await.expect("a reply").status];
        assert_eq!(statuses[1], 200, "a run that waits or is queued can be cancelled");
        stage.step(&run, 10).await;
        assert_eq!(stage.status(&run).await, "cancelled", "{statuses:?}");
    }
}

/// Makes a thread with a run, plays some of it, and deletes the thread.
async fn comes_and_goes(app: TestApp, assistant: String) -> Reply {
    let thread = json!({"messages": [{"role": "user", "content": QUESTION}]});
    let run = app.made("/v1/threads/runs", json!({"assistant_id": assistant, "thread": thread})).await;
    app.made(&format!("/_understage/runs/{}/step", id(&run)), json!({"count": 1000})).await;
    app.delete(&format!("/v1/threads/{}", run["thread_id"].as_str().expect("a thread"))).await
}

/// Makes a thread with a run that talks, and plays it to its end.
async fn stays(app: TestApp, assistant: String) -> Reply {
    let thread = json!({"messages": [{"role": "user", "content": "Hi"}]});
    let body = json!({"assistant_id": assistant, "thread": thread, "tool_choice": "none"});
    let run = app.made("/v1/threads/runs", body).await;
    app.post(&format!("/_understage/runs/{}/step", id(&run)), json!({"count": 1000})).await
}

async fn deletions_and_endings() {
    let stage = shared(Pace::Step).await;
    let mut tasks = JoinSet::new();
    for _ in 0..300 {
        tasks.spawn(comes_and_goes(stage.app.as_key("sk-test"), stage.assistant.clone()));
        tasks.spawn(stays(stage.app.as_key("sk-test"), stage.assistant.clone()));
    }
    let replies = tasks.join_all().await;
    assert!(replies.iter().all(|reply| reply.status == 200));
    let completed = replies.iter().filter(|reply| reply.json()["status"] == "completed").count();
    assert_eq!(completed, 300);
}

/// Locks that wait for each other stop a whole runtime, its timers too: so it is watched from outside.
#[test]
fn threads_are_deleted_while_other_runs_end() {
    let (done, ended) = mpsc::channel();
    thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(4).build().expect("a runtime");
        runtime.block_on(deletions_and_endings());
        done.send(()).expect("somebody waits");
    });
    ended.recv_timeout(PATIENCE).expect("nobody waits for ever");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn at_realistic_pace_a_stream_comes_to_its_end() {
    let stage = Stage::new(Pace::Realistic, json!([]), "Hi").await;
    let body = json!({"assistant_id": stage.assistant, "stream": true});
    let response = stage.app.begin(stage.app.request("POST", &stage.path("/runs"), Some(body))).await;
    drop(response);
    let run = items(stage.app.got(&stage.path("/runs")).await).remove(0);
    assert_eq!(stage.cancel(&run).await.status, 200);
    let over = async {
        while stage.status(&run).await != "cancelled" {
            tokio::task::yield_now().await;
        }
    };
    timeout(PATIENCE, over).await.expect("its own clock ends it");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn files_come_and_go_while_a_store_is_read_and_searched() {
    let app = TestApp::new();
    let store = id(&app.made("/v1/vector_stores", json!({})).await);
    let path = format!("/v1/vector_stores/{store}");
    let mut tasks = JoinSet::new();
    for n in 0..24 {
        let (app, path) = (app.as_key("sk-test"), path.clone());
        tasks.spawn(async move {
            let file = id(&app.upload(&format!("{n}.txt"), "assistants", b"Ink is blue.").await);
            app.made(&format!("{path}/files"), json!({"file_id": file})).await;
            app.got(&path).await;
            app.made(&format!("{path}/search"), json!({"query": "ink"})).await;
            match n % 4 {
                0 => drop(app.delete(&format!("{path}/files/{file}")).await),
                1 => drop(app.delete(&format!("/v1/files/{file}")).await),
                2 => drop(app.made(&format!("{path}/files"), json!({"file_id": file})).await),
                _ => {}
            }
            let batch = json!({"files": [{"file_id": file}]});
            let reply = app.post(&format!("{path}/file_batches"), batch).await;
            if reply.status == 200 && n % 3 == 0 {
                app.made(&format!("{path}/file_batches/{}/cancel", id(&reply.json())), json!({})).await;
            }
        });
    }
    timeout(PATIENCE, tasks.join_all()).await.expect("an end");
    let own = app.got(&path).await;
    let files = items(app.got(&format!("{path}/files?limit=100")).await);
    let counted = |status: &str| files.iter().filter(|file| file["status"] == status).count();
    let counts = json!({"in_progress": 0, "completed": counted("completed"), "failed": 0,
        "cancelled": counted("cancelled"), "total": files.len()});
    assert_eq!((&own["file_counts"], &own["status"]), (&counts, &json!("completed")));
    let bytes: u64 = files.iter().filter_map(|file| file["usage_bytes"].as_u64()).sum();
    assert_eq!(own["usage_bytes"], bytes);
    let found = items(app.made(&format!("{path}/search"), json!({"query": "ink", "max_num_results": 50})).await);
    assert_eq!(found.len(), counted("completed"));
}
