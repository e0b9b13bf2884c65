//! How fast a store of many files is built and searched, and in how much memory.
//!
//! ```text
//! cargo bench --bench file_search              # 10,000 files
//! cargo bench --bench file_search -- 1000      # so many
//! ```

use std::time::{Duration, Instant};
use tiktoken_rs::o200k_base_singleton;
mod served;

use understage::retrieval::chunk::{Chunking, chunks};
use understage::retrieval::index::{Chunk, Index};
use understage::retrieval::memo::Memo;

const VOCABULARY: usize = 30_000;

/// A chunk of which nothing is known yet.
fn plain(text: &str) -> Chunk<'_> {
    Chunk { text, known: 0 }
}

/// Numbers that are the same on each run.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> f64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as f64 / (1u64 << 53) as f64
    }

    fn below(&mut self, bound: usize) -> usize {
        (self.next() * bound as f64) as usize
    }
}

/// Words of two to four syllables, the most frequent first.
fn vocabulary() -> Vec<String> {
    let onsets = ["b", "c", "d", "f", "g", "l", "m", "n", "p", "r", "s", "t", "v", "st", "tr", "pl"];
    let rimes = ["a", "e", "i", "o", "u", "an", "er", "in", "on", "al", "is", "ent"];
    let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15);
    let mut words = std::collections::BTreeSet::new();
    let mut ordered = Vec::new();
    while ordered.len() < VOCABULARY {
        let syllable = |numbers: &mut Numbers| {
            format!("{}{}", onsets[numbers.below(onsets.len())], rimes[numbers.below(rimes.len())])
        };
        let word: String = (0..2 + numbers.below(3)).map(|_| syllable(&mut numbers)).collect();
        if words.insert(word.clone()) {
            ordered.push(word);
        }
    }
    ordered
}

/// Where in the vocabulary a word is taken from: the n-th in proportion to 1/n.
fn zipf(numbers: &mut Numbers) -> usize {
    let rank = ((VOCABULARY as f64).ln() * numbers.next()).exp();
    (rank as usize).min(VOCABULARY) - 1
}

fn document(numbers: &mut Numbers, words: &[String]) -> String {
    let size = 1_000 + numbers.below(49_000);
    let mut text = String::with_capacity(size + 64);
    let mut left = 0;
    while text.len() < size {
        let word = &words[zipf(numbers)];
        if left == 0 {
            left = 6 + numbers.below(18);
            text.push_str(if text.is_empty() { "" } else { ". " });
            text.push_str(&word[..1].to_uppercase());
            text.push_str(&word[1..]);
        } else {
            text.push(' ');
            text.push_str(word);
        }
        left -= 1;
    }
    text
}

/// The most memory that the process has held, in MiB.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|size| size.parse::<u64>().ok()).unwrap_or(0) / 1024
}

fn build(index: &mut Index, words: &[String], files: usize, path: &std::path::Path) {
    let mut numbers = Numbers(42);
    let (mut chunking, mut indexing, mut bytes) = (Duration::ZERO, Duration::ZERO, 0);
    println!("before: {} MiB", peak());
    let tokenizer = Memo::new(o200k_base_singleton());
    for at in 1..=files {
        let text = document(&mut numbers, words);
        bytes += text.len();
        let started = Instant::now();
        let chunks = chunks(&text, Chunking::default(), &tokenizer).expect("short");
        chunking += started.elapsed();
        let started = Instant::now();
        index.add("vs", &format!("file-{at:024}"), &mut chunks.into_iter().map(plain)).expect("added");
        indexing += started.elapsed();
        if at == files / 10 || at == files {
            let megabytes = bytes as f64 / 1e6;
            println!(
                "{at} files, {megabytes:.0} MB: chunking {:.1} s ({:.1} MB/s), indexing {:.1} s ({:.1} MB/s, {:.0} files/s), \
                 peak {} MiB, disk {} MB",
                chunking.as_secs_f64(),
                megabytes / chunking.as_secs_f64(),
                indexing.as_secs_f64(),
                megabytes / indexing.as_secs_f64(),
                at as f64 / indexing.as_secs_f64(),
                peak(),
                std::fs::metadata(path).map_or(0, |data| data.len()) / 1_000_000,
            );
        }
    }
}

fn median(times: &[Duration]) -> Duration {
    let mut times = times.to_vec();
    times.sort();
    times[times.len() / 2]
}

/// From questions of rare words to such of the most frequent.
fn query(numbers: &mut Numbers, words: &[String], at: usize) -> String {
    let word = |numbers: &mut Numbers| if at.is_multiple_of(3) { zipf(numbers) } else { 50 + numbers.below(5_000) };
    let words: Vec<&str> = (0..2 + at % 6).map(|_| &*words[word(numbers)]).collect();
    words.join(" ")
}

