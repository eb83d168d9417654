//! What every rewrite rests on: that a call of the name is a call of this function, and that nothing
//! looks at its frame. A name that another module rebinds, and a method that a subclass in
//! another file overrides, are not seen.

use rustpython_ast::Expr;
use rustpython_ast::visitor::{self, Visitor};
use rustpython_text_size::Ranged;

use crate::names::{Access, MODULE, ScopeKind};
use crate::recursion::{Recursive, Verdict};
use crate::rewrite::function::{Function, has_word};
use crate::rewrite::method::{self, Method};
use crate::rewrite::{Refusal, refuse};
use crate::syntax::Tree;
use crate::text::Span;

/// Words of code that looks at frames, or at how deep they are.
const FRAMES: [&str; 18] = [
    "locals",
    "vars",
    "dir",
    "exec",
    "eval",
    "_getframe",
    "inspect",
    "currentframe",
    "breakpoint",
    "stacklevel",
    "setrecursionlimit",
    "getrecursionlimit",
    "RecursionError",
    "traceback",
    "__code__",
    "__defaults__",
    "set_trace",
    "globals",
];

/// Builtins that use up a generator before they return.
const EAGER: [&str; 10] = ["sum", "any", "all", "max", "min", "list", "tuple", "set", "sorted", "frozenset"];

/// Finds the function's calls of itself; refuses where one may be no such call.
pub(super) fn check(function: &mut Function<'_>, tree: &Tree, recursive: &Recursive) -> Result<(), Refusal> {
    let (def, names) = (function.def, function.names);
    let head = function.span(&def.name);
    if !tree.errors.is_empty() {
        return refuse(head, "the file has a syntax error");
    }
    if recursive.verdict == Verdict::Unbounded {
        return refuse(
            head,
            "it never ends, and as a loop it would run for ever: it needs a base case first",
        );
    }
    if recursive.cycle.len() > 1 {
        return refuse(head, "it calls itself by way of another function");
    }
    let scope = names.scope(function.scope);
    if scope.is_async || scope.is_generator {
        return refuse(head, "the frame of a generator or coroutine is not on the stack while it waits");
    }
    if def.type_params.is_some() {
        return refuse(head, "it has type parameters");
    }
    if let Some(variadic) = def.parameters.vararg.as_ref().or(def.parameters.kwarg.as_ref()) {
        return refuse(function.span(&**variadic), "it takes a variable number of arguments");
    }
    if let Some(word) = FRAMES.iter().find(|word| has_word(function.code(def), word)) {
        let why = format!("`{word}` can look at its frame, and one frame is not many");
        return refuse(head, why);
    }
    if scope.symbols.iter().any(|symbol| symbol.declared) {
        return refuse(head, "it declares names `global` or `nonlocal`");
    }
    let deletes = |(_, access, _): &(_, Access, Span)| *access == Access::Delete;
    if let Some((_, _, at)) = function.occurrences(function.span(def)).find(deletes) {
        return refuse(at, "it deletes one of its variables");
    }
    let method = method::decorators(function)?;
    let mut collector = Collector { function, method, calls: Vec::new(), eager: Vec::new(), wrong: None };
    collector.visit_body(&def.body);
    let Collector { calls, eager, wrong, .. } = collector;
    if let Some((at, why)) = wrong {
        return refuse(at, why);
    }
    match method {
        Some(Method { class, receiver }) => {
            function.receiver = receiver;
            method::own_method(function, class, tree)?;
        }
        None => own_name(function, &calls)?,
    }
    if calls.is_empty() {
        return refuse(head, "it does not call itself by its name");
    }
    (function.calls, function.eager) = (calls, eager);
    captured(function)
}

/// The name is bound once in the file, by the `def`, and inside the function only called.
fn own_name(function: &Function<'_>, calls: &[&rustpython_ast::ExprCall]) -> Result<(), Refusal> {
    let head = function.span(&function.def.name);
    let names = function.names;
    let home = function.home(head.start);
    let Some(home) = home else { return refuse(head, "its name is not known") };
    if home.0 == MODULE && names.star_import {
        return refuse(head, "`from … import *` may bind its name to something else");
    }
    let inside = function.span(function.def);
    for found in &names.occurrences {
        let symbol = names.symbol_of(found);
        if symbol.home != Some(home) && (found.scope, found.symbol) != home {
            continue;
        }
        if found.access != Access::Use && found.span != head {
            return refuse(found.span, "its name is bound to something else as well");
        }
        let is_called = calls.iter().any(|call| function.span(&*call.func) == found.span);
        if found.access == Access::Use && inside.contains(found.span) && !is_called {
            return refuse(found.span, "it uses itself here other than by a call of its own");
        }
    }
    Ok(())
}

