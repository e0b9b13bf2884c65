//! From a script to beats: cuts text into tokens, counts them, and stops at the run's token limit.

use super::play::{Beat, Given, Mark, Outputs};
use super::tokens::Vocabulary;
use crate::domain::lifecycle::Ending;
use crate::scenario::{Call, Code, Output, Say, Script, Search, Verb, Words, Written};
use crate::store::Blobs;
use crate::wire::ids::FileId;
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

/// The beats of `script`, from the run's start to its next halt or its end; `written` is what the run's code wrote before.
pub fn beats(script: Script, budget: Budget, blobs: &Blobs, written: &[(String, FileId)]) -> VecDeque<Beat> {
    let mut rehearsal = Rehearsal {
        budget,
        spent: 0,
        beats: VecDeque::from([Beat::Start]),
        paths: written.iter().map(|(path, _)| path.clone()).collect(),
        open: false,
    };
    for verb in script.0 {
        if let Some(last) = rehearsal.verb(verb, blobs) {
            rehearsal.beats.push_back(last);
            return rehearsal.beats;
        }
    }
    if rehearsal.open {
        rehearsal.close_message();
    }
    rehearsal.beats.push_back(Beat::End(Ending::Completed, Usage::default()));
    rehearsal.beats
}

struct Rehearsal {
    budget: Budget,
    /// Tokens of the step that is being rehearsed.
    spent: u64,
    beats: VecDeque<Beat>,
    /// Files that have been written so far.
    paths: Vec<String>,
    /// Whether a message is open.
    open: bool,
}

impl Rehearsal {
    /// Adds the beats of one verb; hands back the beat that ends the script early, if one does.
    fn verb(&mut self, verb: Verb, blobs: &Blobs) -> Option<Beat> {
        let steps = matches!(verb, Verb::Say(_) | Verb::Refuse(_) | Verb::Code(_) | Verb::Search(_) | Verb::Call(_));
        if steps && !self.open && self.budget.prompt_left.is_some_and(|left| left < self.budget.prompt) {
            return Some(self.incomplete(RunReason::MaxPromptTokens));
        }
        match verb {
            Verb::Search(search) => self.search(search),
            Verb::Say(say) => self.say(say, blobs),
            Verb::Refuse(text) => self.refuse(&text),
            Verb::Code(code) => self.code(code, blobs),
            Verb::Call(calls) => Some(self.call(calls)),
            Verb::Wait(milliseconds) => self.beat(Beat::Wait(milliseconds)),
            Verb::Hold => self.beat(Beat::Hold),
            Verb::Drop(after) => self.beat(Beat::Drop(after)),
            Verb::Fail(error) => Some(Beat::End(Ending::Failed(error), self.close())),
            Verb::Incomplete(reason) => Some(self.incomplete(reason)),
            Verb::Expire => Some(Beat::End(Ending::Expired, self.close())),
        }
    }

    /// Adds one beat that ends nothing.
    fn beat(&mut self, beat: Beat) -> Option<Beat> {
        self.beats.push_back(beat);
        None
    }

    fn open_message(&mut self) {
        if !std::mem::replace(&mut self.open, true) {
            self.beats.push_back(Beat::OpenMessage);
        }
    }

    fn close_message(&mut self) -> Option<Beat> {
        self.open = false;
        let usage = self.close();
        self.beat(Beat::CloseMessage(usage))
    }

    fn refuse(&mut self, text: &str) -> Option<Beat> {
        self.open_message();
        if !self.pieces(text, Beat::Refusal) {
            return Some(self.incomplete(RunReason::MaxCompletionTokens));
        }
        self.close_message()
    }

