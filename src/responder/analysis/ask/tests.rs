//! Phrases against what they are understood to ask.

use super::scope::{Compare, Condition};
use super::*;
use csv::StringRecord;

const YEAR: usize = 2;
const CO2: usize = 3;
const COAL: usize = 4;
const GDP: usize = 5;

fn table(header: &[&str], rows: &[&[&str]]) -> Table {
    let header = StringRecord::from(header.to_vec());
    let records = rows.iter().map(|row| StringRecord::from(row.to_vec()));
    Table::of("world_df.csv", header, records.collect())
}

fn world() -> Table {
    let header = ["Entity", "Code", "Year", "Annual CO₂ emissions", "CO₂ from coal", "GDP"];
    let rows: [&[&str]; 4] = [
        &["France", "FRA", "1999", "10", "3", "1"],
        &["France", "FRA", "2000", "12", "4", "2"],
        &["Germany", "DEU", "1999", "20", "9", "3"],
        &["Germany", "DEU", "2000", "21", "8", "4"],
    ];
    table(&header, &rows)
}

fn asked(message: &str) -> Option<Asked> {
    understand(&Phrase::new(message), &world())
}

fn chart(message: &str) -> Chart {
    match asked(message) {
        Some(Asked { request: Request::Chart(chart), .. }) => chart,
        other => panic!("{message}: {other:?}"),
    }
}

#[test]
fn charts_are_understood() {
    let cases: [(&str, Option<usize>, &[usize]); 13] = [
        ("Using the csv file attached, display a graph of 'Year' against 'Annual CO2 emissions", Some(YEAR), &[CO2]),
        ("display a graph of 'Year' against all other columns", Some(YEAR), &[CO2, COAL, GDP]),
        ("plot gdp vs year", Some(YEAR), &[GDP]),
        ("plot emissions over time", Some(YEAR), &[CO2]),
        ("chart coal and gdp by year", Some(YEAR), &[COAL, GDP]),
        ("scatter plot of coal against gdp", Some(GDP), &[COAL]),
        ("graph of all other columns except coal against year", Some(YEAR), &[CO2, GDP]),
        ("plot the data with GDP on the x axis and coal on the y axis", Some(GDP), &[COAL]),
        ("bar chart of gdp by country", Some(0), &[GDP]),
        ("scatter of gdp vs coal by entity", Some(COAL), &[GDP]),
        ("draw a chart", None, &[]),
        ("pie of gdp per entity", Some(0), &[GDP]),
        ("make a histogram of the gdp", None, &[GDP]),
    ];
    for (message, x, ys) in cases {
        let chart = chart(message);
        assert_eq!((chart.x, &chart.ys[..]), (x, ys), "{message}");
    }
}

#[test]
fn kinds_totals_and_tops_of_charts_are_understood() {
    for (message, style) in [
        ("line chart of gdp", Some(Style::Line)),
        ("plot gdp as bars", Some(Style::Bar)),
        ("a pie chart of gdp by entity", Some(Style::Pie)),
        ("scatter gdp and coal", Some(Style::Scatter)),
        ("show the distribution of gdp in a chart", Some(Style::Histogram)),
        ("plot gdp", None),
    ] {
        assert_eq!(chart(message).style, style, "{message}");
    }
    assert_eq!(chart("bar chart of average gdp by country").aggregate, Some(Aggregate::Mean));
    assert_eq!(chart("bar chart of the top 5 countries by gdp").top, Some(5));
    assert_eq!(chart("line chart of gdp over time by country").by, Some(0));
    assert_eq!(chart("plot gdp for France and Germany").by, Some(0));
}

#[test]
fn several_charts_are_counted() {
    for (message, count) in [
        ("Create a 3 data visualizations based on the trends in this file.", 3),
        ("make two charts from this file", 2),
        ("give me six different graphs", 6),
        ("create 50 plots", 6),
        ("create some visualisations of the data", 3),
    ] {
        match asked(message).map(|asked| asked.request) {
            Some(Request::Showcase(found, _)) => assert_eq!(found, count, "{message}"),
            other => panic!("{message}: {other:?}"),
        }
    }
}

#[test]
fn steps_towards_a_file_are_understood() {
    let cases = [
        ("shuffle the rows and give me the new CSV", vec![Step::Shuffle]),
        ("randomize the order of the rows", vec![Step::Shuffle]),
        ("sort by gdp", vec![Step::Sort(vec![GDP], true)]),
        ("sort the rows by Year, newest first", vec![Step::Sort(vec![YEAR], false)]),
        ("order it by entity and year in descending order", vec![Step::Sort(vec![0, YEAR], false)]),
        ("give me a csv with the first 10 rows", vec![Step::First(10)]),
        ("save the last five rows as a csv", vec![Step::Last(5)]),
        ("export the top 3 rows by gdp as csv", vec![Step::Sort(vec![GDP], false), Step::First(3)]),
        ("remove duplicates", vec![Step::Distinct]),
        ("drop the columns Code and GDP", vec![Step::Without(vec![1, GDP])]),
        ("keep only the columns Year and GDP", vec![Step::Only(vec![YEAR, GDP])]),
        ("group by entity", vec![Step::Group(0, vec![CO2, COAL, GDP], Aggregate::Sum)]),
        ("a new csv of average gdp per country", vec![Step::Group(0, vec![GDP], Aggregate::Mean)]),
        ("create a csv file with 100 random rows", vec![Step::Sample(100)]),
        ("give me a summary table as csv", vec![Step::Describe]),
        ("filter the file to gdp > 2", vec![]),
    ];
    for (message, steps) in cases {
        assert_eq!(asked(message).map(|asked| asked.request), Some(Request::Derive(steps)), "{message}");
    }
}

