//! Small tasks named in words: Fibonacci numbers, primes, divisors, units, days.
//!
//! Each is recognised by its own phrase, so that numbers in prose stay prose.

use super::python::python_float;
use super::units;
use super::{Step, Working};

/// Trial division stays quick up to here.
const LARGEST: u64 = 1_000_000_000_000;
/// The last Fibonacci number that fits.
const LAST_FIBONACCI: usize = 180;
const MOST_LISTED: usize = 100;
/// A message that asks for a program wants no result.
const PROGRAMS: [&str; 7] = ["write", "function", "program", "script", "implement", "code", "algorithm"];
/// Words that may follow the number of a task.
const CLOSING: [&str; 9] = ["and", "please", "using", "with", "as", "in", "thanks", "step", "for"];
/// Longer messages tell of something else.
const LONGEST: usize = 40;

/// What a task comes to.
pub(super) struct Found {
    /// The Python expression.
    pub python: String,
    /// The module it needs, if any.
    pub import: &'static str,
    /// What it prints.
    pub printed: String,
    /// The answer as a sentence.
    pub sentence: String,
    /// The bare result.
    pub result: String,
    /// The number it is, if it is one.
    pub value: Option<f64>,
}

/// Works the task of a message, if it names one.
pub fn work(message: &str) -> Option<Working> {
    let lower = message.to_lowercase();
    let list: Vec<&str> = lower.split(cuts).map(trimmed).filter(|word| !word.is_empty()).take(LONGEST + 1).collect();
    if list.len() > LONGEST || list.iter().any(|word| PROGRAMS.contains(word)) {
        return None;
    }
    let found = fibonacci(&list)
        .or_else(|| prime(&list))
        .or_else(|| divisors(&list))
        .or_else(|| common(&list))
        .or_else(|| units::convert(&list))
        .or_else(|| days(&list))?;
    Some(found.told())
}

fn cuts(c: char) -> bool {
    c.is_whitespace() || matches!(c, '(' | ')' | ',' | '?' | '!' | ';' | ':' | '"' | '`')
}

fn trimmed(word: &str) -> &str {
    word.trim_end_matches('.').trim_matches('\'')
}

impl Found {
    fn told(self) -> Working {
        let Self { python, import, printed, sentence, result, value } = self;
        let import = if import.is_empty() { String::new() } else { format!("{import}\n\n") };
        let step = Step {
            explanation: "Work it out".into(),
            output: format!("{python} = {result}"),
            latex: format!("\\text{{{}}}", result.replace('_', " ")),
        };
        Working {
            code: format!("{import}result = {python}\nprint(result)"),
            logs: format!("{printed}\n"),
            answer: sentence,
            steps: vec![step],
            asked: python,
            result,
            value,
        }
    }
}

/// A whole number, perhaps with an ordinal's ending.
fn whole(word: &str) -> Option<u64> {
    let bare = ["st", "nd", "rd", "th"].iter().find_map(|end| word.strip_suffix(end)).unwrap_or(word);
    bare.parse().ok().filter(|n| *n <= LARGEST)
}

fn has(list: &[&str], phrase: &str) -> Option<usize> {
    let wanted: Vec<&str> = phrase.split(' ').collect();
    list.windows(wanted.len()).position(|window| window == wanted).map(|at| at + wanted.len())
}

