//! Text with blanks: `{{ city }}`.
//!
//! A template may name what the conditions caught, and the built-in names: `captures`, `message`, `metadata`,
//! `outputs`, `earlier_outputs`, `run`, `turn`, `count`, `now`, `results`, `cite(n)` and `range(n)`. The language is
//! that of Jinja, without what could take long or much memory: see `super::language`.

use super::facts::{Hit, Moment};
use super::filters::{ENGINE, MAX_OUTPUT};
use super::spelling::did_you_mean;
use super::{language, sent};
use minijinja::value::{Object, Value, ValueKind};
use minijinja::{Error, ErrorKind, State};
use parking_lot::Mutex;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The longest template, in bytes.
const MAX_SOURCE: usize = 64 << 10;
/// What all instructions of one rendering may copy together, in bytes.
const MAX_COPIED: u64 = 128 << 20;
/// The most instructions of one rendering.
const MAX_FUEL: u64 = 10_000;

/// What every template may name; [`value_of`] gives most of it.
const NAMES: [&str; 12] = [
    "captures",
    "cite",
    "count",
    "earlier_outputs",
    "message",
    "metadata",
    "now",
    "outputs",
    "range",
    "results",
    "run",
    "turn",
];
/// Words of the language, which name nothing.
const WORDS: [&str; 13] =
    ["and", "else", "false", "False", "if", "in", "is", "loop", "none", "None", "not", "or", "true"];

/// Text with blanks. Rendering is sandboxed and bounded.
#[derive(Clone, Debug)]
pub struct Template {
    source: Arc<str>,
    /// What it takes to render it; nothing, if there are no blanks.
    plan: Option<Arc<Plan>>,
}

#[derive(Debug)]
struct Plan {
    /// The variables that it names.
    names: Vec<String>,
    /// How many times longer than the longest text that goes in a text in it can become.
    growth: u64,
}

/// Why a template cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateError {
    /// What is wrong and what to do, in one line.
    pub message: String,
    /// Where in the template's text, in bytes.
    pub at: Option<usize>,
}

impl Template {
    /// Reads a template; `known` are the captures that it may name beside the built-in variables.
    ///
    /// # Errors
    /// What is not of the language; a variable, filter or test that is not known; a template over 64 KB; a capture
    /// that is called as a built-in variable is.
    pub fn parse(source: &str, known: &[String]) -> Result<Self, TemplateError> {
        let refuse = |message: String| Err(TemplateError { message, at: None });
        let taken = |name: &&String| NAMES.contains(&name.as_str()) || WORDS.contains(&name.as_str());
        if let Some(name) = known.iter().find(taken) {
            return refuse(format!("a group cannot be named `{name}`: templates know this name as something else"));
        }
        if source.len() > MAX_SOURCE {
            return refuse(format!("a template may have {MAX_SOURCE} bytes; this one has {}", source.len()));
        }
        if !["{{", "{%", "{#"].iter().any(|open| source.contains(open)) {
            return Ok(Self { source: source.into(), plan: None });
        }
        // First, as the engine recurses into what it parses, and the language bounds how deep that is.
        let growth = language::growth(source)?;
        let parsed = ENGINE
            .template_from_str(source)
            .map_err(|error| TemplateError { message: said(&error), at: error.range().map(|range| range.start) })?;
        let mut names: Vec<String> = parsed.undeclared_variables(false).into_iter().collect();
        names.sort();
        let known_to_all = NAMES.iter().copied().chain(known.iter().map(String::as_str));
        for name in &names {
            if !known_to_all.clone().any(|known| known == name) {
                let near = did_you_mean(name, known_to_all.clone());
                let all = known_to_all.collect::<Vec<_>>().join(", ");
                let message = format!("nothing is called `{name}`.{near} There are {all}");
                return Err(TemplateError { message, at: language::place_of(source, name) });
            }
        }
        Ok(Self { source: source.into(), plan: Some(Arc::new(Plan { names, growth })) })
    }

    /// The text with its blanks filled in. Places of results that `cite` names are put behind those in
    /// `moment.cited`; if there is an error, none is.
    ///
    /// # Errors
    /// One line that says what is wrong: something that is not there, or a text over 256 KB, or too long a work.
    pub fn render(&self, moment: &Moment<'_>) -> Result<String, String> {
        self.filled(&self.source, moment)
    }

