//! What a run should do, as data.
//!
//! A [`Script`] is what the engine plays: up to a run's next halt. After the outputs of a call a new script is asked for, so
//! that a run which waits for its client holds nothing but its place. The built-in responder writes scripts, and so do
//! users, as scenarios in files:
//!
//! ```text
//!  file (as written) ── load ──▶ scenario (checked) ── choose ──▶ part (one run's) ── engine/direct ──▶ script
//!          └── problem (what is wrong, and where)          facts (of the run) ──▶ template, pattern
//! ```

mod assets;
mod calls;
mod choose;
mod compile;
mod compiled;
mod facts;
mod file;
mod filters;
mod language;
mod load;
mod part;
mod pattern;
mod place;
mod problem;
mod schema;
mod script;
mod sent;
mod spelling;
mod template;
mod verbs;
mod written;
mod yaml;

pub use choose::{Choice, choose};
pub use compiled::{Arguments, CodeOutput, Content, Scenario, Step, Table, Tree};
pub use facts::{Facts, Hit, Moment};
pub use load::{Scenarios, load, load_text};
pub use part::{Made, Part, Progress, SavedProgress};
pub use problem::{Problem, Severity};
pub use schema::schema;
pub use script::{Call, Citation, Code, Output, Say, Script, Search, Verb, Words, Written};
pub use template::Template;

/// The steps of scenario files, where their names are also those of [`Verb`]s.
pub mod steps {
    pub use super::compiled::{Call, Chart, Code, Say, Search};
}

#[cfg(test)]
mod tests;
