//! Measures understage against a bare axum server, pair by pair in one run: `cargo bench --bench goals`.
//!
//! The bare server (`limit`) and the load client (`loadgen`) are no part of this repository: they are built from
//! `$UNDERSTAGE_PERF`, or `../shared/perf` beside it; where that is missing, the bench says so and ends well.
//! Quote the ratios, not the rates: machines are noisy, and the client shares the cores with the server.

use serde_json::Value;
use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Pairs measured for each goal; the median ratio is printed. Override with `UNDERSTAGE_ROUNDS`.
const ROUNDS: usize = 3;
/// Seconds that each half of a pair is measured.
const SECONDS: &str = "2";
/// Starts measured for the start-up goal.
const STARTS: usize = 15;
/// Messages stored for the memory goal; a thread takes 100,000 at most.
const MESSAGES: usize = 60_000;

const MESSAGE: &str = r#"{"role":"user","content":"What is the total revenue of the northern region in the last quarter, and how does it compare with the one before? Please answer in one or two sentences, and give the figures that you have used for it."}"#;

/// What a run is asked for: its reply is 29 tokens, so that its stream has 40 events, as the bare server's.
const ASKED: &str = "Reply with exactly: Revenue of the north rose in the last quarter, by more than it did in the quarter before, and so did the profit of it.";

fn main() {
    let Some(tools) = Tools::build() else {
        eprintln!("skipped: the bare server and the load client are not here; set UNDERSTAGE_PERF to their folder");
        return;
    };
    println!("{:<34} {:>12} {:>12} {:>7} {:>9}", "goal", "understage", "limit", "ratio", "cpu ratio");
    throughput(&tools);
    startup(&tools);
    memory(&tools);
}

/// The programs that are measured, and the one that measures.
struct Tools {
    understage: PathBuf,
    limit: PathBuf,
    loadgen: PathBuf,
}

impl Tools {
    fn build() -> Option<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let perf = std::env::var_os("UNDERSTAGE_PERF").map_or_else(|| root.join("../shared/perf"), PathBuf::from);
        let target = root.join("target/perf");
        for program in ["limit", "loadgen"] {
            let manifest = perf.join(program).join("Cargo.toml");
            if !manifest.exists() {
                return None;
            }
            let built = Command::new(env!("CARGO"))
                .args(["build", "--release", "--locked", "--quiet", "--manifest-path"])
                .arg(&manifest)
                .env("CARGO_TARGET_DIR", &target)
                .status();
            assert!(built.is_ok_and(|status| status.success()), "{program} does not build");
        }
        let release = target.join("release");
        Some(Self {
            understage: PathBuf::from(env!("CARGO_BIN_EXE_understage")),
            limit: release.join("limit"),
            loadgen: release.join("loadgen"),
        })
    }

    fn start(&self, which: Which, port: u16) -> Server {
        let command = match which {
            Which::Understage => {
                let mut command = Command::new(&self.understage);
                command.args(["-q", "--seed", "1", "--port", &port.to_string()]);
                command
            }
            Which::Limit => {
                let mut command = Command::new(&self.limit);
                command.env("LIMIT_PORT", port.to_string());
                command
            }
        };
        Server::start(command, port, which)
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Which {
    Understage,
    Limit,
}

/// A server in a process of its own; ends with its value.
struct Server {
    child: Child,
    port: u16,
    took: Duration,
}

impl Server {
    fn start(mut command: Command, port: u16, which: Which) -> Self {
        let begun = Instant::now();
        let child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the server starts");
        let path = if which == Which::Understage { "/health" } else { "/fixed" };
        while !answers(port, path) {
            assert!(begun.elapsed() < Duration::from_secs(5), "the server answers");
        }
        Self { child, port, took: begun.elapsed() }
    }

    fn base(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Processor seconds that the server has taken.
    fn cpu(&self) -> f64 {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.child.id())).unwrap_or_default();
        let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
        let ticks = |at: usize| fields.get(at).and_then(|text| text.parse::<f64>().ok()).unwrap_or_default();
        (ticks(11) + ticks(12)) / 100.0
    }

    /// Resident memory in bytes.
    fn memory(&self) -> f64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or_default();
        line.split_whitespace().next().and_then(|kb| kb.parse::<f64>().ok()).unwrap_or_default() * 1024.0
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Whether the server answers. Bears no key: a server that has not been used yet is what is measured.
fn answers(port: u16, path: &str) -> bool {
    let asked = || -> std::io::Result<String> {
        let mut stream = TcpStream::connect(("127.0.0.1", port))?;
        write!(stream, "GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")?;
        let mut reply = String::new();
        stream.read_to_string(&mut reply)?;
        Ok(reply)
    };
    asked().is_ok_and(|reply| reply.starts_with("HTTP/1.1 200"))
}

/// One request over a connection of its own; the whole answer.
fn request(port: u16, verb: &str, path: &str, body: &str) -> Option<String> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).ok()?;
    let length = body.len();
    write!(
        stream,
        "{verb} {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\nauthorization: Bearer sk-test\r\n\
         openai-beta: assistants=v2\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}"
    )
    .ok()?;
    let mut reply = String::new();
    stream.read_to_string(&mut reply).ok()?;
    Some(reply)
}

