//! What templates may say, checked when they are read.
//!
//! The engine counts instructions, but not how long the texts are that one instruction builds: a text that is joined
//! to itself forty times fills the memory. So what multiplies texts is left out of the language (`*`, blocks that
//! capture, recursion, filters that pad), and of the rest it is worked out how many times longer than its parts a text
//! can become at most ([`growth`]).

use super::spelling::did_you_mean;
use super::template::TemplateError;

/// Blocks that may be used.
const TAGS: [&str; 10] = ["if", "elif", "else", "endif", "for", "endfor", "set", "with", "endwith", "raw"];
/// Filters that may be used; `super::filters` has them.
pub(super) const FILTERS: [&str; 34] = [
    "abs",
    "attr",
    "bool",
    "capitalize",
    "count",
    "d",
    "default",
    "dictsort",
    "first",
    "float",
    "int",
    "items",
    "join",
    "json",
    "last",
    "length",
    "lines",
    "list",
    "lower",
    "map",
    "max",
    "min",
    "replace",
    "reverse",
    "round",
    "sort",
    "split",
    "string",
    "sum",
    "title",
    "tojson",
    "trim",
    "unique",
    "upper",
];
/// Tests that may be used after `is`.
const TESTS: [&str; 21] = [
    "boolean",
    "defined",
    "divisibleby",
    "endingwith",
    "even",
    "false",
    "float",
    "in",
    "integer",
    "iterable",
    "lower",
    "mapping",
    "none",
    "number",
    "odd",
    "sequence",
    "startingwith",
    "string",
    "true",
    "undefined",
    "upper",
];
/// Methods that may be called: those of `loop`.
const METHODS: [&str; 2] = ["cycle", "changed"];
/// How many times longer than its parts a text may become.
const MAX_GROWTH: u64 = 4096;
/// The most tokens between `{{` and `}}`: the engine recurses as deep as they are chained.
const MAX_TOKENS: usize = 500;
/// The most `elif` in a template, into which the engine recurses as well.
const MAX_ELIF: usize = 100;

/// Checks a template, which the engine need not have parsed; gives how many times longer than its longest part a text in it can
/// become.
pub(super) fn growth(source: &str) -> Result<u64, TemplateError> {
    let mut bound: u64 = 1;
    let mut widest: u64 = 1;
    let mut elifs = 0_usize;
    for code in Codes::of(source) {
        let tag = code.check()?;
        elifs += usize::from(tag == Some("elif"));
        if elifs > MAX_ELIF {
            let message = format!("a template may have {MAX_ELIF} `elif`");
            return Err(TemplateError { message, at: code.tokens.first().map(|token| token.at) });
        }
        let factor = 1 + code.tokens.iter().filter(|token| matches!(token.text, "~" | "+" | ",")).count() as u64;
        // What a block binds can be taken up by the next, and so their factors multiply.
        if matches!(tag, Some("for" | "set" | "with")) {
            bound = bound.saturating_mul(factor);
        } else {
            widest = widest.max(factor);
        }
    }
    let growth = bound.saturating_mul(widest);
    if growth > MAX_GROWTH {
        let message = "the template joins texts to texts too often; write it with fewer `~`, `+` and lists".to_owned();
        return Err(TemplateError { message, at: None });
    }
    Ok(growth)
}

/// What stands between `{{` and `}}`, or `{%` and `%}`.
struct Code<'a> {
    block: bool,
    tokens: Vec<Token<'a>>,
}

#[derive(Clone, Copy)]
struct Token<'a> {
    text: &'a str,
    at: usize,
    /// How many brackets are open around it.
    depth: usize,
}

impl Token<'_> {
    fn is_word(&self) -> bool {
        self.text.starts_with(|first: char| first.is_alphabetic() || first == '_')
    }
}

impl<'a> Code<'a> {
    /// Refuses what is not in the language; gives the block's name.
    fn check(&self) -> Result<Option<&'a str>, TemplateError> {
        let refuse = |at: usize, message: String| Err(TemplateError { message, at: Some(at) });
        if let Some(token) = self.tokens.get(MAX_TOKENS) {
            return refuse(token.at, format!("an expression may have {MAX_TOKENS} words and signs"));
        }
        for (index, token) in self.tokens.iter().enumerate() {
            let before = |back: usize| index.checked_sub(back).map_or("", |at| self.tokens[at].text);
            let called = self.tokens.get(index + 1).is_some_and(|next| next.text == "(");
            let tested = before(1) == "is" || (before(2) == "is" && before(1) == "not");
            let text = token.text;
            if text == "*" {
                return refuse(token.at, "`*` cannot be used in a template".to_owned());
            } else if !token.is_word() {
                continue;
            } else if before(1) == "|" && !FILTERS.contains(&text) {
                return refuse(token.at, unknown("filter", text, &FILTERS));
            } else if tested && text != "not" && !TESTS.contains(&text) {
                return refuse(token.at, unknown("test", text, &TESTS));
            } else if before(1) == "." && called && !METHODS.contains(&text) {
                return refuse(token.at, format!("values have no method `{text}`; filters are written `| {text}`"));
            }
        }
        let first = self.tokens.iter().find(|token| token.is_word()).filter(|_| self.block);
        let Some(tag) = first else { return Ok(None) };
        if !TAGS.contains(&tag.text) {
            return refuse(tag.at, unknown("block", tag.text, &TAGS));
        }
        if tag.text == "set" && !self.tokens.iter().any(|token| token.text == "=" && token.depth == 0) {
            return refuse(tag.at, "`set` is written `{% set name = value %}`".to_owned());
        }
        let recursive = |token: &&Token<'_>| tag.text == "for" && token.text == "recursive";
        if let Some(token) = self.tokens.iter().find(recursive) {
            return refuse(token.at, "`for` cannot be recursive".to_owned());
        }
        Ok(Some(tag.text))
    }
}

