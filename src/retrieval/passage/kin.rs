//! Words that say nearly what those of a question say.

use super::super::query::{Query, is_stop_word, stemmed};
use super::super::words::words;
use super::Source;
use std::collections::HashSet;

/// What an answer may say instead of a word of the question; both as they are, not stemmed.
const KIN: [(&str, &[&str]); 28] = [
    ("cost", &["price", "fee"]),
    ("price", &["cost", "fee"]),
    ("fee", &["price", "cost"]),
    ("number", &["no", "nr", "id"]),
    ("people", &["population", "inhabitants"]),
    ("month", &["monthly"]),
    ("monthly", &["month"]),
    ("year", &["annual", "yearly"]),
    ("annual", &["year", "yearly"]),
    ("week", &["weekly"]),
    ("day", &["daily"]),
    ("ceo", &["chief", "executive"]),
    ("cfo", &["chief", "financial"]),
    ("cto", &["chief", "technology"]),
    ("millisecond", &["ms"]),
    ("milliseconds", &["ms"]),
    ("seconds", &["sec", "secs"]),
    ("database", &["db"]),
    ("phone", &["telephone"]),
    ("telephone", &["phone"]),
    ("buy", &["purchase"]),
    ("holiday", &["vacation"]),
    ("vacation", &["holiday"]),
    ("begin", &["start"]),
    ("start", &["begin"]),
    ("expire", &["expiry", "expiration"]),
    ("salary", &["wage", "pay"]),
    ("maximum", &["max", "most"]),
];
/// Words begin alike if so many letters are the same, and at most so many differ after them.
const ALIKE: usize = 5;
const ENDING: usize = 3;
/// The most words that are taken to be like one of the question.
const MOST: usize = 4;

/// Lets `query` find words that say nearly the same: those of the table, and for a word that no source has, those that
/// begin like it, as `ouvert` for `ouverture`. Of names this holds only if `names` says that a capital makes none.
pub fn widen(query: &mut Query, sources: &[Source<'_>], known: u64, names: bool) {
    for at in 0..query.wants.len() {
        let [part] = query.wants[at].parts[..] else { continue };
        let kin = KIN.iter().find(|(word, _)| stemmed(word) == query.terms[part]);
        for word in kin.map_or(&[][..], |(_, kin)| kin) {
            query.also(at, word);
        }
        let want = &query.wants[at];
        let lone = kin.is_none() && known >> part & 1 == 0 && !want.digits && !(want.named && names);
        if !lone || query.terms[part].chars().count() < ALIKE || !query.terms[part].is_ascii() {
            continue;
        }
        let mut like = HashSet::new();
        let mut found: Vec<String> = Vec::new();
        for source in sources {
            words(source.text, &mut |word| {
                if found.len() < MOST && begin_alike(word.text, &query.terms[part]) && !is_stop_word(word.text) {
                    let stem = stemmed(word.text);
                    if like.insert(stem) {
                        found.push(word.text.to_owned());
                    }
                }
            });
        }
        found.iter().for_each(|word| query.also(at, word));
    }
}

fn begin_alike(word: &str, wanted: &str) -> bool {
    let same = word.bytes().zip(wanted.bytes()).take_while(|(one, other)| one == other).count();
    same >= ALIKE && word.len() - same <= ENDING && wanted.len() - same <= ENDING
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_begin_alike_are_told_apart() {
        for (word, wanted, alike) in [
            ("ouvert", "ouvertur", true),
            ("braucht", "brauch", true),
            ("monthly", "month", true),
            ("capacity", "capital", false),
            ("bra", "brauch", false),
            ("international", "intern", false),
        ] {
            assert_eq!(begin_alike(word, wanted), alike, "{word} {wanted}");
        }
    }

    #[test]
    fn queries_are_widened_once() {
        let source = Source { text: "Das Museum ist ouvert; man braucht Mehl.", name: "", score: 0.0 };
        let mut query = Query::read("cost ouverture brauche Zebras");
        widen(&mut query, &[source], 0, true);
        let also: Vec<u32> = query.wants.iter().map(|want| want.also.count_ones()).collect();
        assert_eq!(also, [2, 1, 1, 0]);
    }
}
