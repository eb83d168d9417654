//! Whether `self.f(…)` is a call of this very method, as far as the file shows.

use rustpython_ast::visitor::{self, Visitor};
use rustpython_ast::{Expr, ExprContext, Stmt, StmtClassDef};

use crate::names::{Access, ScopeKind};
use crate::rewrite::function::{Function, Home, has_word};
use crate::rewrite::{Refusal, refuse};
use crate::syntax::{Shift, Tree};
use crate::text::Span;

#[derive(Clone, Copy)]
pub(super) struct Method<'a> {
    pub class: &'a StmtClassDef,
    /// The first parameter is the receiver; else the class is named in the call.
    pub receiver: bool,
}

/// `None` for a function that is called by its name.
pub(super) fn decorators<'a>(function: &Function<'a>) -> Result<Option<Method<'a>>, Refusal> {
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

/// No class of the file that derives from this one has a method of this name, and nothing stores such an attribute.
pub(super) fn own_method(function: &Function<'_>, class: &StmtClassDef, tree: &Tree) -> Result<(), Refusal> {
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
