use super::*;
use crate::scenario::compiled::When;

fn within(text: &str) -> Option<Pattern> {
    Some(Pattern::within(text).unwrap())
}

fn whole(text: &str) -> Option<Pattern> {
    Some(Pattern::whole(text).unwrap())
}

fn map(pairs: &[(&str, &str)]) -> BTreeMap<String, Pattern> {
    pairs.iter().map(|(key, pattern)| ((*key).to_owned(), Pattern::within(pattern).unwrap())).collect()
}

fn scenario(name: &str, when: When) -> Arc<Scenario> {
    let place = format!("s.yaml:{}", name.len());
    let turns = vec![Vec::new()];
    Arc::new(Scenario { name: name.into(), place, when, pace: None, turns, repeats: true, once: false })
}

fn with_turns(name: &str, turns: usize) -> Arc<Scenario> {
    let mut scenario = Scenario::clone(&scenario(name, When::default()));
    scenario.turns = vec![Vec::new(); turns];
    scenario.repeats = false;
    Arc::new(scenario)
}

fn facts() -> Facts {
    Facts {
        assistant_id: "asst_1".into(),
        assistant_name: "Weather bot".into(),
        model: "gpt-4o".into(),
        instructions: "Be brief.".into(),
        message: "weather in Paris, please".into(),
        metadata: [("flow".to_owned(), "a-1".to_owned())].into(),
        turn: 2,
        tools: vec!["file_search".into(), "get_weather".into()],
        earlier_outputs: [("get_weather".to_owned(), "57".to_owned())].into(),
        ..Facts::default()
    }
}

#[test]
fn conditions_hold_or_are_named() {
    let all = When {
        assistant: whole("Weather*"),
        model: whole("gpt-4?"),
        message: within(r"/weather in (?<city>\w+)/"),
        instructions: within("brief"),
        metadata: map(&[("flow", r"/(?<kind>\w)-(\d)/")]),
        turn: Some(2),
        tools: vec!["get_weather".into()],
        outputs: map(&[("get_weather", r"/^(?<degrees>\d+)$/")]),
    };
    let caught = fits(&scenario("all", all), &facts(), 0).unwrap();
    let caught: Vec<_> = caught.iter().map(|(name, text)| format!("{name}={text}")).collect();
    assert_eq!(caught, ["1=Paris", "city=Paris", "degrees=57", "kind=a"]);
    let by_id = When { assistant: whole("asst_1"), ..When::default() };
    assert!(fits(&scenario("id", by_id), &facts(), 9).is_ok());
}

