//! From a scenario as written to one that can be played.

use super::assets::Assets;
use super::compiled::{Asset, Placed, Scenario, Step, When};
use super::file;
use super::pattern::{Pattern, PatternError};
use super::place::{At, Given, Place, Source};
use super::problem::{Problem, Severity};
use super::template::Template;
use super::written::{Entries, Written};
use crate::domain::pace::Pace;
use std::collections::BTreeMap;
use std::path::Path;

/// What is in regular expressions, and hardly ever in what users say.
const SIGNS: [&str; 7] = ["(?<", "(?P<", r"\d", r"\w", r"\s", ".*", "[A-Z"];

/// Steps of a scenario.
const STEPS: usize = 10_000;
/// What to do about a text that a comment follows.
const CUT: &str = "` #` begins a comment in YAML: put quotes around the whole text";

/// Checks and compiles what one file holds. What is wrong is noted, and the rest is looked at all the same.
#[derive(Debug)]
pub struct Compiler<'a> {
    /// The file's text.
    pub source: &'a Source,
    /// Its folder, if it is in one.
    pub folder: Option<&'a Path>,
    /// The files that scenarios name.
    pub assets: &'a mut Assets,
    /// What is wrong.
    pub problems: Vec<Problem>,
    /// What the conditions of the scenario at hand catch.
    names: Vec<String>,
    /// The functions that the turn at hand has called so far.
    called: Vec<String>,
}

type ReadPattern = fn(&str) -> Result<Pattern, PatternError>;

impl<'a> Compiler<'a> {
    /// A compiler for a file.
    pub fn new(source: &'a Source, folder: Option<&'a Path>, assets: &'a mut Assets) -> Self {
        Self { source, folder, assets, problems: Vec::new(), names: Vec::new(), called: Vec::new() }
    }

    /// A scenario, unless something is wrong with it.
    pub fn scenario(&mut self, written: &At<file::Scenario>) -> Option<Scenario> {
        let before = self.problems.len();
        let (place, scenario) = (self.source.word(written.place), &written.value);
        if scenario.name.value.trim().is_empty() {
            self.wrong(scenario.name.place, "a name is not empty");
        }
        self.names.clear();
        let when = scenario.when.0.as_ref().map(|when| self.when(&when.value)).unwrap_or_default();
        let pace = scenario.pace.0.as_ref().and_then(|pace| self.pace(pace));
        let (turns, repeats) = match (&scenario.steps.0, &scenario.turns.0) {
            (Some(steps), None) => (vec![self.turn(steps)], true),
            (None, Some(turns)) => {
                if turns.value.is_empty() {
                    self.wrong(turns.place, "`turns` holds no turn");
                }
                (turns.value.iter().map(|turn| self.turn(turn)).collect(), false)
            }
            (None, None) => {
                self.wrong(place, "a scenario has `steps` or `turns`, and this one has neither");
                (Vec::new(), true)
            }
            (Some(_), Some(turns)) => {
                self.wrong(
                    self.source.last_before("turns", turns.place),
                    "a scenario has `steps` or `turns`, and this one has both",
                );
                (Vec::new(), false)
            }
        };
        let steps: usize = turns.iter().map(Vec::len).sum();
        if steps > STEPS {
            self.wrong(place, format!("{steps} steps: a scenario has at most {STEPS}"));
        }
        let wrong = self.problems[before..].iter().any(|problem| problem.severity == Severity::Error);
        (!wrong).then(|| Scenario {
            name: scenario.name.value.clone(),
            place: self.source.file_and_line(written.place),
            when,
            pace,
            turns,
            repeats,
            once: false,
        })
    }

    fn pace(&mut self, pace: &At<String>) -> Option<Pace> {
        pace.value.parse().map_err(|error: String| self.wrong(pace.place, error)).ok()
    }

    fn when(&mut self, when: &file::When) -> When {
        if let Some(turn) = when.turn.0.as_ref().filter(|turn| turn.value == 0) {
            self.wrong(turn.place, "turns are counted from 1");
        }
        When {
            assistant: self.condition(&when.assistant, Pattern::whole),
            model: self.condition(&when.model, Pattern::whole),
            message: self.condition(&when.message, Pattern::within),
            instructions: self.condition(&when.instructions, Pattern::within),
            metadata: self.conditions(&when.metadata, Pattern::whole),
            turn: when.turn.0.as_ref().map(|turn| turn.value),
            tools: when.tools.0.as_ref().map(|tools| self.one_or_more(tools)).unwrap_or_default(),
            outputs: self.conditions(&when.outputs, Pattern::within),
        }
    }

