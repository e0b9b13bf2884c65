//! Tables and series as pandas prints them.

use super::figures;

/// A printed column.
pub enum Cells {
    /// Floats; nothing is `NaN`.
    Floats(Vec<Option<f64>>),
    /// Whole numbers.
    Wholes(Vec<f64>),
    /// Anything else, as it is.
    Texts(Vec<String>),
}

impl Cells {
    fn printed(&self) -> Vec<String> {
        match self {
            Self::Floats(values) => floats(values),
            Self::Wholes(values) => values.iter().map(|value| format!("{value:.0}")).collect(),
            Self::Texts(texts) => texts.iter().map(|text| one_line(text)).collect(),
        }
    }
}

fn one_line(text: &str) -> String {
    text.chars().flat_map(|c| if c == '\n' { vec!['\\', 'n'] } else { vec![c] }).take(200).collect()
}

/// Floats of one column with equal decimals, at most six; powers of ten when they spread too far.
pub fn floats(values: &[Option<f64>]) -> Vec<String> {
    let known = || values.iter().flatten();
    let fixed = trimmed(values.iter().map(|v| v.map_or("NaN".to_owned(), |v| format!("{v:.6}"))).collect());
    let longest = fixed.iter().map(|text| text.len() + 1).max().unwrap_or(0);
    let large = known().any(|v| v.abs() > 1e6);
    let small = known().any(|v| v.abs() < 1e-6 && *v != 0.0);
    if small || (longest > 12 && large) {
        return values.iter().map(|v| v.map_or("NaN".to_owned(), scientific)).collect();
    }
    fixed
}

fn scientific(value: f64) -> String {
    let text = format!("{value:.6e}");
    let (digits, power) = text.split_once('e').unwrap_or((&text, "0"));
    let power: i32 = power.parse().unwrap_or(0);
    format!("{digits}e{}{:02}", if power < 0 { '-' } else { '+' }, power.abs())
}

/// Takes away zeros that every number ends with; one decimal stays.
fn trimmed(mut texts: Vec<String>) -> Vec<String> {
    let number = |text: &String| text != "NaN" && !text.contains('e');
    while texts.iter().any(number) && texts.iter().filter(|t| number(t)).all(|t| t.ends_with('0') && !t.ends_with(".0"))
    {
        for text in texts.iter_mut().filter(|text| number(text)) {
            text.pop();
        }
    }
    texts
}

/// A data frame with its row labels.
pub fn frame(index: &[String], columns: &[(String, Cells)]) -> String {
    let wide = |text: &str| text.chars().count();
    let margin = index.iter().map(|label| wide(label)).max().unwrap_or(0);
    let mut lines: Vec<String> = vec![" ".repeat(margin)];
    lines.extend(index.iter().map(|label| format!("{label:<margin$}")));
    for (name, cells) in columns {
        let numeric = !matches!(cells, Cells::Texts(_));
        let head = if numeric { format!(" {}", one_line(name)) } else { one_line(name) };
        let texts: Vec<String> =
            std::iter::once(head).chain(cells.printed().into_iter().map(|text| format!(" {text}"))).collect();
        let width = texts.iter().map(|text| wide(text)).max().unwrap_or(0);
        for (line, text) in lines.iter_mut().zip(&texts) {
            line.push(' ');
            line.push_str(&format!("{text:>width$}"));
        }
    }
    lines.join("\n") + "\n"
}

/// A series with the name of its index, its own name and its type.
pub fn series(index_name: &str, index: &[String], values: &[Option<f64>], name: &str, whole: bool) -> String {
    let texts =
        if whole { values.iter().map(|v| format!("{:.0}", v.unwrap_or(0.0))).collect() } else { floats(values) };
    let margin = index.iter().map(|label| label.chars().count()).max().unwrap_or(0);
    let width = texts.iter().map(String::len).max().unwrap_or(0);
    let mut out = format!("{}\n", one_line(index_name));
    for (label, text) in index.iter().zip(&texts) {
        out.push_str(&format!("{label:<margin$}    {text:>width$}\n"));
    }
    out.push_str(&format!("Name: {}, dtype: {}\n", one_line(name), if whole { "int64" } else { "float64" }));
    out
}

/// A number printed alone.
pub fn number(value: Option<f64>, whole: bool) -> String {
    format!("{}\n", figures::printed(value.unwrap_or(f64::NAN), whole && value.is_some()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_look_as_pandas_prints_them() {
        let index: Vec<String> = ["0", "1"].map(str::to_owned).into();
        let columns = [
            ("Region".to_owned(), Cells::Texts(vec!["North".to_owned(), "S".to_owned()])),
            ("Revenue".to_owned(), Cells::Floats(vec![Some(1.5), None])),
            ("Units".to_owned(), Cells::Wholes(vec![12.0, 3.0])),
        ];
        assert_eq!(
            frame(&index, &columns),
            "  Region  Revenue  Units\n0  North      1.5     12\n1      S      NaN      3\n"
        );
    }

    #[test]
    fn floats_share_their_decimals() {
        assert_eq!(floats(&[Some(1.0), Some(2.25)]), ["1.00", "2.25"]);
        assert_eq!(floats(&[Some(172.0), Some(1_234_567_890.5)]), ["1.720000e+02", "1.234568e+09"]);
        assert_eq!(floats(&[Some(5.0), None]), ["5.0", "NaN"]);
    }

    #[test]
    fn series_look_as_pandas_prints_them() {
        let index: Vec<String> = ["East", "North"].map(str::to_owned).into();
        assert_eq!(
            series("Region", &index, &[Some(1.0), Some(20.5)], "Revenue", false),
            "Region\nEast      1.0\nNorth    20.5\nName: Revenue, dtype: float64\n"
        );
    }
}
