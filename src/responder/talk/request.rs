//! What kind of reply a message asks for.
//!
//! Read from the words alone, most particular first. What is not recognised is a question
//! or a statement.

use super::super::words::words;
use super::{Role, Turn, counts, echo, memory, table};

/// A kind of reply.
#[derive(Clone, Debug, PartialEq)]
pub enum Ask {
    /// The message is empty.
    Nothing,
    /// "Hello".
    Greeting,
    /// "How are you?"
    Wellbeing,
    /// "Thanks".
    Thanks,
    /// "Goodbye".
    Farewell,
    /// "Who are you?"
    Identity,
    /// "Say this is a test".
    Echo(String),
    /// "My name is …".
    Introduced(String),
    /// Something the user said before.
    Recall(String),
    /// A change to a table of an earlier reply.
    Amend,
    /// A table.
    Table,
    /// A list of so many items; all there are, if not said.
    List(Option<usize>),
    /// So many words.
    Words(usize),
    /// A haiku.
    Haiku,
    /// A poem.
    Poem,
    /// Code in a language.
    Code(&'static str),
    /// JSON.
    Json,
    /// A translation.
    Translation {
        /// What to translate.
        text: String,
        /// Into which language.
        language: String,
    },
    /// A summary.
    Summary,
    /// Some other question.
    Question,
    /// Anything else.
    Statement,
}

const LANGUAGES: [&str; 13] =
    ["python", "javascript", "typescript", "java", "rust", "go", "c", "ruby", "bash", "sql", "php", "kotlin", "swift"];
/// What the text asks for.
pub fn read(text: &str, earlier: &[Turn<'_>]) -> Ask {
    let list = words(text);
    if list.is_empty() {
        return Ask::Nothing;
    }
    let lower = text.to_ascii_lowercase();
    let known = echo::read(text, &lower)
        .map(Ask::Echo)
        .or_else(|| politeness(&list))
        .or_else(|| memory::introduced(text).map(Ask::Introduced))
        .or_else(|| memory::recall(text, earlier).map(Ask::Recall));
    known.or_else(|| form(text, &lower, &list, earlier)).unwrap_or_else(|| {
        let asks = [
            "what", "who", "where", "when", "why", "how", "which", "is", "are", "can", "do", "does", "could", "should",
        ];
        if text.contains('?') || asks.contains(&list[0].as_str()) { Ask::Question } else { Ask::Statement }
    })
}

fn politeness(list: &[String]) -> Option<Ask> {
    let only = |allowed: &str| list.iter().all(|word| allowed.split(' ').any(|w| w == word));
    let any = |wanted: &str| list.iter().any(|word| wanted.split(' ').any(|w| w == word));
    let around = "there assistant world everyone all friend again my dear user to you nice meet how are doing today is it going the and so very much a lot for your help that great ok okay now then evening morning afternoon good day have see later soon";
    let allowed = |core: &str| only(&format!("{core} {around}"));
    if any("thanks thank thx cheers") && allowed("thanks thank thx cheers") {
        return Some(Ask::Thanks);
    }
    if any("bye goodbye farewell") && allowed("bye goodbye farewell") {
        return Some(Ask::Farewell);
    }
    let greets =
        any("hi hello hey greetings howdy") || list.len() <= 4 && any("morning afternoon evening") && any("good");
    if greets && allowed("hi hello hey greetings howdy") {
        return Some(if any("how") { Ask::Wellbeing } else { Ask::Greeting });
    }
    let joined = list.join(" ");
    match joined.as_str() {
        "how are you" | "how are you doing" | "how are you today" | "how is it going" => Some(Ask::Wellbeing),
        "who are you" | "what are you" | "what can you do" | "what is your name" | "what do you do"
        | "introduce yourself" => Some(Ask::Identity),
        _ => None,
    }
}

fn form(text: &str, lower: &str, list: &[String], earlier: &[Turn<'_>]) -> Option<Ask> {
    let has = |wanted: &[&str]| list.iter().any(|word| wanted.contains(&word.as_str()));
    let changes = has(&[
        "add", "append", "insert", "extend", "include", "remove", "delete", "drop", "update", "change", "expand", "put",
    ]);
    let parts = has(&["table", "row", "rows", "column", "columns", "value", "values", "entry", "entries", "it"]);
    let shown = earlier.iter().any(|turn| turn.role == Role::Assistant && table::find(turn.text).is_some());
    if changes && parts && shown {
        return Some(Ask::Amend);
    }
    let seat = has(&["book", "reserve", "reservation", "tennis", "restaurant"]);
    if has(&["table", "tabular", "spreadsheet"]) && !seat {
        return Some(Ask::Table);
    }
    if has(&["json"]) {
        return Some(Ask::Json);
    }
    if has(&["haiku"]) {
        return Some(Ask::Haiku);
    }
    translation(text, lower).or_else(|| counts::words(list).map(Ask::Words)).or_else(|| work(list))
}

/// Poems, code, lists, essays and summaries.
fn work(list: &[String]) -> Option<Ask> {
    let has = |wanted: &[&str]| list.iter().any(|word| wanted.contains(&word.as_str()));
    if has(&["poem", "limerick", "verse", "sonnet"]) {
        return Some(Ask::Poem);
    }
    let making = has(&["write", "create", "implement", "give", "show", "generate", "make", "build", "code"]);
    if making
        && has(&["function", "script", "program", "code", "snippet", "class", "library"])
        && !has(&["essay", "story"])
    {
        let language = LANGUAGES.iter().find(|name| list.iter().any(|word| word == *name));
        return Some(Ask::Code(language.unwrap_or(&"python")));
    }
    if let Some(count) = counts::items(list) {
        return Some(Ask::List(count));
    }
    if making && has(&["essay", "article", "report", "story", "blog", "speech"]) {
        return Some(Ask::Words(250));
    }
    has(&["summarize", "summarise", "summary", "recap"]).then_some(Ask::Summary)
}

fn translation(text: &str, lower: &str) -> Option<Ask> {
    let start = lower.find("translate ")? + "translate ".len();
    let split = [" into ", " to "].iter().filter_map(|mark| Some((lower[start..].rfind(mark)?, mark.len()))).max()?;
    let body = text[start..start + split.0].trim_matches(|c: char| c.is_whitespace() || "\"'“”`:".contains(c));
    let after = &text[start + split.0 + split.1..];
    let language = words(after).first().cloned()?;
    let rest = after.split_once(':').map(|(_, rest)| rest.trim());
    let body = rest.filter(|rest| !rest.is_empty()).unwrap_or(body).trim_matches(['"', '“', '”', '\'']);
    Some(Ask::Translation { text: body.to_owned(), language })
}
