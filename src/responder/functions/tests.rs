//! Messages and the calls they lead to.

use serde_json::{Value, json};

use super::{Call, Choice, Function, Outcome, choose, report};

fn weather(strict: bool) -> (Value, Value) {
    let location = json!({"type": "string", "description": "The city and state, e.g., San Francisco, CA"});
    let unit = json!({"type": "string", "enum": ["Celsius", "Fahrenheit"], "description": "The temperature unit to use. Infer this from the user's location."});
    let mut first =
        json!({"type": "object", "properties": {"location": location, "unit": unit}, "required": ["location", "unit"]});
    let mut second = json!({"type": "object", "properties": {"location": location}, "required": ["location"]});
    if strict {
        first["additionalProperties"] = json!(false);
        second["additionalProperties"] = json!(false);
    }
    (first, second)
}

fn shown(calls: &[Call]) -> String {
    calls.iter().map(|call| format!("{}{}", call.name, call.arguments)).collect::<Vec<_>>().join(" ")
}

fn function<'a>(name: &'a str, description: &'a str, parameters: &'a Value) -> Function<'a> {
    Function { name, description: Some(description), parameters: Some(parameters) }
}

#[test]
fn weather_and_rain_are_asked_for_together() {
    for strict in [false, true] {
        let (first, second) = weather(strict);
        let functions = [
            Function {
                name: "get_current_temperature",
                description: Some("Get the current temperature for a specific location"),
                parameters: Some(&first),
            },
            Function {
                name: "get_rain_probability",
                description: Some("Get the probability of rain for a specific location"),
                parameters: Some(&second),
            },
        ];
        let ask = |message: &str, earlier: &[&str]| shown(&choose(&functions, Choice::Auto, message, earlier));
        let temperature = r#"get_current_temperature{"location":"San Francisco, CA","unit":"Fahrenheit"}"#;
        let rain = r#"get_rain_probability{"location":"San Francisco, CA"}"#;
        let question = "What's the weather in San Francisco today and the likelihood it'll rain?";
        assert_eq!(ask(question, &[]), format!("{temperature} {rain}"));
        assert_eq!(ask("Will it rain in San Francisco?", &[]), rain);
        let paris = ask("And in Paris?", &["Hello", question]);
        assert!(paris.contains(r#"{"location":"Paris, France","unit":"Celsius"}"#), "{paris}");
        assert_eq!(ask("Thanks a lot!", &[question]), "");
        assert_eq!(ask("Tell me a joke", &[question]), "");
        assert_eq!(choose(&functions, Choice::Required, "Hello", &[]).len(), 1);
        assert_eq!(shown(&choose(&functions, Choice::Named("get_rain_probability"), question, &[])), rain);
        assert_eq!(choose(&functions, Choice::Named("other"), question, &[]), []);
        assert_eq!(choose(&[], Choice::Required, question, &[]), []);
    }
}

fn object(properties: Value, required: &[&str]) -> Value {
    json!({"type": "object", "properties": properties, "required": required})
}

/// Asserts that the only function there is, is called with these arguments.
fn called(name: &str, description: &str, parameters: Value, message: &str, expected: &str) {
    let calls = choose(&[function(name, description, &parameters)], Choice::Auto, message, &[]);
    assert_eq!(shown(&calls), format!("{name}{expected}"), "{message}");
}

#[test]
fn recorded_questions_lead_to_the_recorded_calls() {
    let day = json!({"type": "string", "description": "a day of the week, like Tuesday or Saturday"});
    called(
        "get_favorite_food_for_day_of_week",
        "gets the user's favorite food for a given day of the week, like Tuesday",
        json!({"type": "object", "properties": {"day_of_week": day}}),
        "What should I eat on Thursday?",
        r#"{"day_of_week":"Thursday"}"#,
    );
    let none = json!({"type": "object", "properties": {}});
    called(
        "get_current_weather",
        "Gets the user's current weather",
        none,
        "What should I wear outside right now?",
        "{}",
    );
}

#[test]
fn several_arguments_share_the_facts() {
    let text = json!({"type": "string"});
    called(
        "send_email",
        "Send an email",
        object(
            json!({"to": text, "subject": text, "body": text, "urgent": {"type": "boolean"}}),
            &["to", "subject", "body"],
        ),
        "Send an email to bob@example.com about the quarterly report saying \"All is well\"",
        r#"{"to":"bob@example.com","subject":"Quarterly report","body":"All is well"}"#,
    );
    let flight =
        json!({"origin": text, "destination": text, "date": text, "passengers": {"type": "integer", "minimum": 1}});
    called(
        "book_flight",
        "Book a flight",
        object(flight, &["origin", "destination", "date"]),
        "Book a flight from Boston to Denver on 2024-05-06 for 2 passengers",
        r#"{"origin":"Boston","destination":"Denver","date":"2024-05-06","passengers":2}"#,
    );
    called(
        "convert_currency",
        "Convert an amount",
        object(json!({"amount": {"type": "number"}, "from": text, "to": text}), &["amount", "from", "to"]),
        "Convert 12.50 dollars to euros",
        r#"{"amount":12.5,"from":"USD","to":"EUR"}"#,
    );
    called(
        "search",
        "Search the web",
        object(json!({"query": text, "limit": {"type": "integer"}}), &["query"]),
        "Search for black holes, limit 5",
        r#"{"query":"black holes","limit":5}"#,
    );
    let number = json!({"type": "number"});
    called(
        "add",
        "Add two numbers",
        object(json!({"a": number, "b": number}), &["a", "b"]),
        "add 2 and 40",
        r#"{"a":2,"b":40}"#,
    );
}

#[test]
fn single_arguments_come_from_the_message() {
    let unit = json!({"type": ["string", "null"], "enum": ["c", "f", null]});
    called(
        "get_weather",
        "",
        object(json!({"location": {"type": "string"}, "unit": unit}), &["location", "unit"]),
        "weather in Berlin",
        r#"{"location":"Berlin, Germany","unit":"c"}"#,
    );
    for (name, description, argument, message, expected) in [
        ("get_stock_price", "", "symbol", "How much is Apple stock?", "AAPL"),
        ("get_order_status", "", "order_id", "Where is my order ORD-1234?", "ORD-1234"),
        ("calculate", "Evaluate a math expression", "expression", "Calculate 3 * (4 + 5)", "3 * (4 + 5)"),
        ("get_time", "Current time of a city", "city", "What time is it in Tokyo?", "Tokyo"),
        (
            "lookup_customer",
            "Finds a customer by email",
            "email",
            "Find the customer ann@example.com",
            "ann@example.com",
        ),
    ] {
        let parameters = object(json!({argument: {"type": "string"}}), &[argument]);
        let expected = json!({argument: expected}).to_string();
        called(name, description, parameters, message, &expected);
    }
}

#[test]
fn each_place_has_its_call() {
    let parameters =
        json!({"type": "object", "properties": {"location": {"type": "string"}}, "required": ["location"]});
    let functions = [function("get_current_weather", "Get the current weather", &parameters)];
    let calls = choose(&functions, Choice::Auto, "What's the weather like in San Francisco, Tokyo, and Paris?", &[]);
    assert_eq!(calls.len(), 3);
    assert_eq!(calls[1].arguments, r#"{"location":"Tokyo, Japan"}"#);
}

#[test]
fn the_best_of_similar_functions_is_taken() {
    let none = json!({"type": "object", "properties": {}});
    let functions =
        [function("create_user", "", &none), function("delete_user", "", &none), function("list_orders", "", &none)];
    let ask = |message: &str| shown(&choose(&functions, Choice::Auto, message, &[]));
    assert_eq!(ask("Please delete the user Bob"), "delete_user{}");
    assert_eq!(ask("show my orders"), "list_orders{}");
    assert_eq!(ask("Create a table of the planets"), "");
}

#[test]
fn hostile_input_ends_soon() {
    let long = "weather in San Francisco, @ \"x\" 5 ".repeat(30_000);
    let (first, second) = weather(true);
    let functions: Vec<Function<'_>> = (0..128)
        .map(|i| {
            function(
                if i % 2 == 0 { "get_weather" } else { "get_rain" },
                &long,
                if i % 3 == 0 { &first } else { &second },
            )
        })
        .collect();
    let calls = choose(&functions, Choice::Auto, &long, &[&long, &long]);
    assert!(!calls.is_empty() && calls.len() <= 16);
    let deep = format!("{}1{}", "[".repeat(100), "]".repeat(100));
    assert!(report("x", &[Outcome { name: "get_x", arguments: &deep, output: &deep }]).contains('1'));
}

proptest::proptest! {
    #[test]
    fn any_output_is_reported(name in ".{0,20}", arguments in "[ -~]{0,30}", output in ".{0,60}", message in ".{0,40}") {
        let _ = report(&message, &[Outcome { name: &name, arguments: &arguments, output: &output }]);
        let called = Function { name: &name, description: Some(&message), parameters: None };
        let calls = choose(&[called], Choice::Required, &output, &[&message]);
        proptest::prop_assert_eq!(calls.len(), 1);
    }
}
