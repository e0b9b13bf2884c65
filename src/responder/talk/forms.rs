//! Lists, verses, code, JSON and small translations.

use super::super::structured;
use super::super::words::{capitalised, stem, words};
use super::known::Known;

/// A few members of kinds that are often asked for.
const COMMON: [(&str, &str); 10] = [
    ("animal", "Dog,Cat,Elephant,Lion,Horse,Dolphin,Eagle,Penguin,Fox,Turtle"),
    ("fruit", "Apple,Banana,Orange,Mango,Grape,Pear,Peach,Cherry,Kiwi,Plum"),
    ("vegetable", "Carrot,Potato,Tomato,Onion,Pepper,Spinach,Broccoli,Cucumber,Leek,Pea"),
    ("colour", "Red,Blue,Green,Yellow,Orange,Purple,Black,White,Brown,Pink"),
    ("color", "Red,Blue,Green,Yellow,Orange,Purple,Black,White,Brown,Pink"),
    ("country", "France,Japan,Brazil,Canada,Egypt,India,Germany,Kenya,Mexico,Spain"),
    ("city", "Paris,Tokyo,New York,London,Cairo,Sydney,Rome,Toronto,Lima,Seoul"),
    ("sport", "Football,Tennis,Swimming,Running,Basketball,Cycling,Rowing,Boxing,Golf,Judo"),
    ("instrument", "Piano,Guitar,Violin,Flute,Drums,Trumpet,Cello,Clarinet,Harp,Oboe"),
    ("language", "English,Spanish,Chinese,Hindi,Arabic,French,Portuguese,Russian,Japanese,German"),
];
const MOST_DEFAULT: usize = 5;

/// A numbered list; of the members, if the kind is known, else of numbered placeholders.
pub fn list(subject: &str, topic: &str, count: Option<usize>) -> String {
    let known = Known::of(subject).map(Known::members).or_else(|| common(subject));
    let whole = Known::of(subject).map_or(MOST_DEFAULT, |known| known.members().len());
    let wanted = count.unwrap_or(whole);
    let members = known.unwrap_or_default();
    let topic = if topic.starts_with("your ") { "what you asked for" } else { topic };
    let topic = topic.strip_prefix("the top ").or_else(|| topic.strip_prefix("top ")).unwrap_or(topic);
    let bare = topic.trim_start_matches(|c: char| c.is_ascii_digit() || c == ' ');
    let points = (members.len()..).map(|at| format!("Item {} on {bare}", at + 1));
    let items = members.iter().map(|name| (*name).to_owned()).chain(points).take(wanted);
    let lines: Vec<String> = items.enumerate().map(|(i, item)| format!("{}. {item}", i + 1)).collect();
    let noun = if wanted == 1 { "item" } else { "items" };
    let aside = match wanted.saturating_sub(members.len()) {
        0 => "",
        n if n == wanted => ", with placeholders for what only a model would know",
        _ => ", filled up with placeholders",
    };
    format!("Here is a list of {wanted} {noun} on {bare}{aside}:\n\n{}", lines.join("\n"))
}

fn common(subject: &str) -> Option<Vec<&'static str>> {
    let last = stem(words(subject).last()?);
    let row = COMMON.iter().find(|(kind, _)| stem(kind) == last)?;
    Some(row.1.split(',').collect())
}

/// Three lines of five, seven and five syllables, as far as the subject allows.
pub fn haiku(subject: &str) -> String {
    let short: Vec<&str> = subject.split(' ').filter(|word| !word.is_empty()).collect();
    let name = short.last().copied().unwrap_or("silence");
    format!("{} at dawn\nSlow light moves across the field\nQuiet, then a song", capitalised(name))
}

/// Two rhymed stanzas.
pub fn poem(topic: &str) -> String {
    format!(
        "Of {topic} I sing today,\nIn simple words, a humble lay;\nThe morning comes, the evening goes,\nAnd what it means, the quiet knows.\n\nSo let the lines be short and clear,\nA gentle sound for every ear;\nAnd when the final word is said,\nMay {topic} stay in your head."
    )
}

