//! How people word the wish for a chart: which columns go where, and which are meant by "all other".

use super::matching::Mention;
use super::table::Kind;
use super::wording::{aggregate, makes, speaks_of_charts, style, title, top, unmet};
use super::{Chart, Reading, Request, Style};

/// Ways to mean every column that is not named.
const ALL_OTHERS: &str = "all other|all the other|all of the other|every other column|all columns|\
    all the columns|everything else|other columns|the rest|all numeric|remaining columns|\
    all others|all variables|every column|all the others|each other column|all remaining";
/// Words that end the name of a thing to be drawn.
const STOPS: &str = "in for from since using as and only with on between before after to based over by";
/// Words for things that any file has; they are no column's name.
const GENERAL: &str = "the a all other column columns everything else time each every this that \
    these data file csv it them rest years year my your dataset trend trends most important any \
    some values figures numbers table attached index results content contents following main \
    remaining others another one";

/// One chart.
pub fn chart(reading: &Reading<'_>, unknown: &mut Vec<String>) -> Option<Request> {
    let phrase = reading.phrase;
    let style = style(phrase);
    let named = speaks_of_charts(phrase)
        || (matches!(style, Some(Style::Pie | Style::Histogram | Style::Scatter))
            && (makes(phrase) || !reading.mentions.is_empty()));
    if !named || phrase.has("shuffle shuffled") {
        return None;
    }
    // A curve of a formula is no matter of the file.
    let formula = phrase.has("= sin cos tan exp function equation");
    let short = phrase.words.len() <= 8 && makes(phrase) && !formula;
    let about_data = reading.speaks_of_data() || !unknown.is_empty() || short;
    if !about_data || (reading.mentions.is_empty() && formula) {
        return None;
    }
    if unknown.is_empty() {
        unknown.extend(nameless(reading));
    }
    Some(Request::Chart(columns_of(reading, style)))
}

/// Which columns the chart is made of.
fn columns_of(reading: &Reading<'_>, style: Option<Style>) -> Chart {
    let (phrase, table) = (reading.phrase, reading.table);
    let all = phrase.says(ALL_OTHERS);
    let except = phrase.find("except excluding without");
    let excluded = |column: usize| {
        let after = |m: &&Mention| except.is_some_and(|at| m.words.start > at);
        reading.mentions.iter().filter(after).any(|m| m.column == column)
    };
    let mut columns = reading.columns();
    columns.retain(|&column| !excluded(column));
    // Lines run over time; names tell the lines apart.
    let names = |x: usize| style == Some(Style::Line) && table.columns[x].kind == Kind::Text;
    let x = x_axis(reading, &columns, all);
    let x = x.map(|x| table.time().filter(|_| names(x)).unwrap_or(x));
    let mut ys = if all { table.measures() } else { columns.clone() };
    ys.retain(|&y| x != Some(y) && !excluded(y) && table.columns[y].is_measure());
    let text = |column: &usize| x != Some(*column) && table.columns[*column].kind == Kind::Text;
    // `for France and Germany` compares the two.
    let compared = || reading.scope.compared().filter(|column| text(column) && !all);
    Chart {
        style,
        x,
        ys,
        all,
        by: columns.iter().copied().find(text).or_else(compared),
        aggregate: aggregate(reading),
        top: top(phrase),
        title: title(phrase),
        notes: unmet(phrase),
    }
}

/// The column that belongs on the x axis: one said to be there, else a moment, else names, else what stands after
/// "against".
fn x_axis(reading: &Reading<'_>, columns: &[usize], all: bool) -> Option<usize> {
    let (phrase, table) = (reading.phrase, reading.table);
    let named =
        |test: fn(&Mention, usize) -> bool, at: usize| reading.mentions.iter().rfind(|m| test(m, at)).map(|m| m.column);
    if let Some(axis) = phrase.find_all("x axis") {
        let after = reading.mentions.iter().find(|m| m.words.start >= axis).map(|m| m.column);
        let on = axis >= 2 && (phrase.at(axis - 1) == "on" || phrase.at(axis - 2) == "on");
        let before = named(|m, at| m.words.end <= at, axis);
        return if on { before.or(after) } else { after.or(before) };
    }
    if all {
        return columns.first().copied().or_else(|| table.time());
    }
    if let Some(time) = columns.iter().copied().find(|&column| table.columns[column].is_time()) {
        return Some(time);
    }
    if let Some(after) = versus(reading) {
        return Some(after);
    }
    let over_time = phrase.says(
        "over time|time series|by year|per year|over the years|by month|per month|\
            by date|per day|by day",
    ) || phrase.has("trend trends timeline monthly yearly annually daily");
    if over_time && table.time().is_some() {
        return table.time();
    }
    if let Some(group) = columns.iter().copied().find(|&column| table.columns[column].kind == Kind::Text) {
        return Some(group);
    }
    let relation = phrase.find("against versus vs by over across with")?;
    let after = reading.mentions.iter().find(|m| m.words.start > relation).map(|m| m.column);
    after.filter(|_| columns.len() >= 2)
}

/// The second of two measures set against each other; in `revenue vs units by product` the product only tells
/// the colours.
fn versus(reading: &Reading<'_>) -> Option<usize> {
    let at = reading.phrase.find("against versus vs")?;
    let before = reading.mentions.iter().rfind(|m| m.words.end <= at)?.column;
    let after = reading.mentions.iter().find(|m| m.words.start > at)?.column;
    let measure = |column: usize| reading.table.columns[column].is_measure();
    (measure(before) && measure(after)).then_some(after)
}

/// A side of "against" that names no column, or the object of a request that names none at all.
fn nameless(reading: &Reading<'_>) -> Option<String> {
    let phrase = reading.phrase;
    let object = || phrase.find("of").filter(|_| reading.mentions.is_empty());
    let start = phrase.find("against versus vs").or_else(object)? + 1;
    let among = |list: &str, at: usize| list.split(' ').any(|word| word == phrase.at(at));
    let stops = |at: &usize| *at >= phrase.words.len() || among(STOPS, *at);
    let end = (start..=phrase.words.len()).find(stops).unwrap_or(start);
    let touches = |m: &Mention| m.words.start < end && start < m.words.end;
    let known = (start..end).any(|at| among(GENERAL, at) || reading.is_spent(at));
    let a_name = (1..=4).contains(&end.saturating_sub(start)) && !known;
    (a_name && !reading.named.iter().any(touches)).then(|| {
        let words: Vec<&str> = (start..end).map(|at| phrase.words[at].raw.as_str()).collect();
        words.join(" ")
    })
}
