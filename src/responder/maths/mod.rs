//! Mathematics asked for in prose: really worked out, with the Python a code interpreter
//! would have run for it.
//!
//! ```text
//! token ─> equation ─> linear, quadratic ┐
//!       ─> equation ─> system            ├─> Working ─> Worked
//!       ─> function ─────────────────────┤
//!       ─> phrase ─> arithmetic ─────────┤
//! tasks, units ────────────────────────────┘
//! ```
//!
//! Arithmetic, linear and quadratic equations, small linear systems, derivatives of
//! polynomials, and a few tasks named in words. It is no algebra system, and it stays silent when numbers are mere prose.

mod arithmetic;
mod equation;
mod expr;
mod function;
mod linear;
mod log;
mod number;
mod phrase;
mod poly;
mod python;
mod quadratic;
mod quotient;
mod reader;
mod render;
mod system;
mod tasks;
#[cfg(test)]
mod tests;
mod token;
mod units;

use super::words::{head, listed};
use equation::Equation;
use render::Style;
use token::{Token, tokens};

/// A solved task, as a code interpreter and its assistant would show it.
#[derive(Clone, Debug, PartialEq)]
pub struct Worked {
    /// The Python that was run.
    pub code: String,
    /// Its standard output.
    pub logs: String,
    /// The answer in Markdown, without a greeting.
    pub answer: String,
}

/// One step on the way to a result.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// What is done, such as "Subtract 7 from both sides".
    pub explanation: String,
    /// Where that leads, as plain text.
    pub output: String,
    /// The same as LaTeX.
    pub latex: String,
}

/// A solved task in all its parts.
#[derive(Clone, Debug, PartialEq)]
pub struct Working {
    /// The Python that was run.
    pub code: String,
    /// Its standard output.
    pub logs: String,
    /// The answer in Markdown.
    pub answer: String,
    /// The way to it.
    pub steps: Vec<Step>,
    /// The expression or equation that was worked.
    pub asked: String,
    /// The bare result, such as `x = -15/4`.
    pub result: String,
    /// The number it is, if it is one.
    pub value: Option<f64>,
}

/// Solves what a message asks; nothing if it asks for no mathematics.
pub fn solve(message: &str) -> Option<Worked> {
    let Working { code, logs, answer, .. } = work(message)?;
    Some(Worked { code, logs, answer })
}

/// The same with the steps, for those who need the parts.
pub fn work(message: &str) -> Option<Working> {
    let tokens = tokens(head(message));
    tasks::work(head(message))
        .or_else(|| function::derivative(&tokens))
        .or_else(|| equations(&tokens))
        .or_else(|| check(&equation::find(&tokens)))
        .or_else(|| arithmetic::work(&tokens))
}

/// Whether a message asks for a calculation at all.
fn asks(tokens: &[Token]) -> bool {
    let cues = [
        "what",
        "what's",
        "whats",
        "calculate",
        "compute",
        "evaluate",
        "solve",
        "solving",
        "solution",
        "equation",
        "equations",
        "equals",
        "equal",
        "simplify",
        "result",
        "much",
        "math",
        "maths",
        "system",
        "find",
    ];
    tokens.iter().filter_map(Token::word).any(|word| cues.contains(&word))
}

fn equations(tokens: &[Token]) -> Option<Working> {
    let found = equation::find(tokens);
    let open = |e: &Equation| e.left.has_unknown() || e.right.has_unknown();
    let (given, open): (Vec<_>, Vec<_>) = found.into_iter().filter(open).partition(Equation::is_assignment);
    if open.is_empty() {
        if !asks(tokens) || given.is_empty() {
            return None;
        }
        return function::evaluation(tokens, &given).or_else(|| linear::work(&given[0]));
    }
    let all: Vec<Equation> = given.iter().chain(&open).cloned().collect();
    if let Some(working) = (all.len() > 1).then(|| system::work(&all)).flatten() {
        return Some(working);
    }
    let mut workings =
        open.iter().filter_map(linear::work).filter(|w| w.value.is_some() || asks(tokens) || w.logs.contains('I'));
    let mut first = workings.next()?;
    for (index, next) in workings.enumerate() {
        first.code += &format!("\n\n{}", next.code);
        first.logs += &next.logs;
        first.answer += &format!("\n\n---\n\n{}", next.answer);
        first.result += &format!("; {}", next.result);
        first.steps.extend(next.steps);
        debug_assert!(index < 8, "the number of equations is capped");
    }
    Some(first)
}

/// Says whether an equation between numbers holds.
fn check(found: &[Equation]) -> Option<Working> {
    let closed = |e: &&Equation| e.left.is_compound() || e.right.is_compound();
    let equation = found.iter().find(closed)?;
    let (left, right) = (equation.left.value()?, equation.right.value()?);
    let holds = (left.float() - right.float()).abs() < 1e-9;
    let code = format!(
        "import math\n\nprint(math.isclose({}, {}))",
        equation.left.write(Style::Python),
        equation.right.write(Style::Python)
    );
    let shown = equation.write(Style::Latex);
    let answer = if holds {
        format!("Yes, \\( {shown} \\) holds: both sides are \\( {} \\).", left.latex())
    } else {
        format!(
            "No, \\( {shown} \\) does not hold: the left side is \\( {} \\) and the right side is \\( {} \\).",
            left.latex(),
            right.latex()
        )
    };
    let logs = if holds { "True\n" } else { "False\n" };
    let result = if holds { "true" } else { "false" };
    Some(Working {
        code,
        logs: logs.into(),
        answer,
        steps: Vec::new(),
        asked: shown,
        result: result.into(),
        value: None,
    })
}
