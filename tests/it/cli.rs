//! The program as a person or a script starts it: output, exit codes, variables, files, signals.

use std::io::Read;
use std::net::TcpListener;
use std::process::Stdio;
use std::time::{Duration, Instant};

use crate::support::program::{Served, appeared, output, signalled, text, understage};

#[test]
fn the_start_up_block_tells_where_and_how_and_has_lines_to_paste() {
    let flags = ["--port", "0", "--seed", "7", "--pace", "realistic", "--clock", "2026-08-01", "--sunset", "azure:0.5"];
    let served = Served::start(understage(&flags));
    let block = &served.block;
    for part in [
        "memory: gone when this process ends",
        "built-in responder",
        "Seed         7",
        "Pace         realistic",
        "Clock        stands at 2026-08-01T00:00:00Z",
        "Sunset       like azure, for 0.5 of requests\n",
        "26 August\n2026",
        "export OPENAI_API_KEY=sk-understage",
    ] {
        assert!(block.contains(part), "{part:?} is not in\n{block}");
    }
    assert!(block.contains(&format!("export OPENAI_BASE_URL=http://127.0.0.1:{}/v1\n", served.port)));
    assert!(block.lines().all(|line| line.chars().count() <= 80), "{block}");
    assert!(!block.contains('\u{1b}'), "{block}");
    let (status, errors) = served.stop("INT");
    assert_eq!((status.code(), errors.as_str()), (Some(0), ""));
}

#[test]
fn each_flag_has_its_variable_and_an_empty_one_is_no_variable() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("port");
    let mut command = understage(&["serve"]);
    command.env("UNDERSTAGE_PORT", "0").env("UNDERSTAGE_HOST", "127.0.0.1").env("UNDERSTAGE_SEED", "11");
    command.env("UNDERSTAGE_PACE", "polls:3").env("UNDERSTAGE_API_KEY", "sk-one,sk-two").env("UNDERSTAGE_QUIET", "");
    command.env("UNDERSTAGE_PORT_FILE", &file).env("UNDERSTAGE_CLOCK", "2026-08-01").env("UNDERSTAGE_SUNSET", "openai");
    command.env("UNDERSTAGE_PRICES", concat!(env!("CARGO_MANIFEST_DIR"), "/src/domain/prices.json"));
    command.env("UNDERSTAGE_ALLOWED_HOST", "a.example").env("UNDERSTAGE_CORS_ORIGIN", "https://a.example");
    let served = Served::start(command);
    for part in
        ["Seed         11", "Pace         polls:3", "Clock        stands", "like openai", "OPENAI_API_KEY=sk-one"]
    {
        assert!(served.block.contains(part), "{part:?} is not in\n{}", served.block);
    }
    assert_eq!(appeared(&file).trim(), served.port);
    served.stop("TERM");
    // What is typed counts more than a variable, before the command's name as well.
    let mut command = understage(&["--seed", "12", "--port", "0", "serve"]);
    command.env("UNDERSTAGE_SEED", "11").env("UNDERSTAGE_PORT", "1");
    let served = Served::start(command);
    assert!(served.block.contains("Seed         12"), "{}", served.block);
    served.stop("TERM");
    for (name, value) in [
        ("HOST", "nowhere"),
        ("PORT", "x"),
        ("SEED", "x"),
        ("PACE", "slow"),
        ("CLOCK", "noon"),
        ("SUNSET", "never"),
        ("QUIET", "perhaps"),
    ] {
        let refused = understage(&[]).env(format!("UNDERSTAGE_{name}"), value).output().unwrap();
        assert_eq!(refused.status.code(), Some(2), "{name}: {}", text(&refused.stderr));
    }
}

