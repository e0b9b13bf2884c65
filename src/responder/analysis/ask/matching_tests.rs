//! Names as files have them against names as people type them.

use super::super::values::values;
use super::*;
use csv::StringRecord;

/// A table of one row under a header.
fn table(header: &[&str], rows: &[&[&str]]) -> Table {
    let header = StringRecord::from(header.to_vec());
    let records = rows.iter().map(|row| StringRecord::from(row.to_vec()));
    Table::of("test.csv", header, records.collect())
}

const WORLD: [&str; 7] = [
    "Entity",
    "Code",
    "Year",
    "Annual CO₂ emissions",
    "Annual CO₂ emissions per capita",
    "Life expectancy (years)",
    "unitPrice",
];

fn found(message: &str) -> Vec<&'static str> {
    let row: [&str; 7] = ["France", "FRA", "2000", "1", "2", "3", "4"];
    let table = table(&WORLD, &[&row, &row]);
    let mentions = mentions(&Phrase::new(message), &table);
    mentions.iter().map(|m| WORLD[m.column]).collect()
}

#[test]
fn columns_are_found_as_a_person_would() {
    let co2 = "Annual CO₂ emissions";
    let per_head = "Annual CO₂ emissions per capita";
    let cases: [(&str, &[&str]); 18] = [
        ("'Year' against 'Annual CO2 emissions`", &["Year", co2]),
        ("'Year' against 'Annual CO2 emissions", &["Year", co2]),
        ("“year” and ‘annual co₂ emission’", &["Year", co2]),
        ("annual_co2_emissions by YEAR", &[co2, "Year"]),
        ("AnnualCO2Emissions", &[co2]),
        ("the annual CO2-emissions", &[co2]),
        ("annual co2 emisions", &[co2]),
        ("anual CO2 emissoins", &[co2]),
        ("emissions", &[co2]),
        ("emissions per capita", &[per_head]),
        ("co2 emissions per capita and emissions", &[per_head, co2]),
        ("life expectancy", &["Life expectancy (years)"]),
        ("life expectency", &["Life expectancy (years)"]),
        ("average unit price per country", &["unitPrice", "Entity"]),
        ("unitprice", &["unitPrice"]),
        ("the entities", &["Entity"]),
        ("what is the total of the rows in the file", &[]),
        ("the weather in spring", &[]),
    ];
    for (message, expected) in cases {
        assert_eq!(found(message), expected, "{message}");
    }
}

#[test]
fn quoted_names_that_fit_nothing_are_unknown() {
    let table = table(&["Year", "Sales"], &[&["2000", "1"], &["2001", "2"]]);
    let unknown_in = |message: &str| {
        let phrase = Phrase::new(message);
        let mentions = mentions(&phrase, &table);
        let values = values(&phrase, &table, &mentions);
        unknown(&phrase, &table, &mentions, &values)
    };
    assert_eq!(unknown_in("plot 'Bananas' against \"Year\""), ["Bananas".to_owned()]);
    for known in [
        "plot 'sales' against 'year'",
        "using 'test.csv' plot sales",
        "a chart titled 'My chart' of sales",
        "save it as 'out.png'",
    ] {
        assert_eq!(unknown_in(known), [""; 0], "{known}");
    }
}

#[test]
fn values_of_text_columns_are_found() {
    let rows: [&[&str]; 5] = [
        &["France", "North", "1"],
        &["United States", "US", "2"],
        &["New York City", "IN", "3"],
        &["New York", "North America", "4"],
        &["Côte d’Ivoire", "The", "5"],
    ];
    let table = table(&["Place", "Area", "N"], &rows);
    let values_in = |message: &str| -> Vec<String> {
        let phrase = Phrase::new(message);
        let mentions = mentions(&phrase, &table);
        let found = values(&phrase, &table, &mentions);
        found.into_iter().map(|named| named.value).collect()
    };
    assert_eq!(values_in("for France and the united states"), ["France", "United States"]);
    assert_eq!(values_in("only New York City"), ["New York City"]);
    assert_eq!(values_in("cote d'ivoire"), ["Côte d’Ivoire"]);
    assert_eq!(values_in("in the us"), [""; 0]);
    assert_eq!(values_in("in the US"), ["US"]);
}

#[test]
fn slips_are_counted() {
    for (a, b, expected) in
        [("", "", 0), ("abc", "abc", 0), ("abc", "acb", 1), ("kitten", "sitting", 3), ("revenue", "revnue", 1)]
    {
        assert_eq!(distance(a, b), expected, "{a} {b}");
    }
}
