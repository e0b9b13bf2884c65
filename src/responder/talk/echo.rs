//! Messages that ask for certain words and no others.

use super::super::words::words;

const VERBS: [&str; 14] = [
    "say ",
    "repeat after me",
    "repeat ",
    "echo ",
    "reply with ",
    "respond with ",
    "answer with ",
    "just say ",
    "only say ",
    "simply say ",
    "reply: ",
    "reply only with ",
    "respond only with ",
    "just reply with ",
];
const LEADS: [&str; 8] =
    ["exactly", "only", "just", "the following", "the words", "the word", "the text", "the phrase"];
const TAILS: [&str; 4] = [" and nothing else", ", nothing else", " nothing else", " and nothing more"];
/// What follows is described and not given: "say something nice".
const DESCRIBED: &str = "a an json something your it that some the only what in one two valid";

/// The words of "Say this is a test", "Reply with exactly: OK", "repeat after me: …".
pub fn read(text: &str, lower: &str) -> Option<String> {
    let start = lower.strip_prefix("please ").map_or(0, |_| "please ".len());
    let verbs = VERBS.iter().filter(|verb| lower[start..].starts_with(*verb));
    let verb = verbs.max_by_key(|verb| verb.len())?;
    let rest = without_leads(text[start + verb.len()..].trim_start_matches([' ', ':']));
    let quotes = ['"', '“', '”', '`', '\''];
    let inner = rest.strip_prefix(quotes).and_then(|rest| rest.split(quotes).next());
    if let Some(inner) = inner.filter(|inner| !inner.is_empty()) {
        return Some(inner.to_owned());
    }
    if lower.contains("yes or no") || lower.contains("yes/no") {
        return Some("Yes.".into());
    }
    let first = words(rest).into_iter().next()?;
    // What stands behind a colon is given, whatever it begins with.
    let given = text[..text.len() - rest.len()].trim_end().ends_with(':');
    if !given && DESCRIBED.split(' ').any(|word| word == first) {
        return None;
    }
    let small = rest.to_ascii_lowercase();
    let end = TAILS.iter().filter_map(|tail| small.find(tail)).min();
    let rest = end.map_or(rest, |end| rest[..end].trim_end_matches([',', '.']));
    let mut chars = rest.chars();
    let capital: String = chars.next()?.to_uppercase().chain(chars).collect();
    Some(capital.trim_end().to_owned())
}

/// "exactly: OK" -> "OK"; "this is a test" keeps its first word, "this: a test" does not.
fn without_leads(mut rest: &str) -> &str {
    for lead in LEADS {
        let cut = rest.get(..lead.len()).is_some_and(|head| head.eq_ignore_ascii_case(lead));
        if let Some(after) = rest.get(lead.len()..).filter(|after| cut && after.starts_with([' ', ':'])) {
            rest = after.trim_start_matches([' ', ':']);
        }
    }
    let this = rest.get(..5).is_some_and(|head| head.eq_ignore_ascii_case("this:"));
    if this { rest[5..].trim_start() } else { rest }
}
