//! Where sentences end.

use std::ops::Range;

/// Words that are shortened with a full stop and go on with a capital or a number.
const SHORT: [&str; 40] = [
    "Mr", "Mrs", "Ms", "Dr", "Prof", "No", "Nos", "Nr", "Art", "Fig", "Sec", "St", "vs", "approx", "bzw", "ca", "Abs",
    "Inc", "INC", "Corp", "Ltd", "Co", "Bros", "Jr", "Sr", "Jan", "Feb", "Mar", "Apr", "Aug", "Sept", "Oct", "Nov",
    "Dec", "etc", "Gen", "Rev", "Mt", "Vol", "pp",
];
/// Of these, those after which a sentence may also end.
const MAY_END: [&str; 7] = ["Inc", "INC", "Corp", "Ltd", "Co", "Jr", "etc"];

/// Where the sentences of a paragraph are, without blanks at either end.
pub fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut sentences = Vec::new();
    let mut start = 0;
    let mut push = |range: Range<usize>| {
        let sentence = &text[range.clone()];
        let trimmed = sentence.trim();
        if trimmed.chars().any(char::is_alphanumeric) {
            let start = range.start + (sentence.len() - sentence.trim_start().len());
            sentences.push(start..start + trimmed.len());
        }
    };
    let mut chars = text.char_indices().peekable();
    while let Some((at, char)) = chars.next() {
        let full = matches!(char, '。' | '！' | '？');
        if !full && !matches!(char, '.' | '!' | '?') {
            continue;
        }
        let mut end = at + char.len_utf8();
        while let Some((at, closing)) =
            chars.next_if(|(_, next)| matches!(next, '"' | '\'' | '”' | '’' | ')' | '»' | '」' | '*'))
        {
            end = at + closing.len_utf8();
        }
        if full || ends_sentence(text, at, char, end) {
            push(start..end);
            start = end;
        }
    }
    push(start..text.len());
    sentences
}

/// Whether the stop at `at` ends a sentence, and does not shorten a word or number one.
fn ends_sentence(text: &str, at: usize, stop: char, end: usize) -> bool {
    let after = &text[end..];
    if !after.starts_with(char::is_whitespace) {
        return after.is_empty();
    }
    let next = after.trim_start();
    if next.starts_with(char::is_lowercase) {
        return false;
    }
    if stop != '.' {
        return true;
    }
    let word = text[..at].rsplit(|char: char| char.is_whitespace() || char == '(').next().unwrap_or_default();
    let initial = word.chars().count() == 1 && word.chars().all(char::is_uppercase);
    let dotted = word.contains('.') && !word.chars().any(|char| char.is_ascii_digit());
    if MAY_END.contains(&word) || dotted {
        return OPENS.contains(&next.split_whitespace().next().unwrap_or_default());
    }
    let numbered = matches!(word, "no" | "nos" | "nr")
        && next.split_whitespace().next().is_some_and(|next| next.contains(|char: char| char.is_ascii_digit()));
    !(SHORT.contains(&word) || initial || numbered)
}

/// Words that begin a sentence rather than go on with a name.
const OPENS: [&str; 24] = [
    "The", "A", "An", "It", "Its", "He", "She", "They", "We", "Our", "In", "On", "At", "As", "This", "These", "That",
    "There", "If", "When", "For", "By", "All", "No",
];
