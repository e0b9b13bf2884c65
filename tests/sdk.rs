//! The official OpenAI SDKs as judges: Python 1.30.0 and the newest, and Node, each in many small programs.
//!
//! Every judge file under `tests/sdk` is one test here, for each SDK that runs it, against a server of its own.
//! Every program under `examples` is played as its first lines say, by `understage exec`; the tests in `examples/testing` are
//! run as its README says.
//! The SDKs are installed under `target/sdk` when they are missing or their pins have changed.

#[path = "sdk/kit.rs"]
mod kit;

use kit::{NodeModules, Server, Venv};
use std::path::Path;

/// Makes of each judge file a test for each Python SDK, against a server started with the flags beside it.
macro_rules! python_judges {
    ($($name:ident: $flags:expr;)*) => {
        const PYTHON_JUDGES: &[&str] = &[$(concat!("test_", stringify!($name), ".py")),*];

        mod python_1_30_0 {
            $(#[test] fn $name() {
                super::judge_python("1.30.0", concat!("test_", stringify!($name), ".py"), &$flags);
            })*
        }

        mod python_newest {
            $(#[test] fn $name() {
                super::judge_python("newest", concat!("test_", stringify!($name), ".py"), &$flags);
            })*
        }
    };
}

python_judges! {
    attached: [];
    batches: [];
    code: [];
    crowd: [];
    errors: [];
    faults: [];
    files: [];
    keys: ["--api-key", "sk-test-known"];
    locks: ["--pace", "step"];
    objects: [];
    polls: ["--pace", "polls:2"];
    queries: [];
    reports: [];
    runs: [];
    scenarios: [];
    search: [];
    stores: [];
    talk: [];
    time: [];
    weather: [];
}

macro_rules! node_judges {
    ($($name:ident;)*) => {
        const NODE_JUDGES: &[&str] = &[$(concat!(stringify!($name), ".test.mjs")),*];

        mod node {
            $(#[test] fn $name() {
                super::judge_node(concat!(stringify!($name), ".test.mjs"));
            })*
        }
    };
}

node_judges! {
    faults;
    files;
    objects;
    runs;
    scenarios;
    search;
    stores;
}

/// What a user sees of one example: words on the screen, and files of one kind in the current directory.
struct Play {
    file: &'static str,
    args: &'static [&'static str],
    says: &'static [&'static str],
    leaves: (usize, &'static str),
}

const NOTHING: (usize, &str) = (0, "");
const SEED: [&str; 2] = ["--seed", "1"];
const SCENARIOS: [&str; 2] = ["-s", "scenarios"];

