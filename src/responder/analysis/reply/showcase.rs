//! Several charts that suit a table, and the summary of its trends: for those who leave the choice to us.

use super::ask::{Chart, Style};
use super::chart::{self, Plan, rows_in_words};
use super::figures::human;
use super::groups::{self, Aggregate};
use super::limits::MAX_BARS;
use super::measures;
use super::names::shown;
use super::{Analysis, CodeRun, Matter, columns, drawn, words};
use std::collections::HashSet;

/// Draws so many different charts and tells what they show.
pub fn showcase(matter: &Matter<'_>, count: usize, about: Option<usize>) -> Analysis {
    let plans = plans(matter, count, about);
    if plans.is_empty() {
        return words(format!(
            "I found nothing in **{}** that could be drawn. Its columns are: {}.",
            shown(&matter.table.name),
            columns(matter.table)
        ));
    }
    let mut runs: Vec<CodeRun> = Vec::new();
    let mut told = Vec::new();
    for (at, plan) in plans.iter().enumerate() {
        let file = chart::file_name(plan);
        let drawn = drawn(matter, plan, &file, at == 0);
        let link = format!("[Download chart {}](sandbox:{})", at + 1, drawn.link);
        told.push(format!(
            "{}. **{}** ({}). {} {}\n   {link}",
            at + 1,
            shown(&plan.title),
            chart::noun(&plan.shape),
            drawn.sentences.join(" "),
            plan.notes.join(" ")
        ));
        runs.push(drawn.run);
    }
    let (noun, verb) = if plans.len() == 1 { ("one visualization", "is") } else { ("visualizations", "are") };
    let number = if plans.len() == 1 { String::new() } else { format!("{} ", plans.len()) };
    let mut text = format!("Here {verb} {number}{noun} of the trends in **{}**", shown(&matter.table.name));
    if !matter.scope.is_all() {
        text.push_str(&format!(", {}", matter.scope.in_words(matter.table)));
    }
    text.push_str(&format!(".\n\n{}", told.join("\n")));
    if plans.len() < count {
        text.push_str("\n\nThe file does not hold enough different columns for more.");
    }
    text.push_str(&format!("\n\n**Summary.** {}", summary(matter)));
    text.push_str(&matter.caution());
    Analysis { runs, reply: text }
}

/// Charts in the order of what they tell, no two alike.
pub fn plans(matter: &Matter<'_>, count: usize, about: Option<usize>) -> Vec<Plan> {
    let mut names = HashSet::new();
    wishes(matter, about)
        .iter()
        .filter_map(|wish| chart::plan(wish, matter.table, &matter.rows).ok())
        .filter(|plan| names.insert(chart::file_name(plan)))
        .take(count)
        .collect()
}

/// What would be worth drawing: the course of the main measure, its leaders, their courses, what it moves with,
/// its shares, its spread, and then the same of other measures.
fn wishes(matter: &Matter<'_>, about: Option<usize>) -> Vec<Chart> {
    let table = matter.table;
    let measures = table.measures();
    let main = about.or_else(|| measures::main_measure(table, &measures));
    let mut groups = table.groupings(&matter.rows);
    groups.retain(|&g| table.levels(g, &matter.rows).len() <= MAX_BARS);
    let Some(main) = main else {
        let counted =
            |&group: &usize| Chart { aggregate: Some(Aggregate::Count), ..wish(Style::Bar, Some(group), &[]) };
        return groups.iter().map(counted).collect();
    };
    let mut others = measures;
    others.retain(|&other| other != main);
    let time = table.time();
    let usual = measures::usual(table, main);
    let mut wishes = Vec::new();
    wishes.extend(time.map(|_| over_time(matter, main)));
    wishes.extend(
        groups.first().map(|&group| Chart { aggregate: Some(usual), ..wish(Style::Bar, Some(group), &[main]) }),
    );
    wishes.extend(
        groups
            .last()
            .filter(|_| time.is_some())
            .map(|&group| Chart { by: Some(group), ..wish(Style::Line, time, &[main]) }),
    );
    wishes.extend(
        others
            .first()
            .map(|&other| Chart { by: groups.first().copied(), ..wish(Style::Scatter, Some(other), &[main]) }),
    );
    let parts = groups.last().filter(|_| usual == Aggregate::Sum);
    wishes.extend(parts.map(|&group| wish(Style::Pie, Some(group), &[main])));
    if time.is_some() && others.len() > 1 && groups.is_empty() {
        wishes.push(wish(Style::Line, time, &others[..others.len().min(5)]));
    }
    let all = || std::iter::once(main).chain(others.iter().copied());
    wishes.extend(all().map(|measure| wish(Style::Histogram, None, &[measure])));
    wishes.extend(others.iter().map(|&other| over_time(matter, other)));
    wishes
}

