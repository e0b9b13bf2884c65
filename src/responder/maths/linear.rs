//! Solves equations with one unknown, step by step as a tutor would.
//!
//! Linear equations end here; quadratic ones go on in `quadratic`. Higher degrees are left
//! alone unless they collapse.

use super::equation::Equation;
use super::number::{Number, rounded};
use super::poly::{Look, Poly};
use super::python::python_float;
use super::quadratic::quadratic;
use super::quotient::Quotient;
use super::render::Style;
use super::{Step, Working};

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

/// The working as it grows.
pub struct Log<'a> {
    /// What is being solved.
    pub equation: &'a Equation,
    /// Its unknown.
    pub letter: char,
    /// The steps so far.
    pub steps: Vec<Step>,
}

impl Log<'_> {
    /// How numbers are shown.
    pub fn look(&self, latex: bool) -> Look {
        self.equation.look(latex)
    }

    /// Notes a step that leads to this equation.
    pub fn push(&mut self, explanation: String, left: &Poly, right: &Poly) {
        let sides = |look| format!("{} = {}", left.write(look), right.write(look));
        let (output, latex) = (sides(self.look(false)), sides(self.look(true)));
        self.steps.push(Step { explanation, output, latex });
    }

    /// The program, up to the equation, and then its ending.
    pub fn code(&self, ending: &str) -> String {
        let x = self.letter;
        let (left, right) = (self.equation.left.write(Style::Sympy), self.equation.right.write(Style::Sympy));
        format!("import sympy as sp\n\n{x} = sp.symbols('{x}')\nequation = sp.Eq({left}, {right})\n{ending}")
    }

    /// The finished working.
    pub fn finish(self, code: String, logs: String, roots: &[Root]) -> Working {
        let x = self.letter;
        let asked = self.equation.write(Style::Latex);
        let mut answer = format!("To solve the equation \\( {asked} \\), isolate \\( {x} \\):\n\n");
        if roots.len() > 1 || self.steps.is_empty() {
            answer = format!("Here is how to solve the equation \\( {asked} \\):\n\n");
        }
        for (number, step) in self.steps.iter().enumerate() {
            answer += &format!("{}. {}: \\( {} \\)\n", number + 1, step.explanation, step.latex);
        }
        let list: Vec<String> = roots.iter().map(|root| format!("\\( {x} = {} \\)", root.latex)).collect();
        let aside = match roots {
            [Root { about: Some(about), .. }] => format!(", which is {about}"),
            _ => String::new(),
        };
        let noun = if roots.len() > 1 { "solutions are" } else { "solution is" };
        answer += &format!("\nThe {noun} {}{aside}.", list.join(" and "));
        let plain: Vec<String> = roots.iter().map(|root| format!("{x} = {}", root.plain)).collect();
        let value = roots.first().and_then(|root| root.value);
        Working { code, logs, answer, steps: self.steps, asked, result: plain.join(" or "), value }
    }
}

/// A solution in each form it is shown.
pub struct Root {
    /// As plain text.
    pub plain: String,
    /// As LaTeX.
    pub latex: String,
    /// As a rounded decimal, where that helps.
    pub about: Option<String>,
    /// Its value, if real.
    pub value: Option<f64>,
}

impl Root {
    /// A number as a solution.
    pub fn of(n: Number, log: &Log<'_>) -> Self {
        let plain = log.look(false).number(n);
        let near = || format!("about {}", rounded((n.float() * 1e4).round() / 1e4));
        let about = plain.contains('/').then(|| n.decimal().unwrap_or_else(near));
        Self { plain, latex: log.look(true).number(n), about, value: Some(n.float()) }
    }
}

/// Prints the solutions as they are.
pub const PRINT_EXACT: &str = "solution = sp.solve(equation, LETTER)\nprint(solution)";
/// Prints the solutions as rounded floats.
pub const PRINT_FLOATS: &str =
    "solution = sp.solve(equation, LETTER)\nprint(sorted(round(float(s), 6) for s in solution))";

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

/// As Python prints it after rounding to six places.
pub fn six_places(value: f64) -> String {
    python_float((value * 1e6).round() / 1e6)
}

/// The working of an equation that holds always or never.
pub fn degenerate(log: Log<'_>, always: bool) -> Working {
    let x = log.letter;
    let (left, right) = (log.equation.left.write(Style::Sympy), log.equation.right.write(Style::Sympy));
    let code = format!(
        "import sympy as sp\n\n{x} = sp.symbols('{x}')\nprint(sp.solveset(sp.simplify(({left}) - ({right})), {x}, sp.S.Reals))"
    );
    let asked = log.equation.write(Style::Latex);
    let (logs, result, reason) = if always {
        ("Reals\n", "infinitely many solutions", "both sides are the same, so it holds for every value of")
    } else {
        ("EmptySet\n", "no solution", "it cannot hold for any value of")
    };
    let answer = format!("The equation \\( {asked} \\) has {result}: {reason} \\( {x} \\).");
    Working { code, logs: logs.into(), answer, steps: log.steps, asked, result: result.into(), value: None }
}
