//! Steps: from each verb as written to what is played.

use super::assets::is_image;
use super::compile::Compiler;
use super::compiled::{Asset, Chart, Citation, Code, CodeOutput, Content, Found, Say, Search, Step, Table};
use super::file::{self, BARE, CODES, KINDS, REASONS, VERBS, Verbs};
use super::place::{At, Given, Place};
use super::template::Template;
use super::written::Written;
use crate::wire::run::RunReason;
use std::collections::BTreeMap;

/// The longest wait, in milliseconds.
const HOUR: u64 = 3_600_000;
/// Where the service's files are.
const FILES: &str = "/mnt/data/";
/// What a run fails with if it is not said.
const SORRY: &str = "Sorry, something went wrong.";

impl Compiler<'_> {
    /// A step.
    pub fn step(&mut self, step: &At<file::Step>) -> Option<Step> {
        match &step.value.0 {
            Written::Map(verbs) => self.verb(step.place, verbs),
            Written::Text(word) => match word.as_str() {
                "hold" => Some(Step::Hold),
                "expire" => Some(Step::Expire),
                "drop" => Some(Step::Drop(None)),
                other => {
                    self.no_bare_word(step.place, other);
                    None
                }
            },
            Written::Plain | Written::Null | Written::List(_) => {
                self.wrong(step.place, format!("a step expected, found {}", self.found(step.place, &step.value.0)));
                None
            }
        }
    }

    fn no_bare_word(&mut self, place: Place, word: &str) {
        let problem = self.source.problem(place, format!("`{word}` is no step"));
        let first = word.split([' ', ':']).next().unwrap_or_default();
        self.problems.push(match VERBS.contains(&first) {
            true => problem.help(format!("write `{first}: ...`, with a space behind the colon")),
            false => problem
                .help(format!("a step is a verb with its value, or one of {}", BARE.join(", ")))
                .meant(word, BARE),
        });
    }

    fn verb(&mut self, place: Place, verbs: &Verbs) -> Option<Step> {
        let given = verbs.given();
        if let [(first, _), (second, value), ..] = given.as_slice() {
            let key = self.source.last_before(second, *value);
            let problem = self.source.problem(key, format!("a step does one thing, and this one has `{first}` too"));
            self.problems.push(problem.help("begin a new step with `- `"));
            return None;
        }
        if let Some(expect) = verbs.expect.0.as_ref().filter(|_| verbs.call.is_none()) {
            self.wrong(self.source.last_before("expect", expect.place), "`expect` stands beside `call` only");
            return None;
        }
        self.talk(verbs).or_else(|| self.tool(verbs)).or_else(|| self.end(verbs)).unwrap_or_else(|| {
            let problem = self.source.problem(self.source.word(place), "this step does nothing");
            self.problems.push(problem.help(format!("give it one of {}", VERBS.join(", "))));
            None
        })
    }

    /// The outer `None` is: the step is another one. The inner: something is wrong with it.
    fn talk(&mut self, verbs: &Verbs) -> Option<Option<Step>> {
        if let Some(say) = &verbs.say.0 {
            return Some(self.say(say).map(Step::Say));
        }
        if let Some(refusal) = &verbs.refuse.0 {
            return Some(self.template(refusal).map(Step::Refuse));
        }
        if let Some(wait) = &verbs.wait.0 {
            return Some(self.wait(wait).map(Step::Wait));
        }
        None
    }

    fn tool(&mut self, verbs: &Verbs) -> Option<Option<Step>> {
        if let Some(code) = &verbs.code.0 {
            return Some(self.code(code).map(Step::Code));
        }
        if let Some(search) = &verbs.search.0 {
            return Some(self.search(search).map(Step::Search));
        }
        let calls = verbs.call.0.as_ref()?;
        Some(self.call(calls, &verbs.expect).map(Step::Call))
    }

    fn end(&mut self, verbs: &Verbs) -> Option<Option<Step>> {
        if let Some(hold) = &verbs.hold.0 {
            return Some(self.nothing("hold", hold).then_some(Step::Hold));
        }
        if let Some(fail) = &verbs.fail.0 {
            return Some(self.fail(fail));
        }
        if let Some(reason) = &verbs.incomplete.0 {
            let reason = self.word(reason, &REASONS).map(|word| match word == REASONS[0] {
                true => RunReason::MaxCompletionTokens,
                false => RunReason::MaxPromptTokens,
            });
            return Some(reason.map(Step::Incomplete));
        }
        if let Some(expire) = &verbs.expire.0 {
            return Some(self.nothing("expire", expire).then_some(Step::Expire));
        }
        let drop = verbs.drop.0.as_ref()?;
        Some(match &drop.value {
            Written::Map(after) => Some(Step::Drop(Some(after.after.value))),
            Written::Text(_) | Written::Plain | Written::Null | Written::List(_) => {
                self.nothing("drop", drop).then_some(Step::Drop(None))
            }
        })
    }

    /// Whether a verb that takes nothing is given nothing, or true.
    fn nothing<M, L>(&mut self, verb: &str, value: &At<Written<M, L>>) -> bool {
        let fits = match &value.value {
            Written::Null => true,
            Written::Plain => self.source.slice(value.place) == "true",
            Written::Text(_) | Written::Map(_) | Written::List(_) => false,
        };
        if !fits {
            self.wrong(value.place, format!("`{verb}` takes nothing, found {}", self.found(value.place, &value.value)));
        }
        fits
    }

    fn wait(&mut self, wait: &At<Written>) -> Option<u64> {
        let text = self.text(wait, "a time")?;
        let digits = text.value.find(|character: char| !character.is_ascii_digit()).unwrap_or(text.value.len());
        let (number, unit) = text.value.split_at(digits);
        let factor = match unit.trim_start() {
            "" | "ms" => Some(1),
            "s" => Some(1_000),
            "m" => Some(60_000),
            "h" => Some(HOUR),
            _ => None,
        };
        let wait = factor.zip(number.parse::<u64>().ok()).map(|(factor, number)| number.saturating_mul(factor));
        let problem = match wait {
            Some(wait) if wait <= HOUR => return Some(wait),
            Some(_) => self.source.problem(text.place, "a wait is at most one hour"),
            None => {
                let problem = self.source.problem(text.place, format!("`{}` is not a time", text.value));
                problem.help("write 800ms, 2s, 5m, 1h, or a number of milliseconds")
            }
        };
        self.problems.push(problem);
        None
    }

    fn fail(&mut self, fail: &At<Written<file::Fail>>) -> Option<Step> {
        let said = |text: &str| At { value: text.to_owned(), place: fail.place };
        let (code, message) = match &fail.value {
            Written::Map(long) => {
                let code = long.code.0.as_ref().map_or(Some(CODES[0]), |code| self.word(code, &CODES));
                (code, long.message.0.clone().unwrap_or_else(|| said(SORRY)))
            }
            Written::Text(_) | Written::Plain | Written::Null | Written::List(_) => {
                let text = self.text(fail, "text or a mapping")?;
                match CODES.into_iter().find(|code| *code == text.value) {
                    Some(code) => (Some(code), said(SORRY)),
                    None => (Some(CODES[0]), text),
                }
            }
        };
        let message = self.template(&message);
        Some(Step::Fail { code: code?, message: message? })
    }

    fn say(&mut self, say: &At<Written<file::Say>>) -> Option<Say> {
        let long = match &say.value {
            Written::Map(long) => long,
            Written::Text(_) | Written::Plain | Written::Null | Written::List(_) => {
                let text = self.text(say, "text or a mapping")?;
                return Some(Say { chunks: vec![self.template(&text)?], ..Say::default() });
            }
        };
        let written: Vec<At<String>> = match (&long.text.0, &long.chunks.0) {
            (Some(text), None) => vec![text.clone()],
            (None, Some(chunks)) => chunks.value.clone(),
            (None, None) => Vec::new(),
            (Some(_), Some(chunks)) => {
                self.wrong(
                    self.source.last_before("chunks", chunks.place),
                    "a message has `text` or `chunks`, and this one has both",
                );
                return None;
            }
        };
        let images: Vec<_> = long.images.0.iter().flat_map(|images| &images.value).collect();
        if written.is_empty() && images.is_empty() {
            self.wrong(say.place, "this message has neither `text`, nor `chunks`, nor `images`");
        }
        let chunks: Option<Vec<Template>> = self.all(&written, |own, text| own.template(text));
        let images = self.all(images, |own, path| own.image(path));
        let citations = self.all(long.citations.0.iter().flat_map(|list| &list.value), |own, citation| {
            let (file, quote) = (own.template(&citation.value.file), own.template(&citation.value.quote));
            let text = citation.value.text.0.as_ref().map(|text| text.value.clone());
            Some(Citation { text, file: file?, quote: quote? })
        });
        let files = self.all(long.files.0.iter().flat_map(|files| &files.value.0), |own, (path, from)| {
            let (name, asset) = (own.path(path), own.asset(from));
            if name.is_some() {
                own.is_linked(path, &written);
            }
            Some((name?, asset?))
        });
        let open = long.open.0.as_ref().is_some_and(|open| open.value);
        Some(Say {
            chunks: chunks?,
            in_pieces: !long.chunks.is_none(),
            citations: citations?,
            images: images?,
            files: BTreeMap::from_iter(files?),
            open,
        })
    }

    /// Does the same with each, and notes all that is wrong before it gives up.
    pub fn all<T, R>(
        &mut self,
        list: impl IntoIterator<Item = T>,
        each: impl Fn(&mut Self, T) -> Option<R>,
    ) -> Option<Vec<R>> {
        let done: Vec<Option<R>> = list.into_iter().map(|item| each(self, item)).collect();
        done.into_iter().collect()
    }

    /// Warns of a file to which the text does not link.
    fn is_linked(&mut self, path: &At<String>, text: &[At<String>]) {
        let link = format!("sandbox:{}", path.value);
        if !text.iter().any(|piece| piece.value.contains(&link)) {
            let problem = self.source.problem(path.place, "the text does not link to this file").warning();
            self.problems.push(problem.help(format!("write `{link}` into it")));
        }
    }

    /// A path of the service's.
    fn path(&mut self, path: &At<String>) -> Option<String> {
        let name = path
            .value
            .strip_prefix(FILES)
            .filter(|rest| rest.split('/').all(|part| !part.is_empty() && part != "." && part != ".."));
        if name.is_none() {
            let problem =
                self.source.problem(path.place, format!("`{}` is not the path of a file below {FILES}", path.value));
            let last = path.value.rsplit('/').next().filter(|last| !last.is_empty()).unwrap_or("out.csv");
            self.problems.push(problem.help(format!("write `{FILES}{last}`")));
        }
        name.map(|_| path.value.clone())
    }

    fn image(&mut self, path: &At<String>) -> Option<Asset> {
        let asset = self.asset(path)?;
        let is_image = is_image(&asset);
        if !is_image {
            self.wrong(path.place, format!("`{}` is not a PNG, JPEG, GIF or WebP image", path.value));
        }
        is_image.then_some(asset)
    }

    fn code(&mut self, code: &At<Written<file::Code>>) -> Option<Code> {
        let long = match &code.value {
            Written::Map(long) => long,
            Written::Text(_) | Written::Plain | Written::Null | Written::List(_) => {
                let text = self.text(code, "text or a mapping")?;
                return Some(Code { input: self.template(&text)?, outputs: Vec::new(), files: BTreeMap::new() });
            }
        };
        let input = self.template(&long.input);
        let short = self.output(&long.logs, &long.image, &long.chart);
        let outputs = match &long.outputs.0 {
            None => short,
            Some(outputs) if long.logs.is_none() && long.image.is_none() && long.chart.is_none() => {
                self.outputs(&outputs.value)
            }
            Some(outputs) => {
                let message = "`outputs` stands instead of `logs`, `image` and `chart`";
                self.wrong(self.source.last_before("outputs", outputs.place), message);
                None
            }
        };
        let files = self.all(long.files.0.iter().flat_map(|files| &files.value.0), |own, (path, content)| {
            let (path, content) = (own.path(path), own.content(content));
            Some((path?, content?))
        });
        Some(Code { input: input?, outputs: outputs?, files: BTreeMap::from_iter(files?) })
    }

    fn outputs(&mut self, outputs: &[At<file::Output>]) -> Option<Vec<CodeOutput>> {
        let each = self.all(outputs, |own, output| {
            let file::Output { logs, image, chart } = &output.value;
            let given = [logs.is_none(), image.is_none(), chart.is_none()];
            if given.iter().filter(|none| !**none).count() != 1 {
                let place = own.source.word(output.place);
                own.wrong(place, "an output is one of `logs`, `image` and `chart`");
                return None;
            }
            own.output(logs, image, chart)
        });
        Some(each?.into_iter().flatten().collect())
    }

    fn output(
        &mut self,
        logs: &Given<String>,
        image: &Given<String>,
        chart: &Given<file::Chart>,
    ) -> Option<Vec<CodeOutput>> {
        let logs = logs.0.as_ref().map(|logs| self.template(logs).map(CodeOutput::Logs));
        let image = image.0.as_ref().map(|image| self.image(image).map(CodeOutput::Image));
        let chart = chart.0.as_ref().map(|chart| self.chart(&chart.value).map(CodeOutput::Chart));
        [logs, image, chart].into_iter().flatten().collect()
    }

    fn chart(&mut self, chart: &file::Chart) -> Option<Chart> {
        let csv = match chart.csv.value.as_str() {
            "attached" => Some(Table::Attached),
            _ => self.asset(&chart.csv).map(Table::Asset),
        };
        let kind = chart.kind.0.as_ref().map_or(Some(KINDS[0]), |kind| self.word(kind, &KINDS));
        let y = chart.y.0.as_ref().map(|y| self.one_or_more(y)).unwrap_or_default();
        let title = chart.title.0.as_ref().map(|title| self.template(title));
        let x = chart.x.0.as_ref().map(|x| x.value.clone());
        Some(Chart { csv: csv?, kind: kind?, x, y, title: title.map_or(Some(None), |title| title.map(Some))? })
    }

    fn content(&mut self, content: &At<Written<file::Content>>) -> Option<Content> {
        match &content.value {
            Written::Map(long) => self.template(&long.text).map(Content::Text),
            Written::Text(_) | Written::Plain | Written::Null | Written::List(_) => {
                let path = self.text(content, "a path or `{text: ...}`")?;
                self.asset(&path).map(Content::Asset)
            }
        }
    }

    fn search(&mut self, search: &At<Written<file::Search>>) -> Option<Search> {
        let long = match &search.value {
            Written::Map(long) => long,
            Written::Text(_) | Written::Plain | Written::Null | Written::List(_) => {
                self.real(search)?;
                return Some(Search { query: None, results: None });
            }
        };
        let query = long.query.0.as_ref().map(|query| self.template(query));
        let results = match &long.results.0 {
            None => Some(None),
            Some(At { value: Written::List(list), .. }) => {
                self.all(list, |own, found| own.passage(&found.value)).map(Some)
            }
            Some(other) => self.real(other).map(|()| None),
        };
        Some(Search { query: query.map_or(Some(None), |query| query.map(Some))?, results: results? })
    }

    /// The word `real`.
    fn real<M, L>(&mut self, written: &At<Written<M, L>>) -> Option<()> {
        let text = self.text(written, "`real`, or what is found,")?;
        if text.value != "real" {
            let problem = self.source.problem(text.place, format!("`real` expected, found `{}`", text.value));
            self.problems.push(problem.meant(&text.value, ["real"]));
        }
        (text.value == "real").then_some(())
    }

    fn passage(&mut self, found: &file::Found) -> Option<Found> {
        let score = found.score.value;
        let fits = (0.0..=1.0).contains(&score);
        if !fits {
            self.wrong(found.score.place, "a score is a number from 0 to 1");
        }
        let (file, text) = (self.template(&found.file), self.template(&found.text));
        fits.then_some(Found { file: file?, score, text: text? })
    }
}

impl Verbs {
    /// The verbs that are given, and the places of their values.
    fn given(&self) -> Vec<(&'static str, Place)> {
        fn place<T>(value: &Given<T>) -> Option<Place> {
            value.0.as_ref().map(|value| value.place)
        }
        let places = [
            place(&self.say),
            place(&self.refuse),
            place(&self.code),
            place(&self.search),
            place(&self.call),
            place(&self.wait),
            place(&self.hold),
            place(&self.fail),
            place(&self.incomplete),
            place(&self.expire),
            place(&self.drop),
        ];
        let mut given: Vec<_> =
            VERBS.into_iter().zip(places).filter_map(|(verb, place)| Some((verb, place?))).collect();
        given.sort_by_key(|(_, place)| place.start);
        given
    }
}
