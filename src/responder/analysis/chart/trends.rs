//! What a chart shows, said in sentences: courses, peaks, leaders, spreads.

use super::calendar::{Grain, written};
use super::draw::{Body, Places, Scale, Series};
use super::figures::{human, percent};
use super::groups::{self, Aggregate};
use super::measures::is_additive;
use super::names::{listed, shown};
use super::table::{Kind, Table};
use super::{Plan, Shape};

/// Courses told in one reply; more is a table, not a summary.
const MOST_COURSES: usize = 3;

/// What there is to say about a chart.
pub fn sentences(plan: &Plan, table: &Table, body: &Body) -> Vec<String> {
    let grain = table.time().and_then(|time| match table.columns[time].kind {
        Kind::Date(_, grain) => Some(grain),
        Kind::Number | Kind::Year | Kind::Text | Kind::Empty => None,
    });
    let at = |scale: Scale, x: f64| match scale {
        Scale::Number => super::figures::exact(x),
        Scale::Year => format!("{x:.0}"),
        Scale::Date => written(x, grain.unwrap_or(Grain::Day)),
    };
    match body {
        Body::Lines(scale, series) => courses(series, &|x| at(*scale, x)),
        Body::Dots(_, series) => relation(plan, table, series).into_iter().collect(),
        Body::Bars(Places::Names(names), sets) => sets
            .iter()
            .take(MOST_COURSES)
            .flat_map(|(set, heights)| {
                let pairs: Vec<(String, f64)> =
                    names.iter().cloned().zip(heights).filter_map(|(name, h)| Some((name, (*h)?))).collect();
                leader(if sets.len() > 1 { Some(set) } else { None }, &pairs, adds_up(plan, table))
            })
            .collect(),
        Body::Bars(Places::Numbers(places, scale), sets) => sets
            .iter()
            .take(MOST_COURSES)
            .filter_map(|(name, heights)| {
                let points: Vec<(String, f64)> =
                    places.iter().zip(heights).filter_map(|(x, h)| Some((at(*scale, *x), (*h)?))).collect();
                course(name, &points)
            })
            .collect(),
        Body::Histogram(..) => spread(plan, table).into_iter().collect(),
        Body::Pie(slices) => leader(None, slices, true).into_iter().collect(),
    }
}

/// Whether the bars are parts of one whole.
fn adds_up(plan: &Plan, table: &Table) -> bool {
    match &plan.shape {
        Shape::BarsJoined(_, _, how, top) => matches!(how, Aggregate::Sum | Aggregate::Count) && top.is_none(),
        Shape::BarsBy { how, .. } => *how == Aggregate::Sum,
        Shape::Bars(_, ys) => ys.iter().all(|&y| is_additive(table, y)),
        Shape::Lines(..)
        | Shape::LinesJoined(..)
        | Shape::LinesBy { .. }
        | Shape::Dots(..)
        | Shape::Histogram(_)
        | Shape::Pie(..) => false,
    }
}

fn courses(series: &[Series], at: &dyn Fn(f64) -> String) -> Vec<String> {
    let points =
        |one: &Series| -> Vec<(String, f64)> { one.points.iter().filter_map(|(x, y)| Some((at(*x), (*y)?))).collect() };
    let mut told: Vec<(f64, String)> = Vec::new();
    let mut ends: Vec<(f64, String)> = Vec::new();
    for one in series {
        let points = points(one);
        if let (Some(sentence), Some((_, last))) = (course(&one.label, &points), points.last()) {
            told.push((*last, sentence));
            ends.push((*last, shown(&one.label)));
        }
    }
    told.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut sentences: Vec<String> = told.into_iter().take(MOST_COURSES).map(|(_, sentence)| sentence).collect();
    if ends.len() > 1 {
        ends.sort_by(|a, b| b.0.total_cmp(&a.0));
        let order: Vec<String> =
            ends.iter().skip(1).take(3).map(|(value, name)| format!("{name} ({})", human(*value))).collect();
        sentences.insert(
            0,
            format!(
                "At the end **{}** is highest with {}, followed by {}.",
                ends[0].1,
                human(ends[0].0),
                listed(&order)
            ),
        );
    }
    sentences
}

