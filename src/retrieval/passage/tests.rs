use super::*;
use proptest::prelude::*;

fn best<'t>(text: &'t str, question: &str) -> &'t str {
    &text[best_passage(text, question, 400)]
}

/// What is told of pieces of `text` that overlap, as those of a store do; nothing if they do not answer.
fn told(name: &str, text: &str, question: &str) -> String {
    let starts = (0..text.len().div_ceil(1500).max(1)).map(|at| text.floor_char_boundary(at * 1500));
    let pieces = starts.map(|start| &text[start..text.floor_char_boundary(start + 3000)]);
    let sources: Vec<Source<'_>> = pieces.map(|text| Source { text, name, score: 0.5 }).collect();
    let best = quotes(&sources, question, 400).into_iter().next().filter(|quote| quote.answers);
    best.map(|quote| quote.told).unwrap_or_default()
}

fn fixture(name: &str) -> String {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/data");
    std::fs::read_to_string(format!("{folder}/{name}")).expect("a document")
}

#[test]
fn the_sentence_that_answers_is_quoted() {
    let text = "Orders leave our warehouse within a day. Returns are free for 30 days, e.g. of\nwrong sizes. \
        Refunds reach your account after 5 days.\n\nGift cards cannot be returned.";
    assert_eq!(
        best(text, "How long do I have to return things?"),
        "Returns are free for 30 days, e.g. of\nwrong sizes."
    );
    assert_eq!(best(text, "when do refunds arrive"), "Refunds reach your account after 5 days.");
    assert_eq!(best(text, "gift card returned"), "Gift cards cannot be returned.");
    assert!(best(text, "unrelated").starts_with("Orders leave our warehouse within a day."));
    assert_eq!(best("  \n ", "x"), "");
}

#[test]
fn rows_are_quoted_whole() {
    let table =
        "# Prices\n\n| Model | Weight | Price |\n|---|---|---|\n| K-100 | 2 kg | $1,299 |\n| K-200 | 3 kg | $2,450 |\n";
    assert_eq!(best(table, "What is the price of the K-200?"), "| K-200 | 3 kg | $2,450 |");
    let dotted = "Net sales ............ 12,345\nCost of goods ........ 6,789\nNet income ........... 1,234\n";
    assert_eq!(best(dotted, "net income"), "Net income ........... 1,234");
    let csv = "city,country,population\nLorvik,Norland,120000\nPesta,Sudland,98000\n";
    assert_eq!(best(csv, "population of Pesta"), "Pesta,Sudland,98000");
}

#[test]
fn rows_are_told_by_the_names_of_their_columns() {
    let tabbed = "What we sell\n\nDivision\tProducts\n\nQuality\tprobes for oxygen\n\nRevenue by division (£ million)\n\
        Division\t2023\t2022\t2021\n\nLevel & Flow\t318.2\t297.5\t271.4\n\nQuality\t187.6\t174.9\t160.2\n\n\
        Field Services\t106.6\t94.5\t82.8\n\nTotal\t612.4\t566.9\t514.4\n";
    let shipping = "Shipping times\n\nTo\tWorking days\tPrice\nFrance\t3 to 4\t€9\nPortugal\t5\t€11\nNorway\t7\t€18\n\n\
        Orders above €150 are shipped free of charge.\n";
    let foods = "This file describes the favorite foods of several people.\n\nSummanus Ferdinand: tacos\n\
        Tekakwitha Effie: pizza\nFilip Carola: cake";
    for (text, question, expected) in [
        (tabbed, "Revenue of the Quality division in 2022", "Revenue by division (£ million): Quality — 2022: 174.9"),
        (
            tabbed,
            "revenue from Field Services in 2023",
            "Revenue by division (£ million): Field Services — 2023: 106.6",
        ),
        (
            shipping,
            "How many working days does shipping to Portugal take?",
            "Shipping times: Portugal — Working days: 5",
        ),
        (shipping, "What does shipping to Norway cost?", "Shipping times: Norway — Price: €18"),
        (foods, "what's Filip's favorite food?", "Filip Carola: cake"),
        ("Sales .... 1,234\nCosts .... 5", "What were the costs?", "Costs: 5"),
    ] {
        assert_eq!(told("a.txt", text, question), expected, "{question}");
    }
}

