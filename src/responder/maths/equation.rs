//! Finds equations in prose.
//!
//! Both sides of a sign are read as far as they make an expression; solving is left to
//! `linear`, `quadratic` and `system`.

use super::expr::Expr;
use super::poly::Look;
use super::reader::{LONGEST, read};
use super::render::Style;
use super::token::{Kind, Token};

const MOST_EQUATIONS: usize = 8;
const MOST_TRIED: usize = 64;

/// Two sides.
#[derive(Clone, Debug, PartialEq)]
pub struct Equation {
    /// Before the sign.
    pub left: Expr,
    /// After the sign.
    pub right: Expr,
}

impl Equation {
    /// In the given style, joined by ` = `.
    pub fn write(&self, style: Style) -> String {
        format!("{} = {}", self.left.write(style), self.right.write(style))
    }

    /// Whether it merely names a value, as in `x = 5`.
    pub fn is_assignment(&self) -> bool {
        matches!(self.left, Expr::Var(_)) && !self.right.has_unknown()
    }

    /// How numbers of its working are shown.
    pub fn look(&self, latex: bool) -> Look {
        let decimal = |e: &Expr| e.any(&|e| matches!(e, Expr::Lit(text) if text.contains('.')));
        Look { latex, decimal: decimal(&self.left) || decimal(&self.right) }
    }
}

/// The equations of a message.
pub fn find(tokens: &[Token]) -> Vec<Equation> {
    let mut found = Vec::new();
    let mut floor = 0;
    let signs = tokens.iter().enumerate().filter(|(_, t)| t.is('=')).map(|(i, _)| i);
    for sign in signs.take(MOST_TRIED) {
        let Some((right, taken)) = read(&tokens[sign + 1..], true) else {
            continue;
        };
        let Some(left) = before(tokens, floor, sign) else {
            continue;
        };
        floor = sign + 1 + taken;
        found.push(Equation { left, right });
        if found.len() == MOST_EQUATIONS {
            break;
        }
    }
    found
}

/// The longest expression that ends just before the sign.
fn before(tokens: &[Token], floor: usize, sign: usize) -> Option<Expr> {
    let lowest = floor.max(sign.saturating_sub(LONGEST));
    let joinable = |t: &Token| !matches!(t.kind, Kind::Op('\n' | ',' | ';' | '.' | '?' | '='));
    let start = (lowest..sign).rev().take_while(|&i| joinable(&tokens[i])).last()?;
    (start..sign).find_map(|from| {
        let clean = from == 0
            || tokens[from].spaced
            || matches!(tokens[from - 1].kind, Kind::Op(_)) && !tokens[from - 1].is(')');
        let bullet = tokens[from].is('-') && tokens.get(from + 1).is_some_and(|next| next.spaced);
        let (expr, taken) = read(&tokens[from..sign], true).filter(|_| clean && !bullet)?;
        (from + taken == sign).then_some(expr)
    })
}
