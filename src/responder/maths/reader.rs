//! Reads expressions from tokens.
//!
//! The reader takes the longest expression it can and says how far it got, because the
//! rest of the message is prose. Length and nesting are capped, so that no message can
//! exhaust the stack.

use super::expr::{Expr, Func, Op};
use super::token::{Kind, Token};

/// The most tokens one expression may have.
pub const LONGEST: usize = 160;
const DEEPEST: usize = 24;

/// The longest expression at the start of the tokens, and how many it takes.
pub fn read(tokens: &[Token], unknowns: bool) -> Option<(Expr, usize)> {
    let tokens = &tokens[..tokens.len().min(LONGEST)];
    let mut parser = Parser { tokens, at: 0, unknowns };
    let expr = parser.sum(0)?;
    Some((expr, parser.at))
}

struct Parser<'a> {
    tokens: &'a [Token],
    at: usize,
    unknowns: bool,
}

impl Parser<'_> {
    fn op(&self) -> Option<char> {
        match self.tokens.get(self.at)?.kind {
            Kind::Op(op) => Some(op),
            Kind::Number(_) | Kind::Var(_) | Kind::Word(_) => None,
        }
    }

    /// Reads an operand after an operator; steps back before the operator if there is none.
    fn after_op(&mut self, operand: impl FnOnce(&mut Self) -> Option<Expr>) -> Option<Expr> {
        let before = self.at;
        self.at += 1;
        let found = operand(self);
        if found.is_none() {
            self.at = before;
        }
        found
    }

    fn sum(&mut self, depth: usize) -> Option<Expr> {
        let mut left = self.product(depth)?;
        while let Some(op) = self.op().and_then(|c| match c {
            '+' => Some(Op::Add),
            '-' => Some(Op::Sub),
            _ => None,
        }) {
            let Some(right) = self.after_op(|p| p.product(depth)) else {
                break;
            };
            left = Expr::Bin(op, Box::new(left), Box::new(right));
        }
        Some(left)
    }

    fn product(&mut self, depth: usize) -> Option<Expr> {
        let mut left = self.unary(depth)?;
        loop {
            let op = self.op().and_then(|c| match c {
                '*' => Some(Op::Mul),
                '/' => Some(Op::Div),
                '%' => Some(Op::Mod),
                _ => None,
            });
            let right = match op {
                Some(_) => self.after_op(|p| p.unary(depth)),
                None if self.touches(&left) => self.power(depth),
                None => None,
            };
            let Some(right) = right else {
                return Some(left);
            };
            left = Expr::Bin(op.unwrap_or(Op::Mul), Box::new(left), Box::new(right));
        }
    }

    /// Whether the next token is multiplied with what stands before it without a sign.
    fn touches(&self, left: &Expr) -> bool {
        let Some(next) = self.tokens.get(self.at) else {
            return false;
        };
        let called = matches!(left, Expr::Var('f' | 'g' | 'h')) && next.is('(');
        let letter = matches!(next.kind, Kind::Var(v) if !matches!(v, 'a' | 'A' | 'I' | 'i'));
        let after_letter = self.at > 0 && matches!(self.tokens[self.at - 1].kind, Kind::Var(_));
        let number = next.is_number() && (self.at == 0 || !self.tokens[self.at - 1].is(')'));
        if next.spaced {
            return self.unknowns && letter && matches!(left, Expr::Lit(_));
        }
        let opens = matches!(next.kind, Kind::Var(_) | Kind::Word(_)) || next.is('(');
        opens && !(called || number || after_letter && next.word().is_some())
    }

    fn unary(&mut self, depth: usize) -> Option<Expr> {
        match self.op() {
            Some('-') if depth < DEEPEST => {
                let inner = self.after_op(|p| p.unary(depth + 1))?;
                Some(Expr::Neg(Box::new(inner)))
            }
            Some('+') if depth < DEEPEST => self.after_op(|p| p.unary(depth + 1)),
            Some(_) | None => self.power(depth),
        }
    }

    fn power(&mut self, depth: usize) -> Option<Expr> {
        let mut base = self.atom(depth)?;
        loop {
            let after = self.tokens.get(self.at + 1);
            let operand = after.is_some_and(|t| t.is_number() || t.is('(') || matches!(t.kind, Kind::Var(_)));
            match self.op() {
                Some('!') => base = Expr::Fact(Box::new(base)),
                Some('%') if !operand => base = Expr::Percent(Box::new(base)),
                Some('^') if depth < DEEPEST => {
                    let Some(exponent) = self.after_op(|p| p.unary(depth + 1)) else {
                        return Some(base);
                    };
                    return Some(Expr::Bin(Op::Pow, Box::new(base), Box::new(exponent)));
                }
                Some(_) | None => return Some(base),
            }
            self.at += 1;
        }
    }

    fn atom(&mut self, depth: usize) -> Option<Expr> {
        let before = self.at;
        let token = self.tokens.get(self.at)?;
        self.at += 1;
        let found = match &token.kind {
            Kind::Number(digits) => Some(Expr::Lit(digits.clone())),
            Kind::Var(letter) if self.unknowns => Some(Expr::Var(*letter)),
            Kind::Word(word) if word == "pi" => Some(Expr::Pi),
            Kind::Word(word) if depth < DEEPEST => self.call(word, depth + 1),
            Kind::Op('(') if depth < DEEPEST => self.bracket(depth + 1),
            Kind::Var(_) | Kind::Word(_) | Kind::Op(_) => None,
        };
        if found.is_none() {
            self.at = before;
        }
        found
    }

    /// The rest of a bracket, its opening already read.
    fn bracket(&mut self, depth: usize) -> Option<Expr> {
        let inner = self.sum(depth)?;
        (self.op() == Some(')')).then(|| self.at += 1)?;
        Some(inner)
    }

    fn call(&mut self, word: &str, depth: usize) -> Option<Expr> {
        if word == "frac" {
            let top = self.atom(depth)?;
            let bottom = self.atom(depth)?;
            return Some(Expr::Bin(Op::Div, Box::new(top), Box::new(bottom)));
        }
        let func = match word {
            "sqrt" => Func::Sqrt,
            "cbrt" => Func::Cbrt,
            "abs" => Func::Abs,
            "sin" => Func::Sin,
            "cos" => Func::Cos,
            "tan" => Func::Tan,
            "ln" => Func::Ln,
            "log" => Func::Log,
            "exp" => Func::Exp,
            _ => return None,
        };
        Some(Expr::Call(func, Box::new(self.atom(depth)?)))
    }
}

#[cfg(test)]
mod tests {
    use super::super::token::tokens;
    use super::*;

    #[test]
    fn expressions_are_worth_something() {
        for (text, value) in [
            ("3*(4+5)^2", "243"),
            ("-2^2", "-4"),
            ("2^3^2", "512"),
            ("2(3+4)", "14"),
            ("7!", "5040"),
            ("10 % 4", "2"),
            ("12.5% * 80", "10"),
            ("sqrt(16) + abs(-3)", "7"),
            ("1/3 + 1/6", "1/2"),
            ("\\frac{3}{4} * 8", "6"),
            ("2^-2", "1/4"),
        ] {
            let (expr, taken) = read(&tokens(text), false).unwrap();
            assert_eq!(taken, tokens(text).len(), "{text}");
            assert_eq!(expr.value().unwrap().to_string(), value, "{text}");
        }
    }

    #[test]
    fn prose_ends_an_expression() {
        assert_eq!(read(&tokens("10 - the best"), false).unwrap().1, 1);
        assert_eq!(read(&tokens("the 10"), false), None);
        assert!(read(&tokens(&"(".repeat(10_000)), true).is_none());
        assert!(read(&tokens(&"-".repeat(10_000)), true).is_none());
    }
}
