//! Units of measure: which ones a message names, and which of them is wanted.

use super::super::facts::Facts;
use super::super::words::words;

/// Units by name, with their short forms as written.
const UNITS: [(&str, &str); 36] = [
    ("celsius", "C °C"),
    ("fahrenheit", "F °F"),
    ("kelvin", "K"),
    ("meters", "m meter metre metres"),
    ("kilometers", "km kilometer kilometre kilometres"),
    ("centimeters", "cm centimeter centimetre centimetres"),
    ("millimeters", "mm millimeter millimetres"),
    ("miles", "mi mile"),
    ("feet", "ft foot"),
    ("inches", "inch"),
    ("yards", "yd yard"),
    ("grams", "g gram"),
    ("kilograms", "kilogram"),
    ("kg", "kgs"),
    ("milligrams", "mg milligram"),
    ("pounds", "lb lbs pound"),
    ("ounces", "oz ounce"),
    ("stones", "stone"),
    ("tons", "ton tonne tonnes"),
    ("liters", "l L liter litre litres"),
    ("milliliters", "ml mL milliliter millilitres"),
    ("gallons", "gal gallon"),
    ("cups", "cup"),
    ("tablespoons", "tbsp tablespoon"),
    ("teaspoons", "tsp teaspoon"),
    ("pints", "pint"),
    ("quarts", "quart"),
    ("seconds", "second sec"),
    ("minutes", "minute min"),
    ("hours", "hour hr"),
    ("days", "day"),
    ("weeks", "week"),
    ("acres", "acre"),
    ("hectares", "hectare ha"),
    ("mph", "mph"),
    ("km/h", "kmh kph"),
];

/// Whether a property is one of a pair of units: the first or the second.
pub fn side(name: &str) -> Option<usize> {
    let own = words(name);
    let is = |list: &[&str]| own.iter().any(|word| list.contains(&word.as_str()));
    match (is(&["from", "source", "base"]), is(&["to", "target", "destination"])) {
        (true, false) => Some(0),
        (false, true) => Some(1),
        _ => None,
    }
}

/// "How many grams are in 2 pounds?" names the wanted one first.
pub fn reversed(facts: &Facts<'_>) -> bool {
    facts.words.windows(2).any(|pair| pair[0] == "how" && pair[1] == "many")
}

/// The unit on one side of a conversion.
pub fn pair(facts: &Facts<'_>, side: usize) -> Option<String> {
    let mut found: Vec<&str> = Vec::new();
    for raw in facts.text.split_whitespace() {
        let word = raw.trim_matches(|c: char| matches!(c, '?' | '.' | ',' | '!' | '(' | ')'));
        let word = word.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | '-'));
        let lower = word.to_lowercase();
        let row = UNITS.iter().find(|(name, short)| *name == lower || short.split(' ').any(|s| s == word));
        found.extend(row.map(|(name, _)| *name).filter(|name| !found.contains(name)));
    }
    if found.len() < 2 {
        return None;
    }
    let at = if reversed(facts) { 1 - side.min(1) } else { side };
    found.get(at).map(|name| (*name).to_owned())
}
