//! A decided chart with the numbers of the file in it.

use super::draw::{Body, Figure, Scale, Series};
use super::groups::{self, Aggregate, Group};
use super::limits::MAX_KEPT;
use super::table::{Kind, Table};
use super::{Plan, Shape, names};

/// Bars of a histogram: the same number that matplotlib is told of in the code.
pub const BINS: usize = 20;

/// Fills a plan with numbers.
pub fn figure(plan: &Plan, table: &Table, rows: &[usize]) -> Figure {
    let filling = Filling { table, rows };
    let body = filling.body(&plan.shape);
    let (x_label, y_label) = filling.labels(&plan.shape);
    let series = match &body {
        Body::Lines(_, series) | Body::Dots(_, series) => series.len(),
        Body::Bars(_, groups) => groups.len(),
        Body::Histogram(..) | Body::Pie(_) => 0,
    };
    let grid = matches!(body, Body::Lines(..) | Body::Dots(..));
    let named = matches!(plan.shape, Shape::LinesBy { .. } | Shape::BarsBy { .. } | Shape::Dots(_, _, Some(_)));
    Figure { title: one_line(&plan.title), x_label, y_label, grid, legend: series > 1 || named, body }
}

/// A name without line breaks, of bounded length.
pub fn one_line(text: &str) -> String {
    text.chars().take(MAX_KEPT).map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// The kind of axis a column gives.
pub fn scale(table: &Table, column: usize) -> Scale {
    match table.columns[column].kind {
        Kind::Year => Scale::Year,
        Kind::Date(..) => Scale::Date,
        Kind::Number | Kind::Text | Kind::Empty => Scale::Number,
    }
}

/// A table and the rows that are drawn.
pub struct Filling<'a> {
    /// The table.
    pub table: &'a Table,
    /// The rows.
    pub rows: &'a [usize],
}

