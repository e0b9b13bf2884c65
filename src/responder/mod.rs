//! Built-in answers: what a run does when nobody has scripted it.
//!
//! No language model: [`answer`] looks at what the run offers and what was said, and takes the first of these
//! that fits. The same context gives the same script.
//!
//! ```text
//!  outputs of calls came ──▶ report them                              functions
//!  a function is named, needed or plainly relevant ──▶ call it        functions
//!  code interpreter: files and a question about them ──▶ compute      analysis
//!                    arithmetic or equations ──▶ solve                maths
//!  response_format wants JSON ──▶ an instance, which tells what a search found   structured, passages
//!  file search: a question, and stores to search ──▶ quote them       passages
//!  arithmetic or equations, without an interpreter ──▶ solve          maths
//!  otherwise ──▶ a short reply that knows the conversation            talk
//! ```

pub mod analysis;
mod facts;
pub mod functions;
pub mod maths;
pub mod passages;
mod places;
mod schema;
pub mod structured;
pub mod talk;
mod words;

use crate::scenario::{Call, Code, Output, Script, Verb, Written};
use crate::store::StoredFile;
use crate::wire::message::Role;
use crate::wire::run::RunOrder;
use crate::wire::run_step::SearchResult;
use crate::wire::tool::{ResponseFormat, Tool, ToolChoice};
use std::sync::Arc;

/// All that an answer may depend on.
#[derive(Clone, Debug)]
pub struct Context {
    /// What the run was ordered to do.
    pub order: Arc<RunOrder>,
    /// The conversation that the model sees, oldest first.
    pub turns: Vec<Turn>,
    /// The function calls of this run that have their outputs, oldest first.
    pub outcomes: Vec<Outcome>,
    /// Files that the code interpreter may read, those named last at the end.
    pub files: Vec<Arc<StoredFile>>,
    /// Chance for what is random by nature, as shuffling.
    pub seed: u64,
    /// What searches the run's vector stores, if it has any.
    pub search: Option<Arc<dyn Search>>,
    /// How many runs the thread has had, with this one.
    pub runs: usize,
}

/// A way to the vector stores of a run.
pub trait Search: std::fmt::Debug + Send + Sync {
    /// The passages that answer any of `queries` best, the best first: at most `limit`, and none that scores less than
    /// `threshold`.
    fn search(&self, queries: &[String], limit: usize, threshold: f64) -> Vec<SearchResult>;

    /// How the files begin: the first passage of each, at most `limit`, those that came first before the others.
    fn openings(&self, limit: usize) -> Vec<SearchResult>;
}

/// One message, as the model sees it.
#[derive(Clone, Debug)]
pub struct Turn {
    /// Who speaks.
    pub role: Role,
    /// All text of the message.
    pub text: String,
    /// How many images it has.
    pub images: usize,
    /// Tokens that they cost.
    pub image_tokens: u64,
    /// Names of the files attached.
    pub files: Vec<String>,
}

/// A call and what the client gave for it.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The function.
    pub name: String,
    /// JSON text of its arguments.
    pub arguments: String,
    /// What the client gave.
    pub output: String,
}

impl Context {
    /// Whether answering may mean reading files or drawing, and so should not hold up other requests.
    pub fn is_heavy(&self) -> bool {
        !self.files.is_empty() && self.has_code()
    }

    fn has_code(&self) -> bool {
        self.order.tools.contains(&Tool::CodeInterpreter)
    }

    /// What the user said last; what others said is no question.
    fn message(&self) -> &str {
        self.turns.iter().rev().find(|turn| turn.role == Role::User).map_or("", |turn| &turn.text)
    }

    /// What the user said before, oldest first.
    fn earlier(&self) -> Vec<&str> {
        let mut said: Vec<&str> =
            self.turns.iter().filter(|turn| turn.role == Role::User).map(|turn| turn.text.as_str()).collect();
        said.pop();
        said
    }

    /// `text` as it opens when the instructions say how to address the user.
    fn addressed(&self, text: String) -> String {
        match talk::addressed_as(&self.order.instructions) {
            Some(name) if !text.contains(name) => format!("{name}, here is what I found.\n\n{text}"),
            Some(_) | None => text,
        }
    }
}

/// What the run does next.
pub fn answer(context: &Context) -> Script {
    let calls = calls(context);
    if !calls.is_empty() {
        return Script(vec![Verb::Call(calls)]);
    }
    if let Some(instance) = json_format(context) {
        let found =
            if context.outcomes.is_empty() { passages::answer_in_json(context, instance.clone()) } else { None };
        return found.unwrap_or_else(|| Script(vec![Verb::Say(instance.to_string().into())]));
    }
    if !context.outcomes.is_empty() {
        let reported = context.addressed(report(context));
        let beside = passages::beside(context, &reported);
        return beside.unwrap_or_else(|| Script(vec![Verb::Say(reported.into())]));
    }
    let worked = coded(context).or_else(|| passages::answer(context));
    worked.unwrap_or_else(|| Script(vec![Verb::Say(spoken(context))]))
}

/// What is said where no tool has anything to do.
fn spoken(context: &Context) -> crate::scenario::Say {
    let reckoned = reckoned(context).map(Into::into);
    reckoned
        .unwrap_or_else(|| if context.search.is_some() { passages::courtesy(context) } else { talk(context).into() })
}

