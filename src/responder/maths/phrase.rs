//! Turns arithmetic in words into signs: "12 percent of 80", "the sum of 3 and 4".
//!
//! Words also occur in prose ("I called 3 times"), so the signs they become are marked soft
//! and `arithmetic` asks for more before it believes them.

use super::super::words::NUMBERS;
use super::token::{Kind, Token};

const LONGEST_LIST: usize = 100;

/// Sequences of words and the signs they stand for.
const SIGNS: [(&[&str], &[char], bool); 20] = [
    (&["raised", "to", "the", "power", "of"], &['^'], false),
    (&["to", "the", "power", "of"], &['^'], false),
    (&["raised", "to", "the"], &['^'], false),
    (&["to", "the", "power"], &['^'], false),
    (&["raised", "to"], &['^'], false),
    (&["multiplied", "by"], &['*'], false),
    (&["divided", "by"], &['/'], false),
    (&["plus"], &['+'], true),
    (&["minus"], &['-'], true),
    (&["times"], &['*'], true),
    (&["over"], &['/'], true),
    (&["modulo"], &['%'], true),
    (&["mod"], &['%'], true),
    (&["squared"], &['^', '2'], true),
    (&["cubed"], &['^', '3'], true),
    (&["factorial"], &['!'], true),
    (&["per", "cent"], &['%'], true),
    (&["percent"], &['%'], true),
    (&["half", "of"], &['1', '/', '2', '*'], true),
    (&["double"], &['2', '*'], true),
];

const FUNCTIONS: [(&[&str], &str); 7] = [
    (&["square", "root", "of"], "sqrt"),
    (&["cube", "root", "of"], "cbrt"),
    (&["absolute", "value", "of"], "abs"),
    (&["natural", "logarithm", "of"], "ln"),
    (&["natural", "log", "of"], "ln"),
    (&["logarithm", "of"], "log"),
    (&["log", "of"], "log"),
];

const LISTS: [(&str, Fold); 14] = [
    ("sum", Fold::Sum),
    ("add", Fold::Sum),
    ("total", Fold::Sum),
    ("product", Fold::Product),
    ("multiply", Fold::Product),
    ("difference", Fold::Difference),
    ("subtract", Fold::From),
    ("quotient", Fold::Quotient),
    ("divide", Fold::Quotient),
    ("average", Fold::Mean),
    ("mean", Fold::Mean),
    ("avg", Fold::Mean),
    ("adding", Fold::Sum),
    ("multiplying", Fold::Product),
];

/// What is done with the numbers of a list.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Fold {
    Sum,
    Product,
    Difference,
    From,
    Quotient,
    Mean,
}

/// The tokens with words replaced by signs.
pub fn rewrite(tokens: &[Token]) -> Vec<Token> {
    let mut out: Vec<Token> = Vec::with_capacity(tokens.len());
    let mut at = 0;
    while at < tokens.len() {
        at += step(&tokens[at..], &mut out);
    }
    out
}

/// Rewrites what stands at the front and says how many tokens that took.
fn step(rest: &[Token], out: &mut Vec<Token>) -> usize {
    let here = &rest[0];
    if let Some((signs, taken)) = list(rest) {
        out.extend(signs);
        return taken;
    }
    let after_operand = out.last().is_some_and(|t| t.is_number() || t.is(')') || t.is('%') || t.is('!'));
    let before_operand =
        |n: usize| rest.get(n).is_some_and(|t| number(t).is_some() || t.is('(') || t.word().is_some_and(starts_value));
    if here.kind == Kind::Var('x') && after_operand && before_operand(1) {
        out.push(Token::new(Kind::Op('*'), true));
        return 1;
    }
    for (words, name) in FUNCTIONS {
        if begins(rest, words) {
            out.push(Token::new(Kind::Word(name.into()), false));
            return words.len() + usize::from(rest.get(words.len()).and_then(Token::word) == Some("the"));
        }
    }
    for (words, signs, soft) in SIGNS {
        let prefix = signs[0].is_ascii_digit();
        if begins(rest, words) && (after_operand || prefix && before_operand(words.len())) {
            out.extend(signs.iter().map(|c| sign(*c, soft)));
            return words.len();
        }
    }
    if here.word() == Some("factorial") && begins(&rest[1..], &["of"]) && rest.get(2).is_some_and(Token::is_number) {
        out.extend([rest[2].clone(), sign('!', false)]);
        return 3;
    }
    if let Some(exponent) = ordinal_power(rest).filter(|_| after_operand) {
        out.extend([sign('^', false), Token::new(Kind::Number(exponent.into()), false)]);
        return 4;
    }
    if here.word() == Some("of") && after_operand && before_operand(1) {
        out.push(Token::new(Kind::Op('*'), false));
        return 1;
    }
    let read = number(here).filter(|_| !here.is_number());
    out.push(read.map_or_else(|| here.clone(), |digits| Token::new(Kind::Number(digits), true)));
    1
}

