//! The `understage` program as a process.

use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::time::{Duration, Instant};

/// `understage` with these arguments and none of the caller's variables that it reads.
pub fn understage(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_understage"));
    command.args(arguments).stdin(Stdio::null());
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("UNDERSTAGE_") || name.to_string_lossy().eq_ignore_ascii_case("no_proxy")
        {
            command.env_remove(name);
        }
    }
    command
}

/// What `understage` with these arguments prints, and how it ends.
pub fn output(arguments: &[&str]) -> Output {
    understage(arguments).output().unwrap()
}

/// Bytes as text.
pub fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// A server in a process of its own, killed if a test forgets it.
pub struct Served {
    pub child: Child,
    /// What it printed up to the last line to paste.
    pub block: String,
    /// Its port, as a decimal number.
    pub port: String,
}

impl Served {
    /// Starts it, and reads its start-up block.
    pub fn start(mut command: Command) -> Served {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut block = String::new();
        while !block.contains("OPENAI_API_KEY=") {
            let line = lines.next().expect("a whole start-up block").unwrap();
            block.push_str(&line);
            block.push('\n');
        }
        let (_, rest) = block.split_once("OPENAI_BASE_URL=http://").expect("a line to paste");
        let authority = rest.lines().next().unwrap().trim_end_matches("/v1");
        let port = authority.rsplit(':').next().unwrap().to_owned();
        Served { child, block, port }
    }

    /// Sends a signal, as `kill` names it, and waits for the end: the status and what was printed as errors.
    pub fn stop(mut self, signal: &str) -> (ExitStatus, String) {
        let since = Instant::now();
        signalled(&self.child, signal);
        let mut errors = String::new();
        self.child.stderr.take().unwrap().read_to_string(&mut errors).unwrap();
        let status = self.child.wait().unwrap();
        assert!(since.elapsed() < Duration::from_secs(2), "{:?}", since.elapsed());
        (status, errors)
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // It has usually ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Sends a signal to a process.
pub fn signalled(child: &Child, signal: &str) {
    let status = Command::new("kill").arg(format!("-{signal}")).arg(child.id().to_string()).status().unwrap();
    assert!(status.success());
}

/// Waits until a file is there, and returns what it holds.
pub fn appeared(path: &Path) -> String {
    let since = Instant::now();
    loop {
        if let Ok(text) = std::fs::read_to_string(path) {
            return text;
        }
        assert!(since.elapsed() < Duration::from_secs(5), "{} did not appear", path.display());
        std::thread::yield_now();
    }
}
