//! A whole project as one document: everything that its behaviour depends on, in a stable order.
//!
//! ```text
//!  project ──▶ Snapshot::take ──▶ write ──▶ JSON, one field a line
//!  JSON ──▶ Snapshot::read ──▶ unpack: load, check ──▶ Restored ──▶ a project (`Projects::prepare`)
//! ```
//!
//! Objects stand in the order of creation. Not in it are numbers of requests (`x-request-id` begins anew, as after a
//! reset) and what follows from the rest: the search index, and what expires when. A run in motion is in it as the store
//! has it, without the beats that were still to come.

mod check;
mod content;
mod ids;
mod saved;

use super::faults::{Origin, Rule};
use super::record::{Record, StoredFile, StoredPart};
use super::scenes::SavedScenes;
use super::{Blob, Blobs, Draft, Place, Project, Store};
use crate::domain::fault::read_faults;
use crate::domain::world::{Point, Time};
use crate::error::{ApiError, Result};
use crate::wire::assistant::Assistant;
use crate::wire::ids::{FileId, Id, RunId, VectorStoreId};
use crate::wire::message::Message;
use crate::wire::run::Run;
use crate::wire::run_step::RunStep;
use crate::wire::thread::Thread;
use crate::wire::upload::Upload;
use crate::wire::vector_store::{FileBatch, VectorStore, VectorStoreFile};
use crate::wire::{Metadata, UnixTime};
use ids::Counts;
use saved::Saved;
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize};
use std::collections::HashSet;
use std::io::{self, BufReader, BufWriter, Write};
use std::sync::Arc;

/// The form of the document; a change of any form below is another.
const FORMAT: u32 = 1;

/// How much a snapshot may hold.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Bytes of all files and parts of uploads together.
    pub files: u64,
    /// Bytes of the document. Text takes up to twice its bytes, and others a third more than theirs.
    pub document: u64,
}

impl Limits {
    /// What the server keeps to.
    pub const SERVED: Self = Self { files: 256 << 20, document: 768 << 20 };
}

/// A project as one document.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Snapshot {
    #[serde(deserialize_with = "format")]
    understage_snapshot: u32,
    /// The version of understage that wrote it.
    written_by: String,
    clock: SavedTime,
    ids: Counts,
    #[serde(default)]
    sections: Sections,
    objects: Objects,
    #[serde(default)]
    deleted: Deleted,
}

/// What a project has beside its objects; a section that is not there is empty.
#[derive(Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Sections {
    faults: Vec<SavedRule>,
    scenes: SavedScenes,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    read_order: Vec<ReadOrder>,
}

/// In which order the files of a store were read, where that is not the order in which they came: of equal passages a
/// search puts the one first that was read first.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReadOrder {
    /// The store.
    pub vector_store_id: VectorStoreId,
    /// Its files.
    pub file_ids: Vec<FileId>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SavedRule {
    origin: Origin,
    rule: Metadata,
    seen: u64,
    played: u64,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum SavedTime {
    /// Seconds by which it is ahead of the server's.
    Ahead(i64),
    FrozenAt(UnixTime),
}

/// An object that is gone, of whose place a cursor may still speak.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Gone<I, P> {
    id: I,
    below: P,
    /// How many objects of its kind, there and gone, were made before it.
    at: u64,
}

/// What a snapshot makes of a project.
#[derive(Debug)]
pub struct Restored {
    /// Its time, and how far its ids had come.
    pub point: Point,
    /// What is to go wrong.
    pub faults: Vec<Rule>,
    /// What its runs play.
    pub scenes: SavedScenes,
    /// Its objects.
    pub store: Store,
    /// How stores are to be read that are not read as their files came.
    pub read_order: Vec<ReadOrder>,
}

macro_rules! objects {
    ($($table:ident: $record:ident;)*) => {
        #[derive(Serialize, Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Objects { $($table: Vec<<$record as Saved>::Form>,)* }

        #[derive(Default, Serialize, Deserialize)]
        #[serde(default, deny_unknown_fields)]
        struct Deleted { $(
            #[serde(skip_serializing_if = "Vec::is_empty")]
            $table: Vec<Gone<<$record as Record>::Id, <$record as Record>::Parent>>,
        )* }

        /// The objects of a snapshot, each kind in its order.
        struct Lists { $($table: Vec<Arc<$record>>,)* }

        fn save_all(store: &Store) -> (Objects, Deleted) {
            $(let $table = save::<$record>(store);)*
            (Objects { $($table: $table.0,)* }, Deleted { $($table: $table.1,)* })
        }

        fn load_all(objects: Objects, deleted: Deleted, blobs: &Blobs, store: &mut Store) -> Result<Lists> {
            Ok(Lists { $($table: load(stringify!($table), objects.$table, deleted.$table, blobs, store)?,)* })
        }

        #[cfg(test)]
        const KINDS: &[&str] = &[$(stringify!($table)),*];
    };
}

