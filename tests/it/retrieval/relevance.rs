//! How often the right passage is found: questions as people ask them, over documents of many kinds in one store.

use serde::Deserialize;
use std::path::Path;
use tiktoken_rs::o200k_base_singleton;
use understage::retrieval::chunk::{Chunking, chunks};
use understage::retrieval::index::{Chunk, Index};
use understage::retrieval::passage::best_passage;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/relevance");

#[derive(Deserialize)]
struct Question {
    question: String,
    file: String,
    phrase: String,
}

/// Of 100 questions, how many find their phrase in the first passage, in the first five, and in what is quoted of the
/// first right one.
struct Recall {
    first: f64,
    five: f64,
    quoted: f64,
}

fn store(index: &mut Index, chunking: Chunking) {
    let mut files: Vec<_> = std::fs::read_dir(Path::new(FOLDER).join("docs"))
        .expect("documents")
        .map(|file| file.expect("a document").path())
        .collect();
    files.sort();
    for file in files {
        let text = std::fs::read_to_string(&file).expect("text");
        let name = file.file_name().expect("named").to_string_lossy().into_owned();
        let chunks = chunks(&text, chunking, o200k_base_singleton()).expect("short");
        index.add("vs", &name, &mut chunks.into_iter().map(|text| Chunk { text, known: 0 })).expect("added");
    }
}

fn recall(chunking: Chunking) -> Recall {
    let folder = tempfile::tempdir().expect("a folder");
    let mut index = Index::open(&folder.path().join("index")).expect("opened");
    store(&mut index, chunking);
    let questions = std::fs::read_to_string(Path::new(FOLDER).join("questions.json")).expect("questions");
    let questions: Vec<Question> = serde_json::from_str(&questions).expect("well-formed");
    let (mut first, mut five, mut quoted) = (0, 0, 0);
    for Question { question, file, phrase } in &questions {
        let found = index.search("vs", question, 5, &|_| true).expect("searched");
        let right = found.iter().position(|passage| passage.file == *file && passage.text.contains(phrase));
        first += usize::from(right == Some(0));
        five += usize::from(right.is_some());
        let quote = right.map(|right| &found[right].text[best_passage(&found[right].text, question, 400)]);
        let right_quote = quote.is_some_and(|quote| quote.contains(phrase));
        quoted += usize::from(right_quote);
        if right != Some(0) {
            let best: Vec<String> = found.iter().map(|found| format!("{} {:.2}", found.file, found.score)).collect();
            println!("  {right:?} {question}: {}", best.join(", "));
        }
        if !right_quote {
            println!("  quoted for {question}: {quote:?}");
        }
    }
    let share = |count: usize| count as f64 / questions.len() as f64;
    Recall { first: share(first), five: share(five), quoted: share(quoted) }
}

#[test]
fn the_right_passage_is_among_the_first_five() {
    for chunking in [Chunking::default(), Chunking { size: 100, overlap: 50 }] {
        let Recall { first, five, quoted } = recall(chunking);
        println!("{chunking:?}: recall@1 {first:.3}, recall@5 {five:.3}, quoted {quoted:.3}");
        assert!(five >= 0.9 && first >= 0.75 && quoted >= 0.75, "{chunking:?}: {first} {five} {quoted}");
    }
}
