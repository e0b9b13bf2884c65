//! Searching a vector store.

use super::fields::{Fields, flag, integer, list, number, one_of, text, wrong_type};
use super::filter::{Comparison, Filter};
use crate::error::{ApiError, Result};
use serde_json::Value;

/// Results of a search when nothing is said, and at most (spec `VectorStoreSearchRequest`).
const RESULTS: u64 = 10;
const MAX_RESULTS: u64 = 50;
/// Queries in one search, and filters within one. The specification sets no bound; these keep one request from
/// filling memory and are far above what programs send.
const QUERIES: usize = 100;
const FILTERS: usize = 1_000;

/// A search to be made.
#[derive(Debug)]
pub struct Search {
    /// What is searched for: at least one query.
    pub queries: Vec<String>,
    /// Whether each query is cut down to the words that count.
    pub rewrite: bool,
    /// At most so many results.
    pub limit: usize,
    /// Which files may be found.
    pub filter: Option<Filter>,
    /// Results below this score are left out.
    pub threshold: f64,
}

impl Search {
    /// Reads the body of `searchVectorStore`.
    ///
    /// # Errors
    /// The first field that is missing, unknown, of the wrong type or out of bounds.
    pub fn read(body: Value) -> Result<Self> {
        let known = ["query", "rewrite_query", "max_num_results", "filters", "ranking_options"];
        let mut fields = Fields::open(String::new(), body, &["query"], &known)?;
        Ok(Self {
            queries: fields.required("query", queries)?,
            rewrite: fields.optional("rewrite_query", flag)?.unwrap_or(false),
            limit: fields.optional("max_num_results", integer(1, MAX_RESULTS))?.unwrap_or(RESULTS) as usize,
            filter: fields.optional("filters", filter)?,
            threshold: fields.optional("ranking_options", threshold)?.unwrap_or(0.0),
        })
    }
}

fn queries(value: Value, param: String) -> Result<Vec<String>> {
    match value {
        Value::String(query) => Ok(vec![query]),
        Value::Array(queries) if queries.is_empty() => Err(ApiError::EmptyArray { param }),
        Value::Array(_) => list(QUERIES, "an array of strings", text)(value, param),
        other => Err(wrong_type(param, "one of a string or array of strings", &other)),
    }
}

/// There is one ranker; its names are checked all the same.
fn threshold(value: Value, param: String) -> Result<f64> {
    let mut fields = Fields::open(param, value, &[], &["ranker", "score_threshold"])?;
    fields.optional("ranker", one_of(&["none", "auto", "default-2024-11-15"]))?;
    Ok(fields.optional("score_threshold", number(0.0, 1.0))?.unwrap_or(0.0))
}

fn filter(value: Value, param: String) -> Result<Filter> {
    const KINDS: &[&str] = &["eq", "ne", "gt", "gte", "lt", "lte", "in", "nin", "and", "or"];
    let mut fields = Fields::open(param, value, &["type"], &["type", "key", "value", "filters"])?;
    let kind = fields.required("type", one_of(KINDS))?;
    let op = match kind {
        "and" | "or" => {
            fields.only("filters", &["key", "value"])?;
            let Some(value) = fields.take("filters") else {
                return Err(ApiError::MissingParameter { param: fields.at("filters") });
            };
            let filters = list(FILTERS, "an array of objects", filter)(value, fields.at("filters"))?;
            return Ok(if kind == "and" { Filter::All(filters) } else { Filter::Any(filters) });
        }
        "eq" => Comparison::Eq,
        "ne" => Comparison::Ne,
        "gt" => Comparison::Gt,
        "gte" => Comparison::Gte,
        "lt" => Comparison::Lt,
        "lte" => Comparison::Lte,
        "in" => Comparison::In,
        _ => Comparison::Nin,
    };
    fields.only("", &["filters"])?;
    let missing = |name: &str, fields: &Fields| ApiError::MissingParameter { param: fields.at(name) };
    let key = fields.optional("key", text)?.ok_or_else(|| missing("key", &fields))?;
    let listed = matches!(op, Comparison::In | Comparison::Nin);
    let read = |value, param| operand(value, param, listed);
    let value = fields.optional("value", read)?.ok_or_else(|| missing("value", &fields))?;
    Ok(Filter::Compare { key, op, value })
}

fn operand(value: Value, param: String, listed: bool) -> Result<Value> {
    if listed { list(FILTERS, "an array", scalar)(value, param).map(Value::Array) } else { scalar(value, param) }
}

fn scalar(value: Value, param: String) -> Result<Value> {
    match value {
        Value::String(_) | Value::Number(_) | Value::Bool(_) => Ok(value),
        other => Err(wrong_type(param, "one of a string, a number, or a boolean", &other)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_search_is_read_with_its_defaults() {
        let search = Search::read(json!({"query": "a b"})).expect("a good body");
        assert_eq!(
            (search.queries.as_slice(), search.limit, search.threshold),
            (["a b".to_owned()].as_slice(), 10, 0.0)
        );
        assert!(search.filter.is_none() && !search.rewrite);
        let search = Search::read(json!({"query": ["a", "b"], "max_num_results": 50, "rewrite_query": true,
            "ranking_options": {"ranker": "auto", "score_threshold": 0.5}}));
        assert_eq!(search.expect("a good body").queries.len(), 2);
    }

    #[test]
    fn filters_nest() {
        let body = json!({"type": "and", "filters": [
            {"type": "eq", "key": "year", "value": 2023},
            {"type": "or", "filters": [
                {"type": "in", "key": "kind", "value": ["report", "letter"]},
                {"type": "gte", "key": "pages", "value": 10.5}]}]});
        let filter = filter(body, "filters".to_owned()).expect("a good filter");
        let holds = |attributes: Value| filter.holds(attributes.as_object().expect("an object"));
        assert!(holds(json!({"year": 2023, "kind": "letter"})) && holds(json!({"year": 2023.0, "pages": 11})));
        assert!(!holds(json!({"year": 2022, "kind": "letter"})) && !holds(json!({"year": 2023, "kind": "note"})));
    }

    #[test]
    fn refusals_name_the_place() {
        let cases = [
            (json!({}), "query"),
            (json!({"query": []}), "query"),
            (json!({"query": [1]}), "query[0]"),
            (json!({"query": "a", "max_num_results": 51}), "max_num_results"),
            (json!({"query": "a", "filters": {"type": "like", "key": "k", "value": 1}}), "filters.type"),
            (json!({"query": "a", "filters": {"type": "eq", "key": "k"}}), "filters.value"),
            (json!({"query": "a", "filters": {"type": "eq", "key": "k", "value": [1]}}), "filters.value"),
            (json!({"query": "a", "filters": {"type": "in", "key": "k", "value": 1}}), "filters.value"),
            (
                json!({"query": "a", "filters": {"type": "eq", "key": "k", "value": 1, "filters": []}}),
                "filters.filters",
            ),
            (json!({"query": "a", "filters": {"type": "and", "filters": [{"type": "eq"}]}}), "filters.filters[0].key"),
            (json!({"query": "a", "ranking_options": {"score_threshold": 2}}), "ranking_options.score_threshold"),
        ];
        for (body, param) in cases {
            assert_eq!(Search::read(body).expect_err(param).facts().param.as_deref(), Some(param));
        }
    }
}
