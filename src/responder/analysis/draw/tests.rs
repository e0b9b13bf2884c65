//! Charts looked at pixel by pixel: what the data say must be where the data say it.

use super::axes::Frame;
use super::*;

fn lines(points: Vec<(f64, Option<f64>)>) -> Figure {
    let series = vec![Series { label: "y".to_owned(), points }];
    Figure {
        title: "Title".to_owned(),
        x_label: "x".to_owned(),
        y_label: "y".to_owned(),
        grid: false,
        legend: false,
        body: Body::Lines(Scale::Number, series),
    }
}

fn pixel(canvas: &Canvas, (x, y): (f32, f32)) -> [u8; 3] {
    let at = (y as usize * canvas.size().0 + x as usize) * 3;
    [canvas.pixels()[at], canvas.pixels()[at + 1], canvas.pixels()[at + 2]]
}

fn is_near(pixel: [u8; 3], hex: u32) -> bool {
    let [_, r, g, b] = hex.to_be_bytes();
    pixel.iter().zip([r, g, b]).all(|(a, b)| a.abs_diff(b) < 60)
}

#[test]
fn a_png_of_the_right_size_comes_out_and_is_always_the_same() {
    let figure = lines(vec![(0.0, Some(1.0)), (1.0, Some(2.0))]);
    let bytes = png(&figure);
    assert_eq!(bytes, png(&figure));
    let reader = png::Decoder::new(std::io::Cursor::new(&bytes)).read_info();
    let mut reader = reader.unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut pixels).unwrap();
    assert_eq!((info.width, info.height), (1000, 600));
    assert_eq!(pixels, paint(&figure).pixels());
}

#[test]
fn the_line_lies_where_the_data_say() {
    let wave = |n: f64| (n / 9.0).sin() * 40.0 + n * 3.0;
    let figure = lines((0..100).map(|n| (f64::from(n), Some(wave(f64::from(n))))).collect());
    let canvas = paint(&figure);
    let frame = Frame::lay_out(&Pen::new(), &figure);
    for n in 1..99 {
        let (x, y) = frame.at(f64::from(n), wave(f64::from(n)));
        assert!(is_near(pixel(&canvas, (x, y)), TAB10[0]), "no line at point {n}");
        for far in [y - 25.0, y + 25.0] {
            if far > frame.top + 2.0 && far < frame.bottom - 2.0 {
                assert_eq!(pixel(&canvas, (x, far)), [255; 3], "ink beside point {n}");
            }
        }
    }
}

#[test]
fn missing_heights_break_a_line() {
    let figure = lines(vec![(0.0, Some(0.0)), (1.0, Some(0.0)), (2.0, None), (3.0, Some(0.0)), (4.0, Some(1.0))]);
    let canvas = paint(&figure);
    let frame = Frame::lay_out(&Pen::new(), &figure);
    assert!(is_near(pixel(&canvas, frame.at(0.5, 0.0)), TAB10[0]));
    assert_eq!(pixel(&canvas, frame.at(2.0, 0.0)), [255; 3]);
}

#[test]
fn the_frame_is_black_on_four_sides() {
    let figure = lines(vec![(0.0, Some(1.0)), (1.0, Some(2.0))]);
    let canvas = paint(&figure);
    let frame = Frame::lay_out(&Pen::new(), &figure);
    for spot in [(frame.left, 300.0), (frame.right, 300.0), (500.0, frame.top), (500.0, frame.bottom)] {
        assert_eq!(pixel(&canvas, spot), [0; 3], "{spot:?}");
    }
    assert_eq!(pixel(&canvas, (3.0, 3.0)), [255; 3]);
}

