//! The working of an equation as it grows: steps, program, answer.

use super::equation::Equation;
use super::number::{Number, rounded};
use super::poly::{Look, Poly};
use super::python::python_float;
use super::render::Style;
use super::{Step, Working};

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
