//! Writes an expression in another tongue: Python, SymPy or LaTeX.
//!
//! Brackets are put only where precedence asks for them.

use super::expr::{Expr, Func, Op};

/// The tongue to write in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Style {
    /// Python with `math`.
    Python,
    /// Python with `sympy as sp`, where every number stays exact.
    Sympy,
    /// LaTeX, without the `\(` and `\)`.
    Latex,
}

const SUM: u8 = 1;
const PRODUCT: u8 = 2;
const SIGN: u8 = 3;
const POWER: u8 = 4;
const ATOM: u8 = 5;

impl Expr {
    /// The expression in the given style.
    pub fn write(&self, style: Style) -> String {
        self.parts(style).0
    }

    fn at_least(&self, level: u8, style: Style) -> String {
        let (text, own) = self.parts(style);
        if own >= level { text } else { format!("({text})") }
    }

    /// The text and how tightly its outermost operator binds.
    fn parts(&self, style: Style) -> (String, u8) {
        let latex = style == Style::Latex;
        match self {
            Self::Lit(text) => literal(text, style),
            Self::Var(letter) => (letter.to_string(), ATOM),
            Self::Pi => {
                let name = match style {
                    Style::Python => "math.pi",
                    Style::Sympy => "sp.pi",
                    Style::Latex => "\\pi",
                };
                (name.into(), ATOM)
            }
            Self::Neg(a) => (format!("-{}", a.at_least(SIGN, style)), SIGN),
            Self::Percent(a) if latex => (format!("{}\\%", a.at_least(ATOM, style)), ATOM),
            Self::Percent(a) => {
                let hundred = Box::new(Self::Lit("100".into()));
                Self::Bin(Op::Div, a.clone(), hundred).parts(style)
            }
            Self::Fact(a) if latex => (format!("{}!", a.at_least(ATOM, style)), ATOM),
            Self::Fact(a) => {
                let module = if style == Style::Sympy { "sp" } else { "math" };
                (format!("{module}.factorial({})", a.write(style)), ATOM)
            }
            Self::Call(func, a) => (func.applied(&a.write(style), style), ATOM),
            Self::Bin(op, a, b) => op.between(a, b, style),
        }
    }
}

fn literal(text: &str, style: Style) -> (String, u8) {
    let trimmed = text.trim_start_matches('0');
    let plain = match trimmed {
        "" => "0".to_owned(),
        t if t.starts_with('.') => format!("0{t}"),
        t => t.to_owned(),
    };
    if style == Style::Sympy && plain.contains('.') {
        return (format!("sp.Rational('{plain}')"), ATOM);
    }
    (plain, ATOM)
}

impl Func {
    fn applied(self, inner: &str, style: Style) -> String {
        let (python, sympy, latex) = match self {
            Self::Sqrt => ("math.sqrt", "sp.sqrt", "\\sqrt"),
            Self::Cbrt => ("math.cbrt", "sp.cbrt", "\\sqrt[3]"),
            Self::Abs => ("abs", "sp.Abs", "|"),
            Self::Sin => ("math.sin", "sp.sin", "\\sin"),
            Self::Cos => ("math.cos", "sp.cos", "\\cos"),
            Self::Tan => ("math.tan", "sp.tan", "\\tan"),
            Self::Ln => ("math.log", "sp.log", "\\ln"),
            Self::Log => ("math.log10", "sp.log", "\\log_{10}"),
            Self::Exp => ("math.exp", "sp.exp", "\\exp"),
        };
        match style {
            Style::Python => format!("{python}({inner})"),
            Style::Sympy if self == Self::Log => format!("{sympy}({inner}, 10)"),
            Style::Sympy => format!("{sympy}({inner})"),
            Style::Latex => match self {
                Self::Sqrt | Self::Cbrt => format!("{latex}{{{inner}}}"),
                Self::Abs => format!("|{inner}|"),
                Self::Sin | Self::Cos | Self::Tan | Self::Ln | Self::Log | Self::Exp => {
                    format!("{latex}({inner})")
                }
            },
        }
    }
}

