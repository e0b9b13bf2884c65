//! From a scenario to a script: fills the steps of a run's part in with what the run knows, to its next halt.
//!
//! What cannot be played fails the run where it stands, and `last_error` says what and where it was written.

use super::search::by_name;
use crate::responder::{Context, analysis, passages};
use crate::scenario::{
    Arguments, Call, Citation, Code, CodeOutput, Content, Facts, Hit, Moment, Output, Part, Say, Script, Search, Step,
    Table, Template, Tree, Verb, Words, Written, steps,
};
use crate::store::Project;
use crate::wire::Metadata;
use crate::wire::ids::FileId;
use crate::wire::run::LastError;
use crate::wire::run_step::SearchResult;
use crate::wire::tool::ToolChoice;
use std::cell::RefCell;
use std::collections::BTreeMap;

/// A run at its scenario's hands.
pub struct Director<'a> {
    /// Whose files it may name.
    pub project: &'a Project,
    /// What the run sees.
    pub context: &'a Context,
    /// What the scenario may know of it.
    pub facts: &'a Facts,
    /// What the last search of the run found.
    pub found: Vec<SearchResult>,
    /// What outputs were expected to be, where they were not.
    pub failed_expectation: Option<String>,
    /// Why the scenario cannot go on, if it cannot.
    pub problem: Option<String>,
    /// The last output of each function in this run.
    outputs: BTreeMap<String, String>,
}

impl<'a> Director<'a> {
    /// A director of a run; `found` is what its last search found.
    pub fn new(project: &'a Project, context: &'a Context, facts: &'a Facts, found: Vec<SearchResult>) -> Self {
        let outputs = context.outcomes.iter().map(|outcome| (outcome.name.clone(), outcome.output.clone())).collect();
        Self { project, context, facts, found, failed_expectation: None, problem: None, outputs }
    }

    /// What the run does next, to its next halt; the part is then as far.
    pub fn script(&mut self, part: &mut Part) -> Script {
        let mut verbs = Vec::new();
        let scenario = std::sync::Arc::clone(&part.scenario);
        let steps = scenario.turns.get(part.turn).map_or(&[][..], Vec::as_slice);
        if let Some(placed) = part.at.checked_sub(1).and_then(|before| steps.get(before))
            && let Step::Call(call) = &placed.step
            && let Err(message) = self.check_outputs(call)
        {
            let failed = self.failed(part, &placed.place, &message);
            self.failed_expectation = Some(message);
            return Script(vec![failed]);
        }
        while let Some(placed) = steps.get(part.at) {
            part.at += 1;
            let verb = match self.verb(&placed.step, part) {
                Ok(verb) => verb,
                Err(why) => self.failed(part, &placed.place, &why),
            };
            let halts = matches!(verb, Verb::Call(_) | Verb::Fail(_) | Verb::Incomplete(_) | Verb::Expire);
            verbs.push(verb);
            if halts {
                break;
            }
        }
        Script(verbs)
    }

    /// The end of a run whose scenario cannot go on.
    fn failed(&mut self, part: &Part, place: &str, why: &str) -> Verb {
        let message = format!("Scenario '{}' ({place}): {why}", part.scenario.name);
        self.problem = Some(message.clone());
        Verb::Fail(LastError { code: "server_error", message })
    }

    /// Whether the outputs that have come are what the scenario expects.
    fn check_outputs(&self, call: &steps::Call) -> Result<(), String> {
        let given = self.context.outcomes.len().saturating_sub(call.functions.len());
        for outcome in &self.context.outcomes[given..] {
            let Some(pattern) = call.expect.get(&outcome.name) else { continue };
            if pattern.captures(&outcome.output).is_none() {
                let shown: String = outcome.output.chars().take(200).collect();
                return Err(format!("the output of {} is {shown:?}, not like {pattern}", outcome.name));
            }
        }
        Ok(())
    }

    fn verb(&mut self, step: &Step, part: &Part) -> Result<Verb, String> {
        Ok(match step {
            Step::Say(say) => Verb::Say(self.say(say, part)?),
            Step::Refuse(text) => Verb::Refuse(self.filled(text, part)?.0),
            Step::Code(code) => Verb::Code(self.code(code, part)?),
            Step::Search(search) => Verb::Search(self.search(search, part)?),
            Step::Call(call) => Verb::Call(self.calls(call, part)?),
            Step::Wait(milliseconds) => Verb::Wait(*milliseconds),
            Step::Hold => Verb::Hold,
            Step::Fail { code, message } => Verb::Fail(LastError { code, message: self.filled(message, part)?.0 }),
            Step::Incomplete(reason) => Verb::Incomplete(*reason),
            Step::Expire => Verb::Expire,
            Step::Drop(after) => Verb::Drop(*after),
        })
    }

