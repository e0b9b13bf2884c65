//! Numbers that stay exact for as long as they can.
//!
//! A reader of "solve 8x + 7 = -23" expects -15/4, not -3.75000001, so a number is a
//! fraction of two `i128` until an operation overflows or leaves the rationals; only then
//! does it become a float. There are no big integers here.

use std::fmt;

/// A fraction in lowest terms (positive denominator), or a float once that is lost.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Number {
    /// Numerator and denominator.
    Exact(i128, i128),
    /// The nearest float.
    Real(f64),
}

use Number::{Exact, Real};

impl Number {
    /// The whole number `n`.
    pub const fn whole(n: i128) -> Self {
        Exact(n, 1)
    }

    /// `n / d` in lowest terms; a float if it does not fit.
    pub fn ratio(n: i128, d: i128) -> Self {
        let common = gcd(n.unsigned_abs(), d.unsigned_abs()).max(1);
        let sign = if (n < 0) == (d < 0) { 1 } else { -1 };
        let top = i128::try_from(n.unsigned_abs() / common);
        let bottom = i128::try_from(d.unsigned_abs() / common);
        match (top, bottom) {
            (Ok(top), Ok(bottom)) if bottom != 0 => Exact(sign * top, bottom),
            _ => Real(n as f64 / d as f64),
        }
    }

    /// Reads plain decimal digits with at most one point, such as `12.50`.
    pub fn read(text: &str) -> Option<Self> {
        let (whole, part) = text.split_once('.').unwrap_or((text, ""));
        let digits = format!("{whole}{part}");
        if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let scale = u32::try_from(part.len()).ok().and_then(|n| 10i128.checked_pow(n));
        match (digits.parse::<i128>(), scale) {
            (Ok(n), Some(d)) => Some(Self::ratio(n, d)),
            _ => text.parse().ok().map(Real),
        }
    }

    /// The nearest float.
    pub fn float(self) -> f64 {
        match self {
            Exact(n, d) => n as f64 / d as f64,
            Real(x) => x,
        }
    }

    /// Whether it is nought.
    pub fn is_zero(self) -> bool {
        self.float() == 0.0
    }

    /// Whether it is below nought.
    pub fn is_negative(self) -> bool {
        self.float() < 0.0
    }

    /// The integer it is, if it is one.
    pub fn integer(self) -> Option<i128> {
        match self {
            Exact(n, 1) => Some(n),
            Exact(..) | Real(_) => None,
        }
    }

    /// Sum.
    pub fn plus(self, other: Self) -> Self {
        let exact = || {
            let (Exact(a, b), Exact(c, d)) = (self, other) else {
                return None;
            };
            let top = a.checked_mul(d)?.checked_add(c.checked_mul(b)?)?;
            Some(Self::ratio(top, b.checked_mul(d)?))
        };
        exact().unwrap_or_else(|| Real(self.float() + other.float()))
    }

    /// Product.
    pub fn times(self, other: Self) -> Self {
        let exact = || {
            let (Exact(a, b), Exact(c, d)) = (self, other) else {
                return None;
            };
            Some(Self::ratio(a.checked_mul(c)?, b.checked_mul(d)?))
        };
        exact().unwrap_or_else(|| Real(self.float() * other.float()))
    }

    /// The opposite number.
    pub fn negated(self) -> Self {
        self.times(Self::whole(-1))
    }

    /// Difference.
    pub fn minus(self, other: Self) -> Self {
        self.plus(other.negated())
    }

    /// Quotient; nothing when dividing by nought.
    pub fn over(self, other: Self) -> Option<Self> {
        if other.is_zero() {
            return None;
        }
        Some(match other {
            Exact(n, d) => self.times(Self::ratio(d, n)),
            Real(x) => Real(self.float() / x),
        })
    }

    /// Power; nothing where the result is undefined or not real.
    pub fn to_power(self, exponent: Self) -> Option<Self> {
        if self.is_zero() && exponent.is_negative() {
            return None;
        }
        if let (Exact(n, d), Some(e)) = (self, exponent.integer()) {
            let size = u32::try_from(e.unsigned_abs()).ok();
            let raised = size.and_then(|size| Some((n.checked_pow(size)?, d.checked_pow(size)?)));
            if let Some((top, bottom)) = raised {
                return Some(if e < 0 { Self::ratio(bottom, top) } else { Self::ratio(top, bottom) });
            }
        }
        Self::real(self.float().powf(exponent.float()))
    }

