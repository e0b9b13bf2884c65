//! Expressions and what they are worth.
//!
//! They are made by `reader`, which caps their size, and written out by `render`.

use super::number::Number;

/// An operation on two operands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Op {
    /// Sum.
    Add,
    /// Difference.
    Sub,
    /// Product.
    Mul,
    /// Quotient.
    Div,
    /// Remainder.
    Mod,
    /// Power.
    Pow,
}

/// A function of one operand.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Func {
    /// Square root.
    Sqrt,
    /// Cube root.
    Cbrt,
    /// Absolute value.
    Abs,
    /// Sine, of radians.
    Sin,
    /// Cosine, of radians.
    Cos,
    /// Tangent, of radians.
    Tan,
    /// Natural logarithm.
    Ln,
    /// Decimal logarithm.
    Log,
    /// Exponential.
    Exp,
}

/// An expression.
#[derive(Clone, Debug, PartialEq)]
pub enum Expr {
    /// A number as it was written.
    Lit(String),
    /// The circle constant.
    Pi,
    /// An unknown.
    Var(char),
    /// The opposite.
    Neg(Box<Expr>),
    /// Hundredths.
    Percent(Box<Expr>),
    /// Factorial.
    Fact(Box<Expr>),
    /// A function applied.
    Call(Func, Box<Expr>),
    /// Two operands.
    Bin(Op, Box<Expr>, Box<Expr>),
}

impl Expr {
    /// Whether this or any part of it satisfies the test.
    pub fn any(&self, test: &dyn Fn(&Self) -> bool) -> bool {
        test(self)
            || match self {
                Self::Lit(_) | Self::Pi | Self::Var(_) => false,
                Self::Neg(a) | Self::Percent(a) | Self::Fact(a) | Self::Call(_, a) => a.any(test),
                Self::Bin(_, a, b) => a.any(test) || b.any(test),
            }
    }

    /// Whether an unknown stands in it.
    pub fn has_unknown(&self) -> bool {
        self.any(&|e| matches!(e, Self::Var(_)))
    }

    /// Whether there is anything to work out.
    pub fn is_compound(&self) -> bool {
        match self {
            Self::Lit(_) | Self::Pi | Self::Var(_) => false,
            Self::Neg(inner) => inner.is_compound(),
            Self::Percent(_) | Self::Fact(_) | Self::Call(..) | Self::Bin(..) => true,
        }
    }

    /// The same with a number in place of an unknown.
    pub fn with(&self, letter: char, value: &Self) -> Self {
        let inner = |e: &Self| Box::new(e.with(letter, value));
        match self {
            Self::Var(v) if *v == letter => value.clone(),
            Self::Lit(_) | Self::Pi | Self::Var(_) => self.clone(),
            Self::Neg(a) => Self::Neg(inner(a)),
            Self::Percent(a) => Self::Percent(inner(a)),
            Self::Fact(a) => Self::Fact(inner(a)),
            Self::Call(f, a) => Self::Call(*f, inner(a)),
            Self::Bin(op, a, b) => Self::Bin(*op, inner(a), inner(b)),
        }
    }

    /// What it is worth; nothing if undefined (or if an unknown stands in it).
    pub fn value(&self) -> Option<Number> {
        match self {
            Self::Lit(text) => Number::read(text),
            Self::Pi => Some(Number::Real(std::f64::consts::PI)),
            Self::Var(_) => None,
            Self::Neg(a) => Some(a.value()?.negated()),
            Self::Percent(a) => a.value()?.over(Number::whole(100)),
            Self::Fact(a) => factorial(a.value()?),
            Self::Call(f, a) => f.of(a.value()?),
            Self::Bin(op, a, b) => {
                let (a, b) = (a.value()?, b.value()?);
                match op {
                    Op::Add => Some(a.plus(b)),
                    Op::Sub => Some(a.minus(b)),
                    Op::Mul => Some(a.times(b)),
                    Op::Div => a.over(b),
                    Op::Mod => remainder(a, b),
                    Op::Pow => a.to_power(b),
                }
            }
        }
    }
}

impl Func {
    /// The function's value, if it has a real one.
    pub fn of(self, x: Number) -> Option<Number> {
        let whole_root = |root: f64| {
            let near = Number::whole(root.round() as i128);
            (near.times(near).times(near) == x).then_some(near)
        };
        match self {
            Self::Sqrt => x.root(),
            Self::Cbrt => whole_root(x.float().cbrt()).or_else(|| Number::real(x.float().cbrt())),
            Self::Abs => Some(if x.is_negative() { x.negated() } else { x }),
            Self::Sin => Number::real(x.float().sin()),
            Self::Cos => Number::real(x.float().cos()),
            Self::Tan => Number::real(x.float().tan()),
            Self::Ln => Number::real(x.float().ln()),
            Self::Log => Number::real(x.float().log10()),
            Self::Exp => Number::real(x.float().exp()),
        }
    }
}

/// The remainder with the sign of the divisor, as in Python.
fn remainder(a: Number, b: Number) -> Option<Number> {
    match (a.integer(), b.integer()) {
        (Some(_), Some(0)) => None,
        (Some(a), Some(b)) => {
            let rest = a % b;
            let across = rest != 0 && (rest < 0) != (b < 0);
            Some(Number::whole(if across { rest + b } else { rest }))
        }
        _ => Number::real((a.float() % b.float() + b.float()) % b.float()),
    }
}

fn factorial(n: Number) -> Option<Number> {
    let n = n.integer().filter(|n| (0..=170).contains(n))?;
    Some((2..=n).fold(Number::whole(1), |product, k| product.times(Number::whole(k))))
}
