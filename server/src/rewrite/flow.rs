//! Which variables are certainly bound where they are used, and where control falls off the end.
//!
//! In a recursion every call starts without local variables; in a loop those of the round before are
//! still there. Both are the same only where no variable is used before it is bound.

use std::collections::BTreeSet;

use rustpython_ast::{ExceptHandler, Expr, Pattern, Stmt};
use rustpython_text_size::Ranged;

use crate::names::{Access, SymbolId};
use crate::rewrite::function::Function;
use crate::text::Span;

/// `None` where control cannot be.
pub(super) type Bound = Option<BTreeSet<SymbolId>>;

pub(super) struct Flow<'f, 'a> {
    function: &'f Function<'a>,
    /// The first use of a variable that may not be bound there.
    pub unbound: Option<(SymbolId, Span)>,
    /// What is certainly bound before each statement that holds a call of the function itself.
    pub before: Vec<(Span, BTreeSet<SymbolId>)>,
    /// What is certainly bound behind each branching one of them.
    pub after: Vec<(Span, BTreeSet<SymbolId>)>,
}

impl<'f, 'a> Flow<'f, 'a> {
    pub fn of(function: &'f Function<'a>) -> Flow<'f, 'a> {
        let mut flow = Flow { function, unbound: None, before: Vec::new(), after: Vec::new() };
        let start = function.parameters.iter().map(|parameter| parameter.symbol).collect();
        flow.block(function.body(), Some(start));
        flow
    }

    fn block(&mut self, statements: &[Stmt], start: Bound) -> Bound {
        let mut bound = start;
        for statement in statements {
            // What is never reached is not looked at.
            let now = bound?;
            bound = self.statement(statement, now);
            if let (true, Some(bound)) = (statement.is_if_stmt() && self.function.recurs(statement), &bound) {
                self.after.push((self.function.span(statement), bound.clone()));
            }
        }
        bound
    }

    fn statement(&mut self, statement: &Stmt, mut bound: BTreeSet<SymbolId>) -> Bound {
        if self.function.recurs(statement) {
            self.before.push((self.function.span(statement), bound.clone()));
        }
        match statement {
            Stmt::If(stmt) => {
                self.uses(&*stmt.test, &bound);
                let mut ends = vec![self.block(&stmt.body, Some(bound.clone()))];
                let mut has_else = false;
                for clause in &stmt.elif_else_clauses {
                    match &clause.test {
                        Some(test) => self.uses(test, &bound),
                        None => has_else = true,
                    }
                    ends.push(self.block(&clause.body, Some(bound.clone())));
                }
                if !has_else {
                    ends.push(Some(bound));
                }
                join(ends)
            }
            Stmt::For(stmt) => {
                self.uses(&*stmt.iter, &bound);
                let mut inside = bound.clone();
                self.uses(&*stmt.target, &bound);
                self.binds(&*stmt.target, &mut inside);
                self.block(&stmt.body, Some(inside));
                // A `break` skips the `else`.
                self.block(&stmt.orelse, Some(bound.clone()));
                Some(bound)
            }
            Stmt::While(stmt) => {
                self.uses(&*stmt.test, &bound);
                self.block(&stmt.body, Some(bound.clone()));
                self.block(&stmt.orelse, Some(bound.clone()));
                let is_endless = is_true(&stmt.test) && !breaks(&stmt.body);
                (!is_endless).then_some(bound)
            }
            Stmt::With(stmt) => {
                for item in &stmt.items {
                    self.uses(&item.context_expr, &bound);
                    if let Some(target) = &item.optional_vars {
                        self.uses(&**target, &bound);
                        self.binds(&**target, &mut bound);
                    }
                }
                let end = self.block(&stmt.body, Some(bound.clone()));
                // The manager may swallow an exception.
                end.and(Some(bound))
            }
            Stmt::Try(stmt) => {
                let body = self.block(&stmt.body, Some(bound.clone()));
                let mut ends = vec![match body {
                    Some(body) => self.block(&stmt.orelse, Some(body)),
                    None => None,
                }];
                for handler in &stmt.handlers {
                    let ExceptHandler::ExceptHandler(handler) = handler;
                    if let Some(type_) = &handler.type_ {
                        self.uses(&**type_, &bound);
                    }
                    let mut inside = bound.clone();
                    let name = handler.name.as_ref().and_then(|name| {
                        self.function.home(self.function.span(name).start).map(|home| home.1)
                    });
                    inside.extend(name);
                    let mut end = self.block(&handler.body, Some(inside));
                    // Python unbinds it.
                    if let (Some(end), Some(name)) = (&mut end, name) {
                        end.remove(&name);
                    }
                    ends.push(end);
                }
                let end = join(ends);
                let last = self.block(&stmt.finalbody, Some(bound));
                last.and(end)
            }
            Stmt::Match(stmt) => {
                self.uses(&*stmt.subject, &bound);
                let mut ends = Vec::new();
                let mut has_all = false;
                for case in &stmt.cases {
                    let mut inside = bound.clone();
                    self.uses(&case.pattern, &bound);
                    self.binds(&case.pattern, &mut inside);
                    if let Some(guard) = &case.guard {
                        self.uses(&**guard, &inside);
                    }
                    has_all |= case.guard.is_none() && is_wildcard(&case.pattern);
                    ends.push(self.block(&case.body, Some(inside)));
                }
                if !has_all {
                    ends.push(Some(bound));
                }
                join(ends)
            }
            Stmt::FunctionDef(_) | Stmt::ClassDef(_) => {
                let at = match statement {
                    Stmt::FunctionDef(def) => def.name.range(),
                    Stmt::ClassDef(class) => class.name.range(),
                    _ => return Some(bound),
                };
                let home = self.function.home(self.function.shift.at(at.start().to_u32()));
                bound.extend(home.filter(|home| home.0 == self.function.scope).map(|home| home.1));
                self.uses(statement, &bound);
                Some(bound)
            }
            Stmt::AugAssign(stmt) => {
                if let Some(target) = self.function.local(&stmt.target) {
                    self.needs(target, self.function.span(&*stmt.target), &bound);
                }
                self.uses(statement, &bound);
                Some(bound)
            }
            Stmt::Return(_) | Stmt::Raise(_) => {
                self.uses(statement, &bound);
                None
            }
            Stmt::Break(_) | Stmt::Continue(_) => None,
            _ => {
                self.uses(statement, &bound);
                self.binds(statement, &mut bound);
                Some(bound)
            }
        }
    }

