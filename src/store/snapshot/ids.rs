//! How many ids of each kind a project has given, by name.

use super::flaw;
use crate::error::Result;
use crate::store::{Record, Store, StoredFile, StoredPart};
use crate::wire::assistant::Assistant;
use crate::wire::ids::{
    AssistantId, CallId, FileBatchId, FileId, Id, KINDS, MessageId, PartId, RunId, StepId, ThreadId, UploadId,
    VectorStoreId,
};
use crate::wire::message::Message;
use crate::wire::run::Run;
use crate::wire::run_step::RunStep;
use crate::wire::thread::Thread;
use crate::wire::upload::Upload;
use crate::wire::vector_store::{FileBatch, VectorStore};
use serde::{Deserialize, Serialize};

macro_rules! counts {
    ($($name:ident: $id:ident $(of $record:ident)?;)*) => {
        /// The next id of a kind is the one after so many.
        #[derive(Serialize, Deserialize)]
        #[serde(deny_unknown_fields)]
        #[allow(missing_docs)] // a field a kind
        pub struct Counts { $(pub $name: u64,)* }

        impl Counts {
            /// The counts of a world.
            pub fn of(counts: &[u64; KINDS]) -> Self {
                Self { $($name: counts[$id::KIND],)* }
            }

            /// The counts for a world.
            pub fn counts(&self) -> [u64; KINDS] {
                let mut counts = [0; KINDS];
                $(counts[$id::KIND] = self.$name;)*
                counts
            }

            /// Refuses counts that are behind the objects, whose ids would come again.
            ///
            /// # Errors
            /// Naming the first.
            pub fn check(&self, store: &Store) -> Result<()> {
                $($(check::<$record>(stringify!($name), self.$name, store)?;)?)*
                Ok(())
            }
        }
    };
}

counts! {
    assistants: AssistantId of Assistant;
    threads: ThreadId of Thread;
    messages: MessageId of Message;
    runs: RunId of Run;
    steps: StepId of RunStep;
    calls: CallId;
    files: FileId of StoredFile;
    vector_stores: VectorStoreId of VectorStore;
    file_batches: FileBatchId of FileBatch;
    uploads: UploadId of Upload;
    upload_parts: PartId of StoredPart;
}

fn check<R: Record>(name: &str, count: u64, store: &Store) -> Result<()> {
    let made = store.places::<R>().len() as u64;
    if made <= count {
        return Ok(());
    }
    Err(flaw(format!("ids.{name}"), format!("it is {count}, but {made} are there")))
}
