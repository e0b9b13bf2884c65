//! Whole requests on whole files: the shipped fixtures, and files that want to do harm.

use super::*;
use std::sync::atomic::{AtomicUsize, Ordering};

fn fixture(name: &str) -> Source {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/data/");
    Source { name: name.to_owned(), path: PathBuf::from(format!("{root}{name}")) }
}

fn ask<'a>(message: &'a str, earlier: &'a [&'a str]) -> Ask<'a> {
    Ask { message, instructions: "create a downloadable file for the graph", earlier, seed: 7 }
}

fn on(name: &str, message: &str) -> Analysis {
    let found = analyse(&ask(message, &[]), &[fixture(name)]);
    found.unwrap_or_else(|| panic!("not understood: {message}"))
}

/// Writes bytes to a file, asks about it, and takes the file away again.
fn on_bytes(name: &str, bytes: &[u8], message: &str) -> Option<Analysis> {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let path = std::env::temp_dir().join(format!("analysis-{}-{count}", std::process::id()));
    std::fs::write(&path, bytes).unwrap();
    let source = Source { name: name.to_owned(), path: path.clone() };
    let analysis = analyse(&ask(message, &[]), &[source]);
    std::fs::remove_file(path).unwrap();
    analysis
}

/// What holds for every answer: pictures are PNG, every file is linked, and every link has its file.
pub fn check(analysis: &Analysis) {
    let files: Vec<&Generated> = analysis.runs.iter().flat_map(|run| &run.files).collect();
    for file in &files {
        assert!(analysis.reply.contains(&format!("](sandbox:{})", file.path)), "{} is not linked", file.path);
        assert!(!file.bytes.is_empty());
        assert!(file.path.bytes().all(|b| b.is_ascii_alphanumeric() || b"/._-".contains(&b)));
    }
    assert_eq!(analysis.reply.matches("sandbox:").count(), files.len());
    for run in &analysis.runs {
        assert!(!run.input.is_empty());
        for image in &run.images {
            assert!(image.starts_with(b"\x89PNG"));
        }
    }
}

#[test]
fn a_graph_of_two_columns_is_drawn() {
    let message = "Using the csv file attached, display a graph of 'Year' against 'Annual CO2 emissions";
    let analysis = on("world_df.csv", message);
    check(&analysis);
    let [run] = &analysis.runs[..] else { panic!("one run") };
    assert_eq!((run.images.len(), run.files.len()), (1, 1));
    assert_eq!(run.images[0], run.files[0].bytes);
    for line in [
        "import pandas as pd\n",
        "df = pd.read_csv('/mnt/data/world_df.csv')\n",
        "plt.figure(figsize=(10, 6))\n",
        "plt.plot(df['Year'], df['Annual CO₂ emissions'])\n",
        "plt.show()\n",
    ] {
        assert!(run.input.contains(line), "{line} in {}", run.input);
    }
    assert_eq!(on("world_df.csv", message), analysis, "the same every time");
}

#[test]
fn a_follow_up_narrows_the_graph_before() {
    let earlier = ["display a graph of 'Year' against all other columns"];
    for message in
        ["Only chart the figures for the 21st century", "now only since 2000", "the same from 2000 on please"]
    {
        let analysis = analyse(&ask(message, &earlier), &[fixture("world_df.csv")]).unwrap();
        check(&analysis);
        let code = &analysis.runs[0].input;
        assert!(code.contains("df = df[df['Year'] >= 2000]\n"), "{code}");
        assert!(code.contains("'CO₂ from coal', 'CO₂ from oil'"), "{code}");
        assert!(analysis.reply.contains("22 rows"), "{}", analysis.reply);
    }
    let bars = analyse(&ask("make it a bar chart", &earlier), &[fixture("world_df.csv")]);
    assert!(bars.unwrap().runs[0].input.contains("kind='bar'"));
}

#[test]
fn so_many_different_charts_are_drawn_as_are_asked_for() {
    for (message, count) in
        [("Create a 3 data visualizations based on the trends in this file.", 3), ("six charts please", 6)]
    {
        let analysis = on("revenue.csv", message);
        check(&analysis);
        let images: Vec<_> = analysis.runs.iter().flat_map(|run| &run.images).collect();
        assert_eq!(images.len(), count);
        assert!(images.iter().all(|a| images.iter().filter(|b| a == *b).count() == 1));
        assert!(analysis.reply.contains("**Summary.** The total Revenue over 144 rows is 4.73 million."));
    }
}