    fn say(&mut self, say: Say, blobs: &Blobs) -> Option<Beat> {
        if !(say.images.is_empty() && say.files.is_empty()) {
            let images = say.images.into_iter().map(Output::Image).collect();
            if let Some(failed) = self.enclose(images, say.files, blobs, Beat::Enclose) {
                return Some(failed);
            }
        }
        self.open_message();
        self.beats.push_back(Beat::Images);
        let cited = say.citations.into_iter().map(|citation| Anchor {
            mark: Mark::Citation { file_id: citation.file_id, quote: citation.quote.into() },
            text: citation.marker,
        });
        let anchors: Vec<Anchor> = self.paths.iter().map(|path| written(path)).chain(cited).collect();
        let whole = match &say.text {
            Words::Flowing(text) => self.words(text, &anchors, Self::pieces),
            Words::InPieces(pieces) => pieces.iter().all(|piece| self.words(piece, &anchors, Self::piece)),
        };
        if !whole {
            return Some(self.incomplete(RunReason::MaxCompletionTokens));
        }
        if say.open { None } else { self.close_message() }
    }

    /// Adds text with its anchors, plain stretches as `plainly` says; false if the limit cut it short.
    fn words(&mut self, text: &str, anchors: &[Anchor], plainly: Plainly) -> bool {
        stretches(text, anchors).into_iter().all(|(text, mark)| match mark {
            None => plainly(self, text, Beat::Text),
            Some(mark) => {
                let fits = self.spend(self.budget.vocabulary.count(text));
                if fits {
                    self.beats.push_back(Beat::Annotated { text: text.into(), mark: mark.clone() });
                }
                fits
            }
        })
    }

    /// Adds a beat that makes files; gives the end of the run if they cannot be kept.
    fn enclose(
        &mut self,
        outputs: Vec<Output>,
        files: Vec<Written>,
        blobs: &Blobs,
        beat: fn(Outputs) -> Beat,
    ) -> Option<Beat> {
        self.paths.extend(files.iter().map(|file| file.path.clone()));
        match kept(outputs, files, blobs) {
            Ok(kept) => self.beat(beat(kept)),
            // What was made could not be kept, as on a full disk.
            Err(error) => {
                let message = format!("The files could not be kept: {error}");
                Some(Beat::End(Ending::Failed(LastError { code: "server_error", message }), self.close()))
            }
        }
    }

    fn code(&mut self, code: Code, blobs: &Blobs) -> Option<Beat> {
        self.beats.push_back(Beat::OpenCode);
        if !self.pieces(&code.input, Beat::CodeInput) {
            return Some(self.incomplete(RunReason::MaxCompletionTokens));
        }
        let logs = code.outputs.iter().map(|output| match output {
            Output::Logs(logs) => self.budget.vocabulary.count(logs),
            Output::Image(_) => 0,
        });
        let read: u64 = logs.sum();
        if let Some(failed) = self.enclose(code.outputs, code.files, blobs, Beat::CodeOutputs) {
            return Some(failed);
        }
        let usage = self.close();
        // The next step reads what this one printed.
        self.budget.prompt += read;
        self.beats.push_back(Beat::CloseCode(usage));
        None
    }

