//! A sheet of pixels and the few marks a chart is made of.
//!
//! Positions are fractions of a pixel and every edge is smoothed by the share of the pixel it covers, so that a
//! slow curve stays a curve. Nothing here knows of data, axes or fonts.

use super::outline::{Edge, Segment};
use ab_glyph_rasterizer::Rasterizer;

/// A place on the sheet, in pixels from its upper left corner.
pub type Spot = (f32, f32);

/// A colour, and how much of it reaches the paper.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ink {
    /// Red, green, blue.
    pub rgb: [u8; 3],
    /// 1 covers, 0 leaves the paper as it was.
    pub alpha: f32,
}

impl Ink {
    /// Black, for text and frames.
    pub const BLACK: Self = Self::of(0x00_0000);
    /// White, the paper.
    pub const WHITE: Self = Self::of(0xff_ffff);

    /// A covering colour from its hexadecimal form.
    pub const fn of(hex: u32) -> Self {
        let [_, r, g, b] = hex.to_be_bytes();
        Self { rgb: [r, g, b], alpha: 1.0 }
    }

    /// The same colour, thinner.
    pub const fn thinned(self, alpha: f32) -> Self {
        Self { rgb: self.rgb, alpha }
    }
}

/// A rectangle of whole pixels; right and bottom are the first ones outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Area {
    /// First column inside.
    pub left: i32,
    /// First row inside.
    pub top: i32,
    /// First column outside.
    pub right: i32,
    /// First row outside.
    pub bottom: i32,
}

impl Area {
    /// An area by its four edges.
    pub const fn new(left: i32, top: i32, right: i32, bottom: i32) -> Self {
        Self { left, top, right, bottom }
    }

    fn meet(self, other: Self) -> Self {
        Self {
            left: self.left.max(other.left),
            top: self.top.max(other.top),
            right: self.right.min(other.right),
            bottom: self.bottom.min(other.bottom),
        }
    }

    /// The smallest area of whole pixels around some spots, grown by a margin.
    fn around(spots: &[Spot], margin: f32) -> Self {
        let mut area = Self { left: i32::MAX, top: i32::MAX, right: i32::MIN, bottom: i32::MIN };
        for &(x, y) in spots {
            area.left = area.left.min((x - margin).floor() as i32);
            area.top = area.top.min((y - margin).floor() as i32);
            area.right = area.right.max(((x + margin).ceil() as i32).saturating_add(1));
            area.bottom = area.bottom.max(((y + margin).ceil() as i32).saturating_add(1));
        }
        area
    }

    fn size(self) -> Option<(usize, usize)> {
        let (w, h) = (self.right.checked_sub(self.left)?, self.bottom.checked_sub(self.top)?);
        (w > 0 && h > 0).then_some((w as usize, h as usize))
    }
}

/// The sheet.
pub struct Canvas {
    width: usize,
    height: usize,
    pixels: Vec<u8>,
    clip: Area,
}

impl Canvas {
    /// A white sheet.
    pub fn new(width: usize, height: usize) -> Self {
        let clip = Area { left: 0, top: 0, right: width as i32, bottom: height as i32 };
        Self { width, height, pixels: vec![255; width * height * 3], clip }
    }

    /// Keeps later marks inside an area; `None` gives the whole sheet back.
    pub fn clip(&mut self, area: Option<Area>) {
        let sheet = Area { left: 0, top: 0, right: self.width as i32, bottom: self.height as i32 };
        self.clip = area.map_or(sheet, |a| a.meet(sheet));
    }

    /// The rows of the sheet as bytes: red, green, blue of each pixel in turn.
    pub fn pixels(&self) -> &[u8] {
        &self.pixels
    }

    /// Width and height in pixels.
    pub fn size(&self) -> (usize, usize) {
        (self.width, self.height)
    }

