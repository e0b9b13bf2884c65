//! Plain replies: greetings, who speaks, and the frank stand-in for an answer.

use super::super::words::{capitalised, words};
use super::{Role, Talk, memory, polite, prose, topic};

impl Talk<'_> {
    pub(super) fn greeting(&self) -> String {
        if let Some(tongue) = self.manner.tongue {
            return tongue.hello.to_owned();
        }
        let name = self.manner.name.map_or_else(String::new, |name| format!(", {name}"));
        let again = self.earlier.iter().any(|turn| turn.role == Role::Assistant);
        let hello = if again { "Hello again" } else { "Hello" };
        match (self.manner.persona, &self.manner.role) {
            (Some(persona), _) => format!("{hello}{name}! I am {persona}. How can I help you today?"),
            (None, Some(role)) => format!("{hello}{name}! As your {role}, how can I help you today?"),
            (None, None) => format!("{hello}{name}! How can I help you today?"),
        }
    }

    pub(super) fn thanked(&self) -> String {
        let plain = "You're welcome! Let me know if there is anything else I can do for you.";
        self.manner.tongue.map_or(plain, |tongue| tongue.welcome).to_owned()
    }

    pub(super) fn farewell(&self) -> String {
        let night = words(self.text).iter().any(|word| word == "night");
        let plain =
            if night { "Good night! It was good to talk to you." } else { "Goodbye! It was good to talk to you." };
        self.manner.tongue.map_or(plain, |tongue| tongue.goodbye).to_owned()
    }

    pub(super) fn identity(&self) -> String {
        match (self.manner.persona, &self.manner.role, self.manner.tongue) {
            (Some(persona), _, Some(tongue)) if tongue.name == "german" => {
                format!("Ich bin {persona}. Stell mir eine Frage oder gib mir eine Aufgabe.")
            }
            (Some(persona), ..) => {
                format!("I am {persona}. Ask me a question or give me a task, and I will do my best to help.")
            }
            (None, _, Some(tongue)) => tongue.identity.to_owned(),
            (None, Some(role), None) => {
                format!("I am your {role}. Ask me anything in that field, and I will do my best to help.")
            }
            (None, None, None) => {
                "I am your assistant. Ask me a question or give me a task, and I will do my best to help.".into()
            }
        }
    }

    /// Says what was asked, and frankly that no model knows the answer.
    pub(super) fn plain(&self) -> String {
        let topic = self.topic();
        if let Some(tongue) = self.manner.tongue {
            return tongue.plain.replace("{}", topic::inner(&topic));
        }
        let asked = self.restated(&topic);
        let before = memory::last_subject(self.earlier).filter(|before| *before != topic);
        let lead = match (self.manner.persona, &self.manner.role, before) {
            (_, _, Some(before)) => format!("Following on from {before}, {asked}"),
            (Some(persona), _, None) => format!("{persona} here: {asked}"),
            (None, Some(role), None) => format!("As your {role}, I have read that {asked}"),
            (None, None, None) => capitalised(&asked),
        };
        let lead = ended(&lead);
        if self.manner.brief { lead } else { format!("{lead} {}", frank(&topic)) }
    }

    /// What was recalled; the instructions may know the name that the user never told.
    pub(super) fn recalled(&self, answer: String) -> String {
        match self.manner.name {
            Some(name) if answer == memory::NAMELESS => format!("Your name is {name}."),
            Some(_) | None => answer,
        }
    }

    /// Takes up the topic before.
    pub(super) fn onward(&self) -> String {
        let Some(topic) = memory::last_subject(self.earlier) else {
            return "There is nothing to take up yet. What would you like to talk about?".into();
        };
        if let Some(tongue) = self.manner.tongue {
            return tongue.plain.replace("{}", topic::inner(&topic));
        }
        let why = polite::goes_on(&words(self.text)) && self.text.contains('?');
        let lead = if why { "You ask further about" } else { "You would like to hear more about" };
        format!("{} {}", ended(&format!("{lead} {topic}")), frank(&topic))
    }

    /// "you asked about gravity", "you asked for a joke", "you wrote …".
    fn restated(&self, topic: &str) -> String {
        if let Some(said) = topic.strip_prefix("your question ") {
            return format!("you asked {said}");
        }
        if let Some(said) = topic.strip_prefix("your message ") {
            return format!("you wrote {said}");
        }
        let thing = ["a ", "an ", "some "].iter().any(|article| topic.starts_with(article));
        let word = if thing && !self.text.contains('?') { "for" } else { "about" };
        format!("you asked {word} {topic}")
    }
}

/// The sentence with its full stop, unless a quotation in it brings its own mark.
fn ended(text: &str) -> String {
    let marked = ["?\"", "!\"", ".\"", "…\""].iter().any(|end| text.ends_with(end));
    if marked { text.to_owned() } else { format!("{text}.") }
}

/// What this reply is, in one of three wordings.
fn frank(topic: &str) -> &'static str {
    const WORDINGS: [&str; 3] = [
        "This is understage's built-in reply: no model is behind it, so it can repeat and compute, but not know.",
        "No model is connected here, so this built-in reply from understage can repeat your words and compute, but it holds no knowledge.",
        "This reply comes from understage itself and not from a model: it can repeat and compute, but it cannot say more about that.",
    ];
    WORDINGS[prose::seed(topic) as usize % WORDINGS.len()]
}
