//! How people word the wish for a new file.

use super::groups::Aggregate;
use super::limits::MAX_ROWS;
use super::phrase::Phrase;
use super::scope::{Compare, Condition};
use super::wording::{aggregate, top};
use super::{Reading, Request, Step};

/// Whether the wording asks for a new file.
pub fn derives(phrase: &Phrase) -> bool {
    phrase.has(
        "shuffle shuffled randomize randomise sort sorted filter filtered drop remove \
            delete dedupe deduplicate duplicates keep rank arrange",
    )
}

/// Whether the wording wants a file in return.
pub fn wants_file(phrase: &Phrase) -> bool {
    let file = phrase.has("excel xlsx workbook csv file spreadsheet download downloadable export tsv save");
    let written = phrase.says("as csv|as a csv|as a new csv|to csv|to a csv|as excel|in a csv|in csv");
    written
        || file
            && (phrase.has(
                "new give create make save export download downloadable produce return write \
            generate send output want need provide get",
            ))
}

/// Whether a spreadsheet program's own format is wanted.
pub fn wants_workbook(phrase: &Phrase) -> bool {
    phrase.has("excel xlsx workbook xls") && wants_file(phrase)
}

/// A derived file.
pub fn derive(reading: &Reading<'_>) -> Option<Request> {
    let phrase = reading.phrase;
    let mut steps = Vec::new();
    if phrase.has("duplicates duplicate dedupe deduplicate deduplicated") && !phrase.says("how many|are there") {
        steps.push(Step::Distinct);
    }
    steps.extend(columns_step(reading));
    steps.extend(group_step(reading));
    steps.extend(sort_step(reading));
    steps.extend(rows_step(phrase));
    if phrase.has("shuffle shuffled shuffling randomize randomise permute scramble reshuffle")
        || phrase.says("random order|randomly reorder")
    {
        steps.push(Step::Shuffle);
    }
    let statistics = phrase.says("summary table|summary statistics|descriptive statistics|statistics table")
        || phrase.has("describe statistics");
    if steps.is_empty() && statistics && wants_file(phrase) {
        steps.push(Step::Describe);
    }
    // "Show me the first rows" is answered in words; a file is for those who ask for one.
    let only_shown = matches!(steps[..], [Step::First(_) | Step::Last(_)]) && !wants_file(phrase);
    if only_shown {
        return None;
    }
    let filters = !reading.scope.is_all() && (wants_file(phrase) || phrase.has("filter filtered keep subset extract"));
    let copied = wants_workbook(phrase) && !phrase.has("chart graph plot") && reading.mentions.is_empty();
    (!steps.is_empty() || filters || copied).then_some(Request::Derive(steps))
}

fn columns_step(reading: &Reading<'_>) -> Option<Step> {
    let phrase = reading.phrase;
    let of_columns = phrase.has("column columns field fields") || !phrase.quotes.is_empty();
    let after = |at: usize| -> Vec<usize> {
        reading.mentions.iter().filter(|m| m.words.start > at).map(|m| m.column).collect()
    };
    let drop = phrase.find("drop remove delete omit exclude without excluding");
    if let Some(columns) =
        drop.map(after).filter(|columns| !columns.is_empty() && of_columns && !phrase.has("rows row"))
    {
        return Some(Step::Without(columns));
    }
    let keep = phrase.find("keep select retain only extract just");
    keep.map(after).filter(|columns| !columns.is_empty() && of_columns).map(Step::Only)
}

fn group_step(reading: &Reading<'_>) -> Option<Step> {
    let phrase = reading.phrase;
    let grouped = phrase.says("group by|grouped by|group the|group them|group it")
        || phrase.has("aggregate aggregated aggregates pivot");
    let totals = aggregate(reading).is_some() && phrase.has("by per each every") && wants_file(phrase);
    if !grouped && (!totals || phrase.has("sort sorted")) {
        return None;
    }
    let time = || reading.columns().into_iter().find(|&column| reading.table.columns[column].is_time());
    let by = reading.group().or_else(time)?;
    let mut measures: Vec<usize> = reading.measures();
    if measures.is_empty() {
        measures = reading.table.measures();
    }
    Some(Step::Group(by, measures, aggregate(reading).unwrap_or(Aggregate::Sum)))
}

fn sort_step(reading: &Reading<'_>) -> Option<Step> {
    let phrase = reading.phrase;
    let verb = phrase.find("sort sorted sorting arrange rank ranked resort");
    let ordered = phrase.find("order ordered reorder").filter(|&at| (1..=5).any(|n| phrase.at(at + n) == "by"));
    let highest = top(phrase).filter(|_| phrase.has("rows records") && phrase.has("by"));
    let at = verb.or(ordered).or(highest.and(Some(0)))?;
    let mut columns: Vec<usize> = reading.mentions.iter().filter(|m| m.words.start > at).map(|m| m.column).collect();
    if columns.is_empty() {
        columns = reading.columns();
    }
    if columns.is_empty() {
        columns.extend(reading.table.time().or(reading.table.measures().first().copied()).or(Some(0)));
    }
    let down = phrase.has("descending desc decreasing reverse backwards")
        || phrase.says(
            "high to low|highest first|largest first|biggest first|newest first|\
            latest first|z to a|highest to lowest|largest to smallest|most recent first",
        );
    let up = phrase.has("ascending asc increasing");
    let ranks = phrase.has("rank ranked") || highest.is_some();
    Some(Step::Sort(columns, !(down || (ranks && !up))))
}

/// `the first 10 rows`, `50 random rows`.
pub fn rows_step(phrase: &Phrase) -> Option<Step> {
    let rows = phrase.find("rows row records entries lines observations");
    if phrase.has("random randomly sample") {
        let count = (0..phrase.words.len())
            .find_map(|at| phrase.count_at(at).filter(|_| rows.is_some_and(|rows| rows > at && rows - at <= 3)));
        return count.map(|count| Step::Sample(count.clamp(1, MAX_ROWS)));
    }
    let end = phrase.find("first top head last bottom tail")?;
    let head = matches!(phrase.at(end), "first" | "top" | "head");
    let noun = rows.filter(|&rows| rows > end && rows - end <= 4 || end > rows && end - rows <= 3);
    // "Sort by revenue and give me the top 5"
    let sorted = phrase.has("sort sorted order ordered rank ranked") && phrase.count_at(end + 1).is_some();
    let near = (end.saturating_sub(2)..end + 3).find_map(|at| phrase.count_at(at));
    let bare = matches!(phrase.at(end), "head" | "tail");
    let count = near.or(bare.then_some(5)).filter(|_| noun.is_some() || bare || sorted)?.clamp(1, MAX_ROWS);
    Some(if head { Step::First(count) } else { Step::Last(count) })
}

/// Turns `remove the rows where …` around: what is removed is told, what stays is kept.
pub fn turned(phrase: &Phrase, conditions: &mut [Condition]) {
    let removes = phrase
        .find("remove drop delete exclude")
        .is_some_and(|at| (1..=4).any(|n| matches!(phrase.at(at + n), "rows" | "row" | "records" | "entries")));
    if let ([condition], true) = (conditions, removes) {
        match condition {
            Condition::Text(_, _, wanted) => *wanted = !*wanted,
            Condition::Number(_, compare, _) => {
                *compare = match compare {
                    Compare::Above => Compare::AtMost,
                    Compare::AtLeast => Compare::Below,
                    Compare::Below => Compare::AtLeast,
                    Compare::AtMost => Compare::Above,
                    Compare::Equal => Compare::Unequal,
                    Compare::Unequal => Compare::Equal,
                }
            }
        }
    }
}