    /// A template's text, and the places of the search results that it cites.
    fn filled(&self, template: &Template, part: &Part) -> Result<(String, Vec<usize>), String> {
        self.at(part, |moment| template.render(moment))
    }

    /// What `render` makes of what is known now, and the places of the search results that it cites.
    fn at(
        &self,
        part: &Part,
        render: impl FnOnce(&Moment<'_>) -> Result<String, String>,
    ) -> Result<(String, Vec<usize>), String> {
        let results: Vec<Hit> = self.found.iter().map(hit).collect();
        let moment = Moment {
            facts: self.facts,
            captures: &part.captures,
            outputs: &self.outputs,
            count: part.count,
            results: &results,
            cited: RefCell::default(),
        };
        let text = render(&moment)?;
        Ok((text, moment.cited.into_inner()))
    }

    fn say(&self, say: &steps::Say, part: &Part) -> Result<Say, String> {
        let mut pieces = Vec::new();
        let mut citations = Vec::new();
        for chunk in &say.chunks {
            let (text, cited) = self.filled(chunk, part)?;
            pieces.push(text);
            citations.extend(cited.into_iter().map(|at| self.cited(at)));
        }
        for wanted in &say.citations {
            let name = self.filled(&wanted.file, part)?.0;
            let (file_id, name) = self.file(&name).ok_or_else(|| format!("there is no file '{name}' to cite"))?;
            let marker = wanted.text.clone().unwrap_or_else(|| {
                let marker = marker(citations.len(), &name);
                match pieces.last_mut() {
                    Some(last) => last.push_str(&marker),
                    None => pieces.push(marker.clone()),
                }
                marker
            });
            citations.push(Citation { marker, file_id, quote: self.filled(&wanted.quote, part)?.0 });
        }
        Ok(Say {
            text: match <[String; 1]>::try_from(pieces) {
                Ok([text]) if !say.in_pieces => Words::Flowing(text),
                Ok(piece) => Words::InPieces(piece.into()),
                Err(pieces) => Words::InPieces(pieces),
            },
            citations,
            images: say.images.iter().map(|image| image.to_vec()).collect(),
            files: say.files.iter().map(|(path, asset)| written(path, asset.to_vec())).collect(),
            open: say.open,
        })
    }

    fn cited(&self, at: usize) -> Citation {
        let result = &self.found[at];
        Citation { marker: marker(at, &result.file_name), file_id: result.file_id, quote: result.text.clone() }
    }

    fn code(&self, code: &steps::Code, part: &Part) -> Result<Code, String> {
        self.must_offer("code_interpreter")?;
        let mut made = Code { input: self.filled(&code.input, part)?.0, ..Code::default() };
        for output in &code.outputs {
            made.outputs.push(match output {
                CodeOutput::Logs(logs) => Output::Logs(self.filled(logs, part)?.0),
                CodeOutput::Image(asset) => Output::Image(asset.to_vec()),
                CodeOutput::Chart(chart) => Output::Image(self.chart(chart, part)?),
            });
        }
        for (path, content) in &code.files {
            let bytes = match content {
                Content::Asset(asset) => asset.to_vec(),
                Content::Text(text) => self.filled(text, part)?.0.into_bytes(),
            };
            made.files.push(written(path, bytes));
        }
        Ok(made)
    }

    fn chart(&self, chart: &steps::Chart, part: &Part) -> Result<Vec<u8>, String> {
        let title = chart.title.as_ref().map(|title| self.filled(title, part)).transpose()?.map(|(title, _)| title);
        let wanted = analysis::Wanted { kind: chart.kind, x: chart.x.as_deref(), y: &chart.y, title };
        match &chart.csv {
            Table::Asset(bytes) => analysis::drawn(bytes, "table.csv", wanted),
            Table::Attached => {
                let is_csv = |name: &str| name.to_ascii_lowercase().ends_with(".csv");
                let attached = self.context.files.iter().rev().find(|stored| is_csv(&stored.file.filename));
                let stored = attached.ok_or("no CSV file is attached to the thread or its assistant")?;
                let bytes = std::fs::read(stored.blob.path()).map_err(|error| error.to_string())?;
                analysis::drawn(&bytes, &stored.file.filename, wanted)
            }
        }
    }

    fn search(&mut self, search: &steps::Search, part: &Part) -> Result<Search, String> {
        self.must_offer("file_search")?;
        let query = search.query.as_ref().map(|query| self.filled(query, part)).transpose()?;
        let query = query.map_or_else(|| self.facts.message.clone(), |(query, _)| query);
        let mut done = passages::search(self.context, &query);
        if let Some(results) = &search.results {
            done.results.clear();
            for found in results {
                let name = self.filled(&found.file, part)?.0;
                // What was found may be in a file that nobody has uploaded: then it has an id that leads nowhere.
                let (file_id, file_name) = self.file(&name).unwrap_or_else(|| (self.project.world.id(), name));
                let text = self.filled(&found.text, part)?.0;
                let (score, attributes) = (found.score, Metadata::new());
                done.results.push(SearchResult { file_id, file_name, score, attributes, text });
            }
        }
        self.found.clone_from(&done.results);
        Ok(done)
    }

    fn calls(&self, call: &steps::Call, part: &Part) -> Result<Vec<Call>, String> {
        let order = &self.context.order;
        if order.tool_choice == ToolChoice::None {
            return Err("the run's tool_choice is none: it may call no function".to_owned());
        }
        if !order.parallel_tool_calls && call.functions.len() > 1 {
            return Err(format!(
                "the run wants one call at a time (parallel_tool_calls is false), and this step makes {}",
                call.functions.len()
            ));
        }
        let mut calls = Vec::new();
        for (name, arguments) in &call.functions {
            self.must_offer(name)?;
            let arguments = match arguments {
                Arguments::Text(text) => self.filled(text, part)?.0,
                Arguments::Tree(tree) => self.grown(tree, part)?,
            };
            calls.push(Call { name: name.clone(), arguments });
        }
        Ok(calls)
    }

    /// A tree with its texts filled in, as compact JSON.
    fn grown(&self, tree: &Tree, part: &Part) -> Result<String, String> {
        let joined = |parts: Vec<String>| parts.join(",");
        Ok(match tree {
            Tree::Plain(plain) => plain.clone(),
            Tree::Text(text) => self.at(part, |moment| text.json(moment))?.0,
            Tree::List(list) => {
                let list = list.iter().map(|tree| self.grown(tree, part));
                format!("[{}]", joined(list.collect::<Result<_, String>>()?))
            }
            Tree::Object(fields) => {
                let fields = fields.iter().map(|(name, tree)| {
                    let tree = self.grown(tree, part)?;
                    Ok(format!("{}:{tree}", quoted(name)))
                });
                format!("{{{}}}", joined(fields.collect::<Result<_, String>>()?))
            }
        })
    }

    /// The service's model could use no tool that a run does not offer.
    fn must_offer(&self, tool: &str) -> Result<(), String> {
        if self.facts.tools.iter().any(|own| own == tool) {
            return Ok(());
        }
        let offered = if self.facts.tools.is_empty() { "nothing".to_owned() } else { self.facts.tools.join(", ") };
        Err(format!("the run does not offer {tool}; its tools are: {offered}"))
    }

    /// A file by its id or name: among what was found, then among all of the project's.
    fn file(&self, wanted: &str) -> Option<(FileId, String)> {
        let found = self.found.iter().find(|found| found.file_name == wanted || found.file_id.to_string() == wanted);
        found.map(|found| (found.file_id, found.file_name.clone())).or_else(|| by_name(self.project, wanted))
    }
}

fn hit(result: &SearchResult) -> Hit {
    Hit {
        file_id: result.file_id.to_string(),
        file_name: result.file_name.clone(),
        score: result.score,
        text: result.text.clone(),
    }
}

/// What stands for a citation in a message.
fn marker(at: usize, name: &str) -> String {
    format!("【4:{at}†{}】", name.replace(['【', '】'], ""))
}

/// A text as JSON.
fn quoted(text: &str) -> String {
    serde_json::to_string(text).expect("a text has a JSON form")
}

fn written(path: &str, bytes: Vec<u8>) -> Written {
    Written { path: path.to_owned(), bytes }
}