#[test]
fn the_port_file_holds_the_port_while_the_server_listens() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("port");
    let path = file.to_str().unwrap();
    let mut child = understage(&["--port", "0", "-q", "--port-file", path]).stdout(Stdio::piped()).spawn().unwrap();
    let port = appeared(&file);
    assert!(port.ends_with('\n'), "{port:?}");
    let health = output(&["health", "--port", port.trim()]);
    signalled(&child, "TERM");
    let mut printed = String::new();
    child.stdout.take().unwrap().read_to_string(&mut printed).unwrap();
    assert!(child.wait().unwrap().success());
    assert_eq!(printed, "");
    assert!(health.status.success(), "{}", text(&health.stderr));
    assert_eq!(folder.path().read_dir().unwrap().count(), 0);

    let missing = output(&["--port", "0", "--prices", "/nowhere/prices.json"]);
    assert_eq!(missing.status.code(), Some(1));
    assert!(text(&missing.stderr).starts_with("understage: cannot use the prices in /nowhere/prices.json: "));
    let missing = output(&["--port", "0", "--port-file", "/nowhere/port"]);
    assert_eq!(missing.status.code(), Some(1));
    assert!(text(&missing.stderr).starts_with("understage: cannot write the port file /nowhere/port: "));
}

#[test]
fn a_busy_port_is_one_line_that_says_who_and_what_to_do() {
    let served = Served::start(understage(&["--port", "0"]));
    let busy = output(&["--port", &served.port]);
    assert_eq!(busy.status.code(), Some(1));
    let line = text(&busy.stderr);
    assert_eq!(line.lines().count(), 1, "{line}");
    assert!(line.contains(&format!("127.0.0.1:{} is taken by an understage ", served.port)), "{line}");
    assert!(line.contains("--port 0"), "{line}");
    served.stop("INT");

    // Takes connections and never answers.
    let stranger = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = stranger.local_addr().unwrap().port().to_string();
    let busy = output(&["--port", &port]);
    let line = text(&busy.stderr);
    assert!(line.contains("is taken by another program") && line.lines().count() == 1, "{line}");
}

#[test]
fn health_tells_by_its_exit_code() {
    let served = Served::start(understage(&["--port", "0"]));
    let well = output(&["health", "--port", &served.port]);
    assert_eq!(well.status.code(), Some(0));
    assert_eq!(text(&well.stdout).lines().count(), 1);
    // The same from variables, and where the server's own say "every address".
    let mut command = understage(&["health"]);
    let well = command.env("UNDERSTAGE_PORT", &served.port).env("UNDERSTAGE_HOST", "0.0.0.0").output().unwrap();
    assert_eq!(well.status.code(), Some(0), "{}", text(&well.stderr));
    let port = served.port.clone();
    served.stop("INT");
    let dead = output(&["health", "--port", &port]);
    assert_eq!(dead.status.code(), Some(1));
    assert!(text(&dead.stderr).starts_with(&format!("understage: nothing answers at 127.0.0.1:{port}: ")));
}

#[test]
fn a_host_beyond_loopback_is_warned_of() {
    let served = Served::start(understage(&["--port", "0", "--host", "0.0.0.0"]));
    assert!(served.block.contains("OPENAI_BASE_URL=http://127.0.0.1:"), "{}", served.block);
    let (_, errors) = served.stop("INT");
    assert!(errors.starts_with("understage: warning: other machines can reach 0.0.0.0:"), "{errors}");
    assert_eq!(errors.lines().count(), 1);
}

#[test]
fn exec_returns_the_exit_code_of_its_command() {
    for (script, code) in [("exit 0", 0), ("exit 7", 7), ("kill -9 $$", 137), ("kill -TERM $$", 143)] {
        let done = output(&["exec", "--", "sh", "-c", script]);
        assert_eq!(done.status.code(), Some(code), "{script}");
        assert_eq!((text(&done.stdout), text(&done.stderr)), (String::new(), String::new()), "{script}");
    }
    let missing = output(&["exec", "--", "no-such-command-here"]);
    assert_eq!(missing.status.code(), Some(127));
    assert_eq!(text(&missing.stderr), "understage: no-such-command-here: command not found\n");
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("data");
    std::fs::write(&file, "no program").unwrap();
    let refused = output(&["exec", "--", file.to_str().unwrap()]);
    assert_eq!(refused.status.code(), Some(126), "{}", text(&refused.stderr));
    assert_eq!(text(&refused.stderr).lines().count(), 1);
}

