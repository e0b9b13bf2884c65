//! The Gregorian calendar in days since 1 January 1970; no time zones, as an axis needs none.

use crate::responder::words::MONTHS;

/// How finely a date was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grain {
    /// A year and a month (or quarter).
    Month,
    /// A day.
    Day,
    /// A time of day.
    Time,
}

/// Days from 1 January 1970 to a date.
pub fn days(year: i64, month: u32, day: u32) -> i64 {
    // Years are counted from March, so that the leap day is the last of its year.
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let month = i64::from(month);
    let of_year = (153 * (if month > 2 { month - 3 } else { month + 9 }) + 2) / 5 + i64::from(day) - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// Year, month and day of a count of days; counts beyond human history are cut to it.
pub fn civil(days: i64) -> (i64, u32, u32) {
    let days = days.clamp(-10_000_000, 10_000_000) + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = (of_year - (153 * shifted + 2) / 5 + 1) as u32;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 } as u32;
    (year + era * 400 + i64::from(month <= 2), month, day)
}

/// A date as `2024`, `2024-01` or `2024-01-31`, after its grain.
pub fn written(days: f64, grain: Grain) -> String {
    let (year, month, day) = civil(days.floor() as i64);
    match grain {
        Grain::Month => format!("{year:04}-{month:02}"),
        Grain::Day | Grain::Time => format!("{year:04}-{month:02}-{day:02}"),
    }
}

/// The number of a month's English name or its first three letters.
pub fn month_named(word: &str) -> Option<u32> {
    let word = word.to_ascii_lowercase();
    let known =
        |name: &&str| word.len() >= 3 && (name.starts_with(&word) || (word == "sept" && **name == *"september"));
    MONTHS.iter().position(known).map(|at| at as u32 + 1)
}

/// The length of a month in days.
pub fn length(year: i64, month: u32) -> u32 {
    let next = if month == 12 { days(year + 1, 1, 1) } else { days(year, month + 1, 1) };
    (next - days(year, month, 1)) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_dates_are_inverse() {
        for day in (-800_000..800_000).step_by(373) {
            let (y, m, d) = civil(day);
            assert_eq!(days(y, m, d), day);
        }
        assert_eq!(days(1970, 1, 1), 0);
        assert_eq!(civil(days(2000, 2, 29)), (2000, 2, 29));
        assert_eq!(length(2023, 2), 28);
        civil(i64::MAX);
    }
}
