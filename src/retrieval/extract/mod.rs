//! The text of files: what of an upload can be searched.
//!
//! Every reader here is given bytes that nobody has vouched for. Each therefore works in one pass or under a count of
//! its own, holds no more than [`MAX_TEXT`] of text, and answers [`Unreadable`] where a file is not what it claims to
//! be. PDFs, the one format whose reader is not ours, are read in a process of their own (`pdf.rs`).

mod cfb;
mod doc;
mod html;
mod layout;
mod office;
mod pdf;
mod plain;
mod rtf;
mod widths;
mod xml;
mod zip;

pub use pdf::{PdfReader, READ_PDF, read_pdf_main};

use crate::domain::file::{extension, is_searchable};
use std::fs::File;
use std::io::{Read, Seek};

/// The most text of one file, in bytes of UTF-8; also the most bytes of a plain file that are read at all.
pub const MAX_TEXT: usize = 64 << 20;

/// How much of a file is looked at to tell what it really is, in bytes.
const HEAD: usize = 1024;

/// Why a file has no text to search.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// No such type is read.
    Unsupported,
    /// It cannot be parsed, is encrypted, or there is no text in it.
    Broken,
    /// Its text, or what has to be unpacked to reach it, is beyond the bounds.
    TooLarge,
}

/// Shorthand for what may be unreadable.
type Result<T> = std::result::Result<T, Unreadable>;

/// Which reader a name calls for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Pdf,
    Doc,
    Docx,
    Pptx,
    Html,
    /// An extension that promises text.
    Text,
    /// An extension that promises nothing, or none.
    Unknown,
}

impl Kind {
    fn of(name: &str) -> Self {
        match extension(name).to_ascii_lowercase().as_str() {
            "pdf" => Self::Pdf,
            "doc" => Self::Doc,
            "docx" => Self::Docx,
            "pptx" => Self::Pptx,
            "html" | "htm" => Self::Html,
            "c" | "cpp" | "cs" | "css" | "go" | "java" | "js" | "json" | "md" | "php" | "py" | "rb" | "sh" | "tex"
            | "ts" | "txt" => Self::Text,
            _ => Self::Unknown,
        }
    }
}

/// Reads the text of a file: `\n` between lines, no control characters but `\n` and `\t`, at most two blank lines in a
/// row, never empty, at most [`MAX_TEXT`] bytes. Only the extension of `name` counts. The file is read from its
/// beginning, wherever it stood.
///
/// Blocks until done: at worst as long as [`PdfReader`] says for a PDF, a few seconds for anything else.
///
/// # Errors
/// [`Unreadable`] says why there is no text. A file that cannot be read from disk is `Broken`.
pub fn text(name: &str, mut file: File, reader: &PdfReader) -> Result<String> {
    if !is_searchable(name) {
        return Err(Unreadable::Unsupported);
    }
    let kind = Kind::of(name);
    let mut head = Vec::with_capacity(HEAD);
    rewind(&mut file)?;
    file.by_ref().take(HEAD as u64).read_to_end(&mut head).map_err(|_| Unreadable::Broken)?;
    rewind(&mut file)?;
    let raw = match kind {
        // Mail programs and printers put lines of their own before the mark, and readers have always allowed for it.
        Kind::Pdf if head.windows(5).any(|at| at == b"%PDF-") => reader.read(file)?,
        Kind::Docx if head.starts_with(ZIP) => office::docx(file)?,
        Kind::Pptx if head.starts_with(ZIP) => office::pptx(file)?,
        Kind::Doc => old_word(&head, file)?,
        Kind::Pdf | Kind::Docx | Kind::Pptx => return Err(Unreadable::Broken),
        Kind::Html if !binary(&head) => html::strip(&plain::decode(whole(file)?, true)?),
        Kind::Text if !binary(&head) => plain::decode(whole(file)?, true)?,
        Kind::Html | Kind::Text => return Err(Unreadable::Broken),
        Kind::Unknown if !binary(&head) => plain::decode(whole(file)?, false)?,
        Kind::Unknown => return Err(Unreadable::Unsupported),
    };
    tidy(&raw)
}

