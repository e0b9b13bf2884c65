//! Conversations and their replies.

use proptest::prelude::*;

use super::{Role, Turn, addressed_as, reply};

fn user(text: &str) -> Turn<'_> {
    Turn { role: Role::User, text, images: 0, files: &[] }
}

fn assistant(text: &str) -> Turn<'_> {
    Turn { role: Role::Assistant, text, images: 0, files: &[] }
}

fn answer(text: &str) -> String {
    reply("", &[user(text)])
}

#[test]
fn names_are_taken_from_the_instructions() {
    for (instructions, name) in [
        ("Please address the user as Jane Doe. The user has a premium account.", Some("Jane Doe")),
        ("Address the user as \"Captain\" and be nice", Some("Captain")),
        ("Call the user Dr. Jones, please.", Some("Dr. Jones")),
        ("You are a tutor. The user's name is Bob and he is 9.", Some("Bob")),
        ("You are helpful.", None),
        ("", None),
    ] {
        assert_eq!(addressed_as(instructions), name, "{instructions}");
    }
}

#[test]
fn a_table_is_made_and_added_to() {
    for (question, topic, rows) in [
        ("Create a table of the planets", "planets", 8),
        ("What are the main causes of World War 1? Put them in a table", "causes of World War 1", 5),
    ] {
        let first = answer(question);
        assert!(first.contains(topic) && first.matches("\n|").count() == rows + 2, "{first}");
        let request = "Add some value to the table you have created";
        let second = reply("", &[user(question), assistant(&first), user(request)]);
        assert!(second.contains("added a new row") && second.contains(topic), "{second}");
        assert_eq!(second.matches("\n|").count(), rows + 3);
        let third = reply(
            "",
            &[
                user(question),
                assistant(&first),
                user(request),
                assistant(&second),
                user("Now add a column called Notes to the table"),
            ],
        );
        assert!(third.contains("| Notes |") && third.contains(topic), "{third}");
        assert_eq!(third.matches("\n|").count(), rows + 3);
        let fourth = reply("", &[user(question), assistant(&third), user("Remove the last row from the table")]);
        assert_eq!(fourth.matches("\n|").count(), rows + 2, "{fourth}");
    }
}

#[test]
fn replies_have_the_form_asked_for() {
    for (message, expected) in [
        ("Hello", "Hello! How can I help you today?"),
        (
            "Hello there, assistant! How are you today?",
            "I am doing well, thank you for asking. How can I help you today?",
        ),
        ("Thanks a lot!", "You're welcome! Let me know if there is anything else I can do for you."),
        ("Goodbye, world!", "Goodbye! It was good to talk to you."),
        ("Say this is a test", "This is a test"),
        ("Reply with exactly: OK", "OK"),
        ("Reply with exactly: The end.", "The end."),
        ("Please say \"one two\"", "one two"),
        ("My name is Alice.", "Nice to meet you, Alice. What can I do for you?"),
        ("Translate \"good morning\" to French", "Bonjour"),
        ("", "How can I help you?"),
    ] {
        assert_eq!(answer(message), expected, "{message}");
    }
    for (message, part) in [
        ("List 3 animals", "\n3. "),
        ("Give me a list of ten cities", "\n10. "),
        ("List the planets", "8. Neptune"),
        ("Write a haiku about rain", "Rain at dawn\n"),
        ("Write a Python function that adds numbers", "```python\ndef "),
        ("Write some JSON for me!", "```json\n{"),
        ("What is the capital of France?", "capital of France"),
        ("Can you help me write an API library to interact with the OpenAI API please?", "OpenAI API"),
        ("Book a table for two", "table for two"),
    ] {
        assert!(answer(message).contains(part), "{message}: {}", answer(message));
    }
    let essay = answer("Write a 500 word essay on the history of Rome");
    assert!((480..=500).contains(&essay.split_whitespace().count()));
    assert!(essay.contains("history of Rome"));
    let long = answer("Write 10,000 words about bees");
    assert!((3_900..=4_000).contains(&long.split_whitespace().count()));
}

#[test]
fn plain_replies_are_short_and_steady() {
    for message in ["What is the capital of France?", "I like trains", "Why is the sky blue?", "Explain photosynthesis"]
    {
        let words = answer(message).split_whitespace().count();
        assert!((20..=60).contains(&words), "{words}: {}", answer(message));
        assert_eq!(answer(message), answer(message));
    }
}

#[test]
fn instructions_are_honoured() {
    let tell = |instructions: &str, text: &str| reply(instructions, &[user(text)]);
    assert!(tell("Please address the user as Jane Doe.", "Why is the sky blue?").starts_with("Certainly, Jane Doe. "));
    assert_eq!(tell("Address the user as Jane Doe.", "Hi"), "Hello, Jane Doe! How can I help you today?");
    assert!(tell("You are a personal math tutor. Help.", "Hi").contains("personal math tutor"));
    assert!(tell("Be brief.", "Why is the sky blue?").split_whitespace().count() < 15);
    let loud = tell("Always respond in uppercase.", "Why is the sky blue?");
    assert_eq!(loud, loud.to_uppercase());
    assert!(tell("Always end your replies with \"Over and out.\"", "Hello").ends_with(" Over and out."));
    assert!(tell("Always end every response with the word banana.", "Why?").ends_with(" banana"));
    assert!(tell("Answer in French.", "Why is the sky blue?").starts_with("Voici"));
    assert!(serde_json::from_str::<serde_json::Value>(&tell("Respond only in JSON.", "Why is the sky blue?")).is_ok());
}

