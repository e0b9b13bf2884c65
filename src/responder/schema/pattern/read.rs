//! Reads the source of a pattern.

use super::{Node, UNBOUNDED};

const DEEPEST: usize = 12;

/// A source as it is read.
pub struct Reader {
    chars: Vec<char>,
    at: usize,
}

impl Reader {
    /// A reader at the start of a source.
    pub fn new(chars: Vec<char>) -> Self {
        Self { chars, at: 0 }
    }

    /// Whether all was read.
    pub fn ended(&self) -> bool {
        self.at == self.chars.len()
    }

    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    fn eat(&mut self, c: char) -> bool {
        let here = self.peek() == Some(c);
        self.at += usize::from(here);
        here
    }

    /// Alternatives.
    pub fn either(&mut self, depth: usize) -> Option<Node> {
        let mut options = vec![self.sequence(depth)?];
        while self.eat('|') {
            options.push(self.sequence(depth)?);
        }
        Some(if options.len() == 1 { options.pop()? } else { Node::Either(options) })
    }

    fn sequence(&mut self, depth: usize) -> Option<Node> {
        let mut parts = Vec::new();
        while self.peek().is_some_and(|c| c != '|' && c != ')') {
            let atom = self.atom(depth)?;
            parts.push(self.repeated(atom)?);
        }
        Some(Node::Sequence(parts))
    }

    fn atom(&mut self, depth: usize) -> Option<Node> {
        let c = self.peek()?;
        self.at += 1;
        match c {
            '^' => Some(Node::Start),
            '$' => Some(Node::End),
            '.' => Some(Node::Set { ranges: vec![('\n', '\n'), ('\r', '\r')], negated: true }),
            '(' if depth < DEEPEST => {
                if self.eat('?') && !self.eat(':') {
                    return None;
                }
                let inner = self.either(depth + 1)?;
                self.eat(')').then_some(inner)
            }
            '[' => self.class(),
            '\\' => {
                let (ranges, negated) = self.escape()?;
                Some(Node::Set { ranges, negated })
            }
            '(' | '*' | '+' | '?' | '{' => None,
            c => Some(Node::Set { ranges: vec![(c, c)], negated: false }),
        }
    }

    fn escape(&mut self) -> Option<(Vec<(char, char)>, bool)> {
        let c = self.peek()?;
        self.at += 1;
        let word = vec![('a', 'z'), ('A', 'Z'), ('0', '9'), ('_', '_')];
        let space = vec![(' ', ' '), ('\t', '\t'), ('\n', '\n'), ('\r', '\r')];
        Some(match c {
            'd' => (vec![('0', '9')], false),
            'D' => (vec![('0', '9')], true),
            'w' => (word, false),
            'W' => (word, true),
            's' => (space, false),
            'S' => (space, true),
            'n' => (vec![('\n', '\n')], false),
            't' => (vec![('\t', '\t')], false),
            c if c.is_alphanumeric() => return None,
            c => (vec![(c, c)], false),
        })
    }

    fn class(&mut self) -> Option<Node> {
        let negated = self.eat('^');
        let mut ranges = Vec::new();
        loop {
            let c = self.peek()?;
            self.at += 1;
            match c {
                ']' => break,
                '\\' => {
                    let (inner, false) = self.escape()? else {
                        return None;
                    };
                    ranges.extend(inner);
                }
                low => {
                    let dash = self.peek() == Some('-') && self.chars.get(self.at + 1).is_some_and(|c| *c != ']');
                    let high = if dash { self.chars[self.at + 1] } else { low };
                    self.at += if dash { 2 } else { 0 };
                    if high < low || dash && high == '\\' {
                        return None;
                    }
                    ranges.push((low, high));
                }
            }
        }
        Some(Node::Set { ranges, negated })
    }

    fn repeated(&mut self, node: Node) -> Option<Node> {
        let (least, most) = match self.peek() {
            Some('*') => (0, UNBOUNDED),
            Some('+') => (1, UNBOUNDED),
            Some('?') => (0, 1),
            Some('{') => {
                let close = self.chars[self.at..].iter().position(|c| *c == '}')? + self.at;
                let body: String = self.chars[self.at + 1..close].iter().collect();
                self.at = close;
                let (least, most) = body.split_once(',').unwrap_or((&body, &body));
                let least: usize = least.parse().ok()?;
                (least, if most.is_empty() { UNBOUNDED.max(least) } else { most.parse().ok()? })
            }
            Some(_) | None => return Some(node),
        };
        self.at += 1;
        // A lazy mark changes nothing for us; a possessive one is not supported.
        self.eat('?');
        (most <= UNBOUNDED && least <= most).then(|| Node::Repeat(Box::new(node), least, most))
    }
}
