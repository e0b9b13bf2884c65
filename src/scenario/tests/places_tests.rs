//! Where the inside of a text is written.

use super::super::place::{At, Source};
use serde::Deserialize;

#[derive(Deserialize)]
struct OneText {
    a: At<String>,
}

#[test]
fn the_inside_of_a_text_is_found() {
    for (text, wanted) in [
        ("a: say !bang now", Some((1, 8))),
        ("a: ü !bang", Some((1, 6))),
        ("a: 'it''s !bang'", Some((1, 11))),
        (r#"a: "\"\\ \u00fc\x41\U0001f600 !bang""#, Some((1, 31))),
        ("a: |\n  one\n    two !bang\n", Some((3, 9))),
        ("a: |-\n\n  one\n\n  !bang\n", Some((5, 3))),
        ("a: |\r\n  one\r\n  two !bang\r\n", Some((3, 7))),
        // In these, lines are joined: the whole text is shown.
        ("a: >\n  one\n  !bang\n", None),
        ("a: one\n  !bang\n", None),
        ("a: 'one\n  !bang'\n", None),
        ("a: \"one\n  !bang\"\n", None),
    ] {
        let source = Source::new("t.yaml", text);
        let scalar = serde_saphyr::from_str::<OneText>(text).expect("YAML").a;
        let at = scalar.value.find('!').expect("a mark");
        let place = source.inside(&scalar, at);
        match wanted {
            Some(wanted) => assert_eq!(source.line_and_column(place.start), wanted, "{text:?}"),
            None => assert_eq!(place, scalar.place, "{text:?}"),
        }
    }
}

#[test]
fn places_are_counted_in_characters_and_lines() {
    let source = Source::new("t.yaml", "\u{feff}a: é\r\nb: ñx\n");
    assert_eq!(source.text().chars().next(), Some('a'));
    for (line, column, wanted) in
        [(1, 1, "a"), (1, 4, "é"), (1, 9, ""), (2, 5, "x"), (3, 1, ""), (9, 9, ""), (0, 0, "a")]
    {
        let place = source.place(line, column);
        assert_eq!(source.slice(place), wanted, "{line}:{column}");
    }
    assert_eq!((source.line(1), source.line(2), source.line(3), source.line(9)), ("a: é", "b: ñx", "", ""));
}
