//! Who writes a run's script: a scenario, the responder, or nobody.

use super::direct::Director;
use super::facts::{facts, found};
use super::start::Cue;
use crate::domain::pace::{Pace, Tempo};
use crate::responder::{self, Context};
use crate::scenario::{Facts, Made, Script, Verb};
use crate::store::{Cast, Project, RunNote, Stuck};
use crate::wire::run::{LastError, Run};

/// Who writes a run's script, and what they may know.
pub struct Scene {
    cast: Cast,
    facts: Facts,
}

impl Scene {
    /// Finds who plays a run that begins, or goes on.
    pub fn of(project: &Project, cue: &Cue) -> Self {
        let run = &cue.run;
        if project.scenes.are_none() {
            return Self { cast: Cast::Responder(Vec::new()), facts: Facts::default() };
        }
        let facts = project.read(|store| facts(store, run, project.world.now()));
        let cast = if cue.begins {
            project.scenes.begin(run.thread_id, run.id, &facts)
        } else {
            project.scenes.go_on(run.thread_id, run.id)
        };
        Self { cast, facts }
    }

    /// The pace: the request's if it asked for one, else the scenario's, else the server's.
    pub fn pace(&self, tempo: Tempo) -> Pace {
        match &self.cast {
            Cast::Part(part) if !tempo.asked => part.scenario.pace.unwrap_or(tempo.pace),
            Cast::Part(_) | Cast::Responder(_) | Cast::Nobody { .. } => tempo.pace,
        }
    }

    /// What its code has made before, if it goes on.
    pub fn made(&self) -> Made {
        match &self.cast {
            Cast::Part(part) => part.made.clone(),
            Cast::Responder(_) | Cast::Nobody { .. } => Made::default(),
        }
    }

    /// What the run does to its next halt.
    pub fn script(self, project: &Project, run: &Run, context: &Context) -> Script {
        let mut note = RunNote::default();
        let script = match self.cast {
            Cast::Responder(misses) => {
                note.misses = misses;
                responder::answer(context)
            }
            Cast::Nobody { message, misses } => {
                note.misses = misses;
                Script(vec![Verb::Fail(LastError { code: "server_error", message })])
            }
            Cast::Part(mut part) => {
                let found = project.read(|store| found(store, run));
                let mut director = Director::new(project, context, &self.facts, found);
                let script = director.script(&mut part);
                note.failed_expectation = director.failed_expectation;
                if let Some(problem) = director.problem {
                    let scenario = part.scenario.name.clone();
                    project.scenes.note_stuck(Stuck { run_id: run.id, scenario, problem });
                }
                note.scenario = Some(part.scenario.name.clone());
                project.scenes.note(run.thread_id, run.id, part);
                script
            }
        };
        project.journal.note_run(run.id, note);
        script
    }
}
