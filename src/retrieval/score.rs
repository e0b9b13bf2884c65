//! How well a passage answers a query, as a number between 0 and 1.

use super::hits::{Hit, Hits};
use super::query::{Query, Want};

/// Words of a sentence or two, and of a phrase: what stands as near belongs together.
const NEAR: usize = 40;
const CLOSE: usize = 12;

/// A text with each word once, so many times: what a store's own texts are counted with, so that words differ in
/// weight in a store of one text as well.
const BACKGROUND: f64 = 100.0;

/// A query whose wants have weights.
#[derive(Debug)]
pub struct Scorer<'q> {
    query: &'q Query,
    /// The weight of each want; they add up to 1.
    weights: Vec<f64>,
    /// The wants that each term begins, as a set.
    begun: Vec<u32>,
}

impl<'q> Scorer<'q> {
    /// Weighs what `query` asks for by how rare it is: `with[t]` of `all` passages have its term `t`.
    pub fn new(query: &'q Query, with: &[u64], all: u64) -> Self {
        let rarity = |term: usize| {
            let with = with[term] as f64;
            let rarity = (1.0 + (all as f64 + BACKGROUND) / (with + 1.0)).ln();
            // What is nowhere cannot tell one passage from another; it only says that something is missing.
            if with == 0.0 { 0.6 * rarity } else { rarity }
        };
        let weigh = |want: &Want| {
            let parts = want.parts.iter().map(|part| rarity(*part)).sum::<f64>() / want.parts.len() as f64;
            let whole = want.whole.filter(|whole| with[*whole] > 0).map_or(0.0, rarity);
            parts.max(whole) * if want.digits { 1.2 } else { 1.0 } * if want.quoted { 1.3 } else { 1.0 }
        };
        let mut weights: Vec<f64> = query.wants.iter().map(weigh).collect();
        let sum: f64 = weights.iter().sum();
        weights.iter_mut().for_each(|weight| *weight /= sum);
        let begins = |term| (0..query.wants.len()).filter(move |want| query.wants[*want].begins(term));
        let begun = (0..query.terms.len()).map(|term| begins(term).fold(0, |set, want| set | 1 << want)).collect();
        Self { query, weights, begun }
    }

    /// How well a text answers the query: above 0 if it has any of its terms, below 0.95.
    pub fn score(&self, found: &Hits) -> f64 {
        if found.list.is_empty() {
            return 0.0;
        }
        let (near, _) = self.densest(&found.list, NEAR);
        let (close, _) = self.densest(&found.list, CLOSE);
        0.40 * self.saturation(&found.list) + 0.22 * near + 0.18 * close + 0.14 * self.phrases(&found.list, close)
    }

    /// How far from the edges of a chunk the query is answered, 0 to 0.02, to be added to its score: what stands at an
    /// edge may have lost what belongs to it, and stands in the neighbour whole.
    pub fn central(&self, found: &Hits) -> f64 {
        let (near, middle) = self.densest(&found.list, NEAR);
        let margin = middle.min(found.length.saturating_sub(middle)) as f64;
        0.02 * near * margin / (found.length as f64 / 2.0).max(1.0)
    }

    /// The share of the query that the terms of `set` are, 0 to 1.
    pub fn coverage(&self, set: u64) -> f64 {
        let wants = self.query.wants.iter().zip(&self.weights);
        wants.map(|(want, weight)| weight * want.presence(set)).sum()
    }

    /// The share of the query in the whole text, where what occurs more often counts a little more.
    fn saturation(&self, hits: &[Hit]) -> f64 {
        let mut times = vec![0u32; self.query.terms.len()];
        let mut set = 0;
        for hit in hits {
            times[hit.term] += 1;
            set |= 1 << hit.term;
        }
        let wants = self.query.wants.iter().zip(&self.weights);
        wants
            .map(|(want, weight)| {
                let most = want.parts.iter().chain(&want.whole).map(|term| times[*term]).max().unwrap_or(0);
                weight * want.presence(set) * (1.0 - 0.15 / f64::from(most.max(1)))
            })
            .sum()
    }

    /// The greatest share of the query within `width` words, and the word in their middle.
    fn densest(&self, hits: &[Hit], width: usize) -> (f64, usize) {
        let mut times = vec![0u32; self.query.terms.len()];
        let (mut set, mut seen, mut first) = (0u64, 0, 0);
        let mut best = (0.0, 0);
        for hit in hits {
            times[hit.term] += 1;
            set |= 1 << hit.term;
            while hits[first].place + width <= hit.place {
                times[hits[first].term] -= 1;
                if times[hits[first].term] == 0 {
                    set &= !(1 << hits[first].term);
                }
                first += 1;
            }
            if set != seen {
                seen = set;
                let share = self.coverage(set);
                if share > best.0 {
                    best = (share, hits[first].place.midpoint(hit.place));
                }
            }
        }
        best
    }