    fn condition(&mut self, text: &Given<String>, read: ReadPattern) -> Option<Pattern> {
        let pattern = self.pattern(text.0.as_ref()?, read)?;
        self.names.extend(pattern.names());
        Some(pattern)
    }

    fn conditions(&mut self, texts: &Given<Entries<String>>, read: ReadPattern) -> BTreeMap<String, Pattern> {
        let patterns = self.patterns(texts, read);
        self.names.extend(patterns.values().flat_map(Pattern::names));
        patterns
    }

    /// Patterns by their keys.
    pub fn patterns(&mut self, texts: &Given<Entries<String>>, read: ReadPattern) -> BTreeMap<String, Pattern> {
        let entries = texts.0.iter().flat_map(|entries| &entries.value.0);
        entries.filter_map(|(key, text)| Some((key.value.clone(), self.pattern(text, read)?))).collect()
    }

    /// A text, or a list of texts.
    pub fn one_or_more<M>(&mut self, written: &At<Written<M, Vec<At<String>>>>) -> Vec<String> {
        match &written.value {
            Written::List(list) => list.iter().map(|item| item.value.clone()).collect(),
            Written::Text(_) | Written::Plain | Written::Null | Written::Map(_) => {
                self.text(written, "text or a list").into_iter().map(|text| text.value).collect()
            }
        }
    }

    fn turn(&mut self, steps: &At<Vec<At<file::Step>>>) -> Vec<Placed> {
        if steps.value.is_empty() {
            self.wrong(steps.place, "there is no step in it");
        }
        let (mut placed, mut flow) = (Vec::new(), Flow::default());
        self.called.clear();
        for step in &steps.value {
            let Some(own) = self.step(step) else { continue };
            if let Some(problem) = flow.follow(self.source, step.place, &own) {
                self.problems.push(problem);
            }
            if let Step::Call(call) = &own {
                self.called.extend(call.functions.iter().map(|(name, _)| name.clone()));
            }
            placed.push(Placed { place: self.source.file_and_line(step.place), step: own });
        }
        if let Some(open) = flow.open.filter(|_| flow.ended.is_none()) {
            let problem = self.source.problem(self.source.word(open), "this message is still open at the end");
            self.problems.push(problem.help("leave out `open: true`, or go on with another `say`"));
        }
        placed
    }

    /// Notes what is wrong.
    pub fn wrong(&mut self, place: Place, message: impl Into<String>) {
        let problem = self.source.problem(place, message);
        self.problems.push(problem);
    }

    /// Text, where a mapping or a list would have been possible; a number as it is written.
    pub fn text<M, L>(&mut self, written: &At<Written<M, L>>, wanted: &str) -> Option<At<String>> {
        let value = match &written.value {
            Written::Text(text) => text.clone(),
            Written::Plain => self.source.slice(written.place).to_owned(),
            Written::Null | Written::Map(_) | Written::List(_) => {
                self.wrong(
                    written.place,
                    format!("{wanted} expected, found {}", self.found(written.place, &written.value)),
                );
                return None;
            }
        };
        Some(At { value, place: written.place })
    }

    /// What is written, in a word.
    pub fn found<M, L>(&self, place: Place, written: &Written<M, L>) -> String {
        match written {
            Written::Text(text) => format!("`{text}`"),
            Written::Plain => format!("`{}`", self.source.slice(place)),
            Written::Null => "nothing".to_owned(),
            Written::Map(_) => "a mapping".to_owned(),
            Written::List(_) => "a list".to_owned(),
        }
    }

