//! Prose of a wanted length about any subject.
//!
//! Sentences are built from templates and aspects; the walk through both never pairs the
//! same two before all pairs were used, so even long texts do not visibly repeat.

use super::super::words::capitalised;

const SENTENCES: [&str; 29] = [
    "An account of {s} could begin with {a}.",
    "A first question to ask about {s} would be how it relates to {a}.",
    "In the case of {s}, a careful writer might set aside a paragraph for {a}.",
    "A reader who wants to know about {s} may also want to hear about {a}.",
    "This would be the place to look for sources on {a} and to compare them.",
    "Seen from a distance, {a} may look like a small matter in a text about {s}.",
    "On closer inspection, it could be worth asking what {a} adds to the picture.",
    "The question here is simple to put: does {a} change how the rest is seen?",
    "Somebody who knows {s} well could be asked for a view on {a}.",
    "One approach might be to compare {s} with its neighbours in terms of {a}.",
    "Would {a} make a good starting point for anyone who wants to learn more?",
    "It may be asked whether views on {a} have changed, and with them the picture of {s}.",
    "It would be fair to ask whether {a} can be treated as if it stood alone.",
    "A second step could be to see how {a} is tied to other parts of {s}.",
    "Could somebody argue that {a} explains a good part of {s}?",
    "Or should a more careful reader see {a} as only one piece among several?",
    "A full discussion might then return to {a}.",
    "For a newcomer to {s}, a short section on {a} may be welcome.",
    "A concrete example could help here, because {a} can sound rather abstract at first.",
    "A debate about {s} might come down to different ideas about {a}.",
    "This part of the text would call for clear terms for {a}.",
    "How would a teacher bring in {a} when explaining {s} to a new audience?",
    "A further section might take up {a} and link {s} to everyday experience.",
    "Here the text would weigh what is known of {a} and what is not.",
    "Looking ahead, one could ask what place {a} will have in {s}.",
    "Taken together, these questions may show why {a} could be worth a look.",
    "What is more, {a} might shed light on corners of {s} that are easily passed over.",
    "At the same time, {a} may set certain limits that should be named openly.",
    "In short, {a} may be worth a note.",
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
    let long = format!("You asked about {subject} in only a few plain words today");
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
