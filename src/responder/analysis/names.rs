//! Names brought to a form in which people and files agree: `Annual CO₂ emissions`, `annual_co2_emission` and
//! `AnnualCO2Emissions` become the same words. Also the ways a name may be shown safely.

use super::limits::MAX_NAME;

/// One character in plain small letters: sub- and superscripts become digits, accents go.
fn plain(c: char) -> char {
    match c {
        '₀'..='₉' => char::from(b'0' + (c as u32 - '₀' as u32) as u8),
        '⁰' | '⁴'..='⁹' => char::from(b'0' + (c as u32 - '⁰' as u32) as u8),
        '¹' => '1',
        '²' => '2',
        '³' => '3',
        'À'..='Å' | 'à'..='å' | 'Ā'..='ą' => 'a',
        'Ç' | 'ç' | 'Ć'..='č' => 'c',
        'È'..='Ë' | 'è'..='ë' | 'Ē'..='ě' => 'e',
        'Ì'..='Ï' | 'ì'..='ï' | 'Ĩ'..='ı' => 'i',
        'Ñ' | 'ñ' | 'Ń'..='ň' => 'n',
        'Ò'..='Ö' | 'Ø' | 'ò'..='ö' | 'ø' | 'Ō'..='ő' => 'o',
        'Ù'..='Ü' | 'ù'..='ü' | 'Ũ'..='ų' => 'u',
        'Ý' | 'ý' | 'ÿ' => 'y',
        'Ś'..='š' => 's',
        'Ź'..='ž' => 'z',
        'Ł' | 'ł' => 'l',
        _ => c.to_lowercase().next().unwrap_or(c),
    }
}

/// A text in plain small letters.
pub fn folded(text: &str) -> String {
    text.chars().map(plain).collect()
}

/// A word without its plural ending.
pub fn stem(word: &str) -> String {
    let cut = |tail: &str| word.strip_suffix(tail).filter(|rest| rest.len() >= 2);
    if let Some(rest) = cut("ies").filter(|rest| rest.len() >= 3) {
        return format!("{rest}y");
    }
    if word.ends_with("ss") || word.ends_with("us") || word.ends_with("is") {
        return word.to_owned();
    }
    cut("s").unwrap_or(word).to_owned()
}

/// The words of a column name, folded and without plurals.
pub fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut word = String::new();
    let mut before = ' ';
    for c in name.chars() {
        // A capital after a small letter or a digit begins a word: `unitPrice`.
        let turns = c.is_uppercase() && (before.is_lowercase() || before.is_ascii_digit());
        if (!c.is_alphanumeric() || turns) && !word.is_empty() {
            words.push(stem(&word));
            word.clear();
        }
        if c.is_alphanumeric() {
            word.push(plain(c));
        } else if c == '%' {
            words.push("percent".to_owned());
        }
        before = c;
    }
    if !word.is_empty() {
        words.push(stem(&word));
    }
    words
}

/// A name made fit for a file name: plain letters, digits and underscores.
pub fn slug(text: &str) -> String {
    let mut slug = String::new();
    for c in folded(text).chars() {
        if c.is_ascii_alphanumeric() {
            slug.push(c);
        } else if !slug.is_empty() && !slug.ends_with('_') {
            slug.push('_');
        }
        if slug.len() >= 60 {
            break;
        }
    }
    let slug = slug.trim_matches('_');
    if slug.is_empty() { "chart".to_owned() } else { slug.to_owned() }
}

/// The name of a file without its folder and ending, kept as written where a link can carry it.
pub fn file_stem(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let stem = last.rsplit_once('.').map_or(last, |(stem, _)| stem);
    let safe = |c: char| {
        if c.is_ascii_alphanumeric() || c == '-' { c } else { '_' }
    };
    let stem: String = stem.chars().map(plain_keeping_case).map(safe).take(MAX_NAME).collect();
    if stem.trim_matches('_').is_empty() { "data".to_owned() } else { stem }
}

fn plain_keeping_case(c: char) -> char {
    if c.is_ascii() { c } else { plain(c) }
}

/// A name from a file as it may stand in a reply: one line, of bounded length, and no link of its own.
pub fn shown(name: &str) -> String {
    let line: String = name.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let line = line.replace("sandbox:", "sandbox ").replace('[', "(").replace(']', ")").replace('|', "/");
    let line = line.trim();
    if line.chars().count() <= MAX_NAME {
        return line.to_owned();
    }
    let cut: String = line.chars().take(MAX_NAME - 1).collect();
    format!("{}…", cut.trim_end())
}

/// Several names in a sentence: `a, b and c`.
pub fn listed(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_meet_in_their_words() {
        let expected = ["annual", "co2", "emission"];
        for name in [
            "Annual CO₂ emissions",
            "annual_co2_emission",
            "AnnualCo2Emissions",
            "ANNUAL CO2 EMISSIONS",
            " annual-CO²  emissions: ",
        ] {
            assert_eq!(words(name), expected, "{name}");
        }
        assert_eq!(words("Growth (%)"), ["growth", "percent"]);
        assert_eq!(words("Pays d’Été"), ["pay", "d", "ete"]);
        assert_eq!(words(""), [""; 0]);
    }

    #[test]
    fn file_names_are_safe_in_links() {
        assert_eq!(file_stem("world_df.csv"), "world_df");
        assert_eq!(file_stem("../../etc/pass wd.csv"), "pass_wd");
        assert_eq!(file_stem("Umsätze (Q1).csv"), "Umsatze__Q1_");
        assert_eq!(file_stem("….csv"), "data");
        assert_eq!(slug("Year vs Annual CO₂ emissions"), "year_vs_annual_co2_emissions");
        assert_eq!(slug("漢字"), "chart");
    }

    #[test]
    fn hostile_names_cannot_make_links() {
        assert_eq!(shown("a](sandbox:/mnt/data/x)\n[b"), "a)(sandbox /mnt/data/x) (b");
        assert_eq!(shown(&"x".repeat(500)).chars().count(), MAX_NAME);
    }
}
