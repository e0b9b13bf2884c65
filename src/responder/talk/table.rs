//! Markdown tables: made, found in an earlier reply, and changed.

use super::super::facts::subject;
use super::super::words::{capitalised, words};
use super::known::Known;
use super::{Role, Turn, topic};

const MOST_ROWS: usize = 200;
const ASPECTS: [(&str, &str); 5] = [
    ("Background", "Where does it come from?"),
    ("Main factors", "What shaped it most?"),
    ("Key details", "Which names, places and numbers matter?"),
    ("Development", "How did it go on over time?"),
    ("Effects", "What followed from it?"),
];

/// A table of text cells.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    header: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    fn new(header: &[&str], rows: &[&[&str]]) -> Self {
        let owned = |cells: &[&str]| cells.iter().map(|cell| (*cell).to_owned()).collect();
        Self { header: owned(header), rows: rows.iter().map(|row| owned(row)).collect() }
    }

    fn write(&self) -> String {
        let line = |cells: &[String]| format!("| {} |", cells.join(" | "));
        let rule = format!("|{}", "---|".repeat(self.header.len()));
        let mut lines = vec![line(&self.header), rule];
        lines.extend(self.rows.iter().map(|row| line(row)));
        lines.join("\n")
    }

    /// The first column that does not merely count.
    fn naming(&self) -> usize {
        let counts =
            self.rows.iter().all(|row| row.first().is_some_and(|cell| cell.is_empty() || cell.parse::<u32>().is_ok()));
        usize::from(counts && self.header.len() > 1)
    }
}

/// The last Markdown table of a text.
pub fn find(text: &str) -> Option<Table> {
    let cells = |line: &str| -> Option<Vec<String>> {
        let inner = line.trim().strip_prefix('|')?.strip_suffix('|')?;
        Some(inner.split('|').map(|cell| cell.trim().to_owned()).collect())
    };
    let rule =
        |cells: &Vec<String>| cells.iter().all(|cell| !cell.is_empty() && cell.chars().all(|c| matches!(c, '-' | ':')));
    let lines: Vec<Option<Vec<String>>> = text.lines().map(cells).collect();
    let at = (1..lines.len()).rev().find(|&i| lines[i].as_ref().is_some_and(rule) && lines[i - 1].is_some())?;
    let header = lines[at - 1].clone()?;
    let width = header.len();
    let rows = lines[at + 1..].iter().map_while(Clone::clone).take(MOST_ROWS);
    let rows = rows.map(|mut row| {
        row.resize(width, String::new());
        row
    });
    Some(Table { header, rows: rows.collect() })
}

/// A table about a subject, with a line that says so.
pub fn fresh(subject: &str, topic: &str) -> String {
    let table = Known::of(subject).map_or_else(
        || {
            let rows: Vec<[&str; 2]> = ASPECTS.iter().map(|(aspect, summary)| [*aspect, *summary]).collect();
            let rows: Vec<&[&str]> = rows.iter().map(|row| &row[..]).collect();
            Table::new(&["Aspect", "Summary"], &rows)
        },
        |known| Table::new(known.header, known.rows),
    );
    format!("Here is a table about {topic}:\n\n{}", table.write())
}

