//! Polynomials in several unknowns.
//!
//! Every equation this room can solve is first brought to this form. The number of terms and
//! the degree are capped, since `(x+y+z)^999` is easily typed.

use std::collections::BTreeMap;

use super::number::Number;

const MOST_TERMS: usize = 60;
const HIGHEST: u32 = 12;

/// How numbers are shown.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Look {
    /// LaTeX rather than plain text.
    pub latex: bool,
    /// Decimals where they terminate, because the question had decimals.
    pub decimal: bool,
}

impl Look {
    /// A number in this look.
    pub fn number(self, n: Number) -> String {
        match n.decimal().filter(|_| self.decimal) {
            Some(text) => text,
            None if self.latex => n.latex(),
            None => n.to_string(),
        }
    }
}

/// A sum of terms; the key holds the unknowns with their exponents, in order.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Poly(BTreeMap<Vec<(char, u32)>, Number>);

impl Poly {
    /// A number.
    pub fn constant(n: Number) -> Self {
        Self::default().with(Vec::new(), n)
    }

    /// The same with a term added.
    pub fn with(mut self, key: Vec<(char, u32)>, n: Number) -> Self {
        let sum = self.0.remove(&key).map_or(n, |old| old.plus(n));
        if !sum.is_zero() {
            self.0.insert(key, sum);
        }
        self
    }

    /// Sum.
    pub fn plus(&self, other: &Self) -> Self {
        other.0.iter().fold(self.clone(), |sum, (key, n)| sum.with(key.clone(), *n))
    }

    /// Difference.
    pub fn minus(&self, other: &Self) -> Self {
        self.plus(&other.scaled(Number::whole(-1)))
    }

    /// Product with a number.
    pub fn scaled(&self, factor: Number) -> Self {
        let terms = self.0.iter().map(|(key, n)| (key.clone(), n.times(factor)));
        Self(terms.filter(|(_, n)| !n.is_zero()).collect())
    }

    /// Product; nothing if it grows too large.
    pub fn times(&self, other: &Self) -> Option<Self> {
        if self.0.len() * other.0.len() > MOST_TERMS * 4 {
            return None;
        }
        let mut product = Self::default();
        for (left, a) in &self.0 {
            for (right, b) in &other.0 {
                let mut powers: BTreeMap<char, u32> = left.iter().copied().collect();
                for (letter, power) in right {
                    *powers.entry(*letter).or_insert(0) += power;
                }
                if powers.values().sum::<u32>() > HIGHEST {
                    return None;
                }
                product = product.with(powers.into_iter().collect(), a.times(*b));
            }
        }
        (product.0.len() <= MOST_TERMS).then_some(product)
    }

    /// Power; nothing if it grows too large.
    pub fn to_power(&self, exponent: u32) -> Option<Self> {
        let one = Self::constant(Number::whole(1));
        (exponent <= HIGHEST).then(|| (0..exponent).try_fold(one, |power, _| power.times(self))).flatten()
    }

    /// The unknowns in it, in order.
    pub fn letters(&self) -> Vec<char> {
        let mut letters: Vec<char> = self.0.keys().flatten().map(|(letter, _)| *letter).collect();
        letters.sort_unstable();
        letters.dedup();
        letters
    }

    /// The highest exponent sum.
    pub fn degree(&self) -> u32 {
        let degrees = self.0.keys().map(|key| key.iter().map(|(_, power)| power).sum());
        degrees.max().unwrap_or(0)
    }

    /// The factor before `letter` to the given power.
    pub fn coefficient(&self, letter: char, power: u32) -> Number {
        let key = if power == 0 { Vec::new() } else { vec![(letter, power)] };
        self.0.get(&key).copied().unwrap_or(Number::whole(0))
    }

    /// The number it is, if no unknown is left.
    pub fn as_constant(&self) -> Option<Number> {
        self.letters().is_empty().then(|| self.coefficient('x', 0))
    }

    /// Its value where `letter` has the given value and no other unknown occurs.
    pub fn at(&self, letter: char, x: Number) -> Option<Number> {
        (0..=self.degree())
            .rev()
            .try_fold(Number::whole(0), |sum, power| Some(sum.times(x).plus(self.coefficient(letter, power))))
    }

    /// Its derivative by `letter`.
    pub fn derivative(&self, letter: char) -> Self {
        let mut result = Self::default();
        for (key, n) in &self.0 {
            let Some(power) = key.iter().find(|(l, _)| *l == letter).map(|(_, p)| *p) else {
                continue;
            };
            let lowered = key.iter().map(|&(l, p)| if l == letter { (l, p - 1) } else { (l, p) });
            let lowered = lowered.filter(|(_, p)| *p > 0).collect();
            result = result.with(lowered, n.times(Number::whole(i128::from(power))));
        }
        result
    }

    /// Written out, highest powers first.
    pub fn write(&self, look: Look) -> String {
        let mut terms: Vec<_> = self.0.iter().collect();
        let spelt = |key: &[(char, u32)]| -> String {
            key.iter().flat_map(|&(l, p)| std::iter::repeat_n(l, p as usize)).collect()
        };
        terms.sort_by_key(|(key, _)| {
            let letters = spelt(key);
            (std::cmp::Reverse(letters.len()), letters)
        });
        let mut text = String::new();
        for (key, n) in terms {
            let size = if n.is_negative() { n.negated() } else { *n };
            text += match (text.is_empty(), n.is_negative()) {
                (true, true) => "-",
                (true, false) => "",
                (false, true) => " - ",
                (false, false) => " + ",
            };
            text += &term(key, size, look);
        }
        if text.is_empty() { "0".into() } else { text }
    }
}

fn term(key: &[(char, u32)], size: Number, look: Look) -> String {
    let mut text = look.number(size);
    if !key.is_empty() {
        if text == "1" {
            text.clear();
        } else if text.contains('/') {
            text = format!("({text})");
        }
    }
    for (letter, power) in key {
        text.push(*letter);
        match power {
            1 => {}
            _ if look.latex => text += &format!("^{{{power}}}"),
            _ => text += &format!("^{power}"),
        }
    }
    text
}
