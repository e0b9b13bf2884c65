//! Letters to words: where words and comparing signs begin and end, and which stretches are quoted.

use super::names;
use super::phrase::Word;
use std::ops::Range;

/// The words of a text and the signs that compare.
pub fn split(chars: &[char]) -> Vec<Word> {
    let mut words = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let end = word_end(chars, at);
        if end > at {
            let raw: String = chars[at..end].iter().collect();
            let lower = names::folded(&raw);
            // What an apostrophe leaves behind: `what's`, `year's`.
            let remainder = lower == "s" && at > 0 && matches!(chars[at - 1], '\'' | '’');
            if !remainder {
                let stem = names::stem(&lower);
                words.push(Word { raw, lower, stem, place: at..end });
            }
        }
        at = end.max(at + 1);
    }
    words
}

/// The end of the word or comparing sign that begins at a place; the place itself where none does.
fn word_end(chars: &[char], at: usize) -> usize {
    let is = |index: usize, test: fn(&char) -> bool| chars.get(index).is_some_and(test);
    let digit = |index: usize| is(index, char::is_ascii_digit);
    let letter = |index: usize| is(index, |c| c.is_alphanumeric());
    let before = chars[..at].iter().rev().find(|c| **c != ' ');
    match chars[at] {
        '<' | '>' | '=' | '!' => {
            let end = at + chars[at..].iter().take_while(|c| matches!(c, '<' | '>' | '=' | '!')).count();
            if chars[at..end] == ['!'] { at } else { end }
        }
        '≥' | '≤' | '≠' => at + 1,
        // Between two numbers a dash is a range; before one, after a comparison, a minus.
        '-' | '–' | '—' if before.is_some_and(char::is_ascii_digit) => {
            let next = chars[at + 1..].iter().find(|c| **c != ' ');
            if next.is_some_and(char::is_ascii_digit) { at + 1 } else { at }
        }
        '-' | '−' if digit(at + 1) && before.is_none_or(|c| !c.is_alphanumeric()) => {
            run(chars, at + 1, letter, digit)
        }
        '-' | '−' if digit(at + 1) && at > 0 && chars[at - 1] == ' ' => run(chars, at + 1, letter, digit),
        c if c.is_alphanumeric() => run(chars, at, letter, digit),
        _ => at,
    }
}

fn run(chars: &[char], at: usize, letter: impl Fn(usize) -> bool, digit: impl Fn(usize) -> bool) -> usize {
    let mut end = at;
    while letter(end) || (end > at && matches!(chars.get(end), Some('.' | ',')) && digit(end - 1) && digit(end + 1)) {
        end += 1;
    }
    end
}

/// The places of quoted stretches, and whether each is closed.
///
/// People open with one mark and close with another, or not at all; any mark after a word closes.
pub fn quotes(chars: &[char]) -> Vec<(Range<usize>, bool)> {
    let is_mark = |c: &char| matches!(c, '\'' | '"' | '`' | '“' | '”' | '‘' | '’' | '«' | '»' | '„' | '´');
    let mut found = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let opens = is_mark(&chars[at])
            && (at == 0 || !chars[at - 1].is_alphanumeric())
            && chars.get(at + 1).is_some_and(|c| !c.is_whitespace());
        if !opens {
            at += 1;
            continue;
        }
        let line = chars[at + 1..].iter().position(|c| *c == '\n').map_or(chars.len(), |n| at + 1 + n);
        let closes = |i: &usize| is_mark(&chars[*i]) && chars.get(i + 1).is_none_or(|c| !c.is_alphanumeric());
        match (at + 2..line).find(closes) {
            Some(end) => {
                found.push((at + 1..end, true));
                at = end + 1;
            }
            None => {
                found.push((at + 1..line, false));
                at = line;
            }
        }
    }
    found
}
