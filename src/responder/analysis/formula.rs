//! Columns that a message asks to be computed: `19% tax`, `total = a * b`, `revenue minus cost`, the mean of a row.

use super::ask::phrase::Phrase;
use super::ask::{Step, columns_named, steps};
use super::figures;
use super::names;
use super::reply::literal;
use super::table::{Kind, Table, measures};

/// One side of a formula.
#[derive(Clone, Copy)]
enum Term {
    Column(usize),
    Number(f64),
}

/// The table with the column a message asks to be computed, and the step that tells of it.
pub fn computed(message: &str, phrase: &Phrase, table: &Table) -> Option<(Table, Step)> {
    let adds = phrase.has("add create append insert compute calculate include make") && phrase.has("column");
    let (name, terms, sign, divisor) = if adds {
        percent(message, phrase, table).or_else(|| formula(message, phrase, table))?
    } else {
        across(phrase, table)?
    };
    let value = |row: usize| -> Option<f64> {
        let term = |term: &Term| match term {
            Term::Column(column) => table.value(row, *column),
            Term::Number(number) => Some(*number),
        };
        let mut values = terms.iter().map(term);
        let first = values.next()??;
        let total = values.try_fold(first, |sum, next| {
            let next = next?;
            Some(match sign {
                '+' => sum + next,
                '-' => sum - next,
                '*' => sum * next,
                _ => sum / next,
            })
        })?;
        Some(total / divisor).filter(|total| total.is_finite())
    };
    let cells: Vec<String> =
        table.rows().into_iter().map(|row| value(row).map_or(String::new(), |v| table.new_cell(v))).collect();
    let spelled = |in_code: bool| {
        let one = |term: &Term| match term {
            Term::Column(at) if in_code => format!("df[{}]", literal(&table.columns[*at].name)),
            Term::Column(at) => names::shown(&table.columns[*at].name),
            Term::Number(number) => figures::python(*number),
        };
        terms.iter().map(one).collect::<Vec<_>>().join(&format!(" {sign} "))
    };
    let over = |text: String| if divisor > 1.0 { format!("({text}) / {divisor}") } else { text };
    let code = format!("df[{}] = ({}).round(6)\n", literal(&name), over(spelled(true)));
    let column = |term: &Term| if let Term::Column(at) = term { Some(*at) } else { None };
    let sources: Vec<usize> = terms.iter().filter_map(column).collect();
    let made = table.with_column(&name, &cells, &sources, code);
    Some((made, Step::Add(table.columns.len(), over(spelled(false)))))
}

/// A name, terms, the sign between them, and what the result is divided by.
type Formula = (String, Vec<Term>, char, f64);

/// `a column with 19% tax`.
fn percent(message: &str, phrase: &Phrase, table: &Table) -> Option<Formula> {
    let chars: Vec<char> = message.chars().collect();
    let is_share = |at: &usize| {
        let end = phrase.words[*at].place.end;
        let rest: String = chars[end.min(chars.len())..].iter().take(2).collect();
        rest.trim_start().starts_with('%') || phrase.at(at + 1) == "percent"
    };
    let at = (0..phrase.words.len()).find(|at| is_share(at) && phrase.number_at(*at).is_some())?;
    let (number, _) = phrase.number_at(at)?;
    let next = if phrase.at(at + 1) == "percent" { at + 2 } else { at + 1 };
    let plain = |word: &str| !word.is_empty() && !["of", "on", "to", "and", "for", "as", "column"].contains(&word);
    let name = Some(phrase.at(next)).filter(|word| plain(word)).map_or_else(|| name(phrase), str::to_owned);
    let said = columns_named(phrase, table).into_iter().find(|&at| table.columns[at].is_measure());
    let column = said.or_else(|| money(table))?;
    Some((name, vec![Term::Column(column), Term::Number(number / 100.0)], '*', 1.0))
}