#[test]
fn exec_tells_its_command_where_a_ready_server_is() {
    let script = r#"echo "$OPENAI_BASE_URL $OPENAI_API_BASE $OPENAI_API_KEY $UNDERSTAGE_URL $NO_PROXY $no_proxy"
        "$0" health --port "${UNDERSTAGE_URL##*:}""#;
    let own = env!("CARGO_BIN_EXE_understage");
    let mut command =
        understage(&["exec", "--api-key", "sk-one", "--api-key", "sk-two", "--", "sh", "-c", script, own]);
    let done = command.env("OPENAI_API_KEY", "sk-real").env("NO_PROXY", "corp.example").output().unwrap();
    assert!(done.status.success(), "{}", text(&done.stderr));
    let printed = text(&done.stdout);
    let words: Vec<&str> = printed.lines().next().unwrap().split(' ').collect();
    let url = words[3];
    assert!(url.starts_with("http://127.0.0.1:"), "{printed}");
    let base = format!("{url}/v1");
    let direct = "corp.example,127.0.0.1,localhost";
    assert_eq!(words, [base.as_str(), base.as_str(), "sk-one", url, direct, direct]);
    assert!(printed.contains("answers at"), "{printed}");
}

#[test]
fn exec_hands_sigterm_on_and_leaves_ctrl_c_to_the_terminal() {
    let folder = tempfile::tempdir().unwrap();
    let ready = folder.path().join("ready");
    // `read` waits on a pipe that nobody writes to, so that the trap runs at once.
    let script = r#"trap 'exit 9' TERM; echo yes > "$0"; read line; exit 1"#;
    let arguments = ["exec", "--", "sh", "-c", script, ready.to_str().unwrap()];
    let mut child = understage(&arguments).stdin(Stdio::piped()).spawn().unwrap();
    // Kept, or `read` would end.
    let _pipe = child.stdin.take();
    appeared(&ready);
    signalled(&child, "INT");
    signalled(&child, "TERM");
    assert_eq!(child.wait().unwrap().code(), Some(9));
}

#[test]
fn a_second_ctrl_c_does_not_wait_for_open_requests() {
    use std::io::Write;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("port");
    let served = Served::start(understage(&["--port", "0", "--port-file", file.to_str().unwrap()]));
    let mut stream = std::net::TcpStream::connect(format!("127.0.0.1:{}", served.port)).unwrap();
    // An upload that goes on keeps the connection busy.
    let head = "POST /v1/threads HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer sk-test\r\n\
                OpenAI-Beta: assistants=v2\r\nContent-Type: application/json\r\nExpect: 100-continue\r\n\
                Content-Length: 1000\r\n\r\n";
    stream.write_all(head.as_bytes()).unwrap();
    let mut answer = [0; 12];
    stream.read_exact(&mut answer).unwrap();
    assert_eq!(text(&answer), "HTTP/1.1 100");
    signalled(&served.child, "INT");
    // The port closes once the first one has been noticed.
    while std::net::TcpStream::connect(format!("127.0.0.1:{}", served.port)).is_ok() {}
    let since = Instant::now();
    let (status, _) = served.stop("INT");
    assert_eq!(status.code(), Some(130));
    assert!(since.elapsed() < Duration::from_secs(1), "{:?}", since.elapsed());
    assert!(!file.exists());
}

#[test]
fn help_version_routes_and_mistakes() {
    let help = output(&["--help"]);
    assert!(help.status.success());
    for part in ["serve", "exec", "health", "routes", "--port-file", "UNDERSTAGE_PORT"] {
        assert!(text(&help.stdout).contains(part), "{part}");
    }
    assert!(text(&help.stdout).lines().all(|line| line.chars().count() <= 80), "{}", text(&help.stdout));
    assert_eq!(text(&output(&["--version"]).stdout), format!("understage {}\n", env!("CARGO_PKG_VERSION")));
    let routes = text(&output(&["routes"]).stdout);
    let row: Vec<&str> =
        routes.lines().find(|row| row.ends_with("createAssistant")).unwrap().split_whitespace().collect();
    assert_eq!(row, ["POST", "/v1/assistants", "createAssistant"]);
    for mistake in [&["--sede", "7"][..], &["sreve"], &["exec"], &["--seed", "7", "routes"], &["routes", "--seed", "7"]]
    {
        let refused = output(mistake);
        assert_eq!(refused.status.code(), Some(2), "{mistake:?}");
        assert!(refused.stdout.is_empty() && !refused.stderr.is_empty(), "{mistake:?}");
    }
}
