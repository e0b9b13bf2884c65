//! What was said before: names, "my … is …", first and last questions.

use super::super::facts::subject;
use super::super::words::{capitalised, listed};
use super::{Role, Turn, topic};

const LONGEST: usize = 80;

/// The name of "My name is …" when that is all a message says.
pub fn introduced(text: &str) -> Option<String> {
    if text.contains('?') || text.split_whitespace().count() > 12 {
        return None;
    }
    let name = said(text, "my name is ").or_else(|| said(text, "call me "))?;
    Some(name.to_owned())
}

/// What follows the phrase, up to the end of the clause.
fn said<'a>(text: &'a str, phrase: &str) -> Option<&'a str> {
    let start = text.to_ascii_lowercase().find(phrase)? + phrase.len();
    let rest = &text[start..];
    let stops = ['.', ',', '!', '?', ';', '\n'];
    let end = rest.find(stops).unwrap_or(rest.len());
    let clause = &rest[..end];
    let end = clause.find(" and ").unwrap_or(clause.len());
    let value = clause[..end].trim();
    (!value.is_empty() && value.len() <= LONGEST).then_some(value)
}

/// The answer to "what is my name?", "what did I ask first?".
pub fn recall(text: &str, earlier: &[Turn<'_>]) -> Option<String> {
    let lower = text.to_ascii_lowercase();
    let users = || earlier.iter().rev().filter(|turn| turn.role == Role::User);
    let asks = ["what is my ", "what's my ", "what was my ", "whats my ", "remember my ", "tell me my ", "know my "];
    if let Some(start) = asks.iter().find_map(|mark| Some(lower.find(mark)? + mark.len())) {
        let key = lower[start..].split(['?', '.', '!', ',']).next().unwrap_or("").trim();
        if matches!(key, "first question" | "first message") {
            return users().next_back().map(|turn| quoted("Your first message was", turn.text));
        }
        if matches!(key, "last question" | "last message" | "previous question" | "previous message") {
            return users().next().map(|turn| quoted("Your previous message was", turn.text));
        }
        let key = key.strip_suffix(" again").unwrap_or(key);
        let phrase = format!("my {key} is ");
        let called = |t: &'_ str| said(t, "call me ").filter(|_| key == "name").map(str::to_owned);
        let found = users().find_map(|turn| said(turn.text, &phrase).map(str::to_owned).or_else(|| called(turn.text)));
        return found.map(|value| format!("Your {key} is {value}."));
    }
    let before = ["what did i just say", "what did i say", "what did i ask", "what did i just ask"];
    if before.iter().any(|mark| lower.contains(mark)) {
        return users().next().map(|turn| quoted("You said:", turn.text));
    }
    None
}

fn quoted(lead: &str, text: &str) -> String {
    let short: String = text.chars().take(400).collect();
    format!("{lead} \"{short}\"")
}

/// What the user's message before was about.
pub fn last_subject(earlier: &[Turn<'_>]) -> Option<String> {
    let turn = earlier.iter().rev().find(|turn| turn.role == Role::User)?;
    let topic = topic::of(turn.text);
    (topic.split(' ').count() > 1 && topic != "your request").then_some(topic)
}

/// What the conversation was about.
pub fn summary(earlier: &[Turn<'_>], subject: &str) -> String {
    let mut topics: Vec<String> = Vec::new();
    for turn in earlier.iter().filter(|turn| turn.role == Role::User) {
        let topic = subject::of(turn.text);
        if !topic.is_empty() && !topics.contains(&topic) && topics.len() < 8 {
            topics.push(topic);
        }
    }
    if topics.is_empty() {
        return format!(
            "In short: {}. The main points are the background, the details and what follows from them.",
            capitalised(subject)
        );
    }
    format!("So far we have talked about {}.", listed(&topics))
}
