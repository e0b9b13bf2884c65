//! How a quote is said in a sentence or a line of its own.

use super::super::units::{Kind, cells};
use super::divided::Passage;
use std::ops::Range;

/// Text with single spaces in place of all blanks.
pub fn on_a_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What the units from `first` to `last` say, as far as `range` holds them. `share` tells how much of the question a set
/// of terms is.
pub(super) fn told(
    passage: &Passage<'_>,
    first: usize,
    last: usize,
    range: Range<usize>,
    share: &dyn Fn(u64) -> f64,
) -> String {
    let text = &passage.source.text[range.clone()];
    let unit = &passage.units[first];
    if first != last || range != unit.range {
        return on_a_line(text);
    }
    let own = passage.has[first];
    let header = unit.header.map(|header| (header, passage.text(header)));
    let known = own | header.map_or(0, |(header, _)| passage.has[header]);
    let said = match unit.kind {
        Kind::Row => row(passage, text, header, share),
        Kind::Line => {
            let item = text.trim_start_matches(['-', '*', '•', '–', '+']).trim_start();
            on_a_line(if item.starts_with('"') { item.trim_end_matches(',') } else { item })
        }
        Kind::Sentence | Kind::Heading | Kind::Header => on_a_line(text),
    };
    // A heading is said too where it has what the rest has not.
    let heading = unit.heading.filter(|heading| share(known | passage.has[*heading]) > share(known) + 0.05);
    let headed = match unit.kind {
        Kind::Sentence => share(own) < 0.3 && unit.heading.is_some_and(|heading| first <= heading + 2),
        Kind::Row | Kind::Line => true,
        Kind::Heading | Kind::Header => false,
    };
    let title = heading.filter(|_| headed).map(|heading| {
        let title = passage.text(heading);
        on_a_line(title.trim_matches(|char: char| matches!(char, '#' | '*' | '=' | ':' | ' ')))
    });
    match title {
        Some(title) if title.ends_with(['?', '.', '!']) => format!("{title} {said}"),
        Some(title) if !title.is_empty() => format!("{title}: {said}"),
        Some(_) | None => said,
    }
}

/// A row as `label — column: cell`, with all cells, or only those of the columns that the question names.
fn row(passage: &Passage<'_>, text: &str, header: Option<(usize, &str)>, share: &dyn Fn(u64) -> f64) -> String {
    let own = cells(text);
    let filled: Vec<&str> = own.iter().copied().filter(|cell| !cell.is_empty()).collect();
    let Some((at, header)) = header else { return unnamed(&filled) };
    let mut names = cells(header);
    if names.len() + 1 == own.len() && !header.starts_with('|') {
        names.insert(0, "");
    }
    if names.len() != own.len() || own.len() < 2 {
        return format!("{} / {}", names.join(" | "), own.join(" | "));
    }
    let columns: Vec<f64> = {
        let start = passage.units[at].range.start;
        let ends = names.iter().map(|name| {
            if name.is_empty() {
                return 0..0;
            }
            let from = start + (name.as_ptr() as usize - header.as_ptr() as usize);
            from..from + name.len()
        });
        let within = |range: Range<usize>| {
            let hits = passage.starts[at].iter().filter(|(hit, _)| range.contains(hit));
            hits.fold(0u64, |set, (_, term)| set | 1 << term)
        };
        ends.map(|range| share(within(range))).collect()
    };
    let best = columns[1..].iter().copied().fold(0.0, f64::max);
    let chosen = |column: &usize| best == 0.0 || columns[*column] >= best - 1e-9;
    let parts: Vec<String> = (1..own.len())
        .filter(|column| chosen(column) && !own[*column].is_empty())
        .map(|column| {
            if names[column].is_empty() {
                own[column].to_owned()
            } else {
                format!("{}: {}", names[column], own[column])
            }
        })
        .collect();
    on_a_line(&format!("{} — {}", own[0], parts.join("; ")))
}

/// A row whose columns have no names.
fn unnamed(cells: &[&str]) -> String {
    match cells {
        [label, value] => on_a_line(&format!("{}: {value}", label.trim_end_matches(':'))),
        cells => on_a_line(&cells.join(" | ")),
    }
}
