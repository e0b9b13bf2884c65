//! A pie: wedges against the clock from the top, names outside, shares inside.

use super::canvas::{Canvas, Ink, Spot};
use super::text::{Level, Pen, Side, Style};
use super::{HEIGHT, TEXT, WIDTH, colour, write_title};

/// Widest name beside the pie before it is cut.
const WIDEST: f32 = 280.0;
/// The smallest share with room for its number.
const LEAST_MARKED: f64 = 0.02;

/// Draws slices whose values are above zero.
pub fn draw(canvas: &mut Canvas, pen: &Pen, title: &str, slices: &[(String, f64)]) {
    let centre = (WIDTH as f32 / 2.0, HEIGHT as f32 * 0.525);
    let radius = HEIGHT as f32 * 0.37;
    let whole: f64 = slices.iter().map(|(_, value)| value.max(0.0)).sum();
    let mut from = 90.0_f64;
    for (index, (name, value)) in slices.iter().enumerate() {
        let share = if whole > 0.0 { value.max(0.0) / whole } else { 0.0 };
        let to = from + share * 360.0;
        wedge(canvas, centre, radius, (from, to), colour(index));
        let middle = (from + to) / 2.0;
        let (x, y) = on_circle(centre, radius * 1.1, middle);
        let side = if x >= centre.0 { Side::Left } else { Side::Right };
        let label = pen.fit(name, TEXT, WIDEST);
        pen.write(canvas, &label, (x, y), Style::flat(TEXT, side, Level::Centre), Ink::BLACK);
        if share >= LEAST_MARKED {
            let spot = on_circle(centre, radius * 0.6, middle);
            let style = Style::flat(TEXT, Side::Middle, Level::Centre);
            pen.write(canvas, &format!("{:.1}%", share * 100.0), spot, style, Ink::BLACK);
        }
        from = to;
    }
    write_title(canvas, pen, title, centre.0, HEIGHT as f32 * 0.07);
}

fn wedge(canvas: &mut Canvas, centre: Spot, radius: f32, (from, to): (f64, f64), ink: Ink) {
    let steps = ((to - from).abs() / 1.0).ceil().clamp(1.0, 360.0) as u32;
    let mut rim: Vec<Spot> =
        (0..=steps).map(|n| on_circle(centre, radius, from + (to - from) * f64::from(n) / f64::from(steps))).collect();
    rim.push(centre);
    canvas.polygon(&rim, ink);
}

fn on_circle(centre: Spot, radius: f32, degrees: f64) -> Spot {
    let (sin, cos) = degrees.to_radians().sin_cos();
    (centre.0 + radius * cos as f32, centre.1 - radius * sin as f32)
}
