//! Shortens what is too long to quote, between words.

use super::super::words::has_no_spaces;
use std::ops::Range;

/// `range` of `text` narrowed to `max` characters from `from` on, at blanks.
pub fn narrow(text: &str, range: Range<usize>, from: usize, max: usize) -> Range<usize> {
    let inner = &text[range.clone()];
    if inner.chars().count() <= max {
        return range;
    }
    let cut = |at: &usize, blanks: bool| inner.is_char_boundary(*at) && may_cut(inner, *at, blanks);
    let from = from - range.start;
    let start = (0..=from).rev().find(|at| cut(at, true)).unwrap_or(from);
    let start = start + (inner[start..].len() - inner[start..].trim_start().len());
    let longest = inner[start..].char_indices().nth(max).map_or(inner.len(), |(at, _)| start + at);
    let end = |blanks| (start + 1..=longest).rev().find(|at| cut(at, blanks));
    let end = end(true).or_else(|| end(false)).unwrap_or(longest);
    let end = start + inner[start..end].trim_end().len();
    range.start + start..range.start + end
}

/// Whether `text` can be cut at `at`: beside a blank, or if `blanks` is not asked for, beside any sign that does not
/// stand within a number.
fn may_cut(text: &str, at: usize, blanks: bool) -> bool {
    let (before, after) = text.split_at(at);
    let (left, right) = (before.chars().next_back(), after.chars().next());
    let apart = |char: Option<char>| char.is_none_or(|char| char.is_whitespace() || has_no_spaces(char));
    if apart(left) || apart(right) || blanks {
        return apart(left) || apart(right);
    }
    let is_digit = |char: Option<char>| char.is_some_and(|char| char.is_ascii_digit());
    let is_letter = |char: Option<char>| char.is_some_and(char::is_alphanumeric);
    let number =
        is_digit(left) && is_digit(after.chars().nth(1)) || is_digit(right) && is_digit(before.chars().nth_back(1));
    !(number || is_letter(left) && is_letter(right))
}