/// The 8 of "to the 8th power".
fn ordinal_power(rest: &[Token]) -> Option<&str> {
    let powered = begins(rest, &["to", "the"]) && rest.get(3).and_then(Token::word) == Some("power");
    let digits = rest.get(2).and_then(Token::word)?.trim_end_matches(char::is_alphabetic);
    let whole = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    (powered && whole).then_some(digits)
}

fn starts_value(word: &str) -> bool {
    matches!(word, "sqrt" | "square" | "cube" | "pi" | "half")
}

fn sign(c: char, soft: bool) -> Token {
    let kind = if c.is_ascii_digit() { Kind::Number(c.into()) } else { Kind::Op(c) };
    Token::new(kind, soft)
}

fn begins(tokens: &[Token], words: &[&str]) -> bool {
    tokens.len() >= words.len() && tokens.iter().zip(words).all(|(token, word)| token.word() == Some(word))
}

/// The digits of a number in figures or words.
fn number(token: &Token) -> Option<String> {
    match &token.kind {
        Kind::Number(digits) => Some(digits.clone()),
        Kind::Word(word) => NUMBERS.iter().position(|w| w == word).map(|n| n.to_string()),
        Kind::Var(_) | Kind::Op(_) => None,
    }
}

/// A keyword such as "sum" with its numbers, as bracketed signs.
fn list(rest: &[Token]) -> Option<(Vec<Token>, usize)> {
    let keyword = rest[0].word()?;
    let (_, fold) = LISTS.iter().find(|(word, _)| *word == keyword)?;
    let filler = |t: &Token| {
        t.is(',')
            || t.is(';')
            || matches!(
                t.word(),
                Some(
                    "of" | "between"
                        | "and"
                        | "by"
                        | "from"
                        | "to"
                        | "with"
                        | "the"
                        | "numbers"
                        | "following"
                        | "these"
                )
            )
    };
    let mut numbers = Vec::new();
    let mut taken = 1;
    for (index, token) in rest.iter().enumerate().skip(1).take(LONGEST_LIST * 3) {
        match number(token) {
            // Two numbers side by side, or a sign behind one, are no list.
            Some(digits) if index > taken || numbers.is_empty() => {
                numbers.push(digits);
                taken = index + 1;
            }
            None if filler(token) => {}
            Some(_) | None => break,
        }
    }
    if numbers.len() < 2
        || rest.get(taken).is_some_and(|t| matches!(t.kind, Kind::Op('*' | '/' | '+' | '-' | '^' | '%')))
    {
        return None;
    }
    Some((folded(*fold, numbers), taken))
}

fn folded(fold: Fold, mut numbers: Vec<String>) -> Vec<Token> {
    let count = numbers.len();
    if fold == Fold::From {
        numbers.reverse();
    }
    let between = match fold {
        Fold::Sum | Fold::Mean => '+',
        Fold::Product => '*',
        Fold::Difference | Fold::From => '-',
        Fold::Quotient => '/',
    };
    let mut tokens = vec![sign('(', false)];
    for (index, digits) in numbers.into_iter().enumerate() {
        if index > 0 {
            tokens.push(sign(between, false));
        }
        tokens.push(Token::new(Kind::Number(digits), false));
    }
    tokens.push(sign(')', false));
    if fold == Fold::Mean {
        tokens.extend([sign('/', false), Token::new(Kind::Number(count.to_string()), false)]);
    }
    tokens
}
