//! The cells of a table row.

/// The cells of a row, whatever divides it: pipes, tabs, dots that lead to a value, commas or semicolons without
/// blanks after them, or two blanks and more. A line that nothing divides is one cell.
pub fn cells(row: &str) -> Vec<&str> {
    let row = row.trim();
    if row.starts_with('|') || row.matches('|').count() >= 2 {
        let inner = row.strip_prefix('|').unwrap_or(row);
        let inner = inner.strip_suffix('|').unwrap_or(inner);
        return inner.split('|').map(str::trim).collect();
    }
    if row.contains('\t') {
        return row.split('\t').map(str::trim).collect();
    }
    if let Some(at) = row.find("....").or_else(|| row.find(" . . .")) {
        let value = row[at..].trim_start_matches(['.', ' ']);
        return vec![row[..at].trim_end(), value.trim()];
    }
    let spaced: Vec<&str> = row.split("  ").map(str::trim).filter(|cell| !cell.is_empty()).collect();
    if spaced.len() > 1 {
        return spaced;
    }
    for sign in [',', ';'] {
        if is_dense(row, sign) {
            return row.split(sign).map(str::trim).collect();
        }
    }
    vec![row]
}

/// Whether `sign` divides a line into fields: twice at least, without blanks after it, and not within numbers.
pub fn is_dense(row: &str, sign: char) -> bool {
    let digit = |char: char| char.is_ascii_digit();
    let mut count = 0;
    for (at, _) in row.match_indices(sign) {
        let after = &row[at + 1..];
        if after.starts_with(char::is_whitespace) {
            return false;
        }
        let thousands = sign == ',' && after.starts_with(digit) && row[..at].ends_with(digit);
        count += usize::from(!after.is_empty() && !thousands);
    }
    count >= 2
}

/// How many cells of a row, but the first, are amounts: numbers that are no years and no days of a date.
pub fn amounts(row: &str) -> usize {
    let cells = cells(row);
    let of = if cells.len() > 1 { &cells[1..] } else { &cells[..] };
    of.iter().filter(|cell| is_amount(cell)).count()
}

/// Whether a cell is a number, maybe with a sign or a unit, and not a year.
fn is_amount(cell: &str) -> bool {
    let bare = cell.trim_matches(|char: char| !char.is_alphanumeric());
    let digits = bare.bytes().filter(u8::is_ascii_digit).count();
    let letters = bare.chars().filter(|char| char.is_alphabetic()).count();
    digits > 0 && letters <= digits.max(3) && !names_year(bare)
}

/// Whether a cell is a year, maybe with a day and a month: `2023`, `Sept 30, 2023`, `Fiscal 2021`.
fn names_year(cell: &str) -> bool {
    let is_year = |word: &str| word.len() == 4 && (word.starts_with("19") || word.starts_with("20"));
    let mut words = cell.split(|char: char| !char.is_ascii_digit()).filter(|word| !word.is_empty());
    words.any(is_year) && (cell.len() == 4 || cell.contains(char::is_alphabetic))
}