impl Filling<'_> {
    /// The name of a column on one line.
    pub fn name(&self, column: usize) -> String {
        one_line(self.table.columns[column].name.trim())
    }

    fn body(&self, shape: &Shape) -> Body {
        match shape {
            Shape::Lines(x, ys) => {
                let line = |&y: &usize| self.series(self.name(y), self.points(*x, y));
                let scale = x.map_or(Scale::Number, |x| scale(self.table, x));
                Body::Lines(scale, ys.iter().map(line).collect())
            }
            Shape::LinesJoined(x, ys, how) => {
                let places = groups::groups(self.table, self.rows, *x);
                let line = |&y: &usize| self.series(self.name(y), self.joined(&places, y, *how));
                Body::Lines(scale(self.table, *x), ys.iter().map(line).collect())
            }
            Shape::LinesBy { x, y, by, entities, how } => {
                let line = |group: Group| {
                    let own = Filling { table: self.table, rows: &group.rows };
                    let points = match how {
                        Some(how) => self.joined(&groups::groups(self.table, &group.rows, *x), *y, *how),
                        None => own.points(Some(*x), *y),
                    };
                    self.series(group.label, points)
                };
                let lines = self.of_entities(*by, entities).into_iter().map(line);
                Body::Lines(scale(self.table, *x), lines.collect())
            }
            Shape::Dots(x, y, by) => {
                let groups = match by {
                    Some((by, entities)) => self.of_entities(*by, entities),
                    None => vec![Group { label: self.name(*y), at: 0.0, rows: self.rows.to_vec() }],
                };
                let dot = |&row: &usize| Some((self.table.value(row, *x)?, self.table.value(row, *y)));
                let dots = groups.into_iter().map(|g| self.series(g.label, g.rows.iter().filter_map(dot).collect()));
                Body::Dots(scale(self.table, *x), dots.collect())
            }
            Shape::Bars(..) | Shape::BarsJoined(..) | Shape::BarsBy { .. } => self.bars(shape),
            Shape::Histogram(y) => {
                let (edges, counts) = histogram(&groups::values(self.table, self.rows, *y));
                Body::Histogram(edges, counts)
            }
            Shape::Pie(x, y, how) => Body::Pie(self.slices(*x, *y, *how)),
        }
    }

    fn series(&self, label: String, points: Vec<(f64, Option<f64>)>) -> Series {
        Series { label: one_line(&label), points }
    }

    /// Points in the order of x, so that a line never runs back.
    fn points(&self, x: Option<usize>, y: usize) -> Vec<(f64, Option<f64>)> {
        let at = |(place, row): (usize, usize)| match x {
            Some(x) => Some((self.table.value(row, x)?, self.table.value(row, y))),
            None => Some((place as f64, self.table.value(row, y))),
        };
        let mut points: Vec<_> = self.rows.iter().copied().enumerate().filter_map(at).collect();
        points.sort_by(|a, b| a.0.total_cmp(&b.0));
        points
    }

    fn joined(&self, places: &[Group], y: usize, how: Aggregate) -> Vec<(f64, Option<f64>)> {
        let height = |group: &Group| {
            let values = groups::values(self.table, &group.rows, y);
            if values.is_empty() && how != Aggregate::Count {
                None
            } else {
                groups::of_rows(self.table, &group.rows, y, how)
            }
        };
        places.iter().map(|group| (group.at, height(group))).collect()
    }

    /// The rows of some values of a column, in the order of these values.
    pub fn of_entities(&self, by: usize, entities: &[String]) -> Vec<Group> {
        let mut groups = groups::groups(self.table, self.rows, by);
        let place = |group: &Group| entities.iter().position(|entity| *entity == group.label);
        groups.retain(|group| place(group).is_some());
        groups.sort_by_key(|group| place(group));
        groups
    }

    fn labels(&self, shape: &Shape) -> (String, String) {
        let of = |ys: &[usize]| {
            if let [only] = ys { self.name(*only) } else { "Value".to_owned() }
        };
        let joined = |how: Aggregate, name: String| match how {
            Aggregate::Count => "Number of rows".to_owned(),
            Aggregate::Sum | Aggregate::Mean | Aggregate::Median | Aggregate::Max | Aggregate::Min => {
                format!("{name} ({})", how.adjective())
            }
        };
        match shape {
            Shape::Lines(x, ys) => (x.map_or("Row".to_owned(), |x| self.name(x)), of(ys)),
            Shape::LinesJoined(x, ys, how) | Shape::BarsJoined(x, ys, how, _) => (self.name(*x), joined(*how, of(ys))),
            Shape::LinesBy { x, y, how: None, .. } | Shape::Dots(x, y, _) => (self.name(*x), self.name(*y)),
            Shape::LinesBy { x, y, how: Some(how), .. } | Shape::BarsBy { x, y, how, .. } => {
                (self.name(*x), joined(*how, self.name(*y)))
            }
            Shape::Bars(x, ys) => (self.name(*x), of(ys)),
            Shape::Histogram(y) => (self.name(*y), "Frequency".to_owned()),
            Shape::Pie(..) => (String::new(), String::new()),
        }
    }
}

/// Equal steps from the smallest value to the largest, and how many values lie in each.
pub fn histogram(values: &[f64]) -> (Vec<f64>, Vec<usize>) {
    let (low, high) = values.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), v| (l.min(*v), h.max(*v)));
    let (low, high) = match low < high {
        true => (low, high),
        // All values alike: one step around them, as numpy does.
        false if low.is_finite() => (low - 0.5, low + 0.5),
        false => (0.0, 1.0),
    };
    let step = (high - low) / BINS as f64;
    let mut counts = vec![0; BINS];
    for value in values {
        let place = ((value - low) / step) as usize;
        counts[place.min(BINS - 1)] += 1;
    }
    ((0..=BINS).map(|n| low + step * n as f64).collect(), counts)
}

/// The name a chart's file gets.
pub fn file_name(plan: &Plan) -> String {
    format!("{}.png", names::slug(&plan.title))
}
