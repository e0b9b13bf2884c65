//! What a message is about, as a noun phrase taken from it.
//!
//! "Write a 500 word essay on the history of Rome, please" is about "history of Rome". The
//! phrase is cut out by dropping the words of asking; nothing is understood.

use std::collections::HashSet;
use std::sync::OnceLock;

use super::super::words::{LOOKED_AT, words};

/// Words of asking and of form, dropped from the front.
const LEAD: &str = "a an the some any my our your their this that these those i we you me us it he she they please pls kindly could can would will shall should may might must do does did is are was were be am been have has had let lets let's what whats what's which who whos who's whom whose when where why how much many well long far old often to of for in on at by with and or so also just now then next want wants need needs like love wish try help helping show tell give get make create write draft compose build generate produce prepare provide list name describe explain explaining define summarize summarise outline discuss compare think know say answer respond reply find look search up out teach learn translate convert draw plot compute calculate solve solving all about regarding concerning brief short quick long simple detailed nice good example examples table tables list lists essay essays poem haiku story paragraph article text summary overview report letter email description explanation words word sentences sentence items item bullet points point json code function script program ways reasons facts tips ideas steps if i'm im i'd i'll there's hello hi hey ok okay yes";

/// Phrases that end the subject.
const TAILS: [&str; 26] = [
    " saying",
    ", limit",
    " limit ",
    " to the table",
    " please",
    " for me",
    " thanks",
    " thank you",
    " in a table",
    " as a table",
    " in table",
    " as json",
    " in json",
    " in french",
    " in spanish",
    " in german",
    " and put",
    " in one sentence",
    " in a sentence",
    " in about",
    " briefly",
    " step by step",
    " using code",
    " in exactly",
    " to me",
    " in at least",
];

const LONGEST: usize = 12;
const LONGEST_TEXT: usize = 160;

/// The subject of a message; empty if nothing remains.
pub fn of(text: &str) -> String {
    stripped(text).0
}

/// The subject, and the last word of asking that was dropped before it.
pub fn stripped(text: &str) -> (String, Option<String>) {
    let sentence = text.split(['?', '!', '\n', ';']).map(first_sentence).find(|part| words(part).len() > 1);
    let sentence = sentence.unwrap_or_else(|| first_sentence(text)).trim();
    let after_about = ["about ", "titled ", "entitled "].iter().find_map(|mark| {
        let at = sentence.to_ascii_lowercase().find(&format!(" {mark}"))?;
        sentence.get(at + mark.len() + 1..)
    });
    let body = after_about.unwrap_or(sentence);
    let about = after_about.map(|_| "about".to_owned());
    let (rest, last) = without_lead(body);
    let (rest, last) = if rest.is_empty() { (body, None) } else { (rest, last.or(about)) };
    let phrase = cut_tail(rest);
    let kept: Vec<&str> = phrase.split_whitespace().take(LONGEST).collect();
    let text = kept.join(" ");
    let text = text.trim_matches(|c: char| matches!(c, ',' | '.' | ':' | '"' | '`' | '“' | '”' | ' '));
    // A single endless word is no subject.
    if text.chars().count() > LONGEST_TEXT {
        return (text.chars().take(LONGEST_TEXT).collect(), last);
    }
    (text.to_owned(), last)
}

/// Up to a full stop that ends a sentence, not one inside a number or an address.
fn first_sentence(text: &str) -> &str {
    match text.find(". ") {
        Some(end) => &text[..end],
        None => text,
    }
}

/// Whether a word is one of asking.
fn leads(word: &str) -> bool {
    static SET: OnceLock<HashSet<&str>> = OnceLock::new();
    SET.get_or_init(|| LEAD.split(' ').collect()).contains(word)
}

/// The text without its words of asking, and the last of these.
fn without_lead(mut text: &str) -> (&str, Option<String>) {
    let mut last = None;
    loop {
        text = text.trim_start_matches(|c: char| c.is_whitespace() || ",:`\"(-*#".contains(c));
        let Some(word) = text.split_whitespace().next() else {
            return (text, last);
        };
        let bare = word.trim_matches([',', '.', ':', '\'', '"']).to_lowercase().replace('’', "'");
        let counted = bare.strip_suffix("-word").unwrap_or(&bare);
        let number = !counted.is_empty() && counted.bytes().all(|b| b.is_ascii_digit() || b == b',');
        let rest = &text[word.len()..];
        // A number opens a subject only when it belongs to it: "3 dogs" yes, "500 words" no.
        let form = rest.split_whitespace().next().is_some_and(|next| leads(&next.to_lowercase()));
        let dropped = leads(&bare) || number && (form || counted.len() < bare.len());
        if !dropped {
            return (text, last);
        }
        last = Some(bare);
        text = rest;
    }
}

fn cut_tail(text: &str) -> &str {
    let lower = text.to_ascii_lowercase();
    let end = TAILS.iter().filter_map(|tail| lower.find(tail)).min().unwrap_or(text.len());
    &text[..end]
}

/// The happening a sentence tells of: "… are going to a science fair on Friday" -> "science fair".
pub fn happening(text: &str) -> Option<String> {
    const OPENERS: [&str; 9] = ["to", "for", "have", "having", "attend", "attending", "schedule", "plan", "the"];
    const ENDS: [&str; 16] = [
        "on", "at", "in", "with", "for", "next", "this", "tomorrow", "today", "tonight", "from", "and", "by", "is",
        "to", "starting",
    ];
    let list: Vec<&str> = text.split_whitespace().take(LOOKED_AT / 10).collect();
    let bare = |word: &str| word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    for pair in list.windows(2).enumerate() {
        let (at, [opener, article]) = pair else {
            continue;
        };
        let fits = OPENERS.contains(&bare(opener).as_str())
            && matches!(bare(article).as_str(), "a" | "an" | "the" | "our" | "my");
        if !fits {
            continue;
        }
        let mut phrase = Vec::new();
        for word in list[at + 2..].iter().take(5) {
            if ENDS.contains(&bare(word).as_str()) {
                break;
            }
            phrase.push(bare(word));
            if word.ends_with(['.', ',', '!', '?']) {
                break;
            }
        }
        if !phrase.is_empty() {
            return Some(phrase.join(" "));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_have_subjects() {
        for (message, subject) in [
            ("What are the main causes of World War 1? Put them in a table", "main causes of World War 1"),
            ("Create a table of the planets", "planets"),
            ("Write a 500 word essay on the history of Rome, please", "history of Rome"),
            ("Tell me a joke", "joke"),
            (
                "Can you help me write an API library to interact with the OpenAI API please?",
                "API library to interact with the OpenAI API",
            ),
            ("What is the capital of France?", "capital of France"),
            ("Hello", "Hello"),
            ("Can you tell me about black holes?", "black holes"),
            ("", ""),
        ] {
            assert_eq!(of(message), subject, "{message}");
        }
        assert_eq!(happening("Alice and Bob are going to a science fair on Friday.").as_deref(), Some("science fair"));
    }
}
