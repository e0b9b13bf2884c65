//! From a script to beats: cuts text into tokens, counts them, and stops at the run's token limit.

use super::play::{Beat, Outputs};
use super::tokens::Vocabulary;
use crate::domain::lifecycle::Ending;
use crate::scenario::{Call, Code, Script, Verb};
use crate::store::Blobs;
use crate::wire::run::{LastError, RunReason};
use crate::wire::usage::Usage;
use std::collections::VecDeque;
use std::io;

/// What is known about tokens before the first beat.
#[derive(Clone, Copy, Debug)]
pub struct Budget {
    /// The model's vocabulary.
    pub vocabulary: Vocabulary,
    /// Tokens that go into the next step.
    pub prompt: u64,
    /// Tokens that may still go in over the rest of the run.
    pub prompt_left: Option<u64>,
    /// Tokens that may still come out over the rest of the run.
    pub completion_left: Option<u64>,
}

/// The beats of `script`, from the run's start to its next halt or its end.
pub fn beats(script: Script, budget: Budget, blobs: &Blobs) -> VecDeque<Beat> {
    let mut rehearsal = Rehearsal { budget, spent: 0, beats: VecDeque::from([Beat::Start]), paths: Vec::new() };
    for verb in script.0 {
        if let Some(last) = rehearsal.verb(verb, blobs) {
            rehearsal.beats.push_back(last);
            return rehearsal.beats;
        }
    }
    rehearsal.beats.push_back(Beat::End(Ending::Completed, Usage::default()));
    rehearsal.beats
}

struct Rehearsal {
    budget: Budget,
    /// Tokens of the step that is being rehearsed.
    spent: u64,
    beats: VecDeque<Beat>,
    /// Files that code has written so far.
    paths: Vec<String>,
}

impl Rehearsal {
    /// Adds the beats of one verb; hands back the beat that ends the script early, if one does.
    fn verb(&mut self, verb: Verb, blobs: &Blobs) -> Option<Beat> {
        let steps = matches!(verb, Verb::Say(_) | Verb::Code(_) | Verb::Call(_));
        if steps && self.budget.prompt_left.is_some_and(|left| left < self.budget.prompt) {
            return Some(self.incomplete(RunReason::MaxPromptTokens));
        }
        match verb {
            Verb::Say(text) => self.say(&text),
            Verb::Code(code) => self.code(code, blobs),
            Verb::Call(calls) => Some(self.call(calls)),
            Verb::Fail(error) => Some(Beat::End(Ending::Failed(error), self.close())),
        }
    }

    fn say(&mut self, text: &str) -> Option<Beat> {
        self.beats.push_back(Beat::OpenMessage);
        self.beats.push_back(Beat::Images);
        for stretch in stretches(text, &self.paths) {
            let whole = match stretch {
                Stretch::Plain(text) => self.pieces(text, Beat::Text),
                Stretch::Path { text, path } => {
                    let fits = self.spend(self.budget.vocabulary.count(text));
                    if fits {
                        self.beats.push_back(Beat::Annotated { text: text.into(), path: path.into() });
                    }
                    fits
                }
            };
            if !whole {
                return Some(self.incomplete(RunReason::MaxCompletionTokens));
            }
        }
        let usage = self.close();
        self.beats.push_back(Beat::CloseMessage(usage));
        None
    }

    fn code(&mut self, code: Code, blobs: &Blobs) -> Option<Beat> {
        self.paths.extend(code.files.iter().map(|file| file.path.clone()));
        self.beats.push_back(Beat::OpenCode);
        if !self.pieces(&code.input, Beat::CodeInput) {
            return Some(self.incomplete(RunReason::MaxCompletionTokens));
        }
        let read = self.budget.vocabulary.count(&code.logs);
        let outputs = match outputs(code, blobs) {
            Ok(outputs) => outputs,
            // What the code gave could not be kept, as on a full disk.
            Err(error) => {
                let error =
                    LastError { code: "server_error", message: format!("The files could not be kept: {error}") };
                return Some(Beat::End(Ending::Failed(error), self.close()));
            }
        };
        self.beats.push_back(Beat::CodeOutputs(outputs));
        let usage = self.close();
        // The next step reads what this one printed.
        self.budget.prompt += read;
        self.beats.push_back(Beat::CloseCode(usage));
        None
    }

    fn call(&mut self, calls: Vec<Call>) -> Beat {
        self.beats.push_back(Beat::OpenCalls);
        for call in calls {
            let fits = self.spend(self.budget.vocabulary.count(&call.name));
            self.beats.push_back(Beat::NextCall(call.name.into()));
            if !fits || !self.pieces(&call.arguments, Beat::Arguments) {
                return self.incomplete(RunReason::MaxCompletionTokens);
            }
        }
        Beat::Require(self.close())
    }

