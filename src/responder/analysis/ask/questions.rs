//! How people word questions that one computed number, or a short list of them, answers.

use super::groups::Aggregate;
use super::measures;
use super::table::Kind;
use super::{Question, Reading, Request, Step, speaks_of_file};
use super::{steps, wording};

/// Groups listed unless the question says how many.
const LISTED: usize = 20;

/// A question, if the message is one.
pub fn ask(reading: &Reading<'_>, unknown: &mut Vec<String>) -> Option<Request> {
    let question = of_shape(reading)
        .or_else(|| shown(reading))
        .or_else(|| different(reading))
        .or_else(|| together(reading))
        .or_else(|| growth(reading))
        .or_else(|| which(reading))
        .or_else(|| grouped(reading))
        .or_else(|| figure(reading));
    if question.is_none() {
        // "the average of the bananas column": a question of the file, but of nothing in it.
        let asks =
            wording::aggregate(reading).is_some() && (!unknown.is_empty() || reading.phrase.has("column columns"));
        let asks = asks && reading.mentions.is_empty();
        if asks && unknown.is_empty() {
            let at = reading.phrase.find("column columns").unwrap_or(0);
            let named = at.checked_sub(1).map(|before| reading.phrase.words[before].raw.clone());
            unknown.extend(named.filter(|word| {
                !["the", "all", "every", "each", "of", "which", "what"].contains(&word.to_lowercase().as_str())
            }));
        }
        return (asks && !unknown.is_empty()).then_some(Request::Question(Question::Columns));
    }
    question.map(Request::Question)
}

fn of_shape(reading: &Reading<'_>) -> Option<Question> {
    let phrase = reading.phrase;
    let nouns = ["rows", "records", "entries", "observations", "lines"];
    let counted = nouns.iter().any(|noun| {
        ["how many", "number of", "count of", "count the"].iter().any(|start| phrase.says(&format!("{start} {noun}")))
    });
    if counted || phrase.says("row count|how many data points|how long is|how big is") {
        return Some(Question::Rows);
    }
    let asked = phrase.says(
        "what columns|which columns|column names|list the columns|how many columns|\
            names of the columns|what are the columns|list columns|what fields|\
            column headers|what variables|list of columns",
    );
    asked.then_some(Question::Columns)
}

fn shown(reading: &Reading<'_>) -> Option<Question> {
    let phrase = reading.phrase;
    let preview = phrase.says("show the data|show me the data|preview|print the data");
    match steps::rows_step(phrase) {
        Some(Step::First(count)) => Some(Question::Show(count, true)),
        Some(Step::Last(count)) => Some(Question::Show(count, false)),
        Some(_) => None,
        None => preview.then_some(Question::Show(5, true)),
    }
}

fn different(reading: &Reading<'_>) -> Option<Question> {
    let phrase = reading.phrase;
    let many = phrase.says("how many|number of");
    let different = phrase.has("different unique distinct");
    let column = reading.columns().first().copied()?;
    let names = reading.table.columns[column].kind == Kind::Text;
    let lone = reading.columns().len() == 1 && names && reading.scope.is_all() && many && !phrase.has("per each by");
    ((many && different) || lone).then_some(Question::Different(column))
}

fn together(reading: &Reading<'_>) -> Option<Question> {
    let related = reading.phrase.has("correlation correlate correlated correlates relationship related relation");
    let columns: Vec<usize> =
        reading.columns().into_iter().filter(|&c| !reading.table.columns[c].values.is_empty()).collect();
    match columns[..] {
        [a, b, ..] if related => Some(Question::Together(a, b)),
        _ => None,
    }
}

/// `what was the growth from 2018 to 2024`.
fn growth(reading: &Reading<'_>) -> Option<Question> {
    let (phrase, table) = (reading.phrase, reading.table);
    let growth = phrase.find("growth grow grew grown")?;
    let asks = phrase.has("what whats how calculate compute find show tell");
    let a_column = reading.named.iter().any(|mention| mention.words.contains(&growth));
    let of_group = reading.group().is_some();
    let named_time = table.columns.iter().rposition(super::table::Column::is_time)?;
    let measure = main_of(reading)?;
    (asks && !a_column && !of_group).then_some(Question::Growth(named_time, measure))
}