/// The functions to call now. Where several are wanted but only one may be called at a time, the others follow one by
/// one; once all outputs are there, the run answers.
fn calls(context: &Context) -> Vec<Call> {
    let order = &context.order;
    let choice = match &order.tool_choice {
        ToolChoice::None | ToolChoice::CodeInterpreter | ToolChoice::FileSearch => return Vec::new(),
        ToolChoice::Function(name) => functions::Choice::Named(name),
        ToolChoice::Required if !context.has_code() && context.search.is_none() => functions::Choice::Required,
        ToolChoice::Auto | ToolChoice::Required => functions::Choice::Auto,
    };
    let one_by_one = !order.parallel_tool_calls;
    if !context.outcomes.is_empty() && !one_by_one {
        return Vec::new();
    }
    let offered: Vec<functions::Function<'_>> = order.tools.iter().filter_map(offered).collect();
    if offered.is_empty() {
        return Vec::new();
    }
    let done = |call: &functions::Call| {
        context.outcomes.iter().any(|outcome| outcome.name == call.name && outcome.arguments == call.arguments)
    };
    let wanted = functions::choose(&offered, choice, context.message(), &context.earlier());
    let open = wanted.into_iter().filter(|call| !done(call));
    let now = if one_by_one { 1 } else { usize::MAX };
    open.take(now).map(|call| Call { name: call.name, arguments: call.arguments }).collect()
}

fn offered(tool: &Tool) -> Option<functions::Function<'_>> {
    match tool {
        Tool::Function { function } => Some(functions::Function {
            name: &function.name,
            description: function.description.as_deref(),
            parameters: Some(&function.parameters),
        }),
        Tool::CodeInterpreter | Tool::FileSearch { .. } => None,
    }
}

fn report(context: &Context) -> String {
    let outcomes: Vec<functions::Outcome<'_>> = context
        .outcomes
        .iter()
        .map(|o| functions::Outcome { name: &o.name, arguments: &o.arguments, output: &o.output })
        .collect();
    functions::report(context.message(), &outcomes)
}

fn json_format(context: &Context) -> Option<serde_json::Value> {
    let message = context.message();
    let value = match &context.order.response_format {
        ResponseFormat::Auto | ResponseFormat::Text => return None,
        ResponseFormat::JsonObject => structured::object(message),
        ResponseFormat::JsonSchema(format) => match &format.schema {
            Some(schema) => structured::instance(&serde_json::Value::Object(schema.clone()), message),
            None => structured::object(message),
        },
    };
    Some(value)
}

/// What the code interpreter does, if the run has it and there is something to compute.
fn coded(context: &Context) -> Option<Script> {
    let must = matches!(context.order.tool_choice, ToolChoice::CodeInterpreter | ToolChoice::Required);
    if !context.has_code() || context.order.tool_choice == ToolChoice::None {
        return None;
    }
    let computed = analysed(context).or_else(|| solved(context));
    // A forced tool is used even where there is nothing to compute.
    computed.or_else(|| must.then(|| Script(vec![Verb::Code(thought(context)), Verb::Say(talk(context).into())])))
}

fn analysed(context: &Context) -> Option<Script> {
    let earlier = context.earlier();
    let ask = analysis::Ask {
        message: context.message(),
        instructions: &context.order.instructions,
        earlier: &earlier,
        seed: context.seed,
    };
    let sources: Vec<analysis::Source> = context
        .files
        .iter()
        .map(|stored| analysis::Source { name: stored.file.filename.clone(), path: stored.blob.path().to_path_buf() })
        .collect();
    let found = analysis::analyse(&ask, &sources)?;
    let mut verbs: Vec<Verb> = found.runs.into_iter().map(|run| Verb::Code(code(run))).collect();
    verbs.push(Verb::Say(context.addressed(found.reply).into()));
    Some(Script(verbs))
}

fn code(run: analysis::CodeRun) -> Code {
    let files = run.files.into_iter().map(|file| Written { path: file.path, bytes: file.bytes }).collect();
    let mut code = Code::printing(run.input, run.logs);
    code.outputs.extend(run.images.into_iter().map(Output::Image));
    Code { files, ..code }
}

fn solved(context: &Context) -> Option<Script> {
    let worked = maths::solve(context.message())?;
    let code = Code::printing(worked.code, worked.logs);
    Some(Script(vec![Verb::Code(code), Verb::Say(context.addressed(worked.answer).into())]))
}

/// The answer to a sum or an equation, for a run that cannot show the code.
fn reckoned(context: &Context) -> Option<String> {
    let message = context.message();
    // Most messages are no sums, and reading one closely takes longer than the rest of a short run.
    let signs = ["plus", "minus", "times", "divided", "half", "percent"];
    if !message.contains(|c: char| c.is_ascii_digit()) && !signs.iter().any(|sign| message.contains(sign)) {
        return None;
    }
    maths::solve(message).map(|worked| context.addressed(worked.answer))
}

/// Code for a run that must use the interpreter, but has nothing to compute: it prints what was asked.
fn thought(context: &Context) -> Code {
    let asked = context.message().lines().next().unwrap_or_default();
    let asked: String = asked.chars().take(200).collect();
    Code::printing(format!("question = {asked:?}\nprint(question)"), format!("{asked}\n"))
}

fn talk(context: &Context) -> String {
    let turns: Vec<talk::Turn<'_>> = context
        .turns
        .iter()
        .map(|turn| talk::Turn {
            role: match turn.role {
                Role::User => talk::Role::User,
                Role::Assistant => talk::Role::Assistant,
            },
            text: &turn.text,
            images: turn.images,
            files: &turn.files,
        })
        .collect();
    talk::reply(&context.order.instructions, &turns)
}