fn wish(style: Style, x: Option<usize>, ys: &[usize]) -> Chart {
    Chart { style: Some(style), x, ys: ys.to_vec(), ..Chart::default() }
}

/// The course of one measure; rows of the same moment are joined.
fn over_time(matter: &Matter<'_>, measure: usize) -> Chart {
    let time = matter.table.time();
    Chart {
        aggregate: repeated(matter, time).then(|| measures::usual(matter.table, measure)),
        ..wish(Style::Line, time, &[measure])
    }
}

fn repeated(matter: &Matter<'_>, time: Option<usize>) -> bool {
    time.is_some_and(|time| groups::groups(matter.table, &matter.rows, time).iter().any(|group| group.rows.len() > 1))
}

/// The trends of a table in a few sentences.
pub fn summary(matter: &Matter<'_>) -> String {
    let table = matter.table;
    let measures = table.measures();
    let Some(main) = measures::main_measure(table, &measures) else {
        return "There is no column of numbers.".to_owned();
    };
    let how = measures::usual(table, main);
    let mut sentences = Vec::new();
    let time = table.time();
    if let Some(value) =
        groups::of_rows(table, &matter.rows, main, how).filter(|_| time.is_none() || repeated(matter, time))
    {
        let (name, rows) = (&table.columns[main].name, rows_in_words(matter.rows.len()));
        let (name, value) = (shown(name), human(value));
        sentences.push(format!("The {} {name} over {rows} is {value}.", how.adjective()));
    }
    let others = measures.iter().copied().filter(|&m| m != main).take(2);
    if let Some(time) = time {
        let told = std::iter::once(main).chain(others);
        sentences.extend(told.filter_map(|measure| course(matter, time, measure)));
    }
    let groupings = table.groupings(&matter.rows).into_iter().take(2);
    sentences.extend(groupings.filter_map(|group| extremes(matter, group, (main, how))));
    sentences.join(" ")
}

/// How a measure runs over time.
fn course(matter: &Matter<'_>, time: usize, measure: usize) -> Option<String> {
    let table = matter.table;
    let how = measures::usual(table, measure);
    let point = |group: groups::Group| {
        let known = !groups::values(table, &group.rows, measure).is_empty();
        let value = groups::of_rows(table, &group.rows, measure, how).filter(|_| known)?;
        Some((group.label, value))
    };
    let moments = groups::groups(table, &matter.rows, time).into_iter();
    let points: Vec<(String, f64)> = moments.filter_map(point).collect();
    chart::course(&table.columns[measure].name, &points)
}

/// Which values of a column have the most and the least of a measure.
fn extremes(matter: &Matter<'_>, group: usize, (main, how): (usize, Aggregate)) -> Option<String> {
    let table = matter.table;
    let mut sized: Vec<(f64, String)> = groups::groups(table, &matter.rows, group)
        .into_iter()
        .filter_map(|g| Some((groups::of_rows(table, &g.rows, main, how)?, g.label)))
        .collect();
    sized.sort_by(|a, b| b.0.total_cmp(&a.0));
    let [(first, leader), .., (last, trailer)] = &sized[..] else {
        return None;
    };
    Some(format!(
        "Among {} values of {}, {} has the highest {} {} ({}) and {} the lowest ({}).",
        sized.len(),
        shown(&table.columns[group].name),
        shown(leader),
        how.adjective(),
        shown(&table.columns[main].name),
        human(*first),
        shown(trailer),
        human(*last)
    ))
}
