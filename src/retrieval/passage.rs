//! The part of a chunk to quote: the sentence, line or table row that answers a query best.

use super::hits::{Finder, Hits};
use super::query::Query;
use super::score::Scorer;
use super::units::{Kind, Unit, narrow, units};
use std::ops::Range;

/// How much more two neighbours must say than one of them, to be quoted both.
const WORTH_A_SECOND: f64 = 0.12;
/// How much of what one adds to the other counts for both.
const OF_NEIGHBOUR: f64 = 0.8;
/// How much of what its heading adds to a unit counts for it.
const OF_HEADING: f64 = 0.5;
/// A heading says what is talked about, not what is said of it.
const HEADINGS: f64 = 0.7;
/// What a figure is worth to a query that asks for one.
const FIGURE: f64 = 0.06;

/// The part of `text` that answers `query` best, as a range of bytes: a sentence, a line, a table row, or two of them
/// that are neighbours; a heading together with what follows it. Of equals the first; of a text that has nothing of the
/// query, its beginning. Without blanks at either end, and empty only if the text is blank.
///
/// It has at most `max_chars` characters. What is longer is cut between words, around as much of the query as
/// possible; only a word that is longer itself is cut within.
pub fn best_passage(text: &str, query: &str, max_chars: usize) -> Range<usize> {
    let units = units(text);
    let count = units.len() as u64;
    let figure = asks_for_figure(query);
    let query = Query::read(query);
    let finder = Finder::new(&query);
    let hits: Vec<Hits> = units.iter().map(|unit| finder.find(&text[unit.range.clone()])).collect();
    let mut with = vec![0; query.terms.len()];
    for hits in &hits {
        let terms = hits.terms();
        with.iter_mut().enumerate().for_each(|(term, with)| *with += terms >> term & 1);
    }
    let quotable = Quotable { text, units, hits, scorer: Scorer::new(&query, &with, count), figure };
    let Some((first, mut last)) = quotable.best() else { return 0..0 };
    let units = &quotable.units;
    while units[last].kind == Kind::Heading && last + 1 < units.len() {
        last += 1;
    }
    let range = units[first].range.start..units[last].range.end;
    narrow(text, range.clone(), quotable.start(range, &finder, max_chars), max_chars)
}

/// The units of a text, and what they have of a query.
struct Quotable<'t, 'q> {
    text: &'t str,
    units: Vec<Unit>,
    hits: Vec<Hits>,
    scorer: Scorer<'q>,
    figure: bool,
}

impl Quotable<'_, '_> {
    /// The first and the last of the units that say most; the first unit if none says anything.
    fn best(&self) -> Option<(usize, usize)> {
        let mut best = (0, 0, 0.0);
        let mut before = 0.0;
        for at in 0..self.units.len() {
            let score = self.score(at);
            if score > best.2 {
                best = (at, at, score);
            }
            if before > 0.0 && score > 0.0 && self.units[at - 1].kind != Kind::Heading {
                let both = f64::max(before, score) + self.gain(at) - WORTH_A_SECOND;
                if both > best.2 {
                    best = (at - 1, at, both);
                }
            }
            before = score;
        }
        (!self.units.is_empty()).then_some((best.0, best.1))
    }

    fn score(&self, at: usize) -> f64 {
        let (unit, hits) = (&self.units[at], &self.hits[at]);
        if hits.list.is_empty() {
            return 0.0;
        }
        let own = self.scorer.score(hits) * if unit.kind == Kind::Heading { HEADINGS } else { 1.0 };
        let above = unit.heading.map_or(0, |heading| self.hits[heading].terms());
        let (alone, headed) = (self.scorer.coverage(hits.terms()), self.scorer.coverage(hits.terms() | above));
        let figure = self.figure && self.text[unit.range.clone()].bytes().any(|byte| byte.is_ascii_digit());
        own + OF_HEADING * (headed - alone) + if figure { FIGURE } else { 0.0 }
    }

    /// What a unit and the one before it have of the query more than either alone.
    fn gain(&self, at: usize) -> f64 {
        let (first, second) = (self.hits[at - 1].terms(), self.hits[at].terms());
        let either = self.scorer.coverage(first).max(self.scorer.coverage(second));
        OF_NEIGHBOUR * (self.scorer.coverage(first | second) - either)
    }

