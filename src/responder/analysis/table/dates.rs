//! Dates as people write them in tables, turned into days since 1 January 1970.

use super::calendar::{Grain, civil, days, length, month_named};

/// Which comes first in `03/04/2024`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// The day.
    DayFirst,
    /// The month.
    MonthFirst,
}

/// Reads one cell as a date.
pub fn parse(cell: &str, order: Order) -> Option<(f64, Grain)> {
    let cell = cell.trim();
    if cell.len() < 6 || cell.len() > 40 || !cell.is_ascii() {
        return None;
    }
    let (date, time) = split_time(cell);
    let parts: Vec<&str> = date.split(['-', '/', '.', ',', ' ']).filter(|part| !part.is_empty()).collect();
    let (year, month, day, grain) = match parts[..] {
        [a, b] => month_of(a, b).map(|(year, month)| (year, month, 1, Grain::Month))?,
        [a, b, c] => day_of(a, b, c, order).map(|(year, month, day)| (year, month, day, Grain::Day))?,
        _ => return None,
    };
    if !(1..=12).contains(&month) || day < 1 || day > length(year, month) {
        return None;
    }
    let at = days(year, month, day) as f64;
    match time {
        Some(time) => Some((at + share_of_day(time)?, Grain::Time)),
        None => Some((at, grain)),
    }
}

fn split_time(cell: &str) -> (&str, Option<&str>) {
    let Some(colon) = cell.find(':') else {
        return (cell, None);
    };
    match cell[..colon].rfind(['T', ' ']) {
        Some(at) => (&cell[..at], Some(&cell[at + 1..])),
        None => (cell, None),
    }
}

fn share_of_day(time: &str) -> Option<f64> {
    let clock = time.split(['Z', '+', ' ', '-']).next()?;
    let mut seconds = 0.0;
    let mut unit = 3600.0;
    for part in clock.split(':').take(3) {
        seconds += part.parse::<f64>().ok().filter(|n| (0.0..60.0).contains(n))? * unit;
        unit /= 60.0;
    }
    let lower = time.to_ascii_lowercase();
    if lower.ends_with("pm") && seconds < 43_200.0 {
        seconds += 43_200.0;
    }
    (seconds < 86_400.0).then_some(seconds / 86_400.0)
}

fn month_of(a: &str, b: &str) -> Option<(i64, u32)> {
    if let Some(year) = full_year(a) {
        return Some((year, month(b).or_else(|| quarter(b))?));
    }
    if let Some(year) = full_year(b) {
        return Some((year, month(a).or_else(|| quarter(a))?));
    }
    Some((short_year(b)?, month_named(a)?))
}

fn day_of(a: &str, b: &str, c: &str, order: Order) -> Option<(i64, u32, u32)> {
    let day = |text: &str| small(text.trim_end_matches(|c: char| c.is_ascii_alphabetic()));
    if let Some(year) = full_year(a) {
        return Some((year, month(b)?, small(c)?));
    }
    let year = full_year(c).or_else(|| short_year(c))?;
    if let Some(month) = month_named(a) {
        return Some((year, month, day(b)?));
    }
    if let Some(month) = month_named(b) {
        return Some((year, month, day(a)?));
    }
    let (first, second) = (small(a)?, small(b)?);
    match order {
        Order::DayFirst => Some((year, second, first)),
        Order::MonthFirst => Some((year, first, second)),
    }
}

fn full_year(text: &str) -> Option<i64> {
    (text.len() == 4).then(|| text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse().ok()).flatten()).flatten()
}

fn short_year(text: &str) -> Option<i64> {
    let year: i64 = small(text).filter(|_| text.len() == 2)?.into();
    Some(if year < 69 { 2000 + year } else { 1900 + year })
}

fn small(text: &str) -> Option<u32> {
    ((1..=2).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok()).flatten()
}

fn month(text: &str) -> Option<u32> {
    small(text).or_else(|| month_named(text))
}

