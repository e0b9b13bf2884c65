//! What was said before: names, "my … is …", first and last questions, topics.

use super::super::words::{listed, words};
use super::{Role, Turn, polite, topic};

const LONGEST: usize = 80;
/// The answer where the name is asked for and was never told.
pub const NAMELESS: &str = "You have not told me your name yet.";
const MOST_TOPICS: usize = 12;

/// A question about oneself, how its answer was said before, and how it is repeated.
const SELF: [(&str, &[&str], &str); 6] = [
    ("where do i live", &["i live in ", "i'm living in ", "and live in "], "You live in {}."),
    ("where am i from", &["i am from ", "i'm from ", "i come from "], "You are from {}."),
    ("where do i work", &["i work at ", "i work for ", "i work in "], "You work at {}."),
    ("what do i do for", &["i work as a ", "i work as an ", "i work as "], "You work as {}."),
    ("what do i like", &["i like ", "i love "], "You like {}."),
    ("who am i", &["my name is ", "call me "], "You are {}."),
];

/// The name of "My name is …" when that is all a message says.
pub fn introduced(text: &str) -> Option<String> {
    if text.contains('?') || text.split_whitespace().count() > 12 {
        return None;
    }
    let name = said(text, "my name is ").or_else(|| said(text, "call me "))?;
    Some(name)
}

/// British and American spelling made one.
fn spelled(text: &str) -> String {
    text.replace("favourite", "favorite").replace("colour", "color").replace('’', "'")
}

/// What follows the phrase, up to the end of the clause.
fn said(text: &str, phrase: &str) -> Option<String> {
    let text = spelled(text);
    let lower = text.to_ascii_lowercase();
    let at = lower.match_indices(phrase).map(|(at, _)| at).find(|at| {
        // "do I live in" asks, and "army call" is another word.
        let before = lower[..*at].trim_end();
        let inside = lower[..*at].ends_with(char::is_alphanumeric);
        !inside && !before.ends_with(" do") && !before.ends_with("what")
    })?;
    let rest = &text[at + phrase.len()..];
    let end = rest.find(['.', ',', '!', '?', ';', '\n']).unwrap_or(rest.len());
    let clause = &rest[..end];
    let value = clause[..clause.find(" and ").unwrap_or(clause.len())].trim();
    (!value.is_empty() && value.len() <= LONGEST).then(|| value.to_owned())
}

/// The age of "I am 41 years old", "I'm 41".
fn age(text: &str) -> Option<String> {
    let marks = ["i am ", "i'm ", "my age is "];
    let clauses = text.split([',', '.', ';', '\n']).flat_map(|part| part.split(" and "));
    clauses.flat_map(|clause| marks.iter().map(move |mark| (clause, mark))).find_map(|(clause, mark)| {
        let value = said(clause, mark)?;
        let mut parts = value.split_whitespace();
        let number = parts.next().filter(|word| word.len() <= 3 && word.bytes().all(|b| b.is_ascii_digit()))?;
        let next = parts.next().unwrap_or("");
        (next.is_empty() || next.starts_with("year")).then(|| number.to_owned())
    })
}

