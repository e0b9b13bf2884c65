//! Blocks of programs and data: a line that opens one, and the lines that stand within.

use super::{Kind, Unit};

/// Blocks are followed to this depth.
const DEPTH: usize = 16;

/// Notes of each of `units` in which block it stands, and of those that open one where it ends.
pub fn nest(text: &str, units: &mut [Unit]) {
    // Open blocks: the units that open them, and how far these are indented.
    let mut open: Vec<(usize, usize)> = Vec::new();
    for at in 0..units.len() {
        let Some(indent) = indent(text, units[at].range.start) else { continue };
        while open.last().is_some_and(|(_, outer)| indent <= *outer) {
            close(text, units, open.pop(), at);
        }
        units[at].within = open.last().map(|(outer, _)| *outer);
        let opens = units[at].kind == Kind::Line && text[units[at].range.clone()].ends_with(['{', '[', '(', ':']);
        if opens && open.len() < DEPTH {
            open.push((at, indent));
        }
    }
    let last = units.len();
    while let Some(block) = open.pop() {
        close(text, units, Some(block), last);
    }
}

/// Ends a block before the unit at `next`, with the bracket that closes it.
fn close(text: &str, units: &mut [Unit], block: Option<(usize, usize)>, next: usize) {
    let Some((first, _)) = block.filter(|(first, _)| first + 1 < next) else { return };
    let end = units[next - 1].range.end;
    let closing = match text[..units[first].range.end].chars().next_back() {
        Some('{') => '}',
        Some('[') => ']',
        Some('(') => ')',
        Some(_) | None => {
            units[first].close = Some(end);
            return;
        }
    };
    let rest = text[end..].trim_start_matches([',', ' ', '\t', '\r', '\n']);
    let closed = rest.starts_with(closing);
    units[first].close = Some(if closed { text.len() - rest.len() + 1 } else { end });
}

/// How far the line is indented that begins at `start`; `None` if no line begins there.
fn indent(text: &str, start: usize) -> Option<usize> {
    let mut indent = 0;
    for byte in text[..start].bytes().rev().take(400) {
        match byte {
            b'\n' => return Some(indent),
            b' ' => indent += 1,
            b'\t' => indent += 4,
            _ => return None,
        }
    }
    (indent == start).then_some(indent)
}

#[cfg(test)]
mod tests {
    use super::super::units;

    #[test]
    fn blocks_end_where_they_are_closed() {
        for (text, block, inner) in [
            ("{\n  \"a\": [\n    \"x\",\n    \"y\"\n  ],\n  \"b\": 1\n}", "\"a\": [\n    \"x\",\n    \"y\"\n  ]", 2),
            ("def f(n):\n    return n\n\nx = 1", "def f(n):\n    return n", 1),
            ("server:\n  port: 80\n  host: a\nname: b", "server:\n  port: 80\n  host: a", 2),
        ] {
            let units = units(text);
            let (at, open) = units.iter().enumerate().find(|(_, unit)| unit.close.is_some()).expect("a block");
            assert_eq!(&text[open.range.start..open.close.expect("an end")], block);
            assert_eq!(units.iter().filter(|unit| unit.within == Some(at)).count(), inner, "{text}");
        }
        assert!(units("Note this:\nit is prose.").iter().all(|unit| unit.close.is_none() && unit.within.is_none()));
    }
}
