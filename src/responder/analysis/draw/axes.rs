//! The frame of a chart: limits and margins, ticks with their labels, grid, title and axis names.

use super::canvas::{Area, Canvas, Ink, Spot};
use super::layout::limits;
use super::text::Pen;
use super::ticks::{Ticks, ticks};
use super::{Body, Figure, HEIGHT, POINT, Places, Scale, TEXT, WIDTH};

/// Length of a tick, outward.
pub const TICK: f32 = 3.5 * POINT;

/// Space between a tick and its label.
pub const PAD: f32 = 3.5 * POINT;

/// Space kept free at the rim of the picture.
pub const RIM: f32 = 14.0;

/// Most of the height that turned names below the bars may take.
const MOST_BELOW: f32 = 150.0;

/// The frame and what its edges stand for.
pub struct Frame {
    /// Left edge in pixels.
    pub left: f32,
    /// Top edge.
    pub top: f32,
    /// Right edge.
    pub right: f32,
    /// Bottom edge.
    pub bottom: f32,
    /// Values at the left and right edge.
    x: (f64, f64),
    /// Values at the bottom and top edge.
    y: (f64, f64),
    /// Marks of the x axis.
    pub x_ticks: Ticks,
    /// Marks of the y axis.
    pub y_ticks: Ticks,
    /// Degrees by which the labels of the x axis are turned.
    pub turn: f32,
}

impl Frame {
    /// Chooses limits and margins for a figure.
    pub fn lay_out(pen: &Pen, figure: &Figure) -> Self {
        let (x, y) = limits(&figure.body);
        let mut frame = Self {
            left: 0.125 * WIDTH as f32,
            top: 0.12 * HEIGHT as f32,
            right: 0.9 * WIDTH as f32,
            bottom: 0.89 * HEIGHT as f32,
            x,
            y,
            x_ticks: Ticks::default(),
            y_ticks: ticks(y.0, y.1, Scale::Number),
            turn: 0.0,
        };
        let widest = widest(pen, &frame.y_ticks);
        frame.left = frame.left.max(RIM + TEXT + 4.0 * POINT + widest + PAD + TICK).round();
        match &figure.body {
            Body::Lines(scale, _) | Body::Dots(scale, _) | Body::Bars(Places::Numbers(_, scale), _) => {
                frame.x_ticks = ticks(x.0, x.1, *scale);
            }
            Body::Histogram(..) => frame.x_ticks = ticks(x.0, x.1, Scale::Number),
            Body::Bars(Places::Names(names), _) => frame.name_places(pen, names),
            Body::Pie(_) => {}
        }
        frame.thin_x(pen);
        frame
    }

    /// Labels below bars: level where they fit, else at 45 degrees, else upright, and thinned where even that is
    /// too dense.
    fn name_places(&mut self, pen: &Pen, names: &[String]) {
        let room = (self.right - self.left) / names.len().max(1) as f32;
        let longest = names.iter().map(|n| pen.width(n, TEXT)).fold(0.0, f32::max);
        let (turn, line) = if longest + 8.0 <= room {
            (0.0, longest)
        } else if room >= 26.0 {
            (45.0, TEXT)
        } else {
            (90.0, TEXT)
        };
        self.turn = turn;
        let every = if turn == 0.0 { 1 } else { ((line + 3.0) / room).ceil().max(1.0) as usize };
        let allowed = if turn == 45.0 { MOST_BELOW * 1.41 } else { MOST_BELOW };
        let allowed = if turn == 0.0 { room } else { allowed };
        let labels = names.iter().enumerate().step_by(every);
        self.x_ticks.marks = labels.map(|(at, name)| (at as f64, pen.fit(name, TEXT, allowed))).collect();
        let length = widest(pen, &self.x_ticks);
        let below = match turn {
            0.0 => TEXT,
            45.0 => (length + TEXT) * 0.7072,
            _ => length,
        };
        let needed = TICK + PAD + below + 4.0 * POINT + TEXT + RIM;
        self.bottom = self.bottom.min(HEIGHT as f32 - needed).round();
        if turn == 45.0 {
            // The first name reaches out to the left of its bar.
            let reach = self.x_ticks.marks.first().map_or(0.0, |(_, n)| pen.width(n, TEXT) * 0.7072);
            self.left = self.left.max(reach + RIM - room / 2.0).round();
        }
    }

    /// Takes away every other label until level ones no longer touch.
    fn thin_x(&mut self, pen: &Pen) {
        while self.turn == 0.0 && self.x_ticks.marks.len() > 1 {
            let half = |mark: &(f64, String)| pen.width(&mark.1, TEXT) / 2.0 + 4.0;
            let touch = self.x_ticks.marks.windows(2);
            let touch = touch.map(|p| self.at_x(p[1].0) - half(&p[1]) < self.at_x(p[0].0) + half(&p[0]));
            if !touch.into_iter().any(|t| t) {
                break;
            }
            let mut keep = false;
            self.x_ticks.marks.retain(|_| {
                keep = !keep;
                keep
            });
        }
    }

    /// Where a number of the x axis lies, in pixels.
    pub fn at_x(&self, value: f64) -> f32 {
        self.left + ((value - self.x.0) / (self.x.1 - self.x.0)) as f32 * (self.right - self.left)
    }

    /// Where a number of the y axis lies, in pixels.
    pub fn at_y(&self, value: f64) -> f32 {
        self.bottom - ((value - self.y.0) / (self.y.1 - self.y.0)) as f32 * (self.bottom - self.top)
    }

    /// Where a point lies, in pixels.
    pub fn at(&self, x: f64, y: f64) -> Spot {
        (self.at_x(x), self.at_y(y))
    }

    /// The pixels inside the frame.
    pub fn inside(&self) -> Area {
        Area { left: self.left as i32, top: self.top as i32, right: self.right as i32, bottom: self.bottom as i32 }
    }

    /// Draws the grid that lies behind the marks.
    pub fn grid(&self, canvas: &mut Canvas) {
        let ink = Ink::of(0xb0_b0b0);
        let area = self.inside();
        for (value, _) in &self.x_ticks.marks {
            let x = self.at_x(*value).floor() as i32;
            canvas.fill(Area { left: x, right: x + 1, ..area }, ink);
        }
        for (value, _) in &self.y_ticks.marks {
            let y = self.at_y(*value).floor() as i32;
            canvas.fill(Area { top: y, bottom: y + 1, ..area }, ink);
        }
    }
}

/// The width of the widest label.
pub fn widest(pen: &Pen, ticks: &Ticks) -> f32 {
    ticks.marks.iter().map(|(_, label)| pen.width(label, TEXT)).fold(0.0, f32::max)
}

/// Whether names are too long to stand level below bars, in a frame of the usual width.
pub fn turned(pen: &Pen, names: &[String]) -> bool {
    let room = 0.775 * WIDTH as f32 / names.len().max(1) as f32;
    names.iter().any(|name| pen.width(name, TEXT) + 8.0 > room)
}
