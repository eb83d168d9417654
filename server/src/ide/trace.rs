//! The machine-readable trace: what was found, as plain data with stable names.
//!
//! Claims what `names`, `memory` and `recursion` claim and nothing of its own.
//! A name without facts has the storage `unknown` and empty lists. Lines and
//! columns count from 1, columns in characters, ends are exclusive.

mod memory;
mod names;

use serde::Serialize;

use crate::ide::Analysis;
use crate::options::Model;
use crate::recursion::Verdict;
use crate::text::columns::Columns;

/// Serialises to the JSON of `memlens trace --format json`.
#[derive(Debug, Serialize)]
pub struct Trace<'a> {
    /// The version of this contract: names and meanings stay as long as it does.
    pub schema: u32,
    /// The Python version assumed, `3.13`.
    pub python: String,
    pub model: Model,
    pub syntax_errors: Vec<SyntaxError<'a>>,
    pub scopes: Vec<Scope<'a>>,
    pub occurrences: Vec<Occurrence<'a>>,
    pub objects: Vec<Object<'a>>,
    pub calls: Vec<Call<'a>>,
    pub recursion: Vec<Recursive<'a>>,
}

#[derive(Debug, Serialize)]
pub struct SyntaxError<'a> {
    pub line: u32,
    pub column: u32,
    pub message: &'a str,
}

#[derive(Debug, Serialize)]
pub struct Scope<'a> {
    pub id: u32,
    pub kind: &'static str,
    pub name: &'a str,
    pub qualname: &'a str,
    /// Of the `def`, `class`, `lambda` or comprehension itself, not of a decorator.
    pub line: u32,
    pub parent: Option<u32>,
    pub names: Vec<Symbol<'a>>,
}

#[derive(Debug, Serialize)]
pub struct Symbol<'a> {
    pub name: &'a str,
    pub binding: &'static str,
}

#[derive(Debug, Serialize)]
pub struct Occurrence<'a> {
    pub name: &'a str,
    pub line: u32,
    pub column: u32,
    pub scope: u32,
    pub access: &'static str,
    /// The teaching model's answer for the value right after this point, whatever the model.
    pub storage: &'static str,
    /// The claim follows from the code alone; false where nothing is claimed.
    pub certain: bool,
    pub types: Vec<&'a str>,
    pub objects: Vec<u32>,
    pub value: Option<String>,
    pub same_as: Vec<&'a str>,
}

#[derive(Debug, Serialize)]
pub struct Object<'a> {
    pub id: u32,
    #[serde(rename = "type")]
    pub type_: &'a str,
    pub line: u32,
    pub column: u32,
    pub end_line: u32,
    pub end_column: u32,
    pub instances: &'static str,
    pub size: Option<Size>,
    pub mutated_at: Vec<Mutation>,
    pub escapes: Vec<Escape>,
    pub freed: Freed,
    /// After the statement that begins there it is part of a cycle of references.
    pub cycle: Option<Place>,
}

#[derive(Debug, Serialize)]
pub struct Place {
    pub line: u32,
    pub column: u32,
}

/// `sys.getsizeof` right after creation; `exact` claims equality.
#[derive(Debug, Serialize)]
pub struct Size {
    pub bytes: u64,
    pub exact: bool,
    /// Together with all it refers to, each counted once, where that is known exactly.
    pub deep: Option<u64>,
}

#[derive(Debug, Serialize)]
pub struct Mutation {
    pub line: u32,
    pub column: u32,
    pub how: &'static str,
    /// False where it is another object that changes on some executions.
    pub certain: bool,
}

#[derive(Debug, Serialize)]
pub struct Escape {
    pub to: &'static str,
    pub line: u32,
    pub column: u32,
    /// The steps, as text.
    pub path: Vec<String>,
}

#[derive(Debug, Serialize)]
pub struct Freed {
    pub when: &'static str,
    /// Of the place that drops the last reference, where that is one place: the name that is bound
    /// anew or deleted, the end of the statement.
    pub line: Option<u32>,
    pub column: Option<u32>,
}

#[derive(Debug, Serialize)]
pub struct Call<'a> {
    pub line: u32,
    pub column: u32,
    pub scope: u32,
    /// Functions of this file it can enter.
    pub callees: Vec<&'a str>,
    /// Names among the receiver and the arguments whose object every run of the call changes.
    pub mutates: Vec<&'a str>,
    /// Those whose object it changes on some runs, as far as known.
    pub may_mutate: Vec<&'a str>,
}

#[derive(Debug, Serialize)]
pub struct Recursive<'a> {
    pub function: &'a str,
    pub line: u32,
    pub cycle: Vec<&'a str>,
    pub verdict: &'static str,
    pub why: &'a str,
    pub depth: Option<&'a str>,
    /// Frames that are not exceeded, where `depth` is not known.
    pub bound: Option<&'a str>,
}

pub(super) fn trace(analysis: &Analysis) -> Trace<'_> {
    let columns = Columns::new(&analysis.text, &analysis.lines);
    Trace {
        schema: 1,
        python: analysis.options.python.to_string(),
        model: analysis.options.model,
        syntax_errors: syntax_errors(analysis, &columns),
        scopes: names::scopes(analysis, &columns),
        occurrences: names::occurrences(analysis, &columns),
        objects: memory::objects(analysis, &columns),
        calls: memory::calls(analysis, &columns),
        recursion: recursion(analysis, &columns),
    }
}

fn syntax_errors<'a>(analysis: &'a Analysis, columns: &Columns) -> Vec<SyntaxError<'a>> {
    let error = |error: &'a crate::syntax::SyntaxError| {
        let (line, column) = columns.place(error.span.start);
        SyntaxError { line, column, message: &error.message }
    };
    analysis.syntax_errors().iter().map(error).collect()
}

fn recursion<'a>(analysis: &'a Analysis, columns: &Columns) -> Vec<Recursive<'a>> {
    let names = analysis.names();
    let qualname = |scope| names.scope(scope).qualname.as_str();
    let functions = analysis.recursion().functions.iter();
    functions
        .map(|found| Recursive {
            function: qualname(found.function),
            line: columns.place(names.scope(found.function).head.start).0,
            cycle: found.cycle.iter().map(|scope| qualname(*scope)).collect(),
            verdict: match found.verdict {
                Verdict::Bounded => "bounded",
                Verdict::Unbounded => "unbounded",
                Verdict::Unproven => "unproven",
            },
            why: &found.why,
            depth: found.depth.as_deref(),
            bound: found.bound.as_deref(),
        })
        .collect()
}
