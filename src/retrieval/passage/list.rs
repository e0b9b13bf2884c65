//! Lists that are asked for as a whole: the items, rows or lines under a title that says what was asked.

use super::super::hits::Finder;
use super::super::query::{Query, is_stop_word, stemmed};
use super::super::units::{Kind, cells, narrow};
use super::super::words::words;
use super::divided::Passage;
use super::kind::all_words;
use super::{Quote, Source, told};

/// A title has so much of what is asked for, with its heading and the name of its file, and so many other words at most.
const COVER: f64 = 0.6;
const OTHERS: usize = 2;
/// Better than any single unit.
const SCORE: f64 = 10.0;

/// What a question that asks for a list asks a list of.
pub fn topic(question: &str) -> Option<&str> {
    let lower = question.to_ascii_lowercase();
    let after = |sign: &str| lower.find(sign).map(|at| &question[at + sign.len()..]);
    let there = [" are there", " exist", " are available", " do you have", " do you offer", " are offered"];
    let end = there.iter().find_map(|sign| lower.find(sign));
    let which = ["which ", "what "].iter().find(|sign| lower.starts_with(**sign));
    let topic = match (which, end) {
        (Some(sign), Some(end)) if end > sign.len() => Some(&question[sign.len()..end]),
        (Some(_) | None, _) => {
            let listed = ["list of ", "bullets of ", "what are all ", "what are the ", "enumerate "];
            let first = lower.strip_prefix("list ").map(|rest| &question[question.len() - rest.len()..]);
            first.or_else(|| listed.iter().find_map(|sign| after(sign)))
        }
    }?;
    (!topic.trim().is_empty()).then_some(topic)
}

/// The list that `question` asks for, if a source has it; with `max` characters at most.
pub fn listed(sources: &[Source<'_>], question: &str, max: usize) -> Option<Quote> {
    let topic = topic(question)?;
    let query = Query::read(topic);
    let (finder, asked) = (Finder::new(&query), all_words(topic));
    let stems: Vec<String> = asked.iter().map(|word| stemmed(word)).collect();
    let mut best: Option<(f64, usize, usize, Passage<'_>)> = None;
    for (source, text) in sources.iter().enumerate() {
        let passage = Passage::read(text, &finder, &asked);
        let found = (0..passage.units.len())
            .filter_map(|at| Some((title(&passage, at, &query, &stems)?, at)))
            .filter(|(_, at)| members(&passage, *at).nth(1).is_some())
            .max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)));
        if let Some((cover, at)) = found.filter(|(cover, _)| best.as_ref().is_none_or(|best| *cover > best.0)) {
            best = Some((cover, source, at, passage));
        }
    }
    let (_, source, at, passage) = best?;
    Some(quote(&passage, source, at, max))
}

/// How much of what is asked for the unit at `at` has as the title of a list; `None` if it is none.
fn title(passage: &Passage<'_>, at: usize, query: &Query, stems: &[String]) -> Option<f64> {
    let unit = &passage.units[at];
    let text = passage.text(at);
    let title = match unit.kind {
        Kind::Heading => text,
        Kind::Header => cells(text).into_iter().find(|cell| !cell.is_empty())?,
        Kind::Sentence | Kind::Line if text.ends_with([':', '[', '{']) => text,
        Kind::Sentence | Kind::Line | Kind::Row => return None,
    };
    let (mut same, mut others) = (0, 0);
    words(title, &mut |word| {
        let asked = stems.contains(&stemmed(word.text));
        same += usize::from(asked);
        others += usize::from(!asked && !is_stop_word(word.text));
    });
    let set = passage.has[at] | passage.named | passage.terms_of(unit.heading) | passage.enclosing(at);
    let cover = query.wants.iter().map(|want| want.presence(set)).sum::<f64>() / query.wants.len().max(1) as f64;
    (same > 0 && others <= OTHERS && cover >= COVER).then_some(cover - 0.1 * others as f64)
}

/// The units that the title at `at` heads.
fn members<'p>(passage: &'p Passage<'_>, at: usize) -> impl Iterator<Item = usize> + 'p {
    let units = &passage.units;
    let heads = move |unit: usize| {
        let unit = &units[unit];
        let item = matches!(unit.kind, Kind::Row | Kind::Line);
        item && match units[at].kind {
            Kind::Heading => unit.heading == Some(at),
            Kind::Header => unit.header == Some(at),
            Kind::Sentence => unit.lead == Some(at),
            Kind::Line | Kind::Row => unit.within == Some(at),
        }
    };
    (at + 1..units.len()).skip_while(move |unit| !heads(*unit) && *unit <= at + 4).take_while(move |unit| heads(*unit))
}

fn quote(passage: &Passage<'_>, source: usize, at: usize, max: usize) -> Quote {
    let title = told::on_a_line(passage.text(at).trim_matches(|char: char| "#*=:[{\"' ".contains(char)));
    let heading = passage.units[at].kind == Kind::Header;
    let mut lines = if heading || title.is_empty() { Vec::new() } else { vec![format!("{title}:")] };
    let mut length = lines.iter().map(String::len).sum::<usize>();
    let (mut has, mut end) = (passage.has[at], passage.units[at].range.end);
    for member in members(passage, at) {
        let range = passage.units[member].range.clone();
        let line = told::told(passage, member, member, range.clone(), &|_| 0.0);
        let bare = line.trim_start_matches(|char: char| char.is_ascii_digit());
        let line = bare.strip_prefix(". ").or_else(|| bare.strip_prefix(") ")).unwrap_or(&line);
        if !line.chars().any(char::is_alphabetic) && line.trim_end_matches(['.', ')']).parse::<u16>().is_ok() {
            // The number of an item, which the sentence after it has lost.
            continue;
        }
        length += line.chars().count() + 3;
        if length > max && lines.len() > 1 {
            break;
        }
        lines.push(format!("- {line}"));
        has |= passage.has[member];
        end = range.end;
    }
    let start = passage.units[at].range.start;
    let range = narrow(passage.source.text, start..end, start, max);
    Quote { source, range, told: lines.join("\n"), score: SCORE, answers: true, has }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_told_as_such() {
        let plans =
            "# Prices\n\n## Plans\n\n| Plan | Price |\n|---|---|\n| Starter | 9 |\n| Team | 29 |\n\n## Notes\n\nNo.\n";
        let steps = "Ingredients:\n- 2 eggs\n- salt\n\nSteps:\n1. Whisk the eggs.\n2. Fry.\n";
        let goals = "Project Halcyon\n\nGoals\nCut the checkout time from 90 to 30 seconds\nLaunch in Norway by June\n";
        for (text, question, expected) in [
            (plans, "Give me a bulleted list of the plans.", "Plans:\n- Starter — Price: 9\n- Team — Price: 29"),
            (plans, "Which plans are there?", "Plans:\n- Starter — Price: 9\n- Team — Price: 29"),
            (steps, "List all the ingredients.", "Ingredients:\n- 2 eggs\n- salt"),
            (steps, "What are the steps?", "Steps:\n- Whisk the eggs.\n- Fry."),
            (
                goals,
                "What are the goals?",
                "Goals:\n- Cut the checkout time from 90 to 30 seconds\n- Launch in Norway by June",
            ),
            (steps, "What are the core hours?", ""),
            (steps, "How long do I fry?", ""),
        ] {
            let source = Source { text, name: "a.md", score: 0.5 };
            let told = listed(&[source], question, 400).map(|quote| quote.told).unwrap_or_default();
            assert_eq!(told, expected, "{question}");
        }
    }
}
