//! What is quoted of all that was found.

use super::super::units::{Kind, narrow};
use super::divided::Passage;
use super::judge::Judge;
use super::kind::Asked;
use super::{Quote, told};
use std::collections::HashSet;

/// How much of the question a second sentence of the paragraph must add to be quoted too.
const WORTH_A_SECOND: f64 = 0.3;
/// Quotes that are looked at in the end.
const MOST: usize = 24;

impl Judge<'_, '_> {
    /// The quotes of what was found, without those that repeat a better one.
    pub(super) fn distinct(&self, found: Vec<(f64, bool, usize, usize)>, max: usize) -> Vec<Quote> {
        let mut quotes: Vec<Quote> = Vec::new();
        let mut known: HashSet<String> = HashSet::new();
        for (score, answers, source, at) in found {
            if quotes.len() == MOST {
                break;
            }
            let passage = &self.passages[source];
            let (mut first, mut last) = self.with_neighbour(passage, at);
            let end = |last: usize| passage.units[last].close.unwrap_or(passage.units[last].range.end);
            let span = |first: usize, last: usize| passage.units[first].range.start..end(last);
            if passage.source.text[span(first, last)].chars().count() > max {
                (first, last) = (at, at);
            }
            let range = span(first, last);
            let opens = passage.units[at].close.is_some();
            let from = if first == last && !opens { self.densest(passage, at, max) } else { range.start };
            let range = narrow(passage.source.text, range, from, max);
            let text = told::on_a_line(&passage.source.text[range.clone()]);
            if known.iter().any(|known| known.contains(&text)) {
                continue;
            }
            known.insert(text);
            let told = told::told(passage, first, last, range.clone(), &|set| self.weights.share(set));
            quotes.push(Quote { source, range, told, score, answers, has: passage.has[first] | passage.has[last] });
        }
        quotes
    }

    /// A sentence, together with the next or the last one if that has much of the question that it has not.
    fn with_neighbour(&self, passage: &Passage<'_>, at: usize) -> (usize, usize) {
        let units = &passage.units;
        let known = passage.has[at] | passage.named | passage.terms_of(units[at].heading);
        let own = self.weights.share(known);
        let beside = |other: usize| {
            units.get(other).is_some_and(|other| {
                let sentences = other.kind == Kind::Sentence && units[at].kind == Kind::Sentence;
                sentences && other.paragraph == units[at].paragraph
            })
        };
        let gain = |other: usize| {
            if beside(other) { self.weights.share(known | passage.has[other]) - own } else { 0.0 }
        };
        let points = |text: &str| ["It ", "They ", "He ", "She "].iter().any(|word| text.starts_with(word));
        let goes_on = beside(at + 1) && points(passage.text(at + 1));
        if goes_on && self.asked != Asked::Any && own < 0.9 {
            return (at, at + 1);
        }
        let (before, after) = (at.checked_sub(1).map_or(0.0, gain), gain(at + 1));
        if after >= WORTH_A_SECOND && after >= before {
            (at, at + 1)
        } else if before >= WORTH_A_SECOND {
            (at - 1, at)
        } else {
            (at, at)
        }
    }

    /// Where to begin within a unit to have as much of the question as possible in `max` characters.
    fn densest(&self, passage: &Passage<'_>, at: usize, max: usize) -> usize {
        let range = &passage.units[at].range;
        let hits = &passage.starts[at];
        let mut best = (range.start, 0.0);
        for (at, (start, _)) in hits.iter().enumerate() {
            let within = hits[at..].iter().take_while(|(other, _)| *other < start + max / 2);
            let share = self.weights.share(within.fold(0, |set, (_, term)| set | 1 << term));
            if share > best.1 {
                best = (*start, share);
            }
        }
        // Some of what comes before belongs to it.
        passage.source.text.floor_char_boundary(best.0 - (max / 4).min(best.0 - range.start))
    }
}
