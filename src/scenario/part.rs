//! How far the scenarios of a thread have been played.

use super::compiled::Scenario;
use crate::wire::ids::FileId;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A scenario as one run plays it.
#[derive(Clone, Debug)]
pub struct Part {
    /// The scenario.
    pub scenario: Arc<Scenario>,
    /// Which of its turns, from 0.
    pub turn: usize,
    /// Which step of it comes next, from 0.
    pub at: usize,
    /// What the conditions caught.
    pub captures: BTreeMap<String, String>,
    /// The how manieth time the scenario plays on this thread, from 1.
    pub count: u64,
    /// What its code has made so far.
    pub made: Made,
}

/// What code has made in a run, for the messages behind a call.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Made {
    /// Files, by path.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub written: Vec<(String, FileId)>,
    /// Images that no message has shown yet.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub shown: Vec<FileId>,
}

impl Made {
    /// Whether there is nothing.
    pub fn is_nothing(&self) -> bool {
        self.written.is_empty() && self.shown.is_empty()
    }
}

/// What has been played on a thread.
#[derive(Clone, Debug, Default)]
pub struct Progress {
    /// How often each scenario has been played, by its name; a part that is being played counts.
    pub plays: BTreeMap<String, u64>,
    /// The run that plays, and its part.
    pub run: Option<(String, Part)>,
}

impl Progress {
    /// How often a scenario has been played.
    pub fn plays(&self, scenario: &str) -> u64 {
        self.plays.get(scenario).copied().unwrap_or(0)
    }

    /// Gives a scenario to a run, in place of what was played before.
    pub fn begin(&mut self, run_id: &str, scenario: Arc<Scenario>, captures: BTreeMap<String, String>) -> &mut Part {
        let plays = self.plays.entry(scenario.name.clone()).or_default();
        let turn = if scenario.repeats { 0 } else { usize::try_from(*plays).unwrap_or(usize::MAX) };
        *plays += 1;
        let part = Part { scenario, turn, at: 0, captures, count: *plays, made: Made::default() };
        &mut self.run.insert((run_id.to_owned(), part)).1
    }

    /// The part of a run, if it plays one.
    pub fn part(&mut self, run_id: &str) -> Option<&mut Part> {
        self.run.as_mut().filter(|(id, _)| id == run_id).map(|(_, part)| part)
    }

    /// The plain form.
    pub fn save(&self) -> SavedProgress {
        let run = self.run.as_ref().map(|(run_id, part)| SavedPart {
            run_id: run_id.clone(),
            scenario: part.scenario.name.clone(),
            turn: part.turn,
            at: part.at,
            captures: part.captures.clone(),
            count: part.count,
            made: part.made.clone(),
        });
        SavedProgress { plays: self.plays.clone(), run }
    }

    /// What the plain form says. `find` gives a scenario by its name.
    ///
    /// # Errors
    /// One line, if the part is of a scenario that is not there, or of one that has no such turn or step any more.
    pub fn restore(saved: SavedProgress, find: impl Fn(&str) -> Option<Arc<Scenario>>) -> Result<Self, String> {
        let SavedProgress { plays, run } = saved;
        let Some(saved) = run else { return Ok(Self { plays, run: None }) };
        let SavedPart { run_id, scenario: name, turn, at, captures, count, made } = saved;
        let scenario = find(&name).ok_or_else(|| {
            format!(
                "{run_id} plays the scenario {name:?}, which is not there: start the server with its file, or push it"
            )
        })?;
        if scenario.turns.get(turn).is_none_or(|steps| at > steps.len()) {
            return Err(format!(
                "{run_id} is at step {at} of turn {turn} of the scenario {name:?}, which is not there"
            ));
        }
        Ok(Self { plays, run: Some((run_id, Part { scenario, turn, at, captures, count, made })) })
    }
}

