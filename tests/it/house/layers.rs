//! Who may know whom, and what is known in one place only.

use super::{Source, none, root, sources};
use std::collections::BTreeSet;

/// The layers from the ground up, as `src/lib.rs` lists them.
const LAYERS: [&str; 11] =
    ["wire", "error", "domain", "scenario", "store", "retrieval", "responder", "engine", "http", "server", "cli"];

/// The layer that a path below `src/` belongs to.
fn layer(path: &str) -> Option<usize> {
    let first = path.strip_prefix("src/")?.split(['/', '.']).next()?;
    LAYERS.iter().position(|layer| *layer == first)
}

#[test]
fn the_list_is_the_one_in_the_crate() {
    let lib = std::fs::read_to_string(root().join("src/lib.rs")).expect("text");
    let listed: Vec<&str> = lib
        .lines()
        .skip_while(|line| !line.contains("```text"))
        .skip(1)
        .take_while(|line| !line.contains("```"))
        .filter_map(|line| line.trim_start_matches("//! ").split_whitespace().next())
        .collect();
    assert_eq!(listed, LAYERS);
    let modules = lib.lines().filter_map(|line| line.trim_start_matches("pub ").strip_prefix("mod "));
    let modules: BTreeSet<&str> = modules.map(|name| name.trim_end_matches(';')).collect();
    assert_eq!(modules, BTreeSet::from(LAYERS));
}

#[test]
fn imports_go_downward_only() {
    let mut upward = Vec::new();
    for source in sources("src") {
        let Some(own) = layer(&source.path) else { continue };
        for (at, line) in source.code() {
            for used in line.split("crate::").skip(1) {
                let used = used.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default();
                match LAYERS.iter().position(|layer| *layer == used) {
                    Some(used) if used <= own => {}
                    Some(_) | None => upward.push(format!("{}:{at}: crate::{used}", source.path)),
                }
            }
        }
    }
    none(&upward, "these import from above, or by a list that this test cannot read");
}

/// Every place of `word` outside of the files and folders that may have it.
fn strays(word: &str, allowed: &[&str]) -> Vec<String> {
    let outside: Vec<Source> = sources("src").into_iter().filter(|source| !source.is_among(allowed)).collect();
    outside.iter().flat_map(|source| source.places(word)).collect()
}

#[test]
fn what_is_known_in_one_place_stays_there() {
    for (word, allowed, why) in [
        ("axum", &["src/http/", "src/server/"][..], "HTTP is known in http and server only"),
        ("sleep", &["src/engine/pace.rs", "src/server/"], "nobody waits but the pace, and the server for its clients"),
        // When a file was changed is no time of the server's.
        ("SystemTime", &["src/domain/world.rs", "src/cli/watch.rs"], "there is one clock"),
        ("getrandom", &["src/domain/world.rs"], "there is one source of chance"),
        ("from_os_rng", &[], "there is one source of chance"),
        ("RandomState", &[], "nothing depends on a hash's order"),
        // pace.rs spreads delays and apply.rs names pictures, both from a generator that world.rs seeds; derive.rs
        // shuffles rows by the run's seed.
        (
            "rand_chacha",
            &[
                "src/domain/world.rs",
                "src/engine/pace.rs",
                "src/engine/apply.rs",
                "src/responder/analysis/reply/derive.rs",
            ],
            "chance comes from world.rs",
        ),
        // How long an answer took, and how long somebody waits: no object shows either.
        ("Instant::now", &["src/http/app.rs", "src/cli/", "src/server/"], "there is one clock"),
        ("env::var", &["src/cli/"], "the environment is the command line's"),
        // forms.rs quotes programs that print.
        ("println", &["src/cli/", "src/responder/talk/forms.rs"], "only the command line prints"),
        ("eprintln", &["src/cli/"], "only the command line prints"),
        ("rusqlite", &["src/retrieval/index/"], "SQLite is known in the index only"),
        (
            "Command::new",
            &["src/cli/", "src/retrieval/extract/pdf.rs"],
            "programs are started to read PDFs, and by exec",
        ),
        ("unsafe", &["src/lib.rs"], "nothing is unsafe"),
        ("TcpStream", &["src/server/", "src/cli/health.rs"], "nobody calls out but `understage health`"),
    ] {
        none(&strays(word, allowed), why);
    }
}

#[test]
fn no_crate_that_calls_out_is_built_in() {
    let read = |file: &str| std::fs::read_to_string(root().join(file)).expect("text");
    let (lock, manifest) = (read("Cargo.lock"), read("Cargo.toml"));
    for name in ["reqwest", "ureq", "isahc", "surf", "attohttpc", "curl", "hyper-tls", "hyper-rustls", "awc", "minreq"]
    {
        assert!(!lock.contains(&format!("name = \"{name}\"\n")), "{name} is in Cargo.lock");
    }
    let normal = manifest.split("[dev-dependencies]").next().expect("a manifest");
    for line in normal.lines().filter(|line| line.starts_with("hyper")) {
        assert!(!line.contains("\"client") && !line.contains("\"full\""), "{line}");
    }
}

#[test]
fn nothing_is_put_into_a_drawer() {
    let drawers: Vec<String> = [sources("src"), sources("tests/it")]
        .into_iter()
        .flatten()
        .map(|source| source.path)
        .filter(|path| {
            path.split(['/', '.'])
                .any(|part| matches!(part, "util" | "utils" | "common" | "helpers" | "helper" | "misc"))
        })
        .collect();
    none(&drawers, "name a file after what is in it");
}
