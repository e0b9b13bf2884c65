//! What to call the subject of a message in a sentence of the reply.
//!
//! "What is the capital of France?" is about "the capital of France"; a message that is no
//! noun phrase at heart is quoted instead: your question "Is water wet?".

use super::super::facts::subject;
use super::super::words::words;

const LONGEST_QUOTE: usize = 14;
const ARTICLES: [&str; 9] = ["the", "a", "an", "this", "that", "these", "those", "some", "any"];
/// First words of questions that are about a happening and not a thing.
const OPEN: [&str; 15] =
    ["why", "is", "are", "was", "were", "do", "does", "did", "should", "will", "would", "has", "have", "am", "if"];

/// A phrase for the subject, to stand after "about".
pub fn of(text: &str) -> String {
    let (subject, last) = subject::stripped(text);
    if subject.is_empty() {
        return "your request".into();
    }
    let list = words(text.get(..200).unwrap_or(text));
    let word = |i: usize| list.get(i).map_or("", String::as_str);
    let joins = matches!(word(1), "is" | "are" | "was" | "were" | "about" | "kind" | "do" | "s");
    let short = words(&subject).len() <= 3;
    let how = word(0) == "how" && matches!(word(1), "do" | "can" | "to" | "should" | "would");
    if how && matches!(last.as_deref(), Some("i" | "you" | "we" | "to" | "one")) {
        return format!("how to {subject}");
    }
    if let Some(phrase) = how_it_goes(text, word(0), word(1), last.as_deref(), &subject) {
        return phrase;
    }
    let wh = matches!(word(0), "what" | "who" | "which" | "when" | "where" | "how");
    let contracted = text.get(..8).is_some_and(|head| head.contains(['\'', '’']));
    let happening = OPEN.contains(&word(0)) || wh && !joins && !contracted;
    let wish = matches!(word(1), "need" | "want" | "would" | "wish" | "d" | "am");
    let own = matches!(word(0), "i" | "we" | "you" | "my" | "he" | "she" | "they") && !wish;
    let statement = own
        || last.is_none() && !short
        || matches!(last.as_deref(), Some("i" | "we" | "it" | "he" | "she" | "they" | "my"));
    if happening || statement {
        return quoted(text, text.contains('?'));
    }
    match last {
        Some(article) if ARTICLES.contains(&article.as_str()) => format!("{article} {subject}"),
        Some(whose) if whose == "your" => format!("my {subject}"),
        Some(_) | None => subject,
    }
}

/// "How do jet engines work?" -> "how jet engines work".
fn how_it_goes(text: &str, first: &str, second: &str, last: Option<&str>, subject: &str) -> Option<String> {
    if last == Some("how") && !matches!(second, "is" | "are" | "was" | "were") {
        return Some(format!("how {subject}"));
    }
    if first != "how" || !matches!(second, "do" | "does") {
        return None;
    }
    let clause = text.split(['?', '!', '.', '\n']).next().unwrap_or(text);
    let list: Vec<&str> = clause.split_whitespace().skip(2).collect();
    let verb = *list.last()?;
    let known = matches!(verb, "work" | "function" | "happen" | "operate" | "form" | "grow" | "move" | "start" | "end");
    let short = (2..=LONGEST_QUOTE).contains(&list.len());
    if !short || second == "does" && !known {
        return None;
    }
    let ending = if second == "does" { "s" } else { "" };
    Some(format!("how {}{ending}", list.join(" ")))
}

/// A topic without the words around its quotation.
pub fn inner(topic: &str) -> &str {
    let said = ["your question \"", "your message \""].iter().find_map(|lead| topic.strip_prefix(lead));
    said.map_or(topic, |said| said.trim_end_matches('"'))
}

fn quoted(text: &str, question: bool) -> String {
    let list: Vec<&str> = text.split_whitespace().take(LONGEST_QUOTE + 1).collect();
    let whole = list.len() <= LONGEST_QUOTE && text.chars().count() <= 120;
    let shown = list[..list.len().min(LONGEST_QUOTE)].join(" ");
    let shown: String = shown.chars().take(120).collect();
    let dots = if whole { "" } else { " …" };
    format!("your {} \"{shown}{dots}\"", if question { "question" } else { "message" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn subjects_have_names() {
        for (text, phrase) in [
            ("What is the capital of France?", "the capital of France"),
            ("Explain gravity", "gravity"),
            ("How do I bake bread?", "how to bake bread"),
            ("Is water wet?", "your question \"Is water wet?\""),
            ("Who won the cup?", "your question \"Who won the cup?\""),
            ("Who was Napoleon?", "Napoleon"),
            ("Write a poem about the sea", "the sea"),
            ("I like trains a lot", "your message \"I like trains a lot\""),
            ("Tell me a joke", "a joke"),
            ("how do jet engines work", "how jet engines work"),
            ("Can you explain how jet engines work?", "how jet engines work"),
            ("How does a car work?", "how a car works"),
            ("", "your request"),
        ] {
            assert_eq!(of(text), phrase);
        }
    }
}
