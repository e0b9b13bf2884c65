//! Divides text into the words that are indexed and searched for.
//!
//! One reading serves the index, queries and scores, so the three always agree on what a word is:
//!
//! - case and diacritics are folded: `Größe` is `grosse`, `café` is `cafe`;
//! - what signs or a change of case hold together is read as its parts and as a whole: `getUserName` as `get`, `user`,
//!   `name` and `getusername`, `10-K` as `10`, `k` and `10k`, `1,234` as `1`, `234` and `1234`;
//! - scripts that put no spaces between words are read character by character, and as pairs of neighbours.

use super::fold::{fold, is_mark};
use std::ops::Range;

/// Words and wholes are cut off after so many bytes, or are left out.
const LONGEST: usize = 64;

/// What a word is to its surroundings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A word, or one part of a whole.
    Part,
    /// Two parts or more, joined; comes after them.
    Whole,
    /// One character of a script without spaces.
    Sign,
    /// Two such characters; comes after them.
    Pair,
}

/// A word of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word<'a> {
    /// The word itself, folded, not stemmed.
    pub text: &'a str,
    /// Its number among the parts and signs of the text. Wholes and pairs have that of their first.
    pub place: usize,
    /// Where it stands in the text, in bytes.
    pub range: Range<usize>,
    /// What it is to its surroundings.
    pub kind: Kind,
}

/// Calls `each` for every word of `text`.
pub fn words(text: &str, each: &mut dyn FnMut(Word<'_>)) {
    let mut reader = Reader::new(each);
    let mut rest = text.char_indices().peekable();
    while let Some((at, char)) = rest.next() {
        let next = rest.peek().map(|(_, next)| *next);
        reader.read(at, char, next);
    }
    reader.end_whole();
}

/// What has been read of a whole.
struct Reader<'e> {
    each: &'e mut dyn FnMut(Word<'_>),
    place: usize,
    /// The parts of the whole so far, joined.
    joined: String,
    /// Where the last part begins in `joined`.
    part: usize,
    /// Where the whole and its last part begin in the text, and where they end.
    whole_start: usize,
    part_start: usize,
    end: usize,
    /// How many parts are complete.
    parts: usize,
    /// Something was cut off, so the whole is none.
    cut: bool,
    /// The last character of the part.
    last: Option<char>,
    /// What came between the last part and the one before it.
    connector: Option<char>,
    /// The last sign and where it stands, if a sign came last.
    sign: Option<(char, usize)>,
}

impl<'e> Reader<'e> {
    fn new(each: &'e mut dyn FnMut(Word<'_>)) -> Self {
        Self {
            each,
            place: 0,
            joined: String::new(),
            part: 0,
            whole_start: 0,
            part_start: 0,
            end: 0,
            parts: 0,
            cut: false,
            last: None,
            connector: None,
            sign: None,
        }
    }

    fn read(&mut self, at: usize, char: char, next: Option<char>) {
        if !char.is_ascii() && is_mark(char) {
            return;
        }
        if !char.is_ascii() && has_no_spaces(char) {
            self.end_whole();
            self.read_sign(at, char);
            return;
        }
        self.sign = None;
        if char.is_alphanumeric() {
            let hump = char.is_uppercase()
                && self.last.is_some_and(|last| {
                    last.is_lowercase() || last.is_uppercase() && next.is_some_and(char::is_lowercase)
                });
            if hump {
                self.end_part(None);
            }
            self.read_letter(at, char);
        } else if self.connects(char, next) {
            self.end_part(Some(char));
        } else {
            self.end_whole();
        }
    }

    /// Whether `char` holds the part before it and what comes after it together.
    fn connects(&self, char: char, next: Option<char>) -> bool {
        let (Some(last), Some(next)) = (self.last, next) else { return false };
        match char {
            '-' | '_' | '.' | '\'' | '’' => next.is_alphanumeric() && !has_no_spaces(next),
            ',' | ':' => last.is_ascii_digit() && next.is_ascii_digit(),
            _ => false,
        }
    }

    fn read_letter(&mut self, at: usize, char: char) {
        if self.last.is_none() {
            self.part_start = at;
            if self.parts == 0 {
                self.whole_start = at;
            }
        }
        self.last = Some(char);
        self.end = at + char.len_utf8();
        if self.joined.len() - self.part >= LONGEST || self.joined.len() >= 2 * LONGEST {
            self.cut = true;
        } else {
            fold(char, &mut self.joined);
        }
    }

    fn end_part(&mut self, connector: Option<char>) {
        if self.last.take().is_none() {
            return;
        }
        let possessive = matches!(self.connector, Some('\'' | '’')) && &self.joined[self.part..] == "s";
        self.connector = connector;
        if possessive {
            self.joined.truncate(self.part);
            return;
        }
        let text = &self.joined[self.part..];
        if !text.is_empty() {
            let range = self.part_start..self.end;
            (self.each)(Word { text, place: self.place, range, kind: Kind::Part });
            self.place += 1;
            self.parts += 1;
        }
        self.part = self.joined.len();
    }

    fn end_whole(&mut self) {
        if self.last.is_none() && self.parts == 0 {
            return;
        }
        self.end_part(None);
        if self.parts > 1 && !self.cut && self.joined.len() <= LONGEST {
            let place = self.place - self.parts;
            (self.each)(Word { text: &self.joined, place, range: self.whole_start..self.end, kind: Kind::Whole });
        }
        self.joined.clear();
        (self.part, self.parts, self.cut, self.connector) = (0, 0, false, None);
    }

    fn read_sign(&mut self, at: usize, char: char) {
        if !char.is_alphanumeric() {
            self.sign = None;
            return;
        }
        let end = at + char.len_utf8();
        let mut bytes = [0; 8];
        let text = &*char.encode_utf8(&mut bytes);
        (self.each)(Word { text, place: self.place, range: at..end, kind: Kind::Sign });
        self.place += 1;
        if let Some((before, start)) = self.sign.replace((char, at)) {
            let length = before.encode_utf8(&mut bytes).len();
            let length = length + char.encode_utf8(&mut bytes[length..]).len();
            let text = std::str::from_utf8(&bytes[..length]).expect("two characters");
            (self.each)(Word { text, place: self.place - 2, range: start..end, kind: Kind::Pair });
        }
    }
}

