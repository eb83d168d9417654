//! A walk over a function that follows what its locals hold, and notes at each inner call what
//! is passed and what holds there.
//!
//! Numbers are taken to be finite, containers not to contain themselves. Code outside the file is
//! taken not to add to the objects that it is handed.

use rustc_hash::{FxHashMap, FxHashSet};
use rustpython_ast::{ExceptHandler, Expr, Operator, Stmt, StmtTry};
use rustpython_text_size::Ranged;

use super::outer::Captured;
use super::passed::Passed;
use super::results::Results;
use super::split::{no_text, no_text_fact};
use super::state::{Fact, Flag, State, Ways, common, join};
use super::value::{Atom, Place, Value};
use crate::names::Access;
use crate::recursion::calls::{Calls, SiteId};
use crate::recursion::cycles::Cycles;
use crate::recursion::definitions::{Body, Definitions, Function, FunctionId, Home, Role};

pub(super) struct Walk<'w, 'd, 'a> {
    pub definitions: &'d Definitions<'a>,
    pub calls: &'w Calls<'a>,
    pub cycles: &'w Cycles,
    pub function: &'w Function<'a>,
    pub id: FunctionId,
    pub passed: &'w mut FxHashMap<SiteId, Passed>,
    /// Containers that things are taken out of.
    pub emptied: &'w mut FxHashSet<String>,
    loops: Vec<Loop>,
    /// Depth of lambdas and generator expressions: they may run when locals hold something else.
    pub deferred: u32,
    /// What functions outside the cycle give back, as far as it was asked.
    pub results: &'w mut FxHashMap<FunctionId, Value>,
    pub captured: &'w mut Captured,
    /// How many calls deep in those this walk is.
    pub depth: u32,
    pub own: Results,
}

#[derive(Default)]
struct Loop {
    breaks: Option<State>,
    continues: Option<State>,
}

/// What loops inside so many loops assign is unknown from the start.
const DEEP_LOOPS: usize = 2;
/// Inside so many loops all locals are unknown, and loops are walked once: each level may take three turns.
const DEEPEST_LOOPS: usize = 5;

/// What is noted by the walks over the functions of a cycle.
#[derive(Default)]
pub(super) struct Walked {
    pub passed: FxHashMap<SiteId, Passed>,
    pub emptied: FxHashSet<String>,
    results: FxHashMap<FunctionId, Value>,
    /// Variables of functions around, by their number.
    pub captured: Captured,
}

pub(super) fn walk<'a>(
    definitions: &Definitions<'a>,
    calls: &Calls<'a>,
    cycles: &Cycles,
    id: FunctionId,
    entry: &[Fact],
    walked: &mut Walked,
) {
    let mut walk = Walk {
        definitions,
        calls,
        cycles,
        function: definitions.function(id),
        id,
        passed: &mut walked.passed,
        emptied: &mut walked.emptied,
        loops: Vec::new(),
        deferred: 0,
        results: &mut walked.results,
        captured: &mut walked.captured,
        depth: 0,
        own: Results::default(),
    };
    walk.whole(entry);
}

/// What a function outside the cycle gives back.
pub(super) fn results(
    outer: &mut Walk<'_, '_, '_>,
    id: FunctionId,
    passed: &mut FxHashMap<SiteId, Passed>,
    emptied: &mut FxHashSet<String>,
) -> Results {
    let mut walk = Walk {
        definitions: outer.definitions,
        calls: outer.calls,
        cycles: outer.cycles,
        function: outer.definitions.function(id),
        id,
        passed,
        emptied,
        loops: Vec::new(),
        deferred: 0,
        results: &mut *outer.results,
        captured: &mut *outer.captured,
        depth: outer.depth + 1,
        own: Results::default(),
    };
    walk.whole(&[]);
    walk.own
}

