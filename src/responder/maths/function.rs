//! Derivatives of polynomials, and expressions at a given value of the unknown.
//!
//! Both are asked for in words: "the derivative of x^3", "what is 2x + 1 if x = 4".

use super::arithmetic::calculate;
use super::equation::Equation;
use super::expr::Expr;
use super::poly::Look;
use super::quotient::Quotient;
use super::reader::read;
use super::render::Style;
use super::token::{Kind, Token};
use super::{Step, Working, asks};

/// Works "the derivative of …".
pub fn derivative(tokens: &[Token]) -> Option<Working> {
    let asked = |t: &Token| matches!(t.word(), Some("derivative" | "differentiate"));
    let from = tokens.iter().position(asked)? + 1;
    let (expr, _) = tokens[from..].iter().enumerate().take(12).find_map(|(skip, token)| {
        let article = token.kind == Kind::Var('a');
        let (expr, taken) = read(&tokens[from + skip..], true).filter(|_| !article)?;
        let equals = tokens.get(from + skip + taken).is_some_and(|t| t.is('='));
        (expr.is_compound() && expr.has_unknown() && !equals).then_some((expr, taken))
    })?;
    let quotient = Quotient::of(&expr)?;
    quotient.bottom.as_constant()?;
    let letters = quotient.top.letters();
    let [x] = letters[..] else { return None };
    let slope = quotient.top.derivative(x);
    let look = |latex| Look { latex, decimal: false };
    let (plain, latex) = (slope.write(look(false)), slope.write(look(true)));
    let code = format!(
        "import sympy as sp\n\n{x} = sp.symbols('{x}')\nslope = sp.diff({}, {x})\nat_one = slope.subs({x}, 1)\nprint(at_one)",
        expr.write(Style::Sympy)
    );
    let at_one = slope.at(x, super::number::Number::whole(1))?;
    let answer = format!(
        "Differentiating \\( {} \\) term by term with the power rule gives:\n\n\\[ \\frac{{d}}{{d{x}}}\\left({}\\right) = {latex} \\]\n\nAt \\( {x} = 1 \\) the slope is \\( {} \\).",
        expr.write(Style::Latex),
        expr.write(Style::Latex),
        at_one.latex()
    );
    let step = Step { explanation: "Apply the power rule to each term".into(), output: plain.clone(), latex };
    Some(Working {
        code,
        logs: format!("{at_one}\n"),
        answer,
        steps: vec![step],
        asked: expr.write(Style::Latex),
        result: plain,
        value: None,
    })
}

/// Works an expression whose unknowns are all given by `x = 3`-like equations.
pub fn evaluation(tokens: &[Token], given: &[Equation]) -> Option<Working> {
    let mut at = 0;
    while at < tokens.len() {
        let clean = at == 0 || tokens[at].spaced || tokens[at - 1].is(';');
        let Some((expr, taken)) = read(&tokens[at..], true).filter(|_| clean) else {
            at += 1;
            continue;
        };
        let beside = |i: Option<usize>| i.and_then(|i| tokens.get(i)).is_some_and(|t| t.is('='));
        let apart = !beside(at.checked_sub(1)) && !beside(Some(at + taken));
        if apart && expr.is_compound() && expr.has_unknown() && asks(tokens) {
            return put_in(&expr, given);
        }
        at += taken.max(1);
    }
    None
}

fn put_in(expr: &Expr, given: &[Equation]) -> Option<Working> {
    let filled = given.iter().fold(expr.clone(), |expr, equation| {
        if let Expr::Var(letter) = equation.left { expr.with(letter, &equation.right) } else { expr }
    });
    if filled.has_unknown() {
        return None;
    }
    let mut working = calculate(&filled);
    let list: Vec<String> = given.iter().map(|e| format!("\\( {} \\)", e.write(Style::Latex))).collect();
    let lead = format!("Put {} into \\( {} \\).", super::listed(&list), expr.write(Style::Latex));
    working.answer = format!("{lead} {}", working.answer);
    Some(working)
}
