//! Searching one store: candidates, and their scores.

use super::super::hits::{Finder, Hits};
use super::super::query::Query;
use super::super::score::Scorer;
use super::rows::{Store, chunk_id, file_and_ordinal, texts};
use super::{CANDIDATES, Passage, Result};
use rusqlite::{Connection, params};
use std::collections::HashMap;
use std::collections::hash_map::Entry;

/// How many chunks are scored for each that is asked for, if [`CANDIDATES`] are fewer.
const CANDIDATES_EACH: usize = 2;

/// A chunk that is to be scored, with the name of its file.
struct Candidate {
    id: i64,
    file: String,
    text: String,
    hits: Hits,
}

/// The best chunks of `store`, as [`super::Index::search`] says.
pub fn search(
    connection: &Connection,
    store: Store,
    query: &str,
    limit: usize,
    keep: &dyn Fn(&str) -> bool,
) -> Result<Vec<Passage>> {
    let query = Query::read(query);
    let (with, candidates) = if store.indexed {
        let most = CANDIDATES.max(limit.saturating_mul(CANDIDATES_EACH));
        let with = frequencies(connection, store, &query)?;
        let best = best(connection, store, &telling(&query, &with, store.chunks), most, keep)?;
        (with, read(connection, &query, best)?)
    } else {
        all(connection, store, &query, keep)?
    };
    let scorer = Scorer::new(&query, &with, store.chunks);
    let rate = |candidate: Candidate| {
        let Candidate { id, file, text, hits } = candidate;
        let score = scorer.score(&hits) + scorer.central(&hits);
        (id, Passage { file, ordinal: file_and_ordinal(id).1, text, score })
    };
    let mut found: Vec<(i64, Passage)> = candidates.into_iter().map(rate).collect();
    found.sort_by(|(a, first), (b, second)| second.score.total_cmp(&first.score).then(a.cmp(b)));
    found.truncate(limit);
    Ok(found.into_iter().map(|(_, passage)| passage).collect())
}

/// Of a store without a table of words: how many chunks have each term, and all chunks that have any and are kept.
fn all(
    connection: &Connection,
    store: Store,
    query: &Query,
    keep: &dyn Fn(&str) -> bool,
) -> Result<(Vec<u64>, Vec<Candidate>)> {
    let finder = Finder::new(query);
    let (mut with, mut candidates) = (vec![0; query.terms.len()], Vec::new());
    if query.terms.is_empty() {
        return Ok((with, candidates));
    }
    for (key, name) in store.files(connection)? {
        let kept = keep(&name);
        for (ordinal, text) in texts(connection, key)?.into_iter().enumerate() {
            let hits = finder.find(&text);
            let terms = hits.terms();
            with.iter_mut().enumerate().for_each(|(term, with)| *with += terms >> term & 1);
            if kept && terms != 0 {
                candidates.push(Candidate { id: chunk_id(key, ordinal as i64), file: name.clone(), text, hits });
            }
        }
    }
    Ok((with, candidates))
}

/// How many chunks have each term of `query`, where what many have is counted no further than it matters.
fn frequencies(connection: &Connection, store: Store, query: &Query) -> Result<Vec<u64>> {
    let enough = (store.chunks / 4).max(1_000);
    let table = store.table();
    let sql = format!("SELECT count(*) FROM (SELECT 1 FROM {table} WHERE {table} MATCH ?1 LIMIT ?2)");
    let mut count = connection.prepare_cached(&sql)?;
    let count = |term: &String| {
        let term = Query::any_of(std::iter::once(&**term));
        Ok(count.query_row(params![term, enough as i64], |row| row.get::<_, i64>(0))? as u64)
    };
    query.terms.iter().map(count).collect()
}

/// What to look for in the index: the terms of `query` that are anywhere, without those that very many chunks have, if
/// others find enough. What they would add to the order of candidates is little, and the score knows them anyhow.
fn telling(query: &Query, with: &[u64], all: u64) -> String {
    let mut terms: Vec<usize> = (0..query.terms.len()).filter(|term| with[*term] > 0).collect();
    terms.sort_by_key(|term| with[*term]);
    let (mut found, mut wanted) = (0, Vec::new());
    for term in terms {
        if found >= 1_000 && with[term] > all / 10 {
            break;
        }
        found += with[term];
        wanted.push(&*query.terms[term]);
    }
    Query::any_of(wanted.into_iter())
}

/// The best chunks by bm25 of files that are kept, at most `most`, with the names of their files.
fn best(
    connection: &Connection,
    store: Store,
    wanted: &str,
    most: usize,
    keep: &dyn Fn(&str) -> bool,
) -> Result<Vec<(i64, String)>> {
    let mut kept = Vec::new();
    if wanted.is_empty() {
        return Ok(kept);
    }
    let table = store.table();
    let sql = format!("SELECT rowid FROM {table} WHERE {table} MATCH ?1 ORDER BY bm25({table}), rowid LIMIT ?2");
    let mut best = connection.prepare_cached(&sql)?;
    let mut name = connection.prepare_cached("SELECT name FROM files WHERE id = ?1")?;
    let mut names = HashMap::new();
    // Only when files that are not kept take the places of others is the whole order needed.
    for limit in [most as i64, -1] {
        kept.clear();
        let mut rows = best.query(params![wanted, limit])?;
        let mut seen = 0;
        while kept.len() < most {
            let Some(row) = rows.next()? else { break };
            seen += 1;
            let id = row.get(0)?;
            let (file, _) = file_and_ordinal(id);
            if let Entry::Vacant(entry) = names.entry(file) {
                let name: String = name.query_row([file], |row| row.get(0))?;
                entry.insert(keep(&name).then_some(name));
            }
            if let Some(Some(name)) = names.get(&file) {
                kept.push((id, name.clone()));
            }
        }
        if kept.len() == most || seen < most {
            break;
        }
    }
    Ok(kept)
}

fn read(connection: &Connection, query: &Query, best: Vec<(i64, String)>) -> Result<Vec<Candidate>> {
    let finder = Finder::new(query);
    let mut text = connection.prepare_cached("SELECT text FROM chunks WHERE id = ?1")?;
    let read = |(id, file)| {
        let text: String = text.query_row([id], |row| row.get(0))?;
        Ok(Candidate { id, file, hits: finder.find(&text), text })
    };
    best.into_iter().map(read).collect()
}

/// How many chunks the index finds of itself with the same words: the measure of a search.
pub fn bare(connection: &Connection, store: Store, query: &str, limit: usize) -> Result<usize> {
    let query = Query::read(query);
    let table = store.table();
    let sql = format!("SELECT rowid FROM {table} WHERE {table} MATCH ?1 ORDER BY rank LIMIT ?2");
    let mut best = connection.prepare_cached(&sql)?;
    let any = Query::any_of(query.terms.iter().map(String::as_str));
    let found = best.query_map(params![any, limit as i64], |row| row.get::<_, i64>(0))?;
    Ok(found.collect::<rusqlite::Result<Vec<_>>>()?.len())
}
