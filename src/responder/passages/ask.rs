//! What a message asks the files: its questions, and what to search for.

mod lists;

use super::super::Context;
use crate::retrieval::keywords;
use lists::{AROUND, POINTERS, POLITE, REMAKE, SUMMARY, TALK, WHOLE};

/// Questions of one message that are looked up apart.
const QUESTIONS: usize = 5;
/// A message of more words is no mere remark.
const REMARK: usize = 12;

/// A question, and what is searched for to answer it.
#[derive(Debug)]
pub struct Asked {
    /// The question, without words that only speak of asking.
    pub question: String,
    /// The words of it that tell what it is about.
    pub query: String,
    /// What is looked up if that finds no answer: the same with what it follows.
    pub otherwise: Option<Box<Asked>>,
}

/// What is to be looked up: the questions of the last message. A follow-up that says little is looked up together with
/// what it follows.
pub fn questions(context: &Context) -> Vec<Asked> {
    let message = context.message();
    let marks = message.matches(['?', '？']).count();
    let mut pieces = vec![message];
    if marks > 1 {
        let split = message.split_inclusive(['?', '？', '\n']).map(str::trim);
        let several: Vec<&str> = split.filter(|piece| piece.ends_with(['?', '？']) && !says_little(piece)).collect();
        pieces = if several.is_empty() { pieces } else { several };
    }
    let earlier = context.earlier();
    let mut before = earlier.into_iter().rev().find(|before| !says_little(before) && !follows(before));
    let pieces = pieces.into_iter().flat_map(halves);
    let mut asked = Vec::new();
    for piece in pieces.take(QUESTIONS) {
        let follows = before.filter(|_| follows(piece));
        asked.push(match follows {
            Some(before) if stands_alone(piece) => {
                Asked { otherwise: Some(Box::new(read(&joined(piece, before)))), ..read(piece) }
            }
            Some(before) => read(&joined(piece, before)),
            None => read(piece),
        });
        before = before.filter(|_| follows.is_some()).or(Some(piece));
    }
    asked
}

/// Whether the message asks for the whole of the files, and for nothing in particular.
pub fn asks_for_all(message: &str) -> bool {
    let lower = message.to_lowercase();
    let names = ["what files", "which files", "what documents", "which documents"];
    if names.iter().any(|sign| lower.starts_with(sign)) && telling(message).is_empty() {
        return true;
    }
    SUMMARY.iter().any(|sign| lower.contains(sign))
        && telling(message).iter().all(|word| WHOLE.contains(&word.as_str()))
}

/// Whether the message asks for a summary of something.
pub fn asks_for_summary(message: &str) -> bool {
    let lower = message.to_lowercase();
    ["summar", "overview", "key point", "main point"].iter().any(|sign| lower.contains(sign))
}

/// Whether the message is no more than a thank-you.
pub fn is_thanks(message: &str) -> bool {
    let lower = message.trim_start().to_lowercase();
    let thanks =
        ["thank", "thx", "merci", "danke", "gracias", "great, thank", "ok thank", "ok, thank", "perfect, thank"];
    !message.contains('?') && words(message).len() <= REMARK && thanks.iter().any(|sign| lower.starts_with(sign))
}

/// Whether the message asks for something to be made of what was said, and for nothing from the files.
pub fn is_of_the_talk(message: &str) -> bool {
    let all = words(message);
    let has = |list: &[&str]| all.iter().any(|word| list.contains(&word.as_str()));
    all.len() <= REMARK
        && has(&REMAKE)
        && has(&POINTERS)
        && telling(message).iter().all(|word| REMAKE.contains(&word.as_str()))
}

fn read(question: &str) -> Asked {
    let mut question = question.to_owned();
    for phrase in POLITE {
        if let Some(at) = question.to_ascii_lowercase().find(phrase) {
            question.replace_range(at..at + phrase.len(), " ");
        }
    }
    // `Read the file` asks for it, `the read timeout` is what is asked for.
    let around = |at: usize, word: &str| {
        AROUND.contains(&word) && (at < 3 || !["read", "check", "search", "base", "context", "use"].contains(&word))
    };
    let words = question.split_whitespace().enumerate();
    let plain: Vec<&str> = words.filter(|(at, word)| !around(*at, &bare(word))).map(|(_, word)| word).collect();
    let plain = plain.join(" ");
    let question = if telling(&plain).is_empty() { question } else { plain };
    let query = keywords(&question);
    let kept: Vec<&str> = query.split_whitespace().filter(|word| !is_asking(&bare(word))).collect();
    let query = if kept.is_empty() { query } else { kept.join(" ") };
    Asked { question, query, otherwise: None }
}

