use super::super::Turn;
use super::*;
use crate::wire::ids::{FileId, Id};
use crate::wire::message::Role;
use crate::wire::run::{RunOrder, Truncation};
use crate::wire::tool::RankingOptions;
use std::sync::Arc;

/// Finds all of its files, whatever is searched for.
#[derive(Debug)]
struct Files(Vec<SearchResult>);

impl Search for Files {
    fn search(&self, _: &[String], limit: usize, _: f64) -> Vec<SearchResult> {
        self.openings(limit)
    }

    fn openings(&self, limit: usize) -> Vec<SearchResult> {
        self.0.iter().take(limit).cloned().collect()
    }
}

/// What is said to the last of `messages` by a run that may search `files`, and whether it did.
fn said(files: &[(&str, &str)], messages: &[&str], format: ResponseFormat) -> (String, bool) {
    let result = |(at, (name, text)): (usize, &(&str, &str))| SearchResult {
        file_id: FileId::from_tail(&[b'a' + at as u8; 24]),
        file_name: (*name).to_owned(),
        score: 0.5,
        attributes: Default::default(),
        text: (*text).to_owned(),
    };
    let ranking_options = RankingOptions { ranker: "auto".into(), score_threshold: 0.0, hybrid_search: None };
    let order = RunOrder {
        model: "gpt-4o".into(),
        instructions: String::new(),
        tools: vec![Tool::FileSearch { file_search: FileSearch { max_num_results: None, ranking_options } }],
        temperature: 1.0,
        top_p: 1.0,
        reasoning_effort: None,
        max_completion_tokens: None,
        max_prompt_tokens: None,
        truncation_strategy: Truncation::Auto,
        response_format: format,
        tool_choice: ToolChoice::Auto,
        parallel_tool_calls: true,
    };
    let turn = |text: &&str| Turn {
        role: Role::User,
        text: (*text).to_owned(),
        images: 0,
        image_tokens: 0,
        files: Vec::new(),
    };
    let context = Context {
        order: Arc::new(order),
        turns: messages.iter().map(turn).collect(),
        outcomes: Vec::new(),
        files: Vec::new(),
        seed: 0,
        search: Some(Arc::new(Files(files.iter().enumerate().map(result).collect()))),
        runs: 1,
    };
    let Script(verbs) = super::super::answer(&context);
    let searched = verbs.iter().any(|verb| matches!(verb, Verb::Search(_)));
    let text = verbs.into_iter().find_map(|verb| if let Verb::Say(say) = verb { Some(say.text.whole()) } else { None });
    (text.unwrap_or_default(), searched)
}

const TEAMS: (&str, &str) = (
    "teams.txt",
    "Favorite foods of the team.\n\nThe red team likes tomato soup, with basil.\n\nThe green team likes rice with beans.\n",
);
const REVENUE: (&str, &str) =
    ("revenue.txt", "Revenue by division\nDivision\t2023\t2022\nQuality\t187.6\t174.9\nLevel\t318.2\t297.5\n");

const CONFIG: (&str, &str) = (
    "config.json",
    "{\n  \"port\": 8443,\n  \"database\": {\n    \"poolSize\": 25,\n    \"engine\": \"PostgreSQL 15\"\n  },\n  \"featureFlags\": {\n    \"newCheckout\": true,\n    \"darkMode\": false\n  },\n  \"allowedCurrencies\": [\n    \"EUR\",\n    \"SEK\"\n  ]\n}\n",
);
const CODE: (&str, &str) = (
    "limits.py",
    "DEFAULT_CAPACITY = 120\nREFILL_PER_SECOND = 8\n\n\nclass Bucket:\n    def __init__(self, capacity=DEFAULT_CAPACITY, rate=REFILL_PER_SECOND):\n        self.capacity = capacity\n\n\nclass Exceeded(Exception):\n    retry_after = 15\n",
);

#[test]
fn questions_are_answered_from_the_files() {
    for (files, messages, expected) in [
        (
            &[TEAMS][..],
            &["Which food does the red team like?"][..],
            "The red team likes tomato soup, with basil【4:0†teams.txt】.",
        ),
        (
            &[TEAMS],
            &["Which food does the red team like?", "And which does the green team like?"],
            "The green team likes rice with beans【4:0†teams.txt】.",
        ),
        (
            &[TEAMS, REVENUE],
            &["What was the revenue of Quality in 2022?", "And in 2023?"],
            "Revenue by division: Quality — 2023: 187.6【4:1†revenue.txt】",
        ),
        (
            &[TEAMS, REVENUE],
            &["Which food does the red team like? And what was the revenue of Quality in 2022?"],
            "The red team likes tomato soup, with basil【4:0†teams.txt】.\n\nRevenue by division: Quality — 2022: 174.9【4:1†revenue.txt】",
        ),
        (
            &[TEAMS, REVENUE],
            &["Which food does the red team like, and what was the revenue of Quality in 2022?"],
            "The red team likes tomato soup, with basil【4:0†teams.txt】.\n\nRevenue by division: Quality — 2022: 174.9【4:1†revenue.txt】",
        ),
        (
            &[CONFIG, TEAMS],
            &["Which food does the red team like?", "And what is the port?"],
            "\"port\": 8443【4:0†config.json】",
        ),
        (
            &[CONFIG],
            &["Which currencies are allowed?"],
            "\"allowedCurrencies\": [ \"EUR\", \"SEK\" ]【4:0†config.json】",
        ),
        (&[CONFIG], &["Is the newCheckout feature flag on?"], "\"newCheckout\": true【4:0†config.json】"),
        (&[CONFIG], &["Which database engine is used?"], "\"engine\": \"PostgreSQL 15\"【4:0†config.json】"),
        (&[CODE], &["What is the value of REFILL_PER_SECOND?"], "REFILL_PER_SECOND = 8【4:0†limits.py】"),
        (&[CODE], &["What is retry_after set to?"], "retry_after = 15【4:0†limits.py】"),
        (&[CODE], &["What is the default capacity of the bucket?"], "DEFAULT_CAPACITY = 120【4:0†limits.py】"),
        (&[CONFIG, CODE], &["What is the capital of Mongolia?"], NOTHING),
        (&[TEAMS], &["What is the meaning of life?"], NOTHING),
        (&[TEAMS], &["tell me a joke"], NOTHING),
        (&[TEAMS], &["Summarize the attached report"], "Favorite foods of the team【4:0†teams.txt】."),
    ] {
        assert_eq!(said(files, messages, ResponseFormat::Auto), (expected.to_owned(), true), "{messages:?}");
    }
}

#[test]
fn files_that_say_the_same_are_both_quoted() {
    let other = ("menu.txt", "On the menu: the red team likes tomato soup.");
    let (text, _) = said(&[TEAMS, other], &["Which food does the red team like?"], ResponseFormat::Auto);
    assert!(text.contains("†teams.txt】") && text.contains("†menu.txt】"), "{text}");
}

#[test]
fn politeness_and_sums_are_not_looked_up() {
    for message in ["Thank you, that was helpful.", "Hello!", "What is 12 * 7?", "Can you repeat that?"] {
        let (text, searched) = said(&[TEAMS], &["Which food does the red team like?", message], ResponseFormat::Auto);
        assert!(!searched && !text.contains("soup") && text != NOTHING, "{message}: {text}");
    }
}

#[test]
fn json_tells_what_was_found() {
    let (text, searched) = said(&[TEAMS], &["Which food does the red team like?"], ResponseFormat::JsonObject);
    let value: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    assert!(searched);
    assert_eq!(value["answer"], "The red team likes tomato soup, with basil.");
}
