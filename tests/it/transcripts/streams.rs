//! Streams: which events there are, and which of them belong together.

use super::compare::{Comparison, Place};
use super::rules;
use super::tally::Stream;
use serde_json::Value;
use std::collections::BTreeSet;

/// Compares two streams: the names of events, and the first data of each name.
pub fn compare(
    comparison: &mut Comparison<'_>,
    place: &Place,
    sent: &[(String, Value)],
    ours: &[(String, Value)],
) -> Stream {
    let cites = |events: &[(String, Value)]| events.iter().any(|event| form(event).ends_with("\"file_citation\""));
    let cited = (cites(sent), cites(ours));
    let mut names = Stream { recorded: collapsed(sent), ours: collapsed(ours), cited };
    if comparison.used.contains(rules::LIMITS) {
        let whole = |name: &mut String| *name = name.replace("message.incomplete", "message.completed");
        names.recorded.iter_mut().for_each(whole);
    }
    if !is_part_of(&names.ours, &names.recorded) {
        comparison.differ(place, format!("events: sent {:?}, ours {:?}", names.recorded, names.ours));
    }
    let mut seen = BTreeSet::new();
    for event in sent.iter().filter(|(name, _)| name != "done") {
        let twin = ours.iter().find(|own| form(own) == form(event));
        if let (true, Some((_, own))) = (seen.insert(form(event)), twin) {
            comparison.value(&place.inner(&event.0), &event.1, own);
        }
    }
    names
}

/// What events have in common that should look alike: name, kind of step, tool, whether a delta is its first, and what
/// it annotates.
fn form((name, data): &(String, Value)) -> String {
    let call = &data["delta"]["step_details"]["tool_calls"][0];
    let annotations = &data["delta"]["content"][0]["text"]["annotations"];
    let first = call["id"].is_string() || annotations.is_array();
    format!("{name} {} {} {first} {}", data["step_details"]["type"], call["type"], annotations[0]["type"])
}

/// Names of events, runs of the same taken as one.
fn collapsed(events: &[(String, Value)]) -> Vec<String> {
    let mut names: Vec<String> = events.iter().map(|(name, _)| name.clone()).collect();
    names.dedup();
    names
}

/// Whether `part` is `whole`, but for whole tool steps that the model took and ours did not.
fn is_part_of(part: &[String], whole: &[String]) -> bool {
    let tool: Vec<&str> = vec![
        "thread.run.step.created",
        "thread.run.step.in_progress",
        "thread.run.step.delta",
        "thread.run.step.completed",
    ];
    let mut rest = whole.to_vec();
    while rest != part {
        let Some(at) = rest.windows(tool.len()).position(|window| window == tool) else { return false };
        rest.drain(at..at + tool.len());
    }
    true
}
