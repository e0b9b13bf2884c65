//! `understage routes`: the whole map as a table.

use crate::http::{RouteRow, route_rows};

/// Prints every route.
pub(super) fn run() {
    super::say(&table(&route_rows()));
}

fn table(rows: &[RouteRow]) -> String {
    let verb = rows.iter().map(|row| row.verb.len()).max().unwrap_or(0);
    let path = rows.iter().map(|row| row.path.len()).max().unwrap_or(0);
    rows.iter().map(|row| format!("{:verb$}  {:path$}  {}\n", row.verb, row.path, row.operation)).collect()
}

#[cfg(test)]
mod tests {
    use super::{route_rows, table};

    #[test]
    fn columns_line_up() {
        let table = table(&route_rows());
        let column = |line: &str| line.find("/").expect("a path");
        let first = table.lines().next().map(column);
        assert!(table.lines().all(|line| Some(column(line)) == first), "{table}");
        assert_eq!(table.lines().count(), route_rows().len());
    }
}
