//! Objects that refer to each other in a circle: counting references never frees them, only the
//! cycle collector does.
//!
//! Claims that the cycle is there once the lines named have run; what breaks it up later is not
//! looked at. Found are the forms that a few lines make: an object put into itself, two names of a
//! frame whose objects are put into each other in one block, a function that refers to itself by the
//! cell of its name, an exception kept by a name of the frame that caught it.

use rustc_hash::FxHashSet;
use rustpython_ast::{ExceptHandler, Expr, ExprName, Stmt, StmtTry};

use crate::memory::facts::Facts;
use crate::memory::value::Storage;
use crate::names::{Access, Binding, Names, OccurrenceId, ScopeId, ScopeKind, SymbolId};
use crate::syntax::{Shift, Tree};
use crate::text::Span;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cycle {
    pub kind: CycleKind,
    /// The names whose objects are part of it, where the cycle is made.
    pub names: Vec<OccurrenceId>,
    /// The statements that make it.
    pub lines: Vec<Span>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CycleKind {
    /// `a.append(a)`
    Own,
    /// `child.parent = self` and `self.children.append(child)`
    Pair,
    /// A function inside another that uses its own name.
    Function(ScopeId),
    /// `saved = error` in the `except` clause of a function.
    Exception(ScopeId),
}

/// A statement that puts one name's object into another's.
struct Link {
    holder: OccurrenceId,
    held: OccurrenceId,
    span: Span,
}

struct Finder<'a> {
    text: &'a str,
    names: &'a Names,
    facts: &'a Facts,
    shift: Shift,
    /// Attributes that a property or a method stands behind, in some class of the file.
    defined: FxHashSet<&'a str>,
    found: Vec<Cycle>,
}

/// The cycles of a file, in order of what makes them.
pub fn cycles(text: &str, tree: &Tree, names: &Names, facts: &Facts) -> Vec<Cycle> {
    let is_method =
        |scope: ScopeId| names.scope(scope).parent.is_some_and(|up| names.scope(up).kind == ScopeKind::Class);
    let functions = (0..names.scopes.len() as u32).map(ScopeId);
    let methods = functions.filter(|id| names.scope(*id).kind == ScopeKind::Function && is_method(*id));
    let defined = methods.map(|id| names.scope(id).name.as_str()).collect();
    let mut finder = Finder { text, names, facts, shift: Shift(0), defined, found: Vec::new() };
    for statement in &tree.statements {
        finder.shift = statement.shift();
        finder.block(std::slice::from_ref(statement.node()));
    }
    finder.shift = Shift(0);
    finder.at_top(tree);
    finder.functions();
    finder.found.sort_by_key(|cycle| cycle.lines.first().map(|span| span.start));
    finder.found
}

impl<'a> Finder<'a> {
    /// The statements of the module are one block, each with its own shift.
    fn at_top(&mut self, tree: &'a Tree) {
        let mut links = Vec::new();
        for statement in &tree.statements {
            self.shift = statement.shift();
            links.extend(self.link(statement.node()));
        }
        self.join(links);
    }

    /// A block and all the blocks in it.
    fn block(&mut self, body: &'a [Stmt]) {
        for statement in body {
            match statement {
                Stmt::FunctionDef(s) => self.inner(&s.body),
                Stmt::ClassDef(s) => self.inner(&s.body),
                Stmt::If(s) => {
                    self.inner(&s.body);
                    s.elif_else_clauses.iter().for_each(|clause| self.inner(&clause.body));
                }
                Stmt::For(s) => [&s.body, &s.orelse].into_iter().for_each(|body| self.inner(body)),
                Stmt::While(s) => [&s.body, &s.orelse].into_iter().for_each(|body| self.inner(body)),
                Stmt::With(s) => self.inner(&s.body),
                Stmt::Match(s) => s.cases.iter().for_each(|case| self.inner(&case.body)),
                Stmt::Try(s) => {
                    [&s.body, &s.orelse, &s.finalbody].into_iter().for_each(|body| self.inner(body));
                    for ExceptHandler::ExceptHandler(handler) in &s.handlers {
                        self.inner(&handler.body);
                    }
                    self.exceptions(s);
                }
                _ => {}
            }
        }
    }

