//! `docs/scenarios.md`: what it shows can be loaded, and what it says is wrong is said so.

use understage::{Problem, Scenarios, load_text};

/// A fenced block: what stands behind the fence, and its text.
type Block = (String, String);

fn blocks() -> Vec<Block> {
    let guide = std::fs::read_to_string("docs/scenarios.md").expect("the guide");
    let mut blocks = Vec::new();
    let mut open: Option<Block> = None;
    for line in guide.lines() {
        match (line.strip_prefix("```"), open.take()) {
            (Some(kind), None) => open = Some((kind.to_owned(), String::new())),
            (Some(_), Some(block)) => blocks.push(block),
            (None, Some((kind, text))) => open = Some((kind, text + line + "\n")),
            (None, None) => {}
        }
    }
    assert!(open.is_none(), "the last block is closed");
    blocks
}

/// A whole file from a block that shows a part of one: some steps, or some conditions.
fn whole(kind: &str, text: &str) -> Option<String> {
    let indented = |by: &str| text.lines().map(|line| format!("{by}{line}\n")).collect::<String>();
    let head = "scenarios:\n  - name: shown\n";
    match kind {
        "yaml" | "yaml wrong" => Some(text.to_owned()),
        "yaml steps" => Some(format!("{head}    steps:\n{}", indented("      "))),
        "yaml when" => Some(format!("{head}    when:\n{}    steps: [hold]\n", indented("      "))),
        other => {
            assert!(!other.starts_with("yaml"), "no block is called so: {other}");
            None
        }
    }
}

/// Loads a file that has the assets beside it which the guide names.
fn loaded(text: &str) -> Result<Scenarios, Vec<Problem>> {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("chart.png"), b"\x89PNG\r\n\x1a\n").expect("an image");
    std::fs::write(folder.path().join("totals.csv"), b"quarter,sales\nQ1,100\n").expect("a table");
    load_text("scenarios/weather.yaml", text, Some(folder.path()))
}

#[test]
fn every_example_loads() {
    let mut count = 0;
    for (kind, text) in blocks().iter().filter(|(kind, _)| kind != "yaml wrong") {
        let Some(whole) = whole(kind, text) else { continue };
        let rendered = |problems: Vec<Problem>| problems.iter().map(|own| own.render(false)).collect::<String>();
        match loaded(&whole) {
            Ok(loaded) => assert_eq!(rendered(loaded.warnings), "", "{text}"),
            Err(problems) => panic!("{text}\n{}", rendered(problems)),
        }
        count += 1;
    }
    assert!(count >= 15, "{count} examples");
}

#[test]
fn what_is_wrong_is_said_so() {
    let blocks = blocks();
    let wrong: Vec<_> = blocks.windows(2).filter(|two| two[0].0 == "yaml wrong").collect();
    assert!(!wrong.is_empty());
    for two in wrong {
        let problems = loaded(&two[0].1).expect_err("it is wrong");
        let said: Vec<String> = problems.iter().map(|problem| problem.render(false) + "\n").collect();
        assert_eq!(said.join("\n"), two[1].1);
    }
}
