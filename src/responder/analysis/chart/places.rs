//! Decisions about charts of places: points, bars and pies.

use super::Shape;
use super::groups::{self, Aggregate};
use super::limits::MAX_BARS;
use super::names;
use super::plan::Planner;
use super::table::Kind;

impl Planner<'_> {
    /// Points: which of two columns goes along.
    pub fn dots(&mut self, asked: Option<usize>, x: Option<usize>, ys: &[usize]) -> Shape {
        if let Some(x) = asked.filter(|&x| self.column(x).values.is_empty()) {
            let name = names::shown(&self.column(x).name);
            self.notes.push(format!("{name} holds no numbers, so it cannot be an axis of points."));
        }
        let numeric = |x: &usize| !self.column(*x).values.is_empty();
        let (x, y) = match (asked.filter(numeric), ys) {
            (Some(x), [y, ..]) => (x, *y),
            (None, [first, second, ..]) => (*first, *second),
            (None, [y]) => {
                let other = self.table.measures().into_iter().find(|other| other != y);
                (x.filter(numeric).or(other).unwrap_or(*y), *y)
            }
            (_, []) => (0, 0),
        };
        let by = self.chart.by.map(|by| (by, self.entities(by, y)));
        Shape::Dots(x, y, by)
    }

    /// Bars, at most as many as can be read.
    pub fn bars(&mut self, x: usize, ys: Vec<usize>, how: Option<Aggregate>) -> Shape {
        let places = groups::groups(self.table, self.rows, x).len();
        let text = self.column(x).kind == Kind::Text;
        let counted = how == Some(Aggregate::Count);
        let joining = how.unwrap_or_else(|| self.joining(ys[0]));
        let most_places = if self.column(x).is_time() { 2 * MAX_BARS } else { MAX_BARS };
        if let Some(by) = self.chart.by.filter(|&by| by != x && ys.len() == 1 && places <= most_places) {
            let entities = self.entities(by, ys[0]);
            return Shape::BarsBy { x, y: ys[0], by, entities, how: joining };
        }
        if let Some(by) = self.chart.by.filter(|&by| by != x && places > most_places) {
            let (x, by) = (names::shown(&self.column(x).name), names::shown(&self.column(by).name));
            self.notes.push(format!("{x} has too many values for bars of every {by}, so one bar a {x} is shown."));
        }
        let most = if text { MAX_BARS } else { 20 * MAX_BARS };
        let top =
            self.chart.top.filter(|&top| top < places).map(|top| top.min(most)).or((places > most).then_some(most));
        if let Some(top) = top {
            self.notes.push(format!("The {top} largest of {places} bars are shown."));
        }
        if self.repeats(x) || counted || top.is_some() {
            Shape::BarsJoined(x, ys, joining, top)
        } else {
            Shape::Bars(x, ys)
        }
    }

    /// A pie, unless something is below zero.
    pub fn pie(&mut self, names: Option<usize>, ys: &[usize]) -> Shape {
        let Some(x) = names.or_else(|| self.grouping()).or(self.chart.x).or_else(|| self.labels()) else {
            return Shape::Histogram(ys[0]);
        };
        let how = self.chart.aggregate.unwrap_or(Aggregate::Sum);
        let negative = groups::values(self.table, self.rows, ys[0]).iter().any(|v| *v < 0.0);
        if negative {
            let y = names::shown(&self.column(ys[0]).name);
            self.notes.push(format!("{y} has values below zero, which a pie cannot show, so this is a bar chart."));
            return self.bars(x, vec![ys[0]], Some(how));
        }
        Shape::Pie(x, ys[0], how)
    }
}