    fn uses(&mut self, node: &impl Ranged, bound: &BTreeSet<SymbolId>) {
        let span = self.function.span(node);
        let used = self.function.occurrences(span).filter(|(_, access, _)| *access == Access::Use);
        let used: Vec<_> = used.map(|(symbol, _, at)| (symbol, at)).collect();
        used.into_iter().for_each(|(symbol, at)| self.needs(symbol, at, bound));
    }

    fn needs(&mut self, symbol: SymbolId, at: Span, bound: &BTreeSet<SymbolId>) {
        if !bound.contains(&symbol) {
            self.unbound = self.unbound.or(Some((symbol, at)));
        }
    }

    fn binds(&self, node: &impl Ranged, bound: &mut BTreeSet<SymbolId>) {
        let found = self.function.occurrences(self.function.span(node));
        bound.extend(found.filter(|(_, access, _)| *access == Access::Bind).map(|(symbol, ..)| symbol));
    }
}

fn join(ends: Vec<Bound>) -> Bound {
    ends.into_iter().flatten().reduce(|a, b| a.intersection(&b).copied().collect())
}

fn is_wildcard(pattern: &Pattern) -> bool {
    matches!(pattern, Pattern::MatchAs(found) if found.pattern.is_none())
}

pub(super) fn is_true(test: &Expr) -> bool {
    match test {
        Expr::BooleanLiteral(literal) => literal.value,
        Expr::NumberLiteral(literal) => {
            matches!(&literal.value, rustpython_ast::Number::Int(value) if value.as_i64() == Some(1))
        }
        _ => false,
    }
}

/// True where a `break` leaves the loop with this body.
pub(super) fn breaks(body: &[Stmt]) -> bool {
    body.iter().any(|statement| match statement {
        Stmt::Break(_) => true,
        Stmt::For(stmt) => breaks(&stmt.orelse),
        Stmt::While(stmt) => breaks(&stmt.orelse),
        other => blocks(other).into_iter().any(breaks),
    })
}

/// The blocks of a compound statement; of a definition none.
pub(super) fn blocks(statement: &Stmt) -> Vec<&[Stmt]> {
    match statement {
        Stmt::If(stmt) => {
            let clauses = stmt.elif_else_clauses.iter().map(|clause| clause.body.as_slice());
            std::iter::once(stmt.body.as_slice()).chain(clauses).collect()
        }
        Stmt::For(stmt) => vec![&stmt.body, &stmt.orelse],
        Stmt::While(stmt) => vec![&stmt.body, &stmt.orelse],
        Stmt::With(stmt) => vec![&stmt.body],
        Stmt::Match(stmt) => stmt.cases.iter().map(|case| case.body.as_slice()).collect(),
        Stmt::Try(stmt) => {
            let handlers = stmt.handlers.iter().map(|handler| {
                let ExceptHandler::ExceptHandler(handler) = handler;
                handler.body.as_slice()
            });
            let first = std::iter::once(stmt.body.as_slice()).chain(handlers);
            first.chain([stmt.orelse.as_slice(), stmt.finalbody.as_slice()]).collect()
        }
        _ => Vec::new(),
    }
}

/// True where control can come to the end of these statements; `leaves` tells which simple statements it does not pass.
pub(super) fn falls(statements: &[Stmt], leaves: &dyn Fn(&Stmt) -> bool) -> bool {
    !statements.iter().any(|statement| match statement {
        Stmt::If(stmt) => {
            let has_else = stmt.elif_else_clauses.last().is_some_and(|clause| clause.test.is_none());
            has_else && blocks(statement).into_iter().all(|block| !falls(block, leaves))
        }
        Stmt::Match(stmt) => {
            let is_whole =
                stmt.cases.last().is_some_and(|case| case.guard.is_none() && is_wildcard(&case.pattern));
            is_whole && blocks(statement).into_iter().all(|block| !falls(block, leaves))
        }
        Stmt::While(stmt) => is_true(&stmt.test) && !breaks(&stmt.body),
        Stmt::Return(_) | Stmt::Raise(_) | Stmt::Break(_) | Stmt::Continue(_) => true,
        simple => leaves(simple),
    })
}