/// A small function in the language asked for.
pub fn code(subject: &str, topic: &str, language: &str) -> String {
    let list: Vec<String> =
        words(subject).into_iter().filter(|word| word.is_ascii() && word != language).take(5).collect();
    let list = if list.is_empty() || list[0].starts_with(|c: char| c.is_ascii_digit()) {
        vec!["example".to_owned()]
    } else {
        list
    };
    let snake = list.join("_");
    let camel: String =
        list.iter().enumerate().map(|(i, word)| if i == 0 { word.clone() } else { capitalised(word) }).collect();
    let body = match language {
        "javascript" | "typescript" => {
            format!("function {camel}(input) {{\n  return String(input);\n}}\n\nconsole.log({camel}(\"example\"));")
        }
        "java" | "kotlin" => format!(
            "public class Main {{\n    static String {camel}(String input) {{\n        return input;\n    }}\n\n    public static void main(String[] args) {{\n        System.out.println({camel}(\"example\"));\n    }}\n}}"
        ),
        "rust" => format!(
            "fn {snake}(input: &str) -> String {{\n    input.to_string()\n}}\n\nfn main() {{\n    println!(\"{{}}\", {snake}(\"example\"));\n}}"
        ),
        "go" => format!(
            "package main\n\nimport \"fmt\"\n\nfunc {camel}(input string) string {{\n\treturn input\n}}\n\nfunc main() {{\n\tfmt.Println({camel}(\"example\"))\n}}"
        ),
        "c" => format!(
            "#include <stdio.h>\n\nconst char *{snake}(const char *input) {{\n    return input;\n}}\n\nint main(void) {{\n    puts({snake}(\"example\"));\n    return 0;\n}}"
        ),
        "ruby" => format!("def {snake}(input)\n  input.to_s\nend\n\nputs {snake}(\"example\")"),
        "bash" => format!("{snake}() {{\n  printf '%s\\n' \"$1\"\n}}\n\n{snake} \"example\""),
        "sql" => format!("SELECT *\nFROM {snake}\nORDER BY 1\nLIMIT 10;"),
        "php" => {
            format!("<?php\nfunction {camel}($input) {{\n    return (string) $input;\n}}\n\necho {camel}(\"example\");")
        }
        "swift" => {
            format!("func {camel}(_ input: String) -> String {{\n    return input\n}}\n\nprint({camel}(\"example\"))")
        }
        _ => format!(
            "def {snake}(value):\n    \"\"\"Return the given value as text.\"\"\"\n    return str(value)\n\n\nif __name__ == \"__main__\":\n    print({snake}(\"example\"))"
        ),
    };
    let language = if language == "kotlin" { "java" } else { language };
    format!("Here is a starting point for {topic}:\n\n```{language}\n{body}\n```")
}

/// A JSON object and nothing else.
pub fn json(message: &str) -> String {
    let object = structured::object(message);
    format!("```json\n{}\n```", serde_json::to_string_pretty(&object).unwrap_or_else(|_| object.to_string()))
}

const PHRASES: [(&str, [&str; 4]); 8] = [
    ("hello", ["Bonjour", "Hola", "Hallo", "Ciao"]),
    ("hello world", ["Bonjour le monde", "Hola mundo", "Hallo Welt", "Ciao mondo"]),
    ("goodbye", ["Au revoir", "Adiós", "Auf Wiedersehen", "Arrivederci"]),
    ("thank you", ["Merci", "Gracias", "Danke", "Grazie"]),
    ("good morning", ["Bonjour", "Buenos días", "Guten Morgen", "Buongiorno"]),
    ("how are you", ["Comment allez-vous", "¿Cómo estás", "Wie geht es dir", "Come stai"]),
    ("yes", ["Oui", "Sí", "Ja", "Sì"]),
    ("no", ["Non", "No", "Nein", "No"]),
];

/// The translation of a very common phrase; else the text marked with the language.
pub fn translation(text: &str, language: &str) -> String {
    let column = ["french", "spanish", "german", "italian"].iter().position(|name| *name == language);
    let said = words(text).iter().map(|word| stem(word)).collect::<Vec<_>>();
    let same = |phrase: &str| words(phrase).iter().map(|word| stem(word)).collect::<Vec<_>>() == said;
    let found =
        column.and_then(|column| PHRASES.iter().find(|(phrase, _)| same(phrase)).map(|(_, forms)| forms[column]));
    match found {
        Some(phrase) if text.ends_with('?') => format!("{phrase}?"),
        Some(phrase) if text.ends_with('!') => format!("{phrase}!"),
        Some(phrase) => phrase.to_owned(),
        None => {
            let language = capitalised(language);
            let short: String = text.chars().take(200).collect();
            let dots = if short.len() < text.len() { " …" } else { "" };
            format!(
                "I cannot translate \"{short}{dots}\" into {language}: no model is behind this reply, and I know only a few common phrases."
            )
        }
    }
}