impl<'a> Walk<'_, '_, 'a> {
    /// The variable that a name stands for.
    pub(super) fn home(&self, name: &impl Ranged) -> Option<Home> {
        self.definitions.home(self.function.shift.at(name.range().start().to_u32()))
    }

    pub(super) fn is_builtin(&self, name: &impl Ranged) -> bool {
        self.definitions.is_builtin(self.function.shift.at(name.range().start().to_u32()))
    }

    fn whole(&mut self, entry: &[Fact]) {
        let mut state = State { facts: entry.to_vec(), ..State::default() };
        let plain = self.function.plain_count();
        for at in 0..plain + 2 {
            let Some(name) = self.function.parameter_name(at) else { continue };
            let (Some(home), Ok(index)) = (self.home(name), u16::try_from(at)) else { continue };
            state.set(home, Value::Entry(index));
            if at >= plain {
                state.learn(no_text_fact(index));
            }
        }
        if self.is_no_text() {
            state.learn(no_text_fact(0));
        }
        match self.function.body {
            Body::Statements(body) => {
                if let Some(end) = self.body(body, Some(state)) {
                    self.own.returns(Value::Fresh { truth: Some(false), kind: "NoneType" }, &end);
                }
            }
            Body::Expression(expression) => {
                self.eval(expression, &mut state);
            }
        }
    }

    /// The receiver of the method is no text: its class derives from none, by the names of its bases.
    fn is_no_text(&self) -> bool {
        let Some(class) = self.function.class.filter(|_| self.function.role == Role::Method) else {
            return false;
        };
        self.definitions.class(class).bases.iter().all(|base| match base {
            Expr::Name(name) => name.id.as_str() == "object" || no_text(name.id.as_str()),
            Expr::Attribute(attribute) => no_text(attribute.attr.as_str()),
            _ => false,
        })
    }

    fn body(&mut self, body: &'a [Stmt], state: Option<State>) -> Option<State> {
        let mut state = state?;
        for statement in body {
            state = self.statement(statement, state)?;
        }
        Some(state)
    }