/// Whether words of the script of `char` are not set apart by spaces, or, as in Korean, are joined to particles.
pub fn has_no_spaces(char: char) -> bool {
    matches!(u32::from(char),
        0x0e00..=0x109f | 0x1100..=0x11ff | 0x1780..=0x17ff | 0x3040..=0x30ff | 0x31f0..=0x31ff | 0x3400..=0x4dbf
        | 0x4e00..=0x9fff | 0xac00..=0xd7af | 0xf900..=0xfaff | 0xff66..=0xff9f | 0x20000..=0x3fffd)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str) -> String {
        let mut read = Vec::new();
        words(text, &mut |word| read.push(format!("{}@{}", word.text, word.place)));
        read.join(" ")
    }

    #[test]
    fn wholes_are_read_with_their_parts() {
        for (text, expected) in [
            ("Hello, World!", "hello@0 world@1"),
            ("getUserName()", "get@0 user@1 name@2 getusername@0"),
            ("HTTPServer x", "http@0 server@1 httpserver@0 x@2"),
            ("a snake_case.", "a@0 snake@1 case@2 snakecase@1"),
            ("v1.2.3, next", "v1@0 2@1 3@2 v123@0 next@3"),
            ("the 10-K's", "the@0 10@1 k@2 10k@1"),
            ("company's don't", "company@0 don@1 t@2 dont@1"),
            ("$1,234.50 1, 2", "1@0 234@1 50@2 123450@0 1@3 2@4"),
            ("Größe CAFÉ ＡＢ cafe\u{301}", "grosse@0 cafe@1 ab@2 cafe@3"),
            ("E4021 -- ...", "e4021@0"),
            ("日本語x", "日@0 本@1 日本@0 語@2 本語@1 x@3"),
            ("日 本", "日@0 本@1"),
            ("🦀\0", ""),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
    }

    #[test]
    fn endless_words_are_bounded() {
        let text = "aB3".repeat(100_000) + &"x".repeat(100_000);
        words(&text, &mut |word| assert!(word.text.len() <= LONGEST + 4));
    }

    proptest! {
        #[test]
        fn places_and_ranges_are_within_the_text(text in "\\PC{0,60}|[a-zA-Z0-9'’._ ,日本ü-]{0,60}") {
            let mut next = 0;
            words(&text, &mut |word| {
                assert!(text.get(word.range.clone()).is_some_and(|text| !text.is_empty()));
                assert!(!word.text.is_empty() && !word.text.contains(' '));
                match word.kind {
                    Kind::Part | Kind::Sign => {
                        assert_eq!(word.place, next);
                        next += 1;
                    }
                    Kind::Whole | Kind::Pair => assert!(word.place < next),
                }
            });
        }
    }
}
