//! What lies below the store: rows, and no knowledge of what they are.
//!
//! The seam is here so that storage on disk can follow without touching any logic: a ledger sees each batch as
//! rows of (project, kind, id, parent, JSON) before the tables change, and may refuse it.

use super::Change;

/// One change, as a ledger keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(dead_code)] // read by ledgers that keep something; today's only one does not
pub struct Row {
    /// The table.
    pub kind: &'static str,
    /// The object.
    pub id: String,
    /// What it stands below, or nothing.
    pub parent: String,
    /// The object itself; `None` says that it is gone.
    pub json: Option<String>,
}

/// Keeps batches.
pub trait Ledger: Send {
    /// Keeps the changes of one batch, all or none. [`Change::row`] gives the row of each, made on demand.
    ///
    /// # Errors
    /// If they cannot be kept; the store then stays as it was.
    fn append(&mut self, changes: &[Change]) -> std::io::Result<()>;
}

/// Keeps nothing: the state ends with the process.
#[derive(Clone, Copy, Debug)]
pub struct Memory;

impl Ledger for Memory {
    fn append(&mut self, _changes: &[Change]) -> std::io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{Batch, Store};
    use crate::wire::ids::{Id, ThreadId};
    use crate::wire::thread::Thread;
    use parking_lot::Mutex;
    use std::sync::Arc;

    struct Notebook(Arc<Mutex<Vec<Row>>>, bool);

    impl Ledger for Notebook {
        fn append(&mut self, changes: &[Change]) -> std::io::Result<()> {
            if self.1 {
                return Err(std::io::Error::other("disk full"));
            }
            self.0.lock().extend(changes.iter().map(Change::row));
            Ok(())
        }
    }

    fn thread() -> Thread {
        let id = ThreadId::from_tail(&[b'0'; 24]);
        Thread { id, created_at: 5, metadata: Default::default(), tool_resources: Default::default() }
    }

    #[test]
    fn every_change_passes_through_the_ledger_as_a_row() {
        let rows = Arc::default();
        let mut store = Store::new(Box::new(Notebook(Arc::clone(&rows), false)));
        let mut batch = Batch::default();
        let thread = batch.put(thread());
        store.commit(batch, 0, drop).expect("kept");
        let mut batch = Batch::default();
        batch.delete_thread(&store, thread.id);
        store.commit(batch, 0, drop).expect("kept");
        let rows = rows.lock();
        assert_eq!(rows.len(), 2);
        assert!(rows[0].json.as_deref().is_some_and(|json| json.contains("\"created_at\":5")));
        assert_eq!((rows[1].kind, rows[1].json.as_deref()), ("threads", None));
        assert!(store.thread(thread.id).is_err());
    }

    #[test]
    fn what_the_ledger_refuses_does_not_happen() {
        let mut store = Store::new(Box::new(Notebook(Arc::default(), true)));
        let mut batch = Batch::default();
        let thread = batch.put(thread());
        assert!(store.commit(batch, 0, drop).is_err());
        assert!(store.thread(thread.id).is_err());
    }
}
