//! The verbs of function names and of messages, and which of them mean the same.
//!
//! A function whose name begins with a verb of doing (`delete_file`) changes something and is
//! called only when that verb is asked for; all others merely read.

use std::collections::HashSet;
use std::sync::OnceLock;

use super::super::words::{stem, words};

/// Verbs of doing; those on one line stand for each other.
const ACTS: [&str; 25] = [
    "create add make new schedule arrange plan organize setup register insert put remind generate",
    "book reserve fly",
    "order buy purchase",
    "send email mail message text forward",
    "write save store append put",
    "set adjust dim brighten turn switch toggle control make raise lower remind setup",
    "update change modify edit rename move reschedule postpone set",
    "delete remove cancel erase drop clear",
    "refund reimburse return",
    "transfer move send wire pay",
    "post publish tweet share",
    "play put",
    "lock",
    "unlock",
    "log record track add note",
    "open close shut",
    "start launch begin",
    "stop end pause",
    "upload",
    "assign invite",
    "subscribe",
    "submit approve reject",
    "deploy",
    "complete finish mark close",
    "checkout charge reset enable disable block",
];

/// Verbs of looking something up; those on one line stand for each other.
const READS: [&str; 9] = [
    "list show enumerate",
    "read view print cat display",
    "search find look lookup browse locate query",
    "get fetch check retrieve tell give",
    "calculate compute evaluate solve work",
    "convert change turn exchange",
    "query run execute select",
    "compare translate summarize explain describe define",
    "know see hear learn",
];

/// Verbs that are used for so many things that they prove nothing without an object.
const LOOSE: &str =
    "create add make new set put update change modify edit delete remove send write save open start stop run get";

/// The verb and the object of a function's name.
pub struct Named {
    /// Its verb; empty if the name has none.
    pub verb: String,
    /// The stems of what it is about.
    pub object: Vec<String>,
}

impl Named {
    /// Takes a name apart.
    pub fn of(name: &str) -> Self {
        let mut list = words(name);
        if list.len() > 1 && list[0] == "check" && matches!(list[1].as_str(), "out" | "in") {
            list.splice(..2, ["checkout".to_owned()]);
        }
        let known = list.first().is_some_and(|first| is_act(first) || is_read(first));
        let verb = if known { list.remove(0) } else { String::new() };
        Self { verb, object: list.iter().map(|word| stem(word)).collect() }
    }

    /// Whether calling it changes something.
    pub fn acts(&self) -> bool {
        is_act(&self.verb)
    }

    /// Whether its verb says little by itself.
    pub fn loose(&self) -> bool {
        LOOSE.split(' ').any(|word| word == self.verb)
    }
}

fn vocabulary(lines: &'static [&'static str]) -> HashSet<&'static str> {
    lines.iter().flat_map(|line| line.split(' ')).collect()
}

/// Whether a word is a verb of doing.
pub fn is_act(word: &str) -> bool {
    static SET: OnceLock<HashSet<&str>> = OnceLock::new();
    SET.get_or_init(|| vocabulary(&ACTS)).contains(word)
}

/// Whether a word is a verb of looking up.
pub fn is_read(word: &str) -> bool {
    static SET: OnceLock<HashSet<&str>> = OnceLock::new();
    SET.get_or_init(|| vocabulary(&READS)).contains(word)
}

/// How well a verb that was asked for suits that of a function: 2 the same, 1 a synonym.
pub fn fit(asked: &str, verb: &str) -> u32 {
    if asked == verb {
        return 2;
    }
    let shared = |line: &&str| {
        let has = |wanted: &str| line.split(' ').any(|word| word == wanted);
        has(asked) && has(verb)
    };
    u32::from(ACTS.iter().chain(&READS).any(shared))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_taken_apart() {
        let named = Named::of("delete_files");
        assert_eq!((named.verb.as_str(), named.object, true), ("delete", vec![stem("file")], is_act("delete")));
        assert!(!Named::of("weather").acts() && !Named::of("getOrderStatus").acts() && Named::of("check_out").acts());
        assert!(fit("cancel", "delete") == 1 && fit("book", "book") == 2 && fit("book", "delete") == 0);
    }
}
