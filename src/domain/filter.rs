//! Filters over the attributes of files, as a search names them.

use serde_json::{Map, Value};
use std::cmp::Ordering;

/// A condition on the attributes of a file.
#[derive(Clone, Debug, PartialEq)]
pub enum Filter {
    /// One attribute against a value.
    Compare {
        /// The name of the attribute.
        key: String,
        /// How the two are compared.
        op: Comparison,
        /// What the attribute is compared with; a list of such for `in` and `nin`.
        value: Value,
    },
    /// Each of these holds; true of none at all.
    All(Vec<Filter>),
    /// At least one of these holds; false of none at all.
    Any(Vec<Filter>),
}

/// How an attribute is compared with a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// The same value.
    Eq,
    /// Not the same value; also of an attribute that is absent or of another type.
    Ne,
    /// Greater.
    Gt,
    /// Greater or the same.
    Gte,
    /// Less.
    Lt,
    /// Less or the same.
    Lte,
    /// One of a list of values.
    In,
    /// None of a list of values; also of an attribute that is absent.
    Nin,
}

impl Filter {
    /// Whether a file with these `attributes` is let through.
    ///
    /// Numbers are compared as numbers (`1` is `1.0`), texts by their code points, and `false` is less than `true`.
    /// Values of different types, and an absent attribute, are neither equal nor ordered: only `ne` and `nin` hold
    /// of them. `in` and `nin` with anything but a list take it as a list of one.
    pub fn holds(&self, attributes: &Map<String, Value>) -> bool {
        match self {
            Self::Compare { key, op, value } => compare(attributes.get(key), *op, value),
            Self::All(filters) => filters.iter().all(|filter| filter.holds(attributes)),
            Self::Any(filters) => filters.iter().any(|filter| filter.holds(attributes)),
        }
    }
}

fn compare(attribute: Option<&Value>, op: Comparison, value: &Value) -> bool {
    let ordering = || attribute.and_then(|attribute| order(attribute, value));
    let among = || {
        let values = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
        attribute.is_some_and(|attribute| values.iter().any(|one| order(attribute, one) == Some(Ordering::Equal)))
    };
    match op {
        Comparison::Eq => ordering() == Some(Ordering::Equal),
        Comparison::Ne => ordering() != Some(Ordering::Equal),
        Comparison::Gt => ordering() == Some(Ordering::Greater),
        Comparison::Gte => ordering().is_some_and(Ordering::is_ge),
        Comparison::Lt => ordering() == Some(Ordering::Less),
        Comparison::Lte => ordering().is_some_and(Ordering::is_le),
        Comparison::In => among(),
        Comparison::Nin => !among(),
    }
}