/// A follow-up with what it follows; what it says anew, as another year, takes the place of what was said.
fn joined(message: &str, before: &str) -> String {
    let is_number = |word: &&str| word.contains(|char: char| char.is_ascii_digit());
    let anew = message.split_whitespace().any(|word| is_number(&word));
    let kept: Vec<&str> = before.split_whitespace().filter(|word| !(anew && is_number(word))).collect();
    let asks = words(message)
        .iter()
        .take(2)
        .any(|word| ["what", "who", "how", "when", "where", "why"].contains(&word.as_str()));
    let tells = telling(message).iter().any(|word| !word.contains(|char: char| char.is_ascii_digit()));
    let name = |word: &&&str| word.starts_with(char::is_uppercase) && !before.starts_with(**word);
    let names: Vec<&str> = kept.iter().filter(name).copied().collect();
    // A question of its own that only points to a name.
    let kept =
        if asks && tells && !names.is_empty() && !message.to_lowercase().contains(" about ") { names } else { kept };
    format!("{} {message}", kept.join(" "))
}

/// The questions of a sentence such as `How big is it, and what does it cost?`; itself if it asks for one thing.
fn halves(piece: &str) -> Vec<&str> {
    const ASKS: [&str; 9] = ["what", "who", "how", "when", "where", "which", "why", "whose", "what's"];
    const AFTER_COMMA: [&str; 9] = ["is", "are", "does", "do", "did", "was", "were", "can", "has"];
    let (mut halves, mut start) = (Vec::new(), 0);
    for (at, sign) in piece.match_indices(" and ") {
        let (before, after) = (&piece[start..at], &piece[at + sign.len()..]);
        let next = after.split_whitespace().next().map(bare).unwrap_or_default();
        let comma = before.ends_with([',', ';']);
        let asks = ASKS.contains(&next.as_str()) || comma && AFTER_COMMA.contains(&next.as_str());
        let after = after.split_inclusive(" and ").next().unwrap_or_default();
        if asks && is_question(before) && !says_little(before) && !says_little(after) {
            halves.push(before.trim_end_matches([',', ';']));
            start = at + sign.len();
        }
    }
    halves.push(&piece[start..]);
    halves
}

/// Whether a text asks something by its words.
fn is_question(text: &str) -> bool {
    const ASKS: [&str; 20] = [
        "what", "who", "how", "when", "where", "which", "why", "whose", "what's", "is", "are", "does", "do", "did",
        "was", "were", "can", "has", "tell", "who's",
    ];
    words(text).iter().take(4).any(|word| ASKS.contains(&word.as_str()))
}

/// Whether a follow-up is a question of its own, as `And who is the auditor?`.
fn stands_alone(message: &str) -> bool {
    let asks = ["which", "what", "how", "who", "whom", "whose", "where", "when", "why"];
    let all = words(message);
    let whole = all.iter().take(2).any(|word| asks.contains(&word.as_str()));
    let points = all.iter().any(|word| POINTERS.contains(&word.as_str()));
    let about = all.get(1).is_some_and(|word| word == "about");
    let tells = telling(message).iter().any(|word| !word.contains(|char: char| char.is_ascii_digit()));
    whole && !points && !about && tells
}

/// Whether the message asks for what was said before, which no file knows.
pub fn asks_for_the_talk(message: &str) -> bool {
    let plain = words(message).join(" ");
    words(message).len() <= REMARK && TALK.iter().any(|mark| plain.contains(mark))
}

/// Whether a message can only be understood from what was said before.
fn follows(message: &str) -> bool {
    let lower = message.trim().to_lowercase();
    let own = telling(message);
    let goes_on = ["and ", "what about", "how about", "or ", "also ", "but ", "und ", "et "];
    let asks = ["which", "what", "how", "who", "whom", "whose", "where", "when", "why"];
    let whole = words(message).get(1).is_some_and(|word| asks.contains(&word.as_str()));
    let points = words(message).iter().any(|word| POINTERS.contains(&word.as_str()));
    own.is_empty()
        || own.len() <= 2 && points
        || own.len() <= 1 && (points || own.iter().all(|word| word.contains(|char: char| char.is_ascii_digit())))
        || own.len() <= if whole { 1 } else { 2 } && goes_on.iter().any(|sign| lower.starts_with(sign))
}

