//! The server: listens, accepts, keeps the limits, ends.
//!
//! The accept loop is our own because `axum::serve` never gives up on a half-sent head, and waits for open streams for
//! ever when it is asked to end. Nothing here knows what a request means: that is [`App`]'s.
//!
//! ```text
//!   listen ── accept ── connection ── App::answer        phase: what a connection waits for
//!                           └── watch ── sweep           watch: for how long it may
//! ```

mod connection;
mod listen;
mod phase;
mod watch;

use futures_util::FutureExt;
use std::future::Future;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::time::{MissedTickBehavior, interval, timeout};

pub use listen::BindError;
use watch::{Connections, Order};

use crate::http::{App, AppConfig};

/// How often [`App::tick`] is called.
const TICK: Duration = Duration::from_secs(1);

/// How long to wait for a connection to end when the system has no more file descriptors for us.
const OUT_OF_FILES: Duration = Duration::from_millis(100);

/// Connections served at once, where the system's limit on open files allows it.
const MAX_CONNECTIONS: usize = 16_384;

/// File descriptors left to everything that is no connection: listeners, uploads, the runtime.
const OTHER_FILES: usize = 64;

/// How long, and how many: what a client may ask of the server's patience.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// From a head's first byte (on a new connection: from its start) to its last.
    pub head: Duration,
    /// Between an answer and the first byte of the next request.
    pub idle: Duration,
    /// Between two pieces of a request body that the server is ready to read.
    pub body: Duration,
    /// Connections at once; more wait to be accepted. At least 1.
    pub connections: usize,
    /// What open connections are given to end by themselves at shutdown.
    pub drain: Duration,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            head: Duration::from_secs(10),
            idle: Duration::from_secs(75),
            body: Duration::from_secs(30),
            connections: open_files().map_or(MAX_CONNECTIONS, |files| {
                // With very few files allowed, half of them are for connections.
                MAX_CONNECTIONS.min(files.saturating_sub(OTHER_FILES).max(files / 2)).max(1)
            }),
            drain: Duration::from_millis(1500),
        }
    }
}

/// What a server is to be.
pub struct Config {
    /// The address to listen on; `None` for both loopback addresses, `127.0.0.1` and `[::1]`.
    pub host: Option<IpAddr>,
    /// The port; 0 for any free one.
    pub port: u16,
    /// What is served.
    pub app: AppConfig,
    /// What clients may ask of the server's patience.
    pub limits: Limits,
    /// Told, in one line without a line end, what a person at the server should know: so far, that open files ran out.
    pub notice: fn(&str),
}

impl Config {
    /// Both loopback addresses, a free port, the usual limits, no notices: what a test wants.
    pub fn local(app: AppConfig) -> Config {
        Config { host: None, port: 0, app, limits: Limits::default(), notice: |_line| {} }
    }
}

/// A server that listens. Clients may connect as soon as there is one; they are answered once it [runs](Server::run).
pub struct Server {
    app: Arc<App>,
    listeners: Vec<TcpListener>,
    address: SocketAddr,
    limits: Limits,
    notice: fn(&str),
}

impl Server {
    /// Listens as `config` says.
    ///
    /// # Errors
    /// [`BindError`] if the address is taken or not ours, or if there is no room for uploads.
    ///
    /// # Panics
    /// Outside of a tokio runtime with I/O.
    pub fn bind(config: Config) -> Result<Server, BindError> {
        let listeners = listen::listen(config.host, config.port)?;
        let wanted = SocketAddr::new(config.host.unwrap_or(IpAddr::from([127, 0, 0, 1])), config.port);
        let address = match listeners.first().map(TcpListener::local_addr) {
            Some(Ok(address)) => address,
            Some(Err(error)) => return Err(BindError::Address(wanted, error)),
            None => wanted,
        };
        let app = App::new(config.app);
        Ok(Server { app, listeners, address, limits: config.limits, notice: config.notice })
    }

    /// What is served.
    pub fn app(&self) -> Arc<App> {
        Arc::clone(&self.app)
    }

