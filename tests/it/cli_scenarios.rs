//! Scenario files on the command line: `check`, `schema`, what a server says that starts with them, `--watch`, reports.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use crate::support::program::{Served, output, text, understage};
use serde_json::Value;

const RIGHT: &str = "scenarios:\n  - name: greeting\n    when: { message: hello }\n    steps: [ say: Hello. ]\n";
const WRONG: &str = "scenarios:\n  - name: greeting\n    stepz: [ say: Hello. ]\n";

/// A folder with one scenario file, and the path of that.
fn written(content: &str) -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("s.yaml");
    fs::write(&path, content).unwrap();
    (folder, path.display().to_string())
}

#[test]
fn check_tells_what_is_wrong_and_where() {
    let (_right, right) = written(RIGHT);
    let (_wrong, wrong) = written(WRONG);
    let checked = output(&["check", &right]);
    assert_eq!((checked.status.code(), text(&checked.stdout)), (Some(0), "1 scenario: no problems\n".to_owned()));
    let checked = output(&["check", &right, &wrong]);
    assert_eq!((checked.status.code(), text(&checked.stdout)), (Some(1), String::new()));
    let told = text(&checked.stderr);
    for part in [&format!("{wrong}:3:5"), "    stepz: [ say: Hello. ]", "^^^^^ did you mean `steps`?", "1 error"] {
        assert!(told.contains(part), "{part} is not in\n{told}");
    }
    let checked = output(&["check", "--format", "json", &wrong]);
    assert_eq!((checked.status.code(), text(&checked.stderr)), (Some(1), String::new()));
    let told: Value = serde_json::from_slice(&checked.stdout).unwrap();
    assert_eq!((&told["problems"][0]["line"], &told["problems"][0]["column"]), (&3.into(), &5.into()));
    assert_eq!(output(&["check"]).status.code(), Some(2));
}

#[test]
fn schema_prints_json_schema() {
    let schema: Value = serde_json::from_slice(&output(&["schema"]).stdout).unwrap();
    assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
}

#[test]
fn a_server_with_a_wrong_file_does_not_start() {
    let (_wrong, wrong) = written(WRONG);
    let ended = output(&["--port", "0", "-s", &wrong]);
    assert_eq!((ended.status.code(), text(&ended.stdout)), (Some(1), String::new()));
    let told = text(&ended.stderr);
    assert!(told.contains("did you mean `steps`?"), "{told}");
    assert!(told.ends_with("understage: 1 error; no server was started\n"), "{told}");
    let missing = output(&["--port", "0", "-s", "no-such-file.yaml"]);
    assert!(text(&missing.stderr).contains("no such file or folder"), "{}", text(&missing.stderr));
}

/// What a server answers to a request without a body; every connection is closed behind it.
fn asked(port: &str, path: &str) -> String {
    let mut socket = TcpStream::connect(format!("127.0.0.1:{port}")).unwrap();
    let head =
        format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer k\r\nConnection: close\r\n\r\n");
    socket.write_all(head.as_bytes()).unwrap();
    let mut answer = String::new();
    socket.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn watched_files_are_loaded_again_unless_they_are_wrong() {
    let (_folder, path) = written(RIGHT);
    let mut served = Served::start(understage(&["--port", "0", "--watch", "-s", &path]));
    assert!(served.block.contains("1 scenario, loaded again when a file changes"), "{}", served.block);
    let errors = served.child.stderr.take().unwrap();
    let (told, lines) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        BufReader::new(errors).lines().map_while(Result::ok).try_for_each(|line| told.send(line))
    });
    let next = || lines.recv_timeout(Duration::from_secs(30)).expect("it looks once a second");
    // Each is longer than the one before: a change within one tick of the file system's clock is seen all the same.
    fs::write(&path, RIGHT.replace("greeting", "another-name")).unwrap();
    assert_eq!(next(), "understage: scenarios loaded again: 1 scenario");
    assert!(asked(&served.port, "/_understage/scenarios").contains("another-name"));
    fs::write(&path, RIGHT.replace("steps", "a-word-that-is-none")).unwrap();
    let told: Vec<String> = std::iter::repeat_with(next).take_while(|line| !line.starts_with("understage:")).collect();
    assert!(told.iter().any(|line| line.contains("unknown field")), "{told:?}");
    assert!(asked(&served.port, "/_understage/scenarios").contains("another-name"), "the old ones stay");
    served.child.kill().unwrap();
}

#[test]
fn a_report_is_told_and_written() {
    let (folder, path) = written(RIGHT);
    let [json, markdown] = ["r.json", "r.md"].map(|name| folder.path().join(name).display().to_string());
    let files = format!("{json},{markdown}");
    let done = output(&["exec", "-s", &path, "--report", "--report-file", &files, "--", "sh", "-c", "exit 3"]);
    assert_eq!((done.status.code(), text(&done.stdout)), (Some(3), String::new()), "the command's own");
    let told = text(&done.stderr);
    for part in ["understage report", "greeting: never played", "Left behind\n  nothing", "routes: 0 of "] {
        assert!(told.contains(part), "{part} is not in\n{told}");
    }
    let report: Value = serde_json::from_str(&fs::read_to_string(json).unwrap()).unwrap();
    assert_eq!(report["scenarios"]["greeting"], 0);
    assert!(report["coverage"]["routes"]["never"].as_array().unwrap().len() > 40);
    assert!(fs::read_to_string(markdown).unwrap().contains("- greeting: never played"));
    let refused = output(&["exec", "--report-file", "report.txt", "--", "true"]);
    assert_eq!(refused.status.code(), Some(2), "{}", text(&refused.stderr));
}
