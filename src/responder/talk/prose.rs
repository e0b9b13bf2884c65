//! Prose of a wanted length about any subject.
//!
//! Sentences are built from templates and aspects; the walk through both never pairs the
//! same two before all pairs were used, so even long texts do not visibly repeat.

use super::super::words::capitalised;

const SENTENCES: [&str; 29] = [
    "Any account of {s} has to begin with {a}.",
    "When people first meet the question of {s}, they often overlook {a}.",
    "In the case of {s}, {a} deserves more attention than it usually gets.",
    "It is hard to speak about {s} without saying something about {a}.",
    "Many writers have pointed to {a} as a way to make sense of {s}.",
    "Seen from a distance, {a} may look like a small matter in the story of {s}.",
    "On closer inspection, however, {a} turns out to matter a great deal.",
    "There is a simple reason for this: {a} shapes how the rest is seen.",
    "Those who work with {s} every day tend to think first of {a}.",
    "One useful approach is to compare {s} with its neighbours in terms of {a}.",
    "This makes {a} a natural starting point for anyone who wants to learn more.",
    "Over time, views on {a} have changed, and with them the picture of {s}.",
    "A common mistake is to treat {a} as if it stood alone.",
    "In practice, {a} is tied to many other parts of {s}.",
    "Some would argue that {a} explains most of what is known about {s}.",
    "Others are more careful and see {a} as only one piece among several.",
    "Both sides agree that {a} should not be left out of the discussion.",
    "For a newcomer to {s}, a short look at {a} is time well spent.",
    "A concrete example helps here, because {a} can sound rather abstract at first.",
    "Much of the debate about {s} comes down to different ideas about {a}.",
    "It follows that {a} calls for patience as well as for clear terms.",
    "Teachers often return to {a} when they explain {s} to a new audience.",
    "No less important is {a}, which links {s} to everyday experience.",
    "The evidence on {a} is mixed, yet a few patterns stand out.",
    "Looking ahead, {a} is likely to remain at the centre of {s}.",
    "Taken together, these points show why {a} keeps coming up.",
    "What is more, {a} sheds light on corners of {s} that are rarely mentioned.",
    "At the same time, {a} sets certain limits that should be named openly.",
    "In short, {a} is worth remembering.",
];

const ASPECTS: [&str; 37] = [
    "the historical background",
    "the role of chance",
    "the people involved",
    "the question of scale",
    "the cost of change",
    "the influence of geography",
    "the language that is used",
    "the balance of interests",
    "the pace of development",
    "the weight of tradition",
    "the effect on daily life",
    "the way knowledge is passed on",
    "the search for good evidence",
    "the difference between theory and practice",
    "the power of habit",
    "the needs of the next generation",
    "the use of tools and methods",
    "the part played by institutions",
    "the long chain of causes",
    "the view from outside",
    "the value of simple models",
    "the limits of prediction",
    "the link with neighbouring fields",
    "the importance of timing",
    "the choice of examples",
    "the effect of new technology",
    "the problem of measurement",
    "the role of public opinion",
    "the lessons of past failures",
    "the need for cooperation",
    "the tension between speed and care",
    "the structure of the whole",
    "the first steps",
    "the unexpected side effects",
    "the place of creativity",
    "the rules that apply",
    "the meaning of success",
];

const PARAGRAPH: usize = 5;
const LONGEST_SUBJECT: usize = 8;

/// A number that depends on the text alone.
pub fn seed(text: &str) -> u32 {
    text.bytes().fold(2_166_136_261, |hash: u32, byte| (hash ^ u32::from(byte)).wrapping_mul(16_777_619))
}

/// A point to look at, for lists.
pub fn point(index: usize) -> String {
    let round = index / ASPECTS.len();
    let text = capitalised(ASPECTS[index % ASPECTS.len()]);
    if round == 0 { text } else { format!("{text} (part {})", round + 1) }
}

fn sentence(at: usize, aspect: usize, subject: &str) -> String {
    let aspect = ASPECTS[aspect % ASPECTS.len()];
    SENTENCES[at % SENTENCES.len()].replace("{s}", subject).replace("{a}", aspect)
}

fn count(text: &str) -> usize {
    text.split_whitespace().count()
}

/// Text of about so many words about the subject.
pub fn of_length(subject: &str, wanted: usize) -> String {
    let subject: Vec<&str> = subject.split_whitespace().take(LONGEST_SUBJECT).collect();
    let subject = subject.join(" ");
    if wanted < 12 {
        return tiny(&subject, wanted);
    }
    let start = seed(&subject) as usize % 1_000;
    let mut text = String::new();
    let (mut have, mut number) = (0, 0);
    loop {
        let next = sentence(start + number * 8, start / 3 + number * 10, &subject);
        let left = wanted.saturating_sub(have);
        let next = if count(&next) + 6 > left { last(left, start + number, &subject) } else { Some(next) };
        let Some(next) = next else { return text };
        if number > 0 {
            text += if number % PARAGRAPH == 0 { "\n\n" } else { " " };
        }
        have += count(&next);
        number += 1;
        text += &next;
    }
}

/// The longest sentence that still fits, if any does.
fn last(left: usize, from: usize, subject: &str) -> Option<String> {
    let tries = (0..SENTENCES.len()).map(|i| sentence(from + i, from * 3 + i, subject));
    tries.filter(|text| count(text) <= left).max_by_key(|text| count(text))
}

/// A few words only.
fn tiny(subject: &str, wanted: usize) -> String {
    let long = format!("A short answer about {subject} in only a few plain words");
    let words: Vec<&str> = match wanted {
        0..=3 => subject.split(' ').rev().take(wanted.max(1)).collect::<Vec<_>>().into_iter().rev().collect(),
        _ => long.split(' ').take(wanted).collect(),
    };
    format!("{}.", capitalised(&words.join(" ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_kept() {
        for wanted in [20, 50, 100, 500, 1_000, 4_000] {
            let text = of_length("the history of Rome", wanted);
            let have = count(&text);
            assert!(have <= wanted && have + 10 >= wanted, "{have} words for {wanted}");
            let mut sentences: Vec<&str> = text.split_inclusive('.').map(str::trim).collect();
            let all = sentences.len();
            sentences.sort_unstable();
            sentences.dedup();
            assert!(all - sentences.len() <= 1, "repeated sentences in {wanted} words");
        }
        assert_eq!(count(&of_length("dogs", 5)), 5);
        assert_eq!(of_length("capital of France", 1), "France.");
    }
}
