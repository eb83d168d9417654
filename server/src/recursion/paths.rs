//! The ways through a function: can one leave it without making one of the calls in question?
//!
//! The walk over-approximates the ways: each `if` may go both ways unless a steady test was
//! decided before, a loop may run zero times, a handler may be entered. So "no way avoids the
//! call" is certain, while "some way avoids it" may be a way that no execution takes. In strict
//! mode every operation that could end the recursion by an exception or by never returning
//! (`next`, `pop`, indexing, division, calls of unknown code) counts as a way out.

mod changes;
mod expressions;
mod quiet;

use rustc_hash::FxHashMap;
use rustpython_ast::{
    ExceptHandler, Expr, ExprContext, MatchCase, Pattern, Stmt, StmtMatch, StmtTry, StmtWhile,
};
use rustpython_text_size::Ranged;
use smallvec::SmallVec;

use crate::recursion::calls::{Calls, SiteId};
use crate::recursion::definitions::{Body, Definitions, Function, FunctionId};
use crate::recursion::guards::{Guards, Known, join};
use crate::recursion::special::of_operator;
use changes::in_place;

/// What is asked of a walk.
pub(super) struct Question<'q> {
    /// The calls after which nothing more need be seen.
    pub stops: &'q dyn Fn(SiteId) -> bool,
    pub strict: bool,
    /// Functions of the file that return normally and change nothing.
    pub quiet: &'q dyn Fn(FunctionId) -> bool,
}

/// What a walk found.
#[derive(Debug, Default)]
pub(super) struct Ways {
    /// Some way leaves the function without one of the calls.
    pub exits: bool,
    /// The calls that can be reached, and what is known there whenever they are.
    pub reached: FxHashMap<SiteId, Known>,
    /// Something could raise, wait, or change an object, the calls aside that are known to be quiet.
    pub unquiet: bool,
    /// Parameters whose object unknown code is handed, or whose items or attributes are assigned.
    pub touched: SmallVec<[usize; 2]>,
    /// Something is changed that special methods of the file's classes may read, or may be changed by them.
    pub turned: bool,
}

pub(super) struct Walk<'w, 'd, 'a> {
    definitions: &'d Definitions<'a>,
    calls: &'w Calls<'a>,
    function: &'d Function<'a>,
    id: FunctionId,
    guards: &'w mut Guards<'d, 'a>,
    question: &'w Question<'w>,
    ways: Ways,
    loops: Vec<Loop>,
    tries: Vec<Try>,
    /// Depth of `with` blocks: their managers may swallow the exception that ends the recursion.
    shielded: u32,
}

#[derive(Default)]
struct Loop {
    breaks: Option<Known>,
    /// An iteration can come to its end, or skip to the next.
    repeats: bool,
}

/// A `try` whose body is being walked.
struct Try {
    /// Something in the body can raise.
    raises: bool,
    catches_recursion_error: bool,
    catches_everything: bool,
}

/// Walks a function from its entry, `known` being decided.
pub(super) fn walk<'d, 'a>(
    definitions: &'d Definitions<'a>,
    calls: &Calls<'a>,
    id: FunctionId,
    guards: &mut Guards<'d, 'a>,
    known: Known,
    question: &Question<'_>,
) -> Ways {
    let mut walk = Walk {
        definitions,
        calls,
        function: definitions.function(id),
        id,
        guards,
        question,
        ways: Ways::default(),
        loops: Vec::new(),
        tries: Vec::new(),
        shielded: 0,
    };
    let end = match walk.function.body {
        Body::Statements(body) => walk.body(body, Some(known)),
        Body::Expression(expression) => walk.eval(expression, known),
    };
    walk.ways.exits |= end.is_some();
    walk.ways
}

impl<'a> Walk<'_, '_, 'a> {
    fn body(&mut self, body: &'a [Stmt], known: Option<Known>) -> Option<Known> {
        let mut known = known?;
        for statement in body {
            known = self.statement(statement, known)?;
        }
        Some(known)
    }

