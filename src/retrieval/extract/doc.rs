//! Word files of before 2007: the text of the binary format, found through its table of pieces.

use super::cfb::Compound;
use super::zip::{u16_at, u32_at};
use super::{MAX_TEXT, Result, Unreadable, plain};
use std::io::{Read, Seek};

/// The most bytes of one of the streams that are read.
const MAX_STREAM: usize = 64 << 20;
/// How deep fields may lie in one another; Word itself stops at twenty.
const MAX_FIELDS: usize = 64;

/// The text of a document: its body, footnotes, endnotes and text boxes. Headers, comments and macros are left out, and
/// of fields only the result is shown.
///
/// # Errors
/// `Broken` if it is not of Word 97 or later, is encrypted, or its tables contradict themselves; `TooLarge` beyond the
/// bounds.
pub(super) fn read(file: impl Read + Seek) -> Result<String> {
    let mut file = Compound::open(file)?;
    let main = file.stream("WordDocument", MAX_STREAM)?.ok_or(Unreadable::Broken)?;
    let (mark, version, flags) = (u16_at(&main, 0)?, u16_at(&main, 2)?, u16_at(&main, 0x0a)?);
    // 0xc1 is Word 97; the bit says encrypted.
    if mark != 0xa5ec || version < 0xc1 || flags & 0x0100 != 0 {
        return Err(Unreadable::Broken);
    }
    let table = if flags & 0x0200 == 0 { "0Table" } else { "1Table" };
    let table = file.stream(table, MAX_STREAM)?.ok_or(Unreadable::Broken)?;
    let (at, size) = (u32_at(&main, 0x1a2)? as usize, u32_at(&main, 0x1a6)? as usize);
    let clx = at.checked_add(size).and_then(|end| table.get(at..end)).ok_or(Unreadable::Broken)?;
    let pieces = pieces(clx)?;
    let mut text = Text::default();
    for (from, to) in stories(&main)? {
        for piece in &pieces {
            let (from, to) = (from.max(piece.from), to.min(piece.to));
            if from < to {
                text.add(&piece.characters(&main, from, to)?)?;
            }
        }
        // Each story ends with a paragraph of its own; a field that one leaves open must not swallow the next.
        text.fields.clear();
    }
    Ok(text.text)
}

/// The stretches of the text that are shown, in characters from its beginning. The stories follow one another, and the
/// header has the length of each.
fn stories(main: &[u8]) -> Result<Vec<(u64, u64)>> {
    // Body, footnotes, headers, macros, comments, endnotes, text boxes.
    const SHOWN: [bool; 7] = [true, true, false, false, false, true, true];
    let mut stories = Vec::new();
    let mut from = 0;
    for (number, shown) in SHOWN.into_iter().enumerate() {
        let to = from + u64::from(u32_at(main, 0x4c + number * 4)?);
        if shown {
            stories.push((from, to));
        }
        from = to;
    }
    // Every character takes a byte. Without this, pieces that all show the same bytes could keep us busy for hours.
    if from > main.len() as u64 {
        return Err(Unreadable::Broken);
    }
    Ok(stories)
}

/// A stretch of the text that lies in one place of the file.
struct Piece {
    /// The first character, and the one after the last.
    from: u64,
    to: u64,
    /// Where in the stream the first character lies.
    at: u64,
    /// Two bytes a character, or one.
    wide: bool,
}

impl Piece {
    /// The characters `from..to`, which must be within the piece.
    fn characters(&self, main: &[u8], from: u64, to: u64) -> Result<String> {
        let width = if self.wide { 2 } else { 1 };
        let place = |character: u64| usize::try_from(self.at + (character - self.from) * width).ok();
        let bytes = place(from).zip(place(to)).and_then(|(from, to)| main.get(from..to)).ok_or(Unreadable::Broken)?;
        if self.wide {
            let units = bytes.as_chunks().0.iter().map(|pair| u16::from_le_bytes(*pair));
            Ok(char::decode_utf16(units).map(|char| char.unwrap_or(char::REPLACEMENT_CHARACTER)).collect())
        } else {
            Ok(plain::windows_1252(bytes))
        }
    }
}

/// Reads the table of pieces: what precedes it are formats, which are skipped.
fn pieces(mut clx: &[u8]) -> Result<Vec<Piece>> {
    while clx.first() == Some(&1) {
        clx = clx.get(3 + usize::from(u16_at(clx, 1)?)..).ok_or(Unreadable::Broken)?;
    }
    if clx.first() != Some(&2) {
        return Err(Unreadable::Broken);
    }
    let size = u32_at(clx, 1)? as usize;
    let table = clx[5..].get(..size).ok_or(Unreadable::Broken)?;
    // One bound more than pieces, four bytes each, then eight bytes for each piece.
    let count = size.saturating_sub(4) / 12;
    let mut pieces = Vec::with_capacity(count);
    for number in 0..count {
        let (from, to) = (u32_at(table, number * 4)?, u32_at(table, number * 4 + 4)?);
        let place = u32_at(table, (count + 1) * 4 + number * 8 + 2)?;
        // Bounds must rise, or pieces could show the same bytes any number of times.
        if from > to {
            return Err(Unreadable::Broken);
        }
        let wide = place & 0x4000_0000 == 0;
        let at = u64::from(place & 0x3fff_ffff);
        pieces.push(Piece { from: from.into(), to: to.into(), at: if wide { at } else { at / 2 }, wide });
    }
    Ok(pieces)
}

/// Text as it is gathered, over the bounds of pieces.
#[derive(Default)]
struct Text {
    text: String,
    /// Of each open field, whether its instruction is being read.
    fields: Vec<bool>,
    /// Whether the last mark ended a cell.
    cell: bool,
}

impl Text {
    fn add(&mut self, characters: &str) -> Result<()> {
        for char in characters.chars() {
            match char {
                '\u{13}' if self.fields.len() == MAX_FIELDS => return Err(Unreadable::Broken),
                '\u{13}' => self.fields.push(true),
                '\u{14}' => self.fields.last_mut().into_iter().for_each(|instruction| *instruction = false),
                '\u{15}' => drop(self.fields.pop()),
                _ if self.fields.contains(&true) => {}
                // A row ends with a mark after that of its last cell.
                '\u{7}' if self.cell => {
                    self.text.pop();
                    self.text.push('\n');
                }
                '\u{7}' => self.text.push('\t'),
                '\r' | '\u{b}' | '\u{c}' => self.text.push('\n'),
                '\u{1e}' => self.text.push('-'),
                _ if char.is_control() && char != '\t' => {}
                _ => self.text.push(char),
            }
            self.cell = char == '\u{7}' && !self.cell;
        }
        if self.text.len() > MAX_TEXT { Err(Unreadable::TooLarge) } else { Ok(()) }
    }
}
