//! How many words or items a message asks for.

/// The most words a reply is made of.
pub const MOST_WORDS: usize = 4_000;
const MOST_ITEMS: usize = 100;
const NUMBERS: [&str; 13] =
    ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];

fn number(word: &str) -> Option<usize> {
    let small = NUMBERS.iter().position(|n| *n == word);
    small.or_else(|| word.parse().ok().filter(|_| word.len() <= 7))
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
    let at = list.iter().position(|word| {
        matches!(
            word.as_str(),
            "list" | "top" | "name" | "give" | "suggest" | "enumerate" | "bullet" | "tell" | "write"
        )
    })?;
    let near = list[at..].iter().skip(1).take(6).find_map(|word| number(word));
    let listing =
        matches!(list[at].as_str(), "list" | "enumerate" | "bullet") || list.iter().any(|word| word == "list");
    match near {
        Some(count @ 1..=MOST_ITEMS) => Some(Some(count)),
        Some(0) => None,
        Some(_) => Some(Some(MOST_ITEMS)),
        None if listing => Some(None),
        None => None,
    }
}
