//! The shapes in which a scenario file may write a thing: short as text, or long as a mapping or a list.

use super::place::At;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

/// A thing as it is written. Reading takes any shape, so that whoever knows its place can say which one is wrong.
#[derive(Clone, Debug)]
pub enum Written<M = Nothing, L = Nothing> {
    /// Text.
    Text(String),
    /// A number, true or false; how it is written is in the source.
    Plain,
    /// Nothing, or null.
    Null,
    /// A mapping.
    Map(M),
    /// A list.
    List(L),
}

/// What a mapping or a list holds where there should be none.
#[derive(Clone, Copy, Debug)]
pub struct Nothing;

/// A mapping with free keys, in the order in which they are written.
#[derive(Clone, Debug)]
pub struct Entries<V>(pub Vec<(At<String>, At<V>)>);

impl<V> Default for Entries<V> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'de> Deserialize<'de> for Nothing {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        IgnoredAny::deserialize(deserializer).map(|_| Self)
    }
}

impl<'de, M: Deserialize<'de>, L: Deserialize<'de>> Deserialize<'de> for Written<M, L> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnyShape(PhantomData))
    }
}

struct AnyShape<M, L>(PhantomData<(M, L)>);

impl<'de, M: Deserialize<'de>, L: Deserialize<'de>> Visitor<'de> for AnyShape<M, L> {
    type Value = Written<M, L>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Written::Text(text.to_owned()))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
        Ok(Written::Plain)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
        Ok(Written::Plain)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> {
        Ok(Written::Plain)
    }

    fn visit_i128<E>(self, _: i128) -> Result<Self::Value, E> {
        Ok(Written::Plain)
    }

    fn visit_u128<E>(self, _: u128) -> Result<Self::Value, E> {
        Ok(Written::Plain)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
        Ok(Written::Plain)
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Written::Null)
    }

    fn visit_none<E>(self) -> Result<Self::Value, E> {
        Ok(Written::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        M::deserialize(MapAccessDeserializer::new(map)).map(Written::Map)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Self::Value, A::Error> {
        L::deserialize(SeqAccessDeserializer::new(list)).map(Written::List)
    }
}

impl<'de, V: Deserialize<'de>> Deserialize<'de> for Entries<V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(InOrder(PhantomData))
    }
}

struct InOrder<V>(PhantomData<V>);

impl<'de, V: Deserialize<'de>> Visitor<'de> for InOrder<V> {
    type Value = Entries<V>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a mapping")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = map.next_entry()? {
            entries.push(entry);
        }
        Ok(Entries(entries))
    }
}

impl JsonSchema for Nothing {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Nothing".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        false.into()
    }
}

/// Text, or the long shapes if there are any.
impl<M: JsonSchema, L: JsonSchema> JsonSchema for Written<M, L> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("Text_or_{}_or_{}", M::schema_name(), L::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        or_longer::<M, L>(generator, json_schema!({"type": "string"}))
    }
}

/// A schema for a short shape, or for the long ones if there are any.
pub fn or_longer<M: JsonSchema, L: JsonSchema>(generator: &mut SchemaGenerator, short: Schema) -> Schema {
    let long = [generator.subschema_for::<M>(), generator.subschema_for::<L>()];
    let long = long.into_iter().filter(|schema| schema.as_bool() != Some(false));
    let mut shapes: Vec<Schema> = std::iter::once(short.clone()).chain(long).collect();
    if shapes.len() == 1 { shapes.remove(0) } else { json_schema!({ "anyOf": shapes }) }
}

impl<V: JsonSchema> JsonSchema for Entries<V> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("Entries_of_{}", V::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let value = generator.subschema_for::<V>();
        json_schema!({ "type": "object", "additionalProperties": value })
    }
}
