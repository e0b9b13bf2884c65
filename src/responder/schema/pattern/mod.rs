//! Simple regular expressions: tests a text, and makes one that passes.
//!
//! Literals, classes, groups, alternatives, counted repetition and anchors, which is what
//! schemas for ids and codes use. Anything else (look-around, back references) is refused
//! with `None`, and then the pattern is not judged. Matching is bounded by a step count.

mod read;
mod run;

use read::Reader;
use run::Run;

const MOST_STEPS: usize = 20_000;
const UNBOUNDED: usize = 200;
const LONGEST: usize = 300;
/// Longer texts are not made up from a pattern.
const LONGEST_MADE: usize = 2_000;

/// A pattern that was understood.
#[derive(Clone, Debug, PartialEq)]
pub struct Pattern {
    node: Node,
}

#[derive(Clone, Debug, PartialEq)]
enum Node {
    Start,
    End,
    Set { ranges: Vec<(char, char)>, negated: bool },
    Sequence(Vec<Node>),
    Either(Vec<Node>),
    Repeat(Box<Node>, usize, usize),
}

impl Pattern {
    /// Reads a pattern, unless it is too long or uses what is not supported.
    pub fn read(source: &str) -> Option<Self> {
        let chars: Vec<char> = source.chars().collect();
        if chars.len() > LONGEST {
            return None;
        }
        let mut reader = Reader::new(chars);
        let node = reader.either(0)?;
        reader.ended().then_some(Self { node })
    }

    /// Whether the pattern occurs in the text. A text that takes too long fails.
    pub fn matches(&self, text: &str) -> bool {
        let chars: Vec<char> = text.chars().take(UNBOUNDED * 20).collect();
        let mut run = Run::new(&chars);
        (0..=chars.len()).any(|start| run.node(&self.node, start, &mut |_, _| true))
    }

    /// A text that matches and has at least `least` characters where the pattern allows;
    /// `index` varies it.
    pub fn sample(&self, least: usize, index: usize) -> Option<String> {
        if least > LONGEST_MADE {
            return None;
        }
        (0..=least.min(UNBOUNDED)).find_map(|extra| {
            let mut made = String::new();
            let mut budget = MOST_STEPS;
            produce(&self.node, extra, index, &mut made, &mut budget);
            (made.chars().count() >= least && self.matches(&made)).then_some(made)
        })
    }
}

fn produce(node: &Node, extra: usize, index: usize, made: &mut String, budget: &mut usize) {
    if *budget == 0 {
        return;
    }
    *budget -= 1;
    match node {
        Node::Start | Node::End => {}
        Node::Set { ranges, negated: false } => {
            let widest = ranges.iter().max_by_key(|(a, b)| (*b as u32 - *a as u32, *b == 'Z'));
            let Some((low, high)) = widest else { return };
            // Nought makes dull identifiers, so counting starts at the second of a range.
            let width = *high as u32 - *low as u32 + 1;
            let step = (made.chars().count() as u32 + index as u32) % width;
            made.extend(char::from_u32(*low as u32 + step));
        }
        Node::Set { ranges, negated: true } => {
            let free = ('a'..='z').chain('0'..='9').find(|c| !ranges.iter().any(|(a, b)| (a..=b).contains(&c)));
            made.extend(free);
        }
        Node::Sequence(parts) => parts.iter().for_each(|part| produce(part, extra, index, made, budget)),
        Node::Either(options) => {
            if let Some(option) = options.get(index % options.len().max(1)) {
                produce(option, extra, index, made, budget);
            }
        }
        Node::Repeat(inner, least, most) => {
            let times = (least + extra).min(*most);
            (0..times).for_each(|_| produce(inner, extra, index, made, budget));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_match() {
        for source in [
            "^[A-Z]{3}-\\d{4}$",
            "^(foo|bar)+$",
            "^\\+?[0-9 ]{7,12}$",
            "[a-z_]+",
            "^#[0-9a-fA-F]{6}$",
            "^@[a-zA-Z0-9_]+$",
            "^\\w+@\\w+\\.com$",
            "^[^a]b?$",
            "a{0,2}",
        ] {
            let pattern = Pattern::read(source).unwrap();
            for index in 0..4 {
                assert!(pattern.matches(&pattern.sample(0, index).unwrap()), "{source}");
            }
        }
        assert_eq!(Pattern::read("^[a-z]+$").unwrap().sample(9, 0).unwrap().len(), 9);
    }

    #[test]
    fn the_strange_is_refused_and_the_costly_ends() {
        for source in ["(?=x)", "\\1", "[z-a]", "(", "a{9999}", "\\p{L}"] {
            assert_eq!(Pattern::read(source), None, "{source}");
        }
        let costly = Pattern::read("^(([a-z]+)*)*$").unwrap();
        assert!(!costly.matches(&("a".repeat(60) + "!")));
        assert!(!Pattern::read("^[A-Z]+$").unwrap().matches("abc"));
    }
}
