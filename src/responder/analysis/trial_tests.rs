//! What a user trial asked, and what must come of it.

use super::tests::check;
use super::*;
use std::sync::atomic::{AtomicUsize, Ordering};

const WIDE: &str = "Country,2019,2020,2021\nFrance,10,12,14\nSpain,5,6,9\nItaly,7,6,8\n";
const PROFIT: &str = "month,profit\nJan,-5\nFeb,\nMar,n/a\nApr,12\n";
const SCHOOL: &str = "student,math,english\nAnn,90,80\nBob,70,95\nCid,60,65\n";
const LONG: &str =
    "Country,Year,GDP\nFrance,1999,1\nFrance,2000,2\nFrance,2001,3\nSpain,1999,4\nSpain,2000,5\nSpain,2001,7\n";
const SALES: &str = "date,region,product,revenue,cost,units\n2024-01-05,N,Desk,100,60,3\n2024-01-20,S,Lamp,50,20,5\n\
    2024-02-05,N,Lamp,80,30,4\n2024-02-09,S,Desk,120,70,2\n2024-04-02,N,Desk,90,50,1\n2024-04-03,S,Chair,10,5,9\n";
const DAILY: &str = "date,temp\n2024-01-01,2\n2024-01-02,4\n2024-02-01,-6\n2024-02-02,8\n2025-01-01,5\n";
const GROWTH: &str = "Year,population,gdp\n2018,100,50\n2020,110,60\n2024,150,80\n2025,900,90\n";

/// Writes a file, asks about it in a thread, and takes the file away again.
fn told(name: &str, text: &str, thread: &[&str]) -> Option<Analysis> {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let path = std::env::temp_dir().join(format!("trial-{}-{count}", std::process::id()));
    std::fs::write(&path, text).unwrap();
    let (message, earlier) = thread.split_last().unwrap();
    let ask = Ask { message, instructions: "", earlier, seed: 7 };
    let analysis = analyse(&ask, &[Source { name: name.to_owned(), path: path.clone() }]);
    std::fs::remove_file(path).unwrap();
    if let Some(analysis) = &analysis {
        check(analysis);
    }
    analysis
}

