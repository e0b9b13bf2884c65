//! Texts that the user hands over: to be shortened, or code to be looked at.

use super::super::words::words;

const MOST_WORDS: usize = 40;
const FENCE: &str = "```";

/// The text of "Summarize this: …".
pub fn to_shorten(text: &str, lower: &str) -> Option<String> {
    let verbs = ["summarize", "summarise", "summary of", "shorten", "tl;dr"];
    let at = verbs.iter().find_map(|verb| Some(lower.find(verb)? + verb.len())).filter(|at| *at < 60)?;
    let rest = text.get(at..)?;
    let cut = rest.find([':', '\n']).filter(|cut| *cut < 80)?;
    let body = rest[cut + 1..].trim().trim_matches(['"', '“', '”']);
    (words(body).len() >= 4).then(|| body.to_owned())
}

/// The first sentences of a text, as far as they fit into a few words.
pub fn shortened(text: &str) -> String {
    let mut kept = String::new();
    for sentence in text.split_inclusive(['.', '!', '?', '\n']).map(str::trim).filter(|part| !part.is_empty()) {
        let count = kept.split_whitespace().count();
        let next = sentence.split_whitespace().count();
        if kept.is_empty() && next > MOST_WORDS {
            let short: Vec<&str> = sentence.split_whitespace().take(MOST_WORDS).collect();
            return format!("In short: {} …", short.join(" "));
        }
        // About half of a short text, and never all of a long one.
        if !kept.is_empty() && (count + next > MOST_WORDS || 2 * (count + next) > text.split_whitespace().count()) {
            break;
        }
        if !kept.is_empty() {
            kept.push(' ');
        }
        kept += sentence;
    }
    format!("In short: {kept}")
}

/// The code of "Fix this code: …".
pub fn to_mend(text: &str, lower: &str) -> Option<String> {
    const VERBS: [&str; 9] = [
        "fix",
        "debug",
        "correct",
        "refactor",
        "review",
        "improve",
        "optimize",
        "what is wrong with",
        "what's wrong with",
    ];
    let head: String = lower.chars().take(60).collect();
    let verb = VERBS.iter().any(|verb| head.contains(verb));
    let noun = ["code", "function", "script", "bug", "program", "query", "snippet"].iter().any(|n| head.contains(n));
    if !verb || !(noun || text.contains(FENCE)) {
        return None;
    }
    let code = match text.split_once(FENCE) {
        Some((_, rest)) => rest.split(FENCE).next()?,
        None => &text[text.find([':', '\n'])? + 1..],
    };
    let code = code.trim_matches(['\n', '\r']);
    let code = if text.contains(FENCE) { code } else { code.trim().trim_matches('`') };
    (!code.trim().is_empty()).then(|| code.to_owned())
}

/// The code back in a block. A fenced block keeps the language on its first line.
pub fn handed_back(code: &str, fenced: bool) -> String {
    let gap = if fenced { "" } else { "\n" };
    format!(
        "Here is the code as you sent it. I have not changed anything: without a model, I cannot judge what it should do.\n\n{FENCE}{gap}{code}\n{FENCE}"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_shortened() {
        for (text, short) in [
            ("Summarize this: Bees make honey. They live in hives. They dance.", "In short: Bees make honey."),
            (
                "Please summarise the following text:\nOne two three four five six.",
                "In short: One two three four five six.",
            ),
        ] {
            let given = to_shorten(text, &text.to_ascii_lowercase()).unwrap();
            assert_eq!(shortened(&given), short);
        }
        assert_eq!(to_shorten("Summarize our talk", "summarize our talk"), None);
    }

    #[test]
    fn code_comes_back() {
        for (text, code) in [
            ("Fix this code: print('hi'", "\n```\nprint('hi'\n```"),
            ("Can you debug this?\n```python\nx = 1\n```", "\n```python\nx = 1\n```"),
        ] {
            let given = to_mend(text, &text.to_ascii_lowercase()).unwrap();
            assert!(handed_back(&given, text.contains("```")).ends_with(code), "{given}");
        }
        assert_eq!(to_mend("Fix my sink", "fix my sink"), None);
    }
}
