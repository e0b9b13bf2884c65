//! A conversation about a file: what a message asks in the light of those before it.

use super::ask::phrase::Phrase;
use super::ask::{self, Asked, Chart, Question, Request, Step, Style, columns_named, steps, tongues, wording};
use super::chart::{self, Shape};
use super::limits::MAX_EARLIER;
use super::prepare::{self, Prepared};
use super::reply;
use super::table::groups::Aggregate;
use super::table::{Kind, Table};
use std::rc::Rc;

/// What was asked before: the last chart, and whatever came last.
#[derive(Default)]
struct Before {
    chart: Option<Prepared>,
    last: Option<Prepared>,
}

/// The request in the last of some messages, completed by earlier ones where it only changes what was asked before.
pub fn understood(message: &str, earlier: &[&str], table: Table) -> Option<Prepared> {
    let table = Rc::new(table);
    let mut before = Before::default();
    let words: Vec<String> = table.columns.iter().flat_map(|column| column.words.clone()).collect();
    let named = |said: &str| words.iter().any(|word| word == said);
    for said in &earlier[earlier.len().saturating_sub(MAX_EARLIER)..] {
        let Some(found) = resolved(&tongues::plain(said, &named), &table, &before) else {
            continue;
        };
        if !found.asked.unknown.is_empty() {
            continue;
        }
        if matches!(found.asked.request, Request::Chart(_)) {
            before.chart = Some(found.clone());
        }
        before.last = Some(found);
    }
    resolved(&tongues::plain(message, &named), &table, &before)
}

fn resolved(message: &str, table: &Rc<Table>, before: &Before) -> Option<Prepared> {
    let phrase = Phrase::new(message);
    let alone = prepare::understood(message, &phrase, table);
    if let Some(again) = before.last.as_ref().and_then(|last| regrouped(&phrase, last, alone.as_ref())) {
        return Some(again);
    }
    let ranking = before.last.as_ref().filter(|_| wording::style(&phrase).is_some()).and_then(charted);
    let Some(base) = ranking.as_ref().or(before.chart.as_ref()) else {
        return alone;
    };
    let open = |chart: &Chart| chart.x.is_none() && chart.ys.is_empty() && chart.by.is_none() && !chart.all;
    let change = match alone.as_ref().map(|found| &found.asked) {
        Some(Asked { request: Request::Chart(chart), unknown, .. }) => {
            (open(chart) && unknown.is_empty()).then(|| chart.clone())
        }
        Some(_) => None,
        None => follow_up(&phrase, &base.table),
    };
    match change {
        Some(change) => changed(&phrase, base, change, alone.as_ref()),
        None if alone.is_some() => alone,
        None => about_chart(&phrase, base),
    }
}

/// The chart of a question about groups, for those who want its answer drawn.
fn charted(last: &Prepared) -> Option<Prepared> {
    let Request::Question(Question::Grouped { how, label, measure, .. }) = &last.asked.request else {
        return None;
    };
    let chart = Chart { x: Some(*label), ys: vec![*measure], aggregate: Some(*how), ..Chart::default() };
    let asked = Asked { request: Request::Chart(chart), ..last.asked.clone() };
    Some(Prepared { table: Rc::clone(&last.table), asked })
}

/// The chart before with a change: its kind, its rows, its title.
fn changed(phrase: &Phrase, base: &Prepared, change: Chart, alone: Option<&Prepared>) -> Option<Prepared> {
    let Request::Chart(before) = &base.asked.request else {
        return None;
    };
    let mut now = match alone {
        Some(found) if Rc::ptr_eq(&found.table, &base.table) => found.asked.scope.clone(),
        Some(_) | None => ask::rows_meant(phrase, &base.table),
    };
    let scope = &base.asked.scope;
    if now.conditions.is_empty() {
        now.conditions.clone_from(&scope.conditions);
    }
    now.span = now.span.or(scope.span);
    // Bars in place of lines stand where the lines ran.
    let was_line = before.by.is_some() && matches!(before.style, Some(Style::Line) | None);
    let turned = change.style == Some(Style::Bar) && was_line;
    let chart = Chart {
        style: change.style.or(before.style),
        x: before.x.or_else(|| base.table.time().filter(|_| turned)),
        aggregate: change.aggregate.or(before.aggregate),
        top: change.top.or(before.top),
        title: change.title.or_else(|| before.title.clone()),
        notes: change.notes,
        ..before.clone()
    };
    let asked = Asked { request: Request::Chart(chart), scope: now, unknown: Vec::new() };
    Some(Prepared { table: Rc::clone(&base.table), asked })
}

