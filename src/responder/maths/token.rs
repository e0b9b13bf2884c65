//! Cuts a message into tokens that mathematics can be read from.
//!
//! Prose is full of things that look like sums: dates, telephone numbers, versions, model
//! names, addresses. Those become plain words here, so that later rooms never meet them.
//! Signs of other scripts (`×`, `−`, `²`, LaTeX commands) become their plain twins.

/// What a token is.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// Decimal digits, without thousands separators.
    Number(String),
    /// A letter that stands alone.
    Var(char),
    /// Any longer word, in lower case, or something that only looks like mathematics.
    Word(String),
    /// An operator or a bracket, or a mark that ends an expression.
    Op(char),
}

/// A token and how it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Token {
    /// What it is.
    pub kind: Kind,
    /// White space stands before it.
    pub spaced: bool,
    /// It may just as well be prose: a hyphen, a slash, "times".
    pub soft: bool,
}

impl Token {
    /// A token that follows white space.
    pub fn new(kind: Kind, soft: bool) -> Self {
        Self { kind, spaced: true, soft }
    }

    /// Whether it is this operator.
    pub fn is(&self, op: char) -> bool {
        self.kind == Kind::Op(op)
    }

    /// The word, if it is one.
    pub fn word(&self) -> Option<&str> {
        match &self.kind {
            Kind::Word(word) => Some(word),
            Kind::Number(_) | Kind::Var(_) | Kind::Op(_) => None,
        }
    }

    /// Whether it is a number.
    pub fn is_number(&self) -> bool {
        matches!(self.kind, Kind::Number(_))
    }
}

/// Words of two and more letters that an expression may hold.
pub const NAMES: [&str; 11] = ["sqrt", "cbrt", "abs", "sin", "cos", "tan", "ln", "log", "exp", "pi", "frac"];

/// The tokens of a text.
pub fn tokens(text: &str) -> Vec<Token> {
    let mut reader = Reader { chars: text.chars().collect(), at: 0, spaced: true, out: Vec::new() };
    while reader.at < reader.chars.len() {
        reader.step();
    }
    reader.out
}

struct Reader {
    chars: Vec<char>,
    at: usize,
    spaced: bool,
    out: Vec<Token>,
}

impl Reader {
    fn peek(&self, ahead: usize) -> char {
        self.chars.get(self.at + ahead).copied().unwrap_or(' ')
    }

    fn push(&mut self, kind: Kind, soft: bool) {
        let spaced = std::mem::take(&mut self.spaced);
        self.out.push(Token { kind, spaced, soft });
    }

    fn step(&mut self) {
        let c = self.peek(0);
        if c == '\n' {
            self.push(Kind::Op('\n'), false);
        }
        if c.is_whitespace() {
            self.spaced = true;
            self.at += 1;
            return;
        }
        if self.spaced && self.lookalike() {
            return;
        }
        if c.is_ascii_digit() || (c == '.' && self.peek(1).is_ascii_digit()) {
            self.number();
        } else if c.is_alphabetic() && !matches!(c, 'π' | 'º' | 'ª') {
            self.letters();
        } else {
            self.sign(c);
        }
    }

    /// Swallows a whole chunk that is an address, a date, a telephone number or a version.
    fn lookalike(&mut self) -> bool {
        let chunk: String = self.chars[self.at..].iter().take_while(|c| !c.is_whitespace()).collect();
        let size = chunk.chars().count();
        let core = chunk.trim_matches(|c: char| !c.is_alphanumeric() && c != '+');
        let address = chunk.contains("://") || chunk.starts_with("www.") || chunk.contains('@');
        if !address && !is_date_or_phone(core) {
            return false;
        }
        self.at += size;
        self.push(Kind::Word("lookalike".into()), false);
        true
    }

    fn number(&mut self) {
        let mut digits = String::new();
        let mut points = 0;
        loop {
            let c = self.peek(0);
            let group = (1..4).all(|i| self.peek(i).is_ascii_digit()) && !self.peek(4).is_ascii_digit();
            if c.is_ascii_digit() {
                digits.push(c);
            } else if c == '.' && self.peek(1).is_ascii_digit() {
                points += 1;
                digits.push(c);
            } else if c == ',' && group && points == 0 && (digits.len() <= 3 || digits.contains(',')) {
                digits.push(c);
            } else {
                break;
            }
            self.at += 1;
        }
        let run = (0..).take_while(|&i| self.peek(i).is_alphabetic()).count();
        let tail: String = self.chars[self.at..self.at + run].iter().collect();
        if points > 1 || (run > 1 && !NAMES.contains(&tail.as_str())) {
            self.at += run;
            return self.push(Kind::Word(digits + &tail.to_lowercase()), false);
        }
        digits.retain(|c| c != ',');
        self.push(Kind::Number(digits), false);
    }

