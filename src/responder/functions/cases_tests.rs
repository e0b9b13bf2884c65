//! Which functions are called for a message, and which are not.

use serde_json::{Value, json};

use super::{Choice, Function, choose};

/// A tool as "name(argument, number: argument, …)"; all are required.
fn tool(line: &str) -> (String, String, Value) {
    let (head, description) = line.split_once(" // ").unwrap_or((line, ""));
    let (name, rest) = head.trim().split_once('(').expect("a list of arguments");
    let mut properties = serde_json::Map::new();
    let mut required: Vec<String> = Vec::new();
    for part in rest.trim_end_matches(')').split(',').map(str::trim).filter(|part| !part.is_empty()) {
        let (own, kind) = part.split_once(':').unwrap_or((part, "string"));
        let bare = own.trim_end_matches('?');
        let schema = match kind {
            "emails" => json!({"type": "array", "items": {"type": "string"}}),
            "hhmm" => json!({"type": "string", "description": "Time in HH:MM format"}),
            "isodate" => json!({"type": "string", "description": "Date, YYYY-MM-DD"}),
            other => json!({"type": other}),
        };
        properties.insert(bare.into(), schema);
        if bare == own {
            required.push(bare.into());
        }
    }
    let schema = json!({"type": "object", "properties": properties, "required": required});
    (name.into(), description.into(), schema)
}

fn calls(tools: &[&str], message: &str) -> Vec<(String, String)> {
    let list: Vec<_> = tools.iter().map(|line| tool(line)).collect();
    let functions: Vec<Function<'_>> = list
        .iter()
        .map(|(name, description, schema)| Function { name, description: Some(description), parameters: Some(schema) })
        .collect();
    choose(&functions, Choice::Auto, message, &[]).into_iter().map(|c| (c.name, c.arguments)).collect()
}

fn names(tools: &[&str], message: &str) -> String {
    calls(tools, message).into_iter().map(|(name, _)| name).collect::<Vec<_>>().join(" ")
}