fn fibonacci(list: &[&str]) -> Option<Found> {
    let at = list.iter().position(|word| *word == "fibonacci")?;
    let applied = list.get(at + 1).is_some_and(|word| whole(word).is_some());
    if !applied && !list.iter().any(|word| matches!(*word, "number" | "numbers" | "sequence" | "term" | "terms")) {
        return None;
    }
    let mut numbers = list.iter().filter_map(|word| whole(word));
    let n = usize::try_from(numbers.next()?).ok().filter(|n| *n <= LAST_FIBONACCI)?;
    let mut row: Vec<u128> = vec![0, 1];
    for i in 2..=n.max(2) {
        row.push(row[i - 1] + row[i - 2]);
    }
    let first = list.contains(&"first") && list.contains(&"numbers");
    let import = "def fibonacci(n):\n    a, b = 0, 1\n    for _ in range(n):\n        a, b = b, a + b\n    return a";
    if first {
        let n = n.min(MOST_LISTED);
        let text = row[..n].iter().map(u128::to_string).collect::<Vec<_>>().join(", ");
        return Some(Found {
            python: format!("[fibonacci(i) for i in range({n})]"),
            import,
            printed: format!("[{text}]"),
            sentence: format!("The first {n} Fibonacci numbers, beginning with 0, are {text}."),
            result: text,
            value: None,
        });
    }
    Some(Found {
        python: format!("fibonacci({n})"),
        import,
        printed: row[n].to_string(),
        sentence: format!("With F(1) = F(2) = 1, the Fibonacci number F({n}) is **{}**.", row[n]),
        result: row[n].to_string(),
        value: Some(row[n] as f64),
    })
}

fn prime(list: &[&str]) -> Option<Found> {
    let at = list.iter().position(|word| *word == "is")? + 1;
    let n = list.get(at).and_then(|word| word.parse().ok()).filter(|n| *n <= LARGEST)?;
    let rest: Vec<&str> = list[at + 1..].iter().filter(|word| **word != "a").copied().take(2).collect();
    let asked = rest.get(1).is_none_or(|next| matches!(*next, "number" | "or" | "and" | "please"));
    if rest.first() != Some(&"prime") || !asked {
        return None;
    }
    let factors = prime_factors(n);
    let is = factors.len() == 1;
    let sentence = match factors.first() {
        Some(_) if is => format!("Yes, **{n} is a prime number**: no number from 2 up to its square root divides it."),
        Some(least) => format!("No, **{n} is not a prime number**: {n} = {least} × {}.", n / least),
        None => format!("No, **{n} is not a prime number**: the smallest prime is 2."),
    };
    Some(Found {
        python: format!("{n} > 1 and all({n} % d for d in range(2, math.isqrt({n}) + 1))"),
        import: "import math",
        printed: if is { "True" } else { "False" }.into(),
        sentence,
        result: if is { "prime" } else { "not prime" }.into(),
        value: None,
    })
}

/// The prime factors in ascending order; none below 2.
fn prime_factors(mut n: u64) -> Vec<u64> {
    let mut found = Vec::new();
    let mut d = 2;
    while n > 1 && d * d <= n {
        while n.is_multiple_of(d) {
            found.push(d);
            n /= d;
        }
        d += 1;
    }
    if n > 1 {
        found.push(n);
    }
    found
}

fn divisors(list: &[&str]) -> Option<Found> {
    let after = |phrases: &[&str]| phrases.iter().find_map(|phrase| has(list, phrase));
    let number = |at: usize| {
        let closed = list.get(at + 1).is_none_or(|next| CLOSING.contains(next));
        list.get(at).and_then(|word| whole(word)).filter(|n| *n > 1 && closed)
    };
    let primes = ["prime factors of", "prime factorization of", "prime factorisation of", "factorize", "factorise"];
    if let Some(n) = after(&primes).and_then(number) {
        let factors: Vec<String> = prime_factors(n).iter().map(u64::to_string).collect();
        return Some(Found {
            python: format!("prime_factors({n})"),
            import: "def prime_factors(n):\n    found, d = [], 2\n    while d * d <= n:\n        while n % d == 0:\n            found.append(d)\n            n //= d\n        d += 1\n    return found + [n] if n > 1 else found",
            printed: format!("[{}]", factors.join(", ")),
            sentence: format!("The prime factorisation is **{n} = {}**.", factors.join(" × ")),
            result: factors.join(" × "),
            value: None,
        });
    }
    let n = after(&["factors of", "divisors of"]).and_then(number)?;
    let low: Vec<u64> = (1..=n.isqrt()).filter(|d| n.is_multiple_of(*d)).collect();
    let high = low.iter().rev().map(|d| n / d).filter(|d| d * d != n);
    let all: Vec<String> = low.iter().copied().chain(high).map(|d| d.to_string()).collect();
    let text = all.join(", ");
    Some(Found {
        python: format!("sorted({{f for d in range(1, math.isqrt({n}) + 1) if {n} % d == 0 for f in (d, {n} // d)}})"),
        import: "import math",
        printed: format!("[{text}]"),
        sentence: format!("The number {n} has {} factors: {text}.", all.len()),
        result: text,
        value: None,
    })
}

