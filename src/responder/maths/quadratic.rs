//! Quadratic equations in one unknown, with rational, irrational or complex roots.
//!
//! Only the end of the working is here; `linear` brings both sides to polynomials first.

use super::log::{Log, PRINT_EXACT, PRINT_FLOATS, Root, degenerate, six_places};
use super::number::{Number, square_part};
use super::poly::{Look, Poly};
use super::render::Style;
use super::{Step, Working};

/// Solves `whole = 0`; `below` must not become nought.
pub fn quadratic(mut log: Log<'_>, whole: &Poly, below: &Poly) -> Option<Working> {
    let x = log.letter;
    let (a, b, c) = (whole.coefficient(x, 2), whole.coefficient(x, 1), whole.coefficient(x, 0));
    // An equation that ends in "= 0" is in this form already.
    let shown = format!("{} = 0", whole.write(log.look(true)));
    if shown != log.equation.write(Style::Latex) {
        log.push("Bring everything to one side".into(), whole, &Poly::default());
    }
    let inside = b.times(b).minus(Number::whole(4).times(a).times(c));
    let shown = |look: Look| format!("b^2 - 4ac = {}", look.number(inside));
    let (output, latex) = (shown(log.look(false)), shown(log.look(true)));
    log.steps.push(Step { explanation: "Work out the discriminant".into(), output, latex });
    let formula = |look: Look| {
        let [b, d, a] = [b.negated(), inside, Number::whole(2).times(a)].map(|n| look.number(n));
        if look.latex {
            format!("{x} = \\frac{{{b} \\pm \\sqrt{{{d}}}}}{{{a}}}")
        } else {
            format!("{x} = ({b} ± sqrt({d})) / ({a})")
        }
    };
    let (output, latex) = (formula(log.look(false)), formula(log.look(true)));
    log.steps.push(Step { explanation: "Apply the quadratic formula".into(), output, latex });
    roots(log, (a, b), inside, below)
}

/// The roots from the discriminant.
fn roots(log: Log<'_>, (a, b): (Number, Number), inside: Number, below: &Poly) -> Option<Working> {
    let x = log.letter;
    let double = Number::whole(2).times(a);
    let middle = b.negated().over(double)?;
    let exact = inside.root().filter(|root| matches!(root, Number::Exact(..)));
    if let Some(root) = exact {
        let half = root.over(double)?;
        let mut values = vec![middle.minus(half), middle.plus(half)];
        values.sort_by(|a, b| a.float().total_cmp(&b.float()));
        values.dedup();
        values.retain(|v| below.at(x, *v).is_some_and(|n| !n.is_zero()));
        if values.is_empty() {
            return Some(degenerate(log, false));
        }
        let list: Vec<String> = values.iter().map(Number::to_string).collect();
        let code = log.code(&PRINT_EXACT.replace("LETTER", &x.to_string()));
        let roots: Vec<Root> = values.iter().map(|v| Root::of(*v, &log)).collect();
        return Some(log.finish(code, format!("[{}]\n", list.join(", ")), &roots));
    }
    let Number::Exact(n, d) = inside.over(double.times(double))? else {
        return None;
    };
    let surd = Surd::new(middle, n, d)?;
    let code = log.code(&if n < 0 { PRINT_EXACT } else { PRINT_FLOATS }.replace("LETTER", &x.to_string()));
    let logs = if n < 0 {
        format!("[{}, {}]\n", surd.sympy('-'), surd.sympy('+'))
    } else {
        let (low, high) = (middle.float() - surd.size(), middle.float() + surd.size());
        format!("[{}, {}]\n", six_places(low), six_places(high))
    };
    let roots = [surd.root('-'), surd.root('+')];
    Some(log.finish(code, logs, &roots))
}

/// `middle ± outside/under · √inside (· i)`.
struct Surd {
    middle: Number,
    outside: i128,
    inside: i128,
    under: i128,
    imaginary: bool,
}

impl Surd {
    /// The part after ± is the root of `n / d`.
    fn new(middle: Number, n: i128, d: i128) -> Option<Self> {
        let (outside, inside) = square_part(n.checked_abs()?.checked_mul(d)?);
        let Number::Exact(outside, under) = Number::ratio(outside, d) else {
            return None;
        };
        Some(Self { middle, outside, inside, under, imaginary: n < 0 })
    }

    fn size(&self) -> f64 {
        self.outside as f64 * (self.inside as f64).sqrt() / self.under as f64
    }

    fn signed(&self, sign: char, middle: String, part: &str) -> String {
        match (self.middle.is_zero(), sign) {
            (true, '-') => format!("-{part}"),
            (true, _) => part.into(),
            (false, _) => format!("{middle} {sign} {part}"),
        }
    }

    fn sympy(&self, sign: char) -> String {
        let mut factors = Vec::new();
        if self.outside != 1 {
            factors.push(self.outside.to_string());
        }
        if self.inside != 1 {
            factors.push(format!("sqrt({})", self.inside));
        }
        if self.imaginary {
            factors.push("I".into());
        }
        let over = if self.under == 1 { String::new() } else { format!("/{}", self.under) };
        self.signed(sign, self.middle.to_string(), &(factors.join("*") + &over))
    }

    fn root(&self, sign: char) -> Root {
        let unit = if self.imaginary { "i" } else { "" };
        let mut top = match (self.outside, self.inside) {
            (1, 1) => String::new(),
            (k, 1) => k.to_string(),
            (1, m) => format!("\\sqrt{{{m}}}"),
            (k, m) => format!("{k}\\sqrt{{{m}}}"),
        };
        if top.is_empty() && !self.imaginary {
            top.push('1');
        }
        top += unit;
        let part = if self.under == 1 { top } else { format!("\\frac{{{top}}}{{{}}}", self.under) };
        let latex = self.signed(sign, self.middle.latex(), &part);
        let plain = self.sympy(sign).replace('I', "i");
        let shift = if sign == '-' { -self.size() } else { self.size() };
        let value = (!self.imaginary).then(|| self.middle.float() + shift);
        Root { plain, latex, about: None, value }
    }
}
