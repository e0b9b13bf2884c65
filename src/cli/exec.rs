//! `understage exec`: a server for the length of one command.
//!
//! The command has the terminal, the standard streams and the exit code to itself; understage prints nothing of its own
//! unless something goes wrong before the command starts, or a report is asked for.

use std::ffi::{OsStr, OsString};
use std::io;
use std::net::SocketAddr;
use std::process::{ExitCode, ExitStatus};

use tokio::process::{Child, Command};
use tokio::sync::Notify;

use super::Failure;
use super::args::{Flags, ReportFlags};
use super::report;
use super::resolved::{nearest, resolve};
use super::serve::Started;
use super::signals::{Signal, Signals};

/// The hosts that must not be asked for through a proxy.
const DIRECT: [&str; 2] = ["127.0.0.1", "localhost"];

/// Runs `command` against a server of its own and returns the command's exit code: 128 and the signal's number when it
/// was killed, 127 when there is no such command, 126 when it cannot be run.
pub(super) async fn run(flags: Flags, wanted: ReportFlags, command: Vec<OsString>) -> Result<ExitCode, Failure> {
    report::check(&wanted).map_err(Failure::Report)?;
    let mut signals = Signals::listen().map_err(Failure::Signals)?;
    let Started { server, facts, port_file: _held } = Started::new(resolve(flags, 0))?;
    let (app, address) = (server.app(), nearest(server.addr()));
    let done = std::sync::Arc::new(Notify::new());
    let serving = tokio::spawn({
        let done = std::sync::Arc::clone(&done);
        async move { server.run(done.notified()).await }
    });
    let mut words = command.into_iter();
    let program = words.next().unwrap_or_default();
    let mut start = Command::new(&program);
    start.args(words);
    for (name, value) in environment(address, &facts.key, |name| std::env::var_os(name)) {
        start.env(name, value);
    }
    let code = match start.spawn() {
        Ok(child) => code_of(attend(child, &mut signals).await.map_err(Failure::Wait)?),
        Err(error) => {
            let (text, code) = refusal(&program, &error);
            super::complain(&text);
            code
        }
    };
    done.notify_one();
    // It ends by itself, or has panicked and said so; the command's exit code counts either way.
    let _ended = serving.await;
    report::tell(&app, &wanted);
    Ok(ExitCode::from(code))
}

/// Waits for the command. Ctrl-C has reached it already, from the terminal; SIGTERM is handed on.
async fn attend(mut child: Child, signals: &mut Signals) -> io::Result<ExitStatus> {
    loop {
        tokio::select! {
            status = child.wait() => return status,
            signal = signals.next() => match signal {
                Signal::Interrupt => {}
                Signal::Terminate => terminate(&mut child).await?,
            },
        }
    }
}

/// Asks the command to end; without a `kill` program on this machine, ends it.
async fn terminate(child: &mut Child) -> io::Result<()> {
    let Some(id) = child.id() else { return Ok(()) };
    match Command::new("kill").arg("-TERM").arg(id.to_string()).status().await {
        Ok(status) if status.success() => Ok(()),
        Ok(_) | Err(_) => child.start_kill(),
    }
}

/// The variables by which clients find the server. `OPENAI_API_BASE` is what older clients read (LangChain, for one).
fn environment(
    address: SocketAddr,
    key: &str,
    present: impl Fn(&str) -> Option<OsString>,
) -> Vec<(&'static str, OsString)> {
    let root = format!("http://{address}");
    let base = format!("{root}/v1");
    let mut variables = vec![
        ("OPENAI_BASE_URL", base.clone().into()),
        ("OPENAI_API_BASE", base.into()),
        ("OPENAI_API_KEY", key.into()),
        ("UNDERSTAGE_URL", root.into()),
    ];
    // Some programs read the one, some the other.
    for (name, twin) in [("NO_PROXY", "no_proxy"), ("no_proxy", "NO_PROXY")] {
        variables.push((name, direct(present(name).or_else(|| present(twin)).as_deref(), address)));
    }
    variables
}

/// A list of hosts to reach without a proxy, with ours in it.
fn direct(present: Option<&OsStr>, address: SocketAddr) -> OsString {
    let mut list = present.unwrap_or_default().to_owned();
    let known = list.to_string_lossy().into_owned();
    let known: Vec<&str> = known.split(',').map(str::trim).collect();
    if known.contains(&"*") {
        return list;
    }
    let own = address.ip().to_string();
    // Bare IPv6 addresses in this list crash some clients.
    let hosts = DIRECT.into_iter().chain(address.is_ipv4().then_some(own.as_str()).filter(|own| !DIRECT.contains(own)));
    for host in hosts.filter(|host| !known.contains(host)) {
        if !list.is_empty() {
            list.push(",");
        }
        list.push(host);
    }
    list
}

/// What to say when a command did not start, and the exit code that shells give then.
fn refusal(program: &OsStr, error: &io::Error) -> (String, u8) {
    let program = program.display();
    match error.kind() {
        io::ErrorKind::NotFound => (format!("{program}: command not found"), 127),
        io::ErrorKind::PermissionDenied => (format!("{program}: not executable: {error}"), 126),
        _ => (format!("{program}: cannot be run: {error}"), 126),
    }
}

#[cfg(unix)]
fn code_of(status: ExitStatus) -> u8 {
    use std::os::unix::process::ExitStatusExt;
    let code = status.code().or_else(|| status.signal().map(|signal| 128 + signal));
    code.and_then(|code| u8::try_from(code).ok()).unwrap_or(1)
}

#[cfg(not(unix))]
fn code_of(status: ExitStatus) -> u8 {
    status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use std::ffi::OsStr;

    use super::direct;

    #[test]
    fn loopback_is_added_to_what_goes_without_a_proxy() {
        let address = "127.0.0.1:1".parse().unwrap();
        for (present, expected) in [
            (None, "127.0.0.1,localhost"),
            (Some(""), "127.0.0.1,localhost"),
            (Some("corp.example"), "corp.example,127.0.0.1,localhost"),
            (Some("localhost, corp.example"), "localhost, corp.example,127.0.0.1"),
            (Some("*"), "*"),
        ] {
            assert_eq!(direct(present.map(OsStr::new), address), expected);
        }
        let other = "192.0.2.1:1".parse().unwrap();
        assert_eq!(direct(None, other), "127.0.0.1,localhost,192.0.2.1");
    }
}
