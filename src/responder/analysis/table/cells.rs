//! One cell as a number: thousands separators, currency and percent signs, brackets for minus, decimal commas.

use super::limits::MAX_NUMBER;

/// The sign that stands before decimals in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decimal {
    /// `1,234.5`
    Point,
    /// `1.234,5`
    Comma,
}

/// Words for "nothing here" in tables, as pandas takes them (and a few people use).
const NOTHING: [&str; 14] = ["", "nan", "na", "n/a", "#n/a", "null", "none", "-", "--", "–", "—", "..", "?", "<na>"];

/// Whether a cell holds no value.
pub fn is_missing(cell: &str) -> bool {
    let cell = cell.trim();
    cell.len() <= 4 && NOTHING.contains(&cell.to_ascii_lowercase().as_str())
}

/// Whether a cell is a number without any dress, as every parser reads it.
pub fn is_plain(cell: &str, decimal: Decimal) -> bool {
    match decimal {
        Decimal::Point => cell.trim().parse::<f64>().is_ok(),
        Decimal::Comma => cell.trim().replace('.', "").replace(',', ".").parse::<f64>().is_ok(),
    }
}

/// Reads a cell as a number.
pub fn number(cell: &str, decimal: Decimal) -> Option<f64> {
    let cell = cell.trim();
    if cell.len() > 40 {
        return None;
    }
    let bare: String = cell.chars().filter(|c| !matches!(c, '$' | '€' | '£' | '¥' | '₹' | '%')).collect();
    let mut bare = bare.trim();
    let bracketed = bare.strip_prefix('(').and_then(|inner| inner.strip_suffix(')'));
    let mut minus = bracketed.is_some();
    bare = bracketed.unwrap_or(bare).trim();
    if let Some(rest) = bare.strip_prefix(['-', '−']) {
        minus = !minus;
        bare = rest.trim_start();
    } else if let Some(rest) = bare.strip_prefix('+') {
        bare = rest;
    }
    let (point, group) = match decimal {
        Decimal::Point => ('.', ','),
        Decimal::Comma => (',', '.'),
    };
    let (whole, rest) = match bare.split_once(point) {
        Some((whole, rest)) => (whole.to_owned(), format!(".{rest}")),
        None => match bare.find(['e', 'E']) {
            Some(at) => (bare[..at].to_owned(), bare[at..].to_owned()),
            None => (bare.to_owned(), String::new()),
        },
    };
    let whole = ungrouped(&whole, group)?;
    let value: f64 = format!("{whole}{rest}").parse().ok()?;
    let readable = rest.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'e' | b'E' | b'+' | b'-'));
    (readable && value.abs() <= MAX_NUMBER).then_some(if minus { -value } else { value })
}

/// The digits of a whole number without its separators; `None` where these do not set off groups of three.
fn ungrouped(whole: &str, group: char) -> Option<String> {
    let parts: Vec<&str> = whole.split([group, ' ', '\u{a0}', '\u{202f}', '\u{2009}', '\'', '’']).collect();
    let digits = |part: &&str| part.bytes().all(|b| b.is_ascii_digit());
    if !parts.iter().all(digits) {
        return None;
    }
    let grouped =
        parts.len() == 1 || ((1..=3).contains(&parts[0].len()) && parts[1..].iter().all(|part| part.len() == 3));
    grouped.then(|| parts.concat())
}

/// Which decimal sign a column uses, from its cells.
pub fn decimal_of<'a>(cells: impl Iterator<Item = &'a str>) -> Decimal {
    let (mut comma, mut point) = (0_usize, 0_usize);
    for cell in cells {
        let tail = |sign: char| {
            cell.rsplit_once(sign).map(|(_, tail)| tail.trim_end_matches(|c: char| !c.is_ascii_digit()).len())
        };
        match (cell.rfind(','), cell.rfind('.')) {
            (Some(c), Some(p)) if c > p => comma += 1,
            (Some(_), Some(_)) | (None, Some(_)) => point += 1,
            // Three digits after a lone comma are a group of thousands, any other number are decimals.
            (Some(_), None) if tail(',') != Some(3) && cell.matches(',').count() == 1 => comma += 1,
            (Some(_), None) => point += 1,
            (None, None) => {}
        }
    }
    if comma > point { Decimal::Comma } else { Decimal::Point }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_in_their_dress() {
        let point = [
            ("12", 12.0),
            (" -3.5 ", -3.5),
            ("−3.5", -3.5),
            ("+4", 4.0),
            ("1,234,567.89", 1_234_567.89),
            ("$1,200", 1200.0),
            ("-$5", -5.0),
            ("(42.10)", -42.1),
            ("12.5%", 12.5),
            ("€ 99", 99.0),
            ("1.5e3", 1500.0),
            ("2E-2", 0.02),
            ("1 234", 1234.0),
            ("1\u{202f}234", 1234.0),
            (".5", 0.5),
            ("5.", 5.0),
        ];
        for (cell, expected) in point {
            assert_eq!(number(cell, Decimal::Point), Some(expected), "{cell}");
        }
        for (cell, expected) in [("1.234,5", 1234.5), ("3,24", 3.24), ("12", 12.0), ("1.000", 1000.0)] {
            assert_eq!(number(cell, Decimal::Comma), Some(expected), "{cell}");
        }
        for cell in [
            "",
            "abc",
            "1,23",
            "12,34,567",
            "1-2",
            "nan",
            "inf",
            "1e999",
            "--5",
            "0x10",
            "1.2.3",
            "$",
            "1e200",
            "e5",
            ".",
        ] {
            assert_eq!(number(cell, Decimal::Point), None, "{cell}");
        }
    }

    #[test]
    fn decimal_commas_are_told_from_thousands() {
        let of = |cells: &[&str]| decimal_of(cells.iter().copied());
        assert_eq!(of(&["3,14", "2,5", "1,125"]), Decimal::Comma);
        assert_eq!(of(&["1,234", "12,345", "7"]), Decimal::Point);
        assert_eq!(of(&["1.234,50"]), Decimal::Comma);
        assert_eq!(of(&["1,234.50"]), Decimal::Point);
    }

    #[test]
    fn empty_cells_have_many_names() {
        for cell in ["", "  ", "NaN", "N/A", "null", "-", "#N/A"] {
            assert!(is_missing(cell), "{cell}");
        }
        assert!(!is_missing("0"));
    }
}
