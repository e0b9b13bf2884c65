//! Which scenario a run plays.

use super::compiled::Scenario;
use super::facts::Facts;
use super::pattern::Pattern;
use super::spelling::did_you_mean;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

/// The key of metadata that names a scenario.
const NAMED: &str = "scenario";
/// How many misses are told.
const MISSES: usize = 5;
/// How much of a value a miss shows, in characters.
const SHOWN: usize = 200;

/// Why a scenario does not fit a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Miss {
    /// The scenario's name.
    pub scenario: String,
    /// Where it is written.
    pub place: String,
    /// How many of its conditions hold.
    pub held: usize,
    /// How many conditions it has.
    pub total: usize,
    /// The first condition that does not hold: `message`, `metadata.flow`, `outputs.get_weather`, `turns`.
    pub condition: String,
    /// What it must be like, in words.
    pub wanted: String,
    /// What it is, in words; 200 characters of it.
    pub value: String,
}

impl fmt::Display for Miss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { scenario, place, condition, wanted, value, .. } = self;
        write!(f, "{scenario} ({place}): {condition} is {value}, not {wanted}")
    }
}

/// What a run plays.
#[derive(Clone, Debug)]
pub enum Choice {
    /// A scenario.
    Play {
        /// The scenario.
        scenario: Arc<Scenario>,
        /// What its patterns caught.
        captures: BTreeMap<String, String>,
    },
    /// None fits.
    None {
        /// Those that came nearest, the nearest first; at most five, and those of which no condition holds only where there
        /// is nothing nearer.
        misses: Vec<Miss>,
    },
    /// The run names one that cannot be played.
    Unknown {
        /// Why, in one line.
        message: String,
    },
}

/// Chooses the scenario that a run plays: the one that its metadata names, else the first that fits. `plays` tells how
/// often a scenario, by its name, has been played on the run's thread.
pub fn choose<'a>(
    scenarios: impl Iterator<Item = &'a Arc<Scenario>>,
    facts: &Facts,
    plays: impl Fn(&str) -> u64,
) -> Choice {
    if let Some(name) = facts.metadata.get(NAMED) {
        return named(name, &scenarios.collect::<Vec<_>>(), facts, plays);
    }
    let mut misses = Vec::new();
    for scenario in scenarios {
        match fits(scenario, facts, plays(&scenario.name)) {
            Ok(captures) => return Choice::Play { scenario: Arc::clone(scenario), captures },
            Err(miss) => misses.push(*miss),
        }
    }
    // The sort is stable: of equally near ones, the first stays first.
    misses.sort_by_key(|miss| std::cmp::Reverse(miss.held));
    if misses.first().is_some_and(|nearest| nearest.held > 0) {
        misses.retain(|miss| miss.held > 0);
    }
    misses.truncate(MISSES);
    Choice::None { misses }
}

/// The scenario that metadata names. Its conditions are not looked at, but what its patterns catch is taken.
fn named(name: &str, scenarios: &[&Arc<Scenario>], facts: &Facts, plays: impl Fn(&str) -> u64) -> Choice {
    let Some(scenario) = scenarios.iter().find(|scenario| scenario.name == name) else {
        let near = did_you_mean(name, scenarios.iter().map(|scenario| scenario.name.as_str()));
        let shown = quoted(name);
        return Choice::Unknown {
            message: format!("metadata.{NAMED} names {shown}, and no scenario is called so.{near}"),
        };
    };
    if turns_left(scenario, plays(name)) {
        return Choice::Play { scenario: Arc::clone(scenario), captures: Conditions::of(scenario, facts).captures };
    }
    let played = played(scenario);
    let place = &scenario.place;
    Choice::Unknown { message: format!("metadata.{NAMED} names {name} ({place}), but {played} on this thread.") }
}

/// Whether a run of a thread, on which the scenario was played `plays` times, has a turn to play.
fn turns_left(scenario: &Scenario, plays: u64) -> bool {
    scenario.repeats || usize::try_from(plays).is_ok_and(|plays| plays < scenario.turns.len())
}

fn played(scenario: &Scenario) -> String {
    match scenario.turns.len() {
        1 => "its only turn has been played".to_owned(),
        turns => format!("all of its {turns} turns have been played"),
    }
}

