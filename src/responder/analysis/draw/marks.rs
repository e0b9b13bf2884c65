//! The marks inside the frame: lines, dots and bars.

use super::axes::Frame;
use super::canvas::{Area, Canvas, Ink, Spot};
use super::{Body, POINT, Places, Series, colour};

/// Width of a line: one and a half points.
const LINE: f32 = 1.5 * POINT;
/// Radius of a dot: half of six points.
const DOT: f32 = 3.0 * POINT;
/// Share of its place that a bar, or a group of bars, fills.
const FILLED: f64 = 0.8;
/// Points of one line that are drawn: twice the pixels of the axis. More cannot be seen, only paid for.
const MOST_POINTS: usize = 2000;
/// Dots of one series that are drawn; beyond it every n-th is taken.
const MOST_DOTS: usize = 5000;

/// Draws the marks of a body.
pub fn draw(canvas: &mut Canvas, frame: &Frame, body: &Body) {
    match body {
        Body::Lines(_, series) => {
            for (index, one) in series.iter().enumerate() {
                line(canvas, frame, one, colour(index));
            }
        }
        Body::Dots(_, series) => {
            for (index, one) in series.iter().enumerate() {
                dots(canvas, frame, one, colour(index));
            }
        }
        Body::Bars(places, groups) => bars(canvas, frame, places, groups),
        Body::Histogram(edges, counts) => histogram(canvas, frame, edges, counts),
        Body::Pie(_) => {}
    }
}

fn line(canvas: &mut Canvas, frame: &Frame, series: &Series, ink: Ink) {
    for run in series.points.split(|(_, y)| y.is_none()) {
        let run: Vec<(f64, f64)> = run.iter().filter_map(|&(x, y)| Some((x, y?))).collect();
        let spots: Vec<Spot> = thinned(&run).into_iter().map(|(x, y)| frame.at(x, y)).collect();
        match spots[..] {
            [] => {}
            // One point alone would be an invisible line.
            [only] => canvas.disc(only, LINE, ink),
            _ => canvas.stroke(&spots, LINE, ink),
        }
    }
}

/// The lowest and highest point of each stretch, so that a dense line keeps its outline.
fn thinned(run: &[(f64, f64)]) -> Vec<(f64, f64)> {
    if run.len() <= MOST_POINTS {
        return run.to_vec();
    }
    let stretch = run.len().div_ceil(MOST_POINTS / 2);
    let ends = run.chunks(stretch).flat_map(|chunk| {
        let low = (0..chunk.len()).min_by(|&a, &b| chunk[a].1.total_cmp(&chunk[b].1)).unwrap_or(0);
        let high = (0..chunk.len()).max_by(|&a, &b| chunk[a].1.total_cmp(&chunk[b].1)).unwrap_or(0);
        [chunk[low.min(high)], chunk[low.max(high)]]
    });
    ends.collect()
}

fn dots(canvas: &mut Canvas, frame: &Frame, series: &Series, ink: Ink) {
    let every = series.points.len().div_ceil(MOST_DOTS).max(1);
    for (x, y) in series.points.iter().step_by(every) {
        if let Some(y) = y {
            canvas.disc(frame.at(*x, *y), DOT, ink);
        }
    }
}

/// The distance of neighbouring bars: the smallest between two of them.
pub fn pitch(at: &[f64]) -> f64 {
    let mut sorted = at.to_vec();
    sorted.sort_by(f64::total_cmp);
    let gaps = sorted.windows(2).map(|p| p[1] - p[0]).filter(|gap| *gap > 0.0);
    let least = gaps.fold(f64::INFINITY, f64::min);
    if least.is_finite() { least } else { 1.0 }
}

fn bars(canvas: &mut Canvas, frame: &Frame, places: &Places, groups: &[(String, Vec<Option<f64>>)]) {
    let (at, pitch) = match places {
        Places::Names(names) => ((0..names.len()).map(|n| n as f64).collect(), 1.0),
        Places::Numbers(at, _) => (at.clone(), pitch(at)),
    };
    let width = pitch * FILLED / groups.len().max(1) as f64;
    for (index, (_, heights)) in groups.iter().enumerate() {
        let offset = width * (index as f64 - groups.len() as f64 / 2.0);
        for (centre, height) in at.iter().zip(heights) {
            if let Some(height) = height {
                bar(canvas, frame, (centre + offset, centre + offset + width), *height, colour(index));
            }
        }
    }
}

fn bar(canvas: &mut Canvas, frame: &Frame, (from, to): (f64, f64), height: f64, ink: Ink) {
    let (left, right) = (frame.at_x(from).round() as i32, frame.at_x(to).round() as i32);
    let (a, b) = (frame.at_y(height).round() as i32, frame.at_y(0.0).round() as i32);
    canvas.fill(Area { left, top: a.min(b), right: right.max(left.saturating_add(1)), bottom: a.max(b) }, ink);
}

fn histogram(canvas: &mut Canvas, frame: &Frame, edges: &[f64], counts: &[usize]) {
    for (pair, &count) in edges.windows(2).zip(counts) {
        let (left, right) = (frame.at_x(pair[0]).round() as i32, frame.at_x(pair[1]).round() as i32);
        let (top, bottom) = (frame.at_y(count as f64).round() as i32, frame.at_y(0.0).round() as i32);
        canvas.fill(Area { left, top, right, bottom }, colour(0));
        // A thin black edge, as `edgecolor='black'` gives.
        for (l, t, r, b) in
            [(left, top, left + 1, bottom), (right, top, right + 1, bottom), (left, top, right + 1, top + 1)]
        {
            canvas.fill(Area { left: l, top: t, right: r, bottom: b }, Ink::BLACK);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thinning_keeps_the_peaks() {
        let mut run: Vec<(f64, f64)> = (0..50_000).map(|n| (f64::from(n), 0.0)).collect();
        run[31_234].1 = 9.0;
        run[777].1 = -9.0;
        let thin = thinned(&run);
        assert!(thin.len() <= MOST_POINTS + 2);
        assert!(thin.contains(&(31_234.0, 9.0)) && thin.contains(&(777.0, -9.0)));
    }

    #[test]
    fn bars_keep_their_distance() {
        assert_eq!(pitch(&[2000.0, 2010.0, 2005.0]), 5.0);
        assert_eq!(pitch(&[7.0]), 1.0);
        assert_eq!(pitch(&[]), 1.0);
    }
}
