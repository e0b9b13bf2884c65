//! Text in DejaVu Sans, the face of the library whose look is followed, embedded in the program.
//!
//! The file is a subset (Latin, Greek, Cyrillic, sub- and superscripts, punctuation, arrows, common mathematics); a
//! character outside it is drawn as the font's own empty box.

use super::canvas::{Canvas, Ink, Spot};
use super::outline::Edge;
use ttf_parser::{Face, OutlineBuilder};

const FONT: &[u8] = include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/assets/DejaVuSans-subset.ttf"));

/// Share of the size by which capitals and digits rise above the line: what the eye centres on.
const CAPITAL_HEIGHT: f32 = 0.729;

/// Which point of a text stands at the given spot, from left to right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Its left end.
    Left,
    /// Its middle.
    Middle,
    /// Its right end.
    Right,
}

/// Which height of a text stands at the given spot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// The line it is written on.
    Baseline,
    /// Half the height of its capitals.
    Centre,
    /// The top of its capitals.
    Top,
}

/// The pen for text.
pub struct Pen {
    face: Face<'static>,
}

/// How one text is to be written.
#[derive(Debug, Clone, Copy)]
pub struct Style {
    /// Size of the letters in pixels (ten points are 13.9).
    pub size: f32,
    /// Horizontal anchor.
    pub side: Side,
    /// Vertical anchor.
    pub level: Level,
    /// Degrees, counted against the clock.
    pub angle: f32,
}

impl Style {
    /// Level text of a size.
    pub fn flat(size: f32, side: Side, level: Level) -> Self {
        Self { size, side, level, angle: 0.0 }
    }
}

impl Pen {
    /// Reads the embedded font.
    pub fn new() -> Self {
        Self { face: Face::parse(FONT, 0).expect("the embedded font is part of the program and is tested") }
    }

    /// How wide a text is.
    pub fn width(&self, text: &str, size: f32) -> f32 {
        text.chars().map(|c| self.advance(c, size)).sum()
    }

    /// The text, cut with an ellipsis where it is wider than allowed.
    pub fn fit(&self, text: &str, size: f32, allowed: f32) -> String {
        if self.width(text, size) <= allowed {
            return text.to_owned();
        }
        let mut room = allowed - self.width("…", size);
        let kept = text.chars().take_while(|&c| {
            room -= self.advance(c, size);
            room >= 0.0
        });
        let kept: String = kept.collect();
        format!("{}…", kept.trim_end())
    }

    /// Writes a text with its anchor at a spot.
    pub fn write(&self, canvas: &mut Canvas, text: &str, at: Spot, style: Style, ink: Ink) {
        let scale = self.scale(style.size);
        let back = match style.side {
            Side::Left => 0.0,
            Side::Middle => self.width(text, style.size) / 2.0,
            Side::Right => self.width(text, style.size),
        };
        let drop = match style.level {
            Level::Baseline => 0.0,
            Level::Centre => style.size * CAPITAL_HEIGHT / 2.0,
            Level::Top => style.size * CAPITAL_HEIGHT,
        };
        // Level text starts on a whole pixel: its stems and feet come out crisp.
        let (anchor, shift) = if style.angle == 0.0 {
            (((at.0 - back).round(), (at.1 + drop).round()), (0.0, 0.0))
        } else {
            (at, (-back, drop))
        };
        let (sin, cos) = style.angle.to_radians().sin_cos();
        let mut trace =
            Trace { scale, pen: 0.0, shift, anchor, sin, cos, first: (0.0, 0.0), last: (0.0, 0.0), edges: Vec::new() };
        for c in text.chars() {
            if let Some(glyph) = self.face.glyph_index(c) {
                self.face.outline_glyph(glyph, &mut trace);
            } else {
                self.face.outline_glyph(ttf_parser::GlyphId(0), &mut trace);
            }
            trace.pen += self.advance(c, style.size);
        }
        canvas.outline(&trace.edges, ink);
    }

    fn scale(&self, size: f32) -> f32 {
        size / f32::from(self.face.units_per_em())
    }

    fn advance(&self, c: char, size: f32) -> f32 {
        let glyph = self.face.glyph_index(c).unwrap_or(ttf_parser::GlyphId(0));
        self.face.glyph_hor_advance(glyph).map_or(0.0, f32::from) * self.scale(size)
    }
}

/// Gathers the outlines of glyphs, put in their place and turned.
struct Trace {
    scale: f32,
    pen: f32,
    shift: Spot,
    anchor: Spot,
    sin: f32,
    cos: f32,
    first: Spot,
    last: Spot,
    edges: Vec<Edge>,
}

impl Trace {
    fn place(&self, x: f32, y: f32) -> Spot {
        let (x, y) = (x * self.scale + self.pen + self.shift.0, self.shift.1 - y * self.scale);
        (self.anchor.0 + x * self.cos + y * self.sin, self.anchor.1 - x * self.sin + y * self.cos)
    }
}

impl OutlineBuilder for Trace {
    fn move_to(&mut self, x: f32, y: f32) {
        self.first = self.place(x, y);
        self.last = self.first;
    }

    fn line_to(&mut self, x: f32, y: f32) {
        let to = self.place(x, y);
        self.edges.push(Edge::Line(self.last, to));
        self.last = to;
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        let (control, to) = (self.place(x1, y1), self.place(x, y));
        self.edges.push(Edge::Quad(self.last, control, to));
        self.last = to;
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        let (one, two, to) = (self.place(x1, y1), self.place(x2, y2), self.place(x, y));
        self.edges.push(Edge::Cubic(self.last, one, two, to));
        self.last = to;
    }

    fn close(&mut self) {
        self.edges.push(Edge::Line(self.last, self.first));
        self.last = self.first;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_subset_has_the_characters_data_is_labelled_with() {
        let pen = Pen::new();
        for c in "AZaz09 ₀₂₉ ⁰²⁹ éßøœŁ αΩ ЖяЇ €£¥ °%‰ –—“”‘’… → ≤≥ ± × √ ∞ µ − ·".chars()
        {
            assert!(pen.face.glyph_index(c).is_some(), "{c:?} is missing");
        }
    }

    #[test]
    fn long_text_is_cut_to_fit() {
        let pen = Pen::new();
        let cut = pen.fit("a rather long label of a column", 14.0, 80.0);
        assert!(cut.ends_with('…') && pen.width(&cut, 14.0) <= 80.0);
        assert_eq!(pen.fit("short", 14.0, 80.0), "short");
        assert_eq!(pen.fit("anything", 14.0, 0.0), "…");
    }

    #[test]
    fn unknown_characters_are_drawn_as_boxes() {
        let mut canvas = Canvas::new(60, 30);
        Pen::new().write(
            &mut canvas,
            "漢\u{0}",
            (5.0, 20.0),
            Style::flat(14.0, Side::Left, Level::Baseline),
            Ink::BLACK,
        );
        assert!(canvas.pixels().iter().any(|&p| p < 128));
    }
}
