//! Letters without case and diacritics.

/// Appends `char` in lower case and without diacritics.
pub fn fold(char: char, into: &mut String) {
    if char.is_ascii() {
        into.push(char.to_ascii_lowercase());
        return;
    }
    let narrow = u32::from(char).checked_sub(0xfee0).filter(|code| (0x21..0x7f).contains(code));
    let char = narrow.and_then(char::from_u32).unwrap_or(char);
    for char in char.to_lowercase().filter(|char| !is_mark(*char)) {
        match char {
            'ß' => into.push_str("ss"),
            'æ' | 'ǽ' => into.push_str("ae"),
            'œ' => into.push_str("oe"),
            'þ' => into.push_str("th"),
            _ => into.push(without_diacritics(char)),
        }
    }
}

/// The letter that a letter with diacritics is made of; others are returned as they are.
fn without_diacritics(char: char) -> char {
    match char {
        'à'..='å' | 'ā' | 'ă' | 'ą' | 'ǎ' | 'ạ'..='ặ' | 'ḁ' => 'a',
        'ç' | 'ć' | 'ĉ' | 'ċ' | 'č' => 'c',
        'ď' | 'đ' | 'ð' | 'ḍ' => 'd',
        'è'..='ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' | 'ẹ'..='ệ' => 'e',
        'ĝ' | 'ğ' | 'ġ' | 'ģ' | 'ǧ' => 'g',
        'ĥ' | 'ħ' | 'ḥ' => 'h',
        'ì'..='ï' | 'ĩ' | 'ī' | 'ĭ' | 'į' | 'ı' | 'ǐ' | 'ỉ'..='ị' => 'i',
        'ĵ' => 'j',
        'ķ' => 'k',
        'ĺ' | 'ļ' | 'ľ' | 'ŀ' | 'ł' => 'l',
        'ñ' | 'ń' | 'ņ' | 'ň' => 'n',
        'ò'..='ö' | 'ø' | 'ō' | 'ŏ' | 'ő' | 'ơ' | 'ǒ' | 'ọ'..='ợ' => 'o',
        'ŕ' | 'ŗ' | 'ř' => 'r',
        'ś' | 'ŝ' | 'ş' | 'š' | 'ș' | 'ṣ' => 's',
        'ţ' | 'ť' | 'ŧ' | 'ț' | 'ṭ' => 't',
        'ù'..='ü' | 'ũ' | 'ū' | 'ŭ' | 'ů' | 'ű' | 'ų' | 'ư' | 'ǔ' | 'ụ'..='ự' => 'u',
        'ŵ' => 'w',
        'ý' | 'ÿ' | 'ŷ' | 'ỳ'..='ỹ' => 'y',
        'ź' | 'ż' | 'ž' | 'ẓ' => 'z',
        'ά' => 'α',
        'έ' => 'ε',
        'ή' => 'η',
        'ί' | 'ϊ' | 'ΐ' => 'ι',
        'ό' => 'ο',
        'ύ' | 'ϋ' | 'ΰ' => 'υ',
        'ώ' => 'ω',
        'ς' => 'σ',
        'ё' => 'е',
        'й' => 'и',
        _ => char,
    }
}

/// Whether `char` only changes the character before it, or shows nothing.
pub fn is_mark(char: char) -> bool {
    let south_east_asian = matches!(u32::from(char), 0x0e00..=0x109f | 0x1780..=0x17ff);
    matches!(u32::from(char), 0xad | 0x300..=0x36f | 0x610..=0x61a | 0x64b..=0x65f | 0x591..=0x5bd | 0x200b..=0x200f
        | 0x2060 | 0x20d0..=0x20ff | 0x3099..=0x309a | 0xfe00..=0xfe0f | 0xfe20..=0xfe2f | 0xfeff)
        || south_east_asian && !char.is_alphanumeric() && !char.is_whitespace()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_and_diacritics_are_folded() {
        let folded = |text: &str| {
            let mut folded = String::new();
            text.chars().filter(|char| !is_mark(*char)).for_each(|char| fold(char, &mut folded));
            folded
        };
        for (text, expected) in [
            ("Straße", "strasse"),
            ("ÀÉÎÕÜ", "aeiou"),
            ("Łódź", "lodz"),
            ("Đặng Ứng", "dang ung"),
            ("İstanbul", "istanbul"),
            ("ΛΌΓΟΣ λόγος", "λογοσ λογοσ"),
            ("Ёлка Йод", "елка иод"),
            ("Ｋ－３００", "k-300"),
            ("e\u{301}", "e"),
        ] {
            assert_eq!(folded(text), expected, "{text}");
        }
    }
}