fn unknown(what: &str, word: &str, known: &[&str]) -> String {
    match did_you_mean(word, known.iter().copied()) {
        near if near.is_empty() => format!("no {what} is called `{word}`; there are {}", known.join(", ")),
        near => format!("no {what} is called `{word}`.{near}"),
    }
}

/// The pieces of code in a template, in order.
struct Codes<'a> {
    source: &'a str,
    at: usize,
}

impl<'a> Codes<'a> {
    fn of(source: &'a str) -> Self {
        Self { source, at: 0 }
    }

    /// Leaves `{% raw %}` text out, which is no code.
    fn skip_raw(&mut self) {
        while let Some(open) = self.source[self.at..].find("{%") {
            self.at += open + 2;
            let rest = self.source[self.at..].trim_start_matches(['-', '+']).trim_start();
            let rest = rest.strip_prefix("endraw").map(str::trim_start);
            if rest.is_some_and(|rest| rest.trim_start_matches(['-', '+']).starts_with("%}")) {
                self.at = self.source[self.at..].find("%}").map_or(self.source.len(), |end| self.at + end + 2);
                return;
            }
        }
        self.at = self.source.len();
    }

    /// The tokens up to the end of the code.
    fn tokens(&mut self, end: &str) -> Vec<Token<'a>> {
        let source = self.source;
        let mut tokens: Vec<Token<'a>> = Vec::new();
        let mut depth = 0_usize;
        while let Some(first) = source[self.at..].chars().next() {
            let rest = &source[self.at..];
            if depth == 0 && rest.starts_with(end) {
                self.at += end.len();
                break;
            }
            let length = match first {
                '"' | '\'' => quoted_length(rest, first),
                word if word.is_alphanumeric() || word == '_' => {
                    rest.find(|other: char| !other.is_alphanumeric() && other != '_').unwrap_or(rest.len())
                }
                '=' | '!' | '<' | '>' if rest[1..].starts_with('=') => 2,
                other => other.len_utf8(),
            };
            if matches!(first, ')' | ']' | '}') {
                depth = depth.saturating_sub(1);
            }
            if !first.is_whitespace() {
                tokens.push(Token { text: &rest[..length], at: self.at, depth });
            }
            depth += usize::from(matches!(first, '(' | '[' | '{'));
            self.at += length;
        }
        tokens
    }
}

impl<'a> Iterator for Codes<'a> {
    type Item = Code<'a>;

    fn next(&mut self) -> Option<Code<'a>> {
        loop {
            self.at += self.source[self.at..].find('{')?;
            let rest = &self.source[self.at..];
            if rest.starts_with("{#") {
                self.at = rest.find("#}").map_or(self.source.len(), |end| self.at + end + 2);
            } else if rest.starts_with("{{") {
                self.at += 2;
                return Some(Code { block: false, tokens: self.tokens("}}") });
            } else if rest.starts_with("{%") {
                self.at += 2;
                let code = Code { block: true, tokens: self.tokens("%}") };
                if code.tokens.iter().find(|token| token.is_word()).is_some_and(|token| token.text == "raw") {
                    self.skip_raw();
                }
                return Some(code);
            } else {
                self.at += 1;
            }
        }
    }
}

/// How long a text in quotes is, both quotes counted.
fn quoted_length(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, character) in text.char_indices().skip(1) {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            other if other == quote => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// Where a variable is first named, in bytes.
pub(super) fn place_of(source: &str, name: &str) -> Option<usize> {
    let places = Codes::of(source).map(|code| {
        let pairs = code.tokens.iter().zip([""].into_iter().chain(code.tokens.iter().map(|token| token.text)));
        pairs
            .filter(|(token, before)| token.text == name && !matches!(*before, "." | "|"))
            .map(|(token, _)| token.at)
            .next()
    });
    places.flatten().next()
}