/// Cases of a thread and what its last answer must hold, in code, print, file or words.
fn hold(name: &str, text: &str, cases: &[(&[&str], &[&str])]) {
    let mut wrong = String::new();
    for (thread, expected) in cases {
        let Some(analysis) = told(name, text, thread) else {
            wrong.push_str(&format!("NOTHING {thread:?}\n"));
            continue;
        };
        let mut all = analysis.reply.clone();
        for run in &analysis.runs {
            all.push_str(&format!("\n{}\n{}\n", run.input, run.logs));
            let csv = run.files.iter().filter(|file| file.path.ends_with(".csv"));
            csv.for_each(|file| all.push_str(&String::from_utf8_lossy(&file.bytes)));
        }
        for part in *expected {
            let holds = part.strip_prefix('!').map_or(all.contains(part), |part| !all.contains(part));
            if !holds {
                wrong.push_str(&format!("{thread:?} {part:?} IN {all}\n=======\n"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn wide_tables_are_drawn() {
    let bars = "df.plot(kind='bar', x='Country', y=['2019', '2020', '2021']";
    let cases: &[(&[&str], &[&str])] = &[
        (&["Make a bar chart by country"], &[bars]),
        (&["Make a stacked bar chart by country"], &[bars, "Stacked bars are not available"]),
        (
            &["Line chart of all countries over the years"],
            &["df.melt(id_vars=['Country']", "for name in ['France', 'Italy', 'Spain']", "df['Year']"],
        ),
        (&["Draw a chart of this file"], &[bars]),
        (&["Pie chart of 2021"], &["plt.pie", "groupby('Country')['2021']"]),
        (
            &["horizontal bar chart of 2020 by country"],
            &["plt.bar(df['Country'], df['2020'])", "Horizontal bars are not"],
        ),
        (&["What was the growth from 2019 to 2021?"], &["from 22 (2019) to 31 (2021)", "**9**"]),
        (&["Erstelle ein Balkendiagramm"], &[bars]),
        (&["Haz un gráfico de barras"], &[bars]),
    ];
    hold("wide.csv", WIDE, cases);
    hold(
        "p.csv",
        PROFIT,
        &[(&["Make a bar chart of this file"], &["bar chart", "!hist", "dropna(subset=['profit'])"])],
    );
    let both = "df.plot(kind='bar', x='student', y=['math', 'english']";
    hold("s.csv", SCHOOL, &[(&["bar chart of the scores of each student"], &[both])]);
    hold(
        "x.csv",
        "x\n1\n2\n3\n",
        &[
            (&["bar chart"], &["plt.bar(df['Row'], df['x'])"]),
            (&["make a pie chart of x"], &["plt.pie"]),
            (&["scatter plot of x"], &["plt.scatter(df['Row'], df['x'])"]),
        ],
    );
}

#[test]
fn threads_keep_their_chart() {
    let line = "Line chart of gdp per country";
    let bars = "index='Year', columns='Country', values='GDP'";
    let named = "for name in ['France', 'Spain']";
    let cases: &[(&[&str], &[&str])] = &[
        (&[line], &[named]),
        (&[line, "now make it a bar chart"], &[bars]),
        (&[line, "now as a pie chart", "what was the minimum?"], &["**1**"]),
        (&["plot gdp over time by country", "as bars", "only since 2000"], &[bars, "df['Year'] >= 2000"]),
        (&[line, "now make it a bar chart", "only since 2000"], &[bars, "df['Year'] >= 2000"]),
        (&[line, "add a title 'Foo'"], &[named, "plt.title('Foo')"]),
        (&[line, "add a title 'Foo'", "make it green"], &[named, "plt.title('Foo')", "Colours cannot"]),
        (&[line, "use a log scale"], &[named, "scale is linear"]),
        (&[line, "what was the maximum?"], &["The maximum of **GDP** is **7**"]),
        (&[line, "what is the total?"], &["**22**"]),
        (&[line, "save that as CSV"], &["Year,GDP,Country\n1999,1,France"]),
    ];
    hold("long.csv", LONG, cases);
    let wide: &[(&[&str], &[&str])] = &[(
        &["Line chart of all countries over the years", "now make it a bar chart", "only since 2020"],
        &["df.melt", "index='Year', columns='Country', values='Value'", "df['Year'] >= 2020"],
    )];
    hold("wide.csv", WIDE, wide);
    let again: &[(&[&str], &[&str])] = &[
        (&["total revenue by region?", "And by product?"], &["groupby('product')['revenue'].sum()"]),
        (&["bar chart of revenue by region", "save that as CSV"], &["region,revenue\nN,270\nS,180"]),
        (&["bar chart of revenue by region", "what is the total?"], &["**450**"]),
        (&["bar chart of revenue by region", "what was the maximum?"], &["highest for **N** (270)"]),
        (
            &["total revenue by region?", "And by product?", "as a bar chart"],
            &["groupby('product')['revenue'].sum()", "plt.bar("],
        ),
    ];
    hold("sales.csv", SALES, again);
}

#[test]
fn files_and_questions_of_the_trial() {
    let cases: &[(&[&str], &[&str])] = &[
        (&["Sort by revenue descending and give me the top 5 as CSV"], &["5 rows", "units\n2024-02-09,S,Desk,120"]),
        (&["save to an Excel file"], &["Excel workbook cannot", "revenue,cost,units"]),
        (&["total units in sales.csv?"], &["The total of **units** is **24**"]),
        (
            &["monthly revenue as a line chart"],
            &["groupby('Month')['revenue'].sum()", "plt.plot(grouped.index, grouped)"],
        ),
        (&["quarterly revenue as a line chart"], &["groupby('Quarter')['revenue'].sum()"]),
        (
            &["monthly revenue as a line chart", "and by region?"],
            &["df[df['region'] == name].sort_values('Month')", "line chart"],
        ),
        (&["Which month was best?"], &["**2024-02** (200)"]),
        (&["Add a column with 19% tax and save as new csv"], &["units,tax\n2024-01-05,N,Desk,100,60,3,19\n"]),
        (&["add a column total = units * cost"], &["units,total\n2024-01-05,N,Desk,100,60,3,180\n"]),
        (&["add a profit column (revenue minus cost)"], &["units,profit\n2024-01-05,N,Desk,100,60,3,40\n"]),
    ];
    hold("sales.csv", SALES, cases);
    let daily: &[(&[&str], &[&str])] = &[
        (&["average temp per month"], &["groupby('Month')['temp'].mean()"]),
        (&["Plot the monthly average temperature"], &["groupby('Month')['temp'].mean()", "line chart"]),
        (&["average temp per year"], &["groupby('Year')['temp'].mean()"]),
        (&["hottest month?"], &["**2025-01** (5)"]),
        (&["coldest day?"], &["2024-02-01", "-6"]),
    ];
    hold("w.csv", DAILY, daily);
    let school: &[(&[&str], &[&str])] = &[
        (&["Who has the highest math score?"], &["**Ann**", "90"]),
        (&["average of math and english for each student as CSV"], &["average\nAnn,90,80,85\n"]),
    ];
    hold("s.csv", SCHOOL, school);
    hold(
        "g.csv",
        GROWTH,
        &[(&["What was the growth from 2018 to 2024?"], &["from 50 (2018) to 80 (2024)", "**30**, 60 %"])],
    );
}

#[test]
fn json_arrays_are_tables() {
    let text = r#"[{"city":"A","pop":3},{"city":"B","pop":5},{"city":"C","pop":null}]"#;
    hold("c.json", text, &[(&["bar chart of pop by city"], &["pd.read_json('/mnt/data/c.json')", "plt.bar("])]);
    for text in ["[1,2]", "{}", "[{\"a\":[1]}]", "[]", "[{}]"] {
        assert_eq!(told("c.json", text, &["what is the meaning of life?"]), None);
    }
}

#[test]
fn what_is_not_understood_is_left_alone() {
    for thread in [
        &["add a column margin = (revenue - cost) / revenue"][..],
        &["bar chart of revenue by region", "thanks!"],
        &["bar chart of revenue by region", "What is the capital of France?"],
    ] {
        assert_eq!(told("sales.csv", SALES, thread), None, "{thread:?}");
    }
    let ask = Ask { message: "Chart my data please", instructions: "", earlier: &[], seed: 7 };
    assert_eq!(analyse(&ask, &[]), None);
}

#[test]
fn names_that_hold_a_period_stay_names() {
    let text = "Year,Monthly salary\n2000,5\n2001,6\n";
    let expected: &[&str] = &["plt.plot(df['Year'], df['Monthly salary'])"];
    hold("m.csv", text, &[(&["plot 'Monthly salary' against 'Year'"], expected)]);
}
