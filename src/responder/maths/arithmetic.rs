//! Finds something to calculate in prose, and calculates it.
//!
//! Most numbers with a sign between them are no sums: scores, ranges, opening hours. So a
//! finding must look like a sum in itself, or be asked for, or stand alone.

use super::expr::Expr;
use super::number::{Number, rounded};
use super::phrase::rewrite;
use super::python::value;
use super::reader::read;
use super::render::Style;
use super::token::{Kind, Token};
use super::{Step, Working, asks};

/// Words that may stand between a question word and the sum.
const FILLERS: [&str; 14] = [
    "is",
    "are",
    "the",
    "of",
    "value",
    "result",
    "answer",
    "to",
    "does",
    "me",
    "following",
    "please",
    "expression",
    "exactly",
];
/// Question words that make a sum of what follows.
const BEFORE: [&str; 13] = [
    "what",
    "what's",
    "whats",
    "what’s",
    "calculate",
    "compute",
    "evaluate",
    "solve",
    "simplify",
    "much",
    "find",
    "equals",
    "out",
];
/// Words that may follow a sum however doubtful it is.
const AFTER: [&str; 10] = ["equal", "equals", "please", "and", "then", "exactly", "thanks", "using", "step", "is"];
/// Words that may follow a sum that is none too doubtful.
const AFTER_PLAIN: [&str; 10] = ["in", "as", "for", "with", "to", "by", "rounded", "plus", "or", "dollars"];

/// Works the first sum of a message.
pub fn work(tokens: &[Token]) -> Option<Working> {
    let tokens = rewrite(tokens);
    let mut at = 0;
    while at < tokens.len() {
        let clean = at == 0 || tokens[at].spaced || matches!(tokens[at - 1].kind, Kind::Op(_));
        let found = read(&tokens[at..], false).filter(|_| clean);
        let Some((expr, taken)) = found else {
            at += 1;
            continue;
        };
        let (expr, taken) = without_shout(&tokens, at, expr, taken);
        let worth = expr.is_compound() && !matches!(expr, Expr::Percent(_));
        if worth && believable(&tokens, at, at + taken) {
            return Some(calculate(&expr));
        }
        at += taken.max(1);
    }
    None
}

/// Takes the exclamation mark of "what is 2 + 2!" for what it is.
fn without_shout(tokens: &[Token], at: usize, expr: Expr, taken: usize) -> (Expr, usize) {
    let part = &tokens[at..at + taken];
    let shouts = at + taken == tokens.len()
        && part.last().is_some_and(|t| t.is('!') && !t.spaced)
        && part.iter().filter(|t| t.is('!')).count() == 1
        && !matches!(expr, Expr::Fact(_));
    match read(&part[..taken.saturating_sub(1)], false) {
        Some(found) if shouts => found,
        _ => (expr, taken),
    }
}

fn believable(tokens: &[Token], start: usize, end: usize) -> bool {
    let hard = tokens[start..end].iter().any(|t| match &t.kind {
        Kind::Op('+' | '*' | '^') => !t.soft,
        Kind::Word(_) => true,
        Kind::Op(_) | Kind::Number(_) | Kind::Var(_) => false,
    });
    let bare = tokens[..start].iter().chain(&tokens[end..]).all(|t| match &t.kind {
        Kind::Word(word) => {
            FILLERS.contains(&word.as_str()) || BEFORE.contains(&word.as_str()) || AFTER.contains(&word.as_str())
        }
        Kind::Op(op) => "?.,;=!\n".contains(*op),
        Kind::Number(_) | Kind::Var(_) => false,
    });
    let next = tokens.get(end);
    let closed = |words: &[&str]| match next.map(|t| &t.kind) {
        None => true,
        Some(Kind::Op(op)) => "?.,;=!\n)".contains(*op),
        Some(Kind::Word(word)) => words.contains(&word.as_str()),
        Some(Kind::Number(_) | Kind::Var(_)) => false,
    };
    let lead = tokens[..start].iter().rev().find(|t| !t.word().is_some_and(|w| FILLERS.contains(&w)) && !t.is(';'));
    let cued = lead.and_then(Token::word).is_some_and(|w| BEFORE.contains(&w));
    bare || cued && closed(&AFTER) || hard && (asks(tokens) || closed(&AFTER) || closed(&AFTER_PLAIN))
}

/// The working of an expression without unknowns.
pub fn calculate(expr: &Expr) -> Working {
    let (python, latex) = (expr.write(Style::Python), expr.write(Style::Latex));
    let import = if python.contains("math.") { "import math\n\n" } else { "" };
    let exact = expr.value().filter(|n| n.float().is_finite());
    let Some(exact) = exact else {
        return undefined(&python, &latex, import);
    };
    let (code, logs) = match value(expr) {
        Some(value) => (format!("{import}result = {python}\nprint(result)"), value.printed()),
        None => (format!("{import}result = float({python})\nprint(f\"{{result:.6e}}\")"), science(exact.float())),
    };
    let plain = exact.decimal().unwrap_or_else(|| exact.to_string());
    let relation = match exact {
        Number::Real(_) => format!("\\approx {}", exact.latex()),
        Number::Exact(..) if exact.decimal().is_some() => format!("= {plain}"),
        Number::Exact(..) => format!("= {} \\approx {}", exact.latex(), rounded(exact.float())),
    };
    let answer =
        format!("Working it out step by step gives:\n\n\\[ {latex} {relation} \\]\n\nSo the result is **{plain}**.");
    let output = format!("{python} = {plain}");
    let step = Step { explanation: "Work out the expression".into(), output, latex: format!("{latex} {relation}") };
    Working {
        code,
        logs: logs + "\n",
        answer,
        steps: vec![step],
        asked: python,
        result: plain,
        value: Some(exact.float()),
    }
}

fn undefined(python: &str, latex: &str, import: &str) -> Working {
    let code = format!(
        "{import}try:\n    print({python})\nexcept (ArithmeticError, ValueError):\n    print(\"The result is undefined or too large.\")"
    );
    Working {
        code,
        logs: "The result is undefined or too large.\n".into(),
        answer: format!("The expression \\( {latex} \\) has no finite real value, so there is no result."),
        steps: Vec::new(),
        asked: python.to_owned(),
        result: "undefined".into(),
        value: None,
    }
}

/// As Python's `.6e` writes it.
fn science(x: f64) -> String {
    let text = format!("{x:.6e}");
    match text.split_once('e') {
        Some((digits, power)) => match power.strip_prefix('-') {
            Some(power) => format!("{digits}e-{power:0>2}"),
            None => format!("{digits}e+{power:0>2}"),
        },
        None => text,
    }
}
