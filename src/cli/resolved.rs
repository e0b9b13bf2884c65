//! The command line as meant: defaults filled in, one value for one question.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::PathBuf;

use super::args::{Flags, Host};
use crate::domain::clock::Start;
use crate::domain::pace::Pace;
use crate::domain::prices::Prices;
use crate::domain::sunset::Sunset;
use crate::domain::world::Clock;
use crate::http::AppConfig;
use crate::scenario::Scenarios;
use crate::server::{Config, Limits};

/// The key to paste where any key is let in.
const ANY_KEY: &str = "sk-understage";

/// What the start-up block tells, beside the address.
pub(super) struct Facts {
    /// What is played: `3 scenarios`, or nothing.
    pub(super) scenarios: String,
    pub(super) watched: bool,
    pub(super) seed: Option<u64>,
    pub(super) pace: Pace,
    pub(super) clock: Start,
    pub(super) sunset: Option<Sunset>,
    /// A key that is let in.
    pub(super) key: String,
    /// Whether the server listens on both loopback addresses.
    pub(super) both: bool,
}

/// One server, as meant.
pub(super) struct Settings {
    pub(super) config: Config,
    pub(super) facts: Facts,
    /// A list of prices that is still to be read.
    pub(super) prices: Option<PathBuf>,
    pub(super) port_file: Option<PathBuf>,
    /// Where scenarios are.
    pub(super) scenarios: Vec<PathBuf>,
    pub(super) watch: bool,
    pub(super) quiet: bool,
}

/// Fills in what the flags leave open; `port` is the one to use when none is given.
pub(super) fn resolve(flags: Flags, port: u16) -> Settings {
    let host = listened(flags.host);
    let pace = flags.pace.unwrap_or(Pace::Instant);
    let clock = flags.clock.unwrap_or(Start::System);
    Settings {
        facts: Facts {
            scenarios: String::new(),
            watched: flags.watch,
            seed: flags.seed,
            pace,
            clock,
            sunset: flags.sunset,
            key: flags.api_keys.first().map_or_else(|| ANY_KEY.to_owned(), Clone::clone),
            both: host.is_none(),
        },
        config: Config {
            host,
            port: flags.port.unwrap_or(port),
            app: AppConfig {
                seed: flags.seed,
                pace,
                api_keys: flags.api_keys,
                allowed_hosts: flags.allowed_hosts,
                cors_origins: flags.cors_origins,
                strict_scenarios: flags.strict_scenarios,
                scenarios: Scenarios::default(),
                clock: Clock::System,
                start: clock,
                sunset: flags.sunset,
                prices: Prices::default(),
                program: std::env::current_exe().ok(),
            },
            limits: Limits::default(),
            notice: super::complain,
        },
        prices: flags.prices,
        port_file: flags.port_file,
        scenarios: flags.scenarios,
        watch: flags.watch,
        quiet: flags.quiet,
    }
}

fn listened(host: Option<Host>) -> Option<IpAddr> {
    match host {
        None | Some(Host::Localhost) => None,
        Some(Host::Only(address)) => Some(address),
    }
}

/// Where a client on this machine finds a server that listens on `host`.
pub(super) fn reached(host: Option<Host>, port: u16) -> SocketAddr {
    nearest(SocketAddr::new(listened(host).unwrap_or(Ipv4Addr::LOCALHOST.into()), port))
}

/// The same address, or loopback where it stands for every address of this machine.
pub(super) fn nearest(address: SocketAddr) -> SocketAddr {
    match address.ip() {
        IpAddr::V4(Ipv4Addr::UNSPECIFIED) => SocketAddr::new(Ipv4Addr::LOCALHOST.into(), address.port()),
        IpAddr::V6(Ipv6Addr::UNSPECIFIED) => SocketAddr::new(Ipv6Addr::LOCALHOST.into(), address.port()),
        IpAddr::V4(_) | IpAddr::V6(_) => address,
    }
}

#[cfg(test)]
mod tests {
    use super::{Flags, Host, nearest, reached, resolve};

    #[test]
    fn what_is_left_open_is_filled_in() {
        let settings = resolve(Flags::default(), 2778);
        assert_eq!((settings.config.host, settings.config.port), (None, 2778));
        assert_eq!((settings.facts.key.as_str(), settings.facts.both), ("sk-understage", true));
        let keys = Flags { api_keys: vec!["a".into(), "b".into()], port: Some(0), ..Flags::default() };
        let settings = resolve(keys, 2778);
        assert_eq!((settings.config.port, settings.facts.key.as_str()), (0, "a"));
    }

    #[test]
    fn every_address_is_reached_by_loopback() {
        assert_eq!(reached(None, 5).to_string(), "127.0.0.1:5");
        assert_eq!(reached(Some(Host::Only([0, 0, 0, 0].into())), 5).to_string(), "127.0.0.1:5");
        assert_eq!(nearest("[::]:5".parse().unwrap()).to_string(), "[::1]:5");
        assert_eq!(nearest("192.0.2.1:5".parse().unwrap()).to_string(), "192.0.2.1:5");
    }
}