fn table(tools: &[&str], rows: &[(&str, &str)]) {
    let wrong: Vec<String> = rows
        .iter()
        .filter(|(message, expected)| names(tools, message) != *expected)
        .map(|(message, expected)| format!("{message}: {:?}, not {expected:?}", calls(tools, message)))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Asserts the arguments of the calls.
pub fn filled(tools: &[&str], rows: &[(&str, &[&str])]) {
    for (message, expected) in rows {
        let found: Vec<String> = calls(tools, message).into_iter().map(|(_, arguments)| arguments).collect();
        assert_eq!(found, *expected, "{message}");
    }
}

const ORDERS: [&str; 3] = ["get_order_status(order_id)", "cancel_order(order_id)", "get_customer(customer_id)"];
const FILES: [&str; 4] = ["list_files(path)", "delete_file(path)", "read_file(path)", "write_file(path, content)"];
const EVENTS: [&str; 3] = ["create_event(title, date, time?)", "list_events(date)", "delete_event(event_id)"];
const FLIGHTS: [&str; 3] = [
    "search_flights(origin, destination, date?)",
    "book_flight(origin, destination, date)",
    "get_flight_status(flight_number)",
];
const MAIL: [&str; 1] = ["send_email(to, subject, body) // Send an email"];

#[test]
fn the_verb_decides_between_functions_of_one_object() {
    table(
        &ORDERS,
        &[
            ("Where is my order A-1234?", "get_order_status"),
            ("Cancel order A-1234", "cancel_order"),
            ("Please call off order A-1234", "cancel_order"),
            ("Order #98765 hasn't arrived yet", "get_order_status"),
            ("I like to order pizza", ""),
            ("Don't cancel order A-1234", ""),
            ("How do I cancel an order?", ""),
            ("I'd like to cancel order A-1234", "cancel_order"),
        ],
    );
    table(
        &FILES,
        &[
            ("List the files in /home/me", "list_files"),
            ("What files are there?", "list_files"),
            ("Read /etc/hosts", "read_file"),
            ("Delete old.txt", "delete_file"),
            ("Write 'hello' to notes.txt", "write_file"),
            ("How are files stored on disk?", ""),
            ("Read a.txt and delete b.txt", "read_file delete_file"),
        ],
    );
    table(
        &EVENTS,
        &[
            ("Schedule a meeting on 2025-06-12 at 3pm", "create_event"),
            ("What's on my calendar for 2025-06-12?", "list_events"),
            ("Cancel my dentist appointment", "delete_event"),
            ("Set up an appointment with Bob for tomorrow", "create_event"),
            ("I need an appointment tomorrow", "create_event"),
        ],
    );
    table(
        &["find_user(name)", "get_orders(user_id)", "refund_order(order_id)"],
        &[("What orders does Maria Lopez have?", "find_user"), ("Refund order 1234", "refund_order")],
    );
}

#[test]
fn talk_calls_nothing() {
    table(
        &FLIGHTS,
        &[
            ("Is flight BA286 on time?", "get_flight_status"),
            ("Cheapest flight to Berlin?", "search_flights"),
            ("fly me from Paris to Rome tomorrow", "book_flight"),
            ("I hate flights", ""),
            ("I don't want to book a flight", ""),
            ("Book a flight from Paris to Rome tomorrow", "book_flight"),
            ("What's my booking reference?", ""),
        ],
    );
    table(
        &MAIL,
        &[
            ("Don't send an email to ann@x.com", ""),
            ("Please don't send the email yet", ""),
            ("No need to email Bob", ""),
            ("Did you send the email?", ""),
            ("I sent an email to ann@x.com yesterday", ""),
            ("What is the best way to write an email to my boss?", ""),
            ("How do I write an email?", ""),
            ("My email is ann@x.com", ""),
            ("Can you email ann@x.com about lunch?", "send_email"),
            ("Send 'hi' to ann@x.com", "send_email"),
        ],
    );
    table(
        &["get_stock_price(symbol) // Get the current price of a stock"],
        &[
            ("I like chicken stock soup", ""),
            ("What is a stock split?", ""),
            ("NVDA?", "get_stock_price"),
            ("What is the price of AAPL?", "get_stock_price"),
        ],
    );
    table(
        &["find_restaurants(location, cuisine?)", "book_table(restaurant, party_size:integer, time)"],
        &[
            ("what's the recipe for carbonara?", ""),
            ("Where can I get good sushi in Seattle?", "find_restaurants"),
            ("Book a table for 4 at Nobu at 7:30pm", "book_table"),
            ("I'd like a table for two at Nobu", "book_table"),
        ],
    );
}

#[test]
fn plain_requests_are_heard() {
    for (line, rows) in [
        (
            "convert_units(value:number, from_unit, to_unit)",
            &["How many grams are in 2.5 pounds?", "what is 100 fahrenheit in celsius", "convert -40 C to F"][..],
        ),
        ("get_exchange_rate(from_currency, to_currency)", &["How much is 1 USD in EUR?"]),
        ("add_todo(text) // Add an item to the to-do list", &["Add milk to my to-do list"]),
        ("get_todos()", &["What's on my to-do list?"]),
        ("calculate(expression)", &["What is 6 * 7?", "what is 12 times 9?"]),
        ("multiply(a:number, b:number)", &["What is 12 times 9?", "Multiply 3 by 4"]),
        ("search_products(query)", &["find running shoes under $80"]),
        ("log_expense(amount:number, category)", &["I spent $12.50 on lunch today"]),
        (
            "query_database(sql) // Runs SQL. Tables: orders(id, amount), users(id, name)",
            &["show me all orders over $500"],
        ),
        (
            "get_weather(location)",
            &[
                "Wie ist das Wetter in Berlin?",
                "Wie wird das Wetter morgen in Köln?",
                "¿Qué tiempo hace en Madrid?",
                "Quel temps fait-il à Paris ?",
                "Quelle est la météo à Lyon ?",
            ],
        ),
    ] {
        let expected = line.split_once('(').expect("a name").0;
        let rows: Vec<_> = rows.iter().map(|message| (*message, expected)).collect();
        table(&[line], &rows);
    }
}

#[test]
fn each_thing_named_has_its_call() {
    filled(
        &["get_order_status(order_id)"],
        &[
            ("status of orders 1001 and 1002", &[r#"{"order_id":"1001"}"#, r#"{"order_id":"1002"}"#]),
            ("Where are orders A-1 and A-2?", &[r#"{"order_id":"A-1"}"#, r#"{"order_id":"A-2"}"#]),
        ],
    );
    filled(
        &["get_stock_price(symbol)"],
        &[("price of GOOG, MSFT and AMZN", &[r#"{"symbol":"GOOG"}"#, r#"{"symbol":"MSFT"}"#, r#"{"symbol":"AMZN"}"#])],
    );
    filled(&FILES, &[("Read a.txt and delete b.txt", &[r#"{"path":"a.txt"}"#, r#"{"path":"b.txt"}"#])]);
    filled(&FILES, &[("Write 'hello' to notes.txt", &[r#"{"path":"notes.txt","content":"hello"}"#])]);
    filled(&FILES, &[("Read /etc/hosts", &[r#"{"path":"/etc/hosts"}"#])]);
}

#[test]
fn clauses_are_read_apart() {
    let mixed =
        [ORDERS.as_slice(), &FILES, &EVENTS, &MAIL, &["get_weather(location)", "calculate(expression)"]].concat();
    table(
        &mixed,
        &[
            ("Tell me a joke", ""),
            ("Write a poem about the sea", ""),
            ("I cancelled my order", ""),
            ("Never mind, don't delete notes.txt", ""),
            ("What's the weather in Paris and what is 6 * 7?", "get_weather calculate"),
            ("Can you cancel order A-1234 and email bob@x.com about it?", "cancel_order send_email"),
            ("Please check the status of order 1001 and cancel order 1002", "get_order_status cancel_order"),
            ("Summarize this: the weather in Paris is nice", ""),
            ("What meetings do I have tomorrow?", "list_events"),
        ],
    );
    filled(
        &ORDERS,
        &[(
            "Check the status of order 1001 and cancel order 1002",
            &[r#"{"order_id":"1001"}"#, r#"{"order_id":"1002"}"#],
        )],
    );
}
