//! Bytes of plain text to characters.

use super::{MAX_TEXT, Result, Unreadable};
use encoding_rs::{UTF_16BE, UTF_16LE, WINDOWS_1252};

/// How many bytes are looked at to tell UTF-16 without a mark from binary content.
const SAMPLE: usize = 64 << 10;

/// Decodes UTF-8 and UTF-16 with or without a byte order mark. Where `promised` (the extension says that this is text),
/// bytes of neither are read as Windows-1252, which was the usual encoding before.
///
/// # Errors
/// What is no text is `Broken` where text was promised and `Unsupported` where not; damaged UTF-16 is `Broken`.
pub(super) fn decode(mut bytes: Vec<u8>, promised: bool) -> Result<String> {
    let refusal = if promised { Unreadable::Broken } else { Unreadable::Unsupported };
    if let Some(rest) = bytes.strip_prefix(b"\xff\xfe") {
        return utf16(rest, UTF_16LE);
    }
    if let Some(rest) = bytes.strip_prefix(b"\xfe\xff") {
        return utf16(rest, UTF_16BE);
    }
    if bytes.contains(&0) {
        return match byte_order(&bytes) {
            Some(order) => utf16(&bytes, order).map_err(|_| refusal),
            None => Err(refusal),
        };
    }
    if bytes.starts_with(b"\xef\xbb\xbf") {
        bytes.drain(..3);
    }
    if noisy(&bytes) {
        return Err(refusal);
    }
    match String::from_utf8(bytes) {
        Ok(text) => Ok(text),
        Err(error) if promised => legacy(error.as_bytes()),
        Err(_) => Err(refusal),
    }
}

/// Which UTF-16 this is, if it plainly is: of the letters of most languages' punctuation and markup one byte is zero,
/// always on the same side.
fn byte_order(bytes: &[u8]) -> Option<&'static encoding_rs::Encoding> {
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    let zeros = |at: usize| sample.iter().skip(at).step_by(2).filter(|byte| **byte == 0).count();
    let (high, low) = (zeros(0), zeros(1));
    let enough = (sample.len() / 2).div_ceil(4).max(2);
    match (high, low) {
        (0, low) if low >= enough => Some(UTF_16LE),
        (high, 0) if high >= enough => Some(UTF_16BE),
        _ => None,
    }
}

/// Decodes UTF-16, every unit of it.
fn utf16(bytes: &[u8], order: &'static encoding_rs::Encoding) -> Result<String> {
    match order.decode_without_bom_handling_and_without_replacement(bytes) {
        // A zero among characters is UTF-32 or no text at all.
        Some(text) if !text.contains('\0') => Ok(text.into_owned()),
        _ => Err(Unreadable::Broken),
    }
}

/// Whether there are more control characters than any text has: one in a hundred, once there are eight.
fn noisy(bytes: &[u8]) -> bool {
    let controls = bytes.iter().filter(|byte| matches!(byte, 0..=8 | 14..=26 | 28..=31 | 127)).count();
    controls >= 8 && controls > bytes.len() / 100
}

/// Bytes that are not quite UTF-8: UTF-8 with a few faults if whole sequences outnumber them, Windows-1252 if not.
fn legacy(bytes: &[u8]) -> Result<String> {
    // A byte becomes up to three, which is counted before there is memory for them.
    let high = bytes.iter().filter(|byte| !byte.is_ascii()).count();
    if bytes.len() + 2 * high > MAX_TEXT {
        return Err(Unreadable::TooLarge);
    }
    let (mut whole, mut faults) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        whole += chunk.valid().chars().filter(|char| !char.is_ascii()).count();
        faults += usize::from(!chunk.invalid().is_empty());
    }
    Ok(if whole > faults { String::from_utf8_lossy(bytes).into_owned() } else { windows_1252(bytes) })
}

/// Decodes Windows-1252, in which every byte is some character.
pub(super) fn windows_1252(bytes: &[u8]) -> String {
    WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn units(text: &str, to: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(to).collect()
    }

    #[test]
    fn every_encoding_of_unicode_is_read() {
        let text = "naïve “café” 𝄞\nline two";
        let mut marked = vec![0xff, 0xfe];
        marked.extend(units(text, u16::to_le_bytes));
        let mut big = vec![0xfe, 0xff];
        big.extend(units(text, u16::to_be_bytes));
        let utf8 = [b"\xef\xbb\xbf", text.as_bytes()].concat();
        for bytes in
            [text.as_bytes().to_vec(), utf8, marked, big, units(text, u16::to_le_bytes), units(text, u16::to_be_bytes)]
        {
            assert_eq!(decode(bytes.clone(), true).as_deref(), Ok(text));
            assert_eq!(decode(bytes, false).as_deref(), Ok(text));
        }
    }

    #[test]
    fn older_encodings_are_guessed_only_where_text_was_promised() {
        assert_eq!(decode(b"caf\xe9 \x80 5".to_vec(), true).as_deref(), Ok("café € 5"));
        assert_eq!(decode(b"caf\xe9".to_vec(), false), Err(Unreadable::Unsupported));
        let cut = [&"éèêëē".as_bytes()[..9], b"\n"].concat();
        assert_eq!(decode(cut, true).as_deref(), Ok("éèêë\u{fffd}\n"));
    }

    #[test]
    fn what_is_no_text_is_refused() {
        let cases: [(&str, &[u8]); 6] = [
            ("odd length", b"\xff\xfea\0b"),
            ("lone surrogate", b"\xff\xfe\x00\xd8a\0"),
            ("utf-32", b"\xff\xfe\0\0a\0\0\0"),
            ("zeros on both sides", b"\0\0a\0\0b\0\0"),
            ("one zero", b"abcdefgh\0ijklmnop"),
            ("controls", b"\x01\x02\x03\x04\x05\x06\x07\x08abc"),
        ];
        for (name, bytes) in cases {
            assert_eq!(decode(bytes.to_vec(), true), Err(Unreadable::Broken), "{name}");
        }
        assert_eq!(decode(b"ab\0c".to_vec(), false), Err(Unreadable::Unsupported));
    }
}
