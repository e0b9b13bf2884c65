//! Words that several kinds of requests share: making, kinds of charts, totals and averages, extremes, titles.

use super::groups::Aggregate;
use super::names;
use super::phrase::Phrase;
use super::{Reading, Style};

const CHART_NOUNS: &str = "graph graphs chart charts plot plots diagram visualization \
    visualisation visualizations visualisations visual infographic histogram scatterplot barchart \
    linechart piechart heatmap boxplot treemap graphic curve trendline timeline";
const CHART_VERBS: &str = "plot chart graph visualize visualise plotting charting graphing plotted";
const MAKING: &str = "display show draw create make generate give produce need want see build \
    render prepare provide get add do like present can could please use using";

/// Whether a message asks for something to be made.
pub fn makes(phrase: &Phrase) -> bool {
    phrase.has(MAKING) || phrase.has(CHART_VERBS)
}

/// The kind of chart a message names.
pub fn style(phrase: &Phrase) -> Option<Style> {
    let styles = [
        ("histogram histograms distribution", Style::Histogram),
        ("pie donut doughnut piechart", Style::Pie),
        ("scatter scatterplot scattergram dots", Style::Scatter),
        ("bar bars barplot barchart", Style::Bar),
        ("line lines linechart curve timeline", Style::Line),
    ];
    styles.iter().find(|(words, _)| phrase.has(words)).map(|(_, style)| *style)
}

/// Whether a message speaks of charts at all.
pub fn speaks_of_charts(phrase: &Phrase) -> bool {
    phrase.has(CHART_NOUNS) || phrase.has(CHART_VERBS)
}

/// The words for ways to join values.
const JOINING: [(&str, Aggregate); 6] = [
    ("average mean avg averages typical", Aggregate::Mean),
    ("median", Aggregate::Median),
    ("total sum totals overall altogether combined", Aggregate::Sum),
    ("maximum max highest largest biggest greatest peak most", Aggregate::Max),
    ("minimum min lowest smallest least fewest", Aggregate::Min),
    ("count counts frequency often", Aggregate::Count),
];

/// The way to join values that a message names, whatever its words may mean else.
pub fn aggregate_of(phrase: &Phrase) -> Option<Aggregate> {
    JOINING.iter().find(|(words, _)| phrase.has(words)).map(|(_, aggregate)| *aggregate)
}

/// The way to join values that a message names, apart from words that belong to column names.
pub fn aggregate(reading: &Reading<'_>) -> Option<Aggregate> {
    let free = |at: usize| !reading.mentions.iter().any(|m| m.words.contains(&at));
    let said = |words: &str| {
        let mut places = (0..reading.phrase.words.len()).filter(|&at| free(at) && !reading.is_spent(at));
        places.any(|at| words.split(' ').any(|word| word == reading.phrase.at(at)))
    };
    let found = JOINING.iter().find(|(words, _)| said(words)).map(|(_, aggregate)| *aggregate);
    let counted = reading.measures().is_empty() && reading.phrase.says("number of|how many");
    found.or_else(|| counted.then_some(Aggregate::Count))
}

/// Whether the largest is asked for (true) or the smallest, if either is.
pub fn extreme(reading: &Reading<'_>) -> Option<bool> {
    const MOST: &str =
        "hottest warmest busiest maximum max highest largest biggest greatest peak peaked most best top strongest";
    const LEAST: &str = "coldest coolest quietest minimum min lowest smallest least fewest worst weakest";
    let free = |at: &usize| !reading.mentions.iter().any(|m| m.words.contains(at)) && !reading.is_spent(*at);
    let mut words = (0..reading.phrase.words.len()).filter(free).map(|at| reading.phrase.at(at));
    words.find_map(|word| {
        let among = |list: &str| list.split(' ').any(|one| one == word);
        if among(MOST) { Some(true) } else { among(LEAST).then_some(false) }
    })
}

/// Sentences about wishes for a chart that cannot be met.
pub fn unmet(phrase: &Phrase) -> Vec<String> {
    let bars = style(phrase).is_none_or(|style| style == Style::Bar);
    let colours = "red green blue orange purple yellow black pink brown grey gray teal colour color colours colors";
    let told = [
        (phrase.has("stacked stack") && bars, "Stacked bars are not available here, so bars stand side by side."),
        (
            phrase.has("horizontal horizontally barh") && bars,
            "Horizontal bars are not available here, so bars stand upright.",
        ),
        (
            phrase.says("log scale|logarithmic|log axis|log y|logscale"),
            "A logarithmic scale is not available here, so the scale is linear.",
        ),
        (
            phrase.has(colours) && phrase.has("make in use change with colour color colours colors"),
            "Colours cannot be chosen here, so the usual ones are used.",
        ),
        (
            phrase.has("area heatmap boxplot box bubble radar treemap waterfall violin gauge funnel")
                && style(phrase).is_none()
                && phrase.has("chart graph plot diagram heatmap boxplot treemap"),
            "That kind of chart is not available here, so the data are drawn in the kind that suits them.",
        ),
    ];
    told.into_iter().filter(|(wished, _)| *wished).map(|(_, sentence)| sentence.to_owned()).collect()
}

/// `top 5`, `five largest`, `best three`.
pub fn top(phrase: &Phrase) -> Option<usize> {
    let ranks = |at: usize| matches!(phrase.at(at), "top" | "largest" | "biggest" | "highest" | "best" | "greatest");
    let count = |at: usize| phrase.count_at(at).filter(|n| (1..=1000).contains(n));
    (0..phrase.words.len()).find_map(|at| {
        let after = count(at + 1).filter(|_| ranks(at));
        let before = || count(at).filter(|_| ranks(at + 1) && phrase.at(at + 1) != "top");
        after.or_else(before)
    })
}

/// The title that a message gives a chart.
pub fn title(phrase: &Phrase) -> Option<String> {
    let quote = phrase.quotes.iter().find(|quote| is_title(phrase, quote.words.start))?;
    Some(names::shown(&quote.text))
}

/// Whether the words before a quotation say that it names the result.
pub fn is_title(phrase: &Phrase, start: usize) -> bool {
    (1..=3).any(|back| {
        let word = start.checked_sub(back).map_or("", |at| phrase.at(at));
        matches!(
            word,
            "titled"
                | "title"
                | "called"
                | "named"
                | "name"
                | "entitled"
                | "caption"
                | "label"
                | "labelled"
                | "labeled"
        )
    })
}