    /// Square root, exact where the number is a square; nothing below nought.
    pub fn root(self) -> Option<Self> {
        if let Exact(n, d) = self
            && let (Some(top), Some(bottom)) = (square_root(n), square_root(d))
        {
            return Some(Self::ratio(top, bottom));
        }
        Self::real(self.float().sqrt())
    }

    /// A float, unless it is infinite or not a number.
    pub fn real(x: f64) -> Option<Self> {
        x.is_finite().then_some(Real(x))
    }

    /// The terminating decimal it is, such as `-3.75`, if it has at most nine places.
    pub fn decimal(self) -> Option<String> {
        let Exact(n, d) = self else { return None };
        let places = (0..=9u32).find(|&k| 10i128.pow(k) % d == 0)?;
        let digits = n.unsigned_abs().checked_mul(10u128.pow(places))? / d.unsigned_abs();
        let sign = if n < 0 { "-" } else { "" };
        if places == 0 {
            return Some(format!("{sign}{digits}"));
        }
        let text = format!("{digits:0>width$}", width = places as usize + 1);
        let (whole, part) = text.split_at(text.len() - places as usize);
        Some(format!("{sign}{whole}.{part}"))
    }

    /// As LaTeX.
    pub fn latex(self) -> String {
        match self {
            Exact(n, 1) => n.to_string(),
            Exact(n, d) => {
                let sign = if n < 0 { "-" } else { "" };
                format!("{sign}\\frac{{{}}}{{{d}}}", n.unsigned_abs())
            }
            Real(x) => match rounded(x).split_once('e') {
                Some((digits, power)) => format!("{digits} \\times 10^{{{power}}}"),
                None => rounded(x),
            },
        }
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Exact(n, 1) => write!(f, "{n}"),
            Exact(n, d) => write!(f, "{n}/{d}"),
            Real(x) => f.write_str(&rounded(x)),
        }
    }
}

/// A float to about ten significant digits, without trailing noughts.
pub fn rounded(x: f64) -> String {
    if x != 0.0 && (x.abs() >= 1e15 || x.abs() < 1e-6) {
        return format!("{x:.6e}");
    }
    let before = x.abs().max(1.0).log10().floor() as usize + 1;
    let text = format!("{x:.places$}", places = 10usize.saturating_sub(before).max(2));
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".into() } else { text.into() }
}

/// The largest square that divides `n`, as its root, and what remains: 12 -> (2, 3).
pub fn square_part(n: i128) -> (i128, i128) {
    let (mut outside, mut inside) = (1, n);
    let mut factor = 2;
    while factor <= 1_000 && factor * factor <= inside.abs() {
        if inside % (factor * factor) == 0 {
            inside /= factor * factor;
            outside *= factor;
        } else {
            factor += 1;
        }
    }
    match square_root(inside) {
        Some(root) if root > 1 => (outside * root, 1),
        _ => (outside, inside),
    }
}

fn square_root(n: i128) -> Option<i128> {
    let guess = (n as f64).sqrt() as i128;
    (n >= 0).then(|| (guess.saturating_sub(1)..=guess + 1).find(|r| r.checked_mul(*r) == Some(n))).flatten()
}

fn gcd(mut a: u128, mut b: u128) -> u128 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fractions_stay_exact() {
        let half = Number::read("0.5").unwrap();
        assert_eq!(half, Exact(1, 2));
        assert_eq!(half.plus(Number::ratio(1, 3)).to_string(), "5/6");
        assert_eq!(half.over(Number::ratio(-15, 4)).unwrap().to_string(), "-2/15");
        assert_eq!(Number::ratio(-15, 4).decimal().unwrap(), "-3.75");
        assert_eq!(Number::ratio(1, 3).decimal(), None);
        assert_eq!(Number::ratio(1, 4).root(), Some(Exact(1, 2)));
        assert_eq!(square_part(72), (6, 2));
    }

    #[test]
    fn overflow_becomes_a_float() {
        let huge = Number::whole(i128::MAX);
        assert!(matches!(huge.times(huge), Real(_)));
        assert!(matches!(Number::ratio(i128::MIN, 1), Real(_)));
        assert_eq!(Number::whole(0).to_power(Number::whole(-1)), None);
    }
}
