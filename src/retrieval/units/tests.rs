use super::*;
use proptest::prelude::*;

fn shown(text: &str) -> Vec<String> {
    let units = units(text);
    let show = |unit: &Unit| {
        let sign = match unit.kind {
            Kind::Heading => '#',
            Kind::Header => '^',
            Kind::Row => '|',
            Kind::Line => '-',
            Kind::Sentence => '.',
        };
        format!("{sign} {}", text[unit.range.clone()].split_whitespace().collect::<Vec<_>>().join(" "))
    };
    units.iter().map(show).collect()
}

#[test]
fn texts_are_divided() {
    for (text, expected) in [
        ("One. Two of\nthem. Three", &[". One.", ". Two of them.", ". Three"][..]),
        ("CALDERANE DEVICES, INC.\n\nBoth hold.", &["# CALDERANE DEVICES, INC.", ". Both hold."]),
        (
            "Dr. Ames of Vale Inc. in the U.S. paid 3.5. No. 4 e.g. did.",
            &[". Dr. Ames of Vale Inc. in the U.S. paid 3.5.", ". No. 4 e.g. did."],
        ),
        ("Contract no. HE-2291. We said no. It ends.", &[". Contract no. HE-2291.", ". We said no.", ". It ends."]),
        ("公司成立于1987年。\n共有3名员工！", &[". 公司成立于1987年。", ". 共有3名员工！"]),
        (
            "Foods of some people.\n\nSummanus: tacos\nFilip: cake",
            &[". Foods of some people.", "- Summanus: tacos", "- Filip: cake"],
        ),
        (
            "Revenue (£ million)\nDivision\t2023\t2022\n\nQuality\t187.6\t174.9\n\nTotal\t1\t2",
            &["# Revenue (£ million)", "^ Division 2023 2022", "| Quality 187.6 174.9", "| Total 1 2"],
        ),
        (
            "Line      Fiscal 2023  Fiscal 2022\n-----\nTether            440          388\nX  1  2",
            &["^ Line Fiscal 2023 Fiscal 2022", "| Tether 440 388", "| X 1 2"],
        ),
        ("| A | B |\n|---|---|\n| x | y |", &["^ | A | B |", "| | x | y |"]),
        ("Net sales ....... 12,345\nCosts ....... 6", &["| Net sales ....... 12,345", "| Costs ....... 6"]),
        ("city,country,people\nPesta,Sudland,98000", &["^ city,country,people", "| Pesta,Sudland,98000"]),
        ("# FAQ\n\nQ: How?\nA: So.", &["# # FAQ", "# Q: How?", "- A: So."]),
        (
            "Goals\nCut the checkout time by half\nLaunch in June",
            &["# Goals", "- Cut the checkout time by half", "- Launch in June"],
        ),
        ("A_B = 8\nC_D = 9\n\nx", &["- A_B = 8", "- C_D = 9", ". x"]),
        ("Lease\nThis agreement is made here.", &["# Lease", ". This agreement is made here."]),
        ("- one of\n  them\n- two", &["- - one of them", "- - two"]),
    ] {
        assert_eq!(shown(text), expected, "{text}");
    }
}

proptest! {
    #[test]
    fn units_hold_all_letters_in_order(text in "(\\PC{0,12}|[a-z0-9 \t.|,\n]{0,20}|\n|\t){0,20}") {
        let units = units(&text);
        let mut end = 0;
        for unit in &units {
            prop_assert!(unit.range.start >= end && unit.range.end > unit.range.start);
            prop_assert!(text.get(unit.range.clone()).is_some());
            prop_assert!(!text[end..unit.range.start].chars().any(char::is_alphanumeric));
            end = unit.range.end;
        }
        prop_assert!(!text[end..].chars().any(char::is_alphanumeric));
    }
}
