//! Marks on a sheet, pixel by pixel.

use super::*;

fn pixel(canvas: &Canvas, x: usize, y: usize) -> [u8; 3] {
    let at = (y * canvas.size().0 + x) * 3;
    [canvas.pixels()[at], canvas.pixels()[at + 1], canvas.pixels()[at + 2]]
}

#[test]
fn marks_stay_inside_the_clip_and_the_sheet() {
    let mut canvas = Canvas::new(20, 10);
    canvas.clip(Some(Area { left: 5, top: -3, right: 99, bottom: 5 }));
    canvas.stroke(&[(-50.0, 4.0), (50.0, 4.0)], 2.0, Ink::BLACK);
    canvas.disc((19.0, 9.0), 4.0, Ink::BLACK);
    canvas.fill(Area { left: -5, top: -5, right: 50, bottom: 1 }, Ink::BLACK);
    assert_eq!(pixel(&canvas, 4, 4), [255; 3]);
    assert_eq!(pixel(&canvas, 5, 4), [0; 3]);
    assert_eq!(pixel(&canvas, 19, 0), [0; 3]);
    assert_eq!(pixel(&canvas, 18, 8), [255; 3]);
}

#[test]
fn a_stroke_inks_a_shared_pixel_once() {
    let mut canvas = Canvas::new(20, 10);
    canvas.stroke(&[(2.0, 5.0), (10.0, 5.0), (18.0, 5.0)], 2.0, Ink::BLACK.thinned(0.5));
    assert_eq!(pixel(&canvas, 5, 5), pixel(&canvas, 10, 5));
}

#[test]
fn a_polygon_fills_its_inside() {
    let mut canvas = Canvas::new(20, 20);
    canvas.polygon(&[(5.0, 5.0), (15.0, 5.0), (15.0, 15.0), (5.0, 15.0)], Ink::of(0xff0000));
    assert_eq!(pixel(&canvas, 10, 10), [255, 0, 0]);
    assert_eq!(pixel(&canvas, 3, 10), [255; 3]);
}

#[test]
fn wild_positions_are_harmless() {
    let mut canvas = Canvas::new(8, 8);
    for wild in [f32::NAN, f32::INFINITY, -f32::INFINITY, 1e30] {
        canvas.stroke(&[(wild, 1.0), (4.0, wild)], 2.0, Ink::BLACK);
        canvas.disc((wild, wild), 2.0, Ink::BLACK);
        canvas.polygon(&[(wild, 1.0), (4.0, wild), (2.0, 2.0)], Ink::BLACK);
    }
}
