//! How well the units of passages answer a question.

use super::super::query::{Query, is_stop_word, stemmed};
use super::super::units::{Kind, cells};
use super::super::words::{self, words};
use super::Quote;
use super::divided::{Passage, ends};
use super::kind::{self, Asked, asked, gives};
use super::weights::Weights;
use std::collections::HashSet;

/// What is told of a unit by the names of its columns, the name of its file, its heading, the sentence that leads up to
/// its table or list, the sentence before it, and the rest of its passage, compared with what it says itself.
const BY_HEADER: f64 = 0.9;
const BY_NAME: f64 = 0.8;
const BY_HEADING: f64 = 0.65;
const BY_LEAD: f64 = 0.6;
const BY_BEFORE: f64 = 0.4;
const BY_PASSAGE: f64 = 0.2;
/// What neighbouring words of the question are worth that are neighbours there, and the score of the passage.
const PHRASES: f64 = 0.12;
const PASSAGE: f64 = 0.06;
/// What it is worth to have the number or time that is asked for.
const KIND: f64 = 0.16;
const KIND_AS_EVIDENCE: f64 = 0.06;
/// What a number is worth that stands before what is to be counted.
const COUNT: f64 = 0.1;
/// What it is worth to have words in the form of the question.
const EXACT: f64 = 0.1;
/// What it is worth if the question names all of what a row is about.
const LABEL: f64 = 0.16;
/// What it is worth to have itself what is asked for by its name.
const HEAD: f64 = 0.12;
/// What is left of the score of a sentence that the edge of its passage may have cut.
const CUT: f64 = 0.6;
/// What is left of that of a line or two that end without a full stop, as titles do.
const TITLE: f64 = 0.8;
/// An answer has so much of the question, in a script that does not divide words somewhat less.
const EVIDENCE: f64 = 0.42;
const EVIDENCE_IN_SIGNS: f64 = 0.3;
/// A passage that was found with such a score has to have less of it.
const DECENT: f64 = 0.45;
const EVIDENCE_IF_DECENT: f64 = 0.2;
/// What the block counts that a line of a program or of data opens, and what is left of the score of such a line; so
/// many bytes of the block are looked at.
const BY_BLOCK: f64 = 0.6;
const OPENING: f64 = 0.85;
const BLOCK: usize = 400;
/// What a cell is worth whose row and column are both asked for by their names.
const CELL: f64 = 0.25;

/// Judges the units of all passages.
#[derive(Debug)]
pub struct Judge<'p, 'q> {
    pub(super) passages: &'p [Passage<'p>],
    pub(super) weights: Weights<'q>,
    pub(super) asked: Asked,
    /// The terms of what is to be counted.
    pub(super) counted: Option<u64>,
    /// The terms of what is asked for by its name, as the capital of a country.
    pub(super) head: u64,
    /// The question names someone or something that no passage knows.
    pub(super) stranger: bool,
    /// The words of the question, as they are and stemmed.
    pub(super) words: HashSet<String>,
    pub(super) stems: HashSet<String>,
}