objects! {
    assistants: Assistant;
    threads: Thread;
    messages: Message;
    runs: Run;
    steps: RunStep;
    files: StoredFile;
    vector_stores: VectorStore;
    vector_store_files: VectorStoreFile;
    file_batches: FileBatch;
    uploads: Upload;
    upload_parts: StoredPart;
}

type Left<R> = Vec<Gone<<R as Record>::Id, <R as Record>::Parent>>;

fn save<R: Saved>(store: &Store) -> (Vec<R::Form>, Left<R>) {
    let (mut here, mut left) = (Vec::new(), Vec::new());
    for (at, place) in store.places::<R>().into_iter().enumerate() {
        match place {
            Place::Taken(record) => here.push(R::save(record)),
            Place::Left(id, below) => left.push(Gone { id, below, at: at as u64 }),
        }
    }
    (here, left)
}

fn load<R: Saved>(
    kind: &str,
    forms: Vec<R::Form>,
    left: Left<R>,
    blobs: &Blobs,
    store: &mut Store,
) -> Result<Vec<Arc<R>>> {
    let (mut ids, mut records) = (HashSet::new(), Vec::with_capacity(forms.len()));
    for (at, form) in forms.into_iter().enumerate() {
        let record = R::load(form, blobs).map_err(|_| unwritable())?;
        if !ids.insert(record.id()) {
            return Err(flaw(format!("objects.{kind}[{at}]"), format!("'{}' is there twice", record.id())));
        }
        records.push(record);
    }
    let mut places = Vec::with_capacity(records.len() + left.len());
    let mut here = records.iter().cloned();
    for (index, gone) in left.into_iter().enumerate() {
        let path = format!("deleted.{kind}[{index}]");
        while (places.len() as u64) < gone.at {
            let Some(record) = here.next() else { return Err(flaw(path, "there are not as many before it")) };
            places.push(Place::Taken(record));
        }
        if places.len() as u64 != gone.at {
            return Err(flaw(path, "it is not in its order"));
        }
        if !ids.insert(gone.id) {
            return Err(flaw(path, format!("'{}' is there twice", gone.id)));
        }
        places.push(Place::Left(gone.id, gone.below));
    }
    places.extend(here.map(Place::Taken));
    store.fill(places).map_err(|_| unwritable())?;
    Ok(records)
}

impl Snapshot {
    /// A project as it is now; what is known of its index is the `read_order`.
    pub fn take(project: &Project, read_order: Vec<ReadOrder>) -> Self {
        let rule = |rule: Rule| SavedRule {
            origin: rule.origin,
            rule: rule.fault.asked.clone(),
            seen: rule.seen,
            played: rule.played,
        };
        project.read(|store| {
            let (objects, deleted) = save_all(store);
            let point = project.world.point();
            Self {
                understage_snapshot: FORMAT,
                written_by: env!("CARGO_PKG_VERSION").to_owned(),
                clock: match point.time {
                    Time::Frozen(at) => SavedTime::FrozenAt(at),
                    Time::Going(ahead) => SavedTime::Ahead(ahead),
                },
                ids: Counts::of(&point.counts),
                sections: Sections {
                    faults: project.faults.all().into_iter().map(rule).collect(),
                    scenes: project.scenes.save(|run| {
                        let run = RunId::parse(run).and_then(|id| store.get::<Run>(id));
                        run.is_some_and(|run| !run.status.is_terminal())
                    }),
                    read_order,
                },
                objects,
                deleted,
            }
        })
    }

    /// Bytes of all files and parts together.
    fn bytes(&self) -> u64 {
        let files = self.objects.files.iter().map(saved::SavedFile::size);
        files.chain(self.objects.upload_parts.iter().map(saved::SavedPart::size)).sum()
    }

