//! Files and folders, and the files that scenarios name.

use super::super::load::{Scenarios, load};
use std::fs;
use std::path::PathBuf;
use tempfile::TempDir;

const PNG: &[u8] = b"\x89PNG\r\n\x1a\nrest";

fn folder(files: &[(&str, &[u8])]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, bytes) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, bytes).expect("a file");
    }
    folder
}

fn load_in(folder: &TempDir, names: &[&str]) -> Result<Scenarios, String> {
    let paths: Vec<PathBuf> = names.iter().map(|name| folder.path().join(name)).collect();
    let root = format!("{}/", folder.path().display());
    load(&paths)
        .map_err(|problems| problems.iter().map(|problem| problem.render(false).replace(&root, "") + "\n").collect())
}

fn named(name: &str) -> Vec<u8> {
    format!("scenarios: [{{name: {name}, when: {{turn: 1}}, steps: [hold]}}]").into_bytes()
}

#[test]
fn folders_are_read_in_the_order_of_names() {
    let [a, b, c, d] = ["a", "b", "c", "d"].map(named);
    let folder = folder(&[
        ("s/b.yml", &b),
        ("s/a.yaml", &a),
        ("s/b/x.json", &c),
        ("s/.hidden.yaml", b"nonsense: ["),
        ("s/.git/x.yaml", b"nonsense: ["),
        ("s/notes.txt", b"nonsense: ["),
        ("s/a.yaml~", b"nonsense: ["),
        ("z.conf", &d),
    ]);
    let loaded = load_in(&folder, &["z.conf", "s", "s/a.yaml"]).expect("fine");
    let names: Vec<&str> = loaded.scenarios.iter().map(|scenario| scenario.name.as_str()).collect();
    assert_eq!(names, ["d", "a", "c", "b"]);
    let files: Vec<PathBuf> =
        ["z.conf", "s/a.yaml", "s/b/x.json", "s/b.yml"].map(|name| folder.path().join(name)).into();
    assert_eq!(loaded.files, files);
}

#[test]
fn all_files_are_checked() {
    let folder = folder(&[("a.yaml", &named("x")), ("b.yaml", b"scenarois: []\n"), ("c.yaml", &named("x"))]);
    assert_eq!(
        load_in(&folder, &["a.yaml", "b.yaml", "c.yaml"]).expect_err("wrong"),
        "\
error: unknown field `scenarois`
  --> b.yaml:1:1
   |
 1 | scenarois: []
   | ^^^^^^^^^ did you mean `scenarios`?
error: a scenario is called `x` already
  --> c.yaml:1:20
   |
 1 | scenarios: [{name: x, when: {turn: 1}, steps: [hold]}]
   |                    ^ the first is at a.yaml:1
"
    );
}

#[test]
fn files_that_cannot_be_read_are_named() {
    let large = vec![b'#'; (4 << 20) + 1];
    let folder = folder(&[
        ("weather.yaml", &named("x")),
        ("latin.yaml", b"a: b\nc: \xe9\n"),
        ("large.yaml", &large),
        ("empty/x.txt", b""),
    ]);
    for (name, wanted) in [
        ("wether.yaml", "error: no such file or folder\n --> wether.yaml\n  = did you mean `weather.yaml`?\n"),
        ("nothing/like/this", "error: no such file or folder\n --> nothing/like/this\n"),
        ("latin.yaml", "error: not UTF-8 text: line 2 holds other bytes\n --> latin.yaml\n"),
        ("large.yaml", "error: cannot read this file: it is larger than 4 MiB\n --> large.yaml\n"),
        ("empty", "error: no scenario file in this folder\n --> empty\n  = their names end in .yaml, .yml or .json\n"),
    ] {
        assert_eq!(load_in(&folder, &[name]).expect_err("wrong"), wanted);
    }
}

#[test]
fn named_files_stand_beside_the_scenario_file() {
    let text = b"scenarios:
  - name: x
    steps:
      - code: { input: a, image: img/co2.png, files: { /mnt/data/out.csv: ../table.csv } }
      - code: { input: a, chart: { csv: ../table.csv } }
      - say: { text: 'See sandbox:/mnt/data/out.csv', images: [img/co2.png], files: { /mnt/data/out.csv: ../table.csv } }
";
    let folder = folder(&[("s/a.yaml", text), ("s/img/co2.png", PNG), ("table.csv", b"a,b\n1,2\n")]);
    let loaded = load_in(&folder, &["s/a.yaml"]).expect("fine");
    let files: Vec<PathBuf> =
        ["s/a.yaml", "s/../table.csv", "s/img/co2.png"].map(|name| folder.path().join(name)).into();
    assert_eq!(loaded.files, files);
    assert!(loaded.warnings.is_empty());
}

#[test]
fn named_files_that_cannot_be_used_are_shown() {
    let text = b"scenarios:
  - name: x
    steps:
      - say: { text: a, images: [img/co3.png, table.csv, img, large.png] }
      - say: { text: a, files: { /mnt/data/t.csv: table.csv } }
";
    let large = vec![0; (20 << 20) + 1];
    let folder = folder(&[("a.yaml", text), ("img/co2.png", PNG), ("table.csv", b"a,b\n"), ("large.png", &large)]);
    assert_eq!(
        load_in(&folder, &["a.yaml"]).expect_err("wrong"),
        "\
error: no file `img/co3.png` (tried img/co3.png)
  --> a.yaml:4:34
   |
 4 |       - say: { text: a, images: [img/co3.png, table.csv, img, large.png] }
   |                                  ^^^^^^^^^^^ did you mean `img/co2.png`?
error: `table.csv` is not a PNG, JPEG, GIF or WebP image
  --> a.yaml:4:47
   |
 4 |       - say: { text: a, images: [img/co3.png, table.csv, img, large.png] }
   |                                               ^^^^^^^^^
error: cannot read `img` (tried img): it is not a file
  --> a.yaml:4:58
   |
 4 |       - say: { text: a, images: [img/co3.png, table.csv, img, large.png] }
   |                                                          ^^^
error: cannot read `large.png` (tried large.png): it is larger than 20 MiB
  --> a.yaml:4:63
   |
 4 |       - say: { text: a, images: [img/co3.png, table.csv, img, large.png] }
   |                                                               ^^^^^^^^^
warning: the text does not link to this file
  --> a.yaml:5:34
   |
 5 |       - say: { text: a, files: { /mnt/data/t.csv: table.csv } }
   |                                  ^^^^^^^^^^^^^^^ write `sandbox:/mnt/data/t.csv` into it
"
    );
}