    /// The same as JSON: a text, unless the template is one blank and nothing else. That has the value that stands in it,
    /// a number or a list as well.
    ///
    /// # Errors
    /// As [`Template::render`].
    pub fn json(&self, moment: &Moment<'_>) -> Result<String, String> {
        match self.only_blank() {
            Some(expression) => self.filled(&format!("{{{{ ({expression}) | tojson }}}}"), moment),
            None => Ok(serde_json::to_string(&self.render(moment)?).expect("a text has a JSON form")),
        }
    }

    /// What stands in the template's only blank, if there is nothing around it.
    fn only_blank(&self) -> Option<&str> {
        let inner = self.source.trim().strip_prefix("{{")?.strip_suffix("}}")?;
        let inner = inner.strip_prefix('-').unwrap_or(inner);
        let inner = inner.strip_suffix('-').unwrap_or(inner);
        (!inner.contains("{{") && !inner.contains("}}") && !inner.contains("{%")).then_some(inner)
    }

    fn filled(&self, source: &str, moment: &Moment<'_>) -> Result<String, String> {
        let Some(plan) = &self.plan else { return Ok(source.to_owned()) };
        let cited = Arc::new(Mutex::new(Vec::new()));
        let values: BTreeMap<&str, Value> =
            plan.names.iter().filter_map(|name| Some((name.as_str(), value_of(name, moment, &cited)?))).collect();
        let longest = longest(moment).max(source.len()).max(1) as u64;
        let mut engine = ENGINE.clone();
        engine.set_fuel(Some((MAX_COPIED / longest.saturating_mul(plan.growth)).min(MAX_FUEL)));
        let root = Value::from_pairs(values.iter().map(|(name, value)| (*name, value.clone())));
        let mut output = Bounded(Vec::new());
        let rendered = engine
            .template_from_str(source)
            .and_then(|template| template.render_captured_to(root, &mut output).map(drop));
        if let Err(error) = rendered {
            return Err(explain(&error, source, &values, moment));
        }
        moment.cited.borrow_mut().append(&mut cited.lock());
        String::from_utf8(output.0).map_err(|error| error.to_string())
    }

    /// The text as written.
    pub fn source(&self) -> &str {
        &self.source
    }
}

/// Takes so many bytes and no more.
struct Bounded(Vec<u8>);

impl std::io::Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        if self.0.len() + bytes.len() > MAX_OUTPUT {
            return Err(std::io::Error::other("too long"));
        }
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// The longest text that a template can name, in bytes.
fn longest(moment: &Moment<'_>) -> usize {
    let facts = moment.facts;
    let lengths = [facts.message.len(), facts.instructions.len()].into_iter();
    let maps = [&facts.metadata, &facts.earlier_outputs, moment.outputs, moment.captures];
    // A map prints as a whole, and so do the results.
    let maps = maps.map(|map| map.iter().map(|(key, value)| key.len() + value.len() + 8).sum());
    let results = moment.results.iter().map(|hit| hit.text.len() + 200).sum();
    lengths.chain(maps).chain([results]).max().unwrap_or(0)
}

/// What a name stands for; nothing, for a group that took no part.
fn value_of(name: &str, moment: &Moment<'_>, cited: &Arc<Mutex<Vec<usize>>>) -> Option<Value> {
    let facts = moment.facts;
    Some(match name {
        "captures" => texts(moment.captures),
        "cite" => Value::from_object(Cite {
            files: moment.results.iter().map(|hit| hit.file_name.replace(['【', '】'], "")).collect(),
            cited: Arc::clone(cited),
        }),
        "count" => Value::from(moment.count),
        "earlier_outputs" => outputs(&facts.earlier_outputs),
        "message" => Value::from(facts.message.as_str()),
        "metadata" => texts(&facts.metadata),
        "now" => Value::from(facts.now),
        "outputs" => outputs(moment.outputs),
        "results" => sent::items(moment.results.iter().map(result).collect()),
        "run" => run(moment),
        "turn" => Value::from(facts.turn),
        capture => Value::from(moment.captures.get(capture)?.as_str()),
    })
}

fn texts(map: &BTreeMap<String, String>) -> Value {
    sent::entries(map.iter().map(|(key, text)| (key.clone(), Value::from(text.as_str()))).collect())
}

fn outputs(map: &BTreeMap<String, String>) -> Value {
    sent::entries(map.iter().map(|(key, text)| (key.clone(), sent::output(text))).collect())
}

