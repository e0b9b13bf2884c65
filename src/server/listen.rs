//! Addresses: which to listen on, and what to say when that fails.

use std::fmt;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use tokio::net::{TcpListener, TcpSocket};

/// Connections that the system may hold for us between two turns of the accept loop.
const BACKLOG: u32 = 4096;

/// How many free ports to try until one is free on both loopback addresses.
const ATTEMPTS: usize = 16;

/// Why a server did not start.
#[derive(Debug)]
pub enum BindError {
    /// Another process listens on this address.
    Busy(SocketAddr),
    /// The system does not let us listen on this address.
    Address(SocketAddr, io::Error),
}

impl fmt::Display for BindError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            BindError::Busy(address) => write!(f, "{address} is in use"),
            BindError::Address(address, error) => write!(f, "cannot listen on {address}: {error}"),
        }
    }
}

impl std::error::Error for BindError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            BindError::Busy(_) => None,
            BindError::Address(_, error) => Some(error),
        }
    }
}

/// Listens on `host`, or on both loopback addresses with the same port. The first listener is the one to tell people.
pub(super) fn listen(host: Option<IpAddr>, port: u16) -> Result<Vec<TcpListener>, BindError> {
    match host {
        Some(host) => Ok(vec![listen_on(SocketAddr::new(host, port))?]),
        None => listen_on_loopback(port),
    }
}

fn listen_on_loopback(port: u16) -> Result<Vec<TcpListener>, BindError> {
    let mut attempts = if port == 0 { ATTEMPTS } else { 1 };
    loop {
        attempts -= 1;
        let first = listen_on(SocketAddr::new(Ipv4Addr::LOCALHOST.into(), port))?;
        let Ok(taken) = first.local_addr() else { return Ok(vec![first]) };
        match listen_on(SocketAddr::new(Ipv6Addr::LOCALHOST.into(), taken.port())) {
            Ok(second) => return Ok(vec![first, second]),
            // `localhost` would lead some clients to whoever has the other half.
            Err(BindError::Busy(address)) if attempts == 0 => return Err(BindError::Busy(address)),
            Err(BindError::Busy(_)) => {}
            // No IPv6 on this machine.
            Err(BindError::Address(..)) => return Ok(vec![first]),
        }
    }
}

fn listen_on(address: SocketAddr) -> Result<TcpListener, BindError> {
    let listener = || {
        let socket = if address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
        // Elsewhere than on Unix this option would let two servers share a port.
        if cfg!(unix) {
            socket.set_reuseaddr(true)?;
        }
        socket.bind(address)?;
        socket.listen(BACKLOG)
    };
    listener().map_err(|error| match error.kind() {
        io::ErrorKind::AddrInUse => BindError::Busy(address),
        _ => BindError::Address(address, error),
    })
}
