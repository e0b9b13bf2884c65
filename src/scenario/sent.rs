//! JSON as a client sent it, for templates: members keep their order, and it prints as it came.

use minijinja::value::{Enumerator, Object, ObjectRepr, Value};
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use std::fmt;
use std::sync::Arc;

/// An output: its members can be looked up where it is a JSON object or array; any other is text.
pub(super) fn output(text: &str) -> Value {
    if !text.trim_start().starts_with(['{', '[']) {
        return Value::from(text);
    }
    match serde_json::from_str::<Node>(text) {
        Ok(Node::Object(members)) => Value::from_object(Entries { text: Some(text.into()), members }),
        Ok(Node::Array(items)) => Value::from_object(Items { text: Some(text.into()), items }),
        // The text is not JSON, and so has no members.
        Ok(Node::Scalar(_)) | Err(_) => Value::from(text),
    }
}

/// Values by name, which print as a JSON object.
pub(super) fn entries(members: Vec<(String, Value)>) -> Value {
    Value::from_object(Entries { text: None, members })
}

/// Values, which print as a JSON array.
pub(super) fn items(items: Vec<Value>) -> Value {
    Value::from_object(Items { text: None, items })
}

/// A JSON object.
#[derive(Debug)]
pub(super) struct Entries {
    /// As it was sent, if it was sent as such.
    text: Option<Box<str>>,
    members: Vec<(String, Value)>,
}

/// A JSON array.
#[derive(Debug)]
pub(super) struct Items {
    /// As it was sent, if it was sent as such.
    text: Option<Box<str>>,
    items: Vec<Value>,
}

fn print(text: Option<&str>, value: &Value, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match text {
        Some(text) => f.write_str(text),
        None => f.write_str(&serde_json::to_string(value).map_err(|_| fmt::Error)?),
    }
}

impl Object for Entries {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Map
    }

    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        let key = key.as_str()?;
        // Of two members of one name the last counts, as everywhere.
        self.members.iter().rev().find(|(name, _)| name == key).map(|(_, value)| value.clone())
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::Values(self.members.iter().map(|(name, _)| Value::from(name.as_str())).collect())
    }

    fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        print(self.text.as_deref(), &Value::from_dyn_object(Arc::clone(self)), f)
    }
}

impl Object for Items {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Seq
    }

    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        self.items.get(key.as_usize()?).cloned()
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::Seq(self.items.len())
    }

    fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        print(self.text.as_deref(), &Value::from_dyn_object(Arc::clone(self)), f)
    }
}

enum Node {
    Scalar(Value),
    Array(Vec<Value>),
    Object(Vec<(String, Value)>),
}

impl Node {
    fn into_value(self) -> Value {
        match self {
            Self::Scalar(value) => value,
            Self::Array(list) => items(list),
            Self::Object(members) => entries(members),
        }
    }
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(NodeVisitor)
    }
}

struct NodeVisitor;

impl<'de> Visitor<'de> for NodeVisitor {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Node, E> {
        Ok(Node::Scalar(value.into()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Node, E> {
        Ok(Node::Scalar(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Node, E> {
        Ok(Node::Scalar(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Node, E> {
        Ok(Node::Scalar(value.into()))
    }

    fn visit_str<E>(self, value: &str) -> Result<Node, E> {
        Ok(Node::Scalar(value.into()))
    }

    fn visit_unit<E>(self) -> Result<Node, E> {
        Ok(Node::Scalar(().into()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Node, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = list.next_element::<Node>()? {
            items.push(item.into_value());
        }
        Ok(Node::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Node, A::Error> {
        let mut members = Vec::new();
        while let Some((name, value)) = map.next_entry::<String, Node>()? {
            members.push((name, value.into_value()));
        }
        Ok(Node::Object(members))
    }
}