    /// What is known after the statement; `None` where no way goes on behind it.
    fn statement(&mut self, statement: &'a Stmt, known: Known) -> Option<Known> {
        match statement {
            Stmt::Expr(stmt) => self.eval(&stmt.value, known),
            Stmt::Return(stmt) => {
                if let Some(value) = &stmt.value {
                    self.eval(value, known)?;
                }
                self.leave();
                None
            }
            Stmt::Raise(stmt) => {
                let mut known = known;
                for part in [&stmt.exc, &stmt.cause].into_iter().flatten() {
                    known = self.eval(part, known)?;
                }
                self.raise();
                None
            }
            Stmt::Assign(stmt) => {
                let mut known = self.eval(&stmt.value, known)?;
                for target in &stmt.targets {
                    if !self.unpacks_evenly(target, &stmt.value) {
                        known = self.may_raise(known, None);
                    }
                    known = self.store(target, known)?;
                }
                Some(known)
            }
            Stmt::AugAssign(stmt) => {
                let known = self.eval(&stmt.value, known)?;
                let known = if self.definitions.special().unquiet(&of_operator(stmt.op)) {
                    self.file_code(known)
                } else if self.quiet_operation(stmt.op, &stmt.value) {
                    known
                } else {
                    self.may_raise(known, None)
                };
                let known = if in_place(stmt.op, &stmt.value) { self.changes(known, true) } else { known };
                self.store(&stmt.target, known)
            }
            Stmt::AnnAssign(stmt) => {
                let Some(value) = &stmt.value else { return Some(known) };
                let known = self.eval(value, known)?;
                self.store(&stmt.target, known)
            }
            Stmt::Delete(stmt) => {
                let mut known = known;
                for target in &stmt.targets {
                    known = self.store(target, known)?;
                }
                Some(known)
            }
            Stmt::If(stmt) => {
                let (yes, mut no) = self.condition(&stmt.test, known);
                let mut after = self.body(&stmt.body, yes);
                for clause in &stmt.elif_else_clauses {
                    let Some(known) = no else { return after };
                    let yes;
                    (yes, no) = match &clause.test {
                        Some(test) => self.condition(test, known),
                        None => (Some(known), None),
                    };
                    after = join(after, self.body(&clause.body, yes));
                }
                join(after, no)
            }
            Stmt::While(stmt) => self.while_loop(stmt, known),
            Stmt::For(stmt) => {
                let mut known = self.eval(&stmt.iter, known)?;
                if stmt.iter.is_name_expr()
                    && let Some(after) = self.enter(&stmt.iter, known.clone())
                {
                    known = after?;
                }
                known = self.iterates(&stmt.iter, known);
                if stmt.is_async {
                    known = self.may_raise(known, Some(&stmt.iter));
                }
                let at_least_once = self.has_items(&stmt.iter);
                let start = self.store(&stmt.target, known.clone())?;
                self.loops.push(Loop::default());
                let end = self.body(&stmt.body, Some(start));
                let finished = self.loops.pop().unwrap_or_default();
                let never = (!at_least_once).then_some(known.clone());
                let skipped = finished.repeats.then_some(known);
                let exhausted = join(join(end, skipped), never);
                join(self.body(&stmt.orelse, exhausted), finished.breaks)
            }
            Stmt::With(stmt) => {
                let mut known = known;
                for item in &stmt.items {
                    known = self.eval(&item.context_expr, known)?;
                    known = self.may_raise(known, Some(&item.context_expr));
                    if let Some(target) = &item.optional_vars {
                        known = self.store(target, known)?;
                    }
                }
                self.shielded += 1;
                let after = self.body(&stmt.body, Some(known));
                self.shielded -= 1;
                // The manager may swallow an exception raised inside.
                after.or(Some(Known::default()))
            }
            Stmt::Match(stmt) => self.match_statement(stmt, known),
            Stmt::Try(stmt) => self.try_statement(stmt, known),
            Stmt::Assert(stmt) => {
                let (yes, no) = self.condition(&stmt.test, known);
                if let Some(no) = no {
                    let no = match &stmt.msg {
                        Some(message) => self.eval(message, no),
                        None => Some(no),
                    };
                    if no.is_some() {
                        self.raise();
                    }
                }
                yes
            }
            Stmt::Break(_) => {
                if let Some(innermost) = self.loops.last_mut() {
                    innermost.breaks = join(innermost.breaks.take(), Some(known));
                }
                None
            }
            Stmt::Continue(_) => {
                if let Some(innermost) = self.loops.last_mut() {
                    innermost.repeats = true;
                }
                None
            }
            Stmt::FunctionDef(def) => {
                let mut known = known;
                for decorator in &def.decorator_list {
                    known = self.eval(&decorator.expression, known)?;
                    known = self.may_raise(known, None);
                }
                for parameter in def.parameters.iter_non_variadic_params() {
                    if let Some(default) = &parameter.default {
                        known = self.eval(default, known)?;
                    }
                }
                self.bind(def.name.range(), &mut known);
                Some(known)
            }
            Stmt::ClassDef(def) => {
                let mut known = known;
                if !def.decorator_list.is_empty() || def.arguments.is_some() {
                    known = self.may_raise(known, None);
                }
                known = self.body(&def.body, Some(known))?;
                self.bind(def.name.range(), &mut known);
                Some(known)
            }
            Stmt::Import(_) | Stmt::ImportFrom(_) => {
                let mut known = known;
                self.bind(statement.range(), &mut known);
                Some(known)
            }
            Stmt::Global(_) | Stmt::Nonlocal(_) | Stmt::Pass(_) | Stmt::TypeAlias(_) => Some(known),
            Stmt::IpyEscapeCommand(_) => Some(self.may_raise(known, None)),
        }
    }