#[test]
fn reports_answer_questions() {
    for (name, question, phrase) in [
        (
            "calderane-10k.txt",
            "How many shares of Calderane were outstanding at the end of October 2023?",
            "As of October 27, 2023, there were 42,318,905 shares of the registrant's common stock outstanding.",
        ),
        ("calderane-10k.txt", "Who founded Calderane?", "and has been listed since 1996."),
        ("calderane-10k.txt", "What were the sales of Clinics in fiscal 2021?", "Clinics — Fiscal 2021: 228"),
        ("calderane-10k.txt", "How many Tether devices did Calderane sell in fiscal 2023?", "Fiscal 2023: 440"),
        ("calderane-10k.txt", "How many employees does Calderane have?", "4,870"),
        (
            "tessarine-10k.txt",
            "How many employees does Tessarine's Dairy segment have in Canada?",
            "Dairy — Canada: 318",
        ),
        ("tessarine-10k.txt", "What were Tessarine's net sales in 2014?", "5,016"),
        ("tessarine-10k.txt", "What is the capacity of Tessarine's plant in Kestrel Bend?", "41,000"),
        ("tessarine-10k.txt", "When was Blue Pail first sold?", "1988"),
        (
            "support/warranty.md",
            "How much does a new grinder cost?",
            "a boiler €112, a grinder €88, a set of seals €12.",
        ),
        ("support/warranty.md", "How long is the warranty of the boiler?", "five years"),
        ("support/marlo-manual.md", "What does error E3 on the display mean?", "E3 — Meaning: The pump draws air"),
        ("support/marlo-manual.md", "How heavy is the machine?", "weight 7.4 kg"),
    ] {
        let told = told(name, &fixture(name), question);
        assert!(told.contains(phrase), "{question}: {told}");
        assert!(!told.contains('\n') && !told.contains("  "), "{told}");
    }
}

#[test]
fn questions_in_other_words_are_answered() {
    let plans = "# Prices\n\nPrices exclude VAT.\n\n## Plans\n\n| Plan | Monthly price | Storage |\n|---|---:|---|\n| Starter | 9 | 50 GB |\n\
        | Business | 79 | 2 TB |\n\n## Refunds\n\nYou can cancel within 30 days for your money.\n\n## Overage\n\nStorage beyond the plan's quota \
        costs 0.05 EUR per GB and month.\n";
    let report = "Veltora Foods – Annual Report 2023\nRevenue rose by 12 percent to 418.6 million dollars, driven by frozen vegetables.\n\
        Segment\t2022\t2023\nFrozen vegetables\t171.0\t204.3\nSauces\t98.4\t101.1\n\nThe chief executive officer is Marguerite Osei.\n";
    let cake = "Für den Teig braucht man 250 g Mehl und ein Ei.\nDer Kuchen wird 45 Minuten gebacken. Er hält sich drei Tage.\n";
    let museum = "Le musée est ouvert du mardi au dimanche de 10 h à 18 h. Il est fermé le lundi.\n";
    let faq =
        "Q: How do I change my password?\nA: Open Settings and click Change.\n\nQ: How do I leave?\nA: Write to us.\n";
    let goals = "Goals\nCut the checkout time from 90 to 30 seconds\nLaunch in Norway and Denmark by June\n";
    for (text, question, phrase) in [
        (plans, "How much does the Business plan cost per month?", "Business — Monthly price: 79"),
        (plans, "What is the refund policy?", "within 30 days"),
        (plans, "Give me a list of the plans.", "- Starter — Monthly price: 9; Storage: 50 GB\n- Business"),
        (report, "What was the Frozen vegetables revenue in 2023?", "204.3"),
        (report, "Who is the CEO of Veltora Foods?", "Marguerite Osei"),
        (cake, "Wie viel Mehl brauche ich?", "250 g Mehl"),
        (cake, "Wie lange hält sich der Kuchen?", "drei Tage"),
        (museum, "Quels sont les horaires d'ouverture du musée ?", "10 h"),
        (faq, "How do I change my password?", "A: Open Settings and click Change."),
        (goals, "Which countries will it launch in?", "Norway and Denmark"),
        (goals, "What is the price of gold?", ""),
        (plans, "What is the warranty of the toaster?", ""),
    ] {
        let told = told("a.md", text, question);
        assert!(told.contains(phrase) && (!phrase.is_empty() || told.is_empty()), "{question}: {told}");
    }
}

#[test]
fn thin_evidence_is_no_answer() {
    for (name, question) in [
        ("calderane-10k.txt", "What is the meaning of life?"),
        ("tessarine-10k.txt", "What is the capital of France?"),
        ("tessarine-10k.txt", "What is the revenue of Microsoft in 2023?"),
        ("tessarine-10k.txt", "tell me a joke"),
        ("support/warranty.md", "What's the capital of France?"),
        ("support/warranty.md", "How tall is Mount Everest?"),
    ] {
        assert_eq!(told(name, &fixture(name), question), "", "{question}");
    }
}

