//! Lines that are several units, and paragraphs whose lines are units each.

use std::ops::Range;

/// Shorter lines of data are not divided.
const LONG: usize = 120;
/// The lines of a list have so many characters at most.
const LONGEST: usize = 90;

/// The objects of a long line of data, as `[{"a": 1}, {"a": 2}]`; the line itself if it is none.
pub fn pieces(text: &str, range: Range<usize>) -> Vec<Range<usize>> {
    let line = &text[range.clone()];
    if line.len() < LONG || !line.starts_with(['[', '{']) {
        return vec![range];
    }
    let mut pieces = Vec::new();
    let mut start = 0;
    for (at, _) in line.match_indices("},") {
        let end = at + 1;
        if line[start..end].chars().any(char::is_alphanumeric) {
            pieces.push(range.start + start..range.start + end);
        }
        start = line.len() - line[end + 1..].trim_start().len();
    }
    if line[start..].chars().any(char::is_alphanumeric) {
        pieces.push(range.start + start..range.end);
    }
    pieces
}

/// Whether the lines of a paragraph are the items of a list, as those of a slide: each begins with a capital, and none
/// ends a sentence or goes on in the next.
pub fn is_list(text: &str, lines: &[Range<usize>]) -> bool {
    lines.len() > 1
        && lines.iter().map(|range| &text[range.clone()]).all(|line| {
            line.starts_with(|char: char| char.is_uppercase() || char.is_ascii_digit())
                && !line.ends_with(['.', ',', ';', '!', '?', ':', '-', '。', '！', '？', '、'])
                && line.chars().count() <= LONGEST
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_of_a_line_are_divided() {
        let object = |at: usize| format!("{{\"name\": \"Bolt M{at}\", \"price\": {at}.5, \"tags\": [\"a\", \"b\"]}}");
        let line = format!("[{}]", [object(1), object(2), object(3)].join(", "));
        let told: Vec<&str> = pieces(&line, 0..line.len()).into_iter().map(|piece| &line[piece]).collect();
        assert_eq!(told, [&format!("[{}", object(1)), &object(2), &format!("{}]", object(3))]);
        assert_eq!(pieces("{\"a\": 1}, 2", 0..11).len(), 1);
    }

    #[test]
    fn lines_of_slides_are_told_from_prose() {
        for (text, list) in [
            ("Cut the time\nLaunch in Norway", true),
            ("Cut the time\nof the launch", false),
            ("It ends.\nIt begins", false),
            ("One line", false),
        ] {
            let mut start = 0;
            let lines: Vec<Range<usize>> = text
                .split('\n')
                .map(|line| {
                    start += line.len() + 1;
                    start - line.len() - 1..start - 1
                })
                .collect();
            assert_eq!(is_list(text, &lines), list, "{text}");
        }
    }
}