/// The measure named, else the one that matters most; a temperature for what is cold or hot.
fn main_of(reading: &Reading<'_>) -> Option<usize> {
    let table = reading.table;
    let all = table.measures();
    let warmth = reading.phrase.has("coldest coolest hottest warmest");
    let warm = |&&at: &&usize| table.columns[at].words.iter().any(|word| word.starts_with("temp"));
    let temperature = all.iter().find(warm).copied().filter(|_| warmth);
    reading.measures().first().copied().or(temperature).or_else(|| measures::main_measure(table, &all))
}

/// `which year had the highest revenue`, `when did emissions peak`.
fn which(reading: &Reading<'_>) -> Option<Question> {
    let (phrase, table) = (reading.phrase, reading.table);
    let most = wording::extreme(reading)?;
    let asks = phrase.has("which when who where")
        || (phrase.has("what") && phrase.says("what year|what month|what day|what date|in what"));
    let timed = phrase.has("year years month date day when quarter");
    let people = || reading.table.columns.iter().position(|column| column.kind == Kind::Text);
    let group = reading.group().or_else(|| phrase.has("who whose").then(people).flatten());
    let asks = asks || (timed && phrase.words.len() <= 5);
    if !asks && group.is_none() {
        return None;
    }
    let moment = reading.columns().into_iter().find(|&column| table.columns[column].is_time());
    let month = || {
        let named = |column: &usize| table.columns[*column].words.iter().any(|word| word == "month");
        (0..table.columns.len()).find(named).filter(|_| phrase.has("month"))
    };
    let label = group.or(moment).or_else(month).or_else(|| timed.then(|| table.time()).flatten())?;
    let measure = main_of(reading)?;
    let repeated = table.levels(label, &reading.scope.rows(table)).len() < reading.scope.rows(table).len();
    let additive = measures::is_additive(table, measure);
    if repeated {
        let aggregate = if additive && !phrase.has("average mean") { Aggregate::Sum } else { Aggregate::Mean };
        let count = if most { wording::top(phrase).unwrap_or(LISTED) } else { LISTED };
        return Some(Question::Grouped { how: aggregate, label, measure, count, down: most });
    }
    Some(Question::Which(label, measure, most))
}

fn grouped(reading: &Reading<'_>) -> Option<Question> {
    let (phrase, table) = (reading.phrase, reading.table);
    let each = phrase.has("by per each every across") || wording::top(phrase).is_some();
    let time = || reading.columns().into_iter().find(|&column| table.columns[column].is_time());
    let label = reading.group().or_else(time).filter(|_| each)?;
    let said = wording::aggregate(reading);
    let measure = reading.measures().first().copied();
    let aggregate = match said {
        Some(Aggregate::Max) if wording::top(phrase).is_some() => Aggregate::Sum,
        Some(aggregate) => aggregate,
        None => match measure {
            Some(measure) if measures::is_additive(table, measure) => Aggregate::Sum,
            Some(_) => Aggregate::Mean,
            None => Aggregate::Count,
        },
    };
    let measure = measure.or_else(|| (aggregate == Aggregate::Count).then_some(label))?;
    Some(Question::Grouped {
        how: aggregate,
        label,
        measure,
        count: wording::top(phrase).unwrap_or(LISTED),
        down: true,
    })
}

fn figure(reading: &Reading<'_>) -> Option<Question> {
    let (phrase, table) = (reading.phrase, reading.table);
    let mut columns: Vec<usize> =
        reading.columns().into_iter().filter(|&c| !table.columns[c].values.is_empty()).collect();
    // "the total revenue in 2020": the year only tells the rows.
    if columns.iter().any(|&c| table.columns[c].is_measure()) {
        columns.retain(|&c| table.columns[c].is_measure());
    }
    let asks = phrase.has("what whats how tell give calculate compute find determine show get");
    if columns.is_empty() {
        let all = speaks_of_file(phrase) && phrase.has("each all every") && wording::aggregate(reading).is_some();
        return all.then(|| Question::Figure(wording::aggregate(reading).unwrap_or(Aggregate::Mean), table.measures()));
    }
    let narrowed = asks && !reading.scope.is_all() || phrase.says("how much");
    let aggregate = wording::aggregate(reading).or_else(|| {
        let sum = measures::is_additive(table, columns[0]);
        narrowed.then_some(if sum { Aggregate::Sum } else { Aggregate::Mean })
    })?;
    Some(Question::Figure(aggregate, columns))
}
