//! Which rows a request is about: comparisons (`revenue > 5000`), named values (`for France`) and stretches of time.

use super::calendar::civil;
use super::names;
use super::span::{self, Span};
use super::table::{Kind, Table};

/// How a number is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compare {
    /// `>`
    Above,
    /// `>=`
    AtLeast,
    /// `<`
    Below,
    /// `<=`
    AtMost,
    /// `==`
    Equal,
    /// `!=`
    Unequal,
}

impl Compare {
    /// The sign in code.
    pub fn sign(self) -> &'static str {
        match self {
            Self::Above => ">",
            Self::AtLeast => ">=",
            Self::Below => "<",
            Self::AtMost => "<=",
            Self::Equal => "==",
            Self::Unequal => "!=",
        }
    }

    fn holds(self, left: f64, right: f64) -> bool {
        match self {
            Self::Above => left > right,
            Self::AtLeast => left >= right,
            Self::Below => left < right,
            Self::AtMost => left <= right,
            Self::Equal => left == right,
            Self::Unequal => left != right,
        }
    }
}

/// One condition on rows.
#[derive(Debug, Clone, PartialEq)]
pub enum Condition {
    /// A column's number compares so.
    Number(usize, Compare, f64),
    /// A column's text is one of these, or, when false, none of them.
    Text(usize, Vec<String>, bool),
}

/// The rows that are asked for.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Scope {
    /// Conditions that all must hold.
    pub conditions: Vec<Condition>,
    /// The stretch of time.
    pub span: Option<Span>,
}

impl Scope {
    /// Whether every row is meant.
    pub fn is_all(&self) -> bool {
        self.conditions.is_empty() && self.span.is_none()
    }

    /// The rows that are meant, in the order of the file.
    pub fn rows(&self, table: &Table) -> Vec<usize> {
        let mut rows = table.rows();
        rows.retain(|&row| self.conditions.iter().all(|condition| holds(condition, table, row)));
        let (Some(span), Some(time)) = (self.span, table.time()) else {
            return rows;
        };
        let (from, to) = bounds(span, table, time);
        rows.retain(|&row| {
            let at = table.value(row, time);
            at.is_some_and(|at| from.is_none_or(|from| at >= from) && to.is_none_or(|to| at < to))
        });
        rows
    }

    /// The text column of which several values are wanted.
    pub fn compared(&self) -> Option<usize> {
        self.conditions.iter().find_map(|condition| match condition {
            Condition::Text(column, values, true) if values.len() > 1 => Some(*column),
            Condition::Text(..) | Condition::Number(..) => None,
        })
    }

    /// The columns that a condition names.
    pub fn columns(&self) -> Vec<usize> {
        let of = |condition: &Condition| match condition {
            Condition::Number(column, ..) | Condition::Text(column, ..) => *column,
        };
        self.conditions.iter().map(of).collect()
    }

    /// The conditions in words, as they follow "rows": `where Revenue > 5,000, from 2000 on`.
    pub fn in_words(&self, table: &Table) -> String {
        let mut parts = Vec::new();
        for condition in &self.conditions {
            match condition {
                Condition::Number(column, compare, number) => {
                    let name = names::shown(&table.columns[*column].name);
                    let number = if table.columns[*column].kind == Kind::Year {
                        format!("{number:.0}")
                    } else {
                        super::figures::exact(*number)
                    };
                    parts.push(format!("where {name} {} {number}", compare.sign()));
                }
                Condition::Text(column, values, wanted) => {
                    let name = names::shown(&table.columns[*column].name);
                    let values: Vec<String> = values.iter().map(|value| names::shown(value)).collect();
                    let verb = if *wanted { "is" } else { "is not" };
                    parts.push(format!("where {name} {verb} {}", values.join(" or ")));
                }
            }
        }
        if let (Some(span), Some(time)) = (self.span, table.time()) {
            let (from, to) = bounds(span, table, time);
            // "Up to 2099" is no news when the data end earlier.
            let last = table.columns[time].values.iter().flatten().copied().fold(f64::NEG_INFINITY, f64::max);
            let to = to.filter(|to| *to <= last || from.is_none_or(|from| from + 1.0 >= *to));
            parts.push(span_in_words((from, to), table.columns[time].kind));
        }
        parts.join(", ")
    }
}

fn holds(condition: &Condition, table: &Table, row: usize) -> bool {
    match condition {
        Condition::Number(column, compare, number) => {
            table.value(row, *column).is_some_and(|value| compare.holds(value, *number))
        }
        Condition::Text(column, values, wanted) => {
            values.iter().any(|value| value == table.cell(row, *column)) == *wanted
        }
    }
}

/// The ends of a span in the values of the time column: years, or days.
pub fn bounds(span: Span, table: &Table, time: usize) -> (Option<f64>, Option<f64>) {
    let by_year = table.columns[time].kind == Kind::Year;
    let values = || table.columns[time].values.iter().flatten().copied();
    match span {
        Span::Between(from, to) if by_year => {
            let (first, last) = span::years(from, to);
            (first.map(|year| year as f64), last.map(|year| year as f64 + 1.0))
        }
        Span::Between(from, to) => (from, to),
        Span::Last(months) => {
            let last = values().fold(f64::NEG_INFINITY, f64::max);
            let from = if by_year { last - years_of(months) + 1.0 } else { moved(last, -months, 1.0) };
            (Some(from), None)
        }
        Span::First(months) => {
            let first = values().fold(f64::INFINITY, f64::min);
            let to = if by_year { first + years_of(months) } else { moved(first, months, 0.0) };
            (None, Some(to))
        }
    }
}

fn years_of(months: i64) -> f64 {
    ((months + 11) / 12) as f64
}

/// A day some months away, on the same day of the month as far as that exists.
fn moved(day: f64, months: i64, later: f64) -> f64 {
    if !day.is_finite() {
        return day;
    }
    let (year, month, of_month) = civil(day as i64);
    let count = year * 12 + i64::from(month) - 1 + months;
    let (year, month) = (count.div_euclid(12), count.rem_euclid(12) as u32 + 1);
    let of_month = of_month.min(super::calendar::length(year, month));
    super::calendar::days(year, month, of_month) as f64 + later
}

fn span_in_words((from, to): (Option<f64>, Option<f64>), kind: Kind) -> String {
    let first = |from: f64| {
        if kind == Kind::Year {
            format!("{from:.0}")
        } else {
            super::calendar::written(from, super::calendar::Grain::Day)
        }
    };
    let last = |to: f64| first(to - 1.0);
    match (from, to) {
        (Some(from), Some(to)) if to - from <= 1.0 => format!("in {}", first(from)),
        (Some(from), Some(to)) => format!("from {} to {}", first(from), last(to)),
        (Some(from), None) => format!("from {} on", first(from)),
        (None, Some(to)) => format!("up to {}", last(to)),
        (None, None) => String::new(),
    }
}
