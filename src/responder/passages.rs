//! Answers from the vector stores: what to search for, and a reply that quotes the passages that answer best.

use super::maths;
use super::{Context, Search};
use crate::retrieval::{best_passage, keywords};
use crate::scenario::{self, Citation, Say, Script, Verb};
use crate::wire::message::Role;
use crate::wire::run_step::{Ranking, SearchResult};
use crate::wire::tool::{FileSearch, Tool, ToolChoice};

/// Questions of one message that are looked up apart.
const QUESTIONS: usize = 5;
/// Passages that are quoted in answer to one question.
const QUOTES: usize = 3;
/// Characters of a quotation at most.
const QUOTE: usize = 400;
/// A passage below this score is no answer.
const WEAK: f64 = 0.25;
/// A passage is quoted beside the best one if it scores at least so much of it.
const NEAR: f64 = 0.85;
/// What a passage counts more in a file that the message brings or names.
const NAMED: f64 = 1.25;
/// Files that are opened for a message that asks what they are about.
const OPENED: usize = 5;
/// Results where the tool says nothing (spec `AssistantToolsFileSearch`).
const RESULTS: usize = 20;
const OLDER_RESULTS: usize = 5;

/// The step that searches, and the reply; `None` if the run cannot search, or there is no reason to.
pub fn answer(context: &Context) -> Option<Script> {
    let tool = context.order.tools.iter().find_map(|tool| match tool {
        Tool::FileSearch { file_search } => Some(file_search),
        Tool::CodeInterpreter | Tool::Function { .. } => None,
    })?;
    let must = match context.order.tool_choice {
        ToolChoice::FileSearch | ToolChoice::Required => true,
        ToolChoice::Auto => false,
        ToolChoice::None | ToolChoice::CodeInterpreter | ToolChoice::Function(_) => return None,
    };
    let message = context.message();
    let idle = message.trim().is_empty() || super::talk::is_polite(message) || maths::solve(message).is_some();
    if !must && (idle || context.search.is_none()) {
        return None;
    }
    let asked = questions(context);
    let (found, answers) = look_up(context, tool, &asked);
    let search = scenario::Search {
        query: asked.join("; "),
        ranking: Ranking {
            ranker: tool.ranking_options.ranker.clone(),
            score_threshold: tool.ranking_options.score_threshold,
        },
        results: found,
    };
    let say = match reply(context, &search.results, &answers) {
        Some(say) => say,
        None if idle => super::talk(context).into(),
        None => context.addressed("I could not find an answer to that in the files.".to_owned()).into(),
    };
    Some(Script(vec![Verb::Search(search), Verb::Say(say)]))
}

/// What is to be looked up: the questions of the last message. A follow-up that says little is looked up together with
/// what it follows.
fn questions(context: &Context) -> Vec<String> {
    let message = context.message();
    let mut asked: Vec<String> = Vec::new();
    let pieces = message.split_inclusive(['?', '\n']).map(str::trim).filter(|piece| says_much(piece));
    if message.matches('?').count() > 1 {
        asked.extend(pieces.filter(|piece| piece.ends_with('?')).take(QUESTIONS).map(str::to_owned));
    }
    if asked.is_empty() {
        let before = context.earlier().last().copied().filter(|_| !says_much(message));
        asked.push(before.map_or_else(|| message.to_owned(), |before| format!("{message} {before}")));
    }
    asked.iter().map(|question| query(question)).collect()
}

/// What is searched for to answer a question: its words, without those that only speak of asking and of files.
fn query(question: &str) -> String {
    const AROUND: [&str; 34] = [
        "according",
        "answer",
        "attached",
        "attachment",
        "available",
        "base",
        "based",
        "check",
        "context",
        "document",
        "documents",
        "explain",
        "file",
        "files",
        "find",
        "give",
        "help",
        "info",
        "information",
        "kindly",
        "knowledge",
        "know",
        "look",
        "me",
        "please",
        "provided",
        "question",
        "search",
        "show",
        "tell",
        "uploaded",
        "use",
        "using",
        "want",
    ];
    let words = keywords(question);
    let plain = |word: &str| word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let kept: Vec<&str> = words.split_whitespace().filter(|word| !AROUND.contains(&plain(word).as_str())).collect();
    if kept.len() > 1 { kept.join(" ") } else { words }
}

fn says_much(text: &str) -> bool {
    let words = keywords(text);
    words.len() < text.len() && words.split_whitespace().count() > 1
}

/// A passage that answers: its place among the results, and the words to quote.
struct Answer {
    result: usize,
    quote: String,
}

/// Looks each question up: all that was found, the best first, and what of it answers which question.
fn look_up(context: &Context, tool: &FileSearch, asked: &[String]) -> (Vec<SearchResult>, Vec<Vec<Answer>>) {
    let Some(search) = &context.search else { return (Vec::new(), Vec::new()) };
    let older = context.order.model.starts_with("gpt-3.5");
    let usual = if older { OLDER_RESULTS } else { RESULTS };
    let limit = tool.max_num_results.map_or(usual, |most| usize::try_from(most).unwrap_or(usual));
    let threshold = tool.ranking_options.score_threshold;
    let mut found = search.search(asked, limit, threshold);
    if asks_what_it_is_about(context.message()) && found.iter().all(|result| result.score < WEAK) {
        return about(&**search, limit.min(OPENED), threshold);
    }
    found.truncate(limit);
    let answers = asked.iter().map(|question| answers(context, &found, question)).collect();
    (found, answers)
}