/// What has been played on a thread, as a snapshot holds it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SavedProgress {
    /// How often each scenario has been played, by its name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub plays: BTreeMap<String, u64>,
    /// The part of the run that plays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub run: Option<SavedPart>,
}

/// A [`Part`], as a snapshot holds it; the scenario by its name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)] // as in Part
pub struct SavedPart {
    pub run_id: String,
    pub scenario: String,
    pub turn: usize,
    pub at: usize,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub captures: BTreeMap<String, String>,
    pub count: u64,
    #[serde(default, skip_serializing_if = "Made::is_nothing")]
    pub made: Made,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::compiled::{Placed, Step, When};

    fn scenario(name: &str, steps: &[usize], repeats: bool) -> Arc<Scenario> {
        let step = |n: usize| Placed { place: format!("s.yaml:{n}"), step: Step::Hold };
        let turns = steps.iter().map(|steps| (0..*steps).map(step).collect()).collect();
        let place = "s.yaml:1".into();
        Arc::new(Scenario { name: name.into(), place, when: When::default(), pace: None, turns, repeats, once: false })
    }

    /// Steps that are still to be played.
    fn left(part: &Part) -> usize {
        part.scenario.turns.get(part.turn).map_or(0, |steps| steps.len().saturating_sub(part.at))
    }

    #[test]
    fn turns_follow_each_other_and_plays_are_counted() {
        for (repeats, wanted) in [(false, [(0, 1, 2), (1, 2, 1), (2, 3, 0)]), (true, [(0, 1, 2), (0, 2, 2), (0, 3, 2)])]
        {
            let mut progress = Progress::default();
            for (turn, count, steps) in wanted {
                let part = progress.begin("run_1", scenario("a", &[2, 1], repeats), BTreeMap::new());
                assert_eq!((part.turn, part.count, left(part)), (turn, count, steps));
            }
            assert_eq!((progress.plays("a"), progress.plays("b")), (3, 0));
        }
    }

    #[test]
    fn a_part_belongs_to_its_run() {
        let mut progress = Progress::default();
        progress.begin("run_1", scenario("a", &[2], true), BTreeMap::new()).at = 1;
        assert!(progress.part("run_2").is_none());
        assert_eq!(left(progress.part("run_1").unwrap()), 1);
        assert!(progress.part("run_1").is_some());
        progress.begin("run_2", scenario("a", &[2], true), BTreeMap::new());
        assert!(progress.part("run_1").is_none(), "a thread has one run at a time");
        assert_eq!(progress.plays("a"), 2);
    }

    #[test]
    fn survives_a_snapshot() {
        let a = scenario("a", &[1, 2], false);
        let mut progress = Progress::default();
        assert_eq!(serde_json::to_string(&progress.save()).unwrap(), "{}");
        progress.begin("run_1", Arc::clone(&a), BTreeMap::new());
        progress.begin("run_2", Arc::clone(&a), [("city".to_owned(), "Paris".to_owned())].into()).at = 1;
        let text = serde_json::to_string(&progress.save()).unwrap();
        let part = r#"{"run_id":"run_2","scenario":"a","turn":1,"at":1,"captures":{"city":"Paris"},"count":2}"#;
        assert_eq!(text, format!(r#"{{"plays":{{"a":2}},"run":{part}}}"#));
        let saved: SavedProgress = serde_json::from_str(&text).unwrap();
        let back = Progress::restore(saved.clone(), |name| (name == "a").then(|| Arc::clone(&a))).unwrap();
        assert_eq!(back.save(), saved);
        assert_eq!(
            Progress::restore(saved.clone(), |_| None).unwrap_err(),
            "run_2 plays the scenario \"a\", which is not there: start the server with its file, or push it"
        );
        let shorter = Progress::restore(saved, |_| Some(scenario("a", &[1], false))).unwrap_err();
        assert_eq!(shorter, "run_2 is at step 1 of turn 1 of the scenario \"a\", which is not there");
    }
}
