//! Questions answered with computed numbers: printed by the code, said in the reply.

use super::ask::{Question, Step};
use super::calendar;
use super::chart::{rows_in_words, strength};
use super::derive;
use super::figures::exact;
use super::groups;
use super::limits::MAX_SHOWN;
use super::names::{listed, shown};
use super::pandas::{Coder, literal};
use super::printed;
use super::table::{Kind, Table};
use super::{Analysis, CodeRun, Matter, columns};

/// What a question comes to.
pub struct Answer {
    /// Columns whose types the code must know.
    pub used: Vec<usize>,
    /// The code after the reading of the file.
    pub code: String,
    /// What it prints.
    pub logs: String,
    /// The answer in words.
    pub text: String,
}

/// Answers a question about the rows asked for.
pub fn answer(matter: &Matter<'_>, question: &Question) -> Analysis {
    let coder = Coder::new(matter.table, matter.scope);
    let asking = Asking { matter, coder: &coder };
    let answer = match question {
        Question::Rows => asking.rows(),
        Question::Columns => asking.columns(),
        Question::Show(count, first) => asking.show(*count, *first),
        Question::Figure(how, columns) => asking.figure(*how, columns),
        Question::Grouped { how, label, measure, count, down } => {
            asking.grouped(*how, (*label, *measure), *count, *down)
        }
        Question::Which(label, measure, most) => asking.which(*label, *measure, *most),
        Question::Different(column) => asking.different(*column),
        Question::Growth(time, measure) => asking.growth(*time, *measure),
        Question::Together(a, b) => asking.together(*a, *b),
    };
    let input = format!("{}\n{}", coder.opening(&answer.used, false), answer.code);
    let reply = format!("{}{}", answer.text, matter.caution());
    Analysis { runs: vec![CodeRun { input, logs: answer.logs, images: Vec::new(), files: Vec::new() }], reply }
}

/// One question about one matter.
pub struct Asking<'a> {
    /// The rows.
    pub matter: &'a Matter<'a>,
    /// The writer of its code.
    pub coder: &'a Coder<'a>,
}

impl Asking<'_> {
    /// The table.
    pub fn table(&self) -> &Table {
        self.matter.table
    }

    /// A column's name in bold.
    pub fn name(&self, column: usize) -> String {
        format!("**{}**", shown(&self.table().columns[column].name))
    }

    /// ` (from 2000 on)`, or nothing when every row is meant.
    pub fn among(&self) -> String {
        if self.matter.scope.is_all() {
            String::new()
        } else {
            format!(" ({})", self.matter.scope.in_words(self.table()))
        }
    }

    /// A value as pandas prints it in an index: dates always with their day.
    pub fn printed(&self, column: usize, at: f64, label: &str) -> String {
        match self.table().columns[column].kind {
            Kind::Date(..) => calendar::written(at, calendar::Grain::Day),
            Kind::Number | Kind::Year | Kind::Text | Kind::Empty => label.to_owned(),
        }
    }

    fn rows(&self) -> Answer {
        let count = self.matter.rows.len();
        let of = if self.matter.scope.is_all() {
            "has".to_owned()
        } else {
            format!("has, {},", self.matter.scope.in_words(self.table()))
        };
        Answer {
            used: Vec::new(),
            code: "print(len(df))\n".to_owned(),
            logs: format!("{count}\n"),
            text: format!("**{}** {of} {}.", shown(&self.table().name), rows_in_words(count)),
        }
    }

    fn columns(&self) -> Answer {
        let table = self.table();
        let names: Vec<String> = table.columns.iter().map(|column| literal(&column.name)).collect();
        Answer {
            used: Vec::new(),
            code: "print(df.columns.tolist())\n".to_owned(),
            logs: format!("[{}]\n", names.join(", ")),
            text: format!("**{}** has {} columns: {}.", shown(&table.name), table.columns.len(), columns(table)),
        }
    }

    fn show(&self, count: usize, first: bool) -> Answer {
        let (table, count) = (self.table(), count.clamp(1, MAX_SHOWN));
        let step = if first { Step::First(count) } else { Step::Last(count) };
        let derived = derive::derive(table, self.matter.rows.clone(), &[step], 0);
        let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
        let mut text = format!(
            "Here are the {} {} of **{}**{}:\n\n",
            if first { "first" } else { "last" },
            rows_in_words(derived.rows.len()),
            shown(&table.name),
            self.among()
        );
        text.push_str(&line(derived.header.iter().take(12).map(shown).collect()));
        text.push_str(&line(derived.header.iter().take(12).map(|_| "---".to_owned()).collect()));
        for record in &derived.rows {
            text.push_str(&line(record.iter().take(12).map(shown).collect()));
        }
        let (method, logs) = (if first { "head" } else { "tail" }, derived.head(table, count));
        Answer {
            used: Vec::new(),
            code: format!("print(df.{method}({count}).to_string())\n"),
            logs,
            text: text.trim_end().to_owned(),
        }
    }

    fn different(&self, column: usize) -> Answer {
        let table = self.table();
        let levels = match table.columns[column].kind {
            Kind::Text => table.levels(column, &self.matter.rows).len(),
            Kind::Number | Kind::Year | Kind::Date(..) | Kind::Empty => {
                groups::groups(table, &self.matter.rows, column).len()
            }
        };
        let mut text =
            format!("{} has **{}** different values{}", self.name(column), exact(levels as f64), self.among());
        if levels > 0 && levels <= MAX_SHOWN && table.columns[column].kind == Kind::Text {
            let names: Vec<String> = table.levels(column, &self.matter.rows).into_iter().map(shown).collect();
            text.push_str(&format!(": {}", listed(&names)));
        }
        Answer {
            used: vec![column],
            code: format!("print({}.nunique())\n", self.coder.column(column)),
            logs: format!("{levels}\n"),
            text: text + ".",
        }
    }

    fn together(&self, a: usize, b: usize) -> Answer {
        let table = self.table();
        let pairs: Vec<(f64, f64)> =
            self.matter.rows.iter().filter_map(|&row| Some((table.value(row, a)?, table.value(row, b)?))).collect();
        let r = groups::correlation(&pairs);
        let text = match r {
            Some(r) => format!(
                "{} and {} are {} correlated{}: r = {r:.2}.",
                self.name(a),
                self.name(b),
                strength(r),
                self.among()
            ),
            None => format!(
                "There are too few rows with both {} and {} for a correlation{}.",
                self.name(a),
                self.name(b),
                self.among()
            ),
        };
        let code = format!("print(round({}.corr({}), 4))\n", self.coder.column(a), self.coder.column(b));
        let rounded = r.map(|r| (r * 1e4).round() / 1e4);
        Answer { used: vec![a, b], code, logs: printed::number(rounded, false), text }
    }
}