fn made(port: u16, path: &str, body: &str) -> String {
    let reply = request(port, "POST", path, body).expect("an answer");
    let json: Value = serde_json::from_str(reply.split("\r\n\r\n").nth(1).unwrap_or_default()).expect("JSON");
    json["id"].as_str().expect("an id").to_owned()
}

/// What one measurement gave.
struct Figures {
    rate: f64,
    events: f64,
    cpu: f64,
}

fn load(tools: &Tools, server: &Server, args: &[&str]) -> Figures {
    let before = server.cpu();
    let output = Command::new(&tools.loadgen).args(args).args(["-c", "64", "--warmup", "0", "--json"]).output();
    let output = output.expect("the load client runs");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let json: Value = serde_json::from_str(text.trim().lines().last().unwrap_or_default()).expect("a line of JSON");
    assert_eq!(json["errors"], 0, "{args:?}: {json}");
    let ops = json["ops"].as_f64().expect("operations");
    Figures {
        rate: json["ops_per_s"].as_f64().expect("a rate"),
        events: json["events_per_op"].as_f64().unwrap_or(1.0).max(1.0),
        cpu: (server.cpu() - before) / ops,
    }
}

fn throughput(tools: &Tools) {
    type Measure = fn(&Tools, &Server, Which) -> Figures;
    let goals: [(&str, Measure); 4] = [
        ("1 GET assistant, 64 conns, /s", get),
        ("2 POST message, 64 conns, /s", post),
        ("3 streamed run, 64 conns, events/s", stream),
        ("4 conversation, 64 conns, /s", conversation),
    ];
    let rounds = std::env::var("UNDERSTAGE_ROUNDS").ok().and_then(|text| text.parse().ok()).unwrap_or(ROUNDS);
    for (name, measure) in goals {
        let mut pairs: Vec<(Figures, Figures)> = Vec::new();
        for _ in 0..rounds {
            let limit = measure(tools, &tools.start(Which::Limit, 9100), Which::Limit);
            let own = measure(tools, &tools.start(Which::Understage, 9101), Which::Understage);
            pairs.push((own, limit));
        }
        // Streams differ in length between the two, so that goal is counted in events.
        let unit = |figures: &Figures| if name.starts_with('3') { figures.events } else { 1.0 };
        let rate = median(pairs.iter().map(|(own, limit)| own.rate * unit(own) / (limit.rate * unit(limit))));
        let cpu = median(pairs.iter().map(|(own, limit)| own.cpu / unit(own) / (limit.cpu / unit(limit))));
        let own = median(pairs.iter().map(|(own, _)| own.rate * unit(own)));
        let limit = median(pairs.iter().map(|(_, limit)| limit.rate * unit(limit)));
        println!("{name:<34} {own:>12.0} {limit:>12.0} {rate:>7.2} {cpu:>9.2}");
        let events = (pairs[0].0.events, pairs[0].1.events);
        if events.0 > 1.0 {
            println!("{:<34} {:>12.0} {:>12.0}", "    events in each", events.0, events.1);
        }
    }
}