#[test]
fn questions_are_understood() {
    let grouped = |how, measure, count, down| Question::Grouped { how, label: 0, measure, count, down };
    let cases = [
        ("how many rows are there?", Question::Rows),
        ("what columns does it have", Question::Columns),
        ("show me the first 5 rows", Question::Show(5, true)),
        ("what is the average gdp?", Question::Figure(Aggregate::Mean, vec![GDP])),
        ("what is the sum of the annual CO2 emissions", Question::Figure(Aggregate::Sum, vec![CO2])),
        ("maximum of GDP", Question::Figure(Aggregate::Max, vec![GDP])),
        ("median gdp", Question::Figure(Aggregate::Median, vec![GDP])),
        ("how many countries are there?", Question::Different(0)),
        ("is gdp correlated with coal?", Question::Together(GDP, COAL)),
        ("total gdp per country", grouped(Aggregate::Sum, GDP, 20, true)),
        ("top 3 countries by gdp", grouped(Aggregate::Sum, GDP, 3, true)),
        ("which country had the lowest gdp?", grouped(Aggregate::Sum, GDP, 20, false)),
        ("which country had the highest gdp in 2000?", Question::Which(0, GDP, true)),
        ("What was the CO2 from coal for France in 2000?", Question::Figure(Aggregate::Sum, vec![COAL])),
    ];
    for (message, question) in cases {
        assert_eq!(asked(message).map(|asked| asked.request), Some(Request::Question(question)), "{message}");
    }
}

#[test]
fn rows_meant_are_understood() {
    let conditions = |message: &str| asked(message).map(|asked| asked.scope.conditions);
    let number = |compare, value| Some(vec![Condition::Number(GDP, compare, value)]);
    for (message, expected) in [
        ("filter rows where gdp > 2.5k", number(Compare::Above, 2500.0)),
        ("keep rows with GDP of at least 1,000", number(Compare::AtLeast, 1000.0)),
        ("keep rows with more than 3 million gdp", number(Compare::Above, 3e6)),
        ("filter: gdp is less than or equal to -5", number(Compare::AtMost, -5.0)),
        ("filter gdp != 0", number(Compare::Unequal, 0.0)),
    ] {
        assert_eq!(conditions(message), expected, "{message}");
    }
    for message in ["plot 'Year' against 'GDP' between 1999 and 2000", "graph of gdp over 1999-2000"] {
        let scope = asked(message).unwrap().scope;
        assert!(scope.conditions.is_empty() && scope.span.is_some(), "{message}");
    }
    let text = |values: &[&str], wanted| {
        let values = values.iter().map(|&value| value.to_owned()).collect();
        Some(vec![Condition::Text(0, values, wanted)])
    };
    assert_eq!(conditions("plot gdp for France"), text(&["France"], true));
    assert_eq!(conditions("plot gdp for France and Germany"), text(&["France", "Germany"], true));
    assert_eq!(conditions("plot gdp except France"), text(&["France"], false));
}

#[test]
fn overviews_are_understood_and_other_matters_left_alone() {
    for message in [
        "Please analyze this data",
        "summarise the file",
        "describe it",
        "what is in this csv?",
        "What are the main trends?",
        "tell me about the attached file",
    ] {
        assert_eq!(asked(message).map(|asked| asked.request), Some(Request::Overview), "{message}");
    }
    for message in [
        "",
        "hello",
        "What is 3x + 11 = 14?",
        "plot y = sin(x)",
        "what is the average of 3 and 5?",
        "who won the match yesterday?",
        "write a poem about the sea",
        "thanks!",
    ] {
        assert_eq!(asked(message), None, "{message}");
    }
}

#[test]
fn columns_that_are_not_there_are_named() {
    for (message, missing) in [
        ("plot 'Population' against 'Year'", "Population"),
        ("plot GDP against bananas", "bananas"),
        ("draw a graph of bananas from the file", "bananas"),
        ("what is the average of the bananas column?", "bananas"),
        ("what is the average of 'Bananas'?", "Bananas"),
    ] {
        let unknown = asked(message).map(|asked| asked.unknown);
        assert_eq!(unknown, Some(vec![missing.to_owned()]), "{message}");
    }
}
