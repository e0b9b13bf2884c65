use super::*;
use proptest::prelude::*;

struct Lab {
    index: Index,
    folder: tempfile::TempDir,
}

impl Lab {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        Self { index: Index::open(&folder.path().join("index")).expect("opened"), folder }
    }

    fn add(&mut self, store: &str, file: &str, chunks: &[&str]) {
        self.index.add(store, file, &mut chunks.iter().map(|text| Chunk { text, known: 0 })).expect("added");
    }

    /// The files and ordinals that are found, the best first.
    fn find(&self, store: &str, query: &str) -> Vec<(String, u32)> {
        let found = self.index.search(store, query, 20, &|_| true).expect("searched");
        assert!(found.iter().all(|passage| passage.score > 0.0 && passage.score < 1.0));
        assert!(found.is_sorted_by(|first, second| first.score >= second.score));
        found.into_iter().map(|passage| (passage.file, passage.ordinal)).collect()
    }

    fn size(&self) -> u64 {
        std::fs::metadata(self.folder.path().join("index")).expect("there").len()
    }

    /// Fills a store with so many chunks that it has a table of words.
    fn fill(&mut self, store: &str) {
        for at in 0..20 {
            let chunks: Vec<String> =
                (0..5).map(|chunk| format!("Filler {at} of chapter {chunk}, about harbours and boats.")).collect();
            let chunks: Vec<&str> = chunks.iter().map(String::as_str).collect();
            self.add(store, &format!("filler-{at}"), &chunks);
        }
    }
}

fn named(file: &str, ordinal: u32) -> (String, u32) {
    (file.to_owned(), ordinal)
}

#[test]
fn texts_are_found_in_small_and_in_large_stores() {
    for large in [false, true] {
        let mut lab = Lab::new();
        if large {
            lab.fill("vs");
        }
        lab.add("vs", "a", &["The café sells Größe 42 shoes.", "日本語のテキスト検索です。", "call getUserName() now"]);
        lab.add("vs", "b", &["see snake_case and v1.2.3", "the 10-K of October 2023", "สวัสดีชาวโลก and Привет"]);
        for (query, file, ordinal) in [
            ("CAFE", "a", 0),
            ("grosse shoe", "a", 0),
            ("検索", "a", 1),
            ("user name", "a", 2),
            ("getusername", "a", 2),
            ("snake", "b", 0),
            ("SNAKE_CASE", "b", 0),
            ("v1.2.3", "b", 0),
            ("10k", "b", 1),
            ("10-K", "b", 1),
            ("\"October 2023\"", "b", 1),
            ("ชาวโลก", "b", 2),
            ("привет", "b", 2),
        ] {
            assert_eq!(lab.find("vs", query).first(), Some(&named(file, ordinal)), "{query}, large: {large}");
        }
        assert_eq!(lab.find("vs", "zeppelin"), []);
        assert_eq!(lab.find("other", "cafe"), []);
    }
}

#[test]
fn growing_into_a_table_changes_no_score() {
    let mut lab = Lab::new();
    // Once it has a table, a store keeps it.
    for at in 0..=CANDIDATES {
        let text = format!("Kettle number {at} is {}.", ["blue", "red"][at % 2]);
        lab.add("large", &format!("f{at}"), &[&*text]);
        if at < 50 {
            lab.add("small", &format!("f{at}"), &[&*text]);
        } else {
            lab.add("other", "x", &["x"]);
        }
    }
    for at in 50..=CANDIDATES {
        lab.index.remove_file("large", &format!("f{at}")).expect("removed");
    }
    for query in ["blue kettle", "kettle 7", "number"] {
        let found = |store| lab.index.search(store, query, 20, &|_| true).expect("searched");
        assert!(!found("large").is_empty());
        assert_eq!(found("large"), found("small"), "{query}");
    }
}

#[test]
fn stores_do_not_depend_on_each_other() {
    let mut lab = Lab::new();
    lab.fill("one");
    lab.add("one", "f", &["A kettle of fish."]);
    let before = lab.index.search("one", "kettle boats", 50, &|_| true).expect("searched");
    for at in 0..100 {
        lab.add("two", &format!("g{at}"), &["kettle kettle boats"]);
    }
    let after = lab.index.search("one", "kettle boats", 50, &|_| true).expect("searched");
    assert_eq!(before, after);
    lab.index.remove_store("two").expect("removed");
    assert_eq!(lab.find("two", "kettle"), []);
    assert_eq!(lab.find("one", "kettle"), [named("f", 0)]);
}

#[test]
fn files_are_replaced_and_removed() {
    for large in [false, true] {
        let mut lab = Lab::new();
        if large {
            lab.fill("vs");
        }
        lab.add("vs", "f", &["old kettle", "second part"]);
        lab.add("vs", "g", &["old kettle"]);
        assert_eq!(lab.find("vs", "kettle"), [named("f", 0), named("g", 0)]);
        lab.add("vs", "f", &["new teapot"]);
        assert_eq!(lab.find("vs", "kettle"), [named("g", 0)]);
        assert_eq!(lab.find("vs", "teapot"), [named("f", 0)]);
        assert_eq!(lab.index.content("vs", "f").expect("read"), ["new teapot"]);
        lab.index.remove_file("vs", "f").expect("removed");
        lab.index.remove_file("vs", "unknown").expect("nothing to do");
        lab.index.remove_file("unknown", "f").expect("nothing to do");
        lab.index.remove_store("unknown").expect("nothing to do");
        assert_eq!(lab.find("vs", "teapot"), []);
        assert_eq!(lab.index.content("vs", "f").expect("read"), [""; 0]);
        lab.add("vs", "empty", &[]);
        assert_eq!(lab.index.content("vs", "empty").expect("read"), [""; 0]);
    }
}