    /// Adds `text` piece by piece; false if the limit cut it short.
    fn pieces(&mut self, text: &str, beat: fn(Box<str>) -> Beat) -> bool {
        for (piece, tokens) in self.budget.vocabulary.pieces(text) {
            if !self.spend(tokens) {
                return false;
            }
            self.beats.push_back(beat(piece));
        }
        true
    }

    fn spend(&mut self, tokens: u64) -> bool {
        if let Some(left) = &mut self.budget.completion_left {
            if *left < tokens {
                return false;
            }
            *left -= tokens;
        }
        self.spent += tokens;
        true
    }

    fn incomplete(&mut self, reason: RunReason) -> Beat {
        Beat::End(Ending::Incomplete(reason), self.close())
    }

    /// The usage of the step that ends here; what came out of it goes into the next one.
    fn close(&mut self) -> Usage {
        let usage = Usage { prompt_tokens: self.budget.prompt, completion_tokens: self.spent };
        if let Some(left) = &mut self.budget.prompt_left {
            *left = left.saturating_sub(usage.prompt_tokens);
        }
        self.budget.prompt += self.spent;
        self.spent = 0;
        usage
    }
}

fn outputs(code: Code, blobs: &Blobs) -> io::Result<Outputs> {
    let images: io::Result<Vec<_>> = code.images.iter().map(|png| blobs.keep(png)).collect();
    let files: io::Result<Vec<_>> =
        code.files.into_iter().map(|file| Ok((file.path, blobs.keep(&file.bytes)?))).collect();
    Ok(Outputs { logs: (!code.logs.is_empty()).then_some(code.logs), images: images?, files: files? })
}

#[derive(Debug, PartialEq)]
enum Stretch<'a> {
    Plain(&'a str),
    Path { text: &'a str, path: &'a str },
}

/// Cuts `text` at every `sandbox:PATH` whose path is one of `paths`; of two that fit, the longer.
fn stretches<'a>(text: &'a str, paths: &[String]) -> Vec<Stretch<'a>> {
    const SCHEME: &str = "sandbox:";
    let mut found = Vec::new();
    let (mut plain, mut at) = (0, 0);
    while let Some(next) = text[at..].find(SCHEME) {
        let start = at + next;
        let rest = &text[start + SCHEME.len()..];
        let longest = paths.iter().filter(|path| rest.starts_with(path.as_str())).max_by_key(|path| path.len());
        at = start + SCHEME.len();
        if let Some(path) = longest {
            let end = at + path.len();
            if plain < start {
                found.push(Stretch::Plain(&text[plain..start]));
            }
            found.push(Stretch::Path { text: &text[start..end], path: &text[at..end] });
            (plain, at) = (end, end);
        }
    }
    if plain < text.len() {
        found.push(Stretch::Plain(&text[plain..]));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_to_written_files_are_found_and_no_others() {
        let paths = ["/mnt/data/a.csv".to_owned(), "/mnt/data/a.csv.gz".to_owned()];
        let text = "[x](sandbox:/mnt/data/a.csv.gz) and sandbox:/mnt/data/other";
        assert_eq!(
            stretches(text, &paths),
            [
                Stretch::Plain("[x]("),
                Stretch::Path { text: "sandbox:/mnt/data/a.csv.gz", path: "/mnt/data/a.csv.gz" },
                Stretch::Plain(") and sandbox:/mnt/data/other"),
            ]
        );
        assert_eq!(stretches("", &paths), []);
    }

    fn rehearse(verbs: Vec<Verb>, limit: Option<u64>) -> VecDeque<Beat> {
        let budget =
            Budget { vocabulary: Vocabulary::of("gpt-4o"), prompt: 10, prompt_left: None, completion_left: limit };
        beats(Script(verbs), budget, &Blobs::default())
    }

    #[test]
    fn a_step_reads_what_the_steps_before_it_wrote() {
        let code = Code { input: "print(1)".into(), logs: "1\n".into(), ..Code::default() };
        let beats = rehearse(vec![Verb::Code(code), Verb::Say("One.".into())], None);
        let usages: Vec<Usage> = beats
            .iter()
            .filter_map(|beat| match beat {
                Beat::CloseCode(usage) | Beat::CloseMessage(usage) => Some(*usage),
                _ => None,
            })
            .collect();
        assert_eq!(usages[0].prompt_tokens, 10);
        let logs = Vocabulary::of("gpt-4o").count("1\n");
        assert_eq!(usages[1].prompt_tokens, 10 + usages[0].completion_tokens + logs);
        assert!(matches!(beats.back(), Some(Beat::End(Ending::Completed, _))));
    }

    #[test]
    fn the_limit_cuts_between_tokens() {
        let beats = rehearse(vec![Verb::Say("one two three four five six".into())], Some(3));
        let text: String =
            beats.iter().filter_map(|beat| if let Beat::Text(text) = beat { Some(&**text) } else { None }).collect();
        assert_eq!(text, "one two three");
        assert!(matches!(beats.back(), Some(Beat::End(Ending::Incomplete(RunReason::MaxCompletionTokens), _))));
    }
}
