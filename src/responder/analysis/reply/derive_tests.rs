//! Derived files: nothing lost, nothing changed that was not asked for.

use super::*;

fn table(text: &str) -> Table {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut records = reader.records().map(|record| record.unwrap());
    let header = records.next().unwrap();
    Table::of("test.csv", header, records.collect())
}

fn numbered(count: usize) -> Table {
    let lines: String = (0..count).map(|n| format!("{n},\"a, \"\"{n}\"\"\"\n")).collect();
    table(&format!("n,text\n{lines}"))
}

fn done(table: &Table, steps: &[Step]) -> String {
    let derived = derive(table, table.rows(), steps, 42);
    String::from_utf8(derived.csv()).unwrap()
}

#[test]
fn a_shuffle_is_a_permutation_that_differs() {
    for count in [2, 3, 10, 172] {
        let table = numbered(count);
        for seed in 0..40 {
            let derived = derive(&table, table.rows(), &[Step::Shuffle], seed);
            assert_ne!(derived.rows, table.records, "{count} rows, seed {seed}");
            let sorted = |rows: &[StringRecord]| {
                let mut rows: Vec<Vec<String>> =
                    rows.iter().map(|row| row.iter().map(str::to_owned).collect()).collect();
                rows.sort();
                rows
            };
            assert_eq!(sorted(&derived.rows), sorted(&table.records));
            assert_eq!(derived.header, table.header);
        }
    }
    let same = table("a\n1\n1\n");
    assert_eq!(done(&same, &[Step::Shuffle]), "a\n1\n1\n");
    let one = table("a\n1\n");
    assert_eq!(done(&one, &[Step::Shuffle]), "a\n1\n");
}

#[test]
fn a_shuffle_depends_on_the_seed_alone() {
    let table = numbered(50);
    let with = |seed| derive(&table, table.rows(), &[Step::Shuffle], seed).rows;
    assert_eq!(with(1), with(1));
    assert_ne!(with(1), with(2));
}

#[test]
fn cells_are_quoted_where_needed_and_kept_as_written() {
    let text = "name,note\n\"Smith, J\",\"said \"\"hi\"\"\"\nÜmit,\"two\nlines\"\n007,1.50\n";
    let table = table(text);
    assert_eq!(done(&table, &[Step::First(9)]), text);
}

#[test]
fn steps_do_what_they_say() {
    let table = table("k,v,w\nb,2,x\na,10,\nb,,y\na,10,\n");
    let cases: [(Vec<Step>, &str); 10] = [
        (vec![Step::Sort(vec![1], true)], "k,v,w\nb,2,x\na,10,\na,10,\nb,,y\n"),
        (vec![Step::Sort(vec![1], false)], "k,v,w\na,10,\na,10,\nb,2,x\nb,,y\n"),
        (vec![Step::Sort(vec![0, 2], true)], "k,v,w\na,10,\na,10,\nb,2,x\nb,,y\n"),
        (vec![Step::First(1)], "k,v,w\nb,2,x\n"),
        (vec![Step::Last(2)], "k,v,w\nb,,y\na,10,\n"),
        (vec![Step::Distinct], "k,v,w\nb,2,x\na,10,\nb,,y\n"),
        (vec![Step::Without(vec![1])], "k,w\nb,x\na,\nb,y\na,\n"),
        (vec![Step::Only(vec![2, 0])], "w,k\nx,b\n,a\ny,b\n,a\n"),
        (vec![Step::Group(0, vec![1], Aggregate::Sum)], "k,v\na,20.0\nb,2.0\n"),
        (vec![Step::Distinct, Step::First(2)], "k,v,w\nb,2,x\na,10,\n"),
    ];
    for (steps, expected) in cases {
        assert_eq!(done(&table, &steps), expected, "{steps:?}");
    }
}

#[test]
fn statistics_are_those_of_pandas() {
    let table = table("v\n1\n2\n3\n4\n");
    let expected = "statistic,v\ncount,4.0\nmean,2.5\nstd,1.2909944487358056\nmin,1.0\n\
                    25%,1.75\n50%,2.5\n75%,3.25\nmax,4.0\n";
    assert_eq!(done(&table, &[Step::Describe]), expected);
}
