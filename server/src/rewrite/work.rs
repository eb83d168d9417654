//! `return E`, where `E` holds one call: what is evaluated before the call, and what is left for after it.

use std::collections::BTreeSet;

use rustpython_ast::Expr;
use rustpython_text_size::Ranged;

use crate::names::Access;
use crate::rewrite::function::Function;
use crate::rewrite::{Refusal, hoist, refuse, safe};
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
pub(super) fn work(function: &Function<'_>, e: &Expr, call: Span, result: &str) -> Result<Work, Refusal> {
    let mut parts = Parts { function, call, saved: Vec::new() };
    parts.descend(e)?;
    let whole = function.span(e);
    let mut replaced: Vec<(Span, String)> = vec![(call, result.to_owned())];
    let mut before = Vec::new();
    let mut taken = vec![result.to_owned()];
    for saved in &parts.saved {
        let name = function.fresh("value", &taken);
        taken.push(name.clone());
        replaced.push((function.span(*saved), name.clone()));
        before.push((name, function.value(saved)));
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

/// On the way from the whole expression down to the call: what Python evaluates before it.
struct Parts<'f, 'a> {
    function: &'f Function<'a>,
    call: Span,
    saved: Vec<&'f Expr>,
}

impl<'f> Parts<'f, '_> {
    fn holds(&self, e: &Expr) -> bool {
        self.function.span(e).contains(self.call)
    }

    fn descend(&mut self, e: &'f Expr) -> Result<(), Refusal> {
        if self.function.span(e) == self.call {
            return Ok(());
        }
        match e {
            Expr::BinOp(operation) if !hoist::formats(operation) => {
                self.in_order(&[&operation.left, &operation.right])
            }
            Expr::UnaryOp(operation) => self.descend(&operation.operand),
            Expr::Compare(compare) if compare.ops.len() == 1 => {
                self.in_order(&[&compare.left, &compare.comparators[0]])
            }
            Expr::Call(call) => {
                let keywords = call.arguments.keywords.iter().map(|keyword| &keyword.value);
                let mut parts = vec![&*call.func];
                parts.extend(call.arguments.args.iter().chain(keywords));
                self.in_order(&parts)
            }
            Expr::List(list) => self.in_order(&list.elts.iter().collect::<Vec<_>>()),
            Expr::Tuple(tuple) => self.in_order(&tuple.elts.iter().collect::<Vec<_>>()),
            Expr::Starred(starred) => self.descend(&starred.value),
            Expr::Attribute(attribute) => self.descend(&attribute.value),
            Expr::Subscript(subscript) if self.holds(&subscript.value) => self.descend(&subscript.value),
            other => refuse(self.function.span(other), "the expression around the call is not simple"),
        }
    }

    fn in_order(&mut self, parts: &[&'f Expr]) -> Result<(), Refusal> {
        for part in parts {
            if self.holds(part) {
                return self.descend(part);
            }
            self.save(part)?;
        }
        Ok(())
    }

    /// Something that is evaluated before the call.
    fn save(&mut self, e: &'f Expr) -> Result<(), Refusal> {
        let function = self.function;
        if e.is_starred_expr() {
            return refuse(function.span(e), "a `*` is unpacked before the call");
        }
        if hoist::is_stable(function, e) {
            return Ok(());
        }
        self.saved.push(e);
        Ok(())
    }
}

/// The only call of the function itself in an expression.
pub(super) fn only_call(function: &Function<'_>, e: &Expr) -> Result<Span, Refusal> {
    let within: Vec<Span> = function
        .calls
        .iter()
        .filter(|call| e.range().contains_range(call.range))
        .map(|call| function.span(*call))
        .collect();
    match within.as_slice() {
        [only] => Ok(*only),
        [_, second, ..] => refuse(*second, "it calls itself more than once in one expression"),
        [] => refuse(function.span(e), "there is no call here"),
    }
}
