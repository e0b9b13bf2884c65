//! Draws a chart as PNG in the look of matplotlib's defaults: figure 10 by 6 inches at 100 dots an inch, tab10 colours,
//! thin black frame, outward ticks, DejaVu Sans.
//!
//! ```text
//! Figure -> axes (limits, margins, ticks) -> marks (lines, dots, bars, wedges) -> legend -> PNG
//! ```
//!
//! A canvas of its own rather than a plotting library: libraries round data to whole pixels, which makes smooth
//! curves tremble, and turn text by right angles only, which names under bars need otherwise.
//! Nothing here reads files or decides what to show.

use super::table::calendar;

mod axes;
mod canvas;
mod labels;
mod layout;
mod legend;
mod marks;
mod outline;
mod pie;
mod text;
mod ticks;

use canvas::{Canvas, Ink};
use text::{Level, Pen, Side, Style};

/// Width of every chart in pixels (10 inches at 100 dots).
pub const WIDTH: usize = 1000;
/// Height of every chart in pixels (6 inches at 100 dots).
pub const HEIGHT: usize = 600;

/// One point of typography (1/72 inch) in pixels.
const POINT: f32 = 100.0 / 72.0;
/// Size of ordinary text.
const TEXT: f32 = 10.0 * POINT;
/// Size of the title.
const TITLE: f32 = 12.0 * POINT;

/// The ten colours of the tab10 cycle.
pub const TAB10: [u32; 10] =
    [0x1f77b4, 0xff7f0e, 0x2ca02c, 0xd62728, 0x9467bd, 0x8c564b, 0xe377c2, 0x7f7f7f, 0xbcbd22, 0x17becf];

fn colour(index: usize) -> Ink {
    Ink::of(TAB10[index % TAB10.len()])
}

/// What the numbers of an axis are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scale {
    /// Plain numbers.
    Number,
    /// Calendar years, marked at whole years.
    Year,
    /// Days since 1 January 1970, marked as dates.
    Date,
}

/// One set of points in one colour.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// Its name in the legend.
    pub label: String,
    /// Points in drawing order; a missing height breaks a line.
    pub points: Vec<(f64, Option<f64>)>,
}

/// Where bars stand.
#[derive(Debug, Clone, PartialEq)]
pub enum Places {
    /// Side by side, one for each name.
    Names(Vec<String>),
    /// At numbers, such as years.
    Numbers(Vec<f64>, Scale),
}

/// What is drawn inside the frame.
#[derive(Debug, Clone, PartialEq)]
pub enum Body {
    /// Lines through points.
    Lines(Scale, Vec<Series>),
    /// Points alone.
    Dots(Scale, Vec<Series>),
    /// Bars; every group has one height a place.
    Bars(Places, Vec<(String, Vec<Option<f64>>)>),
    /// Bars that touch: the edges, one more than the counts.
    Histogram(Vec<f64>, Vec<usize>),
    /// Shares of a circle.
    Pie(Vec<(String, f64)>),
}

/// A chart, ready to be drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// Above the frame.
    pub title: String,
    /// Below the frame.
    pub x_label: String,
    /// Left of the frame, turned.
    pub y_label: String,
    /// Whether a grid lies behind the marks.
    pub grid: bool,
    /// Whether a legend names the series.
    pub legend: bool,
    /// The marks.
    pub body: Body,
}

impl Figure {
    /// Whether names below bars are too many or too long to stand level.
    pub fn turns_names(&self) -> bool {
        matches!(&self.body, Body::Bars(Places::Names(names), _) if axes::turned(&Pen::new(), names))
    }
}

/// The chart as the bytes of a PNG file.
pub fn png(figure: &Figure) -> Vec<u8> {
    encode(&paint(figure))
}

fn paint(figure: &Figure) -> Canvas {
    let mut canvas = Canvas::new(WIDTH, HEIGHT);
    let pen = Pen::new();
    if let Body::Pie(slices) = &figure.body {
        pie::draw(&mut canvas, &pen, &figure.title, slices);
        return canvas;
    }
    let frame = axes::Frame::lay_out(&pen, figure);
    if figure.grid {
        frame.grid(&mut canvas);
    }
    canvas.clip(Some(frame.inside()));
    marks::draw(&mut canvas, &frame, &figure.body);
    canvas.clip(None);
    frame.border(&mut canvas, &pen, figure);
    if figure.legend {
        legend::draw(&mut canvas, &pen, &frame, &figure.body);
    }
    canvas
}

fn write_title(canvas: &mut Canvas, pen: &Pen, title: &str, centre: f32, line: f32) {
    // A long title is written smaller before it is cut.
    let widest = 2.0 * centre.min(WIDTH as f32 - centre) - 20.0;
    let size = if pen.width(title, TITLE) > widest { TEXT } else { TITLE };
    let style = Style::flat(size, Side::Middle, Level::Baseline);
    pen.write(canvas, &pen.fit(title, size, widest), (centre, line), style, Ink::BLACK);
}

fn encode(canvas: &Canvas) -> Vec<u8> {
    let (width, height) = canvas.size();
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width as u32, height as u32);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    // Flat colours in long runs pack best unfiltered; guessing a filter a row costs more than it saves.
    encoder.set_compression(png::Compression::Balanced);
    encoder.set_filter(png::Filter::NoFilter);
    let written = encoder.write_header().and_then(|mut writer| {
        writer.write_image_data(canvas.pixels())?;
        writer.finish()
    });
    written.expect("a full canvas written to memory cannot fail");
    bytes
}

#[cfg(test)]
mod tests;
