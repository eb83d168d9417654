//! What every rewrite rests on: that a call of the name is a call of this function, and that nothing
//! looks at its frame. A name that another module rebinds, and a method that a subclass in
//! another file overrides, are not seen.

use rustpython_ast::visitor::{self, Visitor};
use rustpython_ast::{Expr, ExprContext, Stmt, StmtClassDef};
use rustpython_text_size::Ranged;

use crate::names::{Access, MODULE, ScopeKind};
use crate::recursion::{Recursive, Verdict};
use crate::rewrite::function::{Function, Home, has_word};
use crate::rewrite::{Refusal, refuse};
use crate::syntax::{Shift, Tree};
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
    let method = decorators(function)?;
    let mut collector = Collector { function, method, calls: Vec::new(), eager: Vec::new(), wrong: None };
    collector.visit_body(&def.body);
    let Collector { calls, eager, wrong, .. } = collector;
    if let Some((at, why)) = wrong {
        return refuse(at, why);
    }
    match method {
        Some(Method { class, receiver }) => {
            function.receiver = receiver;
            own_method(function, class, tree)?;
        }
        None => own_name(function, &calls)?,
    }
    if calls.is_empty() {
        return refuse(head, "it does not call itself by its name");
    }
    (function.calls, function.eager) = (calls, eager);
    captured(function)
}

#[derive(Clone, Copy)]
struct Method<'a> {
    class: &'a StmtClassDef,
    /// The first parameter is the receiver; else the class is named in the call.
    receiver: bool,
}

/// `None` for a function that is called by its name.
fn decorators<'a>(function: &Function<'a>) -> Result<Option<Method<'a>>, Refusal> {
    let mut receiver = true;
    for decorator in &function.def.decorator_list {
        match &decorator.expression {
            Expr::Name(name)
                if function.class.is_some()
                    && name.id.as_str() == "staticmethod"
                    && function.is_builtin(&decorator.expression) =>
            {
                receiver = false;
            }
            Expr::Name(name)
                if function.class.is_some()
                    && name.id.as_str() == "classmethod"
                    && function.is_builtin(&decorator.expression) => {}
            other => {
                let why = match function.code(other) {
                    code if has_word(code, "cache") || has_word(code, "lru_cache") => {
                        "the results of its calls are kept for later ones, which those of a loop would not be"
                    }
                    _ => "a decorator stands between its calls",
                };
                return refuse(function.span(decorator), why);
            }
        }
    }
    Ok(function.class.map(|class| Method { class, receiver }))
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

/// No class of the file that derives from this one has a method of this name, and nothing stores such an attribute.
fn own_method(function: &Function<'_>, class: &StmtClassDef, tree: &Tree) -> Result<(), Refusal> {
    let name = function.def.name.as_str();
    let head = function.span(&function.def.name);
    if let Some(receiver) = function.parameters.first().filter(|first| function.receiver && first.rebound) {
        return refuse(head, format!("it binds `{}` to something else", receiver.name));
    }
    if function.receiver && function.parameters.first().is_none_or(|first| first.keyword_only) {
        return refuse(head, "it has no parameter for its object");
    }
    let known = |decorator: &rustpython_ast::Decorator| {
        let expression = match &decorator.expression {
            Expr::Call(call) => &*call.func,
            other => other,
        };
        let name = match expression {
            Expr::Name(name) => name.id.as_str(),
            Expr::Attribute(attribute) => attribute.attr.as_str(),
            _ => "",
        };
        ["dataclass", "total_ordering", "final", "unique", "runtime_checkable", "define", "frozen"]
            .contains(&name)
    };
    let arguments = class.arguments.as_deref();
    if !class.decorator_list.iter().all(known) || arguments.is_some_and(|given| !given.keywords.is_empty()) {
        return refuse(function.span(&class.name), "a decorator or a metaclass may change the class");
    }
    let mut classes = Classes { found: Vec::new(), stored: None, name, shift: Shift::default() };
    for statement in &tree.statements {
        classes.shift = statement.shift();
        classes.visit_stmt(statement.node());
    }
    if let Some(at) = classes.stored {
        return refuse(at, format!("an attribute `{name}` is set here, on whatever object"));
    }
    if function.names.star_import && class.arguments.is_some() {
        return refuse(head, "`from … import *` hides what the class derives from");
    }
    let mut derived = vec![class.name.as_str()];
    let mut grows = true;
    while grows {
        grows = false;
        for (other, _) in &classes.found {
            let from_it = other.arguments.iter().flat_map(|given| given.args.iter()).any(|base| match base {
                Expr::Name(base) => derived.contains(&base.id.as_str()),
                Expr::Attribute(base) => derived.contains(&base.attr.as_str()),
                _ => true,
            });
            if from_it && !derived.contains(&other.name.as_str()) {
                derived.push(other.name.as_str());
                grows = true;
            }
        }
    }
    for (other, shift) in &classes.found {
        let is_same = other.range == class.range && *shift == function.shift;
        if !is_same && derived.contains(&other.name.as_str()) && binds(function, other, *shift, name) > 0 {
            return refuse(shift.span(&other.name), format!("`{}` overrides it", other.name.as_str()));
        }
    }
    if !function.receiver {
        let of_class = function.home(function.span(&class.name).start);
        let others =
            function.names.occurrences.iter().filter(|found| {
                found.access != Access::Use && function.names.symbol_of(found).home == of_class
            });
        if of_class.is_none() || others.count() != 1 || function.names.star_import {
            return refuse(head, "the name of its class may be bound to something else");
        }
    }
    match binds(function, class, function.shift, name) {
        1 => Ok(()),
        _ => refuse(head, "its class binds the name more than once"),
    }
}

/// How often the body of a class binds a name.
fn binds(function: &Function<'_>, class: &StmtClassDef, shift: Shift, name: &str) -> usize {
    let names = function.names;
    let Some(scope) = names.scopes.iter().position(|scope| {
        scope.kind == ScopeKind::Class && scope.head.start == shift.span(&class.name).start
    }) else {
        return usize::MAX;
    };
    let is_private = name.starts_with("__") && !name.ends_with("__");
    let mangled = format!("_{}{name}", class.name.trim_start_matches('_'));
    let name = if is_private { &mangled } else { name };
    let Some(symbol) = names.scopes[scope].symbol(name) else { return 0 };
    let home: Home = (crate::names::ScopeId(scope as u32), symbol);
    let bound = names
        .occurrences
        .iter()
        .filter(|found| found.access != Access::Use && (found.scope, found.symbol) == home);
    bound.count()
}

struct Classes<'a, 'n> {
    found: Vec<(&'a StmtClassDef, Shift)>,
    stored: Option<Span>,
    name: &'n str,
    shift: Shift,
}

impl<'a> Visitor<'a> for Classes<'a, '_> {
    fn visit_stmt(&mut self, stmt: &'a Stmt) {
        if let Stmt::ClassDef(class) = stmt {
            self.found.push((class, self.shift));
        }
        visitor::walk_stmt(self, stmt);
    }

    fn visit_expr(&mut self, e: &'a Expr) {
        match e {
            Expr::Attribute(attribute)
                if attribute.ctx != ExprContext::Load && attribute.attr.as_str() == self.name =>
            {
                self.stored = Some(self.shift.span(&attribute.attr));
            }
            // `setattr(obj, "name", …)`, `patch.object(C, "name")`.
            Expr::StringLiteral(text) if text.value.to_str() == self.name => {
                self.stored = Some(self.shift.span(text));
            }
            _ => {}
        }
        visitor::walk_expr(self, e);
    }
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
