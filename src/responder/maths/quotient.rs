//! Quotients of polynomials, which is what most typed expressions are.
//!
//! `3/x + 1` is one; `sqrt(x)` is not.

use super::expr::{Expr, Op};
use super::number::Number;
use super::poly::Poly;

/// One polynomial over another.
#[derive(Clone, Debug, PartialEq)]
pub struct Quotient {
    /// Above the line.
    pub top: Poly,
    /// Below the line.
    pub bottom: Poly,
}

impl Quotient {
    fn new(top: Poly, bottom: Poly) -> Option<Self> {
        match bottom.as_constant() {
            None => Some(Self { top, bottom }),
            Some(n) => {
                Some(Self { top: top.scaled(Number::whole(1).over(n)?), bottom: Poly::constant(Number::whole(1)) })
            }
        }
    }

    /// The quotient an expression is, if it is one.
    pub fn of(expr: &Expr) -> Option<Self> {
        let one = Poly::constant(Number::whole(1));
        match expr {
            Expr::Var(letter) => Self::new(Poly::default().with(vec![(*letter, 1)], Number::whole(1)), one),
            Expr::Neg(a) => {
                let a = Self::of(a)?;
                Self::new(a.top.scaled(Number::whole(-1)), a.bottom)
            }
            Expr::Percent(a) => {
                let a = Self::of(a)?;
                Self::new(a.top.scaled(Number::ratio(1, 100)), a.bottom)
            }
            Expr::Lit(_) | Expr::Pi | Expr::Fact(_) | Expr::Call(..) => Self::new(Poly::constant(expr.value()?), one),
            Expr::Bin(op, a, b) => Self::between(*op, a, b),
        }
    }

    fn between(op: Op, left: &Expr, right: &Expr) -> Option<Self> {
        let a = Self::of(left)?;
        if op == Op::Pow {
            let exponent = u32::try_from(right.value()?.integer()?).ok()?;
            return Self::new(a.top.to_power(exponent)?, a.bottom.to_power(exponent)?);
        }
        let b = Self::of(right)?;
        match op {
            Op::Add | Op::Sub if a.bottom == b.bottom => {
                let top = if op == Op::Add { a.top.plus(&b.top) } else { a.top.minus(&b.top) };
                Self::new(top, a.bottom)
            }
            Op::Add | Op::Sub => {
                let (up, down) = (a.top.times(&b.bottom)?, b.top.times(&a.bottom)?);
                let top = if op == Op::Add { up.plus(&down) } else { up.minus(&down) };
                Self::new(top, a.bottom.times(&b.bottom)?)
            }
            Op::Mul => Self::new(a.top.times(&b.top)?, a.bottom.times(&b.bottom)?),
            Op::Div if b.top == Poly::default() => None,
            Op::Div => Self::new(a.top.times(&b.bottom)?, a.bottom.times(&b.top)?),
            Op::Mod | Op::Pow => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::poly::Look;
    use super::super::reader::read;
    use super::super::token::tokens;
    use super::*;

    #[test]
    fn expressions_become_polynomials() {
        let look = Look { latex: false, decimal: false };
        for (text, expected) in [
            ("2(x + 3) - x", "x + 6"),
            ("(x+1)(x-1)", "x^2 - 1"),
            ("x/2 + 0.25", "(1/2)x + 1/4"),
            ("-(x - y)^2", "-x^2 + 2xy - y^2"),
            ("3 - 3", "0"),
        ] {
            let poly = Quotient::of(&read(&tokens(text), true).unwrap().0).unwrap();
            assert_eq!(poly.top.write(look), expected, "{text}");
        }
        let cube = Quotient::of(&read(&tokens("x^3 + 2x"), true).unwrap().0).unwrap().top;
        assert_eq!(cube.derivative('x').write(look), "3x^2 + 2");
        assert_eq!(cube.at('x', Number::whole(2)), Some(Number::whole(12)));
        assert!(Quotient::of(&read(&tokens("(x+y+z)^99"), true).unwrap().0).is_none());
    }
}
