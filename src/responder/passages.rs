//! Answers from the vector stores: what to search for, and a reply that quotes the passages that answer best.

mod ask;
mod json;
mod reply;

use super::maths;
use super::{Context, Search};
use crate::scenario::{self, Say, Script, Verb};
use crate::wire::run_step::{Ranking, SearchResult};
use crate::wire::tool::{FileSearch, RankingOptions, ResponseFormat, Tool, ToolChoice};
use ask::Asked;
use reply::Answer;

/// Files that are opened for a message that asks what they are about.
const OPENED: usize = 5;
/// Results where the tool says nothing (spec `AssistantToolsFileSearch`).
const RESULTS: usize = 20;
const OLDER_RESULTS: usize = 5;
/// What is said if nothing answers.
const NOTHING: &str = "I could not find an answer to that in the files.";

/// What a search found.
struct Looked {
    search: scenario::Search,
    /// What answers each question.
    answers: Vec<Vec<Answer>>,
    /// The message needed no search.
    idle: bool,
}

/// The step that searches, and the reply; `None` if the run cannot search, or there is no reason to.
pub fn answer(context: &Context) -> Option<Script> {
    let looked = look(context)?;
    let say = match reply::reply(context, &looked.search.results, &looked.answers) {
        Some(say) => say,
        None if looked.idle => super::spoken(context),
        None => context.addressed(NOTHING.to_owned()).into(),
    };
    Some(Script(vec![Verb::Search(looked.search), Verb::Say(say)]))
}

/// The same behind what functions have answered, where the message asks several things and the files answer one of them.
pub fn beside(context: &Context, said: &str) -> Option<Script> {
    let looked = look(context).filter(|looked| looked.answers.len() > 1)?;
    let found = reply::reply(context, &looked.search.results, &looked.answers)?;
    let say = Say::citing(format!("{said}\n\n{}", found.text.whole()), found.citations);
    Some(Script(vec![Verb::Search(looked.search), Verb::Say(say)]))
}

/// The same for a reply that has to be JSON: `instance`, which tells what was found in the place of an answer.
pub fn answer_in_json(context: &Context, mut instance: serde_json::Value) -> Option<Script> {
    let looked = look(context)?;
    let schema = match &context.order.response_format {
        ResponseFormat::JsonSchema(format) => format.schema.as_ref(),
        ResponseFormat::Auto | ResponseFormat::Text | ResponseFormat::JsonObject => None,
    };
    let told: Vec<&Answer> = looked.answers.iter().filter_map(|answers| answers.first()).collect();
    if let Some(first) = told.first() {
        let text: Vec<&str> = told.iter().map(|answer| answer.told.as_str()).collect();
        let file = &looked.search.results[first.result].file_name;
        json::tell(&mut instance, schema, &text.join(" "), Some(file));
    } else if !looked.idle {
        json::tell(&mut instance, schema, NOTHING, None);
    }
    Some(Script(vec![Verb::Search(looked.search), Verb::Say(instance.to_string().into())]))
}

/// Thanks are answered as such, whatever is said beside them; otherwise the talk goes on.
pub fn courtesy(context: &Context) -> Say {
    if !ask::is_thanks(context.message()) {
        return super::talk(context).into();
    }
    let mut plain = context.clone();
    if let Some(last) = plain.turns.iter_mut().rev().find(|turn| turn.role == crate::wire::message::Role::User) {
        "Thank you.".clone_into(&mut last.text);
    }
    super::talk(&plain).into()
}

/// The search tool of a run.
fn offered(context: &Context) -> Option<&FileSearch> {
    context.order.tools.iter().find_map(|tool| match tool {
        Tool::FileSearch { file_search } => Some(file_search),
        Tool::CodeInterpreter | Tool::Function { .. } => None,
    })
}

/// Searches, if the run can and the message gives reason to.
fn look(context: &Context) -> Option<Looked> {
    let tool = offered(context)?;
    let must = match context.order.tool_choice {
        ToolChoice::FileSearch | ToolChoice::Required => true,
        ToolChoice::Auto => false,
        ToolChoice::None | ToolChoice::CodeInterpreter | ToolChoice::Function(_) => return None,
    };
    let idle = is_idle(context.message());
    if !must && (idle || context.search.is_none()) {
        return None;
    }
    let mut asked = ask::questions(context);
    let (results, answers) = look_up(context, tool, &mut asked);
    let queries: Vec<&str> = asked.iter().map(|asked| asked.query.as_str()).collect();
    let ranking = ranking(&tool.ranking_options);
    let answers = if idle { Vec::new() } else { answers };
    Some(Looked { search: scenario::Search { query: queries.join("; "), ranking, results }, answers, idle })
}

