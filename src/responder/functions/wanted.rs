//! Which functions a message wants to be called: the verb decides.
//!
//! ```text
//! clause that asks for a deed ("cancel …") ─> the acting function with that verb and object
//! question, request, fragment              ─> the reading function about that object
//! statement                                ─> only with an identifier, or to be logged
//! negated                                  ─> nothing
//! ```

use super::super::facts::Facts;
use super::super::schema::needs::{Kind as Needed, Need, needs};
use super::super::words::{group, stem, words};
use super::Function;
use super::relevance::{Ranked, Term, scored, terms};
use super::request::{Clause, Kind, clauses};
use super::verbs::{Named, fit, is_read};

const ENOUGH: u32 = 3;
const NAMED: u32 = 4;
const SHORT: usize = 3;

/// A function and what is known of it for this message.
struct Tool {
    named: Named,
    acts: bool,
    needs: Vec<Need>,
    /// The words of its name.
    words: Vec<String>,
}

impl Tool {
    fn new(function: &Function<'_>, facts: &Facts<'_>) -> Self {
        let named = Named::of(function.name);
        let needs = function.parameters.map_or_else(Vec::new, |schema| needs(schema, facts));
        let sums = operator(function.name).is_some() && needs.iter().all(|need| need.kind == Needed::Number);
        let acts = named.acts() && !(sums && needs.len() > 1);
        Self { acts, needs, named, words: words(function.name) }
    }

    fn found(&self) -> usize {
        self.needs.iter().filter(|need| need.found).count()
    }

    fn all_found(&self) -> bool {
        !self.needs.is_empty() && self.found() == self.needs.len()
    }

    fn finds(&self, kind: Needed) -> bool {
        self.needs.iter().any(|need| need.kind == kind && need.found)
    }

    fn lacks(&self, kind: Needed) -> bool {
        self.needs.iter().any(|need| need.kind == kind && !need.found)
    }

    /// Points for words of the object, exact ones and synonyms.
    fn object_points(&self, stems: &[String]) -> u32 {
        let synonym = |own: &String| group(own).is_some_and(|g| stems.iter().any(|word| group(word) == Some(g)));
        let points = self.named.object.iter().map(|own| match (stems.contains(own), synonym(own)) {
            (true, _) => NAMED,
            (false, true) => ENOUGH,
            (false, false) => 0,
        });
        points.sum::<u32>() + if self.finds(Needed::Path) { NAMED } else { 0 }
    }
}

/// The words that speak for a function of arithmetic.
fn operator(name: &str) -> Option<&'static [&'static str]> {
    const OPERATORS: [(&str, &[&str]); 5] = [
        ("add sum plus", &["plus", "add", "sum", "+", "total"]),
        ("subtract minus", &["minus", "subtract", "-", "less", "difference"]),
        ("multiply times product", &["times", "multiply", "multiplied", "product", "*", "x", "×"]),
        ("divide quotient", &["divide", "divided", "/", "÷", "over", "quotient"]),
        ("power exponent", &["power", "^", "**"]),
    ];
    let list = words(name);
    let first = list.first()?;
    OPERATORS.iter().find(|(names, _)| names.split(' ').any(|n| n == first)).map(|(_, signs)| *signs)
}

/// The functions to call, in the order of the clauses, each with the text of its clause.
pub fn wanted<'m>(functions: &[Function<'_>], message: &'m str) -> Vec<(usize, &'m str)> {
    let facts = Facts::of(message);
    let tools: Vec<Tool> = functions.iter().map(|function| Tool::new(function, &facts)).collect();
    let all: Vec<Vec<Term>> = functions.iter().map(terms).collect();
    let mut chosen: Vec<(usize, &str)> = Vec::new();
    for clause in clauses(&facts) {
        let text = message.get(clause.start..clause.end.min(message.len())).unwrap_or(message);
        let reading = || reading(&tools, &all, &clause);
        let found = match clause.kind {
            Kind::Negated => Vec::new(),
            Kind::Statement => {
                let logged = logging(&tools, &clause);
                if logged.is_some() { logged.into_iter().collect() } else { reading() }
            }
            Kind::Request if clause.verb.as_deref() == Some("wish") => {
                let done = acting(&tools, &clause, &facts).filter(|_| clause.indefinite());
                done.map_or_else(reading, |index| vec![index])
            }
            _ if clause.acts() => {
                let done = acting(&tools, &clause, &facts);
                let reads = clause.verb.as_deref().is_some_and(|verb| is_read(verb) || operator(verb).is_some());
                if done.is_none() && reads { reading() } else { done.into_iter().collect() }
            }
            _ => reading(),
        };
        for index in found {
            if !chosen.contains(&(index, text)) {
                chosen.push((index, text));
            }
        }
    }
    chosen
}

