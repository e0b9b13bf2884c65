//! `/v1/assistants`.

use super::{keys, nobody, plainly, refused, sentences};
use crate::support::app::{NOW, TestApp};
use crate::support::stage::{function, get_weather, id, items, with};
use serde_json::{Value, json};

const PATH: &str = "/v1/assistants";

#[tokio::test]
async fn an_assistant_is_made_read_and_deleted() {
    let app = TestApp::new();
    let body = json!({"model": "gpt-4o-mini", "name": "Ada", "description": "Counts", "instructions": "Be exact.",
        "tools": [{"type": "code_interpreter"}, get_weather()], "temperature": 0.25, "top_p": 1,
        "reasoning_effort": "low", "metadata": {"team": "a"}, "response_format": {"type": "text"}});
    let made = app.made(PATH, body.clone()).await;
    assert_eq!(
        keys(&made),
        [
            "id",
            "object",
            "created_at",
            "name",
            "description",
            "model",
            "instructions",
            "tools",
            "top_p",
            "temperature",
            "reasoning_effort",
            "tool_resources",
            "metadata",
            "response_format"
        ]
    );
    for field in ["model", "name", "description", "instructions", "temperature", "reasoning_effort", "metadata"] {
        assert_eq!(made[field], body[field], "{field}");
    }
    assert_eq!((made["object"].as_str(), made["created_at"].as_i64()), (Some("assistant"), Some(NOW)));
    assert_eq!(made["tool_resources"], json!({"code_interpreter": {"file_ids": []}}));
    assert_eq!(made["tools"][1]["function"]["strict"], false);
    let path = format!("{PATH}/{}", id(&made));
    assert_eq!(app.got(&path).await, made);
    let gone = app.delete(&path).await;
    assert_eq!(gone.text(), format!(r#"{{"id":"{}","object":"assistant.deleted","deleted":true}}"#, id(&made)));
    for reply in [app.get(&path).await, app.delete(&path).await, app.post(&path, json!({})).await] {
        plainly(&reply, 404, &format!("No assistant found with id '{}'.", id(&made)));
    }
    assert_eq!(app.got(PATH).await["data"], json!([]));
}

#[tokio::test]
async fn a_change_of_each_field_keeps_clears_or_replaces() {
    let app = TestApp::new();
    let made = app.made(PATH, json!({"model": "gpt-4o"})).await;
    let path = format!("{PATH}/{}", id(&made));
    let schema = json!({"type": "json_schema", "json_schema": {"name": "x", "schema": {"type": "object"}}});
    let fields = [
        ("name", json!("Ada"), Value::Null),
        ("description", json!("Counts"), Value::Null),
        ("instructions", json!("Be exact."), Value::Null),
        ("reasoning_effort", json!("high"), Value::Null),
        ("tools", json!([{"type": "code_interpreter"}]), json!([])),
        ("temperature", json!(0.5), json!(1.0)),
        ("top_p", json!(0.5), json!(1.0)),
        ("response_format", schema, json!("auto")),
        ("metadata", json!({"k": "v"}), json!({})),
    ];
    for (field, value, default) in &fields {
        assert_eq!(made[field], *default, "{field}");
        assert_eq!(app.made(&path, json!({*field: value})).await[field], *value, "{field}");
    }
    let whole = app.made(&path, json!({})).await;
    for (field, value, _) in &fields {
        assert_eq!(whole[field], *value, "{field} is kept");
    }
    for (field, _, default) in &fields {
        assert_eq!(app.made(&path, json!({*field: null})).await[field], *default, "{field} is cleared");
    }
    assert_eq!(app.made(&path, json!({"model": "gpt-4.1"})).await["model"], "gpt-4.1");
    assert_eq!(app.made(&path, json!({"model": null})).await["model"], "gpt-4.1");
}

#[tokio::test]
async fn tool_resources_change_tool_by_tool() {
    let app = TestApp::new();
    let files = [app.upload("a.csv", "assistants", b"1").await, app.upload("b.csv", "assistants", b"2").await];
    let with_files = |ids: Value| json!({"tool_resources": {"code_interpreter": {"file_ids": ids}}});
    let body = with(json!({"model": "gpt-4o"}), with_files(json!([files[0]["id"]])));
    let made = app.made(PATH, body).await;
    let path = format!("{PATH}/{}", id(&made));
    let shown = |ids: Value| json!({"code_interpreter": {"file_ids": ids}});
    for (change, ids) in [
        (json!({"name": "x"}), json!([files[0]["id"]])),
        (json!({"tool_resources": {}}), json!([files[0]["id"]])),
        (with_files(json!([files[1]["id"], files[0]["id"]])), json!([files[1]["id"], files[0]["id"]])),
        (with_files(json!([])), json!([])),
    ] {
        assert_eq!(app.made(&path, change.clone()).await["tool_resources"], shown(ids), "{change}");
    }
    assert_eq!(app.made(&path, json!({"tool_resources": null})).await["tool_resources"], json!({}));
    let param = "tool_resources.code_interpreter.file_ids";
    let reply = app.post(&path, with_files(json!([nobody("file-"), files[0]["id"]]))).await;
    let message = format!("The following file IDs were not found: {}", nobody("file-"));
    refused(&reply, Some("invalid_value"), Some(param), &message);
    assert_eq!(app.got(&path).await["tool_resources"], json!({}), "a refusal changes nothing");
}

#[tokio::test]
async fn bounds_are_where_the_service_had_them() {
    let app = TestApp::new();
    let tools = |count: usize| -> Value { (0..count).map(|n| function(&format!("f{n}"), "")).collect() };
    let text = |length: usize| json!("é".repeat(length));
    for (field, last, first_refused, code) in [
        ("name", text(256), text(257), "string_above_max_length"),
        ("description", text(512), text(513), "string_above_max_length"),
        ("instructions", text(256_000), text(256_001), "string_above_max_length"),
        ("tools", tools(128), tools(129), "array_above_max_length"),
        ("temperature", json!(2), json!(2.1), "decimal_above_max_value"),
        ("temperature", json!(0), json!(-0.1), "decimal_below_min_value"),
        ("top_p", json!(1), json!(1.5), "decimal_above_max_value"),
        ("top_p", json!(0), json!(-1), "decimal_below_min_value"),
    ] {
        let body = |value: Value| json!({"model": "gpt-4o", field: value});
        app.made(PATH, body(last)).await;
        let (status, got, param, _) = app.post(PATH, body(first_refused)).await.refusal();
        assert_eq!((status, got, param), (400, json!(code), json!(field)));
    }
}

#[tokio::test]
async fn refusals_are_the_services() {
    let app = TestApp::new();
    let tool = |tool: Value| json!({"model": "gpt-4o", "tools": [tool]});
    let named = |name: &str| tool(json!({"type": "function", "function": {"name": name}}));
    let cases = [
        (json!({}), "Missing required parameter: 'model'."),
        (json!({"model": null}), "Invalid type for 'model': expected a string, but got null instead."),
        (json!({"model": "gpt-9"}), "The requested model 'gpt-9' does not exist."),
        (json!({"model": "gpt-5.1"}), "The requested model 'gpt-5.1' cannot be used with the Assistants API."),
        (json!({"model": "gpt-4o", "file_ids": []}), "Unknown parameter: 'file_ids'."),
        (json!({"file_ids": []}), "Missing required parameter: 'model'."),
        (
            json!({"model": "gpt-4o", "name": 1}),
            "Invalid type for 'name': expected a string, but got an integer instead.",
        ),
        (
            json!({"model": "gpt-4o", "temperature": "hot"}),
            "Invalid type for 'temperature': expected a decimal, but got a string instead.",
        ),
        (
            tool(json!({"type": "retrieval"})),
            "Invalid value: 'retrieval'. Supported values are: 'code_interpreter', 'function', and 'file_search'.",
        ),
        (tool(json!({"type": "function"})), "Missing required parameter: 'tools[0].function'."),
        (tool(json!({"type": "code_interpreter", "x": 1})), "Unknown parameter: 'tools[0].x'."),
        (
            named(""),
            "Invalid 'tools[0].function.name': empty string. Expected a string with minimum length 1, but got an \
             empty string instead.",
        ),
        (
            named("no spaces"),
            "Invalid 'tools[0].function.name': string does not match pattern. Expected a string that matches the \
             pattern '^[a-zA-Z0-9_-]+$'.",
        ),
        (
            json!({"model": "gpt-4o", "tools": [get_weather(), get_weather()]}),
            "Invalid schema for function 'get_weather': function names must be unique.",
        ),
        (json!({"model": "gpt-4o", "response_format": "json"}), "Invalid value: 'json'. Supported values are: 'auto'."),
        (
            json!({"model": "gpt-4o", "response_format": {"type": "json_schema"}}),
            "Missing required parameter: 'response_format.json_schema'.",
        ),
        (
            json!({"model": "gpt-4o", "reasoning_effort": "huge"}),
            "Invalid value: 'huge'. Supported values are: 'none', 'minimal', 'low', 'medium', 'high', 'xhigh', and \
             'max'.",
        ),
        (
            json!({"model": "gpt-4o", "tool_resources": {"code_interpreter": {"file_ids": vec![nobody("file-"); 21]}}}),
            "Invalid 'tool_resources.code_interpreter.file_ids': array too long. Expected an array with maximum length \
             20, but got an array with length 21 instead.",
        ),
    ];
    sentences(&app, PATH, &cases).await;
    assert_eq!(app.got(PATH).await["data"], json!([]), "a refused request leaves nothing behind");
}

#[tokio::test]
async fn a_store_is_named_or_made_with_the_assistant() {
    let app = TestApp::new();
    let body = |search: Value| json!({"model": "gpt-4o", "tool_resources": {"file_search": search}});
    let store = format!("vs_{}", "0".repeat(32));
    let reply = app.post(PATH, body(json!({"vector_store_ids": [store]}))).await;
    plainly(&reply, 404, &format!("No vector store found with id '{store}'."));
    let file = id(&app.upload("a.txt", "assistants", b"Ink is blue.").await);
    let table = id(&app.upload("a.csv", "assistants", b"1").await);
    let reply = app.post(PATH, body(json!({"vector_stores": [{"file_ids": [file, table]}]}))).await;
    assert_eq!((reply.status, reply.refusal().1), (400, json!("unsupported_file")));
    let both = json!({"vector_stores": [{}], "vector_store_ids": []});
    assert_eq!(app.post(PATH, body(both)).await.refusal().1, json!("mutually_exclusive_parameters"));
    assert_eq!(items(app.got("/v1/vector_stores").await).len(), 0, "what was refused has left nothing");

    let made = app.made(PATH, body(json!({"vector_stores": [{"file_ids": [file], "metadata": {"k": "v"}}]}))).await;
    let path = format!("{PATH}/{}", id(&made));
    let stores = items(app.got("/v1/vector_stores").await);
    assert_eq!(made["tool_resources"], json!({"file_search": {"vector_store_ids": [stores[0]["id"]]}}));
    assert_eq!((&stores[0]["metadata"], &stores[0]["expires_at"]), (&json!({"k": "v"}), &json!(null)), "it stays");
    assert_eq!(stores[0]["file_counts"]["completed"], 1);
    // A change may name a store, or take the one that is there away, but not have one made.
    let helper = app.post(&path, json!({"tool_resources": {"file_search": {"vector_stores": [{}]}}})).await;
    assert_eq!(helper.refusal().1, json!("unknown_parameter"));
    let other = id(&app.made("/v1/vector_stores", json!({})).await);
    let named = json!({"tool_resources": {"file_search": {"vector_store_ids": [other]}}});
    assert_eq!(app.made(&path, named.clone()).await["tool_resources"], named["tool_resources"]);
    let none = json!({"tool_resources": {"file_search": {"vector_store_ids": []}}});
    assert_eq!(app.made(&path, none).await["tool_resources"], json!({}));
    let two = json!({"tool_resources": {"file_search": {"vector_store_ids": [other, other]}}});
    assert_eq!(app.post(&path, two).await.refusal().1, json!("array_above_max_length"));
}