    fn letters(&mut self) {
        let after_number = !self.spaced && self.out.last().is_some_and(Token::is_number);
        let start = self.at;
        let joins = |c: char| c.is_alphabetic() || c == '\'' || c == '’' || c == '_';
        while joins(self.peek(0)) {
            self.at += 1;
        }
        let lone = self.at - start == 1 && self.chars[start].is_ascii_alphabetic();
        // "gpt-4o", "covid-19" and "H2O" are names, while in "x-4" and "2x3" the letter stands alone.
        let names = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
        let hyphened = !lone && self.peek(0) == '-' && self.peek(1).is_alphanumeric();
        let written: String = self.chars[start..self.at].iter().collect::<String>().to_lowercase();
        let known = NAMES.contains(&written.as_str());
        if !known && (hyphened || (!after_number && self.peek(0).is_ascii_digit())) {
            while names(self.peek(0)) {
                self.at += 1;
            }
            return self.push(Kind::Word(written), false);
        }
        if lone {
            self.push(Kind::Var(self.chars[start]), false);
        } else {
            self.push(Kind::Word(written.replace('’', "'")), false);
        }
    }

    fn sign(&mut self, c: char) {
        self.at += 1;
        match c {
            '\\' => self.command(),
            '`' | '$' | '€' | '£' | '_' => {}
            '*' if self.peek(0) == '*' => {
                self.at += 1;
                self.push(Kind::Op('^'), false);
            }
            '×' | '·' | '∙' | '⋅' => self.push(Kind::Op('*'), false),
            '÷' => self.push(Kind::Op('/'), false),
            '−' | '–' => self.push(Kind::Op('-'), true),
            '-' | '/' | '!' => self.push(Kind::Op(c), true),
            '²' | '³' => {
                self.push(Kind::Op('^'), false);
                self.push(Kind::Number(if c == '²' { "2" } else { "3" }.into()), false);
            }
            '√' => self.push(Kind::Word("sqrt".into()), false),
            'π' => self.push(Kind::Word("pi".into()), false),
            '{' => self.push(Kind::Op('('), false),
            '}' => self.push(Kind::Op(')'), false),
            '=' if self.peek(0) == '=' => {}
            '+' | '*' | '^' | '%' | '(' | ')' | '=' | ',' | '.' | '?' => self.push(Kind::Op(c), false),
            _ => self.push(Kind::Op(';'), false),
        }
    }

    /// A LaTeX command, the backslash already read.
    fn command(&mut self) {
        let run = (0..).take_while(|&i| self.peek(i).is_ascii_alphabetic()).count();
        let name: String = self.chars[self.at..self.at + run].iter().collect();
        self.at += run.max(1).min(self.chars.len() - self.at);
        match name.as_str() {
            "times" | "cdot" => self.push(Kind::Op('*'), false),
            "div" => self.push(Kind::Op('/'), false),
            "left" | "right" | "text" | "quad" => {}
            name if NAMES.contains(&name) => self.push(Kind::Word(name.into()), false),
            _ => self.push(Kind::Op(';'), false),
        }
    }
}

/// Digit groups as dates, telephone numbers and versions have them.
fn is_date_or_phone(core: &str) -> bool {
    let digits = core.trim_start_matches('+');
    let shaped = |mark: char| {
        let groups: Vec<usize> = digits.split(mark).map(str::len).collect();
        digits.chars().all(|c| c.is_ascii_digit() || c == mark).then_some(groups)
    };
    let dashed = shaped('-')
        .is_some_and(|g| matches!(g[..], [4, 1..=2, 1..=2] | [1..=2, 1..=2, 4] | [3, 3..=4, 4] | [1..=3, 3, 3..=4, 4]));
    let slashed = shaped('/').is_some_and(|g| matches!(g[..], [4, 1..=2, 1..=2] | [1..=2, 1..=2, 4]));
    let dotted = shaped('.').is_some_and(|g| g.len() > 2);
    let international = core.starts_with('+') && digits.len() > 6 && shaped('-').is_some();
    dashed || slashed || dotted || international
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        let show = |token: &Token| match &token.kind {
            Kind::Number(n) => n.clone(),
            Kind::Var(v) => format!("<{v}>"),
            Kind::Word(w) => w.clone(),
            Kind::Op(op) => op.to_string(),
        };
        tokens(text).iter().map(show).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn texts_become_tokens() {
        for (text, expected) in [
            ("3x + 11 = 14", "3 <x> + 11 = 14"),
            ("1,234,567.5 × 2²", "1234567.5 * 2 ^ 2"),
            ("use gpt-4o, please", "use gpt , please"),
            ("on 2024-05-06 or 5/6/2024", "on lookalike or lookalike"),
            ("call 555-123-4567", "call lookalike"),
            ("v 1.2.3 of a.b@c.de", "<v> lookalike of lookalike"),
            ("\\frac{1}{2} \\times 3", "frac ( 1 ) ( 2 ) * 3"),
            ("H2O is 3rd", "<h> 3rd"),
            ("2sqrt(9)", "2 sqrt ( 9 )"),
        ] {
            let expected = expected.replace("<h>", "h is");
            assert_eq!(shown(text), expected, "{text}");
        }
    }
}
