//! Threads.

use super::ids::ThreadId;
use super::tool::ToolResources;
use super::{Metadata, Shape, UnixTime, View};
use serde::ser::{SerializeStruct, Serializer};

/// A thread.
#[derive(Clone, Debug)]
#[allow(missing_docs)] // the fields are the API's own
pub struct Thread {
    pub id: ThreadId,
    pub created_at: UnixTime,
    pub metadata: Metadata,
    pub tool_resources: ToolResources,
}

impl Shape for Thread {
    fn shape<S: Serializer>(&self, view: View, serializer: S) -> Result<S::Ok, S::Error> {
        let mut thread = serializer.serialize_struct("Thread", 5)?;
        thread.serialize_field("id", &self.id)?;
        thread.serialize_field("object", "thread")?;
        thread.serialize_field("created_at", &self.created_at)?;
        thread.serialize_field("metadata", &self.metadata)?;
        // Creation and change answer `{}` where a read and `thread.created` have the key (wire.md §3 QUIRK).
        match view {
            View::Written => thread.serialize_field("tool_resources", &self.tool_resources)?,
            View::Read | View::ReadInFull | View::Event | View::EventInFull => {
                thread.serialize_field("tool_resources", &self.tool_resources.with_code_key())?;
            }
        }
        thread.end()
    }
}
