//! The ranges that the axes show: those of the data with a margin; bars stand on zero.

use super::marks::pitch;
use super::{Body, Places};

/// Share of the data's range left free at either end.
const MARGIN: f64 = 0.05;

/// The ranges shown: those of the data with a margin; bars stand on zero.
pub fn limits(body: &Body) -> ((f64, f64), (f64, f64)) {
    match body {
        Body::Lines(_, series) | Body::Dots(_, series) => {
            let points = || series.iter().flat_map(|s| &s.points).filter(|(_, y)| y.is_some());
            let x = range(points().map(|(x, _)| *x));
            (widened(x), widened(range(points().filter_map(|(_, y)| *y))))
        }
        Body::Bars(places, groups) => {
            let heights = groups.iter().flat_map(|(_, heights)| heights).filter_map(|h| *h);
            let x = match places {
                Places::Names(names) => (-0.5, names.len().max(1) as f64 - 0.5),
                Places::Numbers(at, _) => {
                    let (low, high) = range(at.iter().copied());
                    let half = marks_half(at);
                    widened((low - half, high + half))
                }
            };
            (x, on_zero(range(heights)))
        }
        Body::Histogram(edges, counts) => {
            let most = counts.iter().max().map_or(1, |&most| most.max(1));
            (widened(range(edges.iter().copied())), (0.0, most as f64 * (1.0 + MARGIN)))
        }
        Body::Pie(_) => ((0.0, 1.0), (0.0, 1.0)),
    }
}

/// Half the distance of neighbouring bars.
fn marks_half(at: &[f64]) -> f64 {
    pitch(at) / 2.0
}

fn range(values: impl Iterator<Item = f64>) -> (f64, f64) {
    let (low, high) = values.fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), v| (l.min(v), h.max(v)));
    if low <= high { (low, high) } else { (0.0, 1.0) }
}

fn widened((low, high): (f64, f64)) -> (f64, f64) {
    // A single value still needs a range around it, and one that can be told apart from it.
    let least = high.abs().max(low.abs()) * 1e-9;
    if high - low > least {
        let margin = (high - low) * MARGIN;
        (low - margin, high + margin)
    } else {
        let margin = (high.abs() * MARGIN).max(0.05);
        (low - margin, high + margin)
    }
}

fn on_zero((low, high): (f64, f64)) -> (f64, f64) {
    let (low, high) = (low.min(0.0), high.max(0.0));
    if low == high {
        return (0.0, 1.0);
    }
    let margin = (high - low) * MARGIN;
    (if low < 0.0 { low - margin } else { 0.0 }, if high > 0.0 { high + margin } else { 0.0 })
}