    fn statement(&mut self, statement: &'a Stmt, mut state: State) -> Option<State> {
        match statement {
            Stmt::Expr(stmt) => {
                self.eval(&stmt.value, &mut state);
            }
            Stmt::Return(stmt) => {
                let value = match &stmt.value {
                    Some(value) => self.eval(value, &mut state),
                    None => Value::Fresh { truth: Some(false), kind: "NoneType" },
                };
                self.own.returns(value, &state);
                return None;
            }
            Stmt::Raise(stmt) => {
                for part in [&stmt.exc, &stmt.cause].into_iter().flatten() {
                    self.eval(part, &mut state);
                }
                return None;
            }
            Stmt::Assign(stmt) => {
                if let ([Expr::Tuple(targets)], Expr::Tuple(values)) =
                    (stmt.targets.as_slice(), stmt.value.as_ref())
                    && targets.elts.len() == values.elts.len()
                    && !targets.elts.iter().chain(&values.elts).any(Expr::is_starred_expr)
                {
                    let values =
                        values.elts.iter().map(|value| self.eval(value, &mut state)).collect::<Vec<_>>();
                    for (target, value) in targets.elts.iter().zip(values) {
                        self.store(target, value, &mut state);
                    }
                    return Some(state);
                }
                if let [Expr::Tuple(targets)] = stmt.targets.as_slice()
                    && let Some(values) = self.parts_of(&stmt.value, &targets.elts, &mut state)
                {
                    for (target, value) in targets.elts.iter().zip(values) {
                        self.store(target, value, &mut state);
                    }
                    return Some(state);
                }
                let value = self.eval(&stmt.value, &mut state);
                for target in &stmt.targets {
                    self.store(target, value.clone(), &mut state);
                }
            }
            Stmt::AnnAssign(stmt) => {
                if let Some(value) = &stmt.value {
                    let value = self.eval(value, &mut state);
                    self.store(&stmt.target, value, &mut state);
                }
            }
            Stmt::AugAssign(stmt) => {
                let right = self.eval(&stmt.value, &mut state);
                let left = self.eval(&stmt.target, &mut state);
                let value = self.operation(&left, stmt.op, &right);
                if stmt.op == Operator::Add && value == Value::Unknown {
                    state.grows(&left, true);
                }
                self.store(&stmt.target, value, &mut state);
            }
            Stmt::Delete(stmt) => {
                for target in &stmt.targets {
                    self.eval(target, &mut state);
                    if let Expr::Subscript(subscript) = target {
                        let container = self.eval(&subscript.value, &mut state);
                        state.loses(&container);
                    }
                }
            }
            Stmt::If(stmt) => {
                let (yes, mut no) = self.split(&stmt.test, state);
                let mut after = self.body(&stmt.body, yes);
                for clause in &stmt.elif_else_clauses {
                    let Some(state) = no.take() else { break };
                    let yes = match &clause.test {
                        Some(test) => {
                            let (yes, rest) = self.split(test, state);
                            no = rest;
                            yes
                        }
                        None => Some(state),
                    };
                    after = join(after, self.body(&clause.body, yes));
                }
                return join(after, no);
            }
            Stmt::While(stmt) => {
                let (over, broken) = self.repeat(state, statement, &mut |walk, state| {
                    let (yes, no) = walk.split(&stmt.test, state);
                    (walk.body(&stmt.body, yes), no)
                });
                return join(self.body(&stmt.orelse, over), broken);
            }
            Stmt::For(stmt) => {
                let (over, broken) = self.repeat(state, statement, &mut |walk, mut state| {
                    let over = state.clone();
                    walk.each(&stmt.target, &stmt.iter, &mut state);
                    (walk.body(&stmt.body, Some(state)), Some(over))
                });
                return join(self.body(&stmt.orelse, over), broken);
            }
            Stmt::With(stmt) => {
                for item in &stmt.items {
                    let value = self.eval(&item.context_expr, &mut state);
                    if let Some(target) = &item.optional_vars {
                        let value = if let Value::Listed(_) = value { value } else { Value::Unknown };
                        self.store(target, value, &mut state);
                    }
                }
                let mut suppressed = state.clone();
                self.forget(&stmt.body, &mut suppressed);
                return join(self.body(&stmt.body, Some(state)), Some(suppressed));
            }
            Stmt::Match(stmt) => {
                let subject = self.eval(&stmt.subject, &mut state);
                let mut after = None;
                let mut remaining = Some(state);
                for case in &stmt.cases {
                    let Some(state) = remaining else { return after };
                    let (mut yes, mut no) = self.pattern(&subject, &case.pattern, state);
                    if let Some(guard) = &case.guard
                        && let Some(state) = yes.take()
                    {
                        let (passed, failed) = self.split(guard, state);
                        yes = passed;
                        no = join(no, failed);
                    }
                    after = join(after, self.body(&case.body, yes));
                    remaining = no;
                }
                return join(after, remaining);
            }
            Stmt::Try(stmt) => return self.try_statement(stmt, state),
            Stmt::Assert(stmt) => return self.split(&stmt.test, state).0,
            Stmt::Break(_) => {
                if let Some(innermost) = self.loops.last_mut() {
                    innermost.breaks = join(innermost.breaks.take(), Some(state));
                }
                return None;
            }
            Stmt::Continue(_) => {
                if let Some(innermost) = self.loops.last_mut() {
                    innermost.continues = join(innermost.continues.take(), Some(state));
                }
                return None;
            }
            Stmt::FunctionDef(def) => {
                let defaults = def.parameters.iter_non_variadic_params().filter_map(|p| p.default.as_deref());
                let decorators = def.decorator_list.iter().map(|decorator| &decorator.expression);
                for evaluated in decorators.chain(defaults) {
                    self.eval(evaluated, &mut state);
                }
                self.forget(std::slice::from_ref(statement), &mut state);
            }
            Stmt::ClassDef(class) => {
                let keywords = class.keywords().iter().map(|keyword| &keyword.value);
                let decorators = class.decorator_list.iter().map(|decorator| &decorator.expression);
                for evaluated in decorators.chain(class.bases()).chain(keywords) {
                    self.eval(evaluated, &mut state);
                }
                self.forget(std::slice::from_ref(statement), &mut state);
            }
            Stmt::Import(_) | Stmt::ImportFrom(_) => {
                self.forget(std::slice::from_ref(statement), &mut state);
            }
            Stmt::Global(_)
            | Stmt::Nonlocal(_)
            | Stmt::Pass(_)
            | Stmt::TypeAlias(_)
            | Stmt::IpyEscapeCommand(_) => {}
        }
        Some(state)
    }

