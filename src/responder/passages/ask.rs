//! What a message asks the files: its questions, and what to search for.

use super::super::Context;
use crate::retrieval::keywords;

/// Questions of one message that are looked up apart.
const QUESTIONS: usize = 5;
/// A message of more words is no mere remark.
const REMARK: usize = 12;

/// Words that only speak of asking and of files.
const AROUND: [&str; 53] = [
    "according",
    "answer",
    "attached",
    "attachment",
    "attachments",
    "available",
    "base",
    "based",
    "check",
    "context",
    "document",
    "documents",
    "explain",
    "file",
    "files",
    "find",
    "give",
    "help",
    "hello",
    "hey",
    "hi",
    "info",
    "information",
    "json",
    "kindly",
    "knowledge",
    "know",
    "look",
    "me",
    "mention",
    "mentioned",
    "mentions",
    "only",
    "please",
    "provided",
    "question",
    "read",
    "refer",
    "referring",
    "say",
    "says",
    "search",
    "searching",
    "show",
    "tell",
    "thank",
    "thanks",
    "uploaded",
    "use",
    "using",
    "want",
    "within",
    "you",
];
/// Words that ask for the whole of a text.
const WHOLE: [&str; 30] = [
    "about",
    "article",
    "brief",
    "briefly",
    "content",
    "contents",
    "contain",
    "contains",
    "describe",
    "description",
    "gist",
    "key",
    "main",
    "overview",
    "paper",
    "pdf",
    "point",
    "points",
    "report",
    "sentence",
    "sentences",
    "short",
    "shortly",
    "summaries",
    "summarise",
    "summarize",
    "summary",
    "text",
    "topic",
    "topics",
];
/// Words that ask for all of it by themselves.
const SUMMARY: [&str; 9] =
    ["summar", "overview", "key point", "main point", "about", "gist", "content", "contain", "describe"];
/// Words that ask for something else to be made of what was said.
const REMAKE: [&str; 14] = [
    "repeat",
    "rephrase",
    "reword",
    "shorten",
    "translate",
    "rewrite",
    "write",
    "haiku",
    "poem",
    "song",
    "again",
    "simplify",
    "shorter",
    "summarize",
];
/// Words that point to what was said.
const POINTERS: [&str; 14] =
    ["it", "its", "that", "this", "they", "them", "their", "those", "these", "there", "same", "he", "she", "his"];

/// A question, and what is searched for to answer it.
#[derive(Debug)]
pub struct Asked {
    /// The question, without words that only speak of asking.
    pub question: String,
    /// The words of it that tell what it is about.
    pub query: String,
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
    let mut asked = Vec::new();
    for piece in pieces.into_iter().take(QUESTIONS) {
        let follows = before.filter(|_| follows(piece));
        asked.push(follows.map_or_else(|| read(piece), |before| read(&joined(piece, before))));
        before = before.filter(|_| follows.is_some()).or(Some(piece));
    }
    asked
}

/// Whether the message asks for the whole of the files, and for nothing in particular.
pub fn asks_for_all(message: &str) -> bool {
    let lower = message.to_lowercase();
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
    let plain: Vec<&str> = question.split_whitespace().filter(|word| !AROUND.contains(&bare(word).as_str())).collect();
    let plain = plain.join(" ");
    let question = if telling(&plain).is_empty() { question.to_owned() } else { plain };
    let query = keywords(&question);
    let kept: Vec<&str> = query.split_whitespace().filter(|word| !is_asking(&bare(word))).collect();
    let query = if kept.is_empty() { query } else { kept.join(" ") };
    Asked { question, query }
}

/// A follow-up with what it follows; what it says anew, as another year, takes the place of what was said.
fn joined(message: &str, before: &str) -> String {
    let is_number = |word: &&str| word.contains(|char: char| char.is_ascii_digit());
    let anew = message.split_whitespace().any(|word| is_number(&word));
    let kept: Vec<&str> = before.split_whitespace().filter(|word| !(anew && is_number(word))).collect();
    format!("{} {message}", kept.join(" "))
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