#[test]
fn rows_are_shuffled_into_a_new_file() {
    let analysis = on("world_df.csv", "shuffle the rows and give me the new CSV");
    check(&analysis);
    let file = &analysis.runs[0].files[0];
    assert_eq!(file.path, "/mnt/data/world_df_shuffled.csv");
    let original = std::fs::read_to_string(fixture("world_df.csv").path).unwrap();
    let shuffled = String::from_utf8(file.bytes.clone()).unwrap();
    assert_ne!(shuffled, original);
    let sorted = |text: &str| {
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        lines.sort();
        lines
    };
    assert_eq!(sorted(&shuffled), sorted(&original));
    assert_eq!(shuffled.lines().next(), original.lines().next());
}

#[test]
fn questions_get_computed_answers() {
    for (name, message, logs, told) in [
        ("world_df.csv", "how many rows are there?", "172\n", "172 rows"),
        ("world_df.csv", "how many rows since 2000?", "22\n", "22 rows"),
        ("revenue.csv", "what is the average revenue?", "32865.631944444445\n", "**32,865.63**"),
        ("revenue.csv", "what is the total revenue?", "4732651.0\n", "**4,732,651**"),
        ("revenue.csv", "largest number of units, the max", "647\n", "**647**"),
        ("revenue.csv", "how many products are there?", "3\n", "Desk, Chair and Lamp"),
    ] {
        let analysis = on(name, message);
        check(&analysis);
        assert_eq!(analysis.runs[0].logs, logs, "{message}");
        assert!(analysis.reply.contains(told), "{message}: {}", analysis.reply);
    }
}

#[test]
fn the_file_is_chosen_by_its_name_or_its_kind() {
    let sources = [
        fixture("revenue.csv"),
        fixture("world_df.csv"),
        Source { name: "notes.pdf".to_owned(), path: PathBuf::from("/nowhere") },
    ];
    for (message, name) in [
        ("how many rows are there", "world_df.csv"),
        ("how many rows has revenue.csv", "revenue.csv"),
        ("how many rows are in the revenue file", "revenue.csv"),
    ] {
        let analysis = analyse(&ask(message, &[]), &sources).unwrap();
        assert!(analysis.reply.contains(name), "{message}: {}", analysis.reply);
    }
    assert_eq!(analyse(&ask("how many rows", &[]), &[]), None);
    assert_eq!(analyse(&ask("what does it say?", &[]), &sources[2..]), None);
}

#[test]
fn files_that_cannot_be_used_get_a_useful_reply() {
    for (name, bytes, expected) in [
        ("a.csv", &b""[..], "is empty"),
        ("a.csv", b"a,b\n", "no rows"),
        ("a.csv", b"\x00\x01\x02", "could not read"),
        ("a.xlsx", b"PK\x03\x04...", "save it as CSV"),
        ("a.csv", b"name\nx\ny\n", "by name"),
        ("a.csv", b"name,other\nx,\nx,\n", "no column of numbers"),
    ] {
        let analysis = on_bytes(name, bytes, "draw a chart of this file").unwrap();
        check(&analysis);
        assert!(analysis.reply.contains(expected), "{name}: {}", analysis.reply);
    }
    let analysis = on("revenue.csv", "plot revenue since 2090");
    assert!(analysis.reply.contains("runs from 2022-01 to 2024-12"), "{}", analysis.reply);
}

#[test]
fn nothing_in_a_file_or_message_does_harm() {
    let long = "x".repeat(100_000);
    let deep = "\"".repeat(5_000);
    let files: [Vec<u8>; 8] = [
        b"](sandbox:/mnt/data/evil),'); import os\n1,2\n3,4\n".to_vec(),
        b"a,b\n\"unclosed,1\n2,3\n".to_vec(),
        b"\xff\xfe\xff\xfe,\xff\n\xff,\xff\n".to_vec(),
        format!("{long},b\n{long},2\n3,4\n").into_bytes(),
        format!("a,b\n{deep},2\n3,4\n").into_bytes(),
        b"Year,v\n2000,1e308\n2001,-1e308\n2002,inf\n2003,nan\n".to_vec(),
        b"Date,v\n99/99/9999,1\n0000-00-00,2\n".to_vec(),
        b"a,b\r\r\r\n\n\n,,,,,\n1\n".to_vec(),
    ];
    let messages = [
        "shuffle the rows and give me the csv",
        "sort by a and give me the file",
        "what is the average of v and b",
        "how many rows where a > 1",
        &long,
        &deep,
        "'''''\"\"\"```‘’“”",
        "since since from to between and last first 99999999999 of of of century th century 0s",
        "give me top 0 rows first 0 rows last 99999999999999999999 rows > < >= as csv",
    ];
    let drawings = ["plot everything", "bar chart of b by a", "summarise it"];
    for (at, bytes) in files.iter().enumerate() {
        for message in messages.into_iter().chain([drawings[at % drawings.len()]]) {
            if let Some(analysis) = on_bytes("../<b>\n'.csv", bytes, message) {
                check(&analysis);
            }
        }
    }
}
