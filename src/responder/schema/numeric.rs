//! Numbers and integers within their bounds.

use serde_json::{Map, Number, Value};

use super::super::facts::numbers::Quantity;
use super::super::words::{stem, words};
use super::check::number_fits;
use super::{Filled, Filler, Spot};

const MOST_TRIED: i32 = 1_000;
/// Beyond this a float no longer holds every integer.
const EXACT: f64 = 9e15;

impl Filler<'_> {
    pub(super) fn number(&mut self, map: &Map<String, Value>, integer: bool, spot: &Spot<'_>) -> Filled {
        let fits = |x: f64| number_fits(map, x) && (!integer || x.fract() == 0.0);
        if !self.plain
            && let Some(x) = self.told_number(spot, &fits)
        {
            return Filled::new(json(x), true);
        }
        Filled::new(json(invented(map, integer, spot.index)), false)
    }

    /// The number of the message that suits the property.
    fn told_number(&mut self, spot: &Spot<'_>, fits: &dyn Fn(f64) -> bool) -> Option<f64> {
        let names = words(spot.name);
        let result =
            names.iter().any(|n| matches!(n.as_str(), "answer" | "result" | "solution" | "total" | "sum" | "output"));
        let worked = self.facts.working.as_ref().and_then(|working| working.value);
        if let Some(value) = worked.filter(|value| result && fits(*value)) {
            return Some(value);
        }
        let stems: Vec<String> = names.iter().map(|name| stem(name)).collect();
        let near = |side: &[String]| side.iter().any(|word| stems.contains(&stem(word)));
        let beside = |q: &&Quantity| near(&q.before[..q.before.len().min(2)]) || near(&q.after[..q.after.len().min(1)]);
        if let Some(quantity) = self.facts.numbers.iter().filter(beside).nth(if spot.item { spot.index } else { 0 }) {
            return Some(quantity.value).filter(|value| fits(*value));
        }
        let used = self.taken.entry("number").or_insert(0);
        let next = self.facts.numbers.iter().enumerate().skip(*used).find(|(_, q)| fits(q.value))?;
        // An optional number needs a word that ties it to the property.
        if spot.optional && !self.facts.stems.iter().any(|word| stems.contains(word)) {
            return None;
        }
        *used = next.0 + 1;
        Some(next.1.value)
    }
}

/// A small number that keeps the bounds.
fn invented(map: &Map<String, Value>, integer: bool, index: usize) -> f64 {
    let bound = |key: &str| map.get(key).and_then(Value::as_f64);
    let step = bound("multipleOf").filter(|m| *m > 0.0);
    let low = bound("minimum").into_iter().chain(bound("exclusiveMinimum")).fold(f64::NEG_INFINITY, f64::max);
    let high = bound("maximum").into_iter().chain(bound("exclusiveMaximum")).fold(f64::INFINITY, f64::min);
    let start = (1.0 + index as f64).clamp(low, high.max(low));
    let fits = |x: &f64| number_fits(map, *x) && (!integer || x.fract() == 0.0);
    let grid = match (step, integer) {
        (Some(step), _) => step,
        (None, true) => 1.0,
        (None, false) => 0.0,
    };
    if grid == 0.0 {
        let middle = if low.is_finite() && high.is_finite() { f64::midpoint(low, high) } else { start };
        let tries = [start, start + 1.0, start - 1.0, middle, f64::midpoint(start, middle)];
        return tries.into_iter().find(fits).unwrap_or(start);
    }
    let nearest = (start / grid).round();
    let away = |n: i32| [nearest + f64::from(n), nearest - f64::from(n)];
    let tries = (0..MOST_TRIED).flat_map(away).map(|times| tidy(times * grid));
    tries.into_iter().find(|x| fits(x)).unwrap_or(start)
}

/// 3 · 0.1 is 0.3.
fn tidy(x: f64) -> f64 {
    format!("{x:.9}").parse().unwrap_or(x)
}

/// A number as JSON, whole where it is whole.
pub fn json(x: f64) -> Value {
    if x.fract() == 0.0 && x.abs() < EXACT {
        return Value::from(x as i64);
    }
    Number::from_f64(x).map_or(Value::from(0), Value::Number)
}
