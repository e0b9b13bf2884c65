//! What a query asks for.

use super::stem::stem;
use super::words::{Kind, words};

/// Of longer queries only the beginning is read, in bytes.
const LONGEST: usize = 16 * 1024;
/// The most things that a query asks for; what comes after them is passed over.
const MOST: usize = 32;
/// The most terms; each has a bit in a set.
const MOST_TERMS: usize = 64;

/// What a query asks for, as terms of the index.
#[derive(Debug, Default)]
pub struct Query {
    /// Each term once: a stemmed word.
    pub terms: Vec<String>,
    /// What is asked for, in the query's order, each once.
    pub wants: Vec<Want>,
}

/// One thing that a query asks for: a word, or an identifier of several parts.
#[derive(Debug, PartialEq, Eq)]
pub struct Want {
    /// The terms of its parts, as places in [`Query::terms`]; one at least.
    pub parts: Vec<usize>,
    /// The term that stands for all parts at once.
    pub whole: Option<usize>,
    /// The number of its first word in the query.
    pub place: usize,
    /// It stands in quotation marks.
    pub quoted: bool,
    /// It has a digit.
    pub digits: bool,
    /// It is written with a capital within a sentence that is not all capitals, as names are.
    pub named: bool,
    /// Terms that say nearly the same, as a set.
    pub also: u64,
}

/// What a term that says nearly the same counts of the word itself.
const NEARLY: f64 = 0.9;

impl Want {
    /// How much of this is among the terms of `set`, 0 to 1.
    pub fn presence(&self, set: u64) -> f64 {
        let has = |term: usize| set & 1 << term != 0;
        let own = match self.whole {
            Some(whole) if has(whole) => 1.0,
            // The parts need not stand together.
            Some(_) => 0.8 * self.parts.iter().filter(|part| has(**part)).count() as f64 / self.parts.len() as f64,
            None => f64::from(u8::from(has(self.parts[0]))),
        };
        if self.also & set == 0 { own } else { own.max(NEARLY) }
    }

    /// Whether `term` begins it.
    pub fn begins(&self, term: usize) -> bool {
        self.parts[0] == term || self.whole == Some(term) || self.also & 1 << term != 0
    }
}

/// A word before it is known whether it is wanted.
struct Draft {
    parts: Vec<String>,
    whole: Option<String>,
    place: usize,
    start: usize,
    kind: Kind,
    stop: bool,
}

impl Query {
    /// Reads any text. Words that are in every text, such as `the`, are left out unless there is nothing else.
    pub fn read(text: &str) -> Self {
        let text = &text[..text.floor_char_boundary(LONGEST)];
        let mut drafts = draft(text);
        if drafts.iter().any(|draft| !draft.stop) {
            drafts.retain(|draft| !draft.stop);
        }
        let quotes: Vec<usize> = text.match_indices(['"', '“', '”', '„']).map(|(at, _)| at).collect();
        let shouted = !text.chars().any(char::is_lowercase);
        let mut query = Self::default();
        for draft in drafts {
            let before = quotes.iter().filter(|at| **at < draft.start).count();
            let quoted = before % 2 == 1 && before < quotes.len();
            let named = !shouted && is_name(text, draft.start);
            query.want(draft, quoted, named);
        }
        query
    }

    fn want(&mut self, draft: Draft, quoted: bool, named: bool) {
        if self.wants.len() == MOST || self.terms.len() + draft.parts.len() + 1 > MOST_TERMS {
            return;
        }
        let digits = draft.parts.iter().any(|part| part.bytes().any(|byte| byte.is_ascii_digit()));
        let parts: Vec<usize> = draft.parts.into_iter().map(|part| self.term(part)).collect();
        let whole = draft.whole.map(|whole| self.term(whole));
        if !self.wants.iter().any(|want| want.parts == parts && want.whole == whole) {
            self.wants.push(Want { parts, whole, place: draft.place, quoted, digits, named, also: 0 });
        }
    }