    fn while_loop(&mut self, stmt: &'a StmtWhile, known: Known) -> Option<Known> {
        let (enter, mut over) = self.condition(&stmt.test, known.clone());
        self.loops.push(Loop::default());
        let end = self.body(&stmt.body, enter);
        let finished = self.loops.pop().unwrap_or_default();
        if end.is_some() || finished.repeats {
            // Steady tests do not turn while the loop runs, so what is known holds again.
            let (again, last) = self.condition(&stmt.test, end.unwrap_or(known));
            if again.is_some() && last.is_none() {
                // It can loop for ever without one of the calls.
                self.ways.unquiet = true;
                self.leave();
            }
            over = join(over, last);
        }
        join(self.body(&stmt.orelse, over), finished.breaks)
    }

    fn match_statement(&mut self, stmt: &'a StmtMatch, known: Known) -> Option<Known> {
        let mut remaining = Some(self.eval(&stmt.subject, known)?);
        let mut after = None;
        for case in &stmt.cases {
            let Some(known) = remaining else { return after };
            let (matched, unmatched) = self.case(&stmt.subject, case, known);
            after = join(after, self.body(&case.body, matched));
            remaining = unmatched;
        }
        join(after, remaining)
    }

    fn case(
        &mut self,
        subject: &'a Expr,
        case: &'a MatchCase,
        known: Known,
    ) -> (Option<Known>, Option<Known>) {
        let (mut matched, unmatched) = self.pattern(subject, &case.pattern, known);
        if let Some(known) = &mut matched {
            self.bind(case.pattern.range(), known);
        }
        let (Some(guard), Some(matched)) = (&case.guard, matched.clone()) else {
            return (matched, unmatched);
        };
        let (yes, no) = self.condition(guard, matched);
        (yes, join(unmatched, no))
    }

    fn pattern(
        &mut self,
        subject: &'a Expr,
        pattern: &'a Pattern,
        known: Known,
    ) -> (Option<Known>, Option<Known>) {
        if pattern.is_irrefutable() {
            return (Some(known), None);
        }
        match pattern {
            Pattern::MatchValue(value) => {
                let (Some(left), Some(right)) =
                    (self.guards.operand(subject), self.guards.operand(&value.value))
                else {
                    return (Some(known.clone()), Some(known));
                };
                self.decide(left, Some(rustpython_ast::CmpOp::Eq), Some(right), known)
            }
            Pattern::MatchOr(or) => {
                let mut yes = None;
                let mut no = Some(known);
                for pattern in &or.patterns {
                    let Some(known) = no else { break };
                    let (matched, unmatched) = self.pattern(subject, pattern, known);
                    yes = join(yes, matched);
                    no = unmatched;
                }
                (yes, no)
            }
            _ => (Some(known.clone()), Some(known)),
        }
    }

