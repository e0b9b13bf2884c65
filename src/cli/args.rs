//! The command line as typed: flags, their `UNDERSTAGE_…` twins, and the help text.
//!
//! Flags may stand before or after the command's name. clap parses the two places apart, so [`parse`] lays one over the
//! other: a flag that was typed beats a variable, and of two that were typed the later one counts (lists grow instead).

use std::ffi::OsString;
use std::net::IpAddr;
use std::path::PathBuf;

use clap::builder::{BoolishValueParser, NonEmptyStringValueParser};
use clap::error::ErrorKind;
use clap::parser::ValueSource;
use clap::{ArgMatches, Args, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};

use crate::domain::clock::Start;
use crate::domain::pace::Pace;
use crate::domain::sunset::Sunset;

/// The port when none is given.
pub(super) const PORT: u16 = 2778;

const NOTES: &str = "\
Without a command, understage serves until Ctrl-C. Options may stand before or
after the command's name, and each has a variable: UNDERSTAGE_PORT for --port,
UNDERSTAGE_API_KEY (separated by commas) for --api-key, and so on.

Examples:
  understage --seed 7
  understage -s scenarios/ --watch
  understage exec -s scenarios/ -- pytest -q
  understage health";

const EXEC_NOTES: &str = "\
The server takes a free port unless --port is given. COMMAND finds it in
OPENAI_BASE_URL, OPENAI_API_KEY and UNDERSTAGE_URL. It ends with COMMAND.";

/// What was asked for.
pub(super) enum Asked {
    Serve(Flags),
    Exec { flags: Flags, report: ReportFlags, command: Vec<OsString> },
    Health { host: Option<Host>, port: Option<u16> },
    Check { paths: Vec<PathBuf>, format: Format },
    Schema,
    Routes,
}

/// Stands in for the OpenAI Assistants API on your own machine.
#[derive(Parser)]
#[command(name = "understage", version, disable_help_subcommand = true, after_help = NOTES)]
struct Typed {
    #[command(flatten)]
    flags: Flags,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Serve until Ctrl-C (the same as no command)
    Serve(Flags),
    /// Run COMMAND against a server of its own, and return its exit code
    #[command(after_help = EXEC_NOTES)]
    Exec(Exec),
    /// Say what is wrong with scenario files (exit code 0: nothing)
    Check(Check),
    /// Print the JSON Schema of scenario files, for editors
    Schema,
    /// Tell whether a server answers (exit code 0) or not (1)
    Health(Health),
    /// List every route, with the operation it implements
    Routes,
}

#[derive(Args)]
struct Exec {
    #[command(flatten)]
    flags: Flags,
    #[command(flatten)]
    report: ReportFlags,
    /// The program to run, and its arguments
    #[arg(trailing_var_arg = true, required = true, value_name = "COMMAND")]
    command: Vec<OsString>,
}

/// What `exec` tells after the command.
#[derive(Args, Clone, Debug, Default, PartialEq)]
pub(super) struct ReportFlags {
    /// Tell afterwards what was played and what was not
    #[arg(long, env = "UNDERSTAGE_REPORT", hide_env = true, value_parser = BoolishValueParser::new())]
    pub(super) report: bool,
    /// Write that to this .json or .md file; repeatable
    #[arg(long = "report-file", value_name = "PATH", env = "UNDERSTAGE_REPORT_FILE", hide_env = true)]
    #[arg(value_delimiter = ',', value_parser = report_file)]
    pub(super) files: Vec<PathBuf>,
}

fn report_file(text: &str) -> Result<PathBuf, String> {
    if text.ends_with(".json") || text.ends_with(".md") {
        Ok(text.into())
    } else {
        Err("the name of a report ends in .json or .md".to_owned())
    }
}

#[derive(Args)]
struct Check {
    /// Scenario files, and folders of them
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// How problems are told: text or json
    #[arg(long, default_value = "text")]
    format: Format,
}

/// How `check` tells problems.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For people.
    #[default]
    Text,
    /// One JSON object with all of them.
    Json,
}

#[derive(Args)]
struct Health {
    /// Address of the server [default: 127.0.0.1]
    #[arg(long, env = "UNDERSTAGE_HOST", hide_env = true, value_parser = host)]
    host: Option<Host>,
    /// Port of the server [default: 2778]
    #[arg(long, env = "UNDERSTAGE_PORT", hide_env = true)]
    port: Option<u16>,
}