impl<'p, 'q> Judge<'p, 'q> {
    /// A judge of what `passages` say of `question`, read as `query`; `words` are those of the question.
    pub fn new(passages: &'p [Passage<'p>], question: &str, query: &'q Query, words: HashSet<String>) -> Self {
        let mut with = vec![0; query.terms.len()];
        for unit in passages.iter().flat_map(|passage| &passage.has) {
            with.iter_mut().enumerate().for_each(|(term, with)| *with += unit >> term & 1);
        }
        let all = passages.iter().map(|passage| passage.units.len()).sum();
        let known = passages.iter().fold(0, |set, passage| set | passage.all | passage.named);
        Self {
            passages,
            weights: Weights::new(query, &with, all, !kind::is_german(question)).of_kind(question, &with),
            asked: asked(question),
            counted: counted(question, query),
            head: kind::head(question).map_or(0, |head| term_of(query, &head)),
            stranger: names_stranger(question, query, known),
            stems: stems(&words, query),
            words,
        }
    }

    /// What answers, the best first, without what repeats a better one.
    pub fn quotes(&self, max: usize) -> Vec<Quote> {
        let mut found: Vec<(f64, bool, usize, usize)> = Vec::new();
        for (source, passage) in self.passages.iter().enumerate() {
            for at in 0..passage.units.len() {
                if let Some((score, answers)) = self.score(source, at) {
                    found.push((score, answers, source, at));
                }
            }
        }
        found.sort_by(|a, b| b.0.total_cmp(&a.0));
        self.distinct(found, max)
    }

    /// How well a unit answers, and whether it has enough for that; `None` if it says nothing of the question.
    fn score(&self, source: usize, at: usize) -> Option<(f64, bool)> {
        let passage = &self.passages[source];
        let unit = &passage.units[at];
        let own = passage.has[at];
        let under = unit.heading.filter(|heading| heading + 1 == at).map_or(0, |heading| passage.has[heading]);
        let block = passage.block(at, BLOCK);
        let nothing = own | under | block == 0 || block != 0 && own == 0;
        if matches!(unit.kind, Kind::Heading | Kind::Header) || nothing || !self.brings(passage, at) {
            return None;
        }
        let (mut set, mut near) = (own, own);
        let (mut share, mut evidence) = (self.weights.share(own), self.weights.plain_share(own));
        for (more, by) in [
            (passage.terms_of(unit.header), BY_HEADER),
            (block, BY_BLOCK),
            (passage.named, BY_NAME),
            (passage.terms_of(unit.heading) | passage.enclosing(at), BY_HEADING),
            (passage.terms_of(unit.lead), BY_LEAD),
            (self.before(passage, at), BY_BEFORE),
            (passage.all, BY_PASSAGE),
        ] {
            share += by * (self.weights.share(set | more) - self.weights.share(set));
            near |= if by > BY_BEFORE { more } else { 0 };
            evidence += by * (self.weights.plain_share(set | more) - self.weights.plain_share(set));
            set |= more;
        }
        let kind = self.asked != Asked::Any && gives(passage.whole(at, BLOCK), self.asked, &self.words);
        let mut score = share + PHRASES * self.weights.phrases(&passage.hits[at]) + PASSAGE * passage.source.score;
        score += if kind { KIND } else { 0.0 } + self.labelled(passage, at);
        score += if self.counts(passage, at) { COUNT } else { 0.0 };
        score += if own & self.head != 0 { HEAD } else { 0.0 };
        score += EXACT * self.weights.share(passage.exact[at]);
        score *= if unit.close.is_some() { OPENING } else { 1.0 };
        if self.is_cut(source, at) {
            score *= CUT;
        } else if unit.kind == Kind::Sentence && !ends(passage.text(at)) {
            score *= TITLE;
        }
        // A number or time is an answer even where it is said only around it what it is the number of.
        let labelled = self.label(passage, at) > 0.99;
        near |= if kind || labelled { passage.all | passage.named } else { 0 };
        let evidence = evidence + if kind { KIND_AS_EVIDENCE } else { 0.0 };
        Some((score, self.is_enough(near, labelled, evidence, passage.source.score)))
    }

    /// Whether what a unit has of the question makes it an answer. `near` are the terms that it has, with what heads it.
    fn is_enough(&self, near: u64, labelled: bool, evidence: f64, found: f64) -> bool {
        if self.weights.is_of_signs() {
            return evidence >= EVIDENCE_IN_SIGNS;
        }
        let head_is_missing = self.head != 0 && near & self.head == 0;
        let short = !labelled && self.weights.lacks_one_of_two(near);
        let missing = if head_is_missing || short { 0.25 } else { 0.0 } + if self.stranger { 0.3 } else { 0.0 };
        let least = if found >= DECENT && missing == 0.0 { EVIDENCE_IF_DECENT } else { EVIDENCE };
        evidence - missing >= least
    }

    /// What the sentence before has of the question.
    fn before(&self, passage: &Passage<'_>, at: usize) -> u64 {
        let units = &passage.units;
        // `It` and the like speak of what the paragraph speaks of.
        let points = ["It ", "They ", "He ", "She ", "Er ", "Sie ", "Es ", "Il ", "Elle ", "Ils "];
        if units[at].kind == Kind::Sentence && points.iter().any(|word| passage.text(at).starts_with(word)) {
            let same = (0..at).rev().take_while(|other| units[*other].paragraph == units[at].paragraph);
            return same.take(8).fold(0, |set, other| set | passage.has[other]);
        }
        let before = at.checked_sub(1).filter(|before| {
            units[*before].kind == Kind::Sentence
                && units[at].kind == Kind::Sentence
                && units[*before].paragraph == units[at].paragraph
        });
        passage.terms_of(before)
    }

    /// Whether a unit has a number of what the question asks the number of.
    fn counts(&self, passage: &Passage<'_>, at: usize) -> bool {
        let Some(counted) = self.counted else { return false };
        let start = passage.units[at].range.start;
        let hits = passage.starts[at].iter().filter(|(_, term)| counted >> term & 1 == 1);
        let hits: Vec<usize> = hits.map(|(hit, _)| hit - start).take(8).collect();
        !hits.is_empty() && kind::counts(passage.text(at), &hits)
    }

    /// Whether a unit says more than the question does.
    fn brings(&self, passage: &Passage<'_>, at: usize) -> bool {
        let text = passage.text(at);
        // A whole sentence may state what was asked.
        let mut more =
            passage.units[at].kind == Kind::Sentence && ends(text) && text.split_whitespace().nth(3).is_some();
        words(passage.whole(at, BLOCK), &mut |word| {
            more |= !is_stop_word(word.text) && !self.stems.contains(&stemmed(word.text))
        });
        more
    }

    /// What it is worth that the question asks for what a row or line is the value of.
    fn labelled(&self, passage: &Passage<'_>, at: usize) -> f64 {
        let label = self.label(passage, at);
        let columns = passage.terms_of(passage.units[at].header) & !passage.has[at];
        LABEL * label
            + if label > 0.99 && columns != 0 { CELL * self.weights.share(passage.has[at] | columns) } else { 0.0 }
    }

    /// How much of what a row is about is asked for, 0 to 1.
    fn label(&self, passage: &Passage<'_>, at: usize) -> f64 {
        let text = passage.text(at);
        let label = match passage.units[at].kind {
            Kind::Row => cells(text).into_iter().find(|cell| !cell.is_empty()).unwrap_or_default(),
            Kind::Line if passage.units[at].close.is_some() => text,
            Kind::Line => label(text),
            Kind::Heading | Kind::Header | Kind::Sentence => "",
        };
        let (mut all, mut asked) = (0.0, 0.0);
        words(label, &mut |word| {
            if !is_stop_word(word.text) && matches!(word.kind, words::Kind::Part | words::Kind::Sign) {
                all += 1.0;
                asked += if self.stems.contains(&stemmed(word.text)) { 1.0 } else { 0.0 };
            }
        });
        if all > 0.0 { asked / all } else { 0.0 }
    }

    /// Whether a unit has lost a part at the edge of its passage: another one of the file has it with more around it.
    fn is_cut(&self, source: usize, at: usize) -> bool {
        let passage = &self.passages[source];
        if !passage.is_at_edge(at) {
            return false;
        }
        let text = passage.text(at);
        passage.may_be_cut(at)
            || self.passages.iter().enumerate().any(|(other, fellow)| {
                other != source
                    && fellow.source.name == passage.source.name
                    && (0..fellow.units.len()).any(|at| {
                        let whole = fellow.text(at);
                        whole.len() > text.len()
                            && !fellow.is_at_edge(at)
                            && (whole.ends_with(text) || whole.starts_with(text))
                    })
            })
    }
}

