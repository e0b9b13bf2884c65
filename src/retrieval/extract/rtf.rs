//! The text of RTF, which programs have often saved under the name of `.doc`.

use super::{Result, Unreadable, plain};

/// How deep groups may lie in one another.
const MAX_DEPTH: usize = 256;
/// The longest name of a control word, in letters; longer ones are not of RTF.
const MAX_NAME: usize = 32;

/// Groups that hold no text of the document.
const HIDDEN: [&str; 16] = [
    "fonttbl",
    "colortbl",
    "stylesheet",
    "info",
    "pict",
    "object",
    "header",
    "headerl",
    "headerr",
    "headerf",
    "footer",
    "footerl",
    "footerr",
    "footerf",
    "fldinst",
    "nonshppict",
];

/// The text of a document: paragraphs as lines, cells parted by tabs. Bytes outside ASCII are read as Windows-1252.
///
/// # Errors
/// `Broken` if groups lie deeper than [`MAX_DEPTH`].
pub(super) fn strip(document: &[u8]) -> Result<String> {
    let mut reader = Rtf { rest: document, text: String::new(), groups: Vec::new(), now: Group::default(), skip: 0 };
    while let Some((first, rest)) = reader.rest.split_first() {
        reader.rest = rest;
        match first {
            b'{' if reader.groups.len() == MAX_DEPTH => return Err(Unreadable::Broken),
            b'{' => reader.groups.push(reader.now),
            b'}' => reader.now = reader.groups.pop().unwrap_or_default(),
            b'\\' => reader.control(),
            b'\r' | b'\n' => {}
            byte => reader.byte(*byte),
        }
    }
    Ok(reader.text)
}

/// What ends with a group.
#[derive(Clone, Copy)]
struct Group {
    hidden: bool,
    /// How many bytes follow a character of Unicode for programs that know none.
    fallback: usize,
}

impl Default for Group {
    fn default() -> Self {
        Self { hidden: false, fallback: 1 }
    }
}

struct Rtf<'a> {
    rest: &'a [u8],
    text: String,
    groups: Vec<Group>,
    now: Group,
    /// Bytes still to be passed over after a character of Unicode.
    skip: usize,
}

impl Rtf<'_> {
    fn byte(&mut self, byte: u8) {
        if self.skip > 0 {
            self.skip -= 1;
        } else if !self.now.hidden {
            if byte.is_ascii() {
                self.text.push(char::from(byte));
            } else {
                self.text.push_str(&plain::windows_1252(&[byte]));
            }
        }
    }

    fn say(&mut self, char: char) {
        if !self.now.hidden {
            self.text.push(char);
        }
    }

    /// Reads what follows a backslash: a word with perhaps a number, or one sign.
    fn control(&mut self) {
        let letters = self.rest.iter().take(MAX_NAME).take_while(|byte| byte.is_ascii_alphabetic()).count();
        if letters == 0 {
            return self.sign();
        }
        let (name, rest) = self.rest.split_at(letters);
        let digits = rest.iter().take(11).enumerate();
        let digits = digits.take_while(|(at, byte)| byte.is_ascii_digit() || (*at == 0 && **byte == b'-')).count();
        let (number, rest) = rest.split_at(digits);
        self.rest = rest.strip_prefix(b" ").unwrap_or(rest);
        let number = str::from_utf8(number).ok().and_then(|digits| digits.parse::<i64>().ok());
        self.word(str::from_utf8(name).unwrap_or_default(), number);
    }

    fn sign(&mut self) {
        let Some((sign, rest)) = self.rest.split_first() else { return };
        self.rest = rest;
        match sign {
            b'\'' => {
                let byte = rest.get(..2).and_then(|digits| str::from_utf8(digits).ok());
                if let Some(byte) = byte.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
                    self.rest = &rest[2..];
                    self.byte(byte);
                }
            }
            b'*' => self.now.hidden = true,
            b'~' => self.say(' '),
            b'_' => self.say('-'),
            b'\r' | b'\n' => self.say('\n'),
            b'\\' | b'{' | b'}' => self.byte(*sign),
            _ => {}
        }
    }

    fn word(&mut self, name: &str, number: Option<i64>) {
        match name {
            "par" | "line" | "row" | "page" | "sect" => self.say('\n'),
            "tab" | "cell" => self.say('\t'),
            "emdash" => self.say('—'),
            "endash" => self.say('–'),
            "bullet" => self.say('•'),
            "lquote" => self.say('‘'),
            "rquote" => self.say('’'),
            "ldblquote" => self.say('“'),
            "rdblquote" => self.say('”'),
            "uc" => self.now.fallback = number.and_then(|count| usize::try_from(count).ok()).unwrap_or(1).min(8),
            "u" => {
                // Numbers above 32,767 are written as negative ones.
                let code = number.unwrap_or(0).rem_euclid(1 << 16);
                let char = u32::try_from(code).ok().and_then(char::from_u32);
                self.say(char.unwrap_or(char::REPLACEMENT_CHARACTER));
                self.skip = self.now.fallback;
            }
            // The bytes that follow are no RTF and may be anything.
            "bin" => {
                let count = number.and_then(|count| usize::try_from(count).ok()).unwrap_or(0);
                self.rest = self.rest.get(count..).unwrap_or_default();
            }
            name if HIDDEN.contains(&name) => self.now.hidden = true,
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_become_lines() {
        let document = br"{\rtf1\ansi{\fonttbl{\f0 Arial;}}{\*\generator X;}{\info{\title T}}\pard Caf\'e9 \u8364?5\par
{\b bold} \{x\}\tab y\line\uc0\u-10179\u-8704 z\cell w\row}";
        assert_eq!(strip(document).as_deref(), Ok("Café €5\nbold {x}\ty\n\u{fffd}\u{fffd}z\tw\n"));
    }

    #[test]
    fn damage_ends_nothing_but_depth_does() {
        for (document, text) in [(&b"{\\rtf1 a\\"[..], "a"), (b"{\\rtf1 a\\'", "a"), (b"}}}a", "a"), (b"\\bin99 x", "")]
        {
            assert_eq!(strip(document).as_deref(), Ok(text));
        }
        assert_eq!(strip(&b"{".repeat(100_000)), Err(Unreadable::Broken));
    }
}