    fn try_statement(&mut self, stmt: &'a StmtTry, known: Known) -> Option<Known> {
        // A `finally` that leaves by itself swallows whatever was under way.
        let swallows = stmt.finalbody.iter().any(jumps);
        self.shielded += u32::from(swallows);
        self.tries.push(Try {
            raises: false,
            catches_recursion_error: stmt.handlers.iter().any(catches_recursion_error),
            catches_everything: stmt.handlers.iter().any(catches_everything),
        });
        let end = self.body(&stmt.body, Some(known));
        let frame = self.tries.pop();
        let mut after = self.body(&stmt.orelse, end);
        if frame.is_some_and(|frame| frame.raises) {
            for handler in &stmt.handlers {
                let ExceptHandler::ExceptHandler(handler) = handler;
                let mut known = Known::default();
                if let Some(name) = &handler.name {
                    self.bind(name.range(), &mut known);
                }
                after = join(after, self.body(&handler.body, Some(known)));
            }
        }
        self.shielded -= u32::from(swallows);
        if swallows {
            after = after.or(Some(Known::default()));
        }
        self.body(&stmt.finalbody, after)
    }

    /// A way out of the function.
    fn leave(&mut self) {
        self.ways.exits = true;
    }

    /// An exception: out of the function, unless a handler certainly catches it.
    fn raise(&mut self) {
        self.ways.unquiet = true;
        for frame in self.tries.iter_mut().rev() {
            frame.raises = true;
            if frame.catches_everything {
                return;
            }
        }
        self.leave();
    }

    /// An operation that could raise, wait for ever, or change the objects that `culprit` hands
    /// on: what tests of those said is no longer known.
    fn may_raise(&mut self, mut known: Known, culprit: Option<&Expr>) -> Known {
        if self.question.strict {
            self.raise();
        } else {
            self.ways.unquiet = true;
            self.tries.iter_mut().for_each(|frame| frame.raises = true);
        }
        let touched = culprit.map(|culprit| self.handed_on(culprit)).unwrap_or_default();
        known.facts.retain(|fact| {
            let test = self.guards.get(fact.0);
            !test.mutable() || !test.reads().any(|parameter| touched.contains(&parameter))
        });
        for parameter in touched {
            if !self.ways.touched.contains(&parameter) {
                self.ways.touched.push(parameter);
            }
        }
        known
    }

    /// The parameters whose object an operation gets hold of.
    fn handed_on(&self, culprit: &Expr) -> SmallVec<[usize; 2]> {
        let mut found = SmallVec::new();
        let mut add = |expression: &Expr| {
            let inner = match expression {
                Expr::Starred(starred) => &starred.value,
                other => other,
            };
            found.extend(self.guards.parameter(inner));
        };
        match culprit {
            Expr::Call(call) => {
                if let Expr::Attribute(attribute) = call.func.as_ref() {
                    add(&attribute.value);
                }
                call.arguments.args.iter().for_each(&mut add);
                call.arguments.keywords.iter().for_each(|keyword| add(&keyword.value));
            }
            Expr::Subscript(subscript) if subscript.ctx != ExprContext::Load => add(&subscript.value),
            Expr::Attribute(attribute) if attribute.ctx != ExprContext::Load => add(&attribute.value),
            Expr::Name(_) => add(culprit),
            _ => {}
        }
        found
    }

    /// Evaluates a call that enters a function of the file.
    fn enter(&mut self, expression: &Expr, known: Known) -> Option<Option<Known>> {
        let id = *self.calls.at.get(&(self.id, expression.range()))?;
        let reached = self.ways.reached.remove(&id);
        let met = match reached {
            Some(before) => before.meet(&known),
            None => known.clone(),
        };
        self.ways.reached.insert(id, met);
        let site = self.calls.site(id);
        let caught = self.shielded > 0 || self.tries.iter().any(|frame| frame.catches_recursion_error);
        if site.certain && !caught && (self.question.stops)(id) {
            return Some(None);
        }
        if site.certain && (self.question.quiet)(site.callee) {
            return Some(Some(known));
        }
        // A call of the function itself does to objects what the rest of the function does.
        let culprit = (site.callee != self.id).then_some(expression);
        Some(Some(self.may_raise(known, culprit)))
    }

