//! Installs the SDKs, starts servers, runs programs.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread::park_timeout;
use std::time::{Duration, Instant};
use tempfile::TempDir;

const UNDERSTAGE: &str = env!("CARGO_BIN_EXE_understage");
const MOST_TIME_OF_A_PROGRAM: Duration = Duration::from_secs(150);
const MOST_TIME_OF_AN_INSTALL: Duration = Duration::from_secs(900);

pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

pub fn temp_dir() -> TempDir {
    tempfile::tempdir().expect("the system has a directory for temporary files")
}

pub fn names_in(dir: &Path) -> Vec<String> {
    let entries = fs::read_dir(dir).unwrap_or_else(|error| panic!("{}: {error}", dir.display()));
    let mut names: Vec<String> =
        entries.map(|entry| entry.expect("the directory can be read").file_name().to_string_lossy().into()).collect();
    names.sort();
    names
}

/// How often some words stand in the files of a directory.
pub fn count_in(dir: &Path, words: &str) -> usize {
    names_in(dir)
        .iter()
        .filter(|name| dir.join(name).is_file())
        .map(|name| read(&dir.join(name)).matches(words).count())
        .sum()
}

/// A Python environment with one version of the SDK.
pub struct Venv(PathBuf);

impl Venv {
    pub fn ready(sdk: &str) -> Self {
        let requirements = root().join(format!("tests/sdk/python/requirements-{sdk}.txt"));
        let python = std::env::var_os("PYTHON").unwrap_or_else(|| "python3".into());
        let version = words_of(Command::new(&python).arg("--version")).unwrap_or_else(|problem| {
            panic!(
                "The SDK tests need Python 3.11 to 3.14 with its venv module, and `{}` does not start ({problem}). \
                 Install it (Debian: apt-get install python3 python3-venv), or name an interpreter in the variable \
                 PYTHON.",
                python.display()
            )
        });
        let recipe = format!("{version}\n{}", read(&requirements));
        Self(install(&format!("python-{sdk}"), &recipe, |dir| {
            words_of(Command::new(&python).args(["-m", "venv"]).arg(dir)).unwrap_or_else(|problem| {
                panic!(
                    "The SDK tests need Python's venv module, and `python3 -m venv` fails. Install it (Debian: \
                     apt-get install python3-venv).\n{problem}"
                )
            });
            let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r"];
            words_of(Command::new(python_in(dir)).args(pip).arg(&requirements)).unwrap_or_else(|problem| {
                panic!(
                    "pip cannot install requirements-{sdk}.txt. Its pins are for Python 3.11 to 3.14 and this is \
                     {version}: where that is the cause, name another interpreter in the variable PYTHON; else look \
                     whether the package index can be reached.\n{problem}"
                )
            });
        }))
    }

    pub fn python(&self) -> PathBuf {
        python_in(&self.0)
    }

    /// Python, able to import the examples.
    pub fn command(&self) -> Command {
        let mut command = clean(self.python());
        command.env("PYTHONPATH", root().join("examples"));
        command
    }
}

fn python_in(venv: &Path) -> PathBuf {
    venv.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" })
}

/// A `node_modules` with the SDK.
pub struct NodeModules(PathBuf);

impl NodeModules {
    pub fn ready() -> Self {
        let source = root().join("tests/sdk/node");
        let version = words_of(Command::new("node").arg("--version")).unwrap_or_else(|problem| missing_node(&problem));
        let recipe = format!("{version}\n{}", read(&source.join("package-lock.json")));
        Self(install("node", &recipe, |dir| {
            for name in ["package.json", "package-lock.json"] {
                fs::copy(source.join(name), dir.join(name)).expect("the package file can be copied");
            }
            let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
            let args = ["ci", "--no-audit", "--no-fund", "--ignore-scripts"];
            words_of(Command::new(npm).args(args).current_dir(dir)).unwrap_or_else(|problem| missing_node(&problem));
        }))
    }

    /// A copy of the Node programs from where `import "openai"` finds the SDK.
    pub fn scratch(&self) -> TempDir {
        let scratch = TempDir::new_in(&self.0).expect("a directory can be made beside node_modules");
        for dir in ["tests/sdk/node", "examples"] {
            copy(&root().join(dir), &scratch.path().join(dir), &["mjs", "yaml"]);
        }
        scratch
    }
}

/// Copies the files of some kinds, with those in all directories below.
pub fn copy(from: &Path, to: &Path, kinds: &[&str]) {
    fs::create_dir_all(to).expect("a directory can be made");
    for name in names_in(from).iter().filter(|name| *name != "node_modules") {
        let (from, to) = (from.join(name), to.join(name));
        let kind = from.extension().and_then(OsStr::to_str).unwrap_or_default();
        if from.is_dir() {
            copy(&from, &to, kinds);
        } else if kinds.contains(&kind) {
            fs::copy(from, to).expect("a program can be copied");
        }
    }
}

fn missing_node(problem: &str) -> ! {
    panic!(
        "The SDK tests need Node 20 or newer with npm, and the npm registry or its cache. Install Node (its own \
         packages bring npm; Debian: apt-get install nodejs npm).\n{problem}"
    )
}

