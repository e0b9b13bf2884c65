//! Remembers how words are tokenized: most words of a text have been there before, and finding that out takes a tenth
//! of the time of tokenizing them again.

use super::chunk::Tokenizer;
use std::cell::RefCell;
use std::collections::HashMap;

/// How many words are remembered; then it begins anew. They take about 5 MB.
const MOST: usize = 50_000;
/// Longer words, in bytes, are seldom met again.
const LONGEST: usize = 24;

/// A tokenizer with a memory. It finds the same tokens as the one it asks.
#[derive(Debug)]
pub struct Memo<T> {
    tokenizer: T,
    known: RefCell<Known>,
}

#[derive(Debug, Default)]
struct Known {
    /// Where the tokens of a word are in `lengths`.
    words: HashMap<Box<str>, (u32, u8)>,
    lengths: Vec<u8>,
}

impl<T: Tokenizer> Memo<T> {
    /// One that remembers nothing yet.
    pub fn new(tokenizer: T) -> Self {
        Self { tokenizer, known: RefCell::default() }
    }

    fn word(&self, word: &str, into: &mut Vec<u32>) {
        if word.len() > LONGEST {
            return self.tokenizer.lengths(word, into);
        }
        let Known { words, lengths } = &mut *self.known.borrow_mut();
        if let Some((at, count)) = words.get(word) {
            let at = *at as usize;
            return into.extend(lengths[at..at + usize::from(*count)].iter().map(|length| u32::from(*length)));
        }
        if words.len() == MOST {
            words.clear();
            lengths.clear();
        }
        let (before, at) = (into.len(), lengths.len());
        self.tokenizer.lengths(word, into);
        // No token is longer than the word, and there are no more tokens than it has bytes.
        lengths.extend(into[before..].iter().map(|length| *length as u8));
        words.insert(word.into(), (at as u32, (into.len() - before) as u8));
    }
}

impl<T: Tokenizer> Tokenizer for Memo<T> {
    /// Divides `text` where no token goes across: before a space between a sign and a letter. The letter's word begins
    /// with that one space, and nothing that ends with a sign goes on with it.
    fn lengths(&self, text: &str, into: &mut Vec<u32>) {
        let bytes = text.as_bytes();
        let mut start = 0;
        for at in 1..bytes.len().saturating_sub(1) {
            if bytes[at] == b' ' && bytes[at - 1].is_ascii_graphic() && bytes[at + 1].is_ascii_alphabetic() {
                self.word(&text[start..at], into);
                start = at;
            }
        }
        if start < text.len() {
            self.word(&text[start..], into);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use tiktoken_rs::{CoreBPE, o200k_base_singleton};

    fn same(memo: &Memo<&CoreBPE>, text: &str) {
        let (mut expected, mut remembered) = (Vec::new(), Vec::new());
        o200k_base_singleton().lengths(text, &mut expected);
        memo.lengths(text, &mut remembered);
        assert_eq!(remembered, expected, "{text:?}");
    }

    #[test]
    fn more_words_than_are_remembered_are_no_harm() {
        let memo = Memo::new(o200k_base_singleton());
        let text: String = (0..MOST + 100).map(|at| format!("word{at:x} again ")).collect();
        same(&memo, &text);
        same(&memo, &text);
        assert!(memo.known.borrow().words.len() <= MOST);
    }

    proptest! {
        #[test]
        fn what_is_remembered_is_what_is_tokenized(
            texts in proptest::collection::vec("\\PC{0,40}|([a-zA-Z'é日]{1,5}[ .,!?/\\n\\r\\t'0-9-]{1,3}){0,20}", 1..8)
        ) {
            let memo = Memo::new(o200k_base_singleton());
            for text in texts.iter().chain(&texts) {
                same(&memo, text);
            }
        }
    }
}