#[test]
fn a_miss_says_what_was_wrong() {
    let none = When::default;
    for (when, wanted) in [
        (When { assistant: whole("Stock*"), ..none() }, r#"assistant is "Weather bot" (asst_1), not like Stock*"#),
        (When { model: whole("gpt-4"), ..none() }, r#"model is "gpt-4o", not like gpt-4"#),
        (When { message: within("/^hi/i"), ..none() }, r#"message is "weather in Paris, please", not like /^hi/i"#),
        (When { instructions: within("long"), ..none() }, r#"instructions is "Be brief.", not like long"#),
        (When { metadata: map(&[("flow", "b")]), ..none() }, r#"metadata.flow is "a-1", not like b"#),
        (When { metadata: map(&[("user", "b")]), ..none() }, "metadata.user is not there, not like b"),
        (When { turn: Some(1), ..none() }, "turn is 2, not 1"),
        (When { tools: vec!["f".into()], ..none() }, "tools is file_search, get_weather, not with f"),
        (When { outputs: map(&[("f", "b")]), ..none() }, "outputs.f is not there, not like b"),
    ] {
        let miss = fits(&scenario("abc", when), &facts(), 0).unwrap_err();
        assert_eq!(miss.to_string(), format!("abc (s.yaml:3): {wanted}"));
        assert_eq!((miss.held, miss.total), (0, 1));
    }
    let long = Facts { message: "ü\n".repeat(300), ..facts() };
    let miss = fits(&scenario("long", When { message: within("x"), ..none() }), &long, 0).unwrap_err();
    assert_eq!(miss.value, format!("{:?}", format!("{}…", "ü\n".repeat(100))));
}

#[test]
fn a_scenario_with_turns_is_played_so_often() {
    let two = with_turns("two", 2);
    assert!(fits(&two, &facts(), 1).is_ok());
    let miss = fits(&two, &facts(), 2).unwrap_err();
    assert_eq!(miss.to_string(), "two (s.yaml:3): turns is 2 played on this thread, not under 2");
    assert!(fits(&scenario("one", When::default()), &facts(), u64::MAX).is_ok());
}

#[test]
fn the_first_that_fits_is_played() {
    let list = [
        with_turns("used", 1),
        scenario("no", When { turn: Some(7), ..When::default() }),
        scenario("yes", When { message: within("/in (?<x>P)/"), ..When::default() }),
        scenario("later", When::default()),
    ];
    let Choice::Play { scenario, captures } = choose(list.iter(), &facts(), |name| u64::from(name == "used")) else {
        panic!("nothing was chosen")
    };
    assert_eq!((scenario.name.as_str(), captures["x"].as_str()), ("yes", "P"));
}

#[test]
fn misses_come_nearest_first() {
    let far = |name: &str| scenario(name, When { turn: Some(7), ..When::default() });
    let near = |name: &str| scenario(name, When { turn: Some(7), message: within("Paris"), ..When::default() });
    let list = [far("a"), near("b"), far("c"), near("d"), far("e"), far("f"), far("g")];
    let Choice::None { misses } = choose(list.iter(), &facts(), |_| 0) else { panic!("one was chosen") };
    let names: Vec<_> = misses.iter().map(|miss| (miss.scenario.as_str(), miss.held, miss.total)).collect();
    assert_eq!(names, [("b", 1, 2), ("d", 1, 2)], "what nothing holds of is no near miss");
    let list = ["a", "c", "e", "f", "g", "h"].map(far);
    let Choice::None { misses } = choose(list.iter(), &facts(), |_| 0) else { panic!("one was chosen") };
    let names: Vec<_> = misses.iter().map(|miss| miss.scenario.as_str()).collect();
    assert_eq!(names, ["a", "c", "e", "f", "g"], "unless there is nothing nearer");
    let Choice::None { misses } = choose(std::iter::empty(), &facts(), |_| 0) else { panic!("one was chosen") };
    assert!(misses.is_empty());
}

#[test]
fn metadata_names_a_scenario() {
    let never = When { turn: Some(7), message: within("/in (?<city>P)/"), ..When::default() };
    let list =
        [scenario("any", When::default()), scenario("weather", never), with_turns("loop", 3), with_turns("l", 1)];
    let pick = |name: &str, plays: u64| {
        let mut facts = facts();
        facts.metadata.insert("scenario".into(), name.into());
        match choose(list.iter(), &facts, |_| plays) {
            Choice::Play { scenario, captures } => format!("{} {captures:?}", scenario.name),
            Choice::None { misses } => format!("{misses:?}"),
            Choice::Unknown { message } => message,
        }
    };
    for (name, plays, wanted) in [
        ("weather", 4, r#"weather {"1": "P", "city": "P"}"#),
        ("loop", 2, "loop {}"),
        ("loop", 3, "metadata.scenario names loop (s.yaml:4), but all of its 3 turns have been played on this thread."),
        ("l", 1, "metadata.scenario names l (s.yaml:1), but its only turn has been played on this thread."),
        ("wether", 0, r#"metadata.scenario names "wether", and no scenario is called so. Did you mean `weather`?"#),
        ("", 0, r#"metadata.scenario names "", and no scenario is called so."#),
    ] {
        assert_eq!(pick(name, plays), wanted);
    }
}