/// The flags of a server.
#[derive(Args, Clone, Debug, Default, PartialEq)]
pub(super) struct Flags {
    /// Address to listen on [default: 127.0.0.1, ::1]
    #[arg(long, env = "UNDERSTAGE_HOST", hide_env = true, value_parser = host)]
    pub(super) host: Option<Host>,
    /// Port, 0 for any free one [default: 2778]
    #[arg(long, env = "UNDERSTAGE_PORT", hide_env = true)]
    pub(super) port: Option<u16>,
    /// Play scenarios of this file or folder; repeatable
    #[arg(short, long, value_name = "PATH", env = "UNDERSTAGE_SCENARIOS", hide_env = true, value_delimiter = ',')]
    pub(super) scenarios: Vec<PathBuf>,
    /// Load scenario files again when they change
    #[arg(long, env = "UNDERSTAGE_WATCH", hide_env = true, value_parser = BoolishValueParser::new())]
    pub(super) watch: bool,
    /// Fail runs that fit no scenario
    #[arg(long, env = "UNDERSTAGE_STRICT_SCENARIOS", hide_env = true, value_parser = BoolishValueParser::new())]
    pub(super) strict_scenarios: bool,
    /// Make ids and random choices repeat
    #[arg(long, value_name = "N", env = "UNDERSTAGE_SEED", hide_env = true)]
    pub(super) seed: Option<u64>,
    /// Pace of runs: instant, realistic, polls:N or step
    #[arg(long, env = "UNDERSTAGE_PACE", hide_env = true)]
    pub(super) pace: Option<Pace>,
    /// Clock: system, or a time (RFC 3339) to stand at
    #[arg(long, value_name = "TIME", env = "UNDERSTAGE_CLOCK", hide_env = true)]
    pub(super) clock: Option<Start>,
    /// Rehearse the end: openai|azure[:FRACTION][@DATE]
    #[arg(long, value_name = "LIKE", env = "UNDERSTAGE_SUNSET", hide_env = true)]
    pub(super) sunset: Option<Sunset>,
    /// Price list for GET /_understage/usage (JSON)
    #[arg(long, value_name = "FILE", env = "UNDERSTAGE_PRICES", hide_env = true)]
    pub(super) prices: Option<PathBuf>,
    /// Write the port to this file when it listens
    #[arg(long, value_name = "PATH", env = "UNDERSTAGE_PORT_FILE", hide_env = true)]
    pub(super) port_file: Option<PathBuf>,
    /// Let in only this key; repeatable
    #[arg(long = "api-key", value_name = "KEY", env = "UNDERSTAGE_API_KEY", hide_env = true)]
    #[arg(value_delimiter = ',', value_parser = NonEmptyStringValueParser::new())]
    pub(super) api_keys: Vec<String>,
    /// Answer to this host name too; repeatable
    #[arg(long = "allowed-host", value_name = "HOST", env = "UNDERSTAGE_ALLOWED_HOST", hide_env = true)]
    #[arg(value_delimiter = ',', value_parser = NonEmptyStringValueParser::new())]
    pub(super) allowed_hosts: Vec<String>,
    /// Let pages of this origin in; repeatable
    #[arg(long = "cors-origin", value_name = "ORIGIN", env = "UNDERSTAGE_CORS_ORIGIN", hide_env = true)]
    #[arg(value_delimiter = ',', value_parser = NonEmptyStringValueParser::new())]
    pub(super) cors_origins: Vec<String>,
    /// Print nothing at the start
    #[arg(short, long, env = "UNDERSTAGE_QUIET", hide_env = true, value_parser = BoolishValueParser::new())]
    pub(super) quiet: bool,
}

/// An address to listen on, or to ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Host {
    /// Both loopback addresses.
    Localhost,
    /// This one alone.
    Only(IpAddr),
}

fn host(text: &str) -> Result<Host, String> {
    if text.eq_ignore_ascii_case("localhost") {
        return Ok(Host::Localhost);
    }
    let bare = text.strip_prefix('[').and_then(|inner| inner.strip_suffix(']')).unwrap_or(text);
    bare.parse().map(Host::Only).map_err(|_not_an_address| "expected an IP address or localhost".to_owned())
}

