//! Tables of messages and what comes of them.

use proptest::prelude::*;

use super::{solve, work};

const QUESTIONS: &[(&str, &str)] = &[
    ("I need to solve the equation `3x + 11 = 14`. Can you help me?", "x = 1"),
    ("how can I solve 8x + 7 = -23", "x = -15/4"),
    ("Solve for y: 2(y - 3) = 4y + 1", "y = -7/2"),
    ("x/2 + 1/3 = 5/6", "x = 1"),
    ("Please solve 0.5x - 1.25 = 2 for me.", "x = 6.5"),
    ("14 = 3x + 11", "x = 1"),
    ("Solve 12/x = 4", "x = 3"),
    ("Solve $5x - 3 = 2x + 9$", "x = 4"),
    ("solve x + 1 = x + 2", "no solution"),
    ("solve the equation 2(x+1) = 2x + 2", "infinitely many solutions"),
    ("Solve x^2 - 5x + 6 = 0", "x = 2 or x = 3"),
    ("Solve x² = 2", "x = -sqrt(2) or x = sqrt(2)"),
    ("x^2 + x + 1 = 0", "x = -1/2 - sqrt(3)*i/2 or x = -1/2 + sqrt(3)*i/2"),
    ("2x + y = 5 and x - y = 1", "x = 2, y = 1"),
    ("Solve:\nx + y + z = 6\n2y + 5z = -4\n2x + 5y - z = 27", "x = 5, y = 3, z = -2"),
    ("solve x + y = 1, 2x + 2y = 2", "infinitely many solutions"),
    ("solve x + y = 1, x + y = 2", "no solution"),
    ("\\(\\frac{x}{3} = 4\\)", "x = 12"),
    ("12.5% of 80", "10"),
    ("what is 3*(4+5)^2", "243"),
    ("What is 1,000 × 3 − 5?", "2995"),
    ("sqrt(2)", "1.414213562"),
    ("What's the square root of 144?", "12"),
    ("7!", "5040"),
    ("what is 5 factorial", "120"),
    ("What is 2 + 2!", "4"),
    ("calculate 10 - 4", "6"),
    ("what is 7 ÷ 2", "3.5"),
    ("Compute 1/3", "1/3"),
    ("what is ten times three?", "30"),
    ("2 to the power of 10", "1024"),
    ("What is 2 to the 8th power?", "256"),
    ("What is the sum of 3, 4 and 5?", "12"),
    ("the average of 2, 4 and 9", "5"),
    ("subtract 3 from 10", "7"),
    ("What is 3 x 4?", "12"),
    ("12 * 4 = ?", "48"),
    ("Is 2 + 2 = 5?", "false"),
    ("If x = 3, what is 2x^2 + 1?", "19"),
    ("What is the derivative of x^3 + 2x?", "3x^2 + 2"),
    ("What is 1/0?", "undefined"),
    ("How much is 20 percent of 50?", "10"),
    ("200 / 8 =", "25"),
    ("What is 17 + 25?", "42"),
    ("What's 2+2?", "4"),
    ("What is 6 * 7?", "42"),
    ("What is 12 times 9?", "108"),
    ("What's 10 - 4 raised to the 2.7", "-32.22425314"),
    ("Compute the 20th Fibonacci number", "6765"),
    ("first 8 Fibonacci numbers", "0, 1, 1, 2, 3, 5, 8, 13"),
    ("Is 7919 prime?", "prime"),
    ("Is 91 a prime number?", "not prime"),
    ("factors of 360", "1, 2, 3, 4, 5, 6, 8, 9, 10, 12, 15, 18, 20, 24, 30, 36, 40, 45, 60, 72, 90, 120, 180, 360"),
    ("What are the prime factors of 360?", "2 × 2 × 2 × 3 × 3 × 5"),
    ("greatest common divisor of 48 and 36", "12"),
    ("lcm(4, 6)", "12"),
    ("convert 100 F to C", "37.7778 °C"),
    ("100 fahrenheit in celsius", "37.7778 °C"),
    ("What is 20°C in Fahrenheit?", "68 °F"),
    ("How far is 10 miles in km?", "16.0934 km"),
    ("How many days between 2024-01-01 and 2024-03-01?", "60"),
    ("2^100", "1267650600228229401496703205376"),
];

#[test]
fn questions_have_results() {
    for (message, result) in QUESTIONS {
        let working = work(message);
        assert_eq!(working.map(|w| w.result).as_deref(), Some(*result), "{message}");
    }
}

