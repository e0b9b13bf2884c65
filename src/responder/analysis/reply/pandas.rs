//! The code that would do what was done, in pandas and matplotlib.

use super::ask::Step;
use super::calendar::{Grain, written};
use super::cells::Decimal;
use super::figures;
use super::names;
use super::scope::{Condition, Scope, bounds};
use super::table::dates::Order;
use super::table::{Encoding, Kind, Table};

/// A text as a Python literal.
pub fn literal(text: &str) -> String {
    let quote = if text.contains('\'') && !text.contains('"') { '"' } else { '\'' };
    let mut out = String::from(quote);
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c == quote => {
                out.push('\\');
                out.push(c);
            }
            c if c.is_control() => out.push_str(&format!("\\u{:04x}", c as u32)),
            c => out.push(c),
        }
    }
    out.push(quote);
    out
}

/// Code about one table.
pub struct Coder<'a> {
    /// The table.
    pub table: &'a Table,
    /// The rows meant.
    pub scope: &'a Scope,
}

impl<'a> Coder<'a> {
    /// Code about the rows of a scope.
    pub fn new(table: &'a Table, scope: &'a Scope) -> Self {
        Self { table, scope }
    }

    /// `df['Name']`
    pub fn column(&self, at: usize) -> String {
        format!("df[{}]", self.name(at))
    }

    /// A column's name as a literal.
    pub fn name(&self, at: usize) -> String {
        literal(&self.table.columns[at].name)
    }

    /// Several names as a list literal.
    pub fn names(&self, columns: &[usize]) -> String {
        let names: Vec<String> = columns.iter().map(|&at| self.name(at)).collect();
        format!("[{}]", names.join(", "))
    }

    /// Imports, the reading of the file, types of the columns used, and the rows of the scope.
    pub fn opening(&self, used: &[usize], draws: bool) -> String {
        let mut code = String::from("import pandas as pd\n");
        if draws {
            code.push_str("import matplotlib.pyplot as plt\n");
        }
        code.push_str("\n# Load the data\n");
        code.push_str(&format!(
            "df = pd.{}({}{})\n",
            if self.table.json { "read_json" } else { "read_csv" },
            literal(&format!("/mnt/data/{}", names::shown(&self.table.name))),
            self.options()
        ));
        let mut used: Vec<usize> = used.iter().copied().chain(self.scope.columns()).collect();
        used.extend(self.scope.span.and(self.table.time()));
        used.sort_unstable();
        used.dedup();
        for (sources, _) in &self.table.made {
            used.extend(sources.iter().filter(|at| !used.contains(at)).copied().collect::<Vec<_>>());
        }
        // Columns that are made below have their type from their making.
        for at in used.into_iter().filter(|&at| at < self.table.own) {
            code.push_str(&self.typing(at));
        }
        for (_, making) in &self.table.made {
            code.push_str(making);
        }
        code.push_str(&self.filters());
        code
    }

    fn options(&self) -> String {
        let mut options = String::new();
        if self.table.json {
            return options;
        }
        if self.table.separator != b',' {
            options.push_str(&format!(", sep={}", literal(&char::from(self.table.separator).to_string())));
        }
        if self.table.decimal == Decimal::Comma {
            options.push_str(", decimal=',', thousands='.'");
        }
        match self.table.encoding {
            Encoding::Utf8 => {}
            Encoding::Utf16 => options.push_str(", encoding='utf-16'"),
            Encoding::Latin1 => options.push_str(", encoding='latin-1'"),
        }
        if self.table.cut {
            options.push_str(&format!(", nrows={}", self.table.records.len()));
        }
        options
    }

    fn typing(&self, at: usize) -> String {
        let column = self.column(at);
        match self.table.columns[at].kind {
            Kind::Date(order, grain) => {
                let first = if order == Order::DayFirst && grain > Grain::Month { ", dayfirst=True" } else { "" };
                format!("{column} = pd.to_datetime({column}{first})\n")
            }
            Kind::Number | Kind::Year if self.table.columns[at].dressed => {
                let (kept, point) = match self.table.decimal {
                    Decimal::Point => ('.', ""),
                    Decimal::Comma => (',', ".str.replace(',', '.')"),
                };
                format!(
                    "{column} = pd.to_numeric({column}.astype(str).str.replace(r'[^0-9{kept}eE+-]', '', regex=True){point}, errors='coerce')\n"
                )
            }
            Kind::Number | Kind::Year | Kind::Text | Kind::Empty => String::new(),
        }
    }