/// "I spent 5 dollars on lunch" is something to log.
fn logging(tools: &[Tool], clause: &Clause) -> Option<usize> {
    let first = clause.words.first()?;
    let stems: Vec<String> = words(&clause.text()).iter().map(|word| stem(word)).collect();
    let logs = |tool: &Tool| {
        fit("log", &tool.named.verb) > 0 && tool.finds(Needed::Number) && tool.object_points(&stems) >= ENOUGH
    };
    tools.iter().position(|tool| matches!(first.as_str(), "i" | "we") && logs(tool))
}

/// The acting function whose verb is asked for and whose object is spoken of.
fn acting(tools: &[Tool], clause: &Clause, facts: &Facts<'_>) -> Option<usize> {
    let asked = clause.verb.as_deref()?;
    let mut text = clause.text().replace("to-do", "todo").replace("to do list", "todo list");
    if text.contains('@') {
        text.push_str(" email");
    }
    let own: Vec<String> = words(&text).iter().map(|word| stem(word)).collect();
    let score = |tool: &Tool| -> Option<u32> {
        let fits = if asked == "wish" { wished(tool, &own) } else { fit(asked, &tool.named.verb) };
        if !tool.acts || fits == 0 || opposite(&tool.words, &clause.words) {
            return None;
        }
        let here = tool.object_points(&own);
        let points = if here == 0 { tool.object_points(&facts.stems) / 2 } else { here };
        let backed = tool.found() * 2 >= tool.needs.len() && tool.found() > 0;
        let bare = tool.named.object.is_empty();
        let enough = points > 0 || bare || backed && !tool.named.loose() && asked != "wish";
        enough.then(|| points + fits * 3 + u32::try_from(tool.found()).unwrap_or(0))
    };
    let scores: Vec<Option<u32>> = tools.iter().map(score).collect();
    let best = scores.iter().flatten().max()?;
    scores.iter().position(|score| score.as_ref() == Some(best))
}

/// How well a wish ("I'd like a table") suits: for what can be had, or for a verb named as a noun.
fn wished(tool: &Tool, stems: &[String]) -> u32 {
    let verb = &tool.named.verb;
    let noun = !tool.named.loose() && stems.contains(&stem(verb));
    u32::from(noun || ["book", "order", "create"].iter().any(|wish| fit(wish, verb) > 0))
}

/// "Turn off" is not for `turn_on_lights`.
fn opposite(name: &[String], said: &[String]) -> bool {
    let has = |list: &[String], word: &str| list.iter().any(|w| w == word);
    let against = |own: &str, other: &str| has(name, own) && has(said, other) && !has(said, own);
    name.len() > 1 && (against("on", "off") || against("off", "on"))
}

