//! Outlines to be filled, and the pieces of strokes.

use super::canvas::Spot;
use ab_glyph_rasterizer::{Rasterizer, point};

/// One piece of an outline.
#[derive(Debug, Clone, Copy)]
pub enum Edge {
    /// Straight.
    Line(Spot, Spot),
    /// A quadratic curve: start, control, end.
    Quad(Spot, Spot, Spot),
    /// A cubic curve: start, two controls, end.
    Cubic(Spot, Spot, Spot, Spot),
}

impl Edge {
    /// The points that it is made of.
    pub fn spots(self) -> Vec<Spot> {
        match self {
            Self::Line(a, b) => vec![a, b],
            Self::Quad(a, b, c) => vec![a, b, c],
            Self::Cubic(a, b, c, d) => vec![a, b, c, d],
        }
    }

    /// Draws it, moved so that the origin is the upper left corner.
    pub fn trace(self, raster: &mut Rasterizer, origin: Spot) {
        let at = |(x, y): Spot| point(x - origin.0, y - origin.1);
        match self {
            Self::Line(a, b) => raster.draw_line(at(a), at(b)),
            Self::Quad(a, b, c) => raster.draw_quad(at(a), at(b), at(c)),
            Self::Cubic(a, b, c, d) => raster.draw_cubic(at(a), at(b), at(c), at(d)),
        }
    }
}

/// A straight piece of a stroke, made ready to be measured against.
pub struct Segment {
    start: Spot,
    along: Spot,
    square: f32,
}

impl Segment {
    /// The piece from one spot to another.
    pub fn new(a: Spot, b: Spot) -> Self {
        let along = (b.0 - a.0, b.1 - a.1);
        Self { start: a, along, square: along.0 * along.0 + along.1 * along.1 }
    }

    /// How far a spot is from it.
    pub fn distance(&self, (x, y): Spot) -> f32 {
        let (dx, dy) = (x - self.start.0, y - self.start.1);
        let share = if self.square > 0.0 {
            ((dx * self.along.0 + dy * self.along.1) / self.square).clamp(0.0, 1.0)
        } else {
            0.0
        };
        (dx - share * self.along.0).hypot(dy - share * self.along.1)
    }
}