/// Makes of each way to start an example a test for each SDK of its language.
macro_rules! plays {
    ($($name:ident: $file:literal $args:expr, says $says:expr, leaves $leaves:expr;)*) => {
        const PLAYS: &[Play] = &[
            $(Play { file: $file, args: &$args, says: &$says, leaves: $leaves }),*
        ];

        mod examples_1_30_0 {
            $(#[test] fn $name() { super::play_python("1.30.0", stringify!($name)); })*
        }

        mod examples_newest {
            $(#[test] fn $name() { super::play_python("newest", stringify!($name)); })*
        }

        fn find_play(name: &str) -> &'static Play {
            let at = [$(stringify!($name)),*].iter().position(|it| *it == name);
            &PLAYS[at.expect("the tests are made from the same list")]
        }
    };
}

plays! {
    chart: "chart.py" [], says ["read_csv", "Saved "], leaves (1, "png");
    chart_of_all_columns: "chart.py" ["2"], says ["read_csv", "Saved "], leaves (1, "png");
    chart_of_this_century: "chart.py" ["3"], says ["read_csv", "Saved "], leaves (1, "png");
    financial_analyst: "financial_analyst.py" [],
        says ["completed: 2 of 2 files", "42,318,905", "[0] calderane-10k.txt"], leaves NOTHING;
    financial_analyst_streamed: "financial_analyst.py" ["--stream"],
        says ["assistant > file_search", "42,318,905", "[0] calderane-10k.txt"], leaves NOTHING;
    images: "images.py" [], says ["the run is completed", "user > image_url", "user > image_file"], leaves NOTHING;
    long_upload: "long_upload.py" [], says ["Uploaded station-log.txt: 8388", "behind the oil barrels"], leaves NOTHING;
    planets: "planets.py" [], says ["user > What are the planets", "user > Add some value"], leaves NOTHING;
    reattach: "reattach.py" [], says ["completed: 30 files", "holds 230 files", "Locker 117 is pink"], leaves NOTHING;
    shuffle: "shuffle.py" [], says ["sandbox:/mnt/data/", "Saved "], leaves (1, "csv");
    structured: "structured.py" [], says ["\"ingredients\": ["], leaves NOTHING;
    support_bot: "support_bot.py" [],
        says ["pump draws air", "MO1-773-20981", "five years", "(marlo-manual.md)", "(order-20417.txt)", "(warranty.md)"],
        leaves NOTHING;
    tutor: "tutor.py" [], says ["x = 1", "Jane Doe"], leaves NOTHING;
    visualize: "visualize.py" [], says ["Saved revenue-3.png"], leaves (3, "png");
    weather: "weather.py" [], says ["get_rain_probability(", "57"], leaves NOTHING;
}

#[test]
fn example_in_node() {
    let modules = NodeModules::ready();
    let scratch = modules.scratch();
    let program = scratch.path().join("examples/weather.mjs");
    let dir = kit::temp_dir();
    let said = kit::exec(dir.path(), SEED, "node", &[&program.to_string_lossy()]);
    assert!(said.contains("57"), "{said}");
}

#[test]
fn a_users_tests_in_python_1_30_0() {
    test_as_users_do("1.30.0");
}

#[test]
fn a_users_tests_in_python_newest() {
    test_as_users_do("newest");
}

#[test]
fn a_users_tests_in_node() {
    let modules = NodeModules::ready();
    let scratch = modules.scratch();
    let dir = scratch.path().join("examples/testing");
    let said = kit::exec(&dir, SCENARIOS, "node", &["--test"]);
    let tests = kit::count_in(&dir.join("node"), "\ntest(");
    assert!(said.contains(&format!("pass {tests}\n")), "{tests} tests expected:\n{said}");
}

fn test_as_users_do(sdk: &str) {
    let venv = Venv::ready(sdk);
    let dir = kit::temp_dir();
    kit::copy(&kit::root().join("examples/testing"), dir.path(), &["py", "yaml"]);
    let said = kit::exec(dir.path(), SCENARIOS, venv.python(), &["-m", "pytest", "-q"]);
    let tests = kit::count_in(&dir.path().join("python"), "\ndef test_");
    assert!(said.contains(&format!("{tests} passed in")), "{tests} tests expected:\n{said}");
}

#[test]
fn no_program_is_forgotten() {
    let mut listed = [PYTHON_JUDGES, NODE_JUDGES].concat();
    listed.extend(PLAYS.iter().map(|play| play.file));
    listed.push("weather.mjs");
    for dir in ["tests/sdk/python", "tests/sdk/node", "examples"] {
        for name in kit::names_in(&kit::root().join(dir)) {
            let is_program = match dir {
                "tests/sdk/python" => name.starts_with("test_"),
                "tests/sdk/node" => name.ends_with(".test.mjs"),
                _ => name.ends_with(".py") || name.ends_with(".mjs"),
            };
            assert!(!is_program || listed.contains(&name.as_str()), "{dir}/{name} is run by no test");
        }
    }
}

fn judge_python(sdk: &str, file: &str, flags: &[&str]) {
    let venv = Venv::ready(sdk);
    let server = Server::start(flags);
    let judge = kit::root().join("tests/sdk/python").join(file);
    server.judge(venv.command().arg(judge).arg("-v"));
}

fn judge_node(file: &str) {
    let modules = NodeModules::ready();
    let scratch = modules.scratch();
    let server = Server::start(&[]);
    let judge = scratch.path().join("tests/sdk/node").join(file);
    server.judge(kit::clean("node").args(["--test", "--test-timeout=60000"]).arg(judge));
}

fn play_python(sdk: &str, name: &str) {
    let venv = Venv::ready(sdk);
    let play = find_play(name);
    let dir = kit::temp_dir();
    let program = kit::root().join("examples").join(play.file);
    let program = program.to_string_lossy();
    let said = kit::exec(dir.path(), SEED, venv.python(), &[&[&*program], play.args].concat());
    for words in play.says {
        assert!(said.contains(words), "{} does not say {words:?}:\n{said}", play.file);
    }
    let (count, kind) = play.leaves;
    let names = kit::names_in(dir.path());
    assert_eq!(names.len(), count, "{} leaves {names:?}", play.file);
    for name in names {
        check_left_file(&dir.path().join(name), kind);
    }
}

fn check_left_file(path: &Path, kind: &str) {
    assert_eq!(path.extension().and_then(|it| it.to_str()), Some(kind), "{}", path.display());
    let bytes = std::fs::read(path).expect("the example has just written it");
    assert!(bytes.len() > 100, "{} is too small", path.display());
    if kind == "png" {
        assert!(bytes.starts_with(b"\x89PNG\r\n\x1a\n"), "{} is no PNG", path.display());
    }
}
