//! Words for charts and periods in other ways of saying, and in German, Spanish and French, put in plain English.

use super::names::folded;

/// What is said, in small letters without accents, and what it means.
const SAID: [(&str, &str); 34] = [
    ("balkendiagramm", "bar chart"),
    ("saulendiagramm", "bar chart"),
    ("liniendiagramm", "line chart"),
    ("kreisdiagramm", "pie chart"),
    ("tortendiagramm", "pie chart"),
    ("streudiagramm", "scatter plot"),
    ("diagramm", "chart"),
    ("pro monat", "per month"),
    ("pro jahr", "per year"),
    ("pro quartal", "per quarter"),
    ("nach monat", "by month"),
    ("erstelle", "create"),
    ("zeichne", "draw"),
    ("zeige", "show"),
    ("durchschnitt", "average"),
    ("grafico de barras", "bar chart"),
    ("grafico de lineas", "line chart"),
    ("grafico circular", "pie chart"),
    ("grafico de pastel", "pie chart"),
    ("grafico", "chart"),
    ("por mes", "per month"),
    ("por ano", "per year"),
    ("haz", "make"),
    ("diagramme en barres", "bar chart"),
    ("diagramme a barres", "bar chart"),
    ("diagramme circulaire", "pie chart"),
    ("graphique", "chart"),
    ("diagramme", "chart"),
    ("par mois", "per month"),
    ("par an", "per year"),
    ("cree", "create"),
    ("monthly", "per month"),
    ("quarterly", "per quarter"),
    ("yearly", "per year"),
];

/// The message with what is known of other wordings in English; other parts stay as they are, and so do words that
/// name something.
pub fn plain(message: &str, names: &dyn Fn(&str) -> bool) -> String {
    let mut text: Vec<char> = message.chars().collect();
    for (said, meant) in SAID.into_iter().filter(|(said, _)| !names(said)) {
        let said: Vec<char> = said.chars().collect();
        let mut at = 0;
        while at + said.len() <= text.len() {
            let end = at + said.len();
            let edge = |index: Option<usize>| index.and_then(|i| text.get(i)).is_none_or(|c| !c.is_alphanumeric());
            let same = text[at..end].iter().zip(&said).all(|(a, b)| folded(&a.to_string()) == b.to_string());
            if same && edge(at.checked_sub(1)) && edge(Some(end)) {
                text.splice(at..end, meant.chars());
            }
            at += 1;
        }
    }
    text.into_iter().collect()
}
