//! Names, roles and phrases quoted from instructions.

use super::super::words::{head, words};

const LONGEST_NAME: usize = 60;
const LONGEST_PHRASE: usize = 300;

/// How the instructions want the user to be addressed.
pub fn addressed_as(instructions: &str) -> Option<&str> {
    const MARKS: [&str; 10] = [
        "address the user as ",
        "address them as ",
        "address me as ",
        "call the user ",
        "refer to the user as ",
        "the user's name is ",
        "the user is named ",
        "the name of the user is ",
        "greet the user as ",
        "user name is ",
    ];
    let instructions = head(instructions);
    let lower = instructions.to_ascii_lowercase();
    let start = MARKS.iter().find_map(|mark| Some(lower.find(mark)? + mark.len()))?;
    let rest = &instructions[start..];
    if let Some(quoted) = quoted(rest) {
        return Some(quoted);
    }
    let mut end = rest.len();
    for (at, c) in rest.char_indices() {
        let titled = ["Dr", "Mr", "Mrs", "Ms", "Prof", "St"].iter().any(|title| rest[..at].ends_with(title));
        let stop = matches!(c, ',' | ';' | '!' | '?' | '\n' | '(' | ':') || c == '.' && !titled;
        let joined = [" and ", " in ", " when", " at ", " who", " whenever", " because", " since", " by "]
            .iter()
            .any(|word| rest[at..].starts_with(word));
        if stop || joined || at > LONGEST_NAME {
            end = at;
            break;
        }
    }
    let name = rest[..end].trim();
    (!name.is_empty() && name.len() <= LONGEST_NAME).then_some(name)
}

/// The inside of the quotes at the very start.
fn quoted(text: &str) -> Option<&str> {
    let text = text.trim_start();
    let close = match text.chars().next()? {
        '"' => '"',
        '\'' => '\'',
        '“' => '”',
        '`' => '`',
        _ => return None,
    };
    let inner = &text[text.chars().next()?.len_utf8()..];
    let end = inner.find(close)?;
    (end > 0 && end <= LONGEST_PHRASE).then(|| &inner[..end])
}

/// The phrase of "always end your replies with …".
pub fn phrase_after<'a>(instructions: &'a str, verbs: &[&str]) -> Option<&'a str> {
    let lower = instructions.to_ascii_lowercase();
    for (at, _) in lower.match_indices(" with ") {
        let clause = lower[..at].rsplit(['.', '\n', ';', ',']).next().unwrap_or("");
        let list = words(clause);
        let verb = list.iter().any(|word| verbs.contains(&word.as_str()));
        let reply = list.iter().any(|word| {
            matches!(
                word.as_str(),
                "reply"
                    | "replies"
                    | "response"
                    | "responses"
                    | "answer"
                    | "answers"
                    | "message"
                    | "messages"
                    | "always"
                    | "it"
                    | "sentence"
            )
        });
        if !verb || !reply || list.len() > 12 {
            continue;
        }
        let rest = instructions[at + " with ".len()..].trim_start();
        let rest = ["the phrase ", "the words ", "the word ", "the text ", "the sentence ", "exactly "]
            .iter()
            .find_map(|lead| rest.strip_prefix(lead))
            .unwrap_or(rest);
        let rest = rest.strip_prefix(": ").unwrap_or(rest);
        if let Some(inner) = quoted(rest) {
            return Some(inner);
        }
        let end = rest.find(['\n']).unwrap_or(rest.len());
        let line = &rest[..end];
        let end = line.find(". ").unwrap_or_else(|| line.trim_end_matches('.').len());
        return Some(line[..end].trim()).filter(|text| !text.is_empty() && text.len() <= LONGEST_PHRASE);
    }
    None
}

/// The name of "You are Captain Redbeard.", "Your name is Ada".
pub fn persona(instructions: &str) -> Option<&str> {
    let lower = instructions.to_ascii_lowercase();
    ["your name is ", "you are called ", "you are named ", "you are ", "you're "].iter().find_map(|mark| {
        let rest = &instructions[lower.find(mark)? + mark.len()..];
        let stop = |at: &usize| {
            let joined = [" and ", " who ", " the ", " a ", " an ", " from ", " of "];
            joined.iter().any(|word| rest[*at..].starts_with(word))
        };
        let end = rest.find(['.', ',', ';', '\n', '!', ':', '(', '?']).unwrap_or(rest.len());
        let cut = rest[..end].char_indices().map(|(at, _)| at).find(stop).unwrap_or(end);
        let name = rest[..cut].trim().trim_matches(['"', '“', '”', '\'']);
        let proper = name.split(' ').all(|word| word.starts_with(char::is_uppercase));
        let article = name.to_ascii_lowercase().starts_with("a ") || name.contains("AI");
        (!name.is_empty() && proper && !article && name.split(' ').count() <= 4).then_some(name)
    })
}

/// The role of "You are a personal math tutor."; plain assistants have none.
pub fn role(instructions: &str) -> Option<String> {
    let lower = instructions.to_ascii_lowercase();
    let marks = ["you are a ", "you are an ", "you're a ", "act as a ", "act as an ", "you are the "];
    let start =
        marks.iter().filter_map(|mark| Some((lower.find(mark)?, mark.len()))).min().map(|(at, length)| at + length)?;
    let rest = &instructions[start..];
    let end = rest.find(['.', ',', ';', '\n', '!', ':', '(']).unwrap_or(rest.len());
    let clause = &rest[..end];
    let lower = clause.to_ascii_lowercase();
    let cut =
        [" who ", " that ", " which ", " for ", " with ", " designed", " working", " and ", " to ", " in ", " at "]
            .iter()
            .filter_map(|mark| lower.find(mark))
            .min();
    let role = clause[..cut.unwrap_or(clause.len())].trim();
    let plain = words(role).iter().all(|word| {
        matches!(
            word.as_str(),
            "helpful"
                | "assistant"
                | "ai"
                | "friendly"
                | "useful"
                | "bot"
                | "chatbot"
                | "test"
                | "very"
                | "model"
                | "language"
                | "large"
        )
    });
    (!role.is_empty() && !plain && role.split(' ').count() <= 6).then(|| role.to_owned())
}
