//! The drawing part of the code: the matplotlib calls for each shape of chart.

use super::chart::{BINS, Plan, Shape};
use super::draw::Figure;
use super::groups::Aggregate;
use super::limits::MAX_SLICES;
use super::pandas::{Coder, literal, literals};
use super::table::Kind;

impl Coder<'_> {
    /// The drawing of a chart, from the figure to its file.
    pub fn chart(&self, plan: &Plan, figure: &Figure, file: &str) -> String {
        let mut code = String::new();
        let drawing = self.drawing(&plan.shape);
        // What is computed comes before the figure that shows it.
        let (before, marks): (Vec<&String>, Vec<&String>) = drawing.iter().partition(|line| is_preparation(line));
        for line in before {
            code.push_str(&format!("{line}\n"));
        }
        let pie = matches!(plan.shape, Shape::Pie(..));
        code.push_str(if pie {
            "\nplt.figure(figsize=(10, 6))\n"
        } else {
            "\n# Draw the chart\nplt.figure(figsize=(10, 6))\n"
        });
        for line in marks {
            code.push_str(&format!("{line}\n"));
        }
        code.push_str(&format!("plt.title({})\n", literal(&plan.title)));
        if !pie {
            code.push_str(&format!(
                "plt.xlabel({})\nplt.ylabel({})\n",
                literal(&figure.x_label),
                literal(&figure.y_label)
            ));
        }
        if figure.turns_names() {
            code.push_str("plt.xticks(rotation=45, ha='right')\n");
        }
        if figure.legend {
            code.push_str("plt.legend()\n");
        }
        if figure.grid {
            code.push_str("plt.grid(True)\n");
        }
        code.push_str(&format!("plt.savefig({})\nplt.show()\n", literal(&format!("/mnt/data/{file}"))));
        code
    }

    fn drawing(&self, shape: &Shape) -> Vec<String> {
        match shape {
            Shape::Lines(Some(x), ys) => self.lines(*x, ys),
            Shape::Lines(None, ys) => vec![format!(
                "for column in {}:\n    plt.plot(range(len(df)), df[column], label=column)",
                self.names(ys)
            )],
            Shape::LinesJoined(x, ys, how) if ys.len() == 1 => vec![
                format!("grouped = df.groupby({})[{}].{}()", self.name(*x), self.name(ys[0]), how.method()),
                "plt.plot(grouped.index, grouped)".to_owned(),
            ],
            Shape::LinesJoined(x, ys, how) => vec![
                format!("grouped = df.groupby({})[{}].{}()", self.name(*x), self.names(ys), how.method()),
                "for column in grouped.columns:\n    plt.plot(grouped.index, grouped[column], label=column)".to_owned(),
            ],
            Shape::LinesBy { x, y, by, entities, how } => {
                let points = match how {
                    Some(how) => format!(
                        "    part = df[{} == name].groupby({})[{}].{}()\n    plt.plot(part.index, part, label=name)",
                        self.column(*by),
                        self.name(*x),
                        self.name(*y),
                        how.method()
                    ),
                    None => format!(
                        "    part = df[{} == name].sort_values({})\n    plt.plot(part[{}], part[{}], label=name)",
                        self.column(*by),
                        self.name(*x),
                        self.name(*x),
                        self.name(*y)
                    ),
                };
                vec![format!("for name in [{}]:\n{points}", literals(entities))]
            }
            Shape::Dots(x, y, None) => vec![format!("plt.scatter({}, {})", self.column(*x), self.column(*y))],
            Shape::Dots(x, y, Some((by, entities))) => vec![format!(
                "for name in [{}]:\n    part = df[{} == name]\n    plt.scatter(part[{}], part[{}], label=name)",
                literals(entities),
                self.column(*by),
                self.name(*x),
                self.name(*y)
            )],
            Shape::Histogram(y) => {
                vec![format!("plt.hist({}.dropna(), bins={BINS}, edgecolor='black')", self.column(*y))]
            }
            Shape::Pie(x, y, how) => self.pie(*x, *y, *how),
            Shape::Bars(..) | Shape::BarsJoined(..) | Shape::BarsBy { .. } => self.bars(shape),
        }
    }

    fn lines(&self, x: usize, ys: &[usize]) -> Vec<String> {
        let sorted = format!("df = df.sort_values({})", self.name(x));
        let mut lines = if self.is_sorted(x) { Vec::new() } else { vec![sorted] };
        match ys {
            [y] => lines.push(format!("plt.plot({}, {})", self.column(x), self.column(*y))),
            more => lines.push(format!(
                "for column in {}:\n    plt.plot({}, df[column], label=column)",
                self.names(more),
                self.column(x)
            )),
        }
        lines
    }

    fn pie(&self, x: usize, y: usize, how: Aggregate) -> Vec<String> {
        let mut lines = vec![format!(
            "shares = df.groupby({})[{}].{}().sort_values(ascending=False)",
            self.name(x),
            self.name(y),
            how.method()
        )];
        if self.table.levels(x, &self.scope.rows(self.table)).len() > MAX_SLICES {
            let kept = MAX_SLICES - 1;
            lines.push(format!("shares = pd.concat([shares[:{kept}], pd.Series({{'Other': shares[{kept}:].sum()}})])"));
        }
        lines.push("plt.pie(shares, labels=shares.index, autopct='%1.1f%%', startangle=90)".to_owned());
        lines
    }

    fn bars(&self, shape: &Shape) -> Vec<String> {
        match shape {
            Shape::BarsBy { x, y, by, entities, how } => vec![
                format!(
                    "grouped = df.pivot_table(index={}, columns={}, values={}, aggfunc={})",
                    self.name(*x),
                    self.name(*by),
                    self.name(*y),
                    literal(how.method())
                ),
                format!("grouped = grouped[[{}]]", literals(entities)),
                "grouped.plot(kind='bar', ax=plt.gca(), width=0.8)".to_owned(),
            ],
            Shape::BarsJoined(x, ys, how, top) => self.bars_joined(*x, ys, *how, *top),
            Shape::Bars(x, ys) => match &ys[..] {
                [y] => vec![self.bar(*x, *y)],
                more => vec![format!(
                    "df.plot(kind='bar', x={}, y={}, ax=plt.gca(), width=0.8)",
                    self.name(*x),
                    self.names(more)
                )],
            },
            Shape::Lines(..)
            | Shape::LinesJoined(..)
            | Shape::LinesBy { .. }
            | Shape::Dots(..)
            | Shape::Histogram(_)
            | Shape::Pie(..) => Vec::new(),
        }
    }

    fn bar(&self, x: usize, y: usize) -> String {
        let bar = format!("plt.bar({}, {})", self.column(x), self.column(y));
        let missing = self.scope.rows(self.table).iter().any(|&row| self.table.value(row, y).is_none());
        if !missing {
            return bar;
        }
        // Words such as "n/a" among numbers are no heights.
        format!(
            "df[{}] = pd.to_numeric({}, errors='coerce')\nplt.bar(*df.dropna(subset=[{}])[[{}, {}]].T.to_numpy())",
            self.name(y),
            self.column(y),
            self.name(y),
            self.name(x),
            self.name(y)
        )
    }

    fn bars_joined(&self, x: usize, ys: &[usize], how: Aggregate, top: Option<usize>) -> Vec<String> {
        // One column gives a series, several a frame; pandas ranks the two in different ways.
        let (columns, by, plot) = match ys {
            [y] => (self.name(*y), String::new(), "plt.bar(grouped.index, grouped)"),
            [first, ..] => {
                let plot = "grouped.plot(kind='bar', ax=plt.gca(), width=0.8)";
                (self.names(ys), self.name(*first), plot)
            }
            [] => return Vec::new(),
        };
        let comma = if by.is_empty() { "" } else { ", " };
        let group = self.name(x);
        let mut lines = vec![format!("grouped = df.groupby({group})[{columns}].{}()", how.method())];
        if let Some(top) = top {
            lines.push(format!("grouped = grouped.nlargest({top}{comma}{by})"));
        } else if self.table.columns[x].kind == Kind::Text {
            lines.push(format!("grouped = grouped.sort_values({by}{comma}ascending=False)"));
        }
        lines.push(plot.to_owned());
        lines
    }

    fn is_sorted(&self, x: usize) -> bool {
        let values: Vec<f64> = self.table.columns[x].values.iter().flatten().copied().collect();
        values.windows(2).all(|pair| pair[0] <= pair[1])
    }
}

fn is_preparation(line: &str) -> bool {
    ["df = ", "grouped = ", "shares = "].iter().any(|start| line.starts_with(start))
}
