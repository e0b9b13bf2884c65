//! `/v1/models`: no beta header, no pages.

use crate::support::app::TestApp;
use serde_json::json;

#[tokio::test]
async fn models_are_listed_and_read() {
    let app = TestApp::new().with_header("openai-beta", "");
    let list = app.got("/v1/models").await;
    assert_eq!(super::keys(&list), ["object", "data"]);
    let models = list["data"].as_array().expect("data");
    assert!(models.iter().any(|model| model["id"] == "gpt-4o"));
    for model in models {
        assert_eq!(super::keys(model), ["id", "object", "created", "owned_by"]);
        let one = app.got(&format!("/v1/models/{}", model["id"].as_str().expect("an id"))).await;
        assert_eq!(&one, model);
        // Whatever is listed makes an assistant.
        let body = json!({"model": model["id"]});
        app.with_header("openai-beta", "assistants=v2").made("/v1/assistants", body).await;
    }
}

#[tokio::test]
async fn unknown_models_are_not_found_and_none_can_be_deleted() {
    let app = TestApp::new();
    for reply in [app.get("/v1/models/gpt-9").await, app.delete("/v1/models/gpt-9").await] {
        let (status, code, param, message) = reply.refusal();
        assert_eq!((status, code, param), (404, json!("model_not_found"), json!("model")));
        assert_eq!(message, "The model 'gpt-9' does not exist");
    }
    assert_eq!(app.delete("/v1/models/gpt-4o").await.status, 403);
    app.got("/v1/models/gpt-4o").await;
}
