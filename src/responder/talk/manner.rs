//! The manner the instructions ask for: a name, a role, brevity, letters, an ending.
//!
//! Only what can be honoured without understanding is looked for.

use super::super::words::head;
use super::address::{addressed_as, phrase_after, role};

/// How to speak.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Manner<'a> {
    /// How to address the user.
    pub name: Option<&'a str>,
    /// What the assistant is, such as "personal math tutor".
    pub role: Option<String>,
    /// Few words.
    pub brief: bool,
    /// Only JSON.
    pub json: bool,
    upper: bool,
    lower: bool,
    pirate: bool,
    opening: Option<&'a str>,
    ending: Option<&'a str>,
    language: Option<usize>,
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

/// A language and how to say "Here is a short answer about …" in it.
const LANGUAGES: [(&str, &str, &str); 5] = [
    ("french", "Voici une courte réponse au sujet de « ", " ». N'hésitez pas à demander plus de détails."),
    ("spanish", "Aquí tienes una respuesta breve sobre «", "». Dime si quieres más detalles."),
    ("german", "Hier ist eine kurze Antwort zu „", "“. Sag mir gern, wenn du mehr wissen möchtest."),
    ("italian", "Ecco una breve risposta su «", "». Dimmi se vuoi saperne di più."),
    ("portuguese", "Aqui está uma resposta curta sobre «", "». Diga-me se quiser mais detalhes."),
];

impl<'a> Manner<'a> {
    /// The manner of the instructions; the message itself may ask for letters and a language.
    pub fn of(instructions: &'a str, message: &str) -> Self {
        let instructions = head(instructions);
        let lower = instructions.to_ascii_lowercase();
        let both = format!("{lower}\n{}", message.to_ascii_lowercase());
        let says = |text: &str, marks: &[&str]| marks.iter().any(|mark| text.contains(mark));
        let speaks = |name: &str| {
            let ways = ["answer in ", "reply in ", "respond in ", "speak in ", "speak ", "only in "];
            ways.iter().any(|way| both.contains(&format!("{way}{name}")))
        };
        Self {
            name: addressed_as(instructions),
            role: role(instructions),
            brief: says(&both, &BRIEF),
            json: says(&lower, &JSON),
            upper: says(&both, &UPPER),
            lower: says(&both, &["in lowercase", "in lower case", "lowercase only"]),
            pirate: lower.contains("pirate"),
            opening: phrase_after(instructions, &["start", "begin"]),
            ending: phrase_after(instructions, &["end", "finish", "conclude", "close"]),
            language: LANGUAGES.iter().position(|(name, _, _)| speaks(name)),
        }
    }

    /// A short answer in the language asked for.
    pub fn foreign(&self, subject: &str) -> Option<String> {
        let (_, before, after) = LANGUAGES.get(self.language?)?;
        Some(format!("{before}{subject}{after}"))
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
