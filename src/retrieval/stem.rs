//! Porter's stemmer of 1980, as SQLite's full-text index has it: `running`, `runs` and `run` are one term.

/// Words longer than this are left as they are.
const LONGEST: usize = 64;

/// Cuts the endings of an English word off, in place. Words of other scripts, with digits, or of one or two letters
/// stay as they are. `word` must be in lower case.
pub fn stem(word: &mut Vec<u8>) {
    if word.len() <= 2 || word.len() > LONGEST || !word.iter().all(u8::is_ascii_lowercase) {
        return;
    }
    plurals(word);
    past(word);
    if word.ends_with(b"y") && has_vowel(&word[..word.len() - 1]) {
        let last = word.len() - 1;
        word[last] = b'i';
    }
    replace(word, LONG_ENDINGS, 0);
    replace(word, MIDDLE_ENDINGS, 0);
    last_endings(word);
    finish(word);
}

const LONG_ENDINGS: &[(&str, &str)] = &[
    ("ational", "ate"),
    ("tional", "tion"),
    ("enci", "ence"),
    ("anci", "ance"),
    ("izer", "ize"),
    ("logi", "log"),
    ("bli", "ble"),
    ("alli", "al"),
    ("entli", "ent"),
    ("eli", "e"),
    ("ousli", "ous"),
    ("ization", "ize"),
    ("ation", "ate"),
    ("ator", "ate"),
    ("alism", "al"),
    ("iveness", "ive"),
    ("fulness", "ful"),
    ("ousness", "ous"),
    ("aliti", "al"),
    ("iviti", "ive"),
    ("biliti", "ble"),
];

const MIDDLE_ENDINGS: &[(&str, &str)] =
    &[("icate", "ic"), ("ative", ""), ("alize", "al"), ("iciti", "ic"), ("ical", "ic"), ("ful", ""), ("ness", "")];

const LAST_ENDINGS: &[&str] = &[
    "al", "ance", "ence", "er", "ic", "able", "ible", "ant", "ement", "ment", "ent", "ion", "ou", "ism", "ate", "iti",
    "ous", "ive", "ize",
];

fn plurals(word: &mut Vec<u8>) {
    if word.ends_with(b"sses") || word.ends_with(b"ies") {
        word.truncate(word.len() - 2);
    } else if word.ends_with(b"s") && !word.ends_with(b"ss") {
        word.truncate(word.len() - 1);
    }
}

fn past(word: &mut Vec<u8>) {
    if word.ends_with(b"eed") {
        if measure(&word[..word.len() - 3]) > 0 {
            word.truncate(word.len() - 1);
        }
        return;
    }
    let ending = if word.ends_with(b"ed") {
        2
    } else if word.ends_with(b"ing") {
        3
    } else {
        return;
    };
    if !has_vowel(&word[..word.len() - ending]) {
        return;
    }
    word.truncate(word.len() - ending);
    let doubled = word.len() >= 2 && word[word.len() - 1] == word[word.len() - 2];
    if word.ends_with(b"at") || word.ends_with(b"bl") || word.ends_with(b"iz") {
        word.push(b'e');
    } else if doubled && consonant(word, word.len() - 1) && !matches!(word.last(), Some(b'l' | b's' | b'z')) {
        word.truncate(word.len() - 1);
    } else if measure(word) == 1 && is_short(word) {
        word.push(b'e');
    }
}

/// Replaces the first of `endings` that the word has, if more than `least` measures are before it.
fn replace(word: &mut Vec<u8>, endings: &[(&str, &str)], least: usize) {
    let Some((ending, new)) = endings.iter().find(|(ending, _)| ends(word, ending)) else { return };
    let before = word.len() - ending.len();
    if measure(&word[..before]) > least {
        word.truncate(before);
        word.extend_from_slice(new.as_bytes());
    }
}

/// Whether the word has this ending of two letters or more.
fn ends(word: &[u8], ending: &str) -> bool {
    // Most endings are ruled out by their last letter but one.
    let ending = ending.as_bytes();
    word.len() >= 2 && word[word.len() - 2] == ending[ending.len() - 2] && word.ends_with(ending)
}

fn last_endings(word: &mut Vec<u8>) {
    let Some(ending) = LAST_ENDINGS.iter().find(|ending| ends(word, ending)) else { return };
    let before = word.len() - ending.len();
    let allowed = *ending != "ion" || matches!(word[..before].last(), Some(b's' | b't'));
    if allowed && measure(&word[..before]) > 1 {
        word.truncate(before);
    }
}

fn finish(word: &mut Vec<u8>) {
    if word.ends_with(b"e") {
        let before = &word[..word.len() - 1];
        let measure = measure(before);
        if measure > 1 || measure == 1 && !is_short(before) {
            word.truncate(word.len() - 1);
        }
    }
    if word.ends_with(b"ll") && measure(&word[..word.len() - 1]) > 1 {
        word.truncate(word.len() - 1);
    }
}

fn consonant(word: &[u8], at: usize) -> bool {
    match word[at] {
        b'a' | b'e' | b'i' | b'o' | b'u' => false,
        b'y' => at == 0 || !consonant(word, at - 1),
        _ => true,
    }
}

fn has_vowel(word: &[u8]) -> bool {
    (0..word.len()).any(|at| !consonant(word, at))
}

/// How often a consonant follows a vowel.
fn measure(word: &[u8]) -> usize {
    let (mut count, mut before) = (0, true);
    for (at, byte) in word.iter().enumerate() {
        // As `consonant`, which would go back over each run of y.
        let now = match byte {
            b'a' | b'e' | b'i' | b'o' | b'u' => false,
            b'y' => at == 0 || !before,
            _ => true,
        };
        count += usize::from(at > 0 && now && !before);
        before = now;
    }
    count
}

/// Whether the word ends with consonant, vowel, consonant, of which the last is not w, x or y.
fn is_short(word: &[u8]) -> bool {
    let length = word.len();
    length >= 3
        && consonant(word, length - 3)
        && !consonant(word, length - 2)
        && consonant(word, length - 1)
        && !matches!(word[length - 1], b'w' | b'x' | b'y')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stemmed(word: &str) -> String {
        let mut bytes = word.as_bytes().to_vec();
        stem(&mut bytes);
        String::from_utf8(bytes).expect("text")
    }

    #[test]
    fn endings_of_each_step_are_cut() {
        let pairs = "caresses caress ponies poni cats cat feed feed agreed agre plastered plaster motoring motor \
            conflated conflat sized size hopping hop falling fall filing file happy happi sky sky relational relat \
            conditional condit digitizer digit operator oper goodness good triplicate triplic hopeful hope \
            revival reviv adoption adopt effective effect probate probat controlling control roll roll is is";
        let words: Vec<&str> = pairs.split_whitespace().collect();
        for pair in words.chunks(2) {
            assert_eq!(stemmed(pair[0]), pair[1], "{}", pair[0]);
        }
    }

    #[test]
    fn what_is_no_english_word_stays() {
        for word in ["größes", "e4021s", "日本", "as", ""] {
            assert_eq!(stemmed(word), word);
        }
    }
}
