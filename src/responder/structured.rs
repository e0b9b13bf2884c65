pub fn instance(_schema: &serde_json::Value, _message: &str) -> serde_json::Value {
    serde_json::json!({})
}
pub fn object(_message: &str) -> serde_json::Value {
    serde_json::json!({})
}
