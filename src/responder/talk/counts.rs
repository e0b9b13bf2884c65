//! How many words or items a message asks for.
//!
//! A number in the topic is no count: "Windows 11" is no list of eleven windows. A count
//! follows a word that asks for it and stands before the noun that it counts.

use super::super::words::NUMBERS;

/// The most words a reply is made of.
pub const MOST_WORDS: usize = 4_000;
const MOST_ITEMS: usize = 100;
/// Words that ask for items.
const CUES: [&str; 15] = [
    "list",
    "top",
    "name",
    "give",
    "suggest",
    "enumerate",
    "bullet",
    "tell",
    "write",
    "share",
    "recommend",
    "show",
    "provide",
    "are",
    "need",
];
/// Words that may stand between the asking and the number.
const BETWEEN: &str = "me us a an the my your some at least most of list best top exactly just up to out please all first good great only with any another bullet i";
/// What is counted, when nothing but the number and the noun is said.
const COUNTED: &str = "tips ideas reasons facts ways examples steps questions things names suggestions jokes items points benefits advantages";
/// What follows a number without being counted as an item.
const UNITS: &str = "word words sentence sentences paragraph paragraphs page pages line lines stanza stanzas second seconds minute minutes hour hours day days week weeks month months year years percent times";
/// Where the noun must have come.
const ENDS: &str = "about of for on in at to from with and or that which is are was";

fn number(word: &str) -> Option<usize> {
    let small = NUMBERS.iter().position(|n| *n == word);
    small.or_else(|| word.parse().ok().filter(|_| word.len() <= 7))
}

fn among(word: &str, set: &str) -> bool {
    set.split(' ').any(|w| w == word)
}

/// "a 500 word essay", "in 20 words", "1,000 words".
pub fn words(list: &[String]) -> Option<usize> {
    let at =
        (1..list.len()).find(|&i| matches!(list[i].as_str(), "word" | "words") && number(&list[i - 1]).is_some())?;
    let last = number(&list[at - 1])?;
    // "1,000" arrives in two pieces.
    let thousands = (list[at - 1].len() == 3 && at > 1).then(|| number(&list[at - 2])).flatten();
    let count = thousands.filter(|n| *n < 100 && list[at - 2].len() <= 2).map_or(last, |n| n * 1000 + last);
    (count > 0).then(|| count.min(MOST_WORDS))
}

/// "list 5 animals", "a list of ten cities", "top 3 books", "give me 4 reasons".
pub fn items(list: &[String]) -> Option<Option<usize>> {
    let counted = (0..list.len()).find_map(|at| {
        let count = number(&list[at]).filter(|n| *n > 0)?;
        (asked(&list[..at]) && has_noun(list, at)).then(|| count.min(MOST_ITEMS))
    });
    match counted {
        Some(count) => Some(Some(count)),
        None => lists(list).then_some(None),
    }
}

/// Whether the words before a number ask for as many.
fn asked(before: &[String]) -> bool {
    let between = before.iter().rev().take_while(|word| among(word, BETWEEN) && !CUES.contains(&word.as_str())).count();
    let rest = &before[..before.len() - between];
    match rest.last() {
        Some(cue) => CUES.contains(&cue.as_str()),
        None => true,
    }
}

/// Whether a noun follows that the number may count.
fn has_noun(list: &[String], at: usize) -> bool {
    let after = &list[at + 1..];
    let Some(first) = after.first().filter(|word| !among(word, UNITS) && !among(word, ENDS)) else {
        return false;
    };
    let direct = at > 0 && matches!(list[at - 1].as_str(), "list" | "top" | "name" | "enumerate");
    let cue = list[..at].iter().rev().find(|word| CUES.contains(&word.as_str())).map(String::as_str);
    // "There are 3 cats" and "I need 2 chairs" ask for no list.
    let open = cue.is_none() || matches!(cue, Some("are" | "need")) && list[0] != "what";
    if open {
        return among(first, COUNTED) || after.get(1).is_some_and(|word| among(word, COUNTED));
    }
    let plural = |word: &String| {
        word.ends_with('s') && !word.ends_with("ss")
            || matches!(word.as_str(), "people" | "children" | "women" | "men" | "animals" | "series" | "species")
    };
    direct || after.iter().take(4).take_while(|word| !among(word, ENDS)).any(plural)
}

/// Whether a list is asked for without a number: "list the planets", "a list of cities".
fn lists(list: &[String]) -> bool {
    let word = |at: usize| list.get(at).map_or("", String::as_str);
    (0..list.len()).any(|at| match word(at) {
        "enumerate" | "bullet" => true,
        "list" => {
            let before = at.checked_sub(1).map_or("", word);
            matches!(before, "" | "a" | "the" | "as" | "please" | "you" | "numbered" | "bulleted" | "short" | "me")
                || matches!(word(at + 1), "of" | "the" | "all" | "some" | "me" | "out" | "my")
        }
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use super::super::super::words::words as cut;
    use super::*;

    #[test]
    fn counts_have_nouns() {
        for (text, count) in [
            ("Tell me about Windows 11", None),
            ("Apollo 13", None),
            ("World War 2", None),
            ("Tell me about Quito part 59", None),
            ("Tell me about World War 2 and its causes", None),
            ("Write Apollo 13 stories", None),
            ("Name Rocky 4 actors", None),
            ("Write 3 paragraphs about dogs", None),
            ("Tell me about Schindler's List", None),
            ("5 tips", Some(Some(5))),
            ("5 tips for saving money", Some(Some(5))),
            ("list three reasons", Some(Some(3))),
            ("Give me 10 ideas for a party", Some(Some(10))),
            ("top 5 movies", Some(Some(5))),
            ("What are the top 5 movies?", Some(Some(5))),
            ("name 3 fruit", Some(Some(3))),
            ("Can you give me a list of ten cities?", Some(Some(10))),
            ("Tell me 3 short jokes", Some(Some(3))),
            ("List features of Windows 11", Some(None)),
            ("List the planets", Some(None)),
            ("Give me 1000 names", Some(Some(100))),
        ] {
            assert_eq!(items(&cut(text)), count, "{text}");
        }
    }
}