/// The column of money that matters most.
fn money(table: &Table) -> Option<usize> {
    let all = table.measures();
    let priced = |&at: &usize| table.columns[at].words.iter().any(|word| word == "price" || word == "cost");
    let main = measures::main_measure(table, &all)?;
    let listed = measures::is_first(table, main);
    if listed { Some(main) } else { all.iter().copied().find(priced).or(Some(main)) }
}

/// `total = a * b`, `a profit column (revenue minus cost)`.
fn formula(message: &str, phrase: &Phrase, table: &Table) -> Option<Formula> {
    let lower = message.to_lowercase();
    let body = match (lower.split_once('='), lower.split_once('(')) {
        (Some((_, body)), _) => body,
        (None, Some((_, body))) => body.split(')').next().unwrap_or(body),
        (None, None) => &lower,
    };
    let mut body = body.to_owned();
    for (word, sign) in [
        (" minus ", " - "),
        (" plus ", " + "),
        (" times ", " * "),
        (" multiplied by ", " * "),
        (" divided by ", " / "),
        ("×", " * "),
    ] {
        body = body.replace(word, sign);
    }
    // Several signs would need an order of steps; such formulas are left alone, and so is a part of one.
    let mut signs = ["*", "/", "+", " - "].into_iter().filter(|sign| body.contains(sign));
    let (Some(sign), None) = (signs.next(), signs.next()) else {
        return None;
    };
    let sides: Vec<&str> = body.split(sign).collect();
    let last = sides.len() - 1;
    let term = |(at, side): (usize, &&str)| {
        let said = Phrase::new(side);
        let named = columns_named(&said, table);
        let mut named = named.into_iter().filter(|&at| table.columns[at].is_measure());
        let column = if at == last { named.next() } else { named.next_back() };
        let number = || said.number_at(0).map(|(number, _)| Term::Number(number));
        column.map(Term::Column).or_else(number)
    };
    let terms: Vec<Term> = sides.iter().enumerate().map(term).collect::<Option<_>>()?;
    let sign = sign.trim().chars().next()?;
    let any = terms.iter().any(|term| matches!(term, Term::Column(_)));
    any.then(|| (name(phrase), terms, sign, 1.0))
}

/// `the average of math and english for each student`, as a file.
fn across(phrase: &Phrase, table: &Table) -> Option<Formula> {
    let mean = phrase.has("average mean");
    let asks = mean || phrase.has("sum total");
    let mut columns = columns_named(phrase, table);
    columns.retain(|&at| table.columns[at].is_measure());
    let each = phrase.has("each every per row");
    let label = table.columns.iter().position(|column| column.kind == Kind::Text)?;
    let unique = table.levels(label, &table.rows()).len() == table.records.len();
    if !(asks && each && unique && columns.len() >= 2 && steps::wants_file(phrase)) {
        return None;
    }
    let divisor = if mean { columns.len() as f64 } else { 1.0 };
    let name = if mean { "average" } else { "total" };
    Some((name.to_owned(), columns.into_iter().map(Term::Column).collect(), '+', divisor))
}

/// What the new column is called.
fn name(phrase: &Phrase) -> String {
    let raw = |at: usize| phrase.words.get(at).map(|word| word.raw.clone());
    let plain = |at: usize| {
        let word = phrase.at(at);
        let other = "a an the new another with for as of that which is and to from in add create one column";
        !word.is_empty() && word != "=" && !other.split(' ').any(|one| one == word)
    };
    let called = phrase.find("called named").map(|at| at + 1);
    let equals = phrase.find("=").and_then(|at| at.checked_sub(1)).filter(|&at| plain(at));
    let column = phrase.find("column");
    let before = column.and_then(|at| at.checked_sub(1)).filter(|&at| plain(at));
    let after = column.map(|at| at + 1).filter(|&at| plain(at));
    let quoted = called.and_then(|at| phrase.quote_of(at)).map(|quote| phrase.quotes[quote].text.clone());
    let found = quoted.or_else(|| called.or(equals).or(before).or(after).and_then(raw));
    names::shown(&found.unwrap_or_else(|| "result".to_owned()))
}