    fn blend(&mut self, x: i32, y: i32, ink: Ink, cover: f32) {
        let share = cover * ink.alpha;
        if share <= 0.0 {
            return;
        }
        let at = (y as usize * self.width + x as usize) * 3;
        for (pixel, colour) in self.pixels[at..at + 3].iter_mut().zip(ink.rgb) {
            let (old, new) = (f32::from(*pixel), f32::from(colour));
            *pixel = (old + (new - old) * share).round() as u8;
        }
    }

    /// Fills whole pixels: bars, frames and grid lines, which must be crisp.
    pub fn fill(&mut self, area: Area, ink: Ink) {
        let area = area.meet(self.clip);
        for y in area.top..area.bottom {
            for x in area.left..area.right {
                self.blend(x, y, ink, 1.0);
            }
        }
    }

    /// Draws a line through the spots with round joints.
    ///
    /// The whole stroke is gathered in one mask first: a pixel that two segments share is inked once.
    pub fn stroke(&mut self, spots: &[Spot], width: f32, ink: Ink) {
        let half = width / 2.0;
        let area = Area::around(spots, half + 1.0).meet(self.clip);
        let Some((columns, rows)) = area.size() else {
            return;
        };
        let mut mask = vec![0.0_f32; columns * rows];
        for pair in spots.windows(2) {
            let reach = Area::around(pair, half + 1.0).meet(area);
            let segment = Segment::new(pair[0], pair[1]);
            for y in reach.top..reach.bottom {
                let start = (y - area.top) as usize * columns;
                for x in reach.left..reach.right {
                    let far = segment.distance((x as f32 + 0.5, y as f32 + 0.5));
                    let cover = (half + 0.5 - far).clamp(0.0, 1.0);
                    let cell = &mut mask[start + (x - area.left) as usize];
                    *cell = cell.max(cover);
                }
            }
        }
        self.press(&mask, columns, area, ink);
    }

    /// A filled circle.
    pub fn disc(&mut self, centre: Spot, radius: f32, ink: Ink) {
        let area = Area::around(&[centre], radius + 1.0).meet(self.clip);
        for y in area.top..area.bottom {
            for x in area.left..area.right {
                let far = (x as f32 + 0.5 - centre.0).hypot(y as f32 + 0.5 - centre.1);
                self.blend(x, y, ink, (radius + 0.5 - far).clamp(0.0, 1.0));
            }
        }
    }

    /// A filled shape.
    pub fn polygon(&mut self, spots: &[Spot], ink: Ink) {
        let closing = spots.last().into_iter().chain(spots);
        let lines: Vec<_> = closing.zip(spots).map(|(&a, &b)| Edge::Line(a, b)).collect();
        self.outline(&lines, ink);
    }

    /// Fills the shape whose outline the edges are.
    pub fn outline(&mut self, edges: &[Edge], ink: Ink) {
        let spots: Vec<Spot> = edges.iter().flat_map(|edge| edge.spots()).collect();
        let whole = Area::around(&spots, 1.0);
        let Some((columns, rows)) = whole.size() else {
            return;
        };
        if columns > self.width * 4 || rows > self.height * 4 {
            return; // nothing a chart needs is so large: a bound on memory
        }
        let origin = (whole.left as f32, whole.top as f32);
        let mut raster = Rasterizer::new(columns, rows);
        for edge in edges {
            edge.trace(&mut raster, origin);
        }
        let clip = self.clip;
        raster.for_each_pixel_2d(|x, y, cover| {
            let (x, y) = (whole.left + x as i32, whole.top + y as i32);
            if x >= clip.left && x < clip.right && y >= clip.top && y < clip.bottom {
                self.blend(x, y, ink, cover.min(1.0));
            }
        });
    }

    fn press(&mut self, mask: &[f32], columns: usize, area: Area, ink: Ink) {
        for (y, row) in (area.top..).zip(mask.chunks(columns)) {
            for (x, &cover) in (area.left..).zip(row) {
                self.blend(x, y, ink, cover);
            }
        }
    }
}

#[cfg(test)]
#[path = "canvas_tests.rs"]
mod tests;