/// How two values of one type stand to each other; `None` of different types and of what no attribute can be.
fn order(left: &Value, right: &Value) -> Option<Ordering> {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => match (left.as_i128(), right.as_i128()) {
            // Integers beyond 2^53 are not all floats.
            (Some(left), Some(right)) => Some(left.cmp(&right)),
            _ => left.as_f64()?.partial_cmp(&right.as_f64()?),
        },
        (Value::String(left), Value::String(right)) => Some(left.cmp(right)),
        (Value::Bool(left), Value::Bool(right)) => Some(left.cmp(right)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    const ALL: [Comparison; 8] = [
        Comparison::Eq,
        Comparison::Ne,
        Comparison::Gt,
        Comparison::Gte,
        Comparison::Lt,
        Comparison::Lte,
        Comparison::In,
        Comparison::Nin,
    ];

    fn holds(attributes: &Value, op: Comparison, value: Value) -> bool {
        let attributes = attributes.as_object().expect("an object");
        Filter::Compare { key: "k".to_owned(), op, value }.holds(attributes)
    }

    #[test]
    fn each_comparison_of_each_pair() {
        // Attribute, value, and what holds of: eq ne gt gte lt lte in nin.
        let table = [
            (json!({"k": 1}), json!(1.0), "eq gte lte in"),
            (json!({"k": 2}), json!(1), "ne gt gte nin"),
            (json!({"k": 1.5}), json!(2), "ne lt lte nin"),
            (json!({"k": 9_007_199_254_740_993_i64}), json!(9_007_199_254_740_992_i64), "ne gt gte nin"),
            (json!({"k": "a"}), json!("b"), "ne lt lte nin"),
            (json!({"k": "10"}), json!("9"), "ne lt lte nin"),
            (json!({"k": "a"}), json!("a"), "eq gte lte in"),
            (json!({"k": "1"}), json!(1), "ne nin"),
            (json!({"k": true}), json!(true), "eq gte lte in"),
            (json!({"k": true}), json!(1), "ne nin"),
            (json!({"k": true}), json!("true"), "ne nin"),
            (json!({}), json!("a"), "ne nin"),
            (json!({"other": "a"}), json!("a"), "ne nin"),
            (json!({"k": "b"}), json!(["a", "b"]), "ne in"),
            (json!({"k": 3}), json!([1, 2, 3.0]), "ne in"),
            (json!({"k": 3}), json!(["3"]), "ne nin"),
            (json!({"k": 3}), json!([]), "ne nin"),
        ];
        let names = ["eq", "ne", "gt", "gte", "lt", "lte", "in", "nin"];
        for (attributes, value, expected) in table {
            let held = ALL.iter().zip(names).filter(|(op, _)| holds(&attributes, **op, value.clone()));
            let held: Vec<&str> = held.map(|(_, name)| name).collect();
            assert_eq!(held.join(" "), expected, "{attributes} against {value}");
        }
    }

    #[test]
    fn compounds_nest_and_may_be_empty() {
        let is = |value: i32| Filter::Compare { key: "k".to_owned(), op: Comparison::Eq, value: json!(value) };
        let attributes = Map::from_iter([("k".to_owned(), json!(1))]);
        assert!(Filter::All(vec![]).holds(&attributes));
        assert!(!Filter::Any(vec![]).holds(&attributes));
        assert!(Filter::Any(vec![is(2), Filter::All(vec![is(1), Filter::Any(vec![is(3), is(1)])])]).holds(&attributes));
        assert!(!Filter::All(vec![is(1), is(2)]).holds(&attributes));
    }

    fn value() -> impl Strategy<Value = Value> {
        prop_oneof![
            (-3i64..3).prop_map(|number| json!(number)),
            (-3i64..3).prop_map(|number| json!(number as f64 / 2.0)),
            "[ab]{0,2}".prop_map(|text| json!(text)),
            any::<bool>().prop_map(|truth| json!(truth)),
        ]
    }

    fn opposite(filter: &Filter) -> Filter {
        match filter {
            Filter::All(filters) => Filter::Any(filters.iter().map(opposite).collect()),
            Filter::Any(filters) => Filter::All(filters.iter().map(opposite).collect()),
            Filter::Compare { key, op, value } => {
                let op = match op {
                    Comparison::Eq => Comparison::Ne,
                    Comparison::Ne => Comparison::Eq,
                    Comparison::In => Comparison::Nin,
                    _ => Comparison::In,
                };
                Filter::Compare { key: key.clone(), op, value: value.clone() }
            }
        }
    }

    proptest! {
        #[test]
        fn opposites_never_agree(
            attribute in proptest::option::of(value()), one in value(), list in proptest::collection::vec(value(), 0..4)
        ) {
            let attributes = Map::from_iter(attribute.map(|value| ("k".to_owned(), value)));
            let compare = |op, value: &Value| Filter::Compare { key: "k".to_owned(), op, value: value.clone() };
            let leaves = [
                compare(Comparison::Eq, &one),
                compare(Comparison::Ne, &one),
                compare(Comparison::In, &json!(list)),
                compare(Comparison::Nin, &json!(list)),
            ];
            for filter in leaves.iter().cloned().chain([Filter::All(leaves.to_vec()), Filter::Any(leaves.to_vec())]) {
                prop_assert_ne!(filter.holds(&attributes), opposite(&filter).holds(&attributes));
            }
        }

        #[test]
        fn gt_eq_and_lt_exclude_each_other(left in value(), right in value()) {
            let attributes = json!({"k": left});
            let holds = |op| holds(&attributes, op, right.clone());
            let count = [Comparison::Eq, Comparison::Gt, Comparison::Lt].into_iter().filter(|op| holds(*op)).count();
            prop_assert!(count <= 1);
            prop_assert_eq!(holds(Comparison::Gte), holds(Comparison::Gt) || holds(Comparison::Eq));
            prop_assert_eq!(holds(Comparison::Lte), holds(Comparison::Lt) || holds(Comparison::Eq));
        }
    }
}