    /// Lets `word` say nearly what the want at `at` says, if there is room for another term.
    pub fn also(&mut self, at: usize, word: &str) {
        let word = stemmed(word);
        if self.terms.len() < MOST_TERMS && !word.is_empty() {
            let term = self.term(word);
            let want = &mut self.wants[at];
            let own = want.parts.contains(&term) || want.whole == Some(term);
            want.also |= if own { 0 } else { 1 << term };
        }
    }

    fn term(&mut self, text: String) -> usize {
        let known = self.terms.iter().position(|term| *term == text);
        known.unwrap_or_else(|| {
            self.terms.push(text);
            self.terms.len() - 1
        })
    }

    /// The index's own notation for texts that have one of `terms`.
    pub fn any_of<'t>(terms: impl Iterator<Item = &'t str>) -> String {
        // A term has letters and digits only: nothing in it can end the quotation.
        let quoted: Vec<String> = terms.map(|term| format!("\"{term}\"")).collect();
        quoted.join(" OR ")
    }
}

/// Whether the word at `start` has a capital that does not come from beginning a sentence.
fn is_name(text: &str, start: usize) -> bool {
    let before =
        text[..start].trim_end_matches(|char: char| !char.is_alphanumeric() && !matches!(char, '.' | '?' | '!'));
    text[start..].starts_with(char::is_uppercase) && before.ends_with(|char: char| !matches!(char, '.' | '?' | '!'))
}

/// Whether the word at `start` is one such as `l'entrée`, whose first letters only lead up to it.
fn is_elided(text: &str, start: usize) -> bool {
    text[start..].split_once(['\'', '’']).is_some_and(|(before, _)| {
        let lower = before.to_ascii_lowercase();
        ["l", "d", "j", "m", "t", "s", "n", "c", "qu", "all", "dell", "nell", "un"].contains(&lower.as_str())
    })
}

/// The words of a query, parts joined to their wholes, signs only where they are alone.
fn draft(text: &str) -> Vec<Draft> {
    let mut drafts: Vec<Draft> = Vec::new();
    words(text, &mut |word| {
        let stemmed = stemmed(word.text);
        let start = word.range.start;
        let single = Draft {
            parts: vec![stemmed.clone()],
            whole: None,
            place: word.place,
            start,
            kind: word.kind,
            stop: is_stop_word(word.text),
        };
        match word.kind {
            Kind::Part | Kind::Sign => drafts.push(single),
            Kind::Whole => {
                let first = drafts.iter().rposition(|draft| draft.place == word.place).unwrap_or(drafts.len());
                if is_elided(text, start) && drafts.len() == first + 2 {
                    // Of `l'entrée` only the noun is asked for.
                    drafts.remove(first);
                    return;
                }
                let parts = drafts.drain(first..).flat_map(|draft| draft.parts).take(MOST_TERMS / 4).collect();
                drafts.push(Draft { parts, whole: Some(stemmed), ..single });
            }
            Kind::Pair => {
                // The signs of a pair say less than it does.
                let first = drafts.iter().rposition(|draft| draft.kind == Kind::Sign && draft.place == word.place);
                if let Some(first) = first {
                    drafts.remove(first);
                }
                let last = drafts.pop();
                drafts.push(single);
                drafts.extend(last);
            }
        }
    });
    drop_signs_within_pairs(&mut drafts);
    drafts
}

fn drop_signs_within_pairs(drafts: &mut Vec<Draft>) {
    let ends: Vec<usize> =
        drafts.iter().filter(|draft| draft.kind == Kind::Pair).map(|draft| draft.place + 1).collect();
    drafts.retain(|draft| draft.kind != Kind::Sign || !ends.contains(&draft.place));
}

/// A word without its ending.
pub fn stemmed(word: &str) -> String {
    let mut bytes = word.as_bytes().to_vec();
    stem(&mut bytes);
    String::from_utf8(bytes).expect("only ASCII letters are changed")
}