struct Collector<'f, 'a> {
    function: &'f Function<'a>,
    method: Option<Method<'a>>,
    calls: Vec<&'a rustpython_ast::ExprCall>,
    eager: Vec<rustpython_text_size::TextRange>,
    wrong: Option<(Span, &'static str)>,
}

impl<'a> Collector<'_, 'a> {
    /// True where `func` names this very function, as far as the file shows.
    fn is_own(&self, func: &Expr) -> bool {
        let function = self.function;
        match (func, self.method) {
            (Expr::Name(name), None) => {
                let home = function.home(function.span(name).start);
                home.is_some() && home == function.home(function.span(&function.def.name).start)
            }
            (Expr::Attribute(attribute), Some(method))
                if attribute.attr.as_str() == function.def.name.as_str() =>
            {
                let Expr::Name(object) = attribute.value.as_ref() else { return false };
                match method.receiver {
                    true => function.parameter(&attribute.value) == Some(0),
                    false => object.id.as_str() == method.class.name.as_str(),
                }
            }
            _ => false,
        }
    }

    fn call(&mut self, call: &'a rustpython_ast::ExprCall) {
        if self.is_own(&call.func) {
            let at = self.function.names.occurrence_at(self.function.span(&*call.func).start);
            let scope = at.map(|id| self.function.names.occurrence(id).scope);
            if scope == Some(self.function.scope) {
                self.calls.push(call);
            } else {
                let why = "it calls itself inside a comprehension, a lambda or another function";
                self.wrong = self.wrong.or(Some((self.function.span(call), why)));
            }
        }
        let is_eager = match call.func.as_ref() {
            Expr::Name(name) => EAGER.contains(&name.id.as_str()) && self.function.is_builtin(&call.func),
            Expr::Attribute(attribute) => {
                attribute.attr.as_str() == "join" && attribute.value.is_string_literal_expr()
            }
            _ => false,
        };
        if let (true, [Expr::Generator(generator), ..]) = (is_eager, &*call.arguments.args) {
            self.eager.push(generator.range());
        }
    }
}

impl<'a> Visitor<'a> for Collector<'_, 'a> {
    fn visit_expr(&mut self, e: &'a Expr) {
        match e {
            Expr::Call(call) => self.call(call),
            Expr::Named(named) if self.function.parameter(&named.target).is_some() => {
                let why = "`:=` binds a parameter inside an expression";
                self.wrong = self.wrong.or(Some((self.function.span(named), why)));
            }
            // `other.f(…)`: what it enters depends on the object.
            Expr::Attribute(attribute)
                if self.method.is_some()
                    && attribute.attr.as_str() == self.function.def.name.as_str()
                    && !self.calls.iter().any(|call| call.func.range() == e.range()) =>
            {
                let why = "its name is looked up on another object here";
                self.wrong = self.wrong.or(Some((self.function.span(attribute), why)));
            }
            _ => {}
        }
        visitor::walk_expr(self, e);
    }
}

/// No function that lives on holds a variable that the loop would bind again.
fn captured(function: &Function<'_>) -> Result<(), Refusal> {
    let inside = function.span(function.def);
    let names = function.names;
    let eager = |span: Span| function.eager.iter().any(|range| function.shift.range(*range) == span);
    for (index, scope) in names.scopes.iter().enumerate() {
        let is_within = inside.contains(scope.span) && index != function.scope.0 as usize;
        let lives_on = match scope.kind {
            ScopeKind::Comprehension => scope.is_generator && !eager(scope.span),
            ScopeKind::Function | ScopeKind::Lambda => true,
            _ => false,
        };
        if !is_within || !lives_on {
            continue;
        }
        let holds = scope.symbols.iter().find(|symbol| {
            symbol.home.is_some_and(|(home, symbol)| home == function.scope && changes(function, symbol))
        });
        if let Some(symbol) = holds {
            let why = format!(
                "a function or generator in it holds `{}`, which a loop would bind again",
                symbol.name
            );
            return refuse(scope.span, why);
        }
    }
    Ok(())
}

/// Everything but a parameter that each call passes on as it is.
pub(super) fn changes(function: &Function<'_>, symbol: crate::names::SymbolId) -> bool {
    let Some(index) = function.parameters.iter().position(|parameter| parameter.symbol == symbol) else {
        return true;
    };
    if function.parameters[index].rebound {
        return true;
    }
    !function.calls.iter().all(|call| crate::rewrite::arguments::passes_on(function, call, index))
}