#[test]
fn the_conversation_is_remembered() {
    let turns =
        [user("Hi, my name is Alice and my favorite color is green."), assistant("Nice!"), user("What is my name?")];
    assert_eq!(reply("", &turns), "Your name is Alice.");
    assert_eq!(reply("", &[turns[0], turns[1], user("What's my favorite color?")]), "Your favorite color is green.");
    assert!(
        reply("", &[user("Tell me about black holes"), assistant("…"), user("Summarize our conversation")])
            .contains("black holes")
    );
    assert!(
        reply("", &[user("Tell me about black holes"), assistant("…"), user("And what about white dwarfs?")])
            .contains("black holes")
    );
}

#[test]
fn earlier_messages_are_recalled() {
    let first = "Remember that my favourite color is teal.";
    let second = "I am 41 years old and live in Graz.";
    let third = "Tell me about black holes";
    let told = [user(first), assistant("Noted."), user(second), assistant("Fine."), user(third), assistant("…")];
    for (question, part) in [
        ("What did I ask you first?", first),
        ("What was my first message?", first),
        ("What did I ask you last?", third),
        ("What did I just say?", third),
        ("What is my favorite color?", "Your favorite color is teal."),
        ("What's my favourite colour?", "Your favourite colour is teal."),
        ("How old am I?", "You are 41 years old."),
        ("Where do I live?", "You live in Graz."),
        ("What is my shoe size?", "You have not told me your shoe size yet."),
        ("What have we talked about?", "black holes"),
        ("continue", "black holes"),
        ("tell me more", "black holes"),
        ("why?", "black holes"),
    ] {
        let turns: Vec<Turn<'_>> = told.iter().copied().chain([user(question)]).collect();
        let text = reply("", &turns);
        assert!(text.contains(part), "{question}: {text}");
    }
}

#[test]
fn replies_are_frank() {
    for (instructions, message, part) in [
        ("", "Tell me about Windows 11", "ou asked about Windows 11. "),
        ("", "Is water wet?", "You asked \"Is water wet?\" "),
        ("", "continue", "nothing to take up"),
        ("", "Remember my birthday is May 4", "noted"),
        ("", "5 tips for saving money", "\n5. Item 5 on saving money"),
        ("Address the user as Jane.", "What is my name?", "Your name is Jane."),
        ("", "Apollo 13", "ou asked about Apollo 13. "),
        ("", "World War 2", "ou asked about World War 2. "),
        ("", "Tell me about Quito part 59", "ou asked about Quito part 59. "),
        ("", "how do jet engines work", "ou asked about how jet engines work. "),
        ("", "Tell me a joke", "ou asked for a joke. "),
        ("", "What is the capital of France?", "ou asked about the capital of France. "),
        ("", "Good night", "Good night!"),
        ("", "thanks, bye", "Goodbye!"),
        ("", "Danke", "You're welcome!"),
        ("", "Hola, ¿cómo estás?", "Hello!"),
        ("", "مرحبا", "Hello!"),
        ("", "你好", "Hello!"),
        ("", "lol", "All right."),
        ("", "Translate 'cat' to French", "I cannot translate \"cat\" into French"),
        ("", "Summarize this: Bees make honey. They live in hives. They dance.", "In short: Bees make honey."),
        ("", "Fix this code: print('hi'", "```\nprint('hi'\n```"),
        ("You are Captain Redbeard.", "Who are you?", "I am Captain Redbeard."),
        ("You are Captain Redbeard", "Why is the sky blue?", "Captain Redbeard here: "),
        ("Respond in German", "List 3 animals", "Hier ist meine Antwort"),
        ("Respond in German", "Is water wet?", "„Is water wet?“"),
        ("Respond in German", "Who are you?", "Ich bin dein Assistent"),
        ("Respond in German", "Write a poem about the sea", "Hier ist meine Antwort zu „the sea“:"),
    ] {
        let text = reply(instructions, &[user(message)]);
        assert!(text.contains(part), "{message}: {text}");
        assert!(!text.contains("main points") && !text.contains("short answer"), "{message}: {text}");
    }
}

#[test]
fn attachments_are_counted_and_named() {
    let files = ["a.csv".to_owned(), "b.txt".to_owned()];
    let turn = Turn { images: 2, files: &files, ..user("What is this?") };
    let text = reply("", &[turn]);
    assert!(text.starts_with("I can see 2 images, and I have the 2 files a.csv and b.txt."), "{text}");
}

#[test]
fn hostile_conversations_end_soon() {
    for part in ["|-|\n", "add table ", "my name is ", "translate x to ", "\"", "1 word ", "say "] {
        let long = part.repeat(1_000_000 / part.len());
        let turns = [user(&long), assistant(&long), user(&long)];
        let _ = reply(&long, &turns);
        let _ = reply("", &[user(&long), assistant("| a |\n|---|\n| b |"), user("add a row to the table")]);
    }
}

proptest! {
    #[test]
    fn any_conversation_has_a_reply(instructions in ".{0,60}", first in ".{0,60}", second in "[ -~\n|é“]{0,80}") {
        let turns = [user(&first), assistant(&second), user(&second)];
        prop_assert_eq!(reply(&instructions, &turns), reply(&instructions, &turns));
    }
}