/// The reading functions a clause asks for; several only if it joins several things.
fn reading(tools: &[Tool], all: &[Vec<Term>], clause: &Clause) -> Vec<usize> {
    let mut ranked: Vec<(Ranked, i64)> = Vec::new();
    for mut rank in scored(all, &clause.text()) {
        let tool = &tools[rank.index()];
        rank.total += bonus(tool, clause, rank.total, &rank.strengths);
        if !tool.acts && rank.total >= ENOUGH && allowed(tool, clause, rank.total) {
            let value = i64::from(rank.total) + suits(tool, clause);
            ranked.push((rank, value));
        }
    }
    let best = |list: &[&(Ranked, i64)]| {
        let most = list.iter().map(|(_, value)| *value).max()?;
        list.iter().find(|(_, value)| *value == most).map(|(rank, _)| rank.index())
    };
    let mut chosen: Vec<usize> = Vec::new();
    let count = ranked.first().filter(|_| clause.joined).map_or(0, |(rank, _)| rank.strengths.len());
    for word in 0..count {
        let most = ranked.iter().map(|(rank, _)| rank.strengths[word]).max().unwrap_or(0);
        let winners: Vec<_> = ranked.iter().filter(|(rank, _)| rank.strengths[word] == most).collect();
        chosen.extend(best(&winners).filter(|index| most >= ENOUGH && !chosen.contains(index)));
    }
    if chosen.is_empty() {
        chosen.extend(best(&ranked.iter().collect::<Vec<_>>()));
    }
    chosen.into_iter().map(|index| supplier(tools, index).unwrap_or(index)).collect()
}

/// Points for what is not a matter of words: two currencies, a path, a calculation.
fn bonus(tool: &Tool, clause: &Clause, total: u32, strengths: &[u32]) -> u32 {
    let has = |name: &str| tool.words.iter().any(|word| word == name);
    let signs = operator(&tool.words.join("_")).filter(|_| tool.needs.len() > 1 && tool.found() > 1);
    let computes = signs.is_some_and(|signs| clause.words.iter().any(|word| signs.contains(&word.as_str())));
    let converts = tool.named.verb == "convert" && tool.finds(Needed::Number);
    let telling = (tool.finds(Needed::Telling) || converts) && tool.all_found();
    let symbol = tool.finds(Needed::Symbol) && clause.words.len() <= SHORT;
    let path = tool.finds(Needed::Path) && clause.kind == Kind::Request;
    let searches = clause.verb.as_deref().is_some_and(|verb| fit(verb, &tool.named.verb) > 0)
        && tool.finds(Needed::Query)
        && fit("search", &tool.named.verb) > 0;
    // A database is about whatever its description lists.
    let stored = (has("database") || has("sql") || has("db")) && strengths.contains(&2);
    let sure = computes || telling || symbol || path;
    (if sure { NAMED } else { 0 }) + if (searches || stored) && total < ENOUGH { ENOUGH } else { 0 }
}

/// Whether a clause of this kind may call the function at all.
fn allowed(tool: &Tool, clause: &Clause, total: u32) -> bool {
    if tool.lacks(Needed::Symbol) || tool.lacks(Needed::Telling) && !tool.finds(Needed::Query) {
        return false;
    }
    // "Translate this: …" speaks of a text, whatever that is about.
    let on_text = |verb: &str| fit("translate", verb) > 0 && fit(verb, &tool.named.verb) == 0;
    if clause.verb.as_deref().is_some_and(on_text) {
        return false;
    }
    match clause.kind {
        Kind::General => tool.all_found(),
        Kind::Statement => tool.finds(Needed::Identifier) && total >= NAMED,
        Kind::Question | Kind::Request | Kind::Fragment => true,
        Kind::Negated => false,
    }
}

/// How well verb and arguments suit, to decide between functions about the same object.
fn suits(tool: &Tool, clause: &Clause) -> i64 {
    let verb = clause.verb.as_deref().map_or(0, |asked| fit(asked, &tool.named.verb));
    let missing = tool.needs.len() - tool.found();
    let listing = clause.kind == Kind::Question && tool.named.verb == "list" && tool.found() == 0;
    let points = 4 * i64::from(verb) + if listing { 2 } else { 0 } + i64::from(tool.found() > 0);
    points - 3 * i64::try_from(missing).unwrap_or(0)
}

/// `get_orders(user_id)` without an id yields to `find_user(name)` with a name.
fn supplier(tools: &[Tool], index: usize) -> Option<usize> {
    let lacking = tools[index].needs.iter().find(|need| need.kind == Needed::Identifier && !need.found)?;
    let owner = words(&lacking.name).first().map(|word| stem(word))?;
    tools
        .iter()
        .position(|tool| !tool.acts && tool.named.object.contains(&owner) && tool.all_found())
        .filter(|other| *other != index)
}
