//! A message as words: folded for comparison, with its quoted spans and its small numbers.

use super::cells::{self, Decimal};
use super::lexing;
use super::limits::{MAX_MESSAGE, MAX_WORDS};
use crate::responder::words::NUMBERS;
use std::ops::Range;

/// One word of a message, or one sign that compares.
#[derive(Debug, Clone, PartialEq)]
pub struct Word {
    /// As typed.
    pub raw: String,
    /// In plain small letters.
    pub lower: String,
    /// Without its plural ending.
    pub stem: String,
    /// Where it stands, in characters.
    pub place: Range<usize>,
}

/// A stretch between quotation marks.
#[derive(Debug, Clone, PartialEq)]
pub struct Quote {
    /// The words inside.
    pub words: Range<usize>,
    /// Whether the mark was closed again.
    pub closed: bool,
    /// The text inside.
    pub text: String,
}

/// A message, taken apart.
#[derive(Debug, Clone, PartialEq)]
pub struct Phrase {
    /// Its words in order.
    pub words: Vec<Word>,
    /// Its quoted stretches in order.
    pub quotes: Vec<Quote>,
}

impl Phrase {
    /// Takes a message apart.
    pub fn new(message: &str) -> Self {
        let chars: Vec<char> = message.chars().take(MAX_MESSAGE).collect();
        let mut words = lexing::split(&chars);
        words.truncate(MAX_WORDS);
        let quotes = lexing::quotes(&chars).into_iter().filter_map(|(place, closed)| {
            let from = words.iter().position(|word| word.place.start >= place.start)?;
            let to = words.iter().position(|word| word.place.start >= place.end).unwrap_or(words.len());
            let to = if closed { to } else { to.min(from + 6) };
            (from < to).then(|| Quote { words: from..to, closed, text: chars[place].iter().collect() })
        });
        let quotes = quotes.collect();
        Self { words, quotes }
    }

    /// The word at a place in small letters; empty beyond the end.
    pub fn at(&self, index: usize) -> &str {
        self.words.get(index).map_or("", |word| word.lower.as_str())
    }

    /// Whether any of some words, given with blanks between, occurs.
    pub fn has(&self, any: &str) -> bool {
        self.find(any).is_some()
    }

    /// Where the first of some words stands.
    pub fn find(&self, any: &str) -> Option<usize> {
        self.words.iter().position(|word| any.split(' ').any(|one| one == word.lower))
    }

    /// Whether the words at a place are these.
    pub fn reads(&self, index: usize, sequence: &str) -> bool {
        sequence.split(' ').enumerate().all(|(offset, word)| self.at(index + offset) == word)
    }

    /// Where a sequence of words begins.
    pub fn find_all(&self, sequence: &str) -> Option<usize> {
        (0..self.words.len()).find(|&at| self.reads(at, sequence))
    }

    /// Whether any of some sequences, given with bars between, occurs.
    pub fn says(&self, any: &str) -> bool {
        any.split('|').any(|sequence| self.find_all(sequence).is_some())
    }

    /// A whole number at a place, in digits or words, small enough to count things.
    pub fn count_at(&self, index: usize) -> Option<usize> {
        let word = self.at(index);
        match word {
            "couple" => return Some(2),
            "few" | "several" | "some" => return Some(3),
            "thirty" => return Some(30),
            "fifty" => return Some(50),
            "hundred" => return Some(100),
            _ => {}
        }
        NUMBERS
            .iter()
            .position(|name| *name == word)
            .or_else(|| word.replace(',', "").parse().ok().filter(|&n| n <= 10_000_000))
    }

    /// A number at a place with a following `million` or attached `k`; also how many words it takes.
    pub fn number_at(&self, index: usize) -> Option<(f64, usize)> {
        let word = self.at(index);
        let (digits, unit) = match word.strip_suffix(['k', 'm', 'b']) {
            Some(digits) if digits.ends_with(|c: char| c.is_ascii_digit()) => (digits, &word[digits.len()..]),
            _ => (word, ""),
        };
        let minus = digits.strip_prefix('-');
        let value = cells::number(minus.unwrap_or(digits), Decimal::Point)?;
        let value = if minus.is_some() { -value } else { value };
        let of = |name: &str| match name {
            "k" | "thousand" => Some(1e3),
            "m" | "million" => Some(1e6),
            "b" | "billion" => Some(1e9),
            "trillion" => Some(1e12),
            _ => None,
        };
        match (of(unit), of(self.at(index + 1))) {
            (Some(factor), _) => Some((value * factor, 1)),
            (None, Some(factor)) if self.at(index + 1).len() > 1 => Some((value * factor, 2)),
            (None, _) => Some((value, 1)),
        }
    }

    /// The quote a word stands in.
    pub fn quote_of(&self, word: usize) -> Option<usize> {
        self.quotes.iter().position(|quote| quote.words.contains(&word))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        Phrase::new(text).words.into_iter().map(|word| word.lower).collect()
    }

    #[test]
    fn messages_become_words() {
        assert_eq!(words("What's the year's CO₂-total, 1,234.5%?"), ["what", "the", "year", "co2", "total", "1,234.5"]);
        assert_eq!(words("revenue >= $5,000!"), ["revenue", ">=", "5,000"]);
        assert_eq!(words("1990-2000, 1990 – 2000"), ["1990", "-", "2000", "1990", "–", "2000"]);
        assert_eq!(words("e-mail growth < -5"), ["e", "mail", "growth", "<", "-5"]);
        assert_eq!(words(""), [""; 0]);
    }

    #[test]
    fn quotes_are_found_however_they_are_closed() {
        let texts = |text: &str| -> Vec<(String, bool)> {
            Phrase::new(text).quotes.into_iter().map(|q| (q.text, q.closed)).collect()
        };
        assert_eq!(texts("plot 'Year' against 'Annual CO2"), [("Year".into(), true), ("Annual CO2".into(), false)]);
        assert_eq!(texts("“Unit price” and `cost`"), [("Unit price".into(), true), ("cost".into(), true)]);
        assert_eq!(texts("'Year' by 'Total`"), [("Year".into(), true), ("Total".into(), true)]);
        assert_eq!(texts("what's the users' total"), []);
        assert_eq!(texts("'"), []);
    }

    #[test]
    fn numbers_are_read_in_digits_and_words() {
        let number = |text: &str| Phrase::new(text).number_at(0);
        assert_eq!(number("5,000"), Some((5000.0, 1)));
        assert_eq!(number("2.5 million"), Some((2.5e6, 2)));
        assert_eq!(number("10k"), Some((10_000.0, 1)));
        assert_eq!(number("ten"), None);
        assert_eq!(Phrase::new("three").count_at(0), Some(3));
        assert_eq!(Phrase::new("12").count_at(0), Some(12));
        assert_eq!(Phrase::new("99999999999999999999").count_at(0), None);
    }
}
