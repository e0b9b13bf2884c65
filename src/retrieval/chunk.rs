//! Cuts text into overlapping chunks, measured in tokens.

use tiktoken_rs::CoreBPE;

/// The most tokens that a text may have.
pub const MAX_TOKENS: usize = 5_000_000;

/// The most bytes that are tokenized at once. Some texts take far longer than their length by the tokenizer's
/// patterns, above all long runs of one kind of character: in pieces, the time grows with the length only.
const PIECE: usize = 16 * 1024;

/// How long chunks are, and how much of one begins the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chunking {
    /// Tokens of a chunk at most, 100 to 4096.
    pub size: usize,
    /// Tokens that a chunk shares with the one before it, at most half of `size`.
    pub overlap: usize,
}

impl Default for Chunking {
    fn default() -> Self {
        Self { size: 800, overlap: 400 }
    }
}

/// A text has more than `limit` tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLarge {
    /// The most that it may have.
    pub limit: usize,
}

impl std::fmt::Display for TooLarge {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "the text has more than {} tokens", self.limit)
    }
}

impl std::error::Error for TooLarge {}

/// What divides text into tokens.
pub trait Tokenizer {
    /// Appends the length in bytes of each token of `text`. Tokens may split characters; they add up to `text`.
    fn lengths(&self, text: &str, into: &mut Vec<u32>);
}

impl Tokenizer for CoreBPE {
    fn lengths(&self, text: &str, into: &mut Vec<u32>) {
        let tokens = self.encode_ordinary(text);
        into.extend(tokens.iter().map(|token| {
            let bytes = self.decode_bytes(std::slice::from_ref(token)).expect("it has just been encoded");
            bytes.len() as u32
        }));
    }
}

impl<T: Tokenizer + ?Sized> Tokenizer for &T {
    fn lengths(&self, text: &str, into: &mut Vec<u32>) {
        (**self).lengths(text, into);
    }
}

/// The chunks of `text`, in order: windows of `size` tokens, a new one every `size - overlap` tokens, the last one
/// as short as the text ends. No chunk lies within the one before it. A chunk that would begin or end within a
/// character does so before it, so it may have up to three tokens more. Empty text has no chunk.
///
/// `tokenizer` is not asked about text that is too short to need it.
///
/// # Errors
/// If the text has more than [`MAX_TOKENS`] tokens.
///
/// # Panics
/// If `chunking` has no size, or an overlap that is as large.
pub fn chunks<'a, T: Tokenizer + ?Sized>(
    text: &'a str,
    chunking: Chunking,
    tokenizer: &T,
) -> Result<Vec<&'a str>, TooLarge> {
    let Chunking { size, overlap } = chunking;
    assert!(overlap < size, "chunks must advance");
    // No token is shorter than a byte.
    if text.len() <= size {
        return Ok(if text.is_empty() { Vec::new() } else { vec![text] });
    }
    let cut = |offset: usize| text.floor_char_boundary(offset);
    let (mut starts, mut ends) = (vec![0], Vec::new());
    let (mut tokens, mut offset) = (0, 0);
    let mut lengths = Vec::with_capacity(PIECE);
    for piece in pieces(text) {
        lengths.clear();
        tokenizer.lengths(piece, &mut lengths);
        for length in &lengths {
            if tokens == MAX_TOKENS {
                return Err(TooLarge { limit: MAX_TOKENS });
            }
            // A window is full before the token at `offset`: the next one began `overlap` tokens ago.
            if tokens >= size && (tokens - size) % (size - overlap) == 0 {
                ends.push(cut(offset));
            }
            offset += *length as usize;
            tokens += 1;
            if tokens % (size - overlap) == 0 {
                starts.push(cut(offset));
            }
        }
    }
    ends.push(text.len());
    Ok(starts.into_iter().zip(ends).map(|(start, end)| &text[start..end]).filter(|chunk| !chunk.is_empty()).collect())
}

/// `text` in pieces of at most [`PIECE`] bytes, cut where tokens end anyhow, or if there is no such place, between
/// any two characters.
fn pieces(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let (piece, after) = rest.split_at(seam(rest));
        rest = after;
        Some(piece)
    })
}

