//! Systems of two to four linear equations.
//!
//! Solved by elimination with exact fractions. Systems that are not linear are left alone.

use super::equation::Equation;
use super::number::Number;
use super::poly::{Look, Poly};
use super::quotient::Quotient;
use super::render::Style;
use super::{Step, Working};

const MOST_UNKNOWNS: usize = 4;

/// Works a system with at least as many equations as unknowns.
pub fn work(equations: &[Equation]) -> Option<Working> {
    let mut rows: Vec<Poly> = Vec::new();
    for equation in equations {
        let (left, right) = (Quotient::of(&equation.left)?, Quotient::of(&equation.right)?);
        left.bottom.as_constant().and(right.bottom.as_constant())?;
        rows.push(left.top.minus(&right.top));
    }
    let mut letters: Vec<char> = rows.iter().flat_map(Poly::letters).collect();
    letters.sort_unstable();
    letters.dedup();
    let fits = (2..=MOST_UNKNOWNS).contains(&letters.len()) && rows.len() >= letters.len();
    if !fits || rows.iter().any(|row| row.degree() != 1) {
        return None;
    }
    let look = |latex| {
        let decimal = equations.iter().any(|e| e.look(latex).decimal);
        Look { latex, decimal }
    };
    let (steps, ranks) = eliminate(&mut rows, &letters, look);
    let task = Task { equations, letters: &letters, steps, look: &look };
    if ranks.0 != ranks.1 || ranks.0 < letters.len() {
        return Some(task.degenerate(ranks));
    }
    let values: Vec<Number> = rows.iter().take(letters.len()).map(|row| row.coefficient('x', 0).negated()).collect();
    Some(task.solved(&values))
}

/// Brings the rows to `letter + constant = 0`; gives the steps and both ranks.
fn eliminate(rows: &mut [Poly], letters: &[char], look: impl Fn(bool) -> Look) -> (Vec<Step>, (usize, usize)) {
    let mut steps = Vec::new();
    let mut done = 0;
    for &letter in letters {
        let Some(pivot) = (done..rows.len()).find(|&i| !rows[i].coefficient(letter, 1).is_zero()) else {
            continue;
        };
        rows.swap(done, pivot);
        let factor = rows[done].coefficient(letter, 1);
        rows[done] = Number::whole(1).over(factor).map_or_else(Poly::default, |inverse| rows[done].scaled(inverse));
        for other in 0..rows.len() {
            let there = rows[other].coefficient(letter, 1);
            if other != done && !there.is_zero() {
                rows[other] = rows[other].minus(&rows[done].scaled(there));
            }
        }
        done += 1;
        let shown = |look: Look| {
            let left: Vec<String> = rows.iter().filter(|row| row.degree() > 0).map(|row| standard(row, look)).collect();
            left.join(if look.latex { ", \\; " } else { ", " })
        };
        let (output, latex) = (shown(look(false)), shown(look(true)));
        let explanation = format!("Use equation {done} to eliminate {letter} from the others");
        steps.push(Step { explanation, output, latex });
    }
    let rest = rows[done..].iter().any(|row| *row != Poly::default());
    (steps, (done, done + usize::from(rest)))
}

/// A row as `2x + y = 5`.
fn standard(row: &Poly, look: Look) -> String {
    let free = Poly::constant(row.coefficient('x', 0));
    format!("{} = {}", row.minus(&free).write(look), free.scaled(Number::whole(-1)).write(look))
}

struct Task<'a, L: Fn(bool) -> Look> {
    equations: &'a [Equation],
    letters: &'a [char],
    steps: Vec<Step>,
    look: &'a L,
}

impl<L: Fn(bool) -> Look> Task<'_, L> {
    fn joined(&self, mark: &str) -> String {
        let names: Vec<String> = self.letters.iter().map(char::to_string).collect();
        names.join(mark)
    }

    fn header(&self) -> String {
        format!("import sympy as sp\n\n{} = sp.symbols('{}')\n", self.joined(", "), self.joined(" "))
    }

    fn asked(&self) -> String {
        let list: Vec<String> = self.equations.iter().map(|e| format!("\\( {} \\)", e.write(Style::Latex))).collect();
        super::listed(&list)
    }

    fn solved(self, values: &[Number]) -> Working {
        let sides = self.equations.iter().map(|e| {
            let (left, right) = (e.left.write(Style::Sympy), e.right.write(Style::Sympy));
            format!("    sp.Eq({left}, {right}),\n")
        });
        let list: String = sides.collect();
        let code = format!(
            "{}equations = [\n{list}]\nsolution = sp.solve(equations, [{}])\nprint(solution)",
            self.header(),
            self.joined(", ")
        );
        let pairs = |join: &str, show: &dyn Fn(Number) -> String| -> Vec<String> {
            self.letters.iter().zip(values).map(|(letter, n)| format!("{letter}{join}{}", show(*n))).collect()
        };
        let logs = format!("{{{}}}\n", pairs(": ", &|n| n.to_string()).join(", "));
        let (plain, latex) = ((self.look)(false), (self.look)(true));
        let result = pairs(" = ", &|n| plain.number(n)).join(", ");
        let solution: Vec<String> = pairs(" = ", &|n| latex.number(n)).iter().map(|p| format!("\\( {p} \\)")).collect();
        let mut answer = format!("Here is how to solve the system {}:\n\n", self.asked());
        for (number, step) in self.steps.iter().enumerate() {
            answer += &format!("{}. {}: \\( {} \\)\n", number + 1, step.explanation, step.latex);
        }
        answer += &format!("\nThe solution is {}.", super::listed(&solution));
        let value = values.first().map(|n| n.float());
        Working { code, logs, answer, asked: self.asked(), steps: self.steps, result, value }
    }

    fn degenerate(self, ranks: (usize, usize)) -> Working {
        let sides = self.equations.iter().map(|e| {
            let (left, right) = (e.left.write(Style::Sympy), e.right.write(Style::Sympy));
            format!("    {left} - ({right}),\n")
        });
        let list: String = sides.collect();
        let code = format!(
            "{}rows = [\n{list}]\nA, b = sp.linear_eq_to_matrix(rows, [{}])\nprint(A.rank(), A.row_join(b).rank())",
            self.header(),
            self.joined(", ")
        );
        let logs = format!("{} {}\n", ranks.0, ranks.1);
        let (result, reason) = if ranks.0 == ranks.1 {
            ("infinitely many solutions", "the equations depend on each other")
        } else {
            ("no solution", "the equations contradict each other")
        };
        let answer = format!("The system {} has {result}, because {reason}.", self.asked());
        Working { code, logs, answer, asked: self.asked(), steps: self.steps, result: result.into(), value: None }
    }
}