#[test]
fn bars_reach_their_heights_in_their_colours() {
    let names = ["a", "b"].map(str::to_owned).to_vec();
    let groups = vec![("one".to_owned(), vec![Some(10.0), Some(-5.0)]), ("two".to_owned(), vec![Some(4.0), None])];
    let figure = Figure { body: Body::Bars(Places::Names(names), groups), ..lines(Vec::new()) };
    let canvas = paint(&figure);
    let frame = Frame::lay_out(&Pen::new(), &figure);
    assert!(is_near(pixel(&canvas, frame.at(-0.2, 9.0)), TAB10[0]));
    assert_eq!(pixel(&canvas, frame.at(-0.2, 10.3)), [255; 3]);
    assert!(is_near(pixel(&canvas, frame.at(0.8, -4.0)), TAB10[0]));
    assert!(is_near(pixel(&canvas, frame.at(0.2, 3.0)), TAB10[1]));
    assert_eq!(pixel(&canvas, frame.at(0.2, 5.0)), [255; 3]);
}

#[test]
fn slices_take_their_share_of_the_circle() {
    let slices = vec![("half".to_owned(), 2.0), ("rest".to_owned(), 2.0)];
    let canvas = paint(&Figure { body: Body::Pie(slices), ..lines(Vec::new()) });
    // Against the clock from the top: the first half lies on the left.
    assert!(is_near(pixel(&canvas, (340.0, 250.0)), TAB10[0]));
    assert!(is_near(pixel(&canvas, (660.0, 250.0)), TAB10[1]));
}

#[test]
fn names_of_any_length_and_number_stay_inside_the_picture() {
    for (count, name) in [
        (1, "x".repeat(300)),
        (12, "a name of some length".to_owned()),
        (40, "another name".to_owned()),
        (400, "2024-01-01".to_owned()),
    ] {
        let names: Vec<String> = (0..count).map(|n| format!("{name} {n}")).collect();
        let heights = (0..count).map(|n| Some(f64::from(n))).collect();
        let figure = Figure {
            title: name.clone(),
            x_label: name.clone(),
            y_label: name.clone(),
            body: Body::Bars(Places::Names(names), vec![(name.clone(), heights)]),
            legend: true,
            ..lines(Vec::new())
        };
        let canvas = paint(&figure);
        for at in 0..WIDTH {
            for edge in [0.0, 1.0, 598.0, 599.0] {
                assert_eq!(pixel(&canvas, (at as f32, edge)), [255; 3], "{name} {count}: clipped at {at}");
            }
        }
        for at in 0..HEIGHT {
            for edge in [0.0, 1.0, 998.0, 999.0] {
                assert_eq!(pixel(&canvas, (edge, at as f32)), [255; 3], "{name} {count}: clipped at {at}");
            }
        }
    }
}

#[test]
fn poor_and_wild_data_are_drawn_without_a_fall() {
    let wild = [
        vec![],
        vec![(0.0, None)],
        vec![(5.0, Some(5.0))],
        vec![(1.0, Some(7.0)), (2.0, Some(7.0))],
        vec![(0.0, Some(-1e100)), (1.0, Some(1e100))],
        vec![(0.0, Some(1e-100)), (1e-100, Some(0.0))],
        vec![(1e100, Some(1.0)), (1e100, Some(1.0 + 1e-15))],
    ];
    for points in wild {
        for scale in [Scale::Number, Scale::Year, Scale::Date] {
            let series = vec![Series { label: String::new(), points: points.clone() }];
            paint(&Figure { body: Body::Lines(scale, series.clone()), legend: true, ..lines(Vec::new()) });
            let places = Places::Numbers(points.iter().map(|p| p.0).collect(), scale);
            let heights = points.iter().map(|p| p.1).collect();
            paint(&Figure { body: Body::Bars(places, vec![(String::new(), heights)]), ..lines(Vec::new()) });
        }
    }
    paint(&Figure { body: Body::Pie(vec![("none".to_owned(), 0.0)]), ..lines(Vec::new()) });
    paint(&Figure { body: Body::Histogram(vec![0.0, 1.0], vec![0]), ..lines(Vec::new()) });
}