/// Whether the files have nothing to do with a message.
fn is_idle(message: &str) -> bool {
    message.trim().is_empty()
        || super::talk::is_polite(message)
        || ask::is_thanks(message)
        || ask::is_of_the_talk(message)
        || ask::asks_for_the_talk(message)
        || maths::solve(message).is_some()
}

/// Searches for `query` and nothing else, as a scenario says.
pub fn search(context: &Context, query: &str) -> scenario::Search {
    let tool = offered(context);
    let options = tool.map(|tool| tool.ranking_options.clone()).unwrap_or_default();
    let found = match (&context.search, tool) {
        (Some(search), Some(tool)) => search.search(&[query.to_owned()], limit(context, tool), options.score_threshold),
        (None, _) | (_, None) => Vec::new(),
    };
    scenario::Search { query: query.to_owned(), ranking: ranking(&options), results: found }
}

fn ranking(options: &RankingOptions) -> Ranking {
    Ranking { ranker: options.ranker.clone(), score_threshold: options.score_threshold }
}

/// How many passages a run is given at most.
fn limit(context: &Context, tool: &FileSearch) -> usize {
    let older = context.order.model.starts_with("gpt-3.5");
    let usual = if older { OLDER_RESULTS } else { RESULTS };
    tool.max_num_results.map_or(usual, |most| usize::try_from(most).unwrap_or(usual))
}

/// Looks each question up: all that was found, the best first, and what of it answers which question.
fn look_up(context: &Context, tool: &FileSearch, asked: &mut [Asked]) -> (Vec<SearchResult>, Vec<Vec<Answer>>) {
    let Some(search) = &context.search else { return (Vec::new(), Vec::new()) };
    let limit = limit(context, tool);
    let threshold = tool.ranking_options.score_threshold;
    if ask::asks_for_all(context.message()) {
        return about(&**search, limit.min(OPENED), threshold);
    }
    let answered = |asked: &[Asked]| {
        let found = found(&**search, asked, limit, threshold);
        let answers: Vec<Vec<Answer>> =
            asked.iter().map(|asked| reply::answers(context, &found, &asked.question)).collect();
        (found, answers)
    };
    let (mut found, mut answers) = answered(asked);
    let mut again = false;
    for (asked, _) in asked.iter_mut().zip(&answers).filter(|(_, answers)| answers.is_empty()) {
        if let Some(otherwise) = asked.otherwise.take() {
            *asked = *otherwise;
            again = true;
        }
    }
    if again {
        (found, answers) = answered(asked);
    }
    if ask::asks_for_summary(context.message()) && answers.iter().all(Vec::is_empty) {
        return about(&**search, limit.min(OPENED), threshold);
    }
    (found, answers)
}

/// What is found for any of the questions, the best first; each question has its share of it.
fn found(search: &dyn Search, asked: &[Asked], limit: usize, threshold: f64) -> Vec<SearchResult> {
    let share = limit.div_ceil(asked.len().max(1));
    let mut found: Vec<SearchResult> = Vec::new();
    for asked in asked {
        let own = search.search(std::slice::from_ref(&asked.query), share, threshold);
        let new = |result: &SearchResult| {
            !found.iter().any(|known| known.file_id == result.file_id && known.text == result.text)
        };
        let new: Vec<SearchResult> = own.into_iter().filter(new).collect();
        found.extend(new);
    }
    found.sort_by(|a, b| b.score.total_cmp(&a.score));
    found.truncate(limit);
    found
}

/// How the files begin, for a message that asks what they are about.
fn about(search: &dyn Search, limit: usize, threshold: f64) -> (Vec<SearchResult>, Vec<Vec<Answer>>) {
    let found = if threshold > 0.0 { Vec::new() } else { search.openings(limit) };
    let answers = reply::openings(&found);
    (found, answers)
}

#[cfg(test)]
mod tests;
