//! What kind of reply a message asks for.
//!
//! Read from the words alone, most particular first. What is not recognised is a question
//! or a statement.

use super::super::words::words;
use super::{Role, Turn, counts, echo, given, memory, polite, table};

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
    /// "Ok", "lol".
    Nod,
    /// "Continue", "tell me more", "why?".
    GoOn,
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
    /// A summary of the conversation.
    Summary,
    /// A summary of this text.
    Shorten(String),
    /// Work on this code.
    Mend(String),
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
        .or_else(|| polite::of(&list))
        .or_else(|| memory::introduced(text).map(Ask::Introduced))
        .or_else(|| memory::recall(text, earlier).map(Ask::Recall))
        .or_else(|| memory::asks_topics(&lower).then_some(Ask::Summary))
        .or_else(|| (polite::goes_on(&list) && (earlier.len() > 1 || list[0] != "why")).then_some(Ask::GoOn))
        .or_else(|| given::to_mend(text, &lower).map(Ask::Mend))
        .or_else(|| given::to_shorten(text, &lower).map(Ask::Shorten));
    known.or_else(|| form(text, &lower, &list, earlier)).unwrap_or_else(|| {
        let asks = [
            "what", "who", "where", "when", "why", "how", "which", "is", "are", "can", "do", "does", "could", "should",
        ];
        if text.contains('?') || asks.contains(&list[0].as_str()) { Ask::Question } else { Ask::Statement }
    })
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
    let whole = has(&["conversation", "chat", "discussion", "far", "we", "our", "thread", "everything", "talk"]);
    let short = list.len() <= 4 && has(&["it", "that", "this", "please"]) || list.len() == 1;
    (has(&["summarize", "summarise", "summary", "recap"]) && (whole || short)).then_some(Ask::Summary)
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
