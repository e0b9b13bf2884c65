//! Solves equations with one unknown, step by step as a tutor would.
//!
//! Linear equations end here; quadratic ones go on in `quadratic`. Higher degrees are left
//! alone unless they collapse.

use super::Working;
use super::equation::Equation;
use super::log::{Log, PRINT_EXACT, PRINT_FLOATS, Root, degenerate, six_places};
use super::number::Number;
use super::poly::Poly;
use super::quadratic::quadratic;
use super::quotient::Quotient;
use super::render::Style;

/// Works one equation with one unknown; nothing if it has another shape.
pub fn work(equation: &Equation) -> Option<Working> {
    let left = Quotient::of(&equation.left)?;
    let right = Quotient::of(&equation.right)?;
    let (mut a, mut b) = (left.top.times(&right.bottom)?, right.top.times(&left.bottom)?);
    let mut letters = left.top.letters();
    letters.extend([&left.bottom, &right.top, &right.bottom].into_iter().flat_map(Poly::letters));
    letters.sort_unstable();
    letters.dedup();
    let [letter] = letters[..] else { return None };
    let below = left.bottom.times(&right.bottom)?;
    let mut log = Log { equation, letter, steps: Vec::new() };
    if below.as_constant().is_none() {
        log.push(format!("Multiply both sides by {}", below.write(log.look(false))), &a, &b);
    } else if a.write(log.look(true)) != equation.left.write(Style::Latex)
        || b.write(log.look(true)) != equation.right.write(Style::Latex)
    {
        log.push("Simplify both sides".into(), &a, &b);
    }
    let whole = a.minus(&b);
    if whole.degree() == 2 {
        return quadratic(log, &whole, &below);
    }
    if a.coefficient(letter, 1).is_zero() && whole.degree() == 1 {
        std::mem::swap(&mut a, &mut b);
        log.push("Swap the two sides".into(), &a, &b);
    }
    match whole.degree() {
        0 => Some(degenerate(log, whole == Poly::default())),
        1 => linear(log, a, b, &below),
        _ => None,
    }
}

fn linear(mut log: Log<'_>, mut a: Poly, mut b: Poly, below: &Poly) -> Option<Working> {
    let x = log.letter;
    let free = a.coefficient(x, 0);
    if !free.is_zero() {
        let moved = Poly::constant(free);
        (a, b) = (a.minus(&moved), b.minus(&moved));
        log.push(moving(&moved, &log), &a, &b);
    }
    let other = b.coefficient(x, 1);
    if !other.is_zero() {
        let moved = b.minus(&Poly::constant(b.coefficient(x, 0)));
        (a, b) = (a.minus(&moved), b.minus(&moved));
        log.push(moving(&moved, &log), &a, &b);
    }
    let factor = a.coefficient(x, 1);
    let root = b.coefficient(x, 0).over(factor)?;
    if factor != Number::whole(1) {
        let inverse = Number::whole(1).over(factor)?;
        let how = match inverse.integer() {
            Some(whole) if factor.integer().is_none() => format!("Multiply both sides by {whole}"),
            _ => format!("Divide both sides by {}", log.look(false).number(factor)),
        };
        (a, b) = (a.scaled(inverse), b.scaled(inverse));
        log.push(how, &a, &b);
    }
    if below.at(x, root)?.is_zero() {
        return Some(degenerate(log, false));
    }
    let (ending, logs) = match root {
        Number::Exact(..) => (PRINT_EXACT, format!("[{root}]\n")),
        Number::Real(value) => (PRINT_FLOATS, format!("[{}]\n", six_places(value))),
    };
    let code = log.code(&ending.replace("LETTER", &x.to_string()));
    let roots = [Root::of(root, &log)];
    Some(log.finish(code, logs, &roots))
}

fn moving(moved: &Poly, log: &Log<'_>) -> String {
    let text = moved.write(log.look(false));
    match text.strip_prefix('-') {
        Some(size) => format!("Add {size} to both sides"),
        None => format!("Subtract {text} from both sides"),
    }
}