fn says_little(text: &str) -> bool {
    telling(text).is_empty()
}

/// The words of `text` that tell what it is about.
fn telling(text: &str) -> Vec<String> {
    // Beside a word that tells something, one that does not is left out.
    let tells = |word: &String| !AROUND.contains(&word.as_str()) && keywords(&format!("{word} x")) != "x";
    words(text).into_iter().filter(|word| tells(word) && !is_asking(word)).collect()
}

/// Whether a word is one such as `what's`.
fn is_asking(word: &str) -> bool {
    let asking = word.split_once(['\'', '’']).map_or("", |(asking, _)| asking);
    ["what", "who", "where", "how", "when", "that", "there", "it", "let", "i", "you", "don"].contains(&asking)
}

fn words(text: &str) -> Vec<String> {
    text.split_whitespace().map(bare).filter(|word| !word.is_empty()).collect()
}

fn bare(word: &str) -> String {
    word.trim_matches(|char: char| !char.is_alphanumeric()).to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_tells_is_searched_for() {
        for (message, query) in [
            ("Using the files you have available, what's Filip's favorite food?", "Filip's favorite food"),
            ("According to the attached document, please tell me who owns Lorvik.", "owns Lorvik"),
            ("2023年10月底公司有多少员工？", "2023年10月底公司有多少员工？"),
            ("Where are the files?", "files"),
        ] {
            assert_eq!(read(message).query, query, "{message}");
        }
    }

    #[test]
    fn follow_ups_are_told_from_questions() {
        for (message, expected) in [
            ("And in 2022?", true),
            ("In 2022?", true),
            ("What about Europe?", true),
            ("How much is it?", true),
            ("How many people live there?", true),
            ("Why?", true),
            ("And which does the green team like?", false),
            ("And how long is the pump covered by the warranty?", false),
            ("Warranty?", false),
            ("返品は何日以内に可能ですか。", false),
        ] {
            assert_eq!(follows(message), expected, "{message}");
        }
        assert_eq!(joined("And in 2022?", "What was revenue in 2023?"), "What was revenue in And in 2022?");
    }

    #[test]
    fn two_questions_of_a_sentence_are_told_apart() {
        for (message, expected) in [
            (
                "How many work there at Veltora, and what is the rent?",
                &["How many work there at Veltora", "what is the rent?"][..],
            ),
            (
                "Who is the mayor of Brezno and how many people live there?",
                &["Who is the mayor of Brezno", "how many people live there?"],
            ),
            ("Who founded it and when?", &["Who founded it and when?"]),
            ("Norway and Denmark, and which else?", &["Norway and Denmark, and which else?"]),
            ("Is rice and what else is in it good?", &["Is rice", "what else is in it good?"]),
        ] {
            assert_eq!(halves(message), expected, "{message}");
        }
        let mayor = "What's the mayor of Brezno called?";
        assert_eq!(joined("how many people live there?", mayor), "Brezno how many people live there?");
        assert!(stands_alone("And who is the auditor?") && !stands_alone("And what does it cost?"));
        assert!(!stands_alone("What about Europe?") && !stands_alone("And in 2022?"));
        assert!(asks_for_the_talk("What did I ask you first?") && !asks_for_the_talk("Who is the tenant?"));
        assert_eq!(read("What is the read timeout?").query, "read timeout");
    }

    #[test]
    fn requests_for_all_and_remarks_are_told_apart() {
        for message in ["Summarize the attached report", "What is this document about?", "Give me the key points."] {
            assert!(asks_for_all(message), "{message}");
        }
        for message in ["What is the refund policy about?", "Tell me about Calderane's revenue", "Who owns it?"] {
            assert!(!asks_for_all(message), "{message}");
        }
        assert!(is_thanks("Thank you, that was helpful.") && !is_thanks("Thanks! And what does it cost?"));
        assert!(is_of_the_talk("Can you repeat that?") && is_of_the_talk("Write a haiku about it."));
        assert!(!is_of_the_talk("Can I translate the contract?"));
    }
}