fn common(list: &[&str]) -> Option<Found> {
    let divisor = ["greatest common divisor", "greatest common factor", "highest common factor", "gcd", "gcf", "hcf"];
    let multiple = ["least common multiple", "lowest common multiple", "lcm"];
    let after = |phrases: &[&str]| phrases.iter().find_map(|phrase| has(list, phrase));
    let (at, greatest) = after(&divisor).map(|at| (at, true)).or_else(|| Some((after(&multiple)?, false)))?;
    let of = |word: &&&str| !matches!(**word, "of" | "and" | "for" | "between" | "the" | "numbers");
    let numbers: Vec<u64> = list[at..].iter().filter(of).map_while(|word| whole(word)).filter(|n| *n > 0).collect();
    if !(2..=10).contains(&numbers.len()) {
        return None;
    }
    let start = u128::from(numbers[0]);
    let result = numbers[1..].iter().try_fold(start, |a, b| {
        let b = u128::from(*b);
        let shared = gcd(a, b);
        if greatest { Some(shared) } else { (a / shared).checked_mul(b) }
    })?;
    let shown = numbers.iter().map(u64::to_string).collect::<Vec<_>>();
    let (name, function) = if greatest { ("greatest common divisor", "gcd") } else { ("least common multiple", "lcm") };
    Some(Found {
        python: format!("math.{function}({})", shown.join(", ")),
        import: "import math",
        printed: result.to_string(),
        sentence: format!("The {name} of {} is **{result}**.", super::listed(&shown)),
        result: result.to_string(),
        value: Some(result as f64),
    })
}

fn gcd(a: u128, b: u128) -> u128 {
    if b == 0 { a } else { gcd(b, a % b) }
}

fn days(list: &[&str]) -> Option<Found> {
    let asks = list.contains(&"days") && (list.contains(&"between") || list.contains(&"from"));
    let mut dates = list.iter().filter_map(|word| date(word)).filter(|_| asks);
    let (from, to) = (dates.next()?, dates.next()?);
    let count = ordinal(to) - ordinal(from);
    let show = |(y, m, d): (i64, i64, i64)| format!("{y:04}-{m:02}-{d:02}");
    let python = |(y, m, d): (i64, i64, i64)| format!("date({y}, {m}, {d})");
    let (noun, verb) = if count.abs() == 1 { ("day", "is") } else { ("days", "are") };
    Some(Found {
        python: format!("({} - {}).days", python(to), python(from)),
        import: "from datetime import date",
        printed: count.to_string(),
        sentence: format!("There {verb} **{} {noun}** between {} and {}.", count.abs(), show(from), show(to)),
        result: count.to_string(),
        value: Some(count as f64),
    })
}

/// A date written as 2024-03-01.
fn date(word: &str) -> Option<(i64, i64, i64)> {
    let parts: Vec<&str> = word.split('-').collect();
    let [y, m, d] = parts[..] else { return None };
    if (y.len(), m.len(), d.len()) != (4, 2, 2) {
        return None;
    }
    let (y, m, d) = (y.parse().ok()?, m.parse().ok()?, d.parse().ok()?);
    let leap = y % 4 == 0 && y % 100 != 0 || y % 400 == 0;
    let length = match m {
        2 => 28 + i64::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    (y > 0 && (1..=length).contains(&d)).then_some((y, m, d))
}

/// The number of days since a fixed day, with years that begin in March.
fn ordinal((y, m, d): (i64, i64, i64)) -> i64 {
    let (y, m) = if m > 2 { (y, m - 3) } else { (y - 1, m + 9) };
    365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + d
}

/// A float as it stands in a sentence.
pub(super) fn shown(value: f64) -> String {
    let text = python_float((value * 1e4).round() / 1e4);
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}