#[test]
fn scripts_without_spaces_are_read() {
    let text = "公司成立于1987年，总部位于上海。\n截至2023年10月底，公司共有42,318名员工。\n主要产品是手表。";
    assert_eq!(told("zh.txt", text, "2023年10月底公司有多少员工？"), "截至2023年10月底，公司共有42,318名员工。");
    let text = "返品は到着後30日以内に可能です。送料は無料です。";
    assert_eq!(told("ja.txt", text, "返品は何日以内に可能ですか。"), "返品は到着後30日以内に可能です。");
}

#[test]
fn of_a_cut_sentence_the_whole_is_told() {
    let whole = "Something else stands here. The kettle was invented in 1893 by an engineer. More follows.";
    let cut = "kettle was invented in 1893 by an";
    let sources = [cut, whole].map(|text| Source { text, name: "a.txt", score: 0.5 });
    let quotes = quotes(&sources, "When was the kettle invented?", 400);
    assert_eq!(quotes[0].told, "The kettle was invented in 1893 by an engineer.");
    assert!(quotes.len() == 1, "{quotes:?}");
}

#[test]
fn the_opening_is_made_of_sentences() {
    let text = "ANNUAL REPORT\n\nfor the year\n\nQuillmere builds instruments that measure water. It was\nfounded in 1964.\n\nMore.";
    let range = opening(text, 400);
    assert_eq!(&text[range], "Quillmere builds instruments that measure water. It was\nfounded in 1964.");
}

#[test]
fn what_is_long_is_cut_around_the_hit() {
    let text = format!("{} the kettle costs 1,234.50 euros {}", "some words here ".repeat(50), "and so on ".repeat(50));
    let quoted = &text[best_passage(&text, "kettle euros", 60)];
    assert!(quoted.contains("kettle costs 1,234.50 euros"), "{quoted}");
    assert!(quoted.chars().count() <= 60);
}

#[test]
fn hostile_texts_take_no_longer() {
    let start = std::time::Instant::now();
    for sign in [
        "\n",
        "a.",
        "kettle ",
        "kettle\n",
        "| ",
        "\t",
        ". ",
        "  a",
        "kettle\tx\n",
        "kettle.\n\n",
        "「",
        "é",
        "},",
        "{\n ",
        "a:\n ",
        "A B\n",
        "Q: a?\n",
    ] {
        let text = sign.repeat(64 * 1024 / sign.len());
        let source = Source { text: &text, name: "a", score: 1.0 };
        let _ = quotes(&[source], "How many kettle kettles cost two pots?", 400);
        let _ = opening(&text, 400);
    }
    // What grows with the square of the length takes minutes.
    assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
}

proptest! {
    #[test]
    fn words_are_never_cut(text in "([a-z]{1,9}[ .\n|,]{1,2}|[0-9]{1,3},[0-9]{3} ){0,60}", query in "[a-z]{1,3}", max in 12usize..80) {
        let range = best_passage(&text, &query, max);
        prop_assert!(text[range.clone()].chars().count() <= max.max(20));
        prop_assert_eq!(range.is_empty(), !text.chars().any(char::is_alphanumeric));
        let digit_or_letter = |char: Option<char>| char.is_some_and(char::is_alphanumeric);
        let (before, quoted, after) = (&text[..range.start], &text[range.clone()], &text[range.end..]);
        prop_assert!(!(digit_or_letter(before.chars().next_back()) && digit_or_letter(quoted.chars().next())));
        prop_assert!(!(digit_or_letter(quoted.chars().next_back()) && digit_or_letter(after.chars().next())));
    }

    #[test]
    fn any_text_is_quoted_at_character_boundaries(
        text in "(\\PC{0,20}|[ \t\n|.,:a-c0-9]{0,30}){0,12}", question in "(how many |how heavy |what is the )?(\\PC{0,20}|[a-c ]{0,9})", max in 0usize..50,
    ) {
        prop_assert!(text.get(best_passage(&text, &question, max)).is_some());
        prop_assert!(text.get(opening(&text, max)).is_some());
        let source = Source { text: &text, name: "a b.txt", score: 0.5 };
        for quote in quotes(&[source, source], &question, max) {
            prop_assert!(text.get(quote.range.clone()).is_some() && quote.score.is_finite());
        }
    }
}
