//! One kind of object: by id, and below its parent in the order of creation.

use super::record::{Key, Record};
use crate::domain::page::Page;
use crate::error::{ApiError, Result};
use crate::wire::View;
use crate::wire::list::List;
use std::collections::HashMap;
use std::sync::Arc;

/// All objects of one kind.
///
/// Creation order is a running number, not `created_at`: objects of one second keep their order, and the default
/// list is newest first with ties in reverse (`wire.md` §5).
#[derive(Debug)]
pub struct Table<R: Record> {
    rows: HashMap<R::Id, (u64, Arc<R>)>,
    order: HashMap<R::Parent, Vec<(u64, R::Id)>>,
    /// Where deleted objects stood: a program that deletes while it pages goes on from one that is gone.
    gone: HashMap<R::Id, (u64, R::Parent)>,
    next: u64,
}

/// A place in the order of creation.
#[derive(Debug)]
pub enum Place<R: Record> {
    /// An object stands there.
    Taken(Arc<R>),
    /// The object that stood there, and below what, is gone.
    Left(R::Id, R::Parent),
}

impl<R: Record> Default for Table<R> {
    fn default() -> Self {
        Self { rows: HashMap::new(), order: HashMap::new(), gone: HashMap::new(), next: 0 }
    }
}

impl<R: Record> Table<R> {
    /// The object with this id.
    pub fn get(&self, id: R::Id) -> Option<&Arc<R>> {
        self.rows.get(&id).map(|(_, row)| row)
    }

    /// Adds an object, or puts a new version in the place of the old one.
    pub fn put(&mut self, row: Arc<R>) {
        let id = row.id();
        if let Some((_, old)) = self.rows.get_mut(&id) {
            *old = row;
            return;
        }
        let at = self.next;
        self.next += 1;
        self.order.entry(row.parent()).or_default().push((at, id));
        self.rows.insert(id, (at, row));
    }

    /// Takes an object out; nothing happens if it is not there.
    pub fn delete(&mut self, id: R::Id) {
        let Some((at, row)) = self.rows.remove(&id) else { return };
        let parent = row.parent();
        self.gone.insert(id, (at, parent));
        if let Some(order) = self.order.get_mut(&parent) {
            if let Ok(index) = order.binary_search_by_key(&at, |(at, _)| *at) {
                order.remove(index);
            }
            if order.is_empty() {
                self.order.remove(&parent);
            }
        }
    }

    /// Every place of which a cursor may still speak, in the order of creation: those of objects, and of such that are
    /// gone while `is_there` holds for what they stood below.
    pub fn places(&self, is_there: impl Fn(R::Parent) -> bool) -> Vec<Place<R>> {
        let taken = self.rows.values().map(|(at, row)| (*at, Place::Taken(Arc::clone(row))));
        let left = self.gone.iter().filter(|(id, (_, below))| !self.rows.contains_key(id) && is_there(*below));
        let mut places: Vec<(u64, Place<R>)> =
            taken.chain(left.map(|(id, (at, below))| (*at, Place::Left(*id, *below)))).collect();
        places.sort_unstable_by_key(|(at, _)| *at);
        places.into_iter().map(|(_, place)| place).collect()
    }

    /// Adds a place at the end.
    pub fn add_place(&mut self, place: Place<R>) {
        match place {
            Place::Taken(row) => self.put(row),
            Place::Left(id, below) => {
                self.gone.insert(id, (self.next, below));
                self.next += 1;
            }
        }
    }

    /// All objects below `parent`, oldest first.
    pub fn children(&self, parent: R::Parent) -> impl DoubleEndedIterator<Item = &Arc<R>> {
        self.below(parent).iter().filter_map(|(_, id)| self.get(*id))
    }

    /// How many objects stand below `parent`.
    pub fn count(&self, parent: R::Parent) -> usize {
        self.below(parent).len()
    }

    fn below(&self, parent: R::Parent) -> &[(u64, R::Id)] {
        self.order.get(&parent).map_or(&[], Vec::as_slice)
    }