fn result(hit: &Hit) -> Value {
    let text = |text: &str| Value::from(text);
    sent::entries(vec![
        ("file_id".to_owned(), text(&hit.file_id)),
        ("file_name".to_owned(), text(&hit.file_name)),
        ("score".to_owned(), Value::from(hit.score)),
        ("text".to_owned(), text(&hit.text)),
    ])
}

fn run(moment: &Moment<'_>) -> Value {
    let facts = moment.facts;
    let text = |name: &str, text: &str| (name.to_owned(), Value::from(text));
    sent::entries(vec![
        text("id", &facts.run_id),
        text("thread_id", &facts.thread_id),
        text("assistant_id", &facts.assistant_id),
        text("assistant_name", &facts.assistant_name),
        text("model", &facts.model),
        text("instructions", &facts.instructions),
        ("tools".to_owned(), sent::items(facts.tools.iter().map(|tool| Value::from(tool.as_str())).collect())),
        ("created_at".to_owned(), Value::from(facts.created_at)),
    ])
}

/// `cite(n)`: the marker of the n-th result, which it notes.
#[derive(Debug)]
struct Cite {
    files: Vec<String>,
    cited: Arc<Mutex<Vec<usize>>>,
}

impl Object for Cite {
    fn call(self: &Arc<Self>, _: &mut State<'_, '_>, given: &[Value]) -> Result<Value, Error> {
        let refused = |message: String| Err(Error::new(ErrorKind::InvalidOperation, message));
        let [number] = given else { return refused("`cite` is written `cite(1)`".to_owned()) };
        let place = number.as_usize().and_then(|number| number.checked_sub(1));
        let Some((place, file)) = place.and_then(|place| Some((place, self.files.get(place)?))) else {
            let there = match self.files.len() {
                0 => "the last search found nothing, or there was none".to_owned(),
                1 => "there is 1 result".to_owned(),
                many => format!("there are {many} results, from 1"),
            };
            return refused(format!("`cite({number})` names no result: {there}"));
        };
        self.cited.lock().push(place);
        Ok(Value::from(format!("【4:{place}†{file}】")))
    }
}

/// What the engine says, without where.
fn said(error: &Error) -> String {
    let text = error.detail().map_or_else(|| error.kind().to_string(), str::to_owned);
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Why a rendering failed, in one line.
fn explain(error: &Error, source: &str, values: &BTreeMap<&str, Value>, moment: &Moment<'_>) -> String {
    match error.kind() {
        ErrorKind::OutOfFuel => "the template takes too long".to_owned(),
        ErrorKind::WriteFailure => "the text becomes too long: 256 KB are the most".to_owned(),
        _ => {
            let text = said(error);
            let path = text.split('`').nth(1).filter(|_| error.kind() == ErrorKind::UndefinedError);
            let here = error.range().and_then(|range| source.get(range)).map(str::trim).filter(|here| !here.is_empty());
            path.and_then(|path| missing(path, values, moment)).unwrap_or_else(|| match here {
                Some(here) if error.kind() == ErrorKind::UndefinedError => {
                    missing(here, values, moment).unwrap_or_else(|| format!("`{here}` is not there"))
                }
                Some(_) | None => text,
            })
        }
    }
}

/// Which part of `outputs.get_weather.temp` is not there, and what is.
fn missing(path: &str, values: &BTreeMap<&str, Value>, moment: &Moment<'_>) -> Option<String> {
    let mut parts = path.split('.');
    let first = parts.next()?;
    let Some(value) = values.get(first) else {
        let caught: Vec<&str> = moment.captures.keys().map(String::as_str).collect();
        return Some(format!("`{first}` was not caught; {}", listed("caught were", &caught)));
    };
    let (mut value, mut walked) = (value.clone(), first.to_owned());
    for part in parts {
        let next = value.get_attr(part).ok()?;
        if next.is_undefined() && value.kind() == ValueKind::Map {
            let keys: Vec<Value> = value.try_iter().map(Iterator::collect).unwrap_or_default();
            let keys: Vec<&str> = keys.iter().filter_map(Value::as_str).collect();
            let near = did_you_mean(part, keys.iter().copied());
            return Some(format!("`{walked}` has no `{part}`; {}.{near}", listed("it has", &keys)));
        }
        walked = format!("{walked}.{part}");
        value = next;
    }
    None
}

fn listed(words: &str, names: &[&str]) -> String {
    if names.is_empty() { format!("{words} none") } else { format!("{words} {}", names.join(", ")) }
}

#[cfg(test)]
#[path = "template_tests.rs"]
mod tests;