/// The last place in reach at which `text` can be cut without changing its tokens.
fn seam(text: &str) -> usize {
    if text.len() <= PIECE {
        return text.len();
    }
    let end = text.floor_char_boundary(PIECE);
    let mut next = text[end..].chars().next();
    let mut after_next = None;
    for (at, char) in text[..end].char_indices().rev() {
        let letter = |char: Option<char>| char.is_some_and(char::is_alphabetic);
        // A word begins with the one space before it.
        if char.is_alphabetic() && next == Some(' ') && letter(after_next) {
            return at + char.len_utf8();
        }
        // The end of a line joins the blanks before it, and slashes and blanks after it.
        if char == '\n' && next.is_some_and(|next| !next.is_whitespace() && next != '/') {
            return at + 1;
        }
        (after_next, next) = (next, Some(char));
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use tiktoken_rs::o200k_base_singleton;

    /// Each byte is a token.
    struct Bytes;

    impl Tokenizer for Bytes {
        fn lengths(&self, text: &str, into: &mut Vec<u32>) {
            into.extend(text.bytes().map(|_| 1));
        }
    }

    /// No text should come here.
    struct Never;

    impl Tokenizer for Never {
        fn lengths(&self, text: &str, _: &mut Vec<u32>) {
            panic!("asked about {text}");
        }
    }

    fn cut(text: &str, size: usize, overlap: usize) -> Vec<&str> {
        chunks(text, Chunking { size, overlap }, &Bytes).expect("short")
    }

    #[test]
    fn windows_advance_by_what_they_do_not_share() {
        assert_eq!(cut("", 4, 2), [""; 0]);
        assert_eq!(cut("abcd", 4, 2), ["abcd"]);
        assert_eq!(cut("abcde", 4, 2), ["abcd", "cde"]);
        assert_eq!(cut("abcdef", 4, 2), ["abcd", "cdef"]);
        assert_eq!(cut("abcdefg", 4, 2), ["abcd", "cdef", "efg"]);
        assert_eq!(cut("abcdefgh", 4, 0), ["abcd", "efgh"]);
        assert_eq!(cut("abcdefghi", 4, 1), ["abcd", "defg", "ghi"]);
        assert_eq!(cut("äöü", 5, 0), ["äö", "ü"]);
    }

    #[test]
    fn short_text_is_not_tokenized() {
        let text = "x".repeat(800);
        assert_eq!(chunks(&text, Chunking::default(), &Never), Ok(vec![&*text]));
    }

    #[test]
    fn text_of_too_many_tokens_is_refused() {
        let text = "x".repeat(MAX_TOKENS);
        assert!(chunks(&text, Chunking::default(), &Bytes).is_ok());
        let text = text + "x";
        let refused = chunks(&text, Chunking::default(), &Bytes);
        assert_eq!(refused, Err(TooLarge { limit: MAX_TOKENS }));
    }

    #[test]
    fn seams_change_no_token() {
        let tokenizer = o200k_base_singleton();
        let line =
            "The río's 12,345 boats (#7)!\n\n  fn main() { print!(\"ok\"); }\r\n/path/to Größe 日本語 we're 🦀 done.\n";
        let text: String = (0..2000).map(|at| format!("{}{line}", " ".repeat(at % 3))).collect();
        let (mut whole, mut pieced) = (Vec::new(), Vec::new());
        tokenizer.lengths(&text, &mut whole);
        pieces(&text).for_each(|piece| tokenizer.lengths(piece, &mut pieced));
        assert!(pieces(&text).count() > 10);
        assert!(whole == pieced);
    }

    #[test]
    fn long_runs_take_time_by_their_length_only() {
        let started = std::time::Instant::now();
        for run in ["a", " ", "\n", "-", "7", "é", "語", "\u{200b}", "aB3+/"] {
            let text = run.repeat(300_000 / run.len());
            let chunks = chunks(&text, Chunking::default(), o200k_base_singleton()).expect("short");
            assert!(chunks.last().is_some_and(|last| text.ends_with(last)), "{run:?}");
        }
        assert!(started.elapsed().as_secs() < 30, "{:?}", started.elapsed());
    }

    proptest! {
        #[test]
        fn windows_without_overlap_are_the_text(text in "\\PC{0,300}", size in 4usize..40) {
            prop_assert_eq!(cut(&text, size, 0).concat(), text);
        }

        #[test]
        fn each_window_fits_and_none_is_within_the_one_before(
            text in "[a-zäü日🦀 ]{0,200}",
            (size, overlap) in (8usize..60).prop_flat_map(|size| (Just(size), 0..=size / 2)),
        ) {
            let windows = cut(&text, size, overlap);
            let mut reached = 0;
            for window in &windows {
                prop_assert!(window.len() <= size + 3);
                let start = window.as_ptr().addr() - text.as_ptr().addr();
                prop_assert!(start <= reached, "a gap");
                prop_assert!(start + window.len() > reached, "nothing new");
                reached = start + window.len();
            }
            prop_assert_eq!(reached, text.len());
        }
    }
}
