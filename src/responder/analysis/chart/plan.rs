//! What exactly is drawn: the request's gaps filled from the shape of the data.
//!
//! Moments and names go to the x axis; several entities at one place become one line each, or one value.

use super::ask::{Chart, Style};
use super::groups::{self, Aggregate};
use super::limits::{MAX_BARS, MAX_ENTITIES, MAX_LINES};
use super::measures::is_additive;
use super::names;
use super::table::{Column, Kind, Table};
use super::{Plan, Shape, noun, title};

/// Decides a chart; the error is a sentence for the one who asked.
pub fn plan(chart: &Chart, table: &Table, rows: &[usize]) -> Result<Plan, String> {
    let mut planner = Planner { chart, table, rows, notes: chart.notes.clone() };
    let shape = planner.shape()?;
    let lone = matches!(&shape, Shape::BarsJoined(x, _, Aggregate::Sum | Aggregate::Mean, _) if !planner.repeats(*x));
    let title = chart.title.clone().unwrap_or_else(|| title(&shape, table, chart.all, lone));
    planner.told(&shape);
    Ok(Plan { shape, title, notes: planner.notes })
}

/// Whether bars are asked for, and nothing is said of how values are joined.
fn chart_of_bars(chart: &Chart) -> bool {
    matches!(chart.style, Some(Style::Bar) | None) && chart.aggregate.is_none() && !chart.all
}

/// A chart in the making.
pub struct Planner<'a> {
    /// What is asked.
    pub chart: &'a Chart,
    /// The table.
    pub table: &'a Table,
    /// The rows drawn.
    pub rows: &'a [usize],
    /// What a reader should know.
    pub notes: Vec<String>,
}