    /// A loop: `round` walks its test and body, and gives what holds at the end of the body and
    /// where the loop is over. Gives what holds there, and where it was broken off.
    fn repeat(
        &mut self,
        before: State,
        statement: &'a Stmt,
        round: &mut dyn FnMut(&mut Self, State) -> Ways,
    ) -> Ways {
        let nested = self.loops.len() >= DEEP_LOOPS;
        let mut head = before;
        if nested {
            self.forget(std::slice::from_ref(statement), &mut head);
        }
        let deepest = self.loops.len() >= DEEPEST_LOOPS;
        if deepest {
            head.locals.clear();
            head.unseen.clear();
            head.no_texts.clear();
        }
        for turn in 0..3 {
            self.loops.push(Loop::default());
            let (end, over) = round(self, head.clone());
            let finished = self.loops.pop().unwrap_or_default();
            let again = join(end, finished.continues);
            let next = join(Some(head.clone()), again).unwrap_or_default();
            if next == head {
                return (over, finished.breaks);
            }
            if turn == 2 || deepest {
                let rough = |state: Option<State>| {
                    let mut state = state?;
                    self.forget(std::slice::from_ref(statement), &mut state);
                    state.facts = common(&state.facts, &next.facts);
                    Some(state)
                };
                return (rough(over), rough(finished.breaks));
            }
            head = next;
            if turn == 1 {
                self.forget(std::slice::from_ref(statement), &mut head);
            }
        }
        (None, None)
    }

    fn try_statement(&mut self, stmt: &'a StmtTry, state: State) -> Option<State> {
        let mut raised = state.clone();
        self.forget(&stmt.body, &mut raised);
        let end = self.body(&stmt.body, Some(state));
        let mut after = self.body(&stmt.orelse, end);
        for handler in &stmt.handlers {
            let ExceptHandler::ExceptHandler(handler) = handler;
            let mut state = raised.clone();
            if let Some(type_) = &handler.type_ {
                self.eval(type_, &mut state);
            }
            if let Some(home) = handler.name.as_ref().and_then(|name| self.home(name)) {
                state.set(home, Value::Unknown);
            }
            after = join(after, self.body(&handler.body, Some(state)));
        }
        if stmt.finalbody.is_empty() {
            return after;
        }
        // A `finally` also runs on the way out: what holds there is not told apart.
        let leaves = after.is_none();
        let end = self.body(&stmt.finalbody, join(after, Some(raised)));
        if leaves { None } else { end }
    }

    /// What the statements bind is unknown, and what they change.
    fn forget(&self, body: &'a [Stmt], state: &mut State) {
        let (Some(first), Some(last)) = (body.first(), body.last()) else { return };
        let span = self.function.shift.range(first.range().cover(last.range()));
        let names = self.definitions.names;
        let from = names.occurrences.partition_point(|occurrence| occurrence.span.start < span.start);
        for occurrence in names.occurrences[from..].iter().take_while(|o| o.span.start < span.end) {
            if occurrence.access == Access::Use {
                continue;
            }
            if let Some(home) = names.symbol_of(occurrence).home {
                state.set(home, Value::Unknown);
                state.unseen.retain(|(local, _)| *local != home);
            }
        }
    }

