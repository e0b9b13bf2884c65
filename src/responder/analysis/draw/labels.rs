//! What is written and drawn around the frame: border, ticks with their labels, names of the axes, title.

use super::axes::{Frame, PAD, RIM, TICK, widest};
use super::canvas::{Area, Canvas, Ink};
use super::text::{Level, Pen, Side, Style};
use super::{Figure, HEIGHT, POINT, TEXT, write_title};

impl Frame {
    /// Draws the frame, its ticks and every text around it.
    pub fn border(&self, canvas: &mut Canvas, pen: &Pen, figure: &Figure) {
        let Area { left, top, right, bottom } = self.inside();
        for area in [
            Area::new(left, top, right + 1, top + 1),
            Area::new(left, bottom, right + 1, bottom + 1),
            Area::new(left, top, left + 1, bottom + 1),
            Area::new(right, top, right + 1, bottom + 1),
        ] {
            canvas.fill(area, Ink::BLACK);
        }
        let below = self.mark_x(canvas, pen);
        self.mark_y(canvas, pen);
        let middle = (self.left + self.right) / 2.0;
        let line = self.bottom + TICK + PAD + below + 4.0 * POINT;
        let label = pen.fit(&figure.x_label, TEXT, self.right - self.left);
        pen.write(canvas, &label, (middle, line), Style::flat(TEXT, Side::Middle, Level::Top), Ink::BLACK);
        let right_of = self.left - TICK - PAD - widest(pen, &self.y_ticks) - 5.0 * POINT;
        let label = pen.fit(&figure.y_label, TEXT, HEIGHT as f32 - 2.0 * RIM);
        let style = Style { size: TEXT, side: Side::Middle, level: Level::Baseline, angle: 90.0 };
        let centre = self.beside(pen.width(&label, TEXT));
        pen.write(canvas, &label, (right_of.round(), centre), style, Ink::BLACK);
        let lifted = if self.y_ticks.factor.is_some() && pen.width(&figure.title, TEXT) > 600.0 { TEXT } else { 0.0 };
        write_title(canvas, pen, &figure.title, middle, self.top - 6.0 * POINT - lifted);
    }

    /// The height of the middle of the y axis name: that of the axis, unless the name would leave the picture.
    fn beside(&self, length: f32) -> f32 {
        let half = length / 2.0 + RIM / 2.0;
        ((self.top + self.bottom) / 2.0).max(half).min((HEIGHT as f32 - half).max(half))
    }

    /// Ticks and labels below; tells how tall the labels are.
    fn mark_x(&self, canvas: &mut Canvas, pen: &Pen) -> f32 {
        let bottom = self.bottom as i32 + 1;
        for (value, label) in &self.x_ticks.marks {
            let x = self.at_x(*value);
            let left = x.floor() as i32;
            canvas.fill(Area { left, top: bottom, right: left + 1, bottom: bottom + TICK as i32 }, Ink::BLACK);
            let y = self.bottom + TICK + PAD;
            let (spot, style) = match self.turn {
                0.0 => ((x, y), Style::flat(TEXT, Side::Middle, Level::Top)),
                45.0 => {
                    ((x + 5.0, y + 5.0), Style { size: TEXT, side: Side::Right, level: Level::Centre, angle: 45.0 })
                }
                angle => ((x, y), Style { size: TEXT, side: Side::Right, level: Level::Centre, angle }),
            };
            pen.write(canvas, label, spot, style, Ink::BLACK);
        }
        if let Some(factor) = &self.x_ticks.factor {
            let spot = (self.right, self.bottom + TICK + PAD + 1.6 * TEXT);
            pen.write(canvas, factor, spot, Style::flat(TEXT, Side::Right, Level::Top), Ink::BLACK);
        }
        let length = widest(pen, &self.x_ticks);
        match self.turn {
            0.0 => TEXT,
            45.0 => (length + TEXT) * 0.7072,
            _ => length,
        }
    }

    fn mark_y(&self, canvas: &mut Canvas, pen: &Pen) {
        let left = self.left as i32;
        for (value, label) in &self.y_ticks.marks {
            let y = self.at_y(*value);
            let top = y.floor() as i32;
            canvas.fill(Area { left: left - TICK as i32, top, right: left, bottom: top + 1 }, Ink::BLACK);
            let style = Style::flat(TEXT, Side::Right, Level::Centre);
            pen.write(canvas, label, (self.left - TICK - PAD, y), style, Ink::BLACK);
        }
        if let Some(factor) = &self.y_ticks.factor {
            let style = Style::flat(TEXT, Side::Left, Level::Baseline);
            pen.write(canvas, factor, (self.left, self.top - 3.0 * POINT), style, Ink::BLACK);
        }
    }
}
