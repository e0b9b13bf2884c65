//! Pages of objects, and the notes that one is gone.

use super::{Shape, Shown, View};
use serde::Serialize;
use serde::ser::{SerializeSeq, SerializeStruct, Serializer};
use std::sync::Arc;

/// A page of a list (`wire.md` §3, list envelope).
#[derive(Debug)]
pub struct List<T> {
    /// The objects of this page, in the order that was asked for.
    pub data: Vec<Arc<T>>,
    /// The first object's id; the specification wants a string, so an empty page has `""`.
    pub first_id: String,
    /// The last object's id, likewise.
    pub last_id: String,
    /// Whether another page follows.
    pub has_more: bool,
    /// Files put `has_more` before the ids; all others after (`wire.md` §3).
    pub has_more_first: bool,
    /// How its objects are shown.
    pub view: View,
}

struct Items<'a, T>(&'a [Arc<T>], View);

impl<T: Shape> Serialize for Items<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut items = serializer.serialize_seq(Some(self.0.len()))?;
        for item in self.0 {
            items.serialize_element(&Shown(&**item, self.1))?;
        }
        items.end()
    }
}

impl<T: Shape> Serialize for List<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut page = serializer.serialize_struct("List", 5)?;
        page.serialize_field("object", "list")?;
        page.serialize_field("data", &Items(&self.data, self.view))?;
        if self.has_more_first {
            page.serialize_field("has_more", &self.has_more)?;
        }
        page.serialize_field("first_id", &self.first_id)?;
        page.serialize_field("last_id", &self.last_id)?;
        if !self.has_more_first {
            page.serialize_field("has_more", &self.has_more)?;
        }
        page.end()
    }
}

/// The answer to a DELETE.
#[derive(Debug, Serialize)]
pub struct Deleted<I> {
    /// The id that was deleted.
    pub id: I,
    /// The kind, as `thread.deleted`.
    pub object: &'static str,
    /// Always true: what cannot be deleted is an error.
    pub deleted: bool,
}

/// The answer to a DELETE of a file, which has its own field order.
#[derive(Debug, Serialize)]
pub struct DeletedFile {
    /// Always `file`.
    pub object: &'static str,
    /// Always true.
    pub deleted: bool,
    /// The id that was deleted.
    pub id: super::ids::FileId,
}
