//! What a frame on the stack holds: the parameters that change, and what is still needed after a call.

use std::collections::BTreeSet;

use rustpython_ast::{ExprCall, Stmt};
use rustpython_text_size::Ranged;

use crate::names::SymbolId;
use crate::rewrite::flow::{self, Flow};
use crate::rewrite::function::Function;
use crate::rewrite::{Refusal, arguments, hoist, refuse, safe};
use crate::text::Span;

pub(super) struct Frame<'f, 'a> {
    function: &'f Function<'a>,
    flow: &'f Flow<'f, 'a>,
    /// Names in the order of the tuple: parameters first, then variables, then those made here.
    names: Vec<String>,
    /// The parameters among them, by their index.
    parameters: Vec<usize>,
}

/// The names of a frame that have a value.
pub(super) type Kept = BTreeSet<String>;

impl<'f, 'a> Frame<'f, 'a> {
    pub fn new(function: &'f Function<'a>, flow: &'f Flow<'f, 'a>) -> Frame<'f, 'a> {
        let mut parameters = Vec::new();
        let mut names = Vec::new();
        for (index, parameter) in function.parameters.iter().enumerate() {
            if safe::changes(function, parameter.symbol) {
                parameters.push(index);
                names.push(parameter.name.to_owned());
            }
        }
        let mut frame = Frame { function, flow, names, parameters };
        let mut loops = Vec::new();
        recursive_loops(function, function.body(), &mut loops);
        let mut needed = BTreeSet::new();
        for call in &function.calls {
            let at = function.span(*call);
            let (statement, bound) = frame.before(at);
            let of_loops: BTreeSet<SymbolId> = loops
                .iter()
                .filter(|span| span.contains(at))
                .flat_map(|span| {
                    let before = frame.flow.before.iter().find(|(other, _)| other == span);
                    let inside = function.occurrences(*span).map(|(symbol, ..)| symbol);
                    let before = before.map(|(_, bound)| bound.clone()).unwrap_or_default();
                    inside.filter(move |symbol| before.contains(symbol))
                })
                .collect();
            let later = Span::new(statement.start, function.span(function.def).end);
            let later = function.occurrences(later).filter(|(.., place)| !at.contains(*place));
            let later = later.map(|(symbol, ..)| symbol).filter(|symbol| bound.contains(symbol));
            needed.extend(later.chain(of_loops));
        }
        // Inside a loop a branch may go on by way of the stack.
        for (span, bound) in
            flow.after.iter().filter(|(span, _)| loops.iter().any(|outer| outer.contains(*span)))
        {
            let later = Span::new(span.end, function.span(function.def).end);
            let later = function.occurrences(later).map(|(symbol, ..)| symbol);
            needed.extend(later.filter(|symbol| bound.contains(symbol)));
        }
        for symbol in needed {
            if function.parameters.iter().all(|parameter| parameter.symbol != symbol) {
                frame.names.push(function.name_of(symbol).to_owned());
            }
        }
        frame
    }

    /// The innermost statement around a place that holds a call, and what is bound before it.
    fn before(&self, at: Span) -> (Span, BTreeSet<SymbolId>) {
        let around = self.flow.before.iter().filter(|(span, _)| span.contains(at));
        around.min_by_key(|(span, _)| span.end - span.start).cloned().unwrap_or_default()
    }

    /// What has a value before the statement at this place.
    pub fn kept(&self, at: Span) -> Kept {
        let (_, bound) = self.before(at);
        bound.into_iter().map(|symbol| self.function.name_of(symbol).to_owned()).collect()
    }

    /// What has a value behind the branches at this place.
    pub fn kept_behind(&self, branches: Span) -> Kept {
        let found = self.flow.after.iter().find(|(span, _)| *span == branches);
        let bound = found.map(|(_, bound)| bound.clone()).unwrap_or_default();
        bound.into_iter().map(|symbol| self.function.name_of(symbol).to_owned()).collect()
    }

    /// One more name.
    pub fn add(&mut self, name: &str) {
        self.names.push(name.to_owned());
    }

    pub fn length(&self) -> usize {
        self.names.len()
    }

    pub fn has(&self, name: &str) -> bool {
        self.names.iter().any(|other| other == name)
    }

    /// `, a, b`
    pub fn names(&self) -> String {
        self.names.iter().map(|name| format!(", {name}")).collect()
    }

    /// `, a, None`
    pub fn with(&self, kept: &Kept) -> String {
        let value = |name: &String| if kept.contains(name) { format!(", {name}") } else { ", None".into() };
        self.names.iter().map(value).collect()
    }

    /// The frame that the function starts with.
    pub fn first(&self) -> String {
        let parameters = self.names[..self.parameters.len()].iter().cloned();
        self.with(&parameters.collect())
    }

    /// What a call gives the parameters, as the first values of a frame.
    pub fn call(&self, call: &'a ExprCall, known: &[(Span, String)]) -> Result<Vec<String>, Refusal> {
        let function = self.function;
        let given = arguments::bind(function, call)?;
        let mut last = 0;
        for given in given.iter().filter(|given| !hoist::is_stable(function, given.value)) {
            if given.parameter < last {
                return refuse(
                    function.span(call),
                    "its arguments come in another order than its parameters",
                );
            }
            last = given.parameter;
        }
        let values = self.parameters.iter().map(|index| {
            let value = given.iter().find(|given| given.parameter == *index).map(|given| given.value);
            match value {
                Some(value)
                    if function.recurs(value)
                        || known.iter().any(|(span, _)| *span == function.span(value)) =>
                {
                    hoist::replaced(function, function.span(value), known)
                }
                Some(value) => function.value(value),
                None => function.parameters[*index].name.to_owned(),
            }
        });
        Ok(values.collect())
    }

    /// `, n - 1, None`
    pub fn new_frame(&self, values: &[String]) -> String {
        let rest = self.names.len() - self.parameters.len();
        let values: String = values.iter().map(|value| format!(", {value}")).collect();
        values + &", None".repeat(rest)
    }
}

/// The loops that hold a call.
fn recursive_loops(function: &Function<'_>, statements: &[Stmt], found: &mut Vec<Span>) {
    for statement in statements.iter().filter(|statement| function.recurs(*statement)) {
        if matches!(statement, Stmt::For(_) | Stmt::While(_)) {
            found.push(function.shift.range(statement.range()));
        }
        flow::blocks(statement).into_iter().for_each(|block| recursive_loops(function, block, found));
    }
}
