//! From placed characters to lines: a PDF says where each character stands, not which ones make a word.

use super::MAX_TEXT;
use pdf_extract::{MediaBox, OutputDev, OutputError, Transform};
use unicode_normalization::char::compose;

// All in parts of the height of the letters.

/// A wider gap parts words. Justified text shrinks its spaces to about 0.22, kerning opens at most 0.12.
const WORD: f64 = 0.17;
/// A wider gap parts the columns of a table.
const COLUMN: f64 = 1.0;
/// Characters that are shifted by less are still of the line: indices and exponents.
const SHIFT: f64 = 0.5;
/// Lines further apart are of two paragraphs; the rows of most tables are closer.
const PARAGRAPH: f64 = 1.95;

/// Gathers the characters of a document as text. Lines follow one another as the document draws them, which keeps the
/// columns of a page apart; what is drawn next to one another on one height becomes one line.
#[derive(Default)]
pub(super) struct Layout {
    text: String,
    last: Option<Place>,
    /// Whether the next character begins a string; within one, no gaps are looked for.
    begins: bool,
    page: u32,
}

/// Where a character stands, seen in the direction of its line.
struct Place {
    direction: (f64, f64),
    /// Along the line, where the next character is expected.
    end: f64,
    /// Across the line, upwards.
    height: f64,
    size: f64,
}

impl Layout {
    /// The number of the page that was begun last, from one; zero before the first.
    pub(super) fn page(&self) -> u32 {
        self.page
    }

    /// Whether the text has passed [`MAX_TEXT`].
    pub(super) fn is_full(&self) -> bool {
        self.text.len() > MAX_TEXT
    }

    /// The text of all pages so far.
    pub(super) fn finish(self) -> String {
        self.text
    }

    /// Writes what parts a character at `start` from the last one.
    fn part(&mut self, place: &Place, start: f64, first: Option<char>) {
        let Some(last) = &self.last else { return };
        let size = last.size.max(place.size);
        let down = last.height - place.height;
        let gap = start - last.end;
        let turned = last.direction.0 * place.direction.0 + last.direction.1 * place.direction.1 < 0.99;
        if turned || down.abs() > SHIFT * size || gap < -size {
            self.line(!turned && down > PARAGRAPH * size, first);
        } else if gap > COLUMN * size {
            self.text.truncate(self.text.trim_end_matches(' ').len());
            self.text.push('\t');
        } else if gap > WORD * size && !self.text.ends_with([' ', '\t', '\n']) {
            self.text.push(' ');
        }
    }

    /// Ends a line, unless a word goes on in the next.
    fn line(&mut self, paragraph: bool, next: Option<char>) {
        self.text.truncate(self.text.trim_end_matches(' ').len());
        let hyphened = self.text.strip_suffix(['-', '\u{ad}']);
        let word = hyphened.is_some_and(|word| word.ends_with(char::is_lowercase));
        if word && !paragraph && next.is_some_and(char::is_lowercase) {
            self.text.pop();
        } else {
            self.text.push_str(if paragraph { "\n\n" } else { "\n" });
        }
    }

    /// The letter that the last sign and this one make, if the last is an accent and this is drawn under it: TeX has
    /// always set accents so.
    fn accented(&self, place: &Place, start: f64, letters: &str) -> Option<char> {
        let last = self.last.as_ref()?;
        let under = start < last.end - WORD * place.size && (last.height - place.height).abs() <= SHIFT * place.size;
        let accent = self.text.chars().next_back().filter(|_| under).and_then(combining)?;
        let mut letters = letters.chars();
        let letter = match (letters.next()?, letters.next()) {
            ('ı', None) => 'i',
            ('ȷ', None) => 'j',
            (letter, None) => letter,
            _ => return None,
        };
        compose(letter, accent)
    }

    fn say(&mut self, letters: &str) {
        for letter in letters.chars() {
            match letter {
                ' ' | '\u{a0}' if self.text.ends_with([' ', '\t', '\n']) => {}
                // A word is searched for by its letters.
                'ﬀ' => self.text.push_str("ff"),
                'ﬁ' => self.text.push_str("fi"),
                'ﬂ' => self.text.push_str("fl"),
                'ﬃ' => self.text.push_str("ffi"),
                'ﬄ' => self.text.push_str("ffl"),
                'ﬅ' | 'ﬆ' => self.text.push_str("st"),
                // Some programs end a string with the end of its line.
                '\r' | '\n' => {}
                letter => self.text.push(letter),
            }
        }
    }
}

impl OutputDev for Layout {
    fn begin_page(&mut self, page: u32, _: &MediaBox, _: Option<(f64, f64, f64, f64)>) -> Result<(), OutputError> {
        self.page = page;
        self.last = None;
        self.text.push_str("\n\n");
        Ok(())
    }

    fn end_page(&mut self) -> Result<(), OutputError> {
        Ok(())
    }

    fn output_character(
        &mut self,
        placed: &Transform,
        width: f64,
        spacing: f64,
        font_size: f64,
        letters: &str,
    ) -> Result<(), OutputError> {
        if self.is_full() {
            return Err(OutputError::FormatError(std::fmt::Error));
        }
        let em = placed.m11.hypot(placed.m12);
        let size = placed.m21.hypot(placed.m22) * font_size.abs();
        if !(em.is_normal() && size.is_normal() && placed.m31.is_finite() && placed.m32.is_finite()) {
            // Standing nowhere, it can only follow the last one.
            self.say(letters);
            return Ok(());
        }
        let direction = (placed.m11 / em, placed.m12 / em);
        let start = placed.m31 * direction.0 + placed.m32 * direction.1;
        let height = placed.m32 * direction.0 - placed.m31 * direction.1;
        let end = start + (width * font_size + spacing) * em;
        let place = Place { direction, end, height, size };
        let begins = std::mem::replace(&mut self.begins, false);
        if let Some(letter) = begins.then(|| self.accented(&place, start, letters)).flatten() {
            self.text.pop();
            self.text.push(letter);
        } else {
            if begins {
                self.part(&place, start, letters.chars().next().map(plain_letter));
            }
            self.say(letters);
        }
        self.last = Some(place);
        Ok(())
    }

    fn begin_word(&mut self) -> Result<(), OutputError> {
        self.begins = true;
        Ok(())
    }

    fn end_word(&mut self) -> Result<(), OutputError> {
        Ok(())
    }

    fn end_line(&mut self) -> Result<(), OutputError> {
        Ok(())
    }
}

/// The letter that a ligature begins with; any other letter is its own.
fn plain_letter(letter: char) -> char {
    if ('ﬀ'..='ﬄ').contains(&letter) { 'f' } else { letter }
}

/// The accent that joins the letter before it, for one that stands by itself.
fn combining(accent: char) -> Option<char> {
    let combining = match accent {
        '`' | 'ˋ' => '\u{300}',
        '´' | 'ˊ' => '\u{301}',
        'ˆ' => '\u{302}',
        '˜' => '\u{303}',
        '¯' => '\u{304}',
        '˘' => '\u{306}',
        '˙' => '\u{307}',
        '¨' => '\u{308}',
        '˚' => '\u{30a}',
        '˝' => '\u{30b}',
        'ˇ' => '\u{30c}',
        '¸' => '\u{327}',
        _ => return None,
    };
    Some(combining)
}
