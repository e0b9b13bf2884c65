//! The stories that the files in `fixtures/scenarios` tell, each played as the comment in its file says.

mod files;
mod guide;
mod player;
mod talk;
mod tools;
mod trouble;
mod way;

pub use player::Player;
pub use way::Way;

use crate::support::app::TestApp;
use futures_util::future::BoxFuture;
use std::path::{Path, PathBuf};
use understage::{AppConfig, load};

/// What a file teaches.
#[derive(Clone, Copy)]
pub struct Story {
    /// The file in `fixtures/scenarios`.
    pub file: &'static str,
    /// Plays it to its end, on a project that has the file's scenarios and faults.
    pub play: for<'a> fn(&'a mut Player) -> BoxFuture<'a, ()>,
}

macro_rules! stories {
    ($($file:literal: $module:ident $name:ident,)*) => {
        /// A story for every file.
        pub const STORIES: &[Story] = &[$(Story { file: $file, play: |player| Box::pin($module::$name(player)) }),*];
        $(#[tokio::test]
        async fn $name() {
            let story = STORIES.iter().find(|story| story.file == $file).expect("the table has it");
            story.played(Player::new(Way::Here(story.server())).await).await;
        })*
    };
}

stories! {
    "brown-out.yaml": trouble brown_out,
    "cancel.yaml": trouble cancel,
    "cut-stream.yaml": trouble cut_stream,
    "expiry.yaml": trouble expiry,
    "handbook.yaml": tools handbook,
    "incomplete.yaml": talk incomplete,
    "interview.yaml": talk interview,
    "race.yaml": tools race,
    "rate-limit.yaml": trouble rate_limit,
    "refusal.yaml": talk refusal,
    "report.yaml": tools report,
    "tool-loop.yaml": tools tool_loop,
    "typing.yaml": talk typing,
    "weather.yaml": tools weather,
}

impl Story {
    /// Where its file is. Tests run in the project's folder, so that places in messages are the same everywhere.
    pub fn path(&self) -> PathBuf {
        Path::new("fixtures/scenarios").join(self.file)
    }

    /// The text of its file.
    pub fn text(&self) -> String {
        std::fs::read_to_string(self.path()).unwrap_or_else(|error| panic!("{}: {error}", self.file))
    }

    /// A server that was given its file.
    pub fn server(&self) -> TestApp {
        let scenarios = load(&[self.path()]).unwrap_or_else(|problems| panic!("{}: {problems:?}", self.file));
        TestApp::with(AppConfig { scenarios, ..AppConfig::default() })
    }

    /// Plays it; all that came back.
    pub async fn played(&self, mut player: Player) -> String {
        (self.play)(&mut player).await;
        player.transcript()
    }
}
