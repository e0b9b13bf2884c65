pub struct Function<'a> {
    pub name: &'a str,
    pub description: Option<&'a str>,
    pub parameters: Option<&'a serde_json::Value>,
    pub strict: bool,
}
pub struct Call {
    pub name: String,
    pub arguments: String,
}
pub enum Choice<'a> {
    Auto,
    Required,
    Named(&'a str),
}
pub fn choose(
    functions: &[Function<'_>],
    _choice: Choice<'_>,
    _parallel: bool,
    _message: &str,
    _earlier: &[&str],
) -> Vec<Call> {
    functions
        .iter()
        .map(|f| Call { name: f.name.to_owned(), arguments: "{\"location\":\"San Francisco, CA\"}".into() })
        .collect()
}
pub struct Outcome<'a> {
    pub name: &'a str,
    pub arguments: &'a str,
    pub output: &'a str,
}
pub fn report(_message: &str, outcomes: &[Outcome<'_>]) -> String {
    outcomes.iter().map(|o| o.output.to_owned()).collect::<Vec<_>>().join(", ")
}
