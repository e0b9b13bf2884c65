//! `understage health`: one request to a server, over a plain socket.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use super::args::{Host, PORT};
use super::resolved::reached;

/// How long a server may take to answer `understage health`.
const PATIENCE: Duration = Duration::from_secs(2);

/// The most that is read of an answer in search of the end of its head, in bytes.
const LONGEST_HEAD: usize = 16 * 1024;

/// Who answers at an address.
pub(super) enum Answer {
    /// An understage of this version, and whether it is well.
    Understage { version: String, well: bool },
    /// Another program: it took the connection and did not answer as we do.
    Stranger,
    /// Nobody: no connection.
    Nobody(io::Error),
}

/// Asks the server and prints one line: to stdout and 0 when it is well, to stderr and 1 otherwise.
pub(super) fn run(host: Option<Host>, port: Option<u16>) -> ExitCode {
    let address = reached(host, port.unwrap_or(PORT));
    match ask(address, PATIENCE) {
        Answer::Understage { version, well: true } => {
            super::say(&format!("understage {version} answers at http://{address}\n"));
            return ExitCode::SUCCESS;
        }
        Answer::Understage { version, well: false } => {
            super::complain(&format!("understage {version} at http://{address} is not well"));
        }
        Answer::Stranger => super::complain(&format!("what answers at {address} is not understage")),
        Answer::Nobody(error) => super::complain(&format!("nothing answers at {address}: {error}")),
    }
    ExitCode::FAILURE
}

/// Finds out who answers at `address`, within `patience`.
pub(super) fn ask(address: SocketAddr, patience: Duration) -> Answer {
    let deadline = Instant::now() + patience;
    match TcpStream::connect_timeout(&address, patience) {
        Ok(stream) => head(stream, address, deadline).map_or(Answer::Stranger, |head| read(&head)),
        Err(error) => Answer::Nobody(error),
    }
}

/// The head of the answer to `GET /health`.
fn head(mut stream: TcpStream, address: SocketAddr, deadline: Instant) -> io::Result<String> {
    let left = || deadline.saturating_duration_since(Instant::now()).max(Duration::from_millis(1));
    stream.set_write_timeout(Some(left()))?;
    stream.write_all(format!("GET /health HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n").as_bytes())?;
    let mut bytes = Vec::new();
    let mut piece = [0; 1024];
    while Instant::now() < deadline && bytes.len() < LONGEST_HEAD {
        stream.set_read_timeout(Some(left()))?;
        let count = stream.read(&mut piece)?;
        bytes.extend_from_slice(piece.get(..count).unwrap_or_default());
        if count == 0 || bytes.windows(4).any(|window| window == b"\r\n\r\n") {
            break;
        }
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn read(head: &str) -> Answer {
    let mut lines = head.lines();
    let well = lines.next().and_then(|status| status.split(' ').nth(1)) == Some("200");
    let version = lines
        .take_while(|line| !line.is_empty())
        .filter_map(|line| line.split_once(':'))
        .find_map(|(name, value)| name.eq_ignore_ascii_case("x-understage-version").then(|| value.trim().to_owned()));
    match version {
        Some(version) => Answer::Understage { version, well },
        None => Answer::Stranger,
    }
}
