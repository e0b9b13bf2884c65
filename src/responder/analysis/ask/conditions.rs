//! Comparisons and named values as people word them: `revenue above 5k`, `for France and Germany`.

use super::calendar::civil;
use super::matching::Mention;
use super::phrase::Phrase;
use super::scope::{Compare, Condition, Scope};
use super::span;
use super::table::{Kind, Table};
use super::values::Named;
use std::ops::Range;

/// A scope and the words that told it.
pub struct Told {
    /// The rows asked for.
    pub scope: Scope,
    /// The words that told so.
    pub words: Vec<Range<usize>>,
}

/// Reads the conditions of a message.
pub fn told(phrase: &Phrase, table: &Table, mentions: &[Mention], values: &[Named]) -> Told {
    let mut told = Told { scope: Scope::default(), words: Vec::new() };
    for mention in mentions {
        let column = &table.columns[mention.column];
        if !column.values.is_empty() && !matches!(column.kind, Kind::Date(..)) {
            compare_numbers(phrase, table, mention, mentions, &mut told);
        }
    }
    name_values(phrase, values, &mut told);
    if table.time().is_some() {
        let words = told.words.clone();
        if let Some((span, range)) = span::find(phrase, &|at| words.iter().any(|w| w.contains(&at))) {
            told.scope.span = Some(span);
            told.words.push(range);
        }
    }
    told
}

/// Whether `between 1900 and 1950`, or `over 1990`, after a column tells years and not values of that column.
fn tells_years(phrase: &Phrase, table: &Table, at: usize) -> bool {
    let Some(time) = table.time().filter(|_| matches!(phrase.at(at), "between" | "over")) else {
        return false;
    };
    let year = |value: f64| match table.columns[time].kind {
        Kind::Year => value,
        Kind::Number | Kind::Date(..) | Kind::Text | Kind::Empty => civil(value as i64).0 as f64,
    };
    let known = || table.columns[time].values.iter().flatten().copied().map(year);
    let said = phrase.number_at(at + 1).map_or(0.0, |(number, _)| number);
    let four_digits = phrase.at(at + 1).len() == 4;
    // A little beyond the data people still mean years.
    let within = known().any(|year| (year - said).abs() <= 50.0);
    four_digits && within && !phrase.has("where with whose rows filter value values")
}

fn compare_numbers(phrase: &Phrase, table: &Table, mention: &Mention, mentions: &[Mention], told: &mut Told) {
    let mut at = mention.words.end;
    if table.time() != Some(mention.column) && tells_years(phrase, table, at) {
        return;
    }
    while matches!(phrase.at(at), "is" | "are" | "was" | "were" | "of" | "value" | "values" | "column" | "has" | "be") {
        at += 1;
    }
    if phrase.at(at) == "between"
        && let Some((low, used)) = phrase.number_at(at + 1)
        && phrase.at(at + 1 + used) == "and"
        && let Some((high, more)) = phrase.number_at(at + 2 + used)
    {
        told.scope.conditions.push(Condition::Number(mention.column, Compare::AtLeast, low));
        told.scope.conditions.push(Condition::Number(mention.column, Compare::AtMost, high));
        told.words.push(mention.words.end..at + 2 + used + more);
        return;
    }
    if let Some((compare, length)) = comparison(phrase, at)
        && let Some((number, used)) = phrase.number_at(at + length)
    {
        told.scope.conditions.push(Condition::Number(mention.column, compare, number));
        told.words.push(mention.words.end..at + length + used);
        return;
    }
    // `more than 500 units`, `over $5,000 in revenue`
    let nearest = (1..=3).find_map(|back| {
        let number = mention.words.start.checked_sub(back)?;
        let (value, used) = phrase.number_at(number)?;
        let filler = (number + used..mention.words.start).all(|at| matches!(phrase.at(at), "in" | "of"));
        let sign = (1..=5).rev().find_map(|length| {
            let at = number.checked_sub(length)?;
            comparison(phrase, at).filter(|(_, l)| *l == length).map(|(compare, _)| (compare, at))
        })?;
        (filler && used <= back).then_some((sign.0, value, sign.1))
    });
    let free =
        |at: usize| !mentions.iter().any(|m| m.words.contains(&at)) && !told.words.iter().any(|w| w.contains(&at));
    if let Some((compare, value, start)) = nearest.filter(|(_, _, start)| free(*start)) {
        told.scope.conditions.push(Condition::Number(mention.column, compare, value));
        told.words.push(start..mention.words.start);
    }
}

/// A comparison in words or signs, and how many words it takes.
fn comparison(phrase: &Phrase, at: usize) -> Option<(Compare, usize)> {
    const WORDS: [(&str, Compare); 34] = [
        ("greater than or equal to", Compare::AtLeast),
        ("more than or equal to", Compare::AtLeast),
        ("less than or equal to", Compare::AtMost),
        ("no less than", Compare::AtLeast),
        ("not less than", Compare::AtLeast),
        ("no more than", Compare::AtMost),
        ("not more than", Compare::AtMost),
        ("not equal to", Compare::Unequal),
        ("greater than", Compare::Above),
        ("more than", Compare::Above),
        ("larger than", Compare::Above),
        ("bigger than", Compare::Above),
        ("higher than", Compare::Above),
        ("less than", Compare::Below),
        ("lower than", Compare::Below),
        ("smaller than", Compare::Below),
        ("fewer than", Compare::Below),
        ("equal to", Compare::Equal),
        ("at least", Compare::AtLeast),
        ("at most", Compare::AtMost),
        (">=", Compare::AtLeast),
        ("<=", Compare::AtMost),
        ("≥", Compare::AtLeast),
        ("≤", Compare::AtMost),
        ("!=", Compare::Unequal),
        ("<>", Compare::Unequal),
        (">", Compare::Above),
        ("<", Compare::Below),
        ("==", Compare::Equal),
        ("=", Compare::Equal),
        ("above", Compare::Above),
        ("over", Compare::Above),
        ("below", Compare::Below),
        ("under", Compare::Below),
    ];
    const VERBS: [(&str, Compare); 3] =
        [("exceeds", Compare::Above), ("exceeding", Compare::Above), ("equals", Compare::Equal)];
    let known = WORDS.iter().chain(&VERBS).find(|(words, _)| phrase.reads(at, words));
    known.map(|(words, compare)| (*compare, words.split(' ').count()))
}

/// Values of one column are alternatives: `for France and Germany`.
fn name_values(phrase: &Phrase, values: &[Named], told: &mut Told) {
    for named in values {
        let before = |back: usize| named.words.start.checked_sub(back).map_or("", |at| phrase.at(at));
        let without = matches!(before(1), "not" | "except" | "excluding" | "without" | "!=" | "<>")
            || (before(2) == "except" && before(1) == "for");
        let same = |condition: &&mut Condition| matches!(condition, Condition::Text(column, _, wanted) if *column == named.column && *wanted != without);
        match told.scope.conditions.iter_mut().find(same) {
            Some(Condition::Text(_, values, _)) => {
                if !values.contains(&named.value) {
                    values.push(named.value.clone());
                }
            }
            Some(Condition::Number(..)) | None => {
                told.scope.conditions.push(Condition::Text(named.column, vec![named.value.clone()], !without));
            }
        }
        told.words.push(named.words.clone());
    }
}