/// Builds `target/sdk/NAME` unless it was built by the same recipe. Whole or not at all, one builder at a time.
fn install(name: &str, recipe: &str, build: impl FnOnce(&Path)) -> PathBuf {
    let base = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("sdk");
    fs::create_dir_all(&base).expect("target/sdk can be made");
    let lock = File::create(base.join(format!("{name}.lock"))).expect("a lock file can be made in target/sdk");
    lock.lock().expect("the lock file can be locked");
    let home = base.join(name);
    if fs::read_to_string(home.join("stamp")).is_ok_and(|stamp| stamp == recipe) {
        return home;
    }
    let raw = TempDir::new_in(&base).expect("a directory can be made in target/sdk");
    build(raw.path());
    fs::write(raw.path().join("stamp"), recipe).expect("the stamp can be written");
    if home.exists() {
        fs::remove_dir_all(&home).expect("what an older recipe built can be removed");
    }
    fs::rename(raw.keep(), &home).expect("a directory in target/sdk can be renamed");
    home
}

/// A server for one judge; it ends with it.
pub struct Server {
    child: Child,
    port: u16,
    log: PathBuf,
    _dir: TempDir,
}

impl Server {
    pub fn start(flags: &[&str]) -> Self {
        let dir = temp_dir();
        let (port_file, log) = (dir.path().join("port"), dir.path().join("log"));
        let (out, err) = one_file_for_both(&log);
        let mut command = clean(UNDERSTAGE);
        command.args(["serve", "--port", "0", "--seed", "1", "--port-file"]).arg(&port_file).args(flags);
        let child = command.stdin(Stdio::null()).stdout(out).stderr(err).spawn().expect("the server starts");
        let mut server = Self { child, port: 0, log, _dir: dir };
        let deadline = Instant::now() + Duration::from_secs(20);
        while server.port == 0 {
            let ended = server.child.try_wait().expect("the server can be asked");
            assert!(ended.is_none(), "the server ended at once ({ended:?}):\n{}", read(&server.log));
            assert!(Instant::now() < deadline, "the server wrote no port file:\n{}", read(&server.log));
            park_timeout(Duration::from_millis(2));
            let text = fs::read_to_string(&port_file).unwrap_or_default();
            server.port = text.trim().parse().unwrap_or(0);
        }
        server
    }

    /// Runs a judge against this server; a verdict other than 0 fails the test with all that it printed.
    pub fn judge(&self, command: &mut Command) {
        command.env("OPENAI_BASE_URL", format!("http://127.0.0.1:{}/v1", self.port));
        command.env("OPENAI_API_KEY", "sk-test-default");
        let (status, said) = finish(command, MOST_TIME_OF_A_PROGRAM).expect("the judge starts");
        assert!(status.success(), "{status}\n{said}\nThe server said:\n{}", read(&self.log));
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Both fail only where the server has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Plays a program by `understage exec`, expects it to end well, and returns what it printed.
pub fn exec(dir: &Path, flags: [&str; 2], program: impl AsRef<OsStr>, args: &[&str]) -> String {
    let mut command = clean(UNDERSTAGE);
    command.arg("exec").args(flags).arg("--").arg(program).args(args).current_dir(dir);
    let (status, said) = finish(&mut command, MOST_TIME_OF_A_PROGRAM).expect("understage starts");
    assert!(status.success(), "{args:?}: {status}\n{said}");
    said
}

/// A command that sees nothing of this machine's proxies, keys and interpreter settings.
pub fn clean(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    for (name, _) in std::env::vars_os() {
        let upper = name.to_string_lossy().to_uppercase();
        let prefixes = ["OPENAI_", "AZURE_", "UNDERSTAGE_", "PYTHON", "NODE_"];
        if upper.ends_with("_PROXY") || prefixes.iter().any(|prefix| upper.starts_with(prefix)) {
            command.env_remove(name);
        }
    }
    command.env("PYTHONDONTWRITEBYTECODE", "1").env("PYTHONUTF8", "1");
    // The newest SDKs mark the Assistants API as deprecated.
    command.env("PYTHONWARNINGS", "ignore::DeprecationWarning");
    command
}

/// What a command of an install printed, or why it failed.
fn words_of(command: &mut Command) -> Result<String, String> {
    let (status, said) = finish(command, MOST_TIME_OF_AN_INSTALL)?;
    if status.success() { Ok(said.trim().to_owned()) } else { Err(format!("{status}\n{said}")) }
}

fn finish(command: &mut Command, most: Duration) -> Result<(ExitStatus, String), String> {
    let file = tempfile::NamedTempFile::new().expect("a temporary file can be made");
    let (out, err) = one_file_for_both(file.path());
    let child = command.stdin(Stdio::null()).stdout(out).stderr(err).spawn().map_err(|error| error.to_string())?;
    Ok((wait(child, most), read(file.path())))
}

fn wait(mut child: Child, most: Duration) -> ExitStatus {
    let deadline = Instant::now() + most;
    loop {
        if let Some(status) = child.try_wait().expect("a child can be asked") {
            return status;
        }
        if Instant::now() > deadline {
            child.kill().expect("a child that has not ended can be ended");
            return child.wait().expect("a child can be awaited");
        }
        park_timeout(Duration::from_millis(5));
    }
}

/// Standard output and error in the order in which they were written.
fn one_file_for_both(path: &Path) -> (File, File) {
    let file = File::options().create(true).append(true).open(path).expect("a log file can be made");
    (file.try_clone().expect("a file handle can be shared"), file)
}

fn read(path: &Path) -> String {
    let bytes = fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    String::from_utf8_lossy(&bytes).into_owned()
}