    fn search(&mut self, search: Search) -> Option<Beat> {
        self.beats.push_back(Beat::OpenSearch(search.ranking));
        if !self.spend(self.budget.vocabulary.count(&search.query)) {
            return Some(self.incomplete(RunReason::MaxCompletionTokens));
        }
        let read: u64 = search.results.iter().map(|found| self.budget.vocabulary.count(&found.text)).sum();
        let usage = self.close();
        // The next step reads what this one found.
        self.budget.prompt += read;
        self.beats.push_back(Beat::CloseSearch(search.results, usage));
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

    /// Adds `text` in one piece; false if the limit cut it short.
    fn piece(&mut self, text: &str, beat: fn(Box<str>) -> Beat) -> bool {
        let fits = self.spend(self.budget.vocabulary.count(text));
        if fits {
            self.beats.push_back(beat(text.into()));
        }
        fits
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

/// How a plain stretch of text becomes beats.
type Plainly = fn(&mut Rehearsal, &str, fn(Box<str>) -> Beat) -> bool;

fn kept(outputs: Vec<Output>, files: Vec<Written>, blobs: &Blobs) -> io::Result<Outputs> {
    let shown = outputs.into_iter().map(|output| match output {
        Output::Logs(logs) => Ok(Given::Logs(logs)),
        Output::Image(bytes) => blobs.keep(&bytes).map(Given::Image),
    });
    let files = files.into_iter().map(|file| Ok((file.path, blobs.keep(&file.bytes)?)));
    Ok(Outputs { shown: shown.collect::<io::Result<_>>()?, files: files.collect::<io::Result<_>>()? })
}

/// The link to a file that code wrote.
fn written(path: &str) -> Anchor {
    Anchor { text: format!("sandbox:{path}"), mark: Mark::Path(path.into()) }
}

/// A stretch of text to look for, and what it stands for.
struct Anchor {
    text: String,
    mark: Mark,
}

/// Cuts `text` into plain stretches and those that are one of `anchors`; of two that begin at one place, the longer. Where
/// several are the same text, as two quotations of one passage, each stands for one place in turn, the first for the rest.
fn stretches<'a>(text: &'a str, anchors: &'a [Anchor]) -> Vec<(&'a str, Option<&'a Mark>)> {
    let mut found = Vec::new();
    let mut used = vec![false; anchors.len()];
    let mut rest = text;
    loop {
        let next = anchors.iter().enumerate().filter_map(|(own, anchor)| Some((rest.find(&anchor.text)?, own, anchor)));
        let first = next.min_by_key(|(at, own, anchor)| (*at, std::cmp::Reverse(anchor.text.len()), used[*own]));
        let Some((at, own, anchor)) = first else { break };
        used[own] = true;
        let (before, after) = rest.split_at(at);
        let (stretch, after) = after.split_at(anchor.text.len());
        if !before.is_empty() {
            found.push((before, None));
        }
        found.push((stretch, Some(&anchor.mark)));
        rest = after;
    }
    if !rest.is_empty() {
        found.push((rest, None));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_and_markers_are_found_and_nothing_else() {
        let marker = "【4:0†a.txt】".to_owned();
        let anchors = [
            written("/mnt/data/a.csv"),
            written("/mnt/data/a.csv.gz"),
            Anchor { text: marker.clone(), mark: Mark::Path("cited".into()) },
            Anchor { text: marker.clone(), mark: Mark::Path("cited again".into()) },
        ];
        let text = format!("[x](sandbox:/mnt/data/a.csv.gz){marker} and sandbox:/mnt/data/other{marker}{marker}");
        let (cited, again) = (Mark::Path("cited".into()), Mark::Path("cited again".into()));
        assert_eq!(
            stretches(&text, &anchors),
            [
                ("[x](", None),
                ("sandbox:/mnt/data/a.csv.gz", Some(&Mark::Path("/mnt/data/a.csv.gz".into()))),
                (")", None),
                (&marker, Some(&cited)),
                (" and sandbox:/mnt/data/other", None),
                (&marker, Some(&again)),
                (&marker, Some(&cited)),
            ]
        );
        assert_eq!(stretches("", &anchors), []);
    }

    fn rehearse(verbs: Vec<Verb>, limit: Option<u64>) -> VecDeque<Beat> {
        let budget =
            Budget { vocabulary: Vocabulary::of("gpt-4o"), prompt: 10, prompt_left: None, completion_left: limit };
        beats(Script(verbs), budget, &Blobs::default(), &[])
    }

    #[test]
    fn a_step_reads_what_the_steps_before_it_wrote() {
        let code = Code::printing("print(1)".into(), "1\n".into());
        let beats = rehearse(vec![Verb::Code(code), Verb::Say("One.".to_owned().into())], None);
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
        let beats = rehearse(vec![Verb::Say("one two three four five six".to_owned().into())], Some(3));
        let text: String =
            beats.iter().filter_map(|beat| if let Beat::Text(text) = beat { Some(&**text) } else { None }).collect();
        assert_eq!(text, "one two three");
        assert!(matches!(beats.back(), Some(Beat::End(Ending::Incomplete(RunReason::MaxCompletionTokens), _))));
    }
}
