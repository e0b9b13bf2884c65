//! The template engine as it is set up: strict, and with filters whose work is counted.

use super::language::FILTERS;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Kwargs, Rest, Value, ValueKind, ValueOrKwargs};
use minijinja::{AutoEscape, Environment, Error, ErrorKind, State, UndefinedBehavior, filters};
use std::sync::LazyLock;

/// The longest text that a template, or a filter in it, gives, in bytes.
pub(super) const MAX_OUTPUT: usize = 256 << 10;
/// What all filters of one rendering may read and write, in bytes.
const MAX_WORK: usize = 16 << 20;
/// What an element of a list counts, in bytes.
const ELEMENT: usize = 64;
/// The most numbers that `range` gives.
const MAX_RANGE: isize = 1_000;

/// The engine, to be cloned for each rendering.
pub(super) static ENGINE: LazyLock<Environment<'static>> = LazyLock::new(|| {
    let mut engine = Environment::new();
    engine.set_undefined_behavior(UndefinedBehavior::Strict);
    engine.set_auto_escape_callback(|_| AutoEscape::None);
    let keep = SyntaxConfig::builder().keep_trailing_newline(true).build();
    engine.set_syntax(keep.expect("the syntax is the usual one"));
    engine.set_recursion_limit(64);
    // Errors then say where they are.
    engine.set_debug(true);
    engine.set_formatter(|output, _, value| {
        let written = match value.kind() {
            // As JSON writes them, so that arguments may be written as text.
            ValueKind::None => output.write_str("null"),
            ValueKind::Bool => output.write_str(if value.is_true() { "true" } else { "false" }),
            ValueKind::Map if value.downcast_object_ref::<super::sent::Entries>().is_none() => {
                output.write_str(&json(value)?)
            }
            ValueKind::Seq | ValueKind::Iterable if value.downcast_object_ref::<super::sent::Items>().is_none() => {
                output.write_str(&json(value)?)
            }
            _ => write!(output, "{value}"),
        };
        written.map_err(Error::from)
    });
    for name in FILTERS {
        let filter = filter(name);
        engine.add_filter(name, move |state: &mut State<'_, '_>, given: Rest<ValueOrKwargs>| {
            let given = given.into_values();
            count(state, &given)?;
            let result = filter.call(state, &given)?;
            count(state, std::slice::from_ref(&result))?;
            Ok(result)
        });
    }
    engine.add_function("range", range);
    engine
});

fn filter(name: &str) -> Value {
    match name {
        "abs" => Value::from_function(filters::abs),
        "attr" => Value::from_function(filters::attr),
        "bool" => Value::from_function(filters::bool),
        "capitalize" => Value::from_function(filters::capitalize),
        "count" | "length" => Value::from_function(filters::length),
        "d" | "default" => Value::from_function(filters::default),
        "dictsort" => Value::from_function(filters::dictsort),
        "first" => Value::from_function(filters::first),
        "float" => Value::from_function(filters::float),
        "int" => Value::from_function(filters::int),
        "items" => Value::from_function(filters::items),
        "join" => Value::from_function(join),
        "json" | "tojson" => Value::from_function(|value: &Value| json(value)),
        "last" => Value::from_function(filters::last),
        "lines" => Value::from_function(filters::lines),
        "list" => Value::from_function(filters::list),
        "lower" => Value::from_function(filters::lower),
        "map" => Value::from_function(map),
        "max" => Value::from_function(filters::max),
        "min" => Value::from_function(filters::min),
        "replace" => Value::from_function(replace),
        "reverse" => Value::from_function(filters::reverse),
        "round" => Value::from_function(filters::round),
        "sort" => Value::from_function(filters::sort),
        "split" => Value::from_function(filters::split),
        "string" => Value::from_function(filters::string),
        "sum" => Value::from_function(filters::sum),
        "title" => Value::from_function(filters::title),
        "trim" => Value::from_function(filters::trim),
        "unique" => Value::from_function(filters::unique),
        "upper" => Value::from_function(filters::upper),
        // A name in the list without a filter: every test of filters would fail.
        other => unreachable!("{other} is a filter"),
    }
}

fn refused(message: &'static str) -> Error {
    Error::new(ErrorKind::InvalidOperation, message)
}

fn too_long() -> Error {
    refused("the text becomes too long: 256 KB are the most")
}

/// What the filters of a rendering have read and written, in bytes.
#[derive(Default)]
struct Work(usize);

fn count(state: &mut State<'_, '_>, given: &[Value]) -> Result<(), Error> {
    let size =
        |value: &Value| value.as_str().map_or_else(|| value.len().unwrap_or(1).saturating_mul(ELEMENT), str::len);
    let work = state.get_or_insert_extension(Work::default());
    work.0 = given.iter().map(size).fold(work.0, usize::saturating_add);
    if work.0 > MAX_WORK { Err(Error::from(ErrorKind::OutOfFuel)) } else { Ok(()) }
}

/// A value as JSON, which nothing escapes for HTML.
fn json(value: &Value) -> Result<String, Error> {
    if value.is_undefined() {
        return Err(Error::from(ErrorKind::UndefinedError));
    }
    serde_json::to_string(value).map_err(|error| Error::new(ErrorKind::BadSerialization, error.to_string()))
}

fn replace(text: &str, from: &str, to: &str) -> Result<String, Error> {
    let found = if to.len() > from.len() { text.matches(from).count() } else { 0 };
    if found.saturating_mul(to.len() - from.len().min(to.len())).saturating_add(text.len()) > MAX_OUTPUT.max(text.len())
    {
        return Err(too_long());
    }
    Ok(text.replace(from, to))
}

fn join(list: &Value, between: Option<&str>) -> Result<String, Error> {
    let mut text = String::new();
    for (index, item) in list.try_iter()?.enumerate() {
        if index > 0 {
            text.push_str(between.unwrap_or_default());
        }
        match item.as_str() {
            Some(item) => text.push_str(item),
            None if item.is_undefined() => return Err(Error::from(ErrorKind::UndefinedError)),
            None => text.push_str(&json(&item)?),
        }
        if text.len() > MAX_OUTPUT {
            return Err(too_long());
        }
    }
    Ok(text)
}

/// `map(attribute="text")`; the way that takes a filter would hide from [`count`].
fn map(list: &Value, options: Kwargs) -> Result<Vec<Value>, Error> {
    let attribute: String =
        options.get("attribute").map_err(|_| refused("`map` is written `map(attribute=\"text\")`"))?;
    options.assert_all_used()?;
    list.try_iter()?.map(|item| item.get_attr(&attribute)).collect()
}

fn range(state: &mut State<'_, '_>, from: isize, to: Option<isize>, step: Option<isize>) -> Result<Value, Error> {
    let (from, to) = to.map_or((0, from), |to| (from, to));
    let step = step.unwrap_or(1);
    if step < 1 {
        return Err(refused("the step of a range is 1 or more"));
    }
    if to.saturating_sub(from) / step > MAX_RANGE {
        return Err(refused("a range has 1,000 numbers at most"));
    }
    let numbers = Value::from_iter((from..to).step_by(step.unsigned_abs()));
    count(state, std::slice::from_ref(&numbers))?;
    Ok(numbers)
}