fn quarter(text: &str) -> Option<u32> {
    let number = text.strip_prefix(['Q', 'q']).and_then(small)?;
    (1..=4).contains(&number).then(|| number * 3 - 2)
}

/// The order in which a column writes days and months, from all of its cells.
pub fn order_of<'a>(cells: impl Iterator<Item = &'a str> + Clone) -> Order {
    let readable = |order| cells.clone().filter(|cell| parse(cell, order).is_some()).count();
    let (by_day, by_month) = (readable(Order::DayFirst), readable(Order::MonthFirst));
    if by_day != by_month {
        return if by_day > by_month { Order::DayFirst } else { Order::MonthFirst };
    }
    // Both can be read: tables are mostly written in the order of time.
    let rises = |order| {
        let at: Vec<f64> = cells.clone().filter_map(|cell| parse(cell, order)).map(|(at, _)| at).collect();
        at.windows(2).filter(|pair| pair[0] <= pair[1]).count()
    };
    let (by_day, by_month) = (rises(Order::DayFirst), rises(Order::MonthFirst));
    if by_day != by_month {
        return if by_day > by_month { Order::DayFirst } else { Order::MonthFirst };
    }
    // Still even: monthly tables keep one day throughout; points between are a habit of the day-first world.
    let one_day = |order| {
        let mut days = cells.clone().filter_map(|cell| parse(cell, order)).map(|(at, _)| civil(at as i64).2);
        days.next().is_some_and(|first| days.all(|day| day == first))
    };
    let dotted = cells.clone().take(50).any(|cell| cell.contains('.'));
    if dotted || (one_day(Order::DayFirst) && !one_day(Order::MonthFirst)) {
        Order::DayFirst
    } else {
        Order::MonthFirst
    }
}

#[cfg(test)]
mod tests {
    use super::super::calendar::written;
    use super::*;

    #[test]
    fn dates_are_read_as_written() {
        let cases = [
            ("2024-01-31", "2024-01-31"),
            ("2024/1/5", "2024-01-05"),
            ("31/01/2024", "2024-01-31"),
            ("5.1.2024", "2024-01-05"),
            ("31 Jan 2024", "2024-01-31"),
            ("January 31, 2024", "2024-01-31"),
            ("Jan 31st, 2024", "2024-01-31"),
            ("31-Jan-24", "2024-01-31"),
            ("2024-01-31T10:30:00Z", "2024-01-31"),
            ("2024-01-31 23:59", "2024-01-31"),
        ];
        for (cell, expected) in cases {
            let (at, grain) = parse(cell, Order::DayFirst).expect(cell);
            assert_eq!(written(at, grain), expected, "{cell}");
        }
        for (cell, expected) in [
            ("2024-03", "2024-03"),
            ("Mar 2024", "2024-03"),
            ("March-24", "2024-03"),
            ("Q2 2024", "2024-04"),
            ("2024-Q2", "2024-04"),
            ("03/2024", "2024-03"),
        ] {
            let (at, grain) = parse(cell, Order::DayFirst).expect(cell);
            assert_eq!((written(at, grain), grain), (expected.to_owned(), Grain::Month), "{cell}");
        }
        for cell in [
            "",
            "12",
            "12.5",
            "hello world",
            "31/02/2024",
            "99/99/2024",
            "2024-13",
            "1.2.3.4",
            "a-b-c",
            "2024-01-01 99:00",
            "£££££££",
        ] {
            assert_eq!(parse(cell, Order::DayFirst), None, "{cell}");
        }
    }

    #[test]
    fn the_order_of_a_column_is_found() {
        let order = |cells: &[&str]| order_of(cells.iter().copied());
        assert_eq!(order(&["13/02/2024", "01/03/2024"]), Order::DayFirst);
        assert_eq!(order(&["02/13/2024", "03/01/2024"]), Order::MonthFirst);
        assert_eq!(order(&["01/02/2024", "01/03/2024", "01/04/2024", "01/01/2025"]), Order::DayFirst);
        assert_eq!(order(&["01/10/2024", "01/11/2024", "02/01/2024"]), Order::MonthFirst);
    }
}