impl Op {
    fn level(self) -> u8 {
        match self {
            Self::Add | Self::Sub => SUM,
            Self::Mul | Self::Div | Self::Mod => PRODUCT,
            Self::Pow => POWER,
        }
    }

    fn between(self, a: &Expr, b: &Expr, style: Style) -> (String, u8) {
        if style == Style::Latex {
            return self.in_latex(a, b);
        }
        if style == Style::Sympy && self == Self::Div && !a.has_unknown() && !b.has_unknown() {
            return (format!("sp.S({}) / {}", a.write(style), b.at_least(SIGN, style)), PRODUCT);
        }
        let level = self.level();
        let (left, right) = match self {
            Self::Pow => (a.at_least(ATOM, style), b.at_least(SIGN, style)),
            Self::Add => (a.at_least(level, style), b.at_least(level, style)),
            Self::Sub | Self::Mul | Self::Div | Self::Mod => (a.at_least(level, style), b.at_least(level + 1, style)),
        };
        let sign = match self {
            Self::Add => " + ",
            Self::Sub => " - ",
            Self::Mul if style == Style::Sympy => "*",
            Self::Mul => " * ",
            Self::Div if style == Style::Sympy => "/",
            Self::Div => " / ",
            Self::Mod => " % ",
            Self::Pow => "**",
        };
        (format!("{left}{sign}{right}"), level)
    }

    fn in_latex(self, a: &Expr, b: &Expr) -> (String, u8) {
        let style = Style::Latex;
        let level = self.level();
        match self {
            Self::Div => (format!("\\frac{{{}}}{{{}}}", a.write(style), b.write(style)), PRODUCT),
            Self::Pow => (format!("{}^{{{}}}", a.at_least(ATOM, style), b.write(style)), POWER),
            Self::Add => (format!("{} + {}", a.at_least(SUM, style), b.at_least(SUM, style)), level),
            Self::Sub => (format!("{} - {}", a.at_least(SUM, style), b.at_least(PRODUCT, style)), level),
            Self::Mod => {
                let (a, b) = (a.at_least(PRODUCT, style), b.at_least(SIGN, style));
                (format!("{a} \\bmod {b}"), level)
            }
            Self::Mul => {
                let (left, right) = (a.at_least(PRODUCT, style), b.at_least(POWER, style));
                let joined = right.starts_with(|c: char| c.is_alphabetic() || c == '(');
                let sign = if joined && a.has_unknown() | b.has_unknown() { "" } else { " \\times " };
                (format!("{left}{sign}{right}"), level)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::reader::read;
    use super::super::token::tokens;
    use super::*;

    #[test]
    fn expressions_are_written_in_each_style() {
        for (text, python, sympy, latex) in [
            ("3x + 11", "3 * x + 11", "3*x + 11", "3x + 11"),
            ("2(x-1)/3", "2 * (x - 1) / 3", "2*(x - 1)/3", "\\frac{2(x - 1)}{3}"),
            ("1/2x", "1 / 2 * x", "sp.S(1) / 2*x", "\\frac{1}{2}x"),
            ("12.5% * 080", "12.5 / 100 * 80", "sp.S(sp.Rational('12.5')) / 100*80", "12.5\\% \\times 80"),
            ("10-(4-3)", "10 - (4 - 3)", "10 - (4 - 3)", "10 - (4 - 3)"),
            ("(-2)^2", "(-2)**2", "(-2)**2", "(-2)^{2}"),
            ("sqrt(2)!", "math.factorial(math.sqrt(2))", "sp.factorial(sp.sqrt(2))", "\\sqrt{2}!"),
        ] {
            let (expr, _) = read(&tokens(text), true).unwrap();
            assert_eq!(expr.write(Style::Python), python, "{text}");
            assert_eq!(expr.write(Style::Sympy), sympy, "{text}");
            assert_eq!(expr.write(Style::Latex), latex, "{text}");
        }
    }
}