/// The terms of what follows `how many`.
fn counted(question: &str, query: &Query) -> Option<u64> {
    let lower = question.to_ascii_lowercase();
    let after = &question[lower.find("how many")? + "how many".len()..];
    let first = Query::read(after).terms.into_iter().next()?;
    query.terms.iter().position(|term| *term == first).map(|term| 1 << term)
}

/// What a line gives the value of: `Label: value`, `NAME = value`.
fn label(line: &str) -> &str {
    let assigned = || {
        let (name, value) = line.split_once('=')?;
        let compared = name.ends_with(['+', '-', '*', '/', '<', '>', '!', ':', '%']) || value.starts_with(['=', '>']);
        (!compared).then_some((name, value))
    };
    line.split_once(": ").or_else(assigned).map_or("", |(label, _)| label)
}

/// The words of a question, stemmed, with those that say nearly the same.
fn stems(words: &HashSet<String>, query: &Query) -> HashSet<String> {
    let also = query.wants.iter().fold(0, |set, want| set | want.also);
    let also = query.terms.iter().enumerate().filter(|(term, _)| also >> term & 1 == 1).map(|(_, term)| term.clone());
    words.iter().map(|word| stemmed(word)).chain(also).collect()
}

/// The term of a word, as a set.
fn term_of(query: &Query, word: &str) -> u64 {
    let word = stemmed(word);
    let Some(term) = query.terms.iter().position(|term| *term == word) else { return 0 };
    query.wants.iter().filter(|want| want.parts.contains(&term)).fold(1 << term, |set, want| set | want.also)
}

/// Whether a question has a name that is nowhere in `known`. German writes all nouns as names.
fn names_stranger(question: &str, query: &Query, known: u64) -> bool {
    !kind::is_german(question)
        && query.wants.iter().any(|want| {
            let month = want.parts.iter().any(|part| kind::is_calendar(&query.terms[*part]));
            want.named && !month && want.presence(known) == 0.0
        })
}