fn get(tools: &Tools, server: &Server, which: Which) -> Figures {
    let path = match which {
        Which::Limit => "/fixed".to_owned(),
        Which::Understage => {
            let body =
                r#"{"model":"gpt-4o","name":"Bench","instructions":"Be kind and helpful to everybody who asks."}"#;
            format!("/v1/assistants/{}", made(server.port, "/v1/assistants", body))
        }
    };
    load(tools, server, &["json", &format!("{}{path}", server.base()), "-d", SECONDS])
}

fn post(tools: &Tools, server: &Server, which: Which) -> Figures {
    let path = match which {
        Which::Limit => "/json".to_owned(),
        Which::Understage => format!("/v1/threads/{}/messages", made(server.port, "/v1/threads", "{}")),
    };
    let url = format!("{}{path}", server.base());
    load(tools, server, &["json", &url, "-X", "POST", "-b", MESSAGE, "-n", &MESSAGES.to_string()])
}

fn stream(tools: &Tools, server: &Server, which: Which) -> Figures {
    let (path, body) = match which {
        Which::Limit => ("/sse", "{}".to_owned()),
        Which::Understage => {
            let assistant = made(server.port, "/v1/assistants", r#"{"model":"gpt-4o"}"#);
            let body = format!(
                r#"{{"assistant_id":"{assistant}","stream":true,"thread":{{"messages":[{{"role":"user","content":"{ASKED}"}}]}}}}"#
            );
            warm(server.port, &body);
            ("/v1/threads/runs", body)
        }
    };
    load(tools, server, &["sse", &format!("{}{path}", server.base()), "-b", &body, "-d", SECONDS])
}

/// The first run of a server waits for its tokenizer, which is no part of any rate.
fn warm(port: u16, body: &str) {
    request(port, "POST", "/v1/threads/runs", body).expect("an answer");
}

fn conversation(tools: &Tools, server: &Server, which: Which) -> Figures {
    if which == Which::Understage {
        let assistant = made(server.port, "/v1/assistants", r#"{"model":"gpt-4o"}"#);
        warm(
            server.port,
            &format!(
                r#"{{"assistant_id":"{assistant}","stream":true,"thread":{{"messages":[{{"role":"user","content":"Hi"}}]}}}}"#
            ),
        );
    }
    load(tools, server, &["conversation", &format!("{}/v1", server.base()), "--message", ASKED, "-d", SECONDS])
}

fn startup(tools: &Tools) {
    let took = |which, port| median((0..STARTS).map(|_| tools.start(which, port).took.as_secs_f64() * 1000.0));
    let (own, limit) = (took(Which::Understage, 9101), took(Which::Limit, 9100));
    println!("{:<34} {own:>12.2} {limit:>12.2} {:>7.2}", "8 start to first answer, ms", own / limit);
}

fn memory(tools: &Tools) {
    let (own, limit) = (tools.start(Which::Understage, 9101), tools.start(Which::Limit, 9100));
    let idle = (own.memory(), limit.memory());
    let mib = |bytes: f64| bytes / 1024.0 / 1024.0;
    println!(
        "{:<34} {:>12.1} {:>12.1} {:>7.2}",
        "9 resident memory idle, MiB",
        mib(idle.0),
        mib(idle.1),
        idle.0 / idle.1
    );
    // The tokenizer's tables come with the first request, and are no part of a message.
    post(tools, &own, Which::Understage);
    let before = (own.memory(), limit.memory());
    let threads = 3;
    for _ in 0..threads {
        post(tools, &own, Which::Understage);
        post(tools, &limit, Which::Limit);
    }
    let each = |after: f64, before: f64| (after - before) / (threads * MESSAGES) as f64;
    let (own, limit) = (each(own.memory(), before.0), each(limit.memory(), before.1));
    println!("{:<34} {own:>12.0} {limit:>12.0} {:>7.2}", "9 memory a stored message, bytes", own / limit);
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