/// Reads the command line; the first of `arguments` is the program's own name.
///
/// # Errors
/// What clap has to say: a mistake, or the text of `--help` and `--version`.
pub(super) fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Asked, clap::Error> {
    let mut grammar = grammar();
    let matches = grammar.try_get_matches_from_mut(arguments)?;
    let typed = Typed::from_arg_matches(&matches)?;
    let (above, below) = (typed.flags, matches.subcommand().map(|(_name, matches)| matches));
    let over = |flags: Flags| match below {
        Some(below) => flags.laid_over(above.clone(), below, &matches),
        None => flags,
    };
    match typed.command {
        None => Ok(Asked::Serve(above)),
        Some(Command::Serve(flags)) => Ok(Asked::Serve(over(flags))),
        Some(Command::Exec(Exec { flags, report, command })) => Ok(Asked::Exec { flags: over(flags), report, command }),
        Some(Command::Health(Health { host, port })) => {
            refuse_others(&mut grammar, &matches, &["host", "port"], "health")?;
            let asked = over(Flags { host, port, ..Flags::default() });
            Ok(Asked::Health { host: asked.host, port: asked.port })
        }
        Some(Command::Check(Check { paths, format })) => {
            refuse_others(&mut grammar, &matches, &[], "check")?;
            Ok(Asked::Check { paths, format })
        }
        Some(Command::Schema) => {
            refuse_others(&mut grammar, &matches, &[], "schema")?;
            Ok(Asked::Schema)
        }
        Some(Command::Routes) => {
            refuse_others(&mut grammar, &matches, &[], "routes")?;
            Ok(Asked::Routes)
        }
    }
}

/// The grammar, without the variables that are set to nothing: `UNDERSTAGE_SEED=` is how scripts say "no seed".
fn grammar() -> clap::Command {
    let forget_empty = |command: clap::Command| {
        command.mut_args(|argument| match argument.get_env() {
            Some(name) if std::env::var_os(name).is_some_and(|value| value.is_empty()) => argument.env(None::<&str>),
            _ => argument,
        })
    };
    forget_empty(Typed::command()).mut_subcommands(forget_empty)
}

/// A server's flag before a command that starts none would be forgotten silently; that is a mistake to tell.
fn refuse_others(
    grammar: &mut clap::Command,
    matches: &ArgMatches,
    welcome: &[&str],
    command: &str,
) -> Result<(), clap::Error> {
    let names: Vec<String> = grammar
        .get_arguments()
        .filter(|argument| !welcome.contains(&argument.get_id().as_str()) && typed(matches, argument.get_id().as_str()))
        .filter_map(|argument| argument.get_long().map(str::to_owned))
        .collect();
    match names.first() {
        None => Ok(()),
        Some(name) => {
            let message = format!("'--{name}' cannot be used with '{command}'");
            Err(grammar.error(ErrorKind::ArgumentConflict, message))
        }
    }
}

/// Whether an argument was typed, rather than taken from a variable. Commands know only some of the arguments.
fn typed(matches: &ArgMatches, id: &str) -> bool {
    matches.try_contains_id(id).is_ok() && matches.value_source(id) == Some(ValueSource::CommandLine)
}