    /// A page of the objects below `parent` for which `keep` holds.
    ///
    /// `before` alone gives the page that ends just before the cursor; with `after` too, the page begins there.
    ///
    /// # Errors
    /// If a cursor names an object that was never here.
    pub fn page(&self, parent: R::Parent, page: &Page<R::Id>, keep: impl Fn(&R) -> bool) -> Result<List<R>> {
        let after = page.after.map(|id| self.cursor(parent, id, "after")).transpose()?;
        let before = page.before.map(|id| self.cursor(parent, id, "before")).transpose()?;
        // Cursors speak of the order asked for; the rows stand oldest first.
        let (above, below) = if page.ascending { (after, before) } else { (before, after) };
        let rows = self.below(parent);
        let start = above.map_or(0, |above| rows.partition_point(|(at, _)| *at <= above));
        let end = below.map_or(rows.len(), |below| rows.partition_point(|(at, _)| *at < below)).max(start);
        let window = rows[start..end].iter().filter_map(|(_, id)| self.get(*id)).filter(|row| keep(row)).cloned();
        let backwards = before.is_some() && after.is_none();
        let mut data: Vec<Arc<R>> = if page.ascending == backwards {
            window.rev().take(page.limit + 1).collect()
        } else {
            window.take(page.limit + 1).collect()
        };
        let has_more = data.len() > page.limit;
        data.truncate(page.limit);
        if backwards {
            data.reverse();
        }
        let id_of = |row: Option<&Arc<R>>| row.map(|row| row.id().id()).unwrap_or_default();
        Ok(List {
            first_id: id_of(data.first()),
            last_id: id_of(data.last()),
            data,
            has_more,
            has_more_first: false,
            view: View::Read,
        })
    }

    fn cursor(&self, parent: R::Parent, id: R::Id, param: &'static str) -> Result<u64> {
        let here = self.rows.get(&id).map(|(at, row)| (*at, row.parent())).or_else(|| self.gone.get(&id).copied());
        let found = here.filter(|(_, own)| *own == parent).map(|(at, _)| at);
        found.ok_or_else(|| ApiError::UnknownCursor { param, value: id.id() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::world::{Clock, Seed, World};
    use crate::store::Root;
    use crate::wire::ids::ThreadId;
    use crate::wire::thread::Thread;
    use proptest::prelude::*;

    fn filled(count: usize) -> (Table<Thread>, Vec<ThreadId>) {
        let world = World::new(Clock::manual(0), Seed::new(Some(1)).digest(b""));
        let mut table = Table::default();
        let ids: Vec<ThreadId> = (0..count).map(|_| world.id()).collect();
        for id in &ids {
            table.put(Arc::new(Thread {
                id: *id,
                created_at: 0,
                metadata: Default::default(),
                tool_resources: Default::default(),
            }));
        }
        (table, ids)
    }

    fn ids(list: &List<Thread>) -> Vec<ThreadId> {
        list.data.iter().map(|thread| thread.id).collect()
    }

    proptest! {
        /// Paging by cursors neither skips nor repeats, in both orders and directions, while objects vanish.
        #[test]
        fn cursors_never_skip_or_repeat(count in 0usize..40, limit in 1usize..12, ascending: bool, vanish: bool) {
            let (mut table, all) = filled(count);
            let mut expected = all.clone();
            if !ascending { expected.reverse(); }
            let mut seen = Vec::new();
            let mut after = None;
            loop {
                let page = table.page(Root, &Page { limit, ascending, after, before: None }, |_| true).expect("fine");
                seen.extend(ids(&page));
                after = page.data.last().map(|thread| thread.id);
                if vanish { page.data.iter().for_each(|thread| table.delete(thread.id)); }
                if !page.has_more { break; }
            }
            prop_assert_eq!(&seen, &expected);
            // And back again from the end, page before page.
            let (table, _) = filled(count);
            let mut back = Vec::new();
            let mut before = expected.last().copied();
            while let Some(cursor) = before {
                let page = table.page(Root, &Page { limit, ascending, after: None, before: Some(cursor) }, |_| true).expect("fine");
                back.splice(0..0, ids(&page));
                before = page.data.first().map(|thread| thread.id).filter(|_| page.has_more);
            }
            expected.pop();
            prop_assert_eq!(back, expected);
        }
    }

    #[test]
    fn an_unknown_cursor_is_refused() {
        let (table, _) = filled(3);
        let (_, others) = filled(5);
        let page = Page { limit: 1, ascending: false, after: Some(others[4]), before: None };
        assert!(table.page(Root, &page, |_| true).is_err());
    }

    #[test]
    fn a_new_version_keeps_its_place() {
        let (mut table, all) = filled(3);
        table.put(Arc::new(Thread {
            id: all[0],
            created_at: 9,
            metadata: Default::default(),
            tool_resources: Default::default(),
        }));
        let first = table.children(Root).next().expect("three");
        assert_eq!((first.id, first.created_at), (all[0], 9));
    }
}