    fn inner(&mut self, body: &'a [Stmt]) {
        let links: Vec<Link> = body.iter().filter_map(|statement| self.link(statement)).collect();
        self.join(links);
        self.block(body);
    }

    fn occurrence(&self, name: &ExprName) -> Option<OccurrenceId> {
        self.names.occurrence_at(self.shift.at(name.range.start().to_u32()))
    }

    fn link(&self, statement: &Stmt) -> Option<Link> {
        let span = self.shift.span(statement);
        let (holder, held) = match statement {
            Stmt::Assign(s) => {
                let [target] = s.targets.as_slice() else { return None };
                let holder = match target {
                    Expr::Attribute(a) => {
                        self.owner(&a.value, Some((a.attr.as_str(), self.shift.span(&a.attr))))?
                    }
                    Expr::Subscript(s) => self.container(&s.value)?,
                    _ => return None,
                };
                (holder, self.held(&s.value)?)
            }
            Stmt::Expr(s) => {
                let Expr::Call(call) = &*s.value else { return None };
                let Expr::Attribute(method) = &*call.func else { return None };
                let is_adding = matches!(method.attr.as_str(), "append" | "add" | "appendleft" | "insert");
                if !is_adding || !call.arguments.keywords.is_empty() {
                    return None;
                }
                (self.container(&method.value)?, self.held(call.arguments.args.last()?)?)
            }
            _ => return None,
        };
        Some(Link { holder, held, span })
    }

    /// The name whose object gets the attribute: a plain one, not a property.
    fn owner(&self, value: &Expr, attribute: Option<(&str, Span)>) -> Option<OccurrenceId> {
        let Expr::Name(name) = value else { return None };
        if let Some((attribute, span)) = attribute {
            let at = self.facts.attributes.partition_point(|known| known.span.start < span.start);
            let known = self.facts.attributes.get(at).filter(|known| known.span == span)?;
            let is_hooked = self.defined.contains(attribute) || self.defined.contains("__setattr__");
            if known.class.is_none() || is_hooked {
                return None;
            }
        }
        self.occurrence(name)
    }

    /// A builtin container: the object of a name, or of an attribute of a name's object.
    fn container(&self, expression: &Expr) -> Option<OccurrenceId> {
        let is_container = |types: Vec<&str>| {
            !types.is_empty() && types.iter().all(|name| matches!(*name, "list" | "dict" | "set" | "deque"))
        };
        match expression {
            Expr::Name(name) => {
                let id = self.occurrence(name)?;
                let value = self.facts.value(id)?;
                is_container(self.facts.types_of(value)).then_some(id)
            }
            Expr::Attribute(a) => {
                let span = self.shift.span(&a.attr);
                let at = self.facts.attributes.partition_point(|known| known.span.start < span.start);
                let known = self.facts.attributes.get(at).filter(|known| known.span == span)?;
                let id = self.owner(&a.value, None)?;
                let is_own = !self.defined.contains(a.attr.as_str());
                (is_own && is_container(self.facts.types_of(&known.value))).then_some(id)
            }
            _ => None,
        }
    }

    /// The name whose object is put in, as it is or in a new tuple or list.
    fn held(&self, expression: &Expr) -> Option<OccurrenceId> {
        let name = match expression {
            Expr::Name(name) => Some(name),
            Expr::Tuple(e) => e.elts.iter().find_map(Expr::as_name_expr),
            Expr::List(e) => e.elts.iter().find_map(Expr::as_name_expr),
            _ => None,
        }?;
        let id = self.occurrence(name)?;
        let value = self.facts.value(id)?;
        (self.facts.storage(value) == Storage::Heap && !self.facts.types_of(value).is_empty()).then_some(id)
    }

    fn variable(&self, id: OccurrenceId) -> (ScopeId, SymbolId) {
        let at = self.names.occurrence(id);
        (at.scope, at.symbol)
    }

