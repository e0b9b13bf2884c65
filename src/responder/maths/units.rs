//! Units changed into others: temperatures, lengths, weights.

use super::python::python_float;
use super::tasks::{Found, shown};

/// How a unit is written, its name, its kind, and how many of the kind's first unit it is.
const UNITS: [(&str, &str, char, f64); 12] = [
    ("f fahrenheit °f", "°F", 't', 0.0),
    ("c celsius centigrade °c", "°C", 't', 0.0),
    ("k kelvin", "K", 't', 0.0),
    ("m meter meters metre metres", "m", 'l', 1.0),
    ("km kilometer kilometers kilometre kilometres", "km", 'l', 1000.0),
    ("cm centimeter centimeters centimetre centimetres", "cm", 'l', 0.01),
    ("mi mile miles", "miles", 'l', 1609.344),
    ("ft foot feet", "feet", 'l', 0.3048),
    ("inch inches", "inches", 'l', 0.0254),
    ("kg kilogram kilograms kilos", "kg", 'w', 1.0),
    ("g gram grams", "g", 'w', 0.001),
    ("lb lbs pound pounds", "pounds", 'w', 0.453_592_37),
];

fn unit(word: &str) -> Option<usize> {
    UNITS.iter().position(|(names, ..)| names.split(' ').any(|name| name == word))
}

/// "100 F to C", "100 fahrenheit in celsius", "5 km in miles".
pub(super) fn convert(list: &[&str]) -> Option<Found> {
    let filler = |word: &&&str| !matches!(**word, "degrees" | "degree" | "°");
    let list: Vec<&str> = list.iter().filter(filler).copied().collect();
    (0..list.len()).find_map(|at| {
        let word = list[at];
        let end = word.find(|c: char| !c.is_ascii_digit() && c != '.' && c != '-').unwrap_or(word.len());
        let (number, glued) = word.split_at(end);
        let amount: f64 = number.parse().ok()?;
        let (from, next) = if glued.is_empty() { (list.get(at + 1)?, at + 2) } else { (&glued, at + 1) };
        let joined = matches!(*list.get(next)?, "to" | "in" | "into" | "as");
        let (from, to) = (unit(from)?, unit(list.get(next + 1)?)?);
        (joined && from != to && UNITS[from].2 == UNITS[to].2).then(|| found(number, amount, from, to))
    })
}

fn found(number: &str, amount: f64, from: usize, to: usize) -> Found {
    let (python, value) = match (UNITS[from].1, UNITS[to].1) {
        ("°F", "°C") => (format!("({number} - 32) * 5 / 9"), (amount - 32.0) * 5.0 / 9.0),
        ("°C", "°F") => (format!("{number} * 9 / 5 + 32"), amount * 9.0 / 5.0 + 32.0),
        ("°C", "K") => (format!("{number} + 273.15"), amount + 273.15),
        ("K", "°C") => (format!("{number} - 273.15"), amount - 273.15),
        ("°F", "K") => (format!("({number} - 32) * 5 / 9 + 273.15"), (amount - 32.0) * 5.0 / 9.0 + 273.15),
        ("K", "°F") => (format!("({number} - 273.15) * 9 / 5 + 32"), (amount - 273.15) * 9.0 / 5.0 + 32.0),
        _ => {
            let (a, b) = (UNITS[from].3, UNITS[to].3);
            (format!("{number} * {a} / {b}"), amount * a / b)
        }
    };
    let (left, right) = (UNITS[from].1, UNITS[to].1);
    Found {
        python,
        import: "",
        printed: python_float(value),
        sentence: format!("{number} {left} is **{} {right}**.", shown(value)),
        result: format!("{} {right}", shown(value)),
        value: Some(value),
    }
}