/// Words that say nothing of what a text is about, folded: English, German, French, Spanish, Italian, Portuguese and Dutch,
/// without those that say something in English.
const STOP_WORDS: &str = " a about above after again all also am an and any are as at be because been before being below \
    between both but by can cannot cant could did do does doesnt doing dont down during each few for from further get \
    gets give given had has have having he her here hers him his how i if in into is isnt it its just know let like \
    many may me might more most much must my need no nor not of off on once one only or other our ours out over own \
    please shall she should show so some such tell than that the their theirs them then there these they this those \
    through to too under until up upon us use used very via want was we were what whats when where which while who \
    whom whose why will with within without would you your yours \
    aber als am an auch auf aus bei bin bis das dass dem den der des die du durch ein eine einem einen einer eines er es \
    fur haben hat ich ihr im in ist kann man mit muss nach nicht noch oder sich sie sind so uber um und vom von vor war \
    was welche welcher wenn werden wie wieviel wir wird wo zu zum zur \
    viel viele ihre ihrer ihren wann warum wieso wer wem wen wurde wurden waren hatte dies diese dieser dieses gibt \
    le les une du et sont quel quelle quels quelles ou ce cette ces dans avec aux il elle ils elles je nous vous leur \
    ont qui que combien pourquoi sur \
    el una unos unas del y es cual cuales cuanto cuantos cuanta cuantas donde cuando quien porque para \
    esta estan lo gli uno di della dei delle degli nel nella sono quale quali quanto quanti quanta quante dove \
    quando chi perche per il o um uma da dos nos nas qual quais quantos quantas onde quem ao \
    het een en zijn hoe hoeveel wat welk waar wanneer waarom dit deze voor op bij ";

/// Whether a folded word is in every text, and says nothing of what it is about.
pub fn is_stop_word(word: &str) -> bool {
    // Words stand between single spaces there, and have none themselves.
    STOP_WORDS.match_indices(word).any(|(at, _)| {
        STOP_WORDS.as_bytes()[at - 1] == b' ' && STOP_WORDS.as_bytes().get(at + word.len()) == Some(&b' ')
    })
}

/// The words of `text` that say what it is about, as they stand there; all of it if there are none.
pub fn keywords(text: &str) -> String {
    let bare = |word: &&str| {
        let word = word.trim_matches(|char: char| !char.is_alphanumeric()).to_lowercase();
        !word.is_empty() && !is_stop_word(&word)
    };
    let ends = |char: char| matches!(char, '?' | '!' | '.' | ',' | ';' | ':');
    let kept: Vec<&str> = text.split_whitespace().filter(bare).map(|word| word.trim_end_matches(ends)).collect();
    if kept.is_empty() { text.to_owned() } else { kept.join(" ") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str) -> String {
        let query = Query::read(text);
        let show = |want: &Want| {
            let parts: Vec<&str> = want.parts.iter().map(|part| &*query.terms[*part]).collect();
            let whole = want.whole.map_or(String::new(), |whole| format!("={}", query.terms[whole]));
            format!("{}{whole}{}", parts.join("+"), if want.quoted { "!" } else { "" })
        };
        query.wants.iter().map(show).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn queries_are_read_as_terms() {
        for (text, expected) in [
            ("What is the Refund policy for returns?", "refund polici return"),
            ("the of and", "the of and"),
            ("return returns RETURNED", "return"),
            ("getUserName in v1.2.3", "get+user+name=getusernam v1+2+3=v123"),
            ("risk in the \"annual report\" \"open", "risk annual! report! open"),
            ("日本語 東", "日本 本語 東"),
            ("\" OR * NEAR(a b, 3) ^ col:x", "near b 3 col x"),
            ("🦀 \0 --", ""),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
    }

    #[test]
    fn endless_queries_are_bounded() {
        let text: String = (0..20_000).map(|at| format!("w{at} x{at}-y{at} ")).collect();
        let query = Query::read(&text);
        assert!(query.wants.len() <= MOST && query.terms.len() <= MOST_TERMS);
        assert!(query.wants.len() > 20);
    }

    proptest! {
        #[test]
        fn terms_have_nothing_that_the_index_could_read(text in any::<String>()) {
            for term in Query::read(&text).terms {
                prop_assert!(!term.is_empty() && term.chars().all(|char| !char.is_ascii() || char.is_ascii_alphanumeric()));
            }
        }
    }
}
