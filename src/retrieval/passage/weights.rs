//! What the parts of a question are worth, and how much of it a set of terms is.

use super::super::query::{Query, Want, stemmed};
use super::super::words::has_no_spaces;
use super::kind;

/// Units that are thought to be there beside those that are, so that words differ in weight in a short text as well.
const BACKGROUND: f64 = 20.0;

/// What a word that is nowhere counts of what it would as evidence.
const UNKNOWN: f64 = 0.85;

/// What a word counts as evidence that only says of what kind the answer is.
const OF_KIND: f64 = 0.4;

/// A query whose wants have weights.
#[derive(Debug)]
pub struct Weights<'q> {
    query: &'q Query,
    /// The weight of each want; they add up to 1.
    weights: Vec<f64>,
    /// The same without what names and numbers count more.
    plain: Vec<f64>,
    /// The want that only says of what kind the answer is.
    kind: Option<usize>,
}

impl<'q> Weights<'q> {
    /// Weighs what `query` asks for by how rare it is: `with[t]` of `all` units have its term `t`. Names and numbers tell
    /// more than other words; what is nowhere counts in full, for it says that something is missing.
    /// `names` is whether a capital makes a name.
    pub fn new(query: &'q Query, with: &[u64], all: usize, names: bool) -> Self {
        let rarity = |with: u64| (1.0 + (all as f64 + BACKGROUND) / (with as f64 + 1.0)).ln();
        let plain = |want: &Want| {
            let also = (0..with.len()).filter(|term| want.also >> term & 1 == 1).map(|term| with[term]).sum::<u64>();
            want.parts.iter().map(|part| rarity(if with[*part] > 0 { with[*part] } else { also })).sum::<f64>()
                / want.parts.len() as f64
        };
        let known = |want: &Want| {
            want.also != 0 && (0..with.len()).any(|term| want.also >> term & 1 == 1 && with[term] > 0)
                || want.parts.iter().any(|part| with[*part] > 0)
        };
        // An answer may say it in another word.
        let as_evidence = |want: &Want| plain(want) * if known(want) { 1.0 } else { UNKNOWN };
        let weigh = |want: &Want| {
            let special = if want.named && names { 1.4 } else { 1.0 } * if want.digits { 1.2 } else { 1.0 };
            plain(want) * special * if want.quoted { 1.3 } else { 1.0 }
        };
        let shares = |weights: Vec<f64>| -> Vec<f64> {
            let sum: f64 = weights.iter().sum();
            weights.into_iter().map(|weight| weight / sum).collect()
        };
        let weights = shares(query.wants.iter().map(weigh).collect());
        Self { query, weights, plain: shares(query.wants.iter().map(as_evidence).collect()), kind: None }
    }

    /// The same for `question`, whose `which countries` asks for Norway: if no text
    /// has that word, an answer need not have it. `with` is as for [`Self::new`].
    pub fn of_kind(mut self, question: &str, with: &[u64]) -> Self {
        let Some(kind) = kind::kind_of(question).map(|kind| stemmed(&kind)) else { return self };
        let Some(at) = self
            .query
            .wants
            .iter()
            .position(|want| self.query.terms[want.parts[0]] == kind && with[want.parts[0]] == 0)
        else {
            return self;
        };
        self.kind = Some(at);
        let rest = 1.0 - self.plain[at] * (1.0 - OF_KIND);
        self.plain[at] *= OF_KIND;
        self.plain.iter_mut().for_each(|weight| *weight /= rest);
        self
    }

    /// The share of the query that the terms of `set` are, where names and numbers count as other words do.
    pub fn plain_share(&self, set: u64) -> f64 {
        self.query.wants.iter().zip(&self.plain).map(|(want, weight)| weight * want.presence(set)).sum()
    }

    /// The share of the query that the terms of `set` are, 0 to 1.
    pub fn share(&self, set: u64) -> f64 {
        let wants = self.query.wants.iter().zip(&self.weights);
        wants.map(|(want, weight)| weight * want.presence(set)).sum()
    }

    /// The share of the query's neighbours that are neighbours among `hits`, pairs of a place and a term in order.
    pub fn phrases(&self, hits: &[(usize, usize)]) -> f64 {
        let wants = &self.query.wants;
        let (mut found, mut all) = (0.0, 0.0);
        for second in 1..wants.len() {
            let weight = self.weights[second - 1] + self.weights[second];
            all += weight;
            let both = hits.iter().enumerate().any(|(at, (place, term))| {
                let after = hits[at + 1..].iter().take(4).take_while(|(next, _)| *next <= place + 3);
                wants[second - 1].begins(*term)
                    && after.clone().any(|(next, term)| *next > *place && wants[second].begins(*term))
            });
            found += if both { weight } else { 0.0 };
        }
        if all > 0.0 { found / all } else { 0.0 }
    }

    /// Whether `set` has only one of the two words that a question has, and that is no name and no number.
    pub fn lacks_one_of_two(&self, set: u64) -> bool {
        let [first, second] = &self.query.wants[..] else { return false };
        let has = |want: &Want| want.presence(set) > 0.0;
        let lacking = usize::from(has(first));
        has(first) != has(second)
            && self.kind != Some(lacking)
            && ![first, second].iter().any(|want| has(want) && (want.named || want.digits))
    }

    /// Whether the query is mostly of a script that does not divide words, so that it is read as pairs of signs, of which
    /// an answer has fewer than of words.
    pub fn is_of_signs(&self) -> bool {
        let signs = |term: &str| term.chars().all(has_no_spaces);
        let wants = self.query.wants.iter().zip(&self.weights);
        wants.filter(|(want, _)| signs(&self.query.terms[want.parts[0]])).map(|(_, weight)| weight).sum::<f64>() > 0.5
    }
}
