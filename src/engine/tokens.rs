//! Counts tokens and cuts text into them, with the service's own vocabularies.

use std::sync::Once;
use tiktoken_rs::{CoreBPE, cl100k_base_singleton, o200k_base_singleton};

/// The vocabulary of a model.
#[derive(Clone, Copy)]
pub struct Vocabulary(&'static CoreBPE);

impl std::fmt::Debug for Vocabulary {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Vocabulary")
    }
}

/// Begins to load the common vocabulary in the background, the first time it is called: it takes a good part of a
/// second's tenth and tens of megabytes, which a server that only waits should not spend.
pub fn warm() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        std::thread::spawn(|| {
            o200k_base_singleton();
        });
    });
}

impl Vocabulary {
    /// The vocabulary that `model` was trained with; newer models share one.
    pub fn of(model: &str) -> Self {
        let model = model.strip_prefix("ft:").unwrap_or(model);
        let newer = model.starts_with("gpt-4o") || model.starts_with("gpt-4.");
        let older = !newer && (model.starts_with("gpt-4") || model.starts_with("gpt-3.5"));
        Self(if older { cl100k_base_singleton() } else { o200k_base_singleton() })
    }

    /// How many tokens `text` has.
    pub fn count(self, text: &str) -> u64 {
        self.0.count_ordinary(text) as u64
    }

    /// `text` cut after each token, each piece with its number of tokens. Tokens that split a character stay
    /// together, so every piece is text.
    pub fn pieces(self, text: &str) -> Vec<(Box<str>, u64)> {
        let mut pieces = Vec::new();
        let (mut held, mut tokens) = (Vec::new(), 0);
        for token in self.0.encode_ordinary(text) {
            let Ok(bytes) = self.0.decode_bytes(&[token]) else { continue };
            held.extend_from_slice(&bytes);
            tokens += 1;
            if let Ok(text) = std::str::from_utf8(&held) {
                pieces.push((text.into(), tokens));
                held.clear();
                tokens = 0;
            }
        }
        pieces
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_join_to_the_text_and_count_as_much() {
        for text in ["", "Hello, world!", "naïve ₂ 🦀🦀 日本語のテキスト", "  \n\n code()\t", "<|endoftext|>"]
        {
            let vocabulary = Vocabulary::of("gpt-4o");
            let pieces = vocabulary.pieces(text);
            assert_eq!(pieces.iter().map(|(piece, _)| &**piece).collect::<String>(), text);
            assert_eq!(pieces.iter().map(|(_, tokens)| tokens).sum::<u64>(), vocabulary.count(text));
        }
    }

    #[test]
    fn models_have_the_vocabulary_they_were_trained_with() {
        // "Привет" is one token more in the older vocabulary.
        let count = |model| Vocabulary::of(model).count("Привет, как дела?");
        assert_eq!(count("gpt-4o"), count("ft:gpt-5:acme"));
        assert_eq!(count("gpt-4.1"), count("o3-mini"));
        assert_eq!(count("gpt-4"), count("gpt-3.5-turbo"));
        assert_ne!(count("gpt-4"), count("gpt-4o"));
    }
}
