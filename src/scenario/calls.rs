//! Calls of functions: from what is written to what is played.

use super::compile::Compiler;
use super::compiled::{Arguments, Call, Tree};
use super::file::{self, Calls};
use super::pattern::Pattern;
use super::place::{At, Given, Place};
use super::written::{Entries, Written};

/// Characters of a function's name, as in the API.
const NAME: usize = 64;

impl Compiler<'_> {
    /// The calls of a step, and what is expected of their outputs.
    pub fn call(&mut self, calls: &At<Calls>, expect: &Given<Entries<String>>) -> Option<Call> {
        let functions = match &calls.value {
            Written::Map(entries) => self.all(&entries.0, |own, (name, tree)| own.function(name, Some(tree))),
            Written::List(items) => self.all(items, |own, item| own.item(item)),
            Written::Text(_) | Written::Plain | Written::Null => {
                let name = self.text(calls, "a function")?;
                self.function(&name, None).map(|call| vec![call])
            }
        };
        let patterns = self.patterns(expect, Pattern::within);
        let functions = functions?;
        if functions.is_empty() {
            self.wrong(calls.place, "no function is called");
            return None;
        }
        for (name, _) in expect.0.iter().flat_map(|entries| &entries.value.0) {
            if !functions.iter().any(|(called, _)| *called == name.value) {
                let problem = self.source.problem(name.place, format!("`{}` is not called in this step", name.value));
                self.problems.push(problem.meant(&name.value, functions.iter().map(|(called, _)| called.as_str())));
            }
        }
        Some(Call { functions, expect: patterns })
    }

    fn item(&mut self, item: &At<Written<Entries<file::Tree>>>) -> Option<(String, Arguments)> {
        match &item.value {
            Written::Map(entries) => match entries.0.as_slice() {
                [(name, tree)] => self.function(name, Some(tree)),
                [_, (second, _), ..] => {
                    let problem = self.source.problem(second.place, "an item of the list calls one function");
                    self.problems.push(problem.help("begin the next with `- `, or indent it as an argument"));
                    None
                }
                [] => {
                    self.wrong(item.place, "no function is called");
                    None
                }
            },
            Written::Text(_) | Written::Plain | Written::Null | Written::List(_) => {
                let name = self.text(item, "a function")?;
                self.function(&name, None)
            }
        }
    }

    fn function(&mut self, name: &At<String>, tree: Option<&At<file::Tree>>) -> Option<(String, Arguments)> {
        let is_plain = |character: char| character.is_ascii_alphanumeric() || "_-".contains(character);
        let fits = (1..=NAME).contains(&name.value.len()) && name.value.chars().all(is_plain);
        if !fits {
            let problem = self.source.problem(name.place, format!("`{}` is not the name of a function", name.value));
            self.problems.push(problem.help(format!("at most {NAME} of a-z, A-Z, 0-9, `_` and `-`")));
        }
        let arguments = tree.map_or(Some(Arguments::Tree(Tree::Object(Vec::new()))), |tree| self.arguments(tree));
        fits.then_some((name.value.clone(), arguments?))
    }

    fn arguments(&mut self, tree: &At<file::Tree>) -> Option<Arguments> {
        match &tree.value.0 {
            Written::Map(_) => self.tree(tree).map(Arguments::Tree),
            Written::Null => Some(Arguments::Tree(Tree::Object(Vec::new()))),
            Written::Text(text) => {
                if !text.contains('{') {
                    let problem = self.source.problem(tree.place, "these arguments are no JSON object").warning();
                    self.problems.push(problem.help("arguments stand one level deeper than the name, as `key: value`"));
                }
                self.template(&At { value: text.clone(), place: tree.place }).map(Arguments::Text)
            }
            Written::Plain | Written::List(_) => {
                let found = self.found(tree.place, &tree.value.0);
                self.wrong(tree.place, format!("arguments are a mapping or text, found {found}"));
                None
            }
        }
    }

    fn tree(&mut self, tree: &At<file::Tree>) -> Option<Tree> {
        match &tree.value.0 {
            Written::Map(entries) => {
                let each = |own: &mut Self, (key, value): &(At<String>, At<file::Tree>)| {
                    Some((key.value.clone(), own.tree(value)?))
                };
                self.all(&entries.0, each).map(Tree::Object)
            }
            Written::List(items) => self.all(items, |own, item| own.tree(item)).map(Tree::List),
            Written::Text(text) => self.template(&At { value: text.clone(), place: tree.place }).map(Tree::Text),
            Written::Null => Some(Tree::Plain("null".to_owned())),
            Written::Plain => self.plain(tree.place),
        }
    }

    /// A number, true or false: as written where JSON writes it so too.
    fn plain(&mut self, place: Place) -> Option<Tree> {
        let text = self.source.slice(place);
        if let "true" | "True" | "TRUE" | "false" | "False" | "FALSE" = text {
            return Some(Tree::Plain(text.to_lowercase()));
        }
        if serde_json::from_str::<serde_json::Number>(text).is_ok() {
            return Some(Tree::Plain(text.to_owned()));
        }
        // YAML lets a number begin with zeros and a plus.
        let plain = text.parse::<i128>().ok();
        let whole = plain.or_else(|| serde_saphyr::from_str::<i128>(text).ok()).map(|number| number.to_string());
        let broken = || serde_saphyr::from_str::<f64>(text).ok().and_then(serde_json::Number::from_f64);
        let number = whole.or_else(|| broken().map(|number| number.to_string()));
        if number.is_none() {
            self.wrong(place, "this is not a number that JSON can hold");
        }
        number.map(Tree::Plain)
    }
}
