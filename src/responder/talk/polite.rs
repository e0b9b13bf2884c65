//! Messages that are no more than a greeting, a thank-you, a farewell or a nod.

use super::super::words::words;
use super::request::Ask;

const AROUND: &str = "there assistant world everyone all friend again my dear user to you nice meet how are doing today is it going the and so very much a lot for your help that great ok okay now then evening morning afternoon good day night have see later soon mate please";
const GREETINGS: &str = "hi hello hey greetings howdy yo hiya hola bonjour bonsoir salut hallo moin servus ciao salve olá ola namaste aloha привет здравствуйте مرحبا سلام السلام عليكم 你好 您好 こんにちは 안녕하세요 안녕 नमस्ते שלום buongiorno buenos buenas días dias tardes guten tag morgen bom dia";
/// Asks how one is, in other languages.
const FEELING: &str =
    "cómo como estás estas está qué que tal ça ca va comment allez vous wie geht es dir ihnen s te stai";
const THANKS: &str = "thanks thank thx cheers ty danke merci gracias muchas beaucoup schön sehr vielen dank grazie obrigado obrigada arigato ありがとう спасибо شكرا 谢谢 감사합니다";
const FAREWELLS: &str =
    "bye goodbye farewell cya adiós adios tschüss au revoir auf wiedersehen arrivederci hasta luego пока 再见";
const NODS: &str = "ok okay k lol haha hahaha cool nice great sure fine alright awesome wow hm hmm yes yeah yep no nope perfect understood got it i see good right well amazing interesting indeed";

/// What kind of politeness the message is, if it is nothing else.
pub fn read(text: &str) -> Option<Ask> {
    of(&words(text))
}

/// The same for words already cut.
pub fn of(list: &[String]) -> Option<Ask> {
    if list.is_empty() || list.len() > 24 {
        return None;
    }
    let among = |word: &str, set: &str| set.split(' ').any(|w| w == word);
    let only = |sets: &[&str]| list.iter().all(|word| sets.iter().any(|set| among(word, set)));
    let any = |set: &str| list.iter().any(|word| among(word, set));
    let joined = list.join(" ");
    match joined.as_str() {
        "how are you" | "how it going" | "how are you doing" | "how are you today" | "how is it going" => {
            return Some(Ask::Wellbeing);
        }
        "who are you" | "what are you" | "what can you do" | "what is your name" | "what do you do"
        | "introduce yourself" | "what your name" | "who r u" => return Some(Ask::Identity),
        _ => {}
    }
    let night = any("night") && any("good") && list.len() <= 4;
    let leaves = any(FAREWELLS) || night || joined.starts_with("see you");
    if leaves && only(&[FAREWELLS, THANKS, NODS, AROUND]) {
        return Some(Ask::Farewell);
    }
    if any(THANKS) && only(&[THANKS, NODS, AROUND]) {
        return Some(Ask::Thanks);
    }
    let greets = any(GREETINGS) || list.len() <= 4 && any("morning afternoon evening") && any("good");
    if greets && only(&[GREETINGS, FEELING, AROUND]) {
        return Some(if any("how") { Ask::Wellbeing } else { Ask::Greeting });
    }
    (list.len() <= 4 && only(&[NODS])).then_some(Ask::Nod)
}

/// Whether the message asks to go on: "continue", "tell me more", "why?".
pub fn goes_on(list: &[String]) -> bool {
    matches!(
        list.join(" ").as_str(),
        "continue"
            | "please continue"
            | "continue please"
            | "go on"
            | "go ahead"
            | "keep going"
            | "more"
            | "more please"
            | "tell me more"
            | "tell me more please"
            | "please tell me more"
            | "can you tell me more"
            | "say more"
            | "why"
            | "why not"
            | "how"
            | "how so"
            | "and"
            | "and then"
            | "what else"
            | "anything else"
            | "elaborate"
            | "please elaborate"
            | "explain"
            | "explain more"
            | "tell me more about it"
            | "tell me more about that"
            | "what do you mean"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn politeness_is_seen() {
        for (text, kind) in [
            ("Good night", Some(Ask::Farewell)),
            ("ok", Some(Ask::Nod)),
            ("lol", Some(Ask::Nod)),
            ("thanks, bye", Some(Ask::Farewell)),
            ("Danke", Some(Ask::Thanks)),
            ("ok thanks", Some(Ask::Thanks)),
            ("Bonjour", Some(Ask::Greeting)),
            ("Hola, ¿cómo estás?", Some(Ask::Greeting)),
            ("مرحبا", Some(Ask::Greeting)),
            ("你好", Some(Ask::Greeting)),
            ("Good morning", Some(Ask::Greeting)),
            ("What's your name?", Some(Ask::Identity)),
            ("Is it good?", None),
            ("The night", None),
            ("Book a table", None),
        ] {
            assert_eq!(read(text), kind, "{text}");
        }
    }
}
