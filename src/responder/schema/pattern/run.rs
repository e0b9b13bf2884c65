//! Tests a text against a pattern, by backtracking with a bound on steps and depth.

use super::{MOST_STEPS, Node};

/// How deep a match may nest, which is what the stack has room for.
const DEEPEST_RUN: usize = 600;

/// A test as it runs.
pub struct Run<'t> {
    chars: &'t [char],
    steps: usize,
    depth: usize,
}

type Then<'f> = &'f mut dyn FnMut(&mut Run<'_>, usize) -> bool;

impl<'t> Run<'t> {
    /// A test of these characters.
    pub fn new(chars: &'t [char]) -> Self {
        Self { chars, steps: 0, depth: 0 }
    }
}

impl Run<'_> {
    /// Whether the node matches here and what follows accepts the place after it.
    pub fn node(&mut self, node: &Node, at: usize, then: Then<'_>) -> bool {
        self.steps += 1;
        if self.steps > MOST_STEPS || self.depth > DEEPEST_RUN {
            return false;
        }
        self.depth += 1;
        let passed = self.step(node, at, then);
        self.depth -= 1;
        passed
    }

    fn step(&mut self, node: &Node, at: usize, then: Then<'_>) -> bool {
        match node {
            Node::Start => at == 0 && then(self, at),
            Node::End => at == self.chars.len() && then(self, at),
            Node::Set { ranges, negated } => {
                let Some(c) = self.chars.get(at) else {
                    return false;
                };
                let inside = ranges.iter().any(|(a, b)| (a..=b).contains(&c));
                inside != *negated && then(self, at + 1)
            }
            Node::Sequence(parts) => self.sequence(parts, at, then),
            Node::Either(options) => options.iter().any(|option| self.node(option, at, then)),
            Node::Repeat(inner, least, most) => self.repeat(inner, (*least, *most), at, then),
        }
    }

    fn sequence(&mut self, parts: &[Node], at: usize, then: Then<'_>) -> bool {
        match parts.split_first() {
            None => then(self, at),
            Some((first, rest)) => self.node(first, at, &mut |run, next| run.sequence(rest, next, then)),
        }
    }

    /// Repeats of a single set need no recursion; others recurse, within the step count.
    fn repeat(&mut self, inner: &Node, (least, most): (usize, usize), at: usize, then: Then<'_>) -> bool {
        if let Node::Set { .. } = inner {
            let mut ends = vec![at];
            while ends.len() <= most && self.node(inner, ends[ends.len() - 1], &mut |_, _| true) {
                ends.push(ends[ends.len() - 1] + 1);
            }
            return (least..ends.len()).rev().any(|n| then(self, ends[n]));
        }
        let more = most > 0
            && self.node(inner, at, &mut |run, next| {
                (next > at || least > 0) && run.repeat(inner, (least.saturating_sub(1), most - 1), next, then)
            });
        more || least == 0 && then(self, at)
    }
}
