//! Where an axis is marked and what is written there.
//!
//! The rules are those of matplotlib: at most nine steps of 1, 2, 2.5 or 5 times a power of ten; numbers of a million
//! and more share one factor, written above the axis; months and days step as a calendar does.

use super::Scale;
use super::calendar::{civil, days};

/// Most steps on an axis of the usual size.
const MOST_STEPS: f64 = 9.0;

/// Marks of one axis.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Ticks {
    /// Position and label of each mark.
    pub marks: Vec<(f64, String)>,
    /// The factor that all labels share, such as `1e10`.
    pub factor: Option<String>,
}

/// Marks between two ends.
pub fn ticks(low: f64, high: f64, scale: Scale) -> Ticks {
    match scale {
        Scale::Number => numbers(low, high),
        Scale::Year => {
            let marks = steps(low, high, true).into_iter().map(|at| (at, format!("{at:.0}"))).collect();
            Ticks { marks, factor: None }
        }
        Scale::Date => Ticks { marks: calendar(low, high), factor: None },
    }
}

fn steps(low: f64, high: f64, whole: bool) -> Vec<f64> {
    let span = high - low;
    if !(span.is_finite() && span > 0.0) {
        return vec![low];
    }
    let raw = span / MOST_STEPS;
    let power = 10_f64.powf(raw.log10().floor());
    let mut step = [1.0, 2.0, 2.5, 5.0, 10.0]
        .into_iter()
        .map(|s| s * power)
        .find(|&s| s >= raw * 0.999_999)
        .unwrap_or(10.0 * power);
    if whole {
        step = if step == 2.5 { 5.0 } else { step.ceil().max(1.0) };
    }
    let (first, last) = ((low / step).ceil(), (high / step).floor());
    let count = (last - first).clamp(0.0, 20.0) as u32;
    (0..=count).map(|n| (first + f64::from(n)) * step).filter(|at| *at <= high + step * 1e-9).collect()
}

fn numbers(low: f64, high: f64) -> Ticks {
    let places = steps(low, high, false);
    let largest = places.iter().fold(0.0_f64, |most, at| most.max(at.abs()));
    let order = if largest > 0.0 { largest.log10().floor() as i32 } else { 0 };
    // Beyond these orders a shared factor reads better than rows of zeros.
    let factor = if order <= -5 || order >= 6 { order } else { 0 };
    let unit = 10_f64.powi(factor);
    let step = places.windows(2).map(|p| (p[1] - p[0]) / unit).next().unwrap_or(1.0);
    let decimals =
        (0..9).find(|&d| (step * 10_f64.powi(d)).fract().abs().min(1.0 - (step * 10_f64.powi(d)).fract().abs()) < 1e-6);
    let decimals = decimals.unwrap_or(9) as usize;
    // With a factor one decimal is always kept, so that `0.0` and `2.0` stand in one column.
    let marks = places.into_iter().map(|at| (at, signed(at / unit, decimals))).collect();
    Ticks { marks, factor: (factor != 0).then(|| format!("1e{}", signed(f64::from(factor), 0))) }
}

fn signed(value: f64, decimals: usize) -> String {
    let text = format!("{:.decimals$}", value.abs());
    let zero = text.bytes().all(|b| b == b'0' || b == b'.');
    if value < 0.0 && !zero { format!("−{text}") } else { text }
}

/// Steps of a calendar in months, from a century down to one month.
const MONTHS: [i64; 14] = [24_000, 6000, 1200, 600, 240, 120, 60, 24, 12, 6, 4, 3, 2, 1];
/// Steps of a calendar in days, when months are too long.
const DAYS: [i64; 5] = [14, 7, 3, 2, 1];

fn calendar(low: f64, high: f64) -> Vec<(f64, String)> {
    let (year, month, _) = civil(low.floor() as i64);
    let start = year * 12 + i64::from(month) - 1;
    let months = (high - low) / 30.44;
    let most = MOST_STEPS + 1.0;
    if months >= 3.0 {
        let step = MONTHS.into_iter().rev().find(|&s| months / s as f64 <= most).unwrap_or(MONTHS[0]);
        let first = start.div_euclid(step) * step;
        let marks = (0..20).map(|n| first + n * step).map(|m| {
            let (y, m) = (m.div_euclid(12), m.rem_euclid(12) as u32 + 1);
            let label = if step >= 12 { format!("{y}") } else { format!("{y}-{m:02}") };
            (days(y, m, 1) as f64, label)
        });
        return marks.filter(|(at, _)| *at >= low && *at <= high).collect();
    }
    let step = DAYS.into_iter().rev().find(|&s| (high - low) / s as f64 <= most).unwrap_or(DAYS[0]);
    let first = (low.ceil() as i64).div_euclid(step) * step;
    let marks = (0..20).map(|n| first + n * step).map(|day| {
        let (y, m, d) = civil(day);
        (day as f64, format!("{y}-{m:02}-{d:02}"))
    });
    marks.filter(|(at, _)| *at >= low && *at <= high).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(low: f64, high: f64, scale: Scale) -> Vec<String> {
        ticks(low, high, scale).marks.into_iter().map(|(_, label)| label).collect()
    }

    #[test]
    fn axes_are_marked_as_people_know_them() {
        assert_eq!(
            labels(1841.45, 2029.55, Scale::Year),
            ["1850", "1875", "1900", "1925", "1950", "1975", "2000", "2025"]
        );
        assert_eq!(labels(1998.95, 2022.05, Scale::Year), ["2000", "2005", "2010", "2015", "2020"]);
        assert_eq!(labels(2014.9, 2018.1, Scale::Year), ["2015", "2016", "2017", "2018"]);
        assert_eq!(labels(-0.05, 1.05, Scale::Number), ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]);
        assert_eq!(labels(-120.0, 90.0, Scale::Number), ["−100", "−75", "−50", "−25", "0", "25", "50", "75"]);
        let large = ticks(-1.6e9, 3.9e10, Scale::Number);
        assert_eq!(large.factor.as_deref(), Some("1e10"));
        assert_eq!(large.marks.first().map(|m| m.1.as_str()), Some("0.0"));
        let small = ticks(0.0, 4e-7, Scale::Number);
        assert_eq!(small.factor.as_deref(), Some("1e−7"));
    }

    #[test]
    fn calendars_step_by_years_months_and_days() {
        let at = |y, m, d| days(y, m, d) as f64;
        assert_eq!(labels(at(2021, 11, 1), at(2025, 2, 1), Scale::Date)[..2], ["2022-01", "2022-05"]);
        assert_eq!(labels(at(1990, 1, 1), at(1997, 1, 1), Scale::Date)[1], "1991");
        assert_eq!(
            labels(at(2024, 2, 27), at(2024, 3, 2), Scale::Date),
            ["2024-02-27", "2024-02-28", "2024-02-29", "2024-03-01", "2024-03-02"]
        );
    }

    #[test]
    fn no_range_marks_an_axis_too_densely_or_panics() {
        for scale in [Scale::Number, Scale::Year, Scale::Date] {
            for (low, high) in [(0.0, 0.0), (1.0, 1.0 + 1e-15), (-1e90, 1e90), (5.0, 4.0), (0.0, 1e-300), (3.2, 3.4)] {
                assert!(ticks(low, high, scale).marks.len() <= 21, "{low} {high}");
            }
        }
    }
}
