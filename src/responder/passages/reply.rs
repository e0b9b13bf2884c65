//! The reply that quotes what was found.

use super::super::Context;
use crate::retrieval::passage::{Quote, Source, opening, quotes};
use crate::scenario::{Citation, Say};
use crate::wire::message::Role;
use crate::wire::run_step::SearchResult;

/// Passages that are quoted in answer to one question.
const QUOTES: usize = 3;
/// Characters of a quotation at most.
const QUOTE: usize = 400;
/// A quote is told beside the best one if it answers so nearly as well.
const NEAR: f64 = 0.9;
/// Of so many of the best, the first that has enough of the question answers it.
const CONSIDERED: usize = 3;
/// What a passage counts more in a file that the message brings or names.
const NAMED: f64 = 1.25;

/// A passage that answers: its place among the results, the words to quote, and how they are told.
#[derive(Debug)]
pub struct Answer {
    /// Its place among the results.
    pub result: usize,
    /// Its words, on a line.
    pub quote: String,
    /// What the reply says.
    pub told: String,
}

/// What answers one question, the best first; nothing if the passages do not answer it.
pub fn answers(context: &Context, found: &[SearchResult], question: &str) -> Vec<Answer> {
    let sources: Vec<Source<'_>> = found
        .iter()
        .map(|result| Source { text: &result.text, name: &result.file_name, score: result.score })
        .collect();
    let mut fits = quotes(&sources, question, QUOTE);
    for fit in fits.iter_mut().filter(|fit| is_named(context, &found[fit.source].file_name)) {
        fit.score *= NAMED;
    }
    fits.sort_by(|a, b| b.score.total_cmp(&a.score));
    // What is little short of the best may still be what answers.
    let Some(best) = fits.iter().take(CONSIDERED).find(|fit| fit.answers).cloned() else { return Vec::new() };
    let near = |fit: &&Quote| fit.answers && fit.score >= best.score * NEAR && is_beside(&best, fit, found);
    let mut told = vec![&best];
    for fit in fits.iter().filter(|fit| fit.score <= best.score).filter(near) {
        // A marker stands for a passage, and for one quote of it.
        if told.len() < QUOTES && told.iter().all(|known| known.source != fit.source) {
            told.push(fit);
        }
    }
    told.into_iter().map(|quote| answer(found, quote)).collect()
}

/// Whether a quote says something beside the best one: it is from another file, or has what that one lacks.
fn is_beside(best: &Quote, other: &Quote, found: &[SearchResult]) -> bool {
    let elsewhere = found[best.source].file_id != found[other.source].file_id;
    elsewhere || other.has & !best.has != 0 || other.score >= best.score * 0.97
}

fn answer(found: &[SearchResult], quote: &Quote) -> Answer {
    let words = &found[quote.source].text[quote.range.clone()];
    Answer { result: quote.source, quote: on_a_line(words), told: quote.told.clone() }
}

/// The first sentences of each passage.
pub fn openings(found: &[SearchResult]) -> Vec<Vec<Answer>> {
    let first = |(result, passage): (usize, &SearchResult)| {
        let quote = on_a_line(&passage.text[opening(&passage.text, QUOTE)]);
        if quote.is_empty() { Vec::new() } else { vec![Answer { result, told: quote.clone(), quote }] }
    };
    found.iter().enumerate().map(first).collect()
}

/// Whether the message brings this file, or calls it by its name.
fn is_named(context: &Context, file: &str) -> bool {
    let last = context.turns.iter().rev().find(|turn| turn.role == Role::User);
    last.is_some_and(|turn| turn.files.iter().any(|own| own == file) || turn.text.contains(file))
}

/// The reply that tells `answers`; `None` if there are none.
pub fn reply(context: &Context, found: &[SearchResult], answers: &[Vec<Answer>]) -> Option<Say> {
    let place = 4 * context.runs;
    let mut citations: Vec<Citation> = Vec::new();
    let mut cite = |answer: &Answer| {
        let result = &found[answer.result];
        // The brackets end a marker, as programs that look for one know.
        let name = result.file_name.replace(['【', '】'], "");
        let marker = format!("【{place}:{}†{name}】", answer.result);
        citations.push(Citation { marker: marker.clone(), file_id: result.file_id, quote: answer.quote.clone() });
        match answer.told.strip_suffix('.') {
            // The marker stands before the full stop, as the service put it (FileSearchWorks recording).
            Some(sentence) if !sentence.ends_with('.') => format!("{sentence}{marker}."),
            _ => format!("{}{marker}", answer.told),
        }
    };
    let mut paragraphs: Vec<String> = Vec::new();
    let mut said: Vec<&str> = Vec::new();
    for answers in answers.iter().filter(|answers| !answers.is_empty()) {
        // Two questions may have one answer.
        if said.contains(&answers[0].told.as_str()) {
            continue;
        }
        said.push(&answers[0].told);
        let mut lines: Vec<String> = answers.iter().map(&mut cite).collect();
        let rest = lines.split_off(1);
        paragraphs.append(&mut lines);
        if !rest.is_empty() {
            let also: Vec<String> = rest.iter().map(|line| format!("- {line}")).collect();
            paragraphs.push(format!("The files also say:\n{}", also.join("\n")));
        }
    }
    if paragraphs.is_empty() {
        return None;
    }
    Some(Say::citing(context.addressed(paragraphs.join("\n\n")), citations))
}

fn on_a_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
