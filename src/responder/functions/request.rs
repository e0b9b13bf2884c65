//! What a message asks for, clause by clause: a question, a request with its verb, or neither.

use super::super::facts::Facts;
use super::openings::{DENIALS, GENERAL, LEADS, OPENERS, POLITE, SUBJECTS, WISHES};
use super::verbs::{is_act, is_read};

const MOST_CLAUSES: usize = 40;
const MOST_TOKENS: usize = 4_000;
const FRAGMENT: usize = 8;

/// What kind of utterance a clause is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    /// It asks something about particular things.
    Question,
    /// It asks how or what something is in general.
    General,
    /// It tells to do something.
    Request,
    /// A few words without a verb: "weather in Berlin".
    Fragment,
    /// It tells something.
    Statement,
    /// It says what not to do.
    Negated,
}

/// A part of a message with at most one request.
#[derive(Clone, Debug)]
pub struct Clause {
    /// Its kind.
    pub kind: Kind,
    /// Its words in lower case, with their apostrophes.
    pub words: Vec<String>,
    /// The verb asked for, if any.
    pub verb: Option<String>,
    /// Whether a comma or "and" stands in it.
    pub joined: bool,
    /// Where it begins in the message.
    pub start: usize,
    /// Where the next one begins.
    pub end: usize,
}

impl Clause {
    /// Its words as a text.
    pub fn text(&self) -> String {
        self.words.join(" ")
    }

    /// Whether it speaks of any such thing: "a table", "two tickets".
    pub fn indefinite(&self) -> bool {
        self.words.iter().take(6).any(|word| among("a an some another two three four five", word))
    }

    /// Whether it asks to do something.
    pub fn acts(&self) -> bool {
        self.verb.as_deref().is_some_and(is_act)
    }
}

fn among(list: &str, word: &str) -> bool {
    list.split(' ').any(|entry| entry == word)
}

/// How many words a phrase takes up at the front, if it stands there.
fn leads(words: &[String], phrase: &str) -> Option<usize> {
    let mut count = 0;
    for part in phrase.split(' ') {
        if words.get(count).is_none_or(|word| word != part) {
            return None;
        }
        count += 1;
    }
    Some(count)
}

struct Token {
    word: String,
    start: usize,
    /// What ends right after it: ' ' nothing, ',' a clause perhaps, '.' or '?' a sentence.
    mark: char,
}

/// The words of the text without what is quoted or dictated.
fn tokens(facts: &Facts<'_>) -> Vec<Token> {
    let offset = |part: &str| (part.as_ptr() as usize).saturating_sub(facts.text.as_ptr() as usize);
    let quotes: Vec<(usize, usize)> =
        facts.quoted.iter().take(MOST_CLAUSES).map(|part| (offset(part), offset(part) + part.len())).collect();
    let mut found: Vec<Token> = Vec::new();
    'text: for line in facts.text.lines() {
        for raw in line.split_whitespace().take(MOST_TOKENS) {
            let start = offset(raw);
            if quotes.iter().any(|(from, to)| (*from..*to).contains(&(start + 1))) {
                continue;
            }
            if raw == "saying" {
                break 'text;
            }
            let raw = &raw.to_lowercase().replace('’', "'");
            let word = raw.trim_matches(|c: char| matches!(c, '"' | '\'' | '`' | '(' | ')' | '“' | '”' | '¿' | '¡'));
            let bare = word.trim_end_matches([',', '.', '?', '!', ';', ':']);
            let tail = &word[bare.len()..];
            let mark = if tail.contains('?') {
                '?'
            } else if tail.contains(['.', '!', ';']) {
                '.'
            } else if tail.is_empty() {
                ' '
            } else {
                ','
            };
            if bare.is_empty() || found.len() >= MOST_TOKENS {
                continue;
            }
            let joined = found.last_mut().filter(|last| last.mark == ' ').and_then(|last| {
                let whole = match (last.word.as_str(), bare) {
                    ("set", "up") => "setup",
                    ("call", "off") => "cancel",
                    ("check", "out" | "in") => "checkout",
                    ("sign", "up") => "register",
                    _ => return None,
                };
                whole.clone_into(&mut last.word);
                last.mark = mark;
                Some(())
            });
            if joined.is_none() {
                found.push(Token { word: bare.to_owned(), start, mark });
            }
        }
        if let Some(last) = found.last_mut().filter(|last| matches!(last.mark, ' ' | ',')) {
            last.mark = '.';
        }
    }
    found
}