/// How one line runs: from where to where, its change, its peak and low.
pub fn course(name: &str, points: &[(String, f64)]) -> Option<String> {
    let ((start, first), (end, last)) = (points.first()?, points.last()?);
    let name = shown(name);
    if points.len() == 1 {
        return Some(format!("**{name}** is {} in {start}.", human(*first)));
    }
    let verb = match last.total_cmp(first) {
        std::cmp::Ordering::Greater => "rises",
        std::cmp::Ordering::Less => "falls",
        std::cmp::Ordering::Equal => "runs level",
    };
    let change = (*first > 0.0).then(|| last / first - 1.0).map(|share| match share {
        share if share >= 20.0 => format!(", {} times as much", human((share + 1.0).round())),
        share => format!(" ({})", percent(share)),
    });
    let (peak_at, peak) = points.iter().rev().max_by(|a, b| a.1.total_cmp(&b.1))?;
    let (low_at, low) = points.iter().rev().min_by(|a, b| a.1.total_cmp(&b.1))?;
    Some(format!(
        "**{name}** {verb} from {} in {start} to {} in {end}{}; its peak is {} in {peak_at} and its low {} in {low_at}.",
        human(*first),
        human(*last),
        change.unwrap_or_default(),
        human(*peak),
        human(*low)
    ))
}

/// Who is first and last among names, and with which share of the whole.
fn leader(set: Option<&str>, pairs: &[(String, f64)], whole: bool) -> Option<String> {
    let (best, most) = pairs.iter().rev().max_by(|a, b| a.1.total_cmp(&b.1))?;
    let (worst, least) = pairs.iter().min_by(|a, b| a.1.total_cmp(&b.1))?;
    let total: f64 = pairs.iter().map(|(_, value)| value).sum();
    let share = |value: f64| {
        if whole && total > 0.0 && *least >= 0.0 {
            format!(" ({:.1}% of {})", value / total * 100.0, human(total))
        } else {
            String::new()
        }
    };
    let set = set.map_or(String::new(), |set| format!("{}: ", shown(set)));
    if pairs.len() == 1 {
        return Some(format!("{set}**{}** has {}.", shown(best), human(*most)));
    }
    Some(format!(
        "{set}**{}** leads with {}{}; **{}** comes last with {}.",
        shown(best),
        human(*most),
        share(*most),
        shown(worst),
        human(*least)
    ))
}

fn relation(plan: &Plan, table: &Table, series: &[Series]) -> Option<String> {
    let Shape::Dots(x, y, _) = &plan.shape else {
        return None;
    };
    let pairs: Vec<(f64, f64)> = series.iter().flat_map(|s| &s.points).filter_map(|(x, y)| Some((*x, (*y)?))).collect();
    let r = groups::correlation(&pairs)?;
    let (x, y) = (shown(&table.columns[*x].name), shown(&table.columns[*y].name));
    Some(format!("{x} and {y} are {} correlated (r = {r:.2}).", strength(r)))
}

/// A correlation in words.
pub fn strength(r: f64) -> String {
    let size = match r.abs() {
        r if r >= 0.8 => "strongly",
        r if r >= 0.5 => "clearly",
        r if r >= 0.2 => "weakly",
        _ => return "hardly".to_owned(),
    };
    format!("{size} {}", if r < 0.0 { "negatively" } else { "positively" })
}

fn spread(plan: &Plan, table: &Table) -> Option<String> {
    let Shape::Histogram(y) = plan.shape else {
        return None;
    };
    let mut values: Vec<f64> = table.columns[y].values.iter().flatten().copied().collect();
    values.sort_by(f64::total_cmp);
    let (mean, median) = (groups::joined(&values, Aggregate::Mean)?, groups::quantile(&values, 0.5)?);
    let (low, high) = (human(*values.first()?), human(*values.last()?));
    Some(format!(
        "**{}** lies between {low} and {high}, with a mean of {} and a median of {}.",
        shown(&table.columns[y].name),
        human(mean),
        human(median)
    ))
}
