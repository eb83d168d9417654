//! `return E`, where `E` holds one call: what is evaluated before the call, and what is left for after it.

use std::collections::BTreeSet;

use rustpython_ast::Expr;

use crate::names::Access;
use crate::rewrite::function::Function;
use crate::rewrite::hoist::{self, Part};
use crate::rewrite::{Refusal, refuse, safe};
use crate::text::Span;

pub(super) struct Work {
    /// Evaluated before the call, in this order: the name that keeps each value, and its code.
    pub before: Vec<(String, String)>,
    /// Variables of the function that are used after the call.
    pub variables: Vec<String>,
    /// What is evaluated after the call, its result and the values above as names.
    pub after: String,
}

/// Takes `e` apart; `result` is the name of the call's result.
pub(super) fn work(function: &Function<'_>, e: &Expr, result: &str) -> Result<Work, Refusal> {
    let whole = function.span(e);
    let mut replaced: Vec<(Span, String)> = Vec::new();
    let mut before = Vec::new();
    let mut taken = vec![result.to_owned()];
    let mut calls = 0;
    for part in hoist::parts(function, e)? {
        match part {
            Part::Value(value) => {
                let name = function.fresh("value", &taken);
                taken.push(name.clone());
                replaced.push((function.span(value), name.clone()));
                before.push((name, function.value(value)));
            }
            Part::Call(call) => {
                calls += 1;
                if calls > 1 {
                    return refuse(function.span(call), "it calls itself more than once in one expression");
                }
                replaced.push((function.span(call), result.to_owned()));
            }
        }
    }
    let after = hoist::replaced(function, whole, &replaced);
    let mut variables = BTreeSet::new();
    for (symbol, access, at) in function.occurrences(whole) {
        if access == Access::Bind {
            return refuse(at, "`:=` binds a variable in the expression around the call");
        }
        let is_left = replaced.iter().all(|(span, _)| !span.contains(at));
        if is_left && safe::changes(function, symbol) {
            variables.insert(symbol);
        }
    }
    let variables = variables.into_iter().map(|symbol| function.name_of(symbol).to_owned()).collect();
    Ok(Work { before, variables, after })
}