#[test]
fn only_kept_files_are_found_however_many_others_answer_better() {
    let mut lab = Lab::new();
    for at in 0..300 {
        lab.add("vs", &format!("loud-{at}"), &["kettle kettle kettle"]);
    }
    lab.add("vs", "quiet", &["somewhere in a long text about other things there is one kettle too"]);
    let found = lab.index.search("vs", "kettle", 5, &|file| file == "quiet").expect("searched");
    assert_eq!(found.iter().map(|passage| &*passage.file).collect::<Vec<_>>(), ["quiet"]);
    assert_eq!(lab.index.search("vs", "kettle", 5, &|_| false).expect("searched"), []);
    assert_eq!(lab.index.search("vs", "kettle", 7, &|_| true).expect("searched").len(), 7);
    // Of equals, the first that were inserted.
    let first: Vec<(String, u32)> = (0..20).map(|at| named(&format!("loud-{at}"), 0)).collect();
    assert_eq!(lab.find("vs", "kettle"), first);
}

#[test]
fn deleting_gives_the_disk_back() {
    let mut lab = Lab::new();
    let text = (0..3_000).map(|at| format!("word{at} ")).collect::<String>();
    let mut sizes = Vec::new();
    for _ in 0..3 {
        for at in 0..100 {
            lab.add("vs", &format!("f{at}"), &[&*text, &*text]);
        }
        sizes.push(lab.size());
    }
    // What is replaced leaves pages that are used again.
    assert!(sizes[2] < 2 * sizes[0], "{sizes:?}");
    lab.index.remove_store("vs").expect("removed");
    assert!(lab.size() < 2_000_000, "{} of {sizes:?}", lab.size());
}

#[test]
fn any_text_is_a_query() {
    let mut lab = Lab::new();
    lab.fill("vs");
    for query in
        ["\" OR * NEAR(", "\0", "", "  ", "words:x", "-a", "a AND NOT b", "'; DROP TABLE files; --", "🦀", "{}[]()"]
    {
        lab.find("vs", query);
    }
    lab.find("vs", &"harbours and boats ".repeat(6_000));
    assert!(!lab.find("vs", "\"harbours").is_empty());
    assert!(!lab.find("vs", "of").is_empty(), "a stop word alone is looked for");
    lab.add("\" x", "'; --", &["kettle"]);
    assert_eq!(lab.find("\" x", "kettle"), [named("'; --", 0)]);
}

#[test]
fn words_are_stemmed_as_the_database_does() {
    let text = include_str!("../words.rs").to_ascii_lowercase()
        + "relational conditional rational valency hesitancy digitizer conformably radically differently vilely \
           analogously vietnamization predication operator feudalism decisiveness hopefulness callousness formality \
           sensitivity sensibility triplicate formative formalize electricity electrical hopeful goodness revival \
           allowance inference airliner gyroscopic adjustable defensible irritant replacement adjustment dependent \
           adoption homologous communism activate angularity effective bowdlerize probate rate cease controlling \
           generalizations oscillators archaeology agreed disabled matting mating meeting milling messing meetings \
           tanned falling hissing fizzed failing filing yearly syzygy flying dying news innings canning saying";
    let words: std::collections::BTreeSet<&str> =
        text.split(|char: char| !char.is_ascii_alphabetic()).filter(|word| !word.is_empty()).collect();
    let connection = Connection::open_in_memory().expect("opened");
    connection
        .execute_batch(
            "CREATE VIRTUAL TABLE porter USING fts5(word, tokenize = 'porter ascii');
             CREATE VIRTUAL TABLE terms USING fts5vocab(porter, instance)",
        )
        .expect("made");
    for word in &words {
        connection.execute("INSERT INTO porter (word) VALUES (?1)", [word]).expect("inserted");
    }
    let mut terms = connection.prepare("SELECT term FROM terms ORDER BY doc").expect("prepared");
    let terms = terms.query_map([], |row| row.get::<_, String>(0)).expect("read");
    for (word, term) in words.iter().zip(terms) {
        let mut stemmed = word.as_bytes().to_vec();
        super::super::stem::stem(&mut stemmed);
        assert_eq!(String::from_utf8_lossy(&stemmed), term.expect("read"), "{word}");
    }
}

#[test]
fn an_index_may_be_sent_to_a_thread() {
    fn sent<T: Send>() {}
    sent::<Index>();
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn no_query_is_refused_and_what_is_found_was_put_in(
        queries in proptest::collection::vec("\\PC{0,30}|[\"'()*:^{}a-z ]{0,30}|(AND|OR|NOT|NEAR|a|\"|\\*| ){0,9}", 20)
    ) {
        let mut lab = Lab::new();
        lab.fill("vs");
        for query in &queries {
            lab.find("vs", query);
        }
        for (at, query) in queries.iter().enumerate() {
            lab.add("vs", &format!("q{at}"), &[query]);
            prop_assert_eq!(lab.index.content("vs", &format!("q{at}")).expect("read"), std::slice::from_ref(query));
        }
    }
}