    /// An assignment.
    pub(super) fn store(&mut self, target: &'a Expr, value: Value, state: &mut State) {
        match target {
            Expr::Name(name) => {
                let Some(home) = self.home(name) else { return };
                state.unseen.retain(|(local, _)| *local != home);
                self.rebind(target, home, &value, state);
                // A list in a variable may be filled before it is asked whether it is empty.
                let value = match value {
                    Value::Fresh { kind: kind @ ("list" | "dict" | "set"), .. } => {
                        Value::Fresh { truth: None, kind }
                    }
                    other => other,
                };
                // A variable of an outer function or of the module may be changed elsewhere.
                let own = home.0 == self.function.scope || self.deferred > 0 || self.is_inner(home);
                state.set(home, if own { value } else { Value::Unknown });
            }
            Expr::Tuple(tuple) => self.unpack(&tuple.elts, &value, state),
            Expr::List(list) => self.unpack(&list.elts, &value, state),
            Expr::Starred(starred) => self.store(&starred.value, value, state),
            Expr::Attribute(attribute) => {
                let object = self.eval(&attribute.value, state);
                let name = attribute.attr.as_str();
                self.emptied.extend(self.container(target));
                // A part of an object put at its top makes nothing deeper.
                let nearer = match (&object, &value) {
                    (Value::Entry(of), Value::Object { of: also, place: Place::Part, .. }) => of == also,
                    (Value::Entry(_), Value::Fresh { kind, .. }) => *kind == "NoneType",
                    _ => false,
                };
                if !nearer && !state.assigned.iter().any(|assigned| assigned == name) {
                    state.assigned.push(name.to_owned());
                }
            }
            Expr::Subscript(subscript) => {
                let container = self.eval(&subscript.value, state);
                self.eval(&subscript.slice, state);
                if subscript.slice.is_slice_expr() {
                    state.loses(&container);
                }
                state.grows(&container, !value.exists());
                self.mark(&subscript.value, &subscript.slice, state);
            }
            _ => {}
        }
    }

    /// Another container under a name: nobody visited is in it. Not so where it takes the place of
    /// a missing one.
    fn rebind(&mut self, target: &Expr, home: Home, value: &Value, state: &State) {
        let missing = match state.get(home) {
            Value::Entry(index) => {
                let says = |flag, outcome| state.facts.contains(&Fact::Flag(index, flag, outcome));
                says(Flag::IsNone, true) || says(Flag::Truth, false) || *value == Value::Entry(index)
            }
            _ => false,
        };
        if !missing {
            self.emptied.extend(self.container(target));
        }
    }

    /// A variable of a comprehension inside the function.
    fn is_inner(&self, home: Home) -> bool {
        let scope = self.definitions.names.scope(home.0);
        scope.kind == crate::names::ScopeKind::Comprehension
    }

    fn unpack(&mut self, targets: &'a [Expr], value: &Value, state: &mut State) {
        for target in targets {
            let item = match (target, value) {
                (Expr::Starred(_), value) => {
                    let shorter = i64::try_from(targets.len() - 1).ok();
                    value.root().map_or(Value::Unknown, |of| Value::Object {
                        of,
                        place: Place::Level,
                        shorter: shorter.filter(|_| matches!(value, Value::Entry(_))),
                    })
                }
                (_, value) => self.item(value, state),
            };
            self.store(target, item, state);
        }
        if let Value::Entry(index) = value
            && let Ok(count) =
                i64::try_from(targets.iter().filter(|target| !target.is_starred_expr()).count())
        {
            state.learn(Fact::AtLeast { a: Atom::Length(*index), b: Atom::Zero, least: count });
        }
    }
}