    /// Writes the document, one field a line. Reads the files from the disk, one at a time.
    ///
    /// # Errors
    /// 409 if it would be larger than `limits` allow, 500 if the disk is full or a file has gone.
    pub fn write(&self, blobs: &Blobs, limits: Limits) -> Result<Blob> {
        let too_large = |bytes, limit| ApiError::SnapshotTooLarge { bytes, limit };
        if self.bytes() > limits.files {
            return Err(too_large(self.bytes(), limits.files));
        }
        let draft = blobs.draft().map_err(|_| unwritable())?;
        let mut to = BufWriter::with_capacity(64 * 1024, Bounded { draft, limit: limits.document, full: false });
        let written = serde_json::to_writer_pretty(&mut to, self).map_err(io::Error::from);
        let written = written.and_then(|()| to.write_all(b"\n")).and_then(|()| to.flush());
        let Bounded { draft, full, .. } = to.into_parts().0;
        match written {
            Ok(()) => Ok(draft.finish()),
            Err(_) if full => Err(too_large(limits.document.saturating_add(1), limits.document)),
            Err(_) => Err(unwritable()),
        }
    }

    /// Reads a document. It is in memory whole when this returns.
    ///
    /// # Errors
    /// 400 naming the first place that is wrong, 500 if it cannot be read from the disk.
    pub fn read(document: &Blob, limits: Limits) -> Result<Self> {
        let file = document.open().map_err(|_| unwritable())?;
        let mut from = serde_json::Deserializer::from_reader(BufReader::with_capacity(64 * 1024, file));
        let read: Self = serde_path_to_error::deserialize(&mut from).map_err(|error| {
            let path = error.path().to_string();
            let path = if path == "." { "the document".to_owned() } else { path };
            if error.inner().is_io() { unwritable() } else { flaw(path, error.into_inner().to_string()) }
        })?;
        from.end().map_err(|error| flaw("the document", error.to_string()))?;
        match read.bytes() {
            bytes if bytes > limits.files => {
                let problem = format!("the files have {bytes} bytes; a snapshot holds at most {}", limits.files);
                Err(flaw("objects.files", problem))
            }
            _ => Ok(read),
        }
    }

    /// Makes of the document what a project consists of. The bytes of files go to `blobs`.
    ///
    /// # Errors
    /// 400 naming the first place where it does not agree with itself, 500 if a file cannot be written.
    pub fn unpack(self, blobs: &Blobs) -> Result<Restored> {
        let mut store = Store::empty();
        let rules = self.sections.faults.into_iter().enumerate();
        let faults = rules.map(|(at, rule)| read_rule(at, rule)).collect::<Result<_>>()?;
        let lists = load_all(self.objects, self.deleted, blobs, &mut store)?;
        check::all(&lists, &store)?;
        check::calls(&lists, self.ids.calls)?;
        check::read_order(&self.sections.read_order, &store)?;
        self.ids.check(&store)?;
        let time = match self.clock {
            SavedTime::Ahead(seconds) => Time::Going(check::time("clock.ahead", seconds)?),
            SavedTime::FrozenAt(at) => Time::Frozen(check::time("clock.frozen_at", at)?),
        };
        let point = Point { time, counts: self.ids.counts() };
        let Sections { scenes, read_order, .. } = self.sections;
        Ok(Restored { point, faults, scenes, store, read_order })
    }
}

/// A rule of the faults, read as it is when it is pushed.
fn read_rule(at: usize, saved: SavedRule) -> Result<Rule> {
    let body: Metadata = [("faults".to_owned(), vec![saved.rule].into())].into_iter().collect();
    let read = read_faults(body.into()).map_err(|refusal| {
        let facts = refusal.facts();
        let field = facts.param.unwrap_or_default();
        flaw(format!("sections.faults[{at}].rule{}", field.trim_start_matches("faults[0]")), facts.message)
    })?;
    check::count(&format!("sections.faults[{at}]"), saved.seen.max(saved.played))?;
    let fault = read.into_iter().next().expect("one rule in, one rule out");
    Ok(Rule { fault: Arc::new(fault), origin: saved.origin, seen: saved.seen, played: saved.played })
}

/// The form of the document; read first, so that another's is refused for that alone.
fn format<'de, D: Deserializer<'de>>(deserializer: D) -> std::result::Result<u32, D::Error> {
    match u32::deserialize(deserializer)? {
        FORMAT => Ok(FORMAT),
        other => Err(D::Error::custom(format_args!("this understage reads snapshots of form {FORMAT}, not {other}"))),
    }
}

/// A draft that takes no more than so many bytes.
struct Bounded {
    draft: Draft,
    limit: u64,
    full: bool,
}

impl Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.draft.written() + bytes.len() as u64 > self.limit {
            self.full = true;
            return Err(io::Error::other("full"));
        }
        self.draft.write(bytes)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn flaw(path: impl Into<String>, problem: impl Into<String>) -> ApiError {
    ApiError::BadSnapshot { path: path.into(), problem: problem.into() }
}

fn unwritable() -> ApiError {
    ApiError::Internal { request: "(the snapshot could not be stored)".to_owned() }
}

#[cfg(test)]
mod tests;