impl Flags {
    /// These flags, which stood after the command's name (`below`), with those that stood before it (`above`).
    fn laid_over(self, before: Flags, below: &ArgMatches, above: &ArgMatches) -> Flags {
        let first = |id: &str| typed(above, id) && !typed(below, id);
        fn both<T>(typed: (bool, bool), mut early: Vec<T>, late: Vec<T>) -> Vec<T> {
            match typed {
                (true, true) => {
                    early.extend(late);
                    early
                }
                (true, false) => early,
                (false, true | false) => late,
            }
        }
        let where_typed = |id: &str| (typed(above, id), typed(below, id));
        Flags {
            host: if first("host") { before.host } else { self.host },
            port: if first("port") { before.port } else { self.port },
            seed: if first("seed") { before.seed } else { self.seed },
            pace: if first("pace") { before.pace } else { self.pace },
            clock: if first("clock") { before.clock } else { self.clock },
            sunset: if first("sunset") { before.sunset } else { self.sunset },
            prices: if first("prices") { before.prices } else { self.prices },
            port_file: if first("port_file") { before.port_file } else { self.port_file },
            scenarios: both(where_typed("scenarios"), before.scenarios, self.scenarios),
            watch: before.watch || self.watch,
            strict_scenarios: before.strict_scenarios || self.strict_scenarios,
            api_keys: both(where_typed("api_keys"), before.api_keys, self.api_keys),
            allowed_hosts: both(where_typed("allowed_hosts"), before.allowed_hosts, self.allowed_hosts),
            cors_origins: both(where_typed("cors_origins"), before.cors_origins, self.cors_origins),
            quiet: before.quiet || self.quiet,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Asked, Flags, Host, parse};

    fn asked(line: &str) -> Asked {
        parse(line.split(' ').map(Into::into)).unwrap()
    }

    fn flags(line: &str) -> Flags {
        match asked(line) {
            Asked::Serve(flags) | Asked::Exec { flags, .. } => flags,
            Asked::Health { .. } | Asked::Check { .. } | Asked::Schema | Asked::Routes => {
                panic!("{line} starts no server")
            }
        }
    }

    #[test]
    fn a_flag_counts_on_either_side_of_the_command() {
        let plain = flags("understage --port 5 --seed 7 --pace polls:2 --api-key a --api-key b -q -s x -s y");
        for line in [
            "understage serve --port 5 --seed 7 --pace polls:2 --api-key a --api-key b -q -s x,y",
            "understage --port 5 --seed 7 --api-key a -s x serve --pace polls:2 --api-key b -q -s y",
            "understage --port 9 --seed 7 --api-key a,b -q serve --port 5 --pace polls:2 --scenarios x --scenarios y",
            "understage --port 5 --seed 7 exec --pace polls:2 -q --api-key a,b -s x,y -- true --port 6",
            "understage --port 5 --seed 7 exec --pace polls:2 -q -s x,y --api-key a,b true --port 6",
        ] {
            assert_eq!(flags(line), plain, "{line}");
        }
    }

    #[test]
    fn clock_and_sunset_are_read() {
        let plain = flags("understage --clock 2026-08-01 --sunset openai:0.2@2026-08-26");
        assert_eq!((plain.clock, plain.sunset), ("2026-08-01".parse().ok(), "openai:0.2@2026-08-26".parse().ok()));
        assert!(plain.clock.is_some() && plain.sunset.is_some());
        assert_eq!(flags("understage --clock 2026-08-01 serve --sunset openai:0.2@2026-08-26"), plain);
        assert_eq!(
            flags("understage --sunset azure --clock system exec --sunset azure:0 -- x").sunset,
            "azure:0".parse().ok()
        );
    }

    #[test]
    fn a_command_keeps_its_own_flags() {
        let Asked::Exec { command, .. } = asked("understage exec --seed 7 -- pytest -q --port 6") else { panic!() };
        assert_eq!(command, ["pytest", "-q", "--port", "6"]);
    }

    #[test]
    fn health_takes_an_address_and_nothing_else() {
        let Asked::Health { host, port } = asked("understage --port 5 health --host [::1]") else { panic!() };
        assert_eq!((host, port), (Some(Host::Only([0, 0, 0, 0, 0, 0, 0, 1].into())), Some(5)));
        assert!(parse(["understage", "--seed", "7", "health"].map(Into::into)).is_err());
        assert!(parse(["understage", "--seed", "7", "routes"].map(Into::into)).is_err());
        assert_eq!(flags("understage --host LOCALHOST").host, Some(Host::Localhost));
    }

    #[test]
    fn a_mistake_is_refused() {
        for line in [
            "understage --sede 7",
            "understage --seed -1",
            "understage --port 70000",
            "understage --pace slow",
            "understage --clock tomorrow",
            "understage --sunset aws",
            "understage --sunset openai:2",
            "understage --host example.com",
            "understage --api-key=",
            "understage exec",
            "understage exec --sede 7 -- true",
            "understage sreve",
        ] {
            assert!(parse(line.split(' ').map(Into::into)).is_err(), "{line}");
        }
    }
}