/// Whether a message that asks for nothing by itself changes a chart asked for before: `now since 1990`, `as bars`.
fn follow_up(phrase: &Phrase, table: &Table) -> Option<Chart> {
    let style = wording::style(phrase);
    let (title, notes) = (wording::title(phrase), wording::unmet(phrase));
    let refers = phrase.has("now same instead again only just it also but and as");
    let changes = style.is_some() || !ask::rows_meant(phrase, table).is_all();
    let dressed = title.is_some()
        || !notes.is_empty()
        || (wording::makes(phrase)
            && phrase.has("title legend grid gridlines font bigger larger smaller wider axis axes labels scale"));
    let notes = if dressed && title.is_none() && notes.is_empty() {
        vec!["That part of the look of a chart cannot be changed here.".to_owned()]
    } else {
        notes
    };
    (phrase.words.len() <= 15 && ((refers && changes) || dressed)).then(|| Chart {
        style,
        top: wording::top(phrase),
        title,
        notes,
        ..Chart::default()
    })
}

/// `And by product?` after `total revenue by region?`: the same with another column.
fn regrouped(phrase: &Phrase, last: &Prepared, alone: Option<&Prepared>) -> Option<Prepared> {
    let leads = phrase.says("what about|how about|same by|same for")
        || matches!(phrase.at(0), "and" | "by" | "per" | "now" | "then");
    let own = alone.is_some_and(|found| !matches!(found.asked.request, Request::Question(_)));
    if !leads || own || phrase.words.len() > 7 {
        return None;
    }
    let table = &last.table;
    let named = columns_named(phrase, table);
    let [column] = named[..] else {
        return None;
    };
    let is_measure = table.columns[column].is_measure();
    let mut asked = last.asked.clone();
    match &mut asked.request {
        Request::Question(Question::Grouped { measure, .. }) if is_measure => *measure = column,
        Request::Question(Question::Grouped { label, .. }) => *label = column,
        Request::Question(Question::Figure(how, columns)) => {
            let (&measure, how) = (columns.first()?, *how);
            asked.request = Request::Question(if is_measure {
                Question::Figure(how, vec![column])
            } else {
                Question::Grouped { how, label: column, measure, count: 20, down: true }
            });
        }
        Request::Chart(chart) if is_measure => chart.ys = vec![column],
        Request::Chart(chart)
            if (chart.by.is_some() || chart.x.is_some_and(|x| table.columns[x].is_time()))
                && table.columns[column].kind == Kind::Text =>
        {
            chart.x = chart.x.filter(|x| Some(*x) != chart.by);
            chart.by = Some(column);
        }
        Request::Chart(chart) => chart.x = Some(column),
        Request::Question(_) | Request::Showcase(..) | Request::Derive(_) | Request::Overview => return None,
    }
    Some(Prepared { table: Rc::clone(table), asked })
}

/// A question about the chart before, or its data as a file.
fn about_chart(phrase: &Phrase, base: &Prepared) -> Option<Prepared> {
    let Request::Chart(wish) = &base.asked.request else {
        return None;
    };
    if phrase.words.len() > 12 {
        return None;
    }
    let rows = base.asked.scope.rows(&base.table);
    let shape = chart::plan(wish, &base.table, &rows).ok()?.shape;
    let refers = phrase.has("that it this these those them chart data");
    let request = if steps::wants_file(phrase) && refers {
        Request::Derive(vec![data_of(&shape)])
    } else {
        let how = wording::aggregate_of(phrase)?;
        let asks = phrase.has("what whats which how tell give show find") || phrase.words.len() <= 4;
        let columns = measures_of(&shape);
        if !asks || phrase.has("and = + *") || columns.is_empty() {
            return None;
        }
        Request::Question(figure_of(&shape, how, columns))
    };
    let asked = Asked { request, scope: base.asked.scope.clone(), unknown: Vec::new() };
    Some(Prepared { table: Rc::clone(&base.table), asked })
}

/// A number of a chart; the largest or smallest of joined rows is that of the groups shown.
fn figure_of(shape: &Shape, how: Aggregate, columns: Vec<usize>) -> Question {
    let extreme = matches!(how, Aggregate::Max | Aggregate::Min);
    match shape {
        Shape::LinesJoined(label, ys, joined) | Shape::BarsJoined(label, ys, joined, _) if extreme && ys.len() == 1 => {
            let down = how == Aggregate::Max;
            Question::Grouped { how: *joined, label: *label, measure: ys[0], count: 5, down }
        }
        _ => Question::Figure(how, columns),
    }
}

/// The step that makes a file of what a chart shows.
fn data_of(shape: &Shape) -> Step {
    match shape {
        Shape::LinesJoined(x, ys, how) | Shape::BarsJoined(x, ys, how, _) => Step::Group(*x, ys.clone(), *how),
        Shape::Pie(x, y, how) => Step::Group(*x, vec![*y], *how),
        other => {
            let mut columns = reply::used(other);
            columns.dedup();
            Step::Only(columns)
        }
    }
}

/// The columns a chart draws upwards.
fn measures_of(shape: &Shape) -> Vec<usize> {
    match shape {
        Shape::Lines(_, ys) | Shape::LinesJoined(_, ys, _) | Shape::Bars(_, ys) | Shape::BarsJoined(_, ys, ..) => {
            ys.clone()
        }
        Shape::LinesBy { y, .. }
        | Shape::BarsBy { y, .. }
        | Shape::Dots(_, y, _)
        | Shape::Histogram(y)
        | Shape::Pie(_, y, _) => vec![*y],
    }
}
