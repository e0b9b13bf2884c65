//! The numbers of bars and slices: groups of rows, ranked by size.

use super::Shape;
use super::draw::{Body, Places, Scale};
use super::figure::{Filling, one_line, scale};
use super::groups::{self, Aggregate, Group};
use super::limits::MAX_SLICES;
use super::table::Kind;

/// Bars of one colour: their name and heights.
type Set = (String, Vec<Option<f64>>);

impl Filling<'_> {
    /// The bars of a shape; nothing for other shapes.
    pub fn bars(&self, shape: &Shape) -> Body {
        let (x, groups, sets) = match shape {
            Shape::Bars(x, ys) => {
                let filled = |row: &&usize| ys.iter().any(|&y| self.table.value(**row, y).is_some());
                let groups: Vec<Group> = self.rows.iter().filter(filled).map(|&row| self.alone(*x, row)).collect();
                let height = |y: usize, g: &Group| self.table.value(g.rows[0], y);
                let sets = ys.iter().map(|&y| self.set(y, &groups, &height)).collect();
                (*x, groups, sets)
            }
            Shape::BarsJoined(x, ys, how, top) => {
                let groups = self.ranked(*x, ys[0], *how, *top);
                let height = |y: usize, g: &Group| groups::of_rows(self.table, &g.rows, y, *how);
                let sets = ys.iter().map(|&y| self.set(y, &groups, &height)).collect();
                (*x, groups, sets)
            }
            Shape::BarsBy { x, y, by, entities, how } => {
                let groups = groups::groups(self.table, self.rows, *x);
                let entities = self.of_entities(*by, entities);
                let sets = entities.iter().map(|e| self.set_of(e, *by, &groups, (*y, *how)));
                let sets = sets.collect();
                (*x, groups, sets)
            }
            Shape::Lines(..)
            | Shape::LinesJoined(..)
            | Shape::LinesBy { .. }
            | Shape::Dots(..)
            | Shape::Histogram(_)
            | Shape::Pie(..) => return Body::Bars(Places::Names(Vec::new()), Vec::new()),
        };
        let places = match scale(self.table, x) {
            Scale::Year => Places::Numbers(groups.iter().map(|g| g.at).collect(), Scale::Year),
            Scale::Number | Scale::Date => Places::Names(groups.iter().map(|g| one_line(&g.label)).collect()),
        };
        Body::Bars(places, sets)
    }

    /// One row as a group of its own.
    fn alone(&self, x: usize, row: usize) -> Group {
        Group { label: groups::label(self.table, x, row), at: self.table.value(row, x).unwrap_or(0.0), rows: vec![row] }
    }

    /// The bars of one column.
    fn set(&self, y: usize, groups: &[Group], height: &dyn Fn(usize, &Group) -> Option<f64>) -> Set {
        (self.name(y), groups.iter().map(|group| height(y, group)).collect())
    }

    /// The bars of one value of a column; a place where it does not occur has none.
    fn set_of(&self, entity: &Group, by: usize, groups: &[Group], (y, how): (usize, Aggregate)) -> Set {
        let bars = groups.iter().map(|group| {
            let mut rows = group.rows.clone();
            rows.retain(|&row| groups::label(self.table, by, row) == entity.label);
            if rows.is_empty() { None } else { groups::of_rows(self.table, &rows, y, how) }
        });
        (one_line(&entity.label), bars.collect())
    }

    /// Groups of names, largest first; moments and numbers in their own order.
    fn ranked(&self, x: usize, y: usize, how: Aggregate, top: Option<usize>) -> Vec<Group> {
        let mut groups = groups::groups(self.table, self.rows, x);
        let named = self.table.columns[x].kind == Kind::Text;
        if named || top.is_some() {
            let mut sized: Vec<(f64, Group)> = groups
                .drain(..)
                .map(|g| (groups::of_rows(self.table, &g.rows, y, how).unwrap_or(f64::MIN), g))
                .collect();
            sized.sort_by(|a, b| b.0.total_cmp(&a.0));
            sized.truncate(top.unwrap_or(usize::MAX));
            groups.extend(sized.into_iter().map(|(_, group)| group));
            if !named {
                groups.sort_by(|a, b| a.at.total_cmp(&b.at));
            }
        }
        groups
    }

    /// The slices of a pie, largest first, the rest as one.
    pub fn slices(&self, x: usize, y: usize, how: Aggregate) -> Vec<(String, f64)> {
        let ranked = self.ranked_all(x, y, how);
        let slice = |(label, value): &(String, f64)| (one_line(label), *value);
        if ranked.len() <= MAX_SLICES {
            return ranked.iter().map(slice).collect();
        }
        let rest: f64 = ranked[MAX_SLICES - 1..].iter().map(|(_, value)| value).sum();
        let mut slices: Vec<(String, f64)> = ranked[..MAX_SLICES - 1].iter().map(slice).collect();
        slices.push(("Other".to_owned(), rest));
        slices
    }

    fn ranked_all(&self, x: usize, y: usize, how: Aggregate) -> Vec<(String, f64)> {
        let groups = groups::groups(self.table, self.rows, x).into_iter();
        let mut sized: Vec<(String, f64)> =
            groups.map(|g| (g.label, groups::of_rows(self.table, &g.rows, y, how).unwrap_or(0.0))).collect();
        sized.retain(|(_, value)| *value > 0.0);
        sized.sort_by(|a, b| b.1.total_cmp(&a.1));
        sized
    }
}
