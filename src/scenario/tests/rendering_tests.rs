//! How problems are shown.

use super::super::problem::Problem;
use super::said;

fn problem(line: &str, column: usize, width: usize) -> Problem {
    let file = Problem::of_file("dir/a.yaml", "no good").help("do better");
    Problem { line: 12, column, width, source_line: line.to_owned(), ..file }
}

/// The last two lines: the source, and the caret.
fn caret(problem: &Problem) -> String {
    let shown = problem.render(false);
    shown.lines().skip(3).map(|line| format!("{line}\n")).collect()
}

#[test]
fn problems_of_whole_files_name_the_file() {
    let whole = Problem::of_file("dir/a.yaml", "no good");
    assert_eq!(whole.render(false), "error: no good\n --> dir/a.yaml");
    assert_eq!(whole.help("do\nbetter").render(false), "error: no good\n --> dir/a.yaml\n  = do\u{fffd}better");
}

#[test]
fn carets_stand_under_what_they_show() {
    assert_eq!(
        problem("a: bcd", 4, 3).render(false),
        "error: no good\n  --> dir/a.yaml:12:4\n   |\n12 | a: bcd\n   |    ^^^ do better"
            .replace("12 |", " 12 |")
            .replace("   |", "    |")
            .replace("  -->", "   -->")
    );
    for (line, column, width, wanted) in [
        ("\ta: b", 5, 1, " 12 |     a: b\n    |        ^ do better\n"),
        ("\t\tb", 2, 1, " 12 |         b\n    |     ^^^^ do better\n"),
        ("日本 b", 4, 1, " 12 | 日本 b\n    |      ^ do better\n"),
        ("a 日本", 3, 2, " 12 | a 日本\n    |   ^^^^ do better\n"),
        ("e\u{301}b", 3, 1, " 12 | e\u{301}b\n    |  ^ do better\n"),
        ("a\u{1b}[1mb", 6, 1, " 12 | a\u{fffd}[1mb\n    |      ^ do better\n"),
        ("a", 2, 1, " 12 | a\n    |  ^ do better\n"),
        ("", 1, 1, " 12 | \n    | ^ do better\n"),
    ] {
        assert_eq!(caret(&problem(line, column, width)), wanted, "{line:?}");
    }
}

#[test]
fn long_lines_are_cut_around_the_caret() {
    let long = format!("{}MARK{}", "<".repeat(500), ">".repeat(500));
    for (line, column, width) in
        [(long.as_str(), 501, 4), (&long, 1, 2), (&long, 1004, 1), (&long, 501, 504), (&"日".repeat(300), 200, 1)]
    {
        let shown = caret(&problem(line, column, width));
        let (source, carets) = shown.split_once('\n').expect("two lines");
        assert!(unicode_width::UnicodeWidthStr::width(source) <= 6 + 110, "{source}");
        assert!(carets.trim_end().ends_with("^ do better"), "{carets}");
        let marked: String = source.chars().skip(carets.chars().position(|sign| sign == '^').unwrap_or(0)).collect();
        if column == 501 {
            assert!(marked.starts_with("MARK"), "{shown}");
        }
    }
}

#[test]
fn colours_come_only_if_asked_for() {
    let plain = problem("a: bcd", 4, 3).warning();
    assert!(!plain.render(false).contains('\x1b'));
    let painted = plain.render(true);
    assert!(painted.starts_with("\x1b[1;33mwarning\x1b[0m"), "{painted:?}");
    let stripped = painted.split('\x1b').map(|part| part.split_once('m').map_or(part, |(_, text)| text));
    let first = painted.split('\x1b').next().unwrap_or_default();
    assert_eq!(first.to_owned() + &stripped.skip(1).collect::<String>(), plain.render(false));
}

#[test]
fn programs_read_them_as_json() {
    let problems = said("scenarios:\n  - name: x\n    stpes: [hold]\n");
    assert_eq!(
        problems[0].to_json(),
        r#"{"severity":"error","file":"t.yaml","line":3,"column":5,"message":"unknown field `stpes`","help":"did you mean `steps`?"}"#
    );
    let whole = Problem::of_file("a.yaml", "no good").warning();
    assert_eq!(whole.to_json(), r#"{"severity":"warning","file":"a.yaml","line":0,"column":0,"message":"no good"}"#);
}
