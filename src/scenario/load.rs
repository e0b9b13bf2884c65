//! Loading scenario files: finding, reading and checking all of them.

use super::assets::{Assets, bytes};
use super::compile::Compiler;
use super::file;
use super::place::{At, Source};
use super::problem::{Problem, Severity};
use super::scenario::{Scenario, When};
use super::spelling::nearest;
use super::yaml;
use crate::domain::fault::{Fault, read_fault};
use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};

/// Bytes of a scenario file.
const BYTES: u64 = 4 << 20;
/// Scenarios, files, and faults in all.
const MOST: usize = 10_000;
/// Folders in each other.
const FOLDERS: usize = 16;
/// How the names of scenario files end.
const ENDINGS: [&str; 3] = ["yaml", "yml", "json"];

/// What scenario files hold.
#[derive(Clone, Debug, Default)]
pub struct Scenarios {
    /// Scenarios, in the order in which they are tried.
    pub scenarios: Vec<Scenario>,
    /// Faults.
    pub faults: Vec<Fault>,
    /// All files that were read, those that scenarios name included.
    pub files: Vec<PathBuf>,
    /// What is likely not as it was meant.
    pub warnings: Vec<Problem>,
}

/// Loads files, and all `*.yaml`, `*.yml` and `*.json` files in folders and the folders in them, in the order of
/// their names. Files and folders whose names begin with a dot are left out.
///
/// # Errors
/// All that is wrong in all of the files, and warnings.
pub fn load(paths: &[PathBuf]) -> Result<Scenarios, Vec<Problem>> {
    let mut loader = Loader::default();
    let mut files = Vec::new();
    for path in paths {
        match path.is_dir() {
            true => loader.folder(path, &mut files),
            false => files.push(path.clone()),
        }
    }
    let mut known = BTreeSet::new();
    // A file may be given by its own name and by that of its folder.
    files.retain(|path| known.insert(path.canonicalize().unwrap_or_else(|_| path.clone())));
    for path in files {
        loader.file(path);
    }
    loader.finish()
}

/// Loads scenarios from text, which is called `name` in messages. The files that they name are in `base`; without
/// one, they may name none.
///
/// # Errors
/// All that is wrong, and warnings.
pub fn load_text(name: &str, text: &str, base: Option<&Path>) -> Result<Scenarios, Vec<Problem>> {
    let mut loader = Loader::default();
    match text.len() as u64 > BYTES {
        true => loader.problems.push(Problem::of_file(name, format!("larger than {} MiB", BYTES >> 20))),
        false => loader.text(name, text, base),
    }
    loader.finish()
}

#[derive(Default)]
struct Loader {
    loaded: Scenarios,
    assets: Assets,
    problems: Vec<Problem>,
    /// Where each name was given first.
    names: HashMap<String, String>,
    /// The first scenario that fits every run: a warning, which holds if another one follows.
    hiding: Option<Problem>,
}

impl Loader {
    fn folder(&mut self, path: &Path, files: &mut Vec<PathBuf>) {
        let before = (files.len(), self.problems.len());
        self.below(path, FOLDERS, files);
        if (files.len(), self.problems.len()) == before {
            let problem = Problem::of_file(&path.display().to_string(), "no scenario file in this folder");
            self.problems.push(problem.help("their names end in .yaml, .yml or .json"));
        }
    }

    fn below(&mut self, path: &Path, levels: usize, files: &mut Vec<PathBuf>) {
        let shown = path.display().to_string();
        if levels == 0 {
            self.problems.push(Problem::of_file(&shown, format!("more than {FOLDERS} folders in each other")));
            return;
        }
        let entries = match path.read_dir().and_then(Iterator::collect::<std::io::Result<Vec<_>>>) {
            Ok(entries) => entries,
            Err(error) => {
                self.problems.push(Problem::of_file(&shown, format!("cannot read this folder: {error}")));
                return;
            }
        };
        let mut paths: Vec<PathBuf> = entries
            .into_iter()
            .filter(|entry| !entry.file_name().as_encoded_bytes().starts_with(b"."))
            .map(|entry| entry.path())
            .collect();
        paths.sort();
        for path in paths {
            if files.len() > MOST {
                return;
            }
            if path.is_dir() {
                self.below(&path, levels - 1, files);
            } else if path.extension().is_some_and(|ending| ENDINGS.iter().any(|own| ending.eq_ignore_ascii_case(own)))
            {
                files.push(path);
            }
        }
    }