/// The answer to "what is my name?", "what did I ask first?".
pub fn recall(text: &str, earlier: &[Turn<'_>]) -> Option<String> {
    let lower = spelled(&text.to_ascii_lowercase());
    let users = || earlier.iter().rev().filter(|turn| turn.role == Role::User);
    if let Some(order) = asked_before(&lower) {
        let turn = if order == Order::First { users().next_back() } else { users().next() };
        return Some(match turn {
            Some(turn) if order == Order::First => quoted("Your first message was", turn.text),
            Some(turn) => quoted("Your previous message was", turn.text),
            None => "This is your first message, so there is nothing before it.".into(),
        });
    }
    if ["how old am i", "what is my age", "what's my age"].iter().any(|mark| lower.contains(mark)) {
        let found = users().find_map(|turn| age(turn.text));
        return Some(
            found.map_or("You have not told me how old you are.".into(), |n| format!("You are {n} years old.")),
        );
    }
    if let Some((_, phrases, form)) = SELF.iter().find(|(ask, ..)| lower.starts_with(ask)) {
        let found = users().find_map(|turn| phrases.iter().find_map(|phrase| said(turn.text, phrase)));
        return Some(found.map_or("You have not told me that yet.".into(), |value| form.replace("{}", &value)));
    }
    own(text, earlier).or_else(|| noted(text, &lower))
}

/// "What is my favorite color?"
fn own(text: &str, earlier: &[Turn<'_>]) -> Option<String> {
    let text = text.replace('’', "'");
    let lower = text.to_ascii_lowercase();
    let asks = ["what is my ", "what's my ", "what was my ", "whats my ", "remember my ", "tell me my ", "know my "];
    let start = asks.iter().find_map(|mark| Some(lower.find(mark)? + mark.len()))?;
    let key = text[start..].split(['?', '.', '!', ',']).next().unwrap_or("").trim();
    let key = key.strip_suffix(" again").unwrap_or(key);
    let plain = spelled(&key.to_ascii_lowercase());
    let phrases = [format!("my {plain} is "), format!("my {plain}'s ")];
    let found = earlier.iter().rev().filter(|turn| turn.role == Role::User).find_map(|turn| {
        let named = || said(turn.text, "call me ").filter(|_| plain == "name");
        phrases.iter().find_map(|phrase| said(turn.text, phrase)).or_else(named)
    });
    let asked = lower.starts_with("what") || lower.contains("remember my ") && lower.contains('?');
    let short = (1..=3).contains(&key.split_whitespace().count());
    let unknown = || (asked && short).then(|| format!("You have not told me your {key} yet."));
    found.map(|value| format!("Your {key} is {value}.")).or_else(unknown)
}

/// "Remember that my favourite color is teal."
fn noted(text: &str, lower: &str) -> Option<String> {
    let leads = [
        "please remember that ",
        "remember that ",
        "please remember: ",
        "remember: ",
        "note that ",
        "please remember my ",
        "remember my ",
    ];
    let lead = leads.iter().find(|lead| lower.starts_with(*lead))?;
    let kept = lead.trim_end_matches("my ").len();
    let rest = text.get(kept..)?.trim();
    (!rest.is_empty() && !lower.contains('?')).then(|| quoted("I have noted what you said:", rest))
}

/// Which of the earlier messages is asked for.
#[derive(Clone, Copy, PartialEq)]
enum Order {
    First,
    Previous,
}

fn asked_before(lower: &str) -> Option<Order> {
    let list = words(lower);
    let has = |word: &str| list.iter().any(|w| w == word);
    let joined = list.join(" ");
    let marks = [
        "what did i ask",
        "what did i say",
        "what did i just",
        "what did i first",
        "what did i last",
        "what was my first",
        "what was my last",
        "what was my previous",
        "what is my first",
        "what is my last",
        "what is my previous",
        "first thing i",
        "last thing i",
    ];
    let noun = !joined.contains("my") || has("question") || has("message");
    if list.len() > 14 || !noun || !marks.iter().any(|mark| joined.contains(mark)) || has("about") {
        return None;
    }
    Some(if has("first") { Order::First } else { Order::Previous })
}

fn quoted(lead: &str, text: &str) -> String {
    let short: String = text.chars().take(400).collect();
    format!("{lead} \"{short}\"")
}

/// Whether the message asks what the conversation was about.
pub fn asks_topics(lower: &str) -> bool {
    let list = words(lower);
    let joined = list.join(" ");
    let about = ["we talk", "we talked", "we discuss", "we discussed", "we been talking", "we been discussing"];
    let asks = ["what have", "what did", "what were", "what are"].iter().any(|mark| joined.starts_with(mark));
    asks && (about.iter().any(|mark| joined.contains(mark)) || joined.contains("we talking about"))
}

/// The topic of a message that has one of its own.
fn own_topic(text: &str) -> Option<String> {
    let list = words(text);
    let lower = text.to_ascii_lowercase();
    if list.is_empty()
        || introduced(text).is_some()
        || polite::of(&list).is_some()
        || polite::goes_on(&list)
        || asked_before(&lower).is_some()
    {
        return None;
    }
    let topic = topic::of(text);
    (topic != "your request" && !asks_topics(&lower)).then_some(topic)
}

/// What the user's last message with a topic was about.
pub fn last_subject(earlier: &[Turn<'_>]) -> Option<String> {
    earlier.iter().rev().filter(|turn| turn.role == Role::User).find_map(|turn| own_topic(turn.text))
}

/// What the conversation was about.
pub fn summary(earlier: &[Turn<'_>]) -> String {
    let mut topics: Vec<String> = Vec::new();
    for turn in earlier.iter().filter(|turn| turn.role == Role::User) {
        if let Some(topic) = own_topic(turn.text).filter(|topic| !topics.contains(topic) && topics.len() < MOST_TOPICS)
        {
            topics.push(topic);
        }
    }
    if topics.is_empty() {
        return "We have not talked about anything in particular yet.".into();
    }
    format!("So far we have talked about {}.", listed(&topics))
}
