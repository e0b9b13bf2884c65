//! The start-up block: what runs here, and the two lines to paste.

use std::fmt::Write;
use std::net::SocketAddr;

use super::resolved::{Facts, nearest};
use crate::domain::clock::Start;
use crate::domain::date;
use crate::domain::pace::Pace;

/// The block for a server at `address`, at most 80 columns wide unless a key is very long; `bold` for a terminal.
pub(super) fn banner(address: SocketAddr, facts: &Facts, bold: bool) -> String {
    let (strong, plain) = if bold { ("\u{1b}[1m", "\u{1b}[0m") } else { ("", "") };
    let base = format!("http://{}/v1", nearest(address));
    let mut block = String::new();
    let mut line = |text: std::fmt::Arguments<'_>| {
        // Writing to a string cannot fail.
        let _infallible = writeln!(block, "{text}");
    };
    let also = if facts.both { " (and localhost, [::1])" } else { "" };
    line(format_args!("{strong}understage {}{plain}", env!("CARGO_PKG_VERSION")));
    line(format_args!("Stands in for the OpenAI Assistants API, which OpenAI switched off on 26 August"));
    line(format_args!("2026. Nothing leaves this machine.\n"));
    line(format_args!("  API          {strong}{base}{plain}{also}"));
    line(format_args!("  Persistence  memory: gone when this process ends"));
    match (facts.scenarios.as_str(), facts.watched) {
        ("", _) => line(format_args!("  Scenarios    built-in responder")),
        (held, false) => line(format_args!("  Scenarios    {held}")),
        (held, true) => line(format_args!("  Scenarios    {held}, loaded again when a file changes")),
    }
    match facts.seed {
        Some(seed) => line(format_args!("  Seed         {seed}")),
        None => line(format_args!("  Seed         random; --seed N makes ids repeat")),
    }
    if facts.pace != Pace::Instant {
        line(format_args!("  Pace         {}", facts.pace));
    }
    match facts.clock {
        Start::System => {}
        Start::At(now) => line(format_args!("  Clock        stands at {}; POST /_understage/clock", date::write(now))),
    }
    if let Some(sunset) = facts.sunset {
        line(format_args!("  Sunset       like {sunset}"));
    }
    line(format_args!("\nPaste where your client starts; Ctrl-C ends the server:\n"));
    line(format_args!("  {strong}export OPENAI_BASE_URL={base}{plain}"));
    line(format_args!("  {strong}export OPENAI_API_KEY={}{plain}", quoted(&facts.key)));
    block
}

/// A word as a shell takes it literally.
fn quoted(word: &str) -> String {
    let harmless = |byte: u8| byte.is_ascii_alphanumeric() || b"-_./:@%+=,".contains(&byte);
    if !word.is_empty() && word.bytes().all(harmless) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::{Facts, banner, quoted};
    use crate::domain::pace::Pace;

    #[test]
    fn the_block_fits_a_terminal_and_has_the_lines_to_paste() {
        let facts = Facts {
            scenarios: "3 scenarios".into(),
            watched: true,
            seed: Some(7),
            pace: Pace::Realistic,
            clock: "2026-08-01".parse().unwrap(),
            sunset: "openai:0.2@2026-08-26".parse().ok(),
            key: "sk-understage".into(),
            both: true,
        };
        let block = banner("127.0.0.1:2778".parse().unwrap(), &facts, false);
        assert!(block.lines().all(|line| line.chars().count() <= 80), "{block}");
        assert!(block.contains("\n  export OPENAI_BASE_URL=http://127.0.0.1:2778/v1\n"), "{block}");
        assert!(block.contains("\n  export OPENAI_API_KEY=sk-understage\n"), "{block}");
        assert!(block.contains("26 August\n2026"), "{block}");
        assert!(block.contains("\n  Clock        stands at 2026-08-01T00:00:00Z; "), "{block}");
        assert!(
            block.contains("\n  Sunset       like openai, for 0.2 of requests, from 2026-08-26T00:00:00Z\n"),
            "{block}"
        );
        assert!(!block.contains('\u{1b}'));
        assert!(banner("[::]:1".parse().unwrap(), &facts, true).contains("http://[::1]:1/v1"));
    }

    #[test]
    fn a_key_reaches_the_shell_as_it_is() {
        assert_eq!(quoted("sk-a_b.c"), "sk-a_b.c");
        assert_eq!(quoted("a $b"), "'a $b'");
        assert_eq!(quoted("it's"), r"'it'\''s'");
    }
}