impl Planner<'_> {
    /// A column of the table.
    pub fn column(&self, at: usize) -> &Column {
        &self.table.columns[at]
    }

    fn shape(&mut self) -> Result<Shape, String> {
        let chart = self.chart;
        let names = chart.by.or(chart.x.filter(|&x| self.column(x).kind == Kind::Text));
        let counts =
            chart.ys.is_empty() && (chart.aggregate == Some(Aggregate::Count) || self.table.measures().is_empty());
        if counts {
            let names = names.or_else(|| self.grouping());
            let x = names.ok_or("The file has no column of numbers that could be drawn.")?;
            return Ok(self.bars(x, vec![x], Some(Aggregate::Count)));
        }
        let ys = self.ys()?;
        let x = chart.x.or_else(|| self.table.time().filter(|time| !ys.contains(time)));
        match chart.style.unwrap_or_else(|| self.style(x, &ys)) {
            Style::Histogram => Ok(Shape::Histogram(ys[0])),
            Style::Pie => Ok(self.pie(names, &ys)),
            Style::Scatter => Ok(self.dots(chart.x, x, &ys)),
            Style::Bar => {
                let place = chart.x.or(names).or_else(|| self.grouping()).or(x).or_else(|| self.labels());
                Ok(place.map_or(Shape::Histogram(ys[0]), |x| self.bars(x, ys, chart.aggregate)))
            }
            Style::Line => Ok(self.lines(x, ys)),
        }
    }

    /// The columns named, or those worth seeing first.
    fn ys(&mut self) -> Result<Vec<usize>, String> {
        let mut ys = self.chart.ys.clone();
        ys.retain(|&y| self.rows.iter().any(|&row| self.table.value(row, y).is_some()));
        if ys.is_empty() && !self.chart.ys.is_empty() {
            return Err("The column asked for holds no numbers in these rows.".to_owned());
        }
        if ys.is_empty() {
            let measures: Vec<usize> = self.table.measures().into_iter().filter(|&y| self.chart.x != Some(y)).collect();
            let main = super::measures::main_measure(self.table, &measures)
                .ok_or("The file has no column of numbers that could be drawn.")?;
            ys.push(main);
            if chart_of_bars(self.chart) && self.alike(&measures) {
                ys.extend(measures.iter().filter(|&&y| y != main));
                ys.sort_unstable();
                return Ok(ys);
            }
            self.choice(main, &measures);
            let open = self.chart.style.is_none() && self.chart.by.is_none() && self.chart.aggregate.is_none();
            if open && self.table.time().is_some_and(|time| !self.repeats(time)) {
                let top =
                    |y: usize| groups::values(self.table, self.rows, y).into_iter().map(f64::abs).fold(0.0, f64::max);
                // Columns of very different size would lie flat on the axis.
                let near = |y: &usize| *y != main && top(*y) > top(main) / 50.0 && top(*y) < top(main) * 50.0;
                ys.extend(measures.into_iter().filter(near).take(4));
            }
        }
        if ys.len() > MAX_LINES {
            self.notes.push(format!("Only the first {MAX_LINES} of {} columns are drawn.", ys.len()));
            ys.truncate(MAX_LINES);
        }
        Ok(ys)
    }

    fn style(&self, x: Option<usize>, ys: &[usize]) -> Style {
        match x.map(|x| self.column(x).kind) {
            Some(Kind::Year | Kind::Date(..)) => {
                let one = x.is_some_and(|x| groups::groups(self.table, self.rows, x).len() < 2);
                if one && self.grouping().is_some() { Style::Bar } else { Style::Line }
            }
            Some(Kind::Text | Kind::Empty) => Style::Bar,
            Some(Kind::Number) => {
                if self.chart.all {
                    Style::Line
                } else {
                    Style::Scatter
                }
            }
            None if self.chart.by.is_some() || (self.chart.ys.is_empty() && self.labelled()) => Style::Bar,
            None if ys.len() == 2 => Style::Scatter,
            None if self.grouping().is_some() => Style::Bar,
            None if ys.len() == 1 => Style::Histogram,
            None => Style::Line,
        }
    }

    /// A text column with few enough values for bars.
    pub fn grouping(&self) -> Option<usize> {
        let groupings = self.table.groupings(self.rows);
        let few = |&&at: &&usize| self.table.levels(at, self.rows).len() <= MAX_BARS;
        groupings.iter().find(few).or(groupings.first()).copied()
    }

    /// The first column of names, were every name another.
    pub fn labels(&self) -> Option<usize> {
        (0..self.table.columns.len()).find(|&at| self.column(at).kind == Kind::Text)
    }

    /// Whether the rows have few enough names for a bar each.
    fn labelled(&self) -> bool {
        self.labels().is_some_and(|at| (1..=MAX_BARS).contains(&self.table.levels(at, self.rows).len()))
    }

    /// Whether columns measure the same kind of thing for one row each, so that their bars may stand side by side.
    fn alike(&self, measures: &[usize]) -> bool {
        let place = self.chart.x.or(self.chart.by).or_else(|| self.labels());
        let unique = place.is_some_and(|x| self.column(x).kind == Kind::Text && !self.repeats(x));
        let top = |&y: &usize| groups::values(self.table, self.rows, y).into_iter().map(f64::abs).fold(0.0, f64::max);
        let tops: Vec<f64> = measures.iter().map(top).collect();
        let (low, high) = tops.iter().fold((f64::MAX, 0.0_f64), |(l, h), t| (l.min(*t), h.max(*t)));
        let years = self.table.year_columns();
        let yearly = !years.is_empty() && measures.iter().all(|y| years.contains(y));
        unique && self.chart.top.is_none() && (yearly || ((2..=6).contains(&measures.len()) && high <= low * 3.0))
    }

    /// Says which column is drawn where bars or slices were asked for and no column was.
    fn choice(&mut self, main: usize, measures: &[usize]) {
        if measures.len() > 1 && matches!(self.chart.style, Some(Style::Bar | Style::Pie)) {
            let name = names::shown(&self.column(main).name);
            self.notes.push(format!("As no column was named, {name} is drawn."));
        }
    }

    /// Says so where another kind of chart than the one asked for is drawn.
    fn told(&mut self, shape: &Shape) {
        let asked = match self.chart.style {
            Some(Style::Line) => "line chart",
            Some(Style::Bar) => "bar chart",
            Some(Style::Scatter) => "scatter plot",
            Some(Style::Histogram) => "histogram",
            Some(Style::Pie) => "pie chart",
            None => return,
        };
        let drawn = noun(shape);
        let said = self.notes.iter().any(|note| note.contains(&format!("so this is a {drawn}")));
        if drawn != asked && !said {
            self.notes.push(format!("The data do not suit a {asked}, so this is a {drawn}."));
        }
    }

    /// Whether several rows share a place.
    pub fn repeats(&self, x: usize) -> bool {
        groups::groups(self.table, self.rows, x).iter().any(|group| group.rows.len() > 1)
    }

    /// How rows that share a place become one.
    pub fn joining(&self, y: usize) -> Aggregate {
        let usual = if is_additive(self.table, y) { Aggregate::Sum } else { Aggregate::Mean };
        self.chart.aggregate.unwrap_or(usual)
    }

    fn lines(&mut self, x: Option<usize>, ys: Vec<usize>) -> Shape {
        let Some(x) = x else {
            return Shape::Lines(None, ys);
        };
        if self.column(x).kind == Kind::Text {
            self.notes.push(format!(
                "{} holds names, which have no order that a line could follow, so this is a bar chart.",
                names::shown(&self.column(x).name)
            ));
            return self.bars(x, ys, self.chart.aggregate);
        }
        if !self.repeats(x) && self.chart.by.is_none() {
            return Shape::Lines(Some(x), ys);
        }
        let unique = |by: usize| {
            groups::groups(self.table, self.rows, by).iter().all(|group| {
                let places = groups::groups(self.table, &group.rows, x);
                places.iter().all(|place| place.rows.len() == 1)
            })
        };
        let natural = || self.table.groupings(self.rows).into_iter().find(|&by| unique(by));
        let by =
            self.chart.by.or_else(|| if ys.len() == 1 && self.chart.aggregate.is_none() { natural() } else { None });
        match by {
            Some(by) if ys.len() == 1 => {
                let how = (!unique(by)).then(|| self.joining(ys[0]));
                let entities = self.entities(by, ys[0]);
                Shape::LinesBy { x, y: ys[0], by, entities, how }
            }
            Some(_) | None => {
                let how = self.joining(ys[0]);
                self.notes.push(format!(
                    "Rows with the same {} are {}.",
                    names::shown(&self.column(x).name),
                    how.done()
                ));
                Shape::LinesJoined(x, ys, how)
            }
        }
    }

    /// The values of a column that get a colour of their own: the largest, when there are many.
    pub fn entities(&mut self, by: usize, y: usize) -> Vec<String> {
        let mut groups = groups::groups(self.table, self.rows, by);
        let all = groups.len();
        let most = self.chart.top.unwrap_or(MAX_ENTITIES).clamp(1, MAX_ENTITIES);
        if all > most {
            let how = self.joining(y);
            let size = |group: &groups::Group| groups::of_rows(self.table, &group.rows, y, how).unwrap_or(0.0);
            groups.sort_by(|a, b| size(b).total_cmp(&size(a)));
            groups.truncate(most);
            let (by, y) = (names::shown(&self.column(by).name), names::shown(&self.column(y).name));
            self.notes.push(format!(
                "Of {all} values of {by}, the {most} with the largest {} {y} are shown.",
                how.adjective()
            ));
        }
        groups.into_iter().map(|group| group.label).collect()
    }
}