    /// One of some words.
    pub fn word(&mut self, text: &At<String>, words: &[&'static str]) -> Option<&'static str> {
        let word = words.iter().copied().find(|word| *word == text.value);
        if word.is_none() {
            let problem = self.source.problem(text.place, format!("`{}` is none of {}", text.value, words.join(", ")));
            self.problems.push(problem.meant(&text.value, words.iter().copied()));
        }
        word
    }

    /// A pattern.
    pub fn pattern(&mut self, text: &At<String>, read: ReadPattern) -> Option<Pattern> {
        let pattern = read(&text.value).map_err(|error| self.misread(text, error.at, error.message)).ok()?;
        if text.value.starts_with('/') && !text.value.ends_with('/') && self.is_cut(text) {
            let problem = self.source.problem(text.place, "this pattern ends before the ` #`").warning();
            self.problems.push(problem.help(CUT));
        }
        if !text.value.starts_with('/') && SIGNS.iter().any(|sign| text.value.contains(sign)) {
            let problem = self.source.problem(text.place, "this looks like a regular expression, and is plain text");
            self.problems.push(problem.warning().help("put it between slashes: /…/"));
        } else if text.value.starts_with('/') && pattern.is_plain() && text.value.contains(['(', '[', '\\']) {
            let problem =
                self.source.problem(text.place, "this looks like a regular expression without its last slash");
            self.problems
                .push(problem.warning().help("it is plain text as it stands; write /…/, or /…/i for any case"));
        }
        Some(pattern)
    }

    /// A template.
    pub fn template(&mut self, text: &At<String>) -> Option<Template> {
        if let Some(name) = outputs_named(&text.value).find(|name| !self.called.iter().any(|own| own == name)) {
            let problem = self.source.problem(text.place, format!("no step before this one calls `{name}`"));
            let called = self.called.iter().map(String::as_str);
            self.problems.push(problem.warning().help("`outputs` are those of the same run").meant(name, called));
        }
        Template::parse(&text.value, &self.names).map_err(|error| self.misread(text, error.at, error.message)).ok()
    }

    /// Notes what is wrong inside a text.
    fn misread(&mut self, text: &At<String>, at: Option<usize>, message: String) {
        let place = at.map_or(text.place, |at| self.source.inside(text, at));
        let problem = self.source.problem(place, message);
        self.problems.push(if self.is_cut(text) { problem.help(CUT) } else { problem });
    }

    /// Whether a comment follows a text without quotes, and so may have been meant as a part of it.
    fn is_cut(&self, text: &At<String>) -> bool {
        let rest = self.source.text().get(text.place.end..).unwrap_or_default();
        self.source.slice(text.place) == text.value && rest.trim_start_matches([' ', '\t']).starts_with('#')
    }

    /// The bytes of a file beside the scenario file.
    pub fn asset(&mut self, path: &At<String>) -> Option<Asset> {
        match self.assets.read(self.folder, &path.value) {
            Ok(asset) => Some(asset),
            Err(unusable) => {
                let problem = self.source.problem(path.place, unusable.message);
                self.problems.push(Problem { help: unusable.help, ..problem });
                None
            }
        }
    }
}

/// What the steps so far came to.
#[derive(Default)]
struct Flow {
    /// Where a message was left open.
    open: Option<Place>,
    /// What ended the run.
    ended: Option<&'static str>,
    told: bool,
}

impl Flow {
    /// What is wrong with a step at this place in the run.
    fn follow(&mut self, source: &Source, place: Place, step: &Step) -> Option<Problem> {
        let at = source.word(place);
        if let Some(end) = self.ended {
            let first = !std::mem::replace(&mut self.told, true);
            let problem = || source.problem(at, format!("this step is never reached: `{end}` has ended the run"));
            return first.then(problem);
        }
        let closes = match step {
            Step::Say(say) => {
                self.open = say.open.then_some(place);
                return None;
            }
            Step::Wait(_) | Step::Hold | Step::Drop(_) => return None,
            Step::Fail { .. } => return self.end("fail"),
            Step::Incomplete(_) => return self.end("incomplete"),
            Step::Expire => return self.end("expire"),
            Step::Refuse(_) => "refuse",
            Step::Code(_) => "code",
            Step::Search(_) => "search",
            Step::Call(_) => "call",
        };
        let open = self.open.take()?;
        let line = source.line_and_column(open.start).0;
        let problem =
            source.problem(at, format!("`{closes}` cannot come inside the message that line {line} leaves open"));
        Some(problem.help("leave out its `open: true`, or go on with `say` first"))
    }

    fn end(&mut self, verb: &'static str) -> Option<Problem> {
        self.ended = Some(verb);
        None
    }
}

/// The functions whose outputs a template names, as `outputs.NAME`.
fn outputs_named(template: &str) -> impl Iterator<Item = &str> {
    let is_of_a_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    template.match_indices("outputs.").filter_map(move |(at, word)| {
        // `earlier_outputs` is another word.
        let begins = !template[..at].ends_with(is_of_a_name);
        let rest = &template[at + word.len()..];
        let name = &rest[..rest.find(|c| !is_of_a_name(c)).unwrap_or(rest.len())];
        (begins && !name.is_empty()).then_some(name)
    })
}
