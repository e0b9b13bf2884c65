//! Numbers as they are read: in sentences for people, and as Python prints them.

/// A number with separators and at most two decimals: `37,124.5`.
pub fn exact(value: f64) -> String {
    if value.abs() >= 1e15 {
        return format!("{value:e}");
    }
    let decimals = match value.abs() {
        v if v == 0.0 || v.fract() == 0.0 => 0,
        v if v >= 1.0 => 2,
        // Small numbers keep three figures that count.
        v => (2 - v.log10().floor() as i32).clamp(2, 12) as usize,
    };
    let text = format!("{:.decimals$}", value.abs());
    let (whole, rest) =
        text.split_once('.').map_or((text.as_str(), ""), |(whole, rest)| (whole, rest.trim_end_matches('0')));
    let mut grouped = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    let sign = if value < 0.0 && (whole != "0" || !rest.is_empty()) { "-" } else { "" };
    if rest.is_empty() { format!("{sign}{grouped}") } else { format!("{sign}{grouped}.{rest}") }
}

/// A number as said aloud: `37.12 billion`.
pub fn human(value: f64) -> String {
    let size = value.abs();
    let (unit, name) = match size {
        s if s >= 1e15 => return format!("{value:.2e}"),
        s if s >= 1e12 => (1e12, " trillion"),
        s if s >= 1e9 => (1e9, " billion"),
        s if s >= 1e6 => (1e6, " million"),
        _ => (1.0, ""),
    };
    let scaled = value / unit;
    let scaled = if unit == 1.0 && size >= 1000.0 { scaled.round() } else { scaled };
    format!("{}{name}", exact(scaled))
}

/// A change in percent: `+4.2%`.
pub fn percent(share: f64) -> String {
    let value = share * 100.0;
    let decimals = if value.abs() >= 100.0 { 0 } else { 1 };
    let text = format!("{value:+.decimals$}%");
    let (sign, digits) = text.split_at(1);
    let (whole, rest) = digits.split_once(['.', '%']).unwrap_or((digits, ""));
    let grouped = exact(whole.parse().unwrap_or(0.0));
    if rest.is_empty() { format!("{sign}{grouped}%") } else { format!("{sign}{grouped}.{rest}") }
}

/// A float as Python prints it.
pub fn python(value: f64) -> String {
    if value.is_nan() {
        return "nan".to_owned();
    }
    let size = value.abs();
    if size != 0.0 && !(1e-4..1e16).contains(&size) {
        let text = format!("{value:e}");
        let (digits, power) = text.split_once('e').unwrap_or((&text, "0"));
        let power: i32 = power.parse().unwrap_or(0);
        let sign = if power < 0 { '-' } else { '+' };
        return format!("{digits}e{sign}{:02}", power.abs());
    }
    let text = format!("{value}");
    if text.contains('.') { text } else { format!("{text}.0") }
}

/// A number as Python prints it from a column that pandas keeps as integers, or as floats.
pub fn printed(value: f64, whole: bool) -> String {
    if whole && value.fract() == 0.0 { format!("{value:.0}") } else { python(value) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_read_numbers() {
        for (value, expected) in [
            (0.0, "0"),
            (1234.5, "1,234.5"),
            (-1_000_000.0, "-1,000,000"),
            (0.01234, "0.0123"),
            (99.999, "100"),
            (12.0, "12"),
            (-0.001, "-0.001"),
            (1e20, "1e20"),
        ] {
            assert_eq!(exact(value), expected);
        }
        for (value, expected) in [
            (37_123_850_352.0, "37.12 billion"),
            (196_000_000.0, "196 million"),
            (12_345.678, "12,346"),
            (3.24159, "3.24"),
            (-2.5e12, "-2.5 trillion"),
        ] {
            assert_eq!(human(value), expected);
        }
        for (share, expected) in [(0.042, "+4.2%"), (-0.5, "-50.0%"), (12.5, "+1,250%"), (-0.004, "-0.4%")] {
            assert_eq!(percent(share), expected);
        }
    }

    #[test]
    fn python_prints_numbers() {
        for (value, expected) in [
            (1.0, "1.0"),
            (0.1, "0.1"),
            (1e16, "1e+16"),
            (1.5e-5, "1.5e-05"),
            (123_456_789.25, "123456789.25"),
            (f64::NAN, "nan"),
        ] {
            assert_eq!(python(value), expected);
        }
        assert_eq!(printed(3.0, true), "3");
    }
}
