//! Plain replies: the right form for what is asked, about the right subject, in the manner
//! the instructions want.
//!
//! ```text
//! instructions ─> manner ┐
//! last turn ──> request ─┼─> reply
//! earlier turns ─> memory┘   (plain, table, prose, forms, given, known, tongue)
//! ```
//!
//! Nothing here knows the world, except for a few small sets; where knowledge would be
//! needed, the reply stays neutral and says the same every time.

mod address;
mod counts;
mod echo;
mod forms;
mod given;
mod known;
mod manner;
mod memory;
mod plain;
mod polite;
mod prose;
mod request;
mod table;
#[cfg(test)]
mod tests;
mod tongue;
mod topic;

pub use address::addressed_as;

use super::facts::subject;
use super::structured;
use super::words::{head, listed};
use manner::Manner;
use request::Ask;

/// How many earlier turns are looked at.
const LOOK_BACK: usize = 200;

/// Who speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The user.
    User,
    /// The assistant.
    Assistant,
}

/// One message of a conversation.
#[derive(Clone, Copy, Debug)]
pub struct Turn<'a> {
    /// Who speaks.
    pub role: Role,
    /// What is said.
    pub text: &'a str,
    /// How many images are attached.
    pub images: usize,
    /// The names of the files attached.
    pub files: &'a [String],
}

/// What a reply is made from.
struct Talk<'a> {
    manner: Manner<'a>,
    /// All turns but the last.
    earlier: &'a [Turn<'a>],
    text: &'a str,
}

/// The reply to the last turn.
pub fn reply(instructions: &str, turns: &[Turn<'_>]) -> String {
    let Some((last, earlier)) = turns.split_last() else {
        return Manner::of(instructions, "").dressed("How can I help you?", true);
    };
    let text = head(last.text).trim();
    let first = earlier.len().saturating_sub(LOOK_BACK);
    let earlier: Vec<Turn<'_>> = earlier[first..].iter().map(|turn| Turn { text: head(turn.text), ..*turn }).collect();
    let manner = Manner::of(instructions, text);
    let talk = Talk { manner, earlier: &earlier, text };
    let seen = attached(last);
    let asked = request::read(text, &earlier);
    let (body, chatty) = match asked {
        _ if talk.manner.json && !matches!(asked, Ask::Echo(_)) => (structured::object(text).to_string(), false),
        Ask::Nothing if seen.is_empty() => ("How can I help you?".to_owned(), true),
        Ask::Nothing => ("What would you like to know about that?".to_owned(), true),
        asked => talk.answer(asked),
    };
    let body = if seen.is_empty() || !chatty { body } else { format!("{seen} {body}") };
    talk.manner.dressed(&body, chatty)
}

/// Whether a message is no more than a greeting, a thank-you, a farewell or a nod.
pub(super) fn is_polite(message: &str) -> bool {
    polite::read(head(message)).is_some()
}

/// "I can see 2 images and have the files a.csv and b.txt."
fn attached(turn: &Turn<'_>) -> String {
    let images = match turn.images {
        0 => String::new(),
        1 => "I can see 1 image".into(),
        n => format!("I can see {n} images"),
    };
    let files = match turn.files {
        [] => String::new(),
        [one] => format!("I have the file {one}"),
        many => format!("I have the {} files {}", many.len(), listed(many)),
    };
    match (images.is_empty(), files.is_empty()) {
        (true, true) => String::new(),
        (false, true) => format!("{images}."),
        (true, false) => format!("{files}."),
        (false, false) => format!("{images}, and {files}."),
    }
}

impl Talk<'_> {
    /// The body of the reply, and whether it may be dressed up with a name.
    fn answer(&self, asked: Ask) -> (String, bool) {
        match asked {
            Ask::Nothing => (String::new(), true),
            Ask::Greeting => (self.greeting(), false),
            Ask::Wellbeing => ("I am doing well, thank you for asking. How can I help you today?".into(), true),
            Ask::Thanks => (self.thanked(), false),
            Ask::Farewell => (self.farewell(), false),
            Ask::Nod => ("All right. What would you like to do next?".into(), false),
            Ask::Identity => (self.identity(), true),
            Ask::Echo(text) => (text, false),
            Ask::Introduced(name) => (format!("Nice to meet you, {name}. What can I do for you?"), false),
            Ask::Recall(answer) => (self.recalled(answer), true),
            Ask::Translation { text, language } => (forms::translation(&text, &language), false),
            Ask::Json => (forms::json(self.text), false),
            Ask::Summary => (memory::summary(self.earlier), true),
            Ask::Shorten(text) => (given::shortened(&text), false),
            Ask::GoOn => (self.onward(), true),
            Ask::Question | Ask::Statement => (self.plain(), true),
            form => {
                let (body, chatty) = self.formed(form);
                match self.manner.tongue {
                    Some(tongue) => (tongue.led(&body, topic::inner(&self.topic())), chatty),
                    None => (body, chatty),
                }
            }
        }
    }

    /// Replies in a form of their own: tables, lists, verses, code.
    fn formed(&self, asked: Ask) -> (String, bool) {
        match asked {
            Ask::Amend => (table::amended(self.text, self.earlier), true),
            Ask::Table => (table::fresh(&self.subject(), &self.topic()), true),
            Ask::List(count) => (forms::list(&self.subject(), &self.topic(), count), true),
            Ask::Words(count) => {
                let topic = self.topic();
                let bare = topic.rsplit_once(" in ").filter(|(_, length)| length.ends_with("words"));
                (prose::of_length(bare.map_or(&topic, |(bare, _)| bare), count), false)
            }
            Ask::Haiku => (forms::haiku(&self.subject()), false),
            Ask::Poem => (forms::poem(&self.topic()), false),
            Ask::Code(language) => (forms::code(&self.subject(), &self.topic(), language), true),
            Ask::Mend(code) => (given::handed_back(&code, self.text.contains("```")), true),
            _ => (self.plain(), true),
        }
    }

    /// What the message is about, bare.
    fn subject(&self) -> String {
        let subject = subject::of(self.text);
        if subject.is_empty() { "your request".to_owned() } else { subject }
    }

    /// The same as it stands in a sentence.
    fn topic(&self) -> String {
        topic::of(self.text)
    }
}