/// The results that answer one question, the best first, each with other words than those before.
fn answers(context: &Context, found: &[SearchResult], question: &str) -> Vec<Answer> {
    let mut fits: Vec<(f64, Answer)> = Vec::new();
    for (result, passage) in found.iter().enumerate().filter(|(_, passage)| passage.score >= WEAK) {
        let quote = quoted(&passage.text, question);
        let shared = shares(&quote, question);
        let weight = if is_named(context, &passage.file_name) { NAMED } else { 1.0 };
        fits.push((passage.score * weight * shared, Answer { result, quote }));
    }
    fits.sort_by(|(a, _), (b, _)| b.total_cmp(a));
    let best = fits.first().map_or(0.0, |(fit, _)| *fit);
    let mut answers: Vec<Answer> = Vec::new();
    for (_, answer) in fits.into_iter().take_while(|(fit, _)| *fit > 0.0 && *fit >= best * NEAR) {
        let known =
            answers.iter().any(|known| known.quote.contains(&answer.quote) || answer.quote.contains(&known.quote));
        if !known && answers.len() < QUOTES {
            answers.push(answer);
        }
    }
    answers
}

/// How much of a question's words a quotation has, from 0 to 1.
fn shares(quote: &str, question: &str) -> f64 {
    let stems = |text: &str| -> Vec<String> {
        super::words::words(&keywords(text)).iter().map(|word| super::words::stem(word)).collect()
    };
    let (asked, there) = (stems(question), stems(quote));
    let common = asked.iter().filter(|word| there.contains(word)).count();
    common as f64 / asked.len().max(1) as f64
}

/// The first words of the files, for a message that asks what they are about.
fn about(search: &dyn Search, limit: usize, threshold: f64) -> (Vec<SearchResult>, Vec<Vec<Answer>>) {
    let found = if threshold > 0.0 { Vec::new() } else { search.openings(limit) };
    let opening = |(result, passage): (usize, &SearchResult)| {
        let quote = quoted(&passage.text, &passage.text.chars().take(QUOTE).collect::<String>());
        vec![Answer { result, quote }]
    };
    let answers = found.iter().enumerate().map(opening).collect();
    (found, answers)
}

fn asks_what_it_is_about(message: &str) -> bool {
    const ASKS: [&str; 9] =
        ["summar", "overview", "key point", "main point", "about", "what does", "what do", "describe", "content"];
    let message = message.to_lowercase();
    ASKS.iter().any(|ask| message.contains(ask))
}

/// Whether the message brings this file, or calls it by its name.
fn is_named(context: &Context, file: &str) -> bool {
    let last = context.turns.iter().rev().find(|turn| turn.role == Role::User);
    last.is_some_and(|turn| turn.files.iter().any(|own| own == file) || turn.text.contains(file))
}

/// The words of a passage that answer a question: its best sentence or row, and where that leaves words of the
/// question open that another one has, as the row of a table below its heading, that one too.
fn quoted(text: &str, question: &str) -> String {
    let best = best_passage(text, question, QUOTE);
    let first = text[best.clone()].trim();
    let open: Vec<&str> = question.split_whitespace().filter(|word| shares(first, word) == 0.0).collect();
    let open = open.join(" ");
    if open.is_empty() {
        return first.to_owned();
    }
    let other = best_passage(text, &open, QUOTE);
    let second = text[other.clone()].trim();
    let apart = other.end <= best.start || best.end <= other.start;
    if !apart || first.contains(second) || shares(second, &open) == 0.0 {
        return first.to_owned();
    }
    if other.start < best.start { format!("{second}\n{first}") } else { format!("{first}\n{second}") }
}

/// The reply that quotes `answers`; `None` if there are none.
fn reply(context: &Context, found: &[SearchResult], answers: &[Vec<Answer>]) -> Option<Say> {
    let place = 4 * context.runs;
    let mut citations: Vec<Citation> = Vec::new();
    let mut cite = |answer: &Answer| {
        let result = &found[answer.result];
        let marker = format!("【{place}:{}†{}】", answer.result, result.file_name);
        citations.push(Citation { marker: marker.clone(), file_id: result.file_id, quote: answer.quote.clone() });
        match answer.quote.strip_suffix('.') {
            // The marker stands before the full stop, as the service put it (FileSearchWorks recording).
            Some(sentence) if !sentence.ends_with('.') => format!("{sentence}{marker}."),
            _ => format!("{}{marker}", answer.quote),
        }
    };
    let mut paragraphs: Vec<String> = Vec::new();
    for answers in answers.iter().filter(|answers| !answers.is_empty()) {
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
    Some(Say { text: context.addressed(paragraphs.join("\n\n")), citations })
}