/// What a scenario's patterns catch in a run, if all of its conditions hold.
///
/// Named groups of all its patterns are kept (where two have one name, that of the condition which stands first in
/// [`super::compiled::When`]), and the numbered groups of `message`.
///
/// # Errors
/// The first condition that does not hold.
pub fn fits(scenario: &Scenario, facts: &Facts, plays: u64) -> Result<BTreeMap<String, String>, Box<Miss>> {
    let mut conditions = Conditions::of(scenario, facts);
    // Turns that are left are no condition that anybody has written: they make no near miss.
    if !turns_left(scenario, plays) {
        let turns = scenario.turns.len();
        conditions.note(false, "turns", || (format!("under {turns}"), format!("{plays} played on this thread")));
    }
    match conditions.failed {
        None => Ok(conditions.captures),
        Some((condition, wanted, value)) => Err(Box::new(Miss {
            scenario: scenario.name.clone(),
            place: scenario.place.clone(),
            held: conditions.held,
            total: conditions.total,
            condition,
            wanted,
            value,
        })),
    }
}

/// Conditions as they are looked at.
#[derive(Default)]
struct Conditions {
    held: usize,
    total: usize,
    captures: BTreeMap<String, String>,
    /// The first that does not hold, what is wanted, and what is there.
    failed: Option<(String, String, String)>,
}

impl Conditions {
    /// All that a scenario says under `when`.
    fn of(scenario: &Scenario, facts: &Facts) -> Self {
        let when = &scenario.when;
        let mut conditions = Self::default();
        if let Some(pattern) = &when.assistant {
            conditions.assistant(pattern, facts);
        }
        conditions.text("model", when.model.as_ref(), Some(&facts.model));
        conditions.text("message", when.message.as_ref(), Some(&facts.message));
        conditions.text("instructions", when.instructions.as_ref(), Some(&facts.instructions));
        for (key, pattern) in &when.metadata {
            conditions.text(&format!("metadata.{key}"), Some(pattern), facts.metadata.get(key));
        }
        if let Some(turn) = when.turn {
            conditions.note(turn == facts.turn, "turn", || (turn.to_string(), facts.turn.to_string()));
        }
        for tool in &when.tools {
            conditions.note(facts.tools.contains(tool), "tools", || {
                let offered = if facts.tools.is_empty() { "none".to_owned() } else { facts.tools.join(", ") };
                (format!("with {tool}"), cut(&offered))
            });
        }
        for (function, pattern) in &when.outputs {
            let output = facts.earlier_outputs.get(function);
            conditions.text(&format!("outputs.{function}"), Some(pattern), output);
        }
        conditions
    }

    /// The assistant is meant by its name or its id.
    fn assistant(&mut self, pattern: &Pattern, facts: &Facts) {
        let caught = pattern.captures(&facts.assistant_name).or_else(|| pattern.captures(&facts.assistant_id));
        self.note(caught.is_some(), "assistant", || {
            let value = format!("{} ({})", quoted(&facts.assistant_name), facts.assistant_id);
            (format!("like {pattern}"), value)
        });
        self.keep(caught, false);
    }

    fn text(&mut self, condition: &str, pattern: Option<&Pattern>, value: Option<&String>) {
        let Some(pattern) = pattern else { return };
        let caught = value.and_then(|value| pattern.captures(value));
        self.note(caught.is_some(), condition, || {
            (format!("like {pattern}"), value.map_or_else(|| "not there".to_owned(), |value| quoted(value)))
        });
        self.keep(caught, condition == "message");
    }

    fn note(&mut self, holds: bool, condition: &str, why: impl FnOnce() -> (String, String)) {
        self.total += 1;
        self.held += usize::from(holds);
        if !holds && self.failed.is_none() {
            let (wanted, value) = why();
            self.failed = Some((condition.to_owned(), wanted, value));
        }
    }

    fn keep(&mut self, caught: Option<BTreeMap<String, String>>, numbered: bool) {
        for (name, text) in caught.into_iter().flatten() {
            if numbered || !name.starts_with(|first: char| first.is_ascii_digit()) {
                self.captures.entry(name).or_insert(text);
            }
        }
    }
}

/// A text in quotes, on one line, cut.
fn quoted(text: &str) -> String {
    format!("{:?}", cut(text))
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
#[path = "choose_tests.rs"]
mod tests;