    /// Nothing binds or deletes a variable between two places of one scope.
    fn is_kept(&self, variable: (ScopeId, SymbolId), from: u32, to: u32) -> bool {
        let first = self.names.occurrences.partition_point(|at| at.span.start < from);
        let between = self.names.occurrences[first..].iter().take_while(|at| at.span.start < to);
        let mut changes = between.filter(|at| at.access != Access::Use);
        !changes.any(|at| (at.scope, at.symbol) == variable)
    }

    /// Links of one block, in order, that make circles.
    fn join(&mut self, links: Vec<Link>) {
        for (index, link) in links.iter().enumerate() {
            let (holder, held) = (self.variable(link.holder), self.variable(link.held));
            if holder == held {
                let names = vec![link.holder];
                self.found.push(Cycle { kind: CycleKind::Own, names, lines: vec![link.span] });
                continue;
            }
            let back = links[index + 1..].iter().find(|other| {
                (self.variable(other.holder), self.variable(other.held)) == (held, holder)
                    && [holder, held]
                        .iter()
                        .all(|variable| self.is_kept(*variable, link.span.end, other.span.start))
            });
            if let Some(back) = back {
                let names = vec![back.holder, back.held];
                let lines = vec![link.span, back.span];
                self.found.push(Cycle { kind: CycleKind::Pair, names, lines });
            }
        }
    }

    /// Functions inside functions that use their own name: the function holds the cell, the cell the function.
    fn functions(&mut self) {
        for (index, scope) in self.names.scopes.iter().enumerate() {
            let is_inner = scope.kind == ScopeKind::Function && scope.parent.is_some();
            let own = scope.symbol(&scope.name).map(|symbol| &scope.symbols[symbol.0 as usize]);
            let Some(own) = own.filter(|own| is_inner && own.binding == Binding::Free) else { continue };
            let Some((home, variable)) = own.home else { continue };
            let Some(id) = self.names.occurrence_at(scope.head.start) else { continue };
            if self.variable(id) != (home, variable) || scope.parent != Some(home) {
                continue;
            }
            let binds = self.names.occurrences.iter().filter(|at| {
                at.access != Access::Use && self.names.symbol_of(at).home == Some((home, variable))
            });
            let is_itself = self.facts.value(id).is_some_and(|value| {
                let mut objects = self.facts.objects_of(value).map(|id| self.facts.object(id).definition);
                !value.unknown && objects.any(|definition| definition == Some(ScopeId(index as u32)))
            });
            if binds.count() == 1 && is_itself {
                let kind = CycleKind::Function(ScopeId(index as u32));
                self.found.push(Cycle { kind, names: vec![id], lines: vec![scope.head] });
            }
        }
    }

    /// `saved = error`: the exception holds its traceback, that the frame, and the frame `saved`.
    fn exceptions(&mut self, s: &StmtTry) {
        for ExceptHandler::ExceptHandler(handler) in &s.handlers {
            let Some(name) = &handler.name else { continue };
            let saved = handler.body.iter().find_map(|statement| match statement {
                Stmt::Assign(assign) => match (assign.targets.as_slice(), &*assign.value) {
                    ([Expr::Name(target)], Expr::Name(value)) if value.id == name.id => {
                        Some((target, assign))
                    }
                    _ => None,
                },
                _ => None,
            });
            let Some((target, assign)) = saved else { continue };
            let Some(id) = self.occurrence(target) else { continue };
            let at = self.names.occurrence(id);
            let scope = self.names.scope(at.scope);
            let whole = self.text.get(scope.span.range()).unwrap_or_default();
            let is_local =
                scope.kind == ScopeKind::Function && self.names.symbol_of(at).binding == Binding::Local;
            // The traceback may be taken off, the name bound anew.
            let lasts =
                !whole.contains("traceback") && self.is_kept(self.variable(id), at.span.end, scope.span.end);
            if is_local && lasts {
                let kind = CycleKind::Exception(at.scope);
                self.found.push(Cycle { kind, names: vec![id], lines: vec![self.shift.span(assign)] });
            }
        }
    }
}
