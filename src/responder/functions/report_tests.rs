//! Outputs and what is said of them.

use super::{Outcome, report};

fn told(name: &str, arguments: &str, output: &str) -> String {
    report("What is it?", &[Outcome { name, arguments, output }])
}

#[test]
fn outputs_are_reported() {
    let place = r#"{"location":"San Francisco, CA","unit":"Fahrenheit"}"#;
    let temperature = Outcome { name: "get_current_temperature", arguments: place, output: "57" };
    let rain =
        Outcome { name: "get_rain_probability", arguments: r#"{"location":"San Francisco, CA"}"#, output: "0.06" };
    assert_eq!(
        report("What's the weather?", &[temperature, rain]),
        "The current temperature in San Francisco, CA is 57°F, and the probability of rain is 6%."
    );
    assert_eq!(report("x", &[]), "The request is done.");
}

#[test]
fn single_outputs_are_reported() {
    let place = r#"{"location":"San Francisco, CA"}"#;
    for (name, arguments, output, expected) in [
        (
            "get_favorite_food_for_day_of_week",
            r#"{"day_of_week":"Thursday"}"#,
            "tacos",
            "The favorite food for Thursday is tacos.",
        ),
        (
            "get_weather",
            place,
            r#"{"error":"no such place"}"#,
            "The weather in San Francisco, CA could not be found because of an error: no such place.",
        ),
        ("send_email", r#"{"to":"bob@example.com"}"#, "ok", "The email for bob@example.com was sent."),
        ("get_weather", "{}", r#"{"temp": 57, "sky": "clear"}"#, "The weather is as follows: temp: 57, sky: clear."),
        ("getNickname", r#"{"location":"Los Angeles, CA"}"#, "LA", "The nickname in Los Angeles, CA is LA."),
        ("get_news", "not json", "", "Nothing was returned for the news."),
        ("get_weather", "{}", "It is sunny today.", "Here is the weather: It is sunny today."),
    ] {
        assert_eq!(told(name, arguments, output), expected);
    }
    assert_eq!(
        told("list_users", "{}", r#"[{"name":"Ann","age":3},{"name":"Ben","age":4}]"#),
        "Here are the users:\n\n- Ann:\n  - **Name**: Ann\n  - **Age**: 3\n- Ben:\n  - **Name**: Ben\n  - **Age**: 4"
    );
}
