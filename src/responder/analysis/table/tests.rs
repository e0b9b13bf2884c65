//! Files of many makes, and files that are none.

use super::calendar::Grain;
use super::dates::Order;
use super::*;
use std::sync::atomic::{AtomicUsize, Ordering};

fn table(name: &str, bytes: &[u8]) -> Result<Table, Trouble> {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    let unique = format!("analysis-table-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
    let path = std::env::temp_dir().join(unique);
    std::fs::write(&path, bytes).unwrap();
    let table = read(&Source { name: name.to_owned(), path: path.clone() });
    std::fs::remove_file(path).unwrap();
    table
}

#[test]
fn separators_marks_and_line_ends_are_found() {
    for text in [
        "Year,Sales\n2020,1\n2021,2\n",
        "\u{feff}Year;Sales\r\n2020;1\r\n2021;2",
        "Year\tSales\n2020\t1\n2021\t2\n",
        "\"Year\"|\"Sales\"\n2020|1\n\n2021|2\n",
    ] {
        let table = table("a.csv", text.as_bytes()).unwrap();
        assert_eq!(table.columns.iter().map(|c| c.name.as_str()).collect::<Vec<_>>(), ["Year", "Sales"], "{text}");
        assert_eq!(table.columns[0].kind, Kind::Year);
        assert_eq!(table.columns[1].values, [Some(1.0), Some(2.0)]);
    }
    let wide: Vec<u8> = "\u{feff}Year\tSales\n2020\té\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(table("a.tsv", &wide).unwrap().cell(0, 1), "é");
    assert_eq!(table("a.csv", b"Name,N\nJos\xe9,1\n").unwrap().cell(0, 0), "José");
}

#[test]
fn columns_get_the_type_a_reader_would_give_them() {
    let text = "When,Region,Price,Share,Note,Gap,Id\n\
                01/02/2024,North,\"$1,200.50\",5%,,,1\n\
                15/02/2024,\"South, east\",$900,7%,,1.5,2\n\
                28/02/2024,North,n/a,9%,,,3\n";
    let table = table("a.csv", text.as_bytes()).unwrap();
    let kinds: Vec<Kind> = table.columns.iter().map(|c| c.kind).collect();
    let date = Kind::Date(Order::DayFirst, Grain::Day);
    assert_eq!(kinds, [date, Kind::Text, Kind::Number, Kind::Number, Kind::Empty, Kind::Number, Kind::Number]);
    assert_eq!(table.columns[2].values, [Some(1200.5), Some(900.0), None]);
    assert!(table.columns[2].dressed && !table.columns[5].dressed);
    assert!(table.columns[6].whole && !table.columns[5].whole);
    assert_eq!(table.measures(), [2, 3, 5]);
    assert_eq!(table.groupings(&table.rows()), [1]);
}

#[test]
fn decimal_commas_are_read_in_semicolon_files() {
    let table = table("a.csv", b"Monat;Wert\n2024-01;1.234,50\n2024-02;2,5\n").unwrap();
    assert_eq!(table.decimal, Decimal::Comma);
    assert_eq!(table.columns[1].values, [Some(1234.5), Some(2.5)]);
    assert_eq!(table.columns[0].kind, Kind::Date(Order::MonthFirst, Grain::Month));
}

#[test]
fn odd_headers_and_ragged_rows_are_taken_as_they_are() {
    let table = table("a.csv", b"a,,a\n1,2,3,4\n5\n").unwrap();
    assert_eq!(table.columns.iter().map(|c| c.name.as_str()).collect::<Vec<_>>(), ["a", "Unnamed: 1", "a.1"]);
    assert_eq!(table.cell(1, 2), "");
    assert_eq!(table.value(9, 9), None);
}

#[test]
fn what_is_no_table_is_said_to_be_none() {
    for (name, bytes, expected) in [
        ("a.csv", &b""[..], Trouble::Empty),
        ("a.csv", b" \r\n \n", Trouble::Empty),
        ("a.csv", b"PK\x03\x04rest", Trouble::Workbook),
        ("a.csv", b"\x89PNG\r\n\x1a\n\0\0", Trouble::NotTabular),
        ("a.csv", b"only,a,header\n", Trouble::NoRows),
        ("notes.txt", b"Dear all,\nthis is a letter.\nIt has lines, and commas, too.\nBye", Trouble::NotTabular),
    ] {
        assert_eq!(table(name, bytes).err(), Some(expected), "{name}");
    }
    let wide = format!("{}\n{}\n", vec!["x"; 600].join(","), vec!["1"; 600].join(","));
    assert_eq!(table("a.csv", wide.as_bytes()).err(), Some(Trouble::TooWide));
    assert_eq!(read(&Source { name: "a.csv".into(), path: "/nowhere/at/all".into() }).err(), Some(Trouble::Unreadable));
    assert!(table("numbers.txt", b"a,b\n1,2\n3,4\n").is_ok());
}

#[test]
fn rows_beyond_the_bound_are_left_out_and_told_of() {
    let text = "n\n1\n2\n3\n";
    for (most, kept, more) in [(2, 2, true), (3, 3, false), (9, 3, false)] {
        let (records, told) = records(text, b',', most).unwrap();
        assert_eq!((records.len() - 1, told), (kept, more), "at most {most}");
    }
}