    /// Where to begin within `range` to have as much of the query as possible in `max` characters.
    fn start(&self, range: Range<usize>, finder: &Finder<'_>, max: usize) -> usize {
        let hits = finder.find(&self.text[range.clone()]).list;
        let mut best = (range.start, 0.0);
        for (at, hit) in hits.iter().enumerate() {
            let within = hits[at..].iter().take_while(|other| other.start < hit.start + max / 2);
            let share = self.scorer.coverage(within.fold(0, |set, other| set | 1 << other.term));
            if share > best.1 {
                best = (range.start + hit.start, share);
            }
        }
        // Some of what comes before belongs to it.
        let back = (max / 4).min(best.0 - range.start);
        self.text.floor_char_boundary(best.0 - back)
    }
}

/// Whether a question is answered by a number or a date.
fn asks_for_figure(query: &str) -> bool {
    let query = query.to_lowercase();
    let asking = [
        "how many",
        "how much",
        "how long",
        "how old",
        "how far",
        "how often",
        "how big",
        "how large",
        "when ",
        "what year",
        "price",
        "cost",
        "fee",
        "number of",
        "percent",
        "date",
        "wie viel",
        "wie lange",
        "wann ",
    ];
    asking.iter().any(|asking| query.contains(asking))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn best<'t>(text: &'t str, query: &str) -> &'t str {
        &text[best_passage(text, query, 400)]
    }

    #[test]
    fn the_sentence_that_answers_is_quoted() {
        let text = "Orders leave our warehouse within a day. Returns are free for 30 days, e.g. of\nwrong sizes. \
            Refunds reach your account after 5 days.\n\nGift cards cannot be returned.";
        assert_eq!(
            best(text, "How long do I have to return things?"),
            "Returns are free for 30 days, e.g. of\nwrong sizes."
        );
        assert_eq!(best(text, "when do refunds arrive"), "Refunds reach your account after 5 days.");
        assert_eq!(best(text, "gift card returned"), "Gift cards cannot be returned.");
        assert_eq!(best(text, "unrelated"), "Orders leave our warehouse within a day.");
        assert_eq!(best("  \n ", "x"), "");
    }

    #[test]
    fn rows_are_quoted_whole() {
        let table = "# Prices\n\n| Model | Weight | Price |\n|---|---|---|\n| K-100 | 2 kg | $1,299 |\n| K-200 | 3 kg | $2,450 |\n";
        assert_eq!(best(table, "What is the price of the K-200?"), "| K-200 | 3 kg | $2,450 |");
        let dotted = "Net sales ............ 12,345\nCost of goods ........ 6,789\nNet income ........... 1,234\n";
        assert_eq!(best(dotted, "net income"), "Net income ........... 1,234");
        let csv = "city,country,population\nLorvik,Norland,120000\nPesta,Sudland,98000\n";
        assert_eq!(best(csv, "population of Pesta"), "Pesta,Sudland,98000");
    }

    #[test]
    fn a_heading_is_quoted_with_what_follows() {
        let text =
            "## Opening hours\n\nMonday to Friday, 9 to 5. Closed on holidays.\n\n## Address\n\nHarbour Street 12.";
        assert_eq!(best(text, "opening hours"), "## Opening hours\n\nMonday to Friday, 9 to 5.");
        assert_eq!(best(text, "Where is the address?"), "## Address\n\nHarbour Street 12.");
    }

    #[test]
    fn what_is_long_is_cut_around_the_hit() {
        let text =
            format!("{} the kettle costs 1,234.50 euros {}", "some words here ".repeat(50), "and so on ".repeat(50));
        let quoted = &text[best_passage(&text, "kettle euros", 60)];
        assert!(quoted.contains("kettle costs 1,234.50 euros"), "{quoted}");
        assert!(quoted.chars().count() <= 60);
    }

    proptest! {
        #[test]
        fn words_are_never_cut(text in "([a-z]{1,9}[ .\n|,]{1,2}|[0-9]{1,3},[0-9]{3} ){0,60}", query in "[a-z]{1,3}", max in 12usize..80) {
            let range = best_passage(&text, &query, max);
            prop_assert!(text[range.clone()].chars().count() <= max.max(20));
            prop_assert_eq!(range.is_empty(), !text.chars().any(char::is_alphanumeric));
            let digit_or_letter = |char: Option<char>| char.is_some_and(char::is_alphanumeric);
            let (before, quoted, after) = (&text[..range.start], &text[range.clone()], &text[range.end..]);
            prop_assert!(!(digit_or_letter(before.chars().next_back()) && digit_or_letter(quoted.chars().next())));
            prop_assert!(!(digit_or_letter(quoted.chars().next_back()) && digit_or_letter(after.chars().next())));
        }

        #[test]
        fn any_text_is_quoted_at_character_boundaries(text in "\\PC{0,200}", query in "\\PC{0,20}", max in 0usize..50) {
            prop_assert!(text.get(best_passage(&text, &query, max)).is_some());
        }
    }
}
