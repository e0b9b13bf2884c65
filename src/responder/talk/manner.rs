//! The manner the instructions ask for: a name, a role, brevity, letters, an ending.
//!
//! Only what can be honoured without understanding is looked for.

use super::super::words::head;
use super::address::{addressed_as, persona, phrase_after, role};
use super::tongue::{TONGUES, Tongue};

/// How to speak.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Manner<'a> {
    /// How to address the user.
    pub name: Option<&'a str>,
    /// What the assistant is, such as "personal math tutor".
    pub role: Option<String>,
    /// Who the assistant is, such as "Captain Redbeard".
    pub persona: Option<&'a str>,
    /// Few words.
    pub brief: bool,
    /// Only JSON.
    pub json: bool,
    upper: bool,
    lower: bool,
    pirate: bool,
    opening: Option<&'a str>,
    ending: Option<&'a str>,
    /// The language to speak, if it is not English.
    pub tongue: Option<&'static Tongue>,
}

const BRIEF: [&str; 9] = [
    "be brief",
    "be concise",
    "concisely",
    "briefly",
    "short answers",
    "keep it short",
    "in one sentence",
    "be succinct",
    "be terse",
];
const JSON: [&str; 8] = [
    "only json",
    "only in json",
    "respond in json",
    "reply in json",
    "answer in json",
    "output json",
    "valid json",
    "respond with json",
];
const UPPER: [&str; 5] = ["in uppercase", "in upper case", "all caps", "in capital letters", "uppercase only"];

impl<'a> Manner<'a> {
    /// The manner of the instructions; the message itself may ask for letters and a language.
    pub fn of(instructions: &'a str, message: &str) -> Self {
        let instructions = head(instructions);
        let lower = instructions.to_ascii_lowercase();
        let both = format!("{lower}\n{}", message.to_ascii_lowercase());
        let says = |text: &str, marks: &[&str]| marks.iter().any(|mark| text.contains(mark));
        let speaks = |name: &str| {
            let ways = [
                "answer in ",
                "reply in ",
                "respond in ",
                "speak in ",
                "speak ",
                "only in ",
                "write in ",
                "always in ",
                "talk in ",
                "always use ",
            ];
            both.contains(name) && ways.iter().any(|way| both.contains(&format!("{way}{name}")))
        };
        Self {
            name: addressed_as(instructions),
            role: role(instructions),
            persona: persona(instructions),
            brief: says(&both, &BRIEF),
            json: says(&lower, &JSON),
            upper: says(&both, &UPPER),
            lower: says(&both, &["in lowercase", "in lower case", "lowercase only"]),
            pirate: lower.contains("pirate"),
            opening: phrase_after(instructions, &["start", "begin"]),
            ending: phrase_after(instructions, &["end", "finish", "conclude", "close"]),
            tongue: TONGUES.iter().find(|tongue| speaks(tongue.name)),
        }
    }

    /// The reply with name, opening, ending and letters as wanted.
    pub fn dressed(&self, body: &str, chatty: bool) -> String {
        let mut text = body.to_owned();
        if let Some(name) = self.name.filter(|name| chatty && !text.contains(name)) {
            text = format!("Certainly, {name}. {text}");
        }
        if self.pirate && !self.json {
            text = format!("Arr! {text}");
        }
        if self.upper {
            text = text.to_uppercase();
        } else if self.lower {
            text = text.to_lowercase();
        }
        if self.json {
            return text;
        }
        if let Some(opening) = self.opening {
            text = format!("{opening} {text}");
        }
        if let Some(ending) = self.ending {
            let gap = if text.contains("\n\n") || text.ends_with('|') { "\n\n" } else { " " };
            text = format!("{text}{gap}{ending}");
        }
        text
    }
}