    /// The address that the server listens on, with the real port; the IPv4 one where it listens on both.
    pub fn addr(&self) -> SocketAddr {
        self.address
    }

    /// Serves until `shutdown` is ready, then accepts no more, ends open streams, lets requests finish for
    /// [`Limits::drain`] and drops what is left.
    pub async fn run(self, shutdown: impl Future<Output = ()>) {
        let connections = Connections::new(self.limits);
        let room = Arc::new(Semaphore::new(self.limits.connections.clamp(1, Semaphore::MAX_PERMITS)));
        let mut loops = tokio::task::JoinSet::new();
        for listener in self.listeners {
            let door = Door {
                app: Arc::clone(&self.app),
                connections: Arc::clone(&connections),
                room: Arc::clone(&room),
                notice: self.notice,
            };
            loops.spawn(door.accept(listener));
        }
        tokio::select! {
            () = shutdown => {}
            () = keep_time(&self.app, &connections) => {}
        }
        // Ends the loops and closes their listeners, so that the port is free when this returns.
        loops.shutdown().await;
        self.app.close();
        connections.order(Order::Close);
        if timeout(self.limits.drain, connections.all_left()).await.is_err() {
            connections.order(Order::Drop);
            // A task that never yields cannot be dropped; the runtime's end is near anyway.
            let _late = timeout(self.limits.drain / 6, connections.all_left()).await;
        }
    }
}

/// Ticks the app and sweeps the connections, for ever.
async fn keep_time(app: &App, connections: &Connections) {
    let mut ticks = interval(TICK);
    let mut sweeps = interval(connections.period());
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    // A process that was halted (a laptop's lid, a debugger) must not find that all of its clients have waited too long.
    sweeps.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            // A fault in one expiry must not end the server; the hook has printed it.
            _ = ticks.tick() => drop(AssertUnwindSafe(app.tick()).catch_unwind().await),
            _ = sweeps.tick() => connections.sweep(),
        }
    }
}

/// What an accept loop needs.
struct Door {
    app: Arc<App>,
    connections: Arc<Connections>,
    room: Arc<Semaphore>,
    notice: fn(&str),
}

impl Door {
    async fn accept(self, listener: TcpListener) {
        let mut noticed = false;
        // The semaphore is never closed; were it, there would be nothing left to accept.
        while let Ok(permit) = Arc::clone(&self.room).acquire_owned().await {
            let Some(stream) = self.next(&listener, &mut noticed).await else { continue };
            // Answers are written whole: waiting for more to send would only delay them. Failing is harmless.
            let _slower = stream.set_nodelay(true);
            let seat = self.connections.seat(permit);
            tokio::spawn(connection::serve(stream, Arc::clone(&self.app), seat));
        }
    }

    /// The next connection; `None` when there was none this time.
    async fn next(&self, listener: &TcpListener, noticed: &mut bool) -> Option<TcpStream> {
        let error = match listener.accept().await {
            Ok((stream, _client)) => return Some(stream),
            Err(error) => error,
        };
        if matches!(
            error.kind(),
            io::ErrorKind::ConnectionAborted | io::ErrorKind::ConnectionReset | io::ErrorKind::ConnectionRefused
        ) {
            return None;
        }
        // Out of file descriptors or memory. The connection is still there to be accepted: trying again at once would
        // spin, so wait for somebody to leave.
        if !*noticed {
            *noticed = true;
            (self.notice)(&format!("cannot accept connections for now: {error} (see `ulimit -n`)"));
        }
        let _sooner = timeout(OUT_OF_FILES, self.connections.one_left()).await;
        None
    }
}

/// How many files this process may have open, where the system tells (Linux).
fn open_files() -> Option<usize> {
    let limits = std::fs::read_to_string("/proc/self/limits").ok()?;
    let line = limits.lines().find_map(|line| line.strip_prefix("Max open files"))?;
    line.split_whitespace().next()?.parse().ok()
}
