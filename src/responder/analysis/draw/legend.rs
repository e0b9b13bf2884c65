//! The legend: a light box in the corner where it hides least.

use super::axes::Frame;
use super::canvas::{Canvas, Ink, Spot};
use super::text::{Level, Pen, Side, Style};
use super::{Body, POINT, Series, TEXT, colour};

/// Most entries: as many as the frame has room for.
const MOST_ENTRIES: usize = 20;
/// Widest label before it is cut.
const WIDEST: f32 = 320.0;
/// Radius of the box's corners.
const ROUND: f32 = 2.8;

/// Draws the legend of a body with named series.
pub fn draw(canvas: &mut Canvas, pen: &Pen, frame: &Frame, body: &Body) {
    let names: Vec<&str> = match body {
        Body::Lines(_, series) | Body::Dots(_, series) => series.iter().map(|s| s.label.as_str()).collect(),
        Body::Bars(_, groups) => groups.iter().map(|(name, _)| name.as_str()).collect(),
        Body::Histogram(..) | Body::Pie(_) => return,
    };
    let names: Vec<String> = names.iter().take(MOST_ENTRIES).map(|name| pen.fit(name, TEXT, WIDEST)).collect();
    let handle = 2.0 * TEXT;
    let longest = names.iter().map(|name| pen.width(name, TEXT)).fold(0.0, f32::max);
    let row = TEXT * 1.47;
    let size = (handle + 1.6 * TEXT + longest, row * names.len() as f32 + 0.45 * TEXT);
    let (left, top) = best_corner(frame, size, &covered(frame, body));
    panel(canvas, (left, top), size);
    for (index, name) in names.iter().enumerate() {
        let middle = (top + 0.22 * TEXT + row * (index as f32 + 0.5)).round();
        let from = left + 0.4 * TEXT;
        sample(canvas, body, (from, middle), handle, colour(index));
        let spot = (from + handle + 0.8 * TEXT, middle);
        pen.write(canvas, name, spot, Style::flat(TEXT, Side::Left, Level::Centre), Ink::BLACK);
    }
}

fn sample(canvas: &mut Canvas, body: &Body, (x, y): Spot, width: f32, ink: Ink) {
    match body {
        Body::Lines(..) => canvas.stroke(&[(x, y), (x + width, y)], 1.5 * POINT, ink),
        Body::Dots(..) => canvas.disc((x + width / 2.0, y), 3.0 * POINT, ink),
        Body::Bars(..) | Body::Histogram(..) | Body::Pie(_) => {
            let half = 0.35 * TEXT;
            canvas.polygon(&[(x, y - half), (x + width, y - half), (x + width, y + half), (x, y + half)], ink);
        }
    }
}

fn panel(canvas: &mut Canvas, (left, top): Spot, (width, height): Spot) {
    let (left, top) = (left.round() + 0.5, top.round() + 0.5);
    let (right, bottom) = (left + width.round(), top + height.round());
    let mut rim = Vec::new();
    for (x, y, start) in [
        (right - ROUND, top + ROUND, 270.0_f32),
        (right - ROUND, bottom - ROUND, 0.0),
        (left + ROUND, bottom - ROUND, 90.0),
        (left + ROUND, top + ROUND, 180.0),
    ] {
        for step in 0..=4_u8 {
            let (sin, cos) = (start + f32::from(step) * 22.5).to_radians().sin_cos();
            rim.push((x + ROUND * cos, y + ROUND * sin));
        }
    }
    canvas.polygon(&rim, Ink::WHITE.thinned(0.8));
    rim.extend(rim.first().copied());
    canvas.stroke(&rim, 1.0, Ink::of(0xcc_cccc).thinned(0.8));
}

/// Spots that marks lie on.
fn covered(frame: &Frame, body: &Body) -> Vec<Spot> {
    match body {
        Body::Lines(_, series) | Body::Dots(_, series) => {
            let joined = matches!(body, Body::Lines(..));
            series.iter().flat_map(|one| along(frame, one, joined)).collect()
        }
        Body::Bars(super::Places::Names(_), groups) => {
            let bars = groups.iter().flat_map(|(_, heights)| heights.iter().enumerate());
            bars.flat_map(|(place, height)| column(frame, place as f64, *height)).collect()
        }
        Body::Bars(super::Places::Numbers(at, _), groups) => {
            let bars = groups.iter().flat_map(|(_, heights)| at.iter().zip(heights));
            bars.flat_map(|(place, height)| column(frame, *place, *height)).collect()
        }
        Body::Histogram(..) | Body::Pie(_) => Vec::new(),
    }
}

fn column(frame: &Frame, at: f64, height: Option<f64>) -> Vec<Spot> {
    let height = height.unwrap_or(0.0);
    (0..=8).map(|n| frame.at(at, height * f64::from(n) / 8.0)).collect()
}

fn along(frame: &Frame, series: &Series, joined: bool) -> Vec<Spot> {
    let spots: Vec<Spot> = series.points.iter().filter_map(|&(x, y)| Some(frame.at(x, y?))).collect();
    if !joined {
        return spots;
    }
    let between = spots.windows(2).flat_map(|pair| {
        let steps = ((pair[1].0 - pair[0].0).hypot(pair[1].1 - pair[0].1) / 12.0).clamp(1.0, 60.0) as u16;
        let (a, b) = (pair[0], pair[1]);
        (0..steps).map(move |n| {
            let share = f32::from(n) / f32::from(steps);
            (a.0 + (b.0 - a.0) * share, a.1 + (b.1 - a.1) * share)
        })
    });
    let mut all: Vec<Spot> = between.collect();
    all.extend(spots.last());
    all
}

/// The corner, or middle of a side, where the box covers the fewest marks.
fn best_corner(frame: &Frame, (width, height): Spot, covered: &[Spot]) -> Spot {
    let area = frame.inside();
    let gap = 0.5 * TEXT;
    let (left, right) = (area.left as f32 + gap, area.right as f32 - gap - width);
    let (top, bottom) = (area.top as f32 + gap, area.bottom as f32 - gap - height);
    let (centre, middle) = ((left + right) / 2.0, (top + bottom) / 2.0);
    let corners = [
        (right, top),
        (left, top),
        (left, bottom),
        (right, bottom),
        (right, middle),
        (left, middle),
        (centre, bottom),
        (centre, top),
        (centre, middle),
    ];
    let hidden = |&(x, y): &Spot| {
        let inside = |s: &&Spot| s.0 > x - 3.0 && s.0 < x + width + 3.0 && s.1 > y - 3.0 && s.1 < y + height + 3.0;
        covered.iter().filter(inside).count()
    };
    corners.into_iter().min_by_key(|corner| hidden(corner)).unwrap_or((right, top))
}
