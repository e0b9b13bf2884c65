//! Arguments that stand in the message.

use super::cases_tests::filled;

/// A tool, a message and the arguments it leads to.
const ROWS: [(&str, &str, &str); 19] = [
    ("search_flights(origin, destination)", "Flights from JFK to LAX?", r#"{"origin":"JFK","destination":"LAX"}"#),
    (
        "convert_units(value:number, from_unit, to_unit)",
        "convert -40 C to F",
        r#"{"value":-40,"from_unit":"celsius","to_unit":"fahrenheit"}"#,
    ),
    (
        "convert_units(value:number, from_unit, to_unit)",
        "How many grams are in 2.5 pounds?",
        r#"{"value":2.5,"from_unit":"pounds","to_unit":"grams"}"#,
    ),
    (
        "transfer_money(from_account, to_account, amount:number)",
        "Transfer $100 from checking to savings",
        r#"{"from_account":"checking","to_account":"savings","amount":100}"#,
    ),
    (
        "create_event(title, attendees:emails)",
        "Schedule a meeting with ann@x.com and bob@y.com",
        r#"{"title":"Meeting","attendees":["ann@x.com","bob@y.com"]}"#,
    ),
    ("get_invoice(invoice_id)", "Show me invoice 4711", r#"{"invoice_id":"4711"}"#),
    (
        "book_table(restaurant, party_size:integer, time)",
        "Book a table for 4 at Nobu at 7:30pm",
        r#"{"restaurant":"Nobu","party_size":4,"time":"7:30pm"}"#,
    ),
    (
        "book_table(restaurant_name, party_size:integer)",
        "Book a table for two at Luigi's",
        r#"{"restaurant_name":"Luigi's","party_size":2}"#,
    ),
    ("set_alarm(time:hhmm)", "Set an alarm for 7:30pm", r#"{"time":"19:30"}"#),
    (
        "create_event(title, date:isodate)",
        "Schedule a dentist visit on May 3rd, 2025",
        r#"{"title":"Dentist Visit","date":"2025-05-03"}"#,
    ),
    ("set_light(room, on:boolean)", "Turn on the lights in the bedroom", r#"{"room":"bedroom","on":true}"#),
    ("set_light(room, on:boolean)", "Turn off the kitchen lights", r#"{"room":"kitchen","on":false}"#),
    (
        "set_light(room, brightness:integer)",
        "dim the bedroom lights to 20 percent",
        r#"{"room":"bedroom","brightness":20}"#,
    ),
    (
        "book_flight(origin, destination, passenger_name)",
        "Book a flight from Paris to Rome for Maria Lopez",
        r#"{"origin":"Paris","destination":"Rome","passenger_name":"Maria Lopez"}"#,
    ),
    ("update_email(value)", "Change my email to new@x.com", r#"{"value":"new@x.com"}"#),
    ("lock_door(door)", "Lock the front door", r#"{"door":"front door"}"#),
    ("add_todo(text)", "Add milk to my to-do list", r#"{"text":"milk"}"#),
    ("log_expense(amount:number, category)", "I spent $12.50 on lunch today", r#"{"amount":12.5,"category":"lunch"}"#),
    ("multiply(a:number, b:number)", "What is 12 times 9?", r#"{"a":12,"b":9}"#),
];

#[test]
fn arguments_are_taken_from_the_message() {
    for (line, message, expected) in ROWS {
        filled(&[line], &[(message, &[expected])]);
    }
}