/// The median time of the bare query.
fn search(index: &Index, words: &[String]) -> Duration {
    let mut numbers = Numbers(7);
    let (mut bare, mut whole) = (Vec::new(), Vec::new());
    for at in 0..50 {
        let query = query(&mut numbers, words, at);
        // Once before, so that both find the pages in the same state.
        index.bare_search("vs", &query, 20).expect("searched");
        let started = Instant::now();
        let rows = index.bare_search("vs", &query, 20).expect("searched");
        bare.push(started.elapsed());
        let started = Instant::now();
        let found = index.search("vs", &query, 20, &|_| true).expect("searched");
        whole.push(started.elapsed());
        assert_eq!(rows.min(20), found.len(), "{query}");
    }
    let (bare_sum, whole_sum) = (bare.iter().sum::<Duration>(), whole.iter().sum::<Duration>());
    println!(
        "50 queries: bare median {:.1?} total {:.1?}, search median {:.1?} total {:.1?}, ratio median {:.2} total {:.2}",
        median(&bare),
        bare_sum,
        median(&whole),
        whole_sum,
        median(&whole).as_secs_f64() / median(&bare).as_secs_f64(),
        whole_sum.as_secs_f64() / bare_sum.as_secs_f64()
    );
    let mut ratios: Vec<f64> =
        bare.iter().zip(&whole).map(|(bare, whole)| whole.as_secs_f64() / bare.as_secs_f64()).collect();
    ratios.sort_by(f64::total_cmp);
    println!(
        "ratios: least {:.2}, median {:.2}, ninth tenth {:.2}, most {:.2}",
        ratios[0], ratios[25], ratios[45], ratios[49]
    );
    median(&bare)
}

fn tiny_stores(index: &mut Index) {
    let started = Instant::now();
    for at in 0..2_000 {
        let text = format!("The warranty of kettle number {at} is two years.");
        index.add(&format!("tiny-{at}"), "file-1", &mut std::iter::once(plain(&text))).expect("added");
    }
    println!("2000 tiny stores: {:.2?} each", started.elapsed() / 2_000);
    let started = Instant::now();
    for at in 0..2_000 {
        let found = index.search(&format!("tiny-{at}"), "kettle warranty", 20, &|_| true).expect("searched");
        assert_eq!(found.len(), 1);
    }
    println!("a search in each: {:.2?}", started.elapsed() / 2_000);
    let started = Instant::now();
    for at in 0..2_000 {
        index.remove_store(&format!("tiny-{at}")).expect("removed");
    }
    println!("removal: {:.2?} each, peak {} MiB", started.elapsed() / 2_000, peak());
}

/// Texts that a tokenizer's patterns take long for, and one that is too large.
fn long_runs() {
    let tokenizer = o200k_base_singleton();
    for run in ["a", " ", "\n", "7", "-", "語", "aB3+/Qz"] {
        let text = run.repeat(10_000_000 / run.len());
        let started = Instant::now();
        let chunks = chunks(&text, Chunking::default(), tokenizer).map_or(0, |chunks| chunks.len());
        println!("10 MB of {run:?}: {chunks} chunks in {:.2?}", started.elapsed());
    }
    let text = "The quick brown fox, as 12 others. ".repeat(64 * 1024 * 1024 / 35);
    let started = Instant::now();
    let refused = chunks(&text, Chunking::default(), &Memo::new(tokenizer)).is_err();
    println!("64 MiB of prose: refused {refused} in {:.2?}, peak {} MiB", started.elapsed(), peak());
}

fn main() {
    let files = std::env::args().skip(1).find_map(|argument| argument.parse().ok()).unwrap_or(10_000);
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("index");
    let words = vocabulary();
    let mut index = Index::open(&path).expect("opened");
    o200k_base_singleton();
    tiny_stores(&mut index);
    build(&mut index, &words, files, &path);
    let bare = search(&index, &words);
    let size = || std::fs::metadata(&path).map_or(0, |data| data.len()) / 1_000_000;
    let before = size();
    let started = Instant::now();
    index.remove_store("vs").expect("removed");
    println!("removed in {:.1?}: {before} MB to {} MB, peak {} MiB", started.elapsed(), size(), peak());
    let runtime = tokio::runtime::Runtime::new().expect("threads");
    let served = runtime.block_on(served::measure(&words, files));
    println!("a search through the API: median {served:.1?}, {:.2} of the bare query", ratio(served, bare));
    long_runs();
}

fn ratio(one: Duration, other: Duration) -> f64 {
    one.as_secs_f64() / other.as_secs_f64()
}
