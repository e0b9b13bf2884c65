//! `understage serve`: a server in the foreground, until it is told to end.

use std::io::IsTerminal;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use tokio::sync::Notify;

use super::Failure;
use super::args::{Flags, PORT};
use super::banner::banner;
use super::health::{Answer, ask};
use super::port_file::PortFile;
use super::resolved::{Settings, nearest, resolve};
use super::signals::{Signal, Signals};
use super::watch::Watched;
use crate::domain::prices::Prices;
use crate::scenario::load;
use crate::server::{BindError, Server};

/// How long to ask who it is that holds a busy port.
const CURIOSITY: Duration = Duration::from_millis(200);

/// Serves until Ctrl-C or SIGTERM; a second one ends without waiting for open requests.
pub(super) async fn run(flags: Flags) -> Result<ExitCode, Failure> {
    let settings = resolve(flags, PORT);
    let mut signals = Signals::listen().map_err(Failure::Signals)?;
    let quiet = settings.quiet;
    let started = Started::new(settings)?;
    if !quiet {
        let bold = std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|set| set.is_empty());
        super::say(&banner(started.server.addr(), &started.facts, bold));
    }
    let told = Notify::new();
    let mut running = std::pin::pin!(started.server.run(told.notified()));
    let mut ending = false;
    loop {
        tokio::select! {
            () = &mut running => return Ok(ExitCode::SUCCESS),
            signal = signals.next() => match signal {
                Signal::Interrupt if ending => return Ok(ExitCode::from(130)),
                Signal::Terminate if ending => return Ok(ExitCode::from(143)),
                Signal::Interrupt | Signal::Terminate => {
                    ending = true;
                    told.notify_one();
                }
            },
        }
    }
}

/// A server that listens and has told so where it was asked to; the start of `serve` and of `exec`.
pub(super) struct Started {
    pub(super) server: Server,
    pub(super) facts: super::resolved::Facts,
    /// Removes the port file at the end.
    pub(super) port_file: Option<PortFile>,
}

impl Started {
    pub(super) fn new(settings: Settings) -> Result<Started, Failure> {
        let Settings { mut config, mut facts, prices, port_file, scenarios: paths, watch, quiet: _ } = settings;
        if watch && paths.is_empty() {
            super::complain("warning: --watch has nothing to watch without --scenarios");
        }
        let watched = Watched::before_loading(if watch { paths.clone() } else { Vec::new() });
        let scenarios = load(&paths).map_err(Failure::Scenarios)?;
        super::check::show(&scenarios.warnings);
        if !paths.is_empty() {
            facts.scenarios = super::check::held(&scenarios);
        }
        let watched = watched.with(&scenarios.files);
        config.app.scenarios = scenarios;
        if let Some(path) = prices {
            config.app.prices = price_list(path)?;
        }
        let guarded = !config.app.api_keys.is_empty();
        let server = Server::bind(config).map_err(explained)?;
        if watch {
            // It ends with the runtime.
            tokio::spawn(watched.run(server.app()));
        }
        warn_if_exposed(server.addr(), guarded);
        let written = |path: std::path::PathBuf| {
            PortFile::write(&path, server.addr().port()).map_err(|error| Failure::PortFile(path, error))
        };
        let port_file = port_file.map(written).transpose()?;
        Ok(Started { server, facts, port_file })
    }
}

fn price_list(path: PathBuf) -> Result<Prices, Failure> {
    let text = std::fs::read_to_string(&path).map_err(|error| error.to_string());
    text.and_then(|text| Prices::read(&text)).map_err(|why| Failure::Prices(path, why))
}

/// Whoever can reach the port can use the server; say so when that is more than this machine.
fn warn_if_exposed(address: SocketAddr, guarded: bool) {
    if !address.ip().is_loopback() {
        let keys = if guarded { "" } else { ", with any key (--api-key limits which)" };
        super::complain(&format!("warning: other machines can reach {address}, unencrypted{keys}"));
    }
}

fn explained(error: BindError) -> Failure {
    match error {
        BindError::Busy(address) => {
            let holder = match ask(nearest(address), CURIOSITY) {
                Answer::Understage { version, well: _ } => Some(version),
                Answer::Stranger | Answer::Nobody(_) => None,
            };
            Failure::Busy(address, holder)
        }
        other @ BindError::Address(..) => Failure::Bind(other),
    }
}