/// The clauses of a message.
pub fn clauses(facts: &Facts<'_>) -> Vec<Clause> {
    let list = tokens(facts);
    let mut found: Vec<Clause> = Vec::new();
    for sentence in list.split_inclusive(|token| matches!(token.mark, '.' | '?')) {
        let asked = sentence.last().is_some_and(|token| token.mark == '?');
        let mut before: Option<Kind> = None;
        let mut start = 0;
        for at in 1..=sentence.len() {
            let cut = at == sentence.len()
                || new_clause(&sentence[at - 1], &sentence[at].word, &sentence[(at + 1).min(sentence.len())..]);
            if !cut || found.len() >= MOST_CLAUSES {
                continue;
            }
            let clause = read(&sentence[start..at], asked, before);
            before = Some(clause.kind);
            if let Some(last) = found.last_mut() {
                last.end = clause.start;
            }
            found.push(clause);
            start = at;
        }
    }
    found
}

/// Whether a clause of its own begins here.
fn new_clause(before: &Token, here: &str, rest: &[Token]) -> bool {
    let opens = |word: &str| {
        is_act(word) && !among("text mail message email new end mark start order", word)
            || is_read(word)
            || among(OPENERS, word)
    };
    let next = rest.first().map_or("", |token| token.word.as_str());
    let mails = next == "email" && rest.get(1).is_some_and(|token| token.word.contains('@'));
    let joins = matches!(here, "and" | "then" | "but" | "also");
    (joins && (opens(next) || mails || among(POLITE, next))) || (before.mark == ',' && opens(here))
}

fn read(tokens: &[Token], asked: bool, before: Option<Kind>) -> Clause {
    let all: Vec<String> = tokens.iter().map(|token| token.word.clone()).collect();
    let inner = tokens.len().saturating_sub(1);
    let joined =
        tokens[..inner].iter().any(|t| t.mark == ',' || matches!(t.word.as_str(), "and" | "&" | "plus" | "or"));
    let skipped = all.iter().take_while(|word| among(POLITE, word)).count();
    let contrast = all.first().is_some_and(|word| word == "but");
    let words = &all[skipped..];
    let clause = |kind, verb: Option<&str>| Clause {
        kind,
        words: all.clone(),
        verb: verb.map(str::to_owned),
        joined,
        start: tokens.first().map_or(0, |token| token.start),
        end: usize::MAX,
    };
    let Some(first) = words.first() else {
        return clause(Kind::Fragment, None);
    };
    if DENIALS.iter().any(|phrase| leads(words, phrase).is_some()) {
        return clause(Kind::Negated, None);
    }
    if !contrast && matches!(before, Some(Kind::Statement | Kind::Negated)) && skipped > 0 && !is_lead(words) {
        return clause(before.unwrap_or(Kind::Statement), None);
    }
    if GENERAL.iter().any(|phrase| leads(words, phrase).is_some()) && !particular(words) {
        return clause(Kind::General, None);
    }
    if let Some(count) = LEADS.iter().filter_map(|phrase| leads(words, phrase)).max() {
        let rest = &words[count..];
        let verb = rest.iter().find(|word| !among(POLITE, word));
        return clause(Kind::Request, verb.map(String::as_str));
    }
    if WISHES.iter().any(|phrase| leads(words, phrase).is_some()) {
        return clause(Kind::Request, Some("wish"));
    }
    if among(OPENERS, first) || asked && !is_act(first) {
        return clause(Kind::Question, None);
    }
    if (is_act(first) || is_read(first)) && !is_noun(words) {
        return clause(Kind::Request, Some(first));
    }
    if asked {
        return clause(Kind::Question, None);
    }
    let verbal = words
        .iter()
        .any(|w| among("is are was were hasn't haven't isn't wasn't didn't has have had like love hate", w));
    if among(SUBJECTS, first) || words.len() > FRAGMENT && !joined || verbal {
        return clause(Kind::Statement, None);
    }
    clause(Kind::Fragment, None)
}

fn is_lead(words: &[String]) -> bool {
    LEADS.iter().any(|phrase| leads(words, phrase).is_some())
}

/// "what are my orders" is about something particular; so is all that shows an identifier.
fn particular(words: &[String]) -> bool {
    let opening = leads(words, "what are").or(leads(words, "how are"));
    opening.is_some_and(|at| words.get(at).is_some_and(|word| among("the my our all your some there his her", word)))
}

/// "Order #5 is late", "Schedule for today": the first word is a noun here.
fn is_noun(words: &[String]) -> bool {
    let next = words.get(1).map_or("", String::as_str);
    let coded = next.starts_with('#')
        || next.chars().any(|c| c.is_ascii_digit()) && next.chars().any(char::is_alphabetic)
        || next.len() >= 4 && next.bytes().all(|b| b.is_ascii_digit());
    match words[0].as_str() {
        "order" | "mail" | "text" | "message" | "email" => {
            coded || next.is_empty() || among("number no status for of is history", next)
        }
        "schedule" | "log" | "plan" | "book" => among("of is", next) || next.is_empty(),
        _ => false,
    }
}
