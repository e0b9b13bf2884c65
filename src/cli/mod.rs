//! The command line: from arguments to an exit code.
//!
//! `args.rs` is the command line as typed, `resolved.rs` as meant; each command has a file of its own. Only the commands
//! that serve pay for a runtime. Exit codes: 0, 1 when something failed, 2 when the command line is wrong; `exec`
//! returns its command's.

mod args;
mod banner;
mod check;
mod exec;
mod health;
mod port_file;
mod report;
mod resolved;
mod routes;
mod serve;
mod signals;
mod watch;
mod whole;

use std::ffi::OsString;
use std::fmt;
use std::future::Future;
use std::io::{self, Write};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use crate::retrieval::{READ_PDF, read_pdf_main};
use crate::scenario::{Problem, schema};
use crate::server::BindError;
use args::Asked;

/// Does what `arguments` ask for; the first of them is the program's own name.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    if let [_, only] = arguments.as_slice()
        && only == READ_PDF
    {
        // Not for users: a server starts itself anew to read a PDF.
        return read_pdf_main();
    }
    match args::parse(arguments) {
        Ok(Asked::Serve(flags)) => on_runtime(serve::run(flags)),
        Ok(Asked::Exec { flags, report, command }) => on_runtime(exec::run(flags, report, command)),
        Ok(Asked::Health { host, port }) => health::run(host, port),
        Ok(Asked::Check { paths, format }) => check::run(&paths, format),
        Ok(Asked::Schema) => {
            say(&schema());
            ExitCode::SUCCESS
        }
        Ok(Asked::Routes) => {
            routes::run();
            ExitCode::SUCCESS
        }
        Err(error) => {
            // Help to stdout, mistakes to stderr; if nobody reads either, there is nobody to tell.
            let _unread = error.print();
            ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2))
        }
    }
}

/// Why a command failed, in one line.
enum Failure {
    Busy(SocketAddr, Option<String>),
    Bind(BindError),
    PortFile(PathBuf, io::Error),
    Report(PathBuf),
    Scenarios(Vec<Problem>),
    Prices(PathBuf, String),
    Runtime(io::Error),
    Signals(io::Error),
    Wait(io::Error),
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::Busy(address, Some(version)) => write!(
                f,
                "{address} is taken by an understage {version} that is running already: use it, stop it, or start \
                 this one with --port 0"
            ),
            Failure::Busy(address, None) => {
                write!(f, "{address} is taken by another program: stop it, or start this one with --port 0")
            }
            Failure::Bind(error) => error.fmt(f),
            Failure::Report(path) => {
                write!(f, "cannot write the report {}: there is no such folder", path.display())
            }
            Failure::Scenarios(problems) => {
                write!(f, "{}; no server was started", check::summary(problems))
            }
            Failure::PortFile(path, error) => write!(f, "cannot write the port file {}: {error}", path.display()),
            Failure::Prices(path, why) => write!(f, "cannot use the prices in {}: {why}", path.display()),
            Failure::Runtime(error) => write!(f, "cannot start threads: {error}"),
            Failure::Signals(error) => write!(f, "cannot listen for Ctrl-C: {error}"),
            Failure::Wait(error) => write!(f, "cannot wait for the command: {error}"),
        }
    }
}

/// Runs a command that serves: a worker per core, I/O and time.
fn on_runtime(command: impl Future<Output = Result<ExitCode, Failure>>) -> ExitCode {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().thread_name("understage").build();
    let ended = match runtime {
        Ok(runtime) => {
            let ended = runtime.block_on(command);
            // Whatever still runs has had its time.
            runtime.shutdown_background();
            ended
        }
        Err(error) => Err(Failure::Runtime(error)),
    };
    ended.unwrap_or_else(|failure| {
        if let Failure::Scenarios(problems) = &failure {
            check::show(problems);
        }
        complain(&failure.to_string());
        ExitCode::FAILURE
    })
}

/// Prints to stdout. If nobody reads it, that is no reason to stop serving.
fn say(text: &str) {
    let mut out = io::stdout().lock();
    let _unread = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}

/// Prints one line to stderr, in our name.
fn complain(line: &str) {
    let _unread = writeln!(io::stderr().lock(), "understage: {line}");
}
