//! Right files, and what they come to.

use super::super::compiled::{Arguments, Call, Code, CodeOutput, Content, Say, Scenario, Search, Step, Table, Tree};
use super::super::load::{Scenarios, load_text};
use crate::domain::pace::Pace;

fn load(text: &str) -> Scenarios {
    load_text("t.yaml", text, None).unwrap_or_else(|problems| {
        panic!("{text}\n{}", problems.iter().map(|one| one.render(false)).collect::<String>())
    })
}

fn scenario(text: &str) -> Scenario {
    load(text).scenarios.remove(0)
}

/// The step, in a short form.
fn step(text: &str) -> String {
    let text = format!("scenarios:\n  - name: x\n    steps:\n      - {text}\n");
    show(&scenario(&text).turns[0][0].step)
}

fn show(step: &Step) -> String {
    match step {
        Step::Say(say) => show_say(say),
        Step::Refuse(text) => format!("refuse {}", text.source()),
        Step::Code(code) => show_code(code),
        Step::Search(search) => show_search(search),
        Step::Call(call) => show_call(call),
        Step::Wait(time) => format!("wait {time}"),
        Step::Hold => "hold".to_owned(),
        Step::Fail { code, message } => format!("fail {code}: {}", message.source()),
        Step::Incomplete(reason) => format!("incomplete {reason:?}"),
        Step::Expire => "expire".to_owned(),
        Step::Drop(after) => format!("drop {after:?}"),
    }
}

fn show_say(say: &Say) -> String {
    let chunks: Vec<&str> = say.chunks.iter().map(|chunk| chunk.source()).collect();
    let mut out = format!("say {}", chunks.join("|"));
    for citation in &say.citations {
        out += &format!(" [{:?} {}: {}]", citation.text, citation.file.source(), citation.quote.source());
    }
    out + if say.in_pieces { " in pieces" } else { "" } + if say.open { " open" } else { "" }
}

fn show_code(code: &Code) -> String {
    let mut out = format!("code {}", code.input.source());
    for output in &code.outputs {
        out += &match output {
            CodeOutput::Logs(logs) => format!(" logs {}", logs.source()),
            CodeOutput::Image(image) => format!(" image of {}", image.len()),
            CodeOutput::Chart(chart) => {
                let table = match &chart.csv {
                    Table::Attached => "attached".to_owned(),
                    Table::Asset(asset) => format!("of {}", asset.len()),
                };
                let title = chart.title.as_ref().map(|title| title.source());
                format!(" chart {table} {} {:?} {:?} {title:?}", chart.kind, chart.x, chart.y)
            }
        };
    }
    for (path, content) in &code.files {
        out += &match content {
            Content::Asset(asset) => format!(" {path}: of {}", asset.len()),
            Content::Text(text) => format!(" {path}: {}", text.source()),
        };
    }
    out
}

fn show_search(search: &Search) -> String {
    let query = search.query.as_ref().map(|query| query.source());
    let results = search.results.as_ref().map(|results| {
        results
            .iter()
            .map(|found| format!("{} {} {}", found.file.source(), found.score, found.text.source()))
            .collect::<Vec<_>>()
    });
    format!("search {query:?} {results:?}")
}

fn show_call(call: &Call) -> String {
    let calls = call.functions.iter().map(|(name, arguments)| match arguments {
        Arguments::Tree(tree) => format!("{name}({})", show_tree(tree)),
        Arguments::Text(text) => format!("{name}<{}>", text.source()),
    });
    let expect: String = call.expect.iter().map(|(name, pattern)| format!(" {name}~{pattern}")).collect();
    format!("call {}{expect}", calls.collect::<Vec<_>>().join(" "))
}

fn show_tree(tree: &Tree) -> String {
    match tree {
        Tree::Plain(text) => text.clone(),
        Tree::Text(text) => format!("{:?}", text.source()),
        Tree::List(items) => format!("[{}]", items.iter().map(show_tree).collect::<Vec<_>>().join(",")),
        Tree::Object(entries) => {
            let entries = entries.iter().map(|(key, value)| format!("{key}:{}", show_tree(value)));
            format!("{{{}}}", entries.collect::<Vec<_>>().join(","))
        }
    }
}