    /// The target takes as many items as the value certainly has.
    fn unpacks_evenly(&self, target: &Expr, value: &Expr) -> bool {
        let targets = match target {
            Expr::Tuple(tuple) => &tuple.elts,
            Expr::List(list) => &list.elts,
            _ => return true,
        };
        let Expr::Tuple(values) = value else { return false };
        targets.len() == values.elts.len()
            && !targets.iter().chain(&values.elts).any(Expr::is_starred_expr)
            && targets.iter().zip(&values.elts).all(|(target, value)| self.unpacks_evenly(target, value))
    }
}

/// A statement that leaves by itself, somewhere inside.
fn jumps(statement: &Stmt) -> bool {
    match statement {
        Stmt::Return(_) | Stmt::Break(_) | Stmt::Continue(_) => true,
        Stmt::If(stmt) => {
            stmt.body.iter().any(jumps) || stmt.elif_else_clauses.iter().any(|c| c.body.iter().any(jumps))
        }
        Stmt::For(stmt) => stmt.body.iter().chain(&stmt.orelse).any(jumps),
        Stmt::While(stmt) => stmt.body.iter().chain(&stmt.orelse).any(jumps),
        Stmt::With(stmt) => stmt.body.iter().any(jumps),
        Stmt::Match(stmt) => stmt.cases.iter().any(|case| case.body.iter().any(jumps)),
        Stmt::Try(stmt) => {
            let handlers = stmt.handlers.iter().any(|handler| {
                let ExceptHandler::ExceptHandler(handler) = handler;
                handler.body.iter().any(jumps)
            });
            handlers || stmt.body.iter().chain(&stmt.orelse).chain(&stmt.finalbody).any(jumps)
        }
        _ => false,
    }
}

/// Builtin exceptions that are no bases of `RecursionError`.
const OTHERS: &[&str] = &[
    "ArithmeticError",
    "AssertionError",
    "AttributeError",
    "BlockingIOError",
    "BrokenPipeError",
    "ChildProcessError",
    "ConnectionError",
    "EOFError",
    "FileExistsError",
    "FileNotFoundError",
    "FloatingPointError",
    "GeneratorExit",
    "IOError",
    "ImportError",
    "IndexError",
    "InterruptedError",
    "IsADirectoryError",
    "KeyError",
    "KeyboardInterrupt",
    "LookupError",
    "ModuleNotFoundError",
    "NameError",
    "NotADirectoryError",
    "NotImplementedError",
    "OSError",
    "OverflowError",
    "PermissionError",
    "ProcessLookupError",
    "ReferenceError",
    "StopAsyncIteration",
    "StopIteration",
    "SyntaxError",
    "SystemExit",
    "TimeoutError",
    "TypeError",
    "UnboundLocalError",
    "UnicodeDecodeError",
    "UnicodeEncodeError",
    "UnicodeError",
    "ValueError",
    "ZeroDivisionError",
];

/// The handler may catch a `RecursionError`.
fn catches_recursion_error(handler: &ExceptHandler) -> bool {
    let ExceptHandler::ExceptHandler(handler) = handler;
    let other = |kind: &Expr| matches!(kind, Expr::Name(name) if OTHERS.contains(&name.id.as_str()));
    match handler.type_.as_deref() {
        None => true,
        Some(Expr::Tuple(kinds)) => !kinds.elts.iter().all(other),
        Some(kind) => !other(kind),
    }
}

fn catches_everything(handler: &ExceptHandler) -> bool {
    let ExceptHandler::ExceptHandler(handler) = handler;
    match handler.type_.as_deref() {
        None => true,
        Some(kind) => matches!(kind, Expr::Name(name) if name.id.as_str() == "BaseException"),
    }
}
