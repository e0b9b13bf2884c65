//! Numbers that answer: one of a column, one a group, and who has the most.

use super::answer::{Answer, Asking};
use super::figures::{exact, human};
use super::groups::{self, Aggregate, Group};
use super::limits::MAX_SHOWN;
use super::names::{listed, shown};
use super::printed;
use super::table::Kind;

impl Asking<'_> {
    /// One number of each column.
    pub fn figure(&self, how: Aggregate, columns: &[usize]) -> Answer {
        let mut answer =
            Answer { used: columns.to_vec(), code: String::new(), logs: String::new(), text: String::new() };
        let mut parts = Vec::new();
        let alone = self.matter.rows.len() == 1 && how != Aggregate::Count;
        for &column in columns.iter().take(MAX_SHOWN) {
            let (logs, told) = self.number(how, column);
            let method = if alone { ".iloc[0]".to_owned() } else { format!(".{}()", how.method()) };
            answer.code.push_str(&format!("print({}{method})\n", self.coder.column(column)));
            answer.logs.push_str(&logs);
            let name = self.name(column);
            parts.push(if alone {
                format!("{name} is **{told}**")
            } else if how == Aggregate::Count {
                format!("the number of values in {name} is **{told}**")
            } else {
                format!("the {} of {name} is **{told}**", how.noun())
            });
        }
        let text = listed(&parts);
        let text = text.strip_prefix("the ").map_or_else(|| text.clone(), |rest| format!("The {rest}"));
        answer.text = format!("{text}{}.", self.among());
        answer
    }

    /// One number as it is printed, and as it is told.
    fn number(&self, how: Aggregate, column: usize) -> (String, String) {
        let table = self.table();
        let kind = table.columns[column].kind;
        let Some(value) = groups::of_rows(table, &self.matter.rows, column, how) else {
            return ("nan\n".to_owned(), "not defined, as there are no numbers".to_owned());
        };
        let told = match kind {
            Kind::Date(..) | Kind::Year if how != Aggregate::Count => groups::value_label(table, column, value),
            Kind::Number | Kind::Year | Kind::Date(..) | Kind::Text | Kind::Empty => exact(value),
        };
        let dated = matches!(kind, Kind::Date(..)) && how != Aggregate::Count;
        let logs = if dated {
            format!("{} 00:00:00\n", self.printed(column, value, &told))
        } else {
            printed::number(Some(value), self.stays_whole(how, column))
        };
        (logs, told)
    }

    /// Whether pandas keeps integers.
    fn stays_whole(&self, how: Aggregate, column: usize) -> bool {
        let exact = !matches!(how, Aggregate::Mean | Aggregate::Median);
        how == Aggregate::Count || (self.table().columns[column].whole && exact)
    }

    /// One number a group, ranked.
    pub fn grouped(&self, how: Aggregate, (label, measure): (usize, usize), count: usize, down: bool) -> Answer {
        let table = self.table();
        let count = count.clamp(1, MAX_SHOWN);
        let mut sized: Vec<(Group, f64)> = groups::groups(table, &self.matter.rows, label)
            .into_iter()
            .filter_map(|g| groups::of_rows(table, &g.rows, measure, how).map(|size| (g, size)))
            .collect();
        let all = sized.len();
        let order = |a: &f64, b: &f64| if down { b.total_cmp(a) } else { a.total_cmp(b) };
        sized.sort_by(|a, b| order(&a.1, &b.1));
        sized.truncate(count);
        let code = format!(
            "totals = df.groupby({})[{}].{}()\nprint(totals.sort_values(ascending={}).head({count}))\n",
            self.coder.name(label),
            self.coder.name(measure),
            how.method(),
            if down { "False" } else { "True" },
        );
        let index: Vec<String> = sized.iter().map(|(group, _)| self.printed(label, group.at, &group.label)).collect();
        let values: Vec<Option<f64>> = sized.iter().map(|(_, value)| Some(*value)).collect();
        let logs = printed::series(
            &table.columns[label].name,
            &index,
            &values,
            &table.columns[measure].name,
            self.stays_whole(how, measure),
        );
        let what = if how == Aggregate::Count {
            "number of rows".to_owned()
        } else {
            format!("{} {}", how.adjective(), self.name(measure))
        };
        Answer { used: vec![label, measure], code, logs, text: self.ranked(&what, label, &sized, all, down) }
    }

    /// The ranking in words and as a list.
    fn ranked(&self, what: &str, label: usize, sized: &[(Group, f64)], all: usize, down: bool) -> String {
        let Some((group, value)) = sized.first() else {
            return format!("There are no rows to compute the {what} of{}.", self.among());
        };
        let line = |(group, value): &(Group, f64)| format!("- {}: {}", shown(&group.label), exact(*value));
        let lines: Vec<String> = sized.iter().map(line).collect();
        let rest = if all > sized.len() { format!(" ({} of {all} listed)", sized.len()) } else { String::new() };
        format!(
            "The {what} by {}{} is {} for **{}** ({}){rest}:\n\n{}",
            self.name(label),
            self.among(),
            if down { "highest" } else { "lowest" },
            shown(&group.label),
            human(*value),
            lines.join("\n")
        )
    }

    /// The entry with the largest or smallest value.
    pub fn which(&self, label: usize, measure: usize, most: bool) -> Answer {
        let table = self.table();
        let known = self.matter.rows.iter().filter_map(|&row| Some((row, table.value(row, measure)?)));
        // The first of equals, as idxmax gives it.
        let best = known.reduce(|best, next| if (next.1 > best.1) == most && next.1 != best.1 { next } else { best });
        let (method, end) = if most { ("idxmax", "highest") } else { ("idxmin", "lowest") };
        let code = format!(
            "i = {}.{method}()\nprint(df.loc[i, {}], df.loc[i, {}])\n",
            self.coder.column(measure),
            self.coder.name(label),
            self.coder.name(measure)
        );
        let Some((row, value)) = best else {
            return Answer {
                used: vec![label, measure],
                code: "print(len(df))\n".to_owned(),
                logs: "0\n".to_owned(),
                text: format!("{} holds no numbers{}.", self.name(measure), self.among()),
            };
        };
        let name = groups::label(table, label, row);
        let printed = match table.columns[label].kind {
            Kind::Date(..) => {
                format!("{} 00:00:00", self.printed(label, table.value(row, label).unwrap_or(0.0), &name))
            }
            Kind::Number | Kind::Year | Kind::Text | Kind::Empty => name.clone(),
        };
        let logs = format!("{printed} {}\n", super::figures::printed(value, table.columns[measure].whole));
        let text = format!(
            "{} is {end} for {} **{}**{}: {}.",
            self.name(measure),
            shown(&table.columns[label].name),
            shown(&name),
            self.among(),
            exact(value)
        );
        Answer { used: vec![label, measure], code, logs, text }
    }
}
