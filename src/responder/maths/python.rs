//! What Python would print for an expression.
//!
//! Its rules differ from exact arithmetic: `/` always gives a float and decimals are floats.
//! The logs of a code interpreter show that, so they are computed here and not guessed from
//! the exact answer. Integers beyond `i128` are given up on.

use super::expr::{Expr, Func, Op};

/// A Python number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value {
    /// `int`
    Int(i128),
    /// `float`
    Float(f64),
}

use Value::{Float, Int};

impl Value {
    fn float(self) -> f64 {
        match self {
            Int(n) => n as f64,
            Float(x) => x,
        }
    }

    /// As `print` shows it.
    pub fn printed(self) -> String {
        match self {
            Int(n) => n.to_string(),
            Float(x) => python_float(x),
        }
    }
}

/// The value Python computes; nothing where it would raise or where integers grow too large.
pub fn value(expr: &Expr) -> Option<Value> {
    match expr {
        Expr::Lit(text) if text.contains('.') => text.parse().ok().map(Float),
        Expr::Lit(text) => text.parse().ok().map(Int),
        Expr::Pi => Some(Float(std::f64::consts::PI)),
        Expr::Var(_) => None,
        Expr::Neg(a) => match value(a)? {
            Int(n) => n.checked_neg().map(Int),
            Float(x) => Some(Float(-x)),
        },
        Expr::Percent(a) => Some(Float(value(a)?.float() / 100.0)),
        Expr::Fact(a) => match value(a)? {
            Int(n @ 0..=33) => Some(Int((2..=n).product())),
            Int(_) | Float(_) => None,
        },
        Expr::Call(func, a) => call(*func, value(a)?),
        Expr::Bin(op, a, b) => operate(*op, value(a)?, value(b)?),
    }
}

fn call(func: Func, argument: Value) -> Option<Value> {
    let x = argument.float();
    let result = match func {
        Func::Abs => {
            return match argument {
                Int(n) => n.checked_abs().map(Int),
                Float(x) => Some(Float(x.abs())),
            };
        }
        Func::Sqrt => x.sqrt(),
        Func::Cbrt => x.cbrt(),
        Func::Sin => x.sin(),
        Func::Cos => x.cos(),
        Func::Tan => x.tan(),
        Func::Ln => x.ln(),
        Func::Log => x.log10(),
        Func::Exp => x.exp(),
    };
    result.is_finite().then_some(Float(result))
}

fn operate(op: Op, left: Value, right: Value) -> Option<Value> {
    if let (Int(a), Int(b)) = (left, right) {
        match op {
            Op::Add => return a.checked_add(b).map(Int),
            Op::Sub => return a.checked_sub(b).map(Int),
            Op::Mul => return a.checked_mul(b).map(Int),
            Op::Mod => {
                let rest = a.checked_rem(b)?;
                let across = rest != 0 && (rest < 0) != (b < 0);
                return Some(Int(if across { rest + b } else { rest }));
            }
            Op::Pow if b >= 0 => return a.checked_pow(u32::try_from(b).ok()?).map(Int),
            Op::Div | Op::Pow => {}
        }
    }
    let (a, b) = (left.float(), right.float());
    let result = match op {
        Op::Add => a + b,
        Op::Sub => a - b,
        Op::Mul => a * b,
        Op::Div => a / b,
        Op::Mod => {
            let rest = a % b;
            if rest != 0.0 && (rest < 0.0) != (b < 0.0) { rest + b } else { rest }
        }
        Op::Pow => a.powf(b),
    };
    result.is_finite().then_some(Float(result))
}

/// A float as Python's `repr` writes it.
pub fn python_float(x: f64) -> String {
    if x.is_nan() {
        return "nan".into();
    }
    if x.is_infinite() {
        return if x > 0.0 { "inf" } else { "-inf" }.into();
    }
    let science = format!("{x:e}");
    let (digits, power) = science.split_once('e').unwrap_or((&science, "0"));
    let power: i32 = power.parse().unwrap_or(0);
    if (-4..16).contains(&power) {
        let plain = format!("{x}");
        return if plain.contains('.') { plain } else { format!("{plain}.0") };
    }
    let sign = if power < 0 { '-' } else { '+' };
    format!("{digits}e{sign}{:02}", power.unsigned_abs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floats_print_as_in_python() {
        for (x, text) in [(0.1 + 0.2, "0.30000000000000004"), (10.0, "10.0"), (1e16, "1e+16"), (1.5e-7, "1.5e-07")] {
            assert_eq!(python_float(x), text);
        }
    }
}