    fn filters(&self) -> String {
        let mut tests: Vec<String> = self.scope.conditions.iter().map(|condition| self.test(condition)).collect();
        if let (Some(span), Some(time)) = (self.scope.span, self.table.time()) {
            let (from, to) = bounds(span, self.table, time);
            let last = self.table.columns[time].values.iter().flatten().copied().fold(f64::NEG_INFINITY, f64::max);
            let by_year = self.table.columns[time].kind == Kind::Year;
            let value = |at: f64| {
                if by_year { format!("{at:.0}") } else { literal(&written(at, Grain::Day)) }
            };
            let column = self.column(time);
            // A bound beyond the data would only puzzle the reader.
            let to = to.filter(|to| *to <= last || from.is_some_and(|from| from + 1.0 >= *to));
            let single = from.filter(|from| by_year && to == Some(from + 1.0));
            tests.extend(single.map(|year| format!("{column} == {}", value(year))));
            let (from, to) = if single.is_some() { (None, None) } else { (from, to) };
            tests.extend(from.map(|from| format!("{column} >= {}", value(from))));
            tests.extend(to.map(|to| {
                if by_year { format!("{column} <= {}", value(to - 1.0)) } else { format!("{column} < {}", value(to)) }
            }));
        }
        match &tests[..] {
            [] => String::new(),
            [one] => format!("df = df[{one}]\n"),
            more => format!("df = df[({})]\n", more.join(") & (")),
        }
    }

    fn test(&self, condition: &Condition) -> String {
        match condition {
            Condition::Number(at, compare, number) => {
                format!("{} {} {}", self.column(*at), compare.sign(), figures::printed(*number, true))
            }
            Condition::Text(at, values, wanted) => match &values[..] {
                [one] => format!("{} {} {}", self.column(*at), if *wanted { "==" } else { "!=" }, literal(one)),
                more => {
                    let values: Vec<String> = more.iter().map(|value| literal(value)).collect();
                    format!("{}{}.isin([{}])", if *wanted { "" } else { "~" }, self.column(*at), values.join(", "))
                }
            },
        }
    }

    /// One step of a derivation.
    pub fn step(&self, step: &Step, seed: u64) -> String {
        // pandas takes 32 bits of seed.
        let seed = seed & 0xffff_ffff;
        match step {
            Step::Shuffle => format!("result = result.sample(frac=1, random_state={seed}).reset_index(drop=True)\n"),
            Step::Sample(count) => {
                format!("result = result.sample(n=min({count}, len(result)), random_state={seed})\n")
            }
            Step::Sort(columns, up) => format!(
                "result = result.sort_values({}, ascending={}, kind='stable')\n",
                self.names(columns),
                if *up { "True" } else { "False" }
            ),
            Step::First(count) => format!("result = result.head({count})\n"),
            Step::Last(count) => format!("result = result.tail({count})\n"),
            Step::Add(..) => String::new(),
            Step::Distinct => "result = result.drop_duplicates()\n".to_owned(),
            Step::Without(columns) => {
                format!("result = result.drop(columns={})\n", self.names(columns))
            }
            Step::Only(columns) => format!("result = result[{}]\n", self.names(columns)),
            Step::Group(by, measures, how) => format!(
                "result = result.groupby({})[{}].{}().reset_index()\n",
                self.name(*by),
                self.names(measures),
                how.method()
            ),
            Step::Describe => "result = result.describe().reset_index(names='statistic')\n".to_owned(),
        }
    }
}

/// Several texts as Python literals.
pub fn literals(texts: &[String]) -> String {
    let texts: Vec<String> = texts.iter().map(|text| literal(text)).collect();
    texts.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_cannot_be_left() {
        for (text, expected) in [
            ("Year", "'Year'"),
            ("it's", "\"it's\""),
            ("'\"", "'\\'\"'"),
            ("a\\'); import os #\n", "\"a\\\\'); import os #\\n\""),
            ("\u{7}", "'\\u0007'"),
        ] {
            assert_eq!(literal(text), expected);
        }
    }
}
