//! Which of several words somebody may have meant.

/// A longer word is compared with nothing: nobody mistypes one.
const LONGEST: usize = 64;

/// The candidate nearest to a word, if one is near: a quarter of its letters and one more may be wrong, left out, put
/// in or swapped with the next. The first of several that are equally near. Words over 64 characters are near nothing.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let letters: Vec<char> = word.chars().take(LONGEST + 1).collect();
    if letters.is_empty() || letters.len() > LONGEST {
        return None;
    }
    let bound = 1 + letters.len() / 4;
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        let other: Vec<char> = candidate.chars().take(LONGEST + 1).collect();
        // Two words that share no letter are not a slip of one another.
        if other.len() > LONGEST
            || other.len().abs_diff(letters.len()) > bound
            || !letters.iter().any(|letter| other.contains(letter))
        {
            continue;
        }
        let distance = distance(&letters, &other);
        if distance <= bound && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// ` Did you mean …?` with a space before it, or nothing: the end of a message.
pub fn did_you_mean<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> String {
    nearest(word, candidates).map_or_else(String::new, |near| format!(" Did you mean `{near}`?"))
}

/// How many letters must be changed, added, taken away or swapped with the next, none of them twice.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let mut least = (above[j] + usize::from(x != y)).min(above[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *x == b[j - 1] && a[i - 1] == *y {
                least = least.min(before[j - 1] + 1);
            }
            row.push(least);
        }
        before = std::mem::replace(&mut above, row);
    }
    above[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_was_meant() {
        let long = "x".repeat(65);
        for (word, candidates, wanted) in [
            ("mesage", &["message", "metadata"][..], Some("message")),
            ("emssage", &["metadata", "message"], Some("message")),
            ("citi", &["cite", "city"], Some("cite")),
            ("city", &["cite", "city"], Some("city")),
            ("straße", &["strasse"], Some("strasse")),
            ("a", &["b"], None),
            ("ab", &["b"], Some("b")),
            ("weather", &["stocks", "holidays"], None),
            ("", &["a"], None),
            ("a", &[""], None),
            (&long, &["x"], None),
            ("x", &[], None),
        ] {
            assert_eq!(nearest(word, candidates.iter().copied()), wanted, "{word:?} of {candidates:?}");
        }
        assert_eq!(nearest(&long, [long.as_str()]), None);
    }

    #[test]
    fn counts_slips() {
        for (a, b, wanted) in [("", "", 0), ("", "ab", 2), ("ab", "ba", 1), ("ca", "abc", 3), ("kitten", "sitting", 3)]
        {
            let of = |text: &str| text.chars().collect::<Vec<_>>();
            assert_eq!(distance(&of(a), &of(b)), wanted, "{a} {b}");
            assert_eq!(distance(&of(b), &of(a)), wanted, "{b} {a}");
        }
    }
}