/// How a zip archive begins.
const ZIP: &[u8] = b"PK\x03\x04";

/// A `.doc`: the binary format, or one of the three that programs have written under its name.
fn old_word(head: &[u8], file: File) -> Result<String> {
    let lower = head.to_ascii_lowercase();
    if head.starts_with(cfb::MAGIC) {
        doc::read(file)
    } else if head.starts_with(ZIP) {
        office::docx(file)
    } else if head.starts_with(b"{\\rtf") {
        rtf::strip(&whole(file)?)
    } else if [b"<html".as_slice(), b"<!doctype html"].iter().any(|mark| holds(&lower, mark)) {
        Ok(html::strip(&plain::decode(whole(file)?, true)?))
    } else {
        Err(Unreadable::Broken)
    }
}

fn holds(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|at| at == part)
}

/// Whether a file begins like one of the formats that are passed off as text most often.
fn binary(head: &[u8]) -> bool {
    const MARKS: [&[u8]; 10] = [
        b"%PDF-",
        ZIP,
        cfb::MAGIC,
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xd8\xff",
        b"GIF87a",
        b"GIF89a",
        b"\x1f\x8b\x08",
        b"7z\xbc\xaf\x27\x1c",
        b"\x7fELF",
    ];
    MARKS.iter().any(|mark| head.starts_with(mark)) || (head.starts_with(b"RIFF") && head.get(8..12) == Some(b"WEBP"))
}

fn rewind(file: &mut File) -> Result<()> {
    file.rewind().map_err(|_| Unreadable::Broken)
}

/// All bytes of a file that is read as it is, if there are at most [`MAX_TEXT`].
fn whole(file: File) -> Result<Vec<u8>> {
    // What the file system says of the size only spares growing the buffer; what is read is counted.
    let expected = file.metadata().map_or(0, |data| data.len());
    if expected > MAX_TEXT as u64 {
        return Err(Unreadable::TooLarge);
    }
    let mut bytes = Vec::with_capacity(usize::try_from(expected).unwrap_or(0));
    file.take(MAX_TEXT as u64 + 1).read_to_end(&mut bytes).map_err(|_| Unreadable::Broken)?;
    if bytes.len() > MAX_TEXT { Err(Unreadable::TooLarge) } else { Ok(bytes) }
}

/// Brings text into the one form that [`text`] promises.
fn tidy(raw: &str) -> Result<String> {
    let mut tidy = String::with_capacity(raw.len().min(MAX_TEXT));
    // Newlines since the last visible character (there are none before the first), and where the line begins that is
    // being written.
    let (mut newlines, mut line) = (3_usize, 0);
    let mut chars = raw.chars().peekable();
    while let Some(char) = chars.next() {
        let char = match char {
            '\r' if chars.peek() == Some(&'\n') => continue,
            '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => '\n',
            other => other,
        };
        match char {
            '\n' => {
                if newlines > 0 {
                    // White space alone makes no line.
                    tidy.truncate(line);
                }
                newlines += 1;
                if newlines <= 3 {
                    tidy.push('\n');
                }
                line = tidy.len();
            }
            // Marks of byte order and soft hyphens show nothing, and would part words that belong together.
            '\u{feff}' | '\u{ad}' => {}
            _ if char.is_control() && char != '\t' => {}
            _ => {
                if !char.is_whitespace() {
                    newlines = 0;
                }
                tidy.push(char);
            }
        }
        if tidy.len() > MAX_TEXT {
            return Err(Unreadable::TooLarge);
        }
    }
    tidy.truncate(tidy.trim_end().len());
    if tidy.is_empty() { Err(Unreadable::Broken) } else { Ok(tidy) }
}