    fn file(&mut self, path: PathBuf) {
        let name = path.display().to_string();
        let text = match bytes(&path, BYTES) {
            Ok(bytes) => String::from_utf8(bytes).map_err(|error| {
                let valid = error.utf8_error().valid_up_to();
                let line = error.as_bytes()[..valid].iter().filter(|byte| **byte == b'\n').count() + 1;
                Problem::of_file(&name, format!("not UTF-8 text: line {line} holds other bytes"))
            }),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Err(missing(&path, &name)),
            Err(error) => Err(Problem::of_file(&name, format!("cannot read this file: {error}"))),
        };
        match text {
            Ok(text) => self.text(&name, &text, Some(path.parent().unwrap_or(Path::new("")))),
            Err(problem) => self.problems.push(problem),
        }
        self.loaded.files.push(path);
    }

    fn text(&mut self, name: &str, text: &str, folder: Option<&Path>) {
        let source = Source::new(name, text);
        let file = match yaml::read(&source) {
            Ok(file) => file,
            Err(problem) => return self.problems.push(*problem),
        };
        if file.scenarios.is_none() && file.faults.is_none() {
            let problem = Problem::of_file(name, "neither scenarios nor faults in this file");
            self.problems.push(problem.help("begin it with `scenarios:` or `faults:`"));
        }
        let before = self.problems.len();
        let mut compiler = Compiler::new(&source, folder, &mut self.assets);
        let mut compiled = Vec::new();
        for written in file.scenarios.0.iter().flat_map(|list| &list.value) {
            compiled.push((written, compiler.scenario(written)));
        }
        self.problems.append(&mut compiler.problems);
        for (written, scenario) in compiled {
            self.scenario(&source, written, scenario);
        }
        for fault in file.faults.0.iter().flat_map(|list| &list.value) {
            self.fault(&source, fault);
        }
        self.problems[before..].sort_by_key(|problem| (problem.line, problem.column));
    }

    fn scenario(&mut self, source: &Source, written: &At<file::Scenario>, scenario: Option<Scenario>) {
        let name = &written.value.name;
        let own = source.file_and_line(name.place);
        if let Some(first) = self.names.get(&name.value) {
            let problem = source.problem(name.place, format!("a scenario is called `{}` already", name.value));
            self.problems.push(problem.help(format!("the first is at {first}")));
        } else {
            self.names.insert(name.value.clone(), own);
        }
        if self.names.len() == MOST + 1 {
            self.problems.push(source.problem(name.place, format!("more than {MOST} scenarios")));
        }
        if let Some(problem) = self.hiding.take_if(|problem| problem.severity == Severity::Warning) {
            self.problems.push(problem.clone());
            // Told once: what follows is hidden by the same scenario.
            self.hiding = Some(Problem { severity: Severity::Error, ..problem });
        }
        let Some(scenario) = scenario else { return };
        if self.hiding.is_none() && scenario.repeats && scenario.when.is_empty() {
            let problem = source.problem(name.place, "this scenario fits every run: those behind it are never tried");
            let help = "give it conditions in `when`, or put it at the end";
            self.hiding = Some(problem.warning().help(help));
        }
        self.loaded.scenarios.push(scenario);
    }

    fn fault(&mut self, source: &Source, fault: &At<file::Fault>) {
        let written = serde_json::to_value(&fault.value).expect("texts and numbers are JSON");
        if self.loaded.faults.len() == MOST {
            self.problems.push(source.problem(fault.place, format!("more than {MOST} faults")));
        }
        match read_fault(written, String::new()) {
            Ok(rule) => self.loaded.faults.push(rule),
            Err(refusal) => self.problems.push(source.problem(fault.place, refusal.facts().message)),
        }
    }

    fn finish(self) -> Result<Scenarios, Vec<Problem>> {
        let Self { mut loaded, assets, problems, .. } = self;
        if problems.iter().any(|problem| problem.severity == Severity::Error) {
            return Err(problems);
        }
        loaded.files.extend(assets.into_paths());
        loaded.warnings = problems;
        Ok(loaded)
    }
}

impl When {
    /// Whether it fits every run.
    fn is_empty(&self) -> bool {
        let texts = [&self.assistant, &self.model, &self.message, &self.instructions];
        texts.iter().all(|text| text.is_none())
            && self.metadata.is_empty()
            && self.turn.is_none()
            && self.tools.is_empty()
            && self.outputs.is_empty()
    }
}

fn missing(path: &Path, name: &str) -> Problem {
    let problem = Problem::of_file(name, "no such file or folder");
    let entries = path.parent().map(|parent| if parent.as_os_str().is_empty() { Path::new(".") } else { parent });
    let entries = entries.and_then(|folder| folder.read_dir().ok());
    let names: Vec<String> =
        entries.into_iter().flatten().flatten().filter_map(|entry| entry.file_name().into_string().ok()).collect();
    let wanted = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    match nearest(wanted, names.iter().map(String::as_str)) {
        Some(near) => problem.help(format!("did you mean `{}`?", path.with_file_name(near).display())),
        None => problem,
    }
}