/// Steps, and what they come to.
const STEPS: &[(&str, &str)] = &[
    ("say: Hello", "say Hello"),
    ("say: 1.50", "say 1.50"),
    ("say: yes", "say yes"),
    ("say: true", "say true"),
    ("say: |\n          a\n          b", "say a\nb\n"),
    ("say: ''", "say "),
    ("say: { text: a }", "say a"),
    ("say: { chunks: [a, 1.0, ''] }", "say a|1.0| in pieces"),
    (
        "say: { text: a, citations: [{ file: b, quote: c }, { file: d, quote: e, text: f }] }",
        r#"say a [None b: c] [Some("f") d: e]"#,
    ),
    ("refuse: No.", "refuse No."),
    ("code: print(1)", "code print(1)"),
    ("code: { input: a, logs: 25 }", "code a logs 25"),
    ("code: { input: a, outputs: [{ logs: b }, { logs: c }] }", "code a logs b logs c"),
    ("code: { input: a, chart: { csv: attached } }", "code a chart attached line None [] None"),
    (
        "code: { input: a, logs: b, chart: { csv: attached, kind: bar, x: Year, y: [A, B], title: '{{ now }}' } }",
        r#"code a logs b chart attached bar Some("Year") ["A", "B"] Some("{{ now }}")"#,
    ),
    ("code: { input: a, chart: { csv: attached, y: 2020 } }", r#"code a chart attached line None ["2020"] None"#),
    ("code: { input: a, files: { /mnt/data/b/c.csv: { text: d } } }", "code a /mnt/data/b/c.csv: d"),
    ("search: real", "search None None"),
    ("search: {}", "search None None"),
    ("search: { query: a, results: real }", r#"search Some("a") None"#),
    ("search: { results: [] }", "search None Some([])"),
    ("search: { results: [{ file: a, score: 1, text: b }] }", r#"search None Some(["a 1 b"])"#),
    ("call: f", "call f({})"),
    ("call: [f, { g: }, { h: { a: 1 } }]", "call f({}) g({}) h({a:1})"),
    ("call: { f: { b: 1, a: 2 }, g: '{broken' }", "call f({b:1,a:2}) g<{broken>"),
    ("call: { f: }\n        expect: { f: /x/ }", "call f({}) f~/x/"),
    (
        "call: { f: { a: 1.50, b: -1e3, c: 0x1F, d: .5, e: 1_000, f: 123456789012345678901234567890 } }",
        "call f({a:1.50,b:-1e3,c:31,d:0.5,e:1000,f:123456789012345678901234567890})",
    ),
    (
        "call: { f: { a: [True, null, ~, yes, '1', { b: '{{ now }}' }], c: {}, d: [] } }",
        r#"call f({a:[true,null,null,"yes","1",{b:"{{ now }}"}],c:{},d:[]})"#,
    ),
    ("call: { f: &a { b: 1 }, g: *a }", "call f({b:1}) g({b:1})"),
    ("wait: 800ms", "wait 800"),
    ("wait: 2s", "wait 2000"),
    ("wait: 5 m", "wait 300000"),
    ("wait: 1h", "wait 3600000"),
    ("wait: 250", "wait 250"),
    ("wait: '0'", "wait 0"),
    ("hold", "hold"),
    ("hold:", "hold"),
    ("hold: true", "hold"),
    ("fail: Oh.", "fail server_error: Oh."),
    ("fail: {}", "fail server_error: Sorry, something went wrong."),
    ("fail: { code: invalid_prompt, message: Oh. }", "fail invalid_prompt: Oh."),
    ("incomplete: max_completion_tokens", "incomplete MaxCompletionTokens"),
    ("incomplete: max_prompt_tokens", "incomplete MaxPromptTokens"),
    ("expire", "expire"),
    ("drop", "drop None"),
    ("drop: { after: 3 }", "drop Some(3)"),
];

#[test]
fn steps_are_what_they_say() {
    for (text, wanted) in STEPS {
        assert_eq!(step(text), *wanted, "{text}");
    }
}

#[test]
fn scenarios_are_what_they_say() {
    let text = r"
scenarios:
  - name: weather
    description: Asks twice.
    when:
      assistant: Weather*
      model: gpt-4o
      message: '/in (?<city>\w+)/i'
      instructions: short
      metadata: { flow: 1.50, beta: true }
      turn: 2
      tools: [get_weather, file_search]
      outputs: { get_weather: sunny }
    pace: polls:3
    turns:
      - - say: { text: 'In {{ city }}', open: true }
        - wait: 1s
        - say: ' now.'
      - [hold]
";
    let weather = scenario(text);
    assert_eq!((weather.name.as_str(), weather.place.as_str()), ("weather", "t.yaml:3"));
    assert_eq!((weather.pace, weather.repeats, weather.once), (Some(Pace::Polls(3)), false, false));
    assert_eq!(weather.turns.iter().map(Vec::len).collect::<Vec<_>>(), [3, 1]);
    assert_eq!(weather.turns[0][1].place, "t.yaml:17");
    let when = weather.when;
    let texts =
        [when.assistant, when.model, when.message, when.instructions].map(|text| text.map(|text| text.to_string()));
    assert_eq!(
        texts.each_ref().map(|text| text.as_deref()),
        [Some("Weather*"), Some("gpt-4o"), Some(r"/in (?<city>\w+)/i"), Some("short")]
    );
    let of = |map: std::collections::BTreeMap<String, super::super::pattern::Pattern>| -> Vec<String> {
        map.into_iter().map(|(key, pattern)| format!("{key}={pattern}")).collect()
    };
    assert_eq!(
        (of(when.metadata), of(when.outputs)),
        (vec!["beta=true".into(), "flow=1.50".into()], vec!["get_weather=sunny".to_owned()])
    );
    assert_eq!((when.turn, when.tools), (Some(2), vec!["get_weather".to_owned(), "file_search".to_owned()]));
}

#[test]
fn patterns_are_for_the_whole_or_a_part() {
    let when = scenario("scenarios: [{name: x, when: {model: gpt, message: gpt, metadata: {a: gpt}, outputs: {f: gpt}}, steps: [hold]}]").when;
    let fits = |pattern: &super::super::pattern::Pattern| pattern.captures("a gpt b").is_some();
    assert_eq!([when.model, when.message].map(|pattern| pattern.as_ref().map(fits)), [Some(false), Some(true)]);
    assert_eq!((fits(&when.metadata["a"]), fits(&when.outputs["f"])), (false, true));
}

#[test]
fn json_is_yaml_too() {
    let text = r#"{"scenarios": [{"name": "x", "steps": [{"say": "\u00fc\/\"{{ now }}\""}, {"drop": {"after": 3}}, {"hold": null}, "expire"]}]}"#;
    let steps: Vec<String> = scenario(text).turns[0].iter().map(|placed| show(&placed.step)).collect();
    assert_eq!(steps, [r#"say ü/"{{ now }}""#, "drop Some(3)", "hold", "expire"]);
}

#[test]
fn a_fault_that_means_nothing_is_shown_where_it_is() {
    let problems = load_text("t.yaml", "faults:\n  - { hang: true }\n  - { first: 1, nth: 2, hang: true }\n", None);
    let problem = &problems.expect_err("two counts")[0];
    assert_eq!((problem.line, problem.column), (3, 5), "{problem:?}");
    assert!(problem.message.contains("'first' and 'nth'"), "{problem:?}");
}

#[test]
fn faults_keep_their_shape() {
    let text = r#"
faults:
  - { method: POST, path: /v1/**, nth: 2, project: a, reply: { status: 429, type: t, code: c, message: m, retry_after: 2, retry_after_ms: 5 } }
  - fraction: 0.25
    cut: {}
  - { every: 3, delay_ms: 5 }
  - { first: 1, cut: { after: 2 } }
  - { malform: { event: 1 } }
  - { delay_events_ms: 7 }
"#;
    let faults: Vec<String> =
        load(text).faults.into_iter().map(|fault| serde_json::to_string(&fault.asked).expect("JSON")).collect();
    assert_eq!(
        faults,
        [
            r#"{"project":"a","method":"POST","path":"/v1/**","nth":2,"reply":{"status":429,"type":"t","code":"c","message":"m","retry_after":2,"retry_after_ms":5}}"#,
            r#"{"fraction":0.25,"cut":{}}"#,
            r#"{"every":3,"delay_ms":5}"#,
            r#"{"first":1,"cut":{"after":2}}"#,
            r#"{"malform":{"event":1}}"#,
            r#"{"delay_events_ms":7}"#,
        ]
    );
}

#[test]
fn a_warning_costs_nothing() {
    for (steps, warning) in [
        ("steps: [{ call: { f: plain text } }]", "these arguments are no JSON object"),
        ("steps: [{ say: '{{ outputs.f }}' }, { call: f }]", "no step before this one calls `f`"),
        ("steps: [{ call: f }, { say: '{{ outputs.g }} {{ outputs.f }}' }]", "no step before this one calls `g`"),
        ("turns: [[{ call: f }], [{ say: '{{ outputs.f }}' }]]", "no step before this one calls `f`"),
        (r"when: { message: '\d+' }, steps: [hold]", "this looks like a regular expression, and is plain text"),
        ("when: { message: '/a(b' }, steps: [hold]", "this looks like a regular expression without its last slash"),
    ] {
        let loaded = load(&format!("scenarios:\n  - {{ name: x, {steps} }}\n"));
        let warnings: Vec<&str> = loaded.warnings.iter().map(|problem| problem.message.as_str()).collect();
        assert_eq!((loaded.scenarios.len(), warnings.len()), (1, 1), "{steps}: {warnings:?}");
        assert!(warnings[0].starts_with(warning), "{steps}: {warnings:?}");
    }
    let fine = "steps: [{ call: f }, { say: '{{ outputs.f }} {{ earlier_outputs.g }}' }]";
    assert_eq!(load(&format!("scenarios:\n  - {{ name: x, {fine} }}\n")).warnings, []);
}