/// The table of an earlier reply with the change that is asked for.
pub fn amended(request: &str, earlier: &[Turn<'_>]) -> String {
    let place = earlier.iter().rposition(|turn| turn.role == Role::Assistant && find(turn.text).is_some());
    let Some((at, mut table)) = place.and_then(|at| Some((at, find(earlier[at].text)?))) else {
        return fresh(&subject::of(request), &topic::of(request));
    };
    let topic = first_topic(&earlier[..at]);
    let list = words(request);
    let has = |wanted: &[&str]| list.iter().any(|word| wanted.contains(&word.as_str()));
    let named = label(request);
    let change = if has(&["remove", "delete", "drop"]) {
        remove(&mut table, has(&["column", "columns"]), named)
    } else if has(&["column", "columns"]) {
        add_column(&mut table, named)
    } else {
        add_row(&mut table, named, &topic)
    };
    format!("{change} the table about {topic}:\n\n{}", table.write())
}

/// What the table was asked for: the last request before it that named a subject.
fn first_topic(before: &[Turn<'_>]) -> String {
    let users = before.iter().rev().filter(|turn| turn.role == Role::User);
    // Requests to change the table name no subject of their own.
    let own = |text: &&str| {
        !(words(text).iter().any(|word| word == "table")
            && words(text).iter().any(|word| matches!(word.as_str(), "add" | "remove" | "column" | "row")))
    };
    let text = users.map(|turn| turn.text).find(own).unwrap_or("");
    topic::of(text)
}

/// The thing to add: "a row for Pluto", "a column called Moons".
fn label(request: &str) -> Option<String> {
    let lower = request.to_ascii_lowercase();
    let marks = [
        "row for ",
        "column for ",
        "row called ",
        "column called ",
        "row named ",
        "column named ",
        "row with ",
        "column with ",
        "entry for ",
        "row about ",
        "row ",
        "column ",
    ];
    let start = marks.iter().find_map(|mark| Some(lower.find(mark)? + mark.len()))?;
    let rest = request[start..].split(['.', ',', '?', '!', '\n']).next()?;
    let lower = rest.to_ascii_lowercase();
    let end = [" to ", " in ", " of the table", " from "]
        .iter()
        .filter_map(|mark| lower.find(mark))
        .min()
        .unwrap_or(rest.len());
    let text = rest[..end].trim_matches(|c: char| !c.is_alphanumeric());
    let text = text.strip_prefix("the ").or_else(|| text.strip_prefix("a ")).unwrap_or(text);
    let dull = matches!(text.split(' ').next().unwrap_or(""), "to" | "in" | "from" | "of" | "please" | "and" | "");
    (!dull && text.chars().count() <= 60).then(|| capitalised(text))
}

fn add_row(table: &mut Table, named: Option<String>, topic: &str) -> String {
    let naming = table.naming();
    let known = Known::of(topic).filter(|known| named.is_none() && known.header.len() == table.header.len());
    let fresh = known
        .filter(|known| !table.rows.iter().any(|row| row.get(naming).is_some_and(|cell| cell == known.extra[naming])));
    let row: Vec<String> = match fresh {
        Some(known) => known.extra.iter().map(|cell| (*cell).to_owned()).collect(),
        None => {
            let count = table.rows.iter().filter(|row| row.iter().any(|cell| cell.starts_with("Additional"))).count();
            let name = named.unwrap_or_else(|| {
                if count == 0 { "Additional entry".into() } else { format!("Additional entry {}", count + 1) }
            });
            let cell = |i: usize| match i {
                i if i == naming => name.clone(),
                0 => (table.rows.len() + 1).to_string(),
                i => format!("{} of the new entry", table.header[i]),
            };
            (0..table.header.len()).map(cell).collect()
        }
    };
    let name = row.get(naming).cloned().unwrap_or_default();
    table.rows.push(row);
    format!("I have added a new row, {name}, to")
}

fn add_column(table: &mut Table, named: Option<String>) -> String {
    let naming = table.naming();
    let name = named.unwrap_or_else(|| "Notes".into());
    for row in &mut table.rows {
        let cell = format!("{name} of {}", row.get(naming).map_or("", String::as_str));
        row.push(cell);
    }
    table.header.push(name.clone());
    format!("I have added a new column, {name}, to")
}

fn remove(table: &mut Table, column: bool, named: Option<String>) -> String {
    let wanted = named.map(|name| name.to_lowercase());
    let is = |cell: &String| wanted.as_deref().is_some_and(|name| name == cell.to_lowercase());
    if column && table.header.len() > 1 {
        let at = table.header.iter().position(is).unwrap_or(table.header.len() - 1);
        let name = table.header.remove(at);
        table.rows.iter_mut().for_each(|row| drop(row.remove(at)));
        return format!("I have removed the column {name} from");
    }
    if table.rows.is_empty() {
        return "There was nothing left to remove from".into();
    }
    let at = table.rows.iter().position(|row| row.iter().any(is)).unwrap_or(table.rows.len() - 1);
    let row = table.rows.remove(at);
    format!(
        "I have removed the row {} from",
        row.into_iter().find(|cell| cell.parse::<u32>().is_err()).unwrap_or_default()
    )
}
