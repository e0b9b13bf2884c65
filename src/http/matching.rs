//! Which operation a request asks for, told from its line alone.
//!
//! The router knows it too, but tells nobody outside of a handler; a request that is refused, cut or left on its way still
//! has an operation to be counted and noted under.

use super::routes::{RouteRow, route_rows};
use axum::http::Method;
use std::sync::OnceLock;

/// The rows below one place of a path.
#[derive(Default)]
struct Place {
    words: Vec<(&'static str, Place)>,
    any: Option<Box<Place>>,
    rows: Vec<RouteRow>,
}

impl Place {
    fn add(&mut self, rest: &mut std::str::Split<'static, char>, row: RouteRow) {
        match rest.next() {
            None => self.rows.push(row),
            Some(word) if word.starts_with('{') => self.any.get_or_insert_default().add(rest, row),
            Some(word) => match self.words.iter_mut().find(|(own, _)| *own == word) {
                Some((_, place)) => place.add(rest, row),
                None => {
                    let mut place = Self::default();
                    place.add(rest, row);
                    self.words.push((word, place));
                }
            },
        }
    }

    /// The rows of a path; a word counts before a parameter, as in the router.
    fn find(&self, rest: Option<&str>) -> Option<&[RouteRow]> {
        let Some(rest) = rest else { return (!self.rows.is_empty()).then_some(&*self.rows) };
        let (word, rest) = rest.split_once('/').map_or((rest, None), |(word, rest)| (word, Some(rest)));
        let named = self.words.iter().find(|(own, _)| *own == word).and_then(|(_, place)| place.find(rest));
        named.or_else(|| self.any.as_ref().filter(|_| !word.is_empty())?.find(rest))
    }
}

/// The operation that a request asks for; `None` if no route is for it.
pub fn operation(method: &Method, path: &str) -> Option<&'static str> {
    static ROOT: OnceLock<Place> = OnceLock::new();
    let root = ROOT.get_or_init(|| {
        let mut root = Place::default();
        route_rows().into_iter().for_each(|row| root.add(&mut row.path.split('/'), row));
        root
    });
    // The router answers HEAD as GET.
    let verb = if method == Method::HEAD { "GET" } else { method.as_str() };
    root.find(Some(path))?.iter().find(|row| row.verb == verb).map(|row| row.operation)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_route_is_told_by_its_own_path() {
        for row in route_rows() {
            let path = row.path.replace('{', "x").replace('}', "");
            let method = row.verb.parse().expect("a method");
            assert_eq!(operation(&method, &path), Some(row.operation), "{} {path}", row.verb);
        }
    }

    #[test]
    fn what_is_no_route_has_no_operation() {
        for (verb, path, expected) in [
            ("HEAD", "/v1/assistants", Some("listAssistants")),
            ("GET", "/v1/threads/runs", None),
            ("POST", "/v1/threads/runs", Some("createThreadAndRun")),
            ("POST", "/v1/threads/runs/messages", Some("createMessage")),
            ("PUT", "/v1/assistants", None),
            ("GET", "/v1/assistants/", None),
            ("GET", "/v1/chat/completions", None),
            ("GET", "v1/assistants", None),
            ("GET", "/", None),
            ("GET", "", None),
        ] {
            assert_eq!(operation(&verb.parse().expect("a method"), path), expected, "{verb} {path}");
        }
    }
}
