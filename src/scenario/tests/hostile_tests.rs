//! Texts that are meant to hang, crash or exhaust the reader.

use super::said;
use std::fmt::Write as _;

fn messages(text: &str) -> Vec<String> {
    said(text).into_iter().map(|problem| problem.message).collect()
}

#[test]
fn deep_and_wide_texts_are_refused() {
    let steps = |value: &str| format!("scenarios:\n  - name: x\n    steps:\n      - call: {{ f: {{ a: {value} }} }}\n");
    let deep = |open: &str, close: &str| steps(&format!("{}{}", open.repeat(100_000), close.repeat(100_000)));
    let mut bomb = String::from("a: &a0 [x, x]\n");
    for level in 1..60 {
        let _ = writeln!(bomb, "a{level}: &a{level} [*a{0}, *a{0}, *a{0}, *a{0}]", level - 1);
    }
    let mut inner = String::from("\n          a0: &a0 [x, x]\n");
    for level in 1..60 {
        let _ = writeln!(inner, "          a{level}: &a{level} [*a{0}, *a{0}, *a{0}, *a{0}]", level - 1);
    }
    let inner = format!("scenarios:\n  - name: x\n    steps:\n      - call:\n         f:{inner}");
    for text in [
        "[".repeat(100_000),
        "{a: ".repeat(100_000),
        "- ".repeat(100_000),
        deep("[", "]"),
        deep("{a: ", "}"),
        bomb,
        inner.clone(),
        format!("scenarios: [{}]", "a,".repeat(1_000_000)),
        format!("scenarios:\n  - name: x\n    steps: [{}]", "hold,".repeat(10_001)),
        format!("scenarios: &a [{}]\n", "*a, ".repeat(10_000)),
        "a".repeat(5 << 20),
        format!("scenarios:\n  - name: {}\n", "x".repeat(1 << 20)),
    ] {
        assert!(!messages(&text).is_empty(), "{}", &text[..60]);
    }
    assert!(messages(&inner)[0].starts_with("too large"), "{:?}", messages(&inner));
    assert!(messages(&deep("[", "]"))[0].starts_with("too large"), "{:?}", messages(&deep("[", "]")));
}

#[test]
fn as_many_scenarios_and_faults_as_allowed() {
    let scenarios = |count: usize| {
        let mut text = String::from("scenarios:\n");
        for number in 0..count {
            let _ = writeln!(text, "  - {{name: s{number}, when: {{turn: 1}}, steps: [hold]}}");
        }
        text
    };
    let faults = |count: usize| format!("faults:\n{}", "  - {hang: true}\n".repeat(count));
    assert_eq!(messages(&scenarios(10_001)), ["more than 10000 scenarios"]);
    assert_eq!(messages(&faults(10_001)), ["more than 10000 faults"]);
}

/// Every text of the tables, cut off at each character, and with each character replaced.
#[test]
fn no_text_is_too_broken_to_be_refused() {
    let tables = [include_str!("wrong/yaml.txt"), include_str!("wrong/shape.txt"), include_str!("wrong/meaning.txt")];
    let odd = ["{", "\"", "'", "\t", "*", "&", "!", "|", "\n", "\r", ":", "#", "é", "\u{feff}", "\0", "\\", "]"];
    let texts = tables.into_iter().flat_map(super::cases).map(|(_, text, _)| text);
    for (number, text) in texts.enumerate() {
        for (at, own) in text.char_indices() {
            let after = &text[at + own.len_utf8()..];
            let odd = odd[(at + number) % odd.len()];
            for text in [text[..at].to_owned(), format!("{}{odd}{after}", &text[..at])] {
                for problem in said(&text) {
                    let shown = problem.render(true);
                    assert!(problem.to_json().len() > 20 && shown.contains("-->"), "{text:?}");
                    assert!(problem.line <= text.lines().count() + 1, "{text:?}");
                }
            }
        }
    }
}

#[test]
fn byte_soup_is_refused() {
    for text in [
        "\0",
        "\u{feff}",
        "\u{feff}scenarios",
        "%YAML 1.2\n---\n",
        "---",
        "...",
        "? a",
        "? [a]\n: b",
        "!!binary x",
        "&a",
        "*a",
        "<<: *a",
        "<<: {a: b}",
        "- - - -",
        "\"",
        "'",
        "|",
        ">",
        "|9\n a",
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "{{",
        "}}",
        "{%",
        "é: ñ",
        "scenarios: !!set {a}",
        "scenarios: !!str x",
        "scenarios: [{name: *x}]",
        "scenarios: [{? name : x}]",
        "\r\r\r",
        "\u{2028}",
        "scenarios: [{name: x, steps: [{call: {f: {? [a] : b}}}]}]",
        "scenarios: [{<<: {name: x}, steps: [{}]}]",
        "@",
        "`",
        "\\",
        "scenarios:\n- name: x\n  steps:\n  - say: !!binary aGk\n  - {}\n",
        "scenarios: [{name: !!int x}]",
        "a: \u{202e}b",
    ] {
        assert!(said(text).iter().all(|problem| problem.render(false).contains("t.yaml")), "{text:?}");
        assert!(!said(text).is_empty(), "{text:?}");
    }
}