    /// The share of the query's neighbours which are neighbours in the text; of a query of one word, `alone`.
    fn phrases(&self, hits: &[Hit], alone: f64) -> f64 {
        let wants = &self.query.wants;
        if wants.len() < 2 {
            return alone;
        }
        let mut found = 0u32;
        for (at, hit) in hits.iter().enumerate() {
            // Neighbours in a query are consecutive: the bit of one, shifted, is that of the next.
            let next = self.begun[hit.term] << 1;
            for other in hits[at + 1..].iter().take_while(|other| other.place <= hit.place + 4) {
                let mut both = next & self.begun[other.term] & !found;
                while both != 0 {
                    let second = both.trailing_zeros() as usize;
                    both &= both - 1;
                    let apart = wants[second].place.saturating_sub(wants[second - 1].place);
                    let here = other.place - hit.place;
                    if here > 0 && here.abs_diff(apart) <= 1 {
                        found |= 1 << second;
                    }
                }
            }
        }
        let weight = |second: usize| {
            let quoted = wants[second].quoted && wants[second - 1].quoted;
            (self.weights[second] + self.weights[second - 1]) * if quoted { 4.0 } else { 1.0 }
        };
        let all: f64 = (1..wants.len()).map(weight).sum();
        (1..wants.len()).filter(|second| found & 1 << second != 0).map(weight).sum::<f64>() / all
    }
}

#[cfg(test)]
mod tests {
    use super::super::hits::Finder;
    use super::*;

    /// The score of `text` in a store of it and 99 others; `common` are words that half of those have.
    fn score(query: &str, text: &str, common: &str) -> f64 {
        let query = Query::read(query);
        let has = |text: &str, term: &str| Query::read(text).terms.iter().any(|other| other == term);
        let with = |term: &String| if has(common, term) { 50 } else { u64::from(has(text, term)) };
        let with: Vec<u64> = query.terms.iter().map(with).collect();
        let scorer = Scorer::new(&query, &with, 100);
        let hits = Finder::new(&query).find(text);
        scorer.score(&hits) + scorer.central(&hits)
    }

    #[test]
    fn scores_say_how_much_of_a_query_is_answered() {
        let filler = "lorem ipsum dolor sit amet ".repeat(60);
        let all = format!("{filler} The warranty period of the kettle is two years. {filler}");
        let near = score("warranty period kettle", &all, "");
        assert!((0.8..0.97).contains(&near), "{near}");
        let scattered = format!("kettle {filler} warranty {filler} period");
        let far = score("warranty period kettle", &scattered, "");
        assert!((0.4..near - 0.1).contains(&far), "{far}");
        let half = score("warranty period kettle colour", "The kettle has a warranty.", "");
        assert!((0.35..0.65).contains(&half), "{half}");
        let common = score("company dividend policy", "The company was founded in spring.", "company");
        assert!(common > 0.0 && common < 0.2, "{common}");
        assert_eq!(score("warranty", "Nothing of the kind.", ""), 0.0);
        let single = score("warranty", &all, "");
        assert!((0.8..0.97).contains(&single), "{single}");
    }

    #[test]
    fn phrases_numbers_and_wholes_count() {
        let right = score("error E4021", "Fix of error E4021 in the pump.", "error");
        let wrong = score("error E4021", "Fix of error E4022 in the pump.", "error");
        assert!(right > 0.8 && wrong < 0.4, "{right} {wrong}");
        let phrase = score("\"October 2023\"", "As of October 2023 it holds.", "");
        let apart = score("\"October 2023\"", "As of 2023 it holds, until October.", "");
        assert!(phrase > apart + 0.1, "{phrase} {apart}");
        let whole = score("get_user_name", "call getUserName here", "");
        let parts = score("get_user_name", "the user must get a name", "");
        assert!(whole > parts && parts > 0.3, "{whole} {parts}");
    }

    #[test]
    fn of_equal_hits_the_central_one_wins() {
        let filler = "lorem ipsum dolor sit amet ".repeat(20);
        let edge = score("blue kettle", &format!("{filler}{filler} blue kettle"), "");
        let middle = score("blue kettle", &format!("{filler} blue kettle {filler}"), "");
        assert!(middle > edge && middle - edge < 0.05, "{middle} {edge}");
    }
}