#[test]
fn prose_is_left_alone() {
    for message in [
        "I have 3 dogs and 2 cats",
        "Meet me on 2024-05-06 at 10:30, or on 5/6/2024.",
        "Use gpt-4o or gpt-3.5-turbo",
        "Call +1 555-123-4567 or 555-1234 now",
        "top 10 - the best",
        "what's 9-5 culture",
        "Is support open 24/7?",
        "The top 3 of 10 people",
        "pages 10-20 of the book",
        "E = mc^2 is famous",
        "In code, x = x + 1 adds one",
        "let n = 5; print it",
        "see https://example.com/?a=1&b=2*3",
        "I won 7!",
        "about 50% faster, version 1.2.3",
        "Plot y = 2x + 3",
        "I called 3 times 2 days ago",
        "Hello",
        "",
        "A 4x4 car",
        "Write a Python function for the 20th Fibonacci number",
        "The prime minister is 60",
        "The factors of success",
        "I ran 10 km in May",
        "The factors of 2 teams",
        "Is 5 prime time?",
        "How did Fibonacci live in 1200?",
        "The trip is from 2024-01-01 to 2024-03-01",
    ] {
        assert_eq!(work(message).map(|w| w.result), None, "{message}");
    }
}

#[test]
fn the_working_is_shown() {
    let worked = solve("I need to solve the equation `3x + 11 = 14`. Can you help me?").unwrap();
    assert_eq!(
        worked.code,
        "import sympy as sp\n\nx = sp.symbols('x')\nequation = sp.Eq(3*x + 11, 14)\nsolution = sp.solve(equation, x)\nprint(solution)"
    );
    assert_eq!(worked.logs, "[1]\n");
    for part in ["\\( 3x + 11 = 14 \\)", "Subtract 11 from both sides", "Divide both sides by 3", "\\( x = 1 \\)"] {
        assert!(worked.answer.contains(part), "{part} in {}", worked.answer);
    }
}

#[test]
fn logs_are_what_python_prints() {
    for (message, logs) in [
        ("12.5% of 80", "10.0\n"),
        ("what is 0.1 + 0.2", "0.30000000000000004\n"),
        ("what is 10 / 4 + 1", "3.5\n"),
        ("what is 2^-1", "0.5\n"),
        ("what is 50!", "3.041409e+64\n"),
        ("Solve x^2 - x - 1 = 0", "[-0.618034, 1.618034]\n"),
        ("Solve x^2 + 4 = 0", "[-2*I, 2*I]\n"),
        ("2x + y = 5 and x - y = 1", "{x: 2, y: 1}\n"),
        ("convert 100 F to C", "37.77777777777778\n"),
        ("Is 7919 prime?", "True\n"),
        ("prime factors of 12", "[2, 2, 3]\n"),
    ] {
        assert_eq!(solve(message).unwrap().logs, logs, "{message}");
    }
}

/// Prints every program with its logs, so that a real Python can be asked for its opinion:
/// `cargo test programs -- --ignored --nocapture`.
#[test]
#[ignore = "prints for a reader"]
fn programs() {
    let messages =
        include_str!("tests.rs").lines().filter_map(|line| line.trim().strip_prefix("(\"")?.split_once("\", \""));
    for (message, _) in messages {
        if let Some(worked) = solve(&message.replace("\\n", "\n").replace("\\\\", "\\")) {
            println!("{}", serde_json::json!({"code": worked.code, "logs": worked.logs, "answer": worked.answer}));
        }
    }
}

#[test]
fn hostile_messages_end_soon() {
    for part in ["(", "-", "1+", "x=", "((1+", "2^", "= ", "1,", "sqrt ", "9!", "x^9*", "\\frac{", "sum of 1, "] {
        let message = part.repeat(1_000_000 / part.len());
        let _ = solve(&message);
    }
    let _ = solve("99999999999^99999999999 * 9");
    let _ = solve("solve 170141183460469231731687303715884105727x = 170141183460469231731687303715884105727x + 3");
}

proptest! {
    #[test]
    fn linear_equations_are_solved(a in 1i32..60, b in -90i32..90, x in -50i32..50) {
        let right = a * x + b;
        let sign = if b < 0 { '-' } else { '+' };
        let message = format!("Can you solve {a}x {sign} {} = {right} please?", b.abs());
        prop_assert_eq!(work(&message).unwrap().result, format!("x = {x}"));
    }

    #[test]
    fn anything_may_be_asked(message in "[ -~×÷²√\n]{0,80}") {
        let _ = solve(&message);
    }

    #[test]
    fn any_signs_may_be_asked(message in "[0-9xy+*/^()=!%., -]{0,60}") {
        let _ = solve(&message);
    }
}
